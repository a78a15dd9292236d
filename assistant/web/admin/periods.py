"""Stretches of days, as an administrator chooses them."""

import time
from datetime import date, datetime, timedelta

PERIODS = {7: "最近7天", 30: "最近30天", 90: "最近90天", 365: "最近一年"}
USUAL = 30


def period_of(days: str) -> int:
    """The number of days that an address asks for; the usual one where it asks for none of those offered."""
    return int(days) if days.isascii() and days.isdecimal() and int(days) in PERIODS else USUAL


def days_back(count: int, now: float) -> list[date]:
    """The last days up to today, here."""
    today = datetime.fromtimestamp(now).date()
    return [today - timedelta(days=back) for back in reversed(range(count))]


def begins(day: date) -> float:
    """When the day begins here, in seconds since 1970."""
    return time.mktime(day.timetuple())


def day_of(at: float) -> date:
    return datetime.fromtimestamp(at).date()
