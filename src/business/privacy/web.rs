//! Addresses of personal data for the house: the overview, the register, one customer's data, the copy, erasing.

use super::actions;
use super::model::Why;
use super::{present, store};
use crate::base::error::{Answered, Error};
use crate::base::ids::{CustomerId, RowId, UserId};
use crate::base::role::Need;
use crate::business::customers::present::name_or_unnamed;
use crate::business::{customers, sites};
use crate::platform::access;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};
use actix_web::http::header::CONTENT_DISPOSITION;
use serde_json::{Map, Value, json};
use showroom_templates::frame::Nav;
use showroom_templates::pages::privacy as pages;
use showroom_templates::parts::Choice;
use showroom_templates::{Typed, Words, urls};
use std::collections::HashMap;

/// So many rows each list of the overview shows.
const SHOWN: i64 = 50;
/// The longest answer to a visitor.
pub(super) const LONGEST_WORDS: usize = 400;

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/privacy", Need::ProtectData, overview);
    r.get("/privacy/register", Need::ProtectData, register);
    r.get("/privacy/requests/{request}", Need::ProtectData, request);
    r.post("/privacy/requests/{request}", Need::ProtectData, answer);
    r.get("/customers/{customer}/privacy", Need::EditCustomer, of_customer);
    r.get("/customers/{customer}/visit-card", Need::EditCustomer, visit_card);
    r.post("/customers/{customer}/visit-card", Need::EditCustomer, give_card);
    r.get("/customers/{customer}/copy", Need::ProtectData, copy);
    r.post("/customers/{customer}/copy", Need::ProtectData, make_copy);
    r.get("/customers/{customer}/erasure", Need::ProtectData, erasure);
    r.post("/customers/{customer}/erasure", Need::ProtectData, erase);
    super::visitor_web::routes(r);
}

// ---------------------------------------------------------------------------------------------------------- overview

async fn overview(ask: Ask) -> Answer {
    let at = ask.actor.site;
    let (site, requests, erased, silenced, names, people) = ask
        .read(move |conn| {
            let requests = store::open_requests(conn, at, SHOWN)?;
            let ids: Vec<CustomerId> = requests.iter().map(|request| request.customer).collect();
            let names: HashMap<_, _> =
                customers::store::list(conn, at, &ids)?.into_iter().map(|customer| (customer.id, customer)).collect();
            let erased = store::latest_erasures(conn, at, SHOWN)?;
            Ok((sites::of(conn, at)?, requests, erased, store::silenced(conn, at)?, names, staff(conn, at)?))
        })
        .await?;
    let (words, today) = (ask.words, ask.today());
    let row = |request: &super::model::Request| pages::RequestRow {
        id: request.id.0,
        name: names.get(&request.customer).map_or_else(String::new, |customer| name_or_unnamed(words, customer)),
        kind: present::kind_name(words, request.kind),
        when: present::asked_on(words, &site, today, request),
        words: request.words.clone(),
    };
    let gone = |erasure: &super::model::Erasure| pages::ErasedRow {
        customer: erasure.customer.0,
        when: words.near(site.clock().local(erasure.at), today),
        why: present::why_name(words, erasure),
        by: by(words, erasure, &people),
    };
    let kept = &site.settings.retention;
    let page = pages::OverviewPage {
        requests: requests.iter().map(row).collect(),
        erased: erased.iter().map(gone).collect(),
        silenced: silenced.to_string(),
        times: vec![
            (words.privacy_times_visitors().to_owned(), words.privacy_times_visitors_value(kept.visitor_months)),
            (words.privacy_times_buyers().to_owned(), words.privacy_times_buyers_value(kept.buyer_years)),
            (words.privacy_times_papers().to_owned(), words.privacy_times_papers_value(kept.failed_papers_days)),
        ],
    };
    let frame = ask.frame(words.privacy_title(), Nav::Customers).with_back(urls::customers::list());
    Ok(Reply::page(pages::overview(&frame.with_lead(words.privacy_lead()), &page)))
}

fn by(words: Words, erasure: &super::model::Erasure, people: &HashMap<UserId, String>) -> String {
    match erasure.by {
        Some(user) => people.get(&user).cloned().unwrap_or_default(),
        None if erasure.why == Why::Withdrawn => words.privacy_by_visitor().to_owned(),
        None => words.privacy_by_house().to_owned(),
    }
}

fn staff(conn: &mut Conn, site: crate::base::ids::SiteId) -> Answered<HashMap<UserId, String>> {
    Ok(access::list(conn, site)?.into_iter().map(|member| (member.user.id, member.user.name)).collect())
}

async fn register(ask: Ask) -> Answer {
    let page = pages::RegisterPage { groups: present::register(ask.words) };
    let frame = ask.frame(ask.words.privacy_register_title(), Nav::Customers).with_back(urls::privacy::overview());
    Ok(Reply::page(pages::register(&frame, &page)))
}

// ---------------------------------------------------------------------------------------------------------- requests

async fn request(ask: Ask) -> Answer {
    draw_request(&ask, ask.fresh()).await
}

async fn draw_request(ask: &Ask, typed: Typed) -> Answer {
    let (id, at) = (ask.id::<RowId>("request")?, ask.actor.site);
    let (site, request, customer) = ask
        .read(move |conn| {
            let request = store::request(conn, at, id)?;
            let customer = customers::store::find(conn, at, request.customer)?;
            Ok((sites::of(conn, at)?, request, customer))
        })
        .await?;
    let words = ask.words;
    let page = pages::AnswerPage {
        request: pages::RequestRow {
            id: request.id.0,
            name: name_or_unnamed(words, &customer),
            kind: present::kind_name(words, request.kind),
            when: present::asked_on(words, &site, ask.today(), &request),
            words: request.words,
        },
        customer: ask.actor.may(Need::EditCustomer).then_some(customer.id.0),
        typed,
    };
    let frame = ask.frame(words.privacy_answer_title(), Nav::Customers).with_back(urls::privacy::overview());
    Ok(Reply::page(pages::answer(&frame, &page)))
}

async fn answer(ask: Ask) -> Answer {
    let id = ask.id::<RowId>("request")?;
    let read = |f: &mut Fields| {
        let verdict = f.choice("verdict", |code| match code {
            "done" => Some(true),
            "refused" => Some(false),
            _ => None,
        });
        let words = f.opt_to("words", LONGEST_WORDS);
        Some((verdict?, words))
    };
    let act = move |tx: &mut Tx, (done, words): &(bool, Option<String>)| {
        actions::answer(tx, id, *done, words.as_deref())?;
        Ok(urls::privacy::overview())
    };
    ask.submit(read, act, draw_request).await
}

// ------------------------------------------------------------------------------------------------------ one customer

async fn of_customer(ask: Ask) -> Answer {
    draw_customer(&ask, Typed::default()).await
}

async fn draw_customer(ask: &Ask, typed: Typed) -> Answer {
    let (id, actor, now) = (ask.id::<CustomerId>("customer")?, ask.actor.clone(), ask.now);
    let (site, customer, card, requests, erasure, deal) = ask
        .read(move |conn| {
            let customer = customers::store::find(conn, actor.site, id)?;
            if !customers::actions::may_work_on(conn, &actor, &customer)? {
                return Err(Error::Forbidden(Need::EditCustomer));
            }
            let site = sites::of(conn, actor.site)?;
            let books = super::retention::ends(&site.settings.retention, now).buyers;
            let deal = store::deal_must_stay(conn, id, books)?;
            let requests = store::requests_of(conn, id, SHOWN)?;
            Ok((site, customer, store::card_of(conn, id)?, requests, store::erasure_of(conn, id)?, deal))
        })
        .await?;
    let (words, today) = (ask.words, ask.today());
    let gone = erasure.as_ref().is_some_and(|erasure| !erasure.deal_kept);
    let page = pages::CustomerPage {
        id: id.0,
        erased: erasure.map(|erasure| present::erased(words, &site, &erasure)),
        gone,
        card: card.map(|card| words.privacy_card_given_on(words.full_day(site.clock().date(card.made_at)))),
        requests: requests.iter().map(|request| present::request_row(words, &site, today, request)).collect(),
        deal,
        may_protect: ask.actor.may(Need::ProtectData),
        refused: typed.banner,
    };
    let name = if gone { words.privacy_no_name().to_owned() } else { name_or_unnamed(words, &customer) };
    let frame = ask.frame(words.privacy_customer_title(name), Nav::Customers).with_back(urls::customers::show(id.0));
    Ok(Reply::page(pages::of_customer(&frame, &page)))
}

async fn give_card(ask: Ask) -> Answer {
    let (id, vault) = (ask.id::<CustomerId>("customer")?, ask.door().vault().clone());
    let act = move |tx: &mut Tx| {
        actions::give_card(tx, &vault, id)?;
        Ok(urls::privacy::visit_card(id.0))
    };
    ask.submit_plain(act, draw_customer).await
}

async fn visit_card(ask: Ask) -> Answer {
    let (id, actor) = (ask.id::<CustomerId>("customer")?, ask.actor.clone());
    let (site, card) = ask
        .read(move |conn| {
            let customer = customers::store::find(conn, actor.site, id)?;
            if !customers::actions::may_work_on(conn, &actor, &customer)? {
                return Err(Error::Forbidden(Need::EditCustomer));
            }
            Ok((sites::of(conn, actor.site)?, store::card_of(conn, id)?))
        })
        .await?;
    let Some(card) = card else { return Ok(Reply::see_other(urls::privacy::of_customer(id.0))) };
    let code = store::code_of(ask.door().vault(), &card)?;
    let home = ask.origin();
    let scanned = qrcode::QrCode::new(format!("{home}{}", urls::privacy::card(code.as_str())));
    let scan = match scanned {
        Ok(scan) => {
            let dark = scan.to_colors().into_iter().map(|color| color == qrcode::Color::Dark).collect();
            Some((scan.width(), dark))
        }
        // The code can still be typed; only an address far too long gets here.
        Err(error) => {
            tracing::warn!("a visit card is printed without a code to scan: {error}");
            None
        }
    };
    let address =
        format!("{}{}", home.split_once("://").map_or(home.as_str(), |(_, host)| host), urls::privacy::door());
    let page = pages::VisitCard {
        site: site.name,
        code: code.printed(),
        address,
        mine: urls::privacy::card(code.as_str()),
        scan,
    };
    let frame = ask.frame(ask.words.privacy_card_title(), Nav::Customers).with_back(urls::privacy::of_customer(id.0));
    Ok(Reply::page(pages::visit_card(&frame, &page)))
}

// -------------------------------------------------------------------------------------------------------------- copy

async fn make_copy(ask: Ask) -> Answer {
    let id = ask.id::<CustomerId>("customer")?;
    let act = move |tx: &mut Tx| {
        actions::make_copy(tx, id)?;
        Ok(urls::privacy::copy(id.0))
    };
    ask.submit_plain(act, draw_customer).await
}

async fn copy(ask: Ask) -> Answer {
    let (id, at, words) = (ask.id::<CustomerId>("customer")?, ask.actor.site, ask.words);
    let (user, now) = (ask.user()?, ask.now);
    let made = ask
        .read(move |conn| {
            customers::store::find(conn, at, id)?;
            if !actions::copied_lately(conn, user, id, now)? {
                return Ok(None);
            }
            let site = sites::of(conn, at)?;
            Ok(Some((present::copy(conn, words, &site, id)?, site)))
        })
        .await?;
    // Made too long ago, or never: the page from which it is made.
    let Some((groups, site)) = made else { return Ok(Reply::see_other(urls::privacy::of_customer(id.0))) };
    if ask.query("as") == Some("json") {
        let mut file = Map::new();
        for (purpose, held) in groups {
            let held: Vec<Value> =
                held.into_iter().map(|(what, value)| json!({ "what": what, "value": value })).collect();
            file.insert(purpose, Value::Array(held));
        }
        let name = format!("attachment; filename=\"copy-{}.json\"", id.0);
        return Ok(Reply::json(&Value::Object(file)).header(CONTENT_DISPOSITION, &name));
    }
    let page = pages::Copy {
        made: words.privacy_copy_made(words.near(site.clock().local(ask.now), ask.today())),
        site: words.privacy_copy_of(&site.name),
        groups: groups.into_iter().filter(|(_, held)| !held.is_empty()).collect(),
        file: urls::privacy::copy_file(id.0),
    };
    let frame = ask.frame(words.privacy_copy_title(), Nav::Customers).with_back(urls::privacy::of_customer(id.0));
    Ok(Reply::page(pages::copy(&frame, &page)))
}

// ----------------------------------------------------------------------------------------------------------- erasing

async fn erasure(ask: Ask) -> Answer {
    draw_erasure(&ask, ask.fresh()).await
}

async fn draw_erasure(ask: &Ask, typed: Typed) -> Answer {
    let (id, at, now, words) = (ask.id::<CustomerId>("customer")?, ask.actor.site, ask.now, ask.words);
    let (customer, deal) = ask
        .read(move |conn| {
            let books = super::retention::ends(&sites::of(conn, at)?.settings.retention, now).buyers;
            Ok((customers::store::find(conn, at, id)?, store::deal_must_stay(conn, id, books)?))
        })
        .await?;
    let reason = |why: &Why| Choice::new(why.code(), words.lookup_or(&format!("privacy_why_{}", why.code())));
    let page = pages::ErasurePage { id: id.0, deal, reasons: Why::CHOSEN.iter().map(reason).collect(), typed };
    let frame = ask.frame(words.privacy_erase_title(), Nav::Customers).with_lead(name_or_unnamed(words, &customer));
    Ok(Reply::page(pages::erasure(&frame.with_back(urls::privacy::of_customer(id.0)), &page)))
}

async fn erase(ask: Ask) -> Answer {
    let (id, vault) = (ask.id::<CustomerId>("customer")?, ask.door().vault().clone());
    let read = |f: &mut Fields| {
        let why = f.choice("why", |code| Why::CHOSEN.into_iter().find(|why| why.code() == code));
        if !f.flag("sure") {
            f.refuse("sure", "not_sure");
        }
        why
    };
    let act = move |tx: &mut Tx, why: &Why| {
        actions::erase(tx, &vault, id, *why)?;
        Ok(urls::privacy::of_customer(id.0))
    };
    ask.submit(read, act, draw_erasure).await
}
