"""How much of a card an answer tells: a sentence, the members of a list, a way or a case whole; never the same thing twice."""

import re
from collections.abc import Sequence

from assistant.answering.announced import announced, counts_asked, wants_members, wants_more
from assistant.answering.attributes import ASKED
from assistant.answering.overlap import Weigher
from assistant.answering.sections import ASIDE, STEPS
from assistant.answering.sentences import TO_DO, Scored
from assistant.retrieval.tokens import normalise
from assistant.types import Intent, Passage, Query, Sentence

SAYS_AGAIN = 0.6  # a sentence with so much of its weight in another only repeats it
_WHOSE = re.compile("[谁哪]家|哪个公司")


class Extent:
    """Says where an answer ends."""

    def __init__(self, weigher: Weigher) -> None:
        self._weigher = weigher

    def members(self, query: Query, best: Scored) -> Sequence[Sentence]:
        """The list or the way that the best sentence begins, where more of it is asked for than that sentence says; none where it says enough."""
        if ASKED["person"].search(query.text) or _WHOSE.search(query.text):
            return ()
        passage, text = best.passage, best.passage.quote(best.sentence)
        found = announced(text)
        lists = query.intent is Intent.LIST or wants_members(query)
        begins = best.sentence is passage.sentences[0] or passage.heading == STEPS
        if found is None:
            whole = begins and (query.intent is Intent.LIST or (query.intent is Intent.HOW_TO and passage.heading in TO_DO))
            return passage.sentences if whole else ()
        counts = counts_asked(query.text)
        other_count = lists and bool(counts) and found.count not in counts  # 账本分两栏, asked for its 四问
        if not (other_count or query.intent in (Intent.HOW_TO, Intent.COMPARISON) or (lists and wants_more(query.text))):
            return ()
        members = passage.sentences if begins else self.announced(best)
        return members if self._say_more(passage, members) else ()

    def _say_more(self, passage: Passage, members: Sequence[Sentence]) -> bool:
        """Whether sentences about the members of a list say more than the first, which names them."""
        anew = [member for member in members[1:] if not self.says_again(passage.quote(member), passage.quote(members[0]))]
        return 2 * len(anew) >= len(members) > 1

    def announced(self, best: Scored) -> list[Sentence]:
        """The best sentence where it announces a list, with those behind it that begin with a member; none where it does not."""
        sentences = best.passage.sentences
        behind = sentences[sentences.index(best.sentence) + 1 :]
        found = announced(best.passage.quote(best.sentence))
        if found is None or best.passage.heading in ASIDE:
            return []
        return [best.sentence, *(one for one in behind if normalise(best.passage.quote(one)).startswith(found.members))]

    def points(self, section: Passage) -> Sequence[Sentence]:
        """The sentences of a section with a list: the first alone where it names all members and the others only say them again."""
        named = announced(section.quote(section.sentences[0])) is not None
        return section.sentences[:1] if named and not self._say_more(section, section.sentences) else section.sentences

    def new(self, scored: Sequence[Scored]) -> list[Scored]:
        """Those that say something besides what stands before them."""
        kept: list[Scored] = []
        for one in scored:
            text = one.passage.quote(one.sentence)
            if not any(self.says_again(text, other.passage.quote(other.sentence)) for other in kept):
                kept.append(one)
        return kept

    def says_again(self, text: str, said: str) -> bool:
        return self._weigher.coverage(self._weigher.tokens(text), self._weigher.tokens(said)) >= SAYS_AGAIN
