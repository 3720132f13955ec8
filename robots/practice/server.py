"""Serves a practice system on this machine: beside other things in a thread, or alone."""

import socket
import sys
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

import uvicorn

from robots.practice.options import Options
from robots.practice.system import PracticeSystem
from robots.practice.users import ROBOT

HOST = "127.0.0.1"


class PracticeServer:
    """A practice system that runs beside the caller, for tests and the demo, until the block is left.

    Args:
        options: How it is started; by default seed 1 for today, on any free port.
    """

    def __init__(self, options: Options | None = None) -> None:
        self._options = options or Options()
        self._socket = listening(self._options.port)
        self._server = _server(self._options)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="practice", daemon=True)

    @property
    def address(self) -> str:
        """Where it answers, such as http://127.0.0.1:8080."""
        return _address(self._socket)

    def start(self) -> Self:
        """Start serving; whoever asks from now on is answered."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and wait until it has."""
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve(options: Options) -> None:
    """Serve until interrupted; the first line on stdout is address, user and password."""
    here = listening(options.port)
    sys.stdout.write(f"{_address(here)} {ROBOT.login} {ROBOT.password}\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        _server(options).run([here])


def _server(options: Options) -> uvicorn.Server:
    application = PracticeSystem(options).application()
    return uvicorn.Server(
        uvicorn.Config(application, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=1)
    )


def listening(port: int = 0) -> socket.socket:
    """A socket to serve at; on any free port without one.

    It says that it speaks TCP: only then asyncio sends an answer's head and body at once. Else the body waits 40 ms for
    the browser to have acknowledged the head.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # On Windows this option would let a second server take the same port.
    if sys.platform != "win32":
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((HOST, port))
    made.listen(128)
    return made


def _address(here: socket.socket) -> str:
    return f"http://{HOST}:{here.getsockname()[1]}"
