"""A vendor's upgrade of the practice system: other texts in its pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.responses import Response

from robots.practice import pages


@contextmanager
def upgraded(patch: pytest.MonkeyPatch, *swaps: tuple[str, str]) -> Iterator[None]:
    """The practice system after a vendor's upgrade that replaced these texts in its pages."""
    made = pages._answer

    def answer(text: str, content_type: str, status: int) -> Response:
        for number, (old, _) in enumerate(swaps):
            text = text.replace(old, f"@{number}@")
        for number, (_, new) in enumerate(swaps):
            text = text.replace(f"@{number}@", new)
        return made(text, content_type, status)

    with patch.context() as upgrade:
        upgrade.setattr(pages, "_answer", answer)
        yield
