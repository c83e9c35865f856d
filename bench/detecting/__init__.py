"""The parts of ``bench/detect.py``: data sets, planted faults, scores, opponents and tables."""
