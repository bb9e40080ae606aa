"""All writes of search: documents, the firm's own words and synonyms, writing everything afresh."""

from samphan.search.services.census import take_census, take_census_if_due
from samphan.search.services.indexing import (
    index_documents,
    move_customer_documents,
    remove_customer_documents,
    remove_documents,
)
from samphan.search.services.rebuilding import rebuild_if_stale, request_rebuild, run_rebuild
from samphan.search.services.vocabulary import (
    SynonymTaken,
    TooManyWords,
    add_synonyms,
    add_word,
    remove_synonyms,
    remove_word,
)

__all__ = [
    "SynonymTaken",
    "TooManyWords",
    "add_synonyms",
    "add_word",
    "index_documents",
    "move_customer_documents",
    "rebuild_if_stale",
    "remove_customer_documents",
    "remove_documents",
    "remove_synonyms",
    "remove_word",
    "request_rebuild",
    "run_rebuild",
    "take_census",
    "take_census_if_due",
]
