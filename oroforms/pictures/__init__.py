"""Pictures of pages: taken out of files, their codes and marks found, laid on the layout."""

import os

# Many small products of matrices and small pictures: threads of one process wait for each other
# longer than they work, and take the other core from the worker beside it. Both are read once,
# when numpy and OpenCV are imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OPENCV_FOR_THREADS_NUM", "1")
