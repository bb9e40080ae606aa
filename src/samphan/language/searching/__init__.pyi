"""What type checkers see of the names that are loaded when they are first used."""

from samphan.language.searching.highlight import highlights as highlights
from samphan.language.searching.layout import layout_slip as layout_slip
from samphan.language.searching.layout import to_latin as to_latin
from samphan.language.searching.layout import to_thai as to_thai
from samphan.language.searching.memory import MemoryIndex as MemoryIndex
from samphan.language.searching.normal import VERSION as VERSION
from samphan.language.searching.normal import Word as Word
from samphan.language.searching.normal import compact as compact
from samphan.language.searching.normal import grams_of as grams_of
from samphan.language.searching.normal import index_version as index_version
from samphan.language.searching.normal import located as located
from samphan.language.searching.normal import seg as seg
from samphan.language.searching.normal import trigrams as trigrams
from samphan.language.searching.normal import words as words
from samphan.language.searching.query import Query as Query
from samphan.language.searching.query import parse as parse
from samphan.language.searching.scoring import MOST_TRIGRAMS as MOST_TRIGRAMS
from samphan.language.searching.scoring import Candidate as Candidate
from samphan.language.searching.scoring import Hit as Hit
from samphan.language.searching.scoring import Recency as Recency
from samphan.language.searching.scoring import Scorer as Scorer
from samphan.language.searching.scoring import Statistics as Statistics
from samphan.language.searching.scoring import terms_of as terms_of
from samphan.language.searching.synonyms import Synonyms as Synonyms
from samphan.language.searching.synonyms import default_groups as default_groups
