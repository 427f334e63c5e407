"""Works that a text names in prose: "a 2017 article by ...", "the joint statement of ...", treaties, interviews."""

import re
from datetime import date

from claimextract.models import CitedWork

from .citation_parts import KIND_OF, Mention, clean, dated, publisher_name
from .date_words import MONTH, YEAR, S, any_of, month

_TARGET = r"(?:\]\([^()\s]{0,2000}\))"
_OPEN = r"[\[*“\"]{0,2}"
_CLOSE = rf"(?:[*”\"]{{0,2}}{_TARGET}|[*”\"]{{1,2}}|)"
_CAP = r"(?:[A-Z\u00c0-\u00de][\w’'.&-]{0,40}(?<![.])|(?:[A-Z]\.){1,4})"
_NAME = (
    rf"(?:(?:the|The){S})?{_OPEN}{_CAP}(?:{S}(?:(?:of|for|and|on|de|du|der|van|von|la){S})?(?:(?:the){S})?{_OPEN}{_CAP}){{0,7}}{_CLOSE}"
)
_NAMES = rf"{_NAME}(?:(?:,{S}(?:and{S})?|{S}and{S}){_NAME}){{0,4}}"
_NOUN = rf"(?:{any_of(KIND_OF)})"
_LOW = rf"(?:[a-z][\w’'-]{{0,30}}{S}){{0,3}}?"
_QUOTED = r"(?:“[^“”\n]{3,200}”|\"[^\"\n]{3,200}\"|«[^«»\n]{3,200}»|\*[^*\n]{3,200}\*)"
_SAYS = r"(?:explained|wrote|argued|said|stated|claimed|noted|warned|declared|suggested|outlined|called|described|asserted|put{S}it)"
_ISSUES = r"(?:published|ran|carried|issued|released|printed|posted|put{S}out)".replace("{S}", S)

_WORK = re.compile(
    rf"""
    (?:(?P<writer>{_NAME})(?:{S}(?:has|had|also))?{S}{_SAYS.replace("{S}", S)}{S}in{S}
      |(?P<issuer>{_NAME})(?:{S}(?:has|had|also))?{S}{_ISSUES}{S}
      |(?P<owner>{_NAME})(?<=[’'\w])[’']s?{S})?
    (?P<phrase>{_OPEN}(?:\b(?P<det>(?i:an?|the|this|that|another|its|his|her|their|one)){S}|(?<=[’']s\s)|(?<=s[’']\s)){_OPEN}{_LOW}
      (?:(?:(?P<month>{MONTH}){S})?(?P<year>{YEAR}){S})?{_LOW}
      (?:(?P<publisher>{_NAME})(?:[’']s?)?{S})?{_LOW}
      {_OPEN}(?P<noun>{_NOUN})\b{_CLOSE}
      (?P<tail>
        (?:{S}(?:(?:written|authored|co-authored|issued|released|prepared|conducted|commissioned){S})?(?:by|from){S}(?P<by>(?:[a-z]+{S}){{0,3}}?{_NAMES})
          |,?{S}(?:that{S}was{S})?(?:(?:published|printed|carried|posted|released){S})?(?:in|on|by){S}(?P<in>{_NAME})
          |{S}(?:with|to|for){S}(?P<with>{_NAME})
          |(?:[^.\n“”"]|“[^“”\n.]{{1,60}}”){{0,200}}?\b(?:entitled|titled|called|headlined):?,?{S}(?P<title>{_QUOTED})
          |,{S}(?P<title2>{_QUOTED})){{0,3}}))
    """,
    re.VERBOSE,
)
