// Which rows are shown, and in which order.

import { once, rows, titleOf, type Row } from "./data";
import { earlier, overlaps, stretch } from "./edtf";
import type { Order, State } from "./state";

const RANK: Record<Row["status"], number> = { disputed: 0, corroborated: 1, superseded: 2, "single-source": 3 };

/** As it is compared: lower case, without accents, one form of each character, one space. */
export const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{Mn}+/gu, "")
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .toLowerCase()
    .replace(/\s+/g, " ");

const haystacks = once(() => {
  const titles = new Map<string, string>();
  const title = (id: string): string => titles.get(id) ?? (titles.set(id, titleOf(id)), titles.get(id)!);
  return new Map(
    rows().map((row) => {
      const words = [row.row_id, row.claim, row.explanation, ...(row.speakers ?? [])];
      for (const work of row.cited_works ?? []) words.push(work.name, work.publisher ?? "", work.author ?? "");
      for (const item of row.evidence)
        words.push(item.quote, item.speaker ?? "", title(item.document_id), item.claim_id);
      return [row, plain(words.join("\n"))];
    }),
  );
});

/** Make what the search needs before it is needed. */
export const prepare = (): void => void haystacks();

/** The words of a search; words in quotation marks stay together. */
export const terms = (query: string): string[] =>
  [...plain(query).matchAll(/"([^"]+)"|[^\s"]+/g)].map((found) => found[1] ?? found[0]).filter(Boolean);

/** When the row was said, or when it happened: every date that it carries, of the one sort or the other. */
export const datesOf = (row: Row, by: State["by"]): string[] => {
  const own = by === "event" ? row.event_date : row.first_stated;
  const each = row.evidence.map((item) => (by === "event" ? item.event_date : (item.stated ?? item.published)));
  return [...new Set([own, ...each].filter((one): one is string => Boolean(one)))];
};

export const chosen = (state: State): Row[] => {
  const key = JSON.stringify([
    state.q,
    state.status,
    state.kind,
    state.speaker,
    state.work,
    state.document,
    state.from,
    state.to,
    state.by,
    state.sort,
    state.down,
  ]);
  if (last?.key !== key) last = { key, rows: sorted(rows().filter(matches(state)), state.sort, state.down) };
  return last.rows;
};
let last: { key: string; rows: Row[] } | undefined;

function matches(state: State): (row: Row) => boolean {
  const words = terms(state.q);
  const some = (wanted: string[], has: (value: string) => boolean): boolean => !wanted.length || wanted.some(has);
  const from = stretch(state.from)?.from ?? -Infinity;
  const until = stretch(state.to)?.to ?? Infinity;
  const dated = from > -Infinity || until < Infinity;
  const found = words.length ? haystacks() : undefined;
  return (row) =>
    some(state.status, (value) => row.status === value) &&
    some(state.kind, (value) => row.kinds.includes(value)) &&
    some(state.speaker, (value) => Boolean(row.speakers?.includes(value))) &&
    some(state.work, (value) => Boolean(row.cited_works?.some((work) => work.name === value))) &&
    some(state.document, (value) => row.evidence.some((item) => item.document_id === value)) &&
    (!dated ||
      datesOf(row, state.by).some((date) => {
        const one = stretch(date);
        return one && overlaps(one, from, until);
      })) &&
    words.every((word) => found!.get(row)!.includes(word));
}

const byName = new Intl.Collator("en", { numeric: true }).compare;
const first = (list: string[] | undefined): string => list?.[0] ?? "\uffff";
const weight = (a: Row, b: Row): number => b.independent_sources - a.independent_sources || b.documents - a.documents;

const COMPARE: Record<Order, (a: Row, b: Row) => number> = {
  status: (a, b) => RANK[a.status] - RANK[b.status] || weight(a, b),
  claim: (a, b) => byName(a.claim, b.claim),
  speakers: (a, b) => byName(first(a.speakers), first(b.speakers)),
  stated: (a, b) => earlier(a.first_stated, b.first_stated),
  event: (a, b) => earlier(a.event_date, b.event_date),
  sources: (a, b) => a.independent_sources - b.independent_sources || a.documents - b.documents,
  articles: (a, b) => a.documents - b.documents || a.independent_sources - b.independent_sources,
  works: (a, b) =>
    byName(first(a.cited_works?.map((work) => work.name)), first(b.cited_works?.map((work) => work.name))),
  kind: (a, b) => byName(first(a.kinds), first(b.kinds)),
};

/** Sorted, and stable: what ties stays in the order of the run's table. Rows without the value go last either way. */
function sorted(found: Row[], by: Order, down: boolean): Row[] {
  const compare = COMPARE[by];
  const missing = (row: Row): boolean =>
    (by === "stated" && !stretch(row.first_stated)) ||
    (by === "event" && !stretch(row.event_date)) ||
    (by === "speakers" && !row.speakers?.length) ||
    (by === "works" && !row.cited_works?.length) ||
    (by === "kind" && !row.kinds.length);
  const [have, lack] = [found.filter((row) => !missing(row)), found.filter(missing)];
  have.sort((a, b) => (down ? -1 : 1) * compare(a, b));
  return [...have, ...lack];
}

export interface Choice {
  value: string;
  count: number;
}

const tally = (values: (row: Row) => Iterable<string>): Choice[] => {
  const counts = new Map<string, number>();
  for (const row of rows()) for (const value of new Set(values(row))) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count }));
};

/** What can be filtered by, most frequent first. */
export const choices = once(() => {
  const most = (list: Choice[]): Choice[] => list.sort((a, b) => b.count - a.count || byName(a.value, b.value));
  return {
    speaker: most(tally((row) => row.speakers ?? [])),
    work: most(tally((row) => (row.cited_works ?? []).map((work) => work.name))),
    document: tally((row) => row.evidence.map((item) => item.document_id)).sort((a, b) =>
      byName(titleOf(a.value), titleOf(b.value)),
    ),
    kind: most(tally((row) => row.kinds)),
  };
});
