"""Signs of life of the workers: one row for each machine that runs one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from directory.models.base import Base, JSONList, JSONObject


class WorkerHeartbeat(Base):
    """A worker by the name of its machine: when it started, was last there, and what it did since.

    `step_counts` are steps by task; `troubled_tasks` are those that could not be done just now.
    """

    __tablename__ = "worker_heartbeat"

    worker: Mapped[str] = mapped_column(String(120), primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    step_counts: Mapped[JSONObject]
    troubled_tasks: Mapped[JSONList]
