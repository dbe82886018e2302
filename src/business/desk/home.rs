//! Who is here now, with whom, at which stage, for how long; the queue; what this person does today.

use std::collections::HashMap;

use diesel::prelude::*;
use showroom_templates::pages::desk as pages;
use showroom_templates::parts::{Icon, Timer, Tone, timer};
use showroom_templates::{Words, urls};

use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, UserId, VisitId};
use crate::base::role::{Need, Role};
use crate::base::stage::Stage;
use crate::business::consultants::present::{self as duty, Reader, millis};
use crate::business::consultants::rotation::{self, Standing};
use crate::business::consultants::store as consultants;
use crate::business::customers;
use crate::business::customers::model::{Customer, Title};
use crate::business::customers::present as people;
use crate::business::customers::protection::warns;
use crate::business::sites::{self, Site};
use crate::business::visits::model::{Appointment, Visit, VisitState};
use crate::business::visits::present::{self, People};
use crate::business::visits::promises::{self, Promise, Stamps};
use crate::business::visits::{appointments, store};
use crate::platform::db::Conn;
use crate::platform::db::schema::{
    customers as customer_rows, deposits, discount_requests, extension_requests, follow_ups, quotes, units,
};

/// How many follow-ups the desk shows.
const FOLLOW_UPS: i64 = 6;
/// How many things that wait for a decision the desk shows.
const WAITING: i64 = 8;

/// The desk of this person.
///
/// # Errors
/// Faults of the database.
pub fn page(conn: &mut Conn, actor: &Actor, words: Words, now: Moment) -> Answered<pages::HomePage> {
    let site = sites::of(conn, actor.site)?;
    let today = site.clock().business_day(now);
    let names = consultants::names(conn, actor.site)?;
    let reader = Reader { words, clock: site.clock(), now, names: &names, me: actor.user };
    let here = store::list_here(conn, actor.site)?;
    let people = present::people_of(conn, actor, &here)?;
    let ids: Vec<VisitId> = here.iter().map(|visit| visit.id).collect();
    let since: HashMap<VisitId, Moment> = store::stages_since(conn, &ids)?.into_iter().collect();
    let standings = consultants::queue(conn, actor.site, today)?;
    let floor = Floor { reader: &reader, site: &site, people: &people, since: &since };
    let mut rows: Vec<(Option<Moment>, pages::Party)> = here.iter().map(|visit| floor.party(actor, visit)).collect();
    // Broken promises first, the oldest on top; the others in the order in which they came.
    rows.sort_by_key(|(broken, _)| broken.unwrap_or(Moment::MAX));
    let own = match actor.user {
        Some(me) => consultants::duty_of(conn, actor.site, me, today)?,
        None => None,
    };
    let catch_up = catch_up(conn, actor, &reader, &standings, &site, today)?;
    Ok(pages::HomePage {
        banner: None,
        figures: figures(conn, actor, &reader, &here, &standings, &site, today)?,
        mine: here.iter().filter(|visit| is_mine(actor, visit)).map(|visit| floor.mine(visit)).collect(),
        parties: rows.into_iter().map(|(_, row)| row).collect(),
        queue: duty::queue(&reader, &standings, &site.settings.rotation),
        expected: expected(conn, actor, &reader, today)?,
        follow_ups: follow_ups_of(conn, actor, words, today)?,
        waiting: waiting(conn, actor, &reader, &site)?,
        duty: (actor.role == Role::Consultant).then(|| pages::OwnDuty {
            state: duty::own_state(words, own.as_ref()),
            since: own.as_ref().map(|duty| reader.since(duty.state_since)),
            choices: duty::duty(words, own.as_ref(), None, "desk"),
            catch_up,
        }),
        may_receive: actor.may(Need::ReceiveParty),
        may_see_turns: actor.may(Need::SeeTurns),
    })
}

fn is_mine(actor: &Actor, visit: &Visit) -> bool {
    actor.role == Role::Consultant && visit.consultant.is_some_and(|who| actor.is(who))
}

/// What a row about a party is drawn from.
struct Floor<'a> {
    reader: &'a Reader<'a>,
    site: &'a Site,
    people: &'a People,
    since: &'a HashMap<VisitId, Moment>,
}

impl Floor<'_> {
    fn customer(&self, visit: &Visit) -> Option<&Customer> {
        self.people.get(&visit.customer?)
    }

    /// A customer's protection, where it ends soon.
    fn left(&self, customer: &Customer) -> Option<showroom_templates::pages::customers::Protection> {
        let left = people::protection_today(customer, &self.site.settings, self.reader.clock, self.reader.now);
        let soon = left.filter(|left| warns(left, &self.site.settings.protection) || left.lapsed());
        soon.and_then(|left| people::protection_badge(self.reader.words, left))
    }

    fn mine(&self, visit: &Visit) -> pages::Mine {
        let words = self.reader.words;
        let who = present::who(words, visit, self.customer(visit));
        let (_, _, state) = present::state(words, visit);
        pages::Mine {
            visit: visit.id.0,
            title: words.visits_visit_title(visit.number, who),
            under: format!("{state} · {} · {}", present::kind(words, visit.kind), present::size(words, visit)),
            timer: self.timer(visit),
            waits: visit.state == VisitState::Waiting,
        }
    }

    /// A row, and since when its oldest promise is broken.
    fn party(&self, actor: &Actor, visit: &Visit) -> (Option<Moment>, pages::Party) {
        let words = self.reader.words;
        let since = self.since.get(&visit.id).copied();
        let alarms = promises::alarms(&stamps(visit, since), &self.site.settings.promises, self.reader.now);
        let row = pages::Party {
            visit: visit.id.0,
            number: visit.number.to_string(),
            who: present::who(words, visit, self.customer(visit)),
            under: format!("{} · {}", present::kind(words, visit.kind), present::size(words, visit)),
            stage: present::state(words, visit),
            with: with(self.reader, visit),
            timer: self.timer(visit),
            alarms: alarms.iter().map(|alarm| promise(words, alarm.promise)).collect(),
            left: self.customer(visit).and_then(|customer| self.left(customer)),
            act: act(actor, visit),
        };
        (alarms.first().map(|alarm| alarm.broken_at), row)
    }

    fn timer(&self, visit: &Visit) -> Timer {
        stage_timer(self.reader, self.site, visit, self.since.get(&visit.id).copied())
    }
}

/// How long the present state of a party has lasted, with the alarm that belongs to it.
pub(super) fn stage_timer(reader: &Reader, site: &Site, visit: &Visit, stage_since: Option<Moment>) -> Timer {
    let promises = &site.settings.promises;
    let within = |promise: Promise| promise.within(promises).num_seconds();
    let runs = |since: Moment| timer(reader.words, millis(since), millis(reader.now));
    match (visit.state, visit.alone_since) {
        (VisitState::WithConsultant, Some(since)) => runs(since).alarm(within(Promise::NotAlone)),
        (VisitState::WithConsultant, None) if visit.stage == Stage::Negotiation => {
            runs(stage_since.unwrap_or(visit.arrived_at)).alarm(within(Promise::Negotiation))
        }
        (VisitState::WithConsultant | VisitState::Left, _) => runs(stage_since.unwrap_or(visit.arrived_at)),
        (VisitState::Waiting, _) => runs(visit.arrived_at).alarm(within(Promise::Consultant)),
    }
}

/// The stamps of a visit, as the promises of the floor read them.
pub(super) fn stamps(visit: &Visit, stage_since: Option<Moment>) -> Stamps {
    let taken = visit.state == VisitState::WithConsultant;
    Stamps {
        arrived: visit.arrived_at,
        greeted: visit.greeted_at,
        assigned: visit.assigned_at.filter(|_| taken),
        alone_since: visit.alone_since,
        negotiating_since: stage_since.filter(|_| taken && visit.stage == Stage::Negotiation),
        left: visit.left_at,
    }
}

/// A broken promise in words.
pub(super) fn promise(words: Words, promise: Promise) -> String {
    words.lookup_or(&format!("visits_promise_{}", promise.code())).to_owned()
}

/// With whom a party is.
pub(super) fn with(reader: &Reader, visit: &Visit) -> String {
    let words = reader.words;
    match (visit.state, visit.consultant) {
        (_, None) => words.visits_no_consultant().to_owned(),
        (VisitState::Waiting, Some(who)) => words.visits_waits_for(reader.name(who)),
        (VisitState::WithConsultant, Some(who)) => words.visits_with(reader.name(who)),
        (VisitState::Left, Some(who)) => reader.name(who),
    }
}

fn act(actor: &Actor, visit: &Visit) -> Option<pages::Act> {
    let receives = actor.may(Need::ReceiveParty);
    match visit.state {
        VisitState::WithConsultant => (receives && visit.alone_since.is_some()).then_some(pages::Act::Accompany),
        VisitState::Waiting if !receives => None,
        VisitState::Waiting if visit.greeted_at.is_none() => Some(pages::Act::Greet),
        VisitState::Waiting => visit.consultant.is_none().then_some(pages::Act::Assign),
        VisitState::Left => None,
    }
}

fn figures(
    conn: &mut Conn,
    actor: &Actor,
    reader: &Reader,
    here: &[Visit],
    standings: &[Standing],
    site: &Site,
    today: Date,
) -> Answered<Vec<(String, String, String, Tone)>> {
    if !matches!(actor.role, Role::Supervisor | Role::Administrator | Role::Receptionist) {
        return Ok(Vec::new());
    }
    let words = reader.words;
    let waiting = here.iter().filter(|visit| visit.state == VisitState::Waiting).count();
    let free = rotation::in_turn(standings, &site.settings.rotation).len();
    let came = usize::try_from(store::last_number(conn, actor.site, today)?).unwrap_or_default();
    let attention = |of_note: bool| if of_note { Tone::Warn } else { Tone::Plain };
    let figure = |number: usize, what: &str, href: String, tone| (number.to_string(), what.to_owned(), href, tone);
    Ok(vec![
        figure(here.len(), words.desk_figure_here(), urls::visits::list(), Tone::Plain),
        figure(waiting, words.desk_figure_waiting(), urls::desk::home(), attention(waiting > 0)),
        figure(free, words.desk_figure_free(), urls::consultants::turns(), attention(free == 0)),
        figure(came, words.desk_figure_today(), urls::visits::list(), Tone::Plain),
    ])
}

fn expected(conn: &mut Conn, actor: &Actor, reader: &Reader, today: Date) -> Answered<Vec<pages::Expected>> {
    let (from, to) = reader.clock.day_bounds(today);
    let mut all = appointments::list_planned(conn, actor.site, from, to)?;
    if actor.only_own() {
        all.retain(|one| one.consultant.is_none_or(|who| actor.is(who)));
    }
    let ids: Vec<CustomerId> = all.iter().map(|one| one.customer).collect();
    let people: People = customers::store::list(conn, actor.site, &ids)?.into_iter().map(|one| (one.id, one)).collect();
    let words = reader.words;
    let line = |one: &Appointment| {
        let under = [one.consultant.map(|who| reader.name(who)), one.note.clone()];
        pages::Expected {
            id: one.id.0,
            time: reader.time(one.at),
            who: people.get(&one.customer).map(|one| people::name_or_unnamed(words, one)).unwrap_or_default(),
            under: under.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            late: one.at < reader.now,
        }
    };
    Ok(all.iter().map(line).collect())
}

/// What a consultant who is behind makes first, and the way there.
fn catch_up(
    conn: &mut Conn,
    actor: &Actor,
    reader: &Reader,
    standings: &[Standing],
    site: &Site,
    today: Date,
) -> Answered<Option<(String, i64)>> {
    let own = standings.iter().find(|one| actor.is(one.consultant));
    let text = own.and_then(|one| duty::catch_up(reader.words, one, &site.settings.rotation));
    let Some(text) = text.filter(|_| actor.role == Role::Consultant) else {
        return Ok(None);
    };
    let late = (None, today - chrono::Duration::days(1));
    let oldest = crate::business::followups::store::list_due(conn, actor.site, actor.user, late, 1)?;
    Ok(oldest.first().map(|first| (text, first.id.0)))
}

/// What a consultant follows up today, the oldest first; nobody else follows up.
fn follow_ups_of(conn: &mut Conn, actor: &Actor, words: Words, today: Date) -> Answered<Option<Vec<pages::FollowUp>>> {
    let Some(me) = actor.user.filter(|_| actor.role == Role::Consultant) else {
        return Ok(None);
    };
    let rows = follow_ups::table
        .inner_join(customer_rows::table)
        .filter(follow_ups::consultant_id.eq(me.0))
        .filter(follow_ups::site_id.eq(actor.site.0))
        .filter(follow_ups::state.eq("planned"))
        .filter(follow_ups::due_on.le(today))
        .order((follow_ups::due_on, follow_ups::id))
        .limit(FOLLOW_UPS)
        .select((follow_ups::id, follow_ups::due_on, follow_ups::purpose, customer_rows::name, customer_rows::title))
        .load::<(i64, Date, String, String, String)>(conn)?;
    let line = |(id, due, purpose, name, title): (i64, Date, String, String, String)| {
        let due = match (today - due).num_days() {
            0 => (Tone::Plain, Icon::Calendar, words.desk_due_today().to_owned()),
            days => (Tone::Bad, Icon::Warning, format!("{} {}", words.desk_overdue(), words.common_days(days))),
        };
        let name = people::addressed(words, &name, Title::from_code(&title).unwrap_or(Title::None));
        pages::FollowUp {
            id,
            who: if name.is_empty() { words.customers_unnamed().to_owned() } else { name },
            purpose: words.lookup_or(&format!("followups_purpose_{purpose}")).to_owned(),
            due,
        }
    };
    Ok(Some(rows.into_iter().map(line).collect()))
}

/// What waits for this person: discounts for who decides them, money for the cashier.
fn waiting(conn: &mut Conn, actor: &Actor, reader: &Reader, site: &Site) -> Answered<Vec<pages::Waiting>> {
    let words = reader.words;
    let mut all = Vec::new();
    if actor.may(Need::ApproveDiscount) {
        let lines = approvals(conn, actor, reader, site)?;
        if !lines.is_empty() {
            all.push(pages::Waiting { title: words.desk_approvals().to_owned(), none: String::new(), lines });
        }
    }
    if actor.may(Need::DecideOwnership) {
        let lines = extensions(conn, actor, reader)?;
        if !lines.is_empty() {
            let title = words.ownership_approvals_extensions().to_owned();
            all.push(pages::Waiting { title, none: String::new(), lines });
        }
    }
    let lines = super::approvals::lines(conn, actor, words)?;
    if !lines.is_empty() {
        all.push(pages::Waiting { title: words.approvals_others().to_owned(), none: String::new(), lines });
    }
    if actor.may(Need::ConfirmMoney) {
        let (title, none) = (words.desk_to_confirm().to_owned(), words.desk_to_confirm_none().to_owned());
        all.push(pages::Waiting { title, none, lines: to_confirm(conn, actor, words, site)? });
    }
    Ok(all)
}

/// Where a line leads, what it is, more about it, and a figure.
pub(super) type Line = (String, String, String, String);
type ApprovalRow = (i32, Option<i64>, i64, String);
type DepositRow = (i64, String, i64, String, String);

fn approvals(conn: &mut Conn, actor: &Actor, reader: &Reader, site: &Site) -> Answered<Vec<Line>> {
    let words = reader.words;
    let rows: Vec<ApprovalRow> = discount_requests::table
        .inner_join(quotes::table.on(quotes::id.eq(discount_requests::quote_id)))
        .inner_join(units::table.on(units::id.eq(quotes::unit_id)))
        .filter(discount_requests::site_id.eq(actor.site.0))
        .filter(discount_requests::decided_at.is_null())
        .order(discount_requests::asked_at)
        .limit(WAITING)
        .select((discount_requests::wanted_bp, discount_requests::asked_by, quotes::price, units::code))
        .load(conn)?;
    let line = |(wanted, asked_by, price, unit): ApprovalRow| {
        let percent = format!("{}.{:02} %", wanted / 100, wanted % 100);
        let who = asked_by.map(|who| reader.name(UserId(who))).unwrap_or_default();
        let price = words.money_short(price, &site.currency);
        (urls::quotes::approvals(), unit, words.desk_approval_line(who, percent), price)
    };
    Ok(rows.into_iter().map(line).collect())
}

fn extensions(conn: &mut Conn, actor: &Actor, reader: &Reader) -> Answered<Vec<Line>> {
    let words = reader.words;
    let rows: Vec<(i32, Option<i64>, String, String)> = extension_requests::table
        .inner_join(customer_rows::table)
        .filter(extension_requests::site_id.eq(actor.site.0))
        .filter(extension_requests::decided_at.is_null())
        .order(extension_requests::asked_at)
        .limit(WAITING)
        .select((extension_requests::days, extension_requests::asked_by, customer_rows::name, customer_rows::title))
        .load(conn)?;
    let line = |(days, asked_by, name, title): (i32, Option<i64>, String, String)| {
        let name = people::addressed(words, &name, Title::from_code(&title).unwrap_or(Title::None));
        let name = if name.is_empty() { words.customers_unnamed().to_owned() } else { name };
        let who = asked_by.map(|who| reader.name(UserId(who))).unwrap_or_default();
        (urls::quotes::approvals(), name, who, words.ownership_wanted_days(days))
    };
    Ok(rows.into_iter().map(line).collect())
}

fn to_confirm(conn: &mut Conn, actor: &Actor, words: Words, site: &Site) -> Answered<Vec<Line>> {
    let rows: Vec<DepositRow> = deposits::table
        .inner_join(customer_rows::table)
        .inner_join(units::table)
        .filter(deposits::site_id.eq(actor.site.0))
        .filter(deposits::status.eq("drafted"))
        .order(deposits::drafted_at)
        .limit(WAITING)
        .select((deposits::id, deposits::number, deposits::sum, customer_rows::name, units::code))
        .load(conn)?;
    let line = |(id, number, sum, name, unit): DepositRow| {
        (urls::deposits::show(id), format!("{name} · {unit}"), number, words.money(sum, &site.currency))
    };
    Ok(rows.into_iter().map(line).collect())
}
