"""The backend for one machine: Whoosh for the text, NumPy columns beside it for the numbers."""
