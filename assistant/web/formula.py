"""A calculation's expression as MathML, which browsers set and screen readers read by themselves: quotients as fractions, powers raised.

    sum     = product (("+" | "−") product)*
    product = power (("×" | "÷") power)*
    power   = ("(" sum ")" | words and figures) ("^" figures)?

Only what has a quotient or a power is set so: a long sum must be able to go on in the next line.
"""

import re
from collections.abc import Callable

_TOKEN = re.compile(r"\s*([()+−×÷^]|[^()+−×÷^]*[^()+−×÷^\s])")
_FIGURES = re.compile(r"(?P<words>[^\d-]*?)\s*(?P<number>-?\d[\d,.]*%?)\s*(?P<unit>\D*)")

Escape = Callable[[str], str]


def formula(text: str, escape: Escape) -> str | None:
    """`text` as a `math` element; `escape` makes its words and figures safe. None where it has neither quotient nor power, or is no expression."""
    if not re.search("[÷^]", text):
        return None
    try:
        return f"<math>{_Reader(_TOKEN.findall(text), escape).whole()}</math>"
    except ValueError:
        return None


class _Reader:
    """Reads tokens from the left; each part gives its MathML. Raises ValueError where they are no expression."""

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
            found += f"<mo>{self._tokens.pop(0)}</mo>{self._product()}"
        return found

    def _product(self) -> str:
        found, bare = self._power()
        while self._tokens[0] in ("×", "÷"):
            operator = self._tokens.pop(0)
            factor, bare_factor = self._power()
            if operator == "÷":
                found = bare = f"<mfrac><mrow>{bare}</mrow><mrow>{bare_factor}</mrow></mfrac>"
            else:
                found = bare = f"{found}<mo>×</mo>{factor}"
        return found

    def _power(self) -> tuple[str, str]:
        """A factor as it stands in a product, and as it stands alone above or below a line, where it needs no brackets."""
        token = self._tokens.pop(0)
        if token == "(":
            bare = self._sum()
            if self._tokens.pop(0) != ")":
                raise ValueError(token)
            found = f"<mrow><mo>&#40;</mo>{bare}<mo>&#41;</mo></mrow>"
        elif token and token not in ")+−×÷^":
            found = bare = self._atom(token)
        else:
            raise ValueError(token)
        if self._tokens[0] == "^":
            del self._tokens[0]
            if not (raised := self._tokens.pop(0)).isdecimal():
                raise ValueError(raised)
            found = bare = f"<msup>{found}<mn>{raised}</mn></msup>"
        return found, bare

    def _atom(self, token: str) -> str:
        match = _FIGURES.fullmatch(token)
        if match is None:
            return f"<mtext>{self._escape(token)}</mtext>"
        words, number, unit = (self._escape(part) for part in (match["words"], match["number"], match["unit"]))
        parts = [f"<mtext>{words} </mtext>"] if words else []
        parts.append(f"<mn>{number}</mn>")
        parts += [f"<mtext> {unit}</mtext>"] if unit else []
        return parts[0] if len(parts) == 1 else f"<mrow>{''.join(parts)}</mrow>"
