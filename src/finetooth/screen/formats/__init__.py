"""An audit for other programs: annotations of a pull request, a SARIF log, one JSON object."""
