from pathlib import Path

import pytest

from robots import OpenFlow, open_flow

FOLDER = Path(__file__).parents[3] / "flows" / "financial_aid"


@pytest.fixture(scope="session")
def financial_aid() -> OpenFlow:
    """The flow as it ships."""
    return open_flow(FOLDER)
