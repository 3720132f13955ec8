"""What a file comes to, worked out once and kept beside it, as Python keeps its bytecode: in `__pycache__`.

It is known by everything that it was worked out from: the file's content, the sources here, this Python, and whatever
is installed, by name and version. Where any of that is otherwise, or in doubt, it is worked out anew.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import cache_from_source
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T")
_SIZE = 32  # bytes of a SHA-256
_HERE = Path(__file__).parent


def remembered(path: Path, content: bytes, made: Callable[[], T]) -> T:
    """What `made` gives for this content, from an earlier time where nothing has changed since.

    Args:
        path: The file that the content is of.
        content: All that `made` looks at.
        made: Works it out by what stands in this folder and in `rules`, and by nothing else: no clock, no setting. What
            it raises is raised, and nothing is kept.
    """
    place = Path(cache_from_source(f"{path}.py")).with_suffix(".remembered")
    mark = sha256(_ground() + content).digest()
    with suppress(Exception):  # whatever it is that cannot be read
        kept = _own(place)
        if kept[:_SIZE] == mark and kept[_SIZE : 2 * _SIZE] == sha256(kept[2 * _SIZE :]).digest():
            value: T = pickle.loads(kept[2 * _SIZE :])  # noqa: S301  nobody but this account has written it
            return value
    value = made()
    if not sys.dont_write_bytecode and _ground() == _standing():  # else an upgrade came while this process is at work
        with suppress(OSError):  # whoever may not write here works it out each time
            _keep(place, mark, _as_bytes(value))
    return value


@cache
def _ground() -> bytes:
    """What stood there when this process began."""
    return _standing()


def _standing() -> bytes:
    """What all depends on beside the files: the sources that work them out, and what these build on."""
    sources = [path.read_bytes() for path in sorted((*_HERE.glob("*.py"), *_HERE.glob("rules/*.py")))]
    packages = sorted(path.name for folder in sys.path for path in Path(folder).glob("*.dist-info"))
    told = sha256(f"{sys.version}\n{packages}\n".encode())
    for source in sources:
        told.update(sha256(source).digest())
    return told.digest()


def _own(place: Path) -> bytes:
    """The content of a file that this account has written and no other may; empty of any other."""
    with place.open("rb") as file:
        about = os.fstat(file.fileno())
        others = os.name == "posix" and (about.st_uid != os.getuid() or about.st_mode & 0o022)
        return b"" if others else file.read()


def _keep(place: Path, mark: bytes, content: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f"{place.name}.{os.getpid()}")  # several processes may be at it
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(mark + sha256(content).digest() + content)
    fresh.replace(place)


class _Pickler(pickle.Pickler):
    """Knows of read-only mappings what pickle itself does not."""

    def reducer_override(self, value: Any) -> Any:
        return (_read_only, (dict(value),)) if type(value) is MappingProxyType else NotImplemented


def _read_only(content: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(content)


def _as_bytes(value: object) -> bytes:
    written = BytesIO()
    _Pickler(written, pickle.HIGHEST_PROTOCOL).dump(value)
    return written.getvalue()
