import numpy as np
import pytest

from samphan.language.labels import LABELS
from samphan.language.sentiment.residual import NothingToLearn, Residual, UnreadableResidual

NEGATIVE, NEUTRAL, POSITIVE, QUESTION = range(len(LABELS))
# A firm for which "ร้อน" is praise: it sells soup.
CORRECTED = [
    f"{what}ร้อน{end}" for what in ("ซุป", "ชา", "กาแฟ", "อาหาร", "น้ำ") for end in ("มาก", "ๆ", "ดี", "เลย", "ค่ะ", "ครับ")
]
BASE = np.tile([0.7, 0.15, 0.1, 0.05], (len(CORRECTED), 1))


def learnt() -> Residual:
    return Residual.fit(CORRECTED, [POSITIVE] * len(CORRECTED), base=BASE)


def test_what_was_corrected_often_is_read_as_corrected_also_in_a_new_text() -> None:
    read = learnt().adjust(np.array([[0.6, 0.2, 0.15, 0.05]]), ["โจ๊กร้อนมาก"])
    assert read[0].argmax() == POSITIVE
    assert read.sum() == pytest.approx(1)


def test_a_text_far_from_every_correction_stays_as_it_was() -> None:
    before = np.array([[0.6, 0.2, 0.15, 0.05]])
    after = learnt().adjust(before, ["zzz qqq"])
    assert np.abs(after - before).max() < 0.05


def test_corrections_that_agree_with_the_model_change_little() -> None:
    sure = np.tile([0.97, 0.01, 0.01, 0.01], (len(CORRECTED), 1))
    agreeing = Residual.fit(CORRECTED, [NEGATIVE] * len(CORRECTED), base=sure)
    before = np.array([[0.3, 0.3, 0.3, 0.1]])
    assert np.abs(agreeing.adjust(before, ["โจ๊กร้อนมาก"]) - before).max() < 0.1


def test_one_correction_does_not_turn_everything_round() -> None:
    one = Residual.fit(CORRECTED[:1], [POSITIVE], base=BASE[:1])
    assert one.adjust(np.array([[0.7, 0.1, 0.15, 0.05]]), ["พนักงานแย่มาก"])[0].argmax() == NEGATIVE


def test_it_is_kept_and_read_back_and_the_same_corrections_give_the_same_bytes() -> None:
    kept = learnt().to_bytes()
    assert kept == learnt().to_bytes()
    again = Residual.from_bytes(kept)
    assert np.array_equal(again.adjust(BASE[:3], CORRECTED[:3]), learnt().adjust(BASE[:3], CORRECTED[:3]))


def test_a_huge_certainty_is_no_error() -> None:
    certain = np.tile([1.0, 0.0, 0.0, 0.0], (len(CORRECTED), 1))
    sure = Residual.fit(CORRECTED, [POSITIVE] * len(CORRECTED), base=certain)
    assert np.isfinite(sure.adjust(certain, CORRECTED)).all()


def test_no_text_is_no_error_and_no_correction_is_refused() -> None:
    assert learnt().adjust(np.empty((0, 4)), []).shape == (0, 4)
    with pytest.raises(NothingToLearn):
        Residual.fit([], [], base=np.empty((0, 4)))


@pytest.mark.parametrize("data", [b"", b"SPHR1\n", b"SPHR1\n\x02\x00\x00\x00{}", b"something else"])
def test_what_is_no_residual_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableResidual):
        Residual.from_bytes(data)


def test_a_residual_of_other_features_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = learnt().to_bytes()
    monkeypatch.setattr("samphan.language.sentiment.residual.features_version", lambda: "features-0")
    with pytest.raises(UnreadableResidual):
        Residual.from_bytes(kept)
