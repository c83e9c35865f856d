"""The seven stages: each makes facts, in a folder of its own."""
