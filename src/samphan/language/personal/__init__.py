"""Personal data people write into free text: found by its form, and taken out before anything else sees the text.

What has a check digit is checked; a name is found by the title before it. What has neither a form nor a title (a bare
name, a company, a place told in words) is not found: `docs/guide/personal-data-in-text.md` says so to users.
"""

from samphan.language.personal.finding import KINDS, PersonalSpan, find_personal, redact

__all__ = ["KINDS", "PersonalSpan", "find_personal", "redact"]
