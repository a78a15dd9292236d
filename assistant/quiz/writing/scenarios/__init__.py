"""The calculation questions, by what they are about."""

from collections.abc import Mapping

from assistant.quiz.writing.scenarios.customers import CUSTOMERS
from assistant.quiz.writing.scenarios.pricing import PRICING
from assistant.quiz.writing.scenarios.scenario import Mistake, Range, Scenario
from assistant.quiz.writing.scenarios.selling import SELLING
from assistant.quiz.writing.scenarios.shares import SHARES

SCENARIOS: Mapping[str, Scenario] = {scenario.id: scenario for scenario in (*CUSTOMERS, *SHARES, *PRICING, *SELLING)}

__all__ = ["SCENARIOS", "Mistake", "Range", "Scenario"]
