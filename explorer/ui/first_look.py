"""A first look: beside a store that holds nothing, the sample world, made when somebody asks for it and not before."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from explorer.terminal.progress import SILENT, Progress

MakeSample = Callable[[Path, Progress], None]


class FirstLook:
    """WSGI: what lies below `path` is answered by the sample world, all else by the application itself."""

    def __init__(
        self, own: WSGIApplication, path: str, make_store: MakeSample, create: Callable[[Path], WSGIApplication]
    ) -> None:
        self._own = own
        self._path = path
        self._make_store = make_store
        self._create = create
        self._lock = Lock()
        self._sample: WSGIApplication | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request; the first one below `path` takes the seconds that the sample needs."""
        below = str(environ.get("PATH_INFO", "")).startswith(self._path)
        return (self._made() if below else self._own)(environ, start_response)

    def _made(self) -> WSGIApplication:
        with self._lock:
            if self._sample is None:
                folder = Path(tempfile.mkdtemp(prefix="subca-sample-"))
                atexit.register(shutil.rmtree, folder, ignore_errors=True)
                self._make_store(folder / "sample.sqlite", SILENT)
                self._sample = self._create(folder / "sample.sqlite")
            return self._sample
