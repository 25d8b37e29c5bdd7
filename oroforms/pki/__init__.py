"""A test authority with signers and local services: for trials, never for real signatures."""
