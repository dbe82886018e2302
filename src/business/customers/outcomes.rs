//! How the customers of each grade fared: who came again, paid a deposit, signed, was lost, so that a site can judge its criteria.

use std::collections::{BTreeMap, HashMap, HashSet};

use diesel::prelude::*;

use crate::base::clock::Moment;
use crate::base::error::{Answered, Fault};
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, SiteId};
use crate::platform::db::Conn;
use crate::platform::db::schema::{contracts, customers, deposits, grade_changes, visits};

/// How many gradings are counted at most, the latest first.
pub const MOST: i64 = 20_000;
/// How many customers one query asks about.
const AT_ONCE: usize = 1_000;

/// Whose grade counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cohort {
    /// Whoever was graded for the first time from the one moment until before the other.
    First(Moment, Moment),
    /// Whoever had a grade at this moment, among those graded from the first moment on.
    At(Moment, Moment),
}

/// What became of one customer after being graded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fared {
    /// Who.
    pub customer: CustomerId,
    /// The grade.
    pub grade: Grade,
    /// Since when.
    pub since: Moment,
    /// Came again.
    pub again: bool,
    /// When a deposit was paid.
    pub deposit_at: Option<Moment>,
    /// Signed a contract.
    pub signed: bool,
    /// Was given up.
    pub lost: bool,
}

/// A figure of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Everybody of the grade.
    All,
    /// Came again.
    Again,
    /// Paid a deposit.
    Deposit,
    /// Signed.
    Contract,
    /// Was given up.
    Lost,
}

impl Figure {
    /// All of them, in the order of the columns.
    pub const ALL: [Self; 5] = [Self::All, Self::Again, Self::Deposit, Self::Contract, Self::Lost];

    /// The name in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Again => "again",
            Self::Deposit => "deposit",
            Self::Contract => "contract",
            Self::Lost => "lost",
        }
    }

    /// Reads a name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.code() == code)
    }

    /// Whether a customer counts in it.
    pub const fn counts(self, fared: &Fared) -> bool {
        match self {
            Self::All => true,
            Self::Again => fared.again,
            Self::Deposit => fared.deposit_at.is_some(),
            Self::Contract => fared.signed,
            Self::Lost => fared.lost,
        }
    }
}

/// One grade's customers in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The grade.
    pub grade: Grade,
    /// The figures, in the order of [`Figure::ALL`].
    pub counts: [usize; 5],
    /// Whole days from grading to the deposit, in the middle; of an even number the lower one.
    pub median_days: Option<i64>,
}

/// The figures of each grade that anybody had, the most likely first.
pub fn summarise(all: &[Fared]) -> Vec<Summary> {
    let mut by_grade: BTreeMap<Grade, Vec<&Fared>> = BTreeMap::new();
    for fared in all {
        by_grade.entry(fared.grade).or_default().push(fared);
    }
    let summary = |(grade, all): (Grade, Vec<&Fared>)| {
        let mut days: Vec<i64> =
            all.iter().filter_map(|fared| Some((fared.deposit_at? - fared.since).num_days())).collect();
        days.sort_unstable();
        Summary {
            grade,
            counts: Figure::ALL.map(|figure| all.iter().filter(|fared| figure.counts(fared)).count()),
            median_days: (!days.is_empty()).then(|| days[(days.len() - 1) / 2]),
        }
    };
    by_grade.into_iter().map(summary).collect()
}

/// What became of everybody of a cohort, the last graded first; at most [`MOST`].
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn fared(conn: &mut Conn, site: SiteId, cohort: Cohort) -> Answered<Vec<Fared>> {
    let mut all = Vec::new();
    let mut seen = HashSet::new();
    for (customer, grade, since) in graded(conn, site, cohort)? {
        if seen.insert(customer) {
            let grade = Grade::from_code(&grade).ok_or_else(|| Fault::bad_data("reading a change of grade"))?;
            let customer = CustomerId(customer);
            all.push(Fared { customer, grade, since, again: false, deposit_at: None, signed: false, lost: false });
        }
    }
    for some in all.chunks_mut(AT_ONCE) {
        look(conn, some)?;
    }
    Ok(all)
}

fn graded(conn: &mut Conn, site: SiteId, cohort: Cohort) -> Answered<Vec<(i64, String, Moment)>> {
    let (from, to) = match cohort {
        Cohort::First(from, to) | Cohort::At(from, to) => (from, to),
    };
    let mut query = grade_changes::table
        .filter(grade_changes::site_id.eq(site.0))
        .filter(grade_changes::set_at.ge(from))
        .filter(grade_changes::set_at.lt(to))
        .into_boxed();
    if matches!(cohort, Cohort::First(..)) {
        query = query.filter(grade_changes::old_grade.is_null());
    }
    Ok(query
        .order((grade_changes::set_at.desc(), grade_changes::id.desc()))
        .limit(MOST)
        .select((grade_changes::customer_id, grade_changes::new_grade, grade_changes::set_at))
        .load(conn)?)
}

/// Looks up what became of these.
fn look(conn: &mut Conn, some: &mut [Fared]) -> Answered<()> {
    let ids: Vec<i64> = some.iter().map(|fared| fared.customer.0).collect();
    let came: Vec<(Option<i64>, Moment)> = visits::table
        .filter(visits::customer_id.eq_any(&ids))
        .select((visits::customer_id, visits::arrived_at))
        .load(conn)?;
    let paid: Vec<(i64, Option<Moment>)> = deposits::table
        .filter(deposits::customer_id.eq_any(&ids))
        .filter(deposits::paid_at.is_not_null())
        .select((deposits::customer_id, deposits::paid_at))
        .load(conn)?;
    let signed: Vec<(i64, Option<Moment>)> = contracts::table
        .filter(contracts::customer_id.eq_any(&ids))
        .filter(contracts::signed_at.is_not_null())
        .filter(contracts::status.ne("cancelled"))
        .select((contracts::customer_id, contracts::signed_at))
        .load(conn)?;
    let lost: Vec<(i64, Option<Moment>)> = customers::table
        .filter(customers::id.eq_any(&ids))
        .filter(customers::lost_at.is_not_null())
        .select((customers::id, customers::lost_at))
        .load(conn)?;
    let mut place: HashMap<i64, &mut Fared> = some.iter_mut().map(|fared| (fared.customer.0, fared)).collect();
    for (customer, at) in came {
        if let Some(fared) = customer.and_then(|id| place.get_mut(&id)) {
            fared.again |= at > fared.since;
        }
    }
    for (customer, at) in paid.into_iter().filter_map(|(id, at)| Some((id, at?))) {
        if let Some(fared) = place.get_mut(&customer).filter(|fared| at >= fared.since) {
            fared.deposit_at = Some(fared.deposit_at.map_or(at, |first| first.min(at)));
        }
    }
    for (customer, at) in signed.into_iter().filter_map(|(id, at)| Some((id, at?))) {
        if let Some(fared) = place.get_mut(&customer) {
            fared.signed |= at >= fared.since;
        }
    }
    for (customer, at) in lost.into_iter().filter_map(|(id, at)| Some((id, at?))) {
        if let Some(fared) = place.get_mut(&customer) {
            fared.lost |= at >= fared.since;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    #[test]
    fn figures_are_counted_per_grade() {
        let since: Moment = "2026-11-01T02:00:00".parse().unwrap();
        let one = |id, grade, days: Option<i64>, lost| Fared {
            customer: CustomerId(id),
            grade,
            since,
            again: days.is_some(),
            deposit_at: days.map(|days| since + Duration::days(days)),
            signed: days == Some(4),
            lost,
        };
        let all = [
            one(1, Grade::A, Some(4), false),
            one(2, Grade::A, Some(9), false),
            one(3, Grade::A, Some(20), false),
            one(4, Grade::A, None, true),
            one(5, Grade::C, None, false),
        ];
        let a = Summary { grade: Grade::A, counts: [4, 3, 3, 1, 1], median_days: Some(9) };
        let c = Summary { grade: Grade::C, counts: [1, 0, 0, 0, 0], median_days: None };
        assert_eq!(summarise(&all), [a, c]);
        assert_eq!(summarise(&[]), []);
    }
}
