//! Units as pages show them.

use super::area;
use super::claims;
use super::model::{Claim, ClaimKind, Merit, Party, PriceChange, Unit, UnitType, Wish};
use super::states::UnitState;
use super::store::{self, Happened};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::{UnitId, UserId, VisitId};
use crate::base::money::Money;
use crate::base::name;
use crate::base::role::Need;
use crate::business::sites::{self, Site, model::Goods};
use crate::platform::db::Conn;
use showroom_templates::pages::units::{
    ClaimCard, EditPage, Grid, GridPage, HoldForm, PriceLine, ShowPage, WishForm, WishLine,
};
use showroom_templates::parts::list::Tab;
use showroom_templates::parts::unit::Floor;
use showroom_templates::parts::{Choice, Event, Icon, UnitCell, UnitState as Shown, primary, secondary};
use showroom_templates::typed::{Banner, Change};
use showroom_templates::{Typed, Words, urls};
use std::collections::{BTreeMap, HashSet};

/// For how many minutes a supervisor may hold, one tap each.
const LONG_HOLDS: [i64; 7] = [15, 30, 60, 120, 240, 480, 1_440];

// -------------------------------------------------------------------------------------------------------------- grid

/// What somebody looks for in the grid.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// Which building; the first where none was chosen.
    pub building: Option<String>,
    /// Which type.
    pub kind: Option<String>,
    /// Which state.
    pub state: Option<UnitState>,
    /// Up to which price.
    pub most: Option<Money>,
    /// For the party of which visit.
    pub visit: Option<VisitId>,
}

/// What the grid is drawn from.
#[derive(Debug)]
pub struct GridFacts {
    site: Site,
    buildings: Vec<String>,
    building: String,
    units: Vec<Unit>,
    over: HashSet<UnitId>,
    types: Vec<UnitType>,
    party: Option<Party>,
}

/// Gathers the grid.
///
/// # Errors
/// Missing or forbidden where the visit is; faults of the database.
pub fn gather_grid(conn: &mut Conn, actor: &Actor, now: Moment, look: &Look) -> Answered<GridFacts> {
    let site = sites::of(conn, actor.site)?;
    let buildings = store::buildings(conn, actor.site)?;
    let wanted = look.building.as_ref().filter(|name| buildings.contains(name));
    let building = wanted.or(buildings.first()).cloned().unwrap_or_default();
    let party = look.visit.map(|visit| store::party(conn, actor, visit)).transpose()?;
    Ok(GridFacts {
        units: store::of_building(conn, actor.site, &building)?,
        over: store::over_but_not_noted(conn, actor.site, now)?,
        types: store::types(conn, actor.site)?,
        site,
        buildings,
        building,
        party,
    })
}

/// The page of the grid.
pub fn grid_page(words: Words, facts: &GridFacts, look: &Look, may_add: bool) -> GridPage {
    let visit = look.visit.map(|visit| visit.to_string());
    let kept: Vec<(String, String)> = [("building", Some(facts.building.clone())), ("visit", visit.clone())]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect();
    let to = |path: &str, building: &str, filtered: bool| {
        let most = look.most.map(|most| (most.0 / 100).to_string());
        let state = look.state.map(UnitState::code);
        let mut query = vec![("building", building)];
        query.extend(visit.as_deref().map(|visit| ("visit", visit)));
        if filtered {
            query.extend(look.kind.as_deref().map(|kind| ("type", kind)));
            query.extend(state.map(|state| ("state", state)));
            query.extend(most.as_deref().map(|most| ("most", most)));
        }
        urls::with_query(path, &query)
    };
    let filtered = look.kind.is_some() || look.state.is_some() || look.most.is_some();
    let mut filter = Typed::fresh("");
    filter = look.kind.iter().fold(filter, |typed, kind| typed.with("type", kind));
    filter = look.state.iter().fold(filter, |typed, state| typed.with("state", state.code()));
    filter = look.most.iter().fold(filter, |typed, most| typed.with("most", most.0 / 100));
    GridPage {
        buildings: facts
            .buildings
            .iter()
            .map(|name| Tab {
                href: to(&urls::units::grid(), name, true),
                label: building_name(words, name),
                count: None,
                active: *name == facts.building,
            })
            .collect(),
        filter,
        kept,
        types: facts.types.iter().map(|kind| Choice::new(&kind.code, kind_name(words, kind))).collect(),
        currency: sign(words, &facts.site.currency),
        clear: filtered.then(|| to(&urls::units::grid(), &facts.building, false)),
        party: facts.party.as_ref().map(|party| party_name(words, party)),
        address: to(&urls::units::grid_fragment(), &facts.building, true),
        grid: grid(words, facts, look),
        may_add,
    }
}

/// The grid alone.
pub fn grid(words: Words, facts: &GridFacts, look: &Look) -> Grid {
    let state_of = |unit: &Unit| {
        if facts.over.contains(&unit.id) && unit.state == UnitState::OnHold { UnitState::ForSale } else { unit.state }
    };
    let kinds: BTreeMap<i64, &UnitType> = facts.types.iter().map(|kind| (kind.id.0, kind)).collect();
    let matches = |unit: &Unit| {
        let kind = kinds.get(&unit.kind.0).map(|kind| kind.code.as_str());
        look.kind.as_deref().is_none_or(|wanted| kind == Some(wanted))
            && look.state.is_none_or(|wanted| state_of(unit) == wanted)
            && look.most.is_none_or(|most| unit.list_price <= most)
    };
    let cell = |unit: &Unit| UnitCell {
        href: look
            .visit
            .map_or_else(|| urls::units::show(unit.id.0), |visit| urls::units::show_for(unit.id.0, visit.0)),
        number: unit.code.clone(),
        note: format!(
            "{} · {}",
            kinds.get(&unit.kind.0).map_or("", |kind| kind.code.as_str()),
            words.money_short(rounded(unit.list_price).0, &facts.site.currency)
        ),
        state: shown(state_of(unit)),
        chosen: false,
    };
    let cars = facts.site.goods != Goods::Homes;
    let mut floors: BTreeMap<i32, Vec<&Unit>> = BTreeMap::new();
    for unit in &facts.units {
        floors.entry(if cars { 0 } else { unit.floor }).or_default().push(unit);
    }
    let widest = facts.units.iter().map(|unit| unit.position).max().unwrap_or(0);
    let row = |(floor, units): (&i32, &Vec<&Unit>)| {
        let cells: Vec<Option<UnitCell>> = if cars {
            units.iter().filter(|unit| matches(unit)).map(|unit| Some(cell(unit))).collect()
        } else {
            (1..=widest)
                .map(|at| units.iter().find(|unit| unit.position == at && matches(unit)).map(|unit| cell(unit)))
                .collect()
        };
        cells.iter().any(Option::is_some).then(|| Floor { label: words.units_floor(floor), cells })
    };
    let count = |state: Shown| facts.units.iter().filter(|unit| shown(state_of(unit)) == state).count() as u64;
    Grid {
        caption: words.units_caption(building_name(words, &facts.building)),
        floors: floors.iter().rev().filter_map(row).collect(),
        cards: cars,
        counts: Shown::ALL.into_iter().map(|state| (state, count(state))).filter(|(_, count)| *count > 0).collect(),
        any: !facts.units.is_empty(),
    }
}

/// To a thousand, for cells in which only the size of a price matters.
fn rounded(price: Money) -> Money {
    if price < Money::major(100_000) { price } else { Money((price.0 + 50_000) / 100_000 * 100_000) }
}

// ---------------------------------------------------------------------------------------------------------- one unit

/// What the page of a unit is drawn from.
#[derive(Debug)]
pub struct ShowFacts {
    /// The unit.
    pub unit: Unit,
    site: Site,
    kind: UnitType,
    claim: Option<Claim>,
    deal: Option<i64>,
    consultant: Option<String>,
    customer: Option<(String, Option<UserId>)>,
    wishes: Vec<Wish>,
    prices: Vec<PriceChange>,
    happened: Vec<Happened>,
    parties: Vec<Party>,
    party: Option<Party>,
}

/// Gathers a unit with everything around it.
///
/// # Errors
/// Missing; forbidden where the visit is somebody else's; faults of the database.
pub fn gather(conn: &mut Conn, actor: &Actor, id: UnitId, visit: Option<VisitId>) -> Answered<ShowFacts> {
    let site = sites::of(conn, actor.site)?;
    let unit = store::find(conn, actor.site, id)?;
    let claim = store::open_claim(conn, id)?;
    let consultant = claim.as_ref().and_then(|claim| claim.consultant);
    let customer = claim.as_ref().and_then(|claim| claim.customer);
    let parties = if actor.may(Need::HoldUnit) { store::parties_here(conn, actor)? } else { Vec::new() };
    Ok(ShowFacts {
        kind: store::find_type(conn, actor.site, unit.kind)?,
        consultant: consultant.map(|id| store::person(conn, id)).transpose()?,
        customer: customer.map(|id| store::customer(conn, actor.site, id)).transpose()?,
        deal: match &claim {
            Some(claim) => store::deal_of(conn, claim)?,
            None => None,
        },
        wishes: store::wishes(conn, id)?,
        prices: store::prices(conn, id)?,
        happened: store::happened(conn, id)?,
        party: visit.map(|visit| store::party(conn, actor, visit)).transpose()?,
        parties,
        site,
        unit,
        claim,
    })
}

/// Which form of the page came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// None: the page is read.
    Fresh,
    /// Holding.
    Hold,
    /// Queueing.
    Wish,
    /// A button.
    Press,
}

/// The page of a unit.
pub fn show_page(
    words: Words,
    actor: &Actor,
    now: Moment,
    facts: &ShowFacts,
    typed: &Typed,
    back: Back,
    fresh: impl Fn() -> Typed,
) -> ShowPage {
    let unit = &facts.unit;
    let claim = facts.claim.as_ref().filter(|claim| claim.is_live(now));
    let state = claims::stands(unit, facts.claim.as_ref(), now);
    let money = |sum: Money| words.money(sum.0, &facts.site.currency);
    let typed_for = |which: Back| if back == which { Typed { banner: None, ..typed.clone() } } else { fresh() };
    let stopped = unit.seized || unit.mortgaged;
    let free = state == UnitState::ForSale && !stopped;
    let ours = |party: &Party| claim.is_some_and(|claim| claim.journey == party.journey);
    ShowPage {
        banner: typed.banner.clone(),
        state: shown(state),
        kind: kind_name(words, &facts.kind).to_owned(),
        price: money(unit.list_price),
        square_price: square_price(unit, &facts.kind).map(money),
        facts: unit_facts(words, actor, facts),
        merits: facts.kind.merits.iter().map(|merit| merit_text(words, merit).to_owned()).collect(),
        stops: stops(words, unit),
        claim: claim.map(|claim| claim_card(words, actor, now, facts, claim)),
        hold: (free && actor.may(Need::HoldUnit)).then(|| {
            hold_form(words, actor, &facts.site, unit.id, &facts.parties, facts.party.as_ref(), typed_for(Back::Hold))
        }),
        wish: wish_form(words, actor, facts, free, typed_for(Back::Wish)),
        wishes: facts.wishes.iter().map(|wish| wish_line(words, actor, facts, wish)).collect(),
        ways: facts
            .party
            .as_ref()
            .filter(|party| free || ours(party))
            .map(|party| ways(words, actor, unit, party, !free))
            .unwrap_or_default(),
        prices: facts.prices.iter().map(|price| price_line(words, facts, price)).collect(),
        floor_prices: actor.may(Need::EditUnits),
        events: facts.happened.iter().map(|event| event_line(words, &facts.site, now, event)).collect(),
        edit: actor.may(Need::EditUnits).then(|| urls::units::edit(unit.id.0)),
    }
}

/// The form that holds a unit; the negotiation shows the same.
pub fn hold_form(
    words: Words,
    actor: &Actor,
    site: &Site,
    unit: UnitId,
    parties: &[Party],
    party: Option<&Party>,
    typed: Typed,
) -> HoldForm {
    let holds = &site.settings.holds;
    let long = |minutes: &i64| *minutes <= i64::from(holds.supervisor_minutes);
    let mut minutes: Vec<i64> = LONG_HOLDS.into_iter().filter(long).collect();
    if !minutes.contains(&i64::from(holds.minutes)) {
        minutes.push(i64::from(holds.minutes));
        minutes.sort_unstable();
    }
    let may_choose = actor.may(Need::HoldLong);
    HoldForm {
        typed,
        action: urls::units::hold(unit.0),
        parties: party_choices(words, party.map_or(parties, std::slice::from_ref)),
        party: party.map(|party| party.visit.to_string()),
        minutes: minutes
            .into_iter()
            .filter(|_| may_choose)
            .map(|minutes| Choice::new(minutes, words.length(minutes)))
            .collect(),
        usual: i64::from(holds.minutes),
    }
}

fn wish_form(words: Words, actor: &Actor, facts: &ShowFacts, free: bool, typed: Typed) -> Option<WishForm> {
    let parties = facts.party.as_ref().map_or(facts.parties.as_slice(), std::slice::from_ref);
    let named: Vec<Party> = parties
        .iter()
        .filter(|party| {
            party.customer.is_some_and(|customer| facts.wishes.iter().all(|wish| wish.customer != customer))
        })
        .filter(|party| facts.claim.as_ref().is_none_or(|claim| claim.journey != party.journey))
        .cloned()
        .collect();
    let sold = facts.unit.state > UnitState::Deposited || facts.unit.state == UnitState::Withheld;
    (!free && !sold && !named.is_empty() && actor.may(Need::HoldUnit)).then(|| WishForm {
        typed,
        action: urls::units::wishes(facts.unit.id.0),
        party: facts.party.as_ref().map(|party| party.visit.to_string()),
        parties: party_choices(words, &named),
    })
}

fn ways(words: Words, actor: &Actor, unit: &Unit, party: &Party, ours: bool) -> Vec<showroom_templates::parts::Button> {
    let (visit, unit) = (party.visit.0, unit.id.0);
    let mut ways = Vec::new();
    if actor.may(Need::DraftDeposit) {
        let deposit = if ours { primary(words.units_deposit_go()) } else { secondary(words.units_deposit_go()) };
        ways.push(deposit.icon(Icon::Money).to(urls::deposits::new_for(visit, unit)));
    }
    if actor.may(Need::MakeQuote) {
        ways.push(secondary(words.units_quote_go()).icon(Icon::Paper).to(urls::quotes::new_for(visit, unit)));
    }
    ways
}

fn unit_facts(words: Words, actor: &Actor, facts: &ShowFacts) -> Vec<(String, String)> {
    let (unit, kind) = (&facts.unit, &facts.kind);
    let homes = facts.site.goods == Goods::Homes;
    let area = unit.area_centi.or(kind.area_centi).map(|centi| words.units_area_value(area::text(centi)));
    let own = |text: &str| text.to_owned();
    [
        Some((own(words.units_type()), own(kind_name(words, kind)))),
        Some((own(words.units_building()), building_name(words, &unit.building))),
        homes.then(|| (own(words.units_floor_label()), words.units_floor(unit.floor))),
        area.map(|area| (own(words.units_area()), area)),
        kind.rooms.map(|rooms| (own(words.units_rooms()), words.units_rooms_value(rooms))),
        unit.licence.clone().map(|licence| (own(words.units_licence()), licence)),
        actor
            .may(Need::EditUnits)
            .then(|| (own(words.units_floor_price()), words.money(unit.floor_price.0, &facts.site.currency))),
        unit.note.clone().map(|note| (own(words.units_note()), note)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn stops(words: Words, unit: &Unit) -> Vec<String> {
    let licensed = unit.licence.as_deref().is_some_and(|licence| !licence.trim().is_empty());
    [
        (unit.seized, words.units_seized()),
        (unit.mortgaged, words.units_mortgaged()),
        (!licensed, words.units_no_licence()),
    ]
    .into_iter()
    .filter(|(stops, _)| *stops)
    .map(|(_, text)| text.to_owned())
    .collect()
}

fn claim_card(words: Words, actor: &Actor, now: Moment, facts: &ShowFacts, claim: &Claim) -> ClaimCard {
    let clock = facts.site.clock;
    let today = clock.date(now);
    let when = |at: Moment| words.near(clock.local(at), today);
    let own = claim.consultant.is_some_and(|consultant| actor.is(consultant));
    let customer =
        facts.customer.as_ref().map(|(name, owner)| seen_name(words, actor, name, owner.or(claim.consultant)));
    let until = claim.until.map(|until| {
        format!("{} ({})", when(until), words.units_claim_left(words.duration((until - now).num_seconds())))
    });
    let text = |text: &str| text.to_owned();
    ClaimCard {
        what: text(match claim.kind {
            ClaimKind::Hold => words.units_claim_hold(),
            ClaimKind::Deposit => words.units_claim_deposit(),
            ClaimKind::Contract => words.units_claim_contract(),
        }),
        facts: [
            customer.map(|name| (text(words.units_claim_for()), name)),
            facts.consultant.clone().map(|name| (text(words.units_claim_by()), name)),
            Some((text(words.units_claim_since()), when(claim.made_at))),
            until.map(|until| (text(words.units_claim_until()), until)),
        ]
        .into_iter()
        .flatten()
        .collect(),
        open: facts.deal.filter(|_| actor.may(Need::SeeDeals) && (own || !actor.only_own())).map(urls::deposits::show),
        release: (claim.kind == ClaimKind::Hold && ((own && actor.may(Need::HoldUnit)) || actor.may(Need::HoldLong)))
            .then(|| urls::units::release(claim.unit.0)),
    }
}

fn wish_line(words: Words, actor: &Actor, facts: &ShowFacts, wish: &Wish) -> WishLine {
    let mine = !actor.only_own() || wish.owner.is_none_or(|owner| actor.is(owner));
    WishLine {
        number: wish.number,
        name: seen_name(words, actor, &wish.customer_name, wish.owner),
        since: words.day(facts.site.clock.date(wish.made_at)),
        href: None,
        withdraw: (mine && actor.may(Need::HoldUnit)).then(|| urls::units::withdraw_wish(wish.unit.0, wish.id.0)),
    }
}

fn price_line(words: Words, facts: &ShowFacts, price: &PriceChange) -> PriceLine {
    PriceLine {
        when: words.full_day(facts.site.clock.date(price.set_at)),
        list: words.money(price.list_price.0, &facts.site.currency),
        floor: words.money(price.floor_price.0, &facts.site.currency),
        who: price.set_by.clone().unwrap_or_default(),
        why: price.reason.clone().unwrap_or_default(),
    }
}

fn event_line(words: Words, site: &Site, now: Moment, event: &Happened) -> Event {
    let name = event.kind.replacen('.', "_event_", 1);
    Event {
        icon: match event.kind.split('.').next().unwrap_or_default() {
            "deposits" => Icon::Money,
            "contracts" | "quotes" => Icon::Paper,
            _ if event.kind.contains("priced") => Icon::Money,
            _ if event.kind.contains("held") => Icon::Clock,
            _ => Icon::Building,
        },
        when: words.near(site.clock.local(event.at), site.clock.date(now)),
        who: event.who.clone().unwrap_or_default(),
        title: words.lookup_or(&name).to_owned(),
        body: None,
    }
}

// -------------------------------------------------------------------------------------------------------------- edit

/// The page that edits a unit. Where the record changed meanwhile, both versions stand side by side.
pub fn edit_page(words: Words, site: &Site, unit: &Unit, mut typed: Typed) -> EditPage {
    let plain = |sum: Money| sum.to_string();
    if typed.banner.as_ref().is_some_and(|banner| banner.kind == showroom_templates::typed::BannerKind::Changed) {
        let changes = changes(words, unit, &typed);
        if let Some(banner) = typed.banner.as_mut() {
            *banner = Banner { changes, ..banner.clone() };
        }
    }
    EditPage {
        typed,
        action: urls::units::edit(unit.id.0),
        version: unit.version,
        currency: sign(words, &site.currency),
        list_price: plain(unit.list_price),
        floor_price: plain(unit.floor_price),
        offered: match unit.state {
            UnitState::Withheld => Some(false),
            UnitState::ForSale => Some(true),
            _ => None,
        },
        mortgaged: unit.mortgaged,
        seized: unit.seized,
        licence: unit.licence.clone().unwrap_or_default(),
        note: unit.note.clone().unwrap_or_default(),
    }
}

fn changes(words: Words, unit: &Unit, typed: &Typed) -> Vec<Change> {
    let yes = |on: bool| if on { words.common_yes() } else { words.common_no() }.to_owned();
    let price = |field: &str| {
        let text = typed.value(field).unwrap_or_default();
        Money::parse(text).map_or_else(|_| text.to_owned(), |sum| sum.to_string())
    };
    let line = |field: &str| typed.value(field).unwrap_or_default().to_owned();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        (words.units_list_price(), price("list_price"), unit.list_price.to_string()),
        (words.units_floor_price(), price("floor_price"), unit.floor_price.to_string()),
        (words.units_licence(), line("licence"), text(&unit.licence)),
        (words.units_note(), line("note"), text(&unit.note)),
        (words.units_edit_mortgaged(), yes(typed.has("mortgaged", "yes")), yes(unit.mortgaged)),
        (words.units_edit_seized(), yes(typed.has("seized", "yes")), yes(unit.seized)),
    ]
    .into_iter()
    .filter(|(_, typed, now)| typed != now)
    .map(|(label, typed, now)| Change { label: label.to_owned(), typed, now })
    .collect()
}

// ------------------------------------------------------------------------------------------------------------- words

/// A building as people call it: `1 号楼` for one that is a number, its name otherwise.
pub fn building_name(words: Words, building: &str) -> String {
    let numbered = building.chars().all(|c| c.is_ascii_digit());
    if numbered && !building.is_empty() { words.units_building_named(building) } else { building.to_owned() }
}

/// A type's name in the person's language.
pub fn kind_name(words: Words, kind: &UnitType) -> &str {
    words.lang.pick(&kind.name_zh, &kind.name_en)
}

/// A merit in the person's language.
pub fn merit_text(words: Words, merit: &Merit) -> &str {
    words.lang.pick(&merit.zh, &merit.en)
}

/// What a square metre costs.
pub fn square_price(unit: &Unit, kind: &UnitType) -> Option<Money> {
    let centi = i64::from(unit.area_centi.or(kind.area_centi)?);
    (centi > 0).then(|| Money(unit.list_price.0 * 100 / centi))
}

/// The sign of a currency, for fields.
pub fn sign(words: Words, currency: &str) -> String {
    words.money(0, currency).trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').to_owned()
}

/// How a party is called: its number of the day and its name, or how it was described.
pub fn party_name(words: Words, party: &Party) -> String {
    let name = if party.name.is_empty() {
        party.description.as_deref().unwrap_or(words.units_party_unnamed())
    } else {
        &party.name
    };
    words.units_party(party.number, name)
}

/// A customer's name; masked for consultants whose customer it is not.
pub fn seen_name(words: Words, actor: &Actor, name: &str, owner: Option<UserId>) -> String {
    if name.is_empty() {
        words.units_party_unnamed().to_owned()
    } else if actor.only_own() && !owner.is_some_and(|owner| actor.is(owner)) {
        name::mask(name)
    } else {
        name.to_owned()
    }
}

fn party_choices(words: Words, parties: &[Party]) -> Vec<Choice> {
    parties.iter().map(|party| Choice::new(party.visit, party_name(words, party))).collect()
}

/// A state as the templates know it.
pub fn shown(state: UnitState) -> Shown {
    match state {
        UnitState::Withheld => Shown::Withheld,
        UnitState::ForSale => Shown::ForSale,
        UnitState::OnHold => Shown::OnHold,
        UnitState::Deposited => Shown::Deposited,
        UnitState::Contracted => Shown::Contracted,
        UnitState::Filed => Shown::Filed,
        UnitState::HandedOver => Shown::HandedOver,
        UnitState::Titled => Shown::Titled,
    }
}
