"""Another place where the same system stands, such as the vendor's test environment."""

from __future__ import annotations

from robots.systems.description.login import Account
from robots.yamlfile import Part


class EnvironmentPart(Part):
    """Where it answers, and as whom the robot logs in there; as its own account without."""

    address: str
    account: Account | None = None
