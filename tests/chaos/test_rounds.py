"""Web and worker killed during intake and jobs: every answered call is stored, every reaction ran once."""

import os
import random
from pathlib import Path

from tests.chaos.installation import installation
from tests.chaos.rounds import play

# The full run is `python -m tests.chaos.rounds --rounds 20`.
ROUNDS = int(os.environ.get("SAMPHAN_CHAOS_ROUNDS", "4"))


def test_killing_web_and_worker_loses_no_answer_and_repeats_no_reaction(tmp_path: Path, migrated: str) -> None:
    with installation(tmp_path, migrated=migrated) as house:
        found = play(house, rounds=ROUNDS, dice=random.Random(7))
    assert found.is_sound(), found
