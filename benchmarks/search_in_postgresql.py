"""Our own index where it lies in PostgreSQL: asked as the product asks it, on a server with the
settings of the peer's.
"""

from collections.abc import Iterable
from pathlib import Path

import psycopg

from benchmarks.search_corpus import Profile
from benchmarks.search_engines import OurIndex
from benchmarks.search_postgresql import start_database


class OurPostgresqlIndex(OurIndex):
    """Processor time is that of this process and of the backend that answers it."""

    name = "search_index in PostgreSQL"
    keeps_files = False

    def __init__(self, _folder: Path) -> None:
        self._url = start_database()
        super().__init__(_folder, self._url)
        self._cpu_file: Path | None = None

    def build(self, profiles: Iterable[Profile]) -> None:
        super().build(profiles)
        with psycopg.connect(self._url) as connection:
            backends = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchall()
        [[pid]] = backends  # the index keeps its connection
        self._cpu_file = Path(f"/proc/{pid}/schedstat")

    def cpu_ns(self) -> int:
        return int(self._cpu_file.read_text().split()[0]) if self._cpu_file else 0
