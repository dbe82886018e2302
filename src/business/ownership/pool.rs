//! May this consultant claim a customer from the public pool now? A daily limit, and a pause for whoever let the customer lapse.

use chrono::Duration;

use super::model::{PoolReason, Pooled};
use crate::base::clock::Date;
use crate::base::error::Refused;
use crate::base::ids::UserId;
use crate::business::sites::settings::Ownership;

/// What a claim is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// Who claims.
    pub who: UserId,
    /// How many they have claimed today.
    pub claimed_today: u32,
    /// The business day on which the customer came into the pool.
    pub pooled_on: Date,
    /// Today.
    pub today: Date,
    /// Whether the customer is here now, with somebody else.
    pub with_another: bool,
    /// Whether a ruling is open.
    pub ruling_open: bool,
}

/// Lets a claim through, or says why not.
///
/// # Errors
/// `ruling_open`; `pool_with_another` while a colleague receives the customer; `pool_limit` where the day's claims are used up;
/// `pool_cool_down` for whoever let the customer lapse, until the site's days are over.
pub fn may_claim(pooled: &Pooled, claim: &Claim, settings: &Ownership) -> Result<(), Refused> {
    if claim.ruling_open {
        return Err(Refused::changed("ruling_open"));
    }
    if claim.with_another {
        return Err(Refused::taken("pool_with_another"));
    }
    if claim.claimed_today >= u32::from(settings.claims_per_day) {
        return Err(Refused::invalid("pool_limit").with("most", settings.claims_per_day));
    }
    match again_from(pooled, claim.who, claim.pooled_on, settings) {
        Some(from) if claim.today < from => Err(Refused::invalid("pool_cool_down").with("from", from)),
        Some(_) | None => Ok(()),
    }
}

/// From which day on somebody may claim a customer whom they let lapse; none for everybody else.
pub fn again_from(pooled: &Pooled, who: UserId, pooled_on: Date, settings: &Ownership) -> Option<Date> {
    let let_lapse = pooled.reason == PoolReason::Lapsed && pooled.from == Some(who);
    (let_lapse && settings.cool_down_days > 0).then(|| pooled_on + Duration::days(settings.cool_down_days.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::CustomerId;

    fn check(who: i64, days: i64, change: impl Fn(&mut Claim, &mut Pooled, &mut Ownership), expected: &str) {
        let pooled_on: Date = "2026-11-01".parse().unwrap();
        let mut pooled = Pooled {
            customer: CustomerId(1),
            since: "2026-11-01T02:00:00".parse().unwrap(),
            from: Some(UserId(1)),
            reason: PoolReason::Lapsed,
        };
        let mut claim = Claim {
            who: UserId(who),
            claimed_today: 0,
            pooled_on,
            today: pooled_on + Duration::days(days),
            with_another: false,
            ruling_open: false,
        };
        let mut settings = Ownership::default();
        change(&mut claim, &mut pooled, &mut settings);
        let got = may_claim(&pooled, &claim, &settings).map_or_else(|no| no.code, |()| "yes");
        assert_eq!(got, expected, "{who} after {days}");
    }

    #[test]
    fn anybody_may_claim_within_the_days_limit() {
        check(2, 0, |_, _, _| {}, "yes");
        check(2, 0, |c, _, _| c.claimed_today = 2, "yes");
        check(2, 0, |c, _, _| c.claimed_today = 3, "pool_limit");
        check(2, 0, |c, _, s| (c.claimed_today, s.claims_per_day) = (3, 4), "yes");
        check(2, 0, |_, _, s| s.claims_per_day = 0, "pool_limit");
    }

    #[test]
    fn who_let_a_customer_lapse_waits() {
        check(1, 0, |_, _, _| {}, "pool_cool_down");
        check(1, 6, |_, _, _| {}, "pool_cool_down");
        check(1, 7, |_, _, _| {}, "yes");
        check(1, 0, |_, _, s| s.cool_down_days = 0, "yes");
        check(1, 0, |_, p, _| p.reason = PoolReason::Left, "yes");
        check(1, 0, |_, p, _| p.from = None, "yes");
    }

    #[test]
    fn who_is_here_or_in_a_ruling_is_not_claimed() {
        check(2, 0, |c, _, _| c.with_another = true, "pool_with_another");
        check(2, 0, |c, _, _| c.ruling_open = true, "ruling_open");
    }
}
