"""Pictures of pages: from a file's bytes to a sheet that lies on its blank."""

import os

# Many small products of matrices: threads of one process wait for each other longer than they
# work, and take the other core from the worker beside it. Read once, when numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
