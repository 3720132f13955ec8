"""Rules tried before they are in force: what another workbook would make of the applications that are kept."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from robots.cli.screen import Desk, as_json, as_table, tell, waiting
from robots.words import Words

if TYPE_CHECKING:
    from robots.reports.names import FlowNames
    from robots.reports.replayed import Replay
    from robots.reports.spoken import Spoken
    from robots.rules.comparing import Comparison

SHOWN = 40  # cases on the screen; the workbook holds all


def add_to(rules: typer.Typer, say: Words) -> None:
    """Add the command to those about rules."""

    @rules.command(
        "replay",
        rich_help_panel=say("Caseworkers"),
        help=say(
            "What other rules would change. They are tried on all kept applications; that you read them is noted."
        ),
        epilog="run.py rules replay parking_permit --with new.xlsx --out replay.xlsx",
    )
    def replay(
        context: typer.Context,
        flow: Annotated[str, typer.Argument(metavar=say("FLOW"), help=say("A folder of flows."))],
        workbook: Annotated[
            Path, typer.Option("--with", metavar="FILE", help=say("The other rules, a workbook like rules.xlsx."))
        ],
        at: Annotated[
            datetime | None,
            typer.Option(
                metavar="DATE",
                formats=["%Y-%m-%d"],
                help=say("As if all were proposed on that day."),
            ),
        ] = None,
        out: Annotated[Path | None, typer.Option(metavar="FILE", help=say("Also write it as a workbook."))] = None,
        json: Annotated[bool, typer.Option("--json", help=say("As JSON."))] = False,
    ) -> None:
        from robots.reports.spoken import Spoken
        from robots.work.replaying import replay, write

        desk: Desk = context.obj
        with waiting(say("Holding the applications against both workbooks"), shown=not json):
            found = replay(desk.home, flow, workbook, at=at.date() if at else None)
        if out is not None:
            write(desk.home, found, out, language=say.language)
        if json:
            as_json(_plainly(found))
            return
        _show(say, Spoken(say.language), found, workbook)
        if out is not None:
            tell(say("Written: {file}", file=out))


def _show(say: Words, spoken: "Spoken", found: "Replay", workbook: Path) -> None:
    from robots.reports.replayed import asked_as_of, ended

    tell(f"{found.names.title} · {workbook.name}", style="bold")
    if found.before == found.after:
        tell(say("{file} is what is in force already.", file=workbook.name), style="yellow")
    tell(
        say(
            "Applications: {n}. Proposals that would change: {changed}. Only worded otherwise: {reworded}.",
            n=len(found.compared),
            changed=len(found.changed),
            reworded=found.reworded,
        )
    )
    tell(asked_as_of(found, spoken))
    if found.unread:
        tell(say("Without a stored application, not read by a robot or only the number kept: {n}.", n=found.unread))
    if found.hidden:
        tell(say("Left out as blind, until a person has decided them: {n}.", n=found.hidden))
    if not found.changed:
        return
    ways = [(ended(was, spoken), ended(now, spoken), count) for (was, now), count in found.ways.items()]
    as_table(say("From what to what"), [say("from"), say("to"), say("cases")], ways)
    rows = [
        (
            one.number,
            ended(one.before.end, spoken),
            ended(one.after.end, spoken),
            _what(one, found.names, spoken),
        )
        for one in found.changed[:SHOWN]
    ]
    as_table(say("Cases"), [say("number"), say("from"), say("to"), say("what changes")], rows)
    if len(found.changed) > SHOWN:
        tell(say("{n} more cases: write them all with --out FILE", n=len(found.changed) - SHOWN))


def _what(one: "Comparison", names: "FlowNames", spoken: "Spoken") -> str:
    from robots.reports.replayed import judged, told

    return "\n".join(filter(None, [judged(one, names, spoken), *(told(each, names, spoken) for each in one.moved)]))


def _plainly(found: "Replay") -> dict[str, Any]:
    return {
        "rules": {"before": found.before, "after": found.after},
        "at": found.at,
        "applications": len(found.compared),
        "changed": len(found.changed),
        "reworded": found.reworded,
        "unread": found.unread,
        "hidden": found.hidden,
        "ways": [{"from": was, "to": now, "cases": count} for (was, now), count in found.ways.items()],
        "cases": [
            {
                "number": one.number,
                "system": one.system,
                "day": one.day,
                "from": one.before.end,
                "to": one.after.end,
                "criteria": [{"criterion": code, "from": was, "to": now} for code, was, now in one.criteria],
                "values": [{**vars(change), "by": change.by} for change in one.values],
                "missing": {"from": one.before.missing, "to": one.after.missing},
            }
            for one in found.changed
        ],
    }
