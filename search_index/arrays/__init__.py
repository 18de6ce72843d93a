"""Searching arrays: rows, bitmaps and columns of numbers, wherever they are kept."""
