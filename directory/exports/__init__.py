"""The formats that the site speaks to other programs: pure, from values that are given."""
