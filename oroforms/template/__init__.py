"""Word templates: written from a definition, held against it, and what they may refer to."""
