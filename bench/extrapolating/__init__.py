"""How the bench on learning curves draws rows, carries curves on, and tells of it."""
