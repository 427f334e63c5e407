"""One quotation as several articles give it: cut, worded differently, or cut so that it says something else."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from claimextract.language.names import same_name
from claimextract.language.negation import find_directions, find_negations
from claimextract.language.numerals import find_numerals
from claimextract.models import Claim, Document, QuoteVariant

from .wording import tokens

_QUOTATION = re.compile(r"[“\"«]([^“”\"«»]*)(?:[”\"»]|$)")
_LEAST = 4  # words in a row by which a quotation is known again
_MATCHED = 0.6  # share of the shorter version's words that the other one has in the same order
_COMPARED = 40  # versions in one row that are compared
# What goes on with one of these takes something back.
_TURNS_TEXT = """
but yet however although though unless if except until provided whereas while only without nor not never
"""
_TURNS = frozenset(_TURNS_TEXT.split())
# Words that say how sure a thing is, or on what it depends.
_HEDGES_TEXT = """
may might could would should perhaps possibly probably maybe if unless whether doubt hope fear almost nearly
"""
_HEDGES = frozenset(_HEDGES_TEXT.split())


@dataclass(frozen=True)
class _Version:
    """The quotation as one claim gives it: the text, and where each of its words starts and what it is."""

    item: int
    text: str
    starts: tuple[int, ...]
    words: tuple[str, ...]

    def said(self, start: int, end: int) -> str:
        """The words from one to another, as written."""
        return self.text[self.starts[start] : self.starts[end - 1] + len(self.words[end - 1])] if start < end else ""


def variants(claims: Sequence[Claim], documents: Sequence[Document]) -> tuple[QuoteVariant, ...]:
    """The versions of quotations that differ from the fullest one, at most one for each article.

    ``documents[i]`` is the document of ``claims[i]``. Only what one speaker says is one quotation, or what is said
    without a name. A version that breaks off and goes on elsewhere in its article, as after a tag ("... ," he said,
    "..."), is not cut.
    """
    if len({document.id for document in documents}) < 2:
        return ()
    versions = [one for item, claim in enumerate(claims) for one in _versions(item, claim) if len(one.words) >= _LEAST]
    # The fullest version stands for a quotation; of several the first.
    ranked = sorted(versions[:_COMPARED], key=lambda one: (-len(one.words), one.item))
    found: dict[str, QuoteVariant] = {}
    for whole, version in combinations(ranked, 2):
        home, away = documents[whole.item].id, documents[version.item].id
        if home == away or away in found or not _one_speech(claims[whole.item], claims[version.item]):
            continue
        if told := _difference(whole, version, _plain(documents[version.item].text)):
            found[away] = QuoteVariant(
                whole=claims[whole.item].claim_id,
                version=claims[version.item].claim_id,
                left_out=told[0],
                put_in=told[1],
                changes_meaning=told[2],
            )
    return tuple(found.values())


def _versions(item: int, claim: Claim) -> Iterator[_Version]:
    if claim.attribution.type not in {"direct", "mixed"}:
        return
    for span in claim.attribution.content:
        marked = [match[1] for match in _QUOTATION.finditer(span.exact)]
        for text in marked or ([span.exact] if claim.attribution.type == "direct" else []):
            found = list(tokens(text))
            yield _Version(item, text, tuple(s for s, _ in found), tuple(_lower(word) for _, word in found))


def _one_speech(a: Claim, b: Claim) -> bool:
    one, other = a.attribution.source, b.attribution.source
    if one is None or other is None or "anonymous" in {one.kind, other.kind}:
        return True
    return same_name(one.name, other.name)


def _difference(whole: _Version, version: _Version, article: str) -> tuple[str, str, bool] | None:
    """What a version leaves out and puts in, and whether it says something else; None where they do not differ.

    None too where it is another quotation. Of several differences the one that tells most is given.
    """
    steps = SequenceMatcher(None, whole.words, version.words, autojunk=False).get_opcodes()
    kept = [end - start for step, start, end, _, _ in steps if step == "equal"]
    if max(kept, default=0) < _LEAST or sum(kept) < _MATCHED * len(version.words):
        return None
    told: list[tuple[str, str, bool]] = []
    for step, start, end, from_, to in steps:
        left, put = whole.words[start:end], version.words[from_:to]
        if step == "equal" or (not put and len(left) >= _LEAST and f" {' '.join(left)} " in article):
            continue
        turns = _turns(whole.said(start, end), version.said(from_, to), last=end == len(whole.words))
        told.append((whole.said(start, end), version.said(from_, to), turns))
    return max(told, key=lambda one: one[2], default=None)


def _turns(left: str, put: str, *, last: bool) -> bool:
    """Whether to say the one in place of the other says something else; ``last``: the quotation ends with it."""
    gone, come = _plain(left).split(), _plain(put).split()
    if not put and last:
        # What only goes on adds to what was said before, unless it takes it back.
        return bool(_TURNS & set(gone[:2]))
    if bool(find_negations(left)) != bool(find_negations(put)) or _HEDGES & set(gone) != _HEDGES & set(come):
        return True
    if put and {n.value for n in find_numerals(left)} != {n.value for n in find_numerals(put)}:
        return True
    sides = {(one.scale, one.side) for one in find_directions(left)}
    return any((one.scale, 1 - one.side) in sides for one in find_directions(put))


def _plain(text: str) -> str:
    return f" {' '.join(_lower(word) for _, word in tokens(text))} "


def _lower(word: str) -> str:
    return word.lower().replace("’", "'")
