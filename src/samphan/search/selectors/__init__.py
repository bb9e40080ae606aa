"""All reads of search: a search within a reader's sight, the firm's own words, how the index stands."""

from samphan.search.selectors.finding import Findings, Found, search
from samphan.search.selectors.progress import IndexState, holds_articles, index_state, latest_rebuild
from samphan.search.selectors.sights import sight_of
from samphan.search.selectors.vocabulary import dictionary_words, is_stale, own_words, present_version, synonyms

__all__ = [
    "Findings",
    "Found",
    "IndexState",
    "dictionary_words",
    "holds_articles",
    "index_state",
    "is_stale",
    "latest_rebuild",
    "own_words",
    "present_version",
    "search",
    "sight_of",
    "synonyms",
]
