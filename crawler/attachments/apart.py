"""Reading in a process of its own: a file that takes all memory or never ends costs itself, not the run.

The limits by which files are refused are counts (see the readers); time and memory here only catch what those did not foresee."""

from __future__ import annotations

import json
import os
import resource
import select
import subprocess
import sys
from pathlib import Path
from typing import IO

from crawler.attachments.reader import read
from crawler.attachments.result import FileText

MAX_SECONDS = 600.0
MAX_MEMORY = 4 << 30
_ROOT = Path(__file__).resolve().parents[2]


class Apart:
    """A reader in another process, started when it is first asked and again after a file that ended it."""

    def __init__(self, seconds: float = MAX_SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, body: bytes, media_type: str | None, name: str | None, url: str) -> FileText:
        """As `crawler.attachments.read`; `failed` where it took too long, `too_large` where it ended the process."""
        process = self._process or self._start()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(json.dumps([len(body), media_type, name, url]).encode() + b"\n")
            process.stdin.write(body)
            process.stdin.flush()
            line = self._line(process.stdout)
        except BrokenPipeError:
            line = b""
        if line:
            pages, status, reason = json.loads(line)
            return FileText(tuple(pages), status, reason)
        self.close()
        if line is None:
            return FileText((), "failed", f"reading took longer than {self._seconds:.0f} s")
        return FileText((), "too_large", "reading it ended the process that read it")

    def _line(self, stream: IO[bytes]) -> bytes | None:
        """The answer; b"" where the process has ended, None where none came in time."""
        ready, _, _ = select.select([stream], [], [], self._seconds)
        return stream.readline() if ready else None

    def _start(self) -> subprocess.Popen[bytes]:
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "crawler.attachments.apart"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what libraries say of broken files; the result says what matters
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        )
        return self._process

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    try:
                        stream.close()
                    except BrokenPipeError:
                        continue


def serve() -> None:
    """Answer until the input ends. What a library prints goes nowhere: only answers stand on the output."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    while line := sys.stdin.buffer.readline():
        size, media_type, name, url = json.loads(line)
        found = read(sys.stdin.buffer.read(size), media_type, name, url)
        answers.write(json.dumps([found.pages, found.status, found.reason]).encode() + b"\n")
        answers.flush()


if __name__ == "__main__":
    serve()
