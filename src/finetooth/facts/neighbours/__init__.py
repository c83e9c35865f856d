"""Texts that resemble each other: an exact join of word n-grams, and near duplicates as people mean them."""
