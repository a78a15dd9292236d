"""Calculations of customer value, exact and in steps."""
