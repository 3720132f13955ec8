"""The words that the systems' pages have for what an application says."""

SHOWN = {
    "new": "New permit",
    "renewal": "Renewal",
    "lost": "Lost permit",
    "driver": "Driver",
    "passenger": "Passenger",
    "walks": "Walks",
    "wheelchair": "Wheelchair",
    "lasting": "Lasting",
    "time-limited": "Time-limited",
    "active": "Active",
    "expired": "Expired",
    "blocked": "Blocked (lost)",
}
_IN_TITLE = {"new": "nytt", "renewal": "förnyelse", "lost": "förlorat", "driver": "förare", "passenger": "passagerare"}


def shown(word: str | None) -> str | None:
    """What a page says for one of the key's words; None for what was left empty."""
    return SHOWN[word] if word else None


def yes_no(answer: bool | None) -> str | None:
    """What a page says for an answer; None for what was left empty."""
    return None if answer is None else "Yes" if answer else "No"


def title(kind: str, capacity: str) -> str:
    """The title of an application, as the e-service writes it."""
    return f"Ansökan om parkeringstillstånd, {_IN_TITLE[kind]}, {_IN_TITLE[capacity]}"
