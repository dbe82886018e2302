//! Ownership as people read it.

use std::collections::HashMap;

use showroom_templates::pages::ownership as pages;
use showroom_templates::parts::{Choice, Icon, Tone};
use showroom_templates::{Typed, Words, urls};

use super::credit::percent;
use super::handover::Belongings;
use super::model::{Extension, Filing, FilingState, PoolReason, Pooled, Share, ShareReason};
use super::{extensions, pool, store};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, DepositId, ExtensionRequestId, UserId};
use crate::base::name::mask;
use crate::base::role::{Need, Role};
use crate::business::consultants::store::{colleagues, names};
use crate::business::customers;
use crate::business::customers::keeping;
use crate::business::customers::model::{Customer, Number};
use crate::business::customers::present as people;
use crate::business::customers::protection::Protection;
use crate::business::sites::{self, Site};
use crate::platform::db::Conn;

/// Everybody's name.
pub type Names = HashMap<UserId, String>;

// ------------------------------------------------------------------------------------------------------------ pool

/// What the page of the pool is drawn from.
#[derive(Debug)]
pub struct PoolFacts {
    site: Site,
    found: Vec<Pooled>,
    more: bool,
    people: HashMap<CustomerId, Customer>,
    numbers: HashMap<CustomerId, Number>,
    names: Names,
    claimed_today: u32,
}

/// Gathers the pool: a page of it, or what a search finds in it.
///
/// # Errors
/// Faults of the database.
pub fn gather_pool(
    conn: &mut Conn,
    actor: &Actor,
    now: Moment,
    text: Option<&str>,
    wanted: &store::Wanted,
) -> Answered<PoolFacts> {
    let site = sites::of(conn, actor.site)?;
    let (mut found, more) = match text {
        Some(text) => (store::search_pool(conn, site.id, &site.country, text)?, false),
        None => store::list_pool(conn, site.id, wanted)?,
    };
    let ids: Vec<CustomerId> = found.iter().map(|one| one.customer).collect();
    let people: HashMap<CustomerId, Customer> =
        customers::store::list(conn, site.id, &ids)?.into_iter().map(|one| (one.id, one)).collect();
    if let Some(grade) = wanted.grade.filter(|_| text.is_some()) {
        found.retain(|one| people.get(&one.customer).is_some_and(|customer| customer.grade == Some(grade)));
    }
    let mut numbers = HashMap::new();
    for number in customers::store::numbers_of_many(conn, &ids)? {
        numbers.entry(number.customer).or_insert(number);
    }
    let (since, _) = site.clock().day_bounds(site.clock().business_day(now));
    let claimed_today = match actor.user {
        Some(user) => store::claimed_since(conn, site.id, user, since)?,
        None => 0,
    };
    Ok(PoolFacts { names: names(conn, site.id)?, site, found, more, people, numbers, claimed_today })
}

/// The page of the pool.
pub fn pool_page(words: Words, actor: &Actor, now: Moment, facts: &PoolFacts, typed: Typed) -> pages::PoolPage {
    let settings = &facts.site.settings.ownership;
    let most = u32::from(settings.claims_per_day);
    let left = most.saturating_sub(facts.claimed_today);
    let may_claim = actor.may(Need::ClaimFromPool);
    let address = |after: Option<&Pooled>| {
        let after = after.map(|one| format!("{}-{}", one.since.and_utc().timestamp_millis(), one.customer));
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        pairs.extend(typed.value("grade").map(|grade| ("grade", grade)));
        pairs.extend(after.as_deref().map(|after| ("after", after)));
        urls::with_query(&urls::ownership::pool(), &pairs)
    };
    pages::PoolPage {
        around: people::around(words, actor, Need::SeePool),
        banner: None,
        grades: Grade::ALL
            .map(|grade| {
                let name = facts.site.scale.name(grade).to_owned();
                Choice::new(grade.code(), words.common_grade(name))
            })
            .to_vec(),
        left_today: may_claim.then(|| match left {
            0 => words.ownership_claims_none_left(most),
            left => words.ownership_claims_left(left, most),
        }),
        rows: facts.found.iter().filter_map(|one| pool_row(words, actor, now, facts, one, left > 0)).collect(),
        narrowed: typed.value("q").is_some() || typed.value("grade").is_some(),
        first_page: typed.value("after").map(|_| address(None)),
        next_page: facts.found.last().filter(|_| facts.more).map(|last| address(Some(last))),
        typed,
    }
}

fn pool_row(
    words: Words,
    actor: &Actor,
    now: Moment,
    facts: &PoolFacts,
    one: &Pooled,
    any_left: bool,
) -> Option<pages::PoolRow> {
    let customer = facts.people.get(&one.customer)?;
    let clock = facts.site.clock();
    let (today, since) = (clock.business_day(now), clock.business_day(one.since));
    let when = words.near_day(since, today);
    let what = match one.reason {
        PoolReason::Lapsed => words.ownership_pooled_lapsed(when),
        PoolReason::Left => words.ownership_pooled_left(when),
    };
    let reached = match customer.last_contact_at {
        Some(at) => words.ownership_past_contact(words.near_day(clock.business_day(at), today)),
        None => words.ownership_past_never().to_owned(),
    };
    let again = actor
        .user
        .and_then(|me| pool::again_from(one, me, since, &facts.site.settings.ownership))
        .filter(|from| *from > today);
    let claims = actor.may(Need::ClaimFromPool) && customer.kept.ruling.is_none();
    Some(pages::PoolRow {
        customer: customer.id.0,
        name: people::full_name(words, customer),
        number: facts.numbers.get(&customer.id).map(|number| number.phone.masked()).unwrap_or_default(),
        grade: people::grade_of(customer, &facts.site.scale),
        since: match one.from.and_then(|who| facts.names.get(&who)) {
            Some(who) => words.ownership_pooled_from(what, who),
            None => what,
        },
        past: format!("{} · {reached}", words.ownership_past_visits(customer.visits)),
        may_claim: claims && any_left && again.is_none(),
        why_not: match (customer.kept.ruling, again) {
            (Some(_), _) => Some(words.customers_protection_frozen().to_owned()),
            (None, Some(from)) => Some(words.ownership_again_from(words.day(from))),
            (None, None) => None,
        },
    })
}

// ------------------------------------------------------------------------------------------------------- extension

/// The page on which more time is asked for.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn extension_page(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    id: CustomerId,
    typed: Typed,
) -> Answered<(Customer, pages::ExtensionPage)> {
    const PICKS: [u16; 5] = [3, 5, 7, 10, 15];
    let site = sites::of(conn, actor.site)?;
    let customer = customers::store::find(conn, actor.site, id)?;
    let standing = keeping::standing(&customer, &site.settings.protection, site.clock(), now);
    let waits = store::request_of_customer(conn, id)?.filter(|request| request.decided_at.is_none());
    let most = site.settings.ownership.extension_most_days;
    let days = PICKS.into_iter().filter(|days| *days < most).chain([most]);
    let pick = |days: u16| {
        let until = extensions::until(standing.as_ref()?, days.into(), &site.settings.ownership).ok()?;
        let until = words.ownership_days_pick_until(words.day(until));
        Some(Choice::new(days, words.ownership_days_pick(days)).note(until))
    };
    let page = pages::ExtensionPage {
        customer: id.0,
        standing: standing.and_then(|left| people::protection_badge(words, left)),
        ends: match standing {
            Some(Protection::Running { ends_on, .. }) => words.ownership_ends_on(words.day(ends_on)),
            Some(_) | None => String::new(),
        },
        typed,
        picks: days.filter_map(pick).collect(),
        most,
        closed: match (waits, standing) {
            (Some(request), _) => Some(words.ownership_extension_waits(request.days)),
            (None, Some(Protection::Running { .. })) => None,
            (None, Some(Protection::Lapsed { .. })) => Some(words.ownership_extension_over().to_owned()),
            (None, Some(Protection::Endless | Protection::Frozen) | None) => {
                Some(words.ownership_extension_no_need().to_owned())
            }
        },
    };
    Ok((customer, page))
}

/// A request for more time with everything that deciding needs.
#[derive(Debug)]
pub struct Waiting {
    request: Extension,
    customer: Customer,
    asked_by: String,
}

impl Waiting {
    /// Which request it is.
    pub const fn id(&self) -> ExtensionRequestId {
        self.request.id
    }
}

/// Gathers the requests that wait.
///
/// # Errors
/// Faults of the database.
pub fn gather_waiting(conn: &mut Conn, actor: &Actor) -> Answered<(Site, Vec<Waiting>)> {
    let site = sites::of(conn, actor.site)?;
    let requests = store::waiting_requests(conn, actor.site)?;
    let names = names(conn, actor.site)?;
    let ids: Vec<CustomerId> = requests.iter().map(|request| request.customer).collect();
    let mut people: HashMap<CustomerId, Customer> =
        customers::store::list(conn, actor.site, &ids)?.into_iter().map(|one| (one.id, one)).collect();
    let waiting = requests.into_iter().filter_map(|request| {
        let asked_by = request.asked_by.and_then(|who| names.get(&who).cloned()).unwrap_or_default();
        Some(Waiting { customer: people.remove(&request.customer)?, request, asked_by })
    });
    Ok((site, waiting.collect()))
}

/// The cards of what waits; `back` is the one whose form came back.
pub fn cards(
    words: Words,
    site: &Site,
    now: Moment,
    waiting: &[Waiting],
    back: Option<(ExtensionRequestId, &Typed)>,
    fresh: impl Fn() -> Typed,
) -> Vec<pages::ExtensionCard> {
    let clock = site.clock();
    let card = |one: &Waiting| {
        let standing = keeping::standing(&one.customer, &site.settings.protection, clock, now);
        let ends = match standing {
            Some(Protection::Running { ends_on, .. }) => Some(ends_on),
            Some(_) | None => None,
        };
        let then =
            standing.and_then(|left| extensions::until(&left, one.request.days.into(), &site.settings.ownership).ok());
        let day = |on: Option<Date>| on.map_or_else(|| "—".to_owned(), |on| words.day(on));
        pages::ExtensionCard {
            typed: back.filter(|(id, _)| *id == one.request.id).map_or_else(&fresh, |(_, typed)| typed.clone()),
            action: urls::ownership::decide(one.request.id.0),
            customer: one.customer.id.0,
            name: people::name_or_unnamed(words, &one.customer),
            wanted: words.ownership_wanted_days(one.request.days),
            by: words.ownership_asked_by(&one.asked_by, words.day_and_clock(clock.local(one.request.asked_at))),
            reason: one.request.reason.clone(),
            effect: vec![
                (words.ownership_effect_now().to_owned(), day(ends)),
                (words.ownership_effect_then().to_owned(), day(then)),
            ],
            granted: words.approvals_extension_effect(&one.asked_by, day(then)),
            too_late: then.is_none().then(|| words.ownership_extension_too_late().to_owned()),
        }
    };
    waiting.iter().map(card).collect()
}

// --------------------------------------------------------------------------------------------------------- filings

/// One filing as this reader may see it: the number whole for those who file, masked for others.
pub fn filing_row(words: Words, actor: &Actor, site: &Site, now: Moment, filing: &Filing) -> pages::FilingRow {
    let clock = site.clock();
    let today = clock.business_day(now);
    let when = words.near(clock.local(filing.filed_at), today);
    let open = filing.state == FilingState::Open && filing.stands_until >= now;
    let surname = if actor.only_own() { mask(&filing.surname) } else { filing.surname.clone() };
    pages::FilingRow {
        who: format!("{surname} {}", filing.phone.masked()),
        by: words.ownership_filed_by(&filing.agency, &filing.agent),
        when: if open {
            words.ownership_filed_until(when, words.near(clock.local(filing.stands_until), today))
        } else {
            words.ownership_filed_when(when)
        },
        state: filing_state(words, filing, open),
        customer: filing.customer.map(|customer| customer.0),
    }
}

fn filing_state(words: Words, filing: &Filing, open: bool) -> (Tone, Icon, String) {
    match (filing.state, filing.end) {
        (FilingState::Open, _) if open => (Tone::Accent, Icon::Clock, words.ownership_filing_open().to_owned()),
        (FilingState::Bound, _) => (Tone::Good, Icon::Check, words.ownership_filing_bound().to_owned()),
        (FilingState::Open, _) => (Tone::Plain, Icon::Close, words.ownership_filing_end_expired().to_owned()),
        (FilingState::Ended, why) => {
            let code = why.map_or("expired", super::model::FilingEnd::code);
            (Tone::Warn, Icon::Close, words.lookup_or(&format!("ownership_filing_end_{code}")).to_owned())
        }
    }
}

// ---------------------------------------------------------------------------------------------------------- credit

/// The shares of a sale, and each in words: name, percent, why.
#[derive(Debug)]
pub struct Shares {
    /// As they are kept.
    pub kept: Vec<(Share, ShareReason)>,
    /// In words.
    pub lines: Vec<(String, String, String)>,
}

/// Shares in words. Where nobody wrote any, what the rules say.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn shares(conn: &mut Conn, actor: &Actor, words: Words, deposit: DepositId) -> Answered<Shares> {
    let mut shares = store::shares_of(conn, deposit)?;
    if shares.is_empty() {
        shares = super::credit::shares(&store::sale_of(conn, actor.site, deposit)?.1);
    }
    let names = names(conn, actor.site)?;
    let line = |(share, why): &(Share, ShareReason)| {
        let name = names.get(&share.user).cloned().unwrap_or_else(|| "—".to_owned());
        let reason = words.lookup_or(&format!("ownership_share_{}", why.code())).to_owned();
        (name, words.ownership_percent(percent(share.bp.into())), reason)
    };
    Ok(Shares { lines: shares.iter().map(line).collect(), kept: shares })
}

/// The page of the shares.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn credit_page(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    deposit: DepositId,
    typed: Typed,
) -> Answered<pages::CreditPage> {
    let site = sites::of(conn, actor.site)?;
    let Shares { lines, kept: shares } = shares(conn, actor, words, deposit)?;
    let everybody = names(conn, actor.site)?;
    let note = store::note_of(conn, deposit)?.map(|(why, who, at)| {
        let who = who.and_then(|who| everybody.get(&who).cloned()).unwrap_or_default();
        words.ownership_credit_note(who, words.day_and_clock(site.clock().local(at)), why)
    });
    let form = if actor.may(Need::DecideOwnership) {
        let here = colleagues(conn, actor.site)?.into_iter().filter(|one| one.role == Role::Consultant);
        let mut listed: Vec<(UserId, String)> = here.map(|one| (one.id, one.name)).collect();
        for (share, _) in &shares {
            if !listed.iter().any(|(id, _)| *id == share.user) {
                listed.push((share.user, everybody.get(&share.user).cloned().unwrap_or_default()));
            }
        }
        let now = |id: UserId| {
            let share = shares.iter().find(|(share, _)| share.user == id);
            share.map(|(share, _)| percent(share.bp.into())).unwrap_or_default()
        };
        Some(pages::CreditForm { typed, people: listed.into_iter().map(|(id, name)| (id.0, name, now(id))).collect() })
    } else {
        None
    };
    Ok(pages::CreditPage { deposit: deposit.0, shares: lines, note, form })
}

// -------------------------------------------------------------------------------------------------------- handover

/// What there is, in words.
pub fn counts(words: Words, what: &Belongings) -> Vec<(String, String)> {
    [
        (words.ownership_handover_customers(), what.customers),
        (words.ownership_handover_follow_ups(), what.follow_ups),
        (words.ownership_handover_appointments(), what.appointments),
        (words.ownership_handover_parties(), what.parties),
        (words.ownership_handover_holds(), what.holds),
        (words.ownership_handover_quotes(), what.quotes),
        (words.ownership_handover_deals(), what.deals),
    ]
    .into_iter()
    .map(|(what, count)| (what.to_owned(), count.to_string()))
    .collect()
}

/// Whether this reader may ask for more time with a customer now: consultants with their own, while protection runs.
pub fn may_ask(actor: &Actor, customer: &Customer, site: &Site, now: Moment) -> bool {
    let standing = keeping::standing(customer, &site.settings.protection, site.clock(), now);
    let theirs = !actor.only_own() || customer.belongs_to(actor.user);
    actor.may(Need::AskExtension)
        && theirs
        && customer.lost_at.is_none()
        && matches!(standing, Some(Protection::Running { .. }))
}
