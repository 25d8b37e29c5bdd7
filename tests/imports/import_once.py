"""One import in a process of its own, for tests that kill it: ``CASE_FILE FOLDER``."""

from __future__ import annotations

import sys
from pathlib import Path

from plain_reader import PlainReader

from oroforms.library import Library
from oroforms.workflow.imports import import_paths

FORMS = Path(__file__).parent.parent / "casefile" / "forms"


def main() -> None:
    case_file, folder = sys.argv[1:]
    import_paths(
        [Path(folder)],
        library=Library(schemas=[FORMS]),
        case_file=case_file,
        jobs=2,
        read=PlainReader(),
        progress=lambda step: print(step.done, flush=True),
    )


if __name__ == "__main__":
    main()
