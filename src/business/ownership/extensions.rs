//! More time with a customer: how many days may be asked for, and until when protection runs if they are given.

use chrono::Duration;

use crate::base::clock::Date;
use crate::base::error::Refused;
use crate::business::customers::protection::Protection;
use crate::business::sites::settings::Ownership;

/// The last day of protection if so many days more are given. They count from the end as it is, so that asking early costs nothing.
///
/// # Errors
/// `extension_days` outside 1 to the site's most; `extension_lapsed` where protection has ended; `extension_needless` where it does not
/// end, or stands still.
pub fn until(standing: &Protection, days: i64, settings: &Ownership) -> Result<Date, Refused> {
    let most = i64::from(settings.extension_most_days);
    if !(1..=most).contains(&days) {
        return Err(Refused::invalid("extension_days").at("days").with("most", most));
    }
    match standing {
        Protection::Running { ends_on, .. } => Ok(*ends_on + Duration::days(days)),
        Protection::Lapsed { .. } => Err(Refused::changed("extension_lapsed")),
        Protection::Endless | Protection::Frozen => Err(Refused::invalid("extension_needless")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::business::customers::protection::Shade;

    fn check(standing: &Protection, days: i64, expected: &str) {
        let got =
            until(standing, days, &Ownership::default()).map_or_else(|no| no.code.to_owned(), |on| on.to_string());
        assert_eq!(got, expected, "{standing:?} {days}");
    }

    #[test]
    fn an_extension_counts_from_the_end_and_is_bounded() {
        let on: Date = "2026-11-08".parse().unwrap();
        let running = Protection::Running { ends_on: on, days_left: 2, shade: Shade::Red };
        check(&running, 1, "2026-11-09");
        check(&running, 15, "2026-11-23");
        check(&running, 16, "extension_days");
        check(&running, 0, "extension_days");
        check(&running, -3, "extension_days");
        check(&Protection::Lapsed { ended_on: on }, 5, "extension_lapsed");
        check(&Protection::Endless, 5, "extension_needless");
        check(&Protection::Frozen, 5, "extension_needless");
    }
}
