"""Reports: the caseworkers' worklist and the managers' week."""

from pathlib import Path
from typing import Annotated

import typer

from robots.cli.screen import Desk, complain, tell
from robots.words import Words


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands that write workbooks."""
    report = typer.Typer(help=say("Write a report as a workbook."))
    app.add_typer(report, name="report")
    out_option = typer.Option(metavar="FILE", help=say("The workbook to write; in data/reports without."))

    @report.command(
        "worklist",
        rich_help_panel=say("Caseworkers"),
        help=say("The caseworkers' list of prepared cases."),
        epilog="run.py report worklist --out worklist.xlsx",
    )
    def worklist(
        context: typer.Context,
        out: Annotated[Path | None, out_option] = None,
        read: Annotated[
            Path | None, typer.Option(metavar="FILE", help=say("First take in the warnings acknowledged on this list."))
        ] = None,
    ) -> None:
        from robots.work.office import today
        from robots.work.reporting import shelf, write_report

        desk: Desk = context.obj
        if read is not None:
            _take_in(desk, read)
            if out is None:
                return
        day = today()
        path = out or shelf(desk.home, "worklist", day)
        write_report(desk.home, "worklist", path, day=day, language=say.language)
        tell(say("Written: {file}", file=path))

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
        out: Annotated[Path | None, out_option] = None,
    ) -> None:
        from robots.work.office import today
        from robots.work.reporting import last_week, shelf, write_report

        desk: Desk = context.obj
        day = today()
        wanted = week or last_week(day)
        path = out or shelf(desk.home, "weekly", wanted)
        write_report(desk.home, "weekly", path, day=day, week=wanted, language=say.language)
        tell(say("Written: {file}", file=path))


def _take_in(desk: Desk, path: Path) -> None:
    """Take in a worklist that people have filled in, and tell what came of it."""
    from robots.work.answering import take_in

    say = desk.say
    taken = take_in(desk.home, path, say)
    counts = {"new": taken.acknowledged, "before": taken.before}
    tell(say("Warnings acknowledged: {new}. They were so before: {before}.", **counts))
    for line in taken.wrong:
        complain(say, line)
    if taken.wrong:
        raise typer.Exit(1)
