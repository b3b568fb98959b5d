"""How soon the first words arrive when many ask at the same moment.

Run ``python benchmarks/streams.py`` after ``make install``: it starts the service, opens 50 streams
at once with different questions, several times over, and prints milliseconds to the first ``delta``
(median, 95th centile, slowest) and the service's CPU per stream. ``--clients`` changes the number.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.web.server import claim_port

ROOT = Path(__file__).parents[1]
CASES = ROOT / "eval" / "cases"
TICKS = os.sysconf("SC_CLK_TCK")


def read_questions() -> list[str]:
    """Return every shipped question that stands alone, once."""
    lines = (line for file in sorted(CASES.glob("*.jsonl")) for line in file.open(encoding="utf-8"))
    cases = [json.loads(line) for line in lines]
    asked = (case["question"] for case in cases if not case.get("history"))
    return list(dict.fromkeys(question for question in asked if 0 < len(question.strip()) <= 500))


@contextmanager
def run_service(port: int) -> Iterator[int]:
    """Run the service without rates; gives its process id."""
    command = [sys.executable, "-m", "zhengwen", "serve", "--port", str(port)]
    settings = {"ZHENGWEN_RATE_ASK": "off", "ZHENGWEN_LOG": "error", "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}) as service:
        try:
            wait_until_ready(f"http://127.0.0.1:{port}/readyz")
            yield service.pid
        finally:
            service.send_signal(signal.SIGINT)


def wait_until_ready(address: str) -> None:
    """Return as soon as the service answers."""
    while True:
        try:
            urllib.request.urlopen(address).close()
        except urllib.error.URLError:
            time.sleep(0.2)
        else:
            return


async def open_stream(port: int, question: str) -> tuple[float, float]:
    """Ask over a connection of its own; return the seconds to the first words and to the end."""
    body = json.dumps({"question": question}).encode()
    head = (
        "POST /api/ask/stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    started = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode() + body)
    try:
        await reader.readuntil(b"event: delta")
    except asyncio.IncompleteReadError as error:
        raise RuntimeError(f"{question!r}: {error.partial.decode()}") from error
    first = time.perf_counter() - started
    rest = await reader.read()
    writer.close()
    if b"event: done" not in rest:
        raise RuntimeError(f"the stream of {question!r} has no end")
    return first, time.perf_counter() - started


async def ask_together(port: int, questions: list[str]) -> list[tuple[float, float]]:
    """Open one stream a question, all at once."""
    return await asyncio.gather(*(open_stream(port, question) for question in questions))


def cpu_of(process: int) -> float:
    """Return the CPU seconds a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def main() -> None:
    """Print one line a round and one for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=10)
    chosen = parser.parse_args()
    with claim_port("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    questions = read_questions()
    needed = chosen.clients * (chosen.rounds + 1)
    questions = (questions * (needed // len(questions) + 1))[:needed]
    print(f"{chosen.clients} streams at once; load before: {os.getloadavg()[0]:.2f}")
    print("round    median      p95  slowest      end  CPU ms a stream")
    everything: list[float] = []
    with run_service(port) as process:
        asyncio.run(ask_together(port, questions[: chosen.clients]))  # warm
        started = cpu_of(process)
        for number in range(1, chosen.rounds + 1):
            before = cpu_of(process)
            these = questions[number * chosen.clients : (number + 1) * chosen.clients]
            times = asyncio.run(ask_together(port, these))
            first = [one for one, _ in times]
            everything += first
            spent = (cpu_of(process) - before) / chosen.clients
            report(str(number), first, max(end for _, end in times), spent)
        spent = (cpu_of(process) - started) / len(everything)
    report("all", everything, max(everything), spent)


def report(name: str, first: list[float], end: float, spent: float) -> None:
    """Print the figures of some streams in milliseconds."""
    p95 = statistics.quantiles(first, n=20)[-1]
    figures = (statistics.median(first), p95, max(first), end)
    shown = " ".join(f"{figure * 1000:8.0f}" for figure in figures)
    print(f"{name:5} {shown} {spent * 1000:10.1f}")


if __name__ == "__main__":
    main()
