"""Serve one tracker on a free port of this machine; run by Roundup's own Python: serve.py TRACKER.

Prints its address when it is ready, and ends when its standard input is closed: it never outlives a killed test.
"""

import os
import socket
import sys
import threading

from roundup.cgi.wsgi_handler import RequestDispatcher  # type: ignore[import-not-found]
from roundup.configuration import CoreConfig  # type: ignore[import-not-found]
from waitress import create_server  # type: ignore[import-untyped]

PREFIX = "/tracker"


def main(tracker: str) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}{PREFIX}/"
    config = CoreConfig(tracker)
    config["TRACKER_WEB"] = address
    config.save()
    server = create_server(RequestDispatcher(tracker), sockets=[listening], url_prefix=PREFIX, threads=4)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    print(address, flush=True)  # noqa: T201 - the harness waits for this line
    server.run()


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
