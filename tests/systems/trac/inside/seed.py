"""Make a Trac and fill it; run by its own Python: seed.py ENVIRONMENT SEED.JSON."""

import hashlib
import io
import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from trac.attachment import Attachment  # type: ignore[import-not-found]
from trac.env import Environment  # type: ignore[import-not-found]
from trac.perm import PermissionSystem  # type: ignore[import-not-found]
from trac.ticket.model import Ticket  # type: ignore[import-not-found]
from trac.util.datefmt import utc  # type: ignore[import-not-found]

REALM = "Parkeringstillstand"


def main(home: str, seed_file: str) -> None:
    seed = json.loads(Path(seed_file).read_text(encoding="utf-8"))
    options = [(section, name, value) for section, named in seed["settings"].items() for name, value in named.items()]
    env = Environment(home, create=True, options=[("project", "name", "Parkeringstillstånd"), *options])
    _let_in(env, seed["users"])
    for application in seed["applications"]:
        _add_ticket(env, application, Path(seed_file).parent)
    env.shutdown()


def _let_in(env: Any, users: list[dict[str, str]]) -> None:
    """Give the users their accounts; applications are not for everyone: who has not logged in sees none."""
    lines = []
    for user in users:
        secret = f"{user['name']}:{REALM}:{user['password']}".encode()
        lines.append(f"{user['name']}:{REALM}:{hashlib.md5(secret).hexdigest()}\n")
    (Path(env.path) / "accounts.htdigest").write_text("".join(lines), encoding="utf-8")
    permissions = PermissionSystem(env)
    for subject, action in permissions.get_all_permissions():
        if subject == "anonymous":
            permissions.revoke_permission(subject, action)
    for action in ("TICKET_VIEW", "TICKET_APPEND", "TICKET_CHGPROP", "WIKI_VIEW"):
        permissions.grant_permission("authenticated", action)


def _add_ticket(env: Any, application: dict[str, Any], folder: Path) -> None:
    ticket = Ticket(env)
    ticket.populate({"status": "new", "reporter": "e-tjansten", **_stored(ticket, application["values"])})
    number = ticket.insert()
    for document in application["documents"]:
        content = (folder / document["path"]).read_bytes()
        attachment = Attachment(env, "ticket", number)
        attachment.description, attachment.author = document["document"], "e-tjansten"
        attachment.insert(document["name"], io.BytesIO(content), len(content))
    if application["begun"]:
        begun = Ticket(env, number)
        begun["reasons"] = application["begun"]
        begun.save_changes("handlaggare")


def _stored(ticket: Any, values: dict[str, Any]) -> dict[str, Any]:
    """The values as Trac keeps them: days as times of its own."""
    days = set(ticket.time_fields)
    return {name: _day(value) if name in days else value for name, value in values.items() if value is not None}


def _day(text: str) -> datetime:
    day = date.fromisoformat(text)
    return datetime(day.year, day.month, day.day, tzinfo=utc)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
