"""Settings: each has a default that works, and a wrong one is named with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from directory.config import SETTINGS, ConfigurationError, Settings


def test_the_defaults_work(tmp_path: Path) -> None:
    settings = Settings.from_environment({"DATA_DIR": str(tmp_path)})
    assert (settings.host, settings.port, settings.is_demo) == ("127.0.0.1", 8000, True)
    assert settings.database_url == f"sqlite:///{tmp_path}/skilled_hand.sqlite3"
    assert settings.search_url == f"whoosh://{tmp_path}/index"
    assert settings.mail_url == "outbox:"


def test_an_empty_setting_is_as_good_as_none(tmp_path: Path) -> None:
    empty = dict.fromkeys(set(SETTINGS) - {"DEMO"}, "") | {"DATA_DIR": str(tmp_path)}
    assert Settings.from_environment(empty) == Settings.from_environment(
        {"DATA_DIR": str(tmp_path)}
    )


def test_the_demo_keeps_the_key_it_made(tmp_path: Path) -> None:
    first = Settings.from_environment({"DATA_DIR": str(tmp_path)})
    second = Settings.from_environment({"DATA_DIR": str(tmp_path)})
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "demo_secret_key").stat().st_mode & 0o077 == 0


def test_two_sites_have_different_keys(tmp_path: Path) -> None:
    one, other = (
        Settings.from_environment({"DATA_DIR": str(tmp_path / name)}) for name in ("one", "other")
    )
    assert one.secret_key != other.secret_key


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("PORT", "eighty", "PORT is 'eighty', but it must be a number from 1 to 65535."),
        ("PORT", "0", "PORT is '0', but"),
        ("PORT", "70000", "PORT is '70000', but"),
        ("PORT", "٨٠٠٠", "PORT is '٨٠٠٠', but"),
        ("DEMO", "yes", "DEMO is 'yes', but it must be 1"),
        ("DEMO", "0", "SECRET_KEY is missing."),
        ("SECRET_KEY", "short", "SECRET_KEY has 5 characters, but"),
        ("DATABASE_URL", "mysql://root@db/x", "DATABASE_URL begins with 'mysql', but"),
        ("DATABASE_URL", "directory.sqlite3", "DATABASE_URL begins with 'directory.sqlite3', but"),
        ("SEARCH_URL", "http://localhost", "SEARCH_URL cannot be used: No search backend"),
        ("SEARCH_URL", "opensearch://host/x", "SEARCH_URL cannot be used: 'host' is no host with"),
        ("SEARCH_FALLBACK_URL", "somewhere", "SEARCH_FALLBACK_URL cannot be used: No search"),
        ("SEARCH_URL", "whoosh://relative", "SEARCH_URL cannot be used: The folder"),
        ("MAIL_URL", "pigeon:post", "MAIL_URL begins with 'pigeon', but"),
        ("MAIL_URL", "smtp:", "MAIL_URL begins with 'smtp', but"),
        ("MAIL_URL", "smtp://mail:twenty", "MAIL_URL begins with 'smtp', but"),
        ("SITE_URL", "directory.example", "SITE_URL is 'directory.example', but"),
        ("SITE_URL", "https://a.example/path", "SITE_URL is 'https://a.example/path', but"),
        ("MAIL_FROM", "nobody", "MAIL_FROM is 'nobody', but it must be an address."),
        ("ALLOWED_HOSTS", "https://a.example", "ALLOWED_HOSTS has 'https://a.example', but"),
        ("ALLOWED_HOSTS", "a.example:80", "ALLOWED_HOSTS has 'a.example:80', but"),
        ("TRUSTED_PROXIES", "10.0.0.0/33", "TRUSTED_PROXIES is '10.0.0.0/33', but"),
        ("TRUSTED_PROXIES", "proxy.example", "TRUSTED_PROXIES is 'proxy.example', but"),
        ("READ_DATABASE_URL", "postgresql://me@db/x", "READ_DATABASE_URL must be postgresql://"),
        ("BACKUP_DIR", "{data}/backups", "BACKUP_DIR is "),
        ("LOG_LEVEL", "loud", "LOG_LEVEL is 'loud', but it must be one of debug, info, warning"),
        ("METRICS_TOKEN", "short", "METRICS_TOKEN has 5 characters, but"),
        ("DATA_DIR", "/proc/nothing", "DATA_DIR is '/proc/nothing', but nothing can be written"),
    ],
)
def test_a_wrong_setting_is_named_with_the_reason(
    setting: str, value: str, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        Settings.from_environment(
            {"DATA_DIR": str(tmp_path), setting: value.replace("{data}", str(tmp_path))}
        )
    assert str(refusal.value).startswith(sentence)


def test_a_password_in_a_wrong_url_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        Settings.from_environment(
            {"DATA_DIR": str(tmp_path), "DATABASE_URL": "mysql://me:hunter2@db/x"}
        )
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("settings", "site_url", "mail_from"),
    [
        ({}, "http://127.0.0.1:8000", "no-reply@127.0.0.1"),
        ({"HOST": "::1", "PORT": "81"}, "http://[::1]:81", "no-reply@::1"),
        ({"SITE_URL": "https://a.example/"}, "https://a.example", "no-reply@a.example"),
        ({"MAIL_FROM": "Desk@b.example"}, "http://127.0.0.1:8000", "desk@b.example"),
    ],
)
def test_links_and_senders_of_mail_follow_the_address_of_the_site(
    settings: dict[str, str], site_url: str, mail_from: str, tmp_path: Path
) -> None:
    found = Settings.from_environment({"DATA_DIR": str(tmp_path), **settings})
    assert (found.site_url, found.mail_from) == (site_url, mail_from)
