"""How each figure of the weekly workbook is counted, in words that a manager can hold it to."""

from __future__ import annotations

from datetime import datetime

from robots.reports.figures import AT_RISK
from robots.reports.page import Column, Page
from robots.reports.sections import dash_means
from robots.reports.spoken import Spoken, local

_DEFINITIONS = {
    "Arrived": "Cases whose day of arrival lies in the week. Of a case that only people may handle, the day on which "
    "the robot saw its number.",
    "Closed": "Cases that were decided in the week, or had gone from the inbox without a decision.",
    "Open": "Cases that had arrived and were not closed when the week ended.",
    "Open cases by age": "Days from arrival to the end of the week. After six months a party may ask for a decision "
    "(12 § förvaltningslagen).",
    "Lead time, days": "Days from arrival to decision, of the cases decided in the week. Half took longer than the "
    "median; one in ten took longer than the second figure. Waiting for applicants is part of it.",
    "In time": "Of the cases decided in the week whose last day is known: the share decided by then.",
    "Near the last day": "Open cases that at the end of the week had at most {days} working days left; Swedish "
    "holidays and the eves of Midsummer, Christmas and New Year are no working days.",
    "Past the last day": "Open cases whose last day had passed at the end of the week.",
    "Prepared by robots": "Of the cases that robots took up in the week: the share with a proposal that stands, as a "
    "draft or for a person to write.",
    "Decided as proposed": "Of the cases decided in the week for which a robot had proposed a decision: the share "
    "where the person decided the same outcome. Proposals to ask for a completion are not counted.",
    "Handed over": "Cases that the robots handed over to people in the week, by the latest reason.",
    "Completions proposed": "Proposals made in the week to ask the applicant for what is missing.",
    "Technical failures": "Cases that the robots gave up in the week after several attempts.",
    "Runs that ended well": "Of the runs that began in the week: the share that came to an end without an error.",
}


def definitions(page: Page, made: datetime, say: Spoken) -> None:
    """What each figure is, and when it was taken."""
    page.title(
        say("How it is counted"),
        say(
            "Taken from the robots' store {at}. Robots prepare cases; people decide.",
            at=f"{local(made):%Y-%m-%d %H:%M}",
        ),
    )
    page.row += 1
    rows = [[say(name), say(meaning, days=AT_RISK)] for name, meaning in _DEFINITIONS.items()]
    columns = [Column(say("Figure"), widest=26, strong=True), Column(say("How it is counted"), widest=110)]
    page.freeze(page.table("Definitions", columns, rows))
    page.row += 1
    page.line(dash_means(say))
