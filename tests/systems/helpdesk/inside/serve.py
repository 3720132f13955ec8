"""Serve one helpdesk on a free port of this machine; run by its own Python: serve.py HOME.

Prints its address when it is ready, and ends when its standard input is closed: it never outlives a killed test.
"""

import os
import socket
import sys
import threading


def main(home: str) -> None:
    os.environ |= {"HELPDESK_HOME": home, "DJANGO_SETTINGS_MODULE": "installed"}
    from django.contrib.staticfiles.handlers import StaticFilesHandler  # type: ignore[import-not-found]
    from django.core.wsgi import get_wsgi_application  # type: ignore[import-not-found]
    from waitress import create_server  # type: ignore[import-untyped]

    listening = socket.create_server(("127.0.0.1", 0))
    server = create_server(StaticFilesHandler(get_wsgi_application()), sockets=[listening], threads=4)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    print(f"http://127.0.0.1:{listening.getsockname()[1]}/", flush=True)  # noqa: T201 - the harness waits for it
    server.run()


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
