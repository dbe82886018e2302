//! Whose customer is it (判客)? The first rule that fits decides, and says what it saw: filing against arrival, household, protection and
//! last effective contact, first registration.
//!
//! The same case always gives the same finding. Nothing here looks at names, numbers or prices.

use chrono::Duration;

use super::model::{Evidence, Side};
use crate::base::clock::{Date, Moment, SiteClock};
use crate::base::codes::codes;
use crate::base::ids::UserId;
use crate::business::customers::protection::Protection;
use crate::business::ownership::filings;
use crate::business::ownership::model::{FilingEnd, Share};
use crate::business::sites::settings::Ownership;

codes! {
    /// The rule that decided.
    pub enum Rule {
        /// A visit within the filing's days bound the agent's claim.
        FilingBinds = "filing_binds",
        /// The showroom knew the customer before the agent filed.
        FilingKnownBefore = "filing_known_before",
        /// Filed too shortly before the party came, or after.
        FilingTooLate = "filing_too_late",
        /// The party came after the filing's days were over.
        FilingExpired = "filing_expired",
        /// Nobody came on the filing.
        FilingNoVisit = "filing_no_visit",
        /// Somebody of the household was registered first, and that protection still runs.
        Household = "household",
        /// The owner's protection runs.
        Protected = "protected",
        /// Protection had ended before the other reached the customer.
        Lapsed = "lapsed",
        /// Nobody owns the customer; the first complete card counts.
        FirstRegistration = "first_registration",
        /// Nobody registered; the last effective contact counts.
        LastContact = "last_contact",
        /// Nothing speaks for either: the supervisor decides.
        NoEvidence = "no_evidence",
    }
}

/// What one of the two can show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Claim {
    /// When this consultant completed the customer's card the same day, if they did.
    pub registered_at: Option<Moment>,
    /// When this consultant last reached the customer, or received them.
    pub last_effective_at: Option<Moment>,
    /// When this consultant first reached the customer, or received them.
    pub first_effective_at: Option<Moment>,
}

/// Somebody of the customer's household who is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relative {
    /// To whom they belong.
    pub owner: UserId,
    /// When their card was complete.
    pub registered_at: Moment,
    /// Whether the protection of that registration still runs.
    pub protected: bool,
}

/// What an agent can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filed {
    /// When the agent filed.
    pub filed_at: Moment,
    /// When the party came first after that, if they did.
    pub arrived_at: Option<Moment>,
    /// Since when the showroom knew the customer otherwise.
    pub known_since: Option<Moment>,
}

/// Who claims against the first consultant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// Another consultant.
    Consultant(UserId, Claim),
    /// An agent with a filing.
    Agent(Filed),
}

/// Everything that bears on a case.
#[derive(Debug, Clone)]
pub struct Case {
    /// The first consultant, and what they can show.
    pub first: (UserId, Claim),
    /// The other side.
    pub against: Against,
    /// To whom the customer belongs now.
    pub owner: Option<UserId>,
    /// How the owner's protection stood when the ruling was opened.
    pub protection: Option<Protection>,
    /// Registered people of the household.
    pub household: Vec<Relative>,
    /// The part of a colleague who helped on the day of a sale, and who that was.
    pub helper: Option<(UserId, u16)>,
    /// The site's clock: a contact counts for the business day on which it was made.
    pub clock: SiteClock,
    /// The business day on which the ruling was opened.
    pub today: Date,
}

/// What the rules find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// To whom the customer belongs.
    pub verdict: Side,
    /// The rule that decided.
    pub rule: Rule,
    /// What it saw, the weightiest first.
    pub evidence: Vec<Evidence>,
    /// Days of protection left, where it runs.
    pub days_left: Option<i64>,
    /// Shares of a sale among consultants; none where nobody of them has one.
    pub shares: Vec<Share>,
}

/// Decides a case.
pub fn rule(case: &Case, settings: &Ownership) -> Finding {
    match case.against {
        Against::Agent(filed) => filing(case, &filed, settings),
        Against::Consultant(other, claim) => consultants(case, other, &claim),
    }
}

/// An agent's claim stands or falls with the filing. The consultant goes on serving the customer either way.
fn filing(case: &Case, filed: &Filed, settings: &Ownership) -> Finding {
    let mut evidence = vec![Evidence::Filed(filed.filed_at)];
    evidence.extend(filed.arrived_at.map(Evidence::Arrived));
    evidence.extend(filed.known_since.filter(|known| *known < filed.filed_at).map(Evidence::KnownSince));
    // A household is one: who knows the wife knows the husband, whoever serves her and however long ago.
    let relative = case.household.iter().min_by_key(|one| one.registered_at);
    let relative = relative.filter(|one| {
        one.registered_at < filed.filed_at && filed.known_since.is_none_or(|known| one.registered_at < known)
    });
    evidence.extend(relative.map(|one| Evidence::Household(one.owner, one.registered_at)));
    let known_since = relative.map(|one| one.registered_at).or(filed.known_since);
    let (verdict, rule) = match filed.arrived_at {
        None => (Side::First, Rule::FilingNoVisit),
        Some(arrived_at) => {
            let arrival = filings::Arrival { filed_at: filed.filed_at, arrived_at, known_since };
            match filings::binds(&arrival, settings) {
                Ok(()) => (Side::Agent, Rule::FilingBinds),
                Err(FilingEnd::KnownBefore) => (Side::First, Rule::FilingKnownBefore),
                Err(FilingEnd::TooLate) => (Side::First, Rule::FilingTooLate),
                Err(FilingEnd::Expired) => (Side::First, Rule::FilingExpired),
            }
        }
    };
    let until = filings::stands_until(filed.filed_at, settings);
    let days_left = (verdict == Side::Agent).then(|| (case.clock.business_day(until) - case.today).num_days().max(0));
    finding(case, verdict, rule, evidence, days_left)
}

fn consultants(case: &Case, other: UserId, theirs: &Claim) -> Finding {
    let (first, mine) = case.first;
    let evidence = both(first, &mine, other, theirs);
    let side = |who: UserId| if who == first { Some(Side::First) } else { (who == other).then_some(Side::Second) };
    if let Some((relative, winner)) = household(case, &mine, theirs).and_then(|one| Some((one, side(one.owner)?))) {
        let mut all = vec![Evidence::Household(relative.owner, relative.registered_at)];
        all.extend(evidence);
        return finding(case, winner, Rule::Household, all, None);
    }
    if let Some(owner_side) = case.owner.and_then(side) {
        let (challenger, challenge) =
            if owner_side == Side::First { (Side::Second, theirs) } else { (Side::First, &mine) };
        return owned(case, owner_side, challenger, challenge, evidence);
    }
    let verdict = earlier(mine.registered_at, theirs.registered_at);
    if let Some(verdict) = verdict {
        return finding(case, verdict, Rule::FirstRegistration, evidence, None);
    }
    match later(mine.last_effective_at, theirs.last_effective_at) {
        Some(verdict) => finding(case, verdict, Rule::LastContact, evidence, None),
        None => finding(case, Side::Undecided, Rule::NoEvidence, evidence, None),
    }
}

/// One of the two is the owner: protection decides.
fn owned(case: &Case, owner: Side, challenger: Side, challenge: &Claim, mut evidence: Vec<Evidence>) -> Finding {
    match case.protection {
        Some(Protection::Lapsed { ended_on }) => {
            evidence.insert(0, Evidence::ProtectionEnded(ended_on));
            // Whoever reached the customer after protection had ended took up what the owner had left lying.
            let after = challenge.last_effective_at.filter(|at| case.clock.business_day(*at) > ended_on);
            match after {
                Some(_) => finding(case, challenger, Rule::Lapsed, evidence, None),
                None => finding(case, owner, Rule::Protected, evidence, None),
            }
        }
        Some(Protection::Running { ends_on, days_left, .. }) => {
            evidence.insert(0, Evidence::ProtectedUntil(ends_on));
            finding(case, owner, Rule::Protected, evidence, Some(days_left))
        }
        Some(Protection::Endless | Protection::Frozen) | None => finding(case, owner, Rule::Protected, evidence, None),
    }
}

/// The first registration of the household, where it was before what either of the two can show and still counts.
fn household(case: &Case, mine: &Claim, theirs: &Claim) -> Option<Relative> {
    let first = case.household.iter().filter(|one| one.protected).min_by_key(|one| one.registered_at)?;
    let shown = [mine.registered_at, theirs.registered_at].into_iter().flatten().min();
    shown.is_none_or(|at| first.registered_at < at).then_some(*first)
}

fn both(first: UserId, mine: &Claim, other: UserId, theirs: &Claim) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for (who, claim) in [(first, mine), (other, theirs)] {
        evidence.extend(claim.registered_at.map(|at| Evidence::Registered(who, at)));
        evidence.extend(claim.last_effective_at.map(|at| Evidence::LastContact(who, at)));
    }
    evidence
}

/// Whoever was first; nobody where neither was or both were at once.
fn earlier(mine: Option<Moment>, theirs: Option<Moment>) -> Option<Side> {
    match (mine, theirs) {
        (Some(mine), Some(theirs)) if mine < theirs => Some(Side::First),
        (Some(mine), Some(theirs)) if mine > theirs => Some(Side::Second),
        (Some(_), None) => Some(Side::First),
        (None, Some(_)) => Some(Side::Second),
        (Some(_), Some(_)) | (None, None) => None,
    }
}

fn later(mine: Option<Moment>, theirs: Option<Moment>) -> Option<Side> {
    match (mine, theirs) {
        (Some(mine), Some(theirs)) if mine > theirs => Some(Side::First),
        (Some(mine), Some(theirs)) if mine < theirs => Some(Side::Second),
        (Some(_), None) => Some(Side::First),
        (None, Some(_)) => Some(Side::Second),
        (Some(_), Some(_)) | (None, None) => None,
    }
}

fn finding(case: &Case, verdict: Side, rule: Rule, evidence: Vec<Evidence>, days_left: Option<i64>) -> Finding {
    Finding { verdict, rule, evidence, days_left, shares: shares(case, verdict) }
}

/// Shares of a sale under a verdict: the winner's, but for the part of a colleague who helped. A verdict for the agent changes nothing
/// among consultants.
pub fn shares(case: &Case, verdict: Side) -> Vec<Share> {
    let winner = match (verdict, case.against) {
        (Side::First | Side::Agent, _) => case.first.0,
        (Side::Second, Against::Consultant(other, _)) => other,
        (Side::Second, Against::Agent(_)) | (Side::Undecided, _) => return Vec::new(),
    };
    match case.helper {
        Some((helper, bp)) if helper != winner && (1..10_000).contains(&bp) => {
            vec![Share { user: winner, bp: 10_000 - bp }, Share { user: helper, bp }]
        }
        Some(_) | None => vec![Share { user: winner, bp: 10_000 }],
    }
}

/// The last day on which the losing side may appeal.
pub fn appeal_until(today: Date, settings: &Ownership) -> Date {
    today + Duration::days(settings.appeal_days.into())
}

#[cfg(test)]
#[path = "verdict_cases.rs"]
mod cases;
