// The disagreements side by side.

import type { JSX } from "preact";
import { documentOf, type Item, type Row } from "./data";
import { differing } from "./differing";
import { chosen } from "./filter";
import { language } from "./links";
import { count, Go, paged, Pager, StanceBadge, Title, When, Word } from "./parts";
import type { State } from "./state";

const SIZE = 20;

export function Disputes({ state }: { state: State }): JSX.Element {
  const found = chosen(state).filter((row) => row.status === "disputed");
  const { items, page, pages } = state.printing ? { items: found, page: 1, pages: 1 } : paged(found, SIZE, state.page);
  return (
    <section aria-labelledby="heading">
      <h2 id="heading" tabIndex={-1}>
        Disagreements side by side
      </h2>
      <p class="quiet">
        {found.length
          ? `${count(found.length, "row")} with passages that cannot both be true. What differs is marked where it can be pointed at.`
          : "None of these rows is disputed."}
      </p>
      {items.map((row) => (
        <Dispute key={row.row_id} row={row} />
      ))}
      <Pager page={page} pages={pages} what="disagreements" />
    </section>
  );
}

function Dispute({ row }: { row: Row }): JSX.Element {
  const against = row.evidence.filter((item) => item.stance === "contradicts");
  const backing = row.evidence.filter((item) => item.stance !== "contradicts");
  return (
    <article class="dispute">
      <h3 dir="auto">
        <Go change={{ view: "table", row: [row.row_id] }}>{row.claim}</Go>
      </h3>
      <div class="sides">
        <div>
          <h4>For it</h4>
          {backing.map((item) => (
            <Side item={item} others={against} />
          ))}
        </div>
        <div class="against">
          <h4>Against it</h4>
          {against.map((item) => (
            <Side item={item} others={backing} />
          ))}
        </div>
      </div>
      <p class="quiet" dir="auto">
        {row.explanation}
      </p>
    </article>
  );
}

function Side({ item, others }: { item: Item; others: Item[] }): JSX.Element {
  const causes = [item, ...others].map((one) => one.cause).filter((one): one is string => one !== undefined);
  const pieces = differing(
    item.quote,
    others.map((one) => one.quote),
    item.cause ? [item.cause] : causes,
  );
  const published = item.published ?? documentOf(item.document_id)?.published;
  return (
    <div class={`side ${item.stance}`}>
      <blockquote dir="auto" lang={language(documentOf(item.document_id)?.language)}>
        {pieces.map(({ text, differs }) => (differs ? <mark>{text}</mark> : text))}
      </blockquote>
      <p class="where">
        <StanceBadge stance={item.stance} cause={item.cause} ignored={item.ignored} />
        {item.speaker && (
          <b>
            <Word>{item.speaker}</Word>
          </b>
        )}
        <cite>
          <Title id={item.document_id} />
        </cite>
        {documentOf(item.document_id)?.publisher && (
          <span class="quiet">
            <Word>{documentOf(item.document_id)!.publisher}</Word>
          </span>
        )}
        {published && (
          <span class="quiet">
            <When value={published} />
          </span>
        )}
      </p>
    </div>
  );
}
