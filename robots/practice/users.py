"""Who may log in: two robots and three caseworkers, all invented for practice."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class User:
    """An account of the practice system."""

    login: str
    password: str
    name: str


ROBOT = User("robot", "robot-ovning", "Robot (övning)")
SECOND_ROBOT = User("robot2", "robot2-ovning", "Robot två (övning)")  # for two workers at once
CASEWORKERS = (
    User("handlaggare1", "handlaggare1-ovning", "Testhandläggare Ett"),
    User("handlaggare2", "handlaggare2-ovning", "Testhandläggare Två"),
    User("handlaggare3", "handlaggare3-ovning", "Testhandläggare Tre"),
)
USERS = {user.login: user for user in (ROBOT, SECOND_ROBOT, *CASEWORKERS)}
