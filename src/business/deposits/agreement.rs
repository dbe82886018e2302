//! The agreement of a deposit: how it stands, until when the contract is to be signed, and whose the unit will be.

use super::law::MoneyKind;
use crate::base::clock::Date;
use crate::base::error::Refused;
use crate::business::sites::settings::Deposits;
use chrono::Duration;
use serde::{Deserialize, Serialize};

/// All of a unit, in basis points.
pub const WHOLE_BP: u32 = 10_000;
/// The most buyers of one unit.
pub const MOST_BUYERS: usize = 8;

/// How an agreement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Written; the cashier has not confirmed the money.
    Drafted,
    /// Paid.
    Paid,
    /// The last day to sign has passed.
    Overdue,
    /// Became a contract.
    Converted,
    /// Changed to another unit or name.
    Changed,
    /// The money went back.
    Returned,
    /// The money is forfeited.
    Forfeited,
    /// Withdrawn before any money came.
    Withdrawn,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Drafted,
        Self::Paid,
        Self::Overdue,
        Self::Converted,
        Self::Changed,
        Self::Returned,
        Self::Forfeited,
        Self::Withdrawn,
    ];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Drafted => "drafted",
            Self::Paid => "paid",
            Self::Overdue => "overdue",
            Self::Converted => "converted",
            Self::Changed => "changed",
            Self::Returned => "returned",
            Self::Forfeited => "forfeited",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// Whether the unit is off the market for it.
    pub const fn open(self) -> bool {
        matches!(self, Self::Drafted | Self::Paid | Self::Overdue)
    }

    /// Where it can go from here.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Drafted => &[Self::Paid, Self::Withdrawn],
            Self::Paid => &[Self::Converted, Self::Overdue, Self::Changed, Self::Returned, Self::Forfeited],
            Self::Overdue => &[Self::Converted, Self::Paid, Self::Changed, Self::Returned, Self::Forfeited],
            Self::Converted | Self::Changed | Self::Returned | Self::Forfeited | Self::Withdrawn => &[],
        }
    }
}

/// Moves an agreement. Forfeiting is for earnest money only.
///
/// # Errors
/// `agreement_stands_elsewhere` (409) where there is no such move; `only_earnest_is_forfeited`, which is law.
pub fn moved(from: Status, to: Status, kind: MoneyKind) -> Result<Status, Refused> {
    if !from.next().contains(&to) {
        return Err(Refused::changed("agreement_stands_elsewhere").with("status", from.code()));
    }
    if to == Status::Forfeited && kind != MoneyKind::EarnestDeposit {
        return Err(Refused::law("only_earnest_is_forfeited"));
    }
    Ok(to)
}

/// How an agreement stands today: paid ones are overdue after their last day.
pub fn stands(status: Status, sign_by: Date, today: Date) -> Status {
    match status {
        Status::Paid if today > sign_by => Status::Overdue,
        Status::Drafted
        | Status::Paid
        | Status::Overdue
        | Status::Converted
        | Status::Changed
        | Status::Returned
        | Status::Forfeited
        | Status::Withdrawn => status,
    }
}

/// The last day to sign that is offered: the site's days; a small deposit keeps the unit for its hours only.
pub fn last_day_to_sign(today: Date, kind: MoneyKind, settings: &Deposits) -> Date {
    today + Duration::days(longest_days(kind, settings))
}

/// Checks the last day that was agreed.
///
/// # Errors
/// `sign_by_in_the_past`; `small_deposit_too_long` where a small deposit would keep the unit for longer than its hours; both at `sign_by`.
pub fn agree_last_day(sign_by: Date, today: Date, kind: MoneyKind, settings: &Deposits) -> Result<Date, Refused> {
    if sign_by < today {
        return Err(Refused::invalid("sign_by_in_the_past").at("sign_by"));
    }
    let most = longest_days(kind, settings);
    if kind == MoneyKind::SmallDeposit && (sign_by - today).num_days() > most {
        return Err(Refused::invalid("small_deposit_too_long").at("sign_by").with("most", most));
    }
    Ok(sign_by)
}

/// The days on which to remind of the last day to sign, the earliest first; those that have passed are left out.
pub fn reminders(sign_by: Date, today: Date, settings: &Deposits) -> Vec<Date> {
    let mut days: Vec<Date> = settings
        .reminds_days_before
        .iter()
        .map(|before| sign_by - Duration::days(i64::from(*before)))
        .filter(|day| *day >= today)
        .collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// Checks whose the unit will be: at least one buyer, each with a share, all shares 100 %.
///
/// # Errors
/// `buyers_missing`, `too_many_buyers`, `share_empty`, `shares_not_whole` (with `sum` in percent); at `buyers` and `shares`.
pub fn shares(shares_bp: &[u32]) -> Result<(), Refused> {
    if shares_bp.is_empty() {
        return Err(Refused::invalid("buyers_missing").at("buyers"));
    }
    if shares_bp.len() > MOST_BUYERS {
        return Err(Refused::invalid("too_many_buyers").at("buyers").with("most", MOST_BUYERS));
    }
    if shares_bp.contains(&0) {
        return Err(Refused::invalid("share_empty").at("shares"));
    }
    let sum: u64 = shares_bp.iter().map(|share| u64::from(*share)).sum();
    if sum != u64::from(WHOLE_BP) {
        let percent = crate::business::quotes::discount::percent(i64::try_from(sum).unwrap_or(i64::MAX));
        return Err(Refused::invalid("shares_not_whole").at("shares").with("sum", percent));
    }
    Ok(())
}

/// Equal shares for so many buyers; the first take what cannot be divided.
pub fn equal_shares(buyers: u32) -> Vec<u32> {
    let each = WHOLE_BP / buyers.max(1);
    let over = WHOLE_BP - each * buyers.max(1);
    (0..buyers).map(|at| each + u32::from(at < over)).collect()
}

fn longest_days(kind: MoneyKind, settings: &Deposits) -> i64 {
    match kind {
        MoneyKind::SmallDeposit => i64::from(settings.small_hours.div_ceil(24)),
        MoneyKind::IntentMoney | MoneyKind::EarnestDeposit | MoneyKind::DownPayment | MoneyKind::Price => {
            i64::from(settings.sign_within_days)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn an_agreement_goes_its_way_and_no_other() {
        use MoneyKind::{EarnestDeposit, SmallDeposit};
        use Status::{Converted, Drafted, Forfeited, Overdue, Paid, Returned, Withdrawn};
        for (from, to, kind, expected) in [
            (Drafted, Paid, EarnestDeposit, Ok(Paid)),
            (Drafted, Withdrawn, EarnestDeposit, Ok(Withdrawn)),
            (Drafted, Converted, EarnestDeposit, Err("agreement_stands_elsewhere")),
            (Paid, Converted, EarnestDeposit, Ok(Converted)),
            (Paid, Paid, EarnestDeposit, Err("agreement_stands_elsewhere")),
            (Paid, Withdrawn, EarnestDeposit, Err("agreement_stands_elsewhere")),
            (Paid, Forfeited, EarnestDeposit, Ok(Forfeited)),
            (Paid, Forfeited, SmallDeposit, Err("only_earnest_is_forfeited")),
            (Paid, Returned, SmallDeposit, Ok(Returned)),
            (Overdue, Converted, EarnestDeposit, Ok(Converted)),
            (Overdue, Paid, EarnestDeposit, Ok(Paid)),
            (Returned, Paid, EarnestDeposit, Err("agreement_stands_elsewhere")),
            (Converted, Returned, EarnestDeposit, Err("agreement_stands_elsewhere")),
        ] {
            assert_eq!(moved(from, to, kind).map_err(|no| no.code), expected, "{from:?} → {to:?}");
        }
    }

    #[test]
    fn paid_agreements_are_overdue_after_their_last_day() {
        let sign_by = day("2026-11-27");
        for (status, today, expected) in [
            (Status::Paid, "2026-11-27", Status::Paid),
            (Status::Paid, "2026-11-28", Status::Overdue),
            (Status::Drafted, "2026-12-28", Status::Drafted),
            (Status::Converted, "2026-12-28", Status::Converted),
        ] {
            assert_eq!(stands(status, sign_by, day(today)), expected);
        }
    }

    #[test]
    fn the_last_day_to_sign_is_the_sites_and_small_deposits_are_short() {
        let (today, settings) = (day("2026-11-20"), Deposits::default());
        let offered = |kind| last_day_to_sign(today, kind, &settings).to_string();
        assert_eq!(offered(MoneyKind::EarnestDeposit), "2026-11-27");
        assert_eq!(offered(MoneyKind::SmallDeposit), "2026-11-23");
        let agreed = |date, kind| agree_last_day(day(date), today, kind, &settings).map_err(|no| no.code);
        assert!(agreed("2026-12-24", MoneyKind::EarnestDeposit).is_ok());
        assert_eq!(agreed("2026-11-19", MoneyKind::EarnestDeposit), Err("sign_by_in_the_past"));
        assert_eq!(agreed("2026-11-24", MoneyKind::SmallDeposit), Err("small_deposit_too_long"));
        let remind = reminders(day("2026-11-27"), today, &settings);
        assert_eq!(remind, [day("2026-11-24"), day("2026-11-26")]);
        assert_eq!(reminders(day("2026-11-22"), today, &settings), [day("2026-11-21")]);
    }

    #[test]
    fn shares_are_the_whole() {
        for (given, expected) in [
            (&[10_000][..], Ok(())),
            (&[5_000, 5_000], Ok(())),
            (&[3_334, 3_333, 3_333], Ok(())),
            (&[5_000, 4_999], Err("shares_not_whole")),
            (&[10_000, 1], Err("shares_not_whole")),
            (&[u32::MAX, u32::MAX], Err("shares_not_whole")),
            (&[10_000, 0], Err("share_empty")),
            (&[], Err("buyers_missing")),
            (&[1; 9], Err("too_many_buyers")),
        ] {
            assert_eq!(shares(given).map_err(|no| no.code), expected, "{given:?}");
        }
        for buyers in 1..=8 {
            assert!(shares(&equal_shares(buyers)).is_ok());
        }
        assert_eq!(equal_shares(3), [3_334, 3_333, 3_333]);
    }
}
