"""The prompt templates of `prompts/`: front matter that says what they are for, then the text with its $variables.

---
purpose: one line
version: 1
variables: [question, material]
---
The text, a string.Template.
"""

from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import SettingsError
from assistant.resources import resource

_FENCE = "---\n"


class _FrontMatter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    purpose: str = Field(min_length=1)
    version: int = Field(ge=1)
    variables: list[str]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A template with the names of the variables that it needs."""

    name: str
    purpose: str
    version: int
    variables: frozenset[str]
    template: Template

    def fill(self, **values: str) -> str:
        """The text with its variables put in. Raises ValueError that names all those that are missing and all that it does not know."""
        missing, unknown = sorted(self.variables - values.keys()), sorted(values.keys() - self.variables)
        if missing or unknown:
            raise ValueError(f"prompt {self.name!r}: missing {missing}, not known {unknown}; it has {sorted(self.variables)}")
        return self.template.substitute(values)


def load_prompt(name: str, folder: Path | None = None) -> Prompt:
    """The shipped prompt of this name, or the one of `folder`. Raises SettingsError that says what is wrong with its file."""
    path = (folder or resource("prompts")) / f"{name}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"prompt {path}: cannot be read ({error}); install the package again") from error
    head, body = _parts(path, text)
    try:
        matter = _FrontMatter.model_validate(head)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors())
        raise SettingsError(f"prompt {path}: {problems}") from error
    template = Template(body)
    if not template.is_valid() or set(template.get_identifiers()) != set(matter.variables):
        used = sorted(template.get_identifiers()) if template.is_valid() else "a $ that starts no variable"
        raise SettingsError(f"prompt {path}: declares the variables {sorted(matter.variables)} and uses {used}; make them the same")
    return Prompt(name, matter.purpose, matter.version, frozenset(matter.variables), template)


def _parts(path: Path, text: str) -> tuple[Any, str]:
    """The front matter as YAML, and what follows it."""
    if not text.startswith(_FENCE) or _FENCE not in text[len(_FENCE) :]:
        raise SettingsError(f"prompt {path}: has no front matter; begin it with purpose, version and variables between two lines of ---")
    head, body = text[len(_FENCE) :].split(_FENCE, 1)
    try:
        return yaml.safe_load(head), body.strip() + "\n"
    except yaml.YAMLError as error:
        raise SettingsError(f"prompt {path}: its front matter is no YAML ({error})") from error
