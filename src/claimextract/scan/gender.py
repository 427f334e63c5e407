"""Whether a person is "he" or "she": by title and role, by pronouns beside the name, by a common given name."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

from claimextract.language.names import name_words

from .cast import Person
from .parse import ParsedBlock

_MALE_WORDS = frozenset(
    """
    actor alderman boy boyfriend brother businessman chairman congressman councilman cowboy dad duke father fireman
    frontman gentleman grandfather grandson groom husband king lord man monsignor mr nephew policeman priest prince sir
    son spokesman stepfather uncle widower
    """.split()
)
_FEMALE_WORDS = frozenset(
    """
    actress alderwoman aunt bride businesswoman chairwoman congresswoman councilwoman dame daughter duchess girl
    girlfriend granddaughter grandmother lady midwife miss mom mother mrs ms mum niece nun policewoman princess queen
    sister spokeswoman stepmother widow wife woman
    """.split()
)
# The commonest given names of either sort in English-speaking countries.
_MALE_NAMES = frozenset(
    """
    aaron abdul abdullah abraham adam adrian ahmed aiden ajay akira alain alan alastair albert alejandro alexander
    alexandre alexei alfred ali alistair allan allen alvin amir anand anders andre andreas andrei andrew andy angelo
    anil anthony antoine anton antonio armand arnold arthur arturo arun ashok austin axel barney barry bart ben
    benedict benjamin benoit bernard bernardo bernie bert bilal bill bjorn bob boris brad brady brandon brendan brent
    brett brian bruce bryan bryce byron calvin carl carlos cedric cesar chad charles charlie chester chris christoph
    christopher chuck clarence claude cliff clifford clint clive cody colby cole colin conor conrad corey cory craig
    curtis cyril dale damian damon dan daniel danny darrell darren darryl dave david dean deepak denis dennis denny
    derek derrick desmond devin dick diego dieter dimitri dmitri dmitry dominic don donald donovan doug douglas duane
    duncan dwayne dwight dylan earl ed eddie edgar edmund eduardo edward edwin eli elias elijah elliot elliott emil
    emilio emmanuel enrique eric erik ernest ernesto esteban ethan etienne eugene evan evgeny fabio farouk felix
    ferdinand fernando fidel floyd francis francisco francois frank franklin franz fred frederick fritz gabriel gaetan
    gareth garry garth gary gaston gavin gene geoff geoffrey george georges gerald gerard gerhard gerry gideon gilbert
    gilles giovanni giuseppe glen glenn gord gordon graham grant greg gregor gregory guillaume gunther gus gustavo guy
    habib hamid hank hans harjit harold harry haruki harvey hassan hector heinrich hendrik henri henrik henry herbert
    hiroshi horst howard hubert hugh hugo humphrey hussein ian ibrahim igor imran ingmar irving irwin isaac isaiah
    ismail itzhak ivan ivor jack jacob jacques jagmeet jake jakob jamal james jared jason jasper javier jay jean-claude
    jean-francois jean-guy jean-marc jean-marie jean-paul jean-pierre jean-yves jeff jeffrey jens jeremy jerome jerry
    jerzy jesse jesus jim jimmie jimmy joachim joao joaquin joe joel joerg johan johann johannes john johnny jon jonah
    jonas jonathan jorge jose josef joseph josh joshua juan jules julian julio julius jurgen justin kareem karim karl
    keith ken kenneth kent kevin khalid klaus kofi krzysztof kurt kurtis kyle lance larry lars laurence lawrence lenny
    leo leon leonard leonardo leopold lester levi lewis liam lionel lloyd lorenzo louis luc luca lucas ludwig luigi
    luis luke lyle mahmoud mahmud malcolm manfred manny manuel marc marcel marcelo marco marcus marek mariano mario
    mark martin marvin massimo mathias mathieu matt matteo matthew matthias maurice mauricio max maxim maxime mehdi
    mehmet mel melvin mervyn michael michel mick miguel miguel-angel mikael mike mikhail miles milo miroslav mitch
    mitchell moe mohamed mohammad mohammed moises monty moses muhammad murray mustafa nasser nathan nathaniel navdeep
    ned neil nicholas nick nicolai nicolas niels nigel nikolai nils noah norbert norman olaf oleg oliver omar orlando
    orville osama oscar oskar otis otto owen pablo paolo pascal patrick paul pedro percy perry pete peter petr phil
    philip philippe pierre piers pieter piotr prakash preston quentin quincy rafael rainer raj rajesh rakesh ralph
    ramon randy raoul rashid raul ravi raymond reginald reinhard rene rex rhys ricardo richard richie rick rico rob
    robbie robert roberto rocco rod rodney rodrigo roger rohan roland roman romeo ron ronald ronnie rory roscoe ross
    rowan roy ruben rudolf rudy rufus rupert ruslan russell ryan sal salim salman salvador salvatore sami samir samuel
    sanjay santiago saul scott sean sebastian sebastien serge sergei sergio seth seymour shane shaun shawn sheldon sid
    sidney silvio simon spencer stan stanley stefan stefano stephane stephen sterling steve steven stewart stuart sunil
    suresh sven sylvain tarek tariq ted terrence thaddeus theo theodore thierry thomas tim timothy tobias toby todd tom
    tomas tomasz tommaso tommy tony travis trevor tyler tyrone umberto usman vaclav vernon victor vijay vikram vince
    vincent vito vlad vladimir volodymyr wade wally walt walter warren wayne wendell wesley wilbur wilfred wilhelm
    willem william winston wolfgang woody xavier yair yasser yitzhak yuri yusuf yves zach zachary zack zane ziad
    """.split()
)
_FEMALE_NAMES = frozenset(
    """
    abigail ada adele adriana agatha agnes agnieszka aileen aimee aisha alana alejandra alessandra alexa alexandra
    alice alicia alina alisha alison allie allison alma alyssa amal amanda amber amelia amina amira amy ana anastasia
    anastasiya andrea angela angelina angelique angie anika anita anja anjali ann anna annabel annabelle anne anneliese
    annette annick annie annika antoinette antonia anya april ariana arlene ashley astrid audrey aurora ayesha barb
    barbara beatrice becky bella bernadette beryl bessie beth betty beverly bianca birgit bonita bonnie brandi brenda
    bridget bridgette brigitte britney brittany bronwyn camilla camille candice cara carina carla carly carmen carol
    carole carolina caroline carolyn carrie cassandra cassie catalina catarina caterina catherine cathy catriona
    cecilia celia celine chantal charlene charlotte charmaine chelsea cherie cheryl chiara chloe chrissy christa
    christiane christie christina christine chrystia cindy claire clara clarice clarissa claudia claudine clementine
    colleen concetta connie constance consuelo cora cordelia corinne cristina crystal cynthia dagmar daisy dalia
    daniela danielle danika daphne darlene dawn deanna debbie deborah debra deirdre delia demi denise desiree diana
    diane dina dinah dolores dominika donna dora doreen doris dorothea dorothee dorothy edith edna effie eileen elaina
    elaine eleanor eleanora elena eliana elisa elisabeth elise eliza elizabeth elke ella ellen elodie eloise elsa elsie
    elvira emilia emilie emily emma enid erica erika erin ernestine esperanza estelle esther ethel eugenia eunice eva
    evangeline evelyn evelyne faith farah fatima faye felicia felicity fern fernanda fiona fionnuala flora florence
    fran frances francesca francine francoise freda frederica frieda gabriela gabriella gabrielle gail gayle genevieve
    georgina geraldine germaine gertrude gigi gina ginger giulia giuliana gladys glenda gloria grace greta gretchen
    guadalupe gwen gwendolyn hailey hanna hannah harriet hayley hazel heather heidi helen helena helene helga henrietta
    hermione hilary hilda hillary holly ida ilona imelda imogen ina ines inga ingeborg ingrid irena irene irina iris
    isabel isabella isabelle isla ivana ivanka ivy jacinda jacqueline jada jamila jana jane janet janice jaqueline
    jasmine jayne jeanette jeanne jeannette jeannine jemima jenn jenna jennifer jenny jeri jessica jill joan joanie
    joann joanna joanne joannie jocelyn joelle johanna jolene jordana josee josefina josephine josie joyce juanita judi
    judith judy julia juliana julie juliet juliette june justine kaitlin kaitlyn kamala kara karen karin karina karla
    kasia katarina kate katelyn katerina katharina katharine katherine kathleen kathryn kathy katie katja katrina kay
    kayla keira kendra kerstin kiera kimberly kirsten kirsty kristen kristin kristina kristine krystal lana lara
    larissa latisha latoya laura laurel lauren laurie lea leah leanne leila lena lenore leona leonora leticia lidia
    lilian liliana lillian lilly lily lina linda lindsey linh lisa livia liz liza lizzie lois lola loretta lori lorna
    lorraine lotte louisa louise lucia luciana lucie lucille lucinda lucy luisa lydia lydie lynda lynette lynn lynne
    mabel madeleine madison maeve magda magdalena maggie mahnaz maia mallory mandy manon mara marcia margaret margarita
    margaux margo margot marguerite maria mariah mariam mariana marianna marianne marie marie-claire marie-claude
    marie-eve marie-france marie-helene marie-josee mariel marilyn marina marion marisa marissa marjorie marjory
    marlene marlies marsha marta martha martina mary maryam maryanne mathilde matilda maud maude maura maureen mavis
    maya meaghan megan melania melanie melinda melissa melody mercedes meredith meryl mette mia michaela michele
    michelle mildred mimi mindy minnie miranda mireille miriam mitzi moira molly mona monica monika monique muriel myra
    myriam myrna nadia nadine nadja nancy nanette naomi natacha natalia natalie natasha nathalie nell nellie nettie
    ngaire nicole nicolette nikki nina noelle noemi noor nora noreen norma odette ofelia oksana olena olga olive olivia
    ophelia paige paloma pam pamela patricia patrizia patsy patty paula paulette pauline peggy penelope penny perla
    petra petronella phoebe phyllis pia pippa polly portia priscilla priya rachael rachel rachelle raisa ramona raquel
    reba rebecca regina renata renee rhoda rhonda rina rita roberta rochelle roisin romy rosa rosalia rosalie rosalind
    rosalyn rosanna rose roseanne rosemarie rosemary rosie roxane roxanne ruby ruth ruthie sabrina sadie sally salma
    samantha sandra sandrine sanna sara sarah saskia selena selma serena shanna shannon shari sharon sharron shawna
    sheila shelley shelly sherry shirin shirley shreya sienna sigrid silvia simona simone siobhan sofia solange soledad
    sonia sonja sophia sophie soraya stacey stefanie stella stephania stephanie sue sujata sunita susan susanna
    susannah susanne susie suzanna suzanne suzy svetlana sybil sylvia sylvie tabitha tamar tamara tammy tania tanya
    tara tasha tatiana tatyana teresa tess tessa thea thelma theresa therese theresia tiana tiffany tilda tina tonya
    tracey tracy tricia trina trish trisha trudy uma una ursula ute valentina valeria valerie vanessa vanya vera
    veronica veronique vicki vickie vicky victoria viola violet virginia viv vivian viviane wanda wendy whitney
    wilhelmina willa wilma winifred xenia yael yasmeen yasmin yasmine ylva yoko yolanda yuki yulia yvette yvonne zahra
    zainab zara zelda zoe zoya zsuzsa
    """.split()
)
_FEMALE_ENDING = re.compile(r"(?:[bcdlmnrstvz]ia|[eio]nna|ella|elle|ette|etta|issa|ita|een|lyn|lynn)$")
_HE = frozenset("he him his himself".split())
_SHE = frozenset("she her hers herself".split())


def assign(text: str, members: Iterable[Person], parsed: Sequence[ParsedBlock]) -> None:
    """Set the gender of every person of the cast that the text or the name gives away."""
    people = [member for member in members if member.kind == "person"]
    beside = _pronouns_beside(people, parsed)
    for member in people:
        votes = beside[id(member)]
        member.gender = (
            _by_words(text, member)
            or _by_pronouns(votes, 2)
            or _by_name(member)
            or _by_pronouns(votes, 1)
            or _by_ending(member)
        )


def is_given_name(word: str) -> bool:
    """Whether a word is a common given name."""
    return word.lower() in _MALE_NAMES | _FEMALE_NAMES


def _by_words(text: str, member: Person) -> str | None:
    words = re.findall(r"[a-z]+", (member.role or "").lower())[-3:]
    for span in member.mentions:
        words += re.findall(r"[A-Za-z]+", text[max(0, span.start - 8) : span.start].lower())[-1:]
    male, female = sum(word in _MALE_WORDS for word in words), sum(word in _FEMALE_WORDS for word in words)
    return None if male == female else "male" if male > female else "female"


def _by_pronouns(votes: Counter[str], least: int) -> str | None:
    total = votes.total()
    return next((gender for gender, n in votes.items() if n >= least and n > 0.8 * total), None)


def _by_name(member: Person) -> str | None:
    words = name_words(member.name)
    if len(words) < 2:
        return None
    return "male" if words[0] in _MALE_NAMES else "female" if words[0] in _FEMALE_NAMES else None


def _by_ending(member: Person) -> str | None:
    """Rare given names that end like most women's names."""
    words = name_words(member.name)
    return "female" if len(words) > 1 and _FEMALE_ENDING.search(words[0]) else None


def _pronouns_beside(people: Sequence[Person], parsed: Sequence[ParsedBlock]) -> dict[int, Counter[str]]:
    """How often "he" or "she" stands after a name in a sentence that names nobody else, outside quotation marks."""
    votes: dict[int, Counter[str]] = {id(member): Counter() for member in people}
    places = sorted((span.start, id(member)) for member in people for span in member.mentions)
    for block in parsed:
        for sentence in block.doc.sents:
            start, end = block.block.start + sentence.start_char, block.block.start + sentence.end_char
            named = places[bisect_left(places, (start,)) : bisect_left(places, (end,))]
            if len({key for _, key in named}) != 1:
                continue
            first, key = named[0]
            for token in sentence:
                if block.start(token) > first and not block.quoted[token.i] and token.lower_ in _HE | _SHE:
                    votes[key]["male" if token.lower_ in _HE else "female"] += 1
    return votes
