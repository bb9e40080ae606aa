"""Understanding Thai and English text without Django: language, sentiment, topics, urgency.

`read` is the one door: what it returns stays the same when the reader behind it becomes a trained model; the version
it reports changes whenever the same text could be read differently.
"""

from samphan.language.reader import LONGEST_READ, MODEL_VERSION, Reading, Topic, read

__all__ = ["LONGEST_READ", "MODEL_VERSION", "Reading", "Topic", "read"]
