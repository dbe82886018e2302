//! What people do with quotes: make one, decide about a discount.

use super::discount::{self, Kind, Price, Verdict};
use super::loan::{Wanted, financing};
use super::model::{Decision, Draft, Loans, Quote, Request, Status};
use super::ways::PaymentWay;
use super::{store, validity};
use crate::base::actor::Actor;
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{DiscountRequestId, QuoteId, VisitId};
use crate::base::money::Money;
use crate::base::role::Need;
use crate::business::sites::{self, settings};
use crate::business::units::{self, Unit, states::UnitState};
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};
use serde_json::json;

/// Makes a quote for the party of a visit. Above one's own limit it waits for somebody's yes.
///
/// # Errors
/// What the rules of discounts and loans refuse; `discount_needs_reason`; `discount_needs_way`; `unit_not_for_sale`.
pub fn make(tx: &mut Tx, visit: VisitId, draft: &Draft) -> Answered<QuoteId> {
    let party = units::store::party_here(tx.conn, &tx.actor, visit)?;
    let unit = units::store::find(tx.conn, tx.actor.site, draft.unit)?;
    if unit.state == UnitState::Withheld {
        return Err(Refused::invalid("unit_not_for_sale").with("unit", &unit.code).into());
    }
    let site = sites::of(tx.conn, tx.actor.site)?;
    let price = price(&unit, draft, &site.settings.discounts)?;
    let loans = loans(&price, draft, &site.settings.quotes)?;
    let verdict = discount::verdict(price.special_bp, tx.actor.role, &site.settings.discounts);
    let reason = match verdict {
        Verdict::Within => None,
        Verdict::Needs(_) => Some(discount::ask(draft.reason.as_deref().unwrap_or_default())?),
    };
    let quote = Quote {
        id: QuoteId::new(tx.now),
        site: tx.actor.site,
        journey: party.journey,
        visit: Some(party.visit),
        customer: party.customer,
        unit: unit.id,
        list_price: price.list,
        discount_bp: i32::try_from(price.all_bp).unwrap_or(i32::MAX),
        discounts: price.discounts,
        price: price.price,
        way: draft.way,
        down_payment_bp: if draft.way == PaymentWay::AtOnce { 10_000 } else { draft.down_payment_bp.into() },
        loans,
        valid_until: validity::last_day(site.clock.date(tx.now), &site.settings.quotes),
        status: if reason.is_some() { Status::Waiting } else { Status::Valid },
        made_by: tx.actor.user,
        made_at: tx.now,
    };
    store::replace_earlier(tx, quote.journey, quote.unit)?;
    store::insert(tx, &quote)?;
    if let Some(reason) = reason {
        request(tx, &quote, price.special_bp, reason)?;
    }
    let entry = Entry::new("quotes.made").visit(party.visit).customer(party.customer).unit(unit.id).subject(quote.id);
    journal::record(
        tx,
        entry.detail(
            json!({ "price": quote.price, "discount_bp": quote.discount_bp, "waits": quote.status == Status::Waiting }),
        ),
    )?;
    Ok(quote.id)
}

/// The discounts that a draft names, taken off the list price.
fn price(unit: &Unit, draft: &Draft, limits: &settings::Discounts) -> Answered<Price> {
    if draft.published.contains(&Kind::PaysAtOnce) && draft.way != PaymentWay::AtOnce {
        return Err(Refused::invalid("discount_needs_way").at("discount").into());
    }
    let published = draft.published.iter().filter_map(|kind| Some((*kind, kind.published_bp(limits)?)));
    let wanted: Vec<(Kind, u16)> = published.chain(draft.special).collect();
    Ok(discount::priced(unit.list_price, unit.floor_price, &wanted)?)
}

fn loans(price: &Price, draft: &Draft, rates: &settings::Quotes) -> Answered<Option<Loans>> {
    if !draft.way.by_loan() {
        return Ok(None);
    }
    let wanted = Wanted {
        price: price.price,
        way: draft.way,
        down_payment_bp: draft.down_payment_bp,
        fund_part: draft.fund_part.unwrap_or(Money::ZERO),
        months: draft.years.saturating_mul(12),
        method: draft.method,
        commercial_rate_bp: rates.commercial_rate_bp,
        fund_rate_bp: rates.fund_rate_bp,
    };
    Ok(Some(Loans::from(&financing(&wanted, rates.down_payment_bp)?)))
}

fn request(tx: &mut Tx, quote: &Quote, special_bp: i64, reason: String) -> Answered<()> {
    let request = Request {
        id: DiscountRequestId::new(tx.now),
        quote: quote.id,
        wanted_bp: i32::try_from(special_bp).unwrap_or(i32::MAX),
        reason,
        asked_by: tx.actor.user,
        asked_at: tx.now,
        decided_by: None,
        decided_at: None,
        verdict: None,
        decision_reason: None,
    };
    store::insert_request(tx, &request)?;
    let entry = Entry::new("quotes.discount_asked").customer(quote.customer).unit(quote.unit).subject(quote.id);
    journal::record(tx, entry.detail(json!({ "wanted_bp": special_bp })))
}

/// Grants or refuses a discount, with a reason that is kept.
///
/// # Errors
/// `discount_above_limit`; `request_decided` (409) where a colleague was faster; [`Error::Missing`].
pub fn decide(tx: &mut Tx, id: DiscountRequestId, verdict: Decision, reason: &str) -> Answered<()> {
    let request = store::find_request(tx.conn, tx.actor.site, id)?;
    let quote = store::find(tx.conn, tx.actor.site, request.quote)?;
    let limits = sites::of(tx.conn, tx.actor.site)?.settings.discounts;
    let to = match verdict {
        Decision::Granted => {
            discount::grant(request.wanted_bp.into(), tx.actor.role, &limits)?;
            Status::Approved
        }
        Decision::Refused => Status::Refused,
    };
    let fresh = store::decide(tx, id, verdict, reason)?;
    if !fresh || !store::move_status(tx, quote.id, Status::Waiting, to)? {
        return Err(Refused::taken("request_decided").into());
    }
    let kind = match verdict {
        Decision::Granted => "quotes.discount_granted",
        Decision::Refused => "quotes.discount_refused",
    };
    let entry = Entry::new(kind).customer(quote.customer).unit(quote.unit).subject(quote.id);
    journal::record(tx, entry.detail(json!({ "wanted_bp": request.wanted_bp })))
}

/// One quote, for somebody who may see it: consultants see theirs and those of their customers.
///
/// # Errors
/// [`Error::Missing`]; [`Error::Forbidden`].
pub fn seen(conn: &mut Conn, actor: &Actor, id: QuoteId) -> Answered<Quote> {
    let quote = store::find(conn, actor.site, id)?;
    if may_see(conn, actor, &quote)? { Ok(quote) } else { Err(Error::Forbidden(Need::SeeDeals)) }
}

/// Whether this person may see a quote.
///
/// # Errors
/// Faults of the database.
pub fn may_see(conn: &mut Conn, actor: &Actor, quote: &Quote) -> Answered<bool> {
    let made = quote.made_by.is_some_and(|user| actor.is(user));
    Ok(!actor.only_own() || made || owns(conn, actor, quote)?)
}

fn owns(conn: &mut Conn, actor: &Actor, quote: &Quote) -> Answered<bool> {
    let Some(customer) = quote.customer else { return Ok(false) };
    let (_, owner) = units::store::customer(conn, actor.site, customer)?;
    Ok(owner.is_some_and(|owner| actor.is(owner)))
}
