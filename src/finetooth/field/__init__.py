"""The field: what score a model has on rows without labels, how they differ, and which of them to label next."""
