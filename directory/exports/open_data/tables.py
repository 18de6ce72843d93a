"""Every table of the open data, in the order of the dictionary."""

from __future__ import annotations

from directory.exports.open_data.people_tables import PEOPLE_TABLES
from directory.exports.open_data.result_tables import RESULT_TABLES
from directory.exports.open_data.vocabulary_tables import VOCABULARY_TABLES

TABLES = (*PEOPLE_TABLES, *RESULT_TABLES, *VOCABULARY_TABLES)
