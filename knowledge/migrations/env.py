"""Alembic environment: runs on the connection that ``knowledge.database.migrate`` hands over."""

from alembic import context

from knowledge.database import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
