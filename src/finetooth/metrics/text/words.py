"""Words of an answer as question answering counts them: without case, articles and punctuation.

Source: Rajpurkar et al. 2016, "SQuAD: 100,000+ questions for machine comprehension of text".
"""

import re
import unicodedata

_ARTICLES = {"a", "an", "the"}
_WORD = re.compile(r"\w+", re.UNICODE)


def words(text: str) -> list[str]:
    """Return the words that count."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return [word for word in _WORD.findall(plain) if word not in _ARTICLES]
