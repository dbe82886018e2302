//! Duty and the ledger of turns over HTTP.

use showroom_templates::pages::consultants as pages;
use showroom_templates::{Nav, Typed, urls};

use super::actions::{self, Change};
use super::present;
use super::rotation::Away;
use crate::base::error::Error;
use crate::base::ids::{DutyId, UserId};
use crate::base::role::Need;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/turns", Need::SeeTurns, turns);
    r.post("/duties", Need::ClockSelf, clock_in);
    r.post("/duties/{duty}", Need::ClockSelf, change);
    r.post("/duties/{duty}/excuse", Need::ExcuseOverdue, excuse);
}

async fn turns(ask: Ask) -> Answer {
    draw(&ask, Typed::default()).await
}

async fn draw(ask: &Ask, typed: Typed) -> Answer {
    let day = ask.query_date("day").filter(|day| *day <= ask.today()).unwrap_or_else(|| ask.today());
    let (actor, words, now) = (ask.actor.clone(), ask.words, ask.now);
    let mut page = ask.read(move |conn| present::turns_page(conn, &actor, words, now, day)).await?;
    page.banner = typed.banner;
    let lead = ask.words.consultants_turns_lead(ask.words.near_day(day, ask.today()));
    let frame = ask.frame(ask.words.consultants_turns(), Nav::Desk).with_lead(lead).with_back(urls::desk::home());
    Ok(Reply::page(pages::turns(&frame, &page)))
}

async fn clock_in(ask: Ask) -> Answer {
    let read = |f: &mut Fields| Some((f.id_opt::<UserId>("user"), place(f)));
    let act = |tx: &mut Tx, (user, back): &(Option<UserId>, String)| {
        let who = user.or(tx.actor.user).ok_or(Error::Missing)?;
        actions::clock_in(tx, who)?;
        Ok(back.clone())
    };
    ask.submit(read, act, draw).await
}

async fn change(ask: Ask) -> Answer {
    let duty = ask.id::<DutyId>("duty")?;
    let read = |f: &mut Fields| {
        let (change, back) = (f.choice("state", change_of), place(f));
        Some((change?, back))
    };
    let act = move |tx: &mut Tx, (change, back): &(Change, String)| {
        actions::change(tx, duty, change)?;
        Ok(back.clone())
    };
    ask.submit(read, act, draw).await
}

async fn excuse(ask: Ask) -> Answer {
    let duty = ask.id::<DutyId>("duty")?;
    let act = move |tx: &mut Tx, reason: &String| {
        actions::excuse(tx, duty, reason)?;
        Ok(urls::consultants::turns())
    };
    ask.submit(|f: &mut Fields| f.text_to("reason", 200), act, draw).await
}

fn change_of(code: &str) -> Option<Change> {
    match code {
        "on" => Some(Change::Back),
        "out" => Some(Change::Out),
        away => Away::from_code(away).map(|away| Change::Away(away, None)),
    }
}

/// Where the button stood.
fn place(f: &mut Fields) -> String {
    match f.opt("back").as_deref() {
        Some("turns") => urls::consultants::turns(),
        _ => urls::desk::home(),
    }
}
