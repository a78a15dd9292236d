"""The members of a list besides those that are excepted or were spoken of: 除了生理和安全还有什么, 另外两种呢."""

import re
from collections.abc import Sequence

from assistant.ingest.cards import GAPS
from assistant.library import Library
from assistant.numerals import read_han
from assistant.retrieval.listed import Lists, pairs_of
from assistant.retrieval.quoted import Quoted
from assistant.retrieval.tokens import normalise
from assistant.types import Catalogue, Ordinal, Turn

# 除了生理和安全还有什么: the other members are wanted
_EXCEPT = re.compile(
    r"除(?:了|去|掉|开)?(?P<items>[^,。?]{1,16}?)(?:这[一二两三四几]?[条个种项级层点])?(?:之外|以外|外)?[,]?(?:还|另外?|剩下?|别的|其他|其余|其它)(?:还)?(?:有|是|包括|哪)"
)
# 另外两种呢, 其余几个层次怎么做: all but those spoken of
_REST = re.compile(
    r"那?(?:另外|另|其余|其他|其它|剩下|余下|别的)的?那?(?P<count>[一两二三四五六七八九十几\d]{1,2})(?:[条个种项级层步类点型招样]|大类)"
)


# 剩下三个呢, 后面几个是什么, 那第四到第六呢: nothing but the rest is asked for
_ONLY_REST = re.compile(
    r"那?(?:另外|另|其余|其他|其它|剩下|余下|别的|后面|后)的?那?(?:[一两二三四五六七八九十几\d]{1,2}[条个种项级层步类点型招样件])?(?:呢|是什么|是啥|有哪些|在哪|讲什么|叫什么)?[?。]?$"
)
_IN_PART = re.compile("只(?:印|列|有|给|讲)[^。;]{0,4}[出到了]|没有印出|没印出|丢失|截断")  # of a list, the material has some members


class LeftOver:
    """Reads which members of a library's lists are left."""

    def __init__(self, library: Library, lists: Lists, quoted: Quoted) -> None:
        self._library = library
        self._lists = lists
        self._quoted = quoted

    def others(self, question: str) -> tuple[Ordinal, ...]:
        """The places of the members that a question does not except: 五大需求除了生理和安全还有什么 wants 3 to 5. None where no list has what it excepts
        and shares words with the rest of the question."""
        said = normalise(question)
        found = _EXCEPT.search(said)
        if found is None:
            return ()
        items = [item for item in re.split("[和跟与及、]|以及", found["items"]) if item]
        rest = pairs_of(said[: found.start()]) | pairs_of(said[found.end() :])
        best: tuple[int, Sequence[Ordinal]] = (0, ())
        for catalogue in self._library.catalogues.values():
            names = self._lists.member_names(catalogue)
            excepted = [[place for place, name in enumerate(names, start=1) if item in name or name in item] for item in items]
            if all(len(places) == 1 for places in excepted) and (shared := len(rest & self._lists.title_pairs(catalogue))) > best[0]:
                left = [place for place in range(1, len(names) + 1) if [place] not in excepted]
                best = shared, [Ordinal(catalogue.id, place) for place in left]
        return tuple(best[1])

    def unprinted(self, question: str, history: Sequence[Turn]) -> tuple[str, str] | None:
        """The card that the last answer told of and what it lacks, where that said that the material has only a part of a list, and nothing but the
        rest is asked for: 六大利器只印出三个, 剩下三个呢."""
        answer = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
        if not _ONLY_REST.match(normalise(question)) or not _IN_PART.search(answer):
            return None
        told = dict.fromkeys(section.partition("#")[0] for section in self._quoted.sections(answer))
        lacks = [
            (len(pairs_of(normalise(lack)) & pairs_of(normalise(answer))), card, lack.split("，")[0].rstrip("。"))
            for card in told
            if (gaps := self._library.section(card, GAPS)) is not None
            for lack in map(gaps.quote, gaps.sentences)
            if _IN_PART.search(lack)
        ]
        _, card, lack = max(lacks, default=(0, "", ""))
        return (card, lack) if card else None

    def rest(self, question: str, history: Sequence[Turn]) -> tuple[Ordinal, ...]:
        """The members of a list besides those of which the last question spoke: 密集型成长是什么, 另外两种呢. None where no list of which that answer
        told, or whose title shares words with that question, has as many more."""
        found = _REST.match(normalise(question))
        asked = normalise(next((turn.content for turn in reversed(history) if turn.role == "user"), ""))
        if found is None or not asked:
            return ()
        count = None if found["count"] == "几" else int(found["count"]) if found["count"].isdigit() else int(read_han(found["count"]))
        told = {section.partition("#")[0] for turn in history[-1:] for section in self._quoted.sections(turn.content)}
        fitting: list[tuple[tuple[bool, int], Catalogue, list[int]]] = []
        for catalogue in self._library.catalogues.values():
            left = [place for place, name in enumerate(self._lists.member_names(catalogue), start=1) if name not in asked]
            here = catalogue.card in told if catalogue.card else bool(told & set(catalogue.members))
            shared = len(pairs_of(asked) & self._lists.title_pairs(catalogue))
            if len(left) < len(catalogue.members) and left and (here or (shared and len(left) == count)) and count in (None, len(left)):
                fitting.append(((here, shared), catalogue, left))
        if not fitting:
            return ()
        _, catalogue, left = max(fitting, key=lambda one: one[0])
        return tuple(Ordinal(catalogue.id, place) for place in left)
