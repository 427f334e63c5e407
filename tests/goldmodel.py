"""A model that has read the gold: it answers the questions of a request from the claims of seeds/gold.

It sees what any model sees, the request: the passage, the words of each question and the options in the schema. What a
question's words cover is answered there; where they do not fit the gold (other words, several kinds or dates), the unit
is put aside and the claim stands in ``missed_``.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from claimextract.extraction.questions import ARTICLE, ASIDE, BEFORE
from claimextract.language.stems import words as words_of
from claimextract.models import Claim, Document, Span

QUESTION = re.compile(r"^([a-z]+_[a-z]\d+): <<< (.*?) >>>", re.MULTILINE)
SENTENCE = re.compile(r"[.?!][”\")]?\s+")
CLAUSES = re.compile(r"[,;:]? (?=(?:and|but|which|while|since|because|although|after|by which)\b)|[,;:] ")


@dataclass(frozen=True)
class Asked:
    """A question of a request: its words, where they stand in the article, and the options of its answer."""

    id: str
    words: str
    start: int
    options: tuple[str, ...]

    @property
    def kind(self) -> str:
        return self.id.partition("_")[0]

    @property
    def end(self) -> int:
        return self.start + len(self.words)


@dataclass(frozen=True)
class GoldModel:
    """Answers requests; ``log`` keeps every question with its answer, ``left_out`` what it said in ``missed_``."""

    articles: Sequence[tuple[Document, Sequence[Claim]]]
    log: list[tuple[str, Any]] = field(default_factory=list)
    left_out: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)

    def __call__(self, request: dict[str, Any]) -> dict[str, Any]:
        schema = request["response_format"]["json_schema"]["schema"]
        prompt, document = _prompt(request), self.document(request)
        claims = next(claims for article, claims in self.articles if article == document)
        answers = _Reading(document.text, claims, list(_asked(prompt, schema, document.text))).answers()
        for id in answers:
            if id.startswith("missed"):  # asked again, without the other questions, it gives the same answer
                answers[id] = self.left_out.setdefault((document.id, id), answers[id])
        self.log.extend(answers.items())
        return answers

    def document(self, request: dict[str, Any]) -> Document:
        """The article that a request shows."""
        passage = _prompt(request).partition("<<<")[2].partition(">>>")[0].strip().splitlines()[0]
        return next(article for article, _ in self.articles if passage in article.text)


def _prompt(request: dict[str, Any]) -> str:
    return next(message["content"] for message in request["messages"] if message["role"] == "user")


def _asked(prompt: str, schema: dict[str, Any], text: str) -> Iterator[Asked]:
    """The questions in text order; words that stand twice in the article are told apart by that order."""
    at = {"claims": 0, "date": 0, "work": 0}
    for id, words in QUESTION.findall(prompt.partition("Questions:")[2]):
        kind = id.partition("_")[0]
        place = text.find(words, at.get(kind, 0))
        if place < 0:  # the parts of an interrupted passage
            place = text.find(" ".join(words.split()[:3]), at.get(kind, 0))
        if kind in {"date", "work"}:
            at[kind] = place + 1
        elif kind == "claims":  # dates and works are asked after the sentence that they stand in
            since = max((match.end() for match in SENTENCE.finditer(text, 0, place)), default=0)
            at.update({name: max(first, since) for name, first in at.items() if name != "claims"})
        yield Asked(id, words, place, options_of(schema["properties"][id], schema))


def options_of(value: dict[str, Any], schema: dict[str, Any]) -> tuple[str, ...]:
    if "$ref" in value:
        return options_of(schema["$defs"][value["$ref"].removeprefix("#/$defs/")], schema)
    if value.get("type") == "array":
        item = value["items"]
        if "$ref" in item:
            item = schema["$defs"][item["$ref"].removeprefix("#/$defs/")]
        return options_of(item["properties"]["takes"]["items"], schema) if "properties" in item else ()
    return tuple(value.get("enum", ()))


class _Reading:
    """One request, read with the gold at hand."""

    def __init__(self, text: str, claims: Sequence[Claim], asked: Sequence[Asked]) -> None:
        self.text, self.claims, self.asked = text, claims, asked
        self.by_id = {question.id: question for question in asked}
        self.units = [question for question in asked if question.kind == "claims"]
        self.dates = [question for question in asked if question.kind == "date"]
        self.works = [question for question in asked if question.kind == "work"]
        self.speakers: dict[str, tuple[str, ...]] = {q.id[8:]: q.options for q in asked if q.kind == "speaker"}

    def answers(self) -> dict[str, Any]:
        roles = {question.id: self._role(question) for question in self.dates}
        relied = {question.id: self._relied(question) for question in self.works}
        told: dict[str, list[Claim]] = {unit.id: [] for unit in self.units}
        for claim in self.claims:
            unit = self._unit(claim)
            if unit is not None:
                told[unit.id].append(claim)
        given: dict[str, Any] = {**roles, **relied}
        straight: set[str] = set()
        for unit in self.units:
            claims, name = told[unit.id], unit.id[7:]
            speaker = self._speaker(name, claims)
            fits = bool(claims) and speaker is not None and all(self._fits(c, claims, unit, given) for c in claims)
            if fits:
                straight.update(claim.claim_id for claim in claims)
            given[unit.id] = [claim.text for claim in claims] if fits and not _stands(unit, claims) else []
            given[f"kind_{name}"] = claims[0].kind if fits else ASIDE
            if f"speaker_{name}" in self.by_id:
                given[f"speaker_{name}"] = speaker if fits and speaker else ARTICLE
        for question in self.asked:
            if question.kind == "missed":
                given[question.id] = [self._missed(c, question) for c in self._rest(question, straight)]
        return {question.id: given[question.id] for question in self.asked}

    # -- which claims a unit covers --------------------------------------------------------------------------------

    def _unit(self, claim: Claim) -> Asked | None:
        """The unit whose words are those of a claim."""
        sentence = claim.evidence[-1]
        here = [unit for unit in self.units if claim.evidence[0].start <= unit.start < sentence.end]
        if claim.attribution.type != "none":
            [content] = claim.attribution.content
            return next((unit for unit in here if _bare(unit.words) == _bare(content.exact)), None)
        said = {_bare(c.attribution.content[0].exact) for c in self.claims if c.attribution.content}
        own = [unit for unit in here if _bare(unit.words) not in said]
        return max(own, key=lambda unit: _alike(unit.words, claim.text), default=None)

    def _speaker(self, unit: str, claims: Sequence[Claim]) -> str | None:
        """The option that names the source of all these claims."""
        options = self.speakers.get(unit, (ARTICLE,))
        sources = [claim.attribution.source for claim in claims]
        if unit not in self.speakers:  # asked with the first sentence of its passage
            return ARTICLE
        if all(source is None for source in sources):
            return ARTICLE
        if any(source is None or source != sources[0] for source in sources):
            return None
        source = sources[0]
        assert source is not None
        names = [source.name, *(span.exact for span in (source.span, source.mention_span) if span is not None)]
        return next((option for name in names for option in options if _name(option) == _name(name)), None)

    def _fits(self, claim: Claim, claims: Sequence[Claim], unit: Asked, given: dict[str, Any]) -> bool:
        """Whether the answers about a unit say all that the gold says of a claim."""
        if claim.kind != claims[0].kind or len(claim.evidence) > 1:
            return False
        own = claim.attribution.type == "none"
        sentence = claim.evidence[0]
        if own and _alike(unit.words, claim.text) < 0.35:
            return False
        wanted = {(date.span.start, date.role) for date in claim.dates if date.span}
        offered = {
            (date.start, given[date.id])
            for date in self.dates
            if given[date.id] != "neither" and sentence.start <= date.start < sentence.end
            if not own or unit.start <= date.start < unit.end
        }
        works = {
            work.start
            for work in self.works
            if given[work.id] == "source" and sentence.start <= work.start < sentence.end
        }
        return (
            wanted == offered
            and works == {work.start for work in self.works if _cites(claim, work)}
            and len(works) == len(claim.cited_works)
        )

    # -- dates, works, what is left --------------------------------------------------------------------------------

    def _role(self, question: Asked) -> str:
        roles = {
            date.role
            for claim in self.claims
            for date in claim.dates
            if date.span and date.span.start == question.start
        }
        return "statement" if "statement" in roles else "event" if roles else "neither"

    def _relied(self, question: Asked) -> str:
        return "source" if any(_cites(claim, question) for claim in self.claims) else "mention"

    def _rest(self, question: Asked, straight: set[str]) -> list[Claim]:
        """The claims of a stretch of text that no unit covers."""
        first, _, last = question.words.partition(" … ")
        start = self.text.find(first)
        end = self.text.find(last, start) + len(last)
        return [c for c in self.claims if c.claim_id not in straight and start <= c.evidence[-1].start < end]

    def _missed(self, claim: Claim, question: Asked) -> dict[str, Any]:
        attribution, source = claim.attribution, claim.attribution.source
        content = attribution.content[0] if attribution.content else None
        wanted = {"d": [date.span for date in claim.dates], "w": [work.span for work in claim.cited_works]}
        takes = [
            option for option, span in self._located(question) if any(w and _shares(w, span) for w in wanted[option[0]])
        ]
        inside = content is not None and content.start < claim.evidence[0].end
        return {
            "words": content.exact if content else self._clause(claim),
            "claim": claim.text,
            "speaker": source.name if source else ARTICLE,
            "cue": attribution.cue.exact if attribution.cue else "",
            "mode": attribution.mode or "speech",
            "kind": claim.kind,
            "takes": [*([BEFORE] if len(claim.evidence) > 1 and not inside else []), *takes],
        }

    def _located(self, question: Asked) -> Iterator[tuple[str, tuple[int, int]]]:
        """The dates and works that a claim can take, each with its place."""
        first = max(0, self.text.find(question.words.partition(" … ")[0]))
        at = {"d": first, "w": first}
        for option in question.options:
            id, _, words = option.partition(" ")
            if option != BEFORE:
                start = self.text.find(words, at[id[0]])
                at[id[0]] = start + 1
                yield option, (start, start + len(words))

    def _clause(self, claim: Claim) -> str:
        """The words of its sentence that make a claim of the article's own."""
        sentence = claim.evidence[-1].exact
        cuts = [0, *(match.end() for match in CLAUSES.finditer(sentence)), len(sentence)]
        parts = [sentence[a:b].strip(" ,;:.") for a in cuts for b in cuts if a < b]
        others = [c.text for c in self.claims if c.evidence[-1] == claim.evidence[-1] and c != claim]

        def own(part: str) -> tuple[float, int]:
            """How much a part says what the claim says, and not what the others of its sentence say."""
            shared = max((_alike(part, other) for other in others), default=0.0)
            return round(_alike(part, claim.text) - shared, 2), len(part)

        return max(parts, key=own)


def _stands(unit: Asked, claims: Sequence[Claim]) -> bool:
    """Whether the words of a unit are its one claim already."""
    return [claim.text for claim in claims] == [f"{unit.words[0].upper()}{unit.words[1:]}".rstrip(".") + "."]


def _cites(claim: Claim, question: Asked) -> bool:
    return any(work.span and _shares(work.span, (question.start, question.end)) for work in claim.cited_works)


def _shares(span: Span, other: tuple[int, int]) -> bool:
    """Whether two spans name one work or date: they share most of the shorter one."""
    common = min(span.end, other[1]) - max(span.start, other[0])
    return common * 2 > min(span.end - span.start, other[1] - other[0])


def _alike(a: str, b: str) -> float:
    """The Dice coefficient of the stems of two texts."""
    first, second = ({word.stem for word in words_of(part)} for part in (a, b))
    return 2 * len(first & second) / max(1, len(first) + len(second))


def _bare(words: str) -> str:
    """Words without the conjunction in front and the punctuation around."""
    return re.sub(r"^that ", "", " ".join(words.split())).strip(" ,.;:")


def _name(name: str) -> str:
    return re.sub(r"^(?:the|an?) ", "", name.casefold().replace("’", "'"))


def tokens(text: str) -> int:
    """A plain estimate of the tokens of a text: words of up to six letters, the pieces of longer ones, marks."""
    return sum(1 + (len(word) - 1) // 6 for word in re.findall(r"\w+", text)) + len(re.findall(r"[^\w\s]", text))


def estimated(request: dict[str, Any], answer: Any) -> tuple[int, int]:
    """Prompt and output tokens of a call. The schema is counted with the prompt, as most endpoints do."""
    prompt = "\n".join(message["content"] for message in request["messages"])
    schema = json.dumps(request["response_format"]["json_schema"]["schema"], separators=(",", ":"))
    return tokens(prompt) + tokens(schema), tokens(json.dumps(answer, ensure_ascii=False))
