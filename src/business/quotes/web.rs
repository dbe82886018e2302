//! Quotes over HTTP: making one, the quote and its paper, discounts that wait for a decision.

use super::actions;
use super::discount::Kind;
use super::loan::Method;
use super::model::{Decision, Draft};
use super::ways::PaymentWay;
use super::{paper, percents, present};
use crate::base::ids::{DiscountRequestId, JourneyId, QuoteId, UnitId, VisitId};
use crate::base::role::Need;
use crate::business::{sites, units};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};
use showroom_templates::pages::quotes as pages;
use showroom_templates::{Nav, Typed, urls};

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/visits/{visit}/quotes/new", Need::MakeQuote, new);
    r.post("/visits/{visit}/quotes/new", Need::MakeQuote, make);
    r.get("/journeys/{journey}/quotes", Need::SeeDeals, list);
    r.get("/quotes/{quote}", Need::SeeDeals, show);
    r.get("/quotes/{quote}/paper", Need::SeeDeals, show_paper);
    r.post("/approvals/{request}", Need::ApproveDiscount, decide);
}

// --------------------------------------------------------------------------------------------------------------- new

async fn new(ask: Ask) -> Answer {
    let visit = ask.id::<VisitId>("visit")?;
    match ask.query_id::<UnitId>("unit") {
        Some(unit) => draw_new(&ask, visit, unit, ask.fresh()).await,
        // A quote begins with a unit.
        None => {
            let actor = ask.actor.clone();
            ask.read(move |conn| units::store::party(conn, &actor, visit)).await?;
            Ok(Reply::see_other(urls::units::grid_for(visit.0)))
        }
    }
}

async fn draw_new(ask: &Ask, visit: VisitId, unit: UnitId, typed: Typed) -> Answer {
    let actor = ask.actor.clone();
    let facts = ask.read(move |conn| present::gather_new(conn, &actor, visit, unit)).await?;
    let page = present::new_page(ask.words, &ask.actor, ask.now, &facts, typed);
    let title = ask.words.quotes_new_title(facts.unit_code());
    let frame = ask.frame(title, Nav::Units).with_back(urls::units::show_for(unit.0, visit.0));
    Ok(Reply::page(pages::new(&frame, &page)))
}

async fn make(ask: Ask) -> Answer {
    let visit = ask.id::<VisitId>("visit")?;
    let act = move |tx: &mut Tx, draft: &Draft| Ok(urls::quotes::show(actions::make(tx, visit, draft)?.0));
    let redraw = async |ask: &Ask, typed: Typed| {
        let unit = typed.value("unit").and_then(|text| text.parse::<UnitId>().ok());
        draw_new(ask, visit, unit.ok_or(crate::base::error::Error::Missing)?, typed).await
    };
    ask.submit(read_draft, act, redraw).await
}

fn read_draft(f: &mut Fields) -> Option<Draft> {
    let unit = f.id::<UnitId>("unit");
    let way = f.choice("payment_way", PaymentWay::from_code);
    let published = f.choices("discount", |code| Kind::from_code(code).filter(|kind| kind.published()));
    let kind = f.choice_opt("special_kind", |code| Kind::from_code(code).filter(|kind| !kind.published()));
    let part = f.parse_opt("special_percent", percents::parse).filter(|part| *part > 0);
    let down_payment_bp = f.parse("down_payment", percents::parse);
    let years = f.int_opt("years", 1..=30).unwrap_or(30);
    let method = f.choice_opt("method", Method::from_code).unwrap_or(Method::EqualInstalments);
    let (fund_part, reason) = (f.money_opt("fund_part"), f.opt("reason"));
    Some(Draft {
        unit: unit?,
        published,
        special: part.map(|part| (kind.unwrap_or(Kind::Negotiated), part)),
        way: way?,
        down_payment_bp: down_payment_bp?,
        years: u16::try_from(years).ok()?,
        method,
        fund_part,
        reason,
    })
}

// -------------------------------------------------------------------------------------------------------------- show

async fn show(ask: Ask) -> Answer {
    let (facts, page) = shown(&ask).await?;
    let up = facts.quote.visit.map_or_else(urls::units::grid, |visit| urls::units::party(visit.0));
    let frame = ask.frame(ask.words.quotes_title(), Nav::Units).with_back(up);
    Ok(Reply::page(pages::show(&frame, &page)))
}

async fn show_paper(ask: Ask) -> Answer {
    let (facts, page) = shown(&ask).await?;
    let frame = ask.frame(ask.words.quotes_title(), Nav::Units).with_back(urls::quotes::show(facts.quote.id.0));
    let (address, name) = (urls::quotes::paper(facts.quote.id.0), paper::file_name(ask.words, &page));
    let drawn = paper::quote(ask.words, &ask.site.name, &page, ask.today());
    ask.paper(frame, &address, &name, drawn, |frame| pages::paper(frame, &page)).await
}

async fn shown(ask: &Ask) -> Result<(present::ShowFacts, pages::ShowPage), crate::base::error::Error> {
    let (id, actor) = (ask.id::<QuoteId>("quote")?, ask.actor.clone());
    let facts = ask.read(move |conn| present::gather(conn, &actor, id)).await?;
    let page = present::show_page(ask.words, &ask.actor, ask.now, &facts);
    Ok((facts, page))
}

async fn list(ask: Ask) -> Answer {
    let (journey, actor) = (ask.id::<JourneyId>("journey")?, ask.actor.clone());
    let (site, quotes) =
        ask.read(move |conn| Ok((sites::of(conn, actor.site)?, present::gather_list(conn, &actor, journey)?))).await?;
    let lines = present::lines(ask.words, &site, &quotes);
    Ok(Reply::page(pages::list(&ask.frame(ask.words.quotes_list_title(), Nav::Units), &lines)))
}

// --------------------------------------------------------------------------------------------------------- approvals

/// The page of what waits lives in `desk`, with what other capabilities ask for; this one shows a request that came back.
async fn draw_approvals(ask: &Ask, back: Option<(DiscountRequestId, &Typed)>) -> Answer {
    let actor = ask.actor.clone();
    let (site, waiting) = ask.read(move |conn| present::gather_waiting(conn, &actor)).await?;
    let cards = present::cards(ask.words, &ask.actor, &site, &waiting, back, || ask.fresh());
    // Somebody decided this one meanwhile: its card is gone, so what is said stands above the others.
    let gone = back.filter(|(id, _)| !present::waits(&waiting, *id)).and_then(|(_, typed)| typed.banner.clone());
    let frame = ask.frame(ask.words.quotes_approvals_title(), Nav::Desk).with_back(urls::desk::home());
    Ok(Reply::page(pages::approvals(&frame, gone.as_ref(), &cards)))
}

async fn decide(ask: Ask) -> Answer {
    let request = ask.id::<DiscountRequestId>("request")?;
    let read = |f: &mut Fields| {
        let (verdict, reason) = (f.choice("verdict", Decision::from_code), f.text("reason"));
        Some((verdict?, reason?))
    };
    let act = move |tx: &mut Tx, (verdict, reason): &(Decision, String)| {
        actions::decide(tx, request, *verdict, reason)?;
        Ok(urls::quotes::approvals())
    };
    ask.submit(read, act, async |ask: &Ask, typed: Typed| draw_approvals(ask, Some((request, &typed))).await).await
}
