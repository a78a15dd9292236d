"""Mends a damaged question before anything is searched: traditional characters, slide damage, typed pinyin, misspelt terms.

    question → simplified → repaired → pinyin read → terms corrected → Mended

That a correct question comes through unchanged is worth more than a damaged one mended. A term is corrected only where the
material does not hold what is written, where a slip of one character or of sound leads to one term alone, and never in a number
or a negation.
"""

from assistant.retrieval.spelling.script import simplified
from assistant.retrieval.spelling.speller import Change, Mended, Speller

__all__ = ["Change", "Mended", "Speller", "simplified"]
