//! Rulings over HTTP: what is open and what was decided, one ruling, asking for one, appeal and decision.

use showroom_templates::pages::rulings as pages;
use showroom_templates::{Nav, Typed, urls};

use super::actions;
use super::model::{Decision, NewRuling, Opponent};
use super::present::{self, Back};
use crate::base::ids::{CustomerId, FilingId, RulingId, UserId};
use crate::base::role::Need;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};

/// The longest question, appeal or reason.
const LONGEST: usize = 400;

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/rulings", Need::SeeRulings, list);
    r.get("/customers/{customer}/rulings", Need::AskRuling, new);
    r.post("/customers/{customer}/rulings", Need::AskRuling, open);
    r.get("/rulings/{ruling}", Need::SeeRulings, show);
    r.post("/rulings/{ruling}/appeal", Need::AskRuling, appeal);
    r.post("/rulings/{ruling}/decision", Need::DecideOwnership, decide);
}

async fn list(ask: Ask) -> Answer {
    let query = ask.query("q").unwrap_or_default().to_owned();
    let (actor, words, now) = (ask.actor.clone(), ask.words, ask.now);
    let page = ask.read(move |conn| present::list_page(conn, &actor, words, now, &query)).await?;
    let frame = ask.frame(words.rulings_title(), Nav::Customers).with_lead(words.rulings_lead());
    let frame = ask.offer_file(frame, "rulings", &["q"]);
    Ok(Reply::page(pages::list(&frame, &page)))
}

// ------------------------------------------------------------------------------------------------------------- new

async fn new(ask: Ask) -> Answer {
    draw_new(&ask, ask.fresh()).await
}

async fn draw_new(ask: &Ask, typed: Typed) -> Answer {
    let (id, actor, words, now) = (ask.id::<CustomerId>("customer")?, ask.actor.clone(), ask.words, ask.now);
    let (name, page) = ask.read(move |conn| present::new_page(conn, &actor, words, now, id, typed)).await?;
    let frame = ask.frame(words.rulings_new_title(name), Nav::Customers).with_back(urls::customers::show(id.0));
    Ok(Reply::page(pages::new(&frame, &page)))
}

async fn open(ask: Ask) -> Answer {
    let customer = ask.id::<CustomerId>("customer")?;
    let read = |f: &mut Fields| {
        let (first, against) = (f.id::<UserId>("first"), f.choice("against", opponent));
        let question = f.text_to("question", LONGEST);
        Some(NewRuling { customer, first: first?, against: against?, question: question? })
    };
    let act = |tx: &mut Tx, new: &NewRuling| Ok(urls::rulings::show(actions::open(tx, new)?.0));
    ask.submit(read, act, draw_new).await
}

/// `u` and a person, or `f` and a filing.
fn opponent(code: &str) -> Option<Opponent> {
    if let Some(user) = code.strip_prefix('u') {
        return user.parse::<UserId>().ok().map(Opponent::Consultant);
    }
    code.strip_prefix('f')?.parse::<FilingId>().ok().map(Opponent::Filing)
}

// ------------------------------------------------------------------------------------------------------------ show

async fn show(ask: Ask) -> Answer {
    draw(&ask, None).await
}

async fn draw(ask: &Ask, back: Option<Back>) -> Answer {
    let (id, actor, words, now) = (ask.id::<RulingId>("ruling")?, ask.actor.clone(), ask.words, ask.now);
    let forms = match back {
        None => (ask.fresh(), ask.fresh()),
        Some(Back::Appeal(typed)) => (typed, ask.fresh()),
        Some(Back::Decision(typed)) => (ask.fresh(), typed),
    };
    // Where the ruling has moved on, its forms are gone; what is said stands above the page.
    let said = [&forms.0, &forms.1].into_iter().find_map(|typed| typed.banner.clone());
    let (name, mut page) = ask.read(move |conn| present::show_page(conn, &actor, words, now, id, forms)).await?;
    if page.appeal.is_none() && page.decision.is_none() {
        page.banner = said;
    }
    let frame = ask.frame(words.rulings_show_title(name), Nav::Customers).with_back(urls::rulings::list());
    Ok(Reply::page(pages::show(&frame, &page)))
}

async fn appeal(ask: Ask) -> Answer {
    let id = ask.id::<RulingId>("ruling")?;
    let read = |f: &mut Fields| {
        let (version, reason) = (version_of(f), f.text_to("reason", LONGEST));
        Some((version?, reason?))
    };
    let act = move |tx: &mut Tx, (version, reason): &(i32, String)| {
        actions::appeal(tx, id, *version, reason)?;
        Ok(urls::rulings::show(id.0))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw(ask, Some(Back::Appeal(typed))).await).await
}

async fn decide(ask: Ask) -> Answer {
    let id = ask.id::<RulingId>("ruling")?;
    let read = |f: &mut Fields| {
        let version = version_of(f);
        let decision = f.choice("decision", |code| Decision::from_code(code).filter(|one| *one != Decision::Unopposed));
        let reason = f.text_to("reason", LONGEST);
        Some((version?, decision?, reason?))
    };
    let to = ask.back_or(urls::rulings::show(id.0));
    let act = move |tx: &mut Tx, (version, decision, reason): &(i32, Decision, String)| {
        actions::decide(tx, id, *version, *decision, reason)?;
        Ok(to.clone())
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw(ask, Some(Back::Decision(typed))).await).await
}

fn version_of(f: &mut Fields) -> Option<i32> {
    f.int("version", 1..=i64::from(i32::MAX)).and_then(|version| i32::try_from(version).ok())
}
