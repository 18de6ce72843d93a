"""The open data: what is in it, row by row, and how an export comes about and is found again."""
