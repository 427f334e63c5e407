"""Attributions whose cue is no verb: "his warning that ...", "she is confident that ...", "in her view, ..."."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from claimextract.models import AttributionMode

from .contents import Contents
from .cues import AIM_ADJECTIVES, AIM_NOUNS, CUE_ADJECTIVES, CUE_NOUNS, DOCUMENT_NOUNS
from .found import Found
from .grammar import can_be_named, can_say, described, is_person, reports, stands_alone, subject_of
from .parse import ParsedBlock
from .sources import Sources

if TYPE_CHECKING:
    from spacy.tokens import Token

_VIEWS: dict[str, AttributionMode] = {
    **dict.fromkeys("view opinion eyes assessment estimation judgment judgement".split(), "belief"),
    **dict.fromkeys("words account narrative telling".split(), "speech"),
}
# These are other things as well: "in her account there was nothing", "in its assessment of the port".
_SET_OFF = frozenset("account assessment narrative telling".split())

# What is done with a claim, or with a view, by whom it is of: "Ruiz took the view that ...".
_MAKING = frozenset("advance give issue make".split())
_HOLDING = frozenset("evince harbor harbour have hold share take".split())
_NONE = frozenset({"no", "little", "few", "any"})

_COPULAS = frozenset({"be", "feel", "seem", "remain", "become", "get"})


def find(block: ParsedBlock, contents: Contents, sources: Sources) -> Iterator[Found]:
    """Every noun, adjective or phrase of a paragraph that attributes a clause to somebody who is named beside it."""
    for token in block.doc:
        if block.quoted[token.i]:
            continue
        found = None
        if token.lower_ in _VIEWS and token.dep_ == "pobj" and token.head.lower_ == "in":
            found = _view(token, block, contents, sources)
        elif token.pos_ == "NOUN":
            found = _noun(token, block, contents, sources)
        elif token.lower_ in CUE_ADJECTIVES | AIM_ADJECTIVES and token.dep_ != "amod":
            found = _adjective(token, block, contents, sources)
        if found is not None:
            yield found


def _noun(noun: "Token", block: ParsedBlock, contents: Contents, sources: Sources) -> Found | None:
    """Whose claim it is that something is so, or whose plan to do something."""
    lemma, owner = noun.lemma_.lower(), _owner(noun)
    clause = aim = None
    if lemma in CUE_NOUNS:
        clause = next((c for c in noun.children if c.dep_ in {"acl", "ccomp", "relcl"} and _opened(c)), None)
    if clause is None and lemma in AIM_NOUNS:
        aim = next((c for c in noun.children if c.dep_ in {"acl", "relcl", "xcomp"} and _is_infinitive(c)), None)
    if owner is None and clause is not None:
        owner = _holder(noun)
    head = clause or aim
    if owner is None or head is None:
        return None
    source, spans = sources.resolve(block, owner), contents.under(head, noun, phrase=head is aim)
    if source is None or not spans:
        return None
    mode: AttributionMode = "intention" if head is aim else CUE_NOUNS[lemma]
    alone = head is clause and stands_alone(head)
    return Found("indirect", mode, spans, (block.start(noun), block.end(noun)), source, "noun", alone)


def _adjective(adjective: "Token", block: ParsedBlock, contents: Contents, sources: Sources) -> Found | None:
    """What somebody is sure of, or willing to do."""
    verb = adjective.head if adjective.dep_ == "acomp" else adjective
    behind = [c for c in [*adjective.children, *verb.children] if c.i > adjective.i]
    clause = aim = None
    if adjective.lower_ in CUE_ADJECTIVES:
        clause = next((c for c in behind if c.dep_ == "ccomp"), None)
    if clause is None and adjective.lower_ in AIM_ADJECTIVES:
        aim = next((c for c in behind if c.dep_ in {"xcomp", "ccomp"} and _is_infinitive(c)), None)
    head = clause or aim
    subject = subject_of(verb) if verb is adjective or verb.lemma_ in _COPULAS else None
    negated = any(c.dep_ == "neg" or c.tag_ == "MD" for c in verb.children)
    if head is None or subject is None or negated or not (is_person(subject) or subject.pos_ == "PROPN"):
        return None
    source = sources.resolve(block, described(subject, verb))
    spans = contents.under(head, adjective, phrase=head is aim)
    if source is None or not spans:
        return None
    cue = (block.start(adjective), block.end(adjective))
    alone = head is clause and stands_alone(head)
    return Found("indirect", "intention" if head is aim else "belief", spans, cue, source, "adjective", alone)


def _view(noun: "Token", block: ParsedBlock, contents: Contents, sources: Sources) -> Found | None:
    set_off = noun.lower_ in _SET_OFF
    if any(c.dep_ == "compound" for c in noun.children):
        return None  # "in her bank account, ..."
    if set_off and noun.doc[noun.i + 1 : noun.i + 2].text != ",":
        return None
    owner, last = next((c for c in noun.children if c.dep_ == "poss"), None), noun
    if owner is None and not set_off:
        owner, last = _viewer(noun), noun.right_edge
    source = sources.resolve(block, owner) if owner is not None else None
    if source is None:
        return None
    cue = (block.start(noun.head), block.end(last))
    spans = contents.around(noun, *cue)
    return Found("indirect", _VIEWS[noun.lower_], spans, cue, source, "view", len(spans) == 1) if spans else None


def _viewer(noun: "Token") -> "Token | None":
    """Who is named behind: "in the eyes of Ruiz", but not "in the eyes of the law"."""
    named = next((c for of in noun.children if of.lower_ == "of" for c in of.children if c.dep_ == "pobj"), None)
    if named is None or not can_be_named(named):
        return None
    return None if noun.lower_ == "eyes" and named.lemma_.lower() in DOCUMENT_NOUNS else named


def _owner(noun: "Token") -> "Token | None":
    """Whose claim it is: "Ruiz's claim", "a claim by Ruiz"."""
    for child in noun.children:
        if child.dep_ == "poss" or any(c.tag_ == "POS" for c in child.children):  # the parser may call it a subject
            return child
        if child.lower_ in {"by", "from"}:
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    return None


def _holder(noun: "Token") -> "Token | None":
    """Who makes, takes or holds it: "Ruiz took the view", but not "Ruiz heard the view"."""
    verb = noun.head
    held = _HOLDING if CUE_NOUNS[noun.lemma_.lower()] == "belief" else _MAKING
    if noun.dep_ != "dobj" or verb.lemma_.lower() not in held or any(c.lower_ in _NONE for c in noun.children):
        return None
    subject = subject_of(verb) if reports(verb) else None
    return subject if subject is not None and can_say(subject, verb) else None


def _is_infinitive(verb: "Token") -> bool:
    return any(c.lower_ == "to" and c.dep_ == "aux" for c in verb.lefts)


def _opened(clause: "Token") -> bool:
    return any(c.lower_ == "that" and c.dep_ in {"mark", "advmod"} for c in clause.children)
