"""Grammar of attribution: which verb is a cue, who its subject is, and whether it really reports."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claimextract.models import AttributionMode, Span

from .cues import DOCUMENT_NOUNS, DOCUMENT_VERBS, MODES, PERSON_NOUNS, SAYING, STRONG
from .parse import Offsets, ParsedBlock

if TYPE_CHECKING:
    from spacy.tokens import Token

_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
_HYPOTHETICAL = frozenset("would could might should may must can".split())
_CONDITIONS = frozenset("if unless until whether".split())
_PEOPLE = frozenset({"he", "she", "they"})


def mode_of(verb: "Token") -> AttributionMode | None:
    """How a verb attributes, or None where it does not."""
    if verb.pos_ not in {"VERB", "AUX"} or verb.dep_ == "amod":
        return None
    lemma = verb.lemma_.lower()
    return MODES.get(lemma) or DOCUMENT_VERBS.get(lemma)


def reports(verb: "Token") -> bool:
    """Whether a cue reports what was said: not what would be, was not, or is asked for."""
    for child in verb.children:
        if child.dep_ in {"neg", "auxpass"}:
            return False
        if child.dep_ in {"aux", "mark"} and child.lower_ in _HYPOTHETICAL | _CONDITIONS:
            return False
        if child.dep_ == "nsubj" and verb.tag_ == "VB" and any(c.lower_ == "to" for c in verb.children):
            return False
    return verb.dep_ != "xcomp" or verb.head == verb or reports(verb.head)


def subject_of(verb: "Token") -> "Token | None":
    """The subject of a verb, of the verb that it continues, or the noun that it describes."""
    for step in range(6):
        for child in verb.children:
            if child.dep_ == "nsubj":
                return child
        if any(child.dep_ in {"nsubjpass", "agent"} for child in verb.children):
            return None
        if verb.dep_ in {"relcl", "acl"}:
            return verb.head
        if verb.dep_ not in {"conj", "xcomp", "advcl", "ccomp", "pcomp"} or verb.head == verb:
            return None
        if verb.dep_ == "ccomp" and step == 0 and verb.tag_ not in {"VBG", "VB"}:
            return None
        verb = verb.head if verb.dep_ != "pcomp" else verb.head.head
    return None


def beside(tokens: "Sequence[Token]", verb: "Token") -> "Token | None":
    """The name or personal pronoun right beside a cue, where the parser lost the subject."""
    near = [t for t in tokens if abs(t.i - verb.i) <= 2 and (t.pos_ == "PROPN" or t.lower_ in _PEOPLE)]
    return min(near, key=lambda t: abs(t.i - verb.i)) if near else None


def can_say(subject: "Token", verb: "Token") -> bool:
    """A claim needs a claimant: people, bodies and documents say things, developments only suggest them."""
    noun, lemma = subject.lemma_.lower(), verb.lemma_.lower()
    if lemma in DOCUMENT_VERBS and lemma not in MODES:
        return noun in DOCUMENT_NOUNS or subject.pos_ == "PROPN"
    if subject.pos_ in {"PROPN", "PRON"} or noun in PERSON_NOUNS or noun in DOCUMENT_NOUNS:
        return True
    return lemma in STRONG and subject.pos_ in {"NOUN", "NUM", "ADJ", "DET"}


def is_finite(head: "Token") -> bool:
    """Whether a verb is the head of a finite clause."""
    return head.tag_ in _FINITE or any(c.tag_ in _FINITE and c.dep_ in {"aux", "auxpass"} for c in head.children)


def frame_of(block: ParsedBlock, verb: "Token", content: Sequence[Offsets], mention: Span | None) -> Offsets | None:
    """The clause of a cue from its subject, or from the cue itself, to the end of what it says."""
    if len(content) > 1 or content[0][0] < block.end(verb) or not is_finite(verb):
        return None
    helpers = [c for c in verb.children if c.i < verb.i and c.dep_ in {"aux", "advmod"}]
    start = min(block.start(t) for t in [verb, *helpers])
    if mention is not None and mention.start < start:
        between = [t for t in block.doc if mention.end <= block.start(t) < start]
        if not any(t.pos_ == "VERB" or t.text in {",", ";", ":", "—"} for t in between):
            start = mention.start
    return start, content[0][1]


def is_tag(verb: "Token") -> bool:
    """Whether a verb is a short tag such as "the editorial argued"."""
    return verb.lemma_.lower() in SAYING and sum(1 for t in verb.subtree if t.dep_ != "punct") <= 6
