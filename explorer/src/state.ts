// What is shown, in one record. The URL's fragment holds it, so that a view can be sent.

export const VIEWS = [
  "overview",
  "table",
  "disputes",
  "timeline",
  "speakers",
  "sources",
  "articles",
  "left-out",
] as const;
export type View = (typeof VIEWS)[number];

export const COLUMNS = ["speakers", "stated", "event", "sources", "articles", "works", "kind"] as const;
export type Column = (typeof COLUMNS)[number];
export type Order = "status" | "claim" | Column;
const SHOWN: readonly Column[] = ["speakers", "stated", "event", "sources", "articles"];
const ORDERS: readonly Order[] = ["status", "claim", ...COLUMNS];

export interface State {
  view: View;
  q: string;
  status: string[];
  kind: string[];
  speaker: string[];
  work: string[];
  document: string[];
  from: string;
  to: string;
  by: "stated" | "event";
  sort: Order;
  down: boolean;
  columns: readonly Column[];
  page: number;
  row: string[]; // those that are open
  article: string; // the article that is read, in the view of articles
  claim: string; // the claim that is pointed at in it
  printing: boolean; // this and the next are not in the URL
  arrival: number; // goes up each time that an address is followed
}

export const FRESH: State = {
  view: "overview", q: "", status: [], kind: [], speaker: [], work: [], document: [], from: "", to: "", by: "stated",
  sort: "status", down: false, columns: SHOWN, page: 1, row: [], article: "", claim: "", printing: false,
  arrival: 0,
}; // prettier-ignore

export const NO_FILTER: Partial<State> = {
  q: "",
  status: [],
  kind: [],
  speaker: [],
  work: [],
  document: [],
  from: "",
  to: "",
  page: 1,
};

const LISTS = ["status", "kind", "speaker", "work", "document"] as const;
const TEXTS = ["q", "from", "to", "article", "claim"] as const;

export const filtered = (state: State): boolean =>
  LISTS.some((name) => state[name].length) || Boolean(state.q || state.from || state.to);

const among = <T extends string>(known: readonly T[], value: string | null): T | undefined =>
  known.find((one) => one === value);

export function read(fragment: string): State {
  const found = new URLSearchParams(fragment.replace(/^#/, ""));
  const state: State = { ...FRESH };
  for (const name of LISTS) state[name] = found.getAll(name);
  for (const name of TEXTS) state[name] = found.get(name) ?? "";
  state.row = found.getAll("row");
  const implied: View = state.article ? "articles" : state.row.length || filtered(state) ? "table" : "overview";
  state.view = among(VIEWS, found.get("view")) ?? implied;
  state.by = found.get("by") === "event" ? "event" : "stated";
  const sort = found.get("sort") ?? "";
  state.down = sort.startsWith("-");
  state.sort = among(ORDERS, sort.replace(/^-/, "")) ?? "status";
  const columns = found.get("columns");
  if (columns !== null) state.columns = COLUMNS.filter((name) => columns.split(",").includes(name));
  state.page = Math.max(1, Math.floor(Number(found.get("page"))) || 1);
  return state;
}

export function fragment(state: State): string {
  const said = new URLSearchParams();
  if (state.view !== "overview") said.set("view", state.view);
  for (const name of TEXTS) if (state[name]) said.set(name, state[name]);
  for (const name of LISTS) for (const value of state[name]) said.append(name, value);
  if (state.by !== FRESH.by) said.set("by", state.by);
  if (state.sort !== FRESH.sort || state.down) said.set("sort", (state.down ? "-" : "") + state.sort);
  if (state.columns.join() !== SHOWN.join()) said.set("columns", state.columns.join(","));
  if (state.page > 1) said.set("page", String(state.page));
  for (const id of state.row) said.append("row", id);
  return `#${said.toString()}`;
}

let current: State = FRESH;
let draw: () => void = () => undefined;

export const now = (): State => current;

/** Change what is shown. A step that the reader may want to go back from becomes one of the browser's history. */
export function go(change: Partial<State>, step = false): void {
  current = { ...current, ...change };
  const url = fragment(current);
  if (!current.printing && url !== (location.hash || "#"))
    try {
      history[step ? "pushState" : "replaceState"](null, "", url);
    } catch {
      // some browsers refuse when it comes too often; the next change brings the address up to date
    }
  draw();
}

/** Change the filters: the first page again, and nothing else. */
export const filter = (change: Partial<State>): void => go({ ...change, page: 1 });

/** The link to another view of the same data. */
export const to = (change: Partial<State>): string => fragment({ ...FRESH, columns: current.columns, ...change });

export function start(redraw: () => void): void {
  draw = redraw;
  const follow = (): void => {
    current = { ...read(location.hash), arrival: current.arrival + 1 };
    draw();
  };
  window.addEventListener("popstate", follow); // comes for a changed fragment too
  follow();
}
