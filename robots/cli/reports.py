"""Reports: the caseworkers' worklist and case sheet, and the managers' week."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from robots.cli.cases import named
from robots.cli.screen import Desk, complain, hint, tell
from robots.words import Words

if TYPE_CHECKING:
    from robots.work.reporting import Written


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands that write reports."""
    report = typer.Typer(help=say("Write a report: a workbook, or one case on one page."))
    app.add_typer(report, name="report")
    caseworkers = say("Caseworkers")

    @report.command(
        "worklist",
        rich_help_panel=caseworkers,
        help=say("The caseworkers' lists of prepared cases, one for each unit."),
        epilog="run.py report worklist --out worklist.xlsx",
    )
    def worklist(
        context: typer.Context,
        out: Annotated[
            Path | None,
            typer.Option(metavar="FILE", help=say("One workbook of all cases; without, each unit's in its folder.")),
        ] = None,
        read: Annotated[
            Path | None, typer.Option(metavar="FILE", help=say("First take in what people have written on this list."))
        ] = None,
    ) -> None:
        desk: Desk = context.obj
        if read is not None:
            _take_in(desk, read)
            if out is None:
                return
        _write(desk, "worklist", out)

    @report.command(
        "weekly",
        rich_help_panel=say("Managers"),
        help=say("The managers' workbook of one week."),
        epilog="run.py report weekly --week 2026-W47",
    )
    def weekly(
        context: typer.Context,
        week: Annotated[
            str | None, typer.Option(metavar="WEEK", help=say("Such as 2026-W47; the last whole week without."))
        ] = None,
        out: Annotated[
            Path | None, typer.Option(metavar="FILE", help=say("The workbook to write; in data/reports without."))
        ] = None,
    ) -> None:
        _write(context.obj, "weekly", out, week)

    @report.command(
        "case",
        rich_help_panel=caseworkers,
        help=say("One case on one page, to read and print. That you read it is noted."),
        epilog="run.py report case 2026-PRK-00778",
    )
    def case(
        context: typer.Context,
        case: Annotated[str, typer.Argument(metavar=say("CASE"), help=say("A case number, or system:number."))],
        out: Annotated[
            Path | None, typer.Option(metavar="FILE", help=say("The page to write; in data/reports without."))
        ] = None,
    ) -> None:
        from robots.work.casesheets import write_case_sheet

        desk: Desk = context.obj
        number, system = named(case)
        tell(say("Written: {file}", file=write_case_sheet(desk.home, number, system, out=out, say=desk.say)))


def tell_written(say: Words, written: "Iterable[Written]") -> None:
    """Say where each workbook lies, and which one lies beside another."""
    from robots.work.reporting import kept_beside

    for one in written:
        for place in one.places:
            tell(say("Written: {file}", file=place.path))
            if place.why:
                hint(say.again(kept_beside(place)))


def _write(desk: Desk, report: str, out: Path | None, week: str | None = None) -> None:
    from robots.work.office import today
    from robots.work.reporting import last_week, put_report, write_report

    language, day = desk.say.language, today()
    wanted = week or last_week(day)
    if out is not None:
        path = write_report(desk.home, report, out, day=day, week=wanted, language=language)
        tell(desk.say("Written: {file}", file=path))
        return
    put = put_report(desk.home, report, day=day, week=wanted, language=language)
    tell_written(desk.say, put.written)
    put.settled()


def _take_in(desk: Desk, path: Path) -> None:
    """Take in a worklist that people have filled in, and tell what came of it."""
    from robots.work.answering import take_in

    say = desk.say
    taken = take_in(desk.home, path, say)
    counts = {"new": taken.acknowledged, "before": taken.before}
    tell(say("Warnings acknowledged: {new}. They were so before: {before}.", **counts))
    counts = {"new": taken.explanations, "before": taken.explained_before}
    tell(say("Decisions said why about: {new}. They were so before: {before}.", **counts))
    for line in taken.clashes:
        tell(line, style="yellow")
    for line in taken.wrong:
        complain(say, line)
    if taken.wrong:
        raise typer.Exit(1)
