//! Calls over HTTP: taking one, the calls of a day, striking one out.

use showroom_templates::pages::calls as pages;
use showroom_templates::{Nav, Typed, urls};

use super::actions::{self, Taken};
use super::model::{ABOUT, Heard, Next};
use super::present;
use crate::base::actor::Actor;
use crate::base::ids::{CallId, CustomerId, UserId};
use crate::base::name::Name;
use crate::base::role::Need;
use crate::business::customers::model::{CHANNELS, Title};
use crate::business::visits::actions::Caller;
use crate::business::visits::present::title;
use crate::business::visits::recognising;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};

/// The longest note of a call.
const LONGEST_NOTE: usize = 300;

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/calls", Need::SeeFloor, book);
    r.post("/calls", Need::ReceiveParty, take);
    r.get("/calls/new", Need::ReceiveParty, new);
    r.get("/calls/new/found", Need::ReceiveParty, found);
    r.post("/calls/{call}/strike", Need::ReceiveParty, strike);
}

async fn book(ask: Ask) -> Answer {
    draw_book(&ask, Typed::default()).await
}

async fn draw_book(ask: &Ask, typed: Typed) -> Answer {
    let day = ask.query_date("day").filter(|day| *day <= ask.today()).unwrap_or_else(|| ask.today());
    let (actor, words, now) = (ask.actor.clone(), ask.words, ask.now);
    let (mut page, lead) = ask.read(move |conn| present::book_page(conn, &actor, words, now, day)).await?;
    page.banner = typed.banner;
    let title = format!("{} · {}", words.calls_book(), words.near_day(day, ask.today()));
    let frame = ask.frame(title, Nav::Visits).with_lead(lead).with_back(urls::visits::list_of(&day.to_string()));
    Ok(Reply::page(pages::book(&frame, &page)))
}

async fn new(ask: Ask) -> Answer {
    draw_new(&ask, ask.fresh()).await
}

async fn draw_new(ask: &Ask, typed: Typed) -> Answer {
    let (actor, words, now) = (ask.actor.clone(), ask.words, ask.now);
    let typed_customer = typed.value("customer").and_then(|id| id.parse().ok()).map(CustomerId);
    let customer = typed_customer.or_else(|| ask.query_id::<CustomerId>("customer"));
    let number = typed.value("phone").unwrap_or_default().to_owned();
    let mut page = ask.read(move |conn| present::new_page(conn, &actor, words, now, customer, &number)).await?;
    page.typed = typed;
    let frame = ask.frame(words.calls_new_title(), Nav::Desk).with_back(urls::desk::home());
    Ok(Reply::page(pages::new(&frame, &page)))
}

async fn found(ask: Ask) -> Answer {
    let found = recognising::asked(&ask, |id| urls::calls::new_for(id.0)).await?;
    Ok(Reply::page(showroom_templates::pages::visits::found(ask.words, &found.by_phone())))
}

async fn take(ask: Ask) -> Answer {
    let act = |tx: &mut Tx, heard: &Heard| {
        let taken = actions::take(tx, heard)?;
        Ok(after(&tx.actor, &taken))
    };
    ask.submit(read_call, act, draw_new).await
}

/// Whoever may work on the customer goes on with the card; others see the call among those of the day.
fn after(actor: &Actor, taken: &Taken) -> String {
    let works = |owner: Option<UserId>| !actor.only_own() || owner.is_none_or(|who| actor.is(who));
    match &taken.customer {
        Some(one) if taken.is_new && actor.may(Need::EditCustomer) => urls::customers::card(one.id.0),
        Some(one) if actor.may(Need::EditCustomer) && works(one.owner) => urls::customers::show(one.id.0),
        Some(_) | None => urls::calls::list(),
    }
}

fn read_call(f: &mut Fields) -> Option<Heard> {
    let customer = f.id_opt::<CustomerId>("customer");
    let (phone, name) = (f.phone_opt("phone"), f.parse_opt("name", Name::parse));
    let title = title(f.choice_opt("title", Title::from_code));
    let one_of = |all: &'static [&'static str]| move |code: &str| all.contains(&code).then(|| code.to_owned());
    let (channel, about) = (f.choice_opt("channel", one_of(&CHANNELS)), f.choice_opt("about", one_of(&ABOUT)));
    let next = f.choice_opt("next", Next::from_code).unwrap_or(Next::Nothing);
    let (on, at) = (f.date_opt("on"), f.time_opt("at"));
    let (consultant, note) = (f.id_opt::<UserId>("consultant"), f.opt_to("note", LONGEST_NOTE));
    let caller = match (customer, phone, name) {
        (Some(id), _, _) => Caller::Known(id),
        (None, Some(phone), name) => Caller::Number(phone, name, title),
        (None, None, Some(name)) => Caller::Named(name, title),
        (None, None, None) => Caller::Anonymous,
    };
    Some(Heard { caller, channel, about, next, on, at, consultant, note })
}

async fn strike(ask: Ask) -> Answer {
    let id = ask.id::<CallId>("call")?;
    let act = move |tx: &mut Tx| {
        actions::strike(tx, id)?;
        Ok(urls::calls::list())
    };
    ask.submit_plain(act, draw_book).await
}
