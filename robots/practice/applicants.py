"""Made-up applicants: names nobody bears, addresses that do not exist, and numbers kept for tests.

Personal numbers have the right check digit and a birth number (238, 239, 980-989) of the series that Skatteverket uses
for its test numbers. Telephone numbers come from the series that PTS keeps for fiction; mail goes to example.org.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Literal

FIRST_NAMES = (
    *("Testa", "Prova", "Exempla", "Övia", "Fiktiva", "Demona", "Låtsa", "Påhitta", "Skissa", "Repetera"),
    *("Testbert", "Provald", "Exempelius", "Övningar", "Fiktor", "Demotrius", "Låtsbert", "Påhittolf", "Skissmund"),
)
LAST_NAMES = (
    *("Provsson", "Testdotter", "Exempelström", "Övningsson", "Låtsaslund", "Påhittsberg", "Fingerqvist"),
    *("Attrappsson", "Demolin", "Fiktivgren", "Skenholm", "Utkastsson", "Blankettlöf", "Repetitionsdotter"),
)
STREETS = ("Övningsgatan", "Provvägen", "Testgränd", "Exempelstigen", "Låtsasbacken", "Påhittsallén")

Flaw = Literal["", "check_digit", "unborn"]


def check_digit(nine: str) -> int:
    """The tenth digit of a personal number (Luhn)."""
    doubled = (int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(nine))
    return -sum(value // 10 + value % 10 for value in doubled) % 10


def personal_number(born: date, rng: Random, *, coordination: bool = False, flaw: Flaw = "") -> str:
    """A test number for a day of birth, as YYYYMMDD-NNNN.

    Args:
        born: The day of birth.
        rng: Where the birth number is drawn from.
        coordination: Make a coordination number (the day plus 60), which people have who are not registered in Sweden.
        flaw: "check_digit" makes a number that no register holds.
    """
    day = f"{born:%Y%m}{born.day + 60 if coordination else born.day:02}"
    serial = str(rng.choice((238, 239, *range(980, 990))))
    digit = (check_digit(day[2:] + serial) + (1 if flaw == "check_digit" else 0)) % 10
    return f"{day}-{serial}{digit}"


def applicant(day: date, rng: Random, *, ages: tuple[int, int], coordination: bool, flaw: Flaw) -> Mapping[str, str]:
    """One applicant's particulars: number, day of birth, name, address, postcode, town, phone, email.

    Their age counts from the day on with the flaw "unborn": then they are yet to be born.
    """
    age = timedelta(days=round(rng.randint(*ages) * 365.25) + rng.randint(1, 360))
    born = day + age if flaw == "unborn" else day - age
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    ascii_name = f"{first}.{last}".lower().translate(str.maketrans("åäö", "aao"))
    return {
        "number": personal_number(born, rng, coordination=coordination, flaw=flaw),
        "born": str(born),
        "name": f"{last}, {first}",
        "address": f"{rng.choice(STREETS)} {rng.randint(1, 89)}",
        "postcode": f"000 {rng.randint(10, 99)}",
        "town": "Övningsstad",
        "phone": f"070-174 06 {rng.randint(5, 99):02}",
        "email": f"{ascii_name}@example.org",
    }
