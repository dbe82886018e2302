//! When somebody leaves: what is theirs, how it is spread over those who stay, and what cannot go to the public pool.

use crate::base::error::Refused;
use crate::base::ids::UserId;

/// How everything is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// To these colleagues, in turn; one alone gets it all.
    Among(Vec<UserId>),
    /// Customers to the public pool; what cannot go there, to these colleagues.
    Pool(Vec<UserId>),
}

impl Way {
    /// Those who get something.
    pub fn heirs(&self) -> &[UserId] {
        match self {
            Self::Among(heirs) | Self::Pool(heirs) => heirs,
        }
    }
}

/// How much somebody has, of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Belongings {
    /// Customers.
    pub customers: usize,
    /// Of these, with a deal, bought or in a ruling: they never go to the pool.
    pub bound: usize,
    /// Planned contacts.
    pub follow_ups: usize,
    /// Appointments to be kept.
    pub appointments: usize,
    /// Units that are kept.
    pub holds: usize,
    /// Parties who are here now.
    pub parties: usize,
    /// Quotes that stand; they follow their customer.
    pub quotes: usize,
    /// Deposits and contracts under way.
    pub deals: usize,
}

impl Belongings {
    /// Whether nothing is left that somebody must take over. Quotes belong to their customer.
    pub const fn none(&self) -> bool {
        self.customers + self.follow_ups + self.appointments + self.holds + self.parties + self.deals == 0
    }

    /// Whether there is anything that the pool does not take.
    pub const fn needs_heir(&self) -> bool {
        self.bound + self.appointments + self.holds + self.parties + self.deals > 0
    }
}

/// Checks the choice against what there is. `here` are the consultants who work here, the leaver not among them.
///
/// # Errors
/// `heirs_missing` where nobody was chosen and somebody is needed; `owner_not_here` for somebody else; both at `heirs`.
pub fn check(way: &Way, what: &Belongings, here: &[UserId]) -> Result<(), Refused> {
    let needed = match way {
        Way::Among(_) => !what.none(),
        Way::Pool(_) => what.needs_heir(),
    };
    if needed && way.heirs().is_empty() {
        return Err(Refused::invalid("heirs_missing").at("heirs"));
    }
    if way.heirs().iter().any(|heir| !here.contains(heir)) {
        return Err(Refused::invalid("owner_not_here").at("heirs"));
    }
    Ok(())
}

/// Deals things out in turn, beginning after the `dealt` that were dealt before; nobody gets more than one more than another.
pub fn deal_out<T: Copy>(things: &[T], heirs: &[UserId], dealt: usize) -> Vec<(T, UserId)> {
    if heirs.is_empty() {
        return Vec::new();
    }
    things.iter().enumerate().map(|(at, thing)| (*thing, heirs[(dealt + at) % heirs.len()])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_dealt_out_evenly() {
        let heirs = [UserId(1), UserId(2), UserId(3)];
        for count in 0..20_usize {
            let things: Vec<usize> = (0..count).collect();
            let dealt = deal_out(&things, &heirs, 0);
            assert_eq!(dealt.len(), count);
            let each = heirs.map(|heir| dealt.iter().filter(|(_, to)| *to == heir).count());
            assert!(each.iter().max().unwrap() - each.iter().min().unwrap() <= 1, "{each:?}");
        }
        assert_eq!(deal_out(&[7], &heirs, 2), [(7, UserId(3))]);
        assert_eq!(deal_out(&[7, 8], &[], 0), []);
    }

    #[test]
    fn somebody_must_take_what_the_pool_does_not() {
        let here = [UserId(1), UserId(2)];
        let nothing = Belongings::default();
        let free = Belongings { customers: 3, follow_ups: 2, quotes: 1, ..nothing };
        let bound = Belongings { bound: 1, ..free };
        let party = Belongings { parties: 1, ..nothing };
        let to = |ids: &[i64]| ids.iter().map(|id| UserId(*id)).collect::<Vec<_>>();
        for (way, what, expected) in [
            (Way::Among(to(&[1])), &free, "fine"),
            (Way::Among(to(&[1, 2])), &bound, "fine"),
            (Way::Among(to(&[])), &free, "heirs_missing"),
            (Way::Among(to(&[])), &nothing, "fine"),
            (Way::Among(to(&[3])), &free, "owner_not_here"),
            (Way::Pool(to(&[])), &free, "fine"),
            (Way::Pool(to(&[])), &bound, "heirs_missing"),
            (Way::Pool(to(&[])), &party, "heirs_missing"),
            (Way::Pool(to(&[2])), &bound, "fine"),
            (Way::Pool(to(&[9])), &free, "owner_not_here"),
        ] {
            let got = check(&way, what, &here).map_or_else(|no| no.code, |()| "fine");
            assert_eq!(got, expected, "{way:?} {what:?}");
        }
        assert!(nothing.none() && Belongings { quotes: 3, ..nothing }.none() && !party.none());
    }
}
