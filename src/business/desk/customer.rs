//! One customer, whole: who it is, what to do next, what happened since the first day. Reads only.

use std::collections::HashMap;

use diesel::prelude::*;
use showroom_templates::pages::customers::{self as pages, Line, May, NextStep};
use showroom_templates::parts::{Event as Happened, Icon, Step, StepState, Tone};
use showroom_templates::{Nav, Words, urls};

use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error};
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, JourneyId, UserId, VisitId};
use crate::base::role::Need;
use crate::base::stage::Stage;
use crate::business::calls::model::Call;
use crate::business::customers::card::Completeness;
use crate::business::customers::grading::{self, Suggestion};
use crate::business::customers::households::{self, Kin};
use crate::business::customers::identity_web as identity;
use crate::business::customers::journeys::{self, Journey, Status};
use crate::business::customers::model::{Consent, Customer, GradeChange, Number};
use crate::business::customers::present as people;
use crate::business::customers::seeing::Sight;
use crate::business::customers::{actions as customers, birthdays, facts, store, web::sight_of};
use crate::business::followups::brief::{self, Told};
use crate::business::followups::model::{FollowUp, State};
use crate::business::followups::{present as contacts, store as followups};
use crate::business::merging::{self, model::Merge, present as merges};
use crate::business::ownership::model::{Extension, Filing, Pooled};
use crate::business::playbooks::{library, sales_office};
use crate::business::reminders::present as reminders;
use crate::business::rulings::model::Ruling;
use crate::business::sites::{self, Site};
use crate::business::visits::appointments;
use crate::business::visits::model::{Appointment, AppointmentState, Visit};
use crate::business::visits::store as visits;
use crate::business::{calls, ownership, rulings};
use crate::platform::access;
use crate::platform::db::Conn;
use crate::platform::db::schema::{claims, contracts, deposits, journal, quotes, units};
use crate::platform::http::{Answer, Ask, Reply, Routes};
use crate::platform::journal::{self as book, Event};

/// How much of the time line a page shows.
const EVENTS: i64 = 30;
/// How many rows the short lists show.
const FEW: i64 = 6;

/// The route of this screen.
pub fn routes(r: &mut Routes) {
    r.get("/customers/{customer}", Need::SeeCustomers, show);
}

async fn show(ask: Ask) -> Answer {
    let (id, actor, now) = (ask.id::<CustomerId>("customer")?, ask.actor.clone(), ask.now);
    let before = ask.query_int("before");
    let words = ask.words;
    let mut facts = match ask.read(move |conn| gather(conn, &actor, words, now, id, before)).await {
        Ok(facts) => facts,
        // Whoever went in a merge is found under the name of the one who stayed.
        Err(Error::Missing) => {
            let at = ask.actor.site;
            let survivor = ask.read(move |conn| merging::store::survivor(conn, at, id)).await?;
            return survivor.map(|id| Reply::see_other(urls::customers::show(id.0))).ok_or(Error::Missing);
        }
        Err(error) => return Err(error),
    };
    let reminders = std::mem::take(&mut facts.reminders);
    let page = pages::ShowPage { reminders, ..page(ask.words, &ask.actor, now, &facts, before.is_some())? };
    let title = people::name_or_unnamed(ask.words, &facts.customer);
    let frame = ask.frame(title, Nav::Customers).with_back(urls::customers::list());
    Ok(Reply::page(pages::show(&frame, &page)))
}

/// What the page is made of.
struct Facts {
    site: Site,
    customer: Customer,
    numbers: Vec<Number>,
    sight: Sight,
    workable: bool,
    completeness: Completeness,
    suggestion: Suggestion,
    grades: Vec<GradeChange>,
    kin: Vec<Kin>,
    merges: Vec<Merge>,
    consents: Vec<Consent>,
    journey: Option<Journey>,
    visits: Vec<Visit>,
    appointments: Vec<Appointment>,
    calls: Vec<Call>,
    follow_ups: Vec<FollowUp>,
    told: Told,
    reminders: Vec<Line>,
    birthday: Option<(u32, u32)>,
    deals: Vec<Deal>,
    events: Vec<Event>,
    more: bool,
    names: HashMap<UserId, String>,
    pooled: Option<Pooled>,
    ruling: Option<Ruling>,
    filings: Vec<Filing>,
    more_time: Option<Extension>,
}

/// A hold, a quote, a deposit or a contract, with its unit.
struct Deal {
    kind: Kind,
    id: i64,
    unit: String,
    price: Option<i64>,
    status: String,
    at: Moment,
    until: Option<Moment>,
    sign_by: Option<Date>,
    whose: Option<UserId>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Hold,
    Quote,
    Deposit,
    Contract,
}

fn gather(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    id: CustomerId,
    before: Option<i64>,
) -> Answered<Facts> {
    let site = sites::of(conn, actor.site)?;
    let customer = store::find(conn, actor.site, id)?;
    let journeys = journeys::list_of(conn, id)?;
    let ids: Vec<JourneyId> = journeys.iter().map(|journey| journey.id).collect();
    let known = facts::gather(conn, &customer)?;
    let (events, more) = happened(conn, actor, id, before)?;
    let current = journeys.iter().find(|journey| journey.status == Status::Open);
    let last = journeys.iter().find(|journey| journey.status != Status::Joined);
    Ok(Facts {
        numbers: store::numbers_of(conn, id)?,
        sight: sight_of(conn, actor, &customer, now)?,
        workable: customers::may_work_on(conn, actor, &customer)?,
        completeness: customers::completeness(conn, &site, &customer)?,
        suggestion: grading::suggest(&known, &site.scale),
        grades: store::grades_of(conn, id, FEW)?,
        kin: households::of(conn, actor.site, id)?,
        merges: merging::store::into(conn, actor.site, id)?,
        consents: store::consents_of(conn, id)?,
        journey: current.or(last).cloned(),
        visits: visits::list_of_customer(conn, id, FEW)?,
        appointments: appointments::list_of_customer(conn, id, FEW)?,
        calls: calls::store::list_of_customer(conn, id, FEW)?,
        follow_ups: followups::list_of(conn, id, FEW)?,
        told: brief::told(conn, &ids)?,
        pooled: ownership::store::in_pool(conn, actor.site, id)?,
        ruling: rulings::store::open_of(conn, id)?,
        filings: filings_of(conn, actor, id)?,
        more_time: ownership::store::request_of_customer(conn, id)?.filter(|request| request.decided_at.is_none()),
        reminders: reminders::of_customer(conn, actor, words, now, id)?,
        birthday: birthdays::of(conn, id)?,
        deals: deals(conn, id, &ids)?,
        events,
        more,
        names: access::list(conn, actor.site)?.into_iter().map(|who| (who.user.id, who.user.name)).collect(),
        site,
        customer,
    })
}

/// Filings by which the customer came, and those of their numbers.
fn filings_of(conn: &mut Conn, actor: &Actor, id: CustomerId) -> Answered<Vec<Filing>> {
    let mut all = ownership::store::filings_of_customer(conn, id)?;
    for number in store::numbers_of(conn, id)? {
        let filing = ownership::store::filing_of_number(conn, actor.site, &number.phone)?;
        all.extend(filing.filter(|one| !all.iter().any(|other| other.id == one.id)));
    }
    Ok(all)
}

/// The time line: the customer's own entries, and those of visits that were joined to the customer later.
fn happened(conn: &mut Conn, actor: &Actor, id: CustomerId, before: Option<i64>) -> Answered<(Vec<Event>, bool)> {
    let ids = merging::store::one_person(conn, actor.site, id)?;
    let mut events = book::of_customers(conn, actor.site, &ids, before, EVENTS + 1)?;
    let ids: Vec<i64> = ids.into_iter().map(|id| id.0).collect();
    let joined: Vec<Option<i64>> = journal::table
        .filter(journal::customer_id.eq_any(ids))
        .filter(journal::kind.eq("visits.joined"))
        .select(journal::visit_id)
        .limit(20)
        .load(conn)?;
    for visit in joined.into_iter().flatten() {
        let of_visit = book::of_visit(conn, actor.site, VisitId(visit), before, EVENTS + 1)?;
        events.extend(of_visit.into_iter().filter(|event| event.customer.is_none()));
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.seq));
    let most = usize::try_from(EVENTS).unwrap_or(usize::MAX);
    let more = events.len() > most;
    events.truncate(most);
    Ok((events, more))
}

/// Id, unit, price, status, when, whose sale.
type DealRow = (i64, String, Option<i64>, String, Moment, Option<i64>);

fn deals(conn: &mut Conn, customer: CustomerId, journeys: &[JourneyId]) -> Answered<Vec<Deal>> {
    let ids: Vec<i64> = journeys.iter().map(|id| id.0).collect();
    let mut all = Vec::new();
    let holds: Vec<(i64, String, Option<Moment>, Moment)> = claims::table
        .inner_join(units::table)
        .filter(claims::journey_id.eq_any(&ids))
        .filter(claims::kind.eq("hold"))
        .filter(claims::ended_at.is_null())
        .limit(FEW)
        .select((units::id, units::code, claims::until, claims::made_at))
        .load(conn)?;
    for (id, unit, until, at) in holds {
        let status = String::new();
        all.push(Deal { kind: Kind::Hold, id, unit, price: None, status, at, until, sign_by: None, whose: None });
    }
    let quoted: Vec<DealRow> = quotes::table
        .inner_join(units::table)
        .filter(quotes::journey_id.eq_any(&ids))
        .filter(quotes::status.ne("replaced"))
        .order(quotes::made_at.desc())
        .limit(FEW)
        .select((quotes::id, units::code, quotes::price.nullable(), quotes::status, quotes::made_at, quotes::made_by))
        .load(conn)?;
    all.extend(quoted.into_iter().map(|row| deal(Kind::Quote, row, None)));
    let deposited: Vec<(DealRow, Date)> = deposits::table
        .inner_join(units::table)
        .filter(deposits::customer_id.eq(customer.0))
        .order(deposits::drafted_at.desc())
        .limit(FEW)
        .select((
            (
                deposits::id,
                units::code,
                deposits::price.nullable(),
                deposits::status,
                deposits::drafted_at,
                deposits::consultant_id,
            ),
            deposits::sign_by,
        ))
        .load(conn)?;
    all.extend(deposited.into_iter().map(|(row, sign_by)| deal(Kind::Deposit, row, Some(sign_by))));
    let signed: Vec<DealRow> = contracts::table
        .inner_join(units::table)
        .filter(contracts::customer_id.eq(customer.0))
        .order(contracts::created_at.desc())
        .limit(FEW)
        .select((
            contracts::id,
            units::code,
            contracts::price.nullable(),
            contracts::status,
            contracts::created_at,
            contracts::consultant_id,
        ))
        .load(conn)?;
    all.extend(signed.into_iter().map(|row| deal(Kind::Contract, row, None)));
    all.sort_by_key(|deal| std::cmp::Reverse(deal.at));
    Ok(all)
}

fn deal(kind: Kind, (id, unit, price, status, at, whose): DealRow, sign_by: Option<Date>) -> Deal {
    Deal { kind, id, unit, price, status, at, until: None, sign_by, whose: whose.map(UserId) }
}

impl Deal {
    /// Whether this reader may open it: consultants their own sales only.
    fn opens_for(&self, actor: &Actor) -> bool {
        let own = self.whose.is_some_and(|who| actor.is(who));
        actor.may(Need::SeeDeals) && (own || !actor.only_own())
    }
}

// -------------------------------------------------------------------------------------------------------------- page

fn page(words: Words, actor: &Actor, now: Moment, facts: &Facts, later: bool) -> Answered<pages::ShowPage> {
    let Facts { site, customer, .. } = facts;
    let clock = site.clock();
    let today = clock.business_day(now);
    let here = facts.visits.iter().find(|visit| visit.is_here());
    let lost = customer.lost_at.is_some();
    let own = facts.workable;
    let journey = facts.journey.as_ref();
    let playbook = match journey {
        Some(journey) => library()?.of_journey(&journey.playbook, journey.playbook_version),
        None => None,
    };
    let playbook = playbook.map_or_else(sales_office, Ok)?;
    Ok(pages::ShowPage {
        id: customer.id.0,
        name: people::full_name(words, customer),
        numbers: facts.numbers.iter().map(|number| people::number_text(number, facts.sight)).collect(),
        may_reveal: actor.may(Need::RevealNumber) && !facts.sight.whole() && !facts.numbers.is_empty(),
        grade: people::grade_of(customer, &site.scale),
        grade_note: grade_note(words, facts, today),
        owner: customer.owner.and_then(|owner| facts.names.get(&owner).cloned()),
        protection: people::protection_today(customer, &site.settings, clock, now)
            .filter(|_| !lost)
            .and_then(|left| people::protection_badge(words, left)),
        steps: journey.map(|journey| strip(words, journey)).unwrap_or_default(),
        intent: customer.intent.into(),
        deposit_from: site.settings.intent.deposit_from.into(),
        facts: on_card(words, customer),
        complete: complete(words, &facts.completeness),
        consents: vec![people::consent_badge(words, &facts.consents)],
        state: people::state(words, customer),
        do_not_call: contacts::do_not_call(words, customer, today),
        here: here.map(|visit| {
            let stage = people::coded(words, "stages_", visit.stage.code());
            (urls::visits::show(visit.id.0), words.customers_visit_now(stage))
        }),
        next: next_step(words, actor, facts, here, today),
        needs: contacts::needs_in_words(words, site, &facts.told.needs)?,
        liked: facts.told.liked.iter().map(|names| contacts::in_words(words, names)).collect(),
        feared: contacts::feared(words, playbook, &facts.told.worried, &facts.told.objections),
        visits: appointment_lines(words, facts, own, today)
            .chain(facts.visits.iter().map(|visit| visit_line(words, visit, &facts.names)))
            .chain(call_lines(words, facts, today))
            .collect(),
        follow_ups: follow_up_lines(words, actor, facts, today),
        reminders: Vec::new(),
        birthday: birthday(words, actor, facts),
        kin: identity::kin_lines(words, &facts.kin),
        merges: facts
            .merges
            .iter()
            .filter(|_| actor.may(Need::MergeCustomers))
            .map(|merge| {
                let name = merges::name_of_gone(words, merge);
                (urls::merging::merge(merge.id.0), words.merging_merged_line(name))
            })
            .collect(),
        first_registered: identity::first_in_words(words, site, customer, &facts.kin, |one| {
            one.owner.and_then(|owner| facts.names.get(&owner)).cloned()
        }),
        grades: facts
            .grades
            .iter()
            .map(|change| {
                let who = change.set_by.and_then(|who| facts.names.get(&who)).map_or("", String::as_str);
                people::grade_event(words, site, change, who, today)
            })
            .collect(),
        deals: facts.deals.iter().map(|deal| deal_line(words, site, actor, deal, now)).collect(),
        events: facts.events.iter().map(|event| event_line(words, site, &facts.names, event, today)).collect(),
        earlier: facts
            .events
            .last()
            .filter(|_| facts.more)
            .map(|event| urls::customers::earlier(customer.id.0, event.seq)),
        later,
        may: May {
            edit: own && actor.may(Need::EditCustomer),
            grade: own && actor.may(Need::SetGrade),
            reassign: actor.may(Need::Reassign),
            follow_up: own && !lost && actor.may(Need::RecordFollowUp),
            appointment: own && !lost && actor.may(Need::ReceiveParty),
            lose: own && !lost && customer.bought_at.is_none() && actor.may(Need::EditCustomer),
            win_back: own && lost && actor.may(Need::EditCustomer),
        },
        belonging: belonging(words, actor, facts, now),
    })
}

/// Pool, ruling and filings, and what may be asked about them.
fn belonging(words: Words, actor: &Actor, facts: &Facts, now: Moment) -> pages::Belonging {
    let (id, customer) = (facts.customer.id.0, &facts.customer);
    let mut signs = Vec::new();
    if facts.pooled.is_some() {
        let href = actor.may(Need::SeePool).then(urls::ownership::pool);
        signs.push((Tone::Accent, Icon::Globe, words.ownership_in_pool().to_owned(), href));
    }
    if let Some(ruling) = &facts.ruling {
        let opens = actor.may(Need::SeeRulings) && rulings::actions::may_see(actor, ruling);
        let href = opens.then(|| urls::rulings::show(ruling.id.0));
        signs.push((Tone::Accent, Icon::Law, words.rulings_see().to_owned(), href));
    }
    let own = !actor.only_own() || customer.belongs_to(actor.user);
    if let Some(request) = facts.more_time.as_ref().filter(|_| own) {
        let href = actor.may(Need::DecideOwnership).then(urls::quotes::approvals);
        signs.push((Tone::Warn, Icon::Wait, words.ownership_extension_open(request.days), href));
    }
    let mut asks = Vec::new();
    if facts.more_time.is_none() && ownership::present::may_ask(actor, customer, &facts.site, now) {
        asks.push((words.ownership_extension_link().to_owned(), Icon::Shield, urls::ownership::extension(id)));
    }
    if actor.may(Need::AskRuling) && facts.ruling.is_none() && customer.lost_at.is_none() {
        asks.push((words.rulings_link().to_owned(), Icon::Law, urls::rulings::new(id)));
    }
    let row = |one: &Filing| ownership::present::filing_row(words, actor, &facts.site, now, one);
    pages::Belonging {
        signs,
        asks,
        may_claim: facts.pooled.is_some() && facts.ruling.is_none() && actor.may(Need::ClaimFromPool),
        filings: facts.filings.iter().map(row).collect(),
    }
}

/// Where a buyer's birthday is noted, for whoever writes the card.
fn birthday(words: Words, actor: &Actor, facts: &Facts) -> Option<(String, String)> {
    let customer = facts.customer.bought_at.map(|_| facts.customer.id)?;
    let text = match facts.birthday {
        Some((month, day)) => words.reminders_birthday_is(month, day),
        None => words.reminders_birthday_note().to_owned(),
    };
    (facts.workable && actor.may(Need::EditCustomer)).then(|| (urls::reminders::birthday(customer.0), text))
}

fn grade_note(words: Words, facts: &Facts, today: Date) -> String {
    let (site, customer) = (&facts.site, &facts.customer);
    let Some(grade) = customer.grade else {
        return words.customers_grade_by_rules(site.scale.name(facts.suggestion.grade));
    };
    let clock = site.clock();
    let near = |on: Date| words.near_day(on, today);
    let fell = facts.grades.first().filter(|last| last.set_by.is_none() && last.old.is_some_and(|old| old < grade));
    if let Some(last) = fell {
        let why = people::reasons(words, &last.reasons).join(words.customers_list_comma());
        return words.customers_grade_fell(near(clock.business_day(last.set_at)), site.scale.name(grade), why);
    }
    let since = customer.graded_at.map(|at| words.customers_grade_since(near(clock.business_day(at))));
    let confirmed = customer.graded_at.max(customer.last_contact_at).map(|at| clock.business_day(at));
    let (every, factor) = (&site.settings.cadence.every_days, site.settings.grading.falls_after());
    let live = customer.bought_at.is_none() && customer.lost_at.is_none();
    let until = confirmed.filter(|_| live).and_then(|on| grading::stands_until(grade, on, every, factor));
    let soon = until.filter(|until| (*until - today).num_days() <= 2);
    let falls = soon.map(|until| words.customers_grade_stands_until(near(until)));
    [since, falls].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn strip(words: Words, journey: &Journey) -> Vec<Step> {
    Stage::ALL
        .into_iter()
        .map(|stage| {
            let state = match (journey.status, stage.cmp(&journey.stage)) {
                (Status::Won, _) | (_, std::cmp::Ordering::Less) => StepState::Done,
                (Status::Open, std::cmp::Ordering::Equal) => StepState::Now,
                (Status::Lost | Status::Joined, std::cmp::Ordering::Equal) => StepState::Skipped,
                (_, std::cmp::Ordering::Greater) => StepState::Ahead,
            };
            Step::new(people::coded(words, "stages_", stage.code()), state)
        })
        .collect()
}

fn on_card(words: Words, customer: &Customer) -> Vec<(String, String)> {
    let channel = customer.channel.as_deref().map(|code| people::coded(words, "customers_channel_", code).to_owned());
    [
        (words.customers_channel(), channel),
        (words.customers_district(), customer.district.clone()),
        (words.customers_occupation(), customer.occupation.clone()),
        (words.customers_wechat(), customer.wechat.clone()),
        (words.customers_email(), customer.email.clone()),
        (words.customers_note(), customer.note.clone()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name.to_owned(), value?)))
    .collect()
}

fn complete(words: Words, card: &Completeness) -> (bool, String) {
    let all = card.fields.len();
    match card.missing().count() {
        0 => (true, words.customers_complete().to_owned()),
        missing => (false, format!("{}/{all}", all - missing)),
    }
}

/// The one thing to do next, the most urgent first.
fn next_step(words: Words, actor: &Actor, facts: &Facts, here: Option<&Visit>, today: Date) -> Option<NextStep> {
    let (customer, id) = (&facts.customer, facts.customer.id.0);
    if customer.lost_at.is_some() || !facts.workable {
        return None;
    }
    let go = |href: String| Some((words.customers_go().to_owned(), href));
    let step = |title: &str, text: String, tone, go| Some(NextStep { title: title.to_owned(), text, tone, go });
    if let Some(visit) = here {
        return step(words.customers_next_visit(), String::new(), Tone::Accent, go(urls::visits::show(visit.id.0)));
    }
    let preparing = facts.deals.iter().find(|deal| deal.kind == Kind::Contract && deal.status == "preparing");
    if let Some(deal) = preparing.filter(|deal| deal.opens_for(actor)) {
        let text = words.customers_deal_contract(&deal.unit);
        return step(words.customers_next_contract(), text, Tone::Accent, go(urls::contracts::show(deal.id)));
    }
    let waits = facts
        .deals
        .iter()
        .find(|deal| deal.kind == Kind::Deposit && matches!(deal.status.as_str(), "paid" | "overdue"));
    if let Some(deal) = waits.filter(|deal| deal.opens_for(actor)) {
        let by = deal.sign_by.map(|on| words.customers_next_contract_text(words.day(on))).unwrap_or_default();
        let tone = if deal.sign_by.is_some_and(|on| on < today) { Tone::Bad } else { Tone::Accent };
        return step(words.customers_next_contract(), by, tone, go(urls::deposits::show(deal.id)));
    }
    if !facts.completeness.complete() && actor.may(Need::EditCustomer) {
        let missing: Vec<String> = facts.completeness.missing().map(|field| people::field_name(words, field)).collect();
        let text = words.customers_next_card_text(missing.join(words.customers_list_comma()));
        return step(words.customers_next_card(), text, Tone::Accent, go(urls::customers::card(id)));
    }
    if facts.consents.is_empty() && actor.may(Need::EditCustomer) {
        return step(words.customers_next_consent(), String::new(), Tone::Accent, go(urls::customers::consent(id)));
    }
    if customer.grade.is_none() && actor.may(Need::SetGrade) {
        let suggested: Grade = facts.suggestion.grade;
        let name = facts.site.scale.name(suggested);
        return step(
            words.customers_next_grade(),
            words.customers_next_grade_text(name),
            Tone::Accent,
            go(urls::customers::grade(id)),
        );
    }
    if !actor.may(Need::RecordFollowUp) {
        return None;
    }
    match facts.follow_ups.iter().filter(|row| row.state == State::Planned).min_by_key(|row| (row.due_on, row.id)) {
        Some(planned) => {
            let (tone, due) = contacts::due(words, planned, today);
            let title = words.customers_next_follow_up(contacts::purpose(words, planned.purpose));
            step(&title, due, tone, go(urls::followups::show(planned.id.0)))
        }
        None if customer.bought_at.is_some() => None,
        None => {
            let text = words.customers_next_plan_text().to_owned();
            step(words.customers_next_plan(), text, Tone::Warn, go(urls::followups::new(id)))
        }
    }
}

/// When they will come, above when they came.
fn appointment_lines<'a>(words: Words, facts: &'a Facts, own: bool, today: Date) -> impl Iterator<Item = Line> + 'a {
    let clock = facts.site.clock();
    let planned = facts.appointments.iter().filter(|one| one.state == AppointmentState::Planned);
    planned.map(move |one| Line {
        href: own.then(|| urls::visits::appointments(one.customer.0)),
        icon: Icon::Calendar,
        title: words.customers_visit_planned(words.near(clock.local(one.at), today)),
        under: [one.consultant.and_then(|who| facts.names.get(&who)).cloned(), one.note.clone()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · "),
        badge: None,
    })
}

/// When they phoned.
fn call_lines(words: Words, facts: &Facts, today: Date) -> Vec<Line> {
    let line = |call: &Call| {
        let taken_by = call.taken_by.and_then(|who| facts.names.get(&who)).cloned();
        let (title, under) = calls::present::line(words, facts.site.clock(), today, call, taken_by);
        Line { href: None, icon: Icon::Phone, title, under, badge: None }
    };
    facts.calls.iter().map(line).collect()
}

fn visit_line(words: Words, visit: &Visit, names: &HashMap<UserId, String>) -> Line {
    let consultant = visit.consultant.and_then(|who| names.get(&who)).cloned();
    let outcome = visit.outcome.map(|outcome| people::coded(words, "visits_outcome_", outcome.code()).to_owned());
    Line {
        href: Some(urls::visits::show(visit.id.0)),
        icon: Icon::Door,
        title: words.customers_visit_number(words.day(visit.day), visit.number),
        under: [consultant, outcome].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        badge: visit.is_here().then(|| {
            let stage = people::coded(words, "stages_", visit.stage.code());
            (Tone::Accent, Icon::Clock, stage.to_owned())
        }),
    }
}

fn follow_up_lines(words: Words, actor: &Actor, facts: &Facts, today: Date) -> Vec<Line> {
    // Consultants open their own, and those of their customers.
    let opens = |row: &FollowUp| {
        let theirs = actor.is(row.consultant) || facts.customer.belongs_to(actor.user);
        actor.may(Need::RecordFollowUp) && (theirs || !actor.only_own())
    };
    let shown = facts.follow_ups.iter().filter(|row| row.state != State::Cancelled);
    shown
        .map(|row| {
            let (tone, due) = contacts::due(words, row, today);
            let planned = row.state == State::Planned;
            let done = contacts::past_event(words, &facts.site, row, &facts.names, today);
            Line {
                href: opens(row).then(|| urls::followups::show(row.id.0)),
                icon: Icon::Phone,
                title: if planned { contacts::purpose(words, row.purpose) } else { done.title },
                under: if planned {
                    facts.names.get(&row.consultant).cloned().unwrap_or_default()
                } else {
                    [done.when, contacts::learned(words, row)]
                        .into_iter()
                        .filter(|text| !text.is_empty())
                        .collect::<Vec<_>>()
                        .join(" · ")
                },
                badge: planned.then_some((tone, Icon::Clock, due)),
            }
        })
        .collect()
}

fn deal_line(words: Words, site: &Site, actor: &Actor, deal: &Deal, now: Moment) -> Line {
    let clock = site.clock();
    let today = clock.business_day(now);
    let when = words.near(clock.local(deal.at), today);
    let price = deal.price.map(|price| words.money_short(price, &site.currency));
    let under = [price, Some(when)].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let with_state = |list: &str| format!("{} · {under}", people::coded(words, list, &deal.status));
    let opens = deal.opens_for(actor);
    match deal.kind {
        Kind::Hold => Line {
            href: Some(urls::units::show(deal.id)),
            icon: Icon::Wait,
            title: words.customers_deal_hold(&deal.unit),
            under: deal
                .until
                .map(|until| words.customers_hold_until(words.near(clock.local(until), today)))
                .unwrap_or(under),
            badge: None,
        },
        Kind::Quote => Line {
            href: Some(urls::quotes::show(deal.id)),
            icon: Icon::Paper,
            title: words.customers_deal_quote(&deal.unit),
            under,
            badge: None,
        },
        Kind::Deposit => Line {
            href: opens.then(|| urls::deposits::show(deal.id)),
            icon: Icon::Money,
            title: words.customers_deal_deposit(&deal.unit),
            under: with_state("deposits_status_"),
            badge: None,
        },
        Kind::Contract => Line {
            href: opens.then(|| urls::contracts::show(deal.id)),
            icon: Icon::Paper,
            title: words.customers_deal_contract(&deal.unit),
            under: with_state("contracts_status_"),
            badge: None,
        },
    }
}

fn event_line(words: Words, site: &Site, names: &HashMap<UserId, String>, event: &Event, today: Date) -> Happened {
    Happened {
        icon: icon(&event.kind),
        when: words.near(site.clock().local(event.at), today),
        who: event.actor.and_then(|who| names.get(&who)).cloned().unwrap_or_default(),
        title: people::event_title(words, &site.scale, &event.kind, &event.detail),
        body: None,
    }
}

fn icon(kind: &str) -> Icon {
    match kind.split_once('.').map_or(kind, |(capability, _)| capability) {
        "visits" => Icon::Door,
        "followups" | "calls" => Icon::Phone,
        "units" => Icon::Building,
        "quotes" => Icon::Paper,
        "deposits" => Icon::Money,
        "contracts" => Icon::Paper,
        _ => Icon::Person,
    }
}
