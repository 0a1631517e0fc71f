//! Dates as people and git write them.

/// A day, perhaps with a time, in the years 1 to 9999 of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
    /// Hours, minutes, seconds.
    time: Option<(u8, u8, u8)>,
    /// How many minutes the clock is ahead of UTC; only where there is a time.
    offset: Option<i16>,
}

impl Date {
    /// Reads `2026-11-23`, `2026/1/2`, `2026.1.2` or `2026年1月2日`, and behind it perhaps `10:00`, `10:00:00.5` after a space or
    /// a `T`, and then perhaps `Z` or `+08:00`.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (year, rest) = number(text, 4, 4)?;
        let separator = rest.chars().next()?;
        let closing = match separator {
            '-' | '/' | '.' => separator,
            '年' => '月',
            _ => return None,
        };
        let (month, rest) = number(&rest[separator.len_utf8()..], 1, 2)?;
        let (day, rest) = number(rest.strip_prefix(closing)?, 1, 2)?;
        let rest = if separator == '年' {
            rest.strip_prefix('日')?
        } else {
            rest
        };
        let mut date = Self {
            year,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day).ok()?,
            time: None,
            offset: None,
        };
        if year == 0 || !(1..=12).contains(&month) || !(1..=date.last_day()).contains(&date.day) {
            return None;
        }
        if rest.is_empty() {
            return Some(date);
        }
        let rest = rest.strip_prefix(['T', 't', ' '])?.trim_start();
        let (time, zone) = clock(rest)?;
        date.time = Some(time);
        date.offset = match zone.trim() {
            "" => None,
            zone => Some(offset(zone)?),
        };
        Some(date)
    }

    /// The moment so many seconds after the beginning of 1970, in UTC.
    ///
    /// The day is found as in Howard Hinnant's "chrono-compatible low-level date algorithms" (`civil_from_days`).
    pub fn from_unix(seconds: i64) -> Option<Self> {
        let days = seconds.div_euclid(86_400) + 719_468;
        let rest = seconds.rem_euclid(86_400);
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let small = |value: i64| u8::try_from(value).ok();
        Some(Self {
            year: u16::try_from(year)
                .ok()
                .filter(|year| (1..=9999).contains(year))?,
            month: small(month)?,
            day: small(day_of_year - (153 * shifted + 2) / 5 + 1)?,
            time: Some((
                small(rest / 3600)?,
                small(rest / 60 % 60)?,
                small(rest % 60)?,
            )),
            offset: Some(0),
        })
    }

    /// Seconds since the beginning of 1970. A day without a time begins at midnight, a time without a zone is in UTC.
    ///
    /// `days_from_civil` of the same work as [`Self::from_unix`].
    pub fn unix(self) -> i64 {
        let (month, day) = (i64::from(self.month), i64::from(self.day));
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        let (hours, minutes, seconds) = self.time.unwrap_or_default();
        days * 86_400 + i64::from(hours) * 3600 + i64::from(minutes) * 60 + i64::from(seconds)
            - i64::from(self.offset.unwrap_or_default()) * 60
    }

    /// `2026-11-23`
    pub fn day(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// `2026-11-23` or `2026-11-23T10:00:00+08:00`, as precise as it is known: what HTML's `<time>` and sitemaps want.
    pub fn machine(self) -> String {
        match (self.time, self.offset) {
            (Some(_), Some(_)) => self.rfc3339(),
            _ => self.day(),
        }
    }

    /// `2026-11-23T10:00:00+08:00`, with midnight and UTC for what is not known, as RFC 3339 and Atom want it.
    pub fn rfc3339(self) -> String {
        let (hours, minutes, seconds) = self.time.unwrap_or_default();
        let zone = match self.offset {
            None | Some(0) => "Z".to_owned(),
            Some(ahead) => {
                let sign = if ahead < 0 { '-' } else { '+' };
                let ahead = ahead.unsigned_abs();
                format!("{sign}{:02}:{:02}", ahead / 60, ahead % 60)
            }
        };
        format!("{}T{hours:02}:{minutes:02}:{seconds:02}{zone}", self.day())
    }

    fn last_day(self) -> u8 {
        let year = self.year;
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if year.is_multiple_of(4)
                && (!year.is_multiple_of(100) || year.is_multiple_of(400)) =>
            {
                29
            }
            2 => 28,
            _ => 31,
        }
    }
}

/// The number of `least` to `most` digits that `text` begins with, and the rest.
fn number(text: &str, least: usize, most: usize) -> Option<(u16, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    let number = (least..=most).contains(&digits).then_some(number)?;
    Some((number.parse().ok()?, rest))
}

/// `10:00`, `10:00:00` or `10:00:00.5`, and the rest.
fn clock(text: &str) -> Option<((u8, u8, u8), &str)> {
    let (hours, rest) = number(text, 1, 2)?;
    let (minutes, rest) = number(rest.strip_prefix(':')?, 2, 2)?;
    let (seconds, rest) = match rest.strip_prefix(':') {
        Some(rest) => number(rest, 2, 2)?,
        None => (0, rest),
    };
    let rest = match rest.strip_prefix('.') {
        Some(rest) => rest.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    if hours > 23 || minutes > 59 || seconds > 59 {
        return None;
    }
    let small = |value| u8::try_from(value).ok();
    Some(((small(hours)?, small(minutes)?, small(seconds)?), rest))
}

/// `Z`, `+08:00`, `+0800` or `+08` in minutes.
fn offset(zone: &str) -> Option<i16> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = match zone.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits = zone[1..].replacen(':', "", 1);
    let (value, rest) = number(&digits, 2, 4)?;
    let (hours, minutes) = match digits.len() {
        2 => (value, 0),
        4 => (value / 100, value % 100),
        _ => return None,
    };
    if !rest.is_empty() || hours > 14 || minutes > 59 {
        return None;
    }
    Some(sign * i16::try_from(hours * 60 + minutes).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine(text: &str) -> Option<String> {
        Date::parse(text).map(Date::machine)
    }

    #[test]
    fn reads_what_people_write() {
        for text in [
            "2026-01-02",
            "2026/1/2",
            "2026.01.2",
            "2026年1月2日",
            " 2026-1-02 ",
            "2026-01-02 10:00",
            "2026-01-02T10:00:00.123",
        ] {
            assert_eq!(machine(text).as_deref(), Some("2026-01-02"), "{text}");
        }
        for text in [
            "2026-01-02T09:05:00+08:00",
            "2026-01-02 9:05:00 +0800",
            "2026-01-02 09:05 +08",
        ] {
            assert_eq!(
                machine(text).as_deref(),
                Some("2026-01-02T09:05:00+08:00"),
                "{text}"
            );
        }
        assert_eq!(
            machine("2026-01-02T09:05:00-03:30").as_deref(),
            Some("2026-01-02T09:05:00-03:30")
        );
        assert_eq!(
            Date::parse("2026-01-02").map(Date::rfc3339).as_deref(),
            Some("2026-01-02T00:00:00Z")
        );
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "yesterday",
            "2026",
            "2026-13-01",
            "2026-02-29",
            "1900-02-29",
            "2026-00-01",
            "0000-01-01",
            "2026-01-02x",
            "2026-01/02",
            "2026年1月2",
            "20260102",
            "2026-01-02 24:00",
            "2026-01-02 10:60",
            "2026-01-02 10:00 CST",
            "2026-01-02T10:00:00+99:00",
            "12026-01-02",
        ] {
            assert_eq!(machine(text), None, "{text}");
        }
        assert!(Date::parse("2000-02-29").is_some());
        assert!(Date::parse("2024-02-29").is_some());
    }

    #[test]
    fn counts_seconds_both_ways() {
        // date -u -d @1700000000 +%FT%TZ
        let date = Date::from_unix(1_700_000_000).unwrap();
        assert_eq!(date.machine(), "2023-11-14T22:13:20Z");
        assert_eq!(date.unix(), 1_700_000_000);
        let east = Date::parse("2023-11-15T06:13:20+08:00").unwrap();
        assert_eq!(east.unix(), 1_700_000_000);
        for seconds in [0, -1, 951_782_399, 951_782_400, 4_102_444_800] {
            assert_eq!(Date::from_unix(seconds).unwrap().unix(), seconds);
        }
        assert_eq!(Date::from_unix(i64::MAX / 2), None);
        assert_eq!(Date::from_unix(-100_000_000_000), None);
    }
}
