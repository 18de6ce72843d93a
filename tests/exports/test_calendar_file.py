"""The calendar file: whole days, words with every letter, the same entry under the same name."""

from __future__ import annotations

from datetime import UTC, date, datetime

from icalendar import Calendar

from directory.exports.calendar_file import CalendarEntry, write_calendar

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
RAW = CalendarEntry("Raw", "Moist; no make-up, “soft”\nñ", date(2026, 12, 3), date(2026, 12, 5))
PINK = CalendarEntry("Pink", "Sunscreen.", date(2026, 12, 6), date(2026, 12, 6))


def test_entries_come_back_as_whole_days_with_their_words() -> None:
    content = write_calendar("Healing", [RAW, PINK], NOW)
    assert max(map(len, content.split(b"\r\n"))) <= 75
    calendar = Calendar.from_ical(content)
    assert str(calendar["x-wr-calname"]) == "Healing"
    raw, pink = calendar.walk("VEVENT")
    assert (raw.decoded("dtstart"), raw.decoded("dtend")) == (RAW.first_on, date(2026, 12, 6))
    assert (pink.decoded("dtstart"), pink.decoded("dtend")) == (PINK.first_on, date(2026, 12, 7))
    assert str(raw["description"]) == RAW.description


def test_an_entry_keeps_its_identity_and_shares_it_with_none() -> None:
    first, second = (
        [event["uid"] for event in Calendar.from_ical(content).walk("VEVENT")]
        for content in (
            write_calendar("Healing", [RAW, PINK], NOW),
            write_calendar("Healing", [RAW, PINK], NOW.replace(year=2027)),
        )
    )
    assert first == second
    assert len(set(first)) == 2
