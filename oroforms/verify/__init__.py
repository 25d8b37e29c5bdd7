"""Verifying: whether the signatures of a PDF hold, who signed, and what changed since.

pyHanko judges the cryptography, the certificates and the time-stamps. What it
lets pass is refused here: see :mod:`oroforms.verify.structure` (forged and
wrapped signatures, files that programs read in different ways) and
:mod:`oroforms.verify.changes` (anything but another signature, a time-stamp
or validation data after a signature).
"""

from oroforms.verify.anchors import Anchors, load_anchors
from oroforms.verify.verifying import bears_signature, verify

__all__ = ["Anchors", "bears_signature", "load_anchors", "verify"]
