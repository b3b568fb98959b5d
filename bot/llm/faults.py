"""Why a model was of no use this time; none of these ever reaches a user.

ModelFault
├── NoConnection   nobody listens, the name does not resolve, the connection broke
├── TooSlow        the first word, the next word or the whole took too long
├── Refused        429: asked to wait
├── Denied         401, 403, 404: the key, the address or the model's name is wrong
├── ServerFailed   5xx
├── PromptTooLong  it does not fit the model's context
├── Malformed      no JSON, no event stream, or not of the form that was asked for
├── Endless        it does not stop
├── Empty          it says nothing
├── Unproven       what it says does not stand in the records, or leaves out what was asked
├── OverLimit      the day's tokens or money are spent
├── Paused         the circuit breaker is open
└── Bug            our own code broke
"""

from __future__ import annotations


class ModelFault(Exception):
    """The model is of no use this time; ``reason`` names why in metrics and logs.

    ``counts`` tells whether it speaks against the endpoint, for the circuit breaker.
    """

    reason = "fault"
    counts = True


class NoConnection(ModelFault):
    """Nobody answers, or the connection broke."""

    reason = "connection"


class TooSlow(ModelFault):
    """The first word, the next word or the whole took too long."""

    reason = "timeout"


class Refused(ModelFault):
    """The endpoint asks to wait; ``seconds`` says how long, 0 where it does not."""

    reason = "rate_limited"

    def __init__(self, message: str = "", seconds: float = 0.0) -> None:
        super().__init__(message)
        self.seconds = seconds


class Denied(ModelFault):
    """The key, the address or the model's name is wrong."""

    reason = "denied"


class ServerFailed(ModelFault):
    """The endpoint fails."""

    reason = "server_error"


class PromptTooLong(ModelFault):
    """The prompt does not fit the model's context."""

    reason = "prompt_too_long"
    counts = False


class Malformed(ModelFault):
    """What came is not of the form that was asked for."""

    reason = "malformed"


class Endless(ModelFault):
    """It does not stop."""

    reason = "endless"


class Empty(ModelFault):
    """It says nothing."""

    reason = "empty"


class Unproven(ModelFault):
    """What it says does not stand in the records, or leaves out what was asked."""

    reason = "unproven"
    counts = False


class OverLimit(ModelFault):
    """The day's tokens or money are spent."""

    reason = "over_limit"
    counts = False


class Paused(ModelFault):
    """The circuit breaker is open."""

    reason = "paused"
    counts = False


class Bug(ModelFault):
    """Our own code broke; the log holds where."""

    reason = "bug"
    counts = False
