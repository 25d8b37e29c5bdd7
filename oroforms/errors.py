"""Errors: something is wrong with our files, the command or the machine.

An *error* stops what is under way and carries the exit code of the command
line (see the table in ``docs/contract.md``). What is wrong with a person's
*answer* is never an error but a :class:`oroforms.findings.Finding`, which is
collected and kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum


class ExitCode(IntEnum):
    """The stable exit codes of the command line."""

    DONE = 0
    FAULT = 1
    USAGE = 2
    DEFINITION = 3
    UNREADABLE = 4
    PROGRAM_MISSING = 5
    WAITS = 6
    INTERRUPTED = 130


class OroformsError(Exception):
    """Base of all errors that oroforms raises on purpose.

    The message says where, what was found, what was expected and what to do.
    It is shown to people as it stands, already in their language.
    """

    exit_code: ExitCode = ExitCode.FAULT


class UsageError(OroformsError):
    """The command, an option or a name on the command line is wrong."""

    exit_code = ExitCode.USAGE


class DefinitionError(OroformsError):
    """A form definition or a template is wrong, or the two disagree."""

    exit_code = ExitCode.DEFINITION


class UnreadableDocument(OroformsError):
    """A document that came in cannot be read at all.

    ``code`` is the finding code under which an import keeps the reason, and
    ``params`` fill the gaps of that finding's message.
    """

    exit_code = ExitCode.UNREADABLE
    code = "document-damaged"

    def __init__(
        self, message: str, code: str | None = None, params: Mapping[str, object] | None = None
    ) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code
        self.params = {"reason": message} if params is None else dict(params)


class ProgramMissing(OroformsError):
    """An outside program (LibreOffice …) that the task needs is not installed."""

    exit_code = ExitCode.PROGRAM_MISSING


class ProgramFailed(OroformsError):
    """An outside program is there but failed; the message holds its last words."""

    exit_code = ExitCode.FAULT


class ServiceUnreachable(OroformsError):
    """A service of others (time-stamping, revocation) does not answer, or not as it should."""

    exit_code = ExitCode.PROGRAM_MISSING


class CaseFileError(OroformsError):
    """The case file (database) cannot be opened or is of another version."""

    exit_code = ExitCode.FAULT
