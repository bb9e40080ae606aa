"""Words of Thai and English text, by the longest-match rule of newmm and a word list of our own choosing.

The list (`data/words_th.txt`) is PyThaiNLP's, CC0-1.0. A firm adds its own words: names of products and branches that
would otherwise fall apart. The list and the words added name a `Segmenter.version`: whatever was stored with it (an
index, a model's features) is stale when it changes.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

from samphan.language.newmm import Words

try:
    import nlpo3
except ImportError:  # no wheel for this machine: the same words, about six times slower
    nlpo3 = None  # type: ignore[assignment]

# nlpo3 follows every path through words that overlap: 2,000 characters made for it take a second, 12,000 take minutes.
# Our own cutter finds the same words and takes each place once, so it reads what is longer than this.
_LONGEST_FAST = 2_000
# nlpo3 gives no list back: each takes 47 MB for as long as the process lives, so a firm that adds words one by one
# would fill the machine. From then on our own cutter reads with the newer words.
_MOST_LOADED = 3
_LIST = "data/words_th.txt"
# Rises when this module would cut the same text with the same words elsewhere.
_RULES = "newmm-1"


class Segmenter:
    """Cuts normalised text into words.

    Parameters
    ----------
    extra : sequence of str
        Words beside the list, normalised like the text.

    Attributes
    ----------
    version : str
        Names the rules, the list and the extra words.
    """

    def __init__(self, extra: Sequence[str] = ()) -> None:
        self._extra = tuple(sorted(set(extra)))
        self.version = f"{_RULES}-{_fingerprint(self._extra)}"
        if not self._extra:
            _is_loaded(self.version, self._extra)

    def words(self, text: str) -> list[str]:
        """Return the words of a normalised text in order, punctuation among them, white space left out."""
        if not text:
            return []
        if len(text) > _LONGEST_FAST or not _is_loaded(self.version, self._extra):
            pieces = _words(self._extra).cut(text)
        else:
            try:
                pieces = nlpo3.segment(text, self.version)
            except UnicodeEncodeError:  # half a pair of surrogates, which is no text but is sent
                pieces = _words(self._extra).cut(text)
        return [word for word in pieces if not word.isspace()]


@lru_cache(maxsize=8)
def segmenter(extra: tuple[str, ...] = ()) -> Segmenter:
    """Return the segmenter for these extra words; the dictionary is loaded once a process."""
    return Segmenter(extra)


@lru_cache(maxsize=64)
def _fingerprint(extra: tuple[str, ...]) -> str:
    digest = hashlib.sha256(files("samphan.language").joinpath(_LIST).read_bytes())
    digest.update("\n".join(extra).encode())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=2)
def _words(extra: tuple[str, ...]) -> Words:
    listed = files("samphan.language").joinpath(_LIST).read_text(encoding="utf-8").splitlines()
    return Words([*(word.strip() for word in listed), *extra])


_LOADED: set[str] = set()


def _is_loaded(name: str, extra: tuple[str, ...]) -> bool:
    """Say whether nlpo3 knows the list of this name, giving it one while there is room; ours always has room."""
    if nlpo3 is None or name in _LOADED:
        return nlpo3 is not None
    if extra and len(_LOADED) >= _MOST_LOADED:
        return False
    with as_file(files("samphan.language").joinpath(_LIST)) as listed:
        if extra:
            _load_with(listed.read_text(encoding="utf-8"), extra, name)
        else:
            nlpo3.load_dict(str(listed), name)
    _LOADED.add(name)
    return True


def _load_with(listed: str, extra: tuple[str, ...], name: str) -> None:
    with tempfile.TemporaryDirectory(prefix="samphan-words-") as folder:
        path = Path(folder) / "words.txt"  # the library reads files only
        path.write_text(listed + "".join(f"{word}\n" for word in extra), encoding="utf-8")
        nlpo3.load_dict(str(path), name)
