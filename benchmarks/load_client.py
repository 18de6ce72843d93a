"""A client that keeps so many connections busy for a while, and says how each page was answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle

PATIENCE_SECONDS = 30.0


@dataclass
class Answers:
    """How long pages took in seconds, how many failed, and how long it all went on."""

    waits: list[float] = field(default_factory=list)
    error_count: int = 0
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Pages that were answered well, each second."""
        return len(self.waits) / self.seconds

    def milliseconds(self, share: float) -> float:
        """What this share of the pages took at most."""
        return 1000 * sorted(self.waits)[min(int(share * len(self.waits)), len(self.waits) - 1)]


def ask(port: int, paths: Sequence[str], connections: int, seconds: float) -> Answers:
    """Ask for one page after the other on each connection, until the time is up."""
    return asyncio.run(_ask(port, cycle(paths), connections, seconds))


async def _ask(port: int, paths: Iterator[str], connections: int, seconds: float) -> Answers:
    answers = Answers()
    began = time.perf_counter()
    await asyncio.gather(
        *(_keep_asking(port, paths, began + seconds, answers) for _ in range(connections))
    )
    answers.seconds = time.perf_counter() - began
    return answers


async def _keep_asking(port: int, paths: Iterator[str], until: float, answers: Answers) -> None:
    streams = None
    while (sent_at := time.perf_counter()) < until:
        try:
            streams = streams or await asyncio.open_connection("127.0.0.1", port)
            is_kept = await asyncio.wait_for(_get(*streams, next(paths)), PATIENCE_SECONDS)
            answers.waits.append(time.perf_counter() - sent_at)
        except (OSError, EOFError, ValueError, TimeoutError):
            answers.error_count += 1
            is_kept = False
        if streams and not is_kept:
            streams[1].close()
            streams = None
    if streams:
        streams[1].close()


async def _get(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> bool:
    """Read a page; whether the connection may be used again. Raises ValueError for a fault."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode("ascii"))
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(head.split("content-length:")[1].split("\r\n")[0])
    await reader.readexactly(length)
    if " 200 " not in head.split("\r\n")[0]:
        raise ValueError(head.split("\r\n")[0])
    return "connection: close" not in head
