"""Wrong or unexamined metrics."""
