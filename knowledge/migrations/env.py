"""Alembic environment: runs on the connection that ``knowledge.storage.database.migrate`` hands over."""

from alembic import context

from knowledge.storage.database import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
