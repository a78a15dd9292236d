"""The gates of what a language model writes, one sentence at a time: nothing that fails is shown.

A sentence names the evidence that it rests on, and must be borne out by it: its words, its names, its figures, what it
denies. `Gate.check` is a pure function of the sentence and the evidence; it knows neither the model nor the prompt, so
that a model that obeys whoever wrote a document can still say only what the evidence says.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.answering.figures import misplaced
from assistant.answering.polarity import contradiction
from assistant.ingest.cards import DERIVED, OUTSIDE
from assistant.retrieval.overlap import content
from assistant.retrieval.tokens import HAN, Terms, normalise

CALCULATION = 0  # the number under which the finished calculation is evidence

SUPPORT = 0.6  # share of a sentence's own characters that the evidence must have, in pairs
CLAUSE_SUPPORT = 0.5  # the same of each of its clauses
MAX_NEW_RUN = 4  # characters in a row that the evidence does not have; a synonym has two to four
MAX_SENTENCE_CHARS = 240
MAX_KEYS = 4
OWN_SHARE = 0.25  # share of a sentence that each of its citations must bear out
TOLD_SHARE = 0.3  # share of each cited sentence that must be told: less takes words out of their context
ADDED_SHARE = 0.08  # share of a sentence that each of several citations must add
BETTER = 0.05  # evidence that bears out this much more of a sentence should have been cited
MOSTLY_TOLD = 0.5  # of a list of which no more than this share is left out, nothing may be
_RUN = 4  # characters in a row that a sentence has from its evidence and not by chance
ENTAILED = 0.5  # score that a cross-encoder must give, where there is one

# Words that link, refer and hedge: a sentence may have them whether the evidence does or not.
_FREE = re.compile(
    "也就是说?|换句话说|换言之|具体来?说|具体来看|总的来说|简单来?说|一般来说|与此同时|在此基础上|除此之外|一方面|另一方面|其中|此外|另外|同时|首先|其次|再次|最后|然后|接着|"
    "因此|所以|由于|因为|之所以|如果|假如|那么|于是|从而|进而|以便|不过|但是|然而|可是|而是|并且|而且|以及|还有|还要|或者|或是|无论|即使|虽然|尽管|只要|只有|"
    "这些?|那些?|它们?|其|该|对于?|关于|通过|按照?|根据|依据|借助|随着|针对|围绕|可以|能够|需要|应该|应当|比如|例如|譬如|包括|包含|分别|主要|通常|往往|一般|"
    "材料(?:里|中)?|提到|指出|认为|说明|表示|意味着|称为|称作|叫做?|指的是|是指|就是|也是|都是|还是|来看|方面|进行|属于|作为|之间|之一|所谓|有关|相关|"
    "[的了着是在也就都又并且而与和及或即则这那其该对从到向往把被让使为来去上下里中时个种等会要有看只才还更较很将已可能以所之于由因若如]"
)
_CHAIN = re.compile(r"[^，,；;：:。！？!?、\s（）()“”]+(?:、[^，,；;：:。！？!?、\s（）()“”]+){2,}")
_SHORT_ITEM, _ITEM_END = 6, 2
_CLAUSE = re.compile(r"[，,；;：:。！？!?、（）()“”‘’「」《》…—\s]+")
_HAN_RUN = re.compile(f"[{HAN}]+")
_LATIN = re.compile(r"[a-z][a-z0-9]*")
_LINK = re.compile(
    r"https?|www\.|://|(?<![a-z])[\w-]+\.(?:com|cn|net|org|io|top|xyz|info|cc|vip|site)\b|\w@\w|微信|扫码|二维码|公众号|\bqq\b|加v|点击"
)
_MARKUP = frozenset("<>|`*_[]{}\\#~^$@&=")
_CONTROL = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x1f\x7f]")


class Reason(StrEnum):
    """Why a sentence is not shown."""

    UNCITED = "names no evidence"
    UNKNOWN_CITATION = "names evidence that there is none of"
    MISATTRIBUTED = "names evidence that does not say it"
    UNSUPPORTED = "says what the evidence does not say"
    ENTITY = "names what the evidence does not name"
    FIGURE = "has a figure that the evidence does not have there"
    POLARITY = "denies, affirms or stresses what the evidence does not"
    LIST = "tells a list with other items, or only a part of it"
    STATUS = "hides that the evidence is an inference or from outside the material"
    LINK = "has a link or an address that the evidence does not have"
    MARKUP = "has markup or characters that do not belong in prose"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may be cited, or the sayings of a calculation; `names` say what it is of: title, heading, aliases."""

    text: str
    names: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        return "。".join((self.text, *self.names))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may be shown; `reason` and what in it failed where not."""

    passed: bool
    reason: Reason | None = None
    found: str = ""


Entails = Callable[[str, Sequence[str]], Sequence[float]]  # sentence, texts → how far each bears it out, from 0 to 1


@dataclass(frozen=True, slots=True)
class Gate:
    """The gates with what they need to know of the corpus: its terms, who is a name, and a cross-encoder where there is one."""

    terms: Terms
    names_in: Callable[[str], Iterable[str]]
    entails: Entails | None = None

    def check(self, sentence: str, keys: Sequence[int], evidence: Mapping[int, Evidence]) -> Verdict:
        """Whether `sentence`, without its marks, is borne out by the evidence that `keys` name."""
        if not keys:
            return Verdict(False, Reason.UNCITED)
        unknown = [key for key in keys if key not in evidence]
        if unknown or len(keys) > MAX_KEYS or len(set(keys)) < len(keys):
            return Verdict(False, Reason.UNKNOWN_CITATION, str(unknown or list(keys)))
        cited = [evidence[key] for key in keys]
        whole = _fold("。".join(one.whole for one in cited))
        said = _fold(sentence)
        for reason, found in (
            (Reason.LINK, _link(said, whole)),
            (Reason.MARKUP, _markup(sentence, whole)),
            (Reason.UNSUPPORTED, _unsupported(said, whole)),
            (Reason.ENTITY, self._entity(said, whole)),
            (Reason.FIGURE, misplaced(said, [_fold(one.text) for one in cited], repeatable=CALCULATION in keys)),
            (
                Reason.POLARITY,
                contradiction(said, [_fold(one.text) for one in cited], [_fold(name) for one in cited for name in one.names]),
            ),
            (Reason.LIST, _list(said, whole, _fold("。".join(one.text for one in cited)))),
            (Reason.STATUS, _status(said, cited)),
            (Reason.MISATTRIBUTED, _misattributed(said, keys, evidence)),
        ):
            if found:
                return Verdict(False, reason, found)
        if self.entails is not None and max(self.entails(sentence, [one.text for one in cited])) < ENTAILED:
            return Verdict(False, Reason.UNSUPPORTED, "cross-encoder")
        return Verdict(True)

    def check_question(self, question: str, conversation: Sequence[str]) -> bool:
        """Whether a rewritten question is one line that only says what the conversation has: its words, its names, its figures."""
        whole = _fold("。".join(conversation))
        said = _fold(question)
        subject = content(said)
        if not 2 <= len(question) <= MAX_SENTENCE_CHARS or "\n" in question or _link(said, whole) or _markup(question, whole):
            return False
        return not (_unsupported(subject, whole) or self._entity(said, whole) or misplaced(said, [whole], repeatable=True))

    def _entity(self, said: str, whole: str) -> str:
        """A term of the corpus, or a name of a person, place or firm, that the evidence does not have."""
        found = sorted(self.terms.find(said), key=lambda one: -len(one[0]))
        taken: list[tuple[int, int]] = []
        for term, at in found:
            if any(start <= at and at + len(term) <= end for start, end in taken):
                continue  # inside a longer term
            taken.append((at, at + len(term)))
            if term not in whole:
                return term
        return next((name for name in self.names_in(said) if _is_new(name, whole)), "")


def _fold(text: str) -> str:
    """The form that is compared: no hidden characters, one form of each letter."""
    return normalise(unicodedata.normalize("NFKC", _CONTROL.sub("", text)))


def support(said: str, whole: str) -> float:
    """Share of a sentence's own characters, free words aside, that stand in a pair that `whole` has; Latin words count whole."""
    covered, new = _covered(said, whole)
    return covered / (covered + new) if covered + new else 0.0


def _covered(said: str, whole: str) -> tuple[int, int]:
    marks = _marks(said, whole)
    return marks.count("1"), marks.count("0")


def _marks(said: str, whole: str) -> str:
    """One mark for each character of `said`: 1 the evidence has it, 0 it has not, a space where that does not matter."""
    marks = [" "] * len(said)
    own = _FREE.sub(lambda match: "\n" * len(match[0]), said)
    for run in _HAN_RUN.finditer(own):
        for at in range(run.start(), run.end()):
            alone = run.end() - run.start() == 1
            pairs = [said[at - 1 : at + 1] if at else "", said[at : at + 2]]
            marks[at] = "1" if (alone and said[at] in whole) or any(len(pair) == 2 and pair in whole for pair in pairs) else "0"
    for word in _LATIN.finditer(said):
        known = re.search(rf"(?<![a-z]){re.escape(word[0])}(?![a-z])", whole)
        marks[word.start() : word.end()] = ("1" if known else "0") * len(word[0])
    return "".join(marks)


def _unsupported(said: str, whole: str) -> str:
    """The first part of a sentence that the evidence does not say: too little of it all, of a clause, or too many new characters in a row."""
    if len(said) > MAX_SENTENCE_CHARS or support(said, whole) < SUPPORT:
        return said
    marks = _marks(said, whole)
    at = 0
    for clause in _CLAUSE.split(said):
        at = said.index(clause, at)
        own = marks[at : at + len(clause)]
        covered, new = own.count("1"), own.count("0")
        if new and (covered + new >= 2) and covered < CLAUSE_SUPPORT * (covered + new):
            return clause
        at += len(clause)
    squeezed = re.sub(r"\s+", "", marks)
    if "0" * (MAX_NEW_RUN + 1) in squeezed:
        return said
    return next((word[0] for word in _LATIN.finditer(said) if "0" in marks[word.start() : word.end()]), "")


def _is_new(name: str, whole: str) -> bool:
    """Whether most of a name is not in the evidence: the tagger takes some common words for names."""
    pairs = [name[at : at + 2] for at in range(len(name) - 1)] or [name]
    return sum(pair in whole for pair in pairs) < len(pairs) / 2


def _link(said: str, whole: str) -> str:
    return next((match[0] for match in _LINK.finditer(said) if match[0] not in whole), "")


def _markup(sentence: str, whole: str) -> str:
    """Markup, or a letter of another script, that the evidence does not have."""
    for char in _CONTROL.sub("", sentence):
        folded = normalise(unicodedata.normalize("NFKC", char))
        if char in _MARKUP and char not in whole:
            return char
        if char.isalpha() and not folded.isascii() and not _HAN_RUN.match(folded) and folded not in whole:
            return char
        if unicodedata.category(char) in ("So", "Co", "Cs", "Cn") and char not in whole:
            return char
    return ""


def _list(said: str, whole: str, text: str) -> str:
    """An item of a list that the evidence does not have, or one that its text has in a list of which the sentence tells most."""
    for first, *inner, last in _chains(said):
        told = [first[-_ITEM_END:], *inner, last[:_ITEM_END]]  # the first and the last run on into other words
        strange = [item for item in told if item not in whole]
        if strange:
            return strange[0]
    for first, *inner, last in _chains(text):
        items = [*inner, *(end for end in (first, last) if len(end) <= _SHORT_ITEM)]
        left = [item for item in items if item not in said]
        if left and len(left) <= MOSTLY_TOLD * len(items):
            return left[0]
    return ""


def _chains(text: str) -> list[list[str]]:
    """The lists of three and more items that `text` joins by 、."""
    return [match.group().split("、") for match in _CHAIN.finditer(text)]


def _status(said: str, cited: Sequence[Evidence]) -> str:
    """What the evidence is and the sentence does not say of it."""
    for mark in (DERIVED, OUTSIDE):
        if any(mark in one.text for one in cited) and mark not in said:
            return mark
    return ""


def _misattributed(said: str, keys: Sequence[int], evidence: Mapping[int, Evidence]) -> str:
    """The citation that has too little to do with the sentence or adds nothing to the others, or the evidence that should have been cited."""
    texts = {key: _fold(one.text) for key, one in evidence.items()}
    for key in keys:
        if support(said, texts[key]) < OWN_SHARE or (key != CALCULATION and support(texts[key], said) < TOLD_SHARE):
            return f"[{key}]"
    echoes = {key: _echoed(said, text) for key, text in texts.items()}
    cited = {place for key in keys for place in echoes[key]}
    own = sum(character.isalnum() for character in said)
    for key in keys if len(keys) > 1 else ():
        others = {place for other in keys if other != key for place in echoes[other]}
        if len(echoes[key] - others) < ADDED_SHARE * own:
            return f"[{key}]"
    if CALCULATION in keys:
        return ""  # what is worked out may stand in the material as well
    better = (key for key in evidence if key not in keys and key != CALCULATION and len(echoes[key] - cited) > BETTER * own)
    return next((f"[{key}]" for key in better), "")


def _echoed(said: str, text: str) -> set[int]:
    """Places of `said` that lie in a run of _RUN characters which `text` has too."""
    starts = (at for at in range(len(said) - _RUN + 1) if said[at : at + _RUN] in text)
    return {place for at in starts for place in range(at, at + _RUN) if said[place].isalnum()}
