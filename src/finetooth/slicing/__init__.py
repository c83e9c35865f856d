"""Where a model fails: scores of parts of the test rows, gaps between groups, and between validation and test."""
