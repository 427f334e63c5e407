"""Kind, certainty and polarity by the words of a claim, for where no model is asked."""

import re

from claimextract.language.negation import polarity
from claimextract.models import Certainty, ClaimKind, Polarity

_PROPOSAL = re.compile(
    r"\b(?:should|must|ought to|need(?:s|ed)? to|has to|have to|had better|would do well to|let us|"
    r"(?:is|are) (?:essential|imperative|necessary)|recommend\w*|propos(?:e|es|ed)\b|urge[sd]?|"
    r"call(?:s|ed)? (?:for|on))\b",
    re.IGNORECASE,
)
_PREDICTION = re.compile(
    r"\b(?:will|won['’]t|shall|(?:is|are) (?:going|set|expected|bound|likely|unlikely|poised) to|would\b(?! do well)|"
    r"expect(?:s|ed)? to|likely (?:continue|result|to)|could\b.{0,60}\b(?:future|in time|eventually|if)\b)",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"\b(?:I (?:think|believe|feel|hope)|in my (?:view|opinion)|important|significan(?:t|ce)|essential|alarming|"
    r"unfortunate(?:ly)?|remarkabl[ey]|dangerous|good|bad|better|worse|best|worst|great|terrible|wise|foolish|"
    r"clearly|indeed|tempting|disappointing|unacceptable|positive|negative|big(?:ger)?|"
    r"unprecedented|malign|key to|definitely|striking(?:ly)?|ruthless|relic)\b",
    re.IGNORECASE,
)
_POSSIBLE = re.compile(
    r"\b(?:may|might|could|can be|possibly|possible(?!\s+[a-z]+s\b)|perhaps|maybe|potential(?:ly)?|conceivabl[ey]|"
    r"arguably|unclear|uncertain)\b",
    re.IGNORECASE,
)
_PROBABLE = re.compile(
    r"\b(?:likely|unlikely|probabl[ey]|expected|appears?|seems?|suggests?|reportedly|allegedly|apparently|"
    r"presumably|tends?|signs that)\b",
    re.IGNORECASE,
)

# "might", "will" and "must" that are nouns: behind their owner, before "of" or a verb of their own; and the month.
_NOUNS = re.compile(
    r"\b(?:one['’]s|his|her|its|their|our|my|your|an?|the|newfound|economic|financial|industrial|naval|political)\s+"
    r"(?:might|will|must)\b"
    r"|\b(?:might|will|must)(?=\s+(?:of(?!\s+course)|to|is|was|has)\b)"
    r"|\b(?:in|of|since|last|next|this|early|late|until|by|from|before|after|during)\s+May\b|\bmid-May\b|\bMay(?=\s+\d)"
)
_FEARED = re.compile(r"(?:fear|suspect|worr|dread)", re.IGNORECASE)
# These negate the phrase that follows, not the statement.
_PHRASES = re.compile(
    r"\b(?:without|rather than|instead of|not to|lack of|absence of)\b[^,.;:]*"
    r"|\b(?:no|little) (?:other )?(?:choice|option|alternative) but\b"
    r"|(?<!\bis)(?<!\bare)(?<!\bwas)(?<!\bwere)(?<!\bbe)(?<!\bbeen)(?<!\bbeing)(?<!\bhas)(?<!\bhave)(?<!\bhad)"
    r"(?<!\bdid)(?<!\bdoes)(?<!\bdo) not \w+ed by\b[^,.;:]*",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[“”„«»\"]")


def kind_of(words: str) -> ClaimKind:
    """Fact, prediction, opinion or proposal, by modal verbs and judging words."""
    words = _NOUNS.sub("", words)
    if _PROPOSAL.search(words):
        return "proposal"
    if _PREDICTION.search(words):
        return "prediction"
    if _OPINION.search(words):
        return "opinion"
    return "fact"


def certainty_of(words: str, cue: str = "") -> Certainty:
    """How sure the wording is of itself; what is only feared or suspected (``cue``) is possible."""
    words = _NOUNS.sub("", words)
    if _POSSIBLE.search(words) or _FEARED.match(cue):
        return "possible"
    if _PROBABLE.search(words):
        return "probable"
    return "certain"


def polarity_of(words: str) -> Polarity:
    """Whether the main statement of a claim is negated; words in quotation marks are a part of what it states."""
    return polarity(_PHRASES.sub("", _MARKS.sub("", words)))
