"""A robot that works a real system's whole inbox twice, and how the cases stand in the store then."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from robots.cases import CaseView, Store
from robots.model import Result, State
from robots.settings import Home
from robots.work.approving import approve, trial_home
from robots.work.office import run_robot
from robots.work.running import RunResult

from ..served import Served
from .accounts import ROBOT
from .applications import Application, applications
from .standing import Verdict

STARTER = Path(__file__).parents[3]


@dataclass(frozen=True)
class Worked:
    """A system that the robot has worked twice, and how it stood after each run."""

    home: Home
    robot: str
    system: str
    applications: Sequence[Application]
    first: RunResult
    after_first: Sequence[Verdict]
    second: RunResult
    after_second: Sequence[Verdict]


def work_twice(
    system: str,
    served: Served,
    home: Path,
    judge: Callable[[Path], list[Verdict]],
    describe: Callable[[Home], None] | None = None,
) -> Worked:
    """Let the robot that config/robots.yaml ships as a comment for a system save drafts there.

    Args:
        system: As its description is called.
        served: The running system.
        home: Where the robot's home is made.
        judge: Reads the system's own database.
        describe: Puts another description in the home's place of the one that ships.
    """
    name = f"parking-{system}"
    made = home_of(system, served, home, name)
    if describe:
        describe(made)
    approved = approve(made, name, by="test", reference="test data only")
    first, after_first = run_robot(approved, name), judge(served.folder)
    second, after_second = run_robot(approved, name), judge(served.folder)
    return Worked(approved, name, system, applications(served.day), first, after_first, second, after_second)


def home_of(system: str, served: Served, path: Path, name: str) -> Home:
    home = trial_home(STARTER, path, system=system, address=served.address, password=ROBOT.password)
    listed = path / "config" / "robots.yaml"
    said, found, parts = listed.read_text(encoding="utf-8").partition(f"\n#  {name}:")
    entry, blank, others = parts.partition("\n\n")
    listed.write_text(said + re.sub(r"(?m)^#(?=  )", "", found + entry) + blank + others, encoding="utf-8")
    return home


def stands_as_key(store: Store, case: CaseView, application: Application) -> bool:
    """Whether a case ended in the store as the key says, with the right findings behind it."""
    expected = application.expected
    if expected.handed_over:
        return (case.state, case.reason) == (State.HANDED_OVER, expected.handed_over)
    content = store.content(case)
    if content.proposal is None or content.proposal.outcome != expected.outcome:
        return False
    failed = {finding.criterion for finding in content.findings if finding.result is Result.FAIL}
    return (
        case.state is (State.PROPOSED if expected.outcome == "reject" else State.VERIFIED)
        and content.proposal.values.get("valid_to") == expected.valid_to
        and set(content.proposal.missing) == set(expected.missing)
        and (expected.outcome != "reject" or failed == set(expected.fails))
    )
