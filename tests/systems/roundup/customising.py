"""How the municipality changed Roundup's classic template: a few places in its files, each found exactly once."""

import shutil
from dataclasses import dataclass
from pathlib import Path

MUNICIPALITY = Path(__file__).with_name("municipality")


@dataclass(frozen=True)
class Change:
    """In one file of the tracker, what stood there before, and what stands there now."""

    file: str
    before: str
    after: str


NOTE_ROW = '<tr tal:condition="context/is_edit_ok">\n <th i18n:translate="">Change Note</th>'
FILE_TYPE = '  <th i18n:translate="">Type</th>\n'
FILE_TYPE_CELL = '  <td tal:content="file/type" />\n'
COLUMN_HEADER = '   <th tal:condition="request/show/creation" i18n:translate="">Creation</th>\n'
COLUMN_CELL = '   <td class="date" tal:condition="request/show/creation"\n'
FILE_CLASS = 'file = FileClass(db, "file",\n'
ISSUE_CLASS = 'issue = IssueClass(db, "issue",\n'
ISSUE_CLASS_WITH_PERMITS = f"""import permits
permits.add_classes(db, Class)
{ISSUE_CLASS}    **permits.application(), **permits.draft(),
"""
END_OF_CHOICES = "# vim: set filetype=python sts=4 sw=4 et si\n"

COLUMNS = {"received": "Received", "kind": "Kind of application"}
CELLS = {
    "received": "python:i.received.pretty('%Y-%m-%d')",
    "kind": "python:i.kind.plain()",
}


def customise(tracker: Path) -> None:
    """Change the freshly installed tracker, before its database is made."""
    shutil.copytree(MUNICIPALITY / "lib", tracker / "lib", ignore=shutil.ignore_patterns("__pycache__"))
    for change in _changes():
        _apply(change, tracker)


def _changes() -> list[Change]:
    permit_rows = (MUNICIPALITY / "issue.item.permit.html").read_text(encoding="utf-8")
    headers = "".join(f'   <th tal:condition="request/show/{name}">{text}</th>\n' for name, text in COLUMNS.items())
    cells = "".join(
        f'   <td tal:condition="request/show/{name}" tal:content="{value}">&nbsp;</td>\n'
        for name, value in CELLS.items()
    )
    return [
        Change("schema.py", FILE_CLASS, FILE_CLASS + "    document=String(),\n"),
        Change("schema.py", ISSUE_CLASS, ISSUE_CLASS_WITH_PERMITS),
        Change("initial_data.py", END_OF_CHOICES, "import permits\npermits.offer_choices(db)\n"),
        *_closed_to_the_public(),
        Change("html/issue.item.html", NOTE_ROW, permit_rows + NOTE_ROW),
        Change("html/issue.item.html", FILE_TYPE, "  <th>Document</th>\n" + FILE_TYPE),
        Change("html/issue.item.html", FILE_TYPE_CELL, '  <td tal:content="file/document" />\n' + FILE_TYPE_CELL),
        Change("html/issue.item.html", '<tr><th colspan="5" class="header"', '<tr><th colspan="6" class="header"'),
        Change("html/issue.index.html", COLUMN_HEADER, headers + COLUMN_HEADER),
        Change("html/issue.index.html", COLUMN_CELL, cells + COLUMN_CELL),
    ]


def _closed_to_the_public() -> list[Change]:
    """Applications are not for everyone: who has not logged in sees none and cannot register."""
    return [
        Change("schema.py", "    db.security.addPermissionToRole('Anonymous', 'View', cl)\n", "    pass\n"),
        Change("schema.py", "db.security.addPermissionToRole('Anonymous', 'Register', 'user')\n", ""),
    ]


def _apply(change: Change, tracker: Path) -> None:
    path = tracker / change.file
    text = path.read_text(encoding="utf-8")
    if text.count(change.before) != 1:
        raise LookupError(f"{change.file}: expected exactly once: {change.before!r}")
    path.write_text(text.replace(change.before, change.after), encoding="utf-8")
