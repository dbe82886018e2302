//! Where a unit stands: withheld → for sale → on hold → deposited → contracted → filed → handed over → titled; and what stops its sale.

use crate::base::error::Refused;

/// Where a unit stands on the market.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitState {
    /// Not offered yet.
    Withheld,
    /// To be had.
    ForSale,
    /// Kept for somebody, with an end.
    OnHold,
    /// Somebody put money down.
    Deposited,
    /// A contract is prepared or signed.
    Contracted,
    /// Filed with the authority.
    Filed,
    /// The keys are given.
    HandedOver,
    /// The title is made out.
    Titled,
}

impl UnitState {
    /// All states, in order.
    pub const ALL: [Self; 8] = [
        Self::Withheld,
        Self::ForSale,
        Self::OnHold,
        Self::Deposited,
        Self::Contracted,
        Self::Filed,
        Self::HandedOver,
        Self::Titled,
    ];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Withheld => "withheld",
            Self::ForSale => "for_sale",
            Self::OnHold => "on_hold",
            Self::Deposited => "deposited",
            Self::Contracted => "contracted",
            Self::Filed => "filed",
            Self::HandedOver => "handed_over",
            Self::Titled => "titled",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What kind of move leads from one state to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// On towards the title.
    Onward,
    /// Free again because nothing was paid: a hold ended, an agreement was withdrawn.
    Released,
    /// Back, which needs an approval.
    Back,
}

/// Which move leads from one state to the other; `None` where there is none.
///
/// A unit that comes back after money was paid is withheld first: it is never free and sold at once.
pub const fn move_between(from: UnitState, to: UnitState) -> Option<Move> {
    use UnitState::{Contracted, Deposited, Filed, ForSale, HandedOver, OnHold, Titled, Withheld};
    Some(match (from, to) {
        (Withheld, ForSale)
        | (ForSale, OnHold | Deposited)
        | (OnHold, Deposited)
        | (Deposited, Contracted)
        | (Contracted, Filed)
        | (Filed, HandedOver)
        | (HandedOver, Titled) => Move::Onward,
        (OnHold | Deposited, ForSale) => Move::Released,
        (ForSale | OnHold | Deposited | Contracted | Filed, Withheld)
        | (Contracted, Deposited)
        | (Filed, Contracted)
        | (HandedOver, Filed)
        | (Titled, HandedOver) => Move::Back,
        (Withheld, Withheld | OnHold | Deposited | Contracted | Filed | HandedOver | Titled)
        | (ForSale, ForSale | Contracted | Filed | HandedOver | Titled)
        | (OnHold, OnHold | Contracted | Filed | HandedOver | Titled)
        | (Deposited, OnHold | Deposited | Filed | HandedOver | Titled)
        | (Contracted, ForSale | OnHold | Contracted | HandedOver | Titled)
        | (Filed, ForSale | OnHold | Deposited | Filed | Titled)
        | (HandedOver, Withheld | ForSale | OnHold | Deposited | Contracted | HandedOver)
        | (Titled, Withheld | ForSale | OnHold | Deposited | Contracted | Filed | Titled) => {
            return None;
        }
    })
}

/// Moves a unit.
///
/// # Errors
/// `no_such_unit_move` where there is none; `unit_move_needs_approval` for a way back that nobody approved.
pub fn moved(from: UnitState, to: UnitState, approval: Option<&str>) -> Result<Move, Refused> {
    let approved = approval.is_some_and(|reason| !reason.trim().is_empty());
    match move_between(from, to) {
        None => Err(Refused::invalid("no_such_unit_move").with("from", from.code()).with("to", to.code())),
        Some(Move::Back) if !approved => Err(Refused::invalid("unit_move_needs_approval").at("reason")),
        Some(step) => Ok(step),
    }
}

/// What stops the sale of a unit, whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// No pre-sale licence or certificate.
    NoLicence,
    /// Mortgaged.
    Mortgaged,
    /// Seized by a court.
    Seized,
}

impl Stop {
    /// The code of its refusal.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoLicence => "unit_without_licence",
            Self::Mortgaged => "unit_mortgaged",
            Self::Seized => "unit_seized",
        }
    }
}

/// The flags of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flags<'a> {
    /// The number of the licence or certificate.
    pub licence: Option<&'a str>,
    /// Mortgaged.
    pub mortgaged: bool,
    /// Seized.
    pub seized: bool,
}

impl Flags<'_> {
    /// Everything that stops the sale, the firmest first.
    pub fn stops(&self) -> Vec<Stop> {
        let no_licence = self.licence.is_none_or(|number| number.trim().is_empty());
        [(self.seized, Stop::Seized), (self.mortgaged, Stop::Mortgaged), (no_licence, Stop::NoLicence)]
            .into_iter()
            .filter_map(|(holds, stop)| holds.then_some(stop))
            .collect()
    }
}

/// May this unit be kept for somebody without money? The licence is asked for only with money.
///
/// # Errors
/// What the law stops: `unit_seized`, `unit_mortgaged`.
pub fn may_be_held(unit: &str, flags: &Flags) -> Result<(), Refused> {
    stopped(unit, flags.stops().into_iter().filter(|stop| *stop != Stop::NoLicence))
}

/// May money be taken for this unit?
///
/// # Errors
/// What the law stops: `unit_seized`, `unit_mortgaged`, `unit_without_licence`; all that apply.
pub fn may_take_money(unit: &str, flags: &Flags) -> Result<(), Refused> {
    stopped(unit, flags.stops().into_iter())
}

fn stopped(unit: &str, stops: impl Iterator<Item = Stop>) -> Result<(), Refused> {
    let mut refusals = stops.map(|stop| Refused::law(stop.code()).with("unit", unit));
    match refusals.next() {
        None => Ok(()),
        Some(mut first) => {
            first.more.extend(refusals);
            Err(first)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use UnitState::{Contracted, Deposited, Filed, ForSale, HandedOver, OnHold, Titled, Withheld};

    fn check(from: UnitState, to: UnitState, approval: Option<&str>, expected: Result<Move, &str>) {
        assert_eq!(moved(from, to, approval).map_err(|no| no.code), expected, "{from:?} → {to:?}");
    }

    #[test]
    fn units_move_on_freely_and_back_with_an_approval() {
        for (from, to) in UnitState::ALL.into_iter().zip(UnitState::ALL.into_iter().skip(1)) {
            check(from, to, None, Ok(Move::Onward));
        }
        check(ForSale, Deposited, None, Ok(Move::Onward));
        check(OnHold, ForSale, None, Ok(Move::Released));
        check(Deposited, ForSale, None, Ok(Move::Released));
        for (from, to) in [(Deposited, Withheld), (Contracted, Deposited), (Filed, Contracted), (ForSale, Withheld)] {
            check(from, to, None, Err("unit_move_needs_approval"));
            check(from, to, Some(" "), Err("unit_move_needs_approval"));
            check(from, to, Some("refund 7"), Ok(Move::Back));
        }
        for (from, to) in [
            (Withheld, Deposited),
            (ForSale, Contracted),
            (Contracted, ForSale),
            (Titled, ForSale),
            (HandedOver, Withheld),
            (ForSale, ForSale),
        ] {
            check(from, to, Some("please"), Err("no_such_unit_move"));
        }
    }

    #[test]
    fn the_law_stops_a_sale() {
        let check = |licence, mortgaged, seized, held: &str, sold: &str| {
            let flags = Flags { licence, mortgaged, seized };
            let said = |got: Result<(), Refused>| got.map_or_else(|no| no.to_string(), |()| "yes".into());
            assert_eq!(said(may_be_held("1-1203", &flags)), held, "{flags:?}");
            assert_eq!(said(may_take_money("1-1203", &flags)), sold, "{flags:?}");
        };
        let licence = Some("沪房预许字 2026-018");
        check(licence, false, false, "yes", "yes");
        check(None, false, false, "yes", "unit_without_licence");
        check(Some("  "), false, false, "yes", "unit_without_licence");
        check(licence, true, false, "unit_mortgaged", "unit_mortgaged");
        check(licence, false, true, "unit_seized", "unit_seized");
        check(None, true, true, "unit_seized, unit_mortgaged", "unit_seized, unit_mortgaged, unit_without_licence");
    }
}
