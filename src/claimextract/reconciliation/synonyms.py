"""Words that the news uses for one thing: without them "12 died" and "15 were killed" do not meet."""

import re

from claimextract.language import stems

# One meaning a line; the first word stands for the rest. Only words that can take each other's place in a report.
_GROUPS_TEXT = """
kill die dies dead death deadly fatal fatally fatality killing slay slain
injure injury wound wounded hurt
earthquake quake tremor
acquire buy purchase acquisition takeover
percent cent pct
begin start
rise increase climb grow growth expand
fall decrease drop decline
reveal unveil introduce
attack assault
company firm
ally alliance allied
partner partnership
avoid abstain eschew shun refrain shy
pledge promise vow
conduct hold held
exercise drill maneuver manoeuvre
criticize criticise reproach censure condemn denounce rebuke
strengthen tighten bolster deepen reinforce
portray depict characterize characterise describe
weaken erode
tie relation relationship link
help aid assist assistance
inquiry investigation probe
renew renewal extend extension
mean meaning signify
warn warning caution
cut reduce reduction slash
strike hit rattle
danger risk
ceasefire truce armistice
sack dismiss
movie film
ship vessel
car vehicle
plane aircraft airplane jet airliner
cop police policeman
doctor physician medic
blast explosion
blaze fire
jail prison imprison
wed marry wedding
gunman attacker shooter
expensive costly
expert scholar analyst
commentary editorial
dispute quarrel
willing willingness
rival competitor
accuse accusation allege allegation
employee worker
employ payroll
steal stolen theft
wage salary
vote poll ballot
flood flooding
send dispatch
win victory
leave quit
accord pact treaty agreement deal
choose choice
big large huge
origin source
view regard
offer propose proposal
"""
# Names of places by which a government or a people is meant, and forms that stand for the full name.
_PLACES_TEXT = """
usa america washington
uk britain british london
china beijing prc sino
russia moscow kremlin
japan tokyo
france paris
germany berlin
iran tehran teheran
ukraine kyiv kiev
turkey ankara
israel jerusalem
egypt cairo
pakistan islamabad
india delhi
eu brussels
"""
_GROUPS = tuple(line.split() for line in (_GROUPS_TEXT + _PLACES_TEXT).strip().splitlines())
_PHRASES = (
    (re.compile(r"\bUnited States(?: of America)?\b(?!\s+[A-Z]\w+ (?:Lines|Steel))"), "USA"),
    (re.compile(r"\bUnited Kingdom\b|\bGreat Britain\b"), "UK"),
    (re.compile(r"\bPeople['’]s Republic of China\b"), "China"),
    (re.compile(r"\bEuropean Union\b"), "EU"),
    (re.compile(r"\bcease-fire\b", re.IGNORECASE), "ceasefire"),
)
# What is left of "aristocrat" and "aristocratic", of "combine" and "combination" shall be one.
_DERIVED = re.compile(r"(?<=\w{6})(?:ical|ic|ativ|at|iv|ly)$")
_ONE_WORD: dict[str, str] = {}
for _group in _GROUPS:
    for _word in _group:
        _ONE_WORD.setdefault(stems.stem(_word), stems.stem(_group[0]))


def one_word(stem: str) -> str:
    """The stem that stands for all stems of one meaning."""
    if known := _ONE_WORD.get(stem):
        return known
    short = _DERIVED.sub("", stem)
    return _ONE_WORD.get(short, short)


def spelled(text: str) -> str:
    """The text with names of several words that have a short form in that form."""
    for pattern, short in _PHRASES:
        text = pattern.sub(short, text)
    return text
