"""The day's book: reserved before, settled after, shared by threads and processes."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from bot.llm.accounting import Accounts, Limits
from bot.llm.faults import OverLimit
from bot.llm.types import Usage

DAY = date(2026, 11, 22)
PAID = Limits(price_in=1.0, price_out=4.0, daily_tokens=1000, daily_cost=0.0)


def book(data: Path, limits: Limits = PAID, day: date = DAY) -> Accounts:
    return Accounts(data, limits, lambda: day)


def test_what_was_reserved_is_replaced_by_what_was_taken(tmp_path: Path) -> None:
    accounts = book(tmp_path)
    most, taken = Usage(500, 200), Usage(300, 50)
    accounts.reserve(most)
    assert accounts.read()[DAY].tokens == 700
    assert accounts.settle(most, taken) == pytest.approx((300 + 4 * 50) / 1e6)
    day = accounts.read()[DAY]
    assert (day.calls, day.prompt_tokens, day.completion_tokens) == (1, 300, 50)
    assert day.cost == pytest.approx((300 + 4 * 50) / 1e6)


@pytest.mark.parametrize(
    ("limits", "most"),
    [
        (Limits(daily_tokens=1000), Usage(900, 101)),
        (Limits(price_out=1e6, daily_cost=1.0), Usage(0, 2)),
    ],
)
def test_the_limit_holds(limits: Limits, most: Usage, tmp_path: Path) -> None:
    with pytest.raises(OverLimit):
        book(tmp_path, limits).reserve(most)
    assert DAY not in book(tmp_path, limits).read()


def test_no_limit_is_no_limit(tmp_path: Path) -> None:
    book(tmp_path, Limits()).reserve(Usage(10**9, 10**9))


def test_a_new_day_begins_at_nothing(tmp_path: Path) -> None:
    book(tmp_path).reserve(Usage(900, 0))
    book(tmp_path, day=date(2026, 11, 23)).reserve(Usage(900, 0))
    assert [day.prompt_tokens for day in book(tmp_path).read().values()] == [900, 900]


def test_any_number_at_once_stay_within_the_limit(tmp_path: Path) -> None:
    accounts = book(tmp_path)

    def reserve(_: int) -> bool:
        try:
            accounts.reserve(Usage(90, 10))
        except OverLimit:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        granted = sum(pool.map(reserve, range(40)))
    assert granted == 10
    assert accounts.read()[DAY].tokens == 1000


def test_processes_share_the_book(tmp_path: Path) -> None:
    code = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from bot.llm.accounting import Accounts, Limits; from bot.llm.types import Usage\n"
        "book = Accounts(Path(sys.argv[1]), Limits(), lambda: date(2026, 11, 22))\n"
        "[book.reserve(Usage(1, 1)) for _ in range(25)]\n"
    )
    runs = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) for _ in range(3)]
    assert [run.wait() for run in runs] == [0, 0, 0]
    assert book(tmp_path).read()[DAY].calls == 75


def test_a_book_that_somebody_holds_keeps_nobody_waiting_for_long(tmp_path: Path) -> None:
    accounts = book(tmp_path)
    accounts.reserve(Usage(1, 1))

    def reserve(_: int) -> float:
        started = time.monotonic()
        with pytest.raises(OverLimit):
            accounts.reserve(Usage(1, 1))
        return time.monotonic() - started

    with FileLock(tmp_path / "llm" / "usage.lock"), ThreadPoolExecutor(8) as pool:
        waited = list(pool.map(reserve, range(8)))
    assert max(waited) < 1.5  # half a second each, not one after the other: eight would be four


def test_a_damaged_book_spends_nothing(tmp_path: Path) -> None:
    (tmp_path / "llm").mkdir()
    (tmp_path / "llm" / "usage.json").write_text("{oops")
    with pytest.raises(OverLimit, match="damaged"):
        book(tmp_path).reserve(Usage(1, 1))
