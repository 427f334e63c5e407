// What did not get in, each with its reason: nothing is dropped in silence.

import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { documents, left, run, type Claim } from "./data";
import { count, number, Person, Title, Word } from "./parts";
import type { State } from "./state";

const SIZE = 100;

export function LeftOut({ state }: { state: State }): JSX.Element {
  const { ungrounded, rejected, reasons, documents: states, idle } = run();
  const troubled = documents().filter((one) => one.status !== "ok");
  const all = states.failed + states.skipped + states.partial;
  return (
    <section aria-labelledby="heading">
      <h2 id="heading" tabIndex={-1}>
        What was left out, and why
      </h2>
      <Part
        id="documents"
        name="Documents that failed, were skipped or stayed partial"
        many={all}
        here={troubled.length}
        file="documents.jsonl"
      >
        <Long
          items={troubled}
          all={state.printing}
          show={(one) => (
            <li>
              <span class={`badge ${one.status}`}>{one.status}</span> <Title id={one.id} />{" "}
              {one.path && one.title && <bdi class="code quiet">{one.path}</bdi>}
              {one.reason && (
                <p class="reason" dir="auto">
                  {one.reason}
                </p>
              )}
            </li>
          )}
        />
      </Part>
      <Part
        id="ungrounded"
        name="Ungrounded claims"
        many={ungrounded}
        here={left().ungrounded.length}
        file="claims.jsonl"
      >
        <p class="quiet">Their words are not borne out by the article. They stand in no row.</p>
        <Long items={left().ungrounded} all={state.printing} show={(claim) => <Ungrounded claim={claim} />} />
      </Part>
      <Part id="rejected" name="Rejected" many={rejected} here={left().rejected.length} file="rejected.jsonl">
        <p class="quiet">What the model offered and did not get in.</p>
        <table class="reasons">
          <thead>
            <tr>
              <th scope="col">Stage</th>
              <th scope="col">Reason</th>
              <th scope="col" class="number">
                Times
              </th>
            </tr>
          </thead>
          <tbody>
            {reasons.map(([stage, reason, times]) => (
              <tr>
                <td>
                  <Word>{stage}</Word>
                </td>
                <td dir="auto">{reason}</td>
                <td class="number">{number(times)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <Long
          items={left().rejected}
          all={state.printing}
          show={(one) => (
            <li>
              <p dir="auto">{one.text}</p>
              <p class="quiet">
                <Word>{one.stage}</Word>, in <Title id={one.document_id} />
              </p>
              <p class="reason" dir="auto">
                {one.reason}
              </p>
            </li>
          )}
        />
      </Part>
      {idle.length > 0 && (
        <Part id="idle" name="Decisions without effect" many={idle.length} here={idle.length} file="decisions.yaml">
          <ul>
            {idle.map((line) => (
              <li>
                decisions.yaml, <Word>{line}</Word>
              </li>
            ))}
          </ul>
        </Part>
      )}
    </section>
  );
}

const Ungrounded = ({ claim }: { claim: Claim }): JSX.Element => (
  <li>
    <p dir="auto">{claim.text}</p>
    <p class="quiet">
      {claim.attribution.source && (
        <>
          <Person who={claim.attribution.source} />,{" "}
        </>
      )}
      in <Title id={claim.document_id} />
    </p>
    {claim.reasons.map((reason) => (
      <p class="reason" dir="auto">
        {reason}
      </p>
    ))}
  </li>
);

function Part({
  id,
  name,
  many,
  here,
  file,
  children,
}: {
  id: string;
  name: string;
  many: number;
  here: number;
  file: string;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <section aria-labelledby={`left-${id}`} class="left-out">
      <h3 id={`left-${id}`}>
        {name} <span class="quiet">{number(many)}</span>
      </h3>
      {here < many && (
        <p class="notice">
          Here are the first {number(here)}; {file} has them all.
        </p>
      )}
      {many ? children : <p class="nothing">None.</p>}
    </section>
  );
}

/** The beginning of a list, and more of it when asked. */
function Long<T>({
  items,
  show,
  all,
}: {
  items: readonly T[];
  show: (item: T) => JSX.Element;
  all: boolean;
}): JSX.Element {
  const [many, more] = useState(SIZE);
  return (
    <>
      <ul class="left-list">{(all ? items : items.slice(0, many)).map(show)}</ul>
      {!all && items.length > many && (
        <button type="button" class="plain" onClick={() => more(many + 10 * SIZE)}>
          Show {count(Math.min(10 * SIZE, items.length - many), "more", "more")}
        </button>
      )}
    </>
  );
}
