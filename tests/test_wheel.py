"""The wheel carries the corpus, the model, the pages' files, and works outside the tree."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content in a folder of its own."""
    built = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    [wheel] = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(built / "site")
    return built / "site"


def test_a_question_is_answered_from_the_wheel_alone(unpacked: Path, tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(unpacked), "ASSISTANT_DATA_DIR": str(tmp_path / "data")}
    command = [sys.executable, "-m", "assistant", "ask", "什么是顾客让渡价值", "--json"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["citations"][0]["passage"] == "delivered-value#定义"
    where = subprocess.run(
        [sys.executable, "-c", "from assistant.resources import resource; print(resource('corpus'))"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert Path(where.stdout.strip()).is_relative_to(unpacked)


def test_what_the_dockerfile_copies_is_enough_to_install(tmp_path: Path) -> None:
    """The image itself is not built by the tests; this is the step of it that can be tried without Docker."""
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    for line in re.findall(r"^COPY (.+)$", dockerfile, re.M):
        *sources, target = line.split()
        for source in sources:
            assert source not in ignored
            into = tmp_path / (source if target == "./" else target)
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, into, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, into)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    [wheel] = (tmp_path / "dist").glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {"assistant/_data/corpus/lists.yaml", "assistant/_data/prompts/quiz.md", "assistant/cli.py", "evals/__init__.py"} <= names


def test_files_that_are_no_code_are_in_it(unpacked: Path) -> None:
    pages = ("assistant/web/*.css", "assistant/web/*.js", "assistant/web/templates/**/*.html")
    for pattern in (*pages, "assistant/_data/corpus/lists.yaml", "assistant/quiz/export/font/*.otf", "assistant/quiz/export/font/OFL.txt"):
        assert list(unpacked.glob(pattern)), pattern
    assert (unpacked / "assistant" / "py.typed").is_file()
