// The articles: what became of each, and each as a whole with its claims marked.

import type { JSX } from "preact";
import { documents, rows, run, total, type Doc, type Status, once } from "./data";
import { count, Go, number, Out, paged, Pager, Sign, titleText, When, Word } from "./parts";
import { Reading } from "./reading";
import type { State } from "./state";

const SIZE = 100;

const byArticle = once(() => {
  const found = new Map<string, Partial<Record<Status, number>>>();
  for (const row of rows())
    for (const id of new Set(row.evidence.map((item) => item.document_id))) {
      if (!found.has(id)) found.set(id, {});
      const counts = found.get(id)!;
      counts[row.status] = (counts[row.status] ?? 0) + 1;
    }
  return found;
});

export function Articles({ state }: { state: State }): JSX.Element {
  if (state.article) return <Reading key={state.article} id={state.article} state={state} />;
  const sorted = [...documents()].sort((a, b) => Number(a.status === "ok") - Number(b.status === "ok")); // what needs attention first
  const { items, page, pages } = state.printing
    ? { items: sorted, page: 1, pages: 1 }
    : paged(sorted, SIZE, state.page);
  const hidden = total(run().documents) - sorted.length;
  return (
    <section aria-labelledby="heading">
      <h2 id="heading" tabIndex={-1}>
        Articles
      </h2>
      {hidden > 0 && (
        <p class="notice">
          {count(hidden, "document")} more are not listed in this page; documents.jsonl has them all.
        </p>
      )}
      <div class="scroll" tabIndex={0} role="region" aria-label="Documents of the run">
        <table>
          <thead>
            <tr>
              <th scope="col">Article</th>
              <th scope="col">Publisher</th>
              <th scope="col">Date</th>
              <th scope="col">Status</th>
              <th scope="col">Rows</th>
              <th scope="col" class="number">
                Claims
              </th>
              <th scope="col" class="number">
                Ungrounded
              </th>
              <th scope="col" class="number">
                Rejected
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <Line one={one} />
            ))}
          </tbody>
        </table>
      </div>
      <Pager page={page} pages={pages} what="articles" />
    </section>
  );
}

const Line = ({ one }: { one: Doc }): JSX.Element => (
  <tr>
    <th scope="row">
      <Go change={{ view: "articles", article: one.id }}>
        <Word>{titleText(one)}</Word>
      </Go>
      {one.path && one.title && (
        <>
          <br />
          <bdi class="code quiet">{one.path}</bdi>
        </>
      )}
      {one.url && (
        <>
          <br />
          <Out url={one.url}>
            <bdi class="code">{one.url}</bdi>
          </Out>
        </>
      )}
    </th>
    <td>
      <Word>{one.publisher}</Word>
    </td>
    <td>{one.published && <When value={one.published} />}</td>
    <td>
      <span class={`badge ${one.status}`}>{one.status}</span>
      {one.reason && (
        <p class="reason" dir="auto">
          {one.reason}
        </p>
      )}
    </td>
    <td class="tallies">
      {Object.entries(byArticle().get(one.id) ?? {})
        .sort()
        .map(([status, many]) => (
          <span class={`badge ${status}`}>
            <Sign of={status} />
            <span class="hidden">{status}</span>
            {number(many)}
          </span>
        ))}
    </td>
    <td class="number">{number(one.counts?.claims ?? 0)}</td>
    <td class="number">{number(one.counts?.ungrounded ?? 0)}</td>
    <td class="number">{number(one.counts?.rejected ?? 0)}</td>
  </tr>
);
