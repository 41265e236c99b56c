"""Days and hours of the demonstration, on the clock of its region."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """That time on that day."""
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_default_timezone())


def working_day(day: date) -> date:
    """The day, or the Monday after it if it is a Saturday or Sunday."""
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)
