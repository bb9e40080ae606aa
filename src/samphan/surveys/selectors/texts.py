"""Authors' texts in the reader's language."""

from samphan.surveys.models import Question


def spoken(question: Question, part: str, language: str) -> str:
    """Return a question's text, low or high end in a language, or in the other one when it was not written."""
    other = "en" if language == "th" else "th"
    return str(getattr(question, f"{part}_{language}") or getattr(question, f"{part}_{other}"))
