// The first view: what is disputed, what is corroborated, what hangs on one source.

import type { JSX } from "preact";
import { carried, documents, rows, run, total, type Row, type Status } from "./data";
import { Badge, count, Go, LABEL, number, Sign, When, Word } from "./parts";
import { chosen } from "./filter";
import { FRESH } from "./state";

const LEADS: { status: Status; head: string; what: string; shown: number }[] = [
  { status: "disputed", head: "Disputed", what: "A passage contradicts the claim.", shown: 6 },
  {
    status: "corroborated",
    head: "Corroborated",
    what: "At least two independent sources say it, and none denies it.",
    shown: 6,
  },
  {
    status: "single-source",
    head: "Hangs on one source",
    what: "One source only, however many articles carry it.",
    shown: 6,
  },
  { status: "superseded", head: "Superseded", what: "A later passage updates it.", shown: 3 },
];

export function Overview(): JSX.Element {
  const counts = run().rows;
  const ranked = chosen({ ...FRESH, sort: "status" });
  return (
    <section aria-labelledby="heading" class="overview">
      <h2 id="heading" tabIndex={-1}>
        At a glance
      </h2>
      <Carried />
      <Shares counts={counts} />
      <div class="leads">
        {LEADS.filter(({ status }) => counts[status] || status !== "superseded").map(
          ({ status, head, what, shown }) => (
            <section class={`lead ${status}`} aria-label={head}>
              <h3>
                <Sign of={status} /> {head} <b>{number(counts[status])}</b>
              </h3>
              <p class="quiet">{what}</p>
              <ol>
                {ranked
                  .filter((row) => row.status === status)
                  .slice(0, shown)
                  .map((row) => (
                    <Lead row={row} />
                  ))}
              </ol>
              {carried()[status] ? (
                <p>
                  <Go class="all" change={{ view: status === "disputed" ? "disputes" : "table", status: [status] }}>
                    {status === "disputed" ? "Side by side" : `${number(carried()[status])} in the table`}
                  </Go>
                </p>
              ) : (
                <p class="nothing">{counts[status] ? "None of them is in this page." : "None in this run."}</p>
              )}
            </section>
          ),
        )}
      </div>
      <Facts />
    </section>
  );
}

function Lead({ row }: { row: Row }): JSX.Element {
  const against = row.evidence.filter((item) => item.stance === "contradicts");
  const causes = [...new Set(against.map((item) => item.cause).filter(Boolean))];
  return (
    <li>
      <Go change={{ view: "table", row: [row.row_id] }}>
        <span dir="auto">{row.claim}</span>
      </Go>
      {against[0] && (
        <span class="versus">
          <b class="cause">{causes.join(", ") || "against it"}:</b> <q dir="auto">{short(against[0].quote)}</q>
          {against[0].speaker && (
            <span class="quiet">
              {" "}
              (<Word>{against[0].speaker}</Word>)
            </span>
          )}
        </span>
      )}
      <span class="quiet by">
        {row.speakers?.[0] && (
          <>
            <Word>{row.speakers[0]}</Word>
            {row.speakers.length > 1 && ` and ${row.speakers.length - 1} more`},{" "}
          </>
        )}
        {count(row.independent_sources, "source")} in {count(row.documents, "article")}
        {row.first_stated && (
          <>
            , <When value={row.first_stated} />
          </>
        )}
      </span>
    </li>
  );
}

const short = (text: string): string =>
  text.length > 140
    ? `${Array.from(text)
        .slice(0, 130)
        .join("")
        .replace(/\s+\S*$/, "")} …`
    : text;

/** One bar for all rows, cut by status. */
function Shares({ counts }: { counts: Record<Status, number> }): JSX.Element {
  const all = total(counts);
  let at = 0;
  return (
    <figure class="shares">
      <svg
        width="100%"
        height="14"
        role="img"
        aria-label={LEADS.map(({ status }) => `${counts[status]} ${LABEL[status]}`).join(", ")}
      >
        {LEADS.map(({ status }) => {
          const width = all ? (100 * counts[status]) / all : 0;
          at += width;
          return <rect class={`fill ${status}`} x={`${at - width}%`} width={`${width}%`} height="14" />;
        })}
      </svg>
      <figcaption>
        <b>{count(all, "row")}</b>:{" "}
        {LEADS.map(({ status }, place) => (
          <>
            {place ? " + " : ""}
            <Badge status={status} /> {number(counts[status])}
          </>
        ))}
      </figcaption>
    </figure>
  );
}

/** What of a very large run the page does not carry, and where it is. */
function Carried(): JSX.Element {
  const { here, rows: counts, documents: states, texts } = run();
  const read = total(states);
  return (
    <>
      {here.rows < total(counts) && (
        <p class="notice">
          <b>
            This page carries {number(here.rows)} of {number(total(counts))} rows
          </b>
          , those that matter most: the disputed first, then the corroborated, the superseded, and those of one source.
          The other {count(total(counts) - here.rows, "row")} stand in evidence.jsonl and evidence.csv beside it;{" "}
          <code>claimextract export</code> gives all of them in other formats.
        </p>
      )}
      {here.documents < read && (
        <p class="notice">
          {number(read - here.documents)} of {count(read, "document")} are not listed in this page; documents.jsonl has
          them all.
        </p>
      )}
      {here.texts < texts && (
        <p class="notice">
          The whole text of {count(texts - here.texts, "article")} is not in this page; documents.jsonl has it.
        </p>
      )}
    </>
  );
}

function Facts(): JSX.Element {
  const { claims, ungrounded, rejected, documents: states, idle } = run();
  const read = total(states);
  return (
    <div class="totals">
      <p>
        From {count(claims, "claim")} ({number(claims - ungrounded)} grounded, {number(ungrounded)} ungrounded) in{" "}
        {count(read, "document")} (
        {Object.entries(states)
          .filter(([name, many]) => many || name === "ok")
          .map(([name, many]) => `${number(many)} ${name}`)
          .join(", ")}
        ). {count(rejected, "text")} that the model offered did not get in.{" "}
        <Go change={{ view: "left-out" }}>What was left out, and why</Go>
      </p>
      {idle.length > 0 && (
        <>
          <h3>Decisions without effect</h3>
          <ul>
            {idle.map((line) => (
              <li>
                decisions.yaml, <Word>{line}</Word>
              </li>
            ))}
          </ul>
        </>
      )}
      {rows().length === 0 && documents().length > 0 && <p>No claim of these documents is borne out by their words.</p>}
    </div>
  );
}
