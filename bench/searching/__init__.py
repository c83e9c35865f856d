"""The parts of ``bench/search_efficiency.py``."""
