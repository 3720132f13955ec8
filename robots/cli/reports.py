"""Reports: the caseworkers' worklist and the managers' week."""

from pathlib import Path
from typing import Annotated

import typer

from robots.cli.screen import Desk, console
from robots.words import Words
from robots.work.office import today


def add_to(app: typer.Typer, say: Words) -> None:
    """Add the commands that write workbooks."""
    report = typer.Typer(help=say("Write a report as a workbook."), no_args_is_help=True)
    app.add_typer(report, name="report")
    out_option = typer.Option(help=say("The workbook to write."))

    @report.command("worklist", help=say("The caseworkers' list of prepared cases."))
    def worklist(context: typer.Context, out: Annotated[Path | None, out_option] = None) -> None:
        from robots.work.reporting import write_report

        desk: Desk = context.obj
        day = today()
        path = out or desk.home.data / "reports" / f"worklist-{day}.xlsx"
        write_report(desk.home, "worklist", path, day=day, language=say.language)
        console.print(say("Written: {file}", file=path), soft_wrap=True)

    @report.command("weekly", help=say("The managers' workbook of one week."))
    def weekly(
        context: typer.Context,
        week: Annotated[str | None, typer.Option(help=say("Such as 2026-W47; this week by default."))] = None,
        out: Annotated[Path | None, out_option] = None,
    ) -> None:
        from robots.work.reporting import write_report

        desk: Desk = context.obj
        day = today()
        year, number, _ = day.isocalendar()
        wanted = week or f"{year}-W{number:02d}"
        path = out or desk.home.data / "reports" / f"weekly-{wanted}.xlsx"
        write_report(desk.home, "weekly", path, day=day, week=wanted, language=say.language)
        console.print(say("Written: {file}", file=path), soft_wrap=True)
