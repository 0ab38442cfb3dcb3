"""Understanding a question once: its script, what kind of answer it wants, the dates and words in it.

Knows nothing of articles or of how an answer is found.
"""

import datetime as dt
import re
from dataclasses import dataclass

from bot.kinds import Kind, Role, kind_of, role_of
from index.dates import DateMention, find_dates, number, relative_dates
from index.glossary import FUNCTION_WORDS, translate
from index.people import is_name
from index.regional import abbreviated, one_region
from index.script import Script, clean, detect, fold
from index.words import is_known, may_be_name, rarity, words

MAX_CHARS = 500

# Spoken Cantonese and dialect forms → the written ones, in folded text, longest first.
_SPOKEN = (
    ("喺边度", "在哪里"), ("边度", "哪里"), ("边个", "谁"), ("边位", "哪位"), ("边啲", "哪些"), ("几多", "多少"),
    ("几时", "什么时候"), ("乜嘢", "什么"), ("乜野", "什么"), ("乜", "什么"), ("咩", "什么"), ("点解", "为什么"),
    ("点样", "怎样"), ("有冇", "有没有"), ("冇", "没有"), ("嗰阵", "时"), ("嗰日", "那天"), ("嗰", "那"),
    ("𠮶阵", "时"), ("𠮶日", "那天"), ("𠮶", "那"), ("呢份", "这份"), ("呢次", "这次"), ("呢届", "这届"),
    ("唔系", "不是"), ("唔", "不"), ("系", "是"), ("喺", "在"), ("嘅", "的"), ("咗", "了"), ("啲", "些"), ("佢", "他"),
    ("咁", "这么"), ("仲有", "还有"), ("同埋", "和"), ("倾偈", "谈话"), ("搞掂", "解决"), ("嘢", "东西"), ("收尾", "最后"), ("头先", "刚才"), ("一齐", "一起"), ("㗎", ""), ("嚟", "来"),
    ("啥子", "什么"), ("啥", "什么"), ("咋", "怎么"), ("哪儿", "哪里"), ("干嘛", "为什么"), ("为什么要", "为什么"),
)  # fmt: skip
_QUARTER = re.compile(r"第([一二三四])季度?")  # reports say 一季度
_HOW = re.compile(r"点(?=处理|做|办|睇|搞|应对|解决|讲|看待)")  # 點處理 is 怎么处理
_WHICH_ONE = re.compile(
    r"边个(?=城市|国家|地方|省|市|县|部门|单位|公司|机构|领导|官员|高官|团体|大学|学校|组织|委员会|党派|会议|项目|行业)"
)  # 邊個城市 is 哪个城市, 邊個 alone 谁
_TALK = re.compile(r"倾(?![向斜听销注力城泻诉倒])")  # 傾 is 谈
_WHICH = re.compile(
    r"(?<![那这两周海身旁外里右左北南东西一江湖路河双多单])边(?=[一二三四五六七八九十两几\d]{1,2}[个位点项条件份国家方面间场样种类招])"
)  # 邊四點 is 哪四点
_WHICH_DAY = re.compile(r"(?<=[是系喺在于由去到])边(?=[日年月天间届场])")  # 係邊日 is 是哪日
# 系 is "is" only in speech: 关系, 系统, 体系 stay.
_KEEP_XI = re.compile(r"(关|体|联|派|水|谱|维|干|科|院)系|系(统|列|数|带|主任|念)")

# Words that name a meeting of any kind or say that it was held: they choose no meeting.
GENERIC = frozenset(
    "人 事 会议 开会 大会 会上 会 举行 召开 举办 开 召集 主持 牵头 出席 参加 到会 讲话 致辞 发言 汇报 通报 形式 时间 地点 日期 "
    "城市 地方 办 大会 哪天 几号 几月 日子 号 天 天开 办的 哪个 哪座 记者 来源 报道 新闻 文章 领导 人员 单位 部门 内容 主题 情况 时 场 届 回 那场 那届 这场 这届 meeting chair chaired held hold "
    "conference event report article attend attended spoke".split()
)
# The next of a series, which a report of this one does not answer unless it says so itself.
NEXT = re.compile(r"下一?[次届回场]|\bnext (?:meeting|session|conference|time)\b")
# Said to the bot, or asking for its opinion or for something made up.
_PERSONAL = re.compile(
    r"^(你好|您好|早晨|早安|谢谢|多谢|hello|hi|thanks?)\b|[你您](觉得|认为|怎么看|喜欢|是谁|叫|几岁|会不会|能不能|用的|的)"
    r"|[帮给替]我(写|订|买|翻译|推荐|画|做|算|讲)|写一?[首篇]|讲个|笑话|推荐一|^我(?!国|们|省|市|军|方)|最无聊"
    r"|\b(write|tell) me (?!about)|\bdo you\b|\byour?\b(?! know)|\bhow do i\b|\bjoke\b|\bpoem\b"
)
_N = "(?:[0-9]{1,4}|[零一二三四五六七八九十百]{1,6})"
# 十三届全国人大四次会议 is the fourth; 开过两次会议 is none.
ORDINAL = re.compile(
    rf"第({_N})[次届回]|({_N})届|(?:(?<=届)|(?<=[大协委])(?={_N}次(?:会议|全会|全体)))({_N})次"
)
_LATEST = re.compile(r"最近一?[次场回届]|最新|上一?[次场回届]|\b(latest|most recent|last)\b")
_COUNT = re.compile(
    r"(?<![第\d月年一二三四五六七八九十百])(?:(?:([两二三四五六七八九十]|\d{1,2})(?:大?[个点项条件份位种方面样家块类场人处]|(?<=哪.)国|大(?=[\u4e00-\u9fff]{2})))|([俩仨]))"
)
_SPOKEN_NUMERALS = str.maketrans("两俩仨", "二二三")
# What jieba takes for a part of a word that it does not know: 见 of 见巴育, 说 of 拉赫蒙说.
_LOOSE = re.compile(r"^[见跟同和与访对向给时](?=..)|(?<=..)[说见]$")
_DONE = ("过", "了", "着", "完")  # 谈过 is no name
# What a question says only to ask: these words are not looked for in a sentence.
_ASKING = frozenset(
    (
        "什么 谁 哪里 哪些 哪个 哪 几个 多少 怎么 怎样 怎么样 如何 为什么 为何 时候 什么时候 何时 请问 告诉 想 知道 一下 可以 能 吗 呢 是 有 个 位 些 次 哪位 哪几 几 除了 还有 一起 一同 陪同 除 几位 哪几个 三位 两位 四位 五位 六位 哪年 哪月 哪日 哪天 几年 几月 几号 几日 几天 几次 几届 请 帮 我 你 他们 她 他 它 那 这 "
        "那个 这个 那次 这次 到底 究竟 分别 列 说 讲 提 提到 有没有 是否 是不是 以及 还 要 被 把 给 让 对 为 去 来 会 上 里 中 下 都 也 又 就 才 一 不 没 没有 所 用 由 于 从 到 并 且 "
        "who what when where which why how many much did does do is are was were will can has have the of in on at to for by "
        "and or an it be been that this with from as i you me please tell about there"
    ).split()
)


@dataclass(frozen=True)
class Word:
    """A word to look for, and other forms that say the same: a long name, Chinese for English."""

    text: str
    also: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form, the one that was asked first."""
        return (self.text, *self.also)

    @property
    def weight(self) -> float:
        """How much the word says, in nats; English weighs what its likeliest Chinese does."""
        return rarity(self.also[0] if self.also and self.text.isascii() else self.text)

    def stands_in(self, folded: str) -> bool:
        """Whether one of the forms stands in `folded` text."""
        return any(form in folded for form in self.forms)


@dataclass(frozen=True)
class Query:
    """A question as asked and as understood.

    `folded` is in one script with regional and spoken words made one; `words` are those to look for,
    in order, without repetition. `role` is the fact of the meeting that is asked for, `ordinals` each N of 第N次,
    `count` the N of N点; `latest` and `next` say which of a series is meant, `personal` that the bot itself is.
    `meeting` is the id of the article that is meant where the conversation says so, "" where the words choose it.
    """

    text: str
    folded: str
    script: Script
    kind: Kind
    words: tuple[Word, ...]
    dates: tuple[DateMention, ...]
    role: Role | None = None
    ordinals: tuple[str, ...] = ()
    latest: bool = False
    next: bool = False
    personal: bool = False
    count: int | None = None
    meeting: str = ""

    @property
    def people(self) -> tuple[Word, ...]:
        """The words that can only be names of persons."""
        return tuple(
            word
            for word in self.words
            if is_name(word.text) and may_be_name(word.text) and not word.text.endswith(_DONE)
        )

    def names(self, name: str) -> bool:
        """Whether the question has the folded `name`, be it in English."""
        return name in self.folded or any(name in word.also for word in self.words)

    @property
    def topic(self) -> tuple[Word, ...]:
        """The words that say which meeting or matter is meant."""
        return tuple(word for word in self.words if not GENERIC.intersection(word.forms[:2]))


def understand(text: str, default: Script = "hant", today: dt.date | None = None) -> Query:
    """Return `text` understood; `default` is the script of an answer to a question common to both scripts.

    去年 and 上周 count from `today`, the day of the clock when none is given. Only the first MAX_CHARS characters are read.
    """
    text = clean(text).strip()[:MAX_CHARS]
    folded = written(one_region(fold(text)))
    kind = kind_of(folded)
    said = find_dates(folded) + relative_dates(folded, today or dt.date.today())
    dates = tuple(sorted(said, key=lambda mention: mention.start))
    undated = folded
    for date in reversed(dates):
        undated = undated[: date.start] + " " + undated[date.end :]
    count = _COUNT.search(folded)
    return Query(
        text,
        folded,
        detect(text, default),
        kind,
        _words(undated),
        dates,
        role_of(folded, kind),
        tuple(m[1] or m[2] or m[3] for m in ORDINAL.finditer(folded)),
        bool(_LATEST.search(folded)),
        bool(NEXT.search(folded)),
        bool(_PERSONAL.search(folded)),
        number((count[1] or count[2]).translate(_SPOKEN_NUMERALS)) if count else None,
    )


def _words(folded: str) -> tuple[Word, ...]:
    """Return the words to look for in `folded` text, Chinese ones in order, then English ones."""
    short = [Word(short, (name,)) for short, name in abbreviated(folded).items()]
    english = [Word(t.english, t.chinese) for t in translate(folded)]
    rest = folded
    for word in [*short, *english]:
        rest = rest.replace(word.text, " ")
    found = (w if is_known(w) else _LOOSE.sub("", w) for w in words(rest))
    said = dict.fromkeys(w for w in found if w not in _ASKING and w not in FUNCTION_WORDS)
    # A compound stands for its parts: sentences say 主持 without 主持会议.
    kept = [Word(w) for w in said if not any(part != w and part in w for part in said)]
    return (*short, *kept, *english)


def written(folded: str) -> str:
    """Return `folded` with spoken Cantonese and dialect words in their written form."""
    kept = _KEEP_XI.sub(lambda m: m.group().replace("系", "\0"), folded)
    kept = _WHICH_ONE.sub("哪个", kept)
    for spoken, standard in _SPOKEN:
        kept = kept.replace(spoken, standard)
    kept = _QUARTER.sub(r"\1季度", _TALK.sub("谈", _HOW.sub("怎么", kept)))
    return _WHICH_DAY.sub("哪", _WHICH.sub("哪", kept)).replace("\0", "系")
