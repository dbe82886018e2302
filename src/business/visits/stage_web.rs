//! Addresses of what is done at the stages of a visit: needs, tour, signals, objections, leaving.

use super::intent::Signal;
use super::leaving::{self, Leaving};
use super::needs;
use super::objections;
use super::outcome::Outcome;
use super::tour::{self, Verdict};
use super::{actions, signals, stage_pages, store};
use crate::base::error::Answered;
use crate::base::ids::{RowId, TourStopId, VisitId};
use crate::base::role::Need;
use crate::business::sites;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};
use showroom_templates::frame::Nav;
use showroom_templates::pages::walk as pages;
use showroom_templates::{Typed, urls};

/// The routes of the stages.
pub fn routes(r: &mut Routes) {
    r.get("/visits/{visit}/needs", Need::WalkVisit, show_needs);
    r.post("/visits/{visit}/needs", Need::WalkVisit, note_needs);
    r.post("/visits/{visit}/tours", Need::WalkVisit, choose_route);
    r.post("/visits/{visit}/tour-end", Need::WalkVisit, end_tour);
    r.post("/visits/{visit}/stops/{stop}", Need::WalkVisit, reach_stop);
    r.post("/visits/{visit}/stops/{stop}/merits", Need::WalkVisit, tell_merit);
    r.post("/visits/{visit}/signals", Need::WalkVisit, tap_signal);
    r.post("/visits/{visit}/objections", Need::WalkVisit, hear_objection);
    r.post("/visits/{visit}/objections/{objection}/answer", Need::WalkVisit, answer_objection);
    r.get("/visits/{visit}/leaving", Need::WalkVisit, show_leaving);
    r.post("/visits/{visit}/closure", Need::WalkVisit, leave);
}

async fn show_needs(ask: Ask) -> Answer {
    draw_needs(&ask, ask.fresh()).await
}

async fn draw_needs(ask: &Ask, typed: Typed) -> Answer {
    let visit = ask.id::<VisitId>("visit")?;
    let (actor, words) = (ask.actor.clone(), ask.words);
    let page = ask
        .read(move |conn| {
            let visit = actions::own_to_read(conn, &actor, visit)?;
            stage_pages::needs(conn, &visit, words, typed)
        })
        .await?;
    let frame = ask.frame(words.walk_needs_title(), Nav::Desk).with_back(urls::visits::show(visit.0));
    Ok(Reply::page(pages::needs_page(&frame, &page)))
}

async fn note_needs(ask: Ask) -> Answer {
    let visit = ask.id::<VisitId>("visit")?;
    let site = ask.actor.site;
    let asked = needs::questions(ask.read(move |conn| Ok(sites::of(conn, site)?.goods)).await?)?;
    let read = |f: &mut Fields| Some(needs::sent(f, asked));
    ask.submit(
        read,
        move |tx, answers| {
            needs::note(tx, visit, answers)?;
            Ok(urls::visits::show(visit.0))
        },
        draw_needs,
    )
    .await
}

async fn choose_route(ask: Ask) -> Answer {
    button(&ask, |f| f.text("route"), |tx, visit, route| tour::choose(tx, visit, route)).await
}

async fn end_tour(ask: Ask) -> Answer {
    button(&ask, |_| Some(()), |tx, visit, ()| tour::finish(tx, visit)).await
}

async fn reach_stop(ask: Ask) -> Answer {
    let stop = ask.id::<TourStopId>("stop")?;
    let read = |f: &mut Fields| Some((f.choice_opt("verdict", Verdict::from_code), f.opt("note")));
    button(&ask, read, move |tx, visit, (verdict, note)| tour::reach(tx, visit, stop, *verdict, note.as_deref())).await
}

async fn tell_merit(ask: Ask) -> Answer {
    let stop = ask.id::<TourStopId>("stop")?;
    let read = |f: &mut Fields| f.int("merit", 0..=99).and_then(|place| usize::try_from(place).ok());
    button(&ask, read, move |tx, visit, merit| tour::tell(tx, visit, stop, *merit)).await
}

async fn tap_signal(ask: Ask) -> Answer {
    let read = |f: &mut Fields| {
        let seen = f.flag("seen");
        Some((f.choice("signal", Signal::from_code)?, seen))
    };
    button(&ask, read, |tx, visit, (signal, seen)| signals::tap(tx, visit, *signal, *seen)).await
}

async fn hear_objection(ask: Ask) -> Answer {
    let read = |f: &mut Fields| {
        let words = f.opt("words");
        Some((f.text("code")?, words))
    };
    button(&ask, read, |tx, visit, (code, words)| objections::hear(tx, visit, code, words.as_deref())).await
}

async fn answer_objection(ask: Ask) -> Answer {
    let objection = ask.id::<RowId>("objection")?;
    let read = |f: &mut Fields| Some(f.opt_to("answer", 400));
    button(&ask, read, move |tx, visit, words| objections::answer(tx, visit, objection, words.as_deref())).await
}

/// One tap on the page of the visit: acts and goes back there.
async fn button<I, R, A>(ask: &Ask, read: R, act: A) -> Answer
where
    I: Send + 'static,
    R: FnOnce(&mut Fields<'_>) -> Option<I>,
    A: Fn(&mut Tx<'_>, VisitId, &I) -> Answered<()> + Send + 'static,
{
    let visit = ask.id::<VisitId>("visit")?;
    ask.submit(
        read,
        move |tx, input| {
            act(tx, visit, input)?;
            Ok(urls::visits::show(visit.0))
        },
        draw_turned_down,
    )
    .await
}

async fn draw_turned_down(ask: &Ask, typed: Typed) -> Answer {
    let visit = urls::visits::show(ask.id::<VisitId>("visit")?.0);
    let frame = ask.frame(ask.words.walk_back_to_party(), Nav::Desk).with_back(visit.clone());
    Ok(Reply::page(pages::turned_down(&frame, &typed, &visit)))
}

async fn show_leaving(ask: Ask) -> Answer {
    draw_leaving(&ask, ask.fresh()).await
}

async fn draw_leaving(ask: &Ask, typed: Typed) -> Answer {
    let visit = ask.id::<VisitId>("visit")?;
    let (actor, words, today) = (ask.actor.clone(), ask.words, ask.today());
    let page = ask.read(move |conn| stage_pages::leaving(conn, &actor, visit, words, today, typed)).await?;
    let frame = ask
        .frame(words.walk_leaving_title(), Nav::Desk)
        .with_lead(page.party.clone())
        .with_back(urls::visits::show(visit.0));
    Ok(Reply::page(pages::leaving(&frame, &page)))
}

async fn leave(ask: Ask) -> Answer {
    let visit = ask.id::<VisitId>("visit")?;
    let read = |f: &mut Fields| {
        let mut leaving = Leaving {
            outcome: f.choice_opt("outcome", Outcome::from_code),
            next_on: f.date_opt("next_on"),
            no_next_reason: f.choice_opt("never", |code| leaving::NEVER.contains(&code).then(|| code.to_owned())),
            ..Leaving::default()
        };
        leaving.parting.reason = f.opt_to("reason", 400);
        leaving.parting.papers_given =
            f.choices("paper", |code| leaving::PAPERS.contains(&code).then(|| code.to_owned()));
        leaving.parting.contacts_exchanged = f.flag("contacts");
        leaving.parting.walked_to_door = f.flag("walked");
        // A date that was proposed is not meant by somebody who says why there is none.
        if leaving.no_next_reason.is_some() && leaving.outcome != Some(Outcome::NextVisit) {
            leaving.next_on = None;
        }
        Some(leaving)
    };
    ask.submit(
        read,
        move |tx, form| {
            leaving::leave(tx, visit, form)?;
            let visit = store::find(tx.conn, tx.actor.site, visit)?;
            // The card is written while the talk is fresh; without a customer there is none to write.
            Ok(visit.customer.map_or_else(urls::desk::home, |customer| urls::customers::show(customer.0)))
        },
        draw_leaving,
    )
    .await
}
