"""The commands, one subject a file: each is thin over the library and imports what it needs when it is called."""
