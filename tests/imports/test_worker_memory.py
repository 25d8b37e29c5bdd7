"""What a worker does with memory that it has freed."""

import subprocess
import sys

import pytest

_PROGRAM = """
import resource
import numpy as np
from oroforms.platforms import keep_freed_memory

def sheets(count):
    for _ in range(count):
        np.ones(33 * 1024 * 1024, np.uint8)

def handed_out():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

keep_freed_memory({megabytes})
sheets(3)
before = handed_out()
sheets(10)
print(handed_out() - before)
"""


def _pages_handed_out(megabytes: int) -> int:
    """Pages of memory that the system hands out for ten sheets, one after the other."""
    program = _PROGRAM.format(megabytes=megabytes)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such call")
def test_one_sheet_after_the_other_lies_in_the_same_memory() -> None:
    assert _pages_handed_out(1) > 1000
    assert _pages_handed_out(128) < 100
