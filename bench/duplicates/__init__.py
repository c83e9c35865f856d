"""The parts of ``bench/speed_duplicates.py``: texts, the truth, finders, and the comparison of these."""
