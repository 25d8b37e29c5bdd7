"""The case file (*akt*): what came in, what was read, what people decided.

Only this package talks to the database. :class:`CaseFile` opens one; the
modules beside it hold one subject each and work on an open connection.
"""

from oroforms.casefile.opening import CaseFile, default_location

__all__ = ["CaseFile", "default_location"]
