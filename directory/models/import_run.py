"""Imports of files: what was read, what became of it, which rows were broken, and what it changed.

`ImportChange` is what an import is taken back by: each row that it wrote, and what stood there.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, JSONList, JSONObject, PrimaryKey


class ImportState(StrEnum):
    """Where an import stands."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"
    FINISHED = "finished"
    UNDOING = "undoing"
    UNDONE = "undone"


class ImportRun(Base):
    """One import of one file, with its report; only one of a source runs at a time.

    `runner` is the machine and process that works on it, `heard_at` when it last told of itself.
    `stored_name` is the uploaded file's in the folder of uploads, until the import is over; of a
    file that lies in the folder of imports, `is_on_server`, the name is `file_name`. `unlinked` are
    the subjects of reviews that nobody here is: site, key, name and number of reviews.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        Index(
            "uq_import_run_running_source",
            "source",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: Mapped[PrimaryKey]
    source: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(255))
    state: Mapped[ImportState] = mapped_column(String(16), default=ImportState.RUNNING)
    started_at: Mapped[datetime]
    heard_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    runner: Mapped[str] = mapped_column(String(255), default="")
    trouble: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    stored_name: Mapped[str] = mapped_column(String(64), default="")
    is_on_server: Mapped[bool] = mapped_column(default=False, server_default=false())
    options: Mapped[JSONObject]
    counts: Mapped[JSONObject]
    skipped: Mapped[JSONObject]
    row_errors: Mapped[JSONList]
    unlinked: Mapped[JSONList] = mapped_column(server_default="[]")

    @property
    def is_file_at_hand(self) -> bool:
        """Whether the worker can read the file once more."""
        return self.is_on_server or bool(self.stored_name)


class ImportChange(Base):
    """One row that an import wrote: `before` is None where it made it, `after` where it removed it.

    Otherwise both hold the columns that changed. `table_name` and `row_id` say which row.
    """

    __tablename__ = "import_change"
    __table_args__ = (Index(None, "run_id", "id"), Index(None, "table_name", "row_id"))

    id: Mapped[PrimaryKey]
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    practitioner_id: Mapped[int]
    table_name: Mapped[str] = mapped_column(String(64))
    row_id: Mapped[int]
    before: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
