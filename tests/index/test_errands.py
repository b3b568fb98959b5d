"""What tells an errand from a question about the task next to it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EncoderError
from index.encoder.bundled import BundledEncoder, bundled_name
from index.encoder.lessons import read_errands, read_lessons
from index.errands import ErrandModel, read_errand_model, write_errand_model

MODEL = ErrandModel("small", -0.5, np.array([1.0, -2.0], dtype=np.float32))


def test_log_odds_are_linear_in_the_vector() -> None:
    assert MODEL.log_odds(np.array([3.0, 1.0], dtype=np.float32)) == pytest.approx(0.5)


def test_a_model_survives_its_file(tmp_path: Path) -> None:
    write_errand_model(MODEL, tmp_path / "errands.json")
    again = read_errand_model("small", tmp_path / "errands.json")
    assert again is not None
    assert (again.encoder, again.bias, again.weights.tolist()) == ("small", -0.5, [1.0, -2.0])


def test_another_encoder_has_no_model(tmp_path: Path) -> None:
    write_errand_model(MODEL, tmp_path / "errands.json")
    assert read_errand_model("someone-elses", tmp_path / "errands.json") is None


@pytest.mark.parametrize("content", [None, "", "{}", '{"encoder": "small", "bias": 0}'])
def test_a_missing_or_damaged_model_names_the_command(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "errands.json"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    with pytest.raises(EncoderError, match="zhengwen encoder errands"):
        read_errand_model("small", file)


@pytest.mark.parametrize(
    ("errand", "task"),
    [
        (
            "我妈的社保卡丢了两个月，补一张要跑哪个窗口",
            "社保一年一个样，我妈看不懂，这些变动政府有没有安排人讲给老百姓听",
        ),
        (
            "孩子差三天满六岁，能不能通融一下今年上学",
            "娃明年上学，入学的消息会不会早点贴出来，这归哪家管",
        ),
        (
            "厂里污水直排河里，我举报了没人理，什么时候能来查",
            "谁家厂子能往河里排水、排多少，这些会晒出来给我们看吗",
        ),
    ],
)
def test_the_shipped_model_tells_them_apart(errand: str, task: str) -> None:
    model = read_errand_model(bundled_name())
    assert model is not None
    vectors = BundledEncoder().encode_queries([errand, task])
    assert model.log_odds(vectors[0]) > 0 > model.log_odds(vectors[1])


def test_the_data_is_of_known_topics_and_says_nothing_twice() -> None:
    errands, topics = read_errands(), read_lessons().topics
    assert {one.topic for one in errands} <= {*topics}
    assert len({one.question for one in errands}) == len(errands)
    assert {(one.own, one.aside) for one in errands} == {
        (own, aside) for own in (True, False) for aside in (True, False)
    }
