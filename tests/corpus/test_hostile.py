"""Files made to harm are refused in a sentence, within the limits; macros are left out."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.entries import Stated
from corpus.errors import DocumentError
from corpus.reading import infer_file
from tests.corpus.office.hostile import FILES, HOSTILE, changed
from tests.corpus.office.mutate import mutants

STATED = Stated("plan", "某市某县", 2022)
SEED = 20221122


def spent() -> float:
    """Processor time of the children so far, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence(tmp_path, name):
    data, words = HOSTILE[name]
    (tmp_path / name).write_bytes(data)
    before = spent()
    with pytest.raises(DocumentError) as refusal:
        infer_file(tmp_path / name, STATED)
    sentence = str(refusal.value)
    assert spent() - before < 20
    assert name in sentence
    assert "请" in sentence
    assert words in sentence
    assert "\n" not in sentence


def test_macros_are_left_out_and_reported(tmp_path):
    data = changed("laiwu-2021.docx", "", None, {"word/vbaProject.bin": b"Sub AutoOpen()"})
    (tmp_path / "plan.docm").write_bytes(data)
    _, parsed = infer_file(tmp_path / "plan.docm", STATED)
    assert len(parsed.items) == 33
    assert parsed.warnings == ("文件里有宏，没有读取也不会运行",)
    assert "AutoOpen" not in parsed.source


def test_content_decides_and_not_the_name(tmp_path):
    for suffix, name in (("docx", "a.txt"), ("xlsx", "b.doc"), ("html", "c.xls"), ("pdf", "d")):
        (tmp_path / name).write_bytes((FILES / f"laiwu-2021.{suffix}").read_bytes())
        assert len(infer_file(tmp_path / name, STATED)[1].items) == 33


def test_damaged_files_are_read_or_refused_in_one_sentence(tmp_path):
    files = sorted(path for path in FILES.iterdir() if path.suffix != ".pdf")
    for name, data in mutants(files, 24, SEED):
        path = Path(tmp_path / name)
        path.write_bytes(data)
        sentence = attempt(path)
        assert not sentence or (name in sentence and "请" in sentence), sentence


def test_a_reading_process_may_not_take_more_than_its_limits():
    code = (
        "from resource import RLIMIT_AS, RLIMIT_CPU, getrlimit as told;"
        "from corpus.readers.child import limit; limit();"
        "print(told(RLIMIT_AS)[0], told(RLIMIT_CPU)[0])"
    )
    done = subprocess.run(  # the limits hold for good, so not in this process
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    memory, seconds = map(int, done.stdout.split())
    assert memory <= 1 << 30
    assert seconds <= 20


def attempt(path: Path) -> str:
    """The sentence that refuses a file; any other error fails the test."""
    try:
        infer_file(path, STATED)
    except DocumentError as error:
        return str(error)
    return ""
