"""Make the font of the printed papers: Noto Sans SC with the characters of GB 2312, of the corpus, and common signs.

    .venv/bin/python docs/make_font.py PATH/NotoSansCJK-Regular.ttc        from Debian's fonts-noto-cjk

The whole font has 65,000 characters and 20 MB; a paper in simplified Chinese needs few others than these.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "assistant/quiz/export/font/NotoSansSC-GB2312.otf"
FACE = "Noto Sans CJK SC"
SIGNS = [(0x20, 0x7F), (0xA0, 0x180), (0x370, 0x400), (0x2000, 0x2070), (0x2100, 0x2600), (0x3000, 0x3040), (0xFF00, 0xFFF0)]
DROPPED = ["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx"]  # substitution, kerning and upright lines, which are not used


def characters() -> set[int]:
    signs = {code for start, end in SIGNS for code in range(start, end)}
    hanzi = {ord(char) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF) for char in bytes((row, cell)).decode("gb2312", "ignore")}
    corpus = {ord(char) for card in (ROOT / "corpus").rglob("*.md") for char in card.read_text(encoding="utf-8")}
    return signs | hanzi | corpus


def main() -> None:
    font = next(font for font in TTCollection(sys.argv[1]).fonts if font["name"].getDebugName(4) == FACE)
    options = subset.Options(hinting=False, layout_features=[], name_IDs=["*"], notdef_outline=True)
    options.drop_tables += DROPPED
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    font.save(TARGET)
    sys.stderr.write(f"{TARGET.name}: {len(font.getBestCmap()):,} characters, {TARGET.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
