"""Independent judges over the documents that oroforms makes: ``make conformance``.

Run from a source tree; nothing of it is part of the package.
"""
