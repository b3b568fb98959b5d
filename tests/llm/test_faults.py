"""Whatever goes wrong with the model, the user gets the rules' answer, in time, and it is told."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from bot.answer import Answerer
from bot.llm.metrics import CALLS, FALLBACKS
from bot.llm.types import Bill
from bot.types import Answer
from tests.llm.server import Breaks, Raw, Reply, Runs, Says, ScriptedServer, Stalls, chunk

pytestmark = pytest.mark.xdist_group("answers")

ASKED = "舟山好差评渠道什么时候完成"
TRUE = "舟山市2022年计划要求在“12月底前”完成丰富移动政务服务“好差评”评价渠道。[1]"
BUDGET = 2.0

FAULTS: dict[str, tuple[Reply, str]] = {
    "hangs before the first byte": (Stalls(), "timeout"),
    "hangs in mid-sentence": (Stalls(TRUE[:20]), "timeout"),
    "hangs after a true sentence": (Stalls(TRUE + "\n舟山市"), "timeout"),
    "429": (Raw(429, b'{"error": {"message": "slow down"}}'), "rate_limited"),
    "500": (Raw(500, b'{"error": {"message": "oops"}}'), "server_error"),
    "503 without a body": (Raw(503, b""), "server_error"),
    "401": (Raw(401, b'{"error": {"message": "no such key"}}'), "denied"),
    "404": (Raw(404, b"not here", "text/plain"), "denied"),
    "too long by its own word": (
        Raw(400, b'{"error": {"message": "maximum context length is 10 tokens"}}'),
        "prompt_too_long",
    ),
    "malformed json in the stream": (
        Raw(200, b"data: {oops\n\n", "text/event-stream"),
        "malformed",
    ),
    "no choices": (Raw(200, b'data: {"id": "x"}\n\n', "text/event-stream"), "malformed"),
    "broken after a piece": (
        Raw(200, chunk(TRUE[:20]) + b"data: {oops\n\n", "text/event-stream"),
        "malformed",
    ),
    "a page instead of a stream": (Raw(200, b"<html>hello</html>", "text/html"), "empty"),
    "empty stream": (Says(""), "empty"),
    "only blanks": (Says(" \n \n"), "unproven"),
    "endless nonsense": (Runs("哈哈"), "endless"),
    "endless repetition": (Runs(TRUE), "endless"),
    "endless blanks": (Runs("\n"), "endless"),
    "drops the connection": (Breaks(TRUE[:20]), "connection"),
}


def said(answer: Answer) -> dict[str, object]:
    return answer.model_dump(exclude={"elapsed_ms", "request_id"})


def count(metric: object, *labels: str) -> float:
    return metric.labels(*labels)._value.get()  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("streaming", [False, True], ids=["whole", "stream"])
def test_every_fault_ends_in_the_rules_answer(  # noqa: PLR0917
    name: str,
    streaming: bool,
    with_model: Callable[..., Answerer],
    by_rules: Answerer,
    scripted: ScriptedServer,
    bills: list[Bill],
) -> None:
    reply, reason = FAULTS[name]
    scripted.always(reply)
    answerer = with_model(timeout=BUDGET, stream_timeout=BUDGET)
    expected = said(by_rules.answer(ASKED))
    counted = count(FALLBACKS, "phrase", reason)
    started = time.monotonic()
    with capture_logs() as logs:
        if streaming:
            grown = list(answerer.stream(ASKED))
            last, parts = grown[-1], grown[:-1]
        else:
            last, parts = answerer.answer(ASKED), []
    took = time.monotonic() - started
    assert said(last) == expected
    assert all(part.text == TRUE for part in parts)
    assert took < BUDGET + 1.0  # on a machine that does other things; alone it stays below
    assert count(FALLBACKS, "phrase", reason) == counted + 1
    told = [log for log in logs if log["event"] == "llm_fallback"]
    assert [(log["use"], log["reason"]) for log in told] == [("phrase", reason)]
    assert bills[-1].fallbacks == {"phrase": reason}


def test_nobody_listens(
    with_model: Callable[..., Answerer], by_rules: Answerer, bills: list[Bill]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refused
        answerer = with_model(base_url=f"http://127.0.0.1:{taken.getsockname()[1]}/v1")
        assert said(answerer.answer(ASKED)) == said(by_rules.answer(ASKED))
    assert bills[-1].fallbacks == {"phrase": "connection"}


def test_a_prompt_that_cannot_fit_is_not_sent(
    with_model: Callable[..., Answerer],
    by_rules: Answerer,
    scripted: ScriptedServer,
    bills: list[Bill],
) -> None:
    answerer = with_model(context=512)
    assert said(answerer.answer(ASKED)) == said(by_rules.answer(ASKED))
    assert bills[-1].fallbacks == {"phrase": "prompt_too_long"}
    assert scripted.asked == []


def test_after_three_faults_the_model_is_left_alone(
    with_model: Callable[..., Answerer], scripted: ScriptedServer, bills: list[Bill]
) -> None:
    scripted.always(Raw(500, b"{}"))
    answerer = with_model()
    for _ in range(5):
        assert answerer.answer(ASKED).phrased_by == "rules"
    assert len(scripted.asked) == 3
    assert [bill.fallbacks["phrase"] for bill in bills] == ["server_error"] * 3 + ["paused"] * 2


def test_who_asks_to_wait_is_left_alone_at_once(
    with_model: Callable[..., Answerer], scripted: ScriptedServer, bills: list[Bill]
) -> None:
    scripted.always(Raw(429, b"{}", headers=((b"retry-after", b"30"),)))
    answerer = with_model()
    for _ in range(3):
        answerer.answer(ASKED)
    assert len(scripted.asked) == 1
    assert bills[-1].fallbacks == {"phrase": "paused"}


@pytest.mark.parametrize(
    "limited",
    [
        {"daily_tokens": 600},  # a call may take more
        {"daily_cost": 0.0001, "price_in": 1.0},
        {"data": "/proc/nowhere"},  # what cannot be counted is not spent
    ],
)
def test_what_the_day_cannot_hold_is_not_asked(
    limited: dict[str, object],
    with_model: Callable[..., Answerer],
    by_rules: Answerer,
    scripted: ScriptedServer,
    bills: list[Bill],
) -> None:
    answerer = with_model(**limited)
    assert said(answerer.answer(ASKED)) == said(by_rules.answer(ASKED))
    assert bills[-1].fallbacks == {"phrase": "over_limit"}
    assert scripted.asked == []


def test_a_good_reply_is_served_and_counted(
    with_model: Callable[..., Answerer],
    by_rules: Answerer,
    scripted: ScriptedServer,
    bills: list[Bill],
) -> None:
    scripted.always(Says(TRUE))
    answerer = with_model(price_in=1.0, price_out=10.0)
    done = count(CALLS, "phrase", "ok")
    with capture_logs() as logs:
        answer, plain = answerer.answer(ASKED), by_rules.answer(ASKED)
    assert answer.phrased_by == "model"
    assert answer.text.startswith(TRUE)
    assert (plain.phrased_by, "模型" in plain.notice) == ("rules", False)
    assert "语言模型" in answer.notice  # wherever an answer is shown, its notice is
    keep = {"items", "citations", "count", "status", "kind", "related", "suggestions"}
    assert answer.model_dump(include=keep) == plain.model_dump(include=keep)
    assert count(CALLS, "phrase", "ok") == done + 1
    (bill,) = bills
    assert (bill.prompt_tokens, bill.completion_tokens) == (100, 20)
    assert bill.cost == pytest.approx((100 * 1 + 20 * 10) / 1e6)
    (told,) = [log for log in logs if log["event"] == "llm_question"]
    assert (told["calls"], told["prompt_tokens"], told["cost"]) == (1, 100, 0.0003)


def test_a_stream_grows_by_verified_sentences_only(
    with_model: Callable[..., Answerer], scripted: ScriptedServer
) -> None:
    lie = "舟山市2022年计划由市公安局负责丰富移动政务服务“好差评”评价渠道。[1]"
    more = "舟山市2022年计划要求让企业和群众能够随时随地对服务进行评价反馈。[1]"
    scripted.always(Says(f"{TRUE}\n{lie}\n{more}", size=1))
    texts = [answer.text for answer in with_model().stream(ASKED)]
    assert texts[:2] == [TRUE, TRUE + more]
    assert texts[-1].startswith(TRUE + more)
    assert "公安" not in "".join(texts)
