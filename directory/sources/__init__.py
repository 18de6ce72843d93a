"""Readers of the formats the world publishes: each streams typed records or row errors."""
