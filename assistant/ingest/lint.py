"""What a corpus must keep beyond the shape of a single card: `assistant doctor --corpus`.

Checks that need the source documents run where their folder is given, and say so where it is not.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.ingest.cards import DERIVED, OUTSIDE, Corpus, LoadedCard
from assistant.numerals import Number, fold_width, read_numbers
from assistant.types import Catalogue, Passage, Sentence

MAX_SENTENCE_CHARS = 80
MAX_ENUMERATION_CHARS = 140  # a sentence that names all members of a list
MAX_ORIGIN_CHARS = 500
SHARED_RUN_CHARS = 18

# How a sentence begins that cannot be quoted alone: its subject stands in the one before it.
LEANING = re.compile(r"(?:它|该|其(?!他|它|实|中|次)|上述|前者|后者|这|那|此|因此|所以|但是?|而且?|并且|同时|另外|然后)")
_WORD = re.compile(r"[\w%]")


@dataclass(frozen=True, slots=True)
class Report:
    """`problems` break the contract; `notes` say what was not checked."""

    problems: tuple[str, ...]
    notes: tuple[str, ...]


def lint_corpus(corpus: Corpus, root: Path, sources: Path | None) -> Report:
    """Check a loaded corpus; `sources` is the folder of the source documents where they are at hand."""
    problems = [
        *corpus.problems,
        *_uniqueness(corpus),
        *_links(corpus),
        *_catalogues(corpus),
        *_groups(corpus),
        *_synonyms(corpus),
        *_sentences(corpus),
    ]
    notes = []
    if sources is None:
        notes.append("source documents not given: origins, numbers and shared wording were not checked")
    else:
        texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(sources.glob("*.txt"))}
        problems += _origins(corpus, texts)
        problems += _shared_runs(root, texts)
    problems += _coverage(corpus, root)
    return Report(tuple(problems), tuple(notes))


def _uniqueness(corpus: Corpus) -> Iterator[str]:
    """No two cards share a name, or a question that they answer or lack: it would be sent to one of them by chance."""
    seen: dict[str, str] = {}
    for loaded in corpus.cards:
        card = loaded.card
        asks = [ask for asks in card.asks.values() for ask in asks]
        for what, values in (("aliases", card.names), ("asks", asks), ("lacks", card.lacks)):
            for value in values:
                key = ("aliases" if what == "aliases" else "asks") + _squeeze(value)
                if key in seen:
                    yield f"{loaded.document.path}: {what}: {value!r} is also in {seen[key]}; change one"
                seen.setdefault(key, loaded.document.path)
    facts: dict[str, str] = {}
    for loaded in corpus.cards:
        for fact in loaded.card.facts:
            if fact.id in facts:
                yield f"{loaded.document.path}: facts: id {fact.id!r} is also in {facts[fact.id]}; change one"
            facts.setdefault(fact.id, loaded.document.path)


def _links(corpus: Corpus) -> Iterator[str]:
    ids = {loaded.card.id for loaded in corpus.cards}
    lists = {catalogue.id for catalogue in corpus.catalogues}
    for loaded in corpus.cards:
        for target in loaded.card.see:
            if target not in ids:
                yield f"{loaded.document.path}: see: no card {target!r}; mend the id"
        if loaded.card.member_of is not None and loaded.card.member_of not in lists:
            yield f"{loaded.document.path}: member_of: no list {loaded.card.member_of!r} in lists.yaml; add it"
        for source in loaded.card.sources.values():
            if source.file not in corpus.source_titles:
                yield f"{loaded.document.path}: sources: {source.file!r} has no title in sources.yaml; add one"


def _catalogues(corpus: Corpus) -> Iterator[str]:
    cards = {loaded.card.id: loaded for loaded in corpus.cards}
    for catalogue in corpus.catalogues:
        name = f"lists.yaml: {catalogue.id}"
        yield from _members(catalogue, cards, name)
        mine = [loaded.card for loaded in corpus.cards if loaded.card.member_of == catalogue.id]
        for card in mine:
            place = catalogue.members.index(card.id) + 1 if card.id in catalogue.members else None
            if place is None or (catalogue.ordered and card.ordinal not in (None, place)):
                yield f"{name}: card {card.id!r} says ordinal {card.ordinal}, the list has it at {place}; mend one"


def _members(catalogue: Catalogue, cards: dict[str, LoadedCard], name: str) -> Iterator[str]:
    if catalogue.card is None:
        yield from (f"{name}: member {member!r} is no card; mend the id" for member in catalogue.members if member not in cards)
        return
    if catalogue.card not in cards:
        yield f"{name}: no card {catalogue.card!r}; mend the id"
        return
    passages = {passage.heading: passage.text for passage in cards[catalogue.card].passages}
    text = passages.get(catalogue.section or "")
    if text is None:
        yield f"{name}: card {catalogue.card!r} has no section {catalogue.section!r}; use one of {list(passages)}"
        return
    at = 0
    for member in catalogue.members:
        found = text.find(member, at)
        if found < 0:
            yield f"{name}: {member!r} does not stand in {catalogue.card}#{catalogue.section} in this order; mend one"
        else:
            at = found


def _synonyms(corpus: Corpus) -> Iterator[str]:
    """A word of one character stands in too many others; a row that names a word twice was not read through."""
    for word, others in corpus.synonyms.items():
        row = [word, *others]
        yield from (f"synonyms.yaml: {word}: {one!r} is a single character; leave it out" for one in row if len(one) < 2)
        yield from (f"synonyms.yaml: {word}: {one!r} is given twice; keep one" for one in dict.fromkeys(row) if row.count(one) > 1)


def _groups(corpus: Corpus) -> Iterator[str]:
    """Every folder of cards has one name, and no two share it."""
    folders = dict.fromkeys(loaded.card.group for loaded in corpus.cards)
    ids = [group.id for group in corpus.groups]
    titles = [group.title for group in corpus.groups]
    yield from (f"groups.yaml: no name for the folder {folder!r}; add one" for folder in folders if folder not in ids)
    yield from (f"groups.yaml: no card lies in a folder {group!r}; mend the id" for group in ids if group not in folders)
    for what, values in (("id", ids), ("title", titles)):
        yield from (f"groups.yaml: {what} {value!r} is given twice; keep one" for value in dict.fromkeys(values) if values.count(value) > 1)


def _sentences(corpus: Corpus) -> Iterator[str]:
    for loaded, passage, sentence in _each_sentence(corpus.cards):
        quote = passage.quote(sentence)
        where = f"{loaded.document.path}: {passage.heading}"
        if LEANING.match(quote):
            yield f"{where}: {quote!r} leans on the sentence before it; name its subject"
        limit = MAX_ENUMERATION_CHARS if quote.count("、") + quote.count("；") >= 3 else MAX_SENTENCE_CHARS
        if len(quote) > limit:
            yield f"{where}: {quote[:20]!r}… has {len(quote)} characters; split it (about 60, {limit} at most)"


def _each_sentence(cards: Iterable[LoadedCard]) -> Iterator[tuple[LoadedCard, Passage, Sentence]]:
    for loaded in cards:
        for passage in loaded.passages:
            for sentence in passage.sentences:
                yield loaded, passage, sentence


def _origins(corpus: Corpus, texts: dict[str, str]) -> Iterator[str]:
    """Every origin lies inside its file, and every number of a sentence is printed there."""
    for loaded in corpus.cards:
        for key, origin in loaded.card.sources.items():
            if not origin.end:  # a source of the company's own that has only a name
                continue
            text = texts.get(origin.file)
            if text is None:
                yield f"{loaded.document.path}: sources: {key}: no file {origin.file!r} among the sources"
            elif origin.end > len(text):
                yield f"{loaded.document.path}: sources: {key}: ends at {origin.end}, {origin.file} has {len(text)} characters"
            if origin.end - origin.start > MAX_ORIGIN_CHARS:
                yield f"{loaded.document.path}: sources: {key}: {origin.end - origin.start} characters; narrow it (about 400)"
    for loaded, passage, sentence in _each_sentence(corpus.cards):
        quote = passage.quote(sentence)
        if DERIVED in quote or OUTSIDE in quote or any(not origin.end for origin in sentence.origins):
            continue
        printed = " ".join(texts.get(origin.file, "")[origin.start : origin.end] for origin in sentence.origins)
        known = {form for number in read_numbers(printed) for form in _forms(number)}
        for number in read_numbers(quote):
            if _claims(number) and not known & set(_forms(number)):
                shown = quote[number.start : number.end]
                yield f"{loaded.document.path}: {passage.heading}: {shown!r} in {quote[:24]!r}… is not in its source; mend it or say {DERIVED}"


def _claims(number: Number) -> bool:
    """Whether a number is a figure rather than part of a word (一定, 两者, 第一)."""
    return not number.han or bool(number.mark) or number.value >= 20


def _forms(number: Number) -> tuple[object, ...]:
    """A share counts as itself and as its bare digits: a slide prints 28 under a heading that says %."""
    return (number.value, number.value * 100) if number.mark else (number.value,)


def _shared_runs(root: Path, texts: dict[str, str]) -> Iterator[str]:
    """Wording is this project's own: no long run of a source's characters, but for the listed names and titles."""
    run = SHARED_RUN_CHARS
    known = {text[at : at + run] for text in map(_squeeze, texts.values()) for at in range(len(text) - run + 1)}
    exceptions_file = root / "copycheck-exceptions.txt"
    lines = exceptions_file.read_text(encoding="utf-8").splitlines() if exceptions_file.is_file() else []
    exceptions = [squeezed for line in lines if (squeezed := _squeeze(line))]
    for path in sorted([*root.glob("*/*.md"), *root.glob("*.yaml")]):
        text = _squeeze(path.read_text(encoding="utf-8"))
        for exception in exceptions:
            text = text.replace(exception, "\0" * len(exception))
        at = 0
        while at + run <= len(text):
            if text[at : at + run] in known and re.search(r"[\u4e00-\u9fff]", text[at : at + run]):
                yield f"{root.name}/{path.relative_to(root).as_posix()}: {text[at : at + run]!r} stands in a source to the letter; reword it"
                at += run
            else:
                at += 1


def _squeeze(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", char) for char in fold_width(text) if _WORD.match(char))


def _coverage(corpus: Corpus, root: Path) -> Iterator[str]:
    """coverage.csv maps each entry of the inventory to a card or to LEFT_OUT."""
    path = root / "coverage.csv"
    if not path.is_file():
        return
    ids = {loaded.card.id for loaded in corpus.cards}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield from (
                f"coverage.csv: {row['entry']}: no card {card!r}; mend the id"
                for card in row["cards"].split()
                if card != "LEFT_OUT" and card not in ids
            )
