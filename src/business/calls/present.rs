//! Calls as people read them.

use showroom_templates::pages::calls as pages;
use showroom_templates::pages::visits::Hit;
use showroom_templates::parts::{Choice, Icon, Tone};
use showroom_templates::{Typed, Words, urls};

use super::actions;
use super::model::{ABOUT, Call, Next};
use super::store;
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment, SiteClock};
use crate::base::error::Answered;
use crate::base::ids::CustomerId;
use crate::base::role::{Need, Role};
use crate::business::consultants::store as desk;
use crate::business::customers::present as people;
use crate::business::visits::recognising;
use crate::business::{customers, sites};
use crate::platform::db::Conn;

/// So many days ahead are offered with one tap.
const DAYS_AHEAD: u64 = 7;

/// The calls of a day, and how many they are in words.
///
/// # Errors
/// Faults of the database.
pub fn book_page(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    day: Date,
) -> Answered<(pages::BookPage, String)> {
    let site = sites::of(conn, actor.site)?;
    let (clock, today) = (site.clock(), site.clock().business_day(now));
    let calls = store::list_between(conn, actor.site, clock.day_bounds(day))?;
    let ids: Vec<CustomerId> = calls.iter().filter_map(|call| call.customer).collect();
    let known: std::collections::HashMap<_, _> =
        customers::store::list(conn, actor.site, &ids)?.into_iter().map(|one| (one.id, one)).collect();
    let names = desk::names(conn, actor.site)?;
    let stand = calls.iter().filter(|call| call.struck_at.is_none()).count();
    let row = |call: &Call| {
        let customer = call.customer.and_then(|id| known.get(&id));
        let who = customer.map(|one| people::name_or_unnamed(words, one));
        let with = call.consultant.and_then(|who| names.get(&who)).cloned();
        let under = [Some(about(words, call)), with, call.note.clone()].into_iter().flatten();
        pages::BookRow {
            id: call.id.0,
            href: call.customer.filter(|_| actor.may(Need::SeeCustomers)).map(|id| urls::customers::show(id.0)),
            time: words.clock(clock.local(call.taken_at).time()),
            who: who.unwrap_or_else(|| words.calls_unnamed().to_owned()),
            under: under.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · "),
            badge: badge(words, call, today),
            may_strike: call.struck_at.is_none() && day == today && actions::may_strike(actor, call),
        }
    };
    let near = |date: Option<Date>| date.map(|date| urls::calls::list_of(&date.to_string()));
    let page = pages::BookPage {
        banner: None,
        days: (near(day.pred_opt()).unwrap_or_default(), near(day.succ_opt().filter(|next| *next <= today))),
        rows: calls.iter().map(row).collect(),
        may_take: actor.may(Need::ReceiveParty),
    };
    Ok((page, words.calls_book_lead(stand)))
}

fn badge(words: Words, call: &Call, today: Date) -> (Tone, Icon, String) {
    if call.struck_at.is_some() {
        return (Tone::Plain, Icon::Close, words.calls_struck().to_owned());
    }
    let on = call.next_on.map(|on| words.near_day(on, today)).unwrap_or_default();
    match call.next {
        Next::Comes => (Tone::Good, Icon::Calendar, words.calls_comes_on(on)),
        Next::CallBack => (Tone::Accent, Icon::Phone, words.calls_call_back_on(on)),
        Next::Nothing => (Tone::Plain, Icon::Check, people::coded(words, "calls_known_", call.known.code()).to_owned()),
    }
}

/// What a call was about, and where the caller heard of the house.
pub fn about(words: Words, call: &Call) -> String {
    let about = call.about.as_deref().map(|code| people::coded(words, "calls_about_", code).to_owned());
    let channel = call.channel.as_deref().map(|code| people::coded(words, "customers_channel_", code).to_owned());
    [about, channel].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A call among what happened with a customer: what it was about, and when with whom.
pub fn line(words: Words, clock: SiteClock, today: Date, call: &Call, taken_by: Option<String>) -> (String, String) {
    let when = words.near(clock.local(call.taken_at), today);
    let under = [Some(when), taken_by, Some(about(words, call)), call.note.clone()].into_iter().flatten();
    let under = under.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    (words.calls_phoned().to_owned(), under)
}

/// The form for a call, without what was typed.
///
/// # Errors
/// `Missing` where the site has no such customer; faults of the database.
pub fn new_page(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    customer: Option<CustomerId>,
    number: &str,
) -> Answered<pages::NewPage> {
    // People agree on days of the calendar.
    let today = sites::of(conn, actor.site)?.clock().date(now);
    let chosen = customer.map(|id| recognising::chosen(conn, actor, words, now, id)).transpose()?;
    let chosen = chosen.map(|hit| Hit { answers: false, ..hit });
    let found = recognising::by_number(conn, actor, words, now, number, |id| urls::calls::new_for(id.0))?.by_phone();
    let days = (0..DAYS_AHEAD).filter_map(|after| today.checked_add_days(chrono::Days::new(after)));
    Ok(pages::NewPage {
        typed: Typed::default(),
        chosen,
        found,
        channels: people::channels(words),
        about: people::choices(words, "calls_about", &ABOUT),
        days: days.map(|day| Choice::new(day, words.near_day(day, today))).collect(),
        times: ["09:30", "10:00", "11:00", "14:00", "15:00", "16:30", "19:00"].map(|at| Choice::new(at, at)).to_vec(),
        consultants: desk::colleagues(conn, actor.site)?
            .into_iter()
            .filter(|one| one.role == Role::Consultant)
            .map(|one| Choice::new(one.id, one.name))
            .collect(),
    })
}
