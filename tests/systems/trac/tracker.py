"""A Trac of a made-up municipality, seeded, behind HTTP Digest as tracd offers it."""

from pathlib import Path

from ..parking import write_seed
from ..served import Served, run
from .seeding import add_settings, as_created


class Trac(Served):
    """A running Trac in a folder."""

    here = Path(__file__).parent

    @property
    def home(self) -> Path:
        """The environment, as Trac calls it."""
        return self.folder / "trac"

    def make(self, python: Path) -> None:
        seed = write_seed(self.folder, self.day, as_created)
        add_settings(seed)
        run(python, self.here / "inside" / "seed.py", self.home, seed)
