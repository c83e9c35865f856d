"""The parts of the bench on rows that belong to no class."""
