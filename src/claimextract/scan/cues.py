"""Cues: the words that say that somebody says, writes, believes or plans something.

Collected from reporting verbs of English news prose; grouped by the mode that DESIGN's records name.
"""

from claimextract.models import AttributionMode

_SPEECH = """
accuse acknowledge add admit advise advocate affirm agree allege allow announce answer apologize appeal argue articulate
ask assert assure attest blame boast brag call caution censure charge cite claim comment complain concede conclude
condemn confess confide confirm contend continue counter criticise criticize declare decry defend define demand denounce
deny describe disclose dismiss dispute echo elaborate emphasise emphasize encourage estimate exclaim exhort explain
express finish forecast grumble hint imply inform inquire insist interject invoke joke lament maintain marvel mention
mumble murmur muse mutter note object observe opine order pitch plead pledge point posit praise preach predict proclaim
profess promise pronounce propose protest quip quote raise reason reassure rebut recall recommend recount refute
reiterate relate remark remind repeat reply report respond retort reveal say scoff shout signal speak speculate state
stipulate stress suggest swear talk tell testify thank theorize threaten tout tweet urge utter vent voice vow warn weigh
whisper wonder yell
""".split()
_WRITING = "write tweet post blog note".split()
_BELIEF = """
agree anticipate assess assume believe calculate concern consider deem discover doubt dread expect fear feel figure
find foresee guess hope imagine judge know learn like perceive presume realize recognise recognize regard regret see
sense suppose surmise suspect think understand view worry
""".split()
_INTENTION = """
aim aspire attempt choose decide decline desire elect hesitate intend mean plan prefer prepare refuse resolve seek
strive try want wish
""".split()

# Verbs that attribute only with a clause or a quotation behind them, never with a mere object.
MODES: dict[str, AttributionMode] = {
    **dict.fromkeys(_INTENTION, "intention"),
    **dict.fromkeys(_BELIEF, "belief"),
    **dict.fromkeys(_WRITING, "writing"),
    **dict.fromkeys(_SPEECH, "speech"),
}
MODES["tweet"] = "writing"
MODES["agree"] = "speech"
MODES["note"] = "speech"

# Verbs that stand next to direct speech and nothing else, or that report it whatever follows.
SAYING = frozenset(_SPEECH) | frozenset(_WRITING)

# Documents say things too, with verbs of their own.
DOCUMENT_VERBS: dict[str, AttributionMode] = dict.fromkeys(("show", "indicate", "direct", "depict", "read"), "writing")
DOCUMENT_NOUNS = frozenset(
    """
    account affidavit agreement analysis article bill book brief bulletin charter column commentary communique
    communiqué complaint concept constitution contract declaration document dossier draft editorial email essay
    feature filing finding guideline indictment law lawsuit leaflet letter list manifesto manual memo memorandum
    message motion note notice op-ed opinion order paper petition piece plan poll post proposal publication record
    regulation release report resolution review ruling script statement story strategy study submission suit survey
    text treaty tweet verdict warrant website
""".split()
)
MEDIA_WORDS = frozenset("daily news post times herald journal tribune guardian press agency gazette newspaper".split())
PERSON_NOUNS = frozenset(
    """
    activist actor actress administrator adviser advisor advocate aide ambassador analyst artist athlete attorney
    author backer boss boy brother candidate captain ceo chairman chairperson chairwoman chancellor chef chief coach
    colleague columnist commander commissioner congressman congresswoman consultant coroner correspondent councillor
    councilor counsel critic customer dad daughter defendant demonstrator deputy detective developer diplomat
    director doctor driver economist editor employee engineer envoy executive expert farmer father firefighter
    founder friend girl governor grandfather grandmother head historian host husband insider inspector investigator
    investor journalist judge landlord lawmaker lawyer leader lobbyist man manager mayor member minister moderator
    mom mother musician narrator negotiator neighbor neighbour nominee nurse observer officer official opponent
    organizer owner parent parliamentarian partner passenger pastor patient physician pilot planner player policeman
    politician pollster premier president priest principal producer professor proponent prosecutor protester
    publicist reporter representative researcher resident rival runner scholar scientist secretary senator sergeant
    sheriff singer sister soldier son source speaker specialist spokesman spokesperson spokeswoman staffer
    strategist student superintendent supporter surgeon survivor suspect teacher technician teen teenager tenant
    therapist treasurer undersecretary veteran victim volunteer voter wife winner witness woman worker writer
""".split()
)
# Cues strong enough to make any noun a source.
STRONG = frozenset(
    """
    accuse acknowledge add admit agree allege announce argue assert assure believe call caution charge claim complain
    concede confirm contend declare deny describe emphasise emphasize estimate expect explain fear hope insist
    maintain note point posit predict reason reply report respond say state stress tell think vow warn worry write
""".split()
)
# Cues that take an infinitive: what somebody asks, promises, wants.
INFINITIVE = frozenset(
    """
    advise agree aim ask aspire attempt beg call caution choose claim command decide decline demand desire direct
    encourage expect hope implore instruct intend invite offer order persuade plan pledge prefer prepare press
    promise propose recommend refuse remind request seek tell threaten urge vow want warn wish
""".split()
)
# Cues that give a thing a name.
NAMING = frozenset("brand call consider deem dub label name pronounce".split())
# Cues between which and their clause no object of theirs stands.
BESIDE_CLAUSES = frozenset("add allege argue believe claim conclude insist note say state suggest think".split())
# Cues whose content follows a preposition.
PREPOSITIONS: dict[str, frozenset[str]] = {
    "accuse": frozenset({"of"}),
    "advocate": frozenset({"for"}),
    "appeal": frozenset({"for"}),
    "apologize": frozenset({"for"}),
    "argue": frozenset({"for", "against"}),
    "believe": frozenset({"in"}),
    "call": frozenset({"for", "on"}),
    "comment": frozenset({"on"}),
    "complain": frozenset({"about", "of"}),
    "insist": frozenset({"on"}),
    "plead": frozenset({"for"}),
    "press": frozenset({"for"}),
    "push": frozenset({"for"}),
    "speak": frozenset({"of", "about"}),
    "talk": frozenset({"about"}),
    "think": frozenset({"of", "about"}),
    "warn": frozenset({"of", "against", "about"}),
    "worry": frozenset({"about"}),
}
# Of these, those whose phrase tells what is asked for, in nobody's words.
ASKING = frozenset("advocate appeal argue call plead press push".split())
# Bodies and data that "according to" may name, beside people and documents.
BODY_NOUNS = frozenset(
    """
    administration agency airline alliance army association authority automaker bank bloc board brigade
    broadcaster bureau campaign carmaker chain charity city clinic club coalition commission committee company
    congregation consortium cooperative corporation council country county court data database datum department
    embassy estimate family federation figure firm foundation government group hospital infirmary inspectorate
    institute lab law league magazine media medium military ministry movement municipality nation network newspaper
    nonprofit number office organisation organization outlet panel parliament party police press prosecution
    publisher regime regulator research retailer school secretariat senate service society staff state statistic
    supplier syndicate team town treasury tribunal union university utility watchdog
""".split()
)
# Verbs whose mere object tells what somebody takes a stand on: no words are reported, an attitude is.
STANCE = frozenset(
    """
    acknowledge admire admonish advocate applaud appreciate assail back bash believe berate blame blast castigate
    censure challenge champion chastise condemn consider criticise criticize decry defend demand denounce deny
    depict deplore deride disavow disdain dismiss disparage dispute disregard doubt downplay embrace emphasise
    emphasize endorse envision expect favor favour fear foresee hail hate highlight insult invoke know lambaste
    lament laud like love mock oppose paint pan portray praise predict prefer promote question raise rebuke regret
    reject remember resent resist respect ridicule scold slam slander stress support suspect tout trash underline
    underscore understand urge welcome
""".split()
)
# Verbs whose mere object is what somebody speaks of.
RAISING = frozenset(
    """
    cite describe detail disclose discuss debate document mention outline reference reveal
""".split()
)
# Verbs whose mere object tells what somebody wants.
WANTING = frozenset("offer pledge promise propose recommend request seek threaten want".split())
# Verbs that set one thing beside another, with the prepositions between the two.
COMPARING: dict[str, frozenset[str]] = {
    "attack": frozenset({"as", "for"}),
    "compare": frozenset({"to", "with"}),
    "describe": frozenset({"as"}),
    "liken": frozenset({"to"}),
    "link": frozenset({"to", "with"}),
    "tie": frozenset({"to"}),
    "view": frozenset({"as"}),
}
# Verbs that tell "in terms of" what somebody describes a thing.
DEFINING = frozenset("define depict describe explain portray".split())
# Nouns that mean a body named before, whatever its name.
ANY_BODY = frozenset(
    """
    agency airline automaker bank broadcaster bureau carmaker chain charity club company department firm group
    institute league magazine ministry network newspaper nonprofit organisation organization outlet paper regulator
    retailer supplier team union utility watchdog
""".split()
)
# Documents in which somebody speaks in person.
OWN_WORDS = frozenset(
    """
    affidavit article column email essay letter memo memorandum message op-ed post release statement submission
    testimony tweet
""".split()
)
# What shows something without being a document.
EVIDENCE = frozenset("average chart data datum estimate figure footage number record slide statistic video".split())
# Nouns that hold a claim, with the mode of what they hold.
CUE_NOUNS: dict[str, AttributionMode] = {
    **dict.fromkeys(
        """
        accusation admission allegation announcement argument assertion assurance charge claim comment complaint
        conclusion confirmation contention declaration denial emphasis estimate explanation finding insistence
        message observation pledge prediction promise remark reminder report ruling rumor statement suggestion
        testimony threat vow warning
""".split(),
        "speech",
    ),
    **dict.fromkeys(
        """
        assessment assumption belief concern confidence conviction doubt expectation fear hope idea impression notion
        position stance suspicion theory view
        """.split(),
        "belief",
    ),
}
# Nouns that hold an intention, told by an infinitive: "her plan to resign".
AIM_NOUNS = frozenset(
    """
    aim ambition commitment decision desire determination intent intention plan pledge promise readiness refusal
    reluctance resolve vow willingness wish
""".split()
)
# Adjectives that say what somebody means to do.
AIM_ADJECTIVES = frozenset("anxious determined eager hesitant keen ready reluctant unwilling willing".split())
# Adjectives that say what somebody holds to be so.
CUE_ADJECTIVES = frozenset(
    """
    adamant afraid angry aware certain clear concerned confident convinced disappointed glad grateful happy hopeful
    mindful optimistic pleased positive proud sad skeptical sorry sure surprised worried
""".split()
)
