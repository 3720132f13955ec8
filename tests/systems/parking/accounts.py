"""Who may log in to the real systems that tests start."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """One who may log in."""

    name: str
    password: str
    realname: str


ROBOT = Account("robot", "robot-real-test", "Roboten (testdata)")
CASEWORKER = Account("handlaggare", "handlaggare-real-test", "Testhandläggare Ett")
