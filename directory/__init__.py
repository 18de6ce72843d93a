"""Skilled Hand: a directory of laser practitioners that ranks the hand, not the tool."""
