"""Who may log in: four robots and three caseworkers, all invented for practice."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class User:
    """An account of the practice system."""

    login: str
    password: str
    name: str


ROBOT = User("robot", "robot-ovning", "Robot (övning)")
MORE_ROBOTS = tuple(  # for several workers at once
    User(f"robot{n}", f"robot{n}-ovning", f"Robot {n} (övning)") for n in (2, 3, 4)
)
CASEWORKERS = (
    User("handlaggare1", "handlaggare1-ovning", "Testhandläggare Ett"),
    User("handlaggare2", "handlaggare2-ovning", "Testhandläggare Två"),
    User("handlaggare3", "handlaggare3-ovning", "Testhandläggare Tre"),
)
USERS = {user.login: user for user in (ROBOT, *MORE_ROBOTS, *CASEWORKERS)}
