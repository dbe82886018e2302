//! Agents' filings (报备): does a visit bind the agent's claim? Filed early enough, within its days, by whom the showroom did not know.

use chrono::Duration;

use super::model::FilingEnd;
use crate::base::clock::Moment;
use crate::business::sites::settings::Ownership;

/// What a filing is judged by when the party comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// When it was filed.
    pub filed_at: Moment,
    /// When the party came.
    pub arrived_at: Moment,
    /// Since when the showroom knew the customer before that, from a card, a call or a visit of their own.
    pub known_since: Option<Moment>,
}

/// Until when a filing stands.
pub fn stands_until(filed_at: Moment, settings: &Ownership) -> Moment {
    filed_at + Duration::days(settings.filing_days.into())
}

/// Whether the visit binds the agent's claim; if not, why.
pub fn binds(arrival: &Arrival, settings: &Ownership) -> Result<(), FilingEnd> {
    if arrival.known_since.is_some_and(|known| known < arrival.filed_at) {
        return Err(FilingEnd::KnownBefore);
    }
    if arrival.arrived_at - arrival.filed_at < Duration::minutes(settings.filing_lead_minutes.into()) {
        return Err(FilingEnd::TooLate);
    }
    if arrival.arrived_at > stands_until(arrival.filed_at, settings) {
        return Err(FilingEnd::Expired);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(filed: &str, came: &str, known: Option<&str>, expected: &str) {
        check_with(&Ownership::default(), filed, came, known, expected);
    }

    fn check_with(settings: &Ownership, filed: &str, came: &str, known: Option<&str>, expected: &str) {
        let at = |text: &str| text.parse::<Moment>().unwrap();
        let arrival = Arrival { filed_at: at(filed), arrived_at: at(came), known_since: known.map(at) };
        let got = binds(&arrival, settings).map_or_else(FilingEnd::code, |()| "binds");
        assert_eq!(got, expected, "{filed} {came} {known:?}");
    }

    #[test]
    fn a_filing_binds_when_it_was_early_enough_and_the_customer_new() {
        check("2026-11-01T02:00:00", "2026-11-01T02:30:00", None, "binds");
        check("2026-11-01T02:00:00", "2026-11-01T02:29:59", None, "too_late");
        check("2026-11-01T02:00:00", "2026-11-01T01:00:00", None, "too_late");
        check("2026-11-01T02:00:00", "2026-12-01T02:00:00", None, "binds");
        check("2026-11-01T02:00:00", "2026-12-01T02:00:01", None, "expired");
        check("2026-11-01T02:00:00", "2026-11-02T02:00:00", Some("2026-10-01T02:00:00"), "known_before");
        check("2026-11-01T02:00:00", "2026-11-02T02:00:00", Some("2026-11-01T03:00:00"), "binds");
        check("2026-11-01T02:00:00", "2026-11-02T02:00:00", Some("2026-11-01T02:00:00"), "binds");
        check("2026-11-01T02:00:00", "2026-11-01T02:10:00", Some("2026-10-01T02:00:00"), "known_before");
    }

    #[test]
    fn lead_and_days_are_the_sites_to_say() {
        let at_once = Ownership { filing_lead_minutes: 0, ..Ownership::default() };
        check_with(&at_once, "2026-11-01T02:00:00", "2026-11-01T02:00:00", None, "binds");
        let short = Ownership { filing_days: 7, ..Ownership::default() };
        check_with(&short, "2026-11-01T02:00:00", "2026-11-08T02:00:00", None, "binds");
        check_with(&short, "2026-11-01T02:00:00", "2026-11-08T02:00:01", None, "expired");
    }
}
