"""The open data: its dictionary, and the files that are written by it."""
