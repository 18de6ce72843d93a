"""The tests, grouped by layer; what they share lies in `tests.fixtures`."""
