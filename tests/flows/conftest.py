from pathlib import Path

import pytest

from robots import OpenFlow, open_flow

FLOWS = Path(__file__).parents[2] / "flows"


@pytest.fixture(scope="session")
def parking_permit() -> OpenFlow:
    """The flow as it ships."""
    return open_flow(FLOWS / "parking_permit")
