"""Serve one Trac on a free port of this machine as its own tracd does; run by its own Python: serve.py ENVIRONMENT.

Prints its address when it is ready, and ends when its standard input is closed: it never outlives a killed test.
"""

import os
import sys
import threading
from pathlib import Path

from trac.web.auth import DigestAuthentication  # type: ignore[import-not-found]
from trac.web.main import dispatch_request  # type: ignore[import-not-found]
from trac.web.standalone import (  # type: ignore[import-not-found]
    AuthenticationMiddleware,
    TracEnvironMiddleware,
    TracHTTPServer,
)

REALM = "Parkeringstillstand"


def main(environment: str) -> None:
    accounts = DigestAuthentication(str(Path(environment) / "accounts.htdigest"), REALM)
    served = TracEnvironMiddleware(dispatch_request, None, [environment], True)
    guarded = AuthenticationMiddleware(served, {"*": accounts}, Path(environment).name)
    server = TracHTTPServer(("127.0.0.1", 0), guarded, None, [environment], use_http_11=True)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}/", flush=True)  # noqa: T201 - the harness waits for this line
    server.serve_forever()


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
