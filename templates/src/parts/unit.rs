//! Units in a grid: buildings and floors, each unit with its state in colour and in words.

use crate::words::Words;
use maud::{Markup, html};

/// Where a unit stands on the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitState {
    /// Not offered yet.
    Withheld,
    /// To be had.
    ForSale,
    /// Kept for somebody, with an end.
    OnHold,
    /// Somebody put money down.
    Deposited,
    /// Signed.
    Contracted,
    /// Filed with the authority.
    Filed,
    /// The keys are given.
    HandedOver,
    /// The title is made out.
    Titled,
}

impl UnitState {
    /// All, in order.
    pub const ALL: [UnitState; 8] = [
        UnitState::Withheld,
        UnitState::ForSale,
        UnitState::OnHold,
        UnitState::Deposited,
        UnitState::Contracted,
        UnitState::Filed,
        UnitState::HandedOver,
        UnitState::Titled,
    ];

    /// Its code: `for_sale`.
    pub fn code(self) -> &'static str {
        match self {
            UnitState::Withheld => "withheld",
            UnitState::ForSale => "for_sale",
            UnitState::OnHold => "on_hold",
            UnitState::Deposited => "deposited",
            UnitState::Contracted => "contracted",
            UnitState::Filed => "filed",
            UnitState::HandedOver => "handed_over",
            UnitState::Titled => "titled",
        }
    }

    /// Reads a code.
    pub fn parse(code: &str) -> Option<UnitState> {
        UnitState::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Its word.
    pub fn label(self, words: Words) -> &'static str {
        match self {
            UnitState::Withheld => words.states_withheld(),
            UnitState::ForSale => words.states_for_sale(),
            UnitState::OnHold => words.states_on_hold(),
            UnitState::Deposited => words.states_deposited(),
            UnitState::Contracted => words.states_contracted(),
            UnitState::Filed => words.states_filed(),
            UnitState::HandedOver => words.states_handed_over(),
            UnitState::Titled => words.states_titled(),
        }
    }
}

/// One unit in the grid.
#[derive(Clone, Debug)]
pub struct UnitCell {
    /// Where it leads.
    pub href: String,
    /// Its number.
    pub number: String,
    /// Its price or type, in few letters.
    pub note: String,
    /// Where it stands.
    pub state: UnitState,
    /// Whether it is part of a selection.
    pub chosen: bool,
}

/// A floor of a building, or a shelf of cars: a name and its units. `None` where there is no unit.
#[derive(Clone, Debug)]
pub struct Floor {
    /// Its name.
    pub label: String,
    /// Its units, from left to right.
    pub cells: Vec<Option<UnitCell>>,
}

/// The units of a building, floor by floor.
pub fn grid(words: Words, caption: &str, floors: &[Floor]) -> Markup {
    html! {
        div.scroll { table.grid {
            caption.unseen { (caption) }
            tbody { @for floor in floors {
                tr {
                    th scope="row" { (floor.label) }
                    @for cell in &floor.cells {
                        td { @if let Some(cell) = cell { (self::cell(words, cell)) } }
                    }
                }
            } }
        } }
    }
}

/// One unit, as it stands in the grid.
pub fn cell(words: Words, cell: &UnitCell) -> Markup {
    html! {
        a class={ "unit s-" (cell.state.code()) @if cell.chosen { " chosen" } } href=(cell.href) {
            b { (cell.number) }
            span.unit-note { (cell.note) }
            span.unit-state { (cell.state.label(words)) }
        }
    }
}

/// The state of a unit as a badge.
pub fn state_badge(words: Words, state: UnitState) -> Markup {
    html! { span class={ "unit-badge s-" (state.code()) } { (state.label(words)) } }
}

/// What the colours mean, with how many there are of each.
pub fn legend(words: Words, counts: &[(UnitState, u64)]) -> Markup {
    html! {
        ul.legend { @for (state, count) in counts {
            li { (state_badge(words, *state)) span.muted { (count) } }
        } }
    }
}
