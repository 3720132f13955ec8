"""The warnings of one case: which are open, what to type, and what was acknowledged."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from robots.cli.screen import Desk, as_table, tell
from robots.errors import ConfigError
from robots.words import meant

if TYPE_CHECKING:
    from robots.cases import CaseContent, Store


def list_warnings(desk: Desk, content: "CaseContent") -> None:
    """Print the open warnings of a case with their codes, and what to type."""
    from robots.model import Result
    from robots.reports.wording import Wording

    say, words = desk.say, Wording.of(desk.home, content.case, desk.say)
    seen = [one for one in content.findings if one.result is Result.WARNING and one.acknowledged]
    for one in seen:
        tell(f"{words.criterion(one.criterion)}: {one.reason} {words.acknowledged(one)}")
    there = [one for one in content.findings if one.is_open_warning]
    if not there:
        tell(say("No warning waits to be acknowledged."))
        return
    rows = [(one.criterion, words.criterion(one.criterion), one.reason) for one in there]
    as_table(say("Warnings"), [say("code"), say("criterion"), say("reason")], rows, whole=1)
    number, codes = content.case.number, " ".join(dict.fromkeys(one.criterion for one in there))
    tell(say("To say that you have seen them: run.py acknowledge {case} {codes}", case=number, codes=codes))


def acknowledged(desk: Desk, store: "Store", content: "CaseContent", wanted: Sequence[str], *, by: str) -> None:
    """Acknowledge the open warnings of some criteria, by code or name, or of all where none is named.

    Raises:
        ConfigError: There is no such warning, or the case holds another one by now; nothing was changed.
    """
    from robots.model import Result
    from robots.reports.wording import Wording
    from robots.work.office import account

    say, words = desk.say, Wording.of(desk.home, content.case, desk.say)
    warnings = [one for one in content.findings if one.result is Result.WARNING]
    codes = {word: one.criterion for one in warnings for word in (one.criterion, words.criterion(one.criterion))}
    for word in wanted:
        if word not in codes:
            known = ", ".join(dict.fromkeys(one.criterion for one in warnings)) or "–"
            raise ConfigError(
                f'Case {content.case.number} has no warning "{word}". It has: {known}. Nothing was changed.'
                f"{meant(word, codes)}"
            )
    criteria = {codes[word] for word in wanted} or set(codes.values())
    shown = [one for one in warnings if one.criterion in criteria]
    case = content.case
    new = store.acknowledge(case.number, case.system, warnings=shown, by=by, account=account())
    for one in new:
        tell(say("Acknowledged: {criterion}: {reason}", criterion=words.criterion(one.criterion), reason=one.reason))
    if not new:
        tell(say("No warning waits to be acknowledged."))
