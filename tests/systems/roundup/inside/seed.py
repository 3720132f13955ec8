"""Fill a tracker with users and applications; run by Roundup's own Python: seed.py TRACKER APPLICATIONS.JSON."""

import json
import sys
from pathlib import Path
from typing import Any

import roundup.instance  # type: ignore[import-not-found]
from roundup.date import Date  # type: ignore[import-not-found]
from roundup.password import Password  # type: ignore[import-not-found]


def main(tracker_home: str, seed_file: str) -> None:
    seed = json.loads(Path(seed_file).read_text(encoding="utf-8"))
    tracker = roundup.instance.open(tracker_home)
    db = tracker.open("admin")
    _add_people(db, seed["users"])
    for application in seed["applications"]:
        _add_application(db, application, Path(seed_file).parent)
    db.commit()
    db.close()
    _begin_drafts(tracker, seed["applications"])


def _add_people(db: Any, users: list[dict[str, str]]) -> None:
    for user in users:
        db.user.create(
            username=user["name"],
            realname=user["realname"],
            password=Password(user["password"], config=db.config),
            address=f"{user['name']}@example.invalid",
            roles="User",
        )


def _add_application(db: Any, application: dict[str, Any], folder: Path) -> None:
    issue = _stored_values(db, db.issue, application["issue"])
    issue["permits"] = [_add(db, db.permit, permit) for permit in application["permits"]]
    issue["files"] = [_add_file(db, folder, document) for document in application["documents"]]
    issue["keyword"] = [_keyword(db, application["marking"])] if application["marking"] else []
    message = db.msg.create(author="1", date=Date("."), content=application["message"], summary="E-service")
    db.issue.create(messages=[message], **issue)


def _add(db: Any, cls: Any, values: dict[str, Any]) -> str:
    return str(cls.create(**_stored_values(db, cls, values)))


def _add_file(db: Any, folder: Path, document: dict[str, str]) -> str:
    content = (folder / document["path"]).read_bytes()
    return str(
        db.file.create(name=document["name"], type=document["type"], document=document["document"], content=content)
    )


def _stored_values(db: Any, cls: Any, values: dict[str, Any]) -> dict[str, Any]:
    """The values that Roundup is to keep; it takes no None, so what is empty is left out."""
    return {name: _stored(db, cls, name, value) for name, value in values.items() if value is not None}


def _stored(db: Any, cls: Any, name: str, value: Any) -> Any:
    """A value as Roundup keeps it: links by id, days as its own dates."""
    kind = cls.getprops()[name]
    if isinstance(kind, roundup.hyperdb.Link):
        return db.getclass(kind.classname).lookup(value)
    return Date(value) if isinstance(kind, roundup.hyperdb.Date) else value


def _keyword(db: Any, name: str) -> str:
    try:
        return str(db.keyword.lookup(name))
    except KeyError:
        return str(db.keyword.create(name=name))


def _begin_drafts(tracker: Any, applications: list[dict[str, Any]]) -> None:
    """Reasons that a caseworker has begun to write, in that person's name."""
    db = tracker.open("handlaggare")
    for number, application in enumerate(applications, start=1):
        if application["begun"]:
            db.issue.set(str(number), reasons=application["begun"])
    db.commit()
    db.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
