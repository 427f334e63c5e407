"""Words of the languages that are read without a parser: who speaks, with which verb, in which form."""

import re
from dataclasses import dataclass, field
from functools import cache

from claimextract.models import AttributionMode, SourceKind


@dataclass(frozen=True)
class Tongue:
    """The words of one language; every field but the sets is a regular expression.

    ``speech``: finite verbs of saying, as they stand in a tag. ``any_verb``: what a word looks like that may be a verb
    in a tag right behind a quotation. ``that``: what opens a reported clause behind such a verb. ``according``: what
    stands before a source and makes a tag without a verb; ``after_source`` stands behind it. ``roles``: capitalised
    words before a name that are no part of it. ``plural``: words whose source stays unnamed.
    """

    speech: str
    any_verb: str
    that: str
    according: str
    after_source: str = r"(?!)"
    as_said: str = r"(?!)"
    male: str = r"(?!)"
    female: str = r"(?!)"
    pronouns: dict[str, str | None] = field(default_factory=dict)
    roles: str = r"(?!)"
    titles: str = r"(?!)"
    genitive: str = r"(?!)"
    prepositions: frozenset[str] = frozenset()
    no_verbs: frozenset[str] = frozenset()
    no_names: frozenset[str] = frozenset()


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GERMAN_ROLES = (
    "meister minister präsident sprecher chef leiter direktor vorsitzende rat rätin anwalt anwält richter kanzler "
    "sekretär abgeordnete lehrer forscher professor doktor trainer manager expert ökonom beamt offizier "
    "kommissar bauer "
    "bäuer landwirt pfarrer bischof autor arzt ärzt gutachter unternehmer führer inhaber betreiber besitzer bewohner "
    "anwohner schüler student studier mitarbeiter kolleg nachbar zeug politiker ingenieur architekt historiker "
    "wissenschaftler künstler musiker fahrer händler wirt verwalter verkäufer fischer bäcker müller sänger schreiber "
    "pfleger schwester mutter vater tochter sohn bruder großmutter großvater rentner berater vertreter beauftragte "
    "dezernent kämmerer referent koordinator analyst vorstand botschafter general oberst biolog geolog soziolog "
    "psycholog meteorolog ökolog virolog jurist polizist journalist aktivist pilot gründer kapitän direktorin"
)

_TONGUES: dict[str, Tongue] = {
    "de": Tongue(
        speech="sagt(?:e|en)?|erklärt(?:e|en)?|betont(?:e|en)?|meint(?:e|en)?|warnt(?:e|en)?|schr(?:ieb|eibt|ieben)|"
        "kritisiert(?:e|en)?|forder(?:t|te|ten)|berichtet(?:e|en)?|kündigte|antwortet(?:e|en)?|behauptet(?:e|en)?|"
        "äußert(?:e|en)?|versichert(?:e|en)?|kommentiert(?:e|en)?|teil(?:t|te|ten)|fügt(?:e|en)?|erzählt(?:e|en)?|"
        "verspr(?:ach|icht|achen)|ergänzt(?:e|en)?|bestätigt(?:e|en)?|klagt(?:e|en)?|lobt(?:e|en)?|erinner(?:t|te|ten)|"
        "bemängelt(?:e|en)?|unterstr(?:ich|eicht)|räumt(?:e|en)?|gibt|gab|mahnt(?:e|en)?|verspricht|so|"
        "(?:hat|habe|haben) (?:gesagt|erklärt|betont|gewarnt)|befürchtet(?:e|en)?|glaubt(?:e|en)?|heißt",
        any_verb=r"[a-zäöüß]+(?:te|t|ten|ief|ach|ieb|and)",
        that=r"(?:dass|daß|wie|ob)",
        according=r"laut|(?:nach|den|nach den) (?:Angaben?|Einschätzung|Ansicht|Auffassung|Worten|Aussage|Meinung|"
        r"Informationen|Berechnungen)(?: von)?|gemäß",
        after_source="zufolge",
        as_said=r"wie\b(?P<subject>[^,.]{2,80}?)\b(?P<cue>mitteilte|mitteilten|sagte|sagten|erklärte|erklärten|betonte|berichtete|"
        r"berichteten|schreibt|schrieb|ankündigte|bekanntgab|meldet|meldete)",
        male="der|ein|dem|den|einem|einen|eines|kein|keinen|sein|des|ihr",
        female="die|eine|einer|keine|deren|dessen|seine|ihre",
        pronouns={"er": "male", "sie": "female"},
        roles=rf"(?:[\wäöüß-]*(?:{'|'.join(_GERMAN_ROLES.split())})(?:in|innen|n|en|r|s|es)?)",
        titles=r"(?:Herrn?|Frau|Dr|Prof|Professorin|Professor|Sir|Lady)",
        genitive="der|des|von|vom|für|im|aus",
        prepositions=_words(
            "in im an am auf aus bei beim mit nach von vom vor zu zum zur für gegen über unter um durch ohne seit"
        ),
        no_verbs=_words("mit seit ist hat wird nicht steht zeit statt samt erst geht kommt acht dort gilt jetzt "
        "oft fast"),
        no_names=_words(
            "der die das den dem des ein eine einen einem einer er sie es wir ich ihr und oder aber doch denn auch nur "
            "nach laut im in am an auf aus bei mit von vor zu zum zur für gegen über unter um seit wie wenn als so da "
            "damals dort hier nun jetzt gestern heute morgen bisher niemand alle viele einige mehrere beide "
            "dieser diese "
            "dieses kein keine sein seine ihre ihren unser zwei drei vier fünf montag dienstag mittwoch donnerstag "
            "freitag samstag sonntag januar februar märz april mai juni juli august september oktober november "
            "dezember "
            "bis ob weil dass daß was wer wo warum zuletzt dabei dazu außerdem zudem trotz während"
        ),
    ),
    "fr": Tongue(
        speech=r"(?:a|ont|avait|aurait) (?:aussi |également |par ailleurs |notamment |encore |ainsi )?(?:dit|"
        r"déclaré|affirmé|expliqué|ajouté|"
        "indiqué|estimé|souligné|précisé|assuré|écrit|averti|annoncé|répondu|rappelé|dénoncé|confié|regretté|reconnu|"
        "raconté|insisté|prévenu|promis|martelé|lancé|jugé|soutenu|confirmé|conclu|admis|rétorqué|plaidé|commenté)|"
        "dit|disent|déclare|affirme|explique|ajoute|indique|estime|souligne|précise|assure|écrit|avertit|annonce|répond|"
        "rappelle|dénonce|confie|regrette|reconnaît|raconte|insiste|prévient|promet|martèle|lance|juge|soutient|confirme|"
        "déplore|résume|poursuit|admet|s[’']inquiète|se souvient|s[’']emporte|s[’']indigne|se réjouit|se "
        "félicite|plaide|"
        "conclut|témoigne|constate|observe|craint|pense|redoute|commente",
        any_verb=r"(?:s[’']|se )?[a-zà-ÿœ]{2,}(?:e|it|t|d)",
        that=r"qu(?:e\b|[’'])",
        according=r"selon|d[’']après|de l[’']avis de|aux yeux de|à en croire|pour(?=\sM\.|\sMme|\sMM\.)",
        as_said=r"comme l[’'](?P<cue>a (?:dit|indiqué|annoncé|expliqué|précisé|souligné|rappelé)|indique|"
        r"explique|annonce|précise|"
        r"souligne|rappelle)\s(?P<subject>[^,.]{2,80})",
        male="le|un|du|au|son",
        female="la|une|sa",
        pronouns={"il": "male", "elle": "female", "ils": None, "elles": None, "lui": "male"},
        titles=r"(?:M|MM|Mme|Mmes|Mlle|Me|Dr|Pr|Monsieur|Madame)",
        genitive="de la|de l[’']|de|du|des|d[’']",
        prepositions=_words("à au aux de du des d en dans sur sous par pour chez vers avec sans contre depuis entre"),
        no_verbs=_words("une cette entre comme elle quatre notre votre contre entre sauf dont sont ont est et "
        "peut doit fait"),
        no_names=_words(
            "le la les l un une des de du d à au aux en dans sur sous par pour selon après avant depuis et ou "
            "mais donc "
            "car ni or il elle ils elles on nous vous je tu ce cet cette ces c se sa son ses leur leurs mon ma "
            "notre nos "
            "qui que quand comme si lorsque alors ainsi hier demain aujourd hui lundi mardi mercredi jeudi vendredi "
            "samedi dimanche beaucoup plusieurs certains deux trois quatre cinq interrogé interrogée une tous toutes "
            "moi lui personne ici là puis enfin pourtant cependant près plus moins très d’ici d’après"
        ),
    ),
    "es": Tongue(
        speech="(?:ha|han|había) (?:dicho|declarado|afirmado|explicado|añadido|señalado|asegurado|indicado|"
        "escrito|advertido|"
        "manifestado|sostenido|subrayado|comentado|respondido|anunciado|prometido|denunciado|recordado|insistido|"
        "reconocido|lamentado|confirmado|criticado|apuntado|precisado)|"
        "dij(?:o|eron)|dice|dicen|declar(?:ó|a|aron)|afirm(?:ó|a|aron)|explic(?:ó|a|aron)|añad(?:ió|e)|señal(?:ó|a|aron)|"
        "asegur(?:ó|a|aron)|indic(?:ó|a|aron)|escrib(?:ió|e)|advirtió|advierte|manifestó|manifiesta|sostuvo|sostiene|"
        "subray(?:ó|a)|coment(?:ó|a)|respond(?:ió|e)|anunci(?:ó|a|aron)|insist(?:ió|e)|record(?:ó|aron)|recuerda|"
        "denunci(?:ó|a|aron)|promet(?:ió|e)|critic(?:ó|a)|reconoc(?:ió|e)|lament(?:ó|a)|confirm(?:ó|a|aron)|"
        "cont(?:ó|aron)|cuenta|relat(?:ó|a)|replic(?:ó|a)|protest(?:ó|a)|apunt(?:ó|a)|precis(?:ó|a)|concluyó|concluye|"
        "calcul(?:ó|a)|cree|teme|opin(?:ó|a)|estim(?:ó|a)|consider(?:ó|a)|reiter(?:ó|a)|admit(?:ió|e)|inform(?:ó|a|aron)|"
        "pregunt(?:ó|a)|contest(?:ó|a)|murmur(?:ó|a)|exclam(?:ó|a)|susurr(?:ó|a)|grit(?:ó|a)|resum(?:ió|e)",
        any_verb=r"(?:se )?[a-záéíóúñ]{2,}(?:ó|a|e|ió)",
        that=r"(?:de )?que\b",
        according=r"según (?:informó|informa|dijo|explicó|indicó|señaló|los? datos de|las? cifras de|datos de|"
        r"fuentes de)|según|"
        r"de acuerdo con|en palabras de|a juicio de|en opinión de",
        as_said=r"como (?P<cue>dijo|explicó|señaló|indicó|recordó|informó|anunció)\s(?P<subject>[^,.]{2,80})",
        male="el|un|al|del|su|los",
        female="la|una|las",
        pronouns={"él": "male", "ella": "female", "ellos": None, "ellas": None},
        titles=r"(?:Don|Doña|D|Dña|Sr|Sra|Dr|Dra|don|doña|señor|señora)",
        genitive="de la|de los|de las|del|de",
        prepositions=_words("a al de del en con por para sobre contra desde hasta entre hacia tras sin ante bajo"),
        no_verbs=_words("que para una esta desde sobre la hacia era fue mientras donde y e nunca ahora entre ante"),
        no_names=_words(
            "el la los las un una unos unas lo de del al a en con por para según sobre tras desde hasta ante "
            "entre y o pero "
            "si no ni que cuando como donde mientras aunque porque ya hoy ayer mañana lunes martes miércoles "
            "jueves viernes "
            "sábado domingo su sus mi este esta estos estas ese esa eso esto aquel aquella allí aquí ahora "
            "entonces también "
            "además sin se le les nos es son fue once dos tres cuatro cinco muchos muchas algunos todos todas "
            "nadie quien "
            "quienes nosotros ellos ellas él ella usted mire"
        ),
    ),
    "it": Tongue(
        speech="ha (?:detto|dichiarato|affermato|spiegato|aggiunto|scritto|sottolineato|risposto|annunciato)|"
        "dice|disse|"
        "afferma|spiega|aggiunge|sostiene|sottolinea|scrive|racconta|risponde|ribatte|avverte|ricorda|conclude",
        any_verb=r"[a-zàèéìòù]{3,}(?:a|e|ò)",
        that=r"che\b",
        according=r"secondo|a detta di|stando a",
        male="il|un|lo|suo|dal|del",
        female="la|una|sua",
        pronouns={"lui": "male", "lei": "female"},
        titles=r"(?:Sig|Dott|Dottoressa|Signor|Signora)",
        genitive="della|dello|dell[’']|delle|degli|dei|del|di",
        prepositions=_words("a al alla di del della dei in nel nella con per su sul sulla da dal dalla tra fra"),
        no_verbs=_words("che una della anche come dove senza sulla questa"),
        no_names=_words("il lo la i gli le un una di a da in con su per secondo e o ma non se quando come ieri oggi"),
    ),
    "pt": Tongue(
        speech="disse|diz|afirm(?:ou|a)|declar(?:ou|a)|explic(?:ou|a)|acrescent(?:ou|a)|escreveu|garant(?:iu|e)|"
        "destac(?:ou|a)|respondeu|anunciou|alertou|contou|conta|lembrou|lembra|ressaltou|criticou|avisou",
        any_verb=r"[a-zà-ÿ]{3,}(?:ou|eu|iu|a|e)",
        that=r"que\b",
        according=r"segundo|de acordo com|conforme|para",
        male="o|um|ao|do|seu",
        female="a|uma|da|sua",
        pronouns={"ele": "male", "ela": "female"},
        titles=r"(?:Sr|Sra|Dr|Dra|Dom|Dona)",
        genitive="da|do|das|dos|de",
        prepositions=_words("a ao à de do da dos das em no na nos nas com por para sobre contra desde até entre"),
        no_verbs=_words("que para uma esta sobre onde entre cada"),
        no_names=_words("o a os as um uma de do da em no na com por para segundo e ou mas não se quando como "
        "ontem hoje"),
    ),
    "nl": Tongue(
        speech="zei|zegt|verklaar(?:de|t)|schr(?:eef|ijft)|benadruk(?:te|t)|vertel(?:de|t)|aldus|meldt|meldde|reageert|"
        "reageerde|stelt|stelde|waarschuwt|waarschuwde|legt",
        any_verb=r"[a-z]{3,}(?:t|de|te)",
        that=r"dat\b",
        according=r"volgens",
        male="de|het|een|zijn",
        female="haar",
        pronouns={"hij": "male", "zij": "female", "ze": "female"},
        titles=r"(?:Dhr|Mevr|Mevrouw|Meneer|Dr|Prof)",
        genitive="van de|van het|van",
        prepositions=_words("in op aan bij met naar van voor tot uit over onder tegen door zonder sinds"),
        no_verbs=_words("met niet dat wat het tot uit"),
        no_names=_words("de het een en of maar in op aan bij met van voor volgens hij zij ze wij ik er dat die dit"),
    ),
}  # fmt: skip

_MODES: tuple[tuple[re.Pattern[str], AttributionMode], ...] = (
    (re.compile(r"schr(?:ieb|eib)|écrit|escrib|scri|escreveu|schr(?:eef|ijf)|[写寫]"), "writing"),
    (
        re.compile(r"glaubt|fürchte|craint|pense|redoute|estime|juge|cree|teme|consider|calcul|[认認][为為]|担心|相信"),
        "belief",
    ),
)
_BODY = re.compile(
    r"(?i:polizei|behörde|verwaltung|ministerium|verband|verein|gewerkschaft|unternehmen|firma|stadt\b|anwaltschaft|feuerwehr|"
    r"regierung|partei|agentur|institut|policía|ministerio|gobierno|sindicato|cooperativa|asociación|empresa|ayuntamiento|"
    r"fiscalía|partido|organización|police|ministère|préfecture|gouvernement|syndicat|association|mairie|entreprise|"
    r"parquet|direction|société|polizia|ministero|governo|polícia|politie|ministerie)"
)
_DOCUMENT = re.compile(
    r"(?i:bericht|studie|gutachten|zeitung|umfrage|informe|estudio|encuesta|diario|periódico|datos|rapport|étude|sondage|"
    r"journal|enquête|chiffres|relatório|estudo|giornale|onderzoek)"
)


@cache
def tongue(language: str) -> Tongue | None:
    """The words of a language, or None for one that has none here."""
    return _TONGUES.get(language)


def mode_of(cue: str) -> AttributionMode:
    """The mode of a cue in any of the languages: speech unless it says otherwise."""
    return next((mode for pattern, mode in _MODES if pattern.search(cue)), "speech")


def kind_of(phrase: str) -> SourceKind:
    """What a source is that bears no name: a body, a document, or else somebody unnamed."""
    head = " ".join(phrase.split()[:2])
    return "organization" if _BODY.search(head) else "document" if _DOCUMENT.search(head) else "anonymous"
