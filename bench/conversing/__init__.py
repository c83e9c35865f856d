"""Clean conversations, faults to plant into them, and who looks for them."""
