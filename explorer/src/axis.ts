// A scale of time: where a day stands, in per cent of the width, and what is written under it.

import type { Stretch } from "./edtf";

const DAY = 86_400_000;
const YEAR = 365.2425;

export interface Axis {
  from: number;
  to: number;
  at: (day: number) => number; // per cent, within the axis
  ticks: { at: number; label: string }[];
  bins: { from: number; to: number; label: string }[];
}

const moment = (day: number): Date => new Date(day * DAY);
const dayOf = (year: number, month: number): number => {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 1);
  return date.getTime() / DAY;
};
const NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The axis for these dates. A few that lie far off are left outside of it, so that the many can be told apart. */
export function axis(dates: Stretch[], from = -Infinity, to = Infinity): Axis | undefined {
  const ends = dates
    .flatMap((one) => [one.from, one.to])
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  if (!ends.length) return undefined;
  const at = (share: number): number => ends[Math.round(share * (ends.length - 1))]!;
  const [low, high] = at(0.95) - at(0.05) < 0.3 * (at(1) - at(0)) ? [at(0.05), at(0.95)] : [at(0), at(1)];
  let first = Number.isFinite(from) ? from : low;
  let last = Number.isFinite(to) ? to : high;
  if (last <= first) [first, last] = [Math.min(first, last), Math.min(first, last) + 30];
  const room = Math.max((last - first) * 0.03, 5);
  first -= Number.isFinite(from) ? 0 : room;
  last += Number.isFinite(to) ? 0 : room;
  const place = (day: number): number => Math.min(100, Math.max(0, (100 * (day - first)) / (last - first)));
  return {
    from: first,
    to: last,
    at: place,
    ticks: steps(first, last, 9)
      .filter(({ from: day }) => day >= first && day <= last)
      .map(({ from: day, label }) => ({
        at: place(day),
        label: label.replace(/^week of |,? (to|\d+ months).*$/g, ""),
      })),
    bins: steps(first, last, 48),
  };
}

/** The span cut into calendar periods: days, weeks, months, years or rounder, no more of them than `most`. */
function steps(first: number, last: number, most: number): { from: number; to: number; label: string }[] {
  const days = [1, 7].find((step) => last - first <= step * most);
  return days ? ofDays(first, last, days) : ofMonths(first, last, most);
}

function ofDays(first: number, last: number, size: number): { from: number; to: number; label: string }[] {
  const found = [];
  const monday = 4; // 1970-01-05, the first of its week
  for (let day = Math.floor((first - monday) / size) * size + monday; day < last; day += size) {
    const date = moment(day);
    const label = `${date.getUTCDate()} ${NAMES[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
    found.push({ from: day, to: day + size, label: size > 1 ? `week of ${label}` : label });
  }
  return found;
}

function ofMonths(first: number, last: number, most: number): { from: number; to: number; label: string }[] {
  const months = [1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12_000];
  const size = months.find((step) => ((last - first) / YEAR) * 12 <= step * most) ?? 120_000;
  const begin = moment(first);
  let month = Math.floor((begin.getUTCFullYear() * 12 + begin.getUTCMonth()) / size) * size;
  const found = [];
  for (; dayOf(0, month) < last; month += size) {
    const year = Math.floor(month / 12);
    const start = size >= 12 ? String(year) : `${NAMES[month - 12 * year]} ${year}`;
    const label =
      size > 12 ? `${year} to ${year + size / 12 - 1}` : size === 3 || size === 6 ? `${start}, ${size} months` : start;
    found.push({ from: dayOf(0, month), to: dayOf(0, month + size), label });
  }
  return found;
}
