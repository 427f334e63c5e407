// The independence graph: which articles lean on which sources.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { documentOf, houseOf, rows, titleOf, type Row } from "./data";
import { chosen } from "./filter";
import { leaning, untangled, type Lean, type Leaning } from "./leaning";
import { count, Go, listed, number, paged, Pager, Title, Word } from "./parts";
import { to, type State } from "./state";

const MOST = 28; // on either side of the picture
const STEP = 26;
const DENSE = 150; // lines, from which on they are drawn fainter
const WIDTH = 1000;
const LEFT = 380;
const RIGHT = 640;
const SIZE = 50;
const NAMED = 8; // articles listed with each source

let last: { rows: Row[]; found: Leaning } | undefined;
const leaningOf = (found: Row[]): Leaning =>
  (last?.rows === found ? last : (last = { rows: found, found: leaning(found) })).found;

export function Sources({ state }: { state: State }): JSX.Element {
  const found = leaningOf(chosen(state));
  const { items, page, pages } = state.printing
    ? { items: found.sources, page: 1, pages: 1 }
    : paged(found.sources, SIZE, state.page);
  return (
    <section aria-labelledby="heading">
      <h2 id="heading" tabIndex={-1}>
        Which articles lean on which sources
      </h2>
      {!rows().length || !found.articles.length ? (
        <p class="nothing">No row is left by these filters.</p>
      ) : (
        <Graph found={found} />
      )}
      {found.ties.length > 0 && (
        <>
          <h3>Articles that counted as one source</h3>
          <ul>
            {found.ties.slice(0, SIZE).map(({ one, other, rows: many }) => (
              <li>
                <Title id={one} /> and <Title id={other} /> <span class="quiet">in {count(many, "row")}</span>
              </li>
            ))}
          </ul>
          {found.ties.length > SIZE && <p class="quiet">and {number(found.ties.length - SIZE)} pairs more</p>}
        </>
      )}
      {found.sources.length > 0 && (
        <>
          <h3>The sources</h3>
          <table>
            <thead>
              <tr>
                <th scope="col">Source</th>
                <th scope="col">Kind</th>
                <th scope="col" class="number">
                  Articles
                </th>
                <th scope="col">Leaning on it</th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr>
                  <th scope="row">
                    <Go change={into(one)}>
                      <Word>{one.name}</Word>
                    </Go>
                  </th>
                  <td>{kindOf(one)}</td>
                  <td class="number">{number(one.articles.size)}</td>
                  <td>
                    {listed(
                      [...one.articles].slice(0, NAMED),
                      ([id, many]) => (
                        <>
                          <Title id={id} /> <span class="quiet">({count(many, "claim")})</span>
                        </>
                      ),
                      "; ",
                    )}
                    {one.articles.size > NAMED && (
                      <>
                        {" "}
                        and <Go change={into(one)}>{number(one.articles.size - NAMED)} more</Go>
                      </>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <Pager page={page} pages={pages} what="sources" />
        </>
      )}
    </section>
  );
}

const kindOf = (one: Lean): string => (one.kind === "work" ? "cited work" : "speaker");
const into = (one: Lean): Partial<State> =>
  one.kind === "work" ? { view: "table", work: [one.name] } : { view: "table", speaker: [one.name] };
const short = (text: string, most: number): string => {
  const all = Array.from(text);
  return all.length > most ? `${all.slice(0, most - 1).join("")}…` : text;
};
const labelOf = (id: string): string => (documentOf(id)?.publisher ? `${houseOf(id)}: ${titleOf(id)}` : titleOf(id));

function Graph({ found }: { found: Leaning }): JSX.Element {
  const [near, point] = useState<string | null>(null);
  const weight = new Map<string, number>();
  for (const one of found.sources.slice(0, MOST))
    for (const id of one.articles.keys()) weight.set(id, (weight.get(id) ?? 0) + 1);
  for (const { one, other } of found.ties) for (const id of [one, other]) weight.set(id, (weight.get(id) ?? 0) + 0.5);
  const heavy = [...found.articles].sort((a, b) => (weight.get(b) ?? 0) - (weight.get(a) ?? 0)).slice(0, MOST);
  const [articles, sources] = untangled(
    heavy,
    found.sources.slice(0, MOST).filter((one) => heavy.some((id) => one.articles.has(id))),
  );
  const size = Math.max(articles.length, sources.length);
  const height = size * STEP + 44;
  const left = new Map(articles.map((id, place) => [id, 40 + (place + 0.5) * STEP * (size / articles.length)]));
  const right = (place: number): number => 40 + (place + 0.5) * STEP * (size / Math.max(1, sources.length));
  const ties = found.ties.filter(({ one, other }) => left.has(one) && left.has(other));
  const dim = (...keys: string[]): string => (near === null || keys.includes(near) ? "" : " dim");
  const hints = (key: string): Record<string, () => void> => ({
    onMouseEnter: () => point(key),
    onMouseLeave: () => point(null),
    onFocus: () => point(key),
    onBlur: () => point(null),
  });
  const edges = sources.reduce((sum, one) => sum + [...one.articles.keys()].filter((id) => left.has(id)).length, 0);
  return (
    <figure class={edges > DENSE ? "graph dense" : "graph"}>
      <div class="scroll" tabIndex={0} role="region" aria-label="Picture of articles and sources">
        <svg
          viewBox={`0 0 ${WIDTH} ${height}`}
          role="group"
          aria-label="Articles on the left, the works they cite and the speakers they quote on the right. The tables under the picture say the same."
        >
          <text class="side-name" x={LEFT} y="18" text-anchor="end">
            Articles
          </text>
          <text class="side-name" x={RIGHT} y="18">
            Cited works ■ and speakers ●
          </text>
          {sources.map((one, place) =>
            [...one.articles]
              .filter(([id]) => left.has(id))
              .map(([id, many]) => (
                <path
                  class={`edge${one.articles.size > 1 ? " shared" : ""}${dim(`a ${id}`, `s ${one.kind} ${one.name}`)}`}
                  stroke-width={Math.min(5, 1 + Math.log2(many))}
                  d={`M${LEFT + 12} ${left.get(id)!}C${LEFT + 120} ${left.get(id)!} ${RIGHT - 120} ${right(place)} ${RIGHT - 12} ${right(place)}`}
                />
              )),
          )}
          {ties.map(({ one, other, rows: many }) => {
            const [y1, y2] = [left.get(one)!, left.get(other)!];
            return (
              <path
                class={`tie${dim(`a ${one}`, `a ${other}`)}`}
                stroke-width={Math.min(5, 1 + many / 2)}
                d={`M${LEFT + 12} ${y1}C${LEFT + 70} ${y1} ${LEFT + 70} ${y2} ${LEFT + 12} ${y2}`}
              />
            );
          })}
          {articles.map((id) => (
            <a
              href={to({ view: "table", document: [id] })}
              class={`node${dim(`a ${id}`, ...sources.filter((one) => one.articles.has(id)).map((one) => `s ${one.kind} ${one.name}`))}`}
              {...hints(`a ${id}`)}
            >
              <title>{labelOf(id)}</title>
              <text x={LEFT} y={left.get(id)! + 4} text-anchor="end">
                {short(labelOf(id), 52)}
              </text>
              <circle cx={LEFT + 8} cy={left.get(id)!} r="4" />
            </a>
          ))}
          {sources.map((one, place) => (
            <a
              href={to(into(one))}
              class={`node ${one.kind === "work" ? "" : "voice"}${dim(`s ${one.kind} ${one.name}`, ...[...one.articles.keys()].map((id) => `a ${id}`))}`}
              {...hints(`s ${one.kind} ${one.name}`)}
            >
              <title>{`${one.name}, ${kindOf(one)}: ${count(one.articles.size, "article")}`}</title>
              {one.kind === "work" ? (
                <rect x={RIGHT - 12} y={right(place) - 4} width="8" height="8" />
              ) : (
                <circle cx={RIGHT - 8} cy={right(place)} r="4" />
              )}
              <text x={RIGHT} y={right(place) + 4}>
                {short(one.name, 48)}
                {one.articles.size > 1 ? ` (${one.articles.size})` : ""}
              </text>
            </a>
          ))}
        </svg>
      </div>
      <figcaption class="quiet">
        A strong line leads to a source on which several articles lean: what they say of it is said once.
        {ties.length > 0 && " A bow on the left ties articles that were counted as one source."}
        {(articles.length < found.articles.length || sources.length < found.sources.length) &&
          ` Shown are ${articles.length} of ${count(found.articles.length, "article")} and ${sources.length} of ${count(found.sources.length, "source")}: those with most ties.`}
      </figcaption>
    </figure>
  );
}
