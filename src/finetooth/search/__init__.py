"""Search algorithms: each says what to try next, from the space and what was tried before."""
