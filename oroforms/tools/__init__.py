"""Outside programs, one wrapper each: where it is, which version, how it is run."""
