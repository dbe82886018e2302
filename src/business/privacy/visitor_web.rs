//! Addresses that the code of a visit card opens, for the visitor: see, withdraw, ask, erase. Nobody signs in here; the code is the key.

use super::actions;
use super::cards::Code;
use super::model::RequestKind;
use super::web::LONGEST_WORDS;
use super::{present, retention, store};
use crate::base::error::{Error, Refused};
use crate::base::role::Need;
use crate::business::customers::notice;
use crate::business::{customers, sites};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Pace, Reply, Routes};
use showroom_templates::frame::Frame;
use showroom_templates::pages::privacy as pages;
use showroom_templates::{Typed, urls};

/// A visitor's forms are short.
const SMALL_FORM: usize = 8 * 1024;

/// The routes of the card.
pub fn routes(r: &mut Routes) {
    r.get("/card", Need::Anyone, door);
    r.post_unkeyed("/card", Need::Anyone, open).pace(Pace::Door).body_bytes(SMALL_FORM);
    r.get("/card/{code}", Need::Anyone, show).pace(Pace::Door);
    r.post("/card/{code}/withdrawal", Need::Anyone, withdraw).pace(Pace::Door).body_bytes(SMALL_FORM);
    r.get("/card/{code}/request", Need::Anyone, request).pace(Pace::Door);
    r.post("/card/{code}/request", Need::Anyone, send_request).pace(Pace::Door).body_bytes(SMALL_FORM);
    r.get("/card/{code}/erasure", Need::Anyone, erasure).pace(Pace::Door);
    r.post("/card/{code}/erasure", Need::Anyone, erase).pace(Pace::Door).body_bytes(SMALL_FORM);
}

fn frame(ask: &Ask) -> Frame {
    ask.frame(ask.words.privacy_door_title(), None)
}

async fn door(ask: Ask) -> Answer {
    Ok(Reply::page(pages::door(&frame(&ask), &ask.fresh())))
}

/// A code that was typed leads to its page; one that opens nothing comes back with that beside it.
async fn open(ask: Ask) -> Answer {
    let typed = ask.form().value("code").unwrap_or_default().to_owned();
    let known = match Code::parse(&typed) {
        Ok(code) => {
            let (vault, wanted) = (ask.door().vault().clone(), code.clone());
            let card = ask.read(move |conn| store::card(conn, &vault, &wanted)).await?;
            card.map(|_| code).ok_or_else(|| Refused::invalid("card_unknown"))
        }
        Err(refused) => Err(refused),
    };
    match known {
        Ok(code) => Ok(Reply::see_other(urls::privacy::card(code.as_str()))),
        Err(refused) => {
            let typed = ask.refused(&refused.at("code"), &[]);
            Ok(Reply::page(pages::door(&frame(&ask), &typed)).status(422))
        }
    }
}

fn code(ask: &Ask) -> Result<Code, Error> {
    // What cannot be a code opens nothing, like one that is none.
    Code::parse(ask.param("code")?).map_err(|_| Error::Missing)
}

/// A code that opens nothing, such as that of an older card, leads to where a code is typed.
async fn show(ask: Ask) -> Answer {
    match draw(&ask, Typed::default()).await {
        Err(Error::Missing) => {
            let typed = ask.refused(&Refused::invalid("card_unknown").at("code"), &[]);
            Ok(Reply::page(pages::door(&frame(&ask), &typed)).status(404))
        }
        drawn => drawn,
    }
}

async fn draw(ask: &Ask, typed: Typed) -> Answer {
    let (code, words, now) = (code(ask)?, ask.words, ask.now);
    let (vault, wanted) = (ask.door().vault().clone(), code.clone());
    let page = ask
        .read(move |conn| {
            let card = store::card(conn, &vault, &wanted)?.ok_or(Error::Missing)?;
            let site = sites::of(conn, card.site)?;
            let today = site.clock().business_day(now);
            let gone = store::erasure_of(conn, card.customer)?.is_some_and(|erasure| !erasure.deal_kept);
            // An older card: its code opens nothing but the word that all is gone.
            if card.sealed.is_empty() && !gone {
                return Err(Error::Missing);
            }
            let notice = notice::on(today)?;
            let said = customers::store::consents_of(conn, card.customer)?;
            let consents = notice.consents.iter().filter_map(|asked| {
                let last = said.iter().find(|consent| consent.purpose == asked.id)?;
                let stands = last.given && last.withdrawn_at.is_none();
                let was_given = said.iter().any(|consent| consent.purpose == asked.id && consent.given);
                was_given.then(|| (asked.id.clone(), asked.words(words.lang).to_owned(), stands))
            });
            let requests = store::requests_of(conn, card.customer, 20)?;
            Ok(pages::MinePage {
                code: wanted.as_str().to_owned(),
                lead: words.privacy_mine_lead(&site.name, words.full_day(site.clock().date(card.made_at))),
                gone,
                consents: consents.collect(),
                requests: requests.iter().map(|request| present::request_row(words, &site, today, request)).collect(),
                groups: present::copy(conn, words, &site, card.customer)?,
                refused: None,
            })
        })
        .await?;
    let page = pages::MinePage { refused: typed.banner, ..page };
    Ok(Reply::page(pages::mine(&frame(ask), &page)))
}

async fn withdraw(ask: Ask) -> Answer {
    let (code, vault, today) = (code(&ask)?, ask.door().vault().clone(), ask.today());
    let asked = notice::on(today)?;
    let read = |f: &mut Fields| {
        f.choice("purpose", |purpose| {
            asked.consents.iter().find(|known| known.id == purpose).map(|known| known.id.clone())
        })
    };
    let act = move |tx: &mut Tx, purpose: &String| {
        actions::withdraw(tx, &vault, &code, purpose)?;
        Ok(urls::privacy::card(code.as_str()))
    };
    ask.submit(read, act, draw).await
}

async fn request(ask: Ask) -> Answer {
    draw_request(&ask, ask.fresh()).await
}

async fn draw_request(ask: &Ask, typed: Typed) -> Answer {
    let code = valid(ask).await?.0;
    Ok(Reply::page(pages::ask(&frame(ask), code.as_str(), &typed)))
}

/// The code, and whether the papers of a deal would stay; `Missing` where it opens nothing any more.
async fn valid(ask: &Ask) -> Result<(Code, bool), Error> {
    let (code, vault, now) = (code(ask)?, ask.door().vault().clone(), ask.now);
    let wanted = code.clone();
    let deal = ask
        .read(move |conn| {
            let card =
                store::card(conn, &vault, &wanted)?.filter(|card| !card.sealed.is_empty()).ok_or(Error::Missing)?;
            let books = retention::ends(&sites::of(conn, card.site)?.settings.retention, now).buyers;
            store::deal_must_stay(conn, card.customer, books)
        })
        .await?;
    Ok((code, deal))
}

async fn send_request(ask: Ask) -> Answer {
    let (code, vault) = (code(&ask)?, ask.door().vault().clone());
    let read = |f: &mut Fields| {
        let (kind, words) = (f.choice("kind", RequestKind::from_code), f.opt_to("words", LONGEST_WORDS));
        Some((kind?, words))
    };
    let act = move |tx: &mut Tx, (kind, words): &(RequestKind, Option<String>)| {
        actions::ask(tx, &vault, &code, *kind, words.as_deref())?;
        Ok(urls::privacy::card(code.as_str()))
    };
    ask.submit(read, act, draw_request).await
}

async fn erasure(ask: Ask) -> Answer {
    draw_erasure(&ask, ask.fresh()).await
}

async fn draw_erasure(ask: &Ask, typed: Typed) -> Answer {
    let (code, deal) = valid(ask).await?;
    Ok(Reply::page(pages::erase_mine(&frame(ask), code.as_str(), deal, &typed)))
}

async fn erase(ask: Ask) -> Answer {
    let (code, vault) = (code(&ask)?, ask.door().vault().clone());
    let read = |f: &mut Fields| f.text_to("tail", 4);
    let act = move |tx: &mut Tx, tail: &String| {
        actions::erase_by_card(tx, &vault, &code, tail)?;
        Ok(urls::privacy::card(code.as_str()))
    };
    ask.submit(read, act, draw_erasure).await
}
