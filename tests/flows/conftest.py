from pathlib import Path

import pytest

from robots import OpenFlow, open_flow

FLOWS = Path(__file__).parents[2] / "flows"


@pytest.fixture(scope="session")
def parking_permit() -> OpenFlow:
    """The flow as it ships."""
    return open_flow(FLOWS / "parking_permit")


@pytest.fixture(scope="session")
def building_notification() -> OpenFlow:
    """The flow as it ships."""
    return open_flow(FLOWS / "building_notification")


@pytest.fixture(scope="session")
def school_transport() -> OpenFlow:
    """The flow as it ships."""
    return open_flow(FLOWS / "school_transport")
