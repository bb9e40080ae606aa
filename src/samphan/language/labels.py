"""The names of what a text can be, in the order of every probability."""

LABELS = ("negative", "neutral", "positive", "question")
