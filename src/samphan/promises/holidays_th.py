"""Thai public holidays with substitution and bridge days, from the `holidays` package, as calendar exceptions."""

from collections.abc import Iterable

from holidays import country_holidays

_NO_DAY_OFF = "National Children's Day"  # the package lists it as public, but nobody has the day off


def thai_holidays(years: Iterable[int]) -> dict[str, dict[str, object]]:
    """Return {"2026-04-13": {"name_th", "name_en", "spans": []}, ...} for these years.

    New special days come by cabinet resolution, so this is a start which people edit, not the last word.
    """
    wanted = sorted(set(years))
    thai = country_holidays("TH", years=wanted, language="th")
    english = country_holidays("TH", years=wanted, language="en_US")
    return {
        day.isoformat(): {"name_th": str(thai[day]), "name_en": str(english[day]), "spans": []}
        for day in sorted(thai)
        if english.get(day) != _NO_DAY_OFF
    }
