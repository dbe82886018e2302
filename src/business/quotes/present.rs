//! Quotes as pages show them.

use super::discount::{Kind, limit_bp, percent};
use super::loan::{Financing, Method};
use super::model::{Quote, Request, Status};
use super::store;
use super::validity::{self, Validity};
use super::ways::PaymentWay;
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::{DiscountRequestId, JourneyId, QuoteId, UnitId, UserId, VisitId};
use crate::base::money::Money;
use crate::base::role::Need;
use crate::business::customers::journeys;
use crate::business::sites::{self, Site};
use crate::business::units::{self, Party, Unit, UnitType, area, present as unit_words};
use crate::platform::db::Conn;
use showroom_templates::pages::quotes::{ApprovalCard, DiscountLine, MonthLine, NewPage, QuoteLine, ShowPage};
use showroom_templates::parts::{Choice, Tone};
use showroom_templates::{Typed, Words, urls};

/// Shares paid first, one tap each.
const SHARES: [i64; 6] = [15, 20, 30, 40, 50, 60];
/// Years of a loan, one tap each.
const YEARS: [u16; 6] = [5, 10, 15, 20, 25, 30];
/// The special discounts that a consultant may name.
const SPECIALS: [Kind; 4] = [Kind::Negotiated, Kind::Group, Kind::Staff, Kind::Leader];

/// The name of a discount.
pub fn kind_name(words: Words, kind: Kind) -> &'static str {
    match kind {
        Kind::PaysAtOnce => words.quotes_kind_pays_at_once(),
        Kind::SignsEarly => words.quotes_kind_signs_early(),
        Kind::Negotiated => words.quotes_kind_negotiated(),
        Kind::Staff => words.quotes_kind_staff(),
        Kind::Group => words.quotes_kind_group(),
        Kind::Leader => words.quotes_kind_leader(),
    }
}

/// The name of a way of payment.
pub fn way_name(words: Words, way: PaymentWay) -> &'static str {
    match way {
        PaymentWay::AtOnce => words.quotes_way_at_once(),
        PaymentWay::Instalments => words.quotes_way_instalments(),
        PaymentWay::CommercialLoan => words.quotes_way_commercial_loan(),
        PaymentWay::FundLoan => words.quotes_way_fund_loan(),
        PaymentWay::MixedLoan => words.quotes_way_mixed_loan(),
    }
}

fn method_name(words: Words, method: Method) -> &'static str {
    match method {
        Method::EqualInstalments => words.quotes_method_equal_instalments(),
        Method::EqualPrincipal => words.quotes_method_equal_principal(),
    }
}

/// How a quote stands, in a word.
pub fn status_word(words: Words, status: Status) -> (String, Tone) {
    let (word, tone) = match status {
        Status::Valid => (words.quotes_status_valid(), Tone::Good),
        Status::Waiting => (words.quotes_status_waiting(), Tone::Warn),
        Status::Approved => (words.quotes_status_approved(), Tone::Good),
        Status::Refused => (words.quotes_status_refused(), Tone::Bad),
        Status::Replaced => (words.quotes_status_replaced(), Tone::Plain),
    };
    (word.to_owned(), tone)
}

// --------------------------------------------------------------------------------------------------------------- new

/// What the form is drawn from.
#[derive(Debug)]
pub struct NewFacts {
    site: Site,
    unit: Unit,
    kind: UnitType,
    party: Party,
}

impl NewFacts {
    /// The unit's number.
    pub fn unit_code(&self) -> &str {
        &self.unit.code
    }
}

/// Gathers the form for the party of a visit and a unit.
///
/// # Errors
/// Missing; forbidden where the party is somebody else's; faults of the database.
pub fn gather_new(conn: &mut Conn, actor: &Actor, visit: VisitId, unit: UnitId) -> Answered<NewFacts> {
    let party = units::store::party(conn, actor, visit)?;
    let unit = units::store::find(conn, actor.site, unit)?;
    let kind = units::store::find_type(conn, actor.site, unit.kind)?;
    Ok(NewFacts { site: sites::of(conn, actor.site)?, unit, kind, party })
}

/// The form.
pub fn new_page(words: Words, actor: &Actor, now: Moment, facts: &NewFacts, typed: Typed) -> NewPage {
    let (site, unit) = (&facts.site, &facts.unit);
    let (rules, limits) = (&site.settings.quotes, &site.settings.discounts);
    let published = |kind: Kind| {
        let bp = kind.published_bp(limits).filter(|bp| *bp > 0)?;
        Some(Choice::new(kind.code(), kind_name(words, kind)).note(words.quotes_percent_off(percent(bp.into()))))
    };
    let least = i64::from(rules.down_payment_bp).div_euclid(100) + i64::from(rules.down_payment_bp % 100 > 0);
    let shares: Vec<i64> = std::iter::once(least).chain(SHARES.into_iter().filter(|share| *share > least)).collect();
    NewPage {
        typed,
        visit: facts.party.visit.0,
        unit: unit.id.0,
        unit_name: format!("{} · {}", unit.code, unit_words::kind_name(words, &facts.kind)),
        list_price: words.money(unit.list_price.0, &site.currency),
        party: unit_words::party_name(words, &facts.party),
        currency: unit_words::sign(words, &site.currency),
        published: [Kind::PaysAtOnce, Kind::SignsEarly].into_iter().filter_map(published).collect(),
        specials: SPECIALS.into_iter().map(|kind| Choice::new(kind.code(), kind_name(words, kind))).collect(),
        own_limit: limit_bp(actor.role, limits).map(percent),
        ways: PaymentWay::ALL.into_iter().map(|way| Choice::new(way.code(), way_name(words, way))).collect(),
        down_payments: shares.iter().map(|share| Choice::new(share, words.quotes_percent(share))).collect(),
        down_payment: shares.iter().find(|share| **share >= 30).unwrap_or(&least).to_string(),
        years: YEARS.into_iter().map(|years| Choice::new(years, words.quotes_years_value(years))).collect(),
        methods: Method::ALL.into_iter().map(|method| Choice::new(method.code(), method_name(words, method))).collect(),
        rates: words.quotes_rates(percent(rules.commercial_rate_bp.into()), percent(rules.fund_rate_bp.into())),
        valid_until: words.full_day(validity::last_day(site.clock.date(now), rules)),
    }
}

// -------------------------------------------------------------------------------------------------------------- show

/// What a quote is drawn from.
#[derive(Debug)]
pub struct ShowFacts {
    /// The quote.
    pub quote: Quote,
    site: Site,
    unit: Unit,
    kind: UnitType,
    customer: Option<(String, Option<UserId>)>,
    made_by: String,
    request: Option<(Request, String)>,
    financing: Option<Financing>,
}

/// Gathers a quote, for somebody who may see it.
///
/// # Errors
/// Missing; forbidden; faults of the database.
pub fn gather(conn: &mut Conn, actor: &Actor, id: QuoteId) -> Answered<ShowFacts> {
    let quote = super::actions::seen(conn, actor, id)?;
    let unit = units::store::find(conn, actor.site, quote.unit)?;
    let request = match store::request_of(conn, id)? {
        Some(request) => {
            let decider = name_of(conn, request.decided_by)?;
            Some((request, decider))
        }
        None => None,
    };
    Ok(ShowFacts {
        site: sites::of(conn, actor.site)?,
        kind: units::store::find_type(conn, actor.site, unit.kind)?,
        customer: quote.customer.map(|customer| units::store::customer(conn, actor.site, customer)).transpose()?,
        made_by: name_of(conn, quote.made_by)?,
        financing: quote.financing()?,
        request,
        unit,
        quote,
    })
}

fn name_of(conn: &mut Conn, user: Option<UserId>) -> Answered<String> {
    Ok(user.map(|user| units::store::person(conn, user)).transpose()?.unwrap_or_default())
}

/// The page of a quote, and its paper.
pub fn show_page(words: Words, actor: &Actor, now: Moment, facts: &ShowFacts) -> ShowPage {
    let (site, quote) = (&facts.site, &facts.quote);
    let money = |sum: Money| words.money(sum.0, &site.currency);
    let today = site.clock.date(now);
    let ended = validity::validity(quote.valid_until, today) == Validity::Ended;
    let usable = quote.status.usable() && !ended;
    let area = facts.unit.area_centi.or(facts.kind.area_centi);
    let mut unit_facts = vec![(words.units_type().to_owned(), unit_words::kind_name(words, &facts.kind).to_owned())];
    unit_facts.extend(area.map(|centi| (words.units_area().to_owned(), words.units_area_value(area::text(centi)))));
    ShowPage {
        status: if ended && quote.status.usable() {
            (words.quotes_ended().to_owned(), Tone::Warn)
        } else {
            status_word(words, quote.status)
        },
        notes: notes(words, site, facts),
        unit: facts.unit.code.clone(),
        unit_facts,
        unit_href: quote
            .visit
            .map_or_else(|| urls::units::show(quote.unit.0), |visit| urls::units::show_for(quote.unit.0, visit.0)),
        customer: match &facts.customer {
            Some((name, owner)) => unit_words::seen_name(words, actor, name, owner.or(quote.made_by)),
            None => words.units_party_unnamed().to_owned(),
        },
        list_price: money(quote.list_price),
        discounts: quote
            .discounts
            .iter()
            .map(|discount| DiscountLine {
                name: kind_name(words, discount.kind).to_owned(),
                percent: words.quotes_percent_off(percent(discount.bp.into())),
                sum: money(Money(-discount.sum.0)),
            })
            .collect(),
        price: money(quote.price),
        payment: payment(words, site, quote, facts.financing.as_ref()),
        months: months(words, site, facts.financing.as_ref()),
        valid_until: words.full_day(quote.valid_until),
        made_by: facts.made_by.clone(),
        made_on: words.full_day(site.clock.date(quote.made_at)),
        deposit: quote
            .visit
            .filter(|_| usable && actor.may(Need::DraftDeposit))
            .map(|visit| urls::deposits::new_from(visit.0, quote.unit.0, quote.id.0)),
        again: quote
            .visit
            .filter(|_| actor.may(Need::MakeQuote))
            .map(|visit| urls::quotes::new_for(visit.0, quote.unit.0)),
        paper: urls::quotes::paper(quote.id.0),
    }
}

fn notes(words: Words, site: &Site, facts: &ShowFacts) -> Vec<String> {
    let mut notes = Vec::new();
    if facts.quote.status == Status::Waiting {
        notes.push(words.quotes_waiting_text().to_owned());
    }
    if let Some((request, decider)) = &facts.request {
        notes.push(words.quotes_asked(&request.reason));
        if let (Some(at), Some(reason)) = (request.decided_at, &request.decision_reason) {
            notes.push(words.quotes_decided(decider, words.day_and_clock(site.clock.local(at)), reason));
        }
    }
    notes
}

fn payment(words: Words, site: &Site, quote: &Quote, financing: Option<&Financing>) -> Vec<(String, String)> {
    let money = |sum: Money| words.money(sum.0, &site.currency);
    let text = |text: &str| text.to_owned();
    let mut lines = vec![(text(words.quotes_way()), text(way_name(words, quote.way)))];
    if let Some(financing) = financing {
        lines.push((text(words.quotes_down_payment_sum()), money(financing.down_payment)));
        for (name, loan) in [(words.quotes_commercial(), financing.commercial), (words.quotes_fund(), financing.fund)] {
            lines.extend(
                loan.map(|loan| {
                    (text(name), words.quotes_loan_line(money(loan.principal), percent(loan.rate_bp.into())))
                }),
            );
        }
        if let Some(loan) = financing.commercial.or(financing.fund) {
            lines.push((text(words.quotes_years()), words.quotes_months_value(loan.months)));
            lines.push((text(words.quotes_method()), text(method_name(words, loan.method))));
        }
        lines.extend(financing.months.first().map(|month| (text(words.quotes_first_payment()), money(month.payment))));
        lines.push((text(words.quotes_interest_all()), money(financing.interest)));
    } else if quote.way == PaymentWay::Instalments {
        let first = quote.price.basis_points(quote.down_payment_bp.into());
        lines.push((text(words.quotes_down_payment_sum()), money(first)));
    }
    lines
}

fn months(words: Words, site: &Site, financing: Option<&Financing>) -> Vec<MonthLine> {
    let money = |sum: Money| words.money_to_the_cent(sum.0, &site.currency);
    let months = financing.map_or(&[][..], |financing| &financing.months);
    let line = |month: &super::loan::Month| MonthLine {
        number: month.number,
        sums: [month.payment, month.principal, month.interest, month.left].map(money),
    };
    months.iter().map(line).collect()
}

// -------------------------------------------------------------------------------------------------------------- list

/// The quotes of a journey with their units, for those who may see them.
///
/// # Errors
/// Faults of the database.
pub fn gather_list(conn: &mut Conn, actor: &Actor, journey: JourneyId) -> Answered<Vec<(Quote, Unit)>> {
    let journey = journeys::find(conn, actor.site, journey)?;
    let quotes = store::of_journey(conn, actor.site, journey.id)?;
    let mut seen = Vec::with_capacity(quotes.len());
    for quote in quotes {
        if super::actions::may_see(conn, actor, &quote)? {
            let unit = units::store::find(conn, actor.site, quote.unit)?;
            seen.push((quote, unit));
        }
    }
    Ok(seen)
}

/// One line for each quote.
pub fn lines(words: Words, site: &Site, quotes: &[(Quote, Unit)]) -> Vec<QuoteLine> {
    quotes
        .iter()
        .map(|(quote, unit)| QuoteLine {
            href: urls::quotes::show(quote.id.0),
            unit: unit.code.clone(),
            price: words.money(quote.price.0, &site.currency),
            under: format!("{} · {}", words.day_and_clock(site.clock.local(quote.made_at)), way_name(words, quote.way)),
            status: status_word(words, quote.status),
        })
        .collect()
}

// --------------------------------------------------------------------------------------------------------- approvals

/// A request with everything that deciding needs.
#[derive(Debug)]
pub struct Waiting {
    request: Request,
    quote: Quote,
    unit: Unit,
    asked_by: String,
}

/// Gathers what waits.
///
/// # Errors
/// Faults of the database.
pub fn gather_waiting(conn: &mut Conn, actor: &Actor) -> Answered<(Site, Vec<Waiting>)> {
    let mut waiting = Vec::new();
    for (request, quote) in store::waiting(conn, actor.site)? {
        let unit = units::store::find(conn, actor.site, quote.unit)?;
        let asked_by = name_of(conn, request.asked_by)?;
        waiting.push(Waiting { request, quote, unit, asked_by });
    }
    Ok((sites::of(conn, actor.site)?, waiting))
}

/// The cards of what waits; `back` is the one whose form came back.
pub fn cards(
    words: Words,
    actor: &Actor,
    site: &Site,
    waiting: &[Waiting],
    back: Option<(DiscountRequestId, &Typed)>,
    fresh: impl Fn() -> Typed,
) -> Vec<ApprovalCard> {
    let money = |sum: Money| words.money(sum.0, &site.currency);
    let card = |one: &Waiting| ApprovalCard {
        typed: back.filter(|(id, _)| *id == one.request.id).map_or_else(&fresh, |(_, typed)| typed.clone()),
        action: urls::quotes::decide(one.request.id.0),
        unit: one.unit.code.clone(),
        wanted: words.quotes_approval_wanted(percent(one.request.wanted_bp.into())),
        by: words.quotes_approval_by(&one.asked_by, words.day_and_clock(site.clock.local(one.request.asked_at))),
        reason: one.request.reason.clone(),
        prices: vec![
            (words.quotes_list_price().to_owned(), money(one.quote.list_price)),
            (words.quotes_price().to_owned(), money(one.quote.price)),
            (words.quotes_approval_floor().to_owned(), money(one.unit.floor_price)),
        ],
        quote: urls::quotes::show(one.quote.id.0),
        effect: words.approvals_discount_effect(money(one.quote.price), words.day(one.quote.valid_until)),
        may_grant: super::discount::grant(one.request.wanted_bp.into(), actor.role, &site.settings.discounts).is_ok(),
    };
    waiting.iter().map(card).collect()
}

/// Whether a request is still among those that wait.
pub fn waits(waiting: &[Waiting], id: DiscountRequestId) -> bool {
    waiting.iter().any(|one| one.request.id == id)
}
