// What a row rests on: each article's passage in its context, and how they hang together.

import type { JSX } from "preact";
import { About } from "./about";
import { claimOf, documentOf, part, type Item, type Row } from "./data";
import { language } from "./links";
import { CitedWork, Fact, Go, listed, number, Out, Person, StanceBadge, Title, When, Word } from "./parts";
import { passage, type Passage } from "./text";

export function Evidence({ row }: { row: Row }): JSX.Element {
  return (
    <div class="opened">
      <div class="passages">
        {row.evidence.map((item) => (
          <ItemView key={item.claim_id} item={item} />
        ))}
      </div>
      <About row={row} />
    </div>
  );
}

function ItemView({ item }: { item: Item }): JSX.Element {
  const claim = claimOf(item);
  const entry = documentOf(item.document_id);
  const said = claim?.attribution;
  const dates = claim?.dates ?? [];
  const published = item.published ?? entry?.published;
  return (
    <article class={`passage ${item.stance}`}>
      <p class="where">
        <StanceBadge stance={item.stance} cause={item.cause} ignored={item.ignored} />
        <cite>
          <Title id={item.document_id} />
        </cite>
        {entry?.publisher && (
          <span class="quiet">
            <Word>{entry.publisher}</Word>
          </span>
        )}
        {published && (
          <span class="quiet">
            <When value={published} />
          </span>
        )}
      </p>
      <Quoted passage={passage(item, claim, part(item.document_id).text)} lang={entry?.language} />
      <dl class="facts">
        {said?.source ? (
          <Fact name={said.type === "none" ? "Author" : "Speaker"}>
            <Person who={said.source} />
          </Fact>
        ) : item.speaker ? (
          <Fact name="Speaker">
            <Word>{item.speaker}</Word>
          </Fact>
        ) : null}
        {said?.via?.length ? (
          <Fact name="Relayed by">
            {listed(
              said.via,
              (one) => (
                <Person who={one} />
              ),
              ", then ",
            )}
          </Fact>
        ) : null}
        {said && said.type !== "none" && (
          <Fact name="Attribution">
            {said.type}
            {said.mode && `, ${said.mode}`}
            {said.cue_words && (
              <>
                : “<Word>{said.cue_words}</Word>”
              </>
            )}
          </Fact>
        )}
        {claim && claim.text !== item.quote && (
          <Fact name="Claim here">
            <Word>{claim.text}</Word>
          </Fact>
        )}
        {claim && <Fact name="Kind">{[claim.kind, claim.certainty, claim.polarity].filter(Boolean).join(", ")}</Fact>}
        {item.stated && !dates.some((one) => one.value === item.stated) && (
          <Fact name="Said on">
            <When value={item.stated} />
          </Fact>
        )}
        {dates.map((one) => (
          <Fact name={one.role === "event" ? "Happened" : "Said on"}>
            {one.span && <Written id={item.document_id} span={one.span} />}
            <When value={one.value} /> <bdi class="code quiet">{one.value}</bdi>
          </Fact>
        ))}
        {claim?.cited_works?.length ? (
          <Fact name="Cites">
            {listed(
              claim.cited_works,
              (one) => (
                <CitedWork work={one} />
              ),
              "; ",
            )}
          </Fact>
        ) : null}
        {claim?.confidence !== undefined && (
          <Fact name="Confidence">
            {claim.confidence.toFixed(2)} <span class="quiet">(that it is attributed rightly)</span>
          </Fact>
        )}
        {item.source !== undefined && <Fact name="Independent source">{item.source}</Fact>}
        <Fact name="Found at">
          characters {number(item.start)} to {number(item.end)}
          {claim?.tier && claim.tier !== "exact" && `, matched up to ${claim.tier}`}
        </Fact>
        <Fact name="Claim id">
          <bdi class="code">{item.claim_id}</bdi>
        </Fact>
      </dl>
      <p class="jump">
        {part(item.document_id).text !== undefined ? (
          <Go change={{ view: "articles", article: item.document_id, claim: item.claim_id }}>
            Read it in the whole article
          </Go>
        ) : (
          <span class="quiet">The article’s text is not in this page.</span>
        )}
        {entry?.url && <Out url={entry.url}>The article on the web</Out>}
        {entry?.path && <bdi class="code quiet">{entry.path}</bdi>}
      </p>
    </article>
  );
}

/** A date as the article writes it, where that is not what it is called anyway. */
function Written({ id, span }: { id: string; span: [number, number] }): JSX.Element | null {
  const text = part(id).text;
  if (text === undefined) return null;
  return (
    <>
      “
      <Word>
        {Array.from(text)
          .slice(...span)
          .join("")}
      </Word>
      ”:{" "}
    </>
  );
}

export function Quoted({ passage: { pieces, before, after }, lang }: { passage: Passage; lang?: string }): JSX.Element {
  return (
    <blockquote dir="auto" lang={language(lang)}>
      {before && "… "}
      {pieces.map(({ text, marks }) => {
        const look = marks.filter((mark) => mark !== "evidence").join(" ") || undefined;
        if (marks.includes("evidence")) return <mark class={look}>{text}</mark>;
        return look ? <span class={look}>{text}</span> : text;
      })}
      {after && " …"}
    </blockquote>
  );
}
