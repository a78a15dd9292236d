"""Misspelt terms in Chinese characters: one character wrong, missing, surplus or swapped with the next, or several by sound.

`start:end` is a window: a stretch of the text by which a term may be meant. `suspects` are the places in it that may be misspelt.
"""

from collections.abc import Iterator, Sequence

from assistant.retrieval.spelling.context import Context
from assistant.retrieval.spelling.edits import Edit, Slip, best
from assistant.retrieval.spelling.likeness import likeness
from assistant.retrieval.spelling.sounds import fuzzy, readings
from assistant.retrieval.spelling.vocabulary import FIXED, LONG, LONGEST, MEDIUM, NUMERALS, PARTICLES, SHORTEST, Vocabulary


def misspelt_term(form: str, vocabulary: Vocabulary) -> Edit | None:
    """The surest correction of a term in a text of this normal form."""
    context = Context(form, vocabulary)
    if not any(context.doubtful):
        return None
    return best(_one_slip(context)) or best(_several_by_sound(context)) or best(_short_words(context))


def _one_slip(context: Context) -> Iterator[Edit]:
    """Terms with one character wrong, missing, surplus, or swapped with the next."""
    for start, end in _windows(context):
        suspects = [at for at in range(start, end) if context.suspect[at]]
        for edits in (
            _wrong(context, start, end, suspects),
            _missing(context, start, end),
            _surplus(context, start, end, suspects),
            _swapped(context, start, end),
        ):
            yield from (edit for edit in edits if _fits(edit, context))


def _windows(context: Context) -> Iterator[tuple[int, int]]:
    """Stretches with a doubtful pair that begin or end as a term does: one slip leaves its first or its last two characters."""
    form, vocabulary = context.form, context.vocabulary
    tails = [form[at - 2 : at] in vocabulary.tails for at in range(len(form) + 1)]
    for start in range(len(form)):
        head = form[start : start + 2] in vocabulary.heads
        for length in vocabulary.lengths:
            end = start + length
            if end > len(form):
                break
            if (head or tails[end] or length < MEDIUM) and any(context.doubtful[start : end - 1]):
                yield start, end


def _fits(edit: Edit, context: Context) -> bool:
    """Whether the term may stand there. A long one always may, and one that sounds as written unless it is very short; a mere word of the
    texts must not cut into others."""
    length = len(edit.term)
    if edit.term in context.vocabulary.words:
        heard = length > SHORTEST and edit.slip <= Slip.NEAR_SOUND
        return _apart(context, *edit.window) and (heard or any(context.stray(at) for at in _touched(edit, len(context.form))))
    if length >= LONG or (length > SHORTEST and edit.slip <= Slip.NEAR_SOUND):
        return True
    return context.cuts_no_word(*edit.window) and (length > SHORTEST or context.familiar(*edit.window))


def _touched(edit: Edit, length: int) -> range:
    """The characters that an edit changes, or between which it puts one, of a text of so many."""
    return range(edit.start, edit.end) if edit.end > edit.start else range(max(0, edit.start - 1), min(edit.end + 1, length))


def _wrong(context: Context, start: int, end: int, suspects: Sequence[int]) -> Iterator[Edit]:
    form = context.form
    for at in suspects:
        doubts = context.doubts(at, start, end)
        if not any(doubts) or context.settled(at):
            continue
        for term, place in context.vocabulary.lacking_one.get(form[start:at] + form[at + 1 : end], ()):
            if place == at - start and term[place] != form[at]:
                slip = likeness(form[at], term[place])
                if _credible(form[at], term[place], slip, len(term), all(doubts), context.stray(at)):
                    yield Edit(at, at + 1, term[place], term, (start, end), slip)


def _credible(written: str, meant: str, slip: Slip, length: int, all_doubtful: bool, stray: bool) -> bool:
    """Whether a character of a term of this length was so written. Short terms and weak likeness ask for more."""
    if meant in FIXED and (meant not in NUMERALS or slip is not Slip.SAME_SOUND or written in PARTICLES):
        return False
    if slip <= Slip.NEAR_SOUND:
        return length > SHORTEST or stray or (slip is Slip.SAME_SOUND and written not in PARTICLES)
    if slip <= Slip.LOST:
        return all_doubtful or length >= LONG or (stray and length > SHORTEST)
    return slip is Slip.FAR_SOUND and stray and length > SHORTEST


def _missing(context: Context, start: int, end: int) -> Iterator[Edit]:
    for term, place in context.vocabulary.lacking_one.get(context.form[start:end], ()):
        at, meant = start + place, term[place]
        if len(term) < MEDIUM or meant in FIXED or meant in PARTICLES:  # what lacks a particle is as good
            continue
        if start < at < end and context.doubtful[at - 1] and at not in context.inside:
            yield Edit(at, at, meant, term, (start, end), Slip.MISSING)


def _surplus(context: Context, start: int, end: int, suspects: Sequence[int]) -> Iterator[Edit]:
    form = context.form
    for at in suspects:
        term = form[start:at] + form[at + 1 : end]
        if at == start or term not in context.vocabulary.terms:
            continue
        if form[at] == form[at - 1] and context.doubtful[at - 1]:
            yield Edit(at, at + 1, "", term, (start, end), Slip.TWICE)
        elif len(term) < LONG or at == end - 1 or context.settled(at) or form[at] in PARTICLES:
            continue
        elif all(context.doubts(at, start, end)):
            yield Edit(at, at + 1, "", term, (start, end), Slip.SURPLUS)


def _swapped(context: Context, start: int, end: int) -> Iterator[Edit]:
    form = context.form
    for at in range(start, end - 1):
        if not (context.suspect[at] or context.suspect[at + 1]) or not context.paired[at] or at + 1 in context.inside:
            continue
        swapped = form[at + 1] + form[at]
        term = form[start:at] + swapped + form[at + 2 : end]
        if term in context.vocabulary.terms and not FIXED.intersection(swapped) and (context.doubtful[at] or len(term) > SHORTEST):
            yield Edit(at, at + 2, swapped, term, (start, end), Slip.SWAPPED)


def _several_by_sound(context: Context) -> Iterator[Edit]:
    """Terms of which several characters, at most half unless none is in a word, are written by others that sound the same."""
    form, by_sound = context.form, context.vocabulary.by_sound
    heard = tuple(fuzzy(readings(char)[0]) if readings(char) else "" for char in form)
    for start in range(len(form)):
        if heard[start : start + 2] not in by_sound:
            continue
        for end in range(start + SHORTEST, min(start + LONGEST, len(form)) + 1):
            for term in by_sound.get(heard[start:end], ()):
                wrong = [at for at in range(start, end) if form[at] != term[at - start]]
                if not wrong or not _misheard(context, wrong, term, start, end):
                    continue
                few = len(term) > SHORTEST and 2 * len(wrong) <= len(term) and term not in context.vocabulary.words
                if few or (len(wrong) < len(term) and all(map(context.stray, wrong)) and _apart(context, start, end)):
                    first, last = wrong[0], wrong[-1] + 1
                    yield Edit(first, last, term[first - start : last - start], term, (start, end), Slip.SAME_SOUND)


def _apart(context: Context, start: int, end: int) -> bool:
    """Whether a term may stand in the window by the dictionary's words around it; a very short one only in a text about the material."""
    return context.between_words(start, end) and (end - start > SHORTEST or context.familiar(start, end))


def _misheard(context: Context, wrong: Sequence[int], term: str, start: int, end: int) -> bool:
    """Whether all the wrong characters of the window may stand for those of the term."""
    for at in wrong:
        meant = term[at - start]
        if context.settled(at) or meant in FIXED or likeness(context.form[at], meant) > Slip.NEAR_SOUND:
            return False
    doubts = [any(context.doubts(at, start, end)) for at in wrong]
    return all(doubts) or (len(term) >= MEDIUM and any(doubts))


def _short_words(context: Context) -> Iterator[Edit]:
    """Common words of two characters with one written by another that sounds just the same."""
    form = context.form
    for pair, doubt in enumerate(context.doubtful):
        if not doubt or not context.familiar(pair, pair + 2):
            continue
        if context.stray(pair) and context.stray(pair + 1):
            yield from _two_strays(context, pair)
        if not context.cuts_no_word(pair, pair + 2):
            continue
        for at, kept in ((pair, pair + 1), (pair + 1, pair)):
            if context.settled(at) or form[at] in PARTICLES:
                continue
            for word in context.vocabulary.common_words.get((form[kept], kept - pair), ()):
                meant = word[at - pair]
                if meant not in PARTICLES and likeness(form[at], meant) is Slip.SAME_SOUND:
                    yield Edit(at, at + 1, meant, word, (pair, pair + 2), Slip.SAME_SOUND)


def _two_strays(context: Context, pair: int) -> Iterator[Edit]:
    """Words of two characters of which one is written by another that is read just the same, where the dictionary does not know both beside each
    other; the texts hold the word often, or it goes on as it does there: 路边圆助, for 边援 is known."""
    form, known = context.form, context.vocabulary.known
    for at, kept, beside in ((pair, pair + 1, pair - 1), (pair + 1, pair, pair + 2)):
        if context.settled(at):
            continue
        told = 0 <= beside < len(form) and form[beside] not in PARTICLES
        for word in context.vocabulary.told_pairs.get((form[kept], kept - pair), ()):
            meant = word[at - pair]
            sure = (told and known(meant + form[beside] if beside > at else form[beside] + meant)) or word in context.vocabulary.frequent
            if meant not in PARTICLES and sure and readings(form[at])[:1] == readings(meant)[:1]:
                yield Edit(at, at + 1, meant, word, (pair, pair + 2), Slip.SAME_SOUND)
