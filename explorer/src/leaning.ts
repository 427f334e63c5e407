// Which articles lean on which sources, and which articles count as one.

import { claimOf, type Row } from "./data";

export interface Lean {
  kind: "work" | "speaker";
  name: string;
  articles: Map<string, number>; // the claims in which each article leans on it
}

export interface Tie {
  one: string;
  other: string;
  rows: number; // in how many they were counted as one source
}

export interface Leaning {
  articles: string[];
  sources: Lean[]; // those on which most articles lean first
  ties: Tie[];
}

const PAIRED = 25; // of a larger group that counts as one, each article is tied to the first only

export function leaning(rows: Row[]): Leaning {
  const articles = new Set<string>();
  const sources = new Map<string, Lean>();
  const ties = new Map<string, Tie>();
  const lean = (kind: Lean["kind"], name: string, article: string): void => {
    const key = `${kind} ${name.toLowerCase()}`;
    if (!sources.has(key)) sources.set(key, { kind, name, articles: new Map() });
    const counts = sources.get(key)!.articles;
    counts.set(article, (counts.get(article) ?? 0) + 1);
  };
  const tie = (a: string, b: string): void => {
    const [one, other] = a < b ? [a, b] : [b, a];
    const key = JSON.stringify([one, other]);
    if (!ties.has(key)) ties.set(key, { one, other, rows: 0 });
    ties.get(key)!.rows++;
  };
  for (const row of rows) {
    const groups = new Map<number, Set<string>>();
    for (const item of row.evidence) {
      articles.add(item.document_id);
      const claim = claimOf(item);
      for (const work of claim?.cited_works ?? []) lean("work", work.name, item.document_id);
      const said = claim?.attribution;
      if (said?.source && said.type !== "none" && said.source.kind !== "author")
        lean("speaker", said.source.name, item.document_id);
      if (item.source !== undefined)
        groups.set(item.source, (groups.get(item.source) ?? new Set()).add(item.document_id));
    }
    for (const group of groups.values()) {
      const [first, ...rest] = [...group].sort();
      if (first !== undefined) for (const other of rest) tie(first, other);
      if (group.size <= PAIRED) rest.forEach((one, place) => rest.slice(place + 1).forEach((other) => tie(one, other)));
    }
  }
  const uses = (one: Lean): number => [...one.articles.values()].reduce((sum, many) => sum + many, 0);
  return {
    articles: [...articles],
    sources: [...sources.values()].sort(
      (a, b) => b.articles.size - a.articles.size || uses(b) - uses(a) || (a.name < b.name ? -1 : 1),
    ),
    ties: [...ties.values()].sort((a, b) => b.rows - a.rows),
  };
}

/** Both sides ordered so that few lines cross: each stands near the middle of what it is tied to (barycentre rule). */
export function untangled(left: string[], right: Lean[]): [string[], Lean[]] {
  let [one, other] = [[...left], [...right]];
  const middle = (places: number[], own: number): number =>
    places.length ? places.reduce((sum, place) => sum + place, 0) / places.length : own;
  for (let round = 0; round < 6; round++) {
    const place = new Map(one.map((id, at) => [id, at / one.length]));
    const weight = new Map(
      other.map((lean, at) => [
        lean,
        middle(
          [...lean.articles.keys()].flatMap((id) => place.get(id) ?? []),
          at / other.length,
        ),
      ]),
    );
    other = [...other].sort((a, b) => weight.get(a)! - weight.get(b)!);
    const at = new Map(other.map((lean, index) => [lean, index / other.length]));
    const own = new Map(
      one.map((id, index) => [
        id,
        middle(
          other.filter((lean) => lean.articles.has(id)).map((lean) => at.get(lean)!),
          index / one.length,
        ),
      ]),
    );
    one = [...one].sort((a, b) => own.get(a)! - own.get(b)!);
  }
  return [one, other];
}
