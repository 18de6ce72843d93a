"""The rules of the field, as pure functions and frozen records.

Nothing here knows a database, a web page or an index.
"""
