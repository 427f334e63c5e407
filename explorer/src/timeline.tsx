// When things were said, and when they happened.

import type { JSX } from "preact";
import { axis, type Axis } from "./axis";
import type { Row } from "./data";
import { spoken, stretch, type Stretch } from "./edtf";
import { chosen, datesOf } from "./filter";
import { count, Go, number, paged, Pager } from "./parts";
import type { State } from "./state";

const SIZE = 40;

interface Dated {
  row: Row;
  said: string[];
  happened: string[];
}

const known = (dates: string[]): Stretch[] => dates.map(stretch).filter((one): one is Stretch => one !== undefined);
const begins = ({ said, happened }: Dated): number =>
  Math.min(...known(happened.length ? happened : said).map((one) => (Number.isFinite(one.from) ? one.from : one.to)));

export function Timeline({ state }: { state: State }): JSX.Element {
  const all = chosen(state);
  const dated = all
    .map((row) => ({ row, said: datesOf(row, "stated"), happened: datesOf(row, "event") }))
    .filter(({ said, happened }) => known([...said, ...happened]).length);
  const order = new Map(dated.map((one) => [one, begins(one)]));
  dated.sort((a, b) => order.get(a)! - order.get(b)!);
  const time = axis(
    dated.flatMap(({ said, happened }) => known([...said, ...happened])),
    stretch(state.from)?.from,
    stretch(state.to)?.to,
  );
  const { items, page, pages } = state.printing ? { items: dated, page: 1, pages: 1 } : paged(dated, SIZE, state.page);
  return (
    <section aria-labelledby="heading">
      <h2 id="heading" tabIndex={-1}>
        Timeline
      </h2>
      {time ? (
        <>
          <Histogram dated={dated} time={time} />
          <p class="legend">
            <Key kind="happened" /> when it happened <Key kind="said" /> when it was said or published. A dot is a day,
            a bar the time that an imprecise date may mean, a broken bar an approximate date, an arrow goes on. Colours
            are those of the status.
          </p>
          <div class="lines axis-line" aria-hidden="true">
            <div class="axis" />
            <Years time={time} />
          </div>
          <ol class="lines">
            {items.map((one) => (
              <Line key={one.row.row_id} one={one} time={time} />
            ))}
          </ol>
          <Pager page={page} pages={pages} what="the timeline" />
        </>
      ) : null}
      {dated.length < all.length && (
        <p class="quiet">{count(all.length - dated.length, "row")} of these without a date that is known.</p>
      )}
    </section>
  );
}

const Years = ({ time }: { time: Axis }): JSX.Element => (
  <svg width="100%" height="18">
    {time.ticks.map(({ at, label }) => (
      <text x={`${at}%`} y="14" text-anchor={at > 94 ? "end" : "start"}>
        {label}
      </text>
    ))}
  </svg>
);

const Key = ({ kind }: { kind: "said" | "happened" }): JSX.Element => (
  <svg class="key" width="34" height="14" aria-hidden="true">
    <line class={`span ${kind}`} x1="7" x2="27" y1="7" y2="7" />
  </svg>
);

function Line({ one: { row, said, happened }, time }: { one: Dated; time: Axis }): JSX.Element {
  const told = [
    happened.length ? `Happened ${happened.map(spoken).join(", ")}` : "",
    said.length ? `said ${said.map(spoken).join(", ")}` : "",
  ];
  return (
    <li class={row.status}>
      <div>
        <Go change={{ view: "table", row: [row.row_id] }}>
          <span dir="auto">{row.claim}</span>
        </Go>
        <span class="quiet dates-told">{told.filter(Boolean).join("; ").replace(/^s/, "S")}</span>
      </div>
      <svg width="100%" height="40" aria-hidden="true">
        {time.ticks.map(({ at }) => (
          <line class="grid" x1={`${at}%`} x2={`${at}%`} y1="0" y2="40" />
        ))}
        {known(happened).map((when) => (
          <Span when={when} time={time} kind="happened" y={13} />
        ))}
        {known(said).map((when) => (
          <Span when={when} time={time} kind="said" y={29} />
        ))}
      </svg>
    </li>
  );
}

/** A date as it is known: a dot, a bar, broken where it is approximate, with an arrow where it goes on or lies outside. */
function Span({
  when,
  time,
  kind,
  y,
}: {
  when: Stretch;
  time: Axis;
  kind: "said" | "happened";
  y: number;
}): JSX.Element {
  const outside = when.to <= time.from || when.from >= time.to;
  const [x1, x2] =
    when.to - when.from <= 1
      ? [time.at(when.from + 0.5), time.at(when.from + 0.5)]
      : [time.at(when.from), time.at(when.to)];
  const look = `span ${kind}${when.vague ? " vague" : ""}${when.to - when.from > 1 ? " wide" : ""}`;
  return (
    <>
      {!outside && <line class={look} x1={`${x1}%`} x2={`${x2}%`} y1={y} y2={y} />}
      {when.from < time.from && (
        <text class="arrow" x="0%" y={y + 5}>
          ‹
        </text>
      )}
      {when.to > time.to && (
        <text class="arrow" x="100%" y={y + 5} text-anchor="end">
          ›
        </text>
      )}
    </>
  );
}

interface Share {
  sharp: number; // dates that fall into the period as a whole
  wide: number; // the part of longer dates that falls into it
}

function shares(dates: Stretch[], time: Axis): Share[] {
  const found = time.bins.map((): Share => ({ sharp: 0, wide: 0 }));
  for (const when of dates) {
    const [from, to] = [Math.max(when.from, time.from), Math.min(when.to, time.to)];
    time.bins.forEach((bin, place) => {
      const common = Math.min(to, bin.to) - Math.max(from, bin.from);
      if (common <= 0) return;
      const share = common / (to - from);
      if (share > 0.99) found[place]!.sharp += 1;
      else found[place]!.wide += share;
    });
  }
  return found;
}

const HALF = 80;

function Histogram({ dated, time }: { dated: Dated[]; time: Axis }): JSX.Element {
  const said = shares(
    dated.flatMap((one) => known(one.said)),
    time,
  );
  const happened = shares(
    dated.flatMap((one) => known(one.happened)),
    time,
  );
  const tallest = (half: Share[]): number => Math.max(1, ...half.map(({ sharp, wide }) => sharp + wide));
  const scale = { said: tallest(said), happened: tallest(happened) };
  const bar = (share: Share, place: number, up: boolean): JSX.Element => {
    const most = up ? scale.said : scale.happened;
    const { from, to } = time.bins[place]!;
    const [x, end] = [time.at(from), time.at(to)];
    const [sharp, wide] = [(HALF * share.sharp) / most, (HALF * share.wide) / most];
    return (
      <>
        <rect
          class={up ? "said" : "happened"}
          x={`${x}%`}
          width={`${(end - x) * 0.86}%`}
          y={up ? HALF + 14 - sharp : HALF + 36}
          height={sharp}
        />
        <rect
          class={`${up ? "said" : "happened"} wide`}
          x={`${x}%`}
          width={`${(end - x) * 0.86}%`}
          y={up ? HALF + 14 - sharp - wide : HALF + 36 + sharp}
          height={wide}
        />
      </>
    );
  };
  const shown = (value: Share): string => number(Math.round((value.sharp + value.wide) * 10) / 10);
  return (
    <figure class="histogram">
      <svg
        width="100%"
        height={2 * HALF + 50}
        role="img"
        aria-label="How many of the dates on which something was said (above) and on which it happened (below) fall into each period; the table under the picture has the figures."
      >
        <text x="0" y="10" class="side-name">
          said: up to {number(Math.round(scale.said))}
        </text>
        <text x="0" y={2 * HALF + 48} class="side-name">
          happened: up to {number(Math.round(scale.happened))}
        </text>
        {said.map((share, place) => bar(share, place, true))}
        {happened.map((share, place) => bar(share, place, false))}
        {time.ticks.map(({ at, label }) => (
          <>
            <line class="grid" x1={`${at}%`} x2={`${at}%`} y1={HALF + 14} y2={HALF + 36} />
            <text x={`${at}%`} dx="4" y={HALF + 30}>
              {label}
            </text>
          </>
        ))}
      </svg>
      <figcaption>
        <details>
          <summary>The figures as a table</summary>
          <table class="figures">
            <thead>
              <tr>
                <th scope="col">Period</th>
                <th scope="col" class="number">
                  Said
                </th>
                <th scope="col" class="number">
                  Happened
                </th>
              </tr>
            </thead>
            <tbody>
              {time.bins.map(({ label }, place) =>
                said[place]!.sharp + said[place]!.wide + happened[place]!.sharp + happened[place]!.wide > 0 ? (
                  <tr>
                    <th scope="row">{label}</th>
                    <td class="number">{shown(said[place]!)}</td>
                    <td class="number">{shown(happened[place]!)}</td>
                  </tr>
                ) : null,
              )}
            </tbody>
          </table>
          <p class="quiet">
            A date that spans several periods counts for a part in each: the lighter part of a bar. The halves have
            scales of their own.
          </p>
        </details>
      </figcaption>
    </figure>
  );
}
