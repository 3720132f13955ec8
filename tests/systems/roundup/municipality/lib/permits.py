"""What the municipality added to Roundup's classic tracker: the application on the issue, and fields for the draft.

Run by Roundup itself (its tracker's `lib` folder), from schema.py and initial_data.py.
"""

from typing import Any

from roundup.hyperdb import Boolean, Date, Integer, Link, Multilink, Number, String  # type: ignore[import-not-found]

CHOICES = {
    "permitkind": ("New permit", "Renewal", "Lost permit"),
    "capacity": ("Driver", "Passenger"),
    "mobility": ("Walks", "Wheelchair"),
    "duration": ("Lasting", "Time-limited"),
    "permitstate": ("Active", "Expired", "Blocked (lost)"),
    "proposal": ("Grant", "Reject", "Completion", "Dismissal"),
}


def add_classes(db: Any, make_class: Any) -> None:
    """Add what an application refers to, and let users see what they may choose from."""
    for name in CHOICES:
        make_class(db, name, name=String(), order=Number()).setkey("name")
        db.security.addPermissionToRole("User", "View", name)
    make_class(db, "permit", number=String(), valid_from=Date(), valid_to=Date(), state=Link("permitstate"))
    db.security.addPermissionToRole("User", "View", "permit")


def application() -> dict[str, Any]:
    """The properties of an issue that the e-service fills in.

    They stand in the issue's own declaration: what `addprop` adds later is not registered with its class (seen in 2.6).
    """
    return {
        "applicant": String(),
        "name": String(),
        "received": Date(),
        "kind": Link("permitkind"),
        "capacity": Link("capacity"),
        "circumstances_unchanged": Boolean(),
        "police_report": String(),
        "signed": Boolean(),
        "unable_to_sign": Boolean(),
        "registered_in": String(),
        "staying_in": String(),
        "mobility": Link("mobility"),
        "walking_distance": String(),
        "left_alone": Boolean(),
        "duration": Link("duration"),
        "duration_months": Integer(),
        "permits": Multilink("permit"),
    }


def draft() -> dict[str, Any]:
    """The properties of an issue that hold the draft of a decision."""
    return {
        "proposal": Link("proposal"),
        "reasons": String(),
        "valid_from": Date(),
        "valid_to": Date(),
        "answer_due": Date(),
        "internal_note": String(),
    }


def offer_choices(db: Any) -> None:
    """Fill the menus; the order is the order of the list."""
    for name, texts in CHOICES.items():
        for order, text in enumerate(texts, start=1):
            db.getclass(name).create(name=text, order=order)
