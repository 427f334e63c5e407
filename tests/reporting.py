"""Records made by hand for the report: an article, claims on its passages, and rows of them."""

import json
import re

from claimextract.models import (
    Attribution,
    CitedWork,
    Claim,
    ClaimDate,
    Decision,
    Document,
    DocumentCounts,
    DocumentEntry,
    EvidenceItem,
    EvidenceRow,
    Grounding,
    Provenance,
    QuoteVariant,
    Rejection,
    Source,
    Span,
    Step,
    claim_id,
)
from claimextract.report import render

SUMMARY = {"model": "sha256:12ab", "package_version": "9.8.7", "seconds": 1.5, "requests": {"sent": 3, "cached": 0}}
TEXT = (
    "The ferry from Norrhamn will not sail in May. The hull has eleven cracks, said Oda Wirsing, the chief engineer. "
    "The yard in Sundvik asked for 4 million crowns."
)
QUOTE = "The hull has eleven cracks, said Oda Wirsing, the chief engineer."
HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><script>x</script>",
    "</title><svg onload=alert(1)>",
    "</blockquote></details></main>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp; &#106;avascript:",
    "<!-- comment",
    "<!--<script>",
    "]]> <![CDATA[",
    '<a href="javascript:alert(1)">x</a>',
    '<p style="position:fixed">',
    "javascript:alert(document.domain)",
    "back\\slash \\u003cb> \\",
    "separators \u2028 and \u2029",
]


def document(text: str = TEXT, **fields) -> Document:
    return Document.from_text(text, **{"title": "Ferry stays in port", "path": "news/ferry.md", **fields})


def claim_of(document, quote=QUOTE, text="The hull has eleven cracks.", **changes) -> Claim:
    start = document.text.index(quote)
    evidence = (Span.of(document.text, start, start + len(quote)),)
    fields = {
        "claim_id": claim_id(document.id, evidence, text, None),
        "document_id": document.id,
        "text": text,
        "evidence": evidence,
        "attribution": Attribution(type="none"),
        "grounding": Grounding(status="grounded", tier="exact"),
        "provenance": Provenance(package_version="9.8.7"),
    }
    return Claim(**{**fields, **changes})


def item_of(claim, stance="supports", cause=None, **changes) -> EvidenceItem:
    span = claim.evidence[0]
    fields = {"quote": span.exact, "start": span.start, "end": span.end, "stance": stance, "cause": cause}
    return EvidenceItem(claim_id=claim.claim_id, document_id=claim.document_id, **{**fields, **changes})


def row_of(*items, claim="The hull has eleven cracks.", row_id="a1b2", **changes) -> EvidenceRow:
    fields = {"status": "single-source", "documents": 1, "independent_sources": 1, "explanation": "One claim only."}
    return EvidenceRow(row_id=row_id, claim=claim, evidence=items, **{**fields, **changes})


def blocks(html: str) -> dict:
    """The page's data by the names of their blocks."""
    found = re.findall(r'<script type="application/json" id="([\w-]+)">(.*?)</script>', html)
    return {name: json.loads(text) for name, text in found}


def rich() -> tuple[list[EvidenceRow], list[Claim], list[DocumentEntry], list[Rejection], dict]:
    """A small run in which every field of every record says something, as ``render`` takes it."""
    ferry = document(
        publisher="Norrhamn Post",
        published="2023-04-30",
        url="https://post.example/ferry",
        authors=("Bea Sund",),
        language="en",
    )
    other = document(
        "The hull has twelve cracks. The yard denies it.",
        title="Cracks",
        publisher="Coast Daily",
        path="news/cracks.txt",
    )
    third = document(
        "The hull has eleven cracks, wrote Oda Wirsing.", title="Wire", publisher="Norrhamn Post", path="w"
    )
    name, cue = TEXT.index("Oda Wirsing"), TEXT.index("said")
    speaker = Source(
        name="Oda Wirsing", kind="person", role="chief engineer", mention_span=Span.of(TEXT, name, name + 11)
    )
    work = CitedWork(name="the yard's survey", publisher="Sundvik Yard", date="2023-04", url="http://yard.example/s")
    first = claim_of(
        ferry,
        attribution=Attribution(
            type="indirect",
            mode="speech",
            source=speaker,
            cue=Span.of(TEXT, cue, cue + 4),
            content=(Span.of(TEXT, TEXT.index("The hull"), cue - 2),),
            via=(Source(name="a spokesman", kind="anonymous"),),
        ),
        dates=(ClaimDate(role="event", value="2023-04~", span=Span.of(TEXT, 41, 44)),),
        cited_works=(work,),
        certainty="probable",
        grounding=Grounding(status="grounded", tier="typography"),
        confidence=0.87,
    )
    second = claim_of(other, "The hull has twelve cracks.", "The hull has twelve cracks.")
    wire = claim_of(third, third.text)
    pay = claim_of(
        ferry, "The yard in Sundvik asked for 4 million crowns.", "The yard asked for 4 million crowns.", kind="opinion"
    )
    lost = claim_of(
        ferry,
        text="The hull has ninety cracks.",
        evidence=(),
        grounding=Grounding(status="ungrounded", reasons=("the number ninety is not in the document",)),
    )
    row = row_of(
        item_of(first, published="2023-04-30", speaker="Oda Wirsing", event_date="2023-04~", source=1),
        item_of(wire, "refines", source=1, ignored=True),
        item_of(second, "contradicts", "number"),
        status="disputed",
        documents=3,
        independent_sources=1,
        speakers=("Oda Wirsing",),
        first_stated="2023-04-30",
        event_date="2023-04",
        cited_works=(work,),
        explanation="They differ on the number.",
        decisions=(Decision(kind="wording", groups=((first.claim_id,),), by="Ada", note="as she told me"),),
        history=(
            Step(date="2023-04-30", change="first", claim_id=first.claim_id, document_id=ferry.id, text=first.text),
            Step(date=None, change="disputed", claim_id=second.claim_id, document_id=other.id, text=second.text),
        ),
        variants=(
            QuoteVariant(whole="safe, but old", version="safe", left_out="but old", changes_meaning=True),
            QuoteVariant(whole="eleven cracks, all small", version="cracks", put_in="tiny"),
        ),
    )
    rows = [row, row_of(item_of(pay, source=1), claim=pay.text, row_id="c3d4", event_date="2012/..")]
    entries = [
        DocumentEntry.of(ferry, counts=DocumentCounts(claims=31, ungrounded=17, rejected=23)),
        DocumentEntry.of(other),
        DocumentEntry.of(third, "partial", "two answers are missing"),
        DocumentEntry.unread("news/scan.pdf", "failed", "it holds no text"),
        DocumentEntry.unread("news/photo.xyz", "skipped", "unknown type of file"),
    ]
    rejected = [
        Rejection(document_id=ferry.id, stage="grounding", text=f"the hull has {number} cracks", reason="no such words")
        for number in (90, 91)
    ]
    rejected.append(Rejection(document_id="gone", stage="extraction", text="{", reason="no JSON"))
    idle = {"all": 1, "without effect": ["line 3: claim gone is no longer among the claims"]}
    return rows, [first, second, wire, pay, lost], entries, rejected, {**SUMMARY, "decisions": idle}


def all_saying(*words: str) -> str:
    """A page on one row for each word, in which every free text is that word."""
    parts = [_saying(word) for word in words]
    rows, claims, entries, rejected = ([one for part in parts for one in part[n]] for n in range(4))
    summary = {"model": words[0], "package_version": words[0], "decisions": {"without effect": list(words)}}
    return render(rows, claims, entries, rejected, summary)


def _saying(word: str) -> tuple[list[EvidenceRow], list[Claim], list[DocumentEntry], list[Rejection]]:
    text = f"{word} before. {word} evidence. {word} after."
    paper = document(
        text, title=word, publisher=word, published=word, path=word, url=word, language=word, authors=(word,)
    )
    source = Source(name=word, kind="person", role=word, mention_span=Span.of(text, 0, len(word)))
    work = CitedWork(name=word, publisher=word + "2", author=word + "3", date=word + "4", url=word)
    claim = claim_of(
        paper,
        f"{word} evidence.",
        word,
        attribution=Attribution(
            type="direct", mode="speech", source=source, cue=Span.of(text, 0, len(word)), via=(source,)
        ),
        cited_works=(work,),
        dates=(ClaimDate(role="event", value=word), ClaimDate(role="statement", value="2020")),
    )
    grounding = Grounding(status="ungrounded", reasons=(word,))
    lost = claim.model_copy(update={"claim_id": f"lost {word}", "grounding": grounding})
    row = row_of(
        item_of(claim, speaker=word, published=word, event_date="2020", source=1),
        item_of(claim, "contradicts", "number", speaker=word + "5").model_copy(update={"claim_id": word}),
        claim=word,
        status="disputed",
        speakers=(word, word + "5"),
        first_stated=word,
        event_date=word,
        cited_works=(work,),
        explanation=word,
        decisions=(Decision(kind="wording", groups=((word,),), text=word, by=word, note=word, date=word),),
        history=(Step(date=word, change="first", claim_id=word, document_id=word, text=word),) * 2,
        variants=(QuoteVariant(whole=word, version=word, left_out=word, put_in=word),),
        row_id=word,
    )
    entries = [
        DocumentEntry.of(paper, "partial", word),
        DocumentEntry.unread(word, "failed", word),
        DocumentEntry.unread("x", "ok", "").model_copy(update={"id": word, "text": word, "title": word}),
    ]
    return [row], [claim, lost], entries, [Rejection(document_id=word, stage=word, text=word, reason=word)]
