import numpy as np
import pytest

from samphan.language.labels import LABELS
from samphan.language.sentiment.priors import default_prior, estimate_prior, prior_for_score, with_prior

NEGATIVE, NEUTRAL, POSITIVE, QUESTION = range(len(LABELS))


@pytest.mark.parametrize("channel", ["survey", "review", "chat", "email", "complaint", "social", "elsewhere"])
def test_a_default_mix_is_a_mix(channel: str) -> None:
    mix = default_prior(channel)
    assert mix.shape == (4,)
    assert mix.min() > 0
    assert mix.sum() == pytest.approx(1)


def test_a_default_mix_cannot_be_changed_by_who_reads_it() -> None:
    default_prior("survey")[:] = 0
    assert default_prior("survey").sum() == pytest.approx(1)


def test_where_nothing_is_known_the_mix_decides_and_where_the_text_is_clear_it_does_not() -> None:
    open_, clear = np.full(4, 0.25), np.array([0.003, 0.003, 0.991, 0.003])
    read = with_prior(np.array([open_, clear]), prior=default_prior("complaint"))
    assert read[0] == pytest.approx(default_prior("complaint"))
    assert read[1].argmax() == POSITIVE
    assert read.sum(axis=1) == pytest.approx(1)


def test_each_text_may_have_its_own_mix() -> None:
    mixes = np.array([default_prior("complaint"), default_prior("review")])
    assert with_prior(np.full((2, 4), 0.25), prior=mixes).argmax(axis=1).tolist() == [NEGATIVE, POSITIVE]


def test_certainty_is_no_division_by_zero() -> None:
    assert np.isfinite(with_prior(np.array([[0.0, 0.0, 0.0, 1.0]]), prior=np.array([1.0, 0.0, 0.0, 0.0]))).all()


@pytest.mark.parametrize(
    ("score", "likeliest"), [(0.0, NEGATIVE), (0.2, NEGATIVE), (0.5, NEUTRAL), (0.9, POSITIVE), (1.0, POSITIVE)]
)
def test_a_rating_says_what_a_text_is_likely_to_be(score: float, likeliest: int) -> None:
    assert prior_for_score(np.full(4, 0.25) * (1, 1, 1, 0.2), score).argmax() == likeliest


def test_a_better_rating_never_makes_blame_more_likely() -> None:
    blame = [prior_for_score(default_prior("survey"), score)[NEGATIVE] for score in np.linspace(0, 1, 21)]
    assert blame == sorted(blame, reverse=True)


def test_without_a_rating_the_mix_stays() -> None:
    assert np.array_equal(prior_for_score(default_prior("survey"), None), default_prior("survey"))


def test_the_mix_of_texts_is_found_without_labels() -> None:
    generator = np.random.default_rng(1)
    true = np.array([0.6, 0.1, 0.25, 0.05])
    labels = generator.choice(4, size=3_000, p=true)
    given = np.full((4, 4), 0.1) + 0.6 * np.eye(4)  # a reading is right seven times in ten
    seen = np.array([generator.choice(4, p=given[label]) for label in labels])
    found = estimate_prior(given[:, seen].T, default=default_prior("social"))
    assert np.abs(found - true).max() < 0.05


def test_few_texts_move_the_mix_little_and_none_not_at_all() -> None:
    start = default_prior("survey")
    assert estimate_prior(np.empty((0, 4)), default=start) == pytest.approx(start)
    one = estimate_prior(np.array([[0.97, 0.01, 0.01, 0.01]]), default=start)
    many = estimate_prior(np.array([[0.97, 0.01, 0.01, 0.01]] * 200), default=start)
    assert start[NEGATIVE] < one[NEGATIVE] < start[NEGATIVE] + 0.1
    assert many[NEGATIVE] > 0.9
