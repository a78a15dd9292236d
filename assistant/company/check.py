"""What a card of the company's own must keep beside the cards that there are; the rest is the loader's business."""

from collections.abc import Iterator

from assistant.company.draft import Draft
from assistant.errors import Breach, CorpusError
from assistant.ingest.cards import LoadedCard
from assistant.ingest.lint import LEANING
from assistant.library import Library
from assistant.retrieval.tokens import normalise

MAX_TITLE_CHARS = 60
MAX_SECTION_CHARS = 5_000
MAX_SENTENCE_CHARS = 400  # no passage of a file is longer
MOST_SECTIONS = 30
MOST_LINES = 100  # aliases; asks of a section
MOST_FACTS = 50


def checked(draft: Draft, library: Library) -> LoadedCard:
    """The card as it will be read. Raises CorpusError, with a breach for each thing that is wrong."""
    if problems := list(_too_much(draft)):
        raise CorpusError(problems)
    loaded = draft.loaded()
    if problems := [*_sentences(loaded), *_names(loaded, library), *_asks(loaded, library), *_lists(loaded, library)]:
        raise CorpusError(problems)
    return loaded


def _too_much(draft: Draft) -> Iterator[Breach]:
    """More than a card can be."""
    if len(draft.title) > MAX_TITLE_CHARS or "\n" in draft.title:
        yield Breach(draft.id, "title", "too long", f"名称有{len(draft.title)}个字，最多{MAX_TITLE_CHARS}个字，写在一行里。")
    if len(draft.sections) > MOST_SECTIONS:
        yield Breach(draft.id, "body", "too many sections", f"有{len(draft.sections)}节，最多{MOST_SECTIONS}节。请分成几张卡片。")
    for section in draft.sections:
        if len(section.text) > MAX_SECTION_CHARS:
            words = f"这一节有{len(section.text)}个字，最多{MAX_SECTION_CHARS}个字。请分成几节。"
            yield Breach(draft.id, section.heading, "too long", words)
        if len(section.asks) > MOST_LINES:
            yield Breach(draft.id, section.heading, "too many asks", f"问法有{len(section.asks)}句，最多{MOST_LINES}句。")
    if len(draft.aliases) > MOST_LINES:
        yield Breach(draft.id, "aliases", "too many", f"别名有{len(draft.aliases)}个，最多{MOST_LINES}个。")
    if len(draft.facts) > MOST_FACTS:
        yield Breach(draft.id, "facts", "too many", f"数字有{len(draft.facts)}个，最多{MOST_FACTS}个。")


def _sentences(loaded: LoadedCard) -> Iterator[Breach]:
    """An answer quotes each sentence alone."""
    for passage in loaded.passages:
        for sentence in passage.sentences:
            quote = passage.quote(sentence)
            if len(quote) > MAX_SENTENCE_CHARS:
                words = f"“{quote[:16]}…”这一句有{len(quote)}个字，太长了。请拆成几句。"
                yield Breach(loaded.card.id, passage.heading, "long sentence", words)
            elif leaning := LEANING.match(quote):
                start = quote if len(quote) <= 16 else f"{quote[:16]}…"
                words = f"“{start}”以“{leaning[0]}”开头，单独引用就读不懂。请点明说的是谁。"
                yield Breach(loaded.card.id, passage.heading, "leaning sentence", words)


def _names(loaded: LoadedCard, library: Library) -> Iterator[Breach]:
    """A name belongs to one card: a question for it would be sent to one of two by chance."""
    for name in loaded.card.names:
        other = library.cards.get(library.card_names.get(normalise(name), ""))
        if other is not None and other.id != loaded.card.id:
            field = "title" if name == loaded.card.title else "aliases"
            yield Breach(loaded.card.id, field, f"{name!r} is taken by {other.id}", f"“{name}”已经是卡片《{other.title}》的名称或别名。")


def _asks(loaded: LoadedCard, library: Library) -> Iterator[Breach]:
    mine = {normalise(ask): (heading, ask) for heading, asks in loaded.card.asks.items() for ask in asks}
    for other in library.cards.values():
        if other.id == loaded.card.id:
            continue
        for ask in other.every_ask:
            if found := mine.get(normalise(ask)):
                heading, words = found
                yield Breach(loaded.card.id, heading, f"ask {words!r} is also in {other.id}", f"“{words}”已经写在卡片《{other.title}》里。")


def _lists(loaded: LoadedCard, library: Library) -> Iterator[Breach]:
    """A list that a card holds whole must still stand in it: it is told from there."""
    sections = {passage.heading: passage.text for passage in loaded.passages}
    for catalogue in library.catalogues.values():
        if catalogue.card != loaded.card.id or catalogue.section is None:
            continue
        at = 0
        for member in catalogue.members:
            found = sections.get(catalogue.section, "").find(member, at)
            if found < 0:
                words = f"清单《{catalogue.title}》从“{catalogue.section}”这一节里读出来，要依次写着：{'、'.join(catalogue.members)}。"
                field = catalogue.section if catalogue.section in sections else "body"
                yield Breach(loaded.card.id, field, f"list {catalogue.id} is broken", words)
                break
            at = found
