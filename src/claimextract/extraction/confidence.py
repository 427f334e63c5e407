"""How likely a claim is attributed as a human reader would have it, from signals that code can see.

A claim of somebody's is right if its passage is attributed (``passage``) and to the right source (``source``, given
the passage): two chances, multiplied. A claim of the article's own is right if nobody else says it (``own``). Each
chance is logistic: the weights of the signals that are there are added up, and the sum is a log-odds. The weights stand
in confidence.json, which benchmarks/confidence.py fits on labelled articles.
"""

import json
import math
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from claimextract.models import CastMember, Claim, Draft

from .questions import ARTICLE
from .units import Unit

__all__ = ["ALWAYS", "ASSUMED", "MISSED", "chance", "confidence_of", "signals_of", "unit_signals"]

ALWAYS = "always"  # the signal that every claim has: the intercept
MISSED = (ALWAYS, "rule missed", "found by model")  # the signals of what only a model saw
# What no labelled run without a capable model can show. Fitting starts from these log-odds and leaves them where no
# claim has the signal; all other signals start from nothing.
ASSUMED: Mapping[str, float] = {
    "model agrees": 1.1,  # odds times three
    "model differs": -1.1,
    "asked again": -0.5,
    "copied, whitespace": -0.3,
    "copied, typography": -0.5,
    "copied, case": -0.5,
}
_MARK = re.compile(r"[\"“”«»„]")
# Words of saying, thinking, wanting and showing: with one of them, a sentence often tells what somebody holds.
_THOUGHT = re.compile(
    r"\b(?:said|says?|sees?|saw|seen|find|found|knew|know\w*|tell|told|sought|tr(?:y|ied|ies)|den(?:y|ied|ies)|according|"
    r"(?:accus|agree|announc|argu|ask|believ|call|claim|consider|critici|decid|demand|expect|fear|hop(?:e|ing)|oppos|plan|"
    r"promis|propos|refus|report|seek|show|suggest|support|think|view|vow|want|warn|worr)\w*)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:I|we|our|us|my|you|your)\b", re.IGNORECASE)
_SHORT, _LONG = 8, 30  # words of a sentence of the article's own


def unit_signals(unit: Unit, by_rule: CastMember | None, answer: str | None) -> tuple[str, ...]:
    """What is known of a unit before it is checked.

    Args:
        unit: the candidate claim.
        by_rule: whom the rules take for the source of its passage.
        answer: the speaker that the model named, if it was asked.
    """
    passage = unit.passage
    if passage is None:
        if answer is not None and answer != ARTICLE:
            return (ALWAYS, "rule model", "found by model")
        return (ALWAYS, *_own(unit), *(["model agrees"] if answer == ARTICLE else []))
    rule, _, found_by = passage.rule.partition("/")
    signals = [ALWAYS, f"rule {rule}", f"type {passage.type}", f"mode {passage.mode}"]
    signals += ["clause" if passage.clause else "fragment", *(["relayed"] if passage.via else [])]
    agrees = by_rule is not None and by_rule.name == answer
    if answer is not None and not agrees and answer != ARTICLE and (by_rule is None or passage.confidence != "sure"):
        return (*signals, "found by model")
    signals += [f"found by {found_by}", passage.confidence, f"source {by_rule.kind if by_rule else 'unknown'}"]
    if answer is not None:
        signals.append("model agrees" if agrees else "model differs")
    return tuple(signals)


def signals_of(draft: Draft, claim: Claim) -> tuple[str, ...]:
    """All signals of a claim: those of its draft, and what the checks made of it."""
    checked = []
    if claim.grounding.tier not in (None, "exact"):
        checked.append(f"copied, {claim.grounding.tier}")
    if claim.text != draft.text.strip():
        checked.append("wording refused")
    return (*draft.signals, *checked)


def confidence_of(draft: Draft, claim: Claim) -> float | None:
    """The ``confidence`` of a claim, to two digits; None where it is ungrounded or nothing is known of it."""
    if claim.grounding.status != "grounded" or not draft.signals:
        return None
    return chance(_weights(), claim.attribution.type == "none", signals_of(draft, claim))


def chance(weights: Mapping[str, Mapping[str, float]], own: bool, signals: tuple[str, ...]) -> float:
    """What some weights say of some signals, to two digits.

    Args:
        weights: by part, then by signal; a signal without weight says nothing.
        own: the article's own claim (part ``own``), else somebody's (``passage`` and ``source``).
        signals: those that are there.
    """
    product = 1.0
    for part in ("own",) if own else ("passage", "source"):
        known = {**ASSUMED, **weights[part]}
        product /= 1 + math.exp(-sum(known.get(signal, 0.0) for signal in signals))
    return round(product, 2)


def _own(unit: Unit) -> list[str]:
    """What makes it likely, or less so, that a sentence of the article's own is somebody's after all."""
    words = " ".join(span.exact for span in unit.part)
    count = len(words.split())
    there = {
        "quotation mark": _MARK.search(words),
        "the word that": re.search(r"\bthat\b", words),
        "word of thought": _THOUGHT.search(words),
        "pronoun first": re.match(r"(?:he|she|they|it|this|that)\b", words, re.IGNORECASE),
        "first or second person": _PERSON.search(words),
        "short": count < _SHORT,
        "long": count >= _LONG,
    }
    return [name for name, found in there.items() if found]


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    weights: Mapping[str, Mapping[str, float]] = json.loads(
        files("claimextract.extraction").joinpath("confidence.json").read_text(encoding="utf-8")
    )
    return weights
