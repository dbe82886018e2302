//! The composed screens over HTTP. They change nothing.

use showroom_templates::pages::{desk as pages, visits};
use showroom_templates::{Nav, urls};

use super::{home, visit};
use crate::base::ids::VisitId;
use crate::base::role::Need;
use crate::platform::http::{Answer, Ask, Reply, Routes};

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/", Need::SeeFloor, show_home);
    r.get("/visits/{visit}", Need::SeeFloor, show_visit);
}

async fn show_home(ask: Ask) -> Answer {
    let (actor, words, now) = (ask.actor.clone(), ask.words, ask.now);
    let page = ask.read(move |conn| home::page(conn, &actor, words, now)).await?;
    let frame = ask.frame(ask.words.desk_title(), Nav::Desk).with_lead(ask.words.day(ask.today()));
    Ok(Reply::page(pages::home(&frame, &page)))
}

async fn show_visit(ask: Ask) -> Answer {
    let id = ask.id::<VisitId>("visit")?;
    let (actor, words, now, fresh) = (ask.actor.clone(), ask.words, ask.now, ask.fresh());
    let facts = ask.read(move |conn| visit::gather(conn, &actor, words, now, id, fresh)).await?;
    let frame = ask.frame(visit::title(ask.words, &facts), Nav::Desk).with_back(urls::desk::home());
    let page = visit::page(&frame, &ask.actor, now, &facts);
    Ok(Reply::page(visits::show(&frame, &page)))
}
