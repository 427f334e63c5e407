import re
import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimextract.scan.dates import find_dates, normalize_date

WEDNESDAY = "2022-07-20"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("June 8, 2020", "2020-06-08"),
        ("8 June 2020", "2020-06-08"),
        ("8th of June, 2020", "2020-06-08"),
        ("2020-06-08", "2020-06-08"),
        ("2020-06-08T10:30", "2020-06-08"),
        ("06/08/2020", "2020-06-08"),
        ("25/12/2020", "2020-12-25"),
        ("8.6.2020", "2020-06-08"),
        ("November 16. 2019", "2019-11-16"),
        ("Sept. 9, 2019", "2019-09-09"),
        ("November 2021", "2021-11"),
        ("late June 2022", "2022-06~"),
        ("2021-10", "2021-10"),
        ("2018", "2018"),
        ("early 2019", "2019~"),
        ("about 2015", "2015~"),
        ("nineteen eighty-four", "1984"),
        ("the 1990s", "199X"),
        ("the mid-1990s", "199X"),
        ("the '80s", "198X"),
        ("the nineties", "199X"),
        ("the 19th century", "18XX"),
        ("the twenty-first century", "20XX"),
        ("the third quarter of 1989", "1989-35"),
        ("Q3 2021", "2021-35"),
        ("winter 2021", "2021-24"),
        ("the spring of 2021", "2021-21"),
        ("the first half of 2020", "2020-40"),
        ("H2 2020", "2020-41"),
        ("fiscal 2019", "2019"),
        ("FY19", "2019"),
        ("since 2012", "2012/.."),
        ("Since June 2012", "2012-06/.."),
        ("from 2012 to 2014", "2012/2014"),
        ("between 2012 and 2014", "2012/2014"),
        ("2012–14", "2012/2014"),
        ("June 3-5, 2020", "2020-06-03/2020-06-05"),
        ("June 30 to July 2, 2020", "2020-06-30/2020-07-02"),
        ("from June to August 2020", "2020-06/2020-08"),
        ("from November to February 2020", "2019-11/2020-02"),
        ("2021年6月23日", "2021-06-23"),
        ("2019年5月", "2019-05"),
        ("23. Juni 2021", "2021-06-23"),
        ("3. März 2020", "2020-03-03"),
        ("1er août 2020", "2020-08-01"),
        ("23 de junio de 2021", "2021-06-23"),
        ("enero de 2020", "2020-01"),
        ("February 30, 2020", None),
        ("June 23", None),
        ("Monday", None),
        ("yesterday", None),
    ],
)
def test_without_a_day_of_publication(expression: str, value: str | None) -> None:
    assert normalize_date(expression) == value


@pytest.mark.parametrize(
    ("expression", "published", "value"),
    [
        ("June 23", WEDNESDAY, "2022-06-23"),
        ("November 22", WEDNESDAY, "2021-11-22"),
        ("6月23日", WEDNESDAY, "2022-06-23"),
        ("14 juillet", WEDNESDAY, "2022-07-14"),
        ("today", WEDNESDAY, WEDNESDAY),
        ("tonight", WEDNESDAY, WEDNESDAY),
        ("yesterday", WEDNESDAY, "2022-07-19"),
        ("the day before yesterday", WEDNESDAY, "2022-07-18"),
        ("tomorrow", WEDNESDAY, "2022-07-21"),
        ("Monday", WEDNESDAY, "2022-07-18"),
        ("Wednesday", WEDNESDAY, WEDNESDAY),
        ("last Wednesday", WEDNESDAY, "2022-07-13"),
        ("next Friday", WEDNESDAY, "2022-07-22"),
        ("Friday night", WEDNESDAY, "2022-07-15"),
        ("10 a.m. Tuesday", WEDNESDAY, "2022-07-19"),
        ("Tuesday, June 7", WEDNESDAY, "2022-06-07"),
        ("Montag", WEDNESDAY, "2022-07-18"),
        ("lundi", WEDNESDAY, "2022-07-18"),
        ("gestern", WEDNESDAY, "2022-07-19"),
        ("l’année dernière", WEDNESDAY, "2021"),
        ("去年", WEDNESDAY, "2021"),
        ("last year", WEDNESDAY, "2021"),
        ("late last year", WEDNESDAY, "2021~"),
        ("earlier this year", WEDNESDAY, "2022"),
        ("the end of the year", WEDNESDAY, "2022"),
        ("last month", "2021-11", "2021-10"),
        ("last month", "2022-01-05", "2021-12"),
        ("last month", "2018", None),
        ("next month", WEDNESDAY, "2022-08"),
        ("this past July", "2021-11", "2021-07"),
        ("June", "2018", "2018-06"),
        ("last December", WEDNESDAY, "2021-12"),
        ("June of last year", WEDNESDAY, "2021-06"),
        ("late June", WEDNESDAY, "2022-06~"),
        ("this spring", WEDNESDAY, "2022-21"),
        ("last fall", WEDNESDAY, "2021-23"),
        ("last summer", WEDNESDAY, "2021-22"),
        ("next spring", WEDNESDAY, "2023-21"),
        ("last Monday", WEDNESDAY, "2022-07-18"),
        ("the previous year", WEDNESDAY, "2021"),
        ("this winter", "2022-01-10", "2021-24"),
        ("the third quarter", "1989-10-26", "1989-35"),
        ("the fourth quarter", "1990-01-20", "1989-36"),
        ("this year's first quarter", WEDNESDAY, "2022-33"),
        ("the second half of last year", WEDNESDAY, "2021-41"),
        ("the latest quarter", "1989-10-26", "1989-35"),
        ("a year ago", WEDNESDAY, "2021"),
        ("about three years ago", WEDNESDAY, "2019~"),
        ("two months ago", WEDNESDAY, "2022-05"),
        ("ten days ago", WEDNESDAY, "2022-07-10"),
        ("Christmas Day", "2021-12-27", "2021-12-25"),
        ("June 23", date(2022, 7, 20), "2022-06-23"),
        ("June 23", "2022-07~", "2022-06-23"),
        ("Monday", "2022-07", None),
        ("last week", WEDNESDAY, None),
        ("two weeks ago", WEDNESDAY, None),
        ("the past decade", WEDNESDAY, None),
        ("the past year", WEDNESDAY, None),
        ("three days", WEDNESDAY, None),
        ("recently", WEDNESDAY, None),
        ("a few years ago", WEDNESDAY, None),
        ("two days later", WEDNESDAY, None),
        ("", WEDNESDAY, None),
        ("June 23", "not a date", None),
        ("June 23", "2022-13-45", "2022-06-23"),
    ],
)
def test_beside_the_day_of_publication(expression: str, published: str | date, value: str | None) -> None:
    assert normalize_date(expression, published) == value


@pytest.mark.parametrize(
    ("expressions", "value"),
    [
        (
            "12. März 2021; 12 mars 2021; 12 de marzo de 2021; 2021年3月12日; 二〇二一年三月十二日; 12.3.2021",
            "2021-03-12",
        ),
        ("1er août 2020; 1 de agosto de 2020; 1. August 2020", "2020-08-01"),
        ("vom 3. bis 5. Mai 2021; du 3 au 5 mai 2021; del 3 al 5 de mayo de 2021", "2021-05-03/2021-05-05"),
        ("12. März; 12 mars; 12 de marzo; 3月12日", "2022-03-12"),
        ("am Montag; Montag; lundi; lundi dernier; el lunes; el lunes pasado; 周一; 星期一; 週一", "2022-07-18"),
        ("kommenden Freitag; vendredi prochain; el próximo viernes", "2022-07-22"),
        ("am Dienstagabend; mardi soir; 周二晚", "2022-07-19"),
        ("上周五", "2022-07-15"),
        ("下周五", "2022-07-29"),
        ("gestern; hier; ayer; anoche; 昨天; 昨日; 昨晚", "2022-07-19"),
        ("vorgestern; avant-hier; anteayer; 前天", "2022-07-18"),
        ("heute; aujourd’hui; ce matin; hoy; 今天", "2022-07-20"),
        ("morgen; demain; mañana; 明天", "2022-07-21"),
        ("im vergangenen Jahr; letztes Jahr; l’an dernier; l'année dernière; el año pasado; 去年", "2021"),
        ("dieses Jahr; cette année; este año; 今年", "2022"),
        ("nächstes Jahr; l’an prochain; el próximo año; el año que viene; 明年", "2023"),
        ("letzten Monat; le mois dernier; el mes pasado; 上个月", "2022-06"),
        ("今年10月3日", "2022-10-03"),
        ("im Juni; en juin; en junio; 6月", "2022-06"),
        ("Anfang März 2021; début mars 2021; a principios de marzo de 2021", "2021-03~"),
        ("Ende 2019; fin 2019; a finales de 2019; 2019年底", "2019~"),
        ("im Herbst 2021; l’automne 2021; otoño de 2021; 2021年秋季", "2021-23"),
        ("letzten Sommer; l’été dernier; el verano pasado", "2021-22"),
        ("diesen Sommer; cet été; este verano", "2022-22"),
        ("im dritten Quartal 2021; au troisième trimestre 2021; tercer trimestre de 2021; 2021年第三季度", "2021-35"),
        ("im ersten Halbjahr 2020; premier semestre 2020; el primer semestre de 2020; 2020年上半年", "2020-40"),
        ("die 1990er-Jahre; les années 1990; los años 1990; 1990年代; 20世纪90年代", "199X"),
        ("im 19. Jahrhundert; XIXe siècle; siglo XIX; 19世纪", "18XX"),
        ("seit 2012; depuis 2012; desde 2012; 自2012年", "2012/.."),
        ("seit dem 3. Mai 2021; depuis le 3 mai 2021; desde el 3 de mayo de 2021", "2021-05-03/.."),
        ("von 2012 bis 2014; zwischen 2012 und 2014; de 2012 à 2014; entre 2012 et 2014", "2012/2014"),
        ("entre 2012 y 2014; desde 2012 hasta 2014; 从2012年到2014年; 2012年至2014年", "2012/2014"),
        ("vor zwei Jahren; il y a deux ans; hace dos años; 两年前", "2020"),
        ("vor zwei Monaten; il y a 2 mois; hace dos meses; 两个月前", "2022-05"),
        ("letzte Woche; la semaine dernière; la semana pasada; 上周", None),
        ("zwei Tage später; deux jours plus tard; dos días después; 两天后", None),
        ("30. Februar 2020; 30 février 2020; 30 de febrero de 2020; 2020年2月30日", None),
    ],
)
def test_in_other_languages(expressions: str, value: str | None) -> None:
    values = {text: normalize_date(text, WEDNESDAY) for text in expressions.split("; ")}
    assert values == dict.fromkeys(values, value)


@pytest.mark.parametrize(
    ("expression", "context", "value"),
    [
        ("Freitag", "Der Rat wird am Freitag über das Wehr entscheiden.", "2022-07-22"),
        ("Freitag", "Der Rat hat am Freitag über das Wehr entschieden.", "2022-07-15"),
        ("vendredi", "Le conseil votera vendredi la fermeture du barrage.", "2022-07-22"),
        ("vendredi", "Le conseil a voté vendredi la fermeture du barrage.", "2022-07-15"),
        ("viernes", "El pleno votará el viernes el cierre de la presa.", "2022-07-22"),
        ("viernes", "El pleno votó el viernes el cierre de la presa.", "2022-07-15"),
        ("周五", "县政府将于周五就水坝问题举行表决。", "2022-07-22"),
        ("周五", "县政府周五就水坝问题举行了表决。", "2022-07-15"),
        ("zwei Tage später", "Am 3. Juni 2020 brach das Wehr, zwei Tage später war der Ort leer.", "2020-06-05"),
        ("deux jours plus tard", "Le 3 juin 2020 le barrage a cédé ; deux jours plus tard il pleuvait.", "2020-06-05"),
        ("dos días después", "El 3 de junio de 2020 cedió la presa y dos días después llovió.", "2020-06-05"),
        ("两天后", "2020年6月3日水坝决口，两天后全村撤离。", "2020-06-05"),
        ("05/06/2021", "Le barrage a cédé le 05/06/2021 et les eaux ont envahi la ville.", "2021-06-05"),
    ],
)
def test_in_a_sentence_of_another_language(expression: str, context: str, value: str) -> None:
    assert normalize_date(expression, WEDNESDAY, context) == value


@pytest.mark.parametrize(
    "text",
    [
        "Hoy and Ayer rowed with Freitag and Sonntag in the Domingo Cup.",
        "Der Turm ist hier und nicht dort, und das ist auch gut so.",
        "Guten Morgen, sagte der Müller, und das am frühen Morgen mit der Mühle.",
        "Por la mañana el puente es más frío que la casa de los pescadores.",
        "Il a été vu dans le port avec les pêcheurs, et il a été entendu.",
    ],
)
def test_words_that_only_look_like_dates(text: str) -> None:
    assert find_dates(text, WEDNESDAY) == []


@pytest.mark.parametrize(
    ("expression", "context", "value"),
    [
        ("Monday", "The ferry board will meet Monday.", "2022-07-25"),
        ("Monday", "The ferry board met Monday and will be replaced.", "2022-07-18"),
        ("Monday", "On Monday, the ferry board will vote.", "2022-07-25"),
        ("September", "The bridge is expected to open in September.", "2022-09"),
        ("September", "The bridge opened in September.", "2021-09"),
        ("August 2", "The council ordered them to leave by August 2.", "2022-08-02"),
        ("April", "The bridge opens in April next year.", "2023-04"),
        ("two days later", "On June 3, 2020, the dam broke; two days later it was closed.", "2020-06-05"),
        ("a year later", "The mill opened in 2011 and shut a year later.", "2012"),
        ("the following month", "It closed in December 2019, and the following month it burned.", "2020-01"),
        ("that year", "In 1931 the river froze; that year nobody sailed.", "1931"),
        ("a year earlier", "Second-quarter profit was 3 crowns, against 2 a year earlier.", "2021-34"),
        ("last year", "no such words here", "2021"),
    ],
)
def test_in_its_sentence(expression: str, context: str, value: str) -> None:
    assert normalize_date(expression, WEDNESDAY, context) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "From 2001 to 2003 Ila Brandt lived in Norrholm; she left on 5 May 2004.",
            [("From 2001 to 2003", "2001/2003"), ("5 May 2004", "2004-05-05")],
        ),
        ("Since last March the mill stands idle.", [("Since last March", "2022-03/..")]),
        (
            "It burned on June 3, 2020. Two days later it rained.",
            [("June 3, 2020", "2020-06-03"), ("Two days later", "2020-06-05")],
        ),
        ("In recent years it was worse.", [("In recent years", None)]),
        ("Ruth May and June Hale may march on.", []),
        ("She paid $1999 for No. 1985, in all 2,019 crowns.", []),
        ("Only 3 may survive; 2003 people left.", []),
        ("In March 10 percent left.", [("March", "2022-03")]),
        (
            "Er kam am 5. Mai, sie am 14. Dezember 2020.",
            [("5. Mai", "2022-05-05"), ("14. Dezember 2020", "2020-12-14")],
        ),
        ("In today's world nobody waits; the challenges of tomorrow do.", []),
        ("It could change (Mill Times, September 9).", [("September 9", "2021-09-09")]),
        ("three days in recent months", [("in recent months", None)]),
    ],
)  # fmt: skip
def test_found_in_text(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert [(text[start:end], value) for start, end, value in find_dates(text, WEDNESDAY)] == expected


def test_a_tense_stays_in_its_sentence() -> None:
    text = "The board will vote soon. It met Monday."
    assert find_dates(text, WEDNESDAY, [(0, 25), (26, 40)])[-1][2] == "2022-07-18"


WORDS = (
    "June Mai 3 - , 2020 last year the two days later since from to '90s quarter third Monday 年 月 century ago a 31 . "
    "/ February 30 9999 0000"
)
PIECES = [*WORDS.split(), " ", "\n"]
EDTF = re.compile(r"(\d{4}|\d{3}X|\d\dXX)(-\d\d){0,2}~?(/(\.\.|\d{4}(-\d\d){0,2}~?))?")


PUBLISHED = [None, WEDNESDAY, "2021", "0001-01-01", "9999-12-31"]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12), st.sampled_from(PUBLISHED))
def test_any_text(pieces: list[str], published: str | None) -> None:
    for text in ("".join(pieces), " ".join(pieces)):
        found = find_dates(text, published)
        assert all(0 <= start < end <= len(text) for start, end, _ in found)
        assert all(first[1] <= second[0] for first, second in pairwise(found))
        assert all(value is None or EDTF.fullmatch(value) for _, _, value in found)
        value = normalize_date(text, published, f"It was {text} then.")
        assert value is None or EDTF.fullmatch(value)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_a_day_written_out_reads_back(day: date) -> None:
    for form in ("%B %d, %Y", "%d %B %Y", "%Y-%m-%d", "%b %d, %Y", "%m/%d/%Y"):
        assert normalize_date(day.strftime(form)) == day.isoformat()


@pytest.mark.parametrize("piece", ["1", "1-", "June ", "2020 ", "a year ago ", "Monday ", "\n", "'9", "last ", "20年"])
def test_time_is_linear(piece: str) -> None:
    started = time.process_time()
    find_dates(piece * (20_000 // len(piece)), WEDNESDAY)
    assert time.process_time() - started < 10
