"""Wrong data: one-sided, contradictory or leaking rows."""
