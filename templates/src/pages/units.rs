//! Units: the grid of what there is to sell, one unit, editing it, adding more.

use crate::frame::Frame;
use crate::layout;
use crate::parts::card::{big_sum, card_with};
use crate::parts::form::{self as forms, form_with_id, note};
use crate::parts::list::{Tab, live, plain_row, rows};
use crate::parts::unit::{Floor, cell, grid as unit_grid, legend, state_badge};
use crate::parts::{
    Button, Choice, Column, Event, Icon, Row, UnitState, action_bar, area, card, chips, columns, empty, form, hidden,
    key_values, money, more, number, press, primary, quiet, secondary, select, stack, table, tabs, text, timeline,
    toggle,
};
use crate::typed::{Banner, Typed};
use crate::urls;
use maud::{Markup, html};

/// How often the grid asks for itself again.
const GRID_EVERY_SECS: u32 = 15;

/// The grid of units.
#[derive(Clone, Debug, Default)]
pub struct GridPage {
    /// The buildings, side by side.
    pub buildings: Vec<Tab>,
    /// What the filter shows: `type`, `state`, `most`.
    pub filter: Typed,
    /// Values that the filter keeps: the building, the visit.
    pub kept: Vec<(String, String)>,
    /// Types to choose from.
    pub types: Vec<Choice>,
    /// The currency's sign.
    pub currency: String,
    /// Whether a filter is on; leads to the same page without it.
    pub clear: Option<String>,
    /// For whom a unit is chosen.
    pub party: Option<String>,
    /// The address of the grid alone.
    pub address: String,
    /// The grid.
    pub grid: Grid,
    /// Whether this person may add units.
    pub may_add: bool,
}

/// The units of one building.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// Its name, read out.
    pub caption: String,
    /// Its floors, the highest first; cars stand in one row.
    pub floors: Vec<Floor>,
    /// Whether they are drawn as cards instead of a grid.
    pub cards: bool,
    /// How many there are in each state.
    pub counts: Vec<(UnitState, u64)>,
    /// Whether there is anything at all, filter or not.
    pub any: bool,
}

/// The grid with its filter.
pub fn grid(frame: &Frame, page: &GridPage) -> Markup {
    let words = frame.words;
    let add = || {
        html! {
            @if page.may_add {
                div.row {
                    (secondary(words.units_add()).icon(Icon::Plus).to(urls::units::add()))
                    (quiet(words.units_add_type()).to(urls::units::add_type()))
                    (quiet(words.tour_routes_title()).to(urls::tour_routes::list()))
                }
            }
        }
    };
    layout::page(
        frame,
        html! {
            @if let Some(party) = &page.party { (note(Icon::Person, words.units_for_party(party))) }
            @if page.buildings.is_empty() {
                (empty(Icon::Building, words.units_empty_title(), words.units_empty_text(), None))
                (add())
            } @else {
                @if page.buildings.len() > 1 { (tabs(words.units_filter_building(), &page.buildings)) }
                (filter(frame, page))
                (live("unit-grid", &page.address, GRID_EVERY_SECS, fragment(frame, &page.grid)))
                (add())
            }
        },
    )
}

/// The grid alone, as the page asks for it again.
pub fn fragment(frame: &Frame, grid: &Grid) -> Markup {
    let words = frame.words;
    html! {
        (legend(words, &grid.counts))
        @if grid.floors.is_empty() && grid.any {
            (empty(Icon::Filter, words.units_none_match_title(), words.units_none_match_text(), None))
        } @else if grid.cards {
            div.unit-cards { @for floor in &grid.floors { @for unit in floor.cells.iter().flatten() { (cell(words, unit)) } } }
        } @else {
            (unit_grid(words, &grid.caption, &grid.floors))
        }
    }
}

fn filter(frame: &Frame, page: &GridPage) -> Markup {
    let words = frame.words;
    let typed = &page.filter;
    let states = UnitState::ALL.iter().map(|state| Choice::new(state.code(), state.label(words))).collect();
    html! {
        form.filters method="get" action=(urls::units::grid()) {
            @for (name, value) in &page.kept { (hidden(name, value)) }
            (select(typed, "type", words.units_filter_type(), page.types.clone()).empty(words.units_filter_all_types()).submits())
            (select(typed, "state", words.units_filter_state(), states).empty(words.units_filter_all_states()).submits())
            (money(typed, "most", words.units_filter_most()).before(&page.currency))
            div.filters-go {
                (secondary(words.units_filter_go()).icon(Icon::Filter))
                @if let Some(clear) = &page.clear { (quiet(words.units_filter_clear()).to(clear)) }
            }
        }
    }
}

/// One unit.
#[derive(Clone, Debug)]
pub struct ShowPage {
    /// What is said above the page when a form came back.
    pub banner: Option<Banner>,
    /// Where it stands now.
    pub state: UnitState,
    /// The type's name.
    pub kind: String,
    /// The list price.
    pub price: String,
    /// The price of a square metre.
    pub square_price: Option<String>,
    /// Names and values.
    pub facts: Vec<(String, String)>,
    /// What speaks for it.
    pub merits: Vec<String>,
    /// What stops a sale, in words.
    pub stops: Vec<String>,
    /// Who has it.
    pub claim: Option<ClaimCard>,
    /// To hold it.
    pub hold: Option<HoldForm>,
    /// To queue up for it.
    pub wish: Option<WishForm>,
    /// The queue.
    pub wishes: Vec<WishLine>,
    /// What can be done next for the party: quote, deposit.
    pub ways: Vec<Button>,
    /// Every price that it had.
    pub prices: Vec<PriceLine>,
    /// Whether the floor price stands in the history.
    pub floor_prices: bool,
    /// What happened.
    pub events: Vec<Event>,
    /// Where it is edited.
    pub edit: Option<String>,
}

/// Who has a unit.
#[derive(Clone, Debug, Default)]
pub struct ClaimCard {
    /// Hold, deposit or contract, in words.
    pub what: String,
    /// Names and values: for whom, by whom, since when, until when.
    pub facts: Vec<(String, String)>,
    /// Where its deposit is, if this person may see it.
    pub open: Option<String>,
    /// Where letting go is sent, if this person may.
    pub release: Option<String>,
}

/// To hold a unit. Fields: `visit`, `minutes`.
#[derive(Clone, Debug, Default)]
pub struct HoldForm {
    /// What was typed.
    pub typed: Typed,
    /// Where it is sent.
    pub action: String,
    /// The parties for whom it may be held.
    pub parties: Vec<Choice>,
    /// The party chosen beforehand.
    pub party: Option<String>,
    /// How long it may be held, for those who may choose.
    pub minutes: Vec<Choice>,
    /// How long it is held otherwise.
    pub usual: i64,
}

/// To queue up. Field: `visit`.
#[derive(Clone, Debug, Default)]
pub struct WishForm {
    /// What was typed.
    pub typed: Typed,
    /// Where it is sent.
    pub action: String,
    /// The parties that may queue up.
    pub parties: Vec<Choice>,
    /// The party chosen beforehand.
    pub party: Option<String>,
}

/// One place of the queue.
#[derive(Clone, Debug, Default)]
pub struct WishLine {
    /// Its number.
    pub number: i32,
    /// Who.
    pub name: String,
    /// Since when.
    pub since: String,
    /// The customer's page.
    pub href: Option<String>,
    /// Where leaving the queue is sent, if this person may.
    pub withdraw: Option<String>,
}

/// One price.
#[derive(Clone, Debug, Default)]
pub struct PriceLine {
    /// When.
    pub when: String,
    /// The list price.
    pub list: String,
    /// The floor price.
    pub floor: String,
    /// Who set it.
    pub who: String,
    /// Why.
    pub why: String,
}

/// One unit: what it is, who has it, what can be done.
pub fn show(frame: &Frame, page: &ShowPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            @if let Some(banner) = &page.banner { (forms::banner(words, banner)) }
            (columns(
                html! {
                    section.card.unit-head {
                        div.row { (state_badge(words, page.state)) span.muted { (page.kind) } }
                        (big_sum(&page.price))
                        @if let Some(square) = &page.square_price { p.muted { (words.units_square_price_value(square)) } }
                        @for stop in &page.stops { (note(Icon::Law, stop)) }
                        @if !page.ways.is_empty() { div.row { @for way in &page.ways { (way) } } }
                    }
                    @if let Some(claim) = &page.claim { (claim_card(frame, claim)) }
                    @if let Some(hold) = &page.hold { (card(words.units_hold_title(), hold_form(frame, hold))) }
                    @if !page.wishes.is_empty() || page.wish.is_some() { (queue(frame, page)) }
                    @if !page.events.is_empty() { (card(words.units_time_line(), timeline(&page.events))) }
                },
                html! {
                    @if !page.merits.is_empty() {
                        (card(words.units_merits(), html! { ul.unit-merits { @for merit in &page.merits { li { (Icon::Star) span { (merit) } } } } }))
                    }
                    (card(words.units_facts(), key_values(
                        page.facts.iter().map(|(name, value)| (name.clone(), html! { (value) })).collect(),
                    )))
                    @if !page.prices.is_empty() { (more(html! { (words.units_price_history()) }, false, history(frame, page))) }
                    @if let Some(edit) = &page.edit { (secondary(words.units_edit()).icon(Icon::Pen).to(edit)) }
                },
            ))
        },
    )
}

fn claim_card(frame: &Frame, claim: &ClaimCard) -> Markup {
    let words = frame.words;
    card_with(
        words.units_claim(),
        html! { b { (claim.what) } },
        html! {
            (key_values(claim.facts.iter().map(|(name, value)| (name.clone(), html! { (value) })).collect()))
            @if let Some(open) = &claim.open { div.row { (secondary(words.units_claim_open()).icon(Icon::Paper).to(open)) } }
            @if let Some(release) = &claim.release {
                (press(frame, release, secondary(words.units_release()).icon(Icon::Undo)))
            }
        },
    )
}

/// The form that holds a unit, here and at the negotiation.
pub fn hold_form(frame: &Frame, hold: &HoldForm) -> Markup {
    let words = frame.words;
    if hold.parties.is_empty() {
        return note(Icon::Info, words.units_hold_nobody());
    }
    let label =
        if hold.minutes.is_empty() { words.units_hold_go(hold.usual) } else { words.units_hold_go_long().to_owned() };
    form(
        words,
        &hold.typed,
        &hold.action,
        html! {
            p.muted { (words.units_hold_text()) }
            (party_field(&hold.typed, words.units_hold_visit(), &hold.parties, hold.party.as_deref()))
            @if !hold.minutes.is_empty() {
                (chips(&hold.typed, "minutes", words.units_hold_minutes(), hold.minutes.clone()).value(hold.usual))
            }
            (action_bar(primary(label).icon(Icon::Clock), ""))
        },
    )
}

/// One party needs no choice.
fn party_field(typed: &Typed, label: &str, parties: &[Choice], chosen: Option<&str>) -> Markup {
    let chosen = chosen.map(str::to_owned).or_else(|| (parties.len() == 1).then(|| parties[0].value.clone()));
    let fixed = chosen.as_deref().and_then(|value| parties.iter().find(|party| party.value == value));
    html! {
        @if let (Some(party), None) = (fixed, typed.error("visit")) {
            (hidden("visit", &party.value))
            p.party-line { (Icon::Person) (party.label) }
        } @else {
            @let field = chips(typed, "visit", label, parties.to_vec()).required();
            @if let Some(chosen) = chosen { (field.value(chosen)) } @else { (field) }
        }
    }
}

fn queue(frame: &Frame, page: &ShowPage) -> Markup {
    let words = frame.words;
    let free = page.state == UnitState::ForSale;
    card(
        words.units_wishes(),
        html! {
            @if free && !page.wishes.is_empty() { (note(Icon::Phone, words.units_wishes_back())) } @else { p.muted { (words.units_wishes_text()) } }
            @if !page.wishes.is_empty() {
                (rows(html! { @for wish in &page.wishes {
                    (plain_row(
                        html! { b.queue-number { (words.units_wish_number(wish.number)) } },
                        html! { @if let Some(href) = &wish.href { a href=(href) { (wish.name) } } @else { (wish.name) } },
                        html! { (wish.since) },
                        html! { @if let Some(withdraw) = &wish.withdraw {
                            (press(frame, withdraw, quiet(words.units_wish_withdraw())))
                        } },
                    ))
                } }))
            }
            @if let Some(wish) = &page.wish {
                (form(words, &wish.typed, &wish.action, html! {
                    (party_field(&wish.typed, words.units_hold_visit(), &wish.parties, wish.party.as_deref()))
                    div.row { (secondary(words.units_wish_go()).icon(Icon::List)) }
                }))
            }
        },
    )
}

fn history(frame: &Frame, page: &ShowPage) -> Markup {
    let words = frame.words;
    let mut heads = vec![Column::new(words.units_price_when()), Column::number(words.units_list_price())];
    if page.floor_prices {
        heads.push(Column::number(words.units_floor_price()));
    }
    heads.push(Column::new(words.units_price_who()));
    heads.push(Column::new(words.units_price_why()));
    let lines: Vec<Row> = page
        .prices
        .iter()
        .map(|price| {
            let mut cells = vec![html! { (price.when) }, html! { (price.list) }];
            if page.floor_prices {
                cells.push(html! { (price.floor) });
            }
            cells.push(html! { (price.who) });
            cells.push(html! { (price.why) });
            Row::new(cells)
        })
        .collect();
    table(words.units_price_history(), &heads, &lines)
}

/// Editing a unit. Fields: `version`, `list_price`, `floor_price`, `reason`, `offered`, `mortgaged`, `seized`, `licence`, `note`.
#[derive(Clone, Debug, Default)]
pub struct EditPage {
    /// What was typed.
    pub typed: Typed,
    /// Where it is sent.
    pub action: String,
    /// The version of the record.
    pub version: i32,
    /// The currency's sign.
    pub currency: String,
    /// The record as it is.
    pub list_price: String,
    /// The record as it is.
    pub floor_price: String,
    /// Whether it is offered; `None` where somebody has it.
    pub offered: Option<bool>,
    /// The record as it is.
    pub mortgaged: bool,
    /// The record as it is.
    pub seized: bool,
    /// The record as it is.
    pub licence: String,
    /// The record as it is.
    pub note: String,
}

/// Editing a unit.
pub fn edit(frame: &Frame, page: &EditPage) -> Markup {
    let words = frame.words;
    let typed = &page.typed;
    layout::page(
        frame,
        form(
            words,
            typed,
            &page.action,
            html! {
                (hidden("version", page.version))
                (card(words.units_edit_prices(), html! {
                    div.fields {
                        (money(typed, "list_price", words.units_list_price()).before(&page.currency).value(&page.list_price).required())
                        (money(typed, "floor_price", words.units_floor_price()).before(&page.currency).value(&page.floor_price).hint(words.units_edit_floor_hint()).required())
                    }
                    (text(typed, "reason", words.units_edit_reason()).hint(words.units_edit_reason_hint()).longest(200))
                }))
                (card(words.units_edit_state(), html! {
                    @match page.offered {
                        Some(offered) => { (hidden("asked", "yes")) (toggle(typed, "offered", words.units_edit_offered(), offered)) },
                        None => (note(Icon::Lock, words.units_edit_offered_taken())),
                    }
                    (text(typed, "licence", words.units_licence()).value(&page.licence).longest(100).optional(words))
                }))
                (card(words.units_edit_flags(), html! {
                    (toggle(typed, "mortgaged", words.units_edit_mortgaged(), page.mortgaged))
                    (toggle(typed, "seized", words.units_edit_seized(), page.seized))
                    (area(typed, "note", words.units_note()).value(&page.note).longest(500).optional(words))
                }))
                (action_bar(primary(words.common_save()).icon(Icon::Check), ""))
            },
        ),
    )
}

/// Adding a unit. Fields: `type`, `building`, `floor`, `code`, `area`, `list_price`, `floor_price`, `licence`, `offered`.
#[derive(Clone, Debug, Default)]
pub struct NewPage {
    /// What was typed.
    pub typed: Typed,
    /// The types to choose from.
    pub types: Vec<Choice>,
    /// Buildings that there are.
    pub buildings: Vec<String>,
    /// The building filled in beforehand.
    pub building: String,
    /// The licence filled in beforehand.
    pub licence: String,
    /// The currency's sign.
    pub currency: String,
    /// Whether the units are cars: a VIN, no floor, no area.
    pub cars: bool,
}

/// Adding a unit.
pub fn new(frame: &Frame, page: &NewPage) -> Markup {
    let words = frame.words;
    let typed = &page.typed;
    if page.types.is_empty() {
        let way = primary(words.units_add_type()).icon(Icon::Plus).to(urls::units::add_type());
        return layout::page(
            frame,
            empty(Icon::Building, words.units_empty_title(), words.units_new_no_types(), Some(way)),
        );
    }
    let code = if page.cars { words.units_new_code_car() } else { words.units_new_code() };
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::units::add(),
            html! {
                (card("", html! {
                    (chips(typed, "type", words.units_type(), page.types.clone()).required())
                    div.fields {
                        (text(typed, "building", words.units_new_building()).value(&page.building).list(page.buildings.clone()).longest(40).required())
                        @if !page.cars { (number(typed, "floor", words.units_floor_label()).between(-9, 200).required()) }
                        (text(typed, "code", code).longest(40).autocomplete("off").required())
                        @if !page.cars { (text(typed, "area", words.units_area()).hint(words.units_new_area_hint()).after("m²").optional(words)) }
                    }
                }))
                (card(words.units_edit_prices(), html! {
                    div.fields {
                        (money(typed, "list_price", words.units_list_price()).before(&page.currency).required())
                        (money(typed, "floor_price", words.units_floor_price()).before(&page.currency).hint(words.units_edit_floor_hint()).required())
                    }
                }))
                (card(words.units_edit_state(), html! {
                    (toggle(typed, "offered", words.units_edit_offered(), true))
                    (text(typed, "licence", words.units_licence()).value(&page.licence).longest(100).optional(words))
                }))
                (action_bar(primary(words.common_save()).icon(Icon::Check), secondary(words.units_new_again()).named("again", "yes")))
            },
        ),
    )
}

/// Adding a type. Fields: `code`, `name_zh`, `name_en`, `rooms`, `area`, `merits_zh`, `merits_en`.
#[derive(Clone, Debug, Default)]
pub struct TypePage {
    /// What was typed.
    pub typed: Typed,
    /// Whether the units are cars: no rooms, no area.
    pub cars: bool,
}

/// Adding a type.
pub fn new_type(frame: &Frame, page: &TypePage) -> Markup {
    let words = frame.words;
    let typed = &page.typed;
    layout::page(
        frame,
        form_with_id(
            words,
            typed,
            urls::units::add_type(),
            "new-type",
            stack(html! {
                (card("", html! {
                    div.fields {
                        (text(typed, "code", words.units_type_code()).hint(words.units_type_code_hint()).longest(20).required().first())
                        (text(typed, "name_zh", words.units_type_name_zh()).longest(60).required())
                        (text(typed, "name_en", words.units_type_name_en()).longest(60).required())
                        @if !page.cars {
                            (number(typed, "rooms", words.units_rooms()).between(0, 99).optional(words))
                            (text(typed, "area", words.units_area()).after("m²").optional(words))
                        }
                    }
                    div.fields {
                        @if page.cars { (number(typed, "life_days", words.units_life_days()).after(words.settings_unit_days()).hint(words.units_life_days_hint()).between(1, 10_000)) }
                        (area(typed, "merits_zh", words.units_type_merits()).optional(words))
                        (area(typed, "merits_en", words.units_type_merits_en()).optional(words))
                    }
                }))
                (action_bar(primary(words.common_save()).icon(Icon::Check), ""))
            }),
        ),
    )
}
