//! Follow-ups over HTTP: my day, one contact and its record, planning and calling off.

use std::collections::HashMap;

use chrono::Duration;
use showroom_templates::pages::followups as pages;
use showroom_templates::parts::Choice;
use showroom_templates::{Nav, Typed, Words, urls};

use super::model::{CANCEL, FollowUp, How, LEARNED, Learned, NO_NEXT, Purpose, Record, State};
use super::present::{self, DayFacts, Speaker};
use super::{actions, brief, handover, store};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, FollowUpId, SiteId, UserId};
use crate::base::role::{Need, Role};
use crate::business::consultants as duty;
use crate::business::customers;
use crate::business::customers::present as people;
use crate::business::sites::{self, Site};
use crate::platform::access;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};

/// How many rows each part of a day shows.
const ROWS: usize = 60;
/// How far ahead a day looks.
const AHEAD_DAYS: i64 = 7;
/// The longest text of what was learned.
const LONGEST_WORDS: usize = 600;

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/my-day", Need::RecordFollowUp, day);
    r.get("/follow-ups/{follow_up}", Need::RecordFollowUp, show);
    r.post("/follow-ups/{follow_up}", Need::RecordFollowUp, save);
    r.post("/follow-ups/{follow_up}/undo", Need::RecordFollowUp, undo);
    r.get("/follow-ups/{follow_up}/cancellation", Need::RecordFollowUp, cancellation);
    r.post("/follow-ups/{follow_up}/cancellation", Need::RecordFollowUp, cancel);
    handover::web::routes(r);
    r.get("/customers/{customer}/follow-ups", Need::RecordFollowUp, new);
    r.post("/customers/{customer}/follow-ups", Need::RecordFollowUp, plan);
}

// ------------------------------------------------------------------------------------------------------------ my day

async fn day(ask: Ask) -> Answer {
    let (actor, now, words) = (ask.actor.clone(), ask.now, ask.words);
    let who = whose(&ask);
    let of = if actor.only_own() { actor.user } else { who.map(UserId) };
    let page = ask
        .read(move |conn| {
            let site = sites::of(conn, actor.site)?;
            let today = site.clock().business_day(now);
            let most = ROWS as i64 + 1;
            let mut due = |from, to| store::list_due(conn, actor.site, of, (from, to), most);
            let overdue = due(None, today - Duration::days(1))?;
            let due_today = due(Some(today), today)?;
            let coming = due(Some(today + Duration::days(1)), today + Duration::days(AHEAD_DAYS))?;
            let members = access::list(conn, actor.site)?;
            let shown: Vec<&FollowUp> = [&overdue, &due_today, &coming].into_iter().flatten().collect();
            let facts = day_facts(conn, &actor, &shown, of.is_none().then_some(&members))?;
            let (since, _) = site.clock().day_bounds(today);
            let done = match of.or(actor.user) {
                Some(user) => store::done_since(conn, user, since)?,
                None => 0,
            };
            let start = overdue.first().or(due_today.first()).map(|first| first.id.0);
            let part = |rows: &[FollowUp]| present::part(words, &site, now, rows, ROWS, &facts);
            Ok(pages::DayPage {
                typed: of.map_or_else(Typed::default, |user| Typed::default().with("who", user)),
                who,
                people: if actor.only_own() { Vec::new() } else { consultants(&members) },
                overdue: part(&overdue),
                today: part(&due_today),
                coming: part(&coming),
                done: words.followups_done_today(done),
                start,
                may_hand_over: actor.may(Need::Reassign),
            })
        })
        .await?;
    let frame = ask.frame(words.followups_title(), Nav::FollowUps).with_lead(words.day(ask.today()));
    let frame = ask.offer_file(frame, "followups", &["who"]);
    Ok(Reply::page(pages::day(&frame, &page)))
}

/// Whose day a supervisor goes through.
fn whose(ask: &Ask) -> Option<i64> {
    ask.query_id::<UserId>("who").filter(|_| !ask.actor.only_own()).map(|user| user.0)
}

fn day_facts(
    conn: &mut Conn,
    actor: &Actor,
    shown: &[&FollowUp],
    members: Option<&Vec<access::Member>>,
) -> Answered<DayFacts> {
    let mut ids: Vec<CustomerId> = shown.iter().map(|row| row.customer).collect();
    ids.sort_unstable();
    ids.dedup();
    let people = customers::store::list(conn, actor.site, &ids)?;
    let names = members.map(|members| names(members)).unwrap_or_default();
    Ok(DayFacts { customers: people.into_iter().map(|customer| (customer.id, customer)).collect(), names })
}

fn names(members: &[access::Member]) -> HashMap<UserId, String> {
    members.iter().map(|member| (member.user.id, member.user.name.clone())).collect()
}

fn consultants(members: &[access::Member]) -> Vec<Choice> {
    members
        .iter()
        .filter(|member| member.role == Role::Consultant && member.user.suspended_at.is_none())
        .map(|member| Choice::new(member.user.id, &member.user.name))
        .collect()
}

// ------------------------------------------------------------------------------------------------------- one contact

async fn show(ask: Ask) -> Answer {
    draw(&ask, ask.fresh()).await
}

async fn draw(ask: &Ask, typed: Typed) -> Answer {
    let (id, actor) = (ask.id::<FollowUpId>("follow_up")?, ask.actor.clone());
    let follow_up = ask.read(move |conn| actions::own_to_read(conn, &actor, id)).await?;
    if follow_up.state == State::Planned {
        draw_record(ask, follow_up, typed).await
    } else {
        draw_done(ask, follow_up, typed).await
    }
}

async fn draw_record(ask: &Ask, follow_up: FollowUp, typed: Typed) -> Answer {
    let (actor, now, words) = (ask.actor.clone(), ask.now, ask.words);
    let speaker = Speaker { name: ask.user_name().to_owned(), may_reveal: ask.actor.may(Need::RevealNumber) };
    let (page, name) = ask
        .read(move |conn| {
            let site = sites::of(conn, actor.site)?;
            let today = site.clock().business_day(now);
            let facts = brief::gather(conn, &actor, &follow_up, now, today)?;
            let names = names(&access::list(conn, actor.site)?);
            let brief = present::brief(words, &site, now, &follow_up, &facts, &speaker, &names)?;
            let known = actions::facts(conn, &facts.customer)?;
            let offered = present::offered(&site, &known, today);
            let form = present::Form { typed, offered };
            let page = present::record_page(words, &site, &follow_up, &facts.customer, brief, form, today);
            Ok((page, people::name_or_unnamed(words, &facts.customer)))
        })
        .await?;
    let frame = ask.frame(words.followups_show_title(name), Nav::FollowUps);
    let page = pages::RecordPage { who: whose(ask), ..page };
    let frame = frame.with_back(urls::followups::my_day_at(page.id, page.who));
    Ok(Reply::page(pages::record(&frame, &page)))
}

async fn draw_done(ask: &Ask, follow_up: FollowUp, typed: Typed) -> Answer {
    let (actor, now, words) = (ask.actor.clone(), ask.now, ask.words);
    let (page, name) = ask
        .read(move |conn| {
            let site = sites::of(conn, actor.site)?;
            let customer = customers::store::find(conn, actor.site, follow_up.customer)?;
            let names = names(&access::list(conn, actor.site)?);
            let name = people::name_or_unnamed(words, &customer);
            let facts = present::outcome(words, &site, &follow_up, &names, site.clock().business_day(now));
            Ok((done_page(conn, &actor, &site, now, &follow_up, words, facts)?, name))
        })
        .await?;
    let page = pages::DonePage { name: name.clone(), typed, who: whose(ask), ..page };
    // Back to the list at the place where it goes on.
    let list = match page.next {
        Some(next) => urls::followups::my_day_at(next, page.who),
        None => urls::followups::of(urls::followups::my_day(), page.who),
    };
    let frame = ask.frame(words.followups_show_title(name), Nav::FollowUps).with_back(list);
    Ok(Reply::page(pages::done(&frame, &page)))
}

fn done_page(
    conn: &mut Conn,
    actor: &Actor,
    site: &Site,
    now: Moment,
    follow_up: &FollowUp,
    words: Words,
    facts: Vec<(String, String)>,
) -> Answered<pages::DonePage> {
    let clock = site.clock();
    let today = clock.business_day(now);
    let done = follow_up.state == State::Done;
    let same_day = follow_up.done_at.is_some_and(|at| clock.business_day(at) == today);
    let mine = !actor.only_own() || follow_up.done_by == actor.user;
    let next = match actor.user.filter(|_| actor.only_own()) {
        Some(user) => store::next_due(conn, user, today, follow_up)?,
        None => store::next_due(conn, follow_up.consultant, today, follow_up)?,
    };
    Ok(pages::DonePage {
        id: follow_up.id.0,
        who: None,
        version: follow_up.version,
        customer: follow_up.customer.0,
        name: String::new(),
        done,
        facts,
        may_undo: done && same_day && mine,
        typed: Typed::default(),
        next: next.map(|id| id.0),
        catch_up: caught_up(conn, words, actor, site, today, follow_up)?,
    })
}

/// For a consultant who was out of turn because of overdue contacts: what is left to make, or that they are back.
fn caught_up(
    conn: &mut Conn,
    words: Words,
    actor: &Actor,
    site: &Site,
    today: Date,
    made: &FollowUp,
) -> Answered<Option<(bool, String)>> {
    let rules = &site.settings.rotation;
    let late = made.due_on < today && made.state == State::Done && actor.only_own();
    if !late || !rules.not_eligible.overdue {
        return Ok(None);
    }
    let queue = duty::store::queue(conn, actor.site, today)?;
    let Some(own) = queue.iter().find(|one| actor.is(one.consultant)) else {
        return Ok(None);
    };
    Ok(Some(match own.behind(rules) {
        Some(_) => (false, words.consultants_catch_up_left(duty::present::to_make(own, rules))),
        None => (true, words.consultants_caught_up().to_owned()),
    }))
}

/// A record as it was sent.
struct RecordForm {
    version: i32,
    record: Record,
}

async fn save(ask: Ask) -> Answer {
    let (id, words, who) = (ask.id::<FollowUpId>("follow_up")?, ask.words, whose(&ask));
    let act = move |tx: &mut Tx, form: &RecordForm| {
        let mut record = form.record.clone();
        if record.grade_reason.is_none() {
            record.grade_reason = Some(in_words(words, &record.learned)).filter(|said| !said.is_empty());
        }
        actions::record(tx, id, form.version, &record)?;
        Ok(urls::followups::of(urls::followups::show(id.0), who))
    };
    ask.submit(read_record, act, async |ask: &Ask, typed| draw(ask, typed).await).await
}

/// What was learned is reason enough for a grade that moves.
fn in_words(words: Words, learned: &Learned) -> String {
    let said: Vec<&str> = learned.codes.iter().map(|code| people::coded(words, "followups_learned_", code)).collect();
    said.join(words.customers_list_comma())
}

fn read_record(f: &mut Fields) -> Option<RecordForm> {
    let version = f.int("version", 1..=i64::from(i32::MAX)).and_then(|version| i32::try_from(version).ok());
    let how = f.choice("how", How::from_code);
    let reached = f.choice("reached", |code| match code {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    });
    let codes = f.choices("learned", |code| LEARNED.contains(&code).then(|| code.to_owned()));
    let words = f.opt_to("words", LONGEST_WORDS);
    let next_on = f.date_opt("next_on");
    let no_next_reason = f.choice_opt("no_next_reason", |code| NO_NEXT.contains(&code).then(|| code.to_owned()));
    let (grade, grade_reason) = (f.choice_opt("grade", Grade::from_code), f.opt("grade_reason"));
    let do_not_call_until = f.date_opt("do_not_call_until");
    let intent = f.int_opt("intent", 0..=100).and_then(|intent| i32::try_from(intent).ok());
    Some(RecordForm {
        version: version?,
        record: Record {
            how: how?,
            reached: reached?,
            learned: Learned { codes, words },
            next_on,
            no_next_reason,
            grade,
            grade_reason,
            intent,
            do_not_call_until,
        },
    })
}

async fn undo(ask: Ask) -> Answer {
    let (id, who) = (ask.id::<FollowUpId>("follow_up")?, whose(&ask));
    let read =
        |f: &mut Fields| f.int("version", 1..=i64::from(i32::MAX)).and_then(|version| i32::try_from(version).ok());
    let act = move |tx: &mut Tx, version: &i32| {
        actions::undo(tx, id, *version)?;
        Ok(urls::followups::of(urls::followups::show(id.0), who))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw(ask, typed).await).await
}

// --------------------------------------------------------------------------------------------------- call off, plan

async fn cancellation(ask: Ask) -> Answer {
    draw_cancellation(&ask, ask.fresh()).await
}

async fn draw_cancellation(ask: &Ask, typed: Typed) -> Answer {
    let (id, actor) = (ask.id::<FollowUpId>("follow_up")?, ask.actor.clone());
    let (follow_up, customer) = ask
        .read(move |conn| {
            let follow_up = actions::own_to_read(conn, &actor, id)?;
            let customer = customers::store::find(conn, actor.site, follow_up.customer)?;
            Ok((follow_up, customer))
        })
        .await?;
    let (who, reasons) = (whose(ask), present::cancel_reasons(ask.words));
    let page = pages::CancelPage { id: id.0, who, version: follow_up.version, typed, reasons };
    let title = ask.words.followups_cancel_title(people::name_or_unnamed(ask.words, &customer));
    let frame = ask.frame(title, Nav::FollowUps).with_back(urls::followups::of(urls::followups::show(id.0), who));
    Ok(Reply::page(pages::cancel(&frame, &page)))
}

async fn cancel(ask: Ask) -> Answer {
    let (id, who) = (ask.id::<FollowUpId>("follow_up")?, whose(&ask));
    let read = |f: &mut Fields| {
        let version = f.int("version", 1..=i64::from(i32::MAX)).and_then(|version| i32::try_from(version).ok());
        let reason = f.choice("reason", |code| CANCEL.contains(&code).then(|| code.to_owned()));
        Some((version?, reason?))
    };
    let act = move |tx: &mut Tx, (version, reason): &(i32, String)| {
        actions::cancel(tx, id, *version, reason)?;
        Ok(urls::followups::of(urls::followups::my_day(), who))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw_cancellation(ask, typed).await).await
}

async fn new(ask: Ask) -> Answer {
    draw_new(&ask, ask.fresh()).await
}

async fn draw_new(ask: &Ask, typed: Typed) -> Answer {
    let (id, actor, words, now) = (ask.id::<CustomerId>("customer")?, ask.actor.clone(), ask.words, ask.now);
    let (page, name) = ask
        .read(move |conn| {
            let site = sites::of(conn, actor.site)?;
            let customer = customers::actions::workable_to_read(conn, &actor, id, Need::RecordFollowUp)?;
            let today = site.clock().business_day(now);
            let offered: Date = present::offered(&site, &actions::facts(conn, &customer)?, today);
            let page = pages::PlanPage {
                customer: id.0,
                typed: suggested(typed, customer.owner),
                offered: offered.to_string(),
                picks: present::picks(words, today),
                purposes: present::purposes(words),
                consultants: if actor.only_own() { Vec::new() } else { consultants(&members_of(conn, actor.site)?) },
            };
            Ok((page, people::name_or_unnamed(words, &customer)))
        })
        .await?;
    let frame = ask.frame(words.followups_plan_title(name), Nav::FollowUps).with_back(urls::customers::show(id.0));
    Ok(Reply::page(pages::plan(&frame, &page)))
}

/// The owner is proposed, unless somebody else was chosen already.
fn suggested(typed: Typed, owner: Option<UserId>) -> Typed {
    match owner {
        Some(owner) if typed.is_fresh() => typed.with("consultant", owner),
        Some(_) | None => typed,
    }
}

fn members_of(conn: &mut Conn, site: SiteId) -> Answered<Vec<access::Member>> {
    access::list(conn, site)
}

async fn plan(ask: Ask) -> Answer {
    let id = ask.id::<CustomerId>("customer")?;
    let read = |f: &mut Fields| {
        let (on, purpose, who) =
            (f.date("due_on"), f.choice("purpose", Purpose::from_code), f.id_opt::<UserId>("consultant"));
        Some((on?, purpose?, who))
    };
    let own = ask.actor.only_own();
    let act = move |tx: &mut Tx, (on, purpose, who): &(Date, Purpose, Option<UserId>)| {
        let who = if own { tx.actor.user } else { *who };
        actions::plan(tx, id, *on, *purpose, who)?;
        Ok(urls::customers::show(id.0))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw_new(ask, typed).await).await
}
