"""Which revision a case file is of, and bringing it to ours.

Alembic takes a third of a second to import, so a case file that is already
of our revision is known by one query, without it.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from oroforms.errors import CaseFileError
from oroforms.i18n import gettext as _

HEAD = "0004"
"""The revision that this code reads and writes: the last of ``migrations/versions``."""
_FOLDER = Path(__file__).parent / "migrations"


def revision_of(connection: Connection) -> str | None:
    """The revision of a case file, ``None`` for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(connection: Connection, target: str = HEAD) -> None:
    """Bring a case file to a revision, inside the writing transaction of the connection.

    Raises
    ------
    CaseFileError
        When the case file was written by a newer oroforms.
    """
    if revision_of(connection) == target:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, target)
    except CommandError as error:
        raise CaseFileError(
            _(
                "the case file is of revision {found}, which this oroforms does not know "
                "(it writes {ours}). Use a newer oroforms; nothing was changed."
            ).format(found=revision_of(connection), ours=HEAD)
        ) from error
