"""36 applications for parking permits that real systems are seeded with, and the hand-written key to them."""

from .accounts import CASEWORKER, ROBOT, Account
from .applications import Application, Expected, Given, Permit, applications, later
from .seed import seeded_day, write_seed
from .standing import Standing, Verdict, expected_standing
from .words import shown, title, yes_no
from .written import asked_for, document_files

__all__ = [
    "CASEWORKER",
    "ROBOT",
    "Account",
    "Application",
    "Expected",
    "Given",
    "Permit",
    "Standing",
    "Verdict",
    "applications",
    "asked_for",
    "document_files",
    "expected_standing",
    "later",
    "seeded_day",
    "shown",
    "title",
    "write_seed",
    "yes_no",
]
