"""Every figure is explained in both languages, at the anchor its panel links to."""

import pytest

from samphan.web.chart_files.views import CHARTS
from samphan.web.how.explanations import EXPLANATIONS
from tests.web.conftest import SignIn, page

# Charts that share a panel with another answer its question.
SHARED = {"retention-cohorts-later", "churn-drivers", "model-frequency", "model-tracking", "model-weekly"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_explanation_stands_at_its_anchor(sign_in: SignIn, language: str) -> None:
    shown = page(sign_in(language=language), "/insights/how/")
    for code, told in EXPLANATIONS.items():
        assert f'<section id="{code}"' in shown
        assert f'href="#{code}"' in shown
        assert told.source.replace("&", "&amp;") in shown


def test_every_chart_is_explained() -> None:
    assert set(CHARTS) - SHARED - set(EXPLANATIONS) == set()
