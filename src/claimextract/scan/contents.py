"""What a cue says: where the clause, the phrase or the pieces around a tag begin and end (PARC's content span)."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from .complements import (
    cut,
    from_the_start,
    has_that,
    is_added,
    subject_in,
    tag_start,
    terms_of,
    with_list,
    without_day,
)
from .cues import (
    ASKING,
    BESIDE_CLAUSES,
    COMPARING,
    DEFINING,
    INFINITIVE,
    NAMING,
    PREPOSITIONS,
    RAISING,
    SAYING,
    STANCE,
    WANTING,
)
from .found import Part, count_words, trim
from .grammar import beside, continued_by, goes_on, is_finite, is_tag, mode_of, stands_alone, subject_of
from .parse import Offsets, ParsedBlock

if TYPE_CHECKING:
    from spacy.tokens import Token

Form = Literal["clause", "infinitive", "order", "phrase", "request", "tag", "object"]
Content = tuple[list[Offsets], Form, bool]  # the spans, their form, and whether they can stand alone as a sentence

_QUOTING_PREPOSITIONS = frozenset({"of", "for", "as", "about", "against"})
_OBJECTS = frozenset({"dobj", "xcomp", "oprd", "attr", "dep"})
_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
_JOINTS = frozenset({"cc", "prep", "mark", "advmod", "npadvmod", "tmod"})
_OPENERS = frozenset({"NOUN", "PROPN", "PRON", "DET", "ADJ", "NUM"})
_MARKS = ",;:—–-”\"»’')"
_LONGEST_TAG = 12  # words
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl"})
_ANNOUNCED = frozenset("action boycott embargo lawsuit retaliation sanction strike suit tariff walkout".split())
_SHORTEST = 3  # words of a content around a tag


class Contents:
    """Finds contents in one paragraph."""

    def __init__(self, text: str, block: ParsedBlock, parts: Sequence[Part]) -> None:
        self.text, self.block, self.parts = text, block, parts

    def of(self, verb: "Token") -> Content | None:
        """What a verb says, by its clause, its infinitive, its phrase, or the sentence that it tags."""
        lemma = verb.lemma_.lower()
        for child in verb.children:
            if self._is_clause(child, verb) and self._is_content(child, verb) and (span := self.under(child, verb)):
                subject = subject_in(child)
                if subject is not None and subject.i < verb.i < child.i:  # "police, he says, have no plan"
                    first = trim(self.text, *self._extent(subject))
                    span = [first, *span] if first is not None else span
                if subject is None and (begin := self._lost_subject(child, verb)):
                    return self.whole(self.block.start(begin), span[-1][1]) or span, "clause", True
                return span, "clause", stands_alone(child)
        if lemma in DEFINING and (terms := terms_of(verb)) and (span := self.under(terms, verb, phrase=True)):
            return span, "phrase", False
        if lemma in SAYING:
            for token in verb.subtree:  # the parser hung the clause on a noun in between
                hung = token.dep_ in {"relcl", "acl"} or (token.dep_ == "ccomp" and token.head.lemma_ == "do")
                if token.i > verb.i and hung and has_that(token) and token.head.i > verb.i:
                    span = self.under(token, verb)
                    if span:
                        return span, "clause", True
        if lemma in INFINITIVE:
            for child in verb.children:
                if child.dep_ in {"xcomp", "ccomp", "advcl"} and any(c.lower_ == "to" for c in child.lefts):
                    span = self.under(child, verb, phrase=True)
                    others = any(c.dep_ in {"dobj", "dative"} for c in verb.children) or subject_in(child) is not None
                    return (span, "order" if others else "infinitive", False) if span else None
        phrase = self._phrase(verb, lemma)
        if phrase is not None:
            asked = lemma in ASKING and any(c.dep_ == "prep" and c.lower_ == "for" for c in verb.children)
            return phrase, "request" if asked else "phrase", False
        if (found := self._object(verb, lemma)) is not None:
            return found
        tagging = verb.dep_ in {"parataxis", "ccomp"} and not any(child.dep_ == "mark" for child in verb.children)
        if tagging and lemma in SAYING and subject_of(verb) is not None:
            tag = self._tag(verb)
            if len(tag) <= _LONGEST_TAG and verb.head != verb:
                pieces = self.around(verb, self.block.start(tag[0]), self.block.end(tag[-1]))
                return (pieces, "tag", len(pieces) == 1) if pieces else None
        if lemma in SAYING and is_finite(verb) and (lost := self._before_end_tag(verb) or self._lost(verb, lemma)):
            return lost, "clause", True
        return None

    def _before_end_tag(self, verb: "Token") -> list[Offsets] | None:
        """The sentence before the tag that ends it, where the parser made no clause of it."""
        if verb.dep_ != "ROOT" or any(t.i > verb.i and t.dep_ not in {"punct", "nsubj"} for t in verb.children):
            return None
        first = min([verb.i, *(c.left_edge.i for c in verb.children if c.dep_ == "nsubj" and verb.i - c.i <= 3)])
        if first - verb.sent.start < 4 or self.block.doc[first - 1].text not in {",", "”", '"'}:
            return None
        since = max((t.i + 1 for t in verb.sent if t.i < first and t.text == ";"), default=verb.sent.start)
        before = [t for t in self.block.doc[since:first] if not self.block.quoted[t.i]]
        if len(before) < first - since or not any(t.tag_ in _FINITE for t in before):
            return None
        return self.whole(self.block.start(before[0]), self.block.end(before[-1]))

    def _lost(self, verb: "Token", lemma: str) -> list[Offsets] | None:
        """The clause right behind a cue, where the parser lost it: "Weber said unemployment and debts have risen"."""
        subject = subject_of(verb) or beside(list(verb.sent), verb, behind=False)
        if subject is None or subject.i > verb.i:
            return None
        rest = [t for t in verb.sent if t.i > verb.i]
        stop = next((n for n, t in enumerate(rest) if t.text == ";"), len(rest))
        rest = rest[:stop]
        if lemma not in BESIDE_CLAUSES or not rest or rest[0].pos_ not in _OPENERS or self.block.quoted[rest[0].i]:
            return None
        if not any(t.tag_ in _FINITE for t in rest[1:]) or any(self._is_cue(t) for t in rest):
            return None
        return self.whole(self.block.start(rest[0]), self.block.end(rest[-1]))

    def _lost_subject(self, clause: "Token", verb: "Token") -> "Token | None":
        """Where the subject of a clause begins that the parser took for the object of its cue."""
        cue = verb.lemma_.lower() in BESIDE_CLAUSES | {"explain"}
        if not cue or clause.dep_ != "ccomp" or not is_finite(clause) or has_that(clause):
            return None
        thing = next((c for c in verb.children if c.dep_ == "dobj" and verb.i < c.i < clause.i), None)
        return self.block.doc[thing.left_edge.i] if thing is not None else None

    def _object(self, verb: "Token", lemma: str) -> Content | None:
        """The mere object of a verb that takes a stand, with what it is praised or blamed for, or likened to."""
        joined = COMPARING.get(lemma, frozenset({"as", "for"}))
        if lemma not in STANCE | RAISING | WANTING | COMPARING.keys():
            return None
        thing = next((c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i), None)
        if thing is None:
            return None
        more = next((c for c in verb.children if c.dep_ == "prep" and c.i > thing.i and c.lower_ in joined), None)
        if more is None and (lemma in COMPARING or thing.pos_ == "PRON"):
            return None
        if lemma == "threaten" and thing.lemma_.lower() not in _ANNOUNCED and _is_known(thing):
            return None  # "threatens the peace" announces nothing, "threatens a ban" does
        last = max(t.i for t in (more or thing).subtree)
        tokens = cut([t for t in self.block.doc[thing.left_edge.i : last + 1] if t.i > verb.i])
        span = self.whole(self.block.start(tokens[0]), self.block.end(tokens[-1]), least=1)
        return (span, "object", False) if span else None

    def around(self, token: "Token", start: int, end: int) -> list[Offsets]:
        """What stands before and after a tag in its sentence."""
        offset = self.block.block.start
        before = trim(self.text, token.sent.start_char + offset, start)
        after = trim(self.text, end, token.sent.end_char + offset)
        woven = before is not None and after is not None and self.text[after[0]].islower()
        if any(p.start < start < p.end or p.start < end < p.end for p in self.parts) or not self._set_off(
            start, end, token
        ):
            return []
        cue = token.pos_ == "VERB" and token.lower_ != "according"

        def counts(piece: Offsets) -> bool:
            long = count_words(self.text[slice(*piece)]) >= _SHORTEST
            if long or not woven:
                return long
            # "The port, in her view, is old", but not "In fact, in her view, the port is old".
            return cue or piece == after or any(t.dep_ in _SUBJECTS for t in self.block.tokens(*piece))

        return [piece for piece in (before, after) if piece and counts(piece)]

    def under(self, head: "Token", verb: "Token", phrase: bool = False) -> list[Offsets] | None:
        """The words that hang on a complement, without the complementizer and what belongs to the tag.

        A ``phrase`` (an object, an infinitive) ends where something is added to it: ", which ...", ", but ...".
        """
        tokens = [t for t in head.subtree if (t.i > verb.i) == (head.i > verb.i) and t != verb]
        if head.i < verb.i and tokens and (tag := tag_start(verb)) > head.i:
            tokens = list(self.block.doc[tokens[0].i : tag])
        if head.i > verb.i and tokens:
            tokens = from_the_start(verb, tokens)
        while tokens and (
            (tokens[0].dep_ == "punct" and not self.block.quoted[tokens[0].i])
            or (
                tokens[0].lower_ == "that"
                and (tokens[0].tag_ == "IN" or tokens[0].dep_ == "mark")
                and verb.i < tokens[0].i < head.i  # before the verb it opens a subject: "That it fell is sad, he said"
            )
        ):
            tokens = tokens[1:]
        if tokens and tokens[0].i == verb.i + 1:
            tokens = without_day(tokens)
        if not tokens:
            return None
        if phrase:
            tokens = cut(with_list(verb, tokens))
        start, end = self.block.start(tokens[0]), self.block.end(tokens[-1])
        if not phrase and (more := goes_on(verb, head)) is not None:
            return self.whole(start, self.block.end(self.block.doc[more.right_edge.i]))
        if head.i > verb.i and not phrase:
            end = self._before_next_cue(tokens, self._to_the_end(verb, tokens[-1], end))
        return self.whole(start, end)

    def whole(self, start: int, end: int, least: int = 2) -> list[Offsets] | None:
        """A span that cuts no quotation, without punctuation around; None where fewer than ``least`` words are left."""
        for part in self.parts:
            if part.start < start < part.end:
                start = part.start
            if part.start < end < part.end:
                end = part.end
        span = trim(self.text, start, end)
        if span is None or len(re.findall(r"\w+", self.text[slice(*span)])) < least:
            return None
        return [span]

    def _tag(self, verb: "Token") -> "list[Token]":
        """The words of a tag in the middle of what it tags: from the subject to the next comma."""
        tokens = [t for t in verb.subtree if t.dep_ != "punct" or t.i > verb.i]
        comma = next((n for n, t in enumerate(tokens) if t.i > verb.i and t.text == ","), len(tokens))
        return tokens[:comma]

    def _is_clause(self, child: "Token", verb: "Token") -> bool:
        """Whether a child is a reported clause, which the parser may take for an adverbial one."""
        lemma = verb.lemma_.lower()
        if lemma == "allow" and not has_that(child):
            return False  # "allowed them to leave" permits something
        if is_added(child):
            return False
        if child.dep_ == "advcl" and child.i > verb.i and lemma in SAYING and has_that(child):
            return is_finite(child)
        if child.dep_ == "advcl" and child.i > verb.i and lemma in BESIDE_CLAUSES:
            marked = any(c.dep_ == "mark" or c.tag_ in {"TO", "WRB"} for c in child.children)
            return not marked and subject_in(child) is not None and child.tag_ not in {"VBG", "VBN"}
        return child.dep_ == "ccomp"

    def _is_content(self, clause: "Token", verb: "Token") -> bool:
        """A clause before its cue is content only if the cue ends the sentence; a clause that is a tag is none."""
        if clause.i < verb.i:
            if any(t.text == ";" for t in self.block.doc[clause.i : verb.i]):
                return False
            after = [t for t in verb.subtree if t.i > verb.i and t.dep_ != "punct"]
            return len(after) <= _LONGEST_TAG or self.block.quoted[clause.i]
        return not (is_tag(clause) and not has_that(clause) and verb.lemma_.lower() != "say")

    def _phrase(self, verb: "Token", lemma: str) -> list[Offsets] | None:
        """Words that are no clause: "warned of ...", and the object that holds a quotation."""
        for child in verb.children:
            if child.dep_ == "prep":
                quoting = lemma in SAYING and child.lower_ in _QUOTING_PREPOSITIONS and self._quotes(child)
                if quoting or child.lower_ in PREPOSITIONS.get(lemma, ()):
                    inner = next((c for c in child.children if c.dep_ in {"pobj", "pcomp"}), None)
                    if inner is not None and (span := self.under(inner, verb, phrase=True)):
                        return span
            if lemma in NAMING and child.dep_ == "oprd" and child.i > verb.i:
                return self._named(child, verb)
            if child.dep_ in _OBJECTS and lemma in SAYING and self._quotes(child):
                return self.under(child, verb, phrase=True)
        return None

    def _named(self, name: "Token", verb: "Token") -> list[Offsets] | None:
        """What somebody calls a thing: the quotation alone, else the thing and its name."""
        tokens = [t for t in name.subtree if t.i > verb.i]
        quoted = [t for t in tokens if self.block.quoted[t.i]]
        if quoted and not any(c.dep_ in {"dobj", "nmod"} and verb.i < c.i < name.i for c in verb.children):
            start, end = self.block.start(quoted[0]), self.block.end(quoted[-1])
            part = next((p for p in self.parts if p.start <= start and end <= p.end), None)
            return [(part.start, part.end)] if part is not None else None
        thing = next((c for c in verb.children if c.dep_ in {"dobj", "nmod"} and verb.i < c.i < name.i), name)
        first = min(t.i for t in thing.subtree if t.i > verb.i)
        return self.whole(self.block.start(self.block.doc[first]), self.block.end(tokens[-1]))

    def _set_off(self, start: int, end: int, token: "Token") -> bool:
        """Whether punctuation parts a tag from the words around it."""
        offset = self.block.block.start
        before = self.text[offset + token.sent.start_char : start].rstrip()
        after = self.text[end : offset + token.sent.end_char].lstrip()
        return (
            token.pos_ != "VERB"
            or token.lower_ == "according"
            or not before
            or before[-1] in _MARKS
            or (bool(after) and after[0] in ",—–-")
        )

    def _extent(self, token: "Token") -> Offsets:
        return self.block.start(token.doc[token.left_edge.i]), self.block.end(token.doc[token.right_edge.i])

    def _quotes(self, token: "Token") -> bool:
        start, end = self._extent(token)
        return any(
            start - 1 <= part.start < end and count_words(self.text[part.start : part.end]) > 1 for part in self.parts
        )

    def _before_next_cue(self, tokens: "list[Token]", end: int) -> int:
        """A content stops before what reports something else: ", insisting that", "” and blames"."""
        for token in tokens[2:]:
            if continued_by(token) is not None:
                return min(end, self.block.start(self.block.doc[token.left_edge.i - 1]))
            participle = token.tag_ == "VBG" and token.nbor(-1).text == "," and self._is_cue(token)
            if participle and any(c.dep_ == "ccomp" for c in token.children):
                return min(end, self.block.start(token))
        return end

    def _to_the_end(self, verb: "Token", last: "Token", end: int) -> int:
        """Where the parser cuts a clause short: to the end of the sentence, or of a clause that goes on with it."""
        rest = [t for t in verb.sent if t.i > last.i and t.dep_ != "punct"]
        behind = self.block.doc[last.sent.end :]
        if not rest and len(behind) and behind[0].is_lower:  # the parser ended the sentence at an abbreviation
            return self.block.end(behind[0].sent[-1])
        if not rest or any(governor.i > last.i for governor in verb.ancestors):
            return end  # "her fear that the pier will fall is shared": what follows is the article's
        if rest[0].lower_ == "so" and rest[0].i == last.i + 2 and not any(self._is_cue(t) for t in rest):
            return self.block.end(rest[-1])
        if rest[0].i == last.i + 1 and rest[0].dep_ not in _JOINTS and rest[0].head != verb:
            return self.block.end(rest[-1])
        modal = next((t.tag_ for t in rest if t.tag_ in _FINITE), None) == "MD"
        if rest[0].dep_ == "cc" and modal and not any(self._is_cue(t) for t in rest):
            return self.block.end(rest[-1])
        if any(t.tag_ in _FINITE or (t.tag_ == "VBG" and t.head == verb) for t in rest):
            return end
        if any(t.head == verb and t.dep_ in {"prep", "npadvmod", "advmod", "tmod"} for t in rest[:1]):
            return end
        return self.block.end(rest[-1])

    def _is_cue(self, token: "Token") -> bool:
        return mode_of(token) is not None and token.lemma_.lower() in SAYING and not self.block.quoted[token.i]


def _is_known(thing: "Token") -> bool:
    return any(c.tag_ == "PRP$" or c.lower_ == "the" or c.dep_ == "poss" for c in thing.children)
