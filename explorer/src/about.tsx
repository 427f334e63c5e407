// How the passages of a row hang together: why they are one, which count as one source, how the claim changed.

import type { JSX } from "preact";
import { houseOf, type Item, type Row } from "./data";
import { CitedWork, Decided, Fact, listed, Sign, When, Word } from "./parts";
import { to } from "./state";

export function About({ row }: { row: Row }): JSX.Element {
  return (
    <div class="about">
      <h3>Why this is one row</h3>
      <p dir="auto">{row.explanation}</p>
      <Chain row={row} />
      <dl class="facts">
        {row.speakers?.length ? (
          <Fact name="Speakers">
            {listed(
              row.speakers,
              (one) => (
                <Word>{one}</Word>
              ),
              "; ",
            )}
          </Fact>
        ) : null}
        {row.event_date && (
          <Fact name="Happened">
            <When value={row.event_date} />
          </Fact>
        )}
        {row.first_stated && (
          <Fact name="First stated">
            <When value={row.first_stated} />
          </Fact>
        )}
        {row.cited_works?.length ? (
          <Fact name="Cites">
            {listed(
              row.cited_works,
              (one) => (
                <CitedWork work={one} />
              ),
              "; ",
            )}
          </Fact>
        ) : null}
      </dl>
      <History row={row} />
      <Variants row={row} />
      {row.decisions?.length ? (
        <>
          <h3>What the analyst decided</h3>
          <ul>
            {row.decisions.map((one) => (
              <li>
                <Decided one={one} />
              </li>
            ))}
          </ul>
        </>
      ) : null}
      <p class="quiet address">
        <a href={to({ view: "table", row: [row.row_id] })}>Link to this row</a> <bdi class="code">{row.row_id}</bdi>
      </p>
    </div>
  );
}

/** Which of the passages count as one source, and which do not count. */
function Chain({ row }: { row: Row }): JSX.Element | null {
  const groups = new Map<number, Item[]>();
  for (const item of row.evidence)
    if (item.source !== undefined) groups.set(item.source, [...(groups.get(item.source) ?? []), item]);
  if (!groups.size) return null;
  const against = row.evidence.filter((item) => item.stance === "contradicts");
  const ignored = row.evidence.filter((item) => item.ignored);
  return (
    <>
      <h3>Where it comes from</h3>
      <ol class="chain">
        {[...groups]
          .sort(([a], [b]) => a - b)
          .map(([source, items]) => (
            <li key={source} value={source}>
              {listed(
                items,
                (item) => (
                  <Where item={item} />
                ),
                ", and with it ",
              )}
            </li>
          ))}
      </ol>
      {against.length > 0 && (
        <p class="counter">
          <Sign of="contradicts" /> Against it:{" "}
          {listed(
            against,
            (item) => (
              <Where item={item} />
            ),
            "; ",
          )}
        </p>
      )}
      {ignored.length > 0 && (
        <p class="counter">
          Not counted, as the analyst decided:{" "}
          {listed(
            ignored,
            (item) => (
              <Where item={item} />
            ),
            "; ",
          )}
        </p>
      )}
    </>
  );
}

const Where = ({ item }: { item: Item }): JSX.Element => (
  <span>
    <Word>{houseOf(item.document_id)}</Word>
    {item.speaker && (
      <span class="quiet">
        {" "}
        (<Word>{item.speaker}</Word>)
      </span>
    )}
  </span>
);

function History({ row }: { row: Row }): JSX.Element | null {
  if ((row.history?.length ?? 0) < 2) return null;
  return (
    <>
      <h3>How it appeared and changed</h3>
      <ol class="history">
        {row.history!.map((step) => (
          <li class={step.change}>
            <span class="quiet">{step.date ? <When value={step.date} /> : "undated"}</span> <b>{step.change}</b>{" "}
            <Word>{houseOf(step.document_id)}</Word>: <Word>{step.text}</Word>
          </li>
        ))}
      </ol>
    </>
  );
}

function Variants({ row }: { row: Row }): JSX.Element | null {
  if (!row.variants?.length) return null;
  return (
    <>
      <h3>Quoted also as</h3>
      <ul class="variants">
        {row.variants.map((one) => (
          <li class={one.changes_meaning ? "turned" : undefined}>
            <Word>{one.version}</Word>
            {one.left_out && (
              <>
                {" "}
                <span class="quiet">without</span>{" "}
                <del>
                  <Word>{one.left_out}</Word>
                </del>
              </>
            )}
            {one.put_in && (
              <>
                {" "}
                <span class="quiet">with</span>{" "}
                <ins>
                  <Word>{one.put_in}</Word>
                </ins>
              </>
            )}
            {one.changes_meaning && <strong class="reason"> This changes the meaning.</strong>}
          </li>
        ))}
      </ul>
    </>
  );
}
