"""Which language texts are in: py3langid's model (naive Bayes on byte n-grams), read off for many texts at once."""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float32]

# The languages that are told apart; the model's others are taken for gibberish more often than they are met.
_CODES = (
    "af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu ha he hi hr hu hy id is it ja ka kk km kn "
    "ko ky lo lt lv mk ml mn mr ms my ne nl no pa pl ps pt ro ru si sk sl so sq sr sv sw ta te th tl tr uk ur uz vi yo "
    "zh zu"
)
LANGUAGES = tuple(_CODES.split())
_SIBLINGS = ("bs hr sr", "da no", "id ms", "es gl pt", "cs sk", "af nl", "bg mk", "hi mr ne", "ar fa ps ur", "be ru uk")
_LONGEST = 200  # characters that are read: more change nothing
_CHUNK = 20_000
_NOISE = r"(?i)https?:?\S*|www\.\S+|[@#]\S+|&[a-z#0-9]+;|<[^<>]*>|\S+@\S+|\S+\.com\S*|_|\\u[0-9a-f]{4}|\\n"


def plain(texts: pl.Series) -> pl.Series:
    """Return what tells a language: the words in lower case, without links, mentions, tags, digits and signs."""
    words = texts.fill_null("").str.slice(0, 2 * _LONGEST)
    wide = words.str.contains(r"[^\x00-\x7F]")
    if wide.any():
        words = words.scatter(wide.arg_true(), words.filter(wide).str.normalize("NFKC"))
    words = words.str.replace_all(_NOISE, " ").str.replace_all(r"[^\pL\pM'’ ]+", " ")
    return words.str.replace_all("  +", " ").str.strip_chars().str.slice(0, _LONGEST).str.to_lowercase()


def siblings(language: str) -> frozenset[str]:
    """Return the languages that short texts do not tell from this one, itself among them."""
    return frozenset(one for group in _SIBLINGS if language in group.split() for one in group.split()) | {language}


def language_scores(words: pl.Series) -> Floats:
    """Return a log score of each of LANGUAGES for texts as ``plain`` gives them; [n, languages], higher is likelier.

    It is the model's log posterior over the square root of the bytes, so that margins compare across lengths.
    """
    parts = [_scores(words[start : start + _CHUNK].to_list()) for start in range(0, len(words), _CHUNK)]
    return np.concatenate(parts) if parts else np.zeros((0, len(LANGUAGES)), np.float32)


def margins(scores: Floats, language: str) -> Floats:
    """Return by how much the best language that is no sibling beats this one; [n], below 0 where it does not."""
    near = [place for place, name in enumerate(LANGUAGES) if name in siblings(language)]
    others = np.delete(scores, near, axis=1)
    own: Floats = scores[:, near].max(axis=1)
    return np.asarray(others.max(axis=1) - own, np.float32)


@cache
def _model() -> tuple[Any, ...]:
    """Return the automaton (next state, row of a state, feature of a state) and the model's weights and priors."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE)
    moves = np.frombuffer(model.tk_nextmove, dtype=model.tk_nextmove.typecode)
    rows = np.frombuffer(model.tk_row, dtype=model.tk_row.typecode).astype(np.int64) << 8
    places = [model.nb_classes.index(name) for name in LANGUAGES]
    weights = np.ascontiguousarray(model.nb_ptc[:, places]).astype(np.float32)
    return moves, rows, np.array(model.tk_output, dtype=np.int32), weights, model.nb_pc[places].astype(np.float32)


def _scores(texts: list[str]) -> Floats:
    from scipy.sparse import csr_matrix

    weights, priors = _model()[3:]
    encoded = [text.encode() for text in texts]
    which, features = _walk(encoded)
    pairs, counts = np.unique(which * len(weights) + features, return_counts=True)
    shape = (len(texts), len(weights))
    found = csr_matrix((np.log1p(counts).astype(np.float32), (pairs // shape[1], pairs % shape[1])), shape=shape)
    lengths = np.array([max(1, len(text)) for text in encoded], np.float32)
    known = (found.getnnz(axis=1) > 0)[:, None]  # what has no n-gram of the model is in no language
    return np.asarray(np.where(known, found @ weights + priors, 0) / np.sqrt(lengths)[:, None], np.float32)


def _walk(encoded: list[bytes]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Run the automaton over all texts at once, byte by byte, the longest first; return (text, feature) as met."""
    moves, rows, output = _model()[:3]
    lengths = np.array([len(text) for text in encoded], np.int64)
    order = np.argsort(-lengths, kind="stable")
    letters = np.frombuffer(b"".join(encoded), np.uint8)
    starts = (np.cumsum(lengths) - lengths)[order]
    alive = np.searchsorted(np.sort(lengths), np.arange(lengths.max(initial=0)), side="right")
    states = np.zeros(len(encoded), np.int64)
    which, features = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for place, over in enumerate(alive.tolist()):
        live = len(encoded) - over
        states[:live] = moves[rows[states[:live]] + letters[starts[:live] + place]]
        met = output[states[:live]]
        hits = np.flatnonzero(met >= 0)
        which.append(order[hits])
        features.append(met[hits].astype(np.int64))
    return np.concatenate(which), np.concatenate(features)
