"""Transfer: what a score loses on what comes later, and on groups that taught nothing."""
