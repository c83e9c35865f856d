"""How label noise is found: out-of-fold probabilities of several voices, pooled, and tried on planted flips."""
