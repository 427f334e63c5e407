"""A run of hostile and plain texts, and readers that get the passages out of every format again."""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import openpyxl
from markdown_it import MarkdownIt
from pyld import jsonld

from claimextract import (
    Attribution,
    CitedWork,
    Claim,
    ClaimDate,
    DocumentEntry,
    EvidenceItem,
    EvidenceRow,
    Grounding,
    Provenance,
    Run,
    Source,
    Span,
    Table,
)
from claimextract.models import Decision, Document, Step
from claimextract.report.formats import contexts

PASSAGES = {
    "plain": "The quay of Torvik cracked in May.",
    "formula": '=HYPERLINK("https://evil.example","x")&cmd|\'/c calc\'!A1',
    "plus": "+47 33 44 55 is the number of the harbour office.",
    "at": "@SUM(1+1) is what the sheet said.",
    "minus": "-7 degrees were measured.",
    "tab": "\t=1+1",
    "wide": "＝1+1 is a formula in full width.",
    "astral": "🚢 sank at 𝒹awn, said 𠀀𠀁.",
    "lines": "one\r\ntwo\rthree\nfour\x0bfive\x0csix",
    "separators": "next\x85line\u2028para\u2029graph",
    "controls": "a bell\x00\x07 rang \x1b[31mred\x1f\x7f\x9f.",
    "escapes": "_x000D_ and _x0041_ &#10; &amp; \\n \\u0041",
    "directions": "قال الوزير\u200f: «نعم» \u202eelpmis\u202c \u2067x\u2069 end",
    "markup": "<script>alert(1)</script> <img src=x onerror=alert(1)> <!-- --> </textarea>",
    "markdown": "[x](javascript:alert(1)) **b** _i_ `c` [^1] [^1]: | # $x$ ~~s~~ ^s^ ==h== {{7*7}} {: .x} ![i](u) \\",
    "links": "See http://evil.example, www.evil.example, ftp://evil.example and a@evil.example #1",
    "list": "1. one\n- two\n# three\n> four\n---\n    five",
    "quotes": "“Yes,” 'she' \"said\" ''; DROP TABLE runs; --",
    "blanks": "  two  blanks  ",
    "odd": "no characters \ufffe\uffff\ufdd0 here, and a mark \ufeff",
    "combined": "e\u0301 👩\u200d👩\u200d👧 🇳🇴",
    "long": "The list goes on and on. " * 1600,
    "long astral": "🚢" * 20_000,
    "chinese": "港口在五月出现裂缝，市长说。" * 10,
}
Place = tuple[str, int, int]


def _document(id: str, *names: str, **fields: Any) -> DocumentEntry:
    text = "Beginning.\n\n" + "\n\n".join(PASSAGES[name] for name in names) + "\n\nEnd."
    return DocumentEntry.of(Document.from_text(text, id=id, **fields))


def _span(entry: DocumentEntry, passage: str) -> Span:
    text = entry.text or ""
    start = text.index(passage)
    return Span.of(text, start, start + len(passage))


def _claim(name: str, entry: DocumentEntry, span: Span | None, number: int) -> Claim:
    source = Source(name=f"Ilse <b>Brandt</b> & Søn {name}", kind="person", role="=mayor", span=span)
    dates = ("2031-05-03", "2012/..", "198X", "2022-06~", "1989-35")
    work = CitedWork(
        name=f"=Report|{name}", kind="report", publisher="Coast & Co", author="Odd Lunde", date=dates[number % 5],
        url=("https://coast.example/r?a=1&b=2", "javascript:alert(1)")[number % 2], span=span,
    )  # fmt: skip
    return Claim(
        claim_id=f"c-{name.replace(' ', '-')}",
        document_id=entry.id,
        text=(PASSAGES[name] if span else "Nobody said so.")[:300],
        evidence=(span,) if span else (),
        attribution=Attribution(
            type=("direct", "indirect", "none")[number % 3], source=source if number % 3 < 2 else None,
            content=(span,) if span else (), via=(Source(name="A wire", kind="organization"),),
        ),
        dates=(ClaimDate(role="event", value=dates[number % 5]),),
        cited_works=(work,),
        grounding=Grounding(status="grounded", tier="exact")
        if span
        else Grounding(status="ungrounded", reasons=("not in the document",)),
        provenance=Provenance(package_version="0"),
        confidence=0.5,
    )  # fmt: skip


def _row(number: int, claims: list[Claim], status: Any) -> EvidenceRow:
    stances = ("supports", "contradicts", "refines")
    items = tuple(
        EvidenceItem(
            claim_id=claim.claim_id, document_id=claim.document_id, stance=stances[place % 3],
            cause="number" if place % 3 == 1 else None, quote=span.exact, start=span.start, end=span.end,
            speaker=claim.attribution.source.name if claim.attribution.source else None, published="2031-05~",
            ignored=place % 4 == 3, event_date="2012/..", source=place if place % 3 == 0 else None,
        )
        for place, claim in enumerate(claims)
        for span in claim.evidence
    )  # fmt: skip
    first = claims[0]
    return EvidenceRow(
        row_id=f"r{number}", claim=first.text, status=status, documents=2, independent_sources=1,
        speakers=("Ilse <b>Brandt</b>", "=Odd"), first_stated="2031-05~", event_date="2012/..",
        cited_works=first.cited_works, evidence=items, explanation="@One claim; <i>two</i> articles.",
        decisions=(Decision(kind="same", groups=(("c-plain", "c-astral"),), note="=note", line=3),),
        history=(Step(date="2031", change="first", claim_id=first.claim_id, document_id=first.document_id, text="x"),),
    )  # fmt: skip


def hostile_run() -> Run:
    """Every passage above as a claim of one of three documents; also an ungrounded claim and documents not read."""
    names = list(PASSAGES)
    documents = [
        _document("a", *names[:9], title="The <quay> *of* Torvik", publisher="=Torvik Post", published="2031-05-04",
                  url="https://torvik.example/quay?a=1&b=(2)#top", authors=("Ada Holm", "-Bo"), language="en"),
        _document('b"/../\'<x>|`[1]', *names[9:18], title=None, published="198X", url="javascript:alert(1)"),
        _document("c", *names[18:], title="+Long\nand wide", publisher="Echo", published="2031-05~"),
    ]  # fmt: skip
    claims = []
    for number, name in enumerate(names):
        entry = documents[0 if number < 9 else 1 if number < 18 else 2]
        claims.append(_claim(name, entry, _span(entry, PASSAGES[name]), number))
    rows = [
        _row(number, claims[start : start + 4], ("disputed", "corroborated", "superseded", "single-source")[number % 4])
        for number, start in enumerate(range(0, len(claims), 4))
    ]
    claims.append(_claim("unborne", documents[0], None, 3))
    unread = DocumentEntry.unread("=x <y>.pdf", "failed", "is no [PDF](x)")
    summary = {"package_version": "0.1.0", "model": "stub|=1", "settings": {"seed": 0}, "rejected": 2, "cost": None}
    return Run(Table(tuple(rows)), tuple(claims), (*documents, unread), (), summary)


class Got(NamedTuple):
    """A passage as an export has it."""

    document: str
    start: int
    end: int
    quote: str


def read_csv(path: Path) -> list[Got]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    return [Got(unmarked(x["document_id"]), int(x["start"]), int(x["end"]), unmarked(x["quote"])) for x in lines]


def unmarked(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from running a text."""
    return cell[1:] if re.match("'[-=+@\t\r\n＝＋－＠]", cell) else cell


def read_jsonl(path: Path) -> list[Got]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Got(x["document_id"], x["start"], x["end"], x["quote"]) for row in rows for x in row["evidence"]]


PLACES = "SELECT document_id, quote_start, quote_end, quote FROM evidence JOIN rows USING (run_id, row_id) "
PLACES += "ORDER BY rows.position, evidence.position"


def read_sqlite(path: Path) -> list[Got]:
    with closing(sqlite3.connect(path)) as base:
        return [Got(*row) for row in base.execute(PLACES)]


def read_duckdb(path: Path) -> list[Got]:
    with duckdb.connect(str(path), read_only=True) as base:
        return [Got(*row) for row in base.execute(PLACES).fetchall()]


def read_parquet(path: Path) -> list[Got]:
    with duckdb.connect() as base:
        for name in ("rows", "evidence"):
            base.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{path / name}.parquet')")
        return [Got(*row) for row in base.execute(PLACES).fetchall()]


def cell(value: Any) -> Any:
    """A cell's text as Excel shows it: ``_x000D_`` stands for a character that XML cannot hold."""
    if not isinstance(value, str):
        return value
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), value)


def sheet(path: Path, name: str) -> list[dict[str, Any]]:
    lines = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))[name].iter_rows(values_only=True)
    head = next(lines)
    return [dict(zip(head, map(cell, line), strict=True)) for line in lines]


def read_xlsx(path: Path) -> list[Got]:
    return [Got(x["document_id"], x["start"], x["end"], x["quote"]) for x in sheet(path, "evidence")]


def rendered(markdown: str) -> str:
    """What a reader sees of an inline text; HTML or a link that came from a text shows itself by its mark."""
    [inline] = MarkdownIt("commonmark").parseInline(markdown)
    shown = {"text": lambda t: t.content, "softbreak": lambda t: "\n", "hardbreak": lambda t: "\n"}
    keep: dict[str, Callable[[Any], str]] = shown
    return "".join(keep.get(token.type, lambda t: f"\0{t.type}\0")(token) for token in inline.children or [])


FOOTNOTE = re.compile(r"^\[\^\d+\]: (“.*”.*, document .*, characters \d+ to \d+, claim .*)$", re.M)


def read_md(path: Path) -> list[Got]:
    found = []
    for note in FOOTNOTE.findall(path.read_text(encoding="utf-8")):
        shown = rendered(note)
        places = re.search(r", document (\S+), characters (\d+) to (\d+), claim ", shown)
        document, start, end = places[1], int(places[2]), int(places[3])
        quote, closing = shown[1 : end - start + 1], shown[end - start + 1]  # as long as its offsets say
        assert closing == "”"
        found.append(Got(document, start, end, quote))
    return found


def loader(address: str, options: object = None) -> dict[str, Any]:
    """Serves the contexts that ship with the package, and nothing else."""
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": address,
            "document": contexts()[address]}  # fmt: skip


def expanded(path: Path, **options: Any) -> list[dict[str, Any]]:
    return jsonld.expand(json.loads(path.read_text(encoding="utf-8")), {"documentLoader": loader}, **options)


OA, SDO = "http://www.w3.org/ns/oa#", "http://schema.org/"


def value(node: dict[str, Any], name: str) -> Any:
    [one] = node[name]
    return one.get("@value", one.get("@id"))


def read_jsonld(path: Path) -> list[Got]:
    nodes = expanded(path)
    ids = {node["@id"]: node[f"{SDO}identifier"][0]["@value"] for node in nodes if f"{SDO}identifier" in node}
    [page] = [node for node in nodes if "http://www.w3.org/ns/activitystreams#items" in node]
    found = []
    for annotation in page["http://www.w3.org/ns/activitystreams#items"][0]["@list"]:
        [target] = annotation[f"{OA}hasTarget"]
        position, quote = target[f"{OA}hasSelector"]
        place = (value(position, f"{OA}start"), value(position, f"{OA}end"))
        found.append(Got(ids[value(target, f"{OA}hasSource")], *place, value(quote, f"{OA}exact")))
    return found


def read_csl(path: Path) -> list[Got]:
    items = json.loads(path.read_text(encoding="utf-8"))
    places = [place for item in items for place in item["custom"]["cited_in"]]
    return [Got(x["document_id"], x["start"], x["end"], x["exact"]) for x in places if "start" in x]


READERS: dict[str, Callable[[Path], list[Got]]] = {
    "csv": read_csv,
    "jsonl": read_jsonl,
    "parquet": read_parquet,
    "duckdb": read_duckdb,
    "sqlite": read_sqlite,
    "xlsx": read_xlsx,
    "md": read_md,
    "jsonld": read_jsonld,
    "csl": read_csl,
}
