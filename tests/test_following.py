"""A running server follows what is published: no restart, and no request fails meanwhile."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import httpx
import pytest

ROOT = Path(__file__).parents[1]
PLAN = """某市丙县2023年政务公开工作要点
序号\t工作任务\t责任单位\t完成时限
1\t公开龙舟赛事的筹办信息。\t县文旅局\t6月底前
2\t清理政务新媒体的僵尸账号。\t县政府办\t全年
"""
READY = 180  # seconds, on a machine with other work to do

pytestmark = pytest.mark.xdist_group("processes")


@pytest.fixture
def data(shipped_data: Path, tmp_path: Path) -> Path:
    return shutil.copytree(shipped_data, tmp_path / "data")


@pytest.fixture
def settings(data: Path) -> dict[str, str]:
    return {
        **os.environ,
        "ZHENGWEN_DATA": str(data),
        "ZHENGWEN_RATE_ASK": "off",
        "ZHENGWEN_RATE_READ": "off",
        "OMP_NUM_THREADS": "1",
    }


@pytest.fixture
def address(settings: dict[str, str], tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (tmp_path / "server.log").open("wb") as log:
        command = [sys.executable, "-m", "zhengwen", "serve", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(60)


def wait_until_ready(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY
    while time.monotonic() < end:
        assert server.poll() is None
        try:
            if httpx.get(f"{address}/readyz", timeout=30).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise TimeoutError(address)


def change(settings: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "-m", "zhengwen", "corpus", *arguments]
    subprocess.run(command, cwd=ROOT, env=settings, check=True, capture_output=True)


def ask(client: httpx.Client, question: str) -> httpx.Response:
    return client.post("/api/ask", json={"question": question})


def wait_for(client: httpx.Client, path: str, status: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if client.get(path).status_code == status:
            return
        time.sleep(0.1)
    raise TimeoutError(path)


def test_no_request_fails_while_documents_come_and_go(
    address: str, settings: dict[str, str], tmp_path: Path
) -> None:
    plan = tmp_path / "计划.txt"
    plan.write_text(PLAN, encoding="utf-8")
    done = Event()

    def load() -> list[int]:
        seen: list[int] = []
        with httpx.Client(base_url=address, timeout=60) as client:
            while not done.is_set():
                seen.append(ask(client, "江北区第40项由谁负责").status_code)
                seen.append(ask(client, "哪些任务涉及适老化改造").status_code)
                seen.append(client.get("/items/jiangbei-2022/40").status_code)
                done.wait(0.1)  # a load, not all of the machine
        return seen

    with httpx.Client(base_url=address, timeout=60) as client, ThreadPoolExecutor(3) as pool:
        loads = [pool.submit(load) for _ in range(3)]
        try:
            change(settings, "add", str(plan), "--id", "bing-2023", "--yes")
            wait_for(client, "/items/bing-2023/1", 200)
            assert "县文旅局" in ask(client, "丙县第1项由谁负责").json()["text"]
            plan.write_text(PLAN.replace("县文旅局", "县体育局"), encoding="utf-8")
            change(settings, "replace", "bing-2023", str(plan), "--yes")
            end = time.monotonic() + 60
            while "县体育局" not in client.get("/items/bing-2023/1").text:
                assert time.monotonic() < end
            change(settings, "remove", "bing-2023")
            wait_for(client, "/items/bing-2023/1", 404)
        finally:
            done.set()
        seen = [status for one in loads for status in one.result()]
    assert len(seen) > 20
    assert set(seen) == {200}
