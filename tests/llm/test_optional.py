"""Without a model nothing of it is imported; with one configured and not installed, it is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHECK = """
import sys
from pathlib import Path
import bot.answer, bot.web.app, eval.live
from bot.llm.load import open_writer
assert open_writer(Path(sys.argv[1])) is None
heavy = [name for name in sys.modules if name.split(".")[0] == "openai" or "index.llms" in name]
assert not heavy, heavy
"""
ABSENT = """
import sys
sys.modules["llama_index.llms.openai_like"] = None
from zhengwen import run
sys.exit(run(["ask", "江北区第40项是什么"]))
"""


def run(code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("LLM_")}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_usual_way_imports_no_model(tmp_path: Path) -> None:
    done = run(CHECK, str(tmp_path))
    assert done.returncode == 0, done.stderr


def test_a_model_without_its_package_says_what_to_install(tmp_path: Path) -> None:
    done = run(ABSENT, LLM_BASE_URL="http://127.0.0.1:9/v1", ZHENGWEN_DATA=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.strip() == (
        "设置了 LLM_BASE_URL，但没有安装语言模型的组件："
        "请运行 pip install '.[llm]'，或去掉 LLM_BASE_URL。"
    )
