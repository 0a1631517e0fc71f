//! The time a book was changed.

use crate::text::Date;

/// What stands for the time where none is given: a book must name one, and the clock would make each export another file.
const UNKNOWN: i64 = 946_684_800; // 2000-01-01T00:00:00Z

/// The last second that the form has room for.
const LAST: i64 = 253_402_300_799; // 9999-12-31T23:59:59Z

/// `2026-01-02T03:04:05Z` for seconds since 1970, or a fixed day.
pub(super) fn timestamp(seconds: Option<i64>) -> String {
    let seconds = seconds.unwrap_or(UNKNOWN).clamp(0, LAST);
    Date::from_unix(seconds).map_or_else(String::new, Date::rfc3339)
}

#[cfg(test)]
mod tests {
    use super::timestamp;

    #[test]
    fn dates_of_books() {
        for (seconds, date) in [
            (Some(-1), "1970-01-01T00:00:00Z"),
            (Some(951_782_400), "2000-02-29T00:00:00Z"),
            (Some(i64::MAX), "9999-12-31T23:59:59Z"),
            (None, "2000-01-01T00:00:00Z"),
        ] {
            assert_eq!(timestamp(seconds), date);
        }
    }
}
