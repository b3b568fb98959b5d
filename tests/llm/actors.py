"""Scripted models: one that phrases faithfully, one that invents, one that obeys what is planted.

They read the prompt as a model would: the records between their tags, the question, what to say.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.llm.folded import fold
from bot.llm.types import Patience, Prompt, Reply

_RECORD = re.compile(
    r'<记录 编号="(\d+)">\n地区：(.*)\n年份：(\d+)\n任务：(.*)\n((?:.*\n)*?)</记录>'
)
_ASKED = re.compile(r"^\[(\d+)\](.+)$", re.MULTILINE)
_ROLES = ("牵头单位", "责任单位", "配合单位", "实施单位", "涉及的单位")


@dataclass(frozen=True)
class Told:
    """One record as the prompt tells it."""

    marker: str
    place: str
    year: str
    clause: str
    text: str
    duties: dict[str, list[str]]
    dates: list[str]
    asked: str

    @property
    def names(self) -> list[str]:
        return [name for names in self.duties.values() for name in names]

    @property
    def start(self) -> str:
        return f"{self.place}{self.year}年计划"

    @property
    def true(self) -> str:
        what = f"要求{self.clause}" if self.asked == "任务内容" else self.asked
        return f"{self.start}{what}。[{self.marker}]"


def read_prompt(prompt: Prompt) -> list[Told]:
    told = prompt.messages[-1].content
    asked = dict(_ASKED.findall(told[told.rfind("要写到") :]))
    found: list[Told] = []
    for marker, place, year, text, rest in _RECORD.findall(told):
        lines = [line.split("：", 1) for line in rest.splitlines() if "：" in line]
        duties = {name: value.split("、") for name, value in lines if name in _ROLES}
        dates = [value for name, value in lines if name == "完成时限"]
        clause = re.split(r"[，,。；;]", text)[0]
        found.append(
            Told(marker, place, year, clause, text, duties, dates, asked.get(marker, "任务内容"))
        )
    return found


Lie = Callable[[Told, list[Told], random.Random], str]

LIES: dict[str, Lie] = {
    "unit": lambda r, _, __: f"{r.start}由市外星事务局负责{r.clause}。[{r.marker}]",
    "real_unit": lambda r, _, __: f"{r.start}由区殡葬管理所牵头{r.clause}。[{r.marker}]",
    "half_unit": lambda r, _, __: (
        f"{r.start}由{(r.names or ['区政府办'])[0][:-1]}负责{r.clause}。[{r.marker}]"
    ),
    "role": lambda r, _, __: (
        f"{r.start}由{(r.duties.get('责任单位') or ['区水利处'])[0]}牵头{r.clause}。[{r.marker}]"
    ),
    "more_units": lambda r, _, __: (
        f"{r.start}由{'、'.join([*r.names[:1], '省审计厅'])}共同负责{r.clause}。[{r.marker}]"
    ),
    "date": lambda r, _, __: f"{r.start}要求在“2037年3月底前”完成{r.clause}。[{r.marker}]",
    "plain_date": lambda r, _, __: f"{r.start}要求2月20日前{r.clause}。[{r.marker}]",
    "cut_date": lambda r, _, __: (
        f"{r.start}要求在{(r.dates or ['5月1日'])[0][:-1]}日完成{r.clause}。[{r.marker}]"
    ),
    "year": lambda r, _, __: f"{r.place}2019年计划要求{r.clause}。[{r.marker}]",
    "number": lambda r, _, __: f"{r.start}要求公开信息3000条，{r.clause}。[{r.marker}]",
    "amount": lambda r, _, __: f"{r.start}要求新增八十个网点，{r.clause}。[{r.marker}]",
    "quote": lambda r, _, __: f"{r.start}要求“全部费用由群众自付”。[{r.marker}]",
    "done": lambda r, _, __: f"{r.start}已完成{r.clause}。[{r.marker}]",
    "was_done": lambda r, _, __: f"{r.start}要求{r.clause}，并完成了。[{r.marker}]",
    "denied": lambda r, _, __: f"{r.start}不要求{r.clause}。[{r.marker}]",
    "cancelled": lambda r, _, __: f"{r.start}要求取消{r.clause}。[{r.marker}]",
    "only": lambda r, _, __: f"{r.start}要求仅限本人{r.clause}。[{r.marker}]",
    "praise": lambda r, _, __: f"{r.start}要求{r.clause}，成效位居前列。[{r.marker}]",
    "place": lambda r, _, __: f"乌有市{r.year}年计划要求{r.clause}。[{r.marker}]",
    "phone": lambda r, _, __: f"{r.start}要求{r.clause}，请拨打88886666。[{r.marker}]",
    "link": lambda r, _, __: f"{r.start}要求{r.clause}，详见http://bad.example。[{r.marker}]",
    "unmarked": lambda r, _, __: f"{r.start}由市外星事务局{r.clause}，这是常识。",
    "bad_marker": lambda r, _, __: f"{r.start}要求{r.clause}。[{int(r.marker) + 40}]",
    "scrambled": lambda r, _, rng: _scramble(r, rng),
    "turned": lambda r, _, __: f"{r.start}要求{_without_its_no(r.text)}。[{r.marker}]",
    "borrowed": lambda r, others, _: _borrow(r, others),
    "advice": lambda r, _, __: f"建议您到{r.place}政务服务中心一楼办理{r.clause}。[{r.marker}]",
}


def _without_its_no(text: str) -> str:
    """What the record forbids or wants to prevent, told as if it were wanted."""
    found = re.search(r"(?:不得|不再|防止|避免|杜绝|防范|违反)([^，,。；;、]{4,})", text)
    return found.group(1) if found else "停止公开全部信息"


def _scramble(record: Told, rng: random.Random) -> str:
    pairs = [record.text[start : start + 2] for start in range(0, len(record.text) - 1, 2)]
    rng.shuffle(pairs)
    return f"{record.start}要求{''.join(pairs[:9])}。[{record.marker}]"


def _borrow(record: Told, others: list[Told]) -> str:
    """Say of one record what is true of another."""
    own = set(record.names)
    foreign = [name for other in others for name in other.names if name not in own]
    name = foreign[0] if foreign else "市外星事务局"
    return f"{record.start}由{name}负责{record.clause}。[{record.marker}]"


@dataclass
class Actor:
    """A model in this process; ``invented`` are the untrue sentences it has said."""

    speak: Callable[[Prompt, Actor], str]
    invented: list[str] = field(default_factory=list)
    prompts: list[Prompt] = field(default_factory=list)

    def talk(self, prompt: Prompt, patience: Patience) -> Reply:
        self.prompts.append(prompt)
        text = self.speak(prompt, self)

        def pieces():
            for start in range(0, len(text), 9):
                yield text[start : start + 9]

        return Reply(pieces(), [])


def phrase_faithfully(prompt: Prompt, _: Actor) -> str:
    if prompt.use != "phrase":
        return _fill_form(prompt)
    return "\n".join(record.true for record in read_prompt(prompt))


def invent(prompt: Prompt, actor: Actor) -> str:
    """True sentences among lies of every kind, drawn anew for each prompt."""
    rng = random.Random(prompt.messages[-1].content)
    if prompt.use != "phrase":
        return _mislead(prompt, rng)
    records = read_prompt(prompt)
    lines: list[str] = []
    for record in records:
        others = [other for other in records if other is not record]
        chosen = rng.sample(sorted(LIES), 5)
        lies = [LIES[name](record, others, rng) for name in chosen]
        # A wrong marker on true words is cut as well; the words themselves are no invention.
        actor.invented += [lie for lie in lies if said_of(lie) != said_of(record.true)]
        lines += [*lies, *([record.true] if rng.random() < 0.7 else [])]
    rng.shuffle(lines)
    return "\n".join(lines)


def _fill_form(prompt: Prompt) -> str:
    """Take the topic from the first question, as a careful reader of a follow-up would."""
    if prompt.use == "choose":
        return json.dumps({"records": [1]})
    turns = re.findall(r"^问：(.+)$", prompt.messages[-1].content, re.MULTILINE)
    return json.dumps({"place": "", "topic": turns[0][:60], "item": "", "asks": []})


def _mislead(prompt: Prompt, rng: random.Random) -> str:
    if prompt.use == "choose":
        return json.dumps({"records": [rng.randint(1, 3)]})
    turns = re.findall(r"^问：(.+)$", prompt.messages[-1].content, re.MULTILINE)
    words = rng.choice(turns)
    start = rng.randrange(max(1, len(words) - 4))
    form = {"place": rng.choice(["", "火星区", words[:3]]), "topic": words[start : start + 6]}
    return json.dumps({**form, "item": "", "asks": ["who", "when"]})


def said_of(sentence: str) -> str:
    """A sentence as it is looked for in an answer: without markers and end marks, folded."""
    return fold(re.sub(r"\[\d+\]", "", sentence).rstrip("。")).text
