"""The kinds of quantity that are treated alike."""

AMOUNTS = ("money", "number")
UNCLEAR = "unclear"  # no one amount, in a unit that nothing is worked out in, or of the past: named to the reader, never calculated with
CHANGES = {"rate": "growth", "points": "shift"}  # what a share is where it is a change of one
SHARES = {*CHANGES, *CHANGES.values()}
