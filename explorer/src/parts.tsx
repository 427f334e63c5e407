// Small pieces that every view is made of.

import type { ComponentChildren, JSX } from "preact";
import { documentOf, titleOf, type Decision, type Doc, type Row, type Stance, type Who, type Work } from "./data";
import { spoken } from "./edtf";
import { link } from "./links";
import { go, to, type State } from "./state";

export const number = new Intl.NumberFormat("en").format;

export const count = (many: number, one: string, more = `${one}s`): string =>
  `${number(many)} ${many === 1 ? one : more}`;

const SHAPES: Record<string, string> = {
  disputed: "M3 8h10M3 12h10M11 3 5 17",
  corroborated: "m2 11 4 4 6-9M9 15l1 0 5-9",
  "single-source": "M8 10m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0",
  superseded: "M2 10h11M9 5l5 5-5 5",
  supports: "m2 11 4 4 8-10",
  contradicts: "m3 5 10 10M13 5 3 15",
  refines: "M8 4v12M2 10h12",
};

/** A sign by which states differ for those who do not see their colours. */
export function Sign({ of }: { of: string }): JSX.Element {
  return (
    <svg class="sign" viewBox="0 0 16 20" width="12" height="15" aria-hidden="true">
      <path d={SHAPES[of] ?? ""} />
    </svg>
  );
}

export const LABEL: Record<Row["status"], string> = {
  disputed: "disputed",
  corroborated: "corroborated",
  "single-source": "one source",
  superseded: "superseded",
};

export const Badge = ({ status }: { status: Row["status"] }): JSX.Element => (
  <span class={`badge ${status}`}>
    <Sign of={status} />
    {LABEL[status]}
  </span>
);

export const StanceBadge = ({
  stance,
  cause,
  ignored,
}: {
  stance: Stance;
  cause?: string;
  ignored?: boolean;
}): JSX.Element => (
  <span class={`badge ${stance}`}>
    <Sign of={stance} />
    {stance}
    {cause ? `: ${cause}` : ""}
    {ignored ? ", not counted" : ""}
  </span>
);

/** A link inside this page. */
export function Go({
  change,
  children,
  ...rest
}: {
  change: Partial<State>;
  children: ComponentChildren;
  class?: string;
  label?: string;
}): JSX.Element {
  return (
    <a
      class={rest.class}
      aria-label={rest.label}
      href={to(change)}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
        event.preventDefault();
        location.hash = to(change);
      }}
    >
      {children}
    </a>
  );
}

export const Out = ({ url, children }: { url?: string; children: ComponentChildren }): JSX.Element =>
  link(url) ? (
    <a href={link(url)} rel="noopener noreferrer nofollow" target="_blank">
      {children}
    </a>
  ) : (
    <>{children}</>
  );

export const titleText = (one: Doc): string => one.title || one.path || one.id;

/** Words of an article or its data: in their own direction, whatever stands around them. */
export const Word = ({ children }: { children: ComponentChildren }): JSX.Element => <bdi>{children}</bdi>;

export function Title({ id }: { id: string }): JSX.Element {
  return documentOf(id) ? (
    <Go change={{ view: "articles", article: id }}>
      <Word>{titleOf(id)}</Word>
    </Go>
  ) : (
    <Word>{id}</Word>
  );
}

export const Person = ({ who }: { who: Who }): JSX.Element => (
  <>
    <Word>{who.name}</Word>
    {who.role && (
      <span class="quiet">
        {" "}
        (<Word>{who.role}</Word>)
      </span>
    )}
  </>
);

export function CitedWork({ work }: { work: Work }): JSX.Element {
  const more = [work.author, work.publisher].filter((one) => one && one !== work.name);
  return (
    <>
      <Out url={work.url}>
        <Word>{work.name}</Word>
      </Out>
      {more.map((one) => (
        <>
          , <Word>{one}</Word>
        </>
      ))}
      {work.date && (
        <>
          , <When value={work.date} />
        </>
      )}
      {work.url && !link(work.url) && (
        <>
          , <bdi class="code">{work.url}</bdi>
        </>
      )}
    </>
  );
}

/** A date as it is said, with its normalised form to be copied. */
export const When = ({ value }: { value: string }): JSX.Element => (
  <bdi class="when" title={value}>
    {spoken(value)}
  </bdi>
);

export const Decided = ({ one }: { one: Decision }): JSX.Element => (
  <>
    {one.kind}
    {one.ignored && (
      <>
        {" "}
        the {one.ignored.kind} <Word>{one.ignored.name}</Word>
      </>
    )}
    {[one.text, one.by, one.date, one.note].filter(Boolean).map((more) => (
      <>
        , <Word>{more}</Word>
      </>
    ))}
  </>
);

export const Fact = ({ name, children }: { name: string; children: ComponentChildren }): JSX.Element => (
  <div>
    <dt>{name}:</dt> <dd>{children}</dd>
  </div>
);

export function listed<T>(items: readonly T[], show: (item: T) => JSX.Element, between = ", "): JSX.Element[] {
  return items.map((item, place) => (
    <>
      {place ? between : ""}
      {show(item)}
    </>
  ));
}

/** Pages of a long list. */
export function Pager({ page, pages, what }: { page: number; pages: number; what: string }): JSX.Element | null {
  if (pages < 2) return null;
  const turn = (next: number, label: string): JSX.Element => (
    <button type="button" disabled={next < 1 || next > pages || next === page} onClick={() => go({ page: next }, true)}>
      {label}
    </button>
  );
  return (
    <nav class="pager" aria-label={`Pages of ${what}`}>
      {turn(1, "First")}
      {turn(page - 1, "Previous")}
      <span>
        page {number(page)} of {number(pages)}
      </span>
      {turn(page + 1, "Next")}
      {turn(pages, "Last")}
    </nav>
  );
}

export function paged<T>(
  items: readonly T[],
  size: number,
  page: number,
): { items: readonly T[]; page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(items.length / size));
  const at = Math.min(page, pages);
  return { items: items.slice((at - 1) * size, at * size), page: at, pages };
}
