"""What an operator wants to know of an index."""

from dataclasses import dataclass
from datetime import datetime

_MANY_PARTS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexHealth:
    """`generation` counts rebuilds, `revision` all commits; dead rows wait for the next rebuild."""

    url: str
    generation: int
    revision: int
    document_count: int
    part_count: int
    dead_row_count: int
    size_bytes: int
    built_at: datetime

    @property
    def is_rebuild_advised(self) -> bool:
        """Whether changes have piled up so that searches take noticeably longer."""
        return self.part_count > _MANY_PARTS or self.dead_row_count > self.document_count
