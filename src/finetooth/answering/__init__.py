"""How a model's probabilities become an answer: calibration, thresholds, costs, and when not to answer."""
