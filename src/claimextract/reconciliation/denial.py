"""Words by which a text calls a report untrue, or leaves open whether it is true."""

import re
from functools import lru_cache

_REPORT = (
    r"(?:reports?|claims?|rumou?rs?|allegations?|accusations?|suggestions?|speculation|stor(?:y|ies)|news|talk|tales?|"
    r"notion|idea|theor(?:y|ies))"
)
_BE = r"(?:is|was|are|were|be|been|['’]s)"

# Who puts a report down: "dismisses rumours", "shoots down the claim", "denies the story".
_PUT_DOWN = (
    r"(?:dismiss|quash|squash|dispel|disput|rubbish|slam|blast|silenc|scotch)\w*|contradict(?:s|ed|ing)?",
    r"(?:shoot|shot|knock|shut)\w*\s+down",
    r"(?:brush|laugh)\w*\s+(?:off|aside)",
    r"(?:hits?|fires?|fired)\s+back\s+at",
    r"lash(?:es|ed)\s+out\s+at",
    r"den(?:y|ies|ied|ying)",
    r"reject(?:s|ed|ing)?",
    r"(?:rebuff|pooh-?pooh|downplay)\w*|scoff\w*\s+at|play\w*\s+down|puts?\s+an\s+end\s+to|clear\w*\s+up",
    r"distanc\w*\s+\w+sel(?:f|ves)\s+from",
)
# Verbs and phrases that say by themselves that something is not so.
_UNDONE = (
    r"debunk(?:s|ed|ing)?|refut(?:es?|ed|ing)|rebut(?:s|ted)?|disprov(?:es?|ed|en|ing)|discredit(?:s|ed)?|retract(?:s|ed|ion)?",
    r"pours?\s+cold\s+water|put(?:s|ting)?\s+to\s+rest|record\s+straight|out\s+of\s+context|not\s+so\s+fast",
    rf"contrary\s+to|despite\s+(?:\w+\s+){{0,2}}{_REPORT}|truth\s+(?:about|behind)",
    r"made\s+(?:it|that|this|the\s+\w+)\s+up|lied\s+about|all\s+lies|too\s+good\s+to\s+be\s+true",
    r"never\s+(?:really\s+|actually\s+)?happened|no\s+(?:truth|basis|substance|foundation)",
    rf"(?:wrongly|mistakenly|falsely)\s+(?:report|claim|identif|believ|describ|stat|assum)\w*|mistaken\s+for|{_BE}\s+wrong",
    rf"(?:(?:{_BE}|just|only)\s+(?:just\s+)?an?\s+(?:lie|joke|prank|rumou?r)|an?\s+(?:lie|joke|prank)(?=\W*$|,))|{_BE}\s+actually|actually\s+(?:shows?|from|taken|an?|the)",
    rf"{_BE}(?:\s+not|n['’]t)\s+(?:what\s+(?:it|they)\s+(?:seem|appear|look)s?|(?:really\s+)?(?:true|real|so))",
    r"call(?:s|ed|ing)?\s+(?:\w+\s+){1,6}?(?:an?\s+)?(?:lies?|rumou?rs?|nonsense|inventions?)(?=\W*$|[,.;:])",
    r"(?:photo|picture|video|image|clip|footage)\w*\s+(?:(?:is|was|are|were)\s+(?:from|old|(?:\w+\s+){0,2}years?\s+old)|dates?\s+(?:from|back))",
    # who believed it was deceived, or it never was
    r"(?:fooled|duped|hoodwinked|tricked|pranked)\s+by|(?:fell|fall|falls|falling|fallen)\s+for\s+(?:an?|the|this|that|it)\b",
    r"no\s+such\s+(?:thing|person|place|event|plans?|attack|law|rule|ban)|never\s+(?:said|did|was|were|existed)\b",
    r"(?:admit(?:s|ted)?|confess(?:es|ed)?)\s+(?:to\s+)?(?:making\s+up|inventing|fabricating|faking|lying)|cooked\s+up",
    rf"{_BE}(?:\s+not|n['’]t)\s+(?:actually|really|quite)",
    r"(?:was|were)\s+staged(?=\W*$|[.,;:]|\s+(?:for|by)\b)",
    # it is told as it was
    r"(?:was|were)\s+(?:just|only|really)\s+an?(?!\s+(?:few|bit|little|lot|matter|couple|handful|question|part)\b)",
    r"turns\s+out|what\s+really\s+happened|(?:real|whole)\s+story\s+(?:behind|about)|mystery\s+(?:is\s+|was\s+)?solved",
    # others were taken in, or the reader is warned
    r"(?:fool|trick|dup|hoax|prank|deceiv|bamboozl|hoodwink|mislead|misled)\w*\s+(?:\w+\s+){0,3}(?:internet|media|world|"
    r"everyone|us|you|twitter|facebook|people|millions|thousands|press|reporters|journalists|public|web|fans|readers|"
    r"viewers|users)",
    r"(?<![\w,] )(?:(?:don['’]?t|do\s+not|no\s+need\s+to)\s+(?:be(?:lieve)?|fall\s+for|panic|worry|share|trust)|"
    r"stop\s+(?:believing|sharing|worrying|panicking))|think\s+again|nothing\s+to\s+(?:worry|fear)",
    # who spread it takes it back
    r"(?:backtrack|recant|backpedal|disavow)(?:s|ed|ing)?|got\s+it\s+(?:all\s+)?wrong",
    # it is known as hearsay
    r"(?:death|divorce|split|engagement|pregnancy)\s+rumou?rs?|(?:despite|end(?:s|ed|ing)?)\s+(?:\w+\s+){0,3}rumou?rs?",
)
# What the report is said to be.
_UNTRUE = (
    r"faked|fakery|made[- ]up|fabricated|concocted|groundless|myths?|urban\s+legend|conspiracy\s+theory|false\s+alarm",
    r"fictiti?ous|fictional|satir(?:e|ical)|spoof|parody|photoshopped|doctored|publicity\s+stunt|figment|nonsense",
    r"misreport(?:s|ed)?|misidentified|misquoted|misinterpreted|misunderstood|erroneous(?:ly)?|inaccurate(?:ly)?",
    r"incorrect(?:ly)?|exaggerated|overblown|ridiculous|absurd|preposterous|laughable|far-fetched",
    r"april\s+fool\w*|photo-?shop\w*|computer[- ]generated|digitally\s+(?:altered|manipulated|created)|satirists?",
    r"(?:marketing|pr|advertising|media|elaborate|cruel|sick|practical)\s+(?:stunt|prank|ploy|gimmick|joke|trick)|"
    r"pranksters?|trolled|hoax(?:er|ster)s?|bunk(?:um)?|baloney|hogwash|malarkey|bullshit|poppycock|claptrap|hokum|"
    r"rubbish(?:es|ed)|tall\s+tales?|falsehoods?|fake\s+news|impost[eo]rs?|look-?alikes?",
    # but a hoax call was made, and a bomb hoax took place
    r"(?<!bomb )(?<!phone )(?:hoax(?:es|ed)?|bogus|phony)"
    r"(?!\s+(?:calls?|callers?|threats?|bombs?|letters?|e-?mails?|devices?|goods|accounts?|documents?)\b)",
)
_DENIAL = re.compile(
    rf"\b(?:{'|'.join(_PUT_DOWN)})\s+(?:[\w'’‘“”\"]+[\s-]+){{0,3}}{_REPORT}\b|\b(?:{'|'.join((*_UNDONE, *_UNTRUE))})\b"
    rf"|\b{_REPORT}\b(?:(?!\b(?:not|never)\b|n['’]t)[^.;!?])*?\b(?:false|untrue|baseless|unfounded|premature)\b|\b(?:false|untrue|baseless|unfounded)\s+(?:\w+\s+)?{_REPORT}\b"
    # "fake passports" are as real as others; "is fake", "Fake:" and "fake death" say that something is not
    rf"|\bfake\b(?=\W*$|\s*[:;,.!?]|\s+(?:\w+\s+)?(?:{_REPORT}|photos?|pictures?|videos?|deaths?|quotes?)\b)"
    rf"|\b{_BE}\s+fake\b|\b{_BE}\s+\w+\s+fake\b(?!\s+(?-i:[a-z]))"
    r"|\bbut\s+(?:it|that|this|he|she|they|there)(?:['’]s|\s+(?:is|was|did|are|were|has|have))(?:\s+\w+ly)?(?:\s+not|n['’]t)\b"
    # it is asked and answered, or answered at once: "Dead? No", "No, he is not dead"
    r"|\?\s+(?:\w+\s+)?(?:not?|nope|hardly)\b"
    r"|^\W*(?:no|nope|sorry|relax|false|wrong|untrue|fact[- ]check)\s*[,:!.]",
    re.IGNORECASE,
)
# "has not been debunked" denies nothing.
_NOT_BEFORE = re.compile(r"(?:\b(?:not|never|no|cannot|without)|n['’]t)\s+(?:\w+\s+)?$", re.IGNORECASE)

_DOUBT = re.compile(
    r"\b(?:unconfirmed|unverified|unproven|unsubstantiated|unclear (?:whether|if)|"
    r"no (?:evidence|proof|confirmation|indication|signs?|record)|"
    r"not (?:yet )?(?:clear|known|certain|established|proven|aware) (?:whether|if|that|of)|unaware of|"
    r"doubtful|dubious|unlikely|impossible|implausible|questionable|sceptical|skeptical|"
    r"doubts? (?:about|over|whether|that|on)|unable to (?:confirm|verify|establish)|"
    r"(?:could|can|has|have) ?not (?:yet )?(?:be|been) (?:confirmed|verified|established)|"
    r"(?:could|can|did|has|have)(?: ?not|n['’]t) (?:yet )?(?:confirm|verify|establish)(?:ed)?|"
    r"yet to be (?:confirmed|verified|established|proven))\b",
    re.IGNORECASE,
)
# A headline that asks whether; "why", "how" and "who" take for granted what they ask about.
_ASKED = re.compile(r"(?!\W*(?:wh\w+|how|if)\b)(?:[^\s.!?,;:“”\"]+\s+){3,11}[^\s.!?,;:“”\"]+\?", re.IGNORECASE)


def denies_whole(text: str) -> bool:
    """Whether the text calls a whole report untrue, whatever else it denies."""
    return not all(_denials(text))


def stands_by(text: str) -> bool:
    """Whether the text says of a report that it was not denied: "has not been debunked"."""
    return any(_denials(text))


@lru_cache(maxsize=1024)
def _denials(text: str) -> tuple[bool, ...]:
    """For each place where a text calls a report untrue, whether that itself is denied."""
    return tuple(_NOT_BEFORE.search(text[: match.start()]) is not None for match in _DENIAL.finditer(text))


def doubts(text: str) -> bool:
    """Whether the text says that what it speaks of is not established, or only asks whether it is so."""
    return _DOUBT.search(text) is not None or _ASKED.match(text) is not None
