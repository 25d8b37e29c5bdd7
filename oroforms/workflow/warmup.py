"""Starting the server that workers are forked from, early and beside everything else.

It imports what the readers need once for all workers. That takes longer than
opening the case file; begun first, the one is done while the other runs.
"""

from __future__ import annotations

from oroforms.platforms import process_start_method

_READERS_NEED = (
    "oroforms.blank_store",
    "oroforms.identify",
    "oroforms.normalise",
    "oroforms.readers.acroform",
    "oroforms.readers.docx",
    "oroforms.readers.text",
    "oroforms.validate",
    "oroforms.workflow.reading",
    "cerberus",
    "email_validator",
    "pebble",
    "phonenumbers",
)


def warm_up() -> None:
    """Start the server, unless it runs already or the system has none (Windows)."""
    if process_start_method() != "forkserver":
        return
    from multiprocessing import forkserver

    forkserver.set_forkserver_preload(list(_READERS_NEED))
    forkserver.ensure_running()
