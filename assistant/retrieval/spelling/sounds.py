"""How characters are read in pinyin, without tones; ü is v, as it is typed."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

_READINGS = 2  # of a character; pinyin tables list rare ones behind
_POLYPHONES = frozenset("行长重率调乐还传系参便降校会")  # whose second reading is as common
_BREATHED = str.maketrans("ptkqcfr", "bdgjzhl")  # 卡特皮勒 for 卡特彼勒: aspirated or not, f for h, r for l
_NOT_TOLD_APART = re.compile("(?<=[zcs])h|(?<=[aei]n)g")


@cache
def _pinyin_table() -> Mapping[str, str]:
    """Readings by the number of a character. The table file alone: importing pypinyin takes 0.2 s and 50 MB, for phrases."""
    package = find_spec("pypinyin")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("pypinyin is not installed; install it: pip install pypinyin", name="pypinyin")
    table: dict[str, str] = json.loads(Path(package.origin).with_name("pinyin_dict.json").read_text(encoding="utf-8"))
    return {number: readings for number, readings in table.items() if "19968" <= number <= "40959" and len(number) == 5}


@lru_cache(maxsize=8192)
def readings(char: str) -> tuple[str, ...]:
    """Readings of a character, the common one first; none for other scripts."""
    written = _pinyin_table().get(str(ord(char)), "").split(",")[:_READINGS]
    plain = (unicodedata.normalize("NFD", sound).replace("u\u0308", "v") for sound in written)
    return tuple(dict.fromkeys("".join(letter for letter in sound if letter.isascii()) for sound in plain if sound))


def common_readings(char: str) -> tuple[str, ...]:
    """The reading that a character has in most words, or both of a polyphone."""
    return readings(char) if char in _POLYPHONES else readings(char)[:1]


def spellings(run: str) -> Iterator[tuple[str, ...]]:
    """The syllables of a run of Han: all read as most often, then with one polyphone read otherwise. None if a reading is missing."""
    ways = [common_readings(char) for char in run]
    if all(ways):
        common = tuple(way[0] for way in ways)
        yield common
        for at, way in enumerate(ways):
            for other in way[1:]:
                yield (*common[:at], other, *common[at + 1 :])


@lru_cache(maxsize=1024)
def fuzzy(letters: str) -> str:
    """Pinyin as many people do not tell it apart (模糊音): zh z, ch c, sh s, n l, ang an, eng en, ing in."""
    return _NOT_TOLD_APART.sub("", letters).replace("n", "l")


@lru_cache(maxsize=1024)
def blurred(letters: str) -> str:
    """Pinyin as names from abroad are written now so, now so."""
    return fuzzy(letters).translate(_BREATHED)
