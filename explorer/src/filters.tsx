// What narrows the rows. It stands above every view that shows rows.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { carried, once, rows, run, titleOf, total, type Status } from "./data";
import { chosen, choices, type Choice } from "./filter";
import { stretch } from "./edtf";
import { count, LABEL, number, Sign, Word } from "./parts";
import { filter, filtered, go, NO_FILTER, type State } from "./state";

const STATUSES: Status[] = ["disputed", "corroborated", "superseded", "single-source"];
type List = "speaker" | "work" | "document";
const NAMES: Record<List, string> = { speaker: "Speaker", work: "Cited work", document: "Article" };

export const nameOf = (list: List, value: string): string => (list === "document" ? titleOf(value) : value);

const toggled = (list: string[], value: string): string[] =>
  list.includes(value) ? list.filter((one) => one !== value) : [...list, value];

// Made once: there may be thousands, and Preact passes over what is the same object as before.
const options = {
  speaker: once(() => optionsOf("speaker", choices().speaker)),
  work: once(() => optionsOf("work", choices().work)),
  document: once(() => optionsOf("document", choices().document)),
};

const optionsOf = (list: List, found: Choice[]): JSX.Element[] =>
  found.map(({ value, count: many }) => (
    <option value={value}>
      {nameOf(list, value).slice(0, 80)} ({number(many)})
    </option>
  ));

export function Filters({ state }: { state: State }): JSX.Element {
  const shown = chosen(state).length;
  const here = run().here.rows;
  const [more, unfold] = useState(moreIsUsed(state));
  return (
    <search class="filters" role="search" aria-label="Filters">
      <div class="line">
        <label class="query">
          <span>Search</span>
          <input
            type="search"
            value={state.q}
            placeholder="words, or “words together”"
            onInput={(event) => filter({ q: event.currentTarget.value })}
          />
        </label>
        <div class="toggles" role="group" aria-label="Status">
          {STATUSES.map((one) => (
            <button
              type="button"
              class={`toggle ${one}`}
              aria-pressed={state.status.includes(one)}
              onClick={() => filter({ status: toggled(state.status, one) })}
            >
              <Sign of={one} />
              {LABEL[one]} <b>{number(carried()[one])}</b>
            </button>
          ))}
        </div>
      </div>
      <details class="more" open={more} onToggle={(event) => unfold(event.currentTarget.open)}>
        <summary>More filters</summary>
        <div class="line">
          {(["speaker", "work", "document"] as const).map((list) => (
            <Pick list={list} state={state} />
          ))}
          <div class="dates" role="group" aria-label="Dates">
            <label>
              <span>Date</span>
              <select value={state.by} onChange={(event) => filter({ by: event.currentTarget.value as State["by"] })}>
                <option value="stated">said</option>
                <option value="event">happened</option>
              </select>
            </label>
            <When name="from" value={state.from} />
            <When name="to" value={state.to} />
          </div>
        </div>
        {choices().kind.length > 1 && (
          <div class="toggles" role="group" aria-label="Kind">
            {choices().kind.map(({ value, count: many }) => (
              <button
                type="button"
                class="toggle"
                aria-pressed={state.kind.includes(value)}
                onClick={() => filter({ kind: toggled(state.kind, value) })}
              >
                {value} <b>{number(many)}</b>
              </button>
            ))}
          </div>
        )}
      </details>
      <p class="found">
        <span role="status">
          {shown === here ? `All ${count(here, "row")}` : `${number(shown)} of ${count(here, "row")}`}
          {here < total(run().rows) && ` of this page, which has the most important of ${number(total(run().rows))}`}
        </span>
        {(["speaker", "work", "document"] as const).flatMap((list) =>
          state[list].map((value) => (
            <button
              type="button"
              class="chip"
              onClick={() => filter({ [list]: toggled(state[list], value) })}
              aria-label={`Remove ${NAMES[list]}: ${nameOf(list, value)}`}
            >
              {NAMES[list]}: <Word>{nameOf(list, value)}</Word> <span aria-hidden="true">×</span>
            </button>
          )),
        )}
        {filtered(state) && (
          <button type="button" class="plain" onClick={() => go(NO_FILTER)}>
            Clear all filters
          </button>
        )}
      </p>
    </search>
  );
}

const moreIsUsed = (state: State): boolean =>
  Boolean(
    state.speaker.length || state.work.length || state.document.length || state.kind.length || state.from || state.to,
  );

function Pick({ list, state }: { list: List; state: State }): JSX.Element | null {
  if (!choices()[list].length) return null;
  return (
    <label>
      <span>{NAMES[list]}</span>
      <select
        value=""
        onChange={(event) => {
          const { value } = event.currentTarget;
          event.currentTarget.value = "";
          if (value) filter({ [list]: toggled(state[list], value) });
        }}
      >
        <option value="">{state[list].length ? "and …" : "any"}</option>
        {options[list]()}
      </select>
    </label>
  );
}

const When = ({ name, value }: { name: "from" | "to"; value: string }): JSX.Element => (
  <label>
    <span>{name}</span>
    <input
      type="text"
      inputMode="numeric"
      size={11}
      value={value}
      placeholder="2020-06-08"
      aria-invalid={Boolean(value && !stretch(value))}
      onInput={(event) => filter({ [name]: event.currentTarget.value.trim() })}
    />
  </label>
);

export const Nothing = (): JSX.Element => (
  <p class="nothing">
    {rows().length ? "No row is left by these filters." : "No claim of these documents is borne out by their words."}
  </p>
);
