"""The home folder: what config/*.yaml says, and where flows, logs and data stand."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from robots import yamlfile
from robots.errors import ConfigError
from robots.model import Mode
from robots.words import meant
from robots.yamlfile import Part


class BrowserPart(Part):
    """Which browser, and how it reaches the case systems."""

    program: str | None = None  # found by itself without
    proxy: str | None = None  # host:port


class Faults(Part):
    """What happens after a technical fault."""

    attempts: int = Field(default=3, ge=1)  # then the case has failed
    rest: float = Field(default=3.0, gt=0)  # seconds until the second attempt; doubled for each further one


class Retention(Part):
    """How long what the robots leave is kept, in days; `run.py purge` removes what is older."""

    logs: int = Field(default=30, ge=1)
    evidence: int = Field(default=14, ge=1)  # masked pictures of failures
    evidence_megabytes: int = Field(default=200, ge=1)  # and how much room they take; the oldest go first
    reports: int = Field(default=90, ge=1)  # workbooks and extracts in data/
    cases: int = Field(default=365, ge=1)  # after the decision or the withdrawal; then only figures are left
    audit: int = Field(default=1825, ge=1)  # who read or changed what
    backups: int = Field(default=90, ge=0)  # how long you keep backups: they hold what was purged until then
    exempt_born_on: tuple[int, ...] = Field(default=(), strict=False)  # days of the month; their cases are kept


class RulesPart(Part):
    """What it takes before robots save drafts by changed rules."""

    accepted_by: int = Field(default=1, ge=1, le=2)  # persons; 2: four eyes, also where an approval names the rules


class BoundsPart(Part):
    """How far robots may go before a person has looked."""

    drafts_a_run: int = Field(default=100, ge=1)  # then the run ends; the next goes on
    first: int = Field(
        default=5, ge=0
    )  # drafts by changed rules, texts or description that wait for a person's release
    answer_within: int = Field(default=21, ge=1)  # days an applicant who was asked has, before a person is told


class Mail(Part):
    """The mail server that messages to people go through."""

    server: str  # host, or host:port
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: str
    user: str | None = None
    secret: str = "mail.password"  # noqa: S105  the name of the secret that holds the password, where there is a user


class Settings(Part):
    """config/settings.yaml."""

    municipality: str = ""
    language: Literal["sv", "en"] = "sv"
    database: str = "sqlite:///data/cases.db"  # or postgresql+psycopg://..., without its password
    browser: BrowserPart = BrowserPart()
    faults: Faults = Faults()
    retention: Retention = Retention()
    rules: RulesPart = RulesPart()
    bounds: BoundsPart = BoundsPart()
    mail: Mail | None = None
    addresses: dict[str, str] = Field(default_factory=dict)  # of systems that stand elsewhere than described


class Approval(Part):
    """Who let a robot save drafts, and for exactly which rules, texts and description."""

    by: str
    day: date
    reference: str
    rules: str
    texts: str
    description: str


class RobotPart(Part):
    """One robot: a flow against a case system, another look at what such a robot drafted, a report, or a chore."""

    flow: str | None = None
    system: str | None = None
    mode: Literal["shadow", "draft"] = "shadow"
    drafts: tuple[str, ...] = Field(default=("grant", "completion"), strict=False)  # outcomes that may be drafted
    drafts_a_run: int | None = Field(default=None, ge=1)  # as settings.yaml says without
    approval: Approval | None = None
    looks_again: str | None = None  # the robot whose cases it looks at again until a person decides
    report: Literal["worklist", "weekly"] | None = None
    chore: Literal["purge"] | None = None
    when: str | None = None  # minute hour day month weekday

    @model_validator(mode="after")
    def _one_job(self) -> RobotPart:
        works = self.flow is not None and self.system is not None
        if sum((works, *(job is not None for job in (self.looks_again, self.report, self.chore)))) != 1:
            raise ValueError("a robot has either a flow and a system, or a report, or a chore, or looks_again")
        return self

    @property
    def wanted_mode(self) -> Mode:
        return Mode(self.mode)


class Robots(Part):
    """config/robots.yaml."""

    robots: dict[str, RobotPart]


class Home:
    """The folder that holds config/, flows/, logs/ and data/."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()

    @cached_property
    def settings(self) -> Settings:
        """Raises ConfigError, with file and line, where config/settings.yaml cannot be used."""
        return yamlfile.read(self.path / "config" / "settings.yaml", Settings, shown="config/settings.yaml")

    @cached_property
    def robots(self) -> dict[str, RobotPart]:
        """Raises ConfigError, with file and line, where config/robots.yaml cannot be used."""
        return yamlfile.read(self.path / "config" / "robots.yaml", Robots, shown="config/robots.yaml").robots

    def robot(self, name: str) -> RobotPart:
        """One robot by its name.

        Raises:
            ConfigError: There is none of that name.
        """
        if name not in self.robots:
            known = ", ".join(sorted(self.robots)) or "none"
            raise ConfigError(
                f'config/robots.yaml: there is no robot "{name}". There are: {known}.{meant(name, self.robots)}'
            )
        return self.robots[name]

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def data(self) -> Path:
        return self.path / "data"

    @property
    def stop_file(self) -> Path:
        """While it is there no robot reads or writes anything."""
        return self.path / "STOP"

    @property
    def systems(self) -> tuple[str, ...]:
        """The names of the case systems that are described."""
        return tuple(sorted(path.stem for path in (self.path / "config" / "systems").glob("*.yaml")))

    def system_file(self, name: str) -> Path:
        return self.path / "config" / "systems" / f"{name}.yaml"

    @property
    def flows(self) -> tuple[str, ...]:
        """The names of the flows that there are."""
        return tuple(sorted(path.parent.name for path in (self.path / "flows").glob("*/flow.py")))

    def flow_folder(self, name: str) -> Path:
        return self.path / "flows" / name

    @property
    def database(self) -> str:
        """The store's URL, a relative SQLite file taken from the home folder."""
        url = self.settings.database
        prefix = "sqlite:///"
        if url.startswith(prefix) and not Path(url.removeprefix(prefix)).is_absolute():
            return prefix + (self.path / url.removeprefix(prefix)).as_posix()
        return url
