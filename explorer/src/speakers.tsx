// Speakers against claims: how much hangs on each, and who says what of that which several speak of.

import type { JSX } from "preact";
import type { Item, Row, Status } from "./data";
import { chosen } from "./filter";
import { count, Go, number, paged, Pager, Sign, Word } from "./parts";
import type { State } from "./state";

const SIZE = 30;
const CLAIMS = 24;
const VOICES = 24; // columns that fit beside the claims
const STATUSES: Status[] = ["disputed", "corroborated", "superseded", "single-source"];

export function Speakers({ state }: { state: State }): JSX.Element {
  const found = chosen(state);
  const counts = new Map<string, Record<Status, number>>();
  for (const row of found)
    for (const name of row.speakers ?? []) {
      if (!counts.has(name)) counts.set(name, { disputed: 0, corroborated: 0, superseded: 0, "single-source": 0 });
      counts.get(name)![row.status]++;
    }
  const sum = (one: Record<Status, number>): number => STATUSES.reduce((all, status) => all + one[status], 0);
  const ranked = [...counts].sort(([a, one], [b, two]) => sum(two) - sum(one) || (a < b ? -1 : 1));
  const most = Math.max(1, ...ranked.map(([, one]) => sum(one)));
  const { items, page, pages } = state.printing
    ? { items: ranked, page: 1, pages: 1 }
    : paged(ranked, SIZE, state.page);
  return (
    <section aria-labelledby="heading">
      <h2 id="heading" tabIndex={-1}>
        Speakers and claims
      </h2>
      {!ranked.length && <p class="nothing">No speaker is named in these rows.</p>}
      {ranked.length > 0 && (
        <table class="bars">
          <caption>Rows in which each speaks, by what became of them</caption>
          <thead>
            <tr>
              <th scope="col">Speaker</th>
              <td></td>
              <th scope="col" class="number">
                Rows
              </th>
              {STATUSES.map((status) => (
                <th scope="col" class={`number ${status}`}>
                  {status === "single-source" ? "one source" : status}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.map(([name, one]) => (
              <tr>
                <th scope="row">
                  <Go change={{ view: "table", speaker: [name] }}>
                    <Word>{name}</Word>
                  </Go>
                </th>
                <td class="bar">
                  <Bar one={one} most={most} />
                </td>
                <td class="number">{number(sum(one))}</td>
                {STATUSES.map((status) => (
                  <td class={`number ${one[status] ? status : "quiet"}`}>{number(one[status])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Pager page={page} pages={pages} what="speakers" />
      <Matrix rows={found} />
    </section>
  );
}

function Bar({ one, most }: { one: Record<Status, number>; most: number }): JSX.Element {
  let at = 0;
  return (
    <svg width="100%" height="12" aria-hidden="true">
      {STATUSES.map((status) => {
        const width = (100 * one[status]) / most;
        at += width;
        return width ? <rect class={`fill ${status}`} x={`${at - width}%`} width={`${width}%`} height="12" /> : null;
      })}
    </svg>
  );
}

const voicesOf = (row: Row): Map<string, Item[]> => {
  const found = new Map<string, Item[]>();
  for (const item of row.evidence)
    if (item.speaker) found.set(item.speaker, [...(found.get(item.speaker) ?? []), item]);
  return found;
};

function Matrix({ rows }: { rows: Row[] }): JSX.Element | null {
  const shared = rows.map((row) => ({ row, voices: voicesOf(row) })).filter(({ voices }) => voices.size > 1);
  if (!shared.length) return null;
  const shown: typeof shared = [];
  let names = new Set<string>();
  for (const one of shared) {
    const more = new Set([...names, ...one.voices.keys()]);
    if (shown.length === CLAIMS || (shown.length && more.size > VOICES)) break;
    names = more;
    shown.push(one);
  }
  return (
    <>
      <h3>Claims that several speak of</h3>
      <p class="quiet">
        {shown.length < shared.length
          ? `The first ${shown.length} of ${count(shared.length, "claim")}`
          : count(shared.length, "claim")}
        : <Sign of="supports" /> supports, <Sign of="refines" /> refines, <Sign of="contradicts" /> contradicts.
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Claims and speakers">
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">Claim</th>
              {[...names].map((name) => (
                <th scope="col" class="turned-head">
                  <Word>{name}</Word>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ row, voices }) => (
              <tr>
                <th scope="row">
                  <Go change={{ view: "table", row: [row.row_id] }}>
                    <span dir="auto">{row.claim}</span>
                  </Go>
                </th>
                {[...names].map((name) => (
                  <td>
                    {[...new Set(voices.get(name)?.map((item) => item.stance))].map((stance) => (
                      <span class={`badge ${stance}`}>
                        <Sign of={stance} />
                        <span class="hidden">{stance}</span>
                      </span>
                    ))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
