"""What stands with a name and says what its bearer is: titles, offices, appositions."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from claimextract.models import SourceKind

from .cues import BODY_NOUNS, MEDIA_WORDS, PERSON_NOUNS
from .parse import ParsedBlock

if TYPE_CHECKING:
    from spacy.tokens import Token

_TITLES = frozenset(
    """
    mr mrs ms miss dr sir lord lady dame prof rev sen rep gov hon gen col maj capt lt sgt adm cmdr insp const supt
    councillor councilor premier king queen prince princess duke general colonel major lieutenant sergeant admiral
    commander inspector constable superintendent justice congressman congresswoman chairperson chair mp mpp mla
    secretary-general vice-president president-elect nominee candidate
    """.split()
)
_COURTESY = frozenset({"mr", "mrs", "ms", "miss", "dr"})
_ROLE_TAGS = frozenset({"PROPN", "NOUN", "ADJ", "PART"})


def is_role_word(word: str) -> bool:
    """Whether a word before a name is a title or an office."""
    plain = word.lower().strip(".,")
    return plain in PERSON_NOUNS or plain in _TITLES


def role_of(block: ParsedBlock, first: int, root: "Token") -> str | None:
    """The role that stands with the name of tokens ``first`` to ``root``: "NATO chief X", "X, a scholar at Y"."""
    start = first
    while start > root.sent.start:
        token = block.doc[start - 1]
        held = token.pos_ in _ROLE_TAGS or token.text in {"-", "–"} or token.text == " "  # the mark of a link
        if block.quoted[token.i] or not held:
            break
        start -= 1
    role = _words([t for t in block.doc[start:first] if t.lower_.strip(".") not in _COURTESY])
    if role:
        return role
    head = root.head
    if root.dep_ == "appos" and head.i < first and head.lemma_.lower() in PERSON_NOUNS:  # "the mayor, Ana Ruiz"
        return _words([t for t in head.lefts if t.dep_ in {"amod", "compound", "nmod"}] + [head])
    if root.dep_ == "nsubj" and head.lemma_ == "be":  # "Ana Ruiz is the mayor"
        told = next((c for c in head.children if c.dep_ == "attr" and c.i > head.i), None)
        if told is not None and told.lemma_.lower() in PERSON_NOUNS | BODY_NOUNS and not block.quoted[told.i]:
            negated = any(c.dep_ == "neg" for c in head.children)
            return None if negated else _words([t for t in told.subtree if not _in_clause(t, told)][:16])
    for child in root.children:
        if child.dep_ == "appos" and child.i > root.i and child.ent_type_ != "PERSON":
            return _words([t for t in child.subtree if not _in_clause(t, child)][:16])
    return None


def kind_of(head: "Token") -> SourceKind:
    """What an unnamed source is: a person who stays anonymous, or a body."""
    lemma = head.lemma_.lower()
    if lemma in PERSON_NOUNS:
        return "anonymous"
    if lemma in MEDIA_WORDS | BODY_NOUNS or head.ent_type_ in {"ORG", "GPE"}:
        return "organization"
    return "anonymous"


def _in_clause(token: "Token", head: "Token") -> bool:
    while token != head:
        if token.dep_ in {"relcl", "acl", "appos"}:
            return True
        token = token.head
    return False


def _words(tokens: Sequence["Token"]) -> str | None:
    if not tokens:
        return None
    words = "".join(t.text_with_ws for t in tokens).strip()
    words = re.sub(r"\s+", " ", words).strip(' ,;:.-–—"“”[]()*_')
    words = re.sub(r"^(?:the|a|an|its|his|her|their|former\s+the)\s+", "", words, flags=re.IGNORECASE)
    words = re.sub(r"['’]s$|['’]$", "", words).strip()
    return words if words and any(c.isalpha() for c in words) and len(words) < 120 else None
