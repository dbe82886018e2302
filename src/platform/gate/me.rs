//! One's own page: password, devices; and the switches of language, light or dark, and site.

use actix_web::cookie::time::Duration as CookieAge;
use actix_web::cookie::{Cookie, SameSite};
use showroom_templates::frame::Scheme;
use showroom_templates::pages::me::{self as pages, Device, MePage};
use showroom_templates::{Lang, Typed, urls};

use super::sign_in::count_try;
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::{RowId, SiteId};
use crate::platform::access::{self, Login, Opened, Password, PasswordHash, Seat};
use crate::platform::http::{Answer, Ask, Fields, LANGUAGE_COOKIE, Reply, local_address};
use crate::platform::journal::{self, Entry};

/// The page.
pub(super) async fn show(ask: Ask) -> Answer {
    draw(&ask, ask.fresh()).await
}

async fn draw(ask: &Ask, typed: Typed) -> Answer {
    let (user, now) = (ask.user()?, ask.now);
    let opened = ask.read(move |conn| access::list_sessions(conn, user, now)).await?;
    let words = ask.words;
    let page = MePage {
        typed,
        login: seat(ask)?.login.clone(),
        role: words.lookup_or(&format!("roles_{}", ask.actor.role.code())).to_owned(),
        site: ask.site.name.clone(),
        devices: opened.iter().map(|opened| device(ask, opened)).collect(),
    };
    let frame = ask.frame(words.me_title(), None);
    Ok(Reply::page(pages::show(&frame, &page)))
}

fn device(ask: &Ask, opened: &Opened) -> Device {
    let at = |moment| ask.words.near(ask.site.clock.local(moment), ask.site.clock.date(ask.now));
    Device {
        name: device_name(&opened.device),
        seen: at(opened.seen_at),
        since: at(opened.created_at),
        this: ask.seat.as_ref().is_some_and(|seat| seat.token_hash == opened.token_hash),
    }
}

/// What people call their browser and their device, from what the browser calls itself; empty where that says nothing.
fn device_name(agent: &str) -> String {
    let first =
        |marks: &[(&str, &'static str)]| marks.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let browser = first(&[
        ("MicroMessenger", "微信 WeChat"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("HuaweiBrowser", "Huawei Browser"),
        ("Chrome", "Chrome"),
        ("CriOS", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("iPad", "iPad"),
        ("iPhone", "iPhone"),
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    let known: Vec<&str> = browser.into_iter().chain(system).collect();
    known.join(" · ")
}

/// What the form of the password says.
struct Change {
    current: String,
    password: Password,
}

/// Another password: the one until now must be right, and every other device is signed out.
pub(super) async fn change_password(ask: Ask) -> Answer {
    let login = seat(&ask)?.login.clone();
    let (user, hash) = (ask.user()?, seat(&ask)?.token_hash.clone());
    let read = |f: &mut Fields<'_>| read_change(f, &login);
    let prepare = async |change: Change| checked(&ask, &login, change).await;
    ask.submit_after(
        read,
        prepare,
        move |tx, (attempt, password): &(RowId, PasswordHash)| {
            access::succeed(tx, *attempt)?;
            access::set_password(tx, user, password)?;
            access::close_others(tx, user, &hash)?;
            Ok(urls::me::show())
        },
        draw,
    )
    .await
}

fn read_change(f: &mut Fields<'_>, login: &str) -> Option<Change> {
    let (current, typed, again) = (f.secret("current"), f.secret("password"), f.secret("again"));
    let password = match Password::parse(typed.as_ref()?, login) {
        Ok(password) => Some(password),
        Err(no) => {
            f.refuse_with(no.at("password"));
            None
        }
    };
    if typed.is_some() && again.is_some() && typed != again {
        f.refuse("again", "passwords_differ");
    }
    Some(Change { current: current?, password: password? })
}

/// The new password's hash, once the present one proved right. Guessing it counts like guessing at the sign-in page.
async fn checked(ask: &Ask, login: &str, change: Change) -> Answered<(RowId, PasswordHash)> {
    let attempt = count_try(ask, login.to_owned()).await?;
    let login = Login::parse(login)?;
    let secret = ask.read(move |conn| access::find_secret(conn, &login)).await?.ok_or(Error::Missing)?;
    if !access::verify(change.current, Some(secret.password)).await? {
        return Err(Refused::invalid("wrong_password").at("current").into());
    }
    Ok((attempt, access::hash(change.password).await?))
}

/// The language: of the person, or of the tablet while nobody is signed in.
pub(super) async fn set_language(ask: Ask) -> Answer {
    let lang = chosen(&ask, "lang", Lang::parse)?;
    if let Ok(user) = ask.user() {
        write(&ask, move |tx| access::set_language(tx, user, lang)).await?;
    }
    let cookie = Cookie::build(LANGUAGE_COOKIE, lang.code())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(ask.door().settings().secure)
        .max_age(CookieAge::days(400))
        .finish();
    Ok(back(&ask).cookie(cookie))
}

/// Light, dark, or as the device says.
pub(super) async fn set_scheme(ask: Ask) -> Answer {
    let scheme = chosen(&ask, "scheme", Scheme::parse)?;
    let user = ask.user()?;
    write(&ask, move |tx| access::set_scheme(tx, user, scheme)).await?;
    Ok(back(&ask))
}

/// The site to work at, for people of several.
pub(super) async fn set_site(ask: Ask) -> Answer {
    let wanted = chosen(&ask, "site", |text| text.parse().ok().map(SiteId))?;
    let seat = seat(&ask)?;
    if !seat.sites.iter().any(|(site, _)| *site == wanted) {
        return Err(Error::Missing);
    }
    let hash = seat.token_hash.clone();
    write(&ask, move |tx| {
        access::set_site(tx, &hash, wanted)?;
        journal::record(tx, Entry::new("session.moved").detail(serde_json::json!({ "to": wanted })))
    })
    .await?;
    // The page one was on belongs to the other site.
    Ok(Reply::see_other(urls::desk::home()))
}

fn seat(ask: &Ask) -> Answered<&Seat> {
    Ok(ask.seat.as_deref().ok_or_else(|| Fault::bug("looking for the seat of somebody who is not signed in"))?)
}

fn chosen<T>(ask: &Ask, field: &'static str, from_code: impl FnOnce(&str) -> Option<T>) -> Answered<T> {
    let mut fields = Fields::new(ask.form(), &ask.site.country);
    let choice = fields.choice(field, from_code);
    Ok(fields.finish(choice)?)
}

fn back(ask: &Ask) -> Reply {
    Reply::see_other(ask.form().value("back").and_then(local_address).unwrap_or("/"))
}

async fn write(
    ask: &Ask,
    act: impl Fn(&mut crate::platform::db::Tx<'_>) -> Answered<()> + Send + 'static,
) -> Answered<()> {
    ask.db.write(ask.actor.clone(), ask.now, act).await
}

#[cfg(test)]
mod tests {
    use super::device_name;

    #[test]
    fn devices_are_called_what_people_call_them() {
        let ipad = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/604.1";
        let chrome =
            "Mozilla/5.0 (Linux; Android 15; Pad) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";
        assert_eq!(device_name(ipad), "Safari · iPad");
        assert_eq!(device_name(chrome), "Chrome · Android");
        assert_eq!(device_name("curl/8"), "");
    }
}
