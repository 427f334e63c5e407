"""Attributed passages in Chinese, in either script: who speaks stands before the verb, often with an office.

No space divides Chinese words, so a person's name is known by its form: one of the common surnames and one or two
characters more, where an office, a comma or the start of the clause comes before and a verb, a time or a comma behind.
"""

import re
from collections.abc import Sequence
from typing import Literal

from claimextract.models import Quotation, SourceKind, Span

from .cast import Cast, Person
from .found import Found
from .parse import Offsets, ParsedBlock, sentence_spans
from .sources import NOBODY, Resolved
from .tongues import mode_of

_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙周吴吳徐孙孫马馬朱胡郭何高林郑鄭谢謝罗羅梁宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭田董袁潘"
    "于於蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付傅方白邹鄒孟熊秦邱江尹薛闫閻段"
    "雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴赖賴覃洪武莫孔汤湯向常温溫康施文牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄"
    "莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞左柳甘祝包宁寧尚符舒阮柯纪紀梅童凌毕畢单單季裴霍涂成苗谷盛曲翁冉骆駱蓝"
    "藍路游辛靳管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒解牟艾尤阳陽时時穆农農司卓古吉缪繆简簡车車项項连連芦蘆麦麥褚娄婁窦竇戚"
    "岑景党黨宫宮费費卜冷晏席卫衛米柏宗瞿桂全佟应應臧闵閔苟邬鄔边邊卞姬师師和仇栾欒隋商刁沙荣榮巫寇桑郎甄丛叢仲虞敖"
    "巩鞏明佘池查麻苑迟遲邝鄺"
)
_DOUBLE = "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|皇甫|尉迟|尉遲|公孙|公孫|慕容|令狐|司徒|夏侯|东方|東方"
_OFFICES = (
    "市长|市長|县长|縣長|省长|省長|镇长|鎮長|村长|村長|区长|區長|州长|州長|部长|部長|局长|局長|处长|處長|科长|科長|队长|隊長|院长|"
    "院長|校长|校長|厂长|廠長|会长|會長|董事长|董事長|行长|行長|社长|社長|所长|所長|主任|主席|总统|總統|总理|總理|总裁|總裁|总经理|"
    "總經理|经理|經理|书记|書記|秘书长|秘書長|发言人|發言人|代表|议员|議員|教授|博士|研究员|研究員|专家|專家|学者|學者|律师|律師|"
    "医生|醫生|护士|護士|工程师|工程師|老师|老師|记者|記者|居民|村民|农民|農民|商户|商戶|店主|老板|老闆|负责人|負責人|创始人|創辦人|"
    "作家|导演|導演|演员|演員|教练|教練|球员|球員|警官|法官|检察官|檢察官|司令|将军|將軍|大使|外长|外長|先生|女士|小姐|顾问|顧問|"
    "分析师|分析師|学家|學家|首相|国王|國王|委员|委員|干事|幹事|总监|總監|设计师|設計師|司机|司機|工人|学生|學生"
)
_VERBS = (
    "表示|指出|认为|認為|强调|強調|宣布|回应|回應|透露|承诺|承諾|坦言|解释|解釋|介绍|介紹|补充|補充|批评|批評|警告|呼吁|呼籲|"
    "告诉记者|告訴記者|写道|寫道|回忆|回憶|感叹|感嘆|反驳|反駁|质疑|質疑|相信|担心|擔心|害怕|喊道|笑道|叹道|嘆道|直言|重申|声称|聲稱|说|說|称|稱|問道|问道|答道"
)
_CUE = rf"(?:{_VERBS})(?:(?:道|说|說|称|稱)(?!\w{{0,1}}明))?"
_TIMES = (
    r"今天|昨天|前天|明天|今日|昨日|当天|當天|日前|近日|随后|隨後|周[一二三四五六日]|週[一二三四五六日]|星期[一二三四五六日天]|"
    r"\d{1,4}[年月日]|[上下]午|早上|晚上|晚间"
)
_FOLLOW = (
    rf"{_VERBS}|{_TIMES}|在|对|對|向|于|於|也|还|還|又|曾|则|則|就|从|從|将|將|笑|摇|搖|一边|一邊|随|隨|并|並|同时|同時|接受|先生|女士|"
    r"补充|補充|批评|批評|[，。、：；“「‘『（(\s]|$"
)
_PERSON = (
    rf"(?:(?:{_DOUBLE})[\u4e00-\u9fff]{{1,2}}?|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?"
    rf"|[\u4e00-\u9fff]{{2,6}}·[\u4e00-\u9fff]{{2,8}}?)"
)
_NAME = re.compile(rf"(?:(?<=[，。；：、“”「」』\s的者])|(?P<office>{_OFFICES})|^)(?P<name>{_PERSON})(?={_FOLLOW})")
_BEHIND_OFFICE = re.compile(rf"(?P<office>{_OFFICES})(?P<name>(?:{_DOUBLE})?[{_SURNAMES}][\u4e00-\u9fff]{{2}})")
_BODY = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{0,12}?(?:政府|警方|军方|軍方|官方|部|局|委员会|委員會|协会|協會|商会|商會|学会|學會|工会|工會|公司|集团|"
    r"集團|团体|團體|组织|組織|机构|機構|大学|大學|医院|醫院|银行|銀行|法院|检察院|報社|报社|中心|消防队|居委会|校方|厂方|報告|报告|调查|調查))"
    rf"(?={_FOLLOW}|的)"
)
_PRONOUN = re.compile(r"(?:^|[，。；：“”「」』])(?:他|她|该负责人|該負責人)(?=\w|$)|(?:^|[，。；”」])(?:他|她)")
_ACCORDING = re.compile(
    r"(?:根据|根據|据|據|按照)(?P<source>《[^》]{1,20}》|[\u4e00-\u9fff·]{2,20}?)(?:(?:公布|发布|發布)?的?(?:数据|數據|统计|統計|调查|調查|说法|說法|报告|報告)|"
    r"称|稱|介绍|介紹|透露|说|說|报道|報道|報導|表示|估计|估計|统计|統計)，|(?:在)(?P<view>[\u4e00-\u9fff·]{2,8})看来，"
)
_INDIRECT = re.compile(rf"(?P<cue>{_CUE})(?P<comma>，)?(?![\s：:“「，、。的])")
_NO_CLAUSE = re.compile(
    r"(?:担忧|擔憂|欢迎|歡迎|感谢|感謝|支持|反对|反對|遗憾|遺憾|不满|不滿|同意|满意|滿意|关注|關注|质疑|質疑)(?:。|，|$)"
)
_STATES = re.compile(
    r"(?:表示|指出|认为|認為|强调|強調|宣布|透露|承诺|承諾|称|稱|坦言|警告|补充说|補充說|批评说|批評說|说|說|相信|担心|擔心)\Z"
)


def find(text: str, blocks: Sequence[ParsedBlock], quotations: Sequence[Quotation], cast: Cast) -> list[Found]:
    """Quotations with their speakers, and what "X表示，..." and "据X，..." report."""
    reader = _Reader(text, cast)
    for block in blocks:
        reader.read(block, [(p, q.kind != "speech") for q in quotations for p in q.parts if q.kind != "title"])
    return reader.found


class _Reader:
    """Reads paragraph by paragraph and remembers who spoke last."""

    def __init__(self, text: str, cast: Cast) -> None:
        self.text, self.cast = text, cast
        self.found: list[Found] = []
        self.last: Person | None = None

    def read(self, block: ParsedBlock, quoted: Sequence[tuple[Span, bool]]) -> None:
        """Read one paragraph: its quotations and reported clauses, in text order."""
        start, end = block.block.start, block.block.end
        parts = [(part, scare) for part, scare in quoted if start <= part.start < end]
        first = len(self.found)
        index = 0
        for lower, upper in sentence_spans(block):
            while index < len(parts) and parts[index][0].start < upper:
                self._add(self._direct(parts, index, start, end, first))
                index += 1
            speech = [part for part, scare in parts if not scare]
            self._add(self._reported(lower, upper, start, speech))

    def _add(self, found: Found | None) -> None:
        if found is not None:
            self.found.append(found)
            self.last = found.source.member or self.last

    def _direct(self, parts: Sequence[tuple[Span, bool]], index: int, start: int, end: int, first: int) -> Found | None:
        part, scare = parts[index]
        before = parts[index - 1][0].end if index else start
        after = parts[index + 1][0].start if index + 1 < len(parts) else end
        content: list[Offsets] = [(part.start, part.end)]
        behind = re.compile(rf"(?P<who>[^。！？：:；“「]{{0,40}}?)(?P<cue>{_CUE}|笑著說|笑着说)(?=[，。：]|$)").match(
            self.text, part.end, after
        )
        lead = re.compile(rf"(?P<who>[^。！？]*?)(?:(?P<cue>{_CUE})[，,]?)?[：:]\s*\Z").search(
            self.text, before, part.start
        )
        opened = re.compile(rf"(?P<who>[^。！？]*?)(?P<cue>{_CUE})[，,]\s*\Z").search(self.text, before, part.start)
        previous = self.found[-1] if len(self.found) > first else None
        between = previous is not None and previous.content[-1][1] == before
        match = lead or opened
        if match is not None and not (between and match is opened):
            return Found("direct", _mode(match), content, _cue(match), self._who(match.span("who"), start), "tag")
        if opened is not None and previous is not None:
            source = self._who(opened.span("who"), start) if previous.cue is None else previous.source
            return Found("direct", "speech", content, _cue(opened), source, "tag")
        if behind is not None and not behind["who"].startswith(("据", "據", "根据", "根據")):
            return Found("direct", _mode(behind), content, _cue(behind), self._who(behind.span("who"), start), "tag")
        if scare or re.search(r"\w\Z", self.text[before : part.start]):
            return None
        if previous is not None:
            return Found("direct", "speech", content, None, _again(previous.source), "continued")
        source = Resolved(self.last, None, "unsure", "floating") if self.last else NOBODY
        return Found("direct", "speech", content, None, source, "floating")

    def _reported(self, start: int, end: int, paragraph: int, speech: Sequence[Span]) -> Found | None:
        def inside(at: int) -> bool:
            return any(part.start <= at < part.end for part in speech)

        match = _ACCORDING.search(self.text, start, end)
        if match is not None and not inside(match.start()):
            group = "source" if match["source"] else "view"
            return self._indirect(
                (match.start(), match.end() - 1), match.span(group), paragraph, match.end(), end, speech
            )
        for match in _INDIRECT.finditer(self.text, start, end):
            if (
                inside(match.start())
                or not _STATES.search(match["cue"])
                or _NO_CLAUSE.match(self.text, match.end(), end)
            ):
                continue
            if len(self.text[match.end() : end]) < 6 or (
                match["cue"][-1] in "说說称稱" and not match["comma"] and len(match["cue"]) == 1
            ):
                continue
            return self._indirect(match.span("cue"), (start, match.start()), paragraph, match.end(), end, speech)
        return None

    def _indirect(
        self, cue: Offsets, who: Offsets, paragraph: int, start: int, end: int, speech: Sequence[Span]
    ) -> Found | None:
        while end > start and self.text[end - 1] in "。！？；， ":
            end -= 1
        if end <= start or any(part.start < end and start < part.end for part in speech):
            return None
        source = self._who(who, paragraph)
        if source.member is None:
            return None
        return Found("indirect", mode_of(self.text[slice(*cue)]), [(start, end)], cue, source, "clause")

    def _who(self, where: Offsets, paragraph: int) -> Resolved:
        """The speaker in the words before a verb, else in the sentence before them, else whoever spoke last."""
        start, end = where
        if self.text[start : start + 1] == "《":
            work = Span.of(self.text, start + 1, end - 1)
            return Resolved(self.cast.add(work.exact, "organization", work), work, "likely", "name")
        clause = max(self.text.rfind(mark, start, end) for mark in "，。；：”」』") + 1 or start
        for begin, stop in ((clause, end), (start, end)):
            person = self._person(begin, stop)
            if person is not None:
                return person
            pronoun = _PRONOUN.search(self.text, begin, stop)
            if pronoun is not None and self.last is not None:
                return Resolved(self.last, None, "likely", "pronoun")
            body = _BODY.search(self.text, begin, stop)
            if body is not None:
                span = Span.of(self.text, *body.span("name"))
                kind: SourceKind = "document" if re.search(r"(?:报告|報告|调查|調查)\Z", span.exact) else "organization"
                return Resolved(self.cast.add(span.exact, kind, span), span, "likely", "name")
        if self.text[start:end].strip("，。 ") and (
            whole := re.fullmatch(r"[\u4e00-\u9fff]{2,6}", self.text[start:end])
        ):
            span = Span.of(self.text, start, end)
            return Resolved(self.cast.add(whole[0], "anonymous", span), span, "unsure", "role")
        return Resolved(self.last, None, "unsure", "floating") if self.last else NOBODY

    def _person(self, start: int, end: int) -> Resolved | None:
        known = [
            (at, member)
            for member in self.cast.members
            if member.kind == "person" and (at := self.text.find(member.name, start, end)) >= 0
        ]
        if known:
            at, member = min(known, key=lambda pair: pair[0])
            span = Span.of(self.text, at, at + len(member.name))
            return Resolved(self.cast.add(member.name, "person", span), span, "sure", "name")
        match = _NAME.search(self.text, start, end + 4) or _BEHIND_OFFICE.search(self.text, start, end)
        if match is None or match.end("name") > end:
            return None
        span = Span.of(self.text, *match.span("name"))
        return Resolved(self.cast.add(span.exact, "person", span, match["office"]), span, "sure", "name")


def _cue(match: re.Match[str]) -> Offsets | None:
    return match.span("cue") if match["cue"] else None


def _mode(match: re.Match[str]) -> Literal["writing", "speech"]:
    return "writing" if match["cue"] and mode_of(match["cue"]) == "writing" else "speech"


def _again(source: Resolved) -> Resolved:
    return Resolved(source.member, None, "likely", "continued")
