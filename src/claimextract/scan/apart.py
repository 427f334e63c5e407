"""Takes a sentence that asserts several things apart, into statements that each can be understood alone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from claimextract.language.negation import find_negations
from claimextract.models import Passage, Sentence, Span, Statement

from .agreement import nouns
from .asides import Aside, asides
from .parse import ParsedBlock
from .places import Places
from .predicates import Predicate, Range, concession, interrupted, plainly_opened, predicates

if TYPE_CHECKING:
    from spacy.tokens import Token

Words = tuple[Range | str, ...]

_CONDITIONS = frozenset({"if", "unless", "whether", "?"})
_STOPS = frozenset(".,;:!")
_ADDING = frozenset({"WDT", "WP", "WP$", "WRB", "VBN", "VBG"})
_FEWEST = 3  # words of a statement
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"), ("``", "''"))


def statements(text: str, block: ParsedBlock, sentence: Sentence, passages: Places[Passage]) -> list[Statement]:
    """The statements of a sentence: those of each clause and content that asserts several things, and of its tags.

    Direct speech is never taken apart, nor is a clause that supposes or asks something.

    Args:
        text: the whole text.
        block: the parsed block that the sentence stands in.
        sentence: the sentence, with the article's own clauses.
        passages: the attributed passages of the document, each from the first to the last character of its content.
    """
    if not block.parsed:
        return []
    span = sentence.span
    near = passages.over(span.start, span.end)
    taker = _Taker(text, block, sentence, near)
    found = [statement for clause in sentence.own for statement in taker.of_clause(clause)]
    for passage in near:
        if span.start <= passage.content[0].start and passage.content[-1].end <= span.end:
            found += taker.of_content(passage)
    return found + taker.of_tags(span, sentence.own)


class _Taker:
    """Takes the clauses of one sentence apart."""

    def __init__(self, text: str, block: ParsedBlock, sentence: Sentence, passages: Sequence[Passage]) -> None:
        self.text, self.block, self.sentence, self.passages = text, block, sentence, passages
        bounds = (sentence.span.start - block.block.start, sentence.span.end - block.block.start)
        self.tokens = list(block.doc.char_span(*bounds, alignment_mode="expand") or ())
        # What stands for itself beside the article's own clauses.
        apart = [p for p in passages if p.clause or p.frame is not None or p.type != "indirect"]
        self.cues = {p.cue.start for p in apart if p.cue is not None}

    def of_clause(self, base: Span) -> list[Statement]:
        """Those of a clause of the article's own. What somebody else says in it stands for itself already."""
        tokens = self._tokens(base.start, base.end)
        root = _root(tokens)
        if root is None or any(t.lower_ in _CONDITIONS for t in tokens):
            return []
        subject = next((c for c in root.children if c.dep_ in {"nsubj", "nsubjpass"}), root)
        opened = plainly_opened(subject, [t for t in tokens if t.i < subject.left_edge.i])
        beside = [aside for aside in asides(tokens) if opened and self._can_go(aside, tokens)]
        whole = Predicate(((tokens[0].i, tokens[-1].i + 1),), root)
        parts = predicates(root, tokens) or concession(root, tokens) or [whole]
        parts = [part for part in parts if part.verb == root or not self._is_cue(part.verb)]
        if not all(part.words for part in parts):
            parts = [whole]
        told = [self._without(part.words, beside, subject.left_edge.i) for part in parts]
        told += [aside.words for aside in beside if aside.verb is None or not self._is_cue(aside.verb)]
        if told == [whole.words] or not all(self._is_sound(words) for words in told):
            return []
        return [self._statement(base, words) for words in told]

    def of_content(self, passage: Passage) -> list[Statement]:
        """Those of what somebody is reported to say: only whole clauses and predicates that are surely said as well."""
        first, last = passage.content[0], passage.content[-1]
        if passage.type == "direct" or passage.mode not in {"speech", "writing"} or len(passage.content) > 2:
            return []
        cue = next((t for t in self.tokens if passage.cue and self.block.start(t) == passage.cue.start), None)
        pieces = [self._tokens(part.start, part.end) for part in passage.content]
        roots = [root for tokens in pieces if (root := _root(tokens)) is not None]
        if cue is None or len(roots) < len(pieces) or self._is_doubted(first, last):
            return []
        if any(t.lower_ in _CONDITIONS for tokens in pieces for t in tokens):
            return []
        if len(pieces) == 2:
            parts = interrupted(roots[0], pieces[0], roots[1], pieces[1])
        elif passage.clause:
            parts = predicates(roots[0], pieces[0])
            if cue.i > roots[0].i and not parts:
                parts = concession(roots[0], pieces[0])
            if cue.i < roots[0].i and any(_may_be_the_articles(part.verb, cue) for part in parts[1:]):
                return []
        else:
            return []
        told = [part.words for part in parts]
        if len(told) < 2 or not all(told) or not all(self._is_sound(words) for words in told):
            return []
        base = Span.of(self.text, first.start, last.end)
        return [self._statement(base, words) for words in told]

    def of_tags(self, span: Span, own: Sequence[Span]) -> list[Statement]:
        """The asides around what others say: "said Weber, who has run the mill since 1989"."""
        taken = [*own, *(part for passage in self.passages for part in passage.content)]
        runs: list[list[Token]] = []
        for token in self._tokens(span.start, span.end):
            at = self.block.start(token)
            if self.block.quoted[token.i] or any(part.start <= at < part.end for part in taken):
                continue
            if runs and runs[-1][-1].i + 1 == token.i:
                runs[-1].append(token)
            else:
                runs.append([token])
        return [
            self._statement(None, aside.words)
            for tokens in runs
            if not any(t.lower_ in _CONDITIONS for t in tokens)
            for aside in asides(tokens)
            if (aside.verb is None or not self._is_cue(aside.verb)) and self._is_sound(aside.words)
        ]

    def _is_doubted(self, first: Span, last: Span) -> bool:
        """Whether what stands around a content, its cue included, negates what it says: "denied that ... and ..."."""
        whole = self.sentence.span
        around = (self.text[whole.start : first.start], self.text[last.end : whole.end])
        return any(find_negations(words) for words in around)

    # -- checks --------------------------------------------------------------------------------------------------------

    def _is_cue(self, verb: "Token") -> bool:
        return self.block.start(verb) in self.cues

    def _is_said(self, verb: "Token") -> bool:
        at = self.block.start(verb)
        return any(part.start <= at < part.end for passage in self.passages for part in passage.content)

    def _can_go(self, aside: Aside, tokens: "Sequence[Token]") -> bool:
        """Whether a clause is understood without an aside, and the aside without the clause."""
        doc = self.block.doc
        after = [t for t in tokens if t.i >= aside.last]
        pointing = any(t.tag_ == "PRP" and t.lower_ not in {"i", "we", "you"} for t in after)
        if aside.verb is not None and self._is_cue(aside.verb):  # is all that it says somebody's?
            joined = [t for t in aside.verb.children if t.dep_ == "conj" and t.pos_ in {"VERB", "AUX"}]
            if not all(self._is_cue(verb) or self._is_said(verb) for verb in joined):
                return False
        return self._is_sound(aside.words) and not (pointing and nouns(doc[aside.first : aside.last]))

    def _is_sound(self, words: Words) -> bool:
        """Whether words make a sentence: enough of them, no quotation and no bracket cut."""
        doc = self.block.doc
        tokens = [t for piece in words if not isinstance(piece, str) for t in doc[slice(*piece)]]
        if sum(t.is_alpha or t.like_num for t in tokens) < _FEWEST:
            return False
        chosen = {t.i for t in tokens}
        for index in chosen:  # a quotation goes on beside where it begins
            beside = {index - 1, index + 1} - chosen
            if self.block.quoted[index] and any(0 <= n < len(doc) and self.block.quoted[n] for n in beside):
                return False
        written = " ".join(t.text for t in tokens)
        paired = all(written.count(opening) == written.count(closing) for opening, closing in _PAIRS)
        return paired and written.count('"') % 2 == 0

    # -- making --------------------------------------------------------------------------------------------------------

    def _tokens(self, start: int, end: int) -> "list[Token]":
        tokens = [t for t in self.tokens if start <= self.block.start(t) < end and not t.is_space]
        while tokens and tokens[-1].text in _STOPS:
            tokens.pop()
        return tokens

    def _without(self, words: Words, beside: Sequence[Aside], subject: int) -> Words:
        """Words without asides. The comma stays before the subject, and before what else is added to the same noun."""
        kept: list[Range | str] = []
        for piece in words:
            if isinstance(piece, str):
                kept.append(piece)
                continue
            start, end = piece
            for aside in sorted(beside, key=lambda aside: aside.first):
                if start <= aside.first < end:
                    kept.append((start, aside.first))
                    start = min(aside.last, end)
                    if start < end and (start <= subject or self.block.doc[start].tag_ in _ADDING):
                        kept.append(",")
            kept.append((start, end))
        return tuple(piece for piece in kept if isinstance(piece, str) or piece[0] < piece[1])

    def _statement(self, base: Span | None, words: Words) -> Statement:
        return Statement(
            sentence=self.sentence.id,
            base=base,
            words=tuple(piece if isinstance(piece, str) else self._span(piece) for piece in words if self._says(piece)),
        )

    def _says(self, piece: Range | str) -> bool:
        return isinstance(piece, str) or any(t.is_alpha or t.like_num for t in self.block.doc[slice(*piece)])

    def _span(self, tokens: Range) -> Span:
        doc = self.block.doc
        return Span.of(self.text, self.block.start(doc[tokens[0]]), self.block.end(doc[tokens[1] - 1]))


def _root(tokens: "Sequence[Token]") -> "Token | None":
    """The one verb that all tokens hang on."""
    inside = {t.i for t in tokens}
    roots = [
        t for t in tokens if (t.head == t or t.head.i not in inside) and not t.is_punct and t.dep_ not in {"cc", "mark"}
    ]
    return roots[0] if len(roots) == 1 and roots[0].pos_ in {"VERB", "AUX"} else None


def _may_be_the_articles(verb: "Token", cue: "Token") -> bool:
    """Whether a verb without a subject may go on with the cue: "said that the pit was unsafe and left"."""
    own = {c.dep_ for c in verb.children}
    if own & {"nsubj", "nsubjpass", "expl"}:
        return False
    before = verb.doc[max(0, verb.left_edge.i - 2) : verb.left_edge.i]
    return any(t.text == "," for t in before) or (verb.tag_ in {cue.tag_, "VBN"} and not own & {"aux", "auxpass"})
