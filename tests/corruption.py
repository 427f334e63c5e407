"""Answers from the gold, made wrong: one in so many, by a fixed seed, the same again when asked again."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from claimextract.extraction.questions import ARTICLE
from claimextract.language.names import find_names
from claimextract.models import Document
from goldmodel import GoldModel, options_of

WORDING = frozenset({"number", "name", "negation dropped", "negation added"})
# What no check can see: the text bears out both answers.
BLIND = frozenset({"kind", "date role", "work", "speaker of the article's own"})
# Which of the names around a pronoun means: the text bears out more than one of them.
NEARBY = "name of the same article"
NUMBERS = {"two": "three", "three": "seven", "twenty": "thirty", "ten": "forty"}
NEGATED = re.compile(r"\b(?:does not|has not|is not|will not|are not|not)\b", re.IGNORECASE)
VERBS = re.compile(r"\b(is|are|has|have|was|will|could|should|would|must)\b")
NEGATIVE = re.compile(r"\b(?:no|not|neither|nor|never|without|refus\w+|doubt)\b", re.IGNORECASE)
INVENTED = ("Norrholm", "Ilse Brandt", "Tessaly", "Oskar Lindqvist")


@dataclass(frozen=True)
class Corruption:
    """One answer that was made wrong."""

    kind: str
    document_id: str
    question: str
    before: str
    after: str


@dataclass
class Corrupted:
    """The gold's answers, a share of them wrong."""

    gold: GoldModel
    share: float
    seed: int
    made: list[Corruption] = field(default_factory=list)

    def __call__(self, request: dict[str, Any]) -> dict[str, Any]:
        answers = self.gold(request)
        schema = request["response_format"]["json_schema"]["schema"]
        document = self.gold.document(request)
        for id, answer in answers.items():
            chance = random.Random(f"{self.seed} {self.share} {document.id} {id}")
            kind = id.partition("_")[0]
            if kind == "claims":
                answers[id] = [
                    self._worded(text, document, id, chance) if chance.random() < self.share else text
                    for text in answer
                ]
            elif kind == "missed":
                answers[id] = [
                    self._missed(item, document, id, random.Random(f"{self.seed} {self.share} {item['claim']}"))
                    for item in answer
                ]
            elif chance.random() < self.share:
                options = [option for option in options_of(schema["properties"][id], schema) if option != answer]
                if kind == "kind":
                    options = [option for option in options if option != "put aside" and answer != "put aside"]
                if kind == "speaker":
                    put_aside = answers.get(id.replace("speaker", "kind")) == "put aside"
                    options = [] if put_aside else [option for option in options if option != ARTICLE]
                if options:
                    answers[id] = chance.choice(options)
                    named = {
                        "date": "date role",
                        "speaker": "speaker of the article's own" if answer == ARTICLE else "speaker",
                    }
                    self._note(named.get(kind, kind), document.id, id, answer, answers[id])
        return answers

    def _worded(self, text: str, document: Document, question: str, chance: random.Random) -> str:
        ways = list(_ways(text, document.text, chance))
        if not ways:
            return text
        kind, after = chance.choice(ways)
        self._note(kind, document.id, question, text, after)
        return after

    def _missed(self, item: dict[str, Any], document: Document, question: str, chance: random.Random) -> dict[str, Any]:
        draw = chance.random()
        if draw < self.share / 3:
            after = _misquoted(item["words"], chance)
            self._note("words", document.id, question, item["words"], after)
            return {**item, "words": after}
        if draw < self.share * 2 / 3 and item["speaker"] != ARTICLE:
            after = chance.choice(("Ilse Brandt", "Oskar Lindqvist"))
            self._note("speaker", document.id, question, item["speaker"], after)
            return {**item, "speaker": after}
        if draw < self.share:
            return {**item, "claim": self._worded(item["claim"], document, question, chance)}
        return item

    def _note(self, kind: str, document: str, question: str, before: str, after: str) -> None:
        made = Corruption(kind, document, question, before, after)
        if made not in self.made:
            self.made.append(made)


def _ways(text: str, article: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Every way to make a wording wrong, once each."""
    if number := re.search(r"\b(?:\d+|two|three|ten|twenty)\b(?![-‐])", text):
        other = NUMBERS.get(number[0]) or str(int(number[0]) + 3)
        yield "number", text[: number.start()] + other + text[number.end() :]
    names = [(a, b) for a, b in find_names(text) if a > 0 or " " in text[a:b]]
    if names:
        start, end = chance.choice(names)
        yield "name", text[:start] + chance.choice(INVENTED) + text[end:]
        others = sorted({article[a:b] for a, b in find_names(article)} - {text[start:end]})
        yield NEARBY, text[:start] + chance.choice(others) + text[end:]
    if negated := NEGATED.search(text):
        positive = {"does not": "does", "has not": "has", "is not": "is", "will not": "will", "are not": "are"}
        yield (
            "negation dropped",
            _tidy(text[: negated.start()] + positive.get(negated[0].lower(), "") + text[negated.end() :]),
        )
    elif (verb := VERBS.search(text)) and not NEGATIVE.search(text):
        yield "negation added", f"{text[: verb.end()]} not{text[verb.end() :]}"


def _misquoted(words: str, chance: random.Random) -> str:
    """One word of a quotation changed."""
    parts = words.split(" ")
    at = chance.randrange(len(parts))
    parts[at] = "boats" if parts[at].isalpha() and parts[at] != "boats" else f"{parts[at]} boats"
    return " ".join(parts)


def _tidy(text: str) -> str:
    return " ".join(text.split())
