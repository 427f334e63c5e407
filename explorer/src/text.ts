// Cutting articles by code points, and the pieces of a passage that look alike.

import type { Claim, Item, Range } from "./data";

const ASTRAL = /[\ud800-\udbff][\udc00-\udfff]/;
export const CONTEXT = 200; // code points shown on either side of evidence

/** A text that is cut by code points, as the run's offsets count, and not by UTF-16 units. */
export class Text {
  readonly length: number;
  private readonly points: string[] | null;

  constructor(private readonly whole: string) {
    this.points = ASTRAL.test(whole) ? Array.from(whole) : null;
    this.length = this.points ? this.points.length : whole.length;
  }

  cut(start: number, end: number): string {
    return this.points ? this.points.slice(start, end).join("") : this.whole.slice(start, end);
  }
}

const texts = new Map<string, Text>();

export function textOf(id: string, text: string): Text {
  let found = texts.get(id);
  if (!found) texts.set(id, (found = new Text(text)));
  return found;
}

/** Consecutive characters that carry the same marks; of overlapping spans each piece names all that cover it. */
export interface Segment {
  start: number;
  text: string;
  marks: string[];
}

export function segments(text: Text, from: number, to: number, spans: [Range, string][]): Segment[] {
  const inside = spans.filter(([[start, end]]) => start < end && end > from && start < to);
  const borders = new Set([from, to]);
  for (const [[start, end]] of inside) borders.add(Math.max(start, from)).add(Math.min(end, to));
  const sorted = [...borders].sort((a, b) => a - b);
  inside.sort((a, b) => a[0][0] - b[0][0]);
  const found: Segment[] = [];
  let open: [Range, string][] = [];
  let next = 0;
  for (let place = 0; place + 1 < sorted.length; place++) {
    const start = sorted[place]!;
    while (next < inside.length && inside[next]![0][0] <= start) open.push(inside[next++]!);
    open = open.filter(([[, end]]) => end > start);
    found.push({ start, text: text.cut(start, sorted[place + 1]!), marks: [...new Set(open.map(([, mark]) => mark))] });
  }
  return found;
}

export interface Passage {
  pieces: Segment[];
  before: boolean; // the article goes on before what is shown
  after: boolean;
}

/** The evidence in its context; where the document does not bear it out, the quotation alone. */
export function passage(item: Item, claim: Claim | undefined, whole: string | undefined): Passage {
  const text = whole === undefined ? undefined : textOf(item.document_id, whole);
  if (!text || text.cut(item.start, item.end) !== item.quote)
    return { pieces: [{ start: item.start, text: item.quote, marks: ["evidence"] }], before: false, after: false };
  const [from, to] = around(text, item.start, item.end);
  const spans: [Range, string][] = [[[item.start, item.end], "evidence"], ...roles(claim)];
  for (const content of claim?.attribution.content ?? []) spans.push([content, "content"]);
  return { pieces: segments(text, from, to, spans), before: from > 0, after: to < text.length };
}

export function roles(claim: Claim | undefined): [Range, string][] {
  const said = claim?.attribution;
  const mention = said?.source?.mention_span ?? said?.source?.span;
  const found: [Range, string][] = mention ? [[mention, "speaker"]] : [];
  return said?.cue ? [...found, [said.cue, "cue"]] : found;
}

/** Widened to the context, ending between words where a white space is near. */
function around(text: Text, start: number, end: number): Range {
  let from = Math.max(0, start - CONTEXT);
  let to = Math.min(text.length, end + CONTEXT);
  for (let place = from; from > 0 && place < Math.min(from + 30, start); place++)
    if (/\s/.test(text.cut(place, place + 1))) {
      from = place + 1;
      break;
    }
  for (let place = to; to < text.length && place > Math.max(to - 30, end); place--)
    if (/\s/.test(text.cut(place - 1, place))) {
      to = place;
      break;
    }
  return [from, to];
}
