"""What a person is shown at the end: one HTML page, the model card and the decision as JSON."""
