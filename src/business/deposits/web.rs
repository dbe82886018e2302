//! Deposits over HTTP: writing an agreement, its money, its withdrawal, the cashier's desk, the papers.

use super::actions;
use super::agreement::Status;
use super::identity::Identity;
use super::law::MoneyKind;
use super::model::{BuyerDraft, Draft, MoneyWay, Received, Signature};
use super::paper;
use super::present::{self, Back};
use crate::base::error::Error;
use crate::base::ids::{DepositId, PaymentId, QuoteId, UnitId, VisitId};
use crate::base::money::Money;
use crate::base::name::Name;
use crate::base::role::Need;
use crate::business::quotes::{percents, ways::PaymentWay};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};
use showroom_templates::pages::deposits::{self as pages, BUYERS, BuyerFields, ListPage};
use showroom_templates::parts::list::Tab;
use showroom_templates::{Nav, Typed, urls};

/// The longest signature, in characters of its path.
const LONGEST_SIGNATURE: usize = 16_000;

/// The views of the list, each with the stands that it holds.
pub(super) const VIEWS: [(&str, &[Status]); 4] = [
    ("drafted", &[Status::Drafted]),
    ("paid", &[Status::Paid, Status::Overdue]),
    ("converted", &[Status::Converted]),
    ("ended", &[Status::Withdrawn, Status::Returned, Status::Forfeited, Status::Changed]),
];

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/deposits", Need::SeeDeals, list);
    r.get("/deposits/new", Need::DraftDeposit, new);
    r.post("/deposits/new", Need::DraftDeposit, draft);
    r.get("/deposits/{deposit}", Need::SeeDeals, show);
    r.post("/deposits/{deposit}/payment", Need::ConfirmMoney, confirm);
    r.post("/deposits/{deposit}/withdrawal", Need::DraftDeposit, withdraw);
    r.get("/deposits/{deposit}/agreement", Need::SeeDeals, agreement);
    r.get("/receipts/{payment}", Need::SeeDeals, receipt);
    r.get("/cashier", Need::ConfirmMoney, cashier);
}

// --------------------------------------------------------------------------------------------------------------- new

async fn new(ask: Ask) -> Answer {
    let visit = ask.query_id::<VisitId>("visit").ok_or(Error::Missing)?;
    match ask.query_id::<UnitId>("unit") {
        Some(unit) => draw_new(&ask, visit, unit, ask.query_id("quote"), ask.fresh()).await,
        // A deposit begins with a unit.
        None => Ok(Reply::see_other(urls::units::grid_for(visit.0))),
    }
}

async fn draw_new(ask: &Ask, visit: VisitId, unit: UnitId, quote: Option<QuoteId>, typed: Typed) -> Answer {
    let actor = ask.actor.clone();
    let facts = ask.read(move |conn| present::gather_new(conn, &actor, visit, unit, quote)).await?;
    let sum = ask.query("sum").and_then(|sum| Money::parse(sum).ok());
    let page = present::new_page(ask.words, &facts, sum, typed);
    let title = ask.words.deposits_new_title(facts.unit_code());
    let frame = ask.frame(title, Nav::Deposits).with_back(urls::units::show_for(unit.0, visit.0));
    Ok(Reply::page(pages::new(&frame, &page)))
}

async fn draft(ask: Ask) -> Answer {
    let vault = ask.door().vault().clone();
    let act = move |tx: &mut Tx, draft: &Draft| Ok(urls::deposits::show(actions::draft(tx, &vault, draft)?.0));
    let redraw = async |ask: &Ask, typed: Typed| {
        let id = |field: &str| typed.value(field).and_then(|text| text.parse::<i64>().ok());
        let (visit, unit) = (id("visit").ok_or(Error::Missing)?, id("unit").ok_or(Error::Missing)?);
        let quote = id("quote").map(QuoteId);
        draw_new(ask, visit.into(), unit.into(), quote, typed).await
    };
    ask.submit(read_draft, act, redraw).await
}

fn read_draft(f: &mut Fields) -> Option<Draft> {
    let (visit, unit, quote) = (f.id::<VisitId>("visit"), f.id::<UnitId>("unit"), f.id_opt::<QuoteId>("quote"));
    let kind = f.choice("kind", |code| MoneyKind::from_code(code).filter(|kind| kind.of_deposits()));
    let (sum, way) = (f.money("sum"), f.choice_opt("payment_way", PaymentWay::from_code));
    let sign_by = f.date_opt("sign_by");
    let buyers: Vec<BuyerDraft> =
        BUYERS.iter().enumerate().filter_map(|(at, fields)| read_buyer(f, fields, at == 0)).collect();
    let (seen_contract, unseen_reason) = (f.flag("seen_contract"), f.opt("unseen_reason"));
    let signature = read_signature(f);
    Some(Draft {
        visit: visit?,
        unit: unit?,
        quote,
        kind: kind?,
        sum: sum?,
        way,
        sign_by,
        buyers,
        seen_contract,
        unseen_reason,
        signature,
    })
}

/// A buyer; `None` where the fields are empty, or where something in them was refused.
fn read_buyer(f: &mut Fields, fields: &BuyerFields, must_be_there: bool) -> Option<BuyerDraft> {
    let name = if must_be_there { f.parse(fields.name, Name::parse) } else { f.parse_opt(fields.name, Name::parse) };
    let identity = f.parse_opt(fields.id, Identity::parse);
    let phone = f.phone_opt(fields.phone);
    let address = f.opt(fields.address);
    let share_bp = f.parse_opt(fields.share, percents::parse);
    let anything = identity.is_some() || phone.is_some() || address.is_some() || share_bp.is_some();
    if name.is_none() && anything && !must_be_there {
        f.refuse(fields.name, "buyer_without_name");
    }
    Some(BuyerDraft { name: name?, identity, phone, address, share_bp })
}

/// Strokes, or the name as typed.
fn read_signature(f: &mut Fields) -> Option<Signature> {
    let strokes = f.opt_to("signature", LONGEST_SIGNATURE).unwrap_or_default();
    let name = f.opt_to("signature_typed", 60).unwrap_or_default();
    let lawful = strokes.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'M' | b'L' | b' ' | b','));
    let strokes = if lawful { strokes } else { String::new() };
    (!strokes.is_empty() || !name.is_empty()).then_some(Signature { strokes, name })
}

// -------------------------------------------------------------------------------------------------------------- show

async fn show(ask: Ask) -> Answer {
    draw(&ask, &Typed::default(), Back::Fresh).await
}

async fn draw(ask: &Ask, typed: &Typed, back: Back) -> Answer {
    let (id, actor) = (ask.id::<DepositId>("deposit")?, ask.actor.clone());
    let facts = ask.read(move |conn| present::gather(conn, &actor, id)).await?;
    let page = present::show_page(ask.words, &ask.actor, ask.now, &facts, typed, back, || ask.fresh());
    let title = ask.words.deposits_show_title(&facts.deposit.number);
    let frame = ask.frame(title, Nav::Deposits).with_back(urls::deposits::list());
    Ok(Reply::page(pages::show(&frame, &page)))
}

async fn confirm(ask: Ask) -> Answer {
    let id = ask.id::<DepositId>("deposit")?;
    let read = |f: &mut Fields| {
        let (sum, way, note) = (f.money("sum"), f.choice("way", MoneyWay::from_code), f.opt_to("note", 120));
        Some(Received { sum: sum?, way: way?, note })
    };
    let act = move |tx: &mut Tx, received: &Received| {
        actions::confirm(tx, id, received)?;
        Ok(urls::deposits::show(id.0))
    };
    ask.submit(read, act, async |ask: &Ask, typed: Typed| draw(ask, &typed, Back::Confirm).await).await
}

async fn withdraw(ask: Ask) -> Answer {
    let id = ask.id::<DepositId>("deposit")?;
    let act = move |tx: &mut Tx, reason: &String| {
        actions::withdraw(tx, id, reason)?;
        Ok(urls::deposits::show(id.0))
    };
    let redraw = async |ask: &Ask, typed: Typed| draw(ask, &typed, Back::Withdraw).await;
    ask.submit(|f: &mut Fields| f.text("reason"), act, redraw).await
}

// ------------------------------------------------------------------------------------------------------------ papers

async fn agreement(ask: Ask) -> Answer {
    let (id, actor) = (ask.id::<DepositId>("deposit")?, ask.actor.clone());
    let facts = ask.read(move |conn| present::gather(conn, &actor, id)).await?;
    let sheet = present::agreement_paper(&facts)?;
    let title = ask.words.deposits_show_title(&facts.deposit.number);
    let frame = ask.frame(title, Nav::Deposits).with_back(urls::deposits::show(id.0));
    let (address, name) = (urls::deposits::agreement(id.0), paper::file_name(&sheet));
    let drawn = paper::agreement(&sheet, ask.today());
    ask.paper(frame, &address, &name, drawn, |frame| pages::paper(frame, &sheet)).await
}

async fn receipt(ask: Ask) -> Answer {
    let (id, actor) = (ask.id::<PaymentId>("payment")?, ask.actor.clone());
    let facts = ask.read(move |conn| present::gather_receipt(conn, &actor, id)).await?;
    let sheet = present::receipt_paper(&facts)?;
    let frame = ask.frame(ask.words.deposits_receipt(), Nav::Deposits).with_back(facts.back());
    let (address, name) = (urls::deposits::receipt(id.0), paper::file_name(&sheet));
    let drawn = paper::receipt(&sheet, ask.today());
    ask.paper(frame, &address, &name, drawn, |frame| pages::paper(frame, &sheet)).await
}

// ------------------------------------------------------------------------------------------------------------- lists

async fn list(ask: Ask) -> Answer {
    let wanted = ask.query("view").unwrap_or(VIEWS[0].0);
    let (view, statuses) = VIEWS.into_iter().find(|(name, _)| *name == wanted).unwrap_or(VIEWS[0]);
    let actor = ask.actor.clone();
    let (site, listed) = ask.read(move |conn| present::gather_list(conn, &actor, statuses)).await?;
    let tab = |(name, _): &(&str, &[Status])| Tab {
        href: urls::deposits::list_of(name),
        label: ask.words.lookup_or(&format!("deposits_view_{name}")).to_owned(),
        count: None,
        active: *name == view,
    };
    let page = ListPage {
        tabs: VIEWS.iter().map(tab).collect(),
        lines: present::lines(ask.words, &ask.actor, ask.now, &site, &listed),
        cashier: ask.actor.may(Need::ConfirmMoney),
    };
    let frame = ask.offer_file(ask.frame(ask.words.deposits_title(), Nav::Deposits), "deposits", &["view"]);
    Ok(Reply::page(pages::list(&frame, &page)))
}

async fn cashier(ask: Ask) -> Answer {
    let (actor, now) = (ask.actor.clone(), ask.now);
    let day = ask.read(move |conn| present::gather_cashier(conn, &actor, now)).await?;
    let page = present::cashier_page(ask.words, &ask.actor, ask.now, &day);
    let frame = ask.frame(ask.words.deposits_cashier_title(), Nav::Deposits).with_back(urls::deposits::list());
    Ok(Reply::page(pages::cashier(&frame, &page)))
}
