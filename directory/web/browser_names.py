"""Names of browsers as people know them, for the list of sessions. Nothing is decided by them."""

from __future__ import annotations

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def name_browser(user_agent: str) -> str:
    """A browser and its system: "Firefox on Windows". In order, for Chrome claims Safari too."""
    browser = _find(user_agent, BROWSERS, "Unknown browser")
    system = _find(user_agent, SYSTEMS, "")
    return f"{browser} on {system}" if system else browser


def _find(user_agent: str, names: tuple[tuple[str, str], ...], otherwise: str) -> str:
    return next((name for sign, name in names if sign in user_agent), otherwise)
