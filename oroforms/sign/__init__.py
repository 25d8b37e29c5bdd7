"""Signing: PAdES signatures, and the seals that show them in the form's signature boxes."""
