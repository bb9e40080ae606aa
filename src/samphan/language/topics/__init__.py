"""What a text is about: topics by plain words a firm can edit, and by a head that learns from its corrections.

Words decide from the first day; every correction is a label; once there are enough labels the head decides, and only
while it is right more often on corrections it has not seen (`choice`).
"""

from samphan.language.topics.branches import BranchMention, branches_in
from samphan.language.topics.finding import TopicHit, find_topics
from samphan.language.topics.segments import segments_of
from samphan.language.topics.taxonomy import Taxonomy, Topic, default_taxonomy

__all__ = [
    "BranchMention",
    "Taxonomy",
    "Topic",
    "TopicHit",
    "branches_in",
    "default_taxonomy",
    "find_topics",
    "segments_of",
]
