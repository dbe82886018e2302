//! What may be taken off a list price, and who must say yes. Published discounts are everybody's; special ones count against a person's limit; below the floor price nobody sells.

use crate::base::error::Refused;
use crate::base::money::Money;
use crate::base::role::Role;
use crate::business::sites::settings::Discounts;
use serde::{Deserialize, Serialize};

/// Why a price is lower than the list's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Published: for paying at once.
    PaysAtOnce,
    /// Published: for signing the contract early.
    SignsEarly,
    /// Special: negotiated.
    Negotiated,
    /// Special: for staff.
    Staff,
    /// Special: for a group.
    Group,
    /// Special: by the leader's word.
    Leader,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::PaysAtOnce, Self::SignsEarly, Self::Negotiated, Self::Staff, Self::Group, Self::Leader];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PaysAtOnce => "pays_at_once",
            Self::SignsEarly => "signs_early",
            Self::Negotiated => "negotiated",
            Self::Staff => "staff",
            Self::Group => "group",
            Self::Leader => "leader",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Published discounts need no approval.
    pub const fn published(self) -> bool {
        matches!(self, Self::PaysAtOnce | Self::SignsEarly)
    }

    /// What a published discount is at a site, in basis points.
    pub const fn published_bp(self, discounts: &Discounts) -> Option<u16> {
        match self {
            Self::PaysAtOnce => Some(discounts.pays_at_once_bp),
            Self::SignsEarly => Some(discounts.signs_early_bp),
            Self::Negotiated | Self::Staff | Self::Group | Self::Leader => None,
        }
    }
}

/// One discount: a part of the list price in basis points, with its sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discount {
    /// Why.
    pub kind: Kind,
    /// How much, in basis points of the list price.
    pub bp: u16,
    /// How much, in money.
    pub sum: Money,
}

/// A price with its discounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// On the list.
    pub list: Money,
    /// What goes off; the sums add up to list less price.
    pub discounts: Vec<Discount>,
    /// What is to be paid.
    pub price: Money,
    /// All discounts together, in basis points.
    pub all_bp: i64,
    /// The special ones together: what counts against a limit.
    pub special_bp: i64,
}

/// Takes discounts off a list price; each is a part of the list price, rounded to the cent.
///
/// # Errors
/// `discount_twice` for the same kind twice, `below_floor_price` under the floor, which no one may allow; both at `discount`.
pub fn priced(list: Money, floor: Money, wanted: &[(Kind, u16)]) -> Result<Price, Refused> {
    let twice = wanted.iter().enumerate().any(|(at, (kind, _))| wanted[..at].iter().any(|(other, _)| other == kind));
    if twice {
        return Err(Refused::invalid("discount_twice").at("discount"));
    }
    let discounts: Vec<Discount> = wanted
        .iter()
        .filter(|(_, bp)| *bp > 0)
        .map(|(kind, bp)| Discount { kind: *kind, bp: *bp, sum: list.basis_points(i64::from(*bp)) })
        .collect();
    let off = Money(discounts.iter().map(|discount| discount.sum.0).sum());
    let price = list.less(off);
    if price < floor || price <= Money::ZERO {
        return Err(Refused::invalid("below_floor_price").at("discount"));
    }
    let total = |published: bool| -> i64 {
        let some = discounts.iter().filter(|discount| discount.kind.published() == published);
        some.map(|discount| i64::from(discount.bp)).sum()
    };
    let special_bp = total(false);
    let all_bp = special_bp + total(true);
    Ok(Price { list, discounts, price, all_bp, special_bp })
}

/// Whether a price may be shown at once, or who must say yes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Within the person's own limit.
    Within,
    /// Needs this role's approval, with a reason.
    Needs(Role),
}

/// Who must say yes to special discounts that somebody of this role offers.
pub fn verdict(special_bp: i64, role: Role, discounts: &Discounts) -> Verdict {
    match limit_bp(role, discounts) {
        Some(limit) if special_bp > limit => Verdict::Needs(decider(special_bp, discounts)),
        Some(_) | None => Verdict::Within,
    }
}

/// Checks that a request says why.
///
/// # Errors
/// `discount_needs_reason` without one.
pub fn ask(reason: &str) -> Result<String, Refused> {
    match reason.trim() {
        "" => Err(Refused::invalid("discount_needs_reason").at("reason")),
        said => Ok(said.to_owned()),
    }
}

/// May this role grant so much?
///
/// # Errors
/// `discount_above_limit` where it is more than the role's limit.
pub fn grant(special_bp: i64, role: Role, discounts: &Discounts) -> Result<(), Refused> {
    match limit_bp(role, discounts) {
        Some(limit) if special_bp > limit => {
            Err(Refused::invalid("discount_above_limit").at("verdict").with("limit", percent(limit)))
        }
        Some(_) | None => Ok(()),
    }
}

/// What a role may take off by itself; `None` for no limit but the floor price.
pub fn limit_bp(role: Role, discounts: &Discounts) -> Option<i64> {
    match role {
        Role::Administrator => None,
        Role::Supervisor => Some(discounts.supervisor_bp.into()),
        Role::Consultant => Some(discounts.consultant_bp.into()),
        Role::Receptionist | Role::Cashier => Some(0),
    }
}

fn decider(special_bp: i64, discounts: &Discounts) -> Role {
    if special_bp > i64::from(discounts.supervisor_bp) { Role::Administrator } else { Role::Supervisor }
}

/// Basis points as people read them: `1.5`.
pub fn percent(bp: i64) -> String {
    let (whole, part) = (bp / 100, bp.abs() % 100);
    match (part, part % 10) {
        (0, _) => whole.to_string(),
        (part, 0) => format!("{whole}.{}", part / 10),
        (part, _) => format!("{whole}.{part:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: Money = Money::major(1_280_000);
    const FLOOR: Money = Money::major(1_200_000);

    fn check(wanted: &[(Kind, u16)], role: Role, expected: &str) {
        let got = match priced(LIST, FLOOR, wanted) {
            Err(no) => no.to_string(),
            Ok(price) => {
                let off: i64 = price.discounts.iter().map(|discount| discount.sum.0).sum();
                assert_eq!(price.list.0 - off, price.price.0, "sums add up");
                match verdict(price.special_bp, role, &Discounts::default()) {
                    Verdict::Within => format!("{} within", price.price),
                    Verdict::Needs(role) => format!("{} needs {}", price.price, role.code()),
                }
            }
        };
        assert_eq!(got, expected, "{wanted:?} by {role:?}");
    }

    #[test]
    fn who_may_take_how_much_off() {
        use Kind::{Group, Leader, Negotiated, PaysAtOnce, SignsEarly};
        use Role::{Administrator, Consultant, Supervisor};
        check(&[], Consultant, "1,280,000.00 within");
        check(&[(Negotiated, 100)], Consultant, "1,267,200.00 within");
        check(&[(Negotiated, 101)], Consultant, "1,267,072.00 needs supervisor");
        check(&[(Negotiated, 300)], Consultant, "1,241,600.00 needs supervisor");
        check(&[(Negotiated, 301)], Consultant, "1,241,472.00 needs administrator");
        check(&[(Negotiated, 60), (Group, 60)], Consultant, "1,264,640.00 needs supervisor");
        check(&[(Negotiated, 300)], Supervisor, "1,241,600.00 within");
        check(&[(Leader, 400)], Supervisor, "1,228,800.00 needs administrator");
        check(&[(Leader, 600)], Administrator, "1,203,200.00 within");
        check(&[(PaysAtOnce, 200), (SignsEarly, 100)], Consultant, "1,241,600.00 within");
        check(&[(PaysAtOnce, 200), (Negotiated, 100)], Consultant, "1,241,600.00 within");
        check(&[(Negotiated, 0)], Consultant, "1,280,000.00 within");
    }

    #[test]
    fn below_the_floor_nobody_sells() {
        use Kind::{Leader, PaysAtOnce};
        check(&[(Leader, 625)], Role::Administrator, "1,200,000.00 within");
        check(&[(Leader, 626)], Role::Administrator, "below_floor_price");
        check(&[(PaysAtOnce, 200), (Leader, 500)], Role::Administrator, "below_floor_price");
        check(&[(Leader, 100), (Leader, 100)], Role::Administrator, "discount_twice");
        assert_eq!(priced(LIST, Money::ZERO, &[(Leader, 10_000)]).unwrap_err().code, "below_floor_price");
        assert_eq!(priced(LIST, Money::ZERO, &[(Leader, u16::MAX)]).unwrap_err().code, "below_floor_price");
    }

    #[test]
    fn approvals_have_limits_and_reasons() {
        let discounts = Discounts::default();
        assert!(grant(300, Role::Supervisor, &discounts).is_ok());
        assert_eq!(grant(301, Role::Supervisor, &discounts).unwrap_err().code, "discount_above_limit");
        assert!(grant(999, Role::Administrator, &discounts).is_ok());
        assert_eq!(grant(1, Role::Cashier, &discounts).unwrap_err().code, "discount_above_limit");
        assert_eq!(ask(" ").unwrap_err().code, "discount_needs_reason");
        for (bp, text) in [(100, "1"), (150, "1.5"), (325, "3.25"), (5, "0.05"), (0, "0")] {
            assert_eq!(percent(bp), text);
        }
    }
}
