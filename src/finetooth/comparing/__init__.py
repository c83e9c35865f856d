"""Models beside each other on the same test rows: read back from run folders, matched by content, compared in pairs."""
