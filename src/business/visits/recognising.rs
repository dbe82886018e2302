//! Who comes to the door, or is on the telephone: whoever has the number that is being typed, and the customer who was chosen.

use diesel::prelude::*;
use showroom_templates::Words;
use showroom_templates::pages::visits as pages;

use super::actions;
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment, SiteClock};
use crate::base::error::Answered;
use crate::base::ids::CustomerId;
use crate::base::phone::Phone;
use crate::business::consultants::store as desk;
use crate::business::customers::lookup::{self, Hit};
use crate::business::customers::model::Customer;
use crate::business::customers::present as people;
use crate::business::{customers, sites};
use crate::platform::db::Conn;
use crate::platform::db::schema::filings;
use crate::platform::http::Ask;

/// A customer who was chosen.
///
/// # Errors
/// `Missing` where the site has no such customer; faults of the database.
pub fn chosen(conn: &mut Conn, actor: &Actor, words: Words, now: Moment, id: CustomerId) -> Answered<pages::Hit> {
    let clock = sites::of(conn, actor.site)?.clock();
    let customer = customers::store::find(conn, actor.site, id)?;
    let number = customers::store::numbers_of(conn, id)?.into_iter().next();
    let names = desk::names(conn, actor.site)?;
    let owner = customer.owner.and_then(|who| names.get(&who).cloned());
    let household = lookup::first_of_household(conn, actor.site, id)?;
    let (been, phoned) = actions::on_file(Some(&customer));
    let today = clock.business_day(now);
    Ok(pages::Hit {
        id: customer.id.0,
        name: people::full_name(words, &customer),
        number: number.map(|number| number.phone.masked()).unwrap_or_default(),
        under: known_by(words, clock, today, owner, customer.visits, customer.last_visit_at),
        household: household.map(|first| of_household(words, first)),
        sure: true,
        answers: been.is_some() && phoned.is_some(),
        href: String::new(),
    })
}

/// Whoever has what a page's `q` says. `href` says where choosing one leads.
///
/// # Errors
/// Faults of the database.
pub async fn asked(ask: &Ask, href: impl Fn(CustomerId) -> String + Send + 'static) -> Answered<pages::Found> {
    let typed = ask.query("q").unwrap_or_default().to_owned();
    let (actor, words, now) = (ask.actor.clone(), ask.words, ask.now);
    ask.read(move |conn| by_number(conn, &actor, words, now, &typed, &href)).await
}

/// Whoever has what was typed, whether the number is whole and nobody has it, and whether an agent filed it.
///
/// # Errors
/// Faults of the database.
pub fn by_number(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    typed: &str,
    href: impl Fn(CustomerId) -> String,
) -> Answered<pages::Found> {
    let site = sites::of(conn, actor.site)?;
    let (clock, today) = (site.clock(), site.clock().business_day(now));
    let hits = lookup::by_number(conn, actor.site, &site.country, typed)?;
    let whole = Phone::parse(typed, &site.country).ok();
    let is_new = hits.is_empty() && whole.is_some();
    let filed = match whole {
        Some(phone) => filed(conn, actor, &phone, now)?,
        None => None,
    };
    let filed = filed.map(|one| {
        let near = |at| words.near(clock.local(at), today);
        let when = words.ownership_filed_until(near(one.filed_at), near(one.stands_until));
        format!("{} · {when}", words.ownership_filed_by(&one.agency, &one.agent))
    });
    let hit = |hit: Hit| pages::Hit {
        id: hit.customer.0,
        name: people::addressed(words, &hit.name, hit.title),
        number: hit.number,
        under: known_by(words, clock, today, hit.owner.map(|(_, name)| name), hit.visits, hit.last_visit_at),
        household: hit.household.map(|first| of_household(words, first)),
        sure: hit.sure,
        answers: hit.sure && hit.visits > 0,
        href: href(hit.customer),
    };
    Ok(pages::Found { hits: hits.into_iter().map(hit).collect(), is_new, filed, by_phone: false })
}

/// Who of the household was registered first, and with whom.
fn of_household(words: Words, (first, owner): (Customer, Option<String>)) -> String {
    let owner = owner.unwrap_or_else(|| words.customers_no_owner().to_owned());
    words.identity_at_the_door(people::name_or_unnamed(words, &first), owner)
}

fn known_by(
    words: Words,
    clock: SiteClock,
    today: Date,
    owner: Option<String>,
    visits: i32,
    last: Option<Moment>,
) -> String {
    let owner = owner.map_or_else(|| words.visits_owner_none().to_owned(), |name| words.visits_owner_is(name));
    let came = match visits {
        0 => words.visits_never_came().to_owned(),
        count => words.visits_came_times(count),
    };
    let last = last.map(|at| words.visits_last_came(words.near_day(clock.date(at), today)));
    [Some(owner), Some(came), last].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// An agent's filing that stands for a number.
#[derive(Queryable)]
struct Filed {
    agency: String,
    agent: String,
    filed_at: Moment,
    stands_until: Moment,
}

fn filed(conn: &mut Conn, actor: &Actor, phone: &Phone, now: Moment) -> Answered<Option<Filed>> {
    Ok(filings::table
        .filter(filings::site_id.eq(actor.site.0))
        .filter(filings::e164.eq(phone.reveal()))
        .filter(filings::state.eq("open"))
        .filter(filings::stands_until.ge(now))
        .select((filings::agency, filings::agent, filings::filed_at, filings::stands_until))
        .first(conn)
        .optional()?)
}
