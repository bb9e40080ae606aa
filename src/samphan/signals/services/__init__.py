"""All writes of signals: taking answers in, reading them, what people say of readings, and what is learnt from that."""

from samphan.signals.services.correcting import (
    CorrectionGone,
    CorrectionUnknown,
    NothingToCorrect,
    correct_reading,
    take_back_correction,
)
from samphan.signals.services.learning import learn_nightly, learn_sentiment, learn_topics
from samphan.signals.services.priors import update_priors
from samphan.signals.services.reading import (
    ask_for_reading,
    put_readings,
    read_stale,
    read_submission,
    request_reread,
    run_reread,
)
from samphan.signals.services.second import ask_second_opinions
from samphan.signals.services.setup import current_reader
from samphan.signals.services.storing import (
    AnsweredSubmission,
    InvalidAnswer,
    check_answers,
    erase_submissions,
    store_answers,
    store_submissions,
)
from samphan.signals.services.taxonomy import save_taxonomy
from samphan.signals.services.versions import NothingInForce, roll_back

__all__ = [
    "AnsweredSubmission",
    "CorrectionGone",
    "CorrectionUnknown",
    "InvalidAnswer",
    "NothingInForce",
    "NothingToCorrect",
    "ask_for_reading",
    "ask_second_opinions",
    "check_answers",
    "correct_reading",
    "current_reader",
    "erase_submissions",
    "learn_nightly",
    "learn_sentiment",
    "learn_topics",
    "put_readings",
    "read_stale",
    "read_submission",
    "request_reread",
    "roll_back",
    "run_reread",
    "save_taxonomy",
    "store_answers",
    "store_submissions",
    "take_back_correction",
    "update_priors",
]
