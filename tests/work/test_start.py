"""A robot's start: what it has loaded by its first request, on the day after its first day."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.work.municipality import TOOLKIT, municipality

# The case system stands in the robot's own process, and looks at it when the first request comes.
STARTS = """
import os, sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

class Gate(BaseHTTPRequestHandler):
    def do_GET(self):
        print("came", *sys.modules, flush=True)
        os._exit(0)  # its browser ends with it

server = HTTPServer(("127.0.0.1", int(sys.argv.pop(1))), Gate)
threading.Thread(target=server.serve_forever, daemon=True).start()
from robots.cli import main
print("ended", main())
"""
LATER = {  # what each is for
    "reports": {"pandas", "openpyxl", "numpy", "robots.reports"},
    "letters": {"jinja2", "babel", "robots.rules.template"},
    "rules that nobody has tried yet": {"robots.rules.reading", "robots.rules.workbook"},
    "a description that nobody has read yet": {"ruamel.yaml"},
    "schedules and queues": {"apscheduler", "procrastinate"},
    "messages": {"apprise"},
    "a store of another version": {"alembic", "sqlalchemy.dialects.postgresql"},
    "opened files": {"pypdf", "pypdfium2"},
    "robots of other kinds": {"robots.work.looking", "robots.work.following"},
}


def start(home: Path, robot: str, port: int) -> set[str]:
    """The modules that a start has loaded when its first request comes."""
    command = [sys.executable, "-c", STARTS, str(port), "--home", str(home), "run", robot]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, cwd=TOOLKIT, env=kept, capture_output=True, text=True, timeout=300)
    first, *modules = done.stdout.split()
    assert first == "came", done.stderr
    return set(modules)


def test_by_the_first_request_nothing_is_loaded_that_it_does_not_need(tmp_path: Path, unused_tcp_port: int) -> None:
    town = municipality(tmp_path / "home", f"http://127.0.0.1:{unused_tcp_port}", "no-password")
    with town.store():
        pass
    on_the_first_day, later = (start(town.home.path, town.robot, unused_tcp_port) for _ in range(2))
    assert "pandas" not in on_the_first_day
    assert {"playwright", "sqlalchemy", "robots.systems.trial", "robots.rules"} <= later
    assert {what: sorted(names & later) for what, names in LATER.items() if names & later} == {}
