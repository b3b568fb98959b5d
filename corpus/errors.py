"""Every error a user can meet, in one tree.

ZhengwenError                 anything we can explain in one Chinese sentence
├── UsageError                the request itself is wrong             exit 2, HTTP 422
│   ├── QuestionError         empty or too long                       exit 2, HTTP 422
│   └── UnknownJurisdiction   no document of that name                exit 2, HTTP 422
├── NotFoundError             no such document, item or passage       exit 1, HTTP 404
├── DocumentError             a source file cannot be read or parsed  exit 1, HTTP 422
├── IndexUnavailable          the index cannot serve                  exit 1, HTTP 503
│   ├── IndexMissing
│   ├── IndexCorrupt
│   └── IndexBusy
├── EncoderError              the encoder cannot be loaded            exit 1, HTTP 503
└── ServerError               the server cannot start (port in use)   exit 1

A message is one Chinese sentence: what went wrong, where, what was received, what to do next.
"""

from __future__ import annotations


class ZhengwenError(Exception):
    """Anything we can explain to the user in one sentence; ``str(error)`` is that sentence."""

    exit_code = 1
    http_status = 500


class UsageError(ZhengwenError):
    """The request itself is wrong."""

    exit_code = 2
    http_status = 422


class QuestionError(UsageError):
    """The question is empty or too long."""


class UnknownJurisdiction(UsageError):
    """No published document belongs to the jurisdiction that was asked for."""


class NotFoundError(ZhengwenError):
    """No such document, item or passage."""

    http_status = 404


class DocumentError(ZhengwenError):
    """A source file cannot be read or parsed."""

    http_status = 422


class IndexUnavailable(ZhengwenError):
    """The index cannot serve."""

    http_status = 503


class IndexMissing(IndexUnavailable):
    """Nothing has been built yet."""


class IndexCorrupt(IndexUnavailable):
    """A generation does not match its manifest."""


class IndexBusy(IndexUnavailable):
    """Another process is writing."""


class EncoderError(ZhengwenError):
    """The encoder cannot be loaded or does not fit the index."""

    http_status = 503


class ServerError(ZhengwenError):
    """The server cannot start."""
