"""How well scans are read: forms with known answers, printed, filled in, scanned and read back.

``python -m accuracy`` runs it; ``docs/accuracy.md`` keeps its figures, and
``docs/decisions/scan-simulator.md`` says where each step of the simulated
scanner comes from.
"""

import os

# Before NumPy is imported: processes side by side are not to wait for each other's threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
