"""Pictures of pages: taken out of files, their codes and marks found, laid on the layout."""

import os

# Many small products of matrices: threads of one process wait for each other longer than they
# work, and take the other core from the worker beside it. Read once, when numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
