"""Known questions: which records they are tied to, and what they say of a new question."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EncoderError
from corpus.types import Record, TaskItem
from index.bank import in_order, make_bank, read_bank, write_bank
from index.encoder.bundled import BundledEncoder, bundled_name
from index.encoder.lessons import Lessons, Pair, Topic, read_lessons
from index.fuse import known_settings
from index.known import KnownQuestions, Recognised
from index.snapshot import Snapshot
from index.types import Vectors
from tests.index.samples import TASKS, LetterEncoder, make_corpus

ENCODER = LetterEncoder()
SUBSIDY, MEDIA, ELSEWHERE = range(3)
LESSONS = Lessons(
    {
        "subsidy": Topic("subsidy", "补贴", (), (TASKS[0],)),
        "media": Topic("media", "新媒体", (), (TASKS[1], "另一份文件里的说法，这里没有")),
        "elsewhere": Topic("elsewhere", "供暖", (), ("做好冬季供暖信息公开",)),
    },
    (
        Pair("media", "公众号没人打理归谁"),
        Pair("subsidy", "种田的钱几时发"),
        Pair("subsidy", "补助名单贴哪里"),
        Pair("elsewhere", "暖气费找谁退"),
    ),
)


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return [record for one in make_corpus() for record in (*one.items, *one.passages)]


def tie(lessons: Lessons, records: list[Record]) -> KnownQuestions:
    vectors = ENCODER.encode_passages([record.text for record in records])
    return KnownQuestions(make_bank(lessons, ENCODER), records, vectors)


def ask(known: KnownQuestions, question: str) -> Recognised:
    found = known.recognise(ENCODER.encode_queries([question])[0], question)
    assert found is not None
    return found


def holding(records: list[Record], text: str) -> list[int]:
    return [row for row, record in enumerate(records) if record.text == text]


def items_of(records: list[Record]) -> list[int]:
    return [row for row, record in enumerate(records) if isinstance(record, TaskItem)]


def test_a_topic_is_tied_to_the_tasks_that_say_the_same(records: list[Record]) -> None:
    known = tie(LESSONS, records)
    for row, record in enumerate(records):
        is_item = hasattr(record, "lead_units")
        assert known.holds(row, SUBSIDY) == (is_item and record.text == TASKS[0])
        assert known.holds(row, MEDIA) == (is_item and record.text == TASKS[1])
        assert not known.holds(row, ELSEWHERE)


def test_wording_that_hardly_differs_is_the_same_task(records: list[Record]) -> None:
    row = holding(records, TASKS[0])[0]
    texts = {"nearly": 2 * TASKS[0], "other": "推进网站和应用的改造以外的事"}
    for name, text in texts.items():
        lessons = Lessons({"t": Topic("t", "补贴", (), (text,))}, (Pair("t", "种田的钱几时发"),))
        assert tie(lessons, records).holds(row, 0) == (name == "nearly")


@pytest.mark.parametrize(
    ("question", "topic"),
    [("种田的钱几时发", SUBSIDY), ("补助名单贴哪里", SUBSIDY), ("公众号没人打理归谁", MEDIA)],
)
def test_a_known_question_is_recognised(question: str, topic: int, records: list[Record]) -> None:
    found = ask(tie(LESSONS, records), question)
    for row in items_of(records):
        if found.topic[row] == topic:
            assert found.own[row] > found.other[row]
        else:
            assert found.own[row] < found.other[row]
    assert topic in found.topic.tolist()


def test_a_question_about_something_else_is_nearer_to_that(records: list[Record]) -> None:
    found = ask(tie(LESSONS, records), "暖气费找谁退")
    asked = [row for row in items_of(records) if found.topic[row] >= 0]
    assert asked
    assert (found.own[asked] < found.other[asked]).all()


def test_a_record_without_known_questions_has_none_of_its_own(records: list[Record]) -> None:
    found = ask(tie(LESSONS, records), "种田的钱几时发")
    for row in holding(records, TASKS[4]):
        assert (found.own[row], found.topic[row]) == (known_settings().neutral, -1)


def test_what_is_forgotten_is_not_recognised(records: list[Record]) -> None:
    known = tie(LESSONS, records)
    row = in_order(LESSONS).index(Pair("subsidy", "种田的钱几时发"))
    forgetful = known.without([row])
    for question, lost in (("种田的钱几时发", True), ("补助名单贴哪里", False)):
        before, after = ask(known, question), ask(forgetful, question)
        own = holding(records, TASKS[0])
        assert (after.own[own] < before.own[own] - 0.1).all() == lost


@pytest.mark.parametrize(("crowd", "says_more"), [(1.0, True), (0.0, False)])
def test_near_questions_are_added_up_or_averaged(
    crowd: float, *, says_more: bool, records: list[Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(known_settings(), wording=0.0, crowd=crowd)
    monkeypatch.setattr("index.known.known_settings", lambda: settings)
    one = Lessons(
        {"t": Topic("t", "补贴", (), (TASKS[0],)), "u": Topic("u", "网", (), (TASKS[1],))},
        (Pair("t", "种田的钱几时发"), *(Pair("u", one) for one in ("网站", "网址", "官网"))),
    )
    more = replace(one, pairs=(*one.pairs, *2 * [Pair("t", "种田的钱几时发")]))
    row = holding(records, TASKS[0])[0]
    asked = [ask(tie(lessons, records), "种田的钱几时发").own[row] for lessons in (one, more)]
    assert (asked[1] - asked[0] > 0.01) == says_more


def test_what_is_asked_about_something_else_speaks_against_a_record(records: list[Record]) -> None:
    """A record nobody has asked about stays neutral, one that is asked other things falls below.

    Sections of the body are nothing that known questions are about.
    """
    found = ask(tie(LESSONS, records), "天上有几颗星")
    sections = sorted({*range(len(records))} - {*items_of(records)})
    assert sections
    assert np.isnan(found.own[sections]).all()
    assert (found.own[holding(records, TASKS[0])] < known_settings().neutral).all()
    assert (found.own[holding(records, TASKS[4])] == known_settings().neutral).all()


def test_a_bank_older_than_the_lessons_names_the_command(records: list[Record]) -> None:
    with pytest.raises(EncoderError, match="zhengwen encoder known"):
        tie(LESSONS, records).without([len(LESSONS.pairs)])


def test_without_a_bank_nothing_is_recognised(records: list[Record]) -> None:
    known = KnownQuestions(None, records, np.empty((0, 0), dtype=np.float32))
    assert known.recognise(ENCODER.encode_queries(["什么都行"])[0], "什么都行") is None


def test_a_search_without_a_bank_scores_as_ever(snapshot: Snapshot) -> None:
    for hit in snapshot.search(TASKS[0], limit=5):
        assert hit.known == hit.cosine
        assert not hit.recognised


def test_a_bank_survives_its_file(tmp_path: Path) -> None:
    bank = make_bank(LESSONS, ENCODER)
    write_bank(bank, tmp_path / "bank.npz")
    again = read_bank(ENCODER.name, tmp_path / "bank.npz")
    assert again is not None
    assert again.questions == pytest.approx(bank.questions, abs=0.01)
    assert again.texts == pytest.approx(bank.texts, abs=0.01)
    assert again.folded == bank.folded
    assert again.wording.grams == bank.wording.grams
    assert again.wording.starts.tolist() == bank.wording.starts.tolist()
    assert again.wording.rows.tolist() == bank.wording.rows.tolist()
    assert (again.asked.tolist(), again.told.tolist()) == (bank.asked.tolist(), bank.told.tolist())


def test_another_encoder_has_no_bank(tmp_path: Path) -> None:
    write_bank(make_bank(LESSONS, ENCODER), tmp_path / "bank.npz")
    assert read_bank("someone-elses", tmp_path / "bank.npz") is None


@pytest.mark.parametrize("content", [None, b"", b"not an archive"])
def test_a_missing_or_damaged_bank_names_the_command(content: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "bank.npz"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(EncoderError, match="zhengwen encoder known"):
        read_bank("letters-1", file)


def test_the_shipped_bank_is_of_the_shipped_encoder_and_lessons() -> None:
    lessons, bank = read_lessons(), read_bank(bundled_name())
    assert bank is not None
    topics = list(lessons.topics)
    pairs = in_order(lessons)
    assert [topics[row] for row in bank.asked] == [pair.topic for pair in pairs]
    assert len(bank.told) == sum(len(topic.texts) for topic in lessons.topics.values())
    chosen = range(0, len(pairs), len(pairs) // 40)
    fresh: Vectors = BundledEncoder().encode_queries([pairs[row].question for row in chosen])
    assert (fresh * bank.questions[[*chosen]]).sum(axis=1).min() > 0.999


def test_the_nearest_questions_have_a_vote(records: list[Record]) -> None:
    heating = "暖气费找谁退要带什么去哪个窗口问几点开门"
    many = tuple(Pair("elsewhere", heating[: 7 + count]) for count in range(11))
    known = tie(replace(LESSONS, pairs=(*LESSONS.pairs[:3], *many)), records)
    nearest = ask(known, "补助名单贴哪里").nearest.tolist()
    assert len(nearest) == 10
    assert SUBSIDY in nearest
    assert SUBSIDY not in ask(known.without([0, 1]), "补助名单贴哪里").nearest.tolist()
