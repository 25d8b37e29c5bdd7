"""Runs migrations on the connection that :mod:`oroforms.casefile.revision` brings."""

from alembic import context

from oroforms.casefile.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
# The caller's transaction is open: all revisions and their log row are one step.
context.run_migrations()
