"""The shipped models are what the trainer makes of the public data."""

from pathlib import Path

import pytest

from samphan.language.training.data import DataMissing, wisesight
from samphan.language.training.trainer import is_shipped, train

LARGEST = 5_000_000


def test_training_gives_the_shipped_files_byte_for_byte(shared_data: Path) -> None:
    made = train(shared_data)
    assert {name: is_shipped(name, content) for name, content in made.items()} == dict.fromkeys(made, True)
    assert sum(map(len, made.values())) < LARGEST


def test_a_folder_without_the_data_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match="wisesight/train"):
        wisesight(tmp_path)
