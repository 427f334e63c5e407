"""Grammar of attribution: which verb is a cue, who its subject is, and whether it really reports."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claimextract.models import AttributionMode, Span

from .cues import (
    BODY_NOUNS,
    COMPARING,
    DOCUMENT_NOUNS,
    DOCUMENT_VERBS,
    EVIDENCE,
    MEDIA_WORDS,
    MODES,
    PERSON_NOUNS,
    RAISING,
    SAYING,
    STANCE,
    STRONG,
    WANTING,
)
from .parse import Offsets, ParsedBlock

if TYPE_CHECKING:
    from spacy.tokens import Token

_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
_HYPOTHETICAL = frozenset("would could might should may must can".split())
_CONDITIONS = frozenset("if unless until whether".split())
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj"})
_CLOSING = frozenset({"”", '"', "''", "’", "»"})
_THINGS = frozenset("cost fact growth history idea level price problem rate reason thing trend value way".split())
_REASONS = frozenset({"for", "of", "about", "against"})
_OPENING = frozenset({"“", '"', "``", "«"})
_WHATEVER = frozenset({"whatever", "whichever", "whoever"})
_TAKEN = frozenset({"pain", "care", "trouble", "time", "chance", "opportunity", "occasion", "moment"})  # "to say"
_QUESTION = frozenset({"WDT", "WP", "WP$", "WRB"})
_PEOPLE = frozenset({"he", "she", "they"})


def mode_of(verb: "Token") -> AttributionMode | None:
    """How a verb attributes, or None where it does not."""
    if verb.pos_ not in {"VERB", "AUX"} or verb.dep_ == "amod":
        return None
    lemma = verb.lemma_.lower()
    if lemma in {"continue", "finish"} and any(child.dep_ == "xcomp" for child in verb.children):
        return None  # "continued to fight"
    return (
        MODES.get(lemma)
        or DOCUMENT_VERBS.get(lemma)
        or ("speech" if lemma in RAISING else None)
        or ("belief" if lemma in STANCE or lemma in COMPARING else "intention" if lemma in WANTING else None)
    )


def reports(verb: "Token") -> bool:
    """Whether a cue reports what was said: not what would be, was not, or is asked for."""
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    for child in verb.children:
        if child.dep_ in {"neg", "auxpass"}:
            return False
        if child.dep_ == "aux" and subject is not None and child.i < subject.i and verb.sent.text.endswith("?"):
            return False  # "Did she say that ...?"
        if child.dep_ in {"aux", "mark"} and child.lower_ in _HYPOTHETICAL | _CONDITIONS:
            return False
        if child.dep_ == "nsubj" and verb.tag_ == "VB" and any(c.lower_ == "to" for c in verb.children):
            return False
    if verb.dep_ == "pcomp" and verb.head.lower_ == "without":
        return False
    told_of = verb.dep_ == "csubj" or (verb.head.dep_ in _SUBJECTS and verb.i == verb.head.i + 1)
    if verb.tag_ == "VBG" and told_of and not _has_clause(verb):
        return False  # "the port mentioning a rival is new": what is done, not who reports
    if any(c.i < verb.i and (c.lower_ in _WHATEVER or _is_no_matter(c)) for c in verb.children):
        return False  # "Whatever they say, ..."
    governed = verb.dep_ == "xcomp" or (verb.dep_ == "advcl" and verb.tag_ == "VB")
    return not governed or verb.head == verb or reports(verb.head)


def _finite_tag(verb: "Token") -> str:
    """The form of a verb, or of the auxiliary that carries it: "VBZ" for "is closed"."""
    return next((c for c in verb.children if c.tag_ in _FINITE and c.dep_ in {"aux", "auxpass"}), verb).tag_


def _has_subject(verb: "Token") -> bool:
    return any(c.dep_ in _SUBJECTS for c in verb.children)


def goes_on(cue: "Token", clause: "Token") -> "Token | None":
    """A verb that the parser hung on a past cue, but that goes on in the present with what is said.

    "Weber said that the lease “holds” and binds the town".
    """
    if cue.tag_ != "VBD" or _finite_tag(clause) not in {"VBZ", "VBP"} or clause.i < cue.i:
        return None
    verbs = [c for c in cue.children if c.dep_ == "conj" and c.i > clause.i and not _has_subject(c) and not mode_of(c)]
    return next((verb for verb in verbs if verb.tag_ == _finite_tag(clause)), None)


def continued_by(verb: "Token") -> "Token | None":
    """The cue that a verb goes on with behind a closing mark, where the parser hung the verb on what the cue says.

    "The plan declares that the rules are “harsh” and blames the town for “neglect”": the verb has the form of the cue
    and no subject, and is a cue with a quotation, or has another form than the verb of the clause.
    """
    doc, start, first = verb.doc, verb.left_edge.i, verb
    joined = start > 1 and doc[start - 1].dep_ == "cc" and doc[start - 2].text in _CLOSING
    if not joined or verb.tag_ not in _FINITE or _has_subject(verb):
        return None
    while first.dep_ == "conj" and first.head.i < first.i:
        first = first.head
    cue = first.head
    if first == verb or first.dep_ != "ccomp" or cue.i > first.i or cue.tag_ != verb.tag_ or mode_of(cue) is None:
        return None
    quotes = any(t.text in _OPENING for t in doc[verb.i : verb.right_edge.i + 1])
    told = _finite_tag(first)
    differs = told != verb.tag_ and (cue.tag_ == "VBD" or told in {"VBZ", "VBP"})  # in tense, or in number
    return cue if differs or (quotes and mode_of(verb) is not None) else None


def subject_of(verb: "Token") -> "Token | None":
    """The subject of a verb, of the verb that it continues, or the noun that it describes."""
    verb = continued_by(verb) or verb
    for step in range(6):
        subjects = [child for child in verb.children if child.dep_ == "nsubj" and any(map(str.isalnum, child.text))]
        if subjects:  # of two, the far one belongs to what is said
            return min(subjects, key=lambda subject: abs(subject.i - verb.i))
        if any(child.dep_ in {"nsubjpass", "agent"} for child in verb.children):
            return None
        if verb.dep_ == "relcl" and is_finite(verb) and not any(c.tag_ in _QUESTION for c in verb.children):
            return None  # "the value both states place on trade": a noun that was taken for a cue
        if verb.dep_ == "acl" and verb.tag_ == "VB" and verb.head.dep_ == "dobj" and verb.head.lemma_ in _TAKEN:
            if any(c.lower_ in {"no", "little"} for c in verb.head.children):
                return None
            verb = verb.head.head  # "Weber took pains to stress"
            continue
        if verb.dep_ == "acl" and verb.tag_ == "VB" and not is_person(verb.head) and verb.head.pos_ != "PROPN":
            return None  # "a plan to argue"
        if verb.dep_ in {"relcl", "acl"}:
            return verb.head
        if verb.dep_ not in {"conj", "xcomp", "advcl", "ccomp", "pcomp"} or verb.head == verb:
            return None
        if verb.dep_ == "pcomp" and verb.head.lower_ in {"for", "of"}:  # "criticized Weber for saying"
            blamed = next((c for c in verb.head.head.children if c.dep_ == "dobj"), None)
            if blamed is not None and (blamed.pos_ == "PROPN" or is_person(blamed)):
                return blamed
        if verb.dep_ == "ccomp" and step == 0 and verb.tag_ not in {"VBG", "VB"}:
            return None
        verb = verb.head if verb.dep_ != "pcomp" else verb.head.head
    return None


def described(subject: "Token", verb: "Token") -> "Token":
    """The name before an apposition, where the parser took the apposition's last noun for the subject.

    "Ana Ruiz, a scholar at Northern University, said": the subject is Ruiz.
    """
    doc, first = subject.doc, subject.left_edge.i
    in_phrase = first > 0 and doc[first - 1].pos_ == "ADP"
    if not in_phrase or subject.i + 1 >= len(doc) or doc[subject.i + 1].text != "," or verb.i <= subject.i:
        return subject
    for token in reversed(doc[subject.sent.start : first]):
        if token.text == "," and token.i > 0 and doc[token.i - 1].pos_ == "PROPN":
            return doc[token.i - 1]
    return subject


def beside(tokens: "Sequence[Token]", verb: "Token", behind: bool = True) -> "Token | None":
    """The name or personal pronoun right beside a cue, where the parser lost the subject."""
    near = [
        t
        for t in tokens
        if abs(t.i - verb.i) <= 2 and (behind or t.i < verb.i) and (t.pos_ == "PROPN" or t.lower_ in _PEOPLE)
    ]
    return min(near, key=lambda t: abs(t.i - verb.i)) if near else None


def can_say(subject: "Token", verb: "Token") -> bool:
    """A claim needs a claimant: people, bodies and documents say things, developments only suggest them."""
    noun, lemma = subject.lemma_.lower(), verb.lemma_.lower()
    if lemma in DOCUMENT_VERBS and lemma not in MODES:
        return noun in DOCUMENT_NOUNS | EVIDENCE or subject.pos_ == "PROPN"
    if subject.pos_ in {"PROPN", "PRON"} or noun in PERSON_NOUNS | DOCUMENT_NOUNS | BODY_NOUNS:
        return True
    return lemma in STRONG and subject.pos_ in {"NOUN", "NUM", "ADJ", "DET"} and noun not in _THINGS


def is_person(noun: "Token") -> bool:
    """Whether a noun or pronoun means people."""
    return noun.lower_ in {"he", "she"} or noun.lemma_.lower() in PERSON_NOUNS


def takes_stands(subject: "Token", verb: "Token") -> bool:
    """Whether a verb with a mere object tells where people or bodies stand."""
    who = subject.pos_ in {"PROPN", "PRON"} or is_person(subject) or subject.lemma_.lower() in BODY_NOUNS
    return who and (is_finite(verb) or verb.tag_ == "VBG")


def can_be_named(noun: "Token") -> bool:
    """Whether "according to" names a source: "the norms" are none."""
    lemma = noun.lemma_.lower()
    return noun.pos_ in {"PROPN", "PRON"} or lemma in PERSON_NOUNS | DOCUMENT_NOUNS | BODY_NOUNS | MEDIA_WORDS


def is_finite(head: "Token") -> bool:
    """Whether a verb is the head of a finite clause."""
    return head.tag_ in _FINITE or any(c.tag_ in _FINITE and c.dep_ in {"aux", "auxpass"} for c in head.children)


def _is_no_matter(word: "Token") -> bool:
    return word.tag_ in _QUESTION and word.i > 0 and word.nbor(-1).lower_ == "matter"


def _has_clause(verb: "Token") -> bool:
    return any(c.dep_ == "ccomp" for c in verb.children)


def is_blamed_for(verb: "Token") -> bool:
    """Whether a verb tells what somebody is blamed or praised for: "criticize the port for maintaining ..."."""
    blamed = verb.dep_ == "pcomp" and verb.head.lower_ in _REASONS and verb.head.head != verb.head
    return blamed and mode_of(verb.head.head) is not None and not _has_clause(verb)


def stands_alone(clause: "Token") -> bool:
    """Whether a reported clause is a statement by itself: finite, with its subject, no question word."""
    subject = next((c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass", "expl", "csubj"}), None)
    asked = any(c.tag_ in _QUESTION or (c.dep_ == "mark" and c.lower_ in _CONDITIONS) for c in clause.lefts)
    return is_finite(clause) and subject is not None and subject.tag_ not in _QUESTION and not asked


def tells_more(verb: "Token") -> bool:
    """Whether a participle tells what the subject did besides: "Weber sued, accusing the port of neglect"."""
    past = verb.head.tag_ == "VBD" or any(c.dep_ == "aux" and c.lemma_ == "have" for c in verb.head.children)
    return verb.tag_ == "VBG" and verb.dep_ == "advcl" and past and not any(c.dep_ == "mark" for c in verb.children)


def _of_a_name(verb: "Token") -> bool:
    """Whether a relative clause can be cut loose: "Weber, who wants ...", but not "towns that want ..."."""
    subject = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
    named = verb.head.pos_ == "PROPN" and subject is not None and subject.tag_ in {"WP", "WDT"}
    return verb.dep_ != "relcl" or named


def frame_of(block: ParsedBlock, verb: "Token", content: Sequence[Offsets], mention: Span | None) -> Offsets | None:
    """The clause of a cue from its subject, or from the cue itself, to the end of what it says."""
    told = is_finite(verb) or tells_more(verb)
    if len(content) > 1 or content[0][0] < block.end(verb) or not told or not _of_a_name(verb):
        return None
    helpers = [c for c in verb.children if c.i < verb.i and c.dep_ in {"aux", "advmod"} and c.tag_ != "WRB"]
    start = min(block.start(t) for t in [verb, *helpers])
    if mention is not None and mention.start < start:
        between = block.tokens(mention.end, start)
        if not any(t.pos_ == "VERB" or t.text in {",", ";", ":", "—"} for t in between):
            start = mention.start
    return start, content[0][1]


def is_tag(verb: "Token") -> bool:
    """Whether a verb is a short tag such as "the editorial argued"."""
    return verb.lemma_.lower() in SAYING and sum(1 for t in verb.subtree if t.dep_ != "punct") <= 6
