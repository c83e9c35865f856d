"""Pairs of prompts that ask for the same in other words, and ways to tell them by vectors."""
