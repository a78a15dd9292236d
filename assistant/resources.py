"""Where the shipped corpus and model lie: inside the installed package, or beside it in a checkout."""

from pathlib import Path

from assistant.errors import SettingsError

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Path of a shipped folder such as `corpus`. Raises SettingsError where the installation lacks it."""
    for root in (_PACKAGE / "_data", _PACKAGE.parent):
        if (root / name).is_dir():
            return root / name
    raise SettingsError(f"the installation has no folder {name!r}; install the package again, or run from a complete checkout")
