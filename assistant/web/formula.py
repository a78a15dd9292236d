"""A calculation's expression set out as on paper: quotients as fractions, powers raised.

    sum     = product (("+" | "−") product)*
    product = power (("×" | "÷") power)*
    power   = ("(" sum ")" | words and figures) ("^" figures)?

Made of spans, which pass through Gradio's cleaning of messages (MathML does not). The signs that a fraction's line stands for are there for
screen readers and for copying, only not seen, so that the text of the HTML is the expression.
"""

import re
from collections.abc import Callable

_TOKEN = re.compile(r"\s*([()+−×÷^]|[^()+−×÷^]*[^()+−×÷^\s])")

Escape = Callable[[str], str]


def set_out(text: str, escape: Escape) -> str:
    """`text` as HTML; `escape` makes its words and figures safe. What is no expression stays as it is written."""
    try:
        return _Reader(_TOKEN.findall(text), escape).whole()
    except ValueError:
        return escape(text)


def _unseen(sign: str) -> str:
    return f'<span class="unseen">{sign}</span>'


class _Reader:
    """Reads tokens from the left; each part gives its HTML. Raises ValueError where they are no expression."""

    def __init__(self, tokens: list[str], escape: Escape) -> None:
        self._tokens = [*tokens, ""]
        self._escape = escape

    def whole(self) -> str:
        found = self._sum()
        if self._tokens != [""]:
            raise ValueError(self._tokens)
        return found

    def _sum(self) -> str:
        found = self._product()
        while self._tokens[0] in ("+", "−"):
            found += f" {self._escape(self._tokens.pop(0))} {self._product()}"
        return found

    def _product(self) -> str:
        found, bare = self._power()
        while self._tokens[0] in ("×", "÷"):
            operator = self._tokens.pop(0)
            factor, bare_factor = self._power()
            if operator == "÷":
                over, under = f'<span class="over">{bare}</span>', f'<span class="under">{bare_factor}</span>'
                found = bare = f'<span class="fraction">{over}{_unseen(" ÷ ")}{under}</span>'
            else:
                found = bare = f"{found} × {factor}"
        return found

    def _power(self) -> tuple[str, str]:
        """A factor as it stands in a product, and as it stands above or below a line, where its brackets need not be seen."""
        token = self._tokens.pop(0)
        if token == "(":
            within = self._sum()
            if self._tokens.pop(0) != ")":
                raise ValueError(token)
            opening, closing = self._escape("("), self._escape(")")
            found, bare = f"{opening}{within}{closing}", f"{_unseen(opening)}{within}{_unseen(closing)}"
        elif token and token not in ")+−×÷^":
            found = bare = self._escape(token)
        else:
            raise ValueError(token)
        if self._tokens[0] == "^":
            del self._tokens[0]
            if not (raised := self._tokens.pop(0)).isdecimal():
                raise ValueError(raised)
            found = bare = f"{found}{_unseen(self._escape('^'))}<sup>{raised}</sup>"
        return found, bare
