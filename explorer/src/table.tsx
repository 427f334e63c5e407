// The table of rows. A row opens into its evidence in its place.

import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { rowById, type Row } from "./data";
import { Evidence } from "./evidence";
import { chosen } from "./filter";
import { Nothing } from "./filters";
import { Badge, listed, number, paged, Pager, When, Word } from "./parts";
import { COLUMNS, go, now, type Column, type Order, type State } from "./state";

const SIZE = 50;
const NAMES: Record<Order, string> = {
  status: "Status", claim: "Claim", speakers: "Speakers", stated: "First stated", event: "Happened", sources: "Sources",
  articles: "Articles", works: "Cites", kind: "Kind",
}; // prettier-ignore

const CELL: Record<Column, (row: Row) => JSX.Element | null> = {
  speakers: (row) => (
    <>
      {listed(
        row.speakers ?? [],
        (one) => (
          <Word>{one}</Word>
        ),
        "; ",
      )}
    </>
  ),
  stated: (row) => (row.first_stated ? <When value={row.first_stated} /> : null),
  event: (row) => (row.event_date ? <When value={row.event_date} /> : null),
  sources: (row) => <>{number(row.independent_sources)}</>,
  articles: (row) => <>{number(row.documents)}</>,
  works: (row) => (
    <>
      {listed(
        row.cited_works ?? [],
        (one) => (
          <Word>{one.name}</Word>
        ),
        "; ",
      )}
    </>
  ),
  kind: (row) => <>{row.kinds.join(", ")}</>,
};

export function Table({ state }: { state: State }): JSX.Element {
  const found = chosen(state);
  useArrival(state, found);
  const { items, page, pages } = state.printing ? { items: found, page: 1, pages: 1 } : paged(found, SIZE, state.page);
  const lost = state.row.filter((id) => !rowById().has(id));
  return (
    <section aria-labelledby="heading">
      <h2 id="heading" tabIndex={-1}>
        The table
      </h2>
      <div class="tools">
        <Sorter state={state} />
        <Columns state={state} />
      </div>
      {lost.map((id) => (
        <p class="reason" role="alert">
          There is no row <bdi class="code">{id}</bdi> in this page.
        </p>
      ))}
      {!found.length ? (
        <Nothing />
      ) : (
        <div role="presentation" onKeyDown={arrows}>
          <table class="rows" role="table">
            <caption class="hidden">The rows of the evidence table; a row opens into its evidence</caption>
            <thead role="rowgroup">
              <tr role="row">
                {(["status", "claim", ...state.columns] as const).map((name) => (
                  <Head name={name} state={state} />
                ))}
              </tr>
            </thead>
            <tbody role="rowgroup">
              {items.map((row) => (
                <RowView key={row.row_id} row={row} state={state} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pager page={page} pages={pages} what="the table" />
    </section>
  );
}

/** After a link to a row was followed: turn to its page, and go to it. */
function useArrival(state: State, found: Row[]): void {
  useEffect(() => {
    const [id] = state.row;
    const place = found.findIndex((row) => row.row_id === id);
    if (id === undefined || place < 0) return;
    const page = Math.floor(place / SIZE) + 1;
    if (page !== now().page) go({ page });
    const button = document.getElementById(`row-${id}`)?.querySelector("button");
    button?.focus({ preventScroll: true });
    button?.closest("tr")?.scrollIntoView({ block: "start" });
  }, [state.arrival]);
}

function Head({ name, state }: { name: Order; state: State }): JSX.Element {
  const on = state.sort === name;
  const numbers = name === "sources" || name === "articles";
  return (
    <th
      role="columnheader"
      scope="col"
      class={name}
      aria-sort={on ? (state.down ? "descending" : "ascending") : "none"}
    >
      <button type="button" onClick={() => go({ sort: name, down: on ? !state.down : numbers, page: 1 })}>
        {NAMES[name]}
        <span aria-hidden="true">{on ? (state.down ? " ▾" : " ▴") : ""}</span>
      </button>
    </th>
  );
}

function RowView({ row, state }: { row: Row; state: State }): JSX.Element {
  const open = state.printing || state.row.includes(row.row_id);
  const toggle = (): void => {
    const { row: ids } = now();
    go({ row: ids.includes(row.row_id) ? ids.filter((id) => id !== row.row_id) : [...ids, row.row_id] });
  };
  return (
    <>
      <tr
        role="row"
        id={`row-${row.row_id}`}
        class={`row ${row.status}${open ? " open" : ""}`}
        onClick={(event) => {
          if (!(event.target as Element).closest("button, a") && !getSelection()?.toString()) toggle();
        }}
      >
        <td role="cell" class="status">
          <Badge status={row.status} />
        </td>
        <th role="rowheader" scope="row" class="claim">
          <button type="button" aria-expanded={open} dir="auto" onClick={toggle}>
            {row.claim}
          </button>
        </th>
        {state.columns.map((name) => (
          <td role="cell" class={name} data-name={NAMES[name]}>
            {CELL[name](row)}
          </td>
        ))}
      </tr>
      {open && (
        <tr role="row" class={`evidence ${row.status}`}>
          <td role="cell" colSpan={2 + state.columns.length}>
            <Evidence row={row} />
          </td>
        </tr>
      )}
    </>
  );
}

/** Up, down, first and last among the rows, for a reader who is in the table. */
function arrows(event: KeyboardEvent): void {
  const here = (event.target as Element).closest(".row .claim button");
  const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
  if (!here || step === undefined) return;
  const all = [...document.querySelectorAll<HTMLButtonElement>(".row .claim button")];
  const next = Math.min(Math.max(all.indexOf(here as HTMLButtonElement) + step, 0), all.length - 1);
  event.preventDefault();
  all[next]?.focus();
}

/** For narrow screens, which have no room for the heads of columns. */
const Sorter = ({ state }: { state: State }): JSX.Element => (
  <label class="sorter">
    <span>Sorted by</span>
    <select
      value={(state.down ? "-" : "") + state.sort}
      onChange={(event) => {
        const { value } = event.currentTarget;
        go({ sort: value.replace(/^-/, "") as Order, down: value.startsWith("-"), page: 1 });
      }}
    >
      {(["status", "claim", ...COLUMNS] as const).flatMap((name) => [
        <option value={name}>{NAMES[name]}</option>,
        <option value={`-${name}`}>{NAMES[name]}, reversed</option>,
      ])}
    </select>
  </label>
);

const Columns = ({ state }: { state: State }): JSX.Element => (
  <details class="menu">
    <summary>Columns</summary>
    <div role="group" aria-label="Columns shown">
      {COLUMNS.map((name) => (
        <label>
          <input
            type="checkbox"
            checked={state.columns.includes(name)}
            onChange={(event) => {
              const { checked } = event.currentTarget;
              go({ columns: COLUMNS.filter((one) => (one === name ? checked : now().columns.includes(one))) });
            }}
          />
          {NAMES[name]}
        </label>
      ))}
    </div>
  </details>
);
