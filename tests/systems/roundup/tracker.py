"""A Roundup tracker of a made-up municipality: made from Roundup's classic template, and seeded."""

from pathlib import Path

from ..parking import write_seed
from ..served import Served, run
from .customising import customise
from .seeding import as_created


class Roundup(Served):
    """A running tracker in a folder."""

    here = Path(__file__).parent

    @property
    def home(self) -> Path:
        """The tracker's home, as Roundup calls it."""
        return self.folder / "tracker"

    def make(self, python: Path) -> None:
        seed = write_seed(self.folder, self.day, as_created)
        # Without a mail_debug file each save would fail for lack of a mail server (seen in 2.6).
        mail = f"mail_domain=example.invalid,mail_host=localhost,mail_debug={self.folder / 'mail.txt'}"
        admin: list[Path | str] = [python, "-m", "roundup.scripts.roundup_admin", "-i", self.home]
        run(*admin, "install", "classic", "sqlite", f"tracker_web=http://127.0.0.1/tracker/,{mail}")
        customise(self.home)
        run(*admin, "initialise", "admin-roundup-test")
        run(python, self.here / "inside" / "seed.py", self.home, seed)
