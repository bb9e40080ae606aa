"""The sample business as a story, without a database: who bought what, what went well or wrong, and what came of it.

Everything follows from a seed and an end instant: the same two give the same story to the last byte. People refer to
each other by their place in the lists; `samphan.sample.loading` turns the story into rows.
"""
