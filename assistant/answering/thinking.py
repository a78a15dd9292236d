"""Takes a model's thinking out of what it writes, piece by piece as it arrives.

Servers give thinking in a field of its own, which LangChain leaves out, or leave it in the text: between tags, in a
channel of its own, or in front of a lone closing tag, when the opening one was part of the prompt.
"""

import re

_OPEN = re.compile(
    r"<(?P<tag>think|thinking|thought|reasoning|analysis)>|\[THINK\]|◁think▷|<\|channel\|>(?:analysis|commentary)(?:<\|message\|>)?", re.I
)
_CLOSE = re.compile(
    r"</(?:think|thinking|thought|reasoning|analysis)>|\[/THINK\]|◁/think▷|(?:<\|end\|>(?:<\|start\|>assistant)?)?<\|channel\|>final<\|message\|>",
    re.I,
)
_END = re.compile(r"<\|(?:end|return|im_end|endoftext|eot_id)\|>")
_LONGEST = 48  # no mark is longer: so much of the end is held back while it may still become one
_STARTS = "<[◁"


class WithoutThinking:
    """Feed it pieces; it gives the text that is no thinking. `restarted` says that what it gave so far was thinking after all."""

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False
        self.restarted = False
        self.seen = False

    def feed(self, piece: str) -> str:
        """The text that is certain after this piece. Read `restarted` after each call: a lone closing tag sets it for that call."""
        self.restarted = False
        self._held += piece
        return self._taken(last=False)

    def end(self) -> str:
        """What is still held back, once nothing more comes."""
        self.restarted = False
        return self._taken(last=True)

    def _taken(self, *, last: bool) -> str:
        given = ""
        while True:
            opened, closed = _OPEN.search(self._held), _CLOSE.search(self._held)
            if closed and (self._thinking or opened is None or closed.start() < opened.start()):
                if not self._thinking:
                    given, self.restarted = "", True
                self._held, self._thinking, self.seen = self._held[closed.end() :], False, True
            elif opened and not self._thinking:
                given += self._held[: opened.start()]
                self._held, self._thinking, self.seen = self._held[opened.end() :], True, True
            else:
                break
        kept = len(self._held) if last else _certain(self._held)
        if not self._thinking:
            given += _END.sub("", self._held[:kept])
        self._held = self._held[kept:]
        return given


def _certain(text: str) -> int:
    """How many characters of `text` can no longer be part of a mark that is still arriving."""
    tail = max(0, len(text) - _LONGEST)
    return next((at for at in range(tail, len(text)) if text[at] in _STARTS and not re.match(r"\[\d", text[at:])), len(text))
