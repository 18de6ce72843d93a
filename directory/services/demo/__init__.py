"""The demonstration: fictional practitioners and reviews, drawn from a hidden skill.

`generation` draws them in memory, `loading` stores them; the hidden skill is never stored.
"""

from directory.services.demo.accounts import DemoAccount, list_demo_logins
from directory.services.demo.loading import DemoReport, has_demo, seed_demo

__all__ = ["DemoAccount", "DemoReport", "has_demo", "list_demo_logins", "seed_demo"]
