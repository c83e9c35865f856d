"""What ``bench/field.py`` is made of: real shifts, fast models, opponents and tables."""
