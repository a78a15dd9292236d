"""All formulas, by family. Where a question could be for two that it gives equally much of, the first in this order is taken."""

from assistant.value.formulas.acquisition import ACQUISITION_BUDGET, ACQUISITION_COST, EXPECTED_DEALS, RETENTION_COST, RETENTION_PROFIT
from assistant.value.formulas.cases import (
    BACHELORS,
    CONTACT_SLOTS,
    DOUBLE_REFUND,
    MASTERS,
    PYJAMA,
    SHIRT_BOXES,
    STARBUCKS_PROFIT,
    STARBUCKS_TRAINING,
    TOP_FIFTH_CUSTOMERS,
    TOP_FIFTH_PROFIT,
    TRAINING_HOURS,
    WAGE_EARNERS,
    WARRANTY,
)
from assistant.value.formulas.customers import BELOW_ZERO, PARETO_CHECK, SHARE_OF_WALLET, TOP_MULTIPLE, TOP_SHARE
from assistant.value.formulas.delivered import COMPARE_OFFERS, COST_PARTS, DELIVERED_VALUE, VALUE_PARTS
from assistant.value.formulas.lifetime import LIFETIME_VALUE, MAX_YEARS, RELATIONSHIP_WORTH
from assistant.value.formulas.payback import BREAK_EVEN_RETENTION, BREAK_EVEN_SALES, PAYBACK
from assistant.value.formulas.pricing import BUNDLE, DISCOUNT, GIFT_IN_KIND, MARKUP, PRICE_IDENTITY, PRICE_SPLIT, PROMISED_SPEND, TOP_UP
from assistant.value.formulas.promotion import AWARENESS, PROMOTION_PROFIT, SALES_GROWTH, STOCK_CLEARANCE
from assistant.value.formulas.retention import AVERAGE_LIFE, CUSTOMERS_LEFT, RETENTION_RATE
from assistant.value.formulas.satisfaction import (
    OVERALL_SATISFACTION,
    PURCHASE_INTENT,
    SATISFACTION_GAP,
    SATISFACTION_LEDGER,
    SATISFACTION_PROFIT,
    WORD_OF_MOUTH,
)
from assistant.value.formulas.shares import LADDER_SHARES, PERCENT_OR_POINTS, RANKS, REST_OF_MARKET
from assistant.value.signature import Formula, Parameter, Working

FORMULAS: tuple[Formula, ...] = (
    DELIVERED_VALUE,
    COMPARE_OFFERS,
    LIFETIME_VALUE,
    RELATIONSHIP_WORTH,
    BREAK_EVEN_RETENTION,
    AVERAGE_LIFE,
    RETENTION_RATE,
    CUSTOMERS_LEFT,
    PAYBACK,
    BREAK_EVEN_SALES,
    SATISFACTION_GAP,
    SATISFACTION_LEDGER,
    OVERALL_SATISFACTION,
    SATISFACTION_PROFIT,
    PURCHASE_INTENT,
    WORD_OF_MOUTH,
    ACQUISITION_COST,
    RETENTION_COST,
    ACQUISITION_BUDGET,
    EXPECTED_DEALS,
    RETENTION_PROFIT,
    LADDER_SHARES,
    PERCENT_OR_POINTS,
    REST_OF_MARKET,
    PARETO_CHECK,
    TOP_SHARE,
    TOP_MULTIPLE,
    TOP_FIFTH_PROFIT,
    TOP_FIFTH_CUSTOMERS,
    BELOW_ZERO,
    SHARE_OF_WALLET,
    PRICE_IDENTITY,
    MARKUP,
    PRICE_SPLIT,
    DISCOUNT,
    TOP_UP,
    GIFT_IN_KIND,
    BUNDLE,
    PROMISED_SPEND,
    SALES_GROWTH,
    PROMOTION_PROFIT,
    STOCK_CLEARANCE,
    AWARENESS,
    PYJAMA,
    SHIRT_BOXES,
    DOUBLE_REFUND,
    WARRANTY,
    TRAINING_HOURS,
    CONTACT_SLOTS,
    WAGE_EARNERS,
    BACHELORS,
    MASTERS,
    STARBUCKS_PROFIT,
    STARBUCKS_TRAINING,
)
BY_ID = {formula.id: formula for formula in FORMULAS}

__all__ = [
    "ACQUISITION_COST",
    "BY_ID",
    "COST_PARTS",
    "DELIVERED_VALUE",
    "FORMULAS",
    "LADDER_SHARES",
    "LIFETIME_VALUE",
    "MAX_YEARS",
    "RANKS",
    "VALUE_PARTS",
    "Formula",
    "Parameter",
    "Working",
]
