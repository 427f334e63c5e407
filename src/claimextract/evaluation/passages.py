"""Quotations and attributions: who is said to have said what."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..models import Attribution, Claim
from .labelled import AttributedText, Gold, QuotedText
from .matching import PRONOUNS, QUOTED_MODES, Offsets, attributed, coverage, iou, pair_up, same_name
from .tally import Tally, place

__all__ = ["score_attributions", "score_gold_passages", "score_quotations"]

Scored = Callable[[Offsets, Offsets], float]

# The pairs of the first rule are those asked for their speaker.
_RULES: tuple[tuple[str, Scored, float], ...] = (
    ("gold covered >0.3", coverage, 0.3),
    ("gold covered >0.8", coverage, 0.8),
    ("IoU >0.5", iou, 0.5),
    ("IoU >0.8", iou, 0.8),
)


@dataclass(frozen=True)
class _Label:
    span: Offsets
    speaker: str | None


@dataclass(frozen=True)
class _Text:
    """What is labelled in one document, and what was found."""

    id: str
    labels: Sequence[_Label]
    found: Sequence[tuple[Offsets, Attribution]]

    @property
    def distinct(self) -> list[_Label]:
        """The labels, of those with one span the last."""
        return list({label.span: label for label in self.labels}.values())

    @property
    def spans(self) -> list[Offsets]:
        """The spans of the distinct labels."""
        return [label.span for label in self.distinct]


def score_quotations(labels: Sequence[QuotedText], claims: Mapping[str, Sequence[Claim]]) -> list[Tally]:
    """Quotations at four overlaps, and the speaker of those that were found. Beliefs and intentions do not count."""
    texts = [
        _Text(
            text.id,
            [_Label(quotation.quote_span, quotation.canonical_speaker) for quotation in text.gold],
            attributed(claims.get(text.id, ()), QUOTED_MODES),
        )
        for text in labels
    ]
    return _whole(texts, "quotations")


def score_attributions(labels: Sequence[AttributedText], claims: Mapping[str, Sequence[Claim]]) -> list[Tally]:
    """Attributions at four overlaps, the source of those that were found, and the spans of all three parts."""
    found = {text.id: attributed(claims.get(text.id, ())) for text in labels}
    texts = [
        _Text(
            text.id,
            [_Label(_hull(gold.content_spans), gold.source) for gold in text.gold if gold.content_spans],
            found[text.id],
        )
        for text in labels
    ]
    ids = [text.id for text in labels]
    parts = {
        "source": {text.id: [_hull(g.source_spans) for g in text.gold if g.source_spans] for text in labels},
        "cue": {text.id: [_hull(g.cue_spans) for g in text.gold if g.cue_spans] for text in labels},
        "content": {text.id: [label.span for label in text.labels] for text in texts},
    }
    tallies = [*_whole(texts, "attributions"), _named_speakers(texts)]
    for part, gold in parts.items():
        tallies += _parts(part, ids, gold, {id: _spans_of(part, found[id]) for id in ids})
    return tallies


def score_gold_passages(labels: Sequence[Gold], claims: Mapping[str, Sequence[Claim]]) -> list[Tally]:
    """The same on gold claims, whose attributions count in all modes."""
    gold = {text.id: attributed(text.claims) for text in labels}
    found = {text.id: attributed(claims.get(text.id, ())) for text in labels}
    texts = [
        _Text(text.id, [_Label(span, a.source.name if a.source else None) for span, a in gold[text.id]], found[text.id])
        for text in labels
    ]
    tallies = _whole(texts, "attributions")
    for part in ("source", "cue", "content"):
        tallies += _parts(
            part,
            list(gold),
            {id: _spans_of(part, passages) for id, passages in gold.items()},
            {id: _spans_of(part, passages) for id, passages in found.items()},
        )
    return tallies


def _exact(gold: Offsets, predicted: Offsets) -> float:
    return float(gold == predicted)


def _hull(spans: Sequence[Offsets]) -> Offsets:
    return spans[0][0], spans[-1][1]


def _whole(texts: Sequence[_Text], name: str) -> list[Tally]:
    ids = [text.id for text in texts]
    tallies = []
    for rule, score, threshold in _RULES:
        tally = Tally(f"{name}, {rule}", "f1", ids)
        for text in texts:
            spans, predicted = text.spans, [span for span, _ in text.found]
            pairs = pair_up(spans, predicted, score, threshold)
            tally.matched(text.id, pairs, _places(text.id, spans), _places(text.id, predicted))
        tallies.append(tally)
    return [*tallies, _speakers("speaker right on matched", texts)]


def _named_speakers(texts: Sequence[_Text]) -> Tally:
    """The speakers where the label is no pronoun: a name that resolves "he" cannot agree with "he"."""
    return _speakers("speaker right on matched, pronouns left out", texts, PRONOUNS)


def _speakers(name: str, texts: Sequence[_Text], without: frozenset[str] = frozenset()) -> Tally:
    tally = Tally(name, "share", [text.id for text in texts])
    _, score, threshold = _RULES[0]
    for text in texts:
        for i, j in sorted(pair_up(text.spans, [span for span, _ in text.found], score, threshold)):
            speaker, source = text.distinct[i].speaker, text.found[j][1].source
            if speaker and speaker.strip().lower() not in without:
                right = same_name(speaker, source.name if source else None)
                tally.item(text.id, place(text.id, text.spans[i]), right)
    return tally


def _spans_of(part: str, found: Iterable[tuple[Offsets, Attribution]]) -> list[Offsets]:
    """The spans of a part; a source stands where the passage mentions it, else where its name stands."""
    spans: list[Offsets | None] = []
    for content, attribution in found:
        if part == "content":
            spans.append(content)
            continue
        source = attribution.source
        span = attribution.cue if part == "cue" else source and (source.mention_span or source.span)
        spans.append((span.start, span.end) if span else None)
    return [span for span in spans if span]


def _parts(
    part: str, ids: Sequence[str], gold: Mapping[str, Sequence[Offsets]], found: Mapping[str, Sequence[Offsets]]
) -> list[Tally]:
    """F1 of the distinct spans of one part, whatever attribution they belong to, as taggers are scored."""
    tallies = []
    for rule, score in (("IoU >0.5", iou), ("exact", _exact)):
        tally = Tally(f"{part} span, {rule}", "f1", ids)
        for id in ids:
            labels, predicted = list(dict.fromkeys(gold[id])), list(dict.fromkeys(found[id]))
            pairs = pair_up(labels, predicted, score, 0.5)
            tally.matched(id, pairs, _places(id, labels), _places(id, predicted))
        tallies.append(tally)
    return tallies


def _places(id: str, spans: Sequence[Offsets]) -> list[str]:
    return [place(id, span) for span in spans]
