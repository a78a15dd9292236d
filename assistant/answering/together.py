"""Several questions in one message: each is answered, under its own heading where several cards do, or named at the end as not covered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.draft import Draft
from assistant.answering.frames import PARTS, Frame, numbered, parts_not_covered
from assistant.answering.orders import speaks_to_a_model
from assistant.answering.reply import Reply
from assistant.library import Library
from assistant.types import Outcome, Passage, Statement, StatementKind

_MARKUP = re.compile(r"[\[\]()<>*_`|#\\]")  # a question that is only named marks up nothing, and cites nothing
MAX_QUESTIONS = len(PARTS)  # of more, the rest is left to another message


@dataclass(frozen=True, slots=True)
class _Part:
    """What answers some of the questions, by their places."""

    questions: list[int]
    draft: Draft
    calculates: bool = False

    @property
    def lead(self) -> Passage | None:
        """The passage of the first sentence; None where nothing is cited."""
        return self.draft.citations[0].passage if self.draft.citations else None

    @property
    def names_itself(self) -> bool:
        """Whether it begins with the name of a list or a calculation."""
        return bool(self.draft.statements) and self.draft.statements[0].kind is StatementKind.COMPUTED


def together(library: Library, text: str, replies: Sequence[Reply], left: Sequence[str] = ()) -> Reply:
    """The answer to a message of several questions; a refusal where the material answers none. No sentence is told twice, and what one card
    answers stands without headings. Those that are `left` for another message are named, unless they speak to a model."""
    if all(reply.outcome is not Outcome.ANSWERED for reply in replies):
        return replace(replies[0], standalone=text)
    parts: list[_Part] = []
    for place, reply in enumerate(replies):
        if _is_covered(reply):
            _take(parts, place, reply)
    answer = Draft(library)
    several_sums = sum(part.calculates for part in parts) > 1
    headed = several_sums or len({part.lead.document_id if part.lead else place for place, part in enumerate(parts)}) > 1
    for part, title in zip(parts, _titles(parts), strict=True):
        if headed:
            answer.heading(f"问题{numbered(part.questions)}" + (f"：{title}" if title else ""))
        answer.append(part.draft.unheaded())
    lacking = [place for place, reply in enumerate(replies) if not _is_covered(reply)]
    gaps = (parts_not_covered(lacking),) if lacking else ()
    answer.paragraph(*(Statement(gap, StatementKind.GAP) for gap in gaps))
    named = tuple(_MARKUP.sub("", question) for question in left if not speaks_to_a_model(question))
    if named:
        answer.paragraph(answer.frame(Frame.LEFT))
        answer.bullets([Statement(question, StatementKind.COMPUTED) for question in named])
    given = (*(text for reply in replies for text in reply.given), *gaps, *named)
    related = tuple(dict.fromkeys(card for reply in replies for card in reply.related))
    worked = [one for reply in replies for one in ((reply.calculation,) if reply.calculation else ())] + [
        one for reply in replies for one in reply.further
    ]
    weakest = min((reply.support for reply in replies if reply.support is not None), default=None)
    return Reply(
        Outcome.ANSWERED,
        text,
        answer,
        next(iter(worked), None),
        given=given,
        related=related,
        intent=replies[0].intent,
        support=weakest,
        further=tuple(worked[1:]),
    )


def _is_covered(reply: Reply) -> bool:
    """Whether a question is answered, or told why not by something of the material: 材料印出4种，没有印出第9种."""
    says_why = bool(reply.draft.statements) and reply.draft.statements[0].kind is StatementKind.COMPUTED
    return reply.outcome is Outcome.ANSWERED or bool(reply.draft.citations) or says_why


def _take(parts: list[_Part], place: int, reply: Reply) -> None:
    """Adds the answer to a question: to a part that tells its first sentence already, else as a part of its own, without what others tell.
    A calculation stands whole and apart: two may rest on the same sentence."""
    draft = reply.draft
    if reply.calculation is not None:
        parts.append(_Part([place], draft, calculates=True))
        return
    new = draft.besides([part.draft for part in parts])
    if shared := next((part for part in parts if part.draft.tells_first(draft)), None):
        shared.questions.append(place)
        if new.citations:
            shared.draft.append(new)
        return
    parts.append(_Part([place], new))


def _titles(parts: Sequence[_Part]) -> list[str]:
    """The title of each part's first source, with its section where another part has the same; none where a part before has that too, or where
    it speaks to a model: anybody may name a file."""
    leads = [part.lead for part in parts]
    titles = [lead.title if lead is not None and not part.names_itself else "" for part, lead in zip(parts, leads, strict=True)]
    full = [
        f"{title}·{lead.heading}" if title and lead is not None and lead.heading and titles.count(title) > 1 else title
        for title, lead in zip(titles, leads, strict=True)
    ]
    return ["" if speaks_to_a_model(title) or title in full[:place] else title for place, title in enumerate(full)]
