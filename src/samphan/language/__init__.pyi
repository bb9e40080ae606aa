from samphan.language.backends import Sentiment as Sentiment
from samphan.language.backends.llm import LlmSentiment as LlmSentiment
from samphan.language.backends.llm import LlmUnavailable as LlmUnavailable
from samphan.language.backends.onnx import OnnxSentiment as OnnxSentiment
from samphan.language.labels import LABELS as LABELS
from samphan.language.reader import Reader as Reader
from samphan.language.reader import read as read
from samphan.language.reader import read_many as read_many
from samphan.language.reader import shipped_reader as shipped_reader
from samphan.language.reading import LONGEST_READ as LONGEST_READ
from samphan.language.reading import UNKNOWN as UNKNOWN
from samphan.language.reading import PersonalPart as PersonalPart
from samphan.language.reading import Reading as Reading
from samphan.language.reading import Topic as Topic
from samphan.language.sentiment.priors import default_prior as default_prior
from samphan.language.sentiment.priors import estimate_prior as estimate_prior
from samphan.language.sentiment.residual import Residual as Residual
from samphan.language.topics import Taxonomy as Taxonomy
from samphan.language.topics import default_taxonomy as default_taxonomy
from samphan.language.topics.choice import FEWEST_LABELS as FEWEST_LABELS
from samphan.language.topics.choice import Choice as Choice
from samphan.language.topics.choice import keep as keep
from samphan.language.topics.choice import outcome as outcome
from samphan.language.topics.choice import take_over as take_over
from samphan.language.topics.head import TopicHead as TopicHead

_HOMES: dict[str, str]
__all__: list[str]
