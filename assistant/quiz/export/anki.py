"""A paper as an Anki package (.apkg): a deck of cards with the question in front, key, explanation and sources behind.

The ids of deck and notes follow from the title and the items, so that importing a changed paper again updates its notes.
"""

import hashlib
import io
import zipfile

from assistant.quiz.export.archive import packed
from assistant.quiz.export.wording import as_html, cited, explained, key, letter, lettered, plain, question
from assistant.quiz.items import Choice, Item, Matching, Paper

FIELDS = ("题干", "选项", "答案", "解析", "出处")
_MODEL_ID = 1_763_775_200  # any constant: it tells Anki that notes of all papers are of one kind
_FRONT = "<div class=stem>{{题干}}</div><div class=options>{{选项}}</div>"
_BACK = "{{FrontSide}}<hr id=answer><div class=key>{{答案}}</div><div>{{解析}}</div><div class=source>{{出处}}</div>"
_CSS = ".card {font-family: sans-serif; font-size: 18px; line-height: 1.6; text-align: left} .key {font-weight: bold} .source {color: gray}"
_TIMESTAMP_S = 946_684_800.0  # stands where Anki notes when a package was made


def anki_file(paper: Paper) -> bytes:
    import genanki

    model = genanki.Model(
        _MODEL_ID,
        "营销题目",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "题目", "qfmt": _FRONT, "afmt": _BACK}],
        css=_CSS,
    )
    title = " ".join(plain(paper.title).split()) or "试卷"
    deck = genanki.Deck(_number(title), title.replace("::", "："))  # two colons would make a deck within a deck
    for scored in paper.items:
        item = scored.item
        tags = [item.kind.label, item.difficulty.label, item.level.value]
        deck.add_note(genanki.Note(model, _fields(item), guid=_digest(item.id)[:10], tags=tags))
    file = io.BytesIO()
    genanki.Package(deck).write_to_file(file, timestamp=_TIMESTAMP_S)
    with zipfile.ZipFile(file) as archive:
        return packed((name, archive.read(name)) for name in archive.namelist())


def _fields(item: Item) -> list[str]:
    shown = [f"{letter(place)}. {text}" for place, text in enumerate(lettered(item))]
    if isinstance(item.response, Matching):
        shown += ["", *item.response.rights]
    answer = key(item)
    if isinstance(item.response, Choice):
        answer = "\n".join(f"{letter(place)}. {item.response.options[place].text}" for place in item.response.key)
    texts = (question(item), "\n".join(shown), answer, "\n".join(explained(item)), "\n".join(map(cited, item.sources)))
    return [as_html(text) if text else "" for text in texts]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _number(text: str) -> int:
    """A deck's id: below 2 to the 31st, as Anki's own are."""
    return int(_digest(text)[:8], 16) >> 1
