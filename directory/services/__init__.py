"""Use cases. Each takes a Session, flushes, never commits, and knows no Flask."""
