"""Insight and disposal: what is held about a case or a person, what is kept no longer, who read or changed what."""

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from robots.cli.screen import Desk, as_json, as_table, coded, shown, tell
from robots.errors import ConfigError
from robots.words import Words

if TYPE_CHECKING:
    from robots.cases import Verified
    from robots.work.insight import Extract
    from robots.work.purging import Receipt, Removed


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands of insight and disposal."""
    panel = say("Insight and disposal")
    json_option = typer.Option("--json", help=say("As JSON."))

    @app.command(
        "purge",
        rich_help_panel=panel,
        help=say("Remove what settings.yaml says is kept no longer."),
        epilog="run.py purge --dry-run",
    )
    def purge(
        context: typer.Context,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help=say("Only say what would go; nothing is changed."))
        ] = False,
        json: Annotated[bool, json_option] = False,
    ) -> None:
        do_purge(context.obj, dry_run=dry_run, json=json)

    @app.command(
        "extract",
        rich_help_panel=panel,
        help=say("Write all that is held about a case or a person. That you did is noted."),
        epilog="run.py extract --case 2026-PRK-00123\nrun.py extract --person",
        context_settings={"allow_extra_args": True},
    )
    def extract(
        context: typer.Context,
        case: Annotated[
            str | None, typer.Option(metavar=say("CASE"), help=say("A case number, or system:number."))
        ] = None,
        person: Annotated[
            bool, typer.Option("--person", help=say("A person; the personal number is asked for, never an argument."))
        ] = False,
        out: Annotated[
            Path | None, typer.Option(metavar="DIR", help=say("The folder to write; in data/extracts without."))
        ] = None,
    ) -> None:
        from robots.cli.cases import named
        from robots.work.insight import extract_case, extract_person
        from robots.work.office import account

        desk: Desk = context.obj
        by = account()
        if context.args:  # never repeated: it may be a personal number
            raise ConfigError("A personal number is asked for, never given as an argument: others could read it there.")
        if (case is None) == (not person):
            raise ConfigError("Say of what: run.py extract --case CASE | --person")
        if case is not None:
            number, system = named(case)
            _written(say, extract_case(desk.home, number, system, by=by, out=out, say=say))
        elif found := extract_person(desk.home, _asked(say), by=by, out=out, say=say):
            _written(say, found)
        else:
            tell(say("No case holds that personal number. Nothing was written."))
            tell(
                say("Cases of which only the number is held, and cases that were purged, cannot be found by a person.")
            )

    audit = typer.Typer(help=say("Who read or changed what."))
    app.add_typer(audit, name="audit")

    @audit.command(
        "verify",
        rich_help_panel=panel,
        help=say("Whether the audit is whole: nothing changed or taken out."),
        epilog="run.py audit verify",
    )
    def verify(
        context: typer.Context,
        head: Annotated[
            str | None,
            typer.Option(metavar="MARK", help=say("A mark that was noted earlier: whether the audit still holds it.")),
        ] = None,
        json: Annotated[bool, json_option] = False,
    ) -> None:
        from robots.work.office import open_store

        desk: Desk = context.obj
        with open_store(desk.home) as store:
            verified = store.verify_audit(head)
        if json:
            broken = verified.broken and vars(verified.broken)
            as_json(vars(verified) | {"well": verified.well, "broken": broken})
        else:
            _show_verified(say, verified)
        if not verified.well:
            raise typer.Exit(1)

    @audit.command(
        "show",
        rich_help_panel=panel,
        help=say("List who read or changed what, oldest first."),
        epilog="run.py audit show --case 2026-PRK-00123",
    )
    def show(
        context: typer.Context,
        case: Annotated[str | None, typer.Option(metavar=say("CASE"), help=say("Only this case."))] = None,
        json: Annotated[bool, json_option] = False,
    ) -> None:
        from robots.cli.cases import named
        from robots.work.office import open_store

        desk: Desk = context.obj
        number, system = named(case) if case else (None, None)
        with open_store(desk.home) as store:
            entries = store.audit(number, system)
        if json:
            as_json([vars(entry) for entry in entries])
            return
        rows = [
            (entry.at, entry.who, coded(say, entry.action), entry.number, say.again(entry.detail)) for entry in entries
        ]
        if rows:
            as_table(say("Audit"), [say(name) for name in ("when", "who", "what", "number", "note")], rows)
        else:
            tell(say("Nobody has read or changed anything."))


def do_purge(desk: Desk, *, dry_run: bool = False, json: bool = False) -> None:
    """Purge the home folder, and say what went or would go."""
    from dataclasses import asdict

    from robots import logs
    from robots.work.office import account
    from robots.work.purging import purge

    logs.set_up(desk.home.logs, days=desk.home.settings.retention.logs, console=None)
    receipt, path = purge(desk.home, by=account(), dry_run=dry_run)
    if json:
        as_json(asdict(receipt) | {"dry_run": dry_run, "receipt": path and str(path)})
    else:
        _show_receipt(desk.say, receipt, path)


def _show_receipt(say: Words, receipt: "Receipt", path: Path | None) -> None:
    title = say("What would go; nothing was changed") if path is None else say("What went")
    rows = [(say(one.kind), one.count, _limit(say, one), one.setting) for one in receipt.removed]
    as_table(title, [say(name) for name in ("what", "how many", "kept no longer than", "setting")], rows)
    if receipt.exempt:
        tell(say("Cases kept for a day of birth (retention.exempt_born_on): {n}", n=receipt.exempt))
    if receipt.unclear:
        tell(say("Cases kept because no day of birth in them could be read: {n}", n=receipt.unclear))
    tell(say("Backups may hold what went until {day} (retention.backups).", day=receipt.backups_until))
    tell(say("To remove it: run.py purge") if path is None else say("Receipt: {file}", file=path))


def _limit(say: Words, one: "Removed") -> str:
    if one.until is None:
        return say("{n} MB in all", n=one.limit)
    return say("{n} days: from {day} and before", n=one.limit, day=one.until)


def _written(say: Words, extract: "Extract") -> None:
    tell(say("Written: {file}", file=extract.page))
    counted = {"n": extract.cases, "files": extract.documents}
    tell(say("Cases: {n}. Attachments: {files}. That you read them is noted.", **counted))
    tell(say("Before you send it, see whether it holds what others may not learn, such as who else is named in it."))


def _asked(say: Words) -> str:
    """A personal number from the keyboard, unseen, or a line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline()
    return getpass.getpass(say("Personal number (it is not shown): "))


def _show_verified(say: Words, verified: "Verified") -> None:
    counted: dict[str, Any] = {"n": verified.entries, "first": shown(verified.first), "last": shown(verified.last)}
    if verified.start_broken:
        tell(say("The note of where the audit begins was changed outside the toolkit."), style="red")
    elif broken := verified.broken:
        at, who = shown(broken.at), broken.who
        tell(
            say(
                "Entry {n} ({at}, {who}) does not fit: it was changed, or one before it was taken out.",
                n=broken.place,
                at=at,
                who=who,
            ),
            style="red",
        )
        if verified.entries:
            tell(say("Those before it fit, from {first} to {last}. Entries: {n}.", **counted))
    elif verified.entries:
        tell(say("The audit is whole, from {first} to {last}. Entries: {n}.", **counted), style="green")
    else:
        tell(say("The audit is whole, and holds nothing yet."), style="green")
    if verified.holds is not None:
        held = say(
            "It holds the mark that was noted."
            if verified.holds
            else "It does not hold the mark that was noted: its end was cut off or replaced."
        )
        tell(held, style="green" if verified.holds else "red")
    if verified.well:
        tell(say("The last one's mark, to be noted outside this machine: {mark}", mark=verified.head))
