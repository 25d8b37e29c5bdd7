"""Review: what a person must look at, and what the person decides."""
