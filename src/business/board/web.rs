//! The live floor over HTTP: two pages, and the events that keep them true.

use actix_web::http::header;
use showroom_templates::Nav;
use showroom_templates::pages::board as pages;

use super::guests::{Full, Guest};
use super::hub::Hub;
use super::model::{Key, View};
use super::{gather, present, stream};
use crate::base::error::{Answered, Error};
use crate::base::role::Need;
use crate::platform::http::{Answer, Ask, Reply, Routes};

/// How often a browser without scripts asks again.
const REFRESH_SECS: u32 = 20;
/// After how many seconds whoever found no place comes again.
const RETRY_SECS: &str = "30";
/// The longest word that a page makes up for itself.
const PAGE_CHARS: usize = 40;

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    let hub = Hub::default();
    r.get("/board", Need::WatchFloor, show);
    r.get("/board/wall", Need::WatchFloor, show_wall);
    r.get("/board/stream", Need::WatchFloor, move |ask| watch(hub.clone(), ask));
}

async fn show(ask: Ask) -> Answer {
    let (board, live) = read(&ask, View::of(&ask.actor)).await?;
    let mut frame = ask.frame(ask.words.board_title(), Nav::Board).with_lead(ask.words.day(ask.today()));
    frame.refresh_secs = Some(REFRESH_SECS);
    Ok(Reply::page(pages::floor(&frame, &board, &live.page())))
}

async fn show_wall(ask: Ask) -> Answer {
    let (board, live) = read(&ask, View::Wall).await?;
    let mut frame = ask.frame(ask.words.board_title(), Nav::Board).with_lead(ask.words.day(ask.today()));
    frame.refresh_secs = Some(REFRESH_SECS);
    Ok(Reply::page(pages::wall(&frame, &board, &live.page())))
}

/// How a page was read.
struct Seen {
    id: String,
    of: String,
    as_of: String,
    zone: &'static str,
}

impl Seen {
    fn page(&self) -> pages::Live<'_> {
        pages::Live { seen: &self.id, of: self.of.clone(), as_of: self.as_of.clone(), zone: self.zone.to_owned() }
    }
}

async fn read(ask: &Ask, view: View) -> Answered<(pages::Board, Seen)> {
    let (site, words, now) = (ask.actor.site, ask.words, ask.now);
    let (id, board) = ask
        .read(move |conn| {
            let floor = gather::floor(conn, site, now)?;
            Ok((present::id(&floor), present::board(words, view, &floor)))
        })
        .await?;
    let clock = ask.site.clock;
    let of = page_of(ask);
    Ok((board, Seen { id, of, as_of: words.clock(clock.local(now).time()), zone: clock.zone.name() }))
}

/// Of what a page is, so that its events are never another's.
fn page_of(ask: &Ask) -> String {
    format!("{}-{}", ask.actor.site, ask.words.lang.code())
}

/// Events for whoever waits for them; one answer with the board for whoever does not.
async fn watch(hub: Hub, ask: Ask) -> Answer {
    let view = match ask.query("view") {
        Some("wall") => View::Wall,
        _ => View::of(&ask.actor),
    };
    let key = Key { site: ask.actor.site, lang: ask.words.lang, view };
    if !ask.wants_events() {
        return once(&ask, key).await;
    }
    // A page of another site, or in another language, is to be opened anew.
    if ask.query("of").is_some_and(|of| of != page_of(&ask)) {
        return Ok(Reply::text("").status(409));
    }
    let Some(seat) = &ask.seat else { return Err(Error::Forbidden(Need::WatchFloor)) };
    let page: String = ask.query("page").unwrap_or_default().chars().take(PAGE_CHARS).collect();
    let guest = Guest { token_hash: seat.token_hash.clone(), page, site: key.site, role: ask.actor.role };
    let seen = ask.last_event().or(ask.query("seen")).unwrap_or_default();
    match hub.watch(ask.door(), key, guest, present::seq(seen)) {
        Ok(watching) => {
            let (hub, door) = (hub.clone(), ask.door().clone());
            Ok(Reply::events(stream::events(hub, door, watching, seen)))
        }
        Err(Full) => {
            let told = Reply::text(ask.words.board_full()).status(503);
            Ok(told.header(header::RETRY_AFTER, RETRY_SECS))
        }
    }
}

async fn once(ask: &Ask, key: Key) -> Answer {
    let (site, now) = (key.site, ask.now);
    let message = ask
        .read(move |conn| {
            let floor = gather::floor(conn, site, now)?;
            let id = present::id(&floor);
            Ok(present::state(&floor, key.lang, key.view, &id, 0).message)
        })
        .await?;
    let only = futures_util::stream::iter(message.map(crate::platform::http::sse::Message::into_bytes));
    Ok(Reply::events(only))
}
