"""Predicates and clauses joined by "and": which of them can be told apart, and which subject each takes along."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from .agreement import agree, can_mean, counted_before, number_of_verb, points_out
from .grammar import is_finite

if TYPE_CHECKING:
    from spacy.tokens import Token

Range = tuple[int, int]  # tokens [first, last) of a block

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj", "csubjpass"})
_AUXILIARIES = frozenset({"aux", "auxpass"})
_VERBS = frozenset({"VERB", "AUX"})
_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_QUESTIONING = frozenset({"WRB", "WDT", "WP", "WP$"})
_TELLING = frozenset({"NOUN", "PROPN", "NUM"})
_CONTRASTING = frozenset({"while", "whereas", "although", "though"})
# A condition, a question or a choice reaches over all that it is joined to.
_OPEN = frozenset(
    "if unless whether or nor either neither both respectively provided otherwise lest when whenever once".split()
)
# What such subjects do, they do in one: "nobody was hurt and sent home".
_FEWER = frozenset("no nobody none neither nothing few fewer less not only hardly rarely seldom never".split())
_HEDGES = frozenset(
    """
    reportedly allegedly apparently supposedly perhaps possibly probably likely maybe purportedly presumably never
    hardly barely rarely seldom nearly almost only merely
    """.split()
)
_OPENERS = frozenset(
    """
    also meanwhile however still instead then later now today yesterday tomorrow separately moreover furthermore finally
    afterwards earlier therefore thus yet nevertheless besides recently soon since already but and
    """.split()
)
_PLACED = frozenset({"DATE", "TIME", "GPE", "LOC", "FAC", "EVENT"})
# What opens a sentence and changes nothing in it.
_PLAIN_PHRASES = re.compile(
    r"(?:in (?:response|addition|contrast|fact|total|all)|by contrast|as (?:a result|part)|for (?:example|instance))\b",
    re.IGNORECASE,
)
_MOVING = frozenset({"go", "come", "try", "stop", "wait"})  # "went and bought"
# Past tenses that are no participles: "has closed two halls and broke ..." is not "has broke".
_PAST = frozenset(
    """
    went took gave became came ran began broke drove rose fell grew knew threw drew flew wrote spoke stole chose froze
    swore wore tore shook ate saw did sang rang drank swam sank shrank rode forgot hid bit was were
    """.split()
)
_LEAST = 2  # words of a predicate besides its verb


@dataclass(frozen=True)
class Predicate:
    """A predicate with its subject and the helping verbs that it shares; no words if it is not understood alone."""

    words: tuple[Range | str, ...]
    verb: "Token"


def predicates(root: "Token", tokens: "Sequence[Token]") -> list[Predicate]:
    """The predicates or clauses of a clause under ``root``, each with its subject; none where it is better left whole.

    What is negated, supposed, doubted or asked in common stays together, as do "or", "but" before a verb without a
    subject of its own, a shared object, and words that could point to the other part.
    """
    doc, first, end = root.doc, tokens[0].i, tokens[-1].i + 1
    subject, heads = _subject(root), _heads(root)
    if subject is None or subject.i > root.i or not is_finite(root) or len(heads) < 2 or heads[-1].i >= end:
        return []
    if not _is_open_to_cutting(subject, tokens) or _goes_on(heads[-1], end):
        return []
    found, since = [], first
    for before, head in pairwise(heads):
        cut = _cut(before, head)
        if cut is None or cut[0] <= before.i:
            return []
        found.append((since, cut[0]))
        since = cut[1]
    found.append((since, end))
    if not any(t.dep_ == "cc" for t in doc[found[-2][1] : since]):  # "she sang, danced" is no finished list
        return []
    told = [Predicate((found[0],), root)]
    for head, part, earlier in zip(heads[1:], found[1:], found, strict=False):
        long = part[1] - part[0] > _LEAST
        told.append(Predicate(_told(head, part, root, subject, earlier, first) if long else (), head))
    return told


def concession(root: "Token", tokens: "Sequence[Token]") -> list[Predicate]:
    """A clause, and what follows behind ", while" or ", though" and is asserted as much."""
    doc, first, end = root.doc, tokens[0].i, tokens[-1].i + 1
    for verb in root.children:
        mark, subject = doc[verb.left_edge.i], _subject(verb)
        if verb.dep_ != "advcl" or verb.i < root.i or mark.lower_ not in _CONTRASTING or mark.head != verb:
            continue
        if subject is None or subject.i > verb.i or subject.pos_ not in {"NOUN", "PROPN"} or not is_finite(verb):
            continue
        if (
            doc[mark.i - 1].text != ","
            or _goes_on(verb, end)
            or _is_left_out(verb)
            or any(t.lower_ in _OPEN for t in tokens)
        ):
            continue
        if not points_out(doc[mark.i + 1 : end], doc[first : mark.i], subject):
            return [Predicate(((first, mark.i - 1),), root), Predicate(((mark.i + 1, end),), verb)]
    return []


def interrupted(root: "Token", tokens: "Sequence[Token]", verb: "Token", rest: "Sequence[Token]") -> list[Predicate]:
    """Two clauses with a tag between them: "The mill is closed, she said, and the dam is dry"."""
    subject = _subject(root)
    if subject is None or _subject(verb) is None or not (is_finite(root) and is_finite(verb)):
        return []
    if rest[0].lower_ not in {"and", "but"} or not _is_open_to_cutting(subject, [*tokens, *rest]):
        return []
    first, part = (tokens[0].i, tokens[-1].i + 1), (rest[1].i, rest[-1].i + 1)
    words = _told(verb, part, root, subject, first, first[0])
    return [Predicate((first,), root), Predicate(words, verb)]


def _is_open_to_cutting(subject: "Token", tokens: "Sequence[Token]") -> bool:
    """Whether nothing in a clause reaches over all of its parts."""
    opening = [t for t in tokens if t.i < subject.left_edge.i]
    return plainly_opened(subject, opening) and not any(t.lower_ in _OPEN or t.text == "?" for t in tokens)


def _goes_on(verb: "Token", end: int) -> bool:
    """Whether words that do not belong to a verb follow behind its own."""
    return any(not t.is_punct for t in verb.doc[verb.right_edge.i + 1 : end])


def _heads(root: "Token") -> "list[Token]":
    """The root and the verbs that are joined to it, in text order."""
    heads = [root]
    while following := [t for t in heads[-1].children if t.dep_ == "conj" and t.pos_ in _VERBS and t.i > heads[-1].i]:
        heads.append(following[0])
        if len(following) > 1:
            heads.extend(following[1:])
            break
    return heads


def _subject(verb: "Token") -> "Token | None":
    return next((c for c in verb.children if c.dep_ in _SUBJECTS), None)


def plainly_opened(subject: "Token", opening: "Sequence[Token]") -> bool:
    """Whether what stands before the subject only tells when or where: a plan or a rumour would cover all parts."""
    if any(t.lower_ in _FEWER for t in (*subject.subtree, *opening)):
        return False
    plain = all(t.lower_ in _OPENERS or t.is_punct for t in opening)
    placed = any(t.ent_type_ in _PLACED for t in opening) and not any(t.tag_ in _FINITE for t in opening)
    return plain or placed or bool(opening and _PLAIN_PHRASES.match(" ".join(t.text for t in opening)))


def _cut(before: "Token", head: "Token") -> Range | None:
    """Where the part before a verb ends and its own part begins: at "and", or at the comma of a list."""
    doc, start = head.doc, head.left_edge.i
    if start <= before.i:
        return None
    stop = start
    while stop > before.i and (doc[stop - 1].dep_ == "cc" or doc[stop - 1].text == ","):
        stop -= 1
    joined = [t for t in doc[stop:start] if t.dep_ == "cc"]
    clause = _subject(head) is not None
    if any(t.lower_ not in ({"and", "but"} if clause else {"and"}) for t in joined) or stop == start:
        return None
    return None if clause and not joined else (stop, start)


def _told(
    head: "Token", part: Range, root: "Token", subject: "Token", earlier: Range, first: int
) -> tuple[Range | str, ...]:
    """The words of a later part with its subject, none where it cannot be told alone."""
    doc = head.doc
    own = _subject(head)
    if doc[part[0]].tag_ in _QUESTIONING or doc[part[0]].dep_ == "mark":
        return ()
    before = doc[first : part[0]]
    if own is None:
        rest = [t for t in before if t != subject and not subject.is_ancestor(t)]
        if points_out(doc[slice(*part)], rest, subject) or not _is_parallel(root, head, earlier):
            return ()
        if not agree(subject, number_of_verb(head)) or (subject.pos_ == "PRON" and subject.tag_ != "PRP"):
            return ()
        shared, who = _shared(root, head), _phrase(subject)
        if shared is None or who is None or subject.dep_ == "expl":
            return ()
        return (who, *shared, part)
    if own.i > head.i or own.dep_ in {"csubj", "csubjpass"} or _is_left_out(head):
        return ()
    others = [t for t in doc[slice(*part)] if t != own]
    if (counted := counted_before(own, before)) is not None:
        them, meant = counted
        others = [t for t in others if t != them]
        told = (part[0], them.i), "the", meant, (them.i + 1, part[1])
        return told if not points_out(others, before, own) else ()
    if own.tag_ != "PRP":
        alone = own.pos_ in {"NOUN", "PROPN"} or own.dep_ == "expl"
        return (part,) if alone and not points_out(others, before, own) else ()
    if points_out(others, [], own):
        return ()
    if own.lower_ == subject.lower_:
        return (part,)
    who = _phrase(subject)
    if who is None or not can_mean(own, subject, before):
        return ()
    return (part[0], own.i), who, (own.i + 1, part[1])


def _is_left_out(verb: "Token") -> bool:
    """Whether a verb only stands for another: "..., while the abbey did"."""
    alone = not any(c.i > verb.i and not c.is_punct and c.dep_ != "neg" for c in verb.children)
    return alone and (verb.pos_ == "AUX" or verb.lemma_ in {"do", "have", "be"})


def _phrase(subject: "Token") -> Range | None:
    """The words of a subject without what is added to it between commas; None where the commas may be a list's."""
    end = subject.right_edge.i + 1
    added = next((t.i for t in subject.doc[subject.i : end] if t.text in {",", "—", "–", "--", "("}), end)
    listed = any(c.dep_ == "conj" for c in subject.children)
    clauses = [t for t in subject.subtree if t.dep_ in {"relcl", "acl"}]
    joined = [t for t in subject.doc[added:end] if t.dep_ == "cc" and not any(c.is_ancestor(t) for c in clauses)]
    if joined and not listed:
        return None
    return subject.left_edge.i, end if listed else added


def _is_parallel(root: "Token", head: "Token", earlier: Range) -> bool:
    """Whether a verb without a subject goes on with the main verb, and with nothing in between.

    The verb before it has its own object or addition: that of "designed and built a bridge" is shared.
    """
    doc = root.doc
    if (root.lemma_.lower() in _MOVING and head.i - root.i <= 2) or any(c.dep_ == "ccomp" for c in root.children):
        return False
    inside = doc[slice(*earlier)]
    start = max(earlier[0], root.i) if earlier[0] <= root.i else earlier[0]
    said = [t for t in inside if t.i > start and not t.is_punct]
    if not any(t.pos_ in _TELLING or t.dep_ in {"acomp", "attr"} for t in said) or said[-1].tag_ == "IN":
        return False
    after_comma = doc[earlier[1]].text == ","
    if not after_comma and any(t.tag_ in _QUESTIONING for t in said):
        return False  # "near where a guard fell and broke a leg"
    if _is_adjective_like(head) and any(c.dep_ == "amod" for t in said[-1:] for c in t.children):
        return False  # "found broken glass and smashed furniture"
    rivals = [t for t in inside if t.pos_ in _VERBS and t.i > start and t.dep_ not in {*_AUXILIARIES, "conj", "amod"}]
    same = {head.tag_}
    if head.tag_ in {"VB", "VBP"}:
        same = {"VB", "VBP"}
    elif head.tag_ == "VBD" and not any(c.dep_ == "dobj" for c in head.children):
        same = {"VBD", "VBN"}
    return not any(t.tag_ in same or (is_finite(t) and is_finite(head)) for t in rivals)


def _is_adjective_like(verb: "Token") -> bool:
    """Whether a past tense may be a participle before its noun."""
    follows = verb.doc[verb.i + 1 : verb.i + 2]
    return verb.tag_ == "VBD" and any(t.tag_ in {"NN", "NNS", "JJ"} for t in follows)


def _shared(root: "Token", head: "Token") -> tuple[Range, ...] | None:
    """The helping verbs that a verb shares with the main verb: none if it has a form of its own.

    None where it cannot be told, and where what they share is negated or hedged.
    """
    if any(c.lower_ in _HEDGES and c.i < root.i for c in root.children):
        return None
    helpers = [c for c in root.children if c.dep_ in _AUXILIARIES and c.i < root.i]
    own = {c.dep_ for c in head.children}
    if is_finite(head):
        if root.tag_ != "VBN" or head.tag_ != "VBD" or own & _AUXILIARIES or head.lower_ in _PAST:
            return ()
        if any(c.dep_ == "auxpass" for c in helpers):  # "was bought and renamed", but "was hurt and died"
            return () if "dobj" in own or not head.lower_.endswith("ed") else None
    elif head.tag_ != root.tag_ or own & _AUXILIARIES:
        return None
    if not helpers or any(c.dep_ == "neg" for c in root.children):
        return None
    return tuple((c.i, c.i + 1) for c in helpers)
