"""Make a helpdesk's database and fill it; run by its own Python: seed.py HOME SEED.JSON."""

import json
import os
import sys
from pathlib import Path
from typing import Any


def main(home: str, seed_file: str) -> None:
    os.environ |= {"HELPDESK_HOME": home, "DJANGO_SETTINGS_MODULE": "installed"}
    import django  # type: ignore[import-not-found]
    from django.core.management import call_command  # type: ignore[import-not-found]

    django.setup()
    call_command("migrate", verbosity=0)
    seed = json.loads(Path(seed_file).read_text(encoding="utf-8"))
    people = _add_people(seed["users"])
    fields = _add_fields(seed["applications"][0]["fields"])
    queue = _add_queue()
    for number, application in enumerate(seed["applications"], start=1):
        _add_ticket(number, application, queue, fields, people, Path(seed_file).parent)


def _add_people(users: list[dict[str, str]]) -> dict[str, Any]:
    from django.contrib.auth import get_user_model  # type: ignore[import-not-found]

    return {
        user["name"]: get_user_model().objects.create_user(
            user["name"],
            f"{user['name']}@example.invalid",
            user["password"],
            first_name=user["realname"],
            is_staff=True,
        )
        for user in users
    }


def _add_queue() -> Any:
    from helpdesk.models import Queue  # type: ignore[import-not-found]

    return Queue.objects.create(title="Parkeringstillstånd", slug="prk", email_address="prk@example.invalid")


def _add_fields(declared: list[dict[str, Any]]) -> dict[str, Any]:
    from helpdesk.models import CustomField

    return {
        field["name"]: CustomField.objects.create(
            name=field["name"],
            label=field["label"],
            data_type=field["type"],
            list_values="\n".join(field["options"]),
            empty_selection_list=field["type"] == "list",
            max_length=5000 if field["type"] == "text" else 200,
            ordering=place,
        )
        for place, field in enumerate(declared)
    }


def _add_ticket(
    number: int, application: dict[str, Any], queue: Any, fields: dict[str, Any], people: dict[str, Any], folder: Path
) -> None:
    from helpdesk.models import FollowUp, Ticket

    ticket = Ticket.objects.create(
        id=number,
        title=application["title"],
        queue=queue,
        submitter_email=f"sokande{number:02}@example.invalid",
        description=application["message"],
        assigned_to=people["handlaggare"],
    )
    ticket.save_custom_field_values({f"custom_{field['name']}": field["value"] for field in application["fields"]})
    opened = FollowUp.objects.create(ticket=ticket, title="Ticket Opened", comment="", public=True)
    for document in application["documents"]:
        _attach(opened, document, folder)
    if application["begun"]:
        _begin(ticket, fields["reasons"], application["begun"], people["handlaggare"])


def _attach(opened: Any, document: dict[str, str], folder: Path) -> None:
    from django.core.files.base import ContentFile  # type: ignore[import-not-found]
    from helpdesk.models import FollowUpAttachment

    content = (folder / document["path"]).read_bytes()
    FollowUpAttachment.objects.create(
        followup=opened,
        file=ContentFile(content, name=document["name"]),
        filename=document["name"],
        mime_type=document["type"],
        size=len(content),
    )


def _begin(ticket: Any, field: Any, reasons: str, person: Any) -> None:
    """Reasons that a caseworker has begun to write, in that person's name."""
    from helpdesk.models import FollowUp

    ticket.save_custom_field_values({f"custom_{field.name}": reasons})
    begun = FollowUp.objects.create(ticket=ticket, title=ticket.title, user=person, public=False)
    begun.ticketchange_set.create(field=field.name, old_value="", new_value=reasons)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
