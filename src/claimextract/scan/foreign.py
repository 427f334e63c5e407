"""Quotations and their tags in languages that the parser does not read: a speech verb and a name beside the marks."""

import re
from collections.abc import Sequence

from claimextract.models import Quotation, Span

from .blocks import Block
from .cast import Cast
from .found import Found
from .sources import NOBODY, Resolved

_VERBS = {
    "de": "sagte|sagt|erklärte|erklärt|betonte|betont|meinte|meint|teilte|warnte|warnt|schrieb|schreibt|kritisierte|so|"
    "fügte|forderte|berichtete|kündigte|antwortete|behauptete|äußerte|versicherte|kommentierte",
    "fr": "a dit|dit|a déclaré|déclare|a affirmé|affirme|a expliqué|explique|a ajouté|ajoute|a indiqué|indique|"
    "a estimé|estime|a souligné|souligne|a précisé|précise|a assuré|assure|a écrit|écrit|a averti|"
    "selon|a annoncé|a répondu",
    "es": "dijo|dice|declaró|declara|afirmó|afirma|explicó|explica|añadió|añade|señaló|señala|aseguró|asegura|indicó|"
    "según|escribió|advirtió|manifestó|sostuvo|subrayó|comentó|respondió|anunció",
    "it": "ha detto|dice|disse|ha dichiarato|ha affermato|afferma|ha spiegato|spiega|ha aggiunto|aggiunge|secondo",
    "pt": "disse|diz|afirmou|afirma|declarou|explicou|acrescentou|segundo|escreveu|garantiu|destacou",
    "nl": "zei|zegt|verklaarde|aldus|volgens|schreef|schrijft|benadrukte|vertelde",
}
_WORD = r"[A-ZÀ-ÖØ-Þ](?:\.|[\w'’-]+)"
_NAME = rf"(?P<name>{_WORD}(?:\s+(?:(?:de|del|la|von|van|der|den|di|da|dos)\s+)*{_WORD}){{0,3}})"
_ROLE = r"(?:\s+(?:der|die|das|le|la|les|el|los|las|il|lo|o|a|de)?\s*[\w-]+){0,4}?\s+"
_CHINESE_VERB = "说|表示|称|指出|认为|强调|告诉|宣布|回应|写道|說|稱|指出|認為|強調"
_CHINESE_NAME = "(?P<name>[\u3400-\u9fff·]{2,4}?)"
_REACH = 120  # characters beside a quotation


def find(text: str, blocks: Sequence[Block], quotations: Sequence[Quotation], language: str, cast: Cast) -> list[Found]:
    """Every quotation of some length in prose, with the speaker whom a verb beside it names, or nobody."""
    found: list[Found] = []
    for quotation in quotations:
        block = next((b for b in blocks if b.start <= quotation.parts[0].start < b.end), None)
        if quotation.kind == "title" or block is None or block.kind != "prose":
            continue
        for part in quotation.parts:
            cue, source = _tag(text, block, part, language, cast)
            if cue is None and quotation.kind == "scare":
                continue
            content = [(part.start, part.end)]
            found.append(Found("direct", "speech", content, cue, source, "tag" if cue else "floating"))
    return found


def _tag(text: str, block: Block, part: Span, language: str, cast: Cast) -> tuple[tuple[int, int] | None, Resolved]:
    before, after = max(block.start, part.start - _REACH), min(block.end, part.end + _REACH)
    for pattern, start, end in _patterns(language, before, part, after):
        match = pattern.search(text, start, end)
        if match is not None:
            name = Span.of(text, *match.span("name"))
            return match.span("verb"), Resolved(cast.add(name.exact, "person", name), name, "likely", "name")
    return None, NOBODY


def _patterns(language: str, before: int, part: Span, after: int) -> list[tuple[re.Pattern[str], int, int]]:
    if language in {"zh", "ja"}:
        ahead = re.compile(rf"(?:^|[，。；！？、\s]|[^\W\d_]*){_CHINESE_NAME}(?P<verb>{_CHINESE_VERB})[^。“”]{{0,12}}$")
        return [
            (re.compile(rf"{_CHINESE_NAME}(?P<verb>{_CHINESE_VERB})[：:，,]?\s*(?=$)"), before, part.start),
            (ahead, before, part.start),
        ]
    verbs = rf"(?P<verb>{_VERBS.get(language, '(?!)')})"
    return [
        (re.compile(rf"\s*[,–—-]?\s*{verbs}(?:{_ROLE}|\s+){_NAME}"), part.end, after),
        (re.compile(rf"\s*[,–—-]?\s*{_NAME}\s+{verbs}\b"), part.end, after),
        (re.compile(rf"{_NAME}(?:,[^,.]*,)?\s+{verbs}\b[^.!?]{{0,60}}[:,]?\s*$"), before, part.start),
    ]
