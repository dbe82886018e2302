//! Reminders over HTTP: my notices, the bell, what ran, a customer's birthday.

use showroom_templates::pages::reminders as pages;
use showroom_templates::{Nav, Typed, urls};

use super::{actions, present};
use crate::base::error::{Answered, Error};
use crate::base::ids::{CustomerId, NoticeId};
use crate::base::role::Need;
use crate::business::customers::actions::may_work_on;
use crate::business::customers::present as people;
use crate::business::customers::{birthdays, store as customers};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/notices", Need::SignedIn, notices);
    r.get("/notices/bell", Need::SignedIn, bell);
    r.post("/notices/seen", Need::SignedIn, seen);
    r.post("/notices/{notice}/done", Need::SignedIn, done);
    r.get("/reminders", Need::SeeReminders, overview);
    r.get("/customers/{customer}/birthday", Need::EditCustomer, birthday);
    r.post("/customers/{customer}/birthday", Need::EditCustomer, note_birthday);
}

async fn notices(ask: Ask) -> Answer {
    draw(&ask, Typed::default()).await
}

async fn draw(ask: &Ask, typed: Typed) -> Answer {
    let (actor, words, now) = (ask.actor.clone(), ask.words, ask.now);
    let page = ask.read(move |conn| present::page(conn, &actor, words, now, typed)).await?;
    let frame = ask.frame(ask.words.reminders_title(), None).with_lead(ask.words.day(ask.today()));
    Ok(Reply::page(pages::notices(&frame, &page)))
}

async fn bell(ask: Ask) -> Answer {
    Ok(Reply::page(pages::bell(ask.words, ask.unseen)))
}

async fn seen(ask: Ask) -> Answer {
    let act = |tx: &mut Tx| actions::see_all(tx).map(|()| urls::reminders::notices());
    ask.submit_plain(act, draw).await
}

async fn done(ask: Ask) -> Answer {
    let id = ask.id::<NoticeId>("notice")?;
    let to = ask.back_or(urls::reminders::notices());
    let act = move |tx: &mut Tx| actions::done(tx, id).map(|()| to.clone());
    ask.submit_plain(act, draw).await
}

async fn overview(ask: Ask) -> Answer {
    let (actor, words, now) = (ask.actor.clone(), ask.words, ask.now);
    let page = ask.read(move |conn| present::overview(conn, &actor, words, now)).await?;
    let frame = ask.frame(ask.words.reminders_runs_title(), None);
    let frame = frame.with_lead(ask.words.reminders_runs_lead()).with_back(urls::reminders::notices());
    Ok(Reply::page(pages::overview(&frame, &page)))
}

async fn birthday(ask: Ask) -> Answer {
    draw_birthday(&ask, ask.fresh()).await
}

async fn draw_birthday(ask: &Ask, typed: Typed) -> Answer {
    let (id, actor) = (ask.id::<CustomerId>("customer")?, ask.actor.clone());
    let (customer, kept, agreed) = ask
        .read(move |conn| {
            let customer = customers::find(conn, actor.site, id)?;
            if !may_work_on(conn, &actor, &customer)? {
                return Err(Error::Forbidden(Need::EditCustomer));
            }
            Ok((customer, birthdays::of(conn, id)?, birthdays::agreed(conn, id)?))
        })
        .await?;
    let typed = match kept.filter(|_| typed.is_fresh()) {
        Some((month, day)) => typed.with("month", month).with("day", day),
        None => typed,
    };
    let page = pages::BirthdayPage { customer: id.0, typed, agreed, known: kept.is_some() };
    let title = ask.words.reminders_birthday_title(people::name_or_unnamed(ask.words, &customer));
    let frame = ask.frame(title, Nav::Customers).with_back(urls::customers::show(id.0));
    Ok(Reply::page(pages::birthday(&frame, &page)))
}

async fn note_birthday(ask: Ask) -> Answer {
    let id = ask.id::<CustomerId>("customer")?;
    let read = |f: &mut Fields| {
        if f.flag("strike") {
            return Some(None);
        }
        let (month, day) = (f.int("month", 1..=12), f.int("day", 1..=31));
        Some(Some((number(month?)?, number(day?)?)))
    };
    let act = move |tx: &mut Tx, birthday: &Option<birthdays::Birthday>| -> Answered<String> {
        birthdays::note(tx, id, *birthday)?;
        Ok(urls::customers::show(id.0))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw_birthday(ask, typed).await).await
}

fn number(value: i64) -> Option<u32> {
    u32::try_from(value).ok()
}
