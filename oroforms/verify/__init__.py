"""Verifying: whether the signatures of a PDF hold, who signed, and what changed since."""
