"""The register of receiving offices: who they are, when they answer, and which phone is right now.

A municipality keeps it as a spreadsheet, saved as CSV (``docs/receivers.md``).
"""
