"""Citations that a text marks as such: entries in parentheses, Markdown links, bare addresses."""

import re
from datetime import date
from urllib.parse import urlsplit

from claimextract.models import CitedWork, WorkKind

from .citation_parts import AGENCIES, DATE, Mention, citation_date, clean, publisher_name
from .date_words import MONTH

_PARENTHESIS = re.compile(r"(?<!\])\(([^()\n]{2,400}(?:\n[^()\n]{1,400})?)\)")
_ENTRY_DATE = re.compile(
    rf"^(?P<who>[^,]{{1,80}}(?:,[^,]{{1,60}})??),?\s+(?P<date>{DATE})(?P<more>(?:,\s+{DATE}){{0,4}})[.,]?$"
)
_AUTHOR_YEAR = re.compile(
    r"^(?P<who>(?:(?:van|von|de|der|al)\s){0,2}[A-Z][\w’'-]+(?:(?:,|\s(?:and|&))\s[A-Z][\w’'-]+){0,3}(?:\set\sal\.?)?),?\s"
    r"(?P<year>(?:1[5-9]|20)\d\d)[a-z]?(?:[,:]\s?(?:pp?\.\s?)?\d[\d–-]*)?$"
)
_LEAD = re.compile(
    r"^(?P<lead>(?:photo\s)?(?:source|sources|credit|photo|image|via|quoted in|cited in|see also|see|cf\.|e\.g\.,?|"
    r"quelle|bron)(?::|\s)\s*)",
    re.IGNORECASE,
)
_ALIAS = re.compile(r"(?<![\w.’'-])([A-Z][\w.’'-]*(?:\s[\w.’'-]+){1,6})\s?\[([A-Z][A-Za-z.]{1,9})\]")
_NAME_START = re.compile(r"(?:the\s)?[“\"'*]?(?:[A-Z\d\u00c0-\u00de\u4e00-\u9fff]|[a-z]{1,2}[A-Z]|[a-z]+\.[a-z]{2,})")
_NO_PUBLISHER = re.compile(
    r"^(?:born|died|aged|from|since|until|effective|in|on|at|as of|updated|accessed|[bd]\.|"
    r"(?:Spring|Summer|Autumn|Fall|Winter|Early|Late|Mid)\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|"
    rf"{DATE}$|{MONTH}$|Q\d\b|FY)",
)
_OFFICIAL = re.compile(
    r"\b(?:Ministry|Department|Government|Council|Commission|Embassy|White House|NATO|Parliament|UN)\b"
)
_LINK = re.compile(
    r"(?<!!)\[(?P<text>[^\[\]\n]{1,300})\]\((?P<url>(?:[^()\s]|\([^()\s]{0,200}\)){0,2000})(?:\s\"[^\"\n]{0,200}\")?\)"
)
_URL = re.compile(
    r"(?:https?://|\bwww\.)[^\s<>\[\]{}\"“”«»()]{3,2000}(?:\([^\s<>()]{0,100}\)[^\s<>\[\]{}\"“”«»()]{0,500})?"
)


def find_parenthetical(text: str, published: str | date | None) -> list[Mention]:
    """Find citations in parentheses, each entry of "(Daily Post, June 3; Gov.example, May 2021)" by itself."""
    aliases = {match[2]: clean(match[1]) for match in _ALIAS.finditer(text)}
    found: list[Mention] = []
    for parenthesis in _PARENTHESIS.finditer(text):
        entries: list[tuple[int, int, CitedWork | None]] = []
        position = parenthesis.start(1)
        for piece in parenthesis[1].split(";"):
            start = position + len(piece) - len(piece.lstrip())
            end = position + len(piece.rstrip())
            position += len(piece) + 1
            if start < end:
                last = next((work for *_, work in reversed(entries) if work), None)
                entries.append((start, end, _entry(text[start:end], published, aliases, last)))
        if not any(work for *_, work in entries):
            continue
        for start, end, work in entries:
            kept = work or _undated(text[start:end], aliases)
            if kept:
                lead = _LEAD.match(text[start:end])
                found.append(Mention(start + lead.end() if lead else start, end, kept))
    return found


def _entry(
    entry: str, published: str | date | None, aliases: dict[str, str], last: CitedWork | None
) -> CitedWork | None:
    """The work of one entry; None for a parenthesis that cites nothing."""
    lead = _LEAD.match(entry)
    body = entry[lead.end() :] if lead else entry
    address = _URL.search(body)
    url = _trim(address[0]) if address else None
    if address:
        body = (body[: address.start()] + body[address.end() :]).strip(" ,")
    body = re.sub(r"\s+", " ", body)
    if last and last.publisher and re.fullmatch(DATE, body):  # "(Daily Post, June 3; June 9)"
        return last.model_copy(update={"date": citation_date(body, published), "url": url})
    if match := _AUTHOR_YEAR.match(body):
        who = match["who"]
        if not _NO_PUBLISHER.match(body) and not who.isupper():
            author = clean(who)
            return CitedWork(name=f"{author} ({match['year']})", author=author, date=match["year"], url=url)
    if (match := _ENTRY_DATE.match(body)) and _is_publisher(match["who"]):
        publisher = publisher_name(match["who"], aliases)
        return CitedWork(
            name=publisher,
            kind="statement" if _OFFICIAL.search(publisher) else "article",
            publisher=publisher,
            date=citation_date(match["date"], published),
            url=url,
        )
    if (lead or body in AGENCIES or url) and _NAME_START.match(body) and len(body) <= 80:
        publisher = publisher_name(body, aliases)
        return CitedWork(name=publisher, kind="website" if lead else "article", publisher=publisher, url=url)
    return None


def _is_publisher(name: str) -> bool:
    """Whether the words before a date are a publisher's name and no phrase of the sentence."""
    words = name.split()
    plain = [
        word for word in words[1:] if word.islower() and word not in {"of", "the", "and", "for", "de", "news", "la"}
    ]
    return bool(_NAME_START.match(name)) and not _NO_PUBLISHER.match(name) and len(words) <= 9 and len(plain) <= 2


def _undated(entry: str, aliases: dict[str, str]) -> CitedWork | None:
    """A bare name beside entries that are citations: "(Reuters; Daily Post, May 3)"."""
    if not _NAME_START.match(entry) or len(entry) > 60 or len(entry.split()) > 6:
        return None
    publisher = publisher_name(entry, aliases)
    return CitedWork(name=publisher, kind="article", publisher=publisher) if publisher else None


def find_links(text: str) -> list[Mention]:
    """Find Markdown links, "(#)" and the like without a target, and bare addresses."""
    found: list[Mention] = []
    for match in _LINK.finditer(text):
        url = match["url"] if re.match(r"https?://|www\.", match["url"]) else None
        if match["url"].startswith("mailto:"):
            continue
        site = _site(url)
        name = clean(match["text"])
        found.append(Mention(match.start(), match.end(), _link(name or site or "link", site, url)))
    taken = {position for mention in found for position in range(mention.start, mention.end)}
    for match in _URL.finditer(text):
        url = _trim(match[0])
        if match.start() not in taken:
            site = _site(url)
            found.append(Mention(match.start(), match.start() + len(url), _link(site or url, site, url)))
    return found


def _link(name: str, site: str | None, url: str | None) -> CitedWork:
    kind: WorkKind = "link"
    return CitedWork(name=name, kind=kind, publisher=site, url=url)


def _trim(url: str) -> str:
    """The address without the punctuation of the sentence that follows it."""
    return url.rstrip(".,;:!?'’*_")


def _site(url: str | None) -> str | None:
    if not url:
        return None
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:  # an address that only looks like one, such as "http://[broken"
        return None
    return host.removeprefix("www.") if host else None
