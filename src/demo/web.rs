//! The demo showroom at the touch of a button, on the first page of an empty house; and who can sign in there.

use super::{Amount, Cast};
use crate::base::error::{Answered, Error, Refused};
use crate::base::role::Need;
use crate::platform::access::{self, Password};
use crate::platform::db::Conn;
use crate::platform::db::schema::journal;
use crate::platform::http::{Answer, Ask, Reply, Routes};
use diesel::prelude::*;
use showroom_templates::pages::access::{DemoPerson, SignInPage, sign_in};
use showroom_templates::urls;
use std::sync::LazyLock;
use tokio::sync::Mutex;

/// One demo at a time, however often the button is pressed.
static MAKING: LazyLock<Mutex<()>> = LazyLock::new(Mutex::default);

/// The routes of the demo.
pub fn routes(r: &mut Routes) {
    r.get("/set-up/demo", Need::Anyone, show);
    // Doing it twice is doing it once: the second press finds the house set up.
    r.post_unkeyed("/set-up/demo", Need::Anyone, make);
}

async fn make(ask: Ask) -> Answer {
    let _turn = MAKING.lock().await;
    if ask.door().is_set_up().await? {
        return Err(Refused::taken("already_set_up").into());
    }
    let cast = Cast::read()?;
    let password = Password::parse(&cast.password, "")?;
    let hash = access::hash(password).await?;
    super::make(&ask.db, ask.door().vault(), Amount::SHOWROOM, hash.as_str().to_owned(), ask.now).await?;
    Ok(Reply::see_other(urls::access::set_up_demo()))
}

async fn show(ask: Ask) -> Answer {
    if !ask.read(is_demo).await? {
        return Err(Error::Missing);
    }
    let (cast, words) = (Cast::read()?, ask.words);
    let role = |code: &str| words.lookup(&format!("roles_{code}")).unwrap_or_default().to_owned();
    let person = |person: &super::cast::PersonScript| DemoPerson {
        login: person.login.clone(),
        name: person.name.zh.clone(),
        role: role(&person.role),
        password: cast.password.clone(),
    };
    let demo = cast.people.iter().map(person).collect();
    let page = SignInPage { typed: ask.fresh(), back: urls::desk::home(), again: None, demo };
    Ok(Reply::page(sign_in(&ask.frame(words.access_demo_title(), None), &page)))
}

/// Whether this house is a demo: its first entry in the journal says so.
pub(super) fn is_demo(conn: &mut Conn) -> Answered<bool> {
    let first = journal::table.order(journal::seq).select(journal::kind).first::<String>(conn).optional()?;
    Ok(first.as_deref() == Some("demo.made"))
}
