// The run's data as the page carries it. Blocks are decoded when they are first asked for.

export type Status = "disputed" | "corroborated" | "superseded" | "single-source";
export type Stance = "supports" | "contradicts" | "refines";
export type Range = [start: number, end: number]; // code points of the document's text

export interface Work {
  name: string;
  kind?: string;
  publisher?: string;
  author?: string;
  date?: string;
  url?: string;
}

export interface Who {
  name: string;
  kind: string;
  role?: string;
  span?: Range;
  mention_span?: Range;
}

export interface Claim {
  claim_id: string;
  document_id: string;
  text: string;
  kind: string;
  certainty?: string;
  polarity?: string;
  evidence?: Range[];
  attribution: {
    type: "direct" | "indirect" | "mixed" | "none";
    mode?: string;
    source?: Who;
    cue?: Range;
    cue_words?: string;
    content?: Range[];
    via?: Who[];
  };
  dates?: { role: "event" | "statement"; value: string; span?: Range }[];
  cited_works?: Work[];
  confidence?: number;
  tier: string | null;
  reasons: string[];
}

export interface Item {
  claim_id: string;
  document_id: string;
  stance: Stance;
  cause?: string;
  quote: string;
  start: number;
  end: number;
  speaker?: string;
  published?: string;
  stated?: string;
  event_date?: string;
  source?: number;
  ignored?: boolean;
}

export interface Step {
  date?: string;
  change: string;
  claim_id: string;
  document_id: string;
  text: string;
}

export interface Variant {
  whole: string;
  version: string;
  left_out?: string;
  put_in?: string;
  changes_meaning?: boolean;
}

export interface Decision {
  kind: string;
  text?: string;
  note?: string;
  by?: string;
  date?: string;
  ignored?: { kind: string; name: string };
}

export interface Row {
  row_id: string;
  claim: string;
  status: Status;
  documents: number;
  independent_sources: number;
  speakers?: string[];
  first_stated?: string;
  event_date?: string;
  cited_works?: Work[];
  evidence: Item[];
  explanation: string;
  decisions?: Decision[];
  history?: Step[];
  variants?: Variant[];
  kinds: string[];
}

export interface Doc {
  id: string;
  title?: string;
  authors?: string[];
  publisher?: string;
  published?: string;
  url?: string;
  language?: string;
  path?: string;
  status: "ok" | "partial" | "failed" | "skipped";
  reason?: string;
  counts?: Partial<Record<"claims" | "grounded" | "ungrounded" | "rejected", number>>;
}

export interface Part {
  text?: string;
  claims: Claim[];
}

export interface Left {
  ungrounded: Claim[];
  rejected: { document_id: string; stage: string; text: string; reason: string }[];
}

export interface Run {
  model: string | null;
  version: string | null;
  rows: Record<Status, number>;
  documents: Record<Doc["status"], number>;
  claims: number;
  ungrounded: number;
  rejected: number;
  reasons: [stage: string, reason: string, times: number][];
  idle: string[];
  texts: number;
  here: { rows: number; documents: number; texts: number };
  parts: string[];
}

function block<T>(id: string): T {
  return JSON.parse(document.getElementById(id)?.textContent ?? "null") as T;
}

export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

export const run = once(() => block<Run>("run"));
export const rows = once(() => block<Row[]>("rows"));
export const documents = once(() => block<Doc[]>("documents"));
export const left = once(() => block<Left>("left"));

/** How many rows of each status the page carries: all of the run's, unless there are too many. */
export const carried = once(() => {
  const found: Record<Status, number> = { disputed: 0, corroborated: 0, superseded: 0, "single-source": 0 };
  for (const row of rows()) found[row.status]++;
  return found;
});

export const total = (counts: Record<string, number>): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

/** Of a repeated id, the first document. */
const byId = once(() => {
  const found = new Map<string, Doc>();
  for (const one of documents()) if (!found.has(one.id)) found.set(one.id, one);
  return found;
});

export const documentOf = (id: string): Doc | undefined => byId().get(id);

const places = once(() => new Map(run().parts.map((id, place) => [id, place])));
const parts = new Map<string, Part>();

/** Text and grounded claims of a document, as far as they are here. */
export function part(id: string): Part {
  let found = parts.get(id);
  if (!found) {
    const place = places().get(id);
    found = place === undefined ? { claims: [] } : block<Part>(`part-${place}`);
    parts.set(id, found);
  }
  return found;
}

export function claimOf(item: { document_id: string; claim_id: string }): Claim | undefined {
  return part(item.document_id).claims.find((claim) => claim.claim_id === item.claim_id);
}

/** The rows that a claim stands in, and its place in each. */
export const rowsOfClaim = once(() => {
  const found = new Map<string, { row: Row; item: Item }[]>();
  for (const row of rows())
    for (const item of row.evidence) {
      const list = found.get(item.claim_id);
      if (list) list.push({ row, item });
      else found.set(item.claim_id, [{ row, item }]);
    }
  return found;
});

export const rowById = once(() => new Map(rows().map((row) => [row.row_id, row])));

export const titleOf = (id: string): string => {
  const one = documentOf(id);
  return one?.title || one?.path || id;
};

/** Who brings it out, as short as can be: the publisher, else the title. */
export const houseOf = (id: string): string => documentOf(id)?.publisher || titleOf(id);
