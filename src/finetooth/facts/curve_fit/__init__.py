"""Learning curves: crossed scores at growing sizes, laws through them, and how far these carry."""
