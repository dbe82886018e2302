//! The words of the house in both languages, and how dates, times and money are written in each.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use std::fmt::Display;

/// A language of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Both, in the order in which they are offered.
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// The code that browsers and the database know: `zh-CN`, `en`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The language's own name.
    pub fn name(self) -> &'static str {
        match self {
            Lang::Zh => "中文",
            Lang::En => "English",
        }
    }

    /// Of something said in both languages, what is said in this one.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The other one.
    pub fn other(self) -> Lang {
        match self {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        }
    }

    /// Reads a code; regions and scripts do not matter.
    pub fn parse(code: &str) -> Option<Lang> {
        match code.trim().split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// The first language of an `Accept-Language` header that is spoken here.
    pub fn negotiate(header: &str) -> Option<Lang> {
        header.split(',').filter_map(|part| part.split(';').next()).find_map(Lang::parse)
    }
}

/// The words in one language. Functions are made from `texts/words/<capability>.toml`: `key` there is
/// `<capability>_key` here, and its placeholders are the arguments, in the order of the Chinese text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Which language.
    pub lang: Lang,
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));

impl Words {
    /// The words of this language.
    pub fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// A text whose name is data, for example `channels_walk_in`. Texts with placeholders are not found here.
    pub fn lookup(self, name: &str) -> Option<&'static str> {
        self.row(TEXTS, name)
    }

    /// The same, but the name itself where nobody wrote a text.
    pub fn lookup_or(self, name: &str) -> &str {
        self.lookup(name).unwrap_or(name)
    }

    /// What is said when a rule refuses. A code without a text gets a general sentence.
    pub fn refusal(self, code: &str, values: &[(&str, String)]) -> String {
        match self.row(REFUSALS, code) {
            Some(pattern) => filled(pattern, values),
            None => self.common_refused().to_owned(),
        }
    }

    /// Whether somebody wrote a text for this refusal.
    pub fn knows_refusal(self, code: &str) -> bool {
        self.row(REFUSALS, code).is_some()
    }

    /// A day: `11月21日 周六`, `Sat 21 Nov`.
    pub fn day(self, day: NaiveDate) -> String {
        match self.lang {
            Lang::Zh => format!("{}月{}日 {}", day.month(), day.day(), self.weekday(day)),
            Lang::En => format!("{} {} {}", self.weekday(day), day.day(), month(day)),
        }
    }

    /// A day with its year, for papers: `2026年11月21日`, `21 November 2026`.
    pub fn full_day(self, day: NaiveDate) -> String {
        match self.lang {
            Lang::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
            Lang::En => day.format("%-d %B %Y").to_string(),
        }
    }

    /// A day as people say it: today, tomorrow, yesterday, or the day with its year when that is another one.
    pub fn near_day(self, day: NaiveDate, today: NaiveDate) -> String {
        match (day - today).num_days() {
            0 => self.common_today().to_owned(),
            1 => self.common_tomorrow().to_owned(),
            -1 => self.common_yesterday().to_owned(),
            _ if day.year() != today.year() => self.full_day(day),
            _ => self.day(day),
        }
    }

    /// A time of day: `14:05`.
    pub fn clock(self, time: NaiveTime) -> String {
        time.format("%H:%M").to_string()
    }

    /// Day and time, of a moment already moved to the site's zone.
    pub fn day_and_clock(self, moment: NaiveDateTime) -> String {
        format!("{} {}", self.day(moment.date()), self.clock(moment.time()))
    }

    /// Near day and time.
    pub fn near(self, moment: NaiveDateTime, today: NaiveDate) -> String {
        format!("{} {}", self.near_day(moment.date(), today), self.clock(moment.time()))
    }

    /// How long: `12 分钟`, `1 h 05`.
    pub fn duration(self, secs: i64) -> String {
        let minutes = secs.max(0) / 60;
        match minutes {
            0..60 => self.common_minutes(minutes),
            60..1440 => self.common_hours(minutes / 60, format!("{:02}", minutes % 60)),
            _ => self.common_days(minutes / 1440),
        }
    }

    /// A length of time that somebody chooses: `30 分钟`, `2 小时`.
    pub fn length(self, minutes: i64) -> String {
        match minutes {
            60..1440 if minutes % 60 == 0 => self.common_whole_hours(minutes / 60),
            _ => self.duration(minutes * 60),
        }
    }

    /// Money from whole minor units: `¥1,860,000`, `¥18.50`.
    pub fn money(self, minor: i64, currency: &str) -> String {
        let (_, digits) = currency_of(currency);
        let whole = self.money_to_the_cent(minor, currency);
        let none = format!(".{}", "0".repeat(digits as usize));
        whole.strip_suffix(&none).map(str::to_owned).unwrap_or(whole)
    }

    /// Money with all its decimals, also where they are naught: in a column, so that they stand below each other.
    pub fn money_to_the_cent(self, minor: i64, currency: &str) -> String {
        let (sign, digits) = currency_of(currency);
        let unit = 10_u64.pow(digits);
        let (whole, rest) = (minor.unsigned_abs() / unit, minor.unsigned_abs() % unit);
        let minus = if minor < 0 { "−" } else { "" };
        let tail = if digits == 0 { String::new() } else { format!(".{rest:0width$}", width = digits as usize) };
        format!("{minus}{sign}{}{tail}", grouped(whole))
    }

    /// Money in the way it is spoken: `186万`, `¥1.86M`; small sums in full.
    pub fn money_short(self, minor: i64, currency: &str) -> String {
        let (sign, digits) = currency_of(currency);
        let whole = minor / 10_i64.pow(digits);
        let (scale, word): (i64, &str) = match self.lang {
            Lang::Zh => (10_000, "万"),
            Lang::En => (1_000_000, "M"),
        };
        if whole.abs() < scale {
            return self.money(minor, currency);
        }
        let thousandths = whole.unsigned_abs() * 1_000 / scale.unsigned_abs();
        let tail = format!(".{:03}", thousandths % 1_000);
        let minus = if minor < 0 { "−" } else { "" };
        let tail = tail.trim_end_matches('0').trim_end_matches('.');
        format!("{minus}{sign}{}{tail}{word}", grouped(thousandths / 1_000))
    }

    /// The day of the week in short: `周六`, `Sat`.
    pub fn weekday(self, day: NaiveDate) -> &'static str {
        let at = day.weekday().num_days_from_monday() as usize;
        match self.lang {
            Lang::Zh => ["周一", "周二", "周三", "周四", "周五", "周六", "周日"][at],
            Lang::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][at],
        }
    }

    fn row(self, table: &'static [(&str, &str, &str)], name: &str) -> Option<&'static str> {
        let at = table.binary_search_by(|row| row.0.cmp(name)).ok()?;
        let (_, zh, en) = *table.get(at)?;
        Some(match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        })
    }
}

fn month(day: NaiveDate) -> String {
    day.format("%b").to_string()
}

/// The sign and the number of minor digits of a currency.
fn currency_of(code: &str) -> (&str, u32) {
    match code {
        "CNY" => ("¥", 2),
        "USD" => ("$", 2),
        "EUR" => ("€", 2),
        "GBP" => ("£", 2),
        "HKD" => ("HK$", 2),
        "TWD" => ("NT$", 2),
        "SGD" => ("S$", 2),
        "MYR" => ("RM", 2),
        "TRY" => ("₺", 2),
        "AED" => ("AED ", 2),
        "JPY" => ("JP¥", 0),
        "KRW" => ("₩", 0),
        "VND" => ("₫", 0),
        other => (other, 2),
    }
}

fn grouped(whole: u64) -> String {
    let digits = whole.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Puts values into `{name}` and `{name:one|many}`; a value that nobody gave is shown as a dash.
fn filled(pattern: &str, values: &[(&str, String)]) -> String {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((inner, after)) = after.split_once('}') else { break };
        let (name, forms) = inner.split_once(':').map_or((inner, None), |(name, forms)| (name, forms.split_once('|')));
        let value = values.iter().find(|(given, _)| *given == name).map_or("—", |(_, value)| value.as_str());
        text.push_str(forms.map_or(value, |(one, many)| if value == "1" { one } else { many }));
        rest = after;
    }
    text + rest
}

/// A value in the middle of an English sentence: a day that is named there has no capital.
fn amid(value: &impl Display) -> String {
    let mut text = value.to_string();
    let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', ',']);
    let named = ["Today", "Tomorrow", "Yesterday"].iter().any(|day| text.strip_prefix(day).is_some_and(ends));
    if named && let Some(first) = text.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    text
}

fn plural<'a>(value: &impl Display, one: &'a str, many: &'a str) -> &'a str {
    if value.to_string() == "1" { one } else { many }
}
