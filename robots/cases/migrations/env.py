"""What Alembic runs: the migrations, on the connection and in the transaction that the store opened."""

from alembic import context

from robots.cases.schema import Table

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Table.metadata, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
