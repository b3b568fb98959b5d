"""Starting the server: the port, the index, and what is said when one of them fails."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.web.server import address_of, claim_port
from corpus.errors import ServerError

ROOT = Path(__file__).parents[2]


def test_any_free_port_can_be_claimed() -> None:
    with claim_port("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert address_of(listener) == f"http://127.0.0.1:{port}"
        socket.create_connection(("127.0.0.1", port)).close()


def test_all_addresses_serve_ipv4_too() -> None:
    with claim_port("::", 0) as listener:
        port = listener.getsockname()[1]
        assert address_of(listener) == f"http://localhost:{port}"
        socket.create_connection(("127.0.0.1", port)).close()
        socket.create_connection(("::1", port)).close()


@pytest.mark.parametrize(
    ("host", "says"), [("no-such-host.invalid", "--host"), ("192.0.2.1", "--host")]
)
def test_an_address_that_is_not_ours_is_told(host: str, says: str) -> None:
    with pytest.raises(ServerError, match=says), claim_port(host, 0):
        pass


@pytest.mark.parametrize("host", ["127.0.0.1", "::"])
def test_a_port_in_use_is_told(host: str) -> None:
    with claim_port(host, 0) as listener:
        port = listener.getsockname()[1]
        with (
            pytest.raises(ServerError, match=f"端口 {port} 已被占用.*--port"),
            claim_port(host, port),
        ):
            pass


def serve(data: Path, port: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zhengwen", "serve", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "ZHENGWEN_DATA": str(data)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_serve_without_an_index_is_one_sentence(tmp_path: Path) -> None:
    with claim_port("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    done = serve(tmp_path, port)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert done.stderr.strip().endswith("。")
    assert "\n" not in done.stderr.strip()


def test_serve_on_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with claim_port("127.0.0.1", 0) as listener:
        done = serve(tmp_path, listener.getsockname()[1])
    assert done.returncode == 1
    assert done.stderr.strip().endswith("。")
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr
