"""Poor preparation: what is missing, doubled, damaged or cut."""
