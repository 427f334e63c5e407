"""Words that dates are made of in German, French, Spanish and Chinese, and the tenses of their verbs."""

import re

MONTH_NAMES = {
    "de": "januar|jänner februar|feber märz|maerz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre",
}
WEEKDAY_NAMES = {
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag|Sonnabend Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
}
DAYS = {
    "de": {"vorgestern": -2, "gestern": -1, "heute": 0, "morgen": 1, "übermorgen": 2},
    "fr": {"avant-hier": -2, "hier": -1, "aujourd'hui": 0, "ce matin": 0, "ce soir": 0, "cet après-midi": 0,
           "demain": 1, "après-demain": 2},
    "es": {"anteayer": -2, "antes de ayer": -2, "anoche": -1, "ayer": -1, "hoy": 0, "esta mañana": 0, "esta tarde": 0,
           "esta noche": 0, "pasado mañana": 2, "mañana": 1},
    "zh": {"前天": -2, "昨天": -1, "昨日": -1, "昨晚": -1, "今天": 0, "今日": 0, "今早": 0, "今晚": 0, "明天": 1,
           "明日": 1, "后天": 2, "後天": 2},
}  # fmt: skip
# Periods beside the day of publication: unit, steps and words. A week has no EDTF value: it stays unknown.
_PERIODS = {
    "de": [
        ("year", -1, "(?:im )?(?:letzte[sn]|vergangene[sn]|vorige[sn]) Jahr(?:es)?|Vorjahr"),
        ("year", 0, "(?:in )?diese[sm] Jahr|heuer"),
        ("year", 1, "(?:im )?(?:nächste[sn]|kommende[sn]) Jahr(?:es)?"),
        ("month", -1, "(?:im )?(?:letzten|vergangenen|vorigen) Monat"),
        ("month", 0, "(?:in )?diesen?m? Monat"),
        ("month", 1, "(?:im )?(?:nächsten|kommenden) Monat"),
        ("week", 0, "(?:in der )?(?:letzte|vergangene|vorige|diese|nächste|kommende)[rn]? Woche"),
    ],
    "fr": [
        ("year", -1, "l'(?:an|année) (?:dernier|dernière|passée?)"),
        ("year", 0, "cette année"),
        ("year", 1, "l'(?:an|année) prochaine?"),
        ("month", -1, "(?:le )?mois (?:dernier|passé)"),
        ("month", 0, "ce mois-ci"),
        ("month", 1, "(?:le )?mois prochain"),
        ("week", 0, "(?:la )?semaine (?:dernière|passée|prochaine)|cette semaine"),
    ],
    "es": [
        ("year", -1, "(?:el )?(?:año pasado|pasado año)"),
        ("year", 0, "este año"),
        ("year", 1, "(?:el )?(?:próximo año|año próximo|año que viene)"),
        ("month", -1, "(?:el )?(?:mes pasado|pasado mes)"),
        ("month", 0, "este mes"),
        ("month", 1, "(?:el )?(?:próximo mes|mes próximo|mes que viene)"),
        ("week", 0, "(?:la )?(?:semana pasada|semana próxima|próxima semana|semana que viene)|esta semana"),
    ],
    "zh": [
        ("year", -2, "前年"), ("year", -1, "去年"), ("year", 0, "今年|本年"), ("year", 1, "明年"),
        ("year", 2, "后年|後年"),
        ("month", -1, "上个?月|上個月"), ("month", 0, "本月|这个月|這個月"), ("month", 1, "下个?月|下個月"),
        ("week", 0, "(?:上|本|下)(?:周|週|星期)(?![一二三四五六日天末])"),
    ],
}  # fmt: skip
_NEEDED: dict[str, dict[str, tuple[str, ...]]] = {  # of which each of these has one
    "de": {"year": ("jahr", "heuer"), "month": ("monat",), "week": ("woche",)},
    "fr": {"year": ("année", "dernier", "dernière", "passé", "prochain"), "month": ("mois",), "week": ("semaine",)},
    "es": {"year": ("año",), "month": ("mes",), "week": ("semana",)},
    "zh": {"year": ("年",), "month": ("月",), "week": ("周", "週", "星期")},
}
PERIODS = [
    (language, unit, steps, words.replace(" ", r"\s").replace("'", "['’]"), _NEEDED[language][unit])
    for language, periods in _PERIODS.items()
    for unit, steps, words in periods
]
SEASONS = {
    "de": {"Frühjahr": 21, "Frühling": 21, "Sommer": 22, "Herbst": 23, "Winter": 24},
    "fr": {"printemps": 21, "été": 22, "automne": 23, "hiver": 24},
    "es": {"primavera": 21, "verano": 22, "otoño": 23, "invierno": 24},
    "zh": {"春": 21, "夏": 22, "秋": 23, "冬": 24},
}
LAST = "letzten|letzter|letztes|vergangenen|vorigen|dernier|dernière|passé|passée|pasado|pasada|上"
NEXT = "nächsten|nächster|kommenden|prochain|prochaine|próximo|próxima|que viene|下"
ORDINALS = {
    "erste": 1, "ersten": 1, "erstes": 1, "zweite": 2, "zweiten": 2, "zweites": 2, "dritte": 3, "dritten": 3,
    "drittes": 3, "vierte": 4, "vierten": 4, "viertes": 4, "premier": 1, "deuxième": 2, "second": 2, "troisième": 3,
    "quatrième": 4, "primer": 1, "primero": 1, "segundo": 2, "tercer": 3, "tercero": 3, "cuarto": 4,
    "一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "上": 1, "下": 2,
}  # fmt: skip
_COUNTS = (
    "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "un deux trois quatre cinq six sept huit neuf dix onze douze",
    "un dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "一 二 三 四 五 六 七 八 九 十 十一 十二",
)
COUNTS = {word: n for words in _COUNTS for n, word in enumerate(words.split(), start=1)} | {
    "einem": 1, "einer": 1, "eine": 1, "une": 1, "una": 1, "uno": 1, "两": 2, "兩": 2,
}  # fmt: skip
UNITS = {
    "Tag": "day", "Tage": "day", "Tagen": "day", "Monat": "month", "Monate": "month", "Monaten": "month",
    "Jahr": "year", "Jahre": "year", "Jahren": "year", "jour": "day", "jours": "day", "mois": "month", "an": "year",
    "ans": "year", "année": "year", "années": "year", "día": "day", "días": "day", "mes": "month", "meses": "month",
    "año": "year", "años": "year", "天": "day", "个月": "month", "個月": "month", "年": "year",
}  # fmt: skip
# What a verb or a word beside a date says about its time.
TENSES: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "de": (
        re.compile(r"\b(?:wird|werden|soll|sollen|will|wollen|erwartet|geplant|bis|ab|voraussichtlich)\b"),
        re.compile(r"\b(?:hat|haben|hatte|hatten|wurden?|war|waren|ist|sind|seit|\w+te|\w+ten|kam|ging|gab|starb|fiel|schrieb)\b"),
    ),
    "fr": (
        re.compile(r"\b(?:\w+(?:era|eront|ira|iront|dra|dront)|sera|aura|doit|doivent|attendue?s?|prévue?s?|jusqu['’]\w+|d['’]ici|va|vont)\b"),
        re.compile(r"\b(?:a|ont|avait|avaient|est|était|étaient|été|depuis|fut)\b|\bs['’]est\b"),
    ),
    "es": (
        re.compile(r"\b(?:\w+rá|\w+rán|espera|esperan|prevé|previsto|prevista|debe|deben|debería|hasta|va a|van a)\b"),
        re.compile(r"\b(?:\w+ó|\w+aron|\w+ieron|ha|han|había|habían|fue|dijo|desde|hizo|tuvo|hubo)\b"),
    ),
    "zh": (re.compile("将|將|预计|預計|计划|計劃|会在|會在|持续到|持續到|直到"), re.compile("了|曾|已|过|過")),
}  # fmt: skip


def month_words(language: str) -> dict[str, int]:
    """The months of a language, in lower case, by number."""
    return {
        form: number for number, forms in enumerate(MONTH_NAMES[language].split(), start=1) for form in forms.split("|")
    }


def weekday_words() -> dict[str, tuple[str, int]]:
    """The weekdays of all these languages, as written within a sentence and at its start: language and number."""
    return {
        form: (language, number)
        for language, names in WEEKDAY_NAMES.items()
        for number, forms in enumerate(names.split())
        for name in forms.split("|")
        for form in (name, name.capitalize())
    }
