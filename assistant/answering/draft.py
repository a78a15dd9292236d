"""An answer while it is being written: statements with their citations, laid out as paragraphs, lists and tables."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from assistant.answering.frames import Frame
from assistant.library import Library
from assistant.types import Citation, Passage, Sentence, Statement, StatementKind

MAX_IN_ONE = 3  # sentences of a paragraph


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the text. `label` stands in front and claims nothing: a bullet, a number, the name of a table's row."""

    label: str
    cells: tuple[tuple[Statement, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list or table; `kind` is one of these words, `header` the names of a table's columns."""

    kind: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def statements(self) -> list[Statement]:
        return [statement for row in self.rows for cell in row.cells for statement in cell]


@dataclass(slots=True)
class Draft:
    """Collects statements in reading order; `text()` lays them out as Markdown with [n] markers."""

    library: Library
    statements: list[Statement] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    _said: set[str] = field(default_factory=set)
    _paths: dict[str, str] = field(default_factory=dict)

    def says(self, passage: Passage, sentence: Sentence) -> bool:
        """Whether the draft has this very sentence already."""
        return passage.quote(sentence) in self._said

    def quote(self, passage: Passage, sentence: Sentence, *, kind: StatementKind = StatementKind.QUOTED) -> Statement:
        """A statement that is a sentence of the material, word for word."""
        text = passage.quote(sentence)
        self._said.add(text)
        return Statement(text, kind, (self.cite(passage, sentence),))

    @property
    def first_quoted(self) -> Citation | None:
        """The citation of the first statement that has one."""
        numbers = next((statement.citations for statement in self.statements if statement.citations), ())
        return next((citation for citation in self.citations if citation.n in numbers), None)

    def cite(self, passage: Passage, sentence: Sentence) -> int:
        """Number of the citation of this sentence; the same sentence keeps its number."""
        for citation in self.citations:
            if citation.passage.id == passage.id and (citation.start, citation.end) == (sentence.start, sentence.end):
                return citation.n
        number = len(self.citations) + 1
        path = self._path(passage.document_id)
        self.citations.append(Citation(number, passage, path, sentence.start, sentence.end, passage.quote(sentence), sentence.origins))
        return number

    def _path(self, document_id: str) -> str:
        if document_id not in self._paths:
            document = self.library.document(document_id)
            self._paths[document_id] = document.path if document else document_id
        return self._paths[document_id]

    def paragraph(self, *statements: Statement) -> None:
        if statements:
            self._add("paragraph", (), [Row("", (statements,))])

    def frame(self, frame: Frame) -> Statement:
        return Statement(frame.value, StatementKind.FRAME)

    def bullets(self, statements: Sequence[Statement], numbers: Sequence[int] = ()) -> None:
        """One line for each statement, behind its number where numbers are given."""
        if statements:
            marks = [f"{number}. " for number in numbers] or ["- "] * len(statements)
            self._add("list", (), [Row(mark, ((statement,),)) for mark, statement in zip(marks, statements, strict=True)])

    def prose(self, statements: Sequence[Statement]) -> None:
        """Up to three statements are a paragraph; of more, the first answers and the others are a list below it."""
        if len(statements) <= MAX_IN_ONE:
            self.paragraph(*statements)
        else:
            self.paragraph(statements[0])
            self.bullets(statements[1:])

    def listing(self, passage: Passage, sentences: Sequence[Sentence]) -> None:
        """Sentences of a passage that the draft does not have yet, as prose."""
        self.prose([self.quote(passage, sentence) for sentence in sentences if not self.says(passage, sentence)])

    def table(self, header: Sequence[str], rows: Sequence[tuple[str, Sequence[Statement]]]) -> None:
        """A table of one statement a cell; header and row labels name things and claim nothing."""
        self._add("table", tuple(header), [Row(label, tuple((cell,) for cell in cells)) for label, cells in rows])

    def tells_first(self, other: "Draft") -> bool:
        """Whether the draft says what `other` says first."""
        first = next((statement.text for statement in other.statements if statement.citations), None)
        return first is not None and any(statement.text == first for statement in self.statements)

    def besides(self, others: Sequence["Draft"]) -> "Draft":
        """A draft of the same without the sentences that `others` tell; tables, and frames with what they lead to, stay whole."""
        said = {statement.text for other in others for statement in other.statements if statement.citations}
        blocks = [kept for block in self.blocks if (kept := _without(block, said)) is not None]
        used = {number for block in blocks for statement in block.statements for number in statement.citations}
        rest = Draft(self.library)
        rest.append(Draft(self.library, citations=[citation for citation in self.citations if citation.n in used], blocks=blocks))
        return rest

    def heading(self, label: str) -> None:
        """A line that names what follows; it claims nothing."""
        self._add("paragraph", (), [Row(f"**{label}**", ((),))])

    def unheaded(self) -> "Draft":
        """A draft of the same without the headings of parts, as it stands inside one part of another answer."""
        told = [block for block in self.blocks if any(block.statements)]
        return Draft(self.library, citations=self.citations, blocks=told)

    def append(self, other: "Draft") -> None:
        """Take over the blocks of another draft that say something new, with their citations."""
        numbers = {c.n: self._take(c) for c in other.citations}
        for block in other.blocks:
            texts = {statement.text for statement in block.statements if statement.kind is not StatementKind.FRAME}
            if not texts or not texts <= self._said:
                self._said |= texts
                self._add(block.kind, block.header, [_renumbered(row, numbers) for row in block.rows])

    def _take(self, citation: Citation) -> int:
        known = (c.n for c in self.citations if (c.passage.id, c.start, c.end) == (citation.passage.id, citation.start, citation.end))
        if (number := next(known, None)) is None:
            number = len(self.citations) + 1
            self.citations.append(replace(citation, n=number))
        return number

    def _add(self, kind: str, header: tuple[str, ...], rows: Sequence[Row]) -> None:
        self.blocks.append(Block(kind, header, tuple(rows)))
        self.statements += self.blocks[-1].statements

    def with_blocks(self, blocks: Sequence[Block]) -> "Draft":
        """A draft with the same citations that says what `blocks` say."""
        statements = [statement for block in blocks for statement in block.statements]
        return Draft(self.library, statements, list(self.citations), list(blocks))

    def text(self) -> str:
        """The whole as Markdown."""
        return "\n\n".join(_block_text(block.kind, block.header, block.rows) for block in self.blocks)


def _without(block: Block, said: Set[str]) -> Block | None:
    """A block without sentences that are said already; None where nothing is left."""
    texts = {statement.text for statement in block.statements if statement.kind is not StatementKind.FRAME}
    if texts and texts <= said:
        return None
    if block.kind == "table" or len(texts) < len(block.statements):
        return block
    rows = [
        Row(row.label, tuple(cells))
        for row in block.rows
        if any(cells := [tuple(s for s in cell if s.text not in said) for cell in row.cells])
    ]
    return replace(block, rows=tuple(rows))


def _renumbered(row: Row, numbers: Mapping[int, int]) -> Row:
    cells = (tuple(replace(s, citations=tuple(numbers[n] for n in s.citations)) for s in cell) for cell in row.cells)
    return Row(row.label, tuple(cells))


def _block_text(kind: str, header: Sequence[str], rows: Sequence[Row]) -> str:
    if kind == "table":
        lines = [header, ["---"] * len(header), *([row.label, *(_cell(cell) for cell in row.cells)] for row in rows)]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return "\n".join(row.label + _inline(row.cells[0]) for row in rows)


def _cell(statements: Sequence[Statement]) -> str:
    return _inline(statements).replace("|", "｜")


def _inline(statements: Sequence[Statement]) -> str:
    return "".join(statement.text + "".join(f"[{n}]" for n in statement.citations) for statement in statements)
