//! Signing in: count the try, compare the password, open a session. Signing out: here, or everywhere.

use actix_web::cookie::time::Duration as CookieAge;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use showroom_templates::urls;

use crate::base::actor::Actor;
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{RowId, SiteId};
use crate::base::role::Role;
use crate::platform::access::{self, Attempt, Login, Secret, Token};
use crate::platform::http::{Answer, Ask, Fields, Reply, local_address, sign_in_page};
use crate::platform::journal::{self, Entry};

/// The page. Whoever is signed in already goes on.
pub(super) async fn show(ask: Ask) -> Answer {
    let back = ask.query("back").and_then(local_address).unwrap_or("/");
    if ask.seat.is_some() {
        return Ok(Reply::see_other(back));
    }
    Ok(Reply::page(sign_in_page(&ask, ask.fresh(), back)))
}

/// The form.
pub(super) async fn sign_in(ask: Ask) -> Answer {
    let back = ask.form().value("back").and_then(local_address).unwrap_or("/").to_owned();
    let mut fields = Fields::new(ask.form(), &ask.site.country);
    // Any login that cannot be one is a wrong login: nobody learns here what logins look like.
    let (login, password) = (fields.text("login"), fields.secret("password"));
    let typed = fields.finish(login.zip(password));
    let signed_in = match typed {
        Ok((login, password)) => try_in(&ask, &login, password).await,
        Err(refused) => Err(refused.into()),
    };
    match signed_in {
        Ok(token) => Ok(Reply::see_other(back).cookie(session_cookie(&ask, &token))),
        Err(Error::Refused(no)) => {
            let page = sign_in_page(&ask, ask.refused(&no, &["password"]), &back);
            Ok(turned_away(Reply::page(page), &no))
        }
        Err(error) => Err(error),
    }
}

/// Leaves on this device.
pub(super) async fn sign_out(ask: Ask) -> Answer {
    if let Some(seat) = &ask.seat {
        let hash = seat.token_hash.clone();
        ask.db
            .write(ask.actor.clone(), ask.now, move |tx| {
                access::close(tx, &hash)?;
                journal::record(tx, Entry::new("session.closed"))
            })
            .await?;
    }
    Ok(left(&ask))
}

/// Leaves on every device.
pub(super) async fn sign_out_everywhere(ask: Ask) -> Answer {
    let user = ask.user()?;
    ask.db
        .write(ask.actor.clone(), ask.now, move |tx| {
            let count = access::close_all(tx, user)?;
            journal::record(
                tx,
                Entry::new("session.closed_everywhere").detail(serde_json::json!({ "sessions": count })),
            )
        })
        .await?;
    Ok(left(&ask))
}

fn left(ask: &Ask) -> Reply {
    let mut gone = cookie(ask, String::new());
    gone.make_removal();
    Reply::see_other(urls::access::sign_in()).cookie(gone)
}

async fn try_in(ask: &Ask, login: &str, password: String) -> Answered<Token> {
    let login = Login::parse(login);
    let tried = login.as_ref().map_or_else(|_| String::new(), |login| login.as_str().to_owned());
    let attempt = count_try(ask, tried).await?;
    let secret = match login {
        Ok(login) => ask.read(move |conn| access::find_secret(conn, &login)).await?,
        Err(_) => None,
    };
    let right = access::verify(password, secret.as_ref().map(|secret| secret.password.clone())).await?;
    match secret.filter(|_| right) {
        None => Err(Refused::invalid("wrong_login").into()),
        Some(secret) => take_seat(ask, attempt, secret).await,
    }
}

/// Counts the try first, so that many at once are many tries; refuses it where the login or the address has to wait.
pub(super) async fn count_try(ask: &Ask, login: String) -> Answered<RowId> {
    let (house, address) = (Actor::house(SiteId(0)), ask.address.to_string());
    let counted = ask.db.write(house, ask.now, move |tx| access::begin_attempt(tx, &login, &address)).await?;
    match counted {
        Attempt::Heard(id) => Ok(id),
        Attempt::Wait(secs) => {
            Err(Refused::law("locked_out").with("minutes", (secs + 59) / 60).with("secs", secs).into())
        }
    }
}

async fn take_seat(ask: &Ask, attempt: RowId, secret: Secret) -> Answered<Token> {
    if secret.suspended {
        return Err(Refused::law("suspended").into());
    }
    // Somebody whose place was taken away everywhere has nowhere to go; to them it is the same.
    let (site, role): (SiteId, Role) = secret.start().ok_or(Refused::law("suspended"))?;
    let token = Token::fresh();
    let (opened, device) = (token.clone(), ask.device().to_owned());
    let before = ask.seat.as_ref().map(|seat| seat.token_hash.clone());
    ask.db
        .write(Actor::person(site, secret.user, role), ask.now, move |tx| {
            access::succeed(tx, attempt)?;
            if let Some(before) = &before {
                access::close(tx, before)?;
            }
            access::open(tx, &opened, &device)?;
            journal::record(tx, Entry::new("session.opened"))
        })
        .await?;
    Ok(token)
}

/// Wrong and empty fields are 422; whoever has to wait is told how long in the header too.
fn turned_away(reply: Reply, no: &Refused) -> Reply {
    match no.params.iter().find(|(name, _)| *name == "secs") {
        Some((_, secs)) => reply.status(429).header(header::RETRY_AFTER, secs),
        None => reply.status(422),
    }
}

fn session_cookie(ask: &Ask, token: &Token) -> Cookie<'static> {
    cookie(ask, token.reveal().to_owned())
}

/// Scripts cannot read it, other sites cannot send it, and it ends with the session at the latest.
fn cookie(ask: &Ask, value: String) -> Cookie<'static> {
    Cookie::build(ask.door().session_cookie(), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(ask.door().settings().secure)
        .max_age(CookieAge::days(access::WHOLE_DAYS))
        .finish()
}
