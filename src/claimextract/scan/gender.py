"""Whether a person is "he" or "she": by title and role, by pronouns beside the name, by a common given name."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from claimextract.language.names import name_words

from .cast import Person
from .parse import ParsedBlock

_MALE_WORDS = frozenset(
    """
    mr sir lord king prince father brother son husband uncle grandfather congressman chairman spokesman businessman
    councilman fireman policeman gentleman man boy duke
    """.split()
)
_FEMALE_WORDS = frozenset(
    """
    actress aunt businesswoman chairwoman congresswoman councilwoman dame daughter duchess girl grandmother lady miss
    mother mrs ms policewoman princess queen sister spokeswoman wife woman
    """.split()
)
# The commonest given names of either sort in English-speaking countries.
_MALE_NAMES = frozenset(
    """
    aaron adam adrian ahmed alan albert alexander alfred ali allan allen andre andrew anthony antonio arthur barry ben
    benjamin bernard bernie bill bob brad brandon brendan brent brett brian bruce bryan calvin carl carlos charles
    charlie chris christopher chuck claude colin craig curtis dale damian dan daniel darren dave david dean dennis
    derek diego dmitri dominic don donald doug douglas duncan dylan ed eddie edward edwin emmanuel eric ethan eugene
    evan fernando francis francisco frank fred frederick gabriel gareth gary gavin geoff geoffrey george gerald gerard
    gilbert glen glenn gordon graham grant greg gregory guy hans harold harry harvey hassan hector henry herbert
    howard hugh hugo hussein ian ibrahim isaac ivan jack jacob jacques jake james jared jason jay jean-claude jeff
    jeffrey jeremy jerome jerry jesse jim jimmy joe joel johannes john johnny jon jonathan jordan jorge jose joseph
    josh joshua juan julian justin karl keith ken kenneth kevin klaus kurt kyle larry lars laurence lawrence leo leon
    leonard liam lloyd louis lucas luis luke malcolm marc marcel marco marcus mario mark martin marvin mathieu matt
    matthew maurice max michael michel miguel mike mitchell mohamed mohammad mohammed muhammad murray nathan neil
    nicholas nick nigel noah norman oliver omar oscar otto owen pablo patrick paul pedro peter phil philip philippe
    pierre pieter rafael ralph ramon randy raymond ricardo richard rick rob robert roberto rod rodney roger roland ron
    ronald ross roy rupert russell ryan samuel scott sean sebastian sergei sergio seth shane shawn simon stanley
    stefan stephen steve steven stewart stuart ted terrence terry theodore thomas tim timothy todd tom tomas tommy
    tony travis trevor tyler vernon victor vincent vladimir walter warren wayne wesley will william yusuf zachary
    """.split()
)
_FEMALE_NAMES = frozenset(
    """
    abigail ada agnes aisha alexandra alice alicia alison allison amanda amber amelia amy ana andrea angela angelina
    anita ann anna annabel anne annette annie april ariana audrey barbara beatrice becky bernadette beth betty beverly
    brenda bridget brittany camille candice carla carmen carol carolina caroline carolyn carrie catherine cathy
    cecilia celine charlene charlotte cheryl chloe christina christine cindy claire clara claudia colleen connie
    crystal cynthia daisy danielle dawn debbie deborah debra denise diana diane dolores donna doris dorothy edith
    eileen elaine eleanor elena elisabeth elise elizabeth ella ellen elsa emilia emily emma erica erika erin esther
    eva evelyn fatima fiona florence frances francesca gail geraldine gina gloria grace greta hannah hazel heather
    heidi helen helena hilary hillary holly ingrid irene iris isabel isabella isabelle ivy jacqueline jane janet
    janice jasmine jean jeanne jenna jennifer jenny jessica jill joan joanna joanne jocelyn jody josephine joyce
    juanita judith judy julia juliana julie june karen kate katherine kathleen kathryn kathy katie kelly kim kimberly
    kirsten kristen kristin laura lauren leah leila lena leslie lillian linda lindsay lisa liz lois lori lorraine
    louise lucia lucy lydia madeleine madison maggie marcia margaret maria marianne marie marilyn marina marion
    marjorie marlene martha mary maureen megan melanie melissa mercedes meredith mia michelle mildred miranda miriam
    molly monica nadia nancy naomi natalia natalie natasha nicole nina nora norma olga olivia pamela patricia patty
    paula pauline peggy penny phyllis priscilla rachel rebecca regina renee rhonda rita roberta robin rosa rose
    rosemary ruth sabrina sally samantha sandra sara sarah shannon sharon sheila shelley sherry shirley silvia simone
    sofia sonia sophia sophie stacey stephanie sue susan suzanne sylvia tamara tania tanya tara teresa theresa tiffany
    tina tracy ursula valerie vanessa vera veronica victoria virginia vivian wanda wendy yasmin yolanda yvette yvonne
    zoe
    """.split()
)
_HE = frozenset("he him his himself".split())
_SHE = frozenset("she her hers herself".split())


def assign(text: str, members: Iterable[Person], parsed: Sequence[ParsedBlock]) -> None:
    """Set the gender of every person of the cast that the text or the name gives away."""
    people = [member for member in members if member.kind == "person"]
    beside = _pronouns_beside(people, parsed)
    for member in people:
        member.gender = _by_words(text, member) or _by_pronouns(beside[id(member)]) or _by_name(member)


def is_given_name(word: str) -> bool:
    """Whether a word is a common given name."""
    return word.lower() in _MALE_NAMES | _FEMALE_NAMES


def _by_words(text: str, member: Person) -> str | None:
    words = re.findall(r"[a-z]+", (member.role or "").lower())[-3:]
    for span in member.mentions:
        words += re.findall(r"[A-Za-z]+", text[max(0, span.start - 8) : span.start].lower())[-1:]
    male, female = sum(word in _MALE_WORDS for word in words), sum(word in _FEMALE_WORDS for word in words)
    return None if male == female else "male" if male > female else "female"


def _by_pronouns(votes: Counter[str]) -> str | None:
    total = votes.total()
    return next((gender for gender, n in votes.items() if n >= 2 and n > 0.8 * total), None)


def _by_name(member: Person) -> str | None:
    words = name_words(member.name)
    if len(words) < 2:
        return None
    return "male" if words[0] in _MALE_NAMES else "female" if words[0] in _FEMALE_NAMES else None


def _pronouns_beside(people: Sequence[Person], parsed: Sequence[ParsedBlock]) -> dict[int, Counter[str]]:
    """How often "he" or "she" stands after a name in a sentence that names nobody else, outside quotation marks."""
    votes: dict[int, Counter[str]] = {id(member): Counter() for member in people}
    places = sorted((span.start, id(member)) for member in people for span in member.mentions)
    for block in parsed:
        for sentence in block.doc.sents:
            start, end = block.block.start + sentence.start_char, block.block.start + sentence.end_char
            named = [(at, key) for at, key in places if start <= at < end]
            if len({key for _, key in named}) != 1:
                continue
            first, key = named[0]
            for token in sentence:
                if block.start(token) > first and not block.quoted[token.i] and token.lower_ in _HE | _SHE:
                    votes[key]["male" if token.lower_ in _HE else "female"] += 1
    return votes
