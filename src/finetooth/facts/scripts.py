"""The writing systems of texts, by Unicode's script property."""

import polars as pl

LATIN = "Latin"
UNSPACED = frozenset({"Chinese and Japanese", "Thai", "Lao", "Khmer", "Myanmar"})  # written without spaces
_SCRIPTS = {  # writing systems that one language mixes count as one
    "Cyrillic": r"\p{Cyrillic}",
    "Greek": r"\p{Greek}",
    "Arabic": r"\p{Arabic}",
    "Hebrew": r"\p{Hebrew}",
    "Devanagari": r"\p{Devanagari}",
    "Bengali": r"\p{Bengali}",
    "Gurmukhi": r"\p{Gurmukhi}",
    "Gujarati": r"\p{Gujarati}",
    "Oriya": r"\p{Oriya}",
    "Tamil": r"\p{Tamil}",
    "Telugu": r"\p{Telugu}",
    "Kannada": r"\p{Kannada}",
    "Malayalam": r"\p{Malayalam}",
    "Sinhala": r"\p{Sinhala}",
    "Thai": r"\p{Thai}",
    "Lao": r"\p{Lao}",
    "Myanmar": r"\p{Myanmar}",
    "Khmer": r"\p{Khmer}",
    "Georgian": r"\p{Georgian}",
    "Armenian": r"\p{Armenian}",
    "Ethiopic": r"\p{Ethiopic}",
    "Chinese and Japanese": r"\p{Han}\p{Hiragana}\p{Katakana}",
    "Korean": r"\p{Hangul}",
}
_OTHER = r"[\pL&&[^\p{Latin}]]"
_MOST = 0.6  # the share of the letters that one script must have


def letter_counts(words: pl.Series) -> pl.Series:
    """Return how many letters texts of nothing but words and spaces have; UInt32[n], null where the text is."""
    return words.str.replace_all(" ", "", literal=True).str.len_chars()


def main_scripts(texts: pl.Series, letters: pl.Series) -> pl.Series:
    """Return the script of most letters of each text, null where none has 60 % of them or there are none; String[n].

    Vowel signs and other marks are none of the letters that must have the script: Hindi has nearly as many.
    """
    if texts.str.contains(r"\pM").any():
        letters = letters - texts.str.count_matches(r"\pM")
    other = texts.str.count_matches(_OTHER)
    latin = (letters > 0) & (letters - other >= _MOST * letters)
    found = pl.select(pl.when(latin).then(pl.lit(LATIN))).to_series()
    rest = (other >= _MOST * letters) & (letters > 0)
    if not rest.any():
        return found
    part, total = texts.filter(rest), letters.filter(rest)
    names = pl.Series([None] * len(part), dtype=pl.String)
    for name, letter in _SCRIPTS.items():
        if part.str.contains(f"[{letter}]").any():
            names = names.set(part.str.count_matches(rf"[\pL&&[{letter}]]") >= _MOST * total, name)
    return found.scatter(rest.arg_true(), names)
