"""A test authority with signers and local services: for trials, never for real signatures.

Every certificate says so, in its subject's organisation and in its policy.
"""
