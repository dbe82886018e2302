//! Addresses of calendars: one's own page, and what calendar programs read.

use actix_web::http::header;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use sha2::{Digest, Sha256};
use showroom_templates::pages::calendars as pages;
use showroom_templates::{Typed, urls};

use super::store::Feed;
use super::{actions, events, ics, secret, store};
use crate::base::actor::Actor;
use crate::base::error::{Answered, Error};
use crate::base::ids::{SiteId, UserId};
use crate::base::role::Need;
use crate::platform::access;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Reply, Routes};

/// That a program read it is noted no more often than this.
const NOTED_EVERY_MINUTES: i64 = 30;

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/me/calendar", Need::SignedIn, own);
    r.post("/me/calendar", Need::SignedIn, make);
    r.post("/me/calendar/end", Need::SignedIn, end);
    r.get("/calendar/{file}", Need::Anyone, feed);
}

async fn own(ask: Ask) -> Answer {
    draw_own(&ask, ask.fresh()).await
}

async fn draw_own(ask: &Ask, typed: Typed) -> Answer {
    let user = ask.user()?;
    let found = ask.read(move |conn| store::feed_of(conn, user)).await?;
    let feed = match found {
        Some(feed) => Some(shown(ask, user, &feed).await?),
        None => None,
    };
    let frame = ask.frame(ask.words.calendars_title(), None).with_back(urls::me::show());
    Ok(Reply::page(pages::own(&frame, &pages::OwnPage { typed, feed })))
}

/// The address is made again from its seed; under another key that would be another address, which nobody answers.
async fn shown(ask: &Ask, user: UserId, feed: &Feed) -> Answered<pages::Feed> {
    let (words, clock, today) = (ask.words, ask.site.clock, ask.today());
    let token = secret::token(ask.door().vault(), user, &feed.seed);
    let hash = secret::hash(&token);
    let owner = ask.read(move |conn| store::owner_of(conn, &hash)).await?;
    let near = |at| words.near(clock.local(at), today);
    Ok(pages::Feed {
        address: owner.map(|_| format!("{}{}", ask.origin(), urls::me::calendar_feed(&token))),
        made: words.calendars_made(near(feed.made_at)),
        read: feed.read_at.map_or_else(|| words.calendars_never_read().to_owned(), |at| words.calendars_read(near(at))),
    })
}

async fn make(ask: Ask) -> Answer {
    let (user, vault) = (ask.user()?, ask.door().vault().clone());
    let act = move |tx: &mut Tx| {
        actions::make(tx, &vault, user)?;
        Ok(urls::me::calendar())
    };
    ask.submit_plain(act, draw_own).await
}

async fn end(ask: Ask) -> Answer {
    let user = ask.user()?;
    let act = move |tx: &mut Tx| {
        actions::end(tx, user)?;
        Ok(urls::me::calendar())
    };
    ask.submit_plain(act, draw_own).await
}

/// The calendar itself, for whoever has the address. Addresses that end, and people who left, have none.
async fn feed(ask: Ask) -> Answer {
    let token = secret::in_address(ask.param("file")?).ok_or(Error::Missing)?;
    let (hash, now, origin) = (secret::hash(token), ask.now, ask.origin());
    let (user, read_at, text) = ask
        .read(move |conn| {
            let (owner, read_at) = store::owner_of(conn, &hash)?.ok_or(Error::Missing)?;
            let user = access::find_user(conn, owner)?;
            if user.suspended_at.is_some() || access::roles_anywhere(conn, owner)?.is_empty() {
                return Err(Error::Missing);
            }
            Ok((owner, read_at, ics::write(&events::calendar(conn, &user, &origin, now)?)))
        })
        .await?;
    if read_at.is_none_or(|at| (now - at).abs() > Duration::minutes(NOTED_EVERY_MINUTES)) {
        note_read(&ask, user).await;
    }
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(text.as_bytes())[..16]));
    let known = ask.known_tags().is_some_and(|tags| tags.split(',').any(|known| fits(known, &tag)));
    let reply = if known { Reply::text("").status(304) } else { Reply::calendar(text) };
    Ok(reply.header(header::ETAG, &tag).header(header::CACHE_CONTROL, "private, no-cache"))
}

/// Tags are compared as RFC 9110 says for reading: a weak one will do.
fn fits(known: &str, tag: &str) -> bool {
    let known = known.trim();
    known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
}

/// A reader is not turned away because the database is busy or full.
async fn note_read(ask: &Ask, user: UserId) {
    let noted = ask.db.write(Actor::house(SiteId(0)), ask.now, move |tx| store::was_read(tx, user)).await;
    if let Err(error) = noted {
        tracing::warn!(%error, "could not note that a calendar was read");
    }
}
