"""A django-helpdesk of a made-up municipality, seeded."""

from pathlib import Path

from ..parking import write_seed
from ..served import Served, run
from .seeding import as_created


class Helpdesk(Served):
    """A running helpdesk in a folder."""

    here = Path(__file__).parent

    @property
    def home(self) -> Path:
        """Where its database, attachments and mail are."""
        return self.folder / "helpdesk"

    def make(self, python: Path) -> None:
        self.home.mkdir()
        seed = write_seed(self.folder, self.day, as_created)
        run(python, self.here / "inside" / "seed.py", self.home, seed)
