"""The checks: a folder for each of the seven mistakes, a file for each check."""
