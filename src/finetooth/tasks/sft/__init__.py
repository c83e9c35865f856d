"""Language models taught by conversations: their inputs, their labels, their losses."""
