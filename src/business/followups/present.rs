//! Follow-ups as people read them: the rows of a day, the brief before a call, what came of it.

use std::collections::HashMap;

use chrono::Duration;
use showroom_templates::pages::followups as pages;
use showroom_templates::parts::{Choice, Event, Icon, Tone};
use showroom_templates::{Typed, Words, html};

use super::brief::{Brief, Objection, Phoned};
use super::cadence::{Escalation, Rhythm, escalation};
use super::model::{CANCEL, FollowUp, LEARNED, NO_NEXT, Purpose, State};
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, UserId};
use crate::base::stage::Stage;
use crate::business::customers::model::Customer;
use crate::business::customers::present as people;
use crate::business::customers::protection::{Protection, Shade};
use crate::business::playbooks::model::Names;
use crate::business::playbooks::{Playbook, Script, library, sales_office};
use crate::business::sites::Site;
use crate::business::visits::needs::{self, Answering, Question};

/// How many scripts are offered before a call.
const SCRIPTS: usize = 2;
/// From how many days on the next date is offered in one tap.
const PICKS: [i64; 4] = [1, 2, 4, 7];

/// The name of a purpose.
pub fn purpose(words: Words, purpose: Purpose) -> String {
    words.lookup_or(&format!("followups_purpose_{}", purpose.code())).to_owned()
}

/// When it is due and how late that is: "3 days overdue", "today", "Tue 24 Nov".
pub fn due(words: Words, follow_up: &FollowUp, today: Date) -> (Tone, String) {
    let late = (today - follow_up.due_on).num_days();
    match late {
        1.. => (Tone::Bad, words.customers_overdue_days(late)),
        0 => (Tone::Accent, words.common_today().to_owned()),
        _ => (Tone::Plain, words.near_day(follow_up.due_on, today)),
    }
}

/// What the rows of a day need besides the follow-ups.
#[derive(Debug, Default)]
pub struct DayFacts {
    /// The customers.
    pub customers: HashMap<CustomerId, Customer>,
    /// Names of consultants, where the list shows more than one's own.
    pub names: HashMap<UserId, String>,
}

/// One part of the day.
pub fn part(words: Words, site: &Site, now: Moment, rows: &[FollowUp], most: usize, facts: &DayFacts) -> pages::Part {
    let shown = rows.iter().take(most).filter_map(|row| day_row(words, site, now, row, facts));
    pages::Part { rows: shown.collect(), more: rows.len() > most }
}

fn day_row(words: Words, site: &Site, now: Moment, row: &FollowUp, facts: &DayFacts) -> Option<pages::DayRow> {
    let customer = facts.customers.get(&row.customer)?;
    let clock = site.clock();
    let today = clock.business_day(now);
    let (tone, due) = due(words, row, today);
    let left = people::protection_today(customer, &site.settings, clock, now);
    let short = left.filter(|left| {
        matches!(left, Protection::Lapsed { .. } | Protection::Running { shade: Shade::Warning | Shade::Red, .. })
    });
    Some(pages::DayRow {
        id: row.id.0,
        name: people::full_name(words, customer),
        grade: people::grade_of(customer, &site.scale),
        purpose: purpose(words, row.purpose),
        due,
        tone,
        last: last_reached(words, site, customer, today),
        consultant: facts.names.get(&row.consultant).cloned(),
        protection: short.and_then(|left| people::protection_badge(words, left)),
        do_not_call: do_not_call(words, customer, today),
        climbed: climbed(words, site, row, today),
    })
}

/// How far something overdue has climbed: the supervisor knows, or it may be given to another.
fn climbed(words: Words, site: &Site, row: &FollowUp, today: Date) -> Option<(Tone, String)> {
    match escalation(row.due_on, today, &site.settings.cadence) {
        Escalation::InTime | Escalation::Overdue | Escalation::Consultant => None,
        Escalation::Supervisor => Some((Tone::Warn, words.followups_told_supervisor().to_owned())),
        Escalation::Reassign => Some((Tone::Bad, words.followups_may_reassign().to_owned())),
    }
}

fn last_reached(words: Words, site: &Site, customer: &Customer, today: Date) -> String {
    match customer.last_contact_at {
        Some(at) => words.followups_last_reached(words.near_day(site.clock().business_day(at), today)),
        None => words.followups_never_reached().to_owned(),
    }
}

/// Not to be called, if so.
pub fn do_not_call(words: Words, customer: &Customer, today: Date) -> Option<String> {
    let until = customer.do_not_call_until.filter(|until| *until > today)?;
    Some(words.customers_do_not_call_until(words.day(until)))
}

/// Who speaks, and how: for the scripts.
#[derive(Debug, Clone)]
pub struct Speaker {
    /// The name of who calls.
    pub name: String,
    /// Whether a masked number may be shown.
    pub may_reveal: bool,
}

/// The brief before a call.
pub fn brief(
    words: Words,
    site: &Site,
    now: Moment,
    follow_up: &FollowUp,
    facts: &Brief,
    speaker: &Speaker,
    names: &HashMap<UserId, String>,
) -> Answered<pages::Brief> {
    let (customer, clock) = (&facts.customer, site.clock());
    let today = clock.business_day(now);
    let playbook = playbook_of(facts)?;
    let (numbers, sight) = &facts.numbers;
    let main = numbers.first();
    let cooling = do_not_call(words, customer, today);
    let tel =
        main.filter(|_| sight.whole() && cooling.is_none()).map(|number| format!("tel:{}", number.phone.reveal()));
    let (_, due) = due(words, follow_up, today);
    Ok(pages::Brief {
        customer: customer.id.0,
        name: people::full_name(words, customer),
        number: main.map(|number| people::number_text(number, *sight)).unwrap_or_default(),
        tel,
        may_reveal: speaker.may_reveal && main.is_some() && !sight.whole(),
        grade: people::grade_of(customer, &site.scale),
        protection: people::protection_today(customer, &site.settings, clock, now)
            .and_then(|left| people::protection_badge(words, left)),
        purpose: words.followups_purpose_due(purpose(words, follow_up.purpose), due),
        do_not_call: cooling,
        facts: brief_facts(words, site, facts, today)?,
        liked: facts.told.liked.iter().map(|names| in_words(words, names)).collect(),
        feared: feared(words, playbook, &facts.told.worried, &facts.told.objections),
        promised: promised(words, site, facts, today),
        scripts: scripts(words, site, customer, playbook, follow_up.purpose, speaker),
        earlier: facts
            .phoned
            .iter()
            .map(|call| phoned_event(words, site, call, names, today))
            .chain(facts.earlier.iter().map(|past| past_event(words, site, past, names, today)))
            .collect(),
    })
}

fn phoned_event(words: Words, site: &Site, call: &Phoned, names: &HashMap<UserId, String>, today: Date) -> Event {
    let about = call.about.as_deref().map(|code| people::coded(words, "calls_about_", code).to_owned());
    let said = [about, call.note.clone()].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Event {
        icon: Icon::Phone,
        when: words.near(site.clock().local(call.at), today),
        who: call.by.and_then(|user| names.get(&UserId(user))).cloned().unwrap_or_default(),
        title: words.calls_phoned().to_owned(),
        body: (!said.is_empty()).then(|| html! { (said) }),
    }
}

fn playbook_of(facts: &Brief) -> Answered<&'static Playbook> {
    let of_journey = match &facts.journey {
        Some(journey) => library()?.of_journey(&journey.playbook, journey.playbook_version),
        None => None,
    };
    of_journey.map_or_else(sales_office, Ok)
}

fn brief_facts(words: Words, site: &Site, facts: &Brief, today: Date) -> Answered<Vec<(String, String)>> {
    let customer = &facts.customer;
    let mut pairs = Vec::new();
    if let Some(at) = customer.last_visit_at {
        let day = words.near_day(site.clock().business_day(at), today);
        let text = format!("{day} · {}", words.customers_visited_times(customer.visits));
        pairs.push((words.followups_fact_last_visit().to_owned(), text));
    }
    pairs.extend(needs_in_words(words, site, &facts.told.needs)?.into_iter().take(6));
    Ok(pairs)
}

/// What was told on the floor: labels and answers, in the order in which they are asked.
///
/// # Errors
/// A fault where the questions cannot be read.
pub fn needs_in_words(words: Words, site: &Site, told: &[(String, Option<String>)]) -> Answered<Vec<(String, String)>> {
    let questions = needs::questions(site.goods)?;
    Ok(questions
        .iter()
        .filter_map(|question| {
            let (_, answer) = told.iter().find(|(asked, _)| *asked == question.id)?;
            let answer = match answer {
                Some(answer) => answered(words, question, answer),
                None => words.common_would_not_say().to_owned(),
            };
            Some((both(words, &question.label), answer))
        })
        .collect())
}

/// What was answered to a question, in words.
fn answered(words: Words, question: &Question, answer: &str) -> String {
    let one = |code: &str| {
        let known = question.choices.iter().find(|choice| choice.code == code);
        known.map_or_else(|| code.to_owned(), |choice| both(words, &choice.words))
    };
    match question.answer {
        Answering::One => one(answer),
        Answering::Many => answer.split(',').map(one).collect::<Vec<_>>().join(words.customers_list_comma()),
        Answering::Text => answer.to_owned(),
        Answering::Number => match &question.unit {
            Some(unit) => format!("{answer} {}", both(words, unit)),
            None => answer.to_owned(),
        },
    }
}

fn both(words: Words, said: &needs::Both) -> String {
    said.of(words.lang).to_owned()
}

/// A name that is kept in both languages.
pub fn in_words(words: Words, (zh, en): &(String, String)) -> String {
    words.lang.pick(zh, en).clone()
}

/// What worried a customer: stops, and objections with what has answered them.
pub fn feared(
    words: Words,
    playbook: &Playbook,
    worried: &[(String, String)],
    objections: &[Objection],
) -> Vec<String> {
    let mut all: Vec<String> = worried.iter().map(|names| in_words(words, names)).collect();
    for objection in objections {
        let said = objection
            .words
            .clone()
            .or_else(|| playbook.objection(&objection.code).map(|known| known.words(words.lang).to_owned()))
            .unwrap_or_else(|| objection.code.clone());
        let text = match objection.answer.as_deref().filter(|answer| !answer.is_empty()) {
            Some(answer) if objection.handled_at.is_some() => words.followups_feared_answered(said, answer),
            Some(_) | None => said,
        };
        if !all.contains(&text) {
            all.push(text);
        }
    }
    all
}

fn promised(words: Words, site: &Site, facts: &Brief, today: Date) -> Vec<String> {
    let promised = &facts.promised;
    let mut all = Vec::new();
    if let Some(at) = promised.appointment {
        all.push(words.followups_promised_appointment(words.near(site.clock().local(at), today)));
    }
    if let Some(on) = promised.next_on.filter(|on| *on >= today) {
        all.push(words.followups_promised_next(words.near_day(on, today)));
    }
    for (unit, until) in &promised.quotes {
        all.push(words.followups_promised_quote(unit, words.day(*until)));
    }
    if !promised.papers.is_empty() {
        let papers: Vec<&str> = promised.papers.iter().map(|code| paper(words, code)).collect();
        all.push(words.followups_promised_papers(papers.join(words.customers_list_comma())));
    }
    all
}

fn paper(words: Words, code: &str) -> &str {
    people::coded(words, "walk_paper_", code)
}

/// Words that fit: thanks go to everybody alike, calls have words for the grade.
fn scripts(
    words: Words,
    site: &Site,
    customer: &Customer,
    playbook: &Playbook,
    purpose: Purpose,
    speaker: &Speaker,
) -> Vec<String> {
    let called = people::full_name(words, customer);
    let names = Names {
        customer: if called.is_empty() { words.followups_you() } else { &called },
        consultant: &speaker.name,
        site: &site.name,
    };
    let calls: Vec<&Script> =
        playbook.calls(Stage::Tracking, customer.grade).into_iter().filter(|script| !script.caution).collect();
    let for_all = purpose == Purpose::Thanks;
    let fitting: Vec<&Script> = calls.iter().copied().filter(|script| script.grade.is_none() == for_all).collect();
    let chosen = if fitting.is_empty() { calls } else { fitting };
    chosen.into_iter().take(SCRIPTS).map(|script| script.said(words.lang, &names)).collect()
}

/// A contact that was made, as an entry of a time line.
pub fn past_event(words: Words, site: &Site, past: &FollowUp, names: &HashMap<UserId, String>, today: Date) -> Event {
    let reached = past.effective == Some(true);
    let how = past.how.map_or("", |how| words.lookup(&format!("followups_how_{}", how.code())).unwrap_or_default());
    let result = if reached { words.followups_reached_yes() } else { words.followups_reached_no() };
    let at = past.done_at.unwrap_or(past.created_at);
    let lesson = learned(words, past);
    Event {
        icon: if reached { Icon::Phone } else { Icon::Close },
        when: words.near(site.clock().local(at), today),
        who: past.done_by.and_then(|user| names.get(&user)).cloned().unwrap_or_default(),
        title: format!("{how} · {result}"),
        body: (!lesson.is_empty()).then(|| html! { (lesson) }),
    }
}

/// What was learned, in words.
pub fn learned(words: Words, follow_up: &FollowUp) -> String {
    let Some(lesson) = &follow_up.learned else {
        return String::new();
    };
    let mut all: Vec<&str> = lesson.codes.iter().map(|code| people::coded(words, "followups_learned_", code)).collect();
    all.extend(lesson.words.as_deref());
    all.join(words.customers_list_comma())
}

/// The form of a record, before it is drawn.
#[derive(Debug)]
pub struct Form {
    /// What was typed.
    pub typed: Typed,
    /// The date that the grade offers.
    pub offered: Date,
}

/// The page of a planned contact.
pub fn record_page(
    words: Words,
    site: &Site,
    follow_up: &FollowUp,
    customer: &Customer,
    brief: pages::Brief,
    form: Form,
    today: Date,
) -> pages::RecordPage {
    let grade = customer.grade.unwrap_or(Grade::C);
    let days = site.settings.cadence.every_days.of(grade);
    pages::RecordPage {
        id: follow_up.id.0,
        who: None,
        version: follow_up.version,
        brief,
        typed: form.typed,
        learned: people::choices(words, "followups_learned", &LEARNED),
        offered: form.offered.to_string(),
        offered_note: words.followups_offered_note(site.scale.name(grade), days),
        picks: picks(words, today),
        no_next: people::choices(words, "followups_no_next", &NO_NEXT),
        grade: customer.grade.map(|grade| grade.code().to_owned()),
        grades: people::grades(words, &site.scale),
        intent: customer.intent.into(),
    }
}

/// Likely dates, one tap each.
pub fn picks(words: Words, today: Date) -> Vec<Choice> {
    PICKS
        .into_iter()
        .map(|days| {
            let label =
                if days == 1 { words.followups_pick_tomorrow().to_owned() } else { words.followups_pick_days(days) };
            Choice::new(today + Duration::days(days), label)
        })
        .collect()
}

/// What a contact may be for when it is planned by hand.
pub fn purposes(words: Words) -> Vec<Choice> {
    let by_hand = [Purpose::Call, Purpose::Invite, Purpose::Papers, Purpose::Payment, Purpose::Other];
    by_hand.map(|kind| Choice::new(kind.code(), purpose(words, kind))).to_vec()
}

/// Reasons for calling a contact off.
pub fn cancel_reasons(words: Words) -> Vec<Choice> {
    people::choices(words, "followups_cancel", &CANCEL)
}

/// What came of a contact: names and values.
pub fn outcome(
    words: Words,
    site: &Site,
    follow_up: &FollowUp,
    names: &HashMap<UserId, String>,
    today: Date,
) -> Vec<(String, String)> {
    if follow_up.state == State::Cancelled {
        let reason = follow_up.cancel_reason.as_deref().unwrap_or_default();
        return vec![(
            words.followups_cancel_reason().to_owned(),
            people::coded(words, "followups_cancel_", reason).to_owned(),
        )];
    }
    let event = past_event(words, site, follow_up, names, today);
    let mut pairs = vec![(words.followups_result().to_owned(), event.title)];
    let lesson = learned(words, follow_up);
    if !lesson.is_empty() {
        pairs.push((words.followups_learned().to_owned(), lesson));
    }
    let next = match (&follow_up.next_on, follow_up.no_next_reason.as_deref()) {
        (Some(on), _) => Some(words.near_day(*on, today)),
        (None, Some(reason)) => {
            Some(words.followups_no_next_because(people::coded(words, "followups_no_next_", reason)))
        }
        (None, None) => None,
    };
    pairs.extend(next.map(|next| (words.followups_next_on().to_owned(), next)));
    if !event.who.is_empty() {
        pairs.push((words.followups_by().to_owned(), format!("{} · {}", event.who, event.when)));
    }
    pairs
}

/// The date that the grade offers.
pub fn offered(site: &Site, facts: &super::cadence::Facts, today: Date) -> Date {
    let clock = site.clock();
    let rhythm = Rhythm { clock: &clock, day: &site.settings.day, cadence: &site.settings.cadence };
    super::cadence::next_date(today, facts, &rhythm)
}
