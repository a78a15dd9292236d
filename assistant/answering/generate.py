"""An answer in a language model's words: the extract decides what is told, the model how, the gates what is shown.

extract → stretches of quotes → prompt → sentences → gates → growing answers → the whole, or the extract with a note

Lists that count, tables, boundaries, gaps and calculations stay as they are. What no sentence that passed tells is quoted
behind those that did, so that a model can leave nothing out.
"""

import logging
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from assistant.answering.draft import Block, Draft, Row
from assistant.answering.frames import Frame
from assistant.answering.gates import CALCULATION, Evidence, Gate, Reason
from assistant.answering.model import ChatModel, Fault, ModelError
from assistant.answering.orders import stands_in_an_order
from assistant.answering.prompts import Prompt
from assistant.answering.reply import Reply
from assistant.answering.thinking import WithoutThinking
from assistant.answering.verify import sayings_of
from assistant.answering.written import Sentences, Written
from assistant.types import Card, Citation, Generation, Outcome, Statement, StatementKind, Turn

MAX_EVIDENCE = 24  # sentences given to the model; a longer answer is a list, which stays as it is
MAX_LIST_ROWS = 8  # a longer list is an enumeration
LEAST_KEPT = 0.5  # share of the model's sentences that must pass
TURNS = 6  # of the conversation that a follow-up is read with
MOSTLY_UNFOUNDED = "语言模型写的话大半没有依据，没有采用"

_REPLACED_FRAMES = frozenset((Frame.BASIS.value, Frame.RELATED.value))
_NOTHING = "（无）"
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Stretch:
    """Blocks `start:end` of a draft that the model words anew, and the citations of what they say."""

    start: int
    end: int
    statements: list[Statement] = field(default_factory=list)

    @property
    def numbers(self) -> list[int]:
        return [n for statement in self.statements for n in statement.citations]


@dataclass(slots=True)
class _Text:
    """What the model has written so far: the sentences that passed, and why others did not."""

    passed: list[Written] = field(default_factory=list)
    dropped: Counter[Reason] = field(default_factory=Counter)

    @property
    def mostly_founded(self) -> bool:
        return len(self.passed) >= LEAST_KEPT * (len(self.passed) + self.dropped.total())


class Writer:
    """Words answers with one model. Thread-safe: it keeps nothing between questions."""

    def __init__(self, model: ChatModel, gate: Gate, answer_prompt: Prompt, follow_up_prompt: Prompt | None) -> None:
        """Without `follow_up_prompt` follow-ups are read without the model."""
        self.model = model
        self._gate = gate
        self._answer_prompt = answer_prompt
        self._follow_up_prompt = follow_up_prompt

    def write(self, reply: Reply, deadline: float) -> Iterator[Reply]:
        """`reply` in the model's words, a sentence more each time; the last is whole.

        Only what is answered is worded anew; where there is nothing to word, `reply` comes back as it is. On any fault, and
        where most of the model's sentences fail, it comes back with a note. `deadline` is a time of `time.monotonic`.
        """
        stretches = _stretches(reply.draft) if reply.outcome is Outcome.ANSWERED else []
        told = [n for stretch in stretches for n in stretch.numbers]
        if not told or len(set(told)) > MAX_EVIDENCE:
            yield reply
            return
        evidence = self._evidence(reply, told)
        text = _Text()
        fault = ""
        try:
            for _ in self._read(self._prompt(reply, evidence), evidence, text, deadline):
                if text.passed and text.mostly_founded:
                    yield self._worded(reply, stretches, text, whole=False)
            if not text.passed and not text.dropped:
                fault = Fault.EMPTY.value
            elif not text.mostly_founded or not text.passed:
                fault = MOSTLY_UNFOUNDED
        except ModelError as error:
            _log.warning("language model %s: %s", self.model.name, error)
            fault = error.fault.value
        if text.dropped:
            _log.info("language model %s: %d sentences dropped: %s", self.model.name, text.dropped.total(), dict(text.dropped))
        if fault:
            yield replace(reply, generation=Generation(self.model.name, len(text.passed), text.dropped.total(), fault))
        else:
            yield self._worded(reply, stretches, text, whole=True)

    def _read(self, prompt: str, evidence: dict[int, Evidence], text: _Text, deadline: float) -> Iterator[None]:
        """Read the model's text into `text`; a step after each sentence that passed, and where all so far was thinking."""
        thinking, sentences = WithoutThinking(), Sentences()
        for piece in self.model.write(prompt, deadline):
            plain = thinking.feed(piece)
            if thinking.restarted:
                text.passed.clear()
                text.dropped.clear()
                sentences = Sentences()
            for written in sentences.feed(plain):
                if self._judge(written, evidence, text):
                    yield
        last = thinking.end()
        for written in [*sentences.feed(last), *sentences.end()]:
            self._judge(written, evidence, text)

    def _judge(self, written: Written, evidence: dict[int, Evidence], text: _Text) -> bool:
        verdict = self._gate.check(written.text, written.keys, evidence)
        if verdict.reason is not None:
            text.dropped[verdict.reason] += 1
            return False
        if all(written.text != earlier.text for earlier in text.passed):
            text.passed.append(written)
        return True

    def _evidence(self, reply: Reply, told: Sequence[int]) -> dict[int, Evidence]:
        """The quotes to be told by their numbers, and what the calculation says. A file's own title is no evidence: anybody may name a file."""
        cards = reply.draft.library.cards
        quotes = {
            citation.n: citation
            for citation in reply.draft.citations
            if citation.n in told and not stands_in_an_order(citation.passage, citation.start, citation.end)
        }
        evidence = {n: Evidence(quote.quote, _names(quote, cards.get(quote.passage.document_id))) for n, quote in sorted(quotes.items())}
        if reply.calculation is not None:
            evidence[CALCULATION] = Evidence("。".join(sorted(sayings_of(reply.calculation))), (reply.calculation.title,))
        return evidence

    def _prompt(self, reply: Reply, evidence: dict[int, Evidence]) -> str:
        lines = [f"[{n}] {_headed(one)}" for n, one in evidence.items() if n != CALCULATION]
        calculation = f"[算] {evidence[CALCULATION].text}" if CALCULATION in evidence else _NOTHING
        return self._answer_prompt.fill(
            boundary=_boundary(), question=_one_line(reply.standalone), material="\n".join(lines), calculation=calculation
        )

    def _worded(self, reply: Reply, stretches: Sequence[_Stretch], text: _Text, *, whole: bool) -> Reply:
        """The reply with the sentences that passed in the place of the quotes that they tell."""
        generation = Generation(self.model.name, len(text.passed), text.dropped.total())
        return replace(reply, draft=_laid_out(reply.draft, stretches, text.passed, whole=whole), generation=generation)

    def follow_up(self, question: str, turns: Sequence[Turn], deadline: float) -> str | None:
        """`question` as one that can be read alone; None where that is not wanted, fails, or would bring in what nobody said."""
        if self._follow_up_prompt is None or not turns:
            return None
        lines = [f"{'用户' if turn.role == 'user' else '助手'}：{_one_line(turn.content)}" for turn in turns[-TURNS:]]
        prompt = self._follow_up_prompt.fill(boundary=_boundary(), conversation="\n".join(lines), question=_one_line(question))
        thinking = WithoutThinking()
        written = ""
        try:
            for piece in self.model.write(prompt, deadline):
                plain = thinking.feed(piece)
                written = plain if thinking.restarted else written + plain
        except ModelError as error:
            _log.warning("language model %s, follow-up: %s", self.model.name, error)
            return None
        rewritten = (written + thinking.end()).strip().strip('“”"')
        return rewritten if self._gate.check_question(rewritten, [question, *(turn.content for turn in turns[-TURNS:])]) else None


def _boundary() -> str:
    """A line that no document can know."""
    return f"===={secrets.token_hex(8)}===="


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _names(quote: Citation, card: Card | None) -> tuple[str, ...]:
    return () if card is None else (*card.names, quote.passage.heading)


def _headed(evidence: Evidence) -> str:
    """A quote with the title and the section that it is from."""
    text = _one_line(evidence.text)
    return f"{evidence.names[0]} · {evidence.names[-1]}｜{text}" if evidence.names else text


# Where the model's sentences go


def _stretches(draft: Draft) -> list[_Stretch]:
    """Runs of blocks that are nothing but quotes: not numbered, not in a table, under no frame that stays."""
    found: list[_Stretch] = []
    for place, block in enumerate(draft.blocks):
        if not _is_reworded(block) or (place and _is_lead_in(draft.blocks[place - 1])):
            continue
        if not found or found[-1].end != place:
            found.append(_Stretch(place, place))
        found[-1].end = place + 1
        found[-1].statements += [statement for statement in block.statements if statement.kind is StatementKind.QUOTED]
    return found


def _is_reworded(block: Block) -> bool:
    said = block.statements
    if block.kind == "table" or not said or any(row.label not in ("", "- ") for row in block.rows) or len(block.rows) > MAX_LIST_ROWS:
        return False
    return all(
        statement.kind is StatementKind.QUOTED or (statement.kind is StatementKind.FRAME and statement.text in _REPLACED_FRAMES)
        for statement in said
    )


def _is_lead_in(block: Block) -> bool:
    """Whether a block is a frame alone, which announces the block behind it."""
    return bool(block.statements) and all(statement.kind is StatementKind.FRAME for statement in block.statements)


def _laid_out(draft: Draft, stretches: Sequence[_Stretch], passed: Sequence[Written], *, whole: bool) -> Draft:
    """The draft with each sentence in the stretch that it tells of. Before the text is whole, only what stands in front of its end so far."""
    homes = {n: place for place, stretch in enumerate(stretches) for n in stretch.numbers}
    by_stretch: dict[int, list[Written]] = {place: [] for place in range(len(stretches))}
    for sentence in passed:
        by_stretch[next((homes[key] for key in sentence.keys if key in homes), 0)].append(sentence)
    reached = max((place for place, sentences in by_stretch.items() if sentences), default=0)
    told = {key for sentence in passed for key in sentence.keys}
    blocks: list[Block] = []
    at = 0
    for place, stretch in enumerate(stretches):
        blocks += draft.blocks[at : stretch.start]
        at = stretch.end
        blocks += _sentence_blocks(by_stretch[place])
        if whole:
            left = [statement for statement in stretch.statements if not told.intersection(statement.citations)]
            blocks += _quote_blocks(left) if by_stretch[place] else draft.blocks[stretch.start : stretch.end]
        elif place == reached:
            return draft.with_blocks(blocks)
    return draft.with_blocks([*blocks, *draft.blocks[at:]])


def _sentence_blocks(sentences: Sequence[Written]) -> list[Block]:
    """Sentences as paragraphs, and as lists where the model wrote lists."""
    blocks = []
    for item, group in groupby(sentences, key=lambda sentence: sentence.item):
        said = [Statement(one.text, StatementKind.GENERATED, tuple(key for key in one.keys if key != CALCULATION)) for one in group]
        blocks.append(_listed(said) if item else _paragraph(said))
    return blocks


def _quote_blocks(left: Sequence[Statement]) -> list[Block]:
    if not left:
        return []
    return [_paragraph(left) if len(left) == 1 else _listed(left)]


def _paragraph(statements: Sequence[Statement]) -> Block:
    return Block("paragraph", (), (Row("", (tuple(statements),)),))


def _listed(statements: Sequence[Statement]) -> Block:
    return Block("list", (), tuple(Row("- ", ((statement,),)) for statement in statements))
