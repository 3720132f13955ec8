"""Each example of permits and notifications ends as it says."""

from pathlib import Path

import pytest

from robots import OpenFlow
from robots.errors import NoAmount
from robots.rules.examples import Example, read_examples

FOLDER = Path(__file__).parents[3] / "flows" / "building_notification"
EXAMPLES = read_examples(FOLDER / "examples.yaml")


@pytest.mark.parametrize("example", [pytest.param(example, id=example.sentence) for example in EXAMPLES])
def test_example(building_notification: OpenFlow, example: Example) -> None:
    assert building_notification.rehearse(example) == []


def test_the_examples_show_every_row_of_every_criterion(building_notification: OpenFlow) -> None:
    flow, shown = building_notification, set()
    for example in EXAMPLES:
        if example.expected.hand_over != "unreadable":
            try:
                findings, _ = flow.propose(example.application(flow.flow.application), example.day)
            except NoAmount:
                continue
            shown |= {finding.row for finding in findings}
    criteria = {criterion.sheet for criterion in flow.rules.book.criteria("criteria")}

    assert {row.id for name in criteria for row in flow.rules.book.tables[name].rows} <= shown


def test_a_wording_that_nobody_has_confirmed_says_which_number_which_source_and_what_to_do(
    building_notification: OpenFlow,
) -> None:
    (example,) = (one for one in EXAMPLES if "first day of the new wording" in one.sentence)
    application = example.application(building_notification.flow.application)

    with pytest.raises(NoAmount) as handed_over:
        building_notification.propose(application, example.day)

    told = str(handed_over.value)
    assert 'blad "Belopp": "tid.lov" är inte bekräftat för 2025-12-01' in told
    assert "9 kap. 99 § plan- och bygglagen (2010:900) i lydelse enligt lag 2025:974" in told
    assert 'skriver ja i kolumnen "Bekräftad"' in told
