"""A flow: one case type's record, checks and proposal; and how its folder is opened."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from robots.errors import CaseProblem, ConfigError, NoAmount, NotKnown, RuleError
from robots.model import Acknowledgement, Finding, Proposal, Record, lay_open
from robots.rules import Rules
from robots.rules.agreement import refuse_disagreement
from robots.rules.concepts import Concept, Scalar
from robots.rules.expressions import moved
from robots.rules.nearest import nearest
from robots.rules.supposing import GRANT, REJECT, Tried

if TYPE_CHECKING:
    from robots.rules.examples import Difference, Example

A = TypeVar("A", bound=Record)


Acknowledged = Callable[[Finding], Acknowledgement | None]
"""Tells who has acknowledged a warning, and when; None where nobody has."""


def nobody(_finding: Finding) -> None:
    """Nobody has acknowledged anything."""


@dataclass(frozen=True)
class Flow(Generic[A]):
    """How one case type is handled. Its functions are pure: no page, no clock, no file."""

    name: str
    title: str  # as caseworkers know the case type
    application: type[A]  # what the case system shows about one application
    check: Callable[[A, Rules], list[Finding]]
    decide: Callable[[A, list[Finding], Rules], Proposal]
    figures: Mapping[str, Any] = field(default_factory=dict)  # what it works out for the rules: names and types
    deciding: Callable[[A], date] | None = None  # the day by which rules are in force; without, the proposal's day
    due: Callable[[A, Rules], date | None] | None = None  # the legal last day where another law than 12 § FL sets it
    lost: Callable[[A, Rules], Iterable[tuple[date, Decimal]]] | None = None  # where the time does not hold: from each
    # day on, how many kronor of the board's are lost in all


@dataclass(frozen=True)
class OpenFlow:
    """A flow with the rules that stand beside it."""

    flow: Flow[Any]
    rules: Rules
    folder: Path

    @property
    def sha256s(self) -> tuple[str, str]:
        """What the rules and the texts are known by: an approval is given for these."""
        return self.rules.sha256, self.rules.texts_sha256

    def with_rules(self, workbook: Path) -> OpenFlow:
        """The same flow and texts with another workbook, such as one that somebody wants to try.

        Raises:
            ConfigError: There is no such file.
            RuleError: It cannot be used; every problem has a line.
        """
        with TemporaryDirectory() as folder:
            beside = Path(folder)
            shutil.copytree(self.folder / "texts", beside / "texts")
            try:
                shutil.copyfile(workbook, beside / "rules.xlsx")
            except OSError as why:
                raise ConfigError(f"{workbook} cannot be read: {why.strerror}.") from None
            try:
                rules = Rules.load(beside)
                refuse_disagreement(rules.concepts, self.flow.application, self.flow.figures)
            except RuleError as problems:
                raise RuleError(str(problems).replace("rules.xlsx", workbook.name)) from None
        return OpenFlow(self.flow, rules, self.folder)

    def due(self, received: date) -> date | None:
        """The day from which the applicant may ask for a decision (12 § förvaltningslagen): the case's legal due day.

        The time comes from the row "ärende.avgörs_inom" of sheet "Belopp", as it was when the application came in;
        None for one that came in before there was such a time.
        """
        try:
            return moved(received, int(self.rules.amount("ärende.avgörs_inom", on=received)), "mån")
        except NoAmount:
            return None

    def due_as_read(self, application: Record, day: date) -> date | None:
        """The legal due day as the flow itself knows it; None where it has none of its own or cannot tell it surely.

        Args:
            application: The flow's record. What the day does not depend on may be unknown.
            day: The day on which it was read.
        """
        if self.flow.due is None:
            return None
        try:
            return self.flow.due(application, self._asked(application, self.rules, day))
        except CaseProblem:
            return None

    def lost_as_read(self, application: Record, day: date) -> list[tuple[date, Decimal]] | None:
        """What is lost in all from which day on where the legal time does not hold, in kronor.

        Args:
            application: The flow's record.
            day: The day on which it is asked.

        Returns:
            None where the flow knows of no such cost, or cannot tell it surely of this application.
        """
        if self.flow.lost is None:
            return None
        try:
            return list(self.flow.lost(application, self._asked(application, self.rules, day)))
        except CaseProblem:
            return None

    def called(self, field: str) -> str:
        """What the rules call a field of the record, for people; the field's own name where they do not speak of it."""
        concepts = self.rules.concepts.values()
        return next((concept.name for concept in concepts if concept.field == field), field)

    def propose(
        self, application: Record, day: date, acknowledged: Acknowledged = nobody
    ) -> tuple[list[Finding], Proposal]:
        """Check an application and propose a decision, as of a day; both say why it is not otherwise.

        Only of a rejection it is told which single input would have brought a grant. What a completion lacks is asked
        for already, and what a person weighs who takes a case over nobody can tell.

        Args:
            application: The flow's record.
            day: The day of the proposal.
            acknowledged: Tells of each warning who has acknowledged it; the texts may say so.

        Raises:
            NotKnown: A field could not be read surely. Every field counts, whether or not a rule asks for it: nobody
                knows what stands there. The case goes to a person.
            CaseProblem: The rules leave it to a person.
        """
        findings, proposal = self._proposed(application, self.rules, day, acknowledged)
        if proposal.outcome != REJECT:
            return findings, proposal
        asked, tried = self._asked(application, self.rules, day), self._tried(application, day)
        return findings, replace(proposal, counterfactual=asked.otherwise(application, findings, tried))

    def propose_plainly(self, application: Record, day: date) -> tuple[list[Finding], Proposal]:
        """The same without the explanations, in a fraction of the time: to compare many cases.

        Raises:
            NotKnown: As for `propose`.
            CaseProblem: As for `propose`.
        """
        return self._proposed(application, self.rules.unexplained(), day)

    def _asked(self, application: Record, rules: Rules, day: date) -> Rules:
        return rules.on(day, deciding=self.flow.deciding(application) if self.flow.deciding else day)

    def _proposed(
        self, application: Record, rules: Rules, day: date, acknowledged: Acknowledged = nobody
    ) -> tuple[list[Finding], Proposal]:
        _refuse_unknown(application)
        asked = self._asked(application, rules, day)
        checked = self.flow.check(application, asked)
        findings = [replace(one, acknowledged=acknowledged(one)) for one in checked]
        return findings, self.flow.decide(application, findings, asked)

    def _tried(self, application: Record, day: date) -> Tried:
        """Tells whether the outcome is a grant where one input is otherwise.

        A field is changed in the record, so that all that the flow works out from it follows. What is worked out itself
        is supposed by its concept. Where nothing can be proposed then, no: the flow may rely on values that agree.
        """
        values = lay_open(application)

        def tried(concept: Concept, value: Scalar) -> bool:
            is_field = concept.field in values
            changed = type(application).of({**values, concept.field: value}) if is_field else application
            rules = self.rules.supposing({} if is_field else {concept.name: value})
            try:
                return self._proposed(changed, rules, day)[1].outcome == GRANT
            except Exception:
                return False

        return tried

    def rehearse(self, example: Example) -> list[Difference]:
        """Try an example of examples.yaml: what came out otherwise than it says, empty where all is right.

        Raises:
            RuleError: It names a field that the record does not have, or says nothing of one that it has.
        """
        fields = self.flow.application.model_fields
        for name in example.given.keys() ^ fields.keys():
            where = f'examples.yaml, "{example.sentence}"'
            if name in fields:
                raise RuleError(f'{where}: nothing is said of "{name}". Say under "usual" what is usual.')
            raise RuleError(f'{where}: flow.py has no field "{name}". Nearest: {nearest(name, fields)}.')
        try:
            application = example.application(self.flow.application, self.rules.amounts)
            findings, proposal = self.propose_plainly(application, example.day)
        except CaseProblem as problem:
            return example.differences_of_problem(problem)
        return example.differences(findings, proposal)


def open_flow(folder: Path) -> OpenFlow:
    """Load flow.py, rules.xlsx and texts/ of a folder such as flows/parking_permit.

    A flow that has more to work out than one module should hold keeps it in another beside flow.py, which imports it
    as `from .clock import ...`.

    Raises:
        ConfigError: flow.py cannot be run or defines no FLOW of the folder's name.
        RuleError: The rules cannot be read, or speak of a field that the flow's record does not have.
    """
    flow = getattr(_run(folder / "flow.py"), "FLOW", None)
    if not isinstance(flow, Flow) or flow.name != folder.name:
        raise ConfigError(f'{folder / "flow.py"} must define FLOW = Flow("{folder.name}", ...)')
    rules = Rules.load(folder)
    refuse_disagreement(rules.concepts, flow.application, flow.figures)
    return OpenFlow(flow, rules, folder)


def _refuse_unknown(record: Record) -> None:
    """Read every field once; one that could not be read surely raises NotKnown."""
    for name in type(record).model_fields:
        value = getattr(record, name)
        for row in value if isinstance(value, tuple) else (value,):
            if isinstance(row, Record):
                _refuse_unknown_in(name, row)


def _refuse_unknown_in(table: str, row: Record) -> None:
    """A column's name says little by itself: people look for the table."""
    try:
        _refuse_unknown(row)
    except NotKnown as trouble:
        raise NotKnown(table, trouble.why) from trouble


def _run(path: Path) -> ModuleType:
    package = f"flows.{path.parent.name}"
    name = f"{package}.flow"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise ConfigError(f"{path} does not exist.")
    for stale in [known for known in sys.modules if known.startswith(f"{package}.")]:
        del sys.modules[stale]  # of a flow of the same name in another home
    sys.modules[package] = ModuleType(package)
    sys.modules[package].__path__ = [str(path.parent)]  # where it finds the modules beside it
    module = module_from_spec(spec)
    sys.modules[name] = module  # annotations of its records are looked up there
    try:
        spec.loader.exec_module(module)
    except Exception as why:
        raise ConfigError(f"{path} cannot be run: {why}") from why
    return module
