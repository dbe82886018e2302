//! Visits over HTTP: the party at the door, who takes it, the walk, who it is, appointments, the floor book. The page of one visit is composed in `desk`.

use showroom_templates::pages::visits as pages;
use showroom_templates::typed::Banner;
use showroom_templates::{Nav, Typed, urls};

use super::actions::{self, Arrival, Caller, Who, Wish};
use super::appointments::{self, Plan};
use super::journey::{self, Lack};
use super::model::{Kind, Said};
use super::{present, recognising, store};
use crate::base::error::{Error, Refused};
use crate::base::ids::{AppointmentId, CustomerId, UserId, VisitId};
use crate::base::name::Name;
use crate::base::role::Need;
use crate::base::stage::Stage;
use crate::business::consultants::actions::Choice;
use crate::business::customers::model::{CHANNELS, Title};
use crate::business::customers::{self, present as people};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};

/// The longest description of a party, and the longest reason.
const LONGEST_WORDS: usize = 120;
/// The longest note of an appointment.
const LONGEST_NOTE: usize = 300;
/// The most people of a party.
const LARGEST_PARTY: i64 = 200;

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/visits", Need::SeeFloor, book);
    r.post("/visits", Need::ReceiveParty, receive);
    r.get("/visits/new", Need::ReceiveParty, new);
    r.get("/visits/new/found", Need::ReceiveParty, found);
    r.get("/visits/{visit}/assignment", Need::ReceiveParty, assignment);
    r.post("/visits/{visit}/assignment", Need::ReceiveParty, assign);
    r.post("/visits/{visit}/taking", Need::WalkVisit, take);
    r.post("/visits/{visit}/greeting", Need::ReceiveParty, greet);
    r.get("/visits/{visit}/stage", Need::WalkVisit, stage);
    r.post("/visits/{visit}/stage", Need::WalkVisit, advance);
    r.post("/visits/{visit}/items", Need::WalkVisit, tick);
    r.post("/visits/{visit}/alone", Need::WalkVisit, leave_alone);
    r.post("/visits/{visit}/company", Need::ReceiveParty, rejoin);
    r.get("/visits/{visit}/customer", Need::ReceiveParty, who);
    r.get("/visits/{visit}/customer/found", Need::ReceiveParty, who_found);
    r.post("/visits/{visit}/customer", Need::ReceiveParty, join);
    r.get("/customers/{customer}/appointments", Need::ReceiveParty, appointment);
    r.post("/customers/{customer}/appointments", Need::ReceiveParty, make);
    r.post("/appointments/{appointment}/cancellation", Need::ReceiveParty, cancel);
}

// --------------------------------------------------------------------------------------------------- the floor book

async fn book(ask: Ask) -> Answer {
    let day = ask.query_date("day").filter(|day| *day <= ask.today()).unwrap_or_else(|| ask.today());
    let (actor, words, now) = (ask.actor.clone(), ask.words, ask.now);
    let (page, lead) = ask.read(move |conn| present::book_page(conn, &actor, words, now, day)).await?;
    let title = format!("{} · {}", ask.words.visits_book(), ask.words.near_day(day, ask.today()));
    let frame = ask.offer_file(ask.frame(title, Nav::Visits).with_lead(lead), "visits", &["day"]);
    let frame = frame.with_aside(urls::calls::list_of(&day.to_string()), ask.words.calls_book_of_day());
    Ok(Reply::page(pages::book(&frame, &page)))
}

// ------------------------------------------------------------------------------------------------------- at the door

async fn new(ask: Ask) -> Answer {
    draw_new(&ask, ask.fresh()).await
}

async fn draw_new(ask: &Ask, mut typed: Typed) -> Answer {
    let (actor, words, now, site) = (ask.actor.clone(), ask.words, ask.now, ask.site.clone());
    let customer = typed_id(&typed, "customer").or_else(|| ask.query_id::<CustomerId>("customer"));
    let appointment = ask.query_id::<AppointmentId>("appointment");
    let number = typed.value("phone").unwrap_or_default().to_owned();
    let (chosen, found, expected, kept) = ask
        .read(move |conn| {
            let today = site.clock.business_day(now);
            let (from, to) = site.clock.day_bounds(today);
            let planned = appointments::list_planned(conn, actor.site, from, to)?;
            let kept = planned.iter().find(|one| Some(one.id) == appointment).cloned();
            let customer = customer.or_else(|| kept.as_ref().map(|one| one.customer));
            let chosen = customer.map(|id| recognising::chosen(conn, &actor, words, now, id)).transpose()?;
            let found = recognising::by_number(conn, &actor, words, now, &number, |id| urls::visits::new_for(id.0))?;
            let ids: Vec<CustomerId> = planned.iter().map(|one| one.customer).collect();
            let known = customers::store::list(conn, actor.site, &ids)?;
            let known = known.into_iter().map(|customer| (customer.id, customer)).collect();
            Ok((chosen, found, present::expected_choices(words, site.clock, &planned, &known), kept))
        })
        .await?;
    if let Some(kept) = kept.filter(|_| typed.value("appointment").is_none()) {
        typed = typed.with("appointment", kept.id).with("party_size", kept.party_size.clamp(1, 6));
    }
    let (kinds, channels) = present::door_choices(ask.words);
    let page = pages::NewPage { typed, chosen, found, kinds, channels, expected };
    let frame = ask.frame(ask.words.visits_receive_title(), Nav::Desk).with_back(urls::desk::home());
    Ok(Reply::page(pages::new(&frame, &page)))
}

async fn found(ask: Ask) -> Answer {
    let found = recognising::asked(&ask, |id| urls::visits::new_for(id.0)).await?;
    Ok(Reply::page(pages::found(ask.words, &found)))
}

async fn receive(ask: Ask) -> Answer {
    let act = |tx: &mut Tx, arrival: &Arrival| {
        let visit = actions::receive(tx, arrival)?;
        Ok(urls::visits::assignment(visit.0))
    };
    ask.submit(read_arrival, act, draw_new).await
}

fn read_arrival(f: &mut Fields) -> Option<Arrival> {
    let customer = f.id_opt::<CustomerId>("customer");
    let (phone, name) = (f.phone_opt("phone"), f.parse_opt("name", Name::parse));
    let title = present::title(f.choice_opt("title", Title::from_code));
    let (been_before, phoned_before) =
        (f.choice_opt("been_before", Said::from_code), f.choice_opt("phoned_before", Said::from_code));
    let kind = f.choice_opt("kind", Kind::from_code);
    let party_size = f.int_opt("party_size", 1..=LARGEST_PARTY);
    let children = f.int_opt("children", 0..=LARGEST_PARTY);
    let channel = f.choice_opt("channel", |code| CHANNELS.contains(&code).then(|| code.to_owned()));
    let description = f.opt_to("description", LONGEST_WORDS);
    let appointment = f.id_opt::<AppointmentId>("appointment");
    let waited_minutes = f.int_opt("waited", 0..=60).unwrap_or_default();
    let greeted = f.flag("greeted");
    Some(Arrival {
        caller: match (customer, phone, name) {
            (Some(id), _, _) => Caller::Known(id),
            (None, Some(phone), name) => Caller::Number(phone, name, title),
            (None, None, Some(name)) => Caller::Named(name, title),
            (None, None, None) => Caller::Anonymous,
        },
        kind: kind.unwrap_or(Kind::Buyer),
        been_before,
        phoned_before,
        party_size: small(party_size.unwrap_or(1)),
        children: small(children.unwrap_or_default()),
        description,
        channel,
        appointment,
        waited_minutes,
        greeted,
    })
}

// --------------------------------------------------------------------------------------------------- who takes them

async fn assignment(ask: Ask) -> Answer {
    draw_assignment(&ask, ask.fresh()).await
}

async fn draw_assignment(ask: &Ask, typed: Typed) -> Answer {
    let id = ask.id::<VisitId>("visit")?;
    let wish = Wish {
        asks_for: typed_id(&typed, "asks_for").or_else(|| ask.query_id::<UserId>("asks_for")),
        related_to: typed_id(&typed, "related_to").or_else(|| ask.query_id::<VisitId>("related_to")),
    };
    let (actor, words, now) = (ask.actor.clone(), ask.words, ask.now);
    let (visit, party, mut page) =
        ask.read(move |conn| present::assign_page(conn, &actor, words, now, id, wish)).await?;
    page.typed = typed;
    let lead = ask.words.visits_assignment_lead(visit.number, party);
    let frame = ask.frame(ask.words.visits_assignment(), Nav::Desk).with_lead(lead).with_back(urls::desk::home());
    Ok(Reply::page(pages::assign(&frame, &page)))
}

async fn assign(ask: Ask) -> Answer {
    let id = ask.id::<VisitId>("visit")?;
    let read = |f: &mut Fields| {
        let wish = Wish { asks_for: f.id_opt::<UserId>("asks_for"), related_to: f.id_opt::<VisitId>("related_to") };
        if let Some(expected) = f.id_opt::<UserId>("expected") {
            return Some((wish, Choice::Expecting(expected)));
        }
        let (consultant, reason) = (f.id::<UserId>("consultant"), f.opt_to("reason", LONGEST_WORDS));
        Some((wish, Choice::Instead(consultant?, reason.unwrap_or_default())))
    };
    let act = move |tx: &mut Tx, (wish, choice): &(Wish, Choice)| {
        let assignment = actions::assign(tx, id, wish, choice)?;
        let mine = assignment.consultant.is_some_and(|who| tx.actor.is(who));
        Ok(if mine { urls::visits::show(id.0) } else { urls::desk::home() })
    };
    ask.submit(read, act, draw_assignment).await
}

// --------------------------------------------------------------------------------------------------------- the walk

async fn take(ask: Ask) -> Answer {
    let id = ask.id::<VisitId>("visit")?;
    let act = move |tx: &mut Tx| {
        actions::take(tx, id)?;
        Ok(urls::visits::show(id.0))
    };
    ask.submit_plain(act, draw_refused).await
}

async fn greet(ask: Ask) -> Answer {
    let id = ask.id::<VisitId>("visit")?;
    let act = move |tx: &mut Tx| {
        actions::greet(tx, id)?;
        Ok(urls::desk::home())
    };
    ask.submit_plain(act, draw_refused).await
}

async fn stage(ask: Ask) -> Answer {
    draw_stage(&ask, ask.fresh()).await
}

/// The page that asks for the reason of a move, with what is open.
async fn draw_stage(ask: &Ask, typed: Typed) -> Answer {
    let id = ask.id::<VisitId>("visit")?;
    let code = typed.value("to").or_else(|| ask.query("to")).unwrap_or_default().to_owned();
    let to = Stage::from_code(&code).ok_or(Error::Missing)?;
    let (actor, today) = (ask.actor.clone(), ask.today());
    let (visit, lacks) = ask
        .read(move |conn| {
            let visit = actions::own_to_read(conn, &actor, id)?;
            let facts = actions::facts(conn, &visit, today)?;
            let walked = actions::walked_before(conn, &visit)?;
            let lacks = journey::lacks(visit.stage, to, &facts, &walked);
            Ok((visit, lacks))
        })
        .await?;
    let words = ask.words;
    let lacks = lacks.into_iter().map(|lack| lack_words(words, lack)).collect();
    let page = pages::MovePage { typed, visit: id.0, to: to.code().to_owned(), lacks };
    let title = words.visits_move_title(present::stage(words, visit.stage), present::stage(words, to));
    let frame = ask.frame(title, Nav::Desk).with_back(urls::visits::show(id.0));
    Ok(Reply::page(pages::stage_move(&frame, &page)))
}

/// What a stage lacks, in words.
pub fn lack_words(words: showroom_templates::Words, lack: Lack) -> String {
    match lack {
        Lack::StageSkipped(stage) => words.visits_lack_stage_skipped(present::stage(words, stage)),
        Lack::NoConsultant => words.visits_lack_no_consultant().to_owned(),
        Lack::NeedsNotNoted => words.visits_lack_needs_not_noted().to_owned(),
        Lack::RouteNotWalked => words.visits_lack_route_not_walked().to_owned(),
        Lack::QuoteNotApproved => words.visits_lack_quote_not_approved().to_owned(),
        Lack::CardIncomplete => words.visits_lack_card_incomplete().to_owned(),
        Lack::DepositNotPaid => words.visits_lack_deposit_not_paid().to_owned(),
    }
}

async fn advance(ask: Ask) -> Answer {
    let id = ask.id::<VisitId>("visit")?;
    let read = |f: &mut Fields| {
        let (to, reason) = (f.choice("to", Stage::from_code), f.opt_to("reason", LONGEST_WORDS));
        Some((to?, reason))
    };
    let act = move |tx: &mut Tx, (to, reason): &(Stage, Option<String>)| {
        actions::advance(tx, id, *to, reason.as_deref())?;
        Ok(urls::visits::show(id.0))
    };
    ask.submit(read, act, draw_stage).await
}

async fn tick(ask: Ask) -> Answer {
    let id = ask.id::<VisitId>("visit")?;
    let read = |f: &mut Fields| {
        let (item, value, done) = (f.text("item"), f.opt("value"), f.opt("done"));
        Some((item?, value.unwrap_or_default(), done.as_deref() != Some("no")))
    };
    let act = move |tx: &mut Tx, (item, value, done): &(String, String, bool)| {
        if *done {
            actions::tick(tx, id, item, value)?;
        } else {
            actions::untick(tx, id, item)?;
        }
        Ok(urls::visits::items_of(id.0))
    };
    ask.submit(read, act, draw_refused).await
}

async fn leave_alone(ask: Ask) -> Answer {
    let id = ask.id::<VisitId>("visit")?;
    let act = move |tx: &mut Tx| {
        actions::leave_alone(tx, id)?;
        Ok(urls::visits::show(id.0))
    };
    ask.submit_plain(act, draw_refused).await
}

async fn rejoin(ask: Ask) -> Answer {
    let id = ask.id::<VisitId>("visit")?;
    let act = move |tx: &mut Tx| {
        actions::rejoin(tx, id)?;
        Ok(urls::visits::show(id.0))
    };
    ask.submit_plain(act, draw_refused).await
}

/// A button of a page that is composed elsewhere was turned down: says why, and leads back.
async fn draw_refused(ask: &Ask, typed: Typed) -> Answer {
    let id = ask.id::<VisitId>("visit")?;
    let site = ask.actor.site;
    let visit = ask.read(move |conn| store::find(conn, site, id)).await?;
    let back = urls::visits::show(id.0);
    let frame = ask.frame(ask.words.visits_number(visit.number), Nav::Desk).with_back(&back);
    let banner = typed.banner.unwrap_or_else(|| first_error(&typed.errors));
    Ok(Reply::page(pages::refused(&frame, &banner, &back)))
}

fn first_error(errors: &[(String, String)]) -> Banner {
    let mut said = errors.iter().map(|(_, sentence)| sentence.clone());
    Banner { text: said.next().unwrap_or_default(), more: said.collect(), ..Banner::default() }
}

// --------------------------------------------------------------------------------------------------- who the party is

async fn who(ask: Ask) -> Answer {
    draw_who(&ask, ask.fresh()).await
}

async fn draw_who(ask: &Ask, typed: Typed) -> Answer {
    let id = ask.id::<VisitId>("visit")?;
    let (actor, words, now) = (ask.actor.clone(), ask.words, ask.now);
    let customer = typed_id(&typed, "customer").or_else(|| ask.query_id::<CustomerId>("customer"));
    let number = typed.value("phone").unwrap_or_default().to_owned();
    let (chosen, found) = ask
        .read(move |conn| {
            actions::may_join(&actor, &store::find(conn, actor.site, id)?)?;
            let chosen =
                customer.map(|customer| recognising::chosen(conn, &actor, words, now, customer)).transpose()?;
            let href = |customer: CustomerId| urls::visits::customer_is(id.0, customer.0);
            Ok((chosen, recognising::by_number(conn, &actor, words, now, &number, href)?))
        })
        .await?;
    let page = pages::WhoPage { typed, visit: id.0, chosen, found };
    let frame = ask
        .frame(ask.words.visits_who_title(), Nav::Desk)
        .with_lead(ask.words.visits_who_lead())
        .with_back(urls::visits::show(id.0));
    Ok(Reply::page(pages::who(&frame, &page)))
}

async fn who_found(ask: Ask) -> Answer {
    let (id, actor) = (ask.id::<VisitId>("visit")?, ask.actor.clone());
    ask.read(move |conn| actions::may_join(&actor, &store::find(conn, actor.site, id)?)).await?;
    let found = recognising::asked(&ask, move |customer| urls::visits::customer_is(id.0, customer.0)).await?;
    Ok(Reply::page(pages::found(ask.words, &found)))
}

async fn join(ask: Ask) -> Answer {
    let id = ask.id::<VisitId>("visit")?;
    let read = |f: &mut Fields| {
        let customer = f.id_opt::<CustomerId>("customer");
        let (phone, name) = (f.phone_opt("phone"), f.parse_opt("name", Name::parse));
        let title = present::title(f.choice_opt("title", Title::from_code));
        match (customer, phone, name) {
            (Some(id), _, _) => Some(Who::Known(id)),
            (None, Some(phone), name) => Some(Who::Number(phone, name, title)),
            (None, None, Some(name)) => Some(Who::Named(name, title)),
            (None, None, None) => {
                f.refuse_with(Refused::invalid("who_missing").at("phone"));
                None
            }
        }
    };
    let act = move |tx: &mut Tx, who: &Who| {
        actions::join(tx, id, who)?;
        Ok(urls::visits::show(id.0))
    };
    ask.submit(read, act, draw_who).await
}

// ----------------------------------------------------------------------------------------------------- appointments

async fn appointment(ask: Ask) -> Answer {
    draw_appointment(&ask, ask.fresh()).await
}

async fn draw_appointment(ask: &Ask, typed: Typed) -> Answer {
    let id = ask.id::<CustomerId>("customer")?;
    let (actor, words, now) = (ask.actor.clone(), ask.words, ask.now);
    let (name, mut page) = ask.read(move |conn| present::appointment_page(conn, &actor, words, now, id)).await?;
    page.typed = typed;
    let title = ask.words.visits_appointment_title(name);
    let frame = ask.frame(title, Nav::Customers).with_back(urls::customers::show(id.0));
    Ok(Reply::page(pages::appointment(&frame, &page)))
}

async fn make(ask: Ask) -> Answer {
    let (customer, clock) = (ask.id::<CustomerId>("customer")?, ask.site.clock);
    let read = move |f: &mut Fields| {
        let (on, at, size) = (f.date("on"), f.time("at"), f.int_opt("party_size", 1..=LARGEST_PARTY));
        let (consultant, note) = (f.id_opt::<UserId>("consultant"), f.opt_to("note", LONGEST_NOTE));
        let at = clock.moment(on?.and_time(at?));
        Some(Plan { customer, consultant, at, party_size: small(size.unwrap_or(1)), note })
    };
    let act = move |tx: &mut Tx, plan: &Plan| {
        appointments::make(tx, plan)?;
        Ok(urls::customers::show(customer.0))
    };
    ask.submit(read, act, draw_appointment).await
}

async fn cancel(ask: Ask) -> Answer {
    let id = ask.id::<AppointmentId>("appointment")?;
    let act = move |tx: &mut Tx| {
        let customer = appointments::find(tx.conn, tx.actor.site, id)?.customer;
        appointments::cancel(tx, id)?;
        Ok(urls::visits::appointments(customer.0))
    };
    let redraw = async |ask: &Ask, typed: Typed| {
        let site = ask.actor.site;
        let customer = ask
            .read(move |conn| {
                let customer = appointments::find(conn, site, id)?.customer;
                customers::store::find(conn, site, customer)
            })
            .await?;
        let back = urls::visits::appointments(customer.id.0);
        let frame = ask.frame(people::name_or_unnamed(ask.words, &customer), Nav::Customers).with_back(&back);
        let banner = typed.banner.unwrap_or_else(|| first_error(&typed.errors));
        Ok(Reply::page(pages::refused(&frame, &banner, &back)))
    };
    ask.submit_plain(act, redraw).await
}

fn typed_id<T: From<i64>>(typed: &Typed, field: &str) -> Option<T> {
    typed.value(field)?.parse().ok().map(T::from)
}

/// A number of people; the form has bounded it.
fn small(number: i64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
