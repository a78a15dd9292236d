"""Rules of proof: the citation stands, what is wrong is wrong by the whole corpus, what is uncertain is called so."""

import re
from collections.abc import Sequence

from assistant.quiz.check.grounds import Grounds
from assistant.quiz.evidence import squeeze
from assistant.quiz.items import Choice, Item, Kind
from assistant.quiz.pieces import Line

LONGEST_NAME = 12  # characters; an option that is longer is a statement
MOSTLY = 0.7  # of a stem, which is then nothing else
_ABOUT = re.compile("约|左右|近|超过|以上|多|接近|一度|曾")
_QUOTED = re.compile("“([^“”]+)”")
_ORDER = re.compile("次序|之后|下一项")


def cited(item: Item, grounds: Grounds) -> str:
    """Every citation is to the letter what its passage says today, and the explanation gives one of them."""
    if not item.sources:
        return "没有出处，请保留至少一条出处。"
    for source in item.sources:
        if not source.stands_in(grounds.material.passages.get(source.passage_id)):
            return f"出处“{source.title}”（{source.heading}）里已经没有“{source.quote[:20]}”这句话。"
    if not any(source.quote in item.explanation for source in item.sources):
        return "解析没有引用出处的原话。"
    return ""


def wrong_is_wrong(item: Item, grounds: Grounds) -> str:
    """No sentence of the whole corpus says a wrong option of what the stem names; where the stem asks for what is not so, the key.

    Where the order of a list is asked for, all options are of it.
    """
    if not isinstance(item.response, Choice) or item.kind in (Kind.CALCULATION, Kind.CASE) or _ORDER.search(item.stem):
        return ""
    negative = "【" in item.stem
    terms = _QUOTED.findall(item.stem)
    lists = grounds.material.list_titles
    terms = [term for term in terms if term not in lists] or terms
    for at, option in enumerate(item.response.options):
        if (at in item.response.key) is negative and (line := _support(option.text, terms, grounds)):
            return f"选项“{option.text}”在“{line.passage.title}”里也说得通：{line.text}"
    return ""


def _support(option: str, terms: Sequence[str], grounds: Grounds) -> Line | None:
    """A sentence that says the option of one of the terms, and not of something else that the option begins with."""
    subject = grounds.material.name_at(option, 0) if len(option) > LONGEST_NAME else ""
    for term in terms:
        line = grounds.evidence.for_all(option, term) if term not in option else None
        if line is not None and subject in line.text:
            return line
    return None


def approximate_said(item: Item, grounds: Grounds) -> str:
    fact = grounds.fact_of(item)
    return "材料给的是约数，题干要写“大约”。" if fact and fact.approximate and not _ABOUT.search(item.stem) else ""


def dispute_said(item: Item, grounds: Grounds) -> str:
    """A figure on which the sources disagree is asked for with the name of its document only."""
    fact = grounds.fact_of(item)
    if fact is None or "《" in item.stem:
        return ""
    return "各份材料对这个数字说法不一，题干要写明问的是哪一份材料。" if grounds.material.is_contested(item.subject, fact) else ""


def not_an_ask(item: Item, grounds: Grounds) -> str:
    """The stem is not one of the questions that the cards list, word for word."""
    card = grounds.material.cards.get(item.subject)
    stem = squeeze(item.stem)
    asks = [ask for ask in (card.every_ask if card else ()) if squeeze(ask) in stem and len(squeeze(ask)) >= MOSTLY * len(stem)]
    return f"题干照搬了资料卡里的问法“{asks[0]}”。" if asks else ""
