"""The survey in use for each purpose: what a reaction asks with."""

from samphan.kit.errors import N_, Refused
from samphan.surveys.models import Purpose, Survey


class NoSurveyInUse(Refused):
    """There is no active survey of this purpose."""

    code = "surveys.none_in_use"
    message = N_("No survey for this purpose is switched on. Create or switch on one under Surveys.")


def verification_survey() -> Survey:
    """Return the survey that asks whether a case is solved. Raises NoSurveyInUse."""
    return _in_use(Purpose.VERIFICATION)


def find_verification_survey() -> Survey | None:
    """Return the survey that asks whether a case is solved, or None when it is switched off."""
    return _find(Purpose.VERIFICATION)


def relationship_survey() -> Survey:
    """Return the survey that asks how likely customers are to recommend us. Raises NoSurveyInUse."""
    return _in_use(Purpose.RELATIONSHIP)


def _in_use(purpose: Purpose) -> Survey:
    found = _find(purpose)
    if found is None:
        raise NoSurveyInUse
    return found


def _find(purpose: Purpose) -> Survey | None:
    return Survey.objects.filter(purpose=purpose, is_active=True, is_anonymous=False).order_by("pk").first()
