"""The circuit breaker on a clock of its own."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.llm.accounting import Accounts, Limits
from bot.llm.breaker import Breaker
from bot.llm.calls import Calls
from bot.llm.faults import NoConnection, Paused, PromptTooLong, Refused
from bot.llm.types import Bill, Message, Patience, Prompt
from tests.llm.actors import Actor


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def fail(breaker: Breaker, times: int = 1) -> None:
    for _ in range(times):
        breaker.enter()
        breaker.fail(NoConnection())


def test_it_opens_after_three_faults_in_a_row(clock: Clock) -> None:
    breaker = Breaker(clock)
    fail(breaker, 2)
    breaker.enter()
    breaker.succeed()
    fail(breaker, 2)
    assert breaker.state == "closed"
    fail(breaker)
    assert breaker.state == "open"
    with pytest.raises(Paused):
        breaker.enter()


def test_one_probe_at_a_time_decides(clock: Clock) -> None:
    breaker = Breaker(clock)
    fail(breaker, 3)
    clock.now = 10.0
    breaker.enter()  # the probe
    assert breaker.state == "half_open"
    with pytest.raises(Paused):
        breaker.enter()
    breaker.succeed()
    assert breaker.state == "closed"
    breaker.enter()


def test_a_failed_probe_doubles_the_pause_up_to_a_limit(clock: Clock) -> None:
    breaker = Breaker(clock)
    fail(breaker, 3)
    pauses: list[float] = []
    for _ in range(7):
        began = clock.now
        while True:
            clock.now += 10.0
            try:
                breaker.enter()
            except Paused:
                continue
            break
        pauses.append(clock.now - began)
        breaker.fail(NoConnection())
    assert pauses == [10, 20, 40, 80, 160, 300, 300]


def test_what_is_no_fault_of_the_endpoint_does_not_count(clock: Clock) -> None:
    breaker = Breaker(clock)
    for _ in range(9):
        breaker.enter()
        breaker.fail(PromptTooLong())
    assert breaker.state == "closed"


def test_a_probe_that_was_not_sent_leaves_the_next_one_free(clock: Clock) -> None:
    breaker = Breaker(clock)
    fail(breaker, 3)
    clock.now = 10.0
    breaker.enter()
    breaker.fail(PromptTooLong())
    breaker.enter()


def test_a_probe_on_which_our_own_code_breaks_leaves_the_next_one_free(
    clock: Clock, tmp_path: Path
) -> None:
    def speak(prompt: Prompt, actor: Actor) -> str:
        if len(actor.prompts) == 1:
            raise RuntimeError
        return "好"

    breaker = Breaker(clock)
    fail(breaker, 3)
    clock.now = 10.0
    calls = Calls(Actor(speak), Accounts(tmp_path, Limits()), 4096, breaker)
    asked = (
        Prompt("phrase", (Message("user", "问"),), 10),
        Patience(time.monotonic() + 9, 9),
        Bill(),
    )
    with pytest.raises(RuntimeError):
        list(calls.stream(*asked))
    assert list(calls.stream(*asked)) == ["好"]
    assert breaker.state == "closed"


def test_who_asks_to_wait_is_believed(clock: Clock) -> None:
    breaker = Breaker(clock)
    breaker.enter()
    breaker.fail(Refused(seconds=45))
    clock.now = 44.0
    with pytest.raises(Paused):
        breaker.enter()
    clock.now = 45.0
    breaker.enter()
