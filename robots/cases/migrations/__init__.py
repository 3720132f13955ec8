"""The store's schema, version by version. A migration that was released is never edited; a change is a new one."""

from pathlib import Path

from alembic.config import Config
from sqlalchemy import Connection


def configured(connection: Connection) -> Config:
    """Alembic's configuration for one open connection; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
