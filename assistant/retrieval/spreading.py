"""One question asked of several things at once: 诺顿和海底捞，两家都怎么道歉 asks 诺顿怎么道歉 and 海底捞怎么道歉."""

import re

_AND = r"\s*(?:、|以及|还有|[和跟与同及])\s*"
_THING = r"(?:(?!以及|还有|什么|怎么|哪|谁|多少|如何|为什么|各自|各是|分别|[吗么]|一样|老?搞混|[两俩三四几][家个条种样])[^,，。?？!！;；:：、和跟与及]){2,16}?"
_BOTH = r"(?:它们|他们|这|那)?[两俩三四几](?:[家个条种样者位项套类款]|公司)?(?:公司|企业|案例|法则|规则|理论|说法|例子|东西|方法|比例|人)?"
_WHERE = r"(?:在[^,，。?？]{1,10}?[里中上]|材料|课件|书上|里头?)"
_SPREAD = re.compile(
    rf"^(?P<things>{_THING}(?:{_AND}{_THING}){{1,3}}?)"
    rf"(?:{_BOTH})?\s*[,，]?\s*(?:{_BOTH})?(?P<where>{_WHERE})?(?:各自?(?!方面|家|行|类|种)|分别|(?:{_BOTH})都)(?P<asked>[^,，。;；]{{2,24}})$"
)


def spread(question: str) -> list[str]:
    """The questions in which each of several things is asked the same; none where a question does not ask so."""
    found = _SPREAD.match(question.rstrip("?？。"))
    if found is None:
        return []
    return [f"{thing}{found['where'] or ''}{found['asked']}" for thing in re.split(_AND, found["things"])]
