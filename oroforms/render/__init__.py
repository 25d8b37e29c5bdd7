"""Word files of a form for every purpose, rendered from its template."""
