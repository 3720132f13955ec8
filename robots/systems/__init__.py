"""To and from a case system through its web pages: the only place that knows Playwright."""

import os

for _name in ("DEBUG", "DEBUGP"):  # with them Playwright, once imported, would print what pages hold, and passwords
    os.environ.pop(_name, None)
