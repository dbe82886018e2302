//! What every request passes before its handler: counting, who asks, where the form comes from, the right, the body.

use std::cell::RefCell;
use std::net::{IpAddr, Ipv4Addr};
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use actix_web::http::{Method as HttpMethod, header};
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::FutureExt;
use showroom_templates::frame::Scheme;
use showroom_templates::{Lang, Words};

use super::ask::{Ask, nobody};
use super::errors::{self, Stop};
use super::form::Form;
use super::keys::Key;
use super::limits::{self, Guest};
use super::reply::{Answer, Reply};
use super::routes::{BODY_BYTES, Method, Route, Seating};
use super::{Door, LANGUAGE_COOKIE, SitePass, multipart, sse};
use crate::base::actor::Actor;
use crate::base::role::Need;
use crate::platform::access::{self, Found, Seat, Token};

/// The longest name of a device that is kept.
const DEVICE_CHARS: usize = 120;

/// Answers one request, whatever happens on the way.
pub(super) async fn answer(
    door: Door,
    routes: Arc<[Arc<Route>]>,
    request: HttpRequest,
    payload: Payload,
) -> HttpResponse {
    let started = Instant::now();
    let reference = reference();
    let secure = door.settings().secure;
    // The person as far as known: what a page about an error needs, also when the handler panics.
    let known = Rc::new(RefCell::new(stranger(&door, &request)));
    let passing = pass(Rc::clone(&known), &routes, &request, payload);
    let passed = AssertUnwindSafe(passing).catch_unwind().await.unwrap_or(Err(Stop::Panic));
    let reply = match passed {
        Ok(reply) => reply,
        Err(stop) => {
            let draw = AssertUnwindSafe(|| errors::reply(&known.borrow(), stop, &reference));
            std::panic::catch_unwind(draw).unwrap_or_else(|_| errors::bare(&reference))
        }
    };
    tracing::info!(
        request = reference,
        method = request.method().as_str(),
        route = routes.first().map_or("-", |route| route.pattern),
        status = reply.code(),
        ms = started.elapsed().as_millis(),
    );
    reply.send(secure)
}

async fn pass(
    known: Rc<RefCell<Ask>>,
    routes: &[Arc<Route>],
    request: &HttpRequest,
    payload: Payload,
) -> Result<Reply, Stop> {
    let mut ask = known.borrow().clone();
    let door = ask.door.clone();
    door.limits().count_address(ask.address)?;
    let route = choose(routes, request.method())?;
    if route.seating == Seating::Looked {
        find_seat(&mut ask, &door, request).await?;
        known.replace(ask.clone());
    }
    // What is the same for everybody was counted with its address above: sixty tablets that open in the morning share one.
    if route.seating == Seating::Looked {
        let guest = ask.seat.as_ref().map_or(Guest::Address(ask.address), |seat| Guest::Session(seat.number()));
        door.limits().count(route.pace, guest, ask.address)?;
    }
    if route.method == Method::Post && !from_here(&door, request) {
        return Err(Stop::Foreign);
    }
    if route.seating == Seating::Looked && !may_pass_unset(route) && !door.is_set_up().await? {
        return Err(Stop::SetUp);
    }
    if route.takes_file {
        may_pass(&ask, route)?;
    }
    if route.method == Method::Post {
        read_form(&mut ask, route, request, payload).await?;
    }
    may_pass(&ask, route)?;
    let handled: Answer = (route.handler)(ask).await;
    Ok(handled?)
}

/// Before there is a site and somebody to sign in, only the page that makes them is open.
fn may_pass_unset(route: &Route) -> bool {
    route.pattern.starts_with("/set-up") || route.pattern.starts_with("/me/")
}

fn choose<'a>(routes: &'a [Arc<Route>], method: &HttpMethod) -> Result<&'a Route, Stop> {
    let wanted = match *method {
        HttpMethod::GET | HttpMethod::HEAD => Some(Method::Get),
        HttpMethod::POST => Some(Method::Post),
        _ => None,
    };
    if routes.is_empty() {
        return Err(Stop::Nowhere);
    }
    routes.iter().find(|route| Some(route.method) == wanted).map(AsRef::as_ref).ok_or_else(|| {
        let allowed: Vec<&str> = routes.iter().map(|route| route.method.name()).collect();
        Stop::WrongMethod(allowed.join(", "))
    })
}

/// The request of somebody of whom nothing is known but the language of the browser.
fn stranger(door: &Door, request: &HttpRequest) -> Ask {
    let now = door.now();
    let said = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    Ask {
        actor: nobody(),
        words: Words::new(language(request)),
        scheme: Scheme::Auto,
        now,
        site: SitePass::nowhere(),
        db: door.db().clone(),
        address: address(door, request),
        seat: None,
        ended: None,
        unseen: 0,
        door: door.clone(),
        path: request.path().to_owned(),
        here: here(request),
        device: device(request),
        host: host(request),
        known_tags: said(header::IF_NONE_MATCH.as_str()).map(str::to_owned),
        wants_events: said("accept").is_some_and(sse::wanted),
        last_event: said(sse::LAST_EVENT_ID).map(str::to_owned),
        fragment: said("x-fragment").map(str::to_owned),
        params: request.match_info().iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        query: Form::parse(request.query_string().as_bytes()).unwrap_or_default(),
        form: Form::default(),
        upload: None,
        seed: Key::fresh(now),
    }
}

/// Finds out who asks. A session that is over leaves the login of whose it was, so that signing in again is one word less.
async fn find_seat(ask: &mut Ask, door: &Door, request: &HttpRequest) -> Result<(), Stop> {
    let Some(token) = request.cookie(door.session_cookie()).and_then(|cookie| Token::read(cookie.value())) else {
        return Ok(());
    };
    let (hash, now) = (token.hash(), ask.now);
    let bell = door.settings().bell;
    let found = ask.db.read(move |conn| {
        let found = access::find_seat(conn, &hash, now)?;
        let unseen = match &found {
            Found::Seat(seat) => bell(conn, seat.site.id, seat.user)?,
            Found::Nobody | Found::Ended(_) => 0,
        };
        Ok((found, unseen))
    });
    let (found, unseen) = found.await?;
    ask.unseen = unseen;
    match found {
        Found::Nobody => {}
        Found::Ended(ended) => ask.ended = Some(Rc::new(ended)),
        Found::Seat(seat) => take_seat(ask, *seat),
    }
    Ok(())
}

fn take_seat(ask: &mut Ask, seat: Seat) {
    ask.actor = Actor::person(seat.site.id, seat.user, seat.role);
    ask.words = Words::new(seat.lang);
    ask.scheme = seat.scheme;
    ask.site = seat.site.clone();
    if seat.is_stale(ask.now) {
        touch_later(ask, &seat);
    }
    ask.seat = Some(Rc::new(seat));
}

/// Notes, beside the answer, that somebody is still there. A reader is not made to wait for it, nor kept out when the disk is full.
fn touch_later(ask: &Ask, seat: &Seat) {
    let (db, now, hash) = (ask.db.clone(), ask.now, seat.token_hash.clone());
    let actor = ask.actor.clone();
    actix_web::rt::spawn(async move {
        if let Err(error) = db.write(actor, now, move |tx| access::touch(tx, &hash)).await {
            tracing::warn!(%error, "could not note that a session is in use");
        }
    });
}

/// Whether a form comes from one of our own pages. Browsers say so; whoever says nothing is no browser, and holds no cookie of ours against
/// its owner's will.
fn from_here(door: &Door, request: &HttpRequest) -> bool {
    let value = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = value("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = value("origin") else { return true };
    if door.settings().origin.as_deref() == Some(origin) {
        return true;
    }
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    authority.is_some() && authority == value("host")
}

/// Somebody who is signed in and has what the route needs, where it needs anything.
fn may_pass(ask: &Ask, route: &Route) -> Result<(), Stop> {
    if route.need == Need::Anyone {
        return Ok(());
    }
    if ask.seat.is_none() {
        return Err(Stop::SignIn(route.method));
    }
    Ok(ask.actor.must(route.need)?)
}

async fn read_form(ask: &mut Ask, route: &Route, request: &HttpRequest, payload: Payload) -> Result<(), Stop> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if let Some(boundary) = multipart::boundary(kind).filter(|_| route.takes_file) {
        let folder = &ask.door.settings().passing;
        let parts = multipart::read(payload, boundary, route.body_bytes, folder).await.map_err(Stop::Body)?;
        (ask.form, ask.upload) = (Form::of(parts.pairs), parts.upload);
        return Ok(());
    }
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let most = if route.takes_file { BODY_BYTES } else { route.body_bytes };
    let body = limits::read_body(payload, length, most).await.map_err(Stop::Body)?;
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !body.is_empty() && !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Stop::NoForm);
    }
    ask.form = Form::parse(&body).map_err(|_| Stop::Body(limits::BadBody::TooLarge))?;
    Ok(())
}

/// The language that the tablet was set to, or that the browser asks for.
fn language(request: &HttpRequest) -> Lang {
    let chosen = request.cookie(LANGUAGE_COOKIE).and_then(|cookie| Lang::parse(cookie.value()));
    let asked = || Lang::negotiate(request.headers().get(header::ACCEPT_LANGUAGE)?.to_str().ok()?);
    chosen.or_else(asked).unwrap_or_default()
}

/// From where a request came. Only a proxy of ours is believed about others; it adds the address that it saw as the last one.
fn address(door: &Door, request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    if !door.settings().behind_proxy {
        return peer;
    }
    let forwarded = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
    forwarded.and_then(|list| list.rsplit(',').next()?.trim().parse().ok()).unwrap_or(peer)
}

/// The page that the person is on: the address itself, or the page whose form was sent.
fn here(request: &HttpRequest) -> String {
    if request.method() != HttpMethod::POST {
        let whole = request.uri().path_and_query().map_or("/", |both| both.as_str());
        return local_address(whole).unwrap_or("/").to_owned();
    }
    let referer = request.headers().get(header::REFERER).and_then(|value| value.to_str().ok());
    let place = referer.and_then(|address| {
        let after = address.split_once("://")?.1;
        local_address(&after[after.find('/')?..])
    });
    place.unwrap_or("/").to_owned()
}

/// An address on this server, as a form or a query gives it; `None` for anything that leads elsewhere.
pub fn local_address(address: &str) -> Option<&str> {
    let mut letters = address.chars();
    let local = letters.next() == Some('/') && !matches!(letters.next(), Some('/' | '\\'));
    let clean = address.len() <= 2_000 && address.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    (local && clean).then_some(address)
}

/// What the browser calls this house; only for printing addresses, never for deciding anything.
fn host(request: &HttpRequest) -> String {
    let named = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    named.filter(|host| host.len() <= 120).unwrap_or("localhost").to_owned()
}

fn device(request: &HttpRequest) -> String {
    let said = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    said.chars().filter(|c| !c.is_control()).take(DEVICE_CHARS).collect()
}

/// A short name for a request, easy to read out on the telephone: no letters or digits that look alike.
fn reference() -> String {
    const LETTERS: &[u8; 28] = b"23456789ABCDEFGHJKMNPQRSTVWX";
    (0..8).map(|_| char::from(LETTERS[rand::random_range(0..LETTERS.len())])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_server_are_local() {
        for good in ["/", "/visits/1?x=2", "/a//b"] {
            assert_eq!(local_address(good), Some(good));
        }
        for bad in ["", "//evil.example", "/\\evil.example", "https://evil.example", "visits", "/a\r\nb", "/a b", "/ä"]
        {
            assert_eq!(local_address(bad), None, "{bad}");
        }
    }

    #[test]
    fn references_can_be_read_out() {
        let one = reference();
        assert_eq!(one.len(), 8);
        assert!(!one.contains(['0', 'O', '1', 'I', 'L']));
        assert_ne!(one, reference());
    }
}
