//! The first page of an empty house.

use super::actions;
use super::settings::{currencies, goods, read_facts, zones};
use super::web::read_password;
use crate::base::name::Name;
use crate::base::role::{Need, Role};
use crate::business::sites::model::SiteFacts;
use crate::platform::access::{self, Login, NewUser, Password};
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};
use showroom_templates::pages::set_up::{SetUpPage, show as draw_page};
use showroom_templates::{Lang, Typed, urls};

pub(super) fn routes(r: &mut Routes) {
    r.get("/set-up", Need::Anyone, show);
    r.post("/set-up", Need::Anyone, set_up);
}

async fn show(ask: Ask) -> Answer {
    // Whoever comes back later has nothing to set up any more.
    if ask.door().is_set_up().await? {
        return Ok(Reply::see_other(urls::desk::home()));
    }
    draw(&ask, ask.fresh()).await
}

async fn draw(ask: &Ask, typed: Typed) -> Answer {
    let words = ask.words;
    let page = SetUpPage { typed, goods: goods(words), zones: zones(None), currencies: currencies(None) };
    Ok(Reply::page(draw_page(&ask.frame(words.set_up_title(), None), &page)))
}

struct NewHouse {
    facts: SiteFacts,
    login: Login,
    name: Name,
    lang: Lang,
    password: Password,
}

async fn set_up(ask: Ask) -> Answer {
    ask.submit_after(
        read,
        async |new: NewHouse| {
            let password = access::hash(new.password).await?;
            let first = NewUser { login: new.login, name: new.name, lang: new.lang, role: Role::Supervisor, password };
            Ok((new.facts, first))
        },
        |tx, (facts, first)| {
            actions::set_up(tx, facts, first)?;
            Ok(urls::access::sign_in())
        },
        draw,
    )
    .await
}

fn read(f: &mut Fields) -> Option<NewHouse> {
    let facts = read_facts(f);
    let name = f.parse("person", Name::parse);
    let login = f.parse("login", Login::parse);
    let lang = f.choice("lang", Lang::parse);
    let password = read_password(f, login.as_ref().map_or("", Login::as_str));
    let (typed, again) = (f.secret("password"), f.secret("password_again"));
    if password.is_some() && again.is_some() && again != typed {
        f.refuse("password_again", "password_differs");
    }
    Some(NewHouse { facts: facts?, login: login?, name: name?, lang: lang?, password: password? })
}
