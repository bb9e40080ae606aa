"""What type checkers see of the names that are loaded when they are first used."""

from samphan.language.answers.calibration import FEWEST_QUESTIONS as FEWEST_QUESTIONS
from samphan.language.answers.calibration import Bin as Bin
from samphan.language.answers.calibration import Replay as Replay
from samphan.language.answers.calibration import TooFewQuestions as TooFewQuestions
from samphan.language.answers.calibration import calibrate as calibrate
from samphan.language.answers.calibration import calibration_error as calibration_error
from samphan.language.answers.calibration import reliability as reliability
from samphan.language.answers.calibration import replay as replay
from samphan.language.answers.confidence import FEATURES as FEATURES
from samphan.language.answers.confidence import Confidence as Confidence
from samphan.language.answers.confidence import Searchable as Searchable
from samphan.language.answers.confidence import UnreadableConfidence as UnreadableConfidence
from samphan.language.answers.confidence import features_of as features_of
from samphan.language.answers.filters import Prefilter as Prefilter
from samphan.language.answers.filters import prefilter as prefilter
from samphan.language.answers.policy import ANSWER_FROM as ANSWER_FROM
from samphan.language.answers.policy import SUGGEST_FROM as SUGGEST_FROM
from samphan.language.answers.policy import Action as Action
from samphan.language.answers.policy import Answerer as Answerer
from samphan.language.answers.policy import HandOff as HandOff
from samphan.language.answers.policy import Reason as Reason
from samphan.language.answers.policy import Reply as Reply
from samphan.language.answers.policy import Situation as Situation
