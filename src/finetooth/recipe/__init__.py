"""The recipe: all that a run can be asked to do, and how it is read from files."""
