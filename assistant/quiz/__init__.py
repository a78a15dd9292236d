"""Quiz material from the cards: plan → write → check → export.

items.py says what an item is; every other module of the package takes items and gives items.
"""
