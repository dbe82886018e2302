//! Addresses of staff, roles, settings and the first set-up.

use super::actions::{self, Change};
use super::{present, set_up, settings};
use crate::base::ids::UserId;
use crate::base::name::Name;
use crate::base::role::{Need, Role};
use crate::business::ownership::handover::Way;
use crate::platform::access::{self, Email, Login, NewUser, Password};
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};
use showroom_templates::frame::Nav;
use showroom_templates::pages::{ownership as ownership_pages, staff as pages};
use showroom_templates::{Lang, Typed, urls};

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/staff", Need::SeeStaff, list);
    r.get("/staff/new", Need::ManageStaff, new);
    r.post("/staff", Need::ManageStaff, add);
    r.get("/staff/{user}", Need::SeeStaff, show);
    r.post("/staff/{user}", Need::ManageStaff, change);
    r.post("/staff/{user}/password", Need::ManageStaff, password);
    r.post("/staff/{user}/suspension", Need::ManageStaff, suspend);
    r.get("/staff/{user}/handover", Need::ManageStaff, handover);
    r.post("/staff/{user}/handover", Need::ManageStaff, hand_over);
    r.post("/staff/{user}/resumption", Need::ManageStaff, resume);
    r.get("/roles", Need::SeeStaff, roles);
    settings::routes(r);
    set_up::routes(r);
}

async fn list(ask: Ask) -> Answer {
    let (actor, words, clock, today) = (ask.actor.clone(), ask.words, ask.site.clock, ask.today());
    let page = ask.read(move |conn| present::list(conn, &actor, words, clock, today)).await?;
    Ok(Reply::page(pages::list(&ask.frame(words.staff_title(), Nav::Staff), &page)))
}

async fn new(ask: Ask) -> Answer {
    draw_new(&ask, ask.fresh()).await
}

async fn draw_new(ask: &Ask, typed: Typed) -> Answer {
    let frame = ask.frame(ask.words.staff_add(), Nav::Staff).with_back(urls::staff::list());
    Ok(Reply::page(pages::new(&frame, &present::new(&ask.actor, ask.words, typed))))
}

async fn add(ask: Ask) -> Answer {
    let with_hash = async |(login, name, lang, role, password, email)| {
        Ok((NewUser { login, name, lang, role, password: access::hash(password).await? }, email))
    };
    let act = |tx: &mut crate::platform::db::Tx, (new, email): &(NewUser, Option<Email>)| {
        let user = actions::add(tx, new)?;
        if let Some(email) = email {
            actions::set_email(tx, user, email)?;
        }
        Ok(urls::staff::list())
    };
    ask.submit_after(read_new, with_hash, act, draw_new).await
}

fn read_new(f: &mut Fields) -> Option<(Login, Name, Lang, Role, Password, Option<Email>)> {
    let name = f.parse("name", Name::parse);
    let login = f.parse("login", Login::parse);
    let role = f.choice("role", Role::from_code);
    let lang = f.choice("lang", Lang::parse);
    let password = read_password(f, login.as_ref().map_or("", Login::as_str));
    let email = f.parse_opt("email", Email::parse);
    Some((login?, name?, lang?, role?, password?, email))
}

pub(super) fn read_password(f: &mut Fields, login: &str) -> Option<Password> {
    let typed = f.secret("password")?;
    match Password::parse(&typed, login) {
        Ok(password) => Some(password),
        Err(refused) => {
            f.refuse_with(refused.at("password"));
            None
        }
    }
}

async fn show(ask: Ask) -> Answer {
    let forms = (ask.fresh(), ask.fresh());
    draw_show(&ask, forms).await
}

async fn draw_show(ask: &Ask, forms: (Typed, Typed)) -> Answer {
    let user = ask.id::<UserId>("user")?;
    let (actor, words, clock, now) = (ask.actor.clone(), ask.words, ask.site.clock, ask.now);
    let page = ask.read(move |conn| present::show(conn, &actor, words, clock, now, user, forms)).await?;
    let frame = ask.frame(page.name.clone(), Nav::Staff).with_back(urls::staff::list());
    Ok(Reply::page(pages::show(&frame, &page)))
}

async fn redraw_facts(ask: &Ask, typed: Typed) -> Answer {
    draw_show(ask, (typed, ask.fresh())).await
}

async fn redraw_password(ask: &Ask, typed: Typed) -> Answer {
    draw_show(ask, (ask.fresh(), typed)).await
}

async fn change(ask: Ask) -> Answer {
    let user = ask.id::<UserId>("user")?;
    let read = |f: &mut Fields| {
        let version = f.int("version", 1..=i64::from(i32::MAX)).and_then(|version| i32::try_from(version).ok());
        let name = f.parse("name", Name::parse);
        let lang = f.choice("lang", Lang::parse);
        let role = f.choice_opt("role", Role::from_code);
        let email = f.parse_opt("email", Email::parse);
        let team = f.opt_to("team", 40);
        Some(Change { version: version?, name: name?, lang: lang?, email, role, team })
    };
    ask.submit(
        read,
        move |tx, change| {
            actions::change(tx, user, change)?;
            Ok(urls::staff::show(user.0))
        },
        redraw_facts,
    )
    .await
}

async fn password(ask: Ask) -> Answer {
    let user = ask.id::<UserId>("user")?;
    ask.submit_after(
        |f| read_password(f, ""),
        async |password| access::hash(password).await,
        move |tx, hash| {
            actions::set_password(tx, user, hash)?;
            Ok(urls::staff::show(user.0))
        },
        redraw_password,
    )
    .await
}

async fn suspend(ask: Ask) -> Answer {
    let user = ask.id::<UserId>("user")?;
    let act = move |tx: &mut crate::platform::db::Tx| {
        actions::suspend(tx, user)?;
        Ok(urls::staff::show(user.0))
    };
    ask.submit_plain(act, redraw_facts).await
}

async fn handover(ask: Ask) -> Answer {
    draw_handover(&ask, ask.fresh()).await
}

async fn draw_handover(ask: &Ask, typed: Typed) -> Answer {
    let (user, actor, words) = (ask.id::<UserId>("user")?, ask.actor.clone(), ask.words);
    let page = ask.read(move |conn| present::handover(conn, &actor, words, user, typed)).await?;
    let title = words.ownership_handover_title(&page.name);
    let frame = ask.frame(title, Nav::Staff).with_back(urls::staff::show(user.0));
    Ok(Reply::page(ownership_pages::handover(&frame, &page)))
}

async fn hand_over(ask: Ask) -> Answer {
    let user = ask.id::<UserId>("user")?;
    let read = |f: &mut Fields| {
        let (pool, heirs) = (f.opt("way").as_deref() == Some("pool"), f.ids::<UserId>("heirs"));
        Some(if pool { Way::Pool(heirs) } else { Way::Among(heirs) })
    };
    let act = move |tx: &mut crate::platform::db::Tx, way: &Way| {
        actions::leave(tx, user, way)?;
        Ok(urls::staff::show(user.0))
    };
    ask.submit(read, act, draw_handover).await
}

async fn resume(ask: Ask) -> Answer {
    let user = ask.id::<UserId>("user")?;
    let act = move |tx: &mut crate::platform::db::Tx| {
        actions::resume(tx, user)?;
        Ok(urls::staff::show(user.0))
    };
    ask.submit_plain(act, redraw_facts).await
}

async fn roles(ask: Ask) -> Answer {
    let frame = ask.frame(ask.words.roles_title(), Nav::Staff).with_back(urls::staff::list());
    Ok(Reply::page(pages::roles(&frame, &present::roles(ask.words))))
}
