"""One call of the model with everything around it: breaker, accounts, metrics, the log line."""

from __future__ import annotations

import json
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from typing import TypeVar

import structlog
from pydantic import BaseModel, ValidationError

from bot.llm.accounting import Accounts
from bot.llm.breaker import Breaker
from bot.llm.faults import Bug, Empty, Endless, Malformed, ModelFault, PromptTooLong
from bot.llm.metrics import BREAKER, CALLS, COST, DURATION, FALLBACKS, FIRST_BYTE, TOKENS
from bot.llm.types import Bill, ChatModel, Patience, Prompt, Reply, Usage, Use

Form = TypeVar("Form", bound=BaseModel)

_TOKENS_A_CHARACTER = 0.8  # of Chinese, for the models in use; an estimate on the high side
_JSON_LENGTH = 2000  # characters; a form of ours is far shorter


class Calls:
    """Makes the calls of one process to one model."""

    def __init__(
        self, model: ChatModel, accounts: Accounts, context: int, breaker: Breaker | None = None
    ) -> None:
        self._model = model
        self._accounts = accounts
        self._context = context
        self._breaker = breaker or Breaker()

    def stream(self, prompt: Prompt, patience: Patience, bill: Bill) -> Generator[str]:
        """Yield the reply as it comes; raises ModelFault. Closing it drops the connection.

        A fault that the reader finds is thrown into it, so that it counts as the model's.
        """
        most = Usage(estimate_tokens(prompt.characters), prompt.most_tokens, estimated=True)
        if most.prompt_tokens + most.completion_tokens > self._context:
            raise PromptTooLong(f"{most.prompt_tokens} tokens, estimated")
        self._breaker.enter()
        with self._watch_breaker():
            self._accounts.reserve(most)
            reply = self._model.talk(prompt, patience)
            with closing(reply.pieces), self._settle(prompt.use, reply, most, bill) as heard:
                for piece in reply.pieces:
                    heard.append(piece)
                    yield piece

    @contextmanager
    def _watch_breaker(self) -> Generator[None]:
        try:
            yield
        except ModelFault as fault:
            self._breaker.fail(fault)
            raise
        except GeneratorExit:  # the reader has had enough; that is no fault of the model's
            self._breaker.succeed()
            raise
        except (
            BaseException
        ):  # a bug of ours; were it the probe, no other would ever be let through
            self._breaker.fail(Bug())
            raise
        else:
            self._breaker.succeed()
        finally:
            BREAKER.set(self._breaker.state == "open")

    @contextmanager
    def _settle(self, use: Use, reply: Reply, most: Usage, bill: Bill) -> Generator[list[str]]:
        """Count what the call took, however it ends."""
        started, heard, outcome = time.monotonic(), _Heard(bill), "ok"
        try:
            yield heard
        except ModelFault as fault:
            outcome = fault.reason
            raise
        finally:
            seconds = time.monotonic() - started
            length = sum(map(len, heard))
            guess = Usage(most.prompt_tokens, estimate_tokens(length), estimated=True)
            usage = reply.told[-1] if reply.told else guess
            cost = self._accounts.settle(most, usage)
            CALLS.labels(use, outcome).inc()
            DURATION.observe(seconds)
            TOKENS.labels("in").inc(usage.prompt_tokens)
            TOKENS.labels("out").inc(usage.completion_tokens)
            COST.inc(cost)
            bill.calls += 1
            bill.prompt_tokens += usage.prompt_tokens
            bill.completion_tokens += usage.completion_tokens
            bill.cost += cost
            bill.seconds += seconds
            structlog.get_logger().info(
                "llm_call",
                use=use,
                outcome=outcome,
                ms=round(seconds * 1000),
                prompt_tokens=usage.prompt_tokens,
                completion_tokens=usage.completion_tokens,
                estimated=usage.estimated,
                cost=round(cost, 6),
            )


class _Heard(list[str]):
    """The pieces of a reply; the first one is timed."""

    def __init__(self, bill: Bill) -> None:
        super().__init__()
        self._bill = bill
        self._started = time.monotonic()

    def append(self, piece: str) -> None:
        if not self:
            waited = time.monotonic() - self._started
            FIRST_BYTE.observe(waited)
            self._bill.first_byte = self._bill.first_byte or waited
        super().append(piece)


@dataclass(frozen=True, slots=True)
class Session:
    """The calls for one question: who is called, how long it may take, who is billed."""

    calls: Calls
    patience: Patience
    bill: Bill

    def stream(self, prompt: Prompt) -> Generator[str]:
        """Yield a reply as it comes; see ``Calls.stream``."""
        return self.calls.stream(prompt, self.patience, self.bill)

    def ask(self, prompt: Prompt, form: type[Form]) -> Form:
        """Return the reply as ``form``; raises ModelFault, Malformed where it is none."""
        text = ""
        for piece in (pieces := self.stream(prompt)):
            text += piece
            if len(text) > _JSON_LENGTH:
                pieces.throw(Endless())
        return read_form(text, form)


def estimate_tokens(characters: int) -> int:
    """Estimate the tokens of a Chinese text, on the high side."""
    return round(characters * _TOKENS_A_CHARACTER) + 16


def read_form(text: str, form: type[Form]) -> Form:
    """Read JSON, also where a model has put it into a fence; raises Empty or Malformed."""
    bare = text.strip().removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    if not bare:
        raise Empty
    try:
        return form.model_validate(json.loads(bare))
    except (ValueError, ValidationError, RecursionError) as error:
        raise Malformed(type(error).__name__) from error


def as_fault(error: Exception) -> ModelFault:
    """Return ``error`` as a fault; one that is none is a bug of ours, and logged as such."""
    if isinstance(error, ModelFault):
        return error
    structlog.get_logger().error("llm_bug", exc_info=error)
    return Bug(type(error).__name__)


def bill_line(bill: Bill) -> dict[str, object]:
    """Return what the log tells of a question: figures and reasons, no words of anybody's."""
    return {
        **asdict(bill),
        "cost": round(bill.cost, 6),
        "seconds": round(bill.seconds, 3),
        "first_byte": bill.first_byte and round(bill.first_byte, 3),
    }


def give_up(use: Use, fault: ModelFault, bill: Bill) -> None:
    """Note that the rules do it instead."""
    bill.fallbacks[use] = fault.reason
    FALLBACKS.labels(use, fault.reason).inc()
    structlog.get_logger().warning(
        "llm_fallback", use=use, reason=fault.reason, detail=str(fault)[:200]
    )
