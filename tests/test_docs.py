"""What the documents say is true of the code."""

import re
from pathlib import Path

import pytest

from assistant.cli import app
from assistant.settings import Settings

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_settings_table_is_the_settings(readme: str) -> None:
    documented = re.findall(r"^\| `ASSISTANT_([A-Z_]+)`", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE)
    assert [name.lower() for name in documented] == list(Settings.model_fields)


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_file_that_a_readme_links_to_is_there(readme: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / readme).read_text(encoding="utf-8"))
    assert [link for link in links if not link.startswith("http") and not (ROOT / link).exists()] == []


def test_every_command_of_the_readme_exists() -> None:
    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    known |= {group.name for group in app.registered_groups}
    used = set(
        re.findall(
            r"assistant (ask|index|serve|doctor|[a-z]+)\b(?= |\n)",
            "\n".join(re.findall(r"\.venv/bin/assistant [a-z]+ ?", (ROOT / "README.md").read_text(encoding="utf-8"))),
        )
    )
    assert used <= known
    assert used
