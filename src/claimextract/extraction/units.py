"""Units: what code takes for one claim each, a sentence of the article's own or a sentence of an attributed passage."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from claimextract.language.markup import plain
from claimextract.language.verbs import past
from claimextract.models import Passage, Reference, Scan, Sentence, Span, Statement

_OWNERS = frozenset({"his", "her", "its", "their"})
_PERSONAL = frozenset({"he", "she", "it", "they"})
_FIRST_PERSON = re.compile(r"\b(?:I|[Ww]e|us|[Oo]urs?|[Mm]y|mine|me)\b(?!\.\w)")
_ARTICLE = re.compile(r"(?:The|An?|Some|Many|Most)\b")
# What is toyed with, mostly to be taken back: "It is tempting to view the treaty as a relic".
_TOYED_WITH = re.compile(
    r"It (?:is|was|may be|might be|would be) "
    r"(?:tempting to (?:assume|believe|conclude|dismiss|imagine|read|regard|say|see|think|treat|view)"
    r"|easy to (?:assume|believe|conclude|dismiss|imagine|think))\b"
)
_HALF_LINK = re.compile(r"\]\([^()\s]*\)|\[(?=[^\[\]]*$)")  # what a cut has left of a link's marks
_SHORTEST = 4  # words of a claim of the article's own: "Cooper agreed." claims nothing
_SHARE = 2  # words of a passage in a sentence that count as standing in it


@dataclass(frozen=True)
class Unit:
    """A candidate claim: ``sentences`` are its evidence, ``part`` its own words in them.

    ``statements`` are the several claims that code makes of it; ``beside`` those that its sentence makes beside it.
    """

    id: str  # u1, u2 ...
    sentences: tuple[Sentence, ...]
    passage: Passage | None
    part: tuple[Span, ...]
    reference: Reference | None
    statements: tuple[Statement, ...] = ()
    beside: tuple[Statement, ...] = ()

    @property
    def start(self) -> int:
        """Where the unit's first sentence begins."""
        return self.sentences[0].span.start

    @property
    def end(self) -> int:
        """Where the unit's last sentence ends."""
        return self.sentences[-1].span.end


def units_of(scan: Scan) -> list[Unit]:
    """The units of a document in text order.

    Headings, captions, notices, bare questions and what is only toyed with make none.
    """
    found: list[tuple[list[Sentence], Passage | None, list[Span]]] = []
    near = _passages_by_sentence(scan)
    for sentence in scan.sentences:
        if sentence.kind != "prose":
            continue
        here = [passage for passage in near.get(sentence.id, ()) if _stands_in(passage, sentence)]
        if sentence.own:  # a fragment that no clause holds would make the whole sentence somebody's words
            here = [p for p in here if p.clause or p.frame is not None or p.type != "indirect"]
        for passage in here:
            part = _within(passage, sentence)
            last = found[-1] if found else None
            fragment = not sentence.finite or _words(part) < 4
            joined = (fragment and passage.type == "direct") or _asks(part[-1]) or (last and all(map(_asks, last[2])))
            if joined and last is not None and last[1] is passage:
                last[0].append(sentence)
                last[2].extend(part)
            else:
                found.append(([sentence], passage, part))
        if not _asks(sentence.span):
            found.extend(([sentence], None, [own]) for own in sentence.own if _claims(own))
    told: set[str] = set()  # the sentences whose tags have been told
    statements: dict[tuple[int, int] | str, list[Statement]] = {}
    for statement in scan.statements:
        base = (statement.base.start, statement.base.end) if statement.base else statement.sentence
        statements.setdefault(base, []).append(statement)
    units = []
    for number, (sentences, said_by, part) in enumerate(found, 1):
        ids = [sentence.id for sentence in sentences if sentence.id not in told]
        told.update(ids)
        units.append(
            Unit(
                f"u{number}",
                tuple(sentences),
                said_by,
                tuple(part),
                _reference(scan, sentences[0], part),
                tuple(statements.get((part[0].start, part[-1].end), ())),
                tuple(statement for id in ids for statement in statements.get(id, ())),
            )
        )
    return units


def _claims(own: Span) -> bool:
    return _words([own]) >= _SHORTEST and not _TOYED_WITH.match(own.exact)


def _passages_by_sentence(scan: Scan) -> dict[str, list[Passage]]:
    """The passages of which something stands in a sentence, by its id, in the order of the scan."""
    starts, ends = [s.span.start for s in scan.sentences], [s.span.end for s in scan.sentences]
    near: dict[str, list[Passage]] = {}
    for passage in scan.passages:
        touched = {
            sentence.id
            for span in passage.content
            for sentence in scan.sentences[bisect_right(ends, span.start) : bisect_left(starts, span.end)]
        }
        for sentence_id in touched:
            near.setdefault(sentence_id, []).append(passage)
    return near


def _stands_in(passage: Passage, sentence: Sentence) -> bool:
    """Whether enough of a passage stands in a sentence: a few words, or a single one that somebody is quoted with."""
    words = _words(_within(passage, sentence))
    quoted = passage.type in {"direct", "mixed"} and passage.mode in {"speech", "writing"}
    return words >= _SHARE or (quoted and words == _words(passage.content) > 0)


def apart(unit: Unit, speaker: str, works: Sequence[Span]) -> str:
    """A unit's own words with their speaker, for where its whole sentence stands for another unit already."""
    words = " ".join(_uncited(span, works) for span in unit.part)
    quoted = unit.passage is not None and unit.passage.type == "direct"
    return f"{speaker}: “{_unquoted(unit.part).rstrip(',')}”" if quoted else f"{speaker}: {_sentence(words)}"


def wording(unit: Unit, speaker: str | None, works: Sequence[Span]) -> str:
    """What a unit claims, in the text's own words, as one sentence that names whom its pronoun stands for.

    A clause stands alone; words that need their frame ("to partner with India") keep it ("Japan wants to partner with
    India"); a quotation in the first person keeps its speaker. Citations in parentheses are left out: the claim
    carries its ``works``.
    """
    whole = _sentence(" ".join(_uncited(sentence.span, works) for sentence in unit.sentences))
    part = _sentence(" ".join(_uncited(span, works) for span in unit.part))
    passage = unit.passage
    if passage is None:
        return part
    if not passage.clause:
        framed = _framed(passage, speaker, works)
        # Where the article asserts the sentence, the whole of it is not what the speaker says.
        alone = f"{speaker}: {' '.join(_uncited(span, works) for span in unit.part)}" if speaker else whole
        return framed or (_sentence(alone) if any(sentence.own for sentence in unit.sentences) else whole)
    if passage.type != "direct":
        return _by_source(part, passage, speaker)
    words = _unquoted(unit.part)
    if _FIRST_PERSON.search(words) or len(words.split()) < _SHORTEST:
        tagged = passage.cue is not None and unit.start <= passage.cue.start < unit.end
        return whole if tagged or speaker is None else f"{speaker}: “{words.rstrip(',')}”"
    return _sentence(words)


def stated(statement: Statement, unit: Unit, speaker: str | None, works: Sequence[Span]) -> str:
    """A statement as a sentence; in what somebody says, the first pronoun stands for who says it."""
    pieces: list[str] = []
    for piece in statement.words:
        words = piece if isinstance(piece, str) else _uncited(piece, works)
        begins = not isinstance(piece, str) and piece.start == unit.start
        pieces.append(words[0].lower() + words[1:] if pieces and begins and _ARTICLE.match(words) else words)
    words = _sentence(re.sub(r" (?=[,’])", "", " ".join(pieces)))
    return _by_source(words, unit.passage, speaker) if unit.passage and statement.base else words


def resolve(wording: str, pronoun: str, name: str) -> str:
    """Put a name in the place of the first such pronoun."""
    owner = pronoun.lower() in _OWNERS
    instead = f"{name}’" if owner and name.endswith("s") else f"{name}’s" if owner else name
    return re.sub(rf"\b{re.escape(pronoun)}\b", lambda _: instead, wording, count=1)


def _framed(passage: Passage, speaker: str | None, works: Sequence[Span]) -> str | None:
    """The clause in which somebody says, wants or calls for something, with the name of who does.

    A participle becomes a verb of the past: "Weber sued, accusing the port" makes "Weber accused the port".
    """
    if passage.frame is None:
        return None
    words = _uncited(passage.frame, works)
    mention = passage.mention
    if mention is not None and mention.start == passage.frame.start:
        if mention.exact.lower() in _PERSONAL:
            return _sentence(resolve(words, mention.exact, speaker)) if speaker else None
        return _sentence(words)
    if passage.cue is not None and passage.cue.start == passage.frame.start:
        words = past(passage.cue.exact) + words[len(passage.cue.exact) :]
    return _sentence(f"{speaker} {words}") if speaker else None


def _by_source(words: str, passage: Passage, speaker: str | None) -> str:
    """In "she says that she ...", the first pronoun of what is said stands for who says it."""
    first = words.split(" ", 1)[0]
    fits = {
        "person": {"he", "she"},
        "anonymous": {"he", "she", "they"},
        "organization": {"it"},
        "document": {"it"},
    }
    kind = passage.source_kind
    if speaker is None or kind is None or passage.confidence == "unsure" or first.lower() not in fits.get(kind, set()):
        return words
    name = speaker if re.match(r"[A-Z]", speaker) else speaker[0].upper() + speaker[1:]
    return resolve(words, first, name)


def _within(passage: Passage, sentence: Sentence) -> list[Span]:
    """The parts of a passage's content that stand in a sentence."""
    return [
        sentence.span.cut(max(span.start, sentence.span.start), min(span.end, sentence.span.end))
        for span in passage.content
        if span.start < sentence.span.end and sentence.span.start < span.end
    ]


def _asks(span: Span) -> bool:
    return span.exact.rstrip('"”») ').endswith("?")


def _words(spans: Sequence[Span]) -> int:
    return sum(len(re.findall(r"\w+", span.exact)) for span in spans)


def _uncited(span: Span, works: Sequence[Span]) -> str:
    """The words of a span without the parentheses that hold cited works."""
    words = span.exact
    for match in reversed(list(re.finditer(r"\s*\([^()]*\)", words))):
        if any(span.start + match.start() < work.start and work.end < span.start + match.end() for work in works):
            words = words[: match.start()] + words[match.end() :]
    return words


def _reference(scan: Scan, sentence: Sentence, part: Sequence[Span]) -> Reference | None:
    found: list[Reference] = []
    for span in part or [sentence.span]:
        first = bisect_left(scan.references, span.start, key=lambda reference: reference.span.start)
        found += [r for r in scan.references[first : first + 1] if r.span.start < span.end]
    return min(found, key=lambda reference: reference.span.start, default=None)


def _unquoted(parts: Sequence[Span]) -> str:
    words = " ".join(part.exact.strip().strip('“”"«»„').strip() for part in parts)
    return re.sub(r"\s+", " ", words)


def _sentence(words: str) -> str:
    """Tidy: one line without markup, a capital at the beginning, a full stop at the end."""
    words = re.sub(r"\s+", " ", _HALF_LINK.sub("", plain(words))).strip().strip("*_").rstrip(",;:—–- ")
    words = re.sub(r",([”\"»’])$", r".\1", words.removeprefix("that "))
    if words[:1].islower():
        words = words[0].upper() + words[1:]
    if words and words[-1] not in '.!?…。！？"”»)' and not words.endswith(".’"):
        words += "."
    return words
