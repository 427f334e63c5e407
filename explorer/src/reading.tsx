// One article as a whole, with all its claims marked.

import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { documentOf, part, rowsOfClaim, titleOf, type Claim, type Range, type Status } from "./data";
import { language } from "./links";
import { Badge, count, Go, listed, Out, StanceBadge, When, Word } from "./parts";
import { go, now, type State } from "./state";
import { roles, segments, textOf, type Segment } from "./text";

const WEIGHT: Status[] = ["disputed", "corroborated", "superseded", "single-source"];

const start = (claim: Claim): number => claim.evidence?.[0]?.[0] ?? 0;

/** Of a passage that stands in several rows, the status that a reader should see first. */
const lookOf = (claims: string[]): string => {
  const found = new Set(claims.flatMap((id) => rowsOfClaim().get(id) ?? []).map(({ row }) => row.status));
  return WEIGHT.find((status) => found.has(status)) ?? "";
};

export function Reading({ id, state }: { id: string; state: State }): JSX.Element {
  const entry = documentOf(id);
  const { text, claims } = part(id);
  const sorted = useMemo(() => [...claims].sort((a, b) => start(a) - start(b)), [claims]);
  const pieces = useMemo(() => {
    if (text === undefined) return [];
    const spans: [Range, string][] = claims.flatMap((claim) =>
      (claim.evidence ?? []).map((range): [Range, string] => [range, claim.claim_id]),
    );
    const whole = textOf(id, text);
    const shown = claims.find((claim) => claim.claim_id === state.claim);
    return segments(whole, 0, whole.length, [
      ...spans,
      ...roles(shown).map(([range, role]): [Range, string] => [range, ` ${role}`]),
    ]);
  }, [id, text, claims, state.claim]);
  useEffect(() => {
    document.querySelector(".reading mark.here")?.scrollIntoView({ block: "center" });
    document.querySelector(".claims li.here")?.scrollIntoView({ block: "nearest" });
  }, [state.claim]);
  return (
    <section aria-labelledby="heading" class="reading">
      <p>
        <Go change={{ view: "articles" }}>All articles</Go>
      </p>
      <h2 id="heading" tabIndex={-1} dir="auto">
        {titleOf(id)}
      </h2>
      {!entry && (
        <p class="reason" role="alert">
          There is no document <bdi class="code">{id}</bdi> in this page.
        </p>
      )}
      {entry && (
        <p class="quiet">
          {entry.authors?.length ? (
            <>
              {listed(entry.authors, (one) => (
                <Word>{one}</Word>
              ))}
              .{" "}
            </>
          ) : null}
          {entry.publisher && (
            <>
              <Word>{entry.publisher}</Word>.{" "}
            </>
          )}
          {entry.published && (
            <>
              <When value={entry.published} />.{" "}
            </>
          )}
          {entry.url && (
            <>
              <Out url={entry.url}>
                <bdi class="code">{entry.url}</bdi>
              </Out>{" "}
            </>
          )}
          {entry.path && <bdi class="code">{entry.path}</bdi>}
        </p>
      )}
      {entry?.reason && (
        <p class="reason" dir="auto">
          {entry.status}: {entry.reason}
        </p>
      )}
      <div class="pair">
        <div class="text" dir="auto" lang={language(entry?.language)}>
          {text === undefined ? (
            <p class="nothing">The article’s text is not in this page.</p>
          ) : (
            pieces.map((piece) => <Piece piece={piece} claim={state.claim} />)
          )}
        </div>
        <div class="claims" role="region" tabIndex={0} aria-label="Claims of this article">
          <h3>{count(claims.length, "claim")}</h3>
          <ol>
            {sorted.map((claim) => (
              <Line key={claim.claim_id} claim={claim} here={claim.claim_id === state.claim} />
            ))}
          </ol>
        </div>
      </div>
    </section>
  );
}

/** A click goes to the claim that stands there; where there are several, to the next with each click. */
function Piece({ piece: { text, marks }, claim }: { piece: Segment; claim: string }): JSX.Element {
  const claims = marks.filter((mark) => !mark.startsWith(" "));
  const role = marks.filter((mark) => mark.startsWith(" ")).join("");
  if (!claims.length) return role ? <span class={role.trim()}>{text}</span> : <>{text}</>;
  const look = [lookOf(claims), claims.length > 1 ? "several" : "", claims.includes(claim) ? "here" : "", role.trim()]
    .filter(Boolean)
    .join(" ");
  return (
    <mark
      class={look}
      onClick={() =>
        getSelection()?.toString() || go({ claim: claims[(claims.indexOf(now().claim) + 1) % claims.length]! })
      }
    >
      {text}
    </mark>
  );
}

function Line({ claim, here }: { claim: Claim; here: boolean }): JSX.Element {
  return (
    <li class={here ? "here" : undefined}>
      <button
        type="button"
        class="pick"
        dir="auto"
        aria-pressed={here}
        onClick={() => go({ claim: here ? "" : claim.claim_id })}
      >
        {claim.text}
      </button>
      <span class="where">
        {rowsOfClaim()
          .get(claim.claim_id)
          ?.map(({ row, item }) => (
            <>
              <Badge status={row.status} />
              {item.stance !== "supports" && (
                <StanceBadge stance={item.stance} cause={item.cause} ignored={item.ignored} />
              )}
              <Go change={{ view: "table", row: [row.row_id] }} label={`Its row: ${row.claim}`}>
                Its row
              </Go>
            </>
          ))}
        {claim.attribution.source && (
          <span class="quiet">
            <Word>{claim.attribution.source.name}</Word>
          </span>
        )}
      </span>
    </li>
  );
}
