"""``python -m oroforms``: the same as the command ``oroforms``."""

import sys

from oroforms.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
