"""What the parser is told, and what it takes wrongly: sentences that end inside a closing mark, verbs read as nouns."""

import re
from typing import TYPE_CHECKING

from .cues import BODY_NOUNS, DOCUMENT_NOUNS, INFINITIVE, PERSON_NOUNS, SAYING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# A full stop inside a closing mark, and a capital behind it: abbreviations end in a capital or in a letter alone.
_QUOTED_STOP = re.compile(r"(?<=[a-z]{2})[.][”\"]\s+(?=[A-Z])")
_NEXT_CLAUSE = re.compile(r"[^.,;:!?“”\"]{0,80}")
_TAG = re.compile(
    r"\b(?:sa(?:ys?|id)|t(?:ells|old)|add(?:s|ed)|asks?|asked|writes?|wrote|not(?:es|ed)|explain(?:s|ed)|argu(?:es|ed)"
    r"|replie[sd]|recall(?:s|ed)|conclude[sd]|continue[sd]|insist(?:s|ed)|warn(?:s|ed)|state[sd]|agree[sd])\b"
)
_SPEAKERS = DOCUMENT_NOUNS | BODY_NOUNS | PERSON_NOUNS
_CLAUSES = SAYING | INFINITIVE
_VERBS = frozenset({"VERB", "AUX"})


def with_quoted_ends(doc: "Doc") -> "Doc":
    """End a sentence at a full stop inside a closing mark before a capital, unless a tag may follow it."""
    ends = {
        match.end()
        for match in _QUOTED_STOP.finditer(doc.text)
        if not ((clause := _NEXT_CLAUSE.match(doc.text, match.end())) and _TAG.search(clause[0]))
    }
    for token in doc if ends else ():
        if token.idx in ends:
            token.is_sent_start = True
    return doc


def with_cues(doc: "Doc") -> "Doc":
    """A cue in -s that the parser took for a plural is made a verb, with its subject and its clause.

    Before "that" ("the essay posits that ..."), and behind a comma at a sentence's end (", the inspectorate demands.").
    """
    for token in doc:
        if token.tag_ == "NNS" and token.i > 1 and token.i + 1 < len(doc) and _is_form(token):
            subject, after = token.nbor(-1), token.nbor()
            if subject.lower_ not in _SPEAKERS or subject.nbor(-1).pos_ not in {"DET", "ADJ", "PRON"}:
                continue
            if after.lower_ == "that" and token.dep_ == "ROOT" and subject.lower_ in DOCUMENT_NOUNS:
                _make_verb(token, subject)
                _make_clause(token, after)
            elif (
                after.text == "." and subject.i > 2 and subject.nbor(-2).text == "," and subject.nbor(-1).pos_ == "DET"
            ):
                _make_tag(token, subject)
    return doc


def _is_form(token: "Token") -> bool:
    return token.lower_.endswith("s") and (token.lower_[:-1] in _CLAUSES or token.lower_[:-2] in _CLAUSES)


def _make_verb(token: "Token", subject: "Token") -> None:
    token.tag_, token.pos_ = "VBZ", "VERB"
    token.lemma_ = token.lower_[:-1] if token.lower_[:-1] in _CLAUSES else token.lower_[:-2]
    subject.tag_, subject.pos_, subject.dep_, subject.lemma_ = "NN", "NOUN", "nsubj", subject.lower_
    for child in [
        c for c in token.children if c.i < subject.i and c.dep_ in {"det", "amod", "poss", "nmod", "compound"}
    ]:
        child.head = subject


def _make_clause(token: "Token", that: "Token") -> None:
    """What "that" opens hangs on the cue, and "that" is no part of it."""
    clause = next((c for c in token.children if c.i > that.i and c.pos_ in _VERBS), None)
    if clause is not None:
        clause.dep_, that.tag_, that.dep_ = "ccomp", "IN", "mark"
        that.head = clause


def _make_tag(token: "Token", subject: "Token") -> None:
    """What stands before a tag hangs on the tag."""
    root = token.sent.root
    if root == token or root.pos_ not in _VERBS or root.i > subject.i:
        return
    token.head, token.dep_ = token, "ROOT"
    subject.head = token
    _make_verb(token, subject)
    subject.nbor(-1).head = subject
    root.head, root.dep_ = token, "ccomp"
