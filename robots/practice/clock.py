"""The practice system's clock: the time of the real day on the day that the system was started for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the time on one day."""

    day: date

    def now(self) -> datetime:
        """Local time, with its zone."""
        return datetime.combine(self.day, datetime.now(UTC).astimezone().timetz())


def months_after(day: date, months: int) -> date:
    """The same day of the month some months away; the month's last day where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_of_next - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def next_time(day: date, of_year: str) -> date:
    """The next day of that name, such as "06-15"; the day itself where it is that one."""
    this_year = date.fromisoformat(f"{day.year}-{of_year}")
    return this_year if this_year >= day else date.fromisoformat(f"{day.year + 1}-{of_year}")
