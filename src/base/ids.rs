//! Typed, time-ordered ids. An id knows what it is of, and sorts by when it was made.

use std::sync::atomic::{AtomicI64, Ordering};

/// Milliseconds from 1970 to the first moment an id can carry, 2020-01-01 UTC.
const EPOCH_MILLIS: i64 = 1_577_836_800_000;
/// Bits below the time: they start at random each millisecond, so that several servers rarely meet.
const RANDOM_BITS: u32 = 21;

static LAST: AtomicI64 = AtomicI64::new(0);

/// The next raw id: milliseconds since 2020 above, random bits below, always above the one before in this process.
///
/// Takes the present moment in UTC milliseconds since 1970. A primary key catches the rare twin from another server.
pub fn next(now_millis: i64) -> i64 {
    let spread = i64::from(rand::random::<u32>() >> (32 - RANDOM_BITS + 1));
    let fresh = ((now_millis - EPOCH_MILLIS).max(1) << RANDOM_BITS) | spread;
    let mut last = LAST.load(Ordering::Relaxed);
    loop {
        let id = fresh.max(last + 1);
        match LAST.compare_exchange_weak(last, id, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => return id,
            Err(seen) => last = seen,
        }
    }
}

/// The raw id of something that happened at `millis` (UTC, since 1970), told from others of that millisecond by `number`.
///
/// For history that is written afterwards; the caller counts.
pub const fn at(millis: i64, number: i64) -> i64 {
    ((millis - EPOCH_MILLIS) << RANDOM_BITS) | (number & ((1 << RANDOM_BITS) - 1))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// A fresh id for something made at `now`.
            pub fn new(now: crate::base::clock::Moment) -> Self {
                Self(next(now.and_utc().timestamp_millis()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<i64> for $name {
            fn from(raw: i64) -> Self {
                Self(raw)
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

ids! {
    /// One showroom.
    SiteId;
    /// One person who works with the program.
    UserId;
    /// One person's work day at a site, from clock-in to clock-out.
    DutyId;
    /// One assignment of a party to a consultant, with its rule.
    AssignmentId;
    /// One line in a consultant's turn balance.
    TurnId;
    /// One customer (person) of a site.
    CustomerId;
    /// One customer's path at one site through the eight stages.
    JourneyId;
    /// One coming of one party, from the door to the door.
    VisitId;
    /// One agreed date on which a party will come.
    AppointmentId;
    /// One call that came in.
    CallId;
    /// One walked route of a visit.
    TourId;
    /// One stop of a walked route.
    TourStopId;
    /// One type of unit: a layout, a car model.
    UnitTypeId;
    /// One sellable thing.
    UnitId;
    /// What ties a customer to a unit: hold, deposit or contract.
    ClaimId;
    /// One price for a unit, as it was shown.
    QuoteId;
    /// One discount asked for and decided.
    DiscountRequestId;
    /// One planned or done contact.
    FollowUpId;
    /// One occasion on which somebody is to be reminded.
    ReminderId;
    /// One reminder as it reaches one person.
    NoticeId;
    /// One deposit with its agreement.
    DepositId;
    /// One sum of money received or paid back.
    PaymentId;
    /// One contract of sale.
    ContractId;
    /// One thing that the house is to do by itself.
    JobId;
    /// One message to somebody who works here.
    MailId;
    /// One longer protection asked for and decided.
    ExtensionRequestId;
    /// One agent's notice that somebody will come.
    FilingId;
    /// One decision on whose a customer is.
    RulingId;
    /// One list on its way in.
    ImportId;
    /// One list that was asked for.
    ExportId;
    /// Any row that needs an id and is never spoken of by others.
    RowId;
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn ids_rise_even_when_the_clock_falls_back() {
        let first = next(1_800_000_000_000);
        let second = next(1_700_000_000_000);
        assert!(second > first);
    }
}
