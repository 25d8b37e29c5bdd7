"""Fixtures that several areas share, and one thread for each process that tests."""

import os

# Before NumPy is imported anywhere: as many threads in each of several processes as there are
# cores wait for each other, and products of small matrices take ten times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import cv2

cv2.setNumThreads(1)

pytest_plugins = ["casefile_fixtures", "command_fixtures", "pki_fixtures"]
