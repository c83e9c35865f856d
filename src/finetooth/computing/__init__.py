"""How numbers are computed on this machine: the quicker of ways that find the same."""
