"""The vocabulary of the model's room: what is sent, what comes back, what it took."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

Use = Literal["rewrite", "choose", "phrase"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """Everything that is sent: the messages, the most tokens wanted back, the form of JSON."""

    use: Use
    messages: tuple[Message, ...]
    most_tokens: int
    schema: Mapping[str, object] | None = None

    @property
    def characters(self) -> int:
        """Length of all messages together."""
        return sum(len(message.content) for message in self.messages)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one call; ``estimated`` where the endpoint did not tell."""

    prompt_tokens: int
    completion_tokens: int
    estimated: bool = False


@dataclass(slots=True)
class Patience:
    """How long a reply is waited for: to ``until`` of ``time.monotonic``, ``gap`` between pieces.

    Whoever reads may put ``until`` off while the reply comes in.
    """

    until: float
    gap: float


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply while it comes in: ``pieces`` raises ModelFault.

    ``told`` holds the usage once the endpoint has told it; it often does so last.
    """

    pieces: Generator[str]
    told: list[Usage]


class ChatModel(Protocol):
    """Anything that continues a conversation."""

    def talk(self, prompt: Prompt, patience: Patience) -> Reply:
        """Begin a reply; where ``patience`` ends, its pieces raise TooSlow."""
        ...


@dataclass(slots=True)
class Bill:
    """What the model did and took for one question.

    ``cost`` is in yuan, ``seconds`` of waiting for it. ``kept`` and ``cut`` count sentences that
    passed and failed verification; ``used`` are the uses that made a difference, ``fallbacks``
    the reasons why a use was given up.
    """

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0
    seconds: float = 0.0
    first_byte: float | None = None
    kept: int = 0
    cut: int = 0
    used: list[Use] = field(default_factory=list[Use])
    fallbacks: dict[Use, str] = field(default_factory=dict[Use, str])
