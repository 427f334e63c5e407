// Dates in EDTF (ISO 8601-2 level 1, and the sub-years 21 to 41 of level 2) as stretches of days.

export interface Stretch {
  from: number; // days since 1970-01-01; -Infinity where the beginning is open
  to: number; // the end, not included; Infinity where it is open
  vague: boolean; // approximate or uncertain
}

const day = (year: number, month: number, date: number): number => {
  const moment = new Date(0);
  moment.setUTCFullYear(year, month, date);
  return Math.round(moment.getTime() / 86_400_000);
};

// The first month and how many, by the code of the sub-year: seasons, seasons of either hemisphere, quarters, thirds, halves.
const SEASONS: Record<number, Range> = {
  21: [2, 3],
  22: [5, 3],
  23: [8, 3],
  24: [11, 3],
  29: [8, 3],
  30: [11, 3],
  31: [2, 3],
  32: [5, 3],
};
type Range = [first: number, months: number];

function subYear(code: number): Range | undefined {
  if (code >= 25 && code <= 28) return SEASONS[code - 4];
  if (code >= 33 && code <= 36) return [(code - 33) * 3, 3];
  if (code >= 37 && code <= 39) return [(code - 37) * 4, 4];
  if (code >= 40 && code <= 41) return [(code - 40) * 6, 6];
  return SEASONS[code];
}

function single(value: string): Stretch | undefined {
  const found = /^Y?(-?\d{1,9}X{0,4})(?:-(\d\d|XX))?(?:-(\d\d|XX))?(?:T.*)?$/.exec(value.replace(/[?~%]/g, ""));
  if (!found) return undefined;
  const vague = /[?~%]/.test(value);
  const [, years = "", month, date] = found;
  const low = Number(years.replaceAll("X", "0"));
  const high = Number(years.replaceAll("X", "9"));
  if (low !== high || !month || month === "XX")
    return { from: day(Math.min(low, high), 0, 1), to: day(Math.max(low, high) + 1, 0, 1), vague };
  const number = Number(month);
  if (number > 12) {
    const sub = subYear(number);
    return sub && { from: day(low, sub[0], 1), to: day(low, sub[0] + sub[1], 1), vague };
  }
  if (number < 1) return undefined;
  if (!date || date === "XX") return { from: day(low, number - 1, 1), to: day(low, number, 1), vague };
  return { from: day(low, number - 1, Number(date)), to: day(low, number - 1, Number(date) + 1), vague };
}

const known = new Map<string, Stretch | undefined>();

/** The days that a date may mean; undefined where it is no date that we know. */
export function stretch(value: string | undefined): Stretch | undefined {
  if (!value) return undefined;
  if (!known.has(value)) known.set(value, read(value));
  return known.get(value);
}

function read(value: string): Stretch | undefined {
  const [first = "", second] = value.split("/");
  if (second === undefined) return single(first);
  const from = single(first);
  const to = single(second);
  const open = (part: string): boolean => part === ".." || part === "";
  if ((!from && !open(first)) || (!to && !open(second)) || (!from && !to)) return undefined;
  return { from: from?.from ?? -Infinity, to: to?.to ?? Infinity, vague: Boolean(from?.vague || to?.vague) };
}

export const overlaps = (one: Stretch, from: number, to: number): boolean => one.from < to && one.to > from;

/** For sorting: by the beginning, and of two that begin together the shorter first. Unknown dates go last. */
export function earlier(a: string | undefined, b: string | undefined): number {
  const [one, two] = [stretch(a), stretch(b)];
  if (!one || !two) return Number(!one) - Number(!two);
  if (one.from !== two.from) return one.from < two.from ? -1 : 1;
  return one.to === two.to ? 0 : one.to < two.to ? -1 : 1;
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const NAMES: Record<number, string> = {
  21: "spring",
  22: "summer",
  23: "autumn",
  24: "winter",
  40: "first half",
  41: "second half",
};

/** A date as a reader says it: "8 June 2020", "about 2018", "since 2012". */
export function spoken(value: string): string {
  if (!stretch(value)) return value;
  const [first = "", second] = value.split("/");
  if (second === undefined) return point(first);
  if (second === ".." || second === "") return `since ${point(first)}`;
  if (first === ".." || first === "") return `until ${point(second)}`;
  return `${point(first)} to ${point(second)}`;
}

function point(value: string): string {
  const bare = value.replace(/[?~%]/g, "");
  const about = /[~%]/.test(value) ? "about " : "";
  const doubt = /[?%]/.test(value) ? " (uncertain)" : "";
  const found = /^(\d{4}|\d{3}X|\d{2}XX)(?:-(\d\d))?(?:-(\d\d))?$/.exec(bare);
  if (!found) return about + bare + doubt;
  const [, year = "", month, date] = found;
  if (year.endsWith("XX")) return `${about}${year.replace("XX", "00")}–${year.replace("XX", "99")}${doubt}`;
  if (year.endsWith("X")) return `${about}the ${year.replace("X", "0")}s${doubt}`;
  if (!month) return about + year + doubt;
  const number = Number(month);
  const name =
    number <= 12
      ? MONTHS[number - 1]
      : (NAMES[number] ?? (number >= 33 && number <= 36 ? `quarter ${number - 32} of` : undefined));
  if (!name) return about + bare + doubt;
  return `${about}${date ? `${Number(date)} ` : ""}${name} ${year}${doubt}`;
}
