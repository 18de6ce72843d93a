"""The search index in tables of a PostgreSQL database."""
