"""Verifying: whether the signatures of a PDF hold, who signed, and what changed since.

:func:`oroforms.verify.verifying.verify` is the door.

pyHanko judges the cryptography, the certificates and the time-stamps. What it
lets pass is refused here: see :mod:`oroforms.verify.structure` (forged and
wrapped signatures, files that programs read in different ways) and
:mod:`oroforms.verify.changes` (anything but another signature, a time-stamp
or validation data after a signature).
"""
