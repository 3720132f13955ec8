"""The home folder: what config/*.yaml says, and where flows, logs and data stand."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from robots import yamlfile
from robots.errors import ConfigError
from robots.model import Mode
from robots.when import When
from robots.words import meant
from robots.workdays import Calendar, Eve
from robots.yamlfile import Complaint, Part
from robots.yardsticks import ReportsPart

SAMPLE = 3  # cases of each flow that a check of a case system reads, unless somebody says otherwise
ACCEPTED = 12  # cases of each flow of which the screens are accepted: in fewer a title may happen to be the same


REPORTS = ("worklist", "weekly")  # of the toolkit; others are files of the home folder

MAIL_ADDRESS = r"^[^@\s]+@[^@\s]+$"


class BrowserPart(Part):
    """Which browser, and how it reaches the case systems."""

    program: str | None = None  # found by itself without
    proxy: str | None = None  # host:port
    renew_after: int = Field(default=500, ge=1)  # cases; then a new one takes over, so that memory does not grow


class Faults(Part):
    """What happens after a fault, and how long anything may take."""

    attempts: int = Field(default=3, ge=1)  # technical faults of a case; then it has failed
    rest: float = Field(default=3.0, gt=0)  # at most so many seconds until the second attempt; doubled for each more
    longest_rest: float = Field(default=600.0, gt=0, le=3600)  # seconds
    in_a_row: int = Field(default=5, ge=1)  # cases with faults in a row; then the robot looks at the system itself
    probe: float = Field(default=60.0, gt=0)  # seconds until a system that is down is tried again; doubled each time
    longest_probe: float = Field(default=900.0, gt=0, le=3600)  # seconds
    step: float = Field(default=180.0, gt=0, le=600)  # seconds that one step may take; a claim lasts longer
    run: float = Field(default=480.0, gt=0)  # minutes; then a run takes no further case


class Retention(Part):
    """How long what the robots leave is kept, in days; `run.py purge` removes what is older."""

    logs: int = Field(default=30, ge=1)
    evidence: int = Field(default=14, ge=1)  # masked pictures of failures
    evidence_megabytes: int = Field(default=200, ge=1)  # and how much room they take; the oldest go first
    reports: int = Field(default=90, ge=1)  # what stands in data/, and workbooks in folders of `to:`
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
    blind: float = Field(default=5.0, ge=0, le=50)  # per cent of cases whose proposal nobody sees before deciding


class AgreementPart(Part):
    """What agreement between proposals and decisions it takes before drafts are suggested; people decide."""

    share: float = Field(default=90.0, gt=50, lt=100)  # per cent that must be decided as proposed, as surely as 95 %
    cases: int = Field(default=50, ge=20)  # decisions that must have been followed up


class Mail(Part):
    """The mail server that messages to people go through."""

    server: str  # host, or host:port
    security: Literal["starttls", "tls", "none"] = "starttls"  # none: only to a server of this machine
    sender: str
    user: str | None = None
    secret: str = "mail.password"  # noqa: S105  the name of the secret that holds the password, where there is a user

    @model_validator(mode="after")
    def _safe(self) -> Mail:
        if self.security == "none" and not _is_here(self.server.partition(":")[0]):
            raise Complaint("mail goes over starttls or tls; none is for a mail server of this machine", "security")
        return self


def _is_here(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return host.lower() == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class AlertKind(StrEnum):
    """What people are told of by themselves."""

    LATE = "late"  # a robot did not start on time
    STOP = "stop"  # STOP has stood for a while
    DOWN = "down"  # a case system does not answer
    LOGIN = "login"  # it refused the password
    SESSION = "session"  # it ended the session that a person began for the robots
    SCREEN = "screen"  # it has changed
    BREAKER = "breaker"  # it is left alone after repeated faults
    BLOCKED = "blocked"  # the write firewall stopped a save
    LEAKS = "leaks"  # the write firewall leaks
    ALTERED = "altered"  # the case system alters drafts
    CONFIG = "config"  # a robot cannot start as config, rules or secrets are
    FAULT = "fault"  # a run was ended by a fault
    SILENT = "silent"  # a run was killed, or hangs
    HAND_OVERS = "hand_overs"  # more than usual
    NOTHING = "nothing"  # no new cases for unusually long
    FAILED = "failed"  # too many cases have failed
    PASSWORD = "password"  # noqa: S105  one is about to expire
    BACKUP = "backup"  # none for too long
    BACKUP_FAILED = "backup_failed"  # the latest one
    ROOM = "room"  # too little on the disk
    WATCH = "watch"  # the alerts themselves could not look


class Recipient(Part):
    """One that alerts are sent to: a mail address, or a secret that holds a webhook's or any other Apprise address."""

    mail: str | None = Field(default=None, pattern=MAIL_ADDRESS)
    secret: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Recipient:
        if (self.mail is None) == (self.secret is None):
            raise ValueError("a recipient is either a mail address or the name of a secret")
        return self

    @property
    def name(self) -> str:
        """How lists call it; never the address that a secret holds."""
        return self.mail or self.secret or ""


class Alerts(Part):
    """Who is told of what by itself, and from when on."""

    to: tuple[Recipient, ...] = Field(default=(), strict=False)
    late: int = Field(default=30, ge=1)  # minutes after which a robot is late, or STOP is told of
    failed: int = Field(default=5, ge=1)  # failed cases of a robot that wait for a person
    room: int = Field(default=2000, ge=0)  # megabytes that must be free on the disk
    backup: int = Field(default=0, ge=0)  # days after which a new backup is awaited; 0: none is
    night: str | None = Field(default="20:00-06:30", pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$")
    urgent: tuple[Annotated[AlertKind, Field(strict=False)], ...] = Field(
        default=(AlertKind.BLOCKED, AlertKind.LEAKS, AlertKind.ALTERED, AlertKind.ROOM, AlertKind.WATCH), strict=False
    )

    def is_night(self, at: time) -> bool:
        """Whether only what is urgent is told at that time of the day in Sweden."""
        if self.night is None:
            return False
        begins, ends = (time.fromisoformat(part) for part in self.night.split("-"))
        return begins <= at < ends if begins <= ends else at >= begins or at < ends


class CalendarPart(Part):
    """Which days are working days for schedules. Legal times follow the law, whatever stands here."""

    squeeze_days: Literal["working", "free"] = "working"  # a single working day between days off
    eves: tuple[Eve, ...] = Field(default=("midsummer", "christmas", "new_year"), strict=False)  # those that are free
    free: tuple[date, ...] = Field(default=(), strict=False)  # further days off here
    working: tuple[date, ...] = Field(default=(), strict=False)  # days that are worked here all the same

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar that it says."""
        days = frozenset(self.free), frozenset(self.working)
        return Calendar(frozenset(self.eves), self.squeeze_days == "free", *days)


class Heartbeat(Part):
    """An address outside that expects to be called as long as the service is well; no data goes there."""

    address: str
    minutes: float = Field(default=5.0, gt=0)

    @field_validator("address")
    @classmethod
    def _of_the_web(cls, address: str) -> str:
        if not address.startswith(("https://", "http://")):
            raise ValueError("the address begins with https:// or http://")
        return address


class Settings(Part):
    """config/settings.yaml."""

    municipality: str = ""
    language: Literal["sv", "en"] = "sv"
    database: str = "sqlite:///data/cases.db"  # or postgresql+psycopg://..., without its password
    attachments: str = "data/attachments"  # the folder for them, from the home folder; several machines share one
    browser: BrowserPart = BrowserPart()
    faults: Faults = Faults()
    retention: Retention = Retention()
    rules: RulesPart = RulesPart()
    calendar: CalendarPart = CalendarPart()
    bounds: BoundsPart = BoundsPart()
    agreement: AgreementPart = AgreementPart()
    mail: Mail | None = None
    alerts: Alerts = Alerts()
    heartbeat: Heartbeat | None = None
    reports: ReportsPart = ReportsPart()
    addresses: dict[str, str] = Field(default_factory=dict)  # of systems that stand elsewhere than described

    @model_validator(mode="after")
    def _mail_for_alerts(self) -> Settings:
        if self.mail is None and any(one.mail for one in self.alerts.to):
            raise Complaint("an alert is to go by mail, and no mail server is set up: see mail:", "alerts", "to")
        return self


class Approval(Part):
    """Who let a robot save drafts, and for exactly which rules, texts and description."""

    by: str
    day: date
    reference: str
    rules: str
    texts: str
    description: str


class DeliveryPart(Part):
    """Where a report goes beside data/reports: into a folder, by mail, or, as a link alone, by webhook."""

    folder: str | None = None  # it must be there: one that is not may be a share that is not mounted
    of: str | None = None  # of a worklist's folder: the unit or caseworker whose list goes there; none: all others'
    mail: str | None = Field(default=None, pattern=MAIL_ADDRESS)
    secret: str | None = None  # that holds a webhook's or any other Apprise address
    link: str | None = None  # what the webhook tells; else the folder

    @model_validator(mode="after")
    def _one(self) -> DeliveryPart:
        if sum(way is not None for way in (self.folder, self.mail, self.secret)) != 1:
            raise ValueError("a report goes into a folder, to a mail address, or to a secret that holds a webhook")
        if self.of is not None and self.folder is None:
            raise Complaint("only a folder is for one unit or caseworker", "of")
        if self.link is not None and self.secret is None:
            raise Complaint("only a webhook tells a link", "link")
        if self.link is not None and not self.link.startswith(("https://", "http://", "file://")):
            raise Complaint("a link begins with https://, http:// or file://", "link")
        return self

    @property
    def name(self) -> str:
        """How lists call it; never the address that a secret holds."""
        return self.folder or self.mail or self.secret or ""


class RobotPart(Part):
    """One robot: a flow against a case system, another look at what such a robot drafted, what people decided of it, a
    report, or a chore."""

    flow: str | None = None
    system: str | None = None
    mode: Literal["shadow", "draft"] = "shadow"
    drafts: tuple[str, ...] = Field(default=("grant", "completion"), strict=False)  # outcomes that may be drafted
    drafts_a_run: int | None = Field(default=None, ge=1)  # as settings.yaml says without
    blind: float | None = Field(default=None, ge=0, le=50)  # per cent; as settings.yaml says without
    approval: Approval | None = None
    looks_again: str | None = None  # the robot whose cases it looks at again until a person decides
    follows_up: str | None = None  # the robot whose proposals it holds against what people decided
    report: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_]*$")  # worklist, weekly, or one of your own
    each: Literal["unit", "caseworker", "authority"] = "unit"  # of the worklist: who has a list of their own
    to: tuple[DeliveryPart, ...] = Field(default=(), strict=False)  # where a report goes beside data/reports
    chore: Literal["purge", "check"] | None = None  # check: every system that a robot works
    owner: str | None = None  # who looks after it, as alerts name them
    when: When = ()  # what starts it by itself; nothing: people do

    @model_validator(mode="after")
    def _one_job(self) -> RobotPart:
        works = self.flow is not None and self.system is not None
        jobs = (self.looks_again, self.follows_up, self.report, self.chore)
        if sum((works, *(job is not None for job in jobs))) != 1:
            raise ValueError(
                "a robot has either a flow and a system, or a report, or a chore, or looks_again, or follows_up"
            )
        for number, part in enumerate(self.when):
            if part.waiting and self.flow is None:
                raise Complaint("cases wait only for a robot that has a flow", "when", number, "waiting")
        return self

    @model_validator(mode="after")
    def _delivered(self) -> RobotPart:
        if self.to and self.report is None:
            raise Complaint("only a report goes somewhere", "to")
        folders = any(way.folder for way in self.to)
        for number, way in enumerate(self.to):
            if way.mail and self.report != "weekly":
                worklist = (
                    "a worklist speaks of single cases and never goes by mail: name a folder, or a webhook that tells "
                    "where it lies"
                )
                other = "only the weekly workbook goes by mail: name a folder, or a webhook that tells where it lies"
                raise Complaint(worklist if self.report == "worklist" else other, "to", number, "mail")
            if way.of is not None and self.report != "worklist":
                raise Complaint("only worklists are made for a unit or a caseworker", "to", number, "of")
            if way.secret and not (way.link or folders):
                raise Complaint("a webhook tells where the report lies: name a link, or a folder", "to", number)
        return self

    @property
    def comes_after(self) -> str | None:
        """The robot whose cases it works once more, if it is one that looks again or follows up."""
        return self.looks_again or self.follows_up

    @property
    def works_cases(self) -> bool:
        """Whether it works a case system, its own cases or another robot's."""
        return self.flow is not None or self.comes_after is not None

    @property
    def wanted_mode(self) -> Mode:
        return Mode(self.mode)


class Robots(Part):
    """config/robots.yaml."""

    robots: dict[str, RobotPart]

    @model_validator(mode="after")
    def _in_order(self) -> Robots:
        for name, part in self.robots.items():
            for number, when in enumerate(part.when):
                if when.after is not None and (wrong := self._not_after(name, when.after)):
                    raise Complaint(wrong, "robots", name, "when", number, "after")
        return self

    def _not_after(self, robot: str, other: str) -> str | None:
        """Why a robot cannot start when another is done; None where it can."""
        if other not in self.robots:
            return f'there is no robot "{other}"'
        reached, further = {robot}, [other]
        while further:
            name = further.pop()
            if name in reached:
                return "the robots would start each other for ever"
            reached.add(name)
            further += [when.after for when in self.robots[name].when if when.after is not None]
        return None


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
        file, shown = self.path / "config" / "robots.yaml", "config/robots.yaml"
        robots = yamlfile.read(file, Robots, shown=shown).robots
        for name, part in robots.items():
            if part.report and part.report not in self.reports:
                raise ConfigError(
                    f'{shown}:{yamlfile.line_of(file, "robots", name, "report")}: there is no report "{part.report}". '
                    f"There are: {', '.join(self.reports)}. One of your own is a file reports/{part.report}.py."
                )
        return robots

    @property
    def reports(self) -> tuple[str, ...]:
        """The names of the reports that there are: those of the toolkit, and those of this home folder."""
        return (*REPORTS, *sorted(path.stem for path in (self.path / "reports").glob("*.py")))

    def report_file(self, name: str) -> Path:
        return self.path / "reports" / f"{name}.py"

    def worked(self, part: RobotPart) -> RobotPart:
        """The robot whose cases a robot works: itself, or the one that it comes after."""
        return self.robot(part.comes_after) if part.comes_after else part

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
    def attachments(self) -> Path:
        """Where the store keeps attachments, sealed; machines that share a store share this folder too."""
        return self.path / self.settings.attachments

    @property
    def stop_file(self) -> Path:
        """While it is there no robot reads or writes anything."""
        return self.path / "STOP"

    @property
    def systems(self) -> tuple[str, ...]:
        """The names of the case systems that are described."""
        return tuple(sorted(path.stem for path in (self.path / "config" / "systems").glob("*.yaml")))

    @property
    def worked_systems(self) -> tuple[str, ...]:
        """Those of them that a robot works."""
        return tuple(sorted({part.system for part in self.robots.values() if part.system}))

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
