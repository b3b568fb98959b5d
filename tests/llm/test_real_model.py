"""Opt-in (``make test-llm``): the eval set with a real small model under llama.cpp."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from eval.folder import RunFolder
from tests.llm.weights import NoWeights, fetch_weights

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "eval" / "cases").glob("*.jsonl"))
# More threads than free cores wait for one another; OMP_NUM_THREADS says how many are free.
THREADS = int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)
OF_A_TYPE = int(os.environ.get("ZHENGWEN_TEST_LLM_CASES") or 2)

pytestmark = [
    pytest.mark.xdist_group("answers"),
    pytest.mark.skipif(
        not os.environ.get("ZHENGWEN_TEST_LLM"), reason="真模型的测试要用 make test-llm 运行"
    ),
    pytest.mark.skipif(
        find_spec("xllamacpp") is None, reason="没有安装 xllamacpp（extra test-llm）"
    ),
]

SERVE = """
import sys, time
import xllamacpp
params = xllamacpp.CommonParams()
params.model.path, params.n_ctx, params.n_parallel, params.port = sys.argv[1], 4096, 1, 0
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = int(sys.argv[2])
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
time.sleep(36000)
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    try:
        weights = fetch_weights()
    except NoWeights as reason:
        pytest.skip(str(reason))
    server = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(weights), str(THREADS)],
        env={**os.environ, "OMP_WAIT_POLICY": "passive"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    try:
        yield f"{server.stdout.readline().strip()}/v1"
    finally:
        server.terminate()
        server.wait()
        server.stdout.close()


def draw_cases(file: Path) -> None:
    by_type: dict[str, list[str]] = defaultdict(list)
    for cases in CASES:
        for line in cases.read_text("utf-8").splitlines():
            if line.strip():
                by_type[json.loads(line)["type"]].append(line)
    draw = random.Random(7)
    drawn = [
        line
        for name in sorted(by_type)
        for line in draw.sample(by_type[name], min(OF_A_TYPE, len(by_type[name])))
    ]
    file.write_text("\n".join(drawn) + "\n", encoding="utf-8")


def run(*arguments: str, data: Path, **environment: str) -> str:
    """Run ``zhengwen eval``; why a model's words were not used is shown beside the results."""
    done = subprocess.run(
        [sys.executable, "-m", "zhengwen", "eval", *arguments],
        cwd=ROOT,
        env={**os.environ, "ZHENGWEN_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    for line in done.stderr.splitlines():
        if "llm_fallback" in line:
            print(line)  # noqa: T201
    return done.stdout


TOLD = (
    "由模型成文（轮到它的题里）",
    "改由规则作答（它参与的题里）",
    "模型的句子核对通过",
    "每题词元（它参与的题里）",
    "每千题费用（元）",
    "模型第一个字（秒）",
    "模型用时（秒，它参与的题里）",
)


def test_no_type_gets_worse_with_a_real_model(
    address: str, shipped_data: Path, tmp_path: Path
) -> None:
    cases, without, with_model = (tmp_path / name for name in ("cases.jsonl", "rules", "model"))
    draw_cases(cases)
    run("run", "--cases", str(cases), "--out", str(without), data=shipped_data)
    began = time.monotonic()
    run(
        *("run", "--llm", "--cases", str(cases), "--out", str(with_model)),
        data=shipped_data,
        LLM_BASE_URL=address,
        LLM_MODEL="qwen2.5-coder-1.5b-instruct",
        LLM_TIMEOUT="600",
        LLM_PRICE_IN="0.3",
        LLM_PRICE_OUT="0.6",
    )
    compared = run("compare", str(without), str(with_model), data=shipped_data)
    print(compared)  # noqa: T201
    print(f"{time.monotonic() - began:.0f} s")  # noqa: T201
    before = RunFolder(without).read_report().strict_by_type
    after = RunFolder(with_model).read_report()
    worse = {
        name: (old.value, after.strict_by_type[name].value)
        for name, old in before.items()
        if after.strict_by_type[name].value < old.value
    }
    assert worse == {}
    assert after.measures["model_phrased"].n > 0
    assert after.measures["model_cost"].value > 0
    assert [name for name in TOLD if f"| {name} |" not in compared] == []
