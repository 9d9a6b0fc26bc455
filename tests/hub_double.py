"""A hub on 127.0.0.1 that serves folders: the parts of the HTTP API that fetching uses."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

LARGE = 10_000  # bytes: from there on a file is in LFS


class Hub(ThreadingHTTPServer):
    """Repositories by name; each commit is a folder of files."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.commits: dict[str, dict[str, dict[str, bytes]]] = {}
        self.heads: dict[str, str] = {}
        self.alias: dict[str, str] = {}  # a hub that lies: what it gives for a revision
        self.asked: list[str] = []
        self.cut_after: int | None = None  # bytes of a body, then the connection ends
        self.silent = threading.Event()  # set: nothing is answered any more

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def push(self, repository: str, folder: Path) -> str:
        """Make a commit of a folder's files and return its revision."""
        files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        revision = hashlib.sha1(repr(sorted(files.items())).encode()).hexdigest()
        self.commits.setdefault(repository, {})[revision] = files
        self.heads[repository] = revision
        return revision


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Hub

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base's name
        """Say nothing."""

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def _answer(self, *, body: bool) -> None:
        hub = self.server
        if hub.silent.is_set():
            hub.silent.wait(60)
            threading.Event().wait(60)
        hub.asked.append(f"{self.command} {self.path}")
        path = self.path.split("?")[0]
        if found := re.fullmatch(r"/api/models/([^/]+/[^/]+)(?:/revision/([^/]+))?", path):
            self._info(found[1], found[2])
        elif found := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            self._file(found[1], found[2], found[3], body)
        else:
            self._refuse("RepoNotFound")

    def _info(self, repository: str, revision: str | None) -> None:
        commits = self.server.commits.get(repository)
        if commits is None:
            self._refuse("RepoNotFound")
            return
        revision = revision or self.server.heads[repository]
        revision = self.server.alias.get(revision, revision)
        if revision not in commits:
            self._refuse("RevisionNotFound")
            return
        siblings = []
        for name, content in commits[revision].items():
            blob = hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()
            entry: dict[str, Any] = {"rfilename": name, "size": len(content), "blobId": blob}
            if len(content) > LARGE:
                digest = hashlib.sha256(content).hexdigest()
                entry["lfs"] = {"sha256": digest, "size": len(content), "pointerSize": 134}
            siblings.append(entry)
        answer = json.dumps({"id": repository, "sha": revision, "siblings": siblings}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _file(self, repository: str, revision: str, name: str, body: bool) -> None:
        content = self.server.commits.get(repository, {}).get(revision, {}).get(name)
        if content is None:
            self._refuse("EntryNotFound")
            return
        start = 0
        if found := re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", "")):
            start = int(found[1])
        self.send_response(206 if start else 200)
        self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()}"')
        self.send_header("X-Repo-Commit", revision)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(len(content) - start))
        if start:
            last = len(content) - 1
            self.send_header("Content-Range", f"bytes {start}-{last}/{len(content)}")
        self.end_headers()
        if body:
            cut = self.server.cut_after
            if cut is not None and len(content) - start > cut:
                self.wfile.write(content[start : start + cut])
                self.close_connection = True
                self.connection.close()
                return
            self.wfile.write(content[start:])

    def _refuse(self, code: str) -> None:
        self.send_response(404)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextmanager
def running_hub() -> Iterator[Hub]:
    hub = Hub()
    thread = threading.Thread(target=hub.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.shutdown()
        hub.server_close()
