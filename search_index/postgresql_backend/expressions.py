"""Small expressions that others are made of."""

from collections.abc import Iterable

from psycopg import sql


def float_of(number: float) -> sql.Composable:
    """A number as a double, which would be a decimal otherwise."""
    return sql.SQL("{}::float8").format(sql.Literal(float(number)))


def all_of(conditions: Iterable[sql.Composable]) -> sql.Composable:
    """Whether every one of some conditions holds."""
    return sql.SQL(" AND ").join([sql.SQL("true"), *conditions])
