// The whole: masthead, views, and what each needs around it.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Articles } from "./articles";
import { run, total } from "./data";
import { Disputes } from "./disputes";
import { Filters } from "./filters";
import { LeftOut } from "./leftout";
import { Overview } from "./overview";
import { count, number } from "./parts";
import { Sources } from "./sources";
import { Speakers } from "./speakers";
import { fragment, type State, type View, VIEWS } from "./state";
import { Table } from "./table";
import { Timeline } from "./timeline";

const NAMES: Record<View, string> = {
  overview: "At a glance", table: "Table", disputes: "Disputes", timeline: "Timeline", speakers: "Speakers", sources: "Sources",
  articles: "Articles", "left-out": "Left out",
}; // prettier-ignore

const SHOW: Record<View, (props: { state: State }) => JSX.Element> = {
  overview: Overview, table: Table, disputes: Disputes, timeline: Timeline, speakers: Speakers, sources: Sources, articles: Articles,
  "left-out": LeftOut,
}; // prettier-ignore

const FILTERED: View[] = ["table", "disputes", "timeline", "speakers", "sources"];

export function App({ state }: { state: State }): JSX.Element {
  const Shown = SHOW[state.view];
  useArrivalAt(`${state.view} ${state.article}`, Boolean(state.claim || (state.view === "table" && state.row.length)));
  return (
    <>
      <a
        class="skip"
        href="#heading"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById("heading")?.focus();
        }}
      >
        To the content
      </a>
      <header class="masthead">
        <div>
          <h1>Evidence table</h1>
          <p>
            {count(total(run().rows), "row")} from {count(run().claims, "claim")} in{" "}
            {count(total(run().documents), "document")}
            {troubled()}
          </p>
        </div>
        <Theme />
      </header>
      <nav class="views" aria-label="Views">
        <ul>
          {VIEWS.map((view) => (
            <li>
              <a href={fragment(kept(state, view))} aria-current={view === state.view ? "page" : undefined}>
                {NAMES[view]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main class={state.view}>
        {FILTERED.includes(state.view) && <Filters key={state.arrival} state={state} />}
        <Shown state={state} key={state.view} />
      </main>
      <footer>
        <p>
          {run().model && (
            <>
              Model: <bdi class="code">{run().model}</bdi>.{" "}
            </>
          )}
          {run().version && (
            <>
              claimextract <bdi>{run().version}</bdi>.{" "}
            </>
          )}
          This page works offline and asks nothing of any server. Its address holds what is shown: copy it to send this
          view along with the file.
        </p>
        <p>
          In a passage the <mark>evidence</mark> is marked, the whole of what is said{" "}
          <span class="content">stands out</span>, the <span class="speaker">speaker</span> and the{" "}
          <span class="cue">cue</span> are underlined. Positions count characters (Unicode code points) of the
          document’s text. Dates are kept as EDTF (ISO 8601-2): point at one to see it.
        </p>
      </footer>
    </>
  );
}

/** The filters go along to another view; what is open in this one does not. */
const kept = (state: State, view: View): State => ({
  ...state,
  view,
  page: 1,
  row: view === "table" ? state.row : [],
  article: "",
  claim: "",
});

const troubled = (): string => {
  const { documents } = run();
  const trouble = (["partial", "failed", "skipped"] as const).filter((name) => documents[name]);
  return trouble.map((name) => `, ${number(documents[name])} ${name}`).join("") + ".";
};

/** After a change of view the reader, and the screen reader, begins at its heading, unless it points at something. */
function useArrivalAt(place: string, pointed: boolean): void {
  const last = useRef(place);
  useEffect(() => {
    if (last.current === place) return;
    last.current = place;
    if (pointed) return;
    window.scrollTo(0, 0);
    document.getElementById("heading")?.focus({ preventScroll: true });
  }, [place]);
}

const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

/** The reader's choice; a browser that keeps nothing for a file simply forgets it. */
function Theme(): JSX.Element {
  const [theme, choose] = useState<Theme>(() => {
    try {
      return THEMES.find((one) => one === localStorage.getItem("theme")) ?? "auto";
    } catch {
      return "auto";
    }
  });
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // nothing is lost but the memory of it
    }
  }, [theme]);
  return (
    <label class="theme">
      <span>Theme</span>
      <select value={theme} onChange={(event) => choose(event.currentTarget.value as Theme)}>
        {THEMES.map((one) => (
          <option value={one}>{one}</option>
        ))}
      </select>
    </label>
  );
}
