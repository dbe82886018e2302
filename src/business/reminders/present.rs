//! Reminders as people read them: a notice with what to do, what ran, and why and when next for one customer.

use std::collections::HashMap;

use diesel::prelude::*;
use showroom_templates::pages::customers::Line;
use showroom_templates::pages::reminders as pages;
use showroom_templates::parts::{Icon, Tone};
use showroom_templates::{Typed, Words, urls};

use super::model::{Kind, Notice, Reminder};
use super::{actions, chore, gather, rules, store};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, UserId};
use crate::base::role::Need;
use crate::business::consultants::store as colleagues;
use crate::business::customers::model::Customer;
use crate::business::customers::present as people;
use crate::business::customers::store as customers;
use crate::business::sites::{self, Site};
use crate::platform::db::Conn;
use crate::platform::db::schema::{customers as customer_rows, unit_types};

/// How many notices the page shows.
const SHOWN: usize = 120;
/// How many of the coming reminders a customer's page shows.
const COMING: usize = 4;

/// A notice in words, for a screen and for a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What it is: "not contacted for 15 days".
    pub title: String,
    /// What to do.
    pub todo: String,
    /// Where that is done.
    pub href: String,
    /// When, in words.
    pub when: String,
    /// How urgent it is.
    pub tone: Tone,
    /// Its sign.
    pub icon: Icon,
}

/// A reminder in words. `whose` names the consultant where somebody else reads it.
pub fn said(words: Words, reminder: &Reminder, whose: &str, today: Date) -> Said {
    let (tone, icon) = look(reminder, today);
    let href = match reminder.kind {
        Kind::Overdue => urls::followups::show(reminder.subject),
        Kind::SignComing => urls::deposits::show(reminder.subject),
        Kind::PapersMissing => urls::contracts::show(reminder.subject),
        Kind::OverdueSupervisor
        | Kind::OverdueReassign
        | Kind::NotContacted
        | Kind::NeverContacted
        | Kind::ProtectionEnding
        | Kind::PaymentDue
        | Kind::NeverBought
        | Kind::BoughtNothing
        | Kind::UsedUp
        | Kind::Birthday => urls::customers::show(reminder.customer.0),
    };
    Said {
        title: title(words, reminder.kind, reminder.about_on, whose, today),
        todo: words.lookup_or(&format!("reminders_todo_{}", reminder.kind.code())).to_owned(),
        href,
        when: words.near_day(reminder.day, today),
        tone,
        icon,
    }
}

fn title(words: Words, kind: Kind, about: Date, whose: &str, today: Date) -> String {
    let days = (today - about).num_days().max(0);
    let date = words.near_day(about, today);
    match kind {
        Kind::Overdue => words.reminders_title_overdue(days),
        Kind::OverdueSupervisor => words.reminders_title_overdue_supervisor(whose, days),
        Kind::OverdueReassign => words.reminders_title_overdue_reassign(whose, days),
        Kind::NotContacted => words.reminders_title_not_contacted(days),
        Kind::NeverContacted => words.reminders_title_never_contacted(days),
        Kind::ProtectionEnding => words.reminders_title_protection_ending(date),
        Kind::SignComing => words.reminders_title_sign_coming(date),
        Kind::PapersMissing => words.reminders_title_papers_missing(date),
        Kind::PaymentDue => words.reminders_title_payment_due(date),
        Kind::NeverBought => words.reminders_title_never_bought(days),
        Kind::BoughtNothing => words.reminders_title_bought_nothing(days),
        Kind::UsedUp => words.reminders_title_used_up(date),
        Kind::Birthday => words.reminders_title_birthday(date),
    }
}

fn look(reminder: &Reminder, today: Date) -> (Tone, Icon) {
    let late = reminder.about_on < today;
    match reminder.kind {
        Kind::Overdue | Kind::OverdueSupervisor | Kind::OverdueReassign => (Tone::Bad, Icon::Warning),
        Kind::NotContacted | Kind::NeverContacted => (Tone::Warn, Icon::Phone),
        Kind::ProtectionEnding => (if late { Tone::Bad } else { Tone::Warn }, Icon::Shield),
        Kind::SignComing => (if late { Tone::Bad } else { Tone::Warn }, Icon::Pen),
        Kind::PapersMissing => (Tone::Warn, Icon::Paper),
        Kind::PaymentDue => (if late { Tone::Bad } else { Tone::Warn }, Icon::Money),
        Kind::NeverBought | Kind::BoughtNothing => (Tone::Plain, Icon::Person),
        Kind::UsedUp => (Tone::Plain, Icon::Turn),
        Kind::Birthday => (Tone::Accent, Icon::Gift),
    }
}

/// My notices as a page: what presses first, then customers, deals, buyers.
///
/// # Errors
/// Faults of the database.
pub fn page(conn: &mut Conn, actor: &Actor, words: Words, now: Moment, typed: Typed) -> Answered<pages::NoticesPage> {
    let site = sites::of(conn, actor.site)?;
    let today = site.clock().business_day(now);
    let mut open = match actor.user {
        Some(user) => store::open_for(conn, actor.site, user)?,
        None => Vec::new(),
    };
    let unseen = open.iter().filter(|notice| notice.seen_at.is_none()).count();
    let more = open.len() > SHOWN;
    open.truncate(SHOWN);
    let about = About::of(conn, actor, &open)?;
    let parts: [(&str, &[Kind]); 4] = [
        (words.reminders_part_now(), &[Kind::Overdue, Kind::OverdueReassign, Kind::OverdueSupervisor]),
        (words.reminders_part_deals(), &[Kind::SignComing, Kind::PapersMissing, Kind::PaymentDue]),
        (
            words.reminders_part_customers(),
            &[Kind::ProtectionEnding, Kind::NotContacted, Kind::NeverContacted, Kind::NeverBought],
        ),
        (words.reminders_part_owners(), &[Kind::Birthday, Kind::UsedUp, Kind::BoughtNothing]),
    ];
    let part = |kinds: &[Kind]| -> Vec<pages::NoticeRow> {
        let rows = kinds.iter().flat_map(|kind| open.iter().filter(|notice| notice.reminder.kind == *kind));
        rows.map(|notice| row(words, &about, notice, today)).collect()
    };
    let parts = parts.into_iter().map(|(title, kinds)| (title.to_owned(), part(kinds)));
    Ok(pages::NoticesPage {
        typed,
        parts: parts.filter(|(_, rows)| !rows.is_empty()).collect(),
        unseen,
        more,
        may_see_runs: actor.may(Need::SeeReminders),
    })
}

/// Who the notices are about.
struct About {
    people: HashMap<CustomerId, Customer>,
    names: HashMap<UserId, String>,
}

impl About {
    fn of(conn: &mut Conn, actor: &Actor, notices: &[Notice]) -> Answered<Self> {
        let mut ids: Vec<CustomerId> = notices.iter().map(|notice| notice.reminder.customer).collect();
        ids.sort_unstable();
        ids.dedup();
        let people = customers::list(conn, actor.site, &ids)?.into_iter().map(|one| (one.id, one)).collect();
        Ok(Self { people, names: colleagues::names(conn, actor.site)? })
    }
}

fn row(words: Words, about: &About, notice: &Notice, today: Date) -> pages::NoticeRow {
    let customer = about.people.get(&notice.reminder.customer);
    let owner = customer.and_then(|one| one.owner).and_then(|owner| about.names.get(&owner));
    let said = said(words, &notice.reminder, owner.map_or("—", String::as_str), today);
    pages::NoticeRow {
        id: notice.id.0,
        icon: said.icon,
        name: customer.map(|one| people::full_name(words, one)).unwrap_or_default(),
        title: said.title,
        todo: said.todo,
        href: said.href,
        when: (said.tone, said.when),
        is_new: notice.seen_at.is_none(),
    }
}

/// What ran, kind by kind.
///
/// # Errors
/// Faults of the database.
pub fn overview(conn: &mut Conn, actor: &Actor, words: Words, now: Moment) -> Answered<pages::OverviewPage> {
    let site = sites::of(conn, actor.site)?;
    let clock = site.clock();
    let today = clock.business_day(now);
    let types: i64 = unit_types::table
        .filter(unit_types::site_id.eq(site.id.0))
        .filter(unit_types::life_days.is_not_null())
        .count()
        .get_result(conn)?;
    let mut kinds = Vec::new();
    for kind in Kind::ALL.iter().copied() {
        let on = rules::on(kind, &site.settings);
        let last = store::last_run(conn, site.id, kind)?;
        let next = chore::next_run(&site, last.as_ref().map(|run| run.day), now);
        let whom =
            if kind.for_supervisors() { words.reminders_whom_supervisors() } else { words.reminders_whom_consultant() };
        let count = |number: Option<i32>| number.map_or_else(|| "–".to_owned(), |number| number.to_string());
        kinds.push(pages::KindRow {
            name: words.lookup_or(&format!("reminders_kind_{}", kind.code())).to_owned(),
            rule: rule(words, kind, &site, types),
            whom: whom.to_owned(),
            on,
            last: last.as_ref().map_or_else(
                || words.reminders_never_ran().to_owned(),
                |run| words.near(clock.local(run.ran_at), today),
            ),
            looked: count(last.as_ref().map(|run| run.looked)),
            made: count(last.as_ref().map(|run| run.made)),
            standing: store::count_standing(conn, site.id, kind)?.to_string(),
            next: if on { words.near(clock.local(next), today) } else { words.reminders_not_running().to_owned() },
        });
    }
    let hour = clock.local(chore::begins(&site, today)).time();
    Ok(pages::OverviewPage {
        kinds,
        hour: words.reminders_runs_hour(words.clock(hour)),
        may_set: actor.may(Need::EditSettings),
    })
}

fn rule(words: Words, kind: Kind, site: &Site, types: i64) -> String {
    let (settings, r) = (&site.settings, &site.settings.reminders);
    let before = |days: u16| match days {
        0 => words.reminders_rule_same_day().to_owned(),
        days => words.reminders_rule_before(days),
    };
    match kind {
        Kind::Overdue => words.reminders_rule_overdue(settings.cadence.tells_consultant_days),
        Kind::OverdueSupervisor => words.reminders_rule_overdue(settings.cadence.tells_supervisor_days),
        Kind::OverdueReassign => words.reminders_rule_overdue(settings.cadence.may_reassign_days),
        Kind::NotContacted => words.reminders_rule_after(r.not_contacted.days),
        Kind::NeverContacted => words.reminders_rule_after(r.never_contacted.days),
        Kind::NeverBought => words.reminders_rule_after(r.never_bought.days),
        Kind::BoughtNothing => words.reminders_rule_after(r.bought_nothing.days),
        Kind::ProtectionEnding => before(settings.protection.warns_days),
        Kind::PapersMissing => before(r.papers_missing.days),
        Kind::PaymentDue => before(r.payment_due.days),
        Kind::Birthday => before(r.birthday.days),
        Kind::SignComing => {
            let days: Vec<String> = settings.deposits.reminds_days_before.iter().map(ToString::to_string).collect();
            words.reminders_rule_each(days.join(words.customers_list_comma()))
        }
        Kind::UsedUp => words.reminders_rule_life(types),
    }
}

/// For a customer's page: what stands and why, and what comes next if nothing changes.
///
/// # Errors
/// Faults of the database.
pub fn of_customer(conn: &mut Conn, actor: &Actor, words: Words, now: Moment, id: CustomerId) -> Answered<Vec<Line>> {
    let site = sites::of(conn, actor.site)?;
    let day = actions::today(conn, &site, now)?;
    let kept = store::of_customer(conn, id, 60)?;
    let owner = owner_name(conn, actor, id)?;
    let mut lines: Vec<Line> = kept
        .iter()
        .filter(|one| one.ended_at.is_none())
        .map(|one| {
            let said = said(words, one, &owner, day);
            Line {
                href: opens(actor, one.kind).then_some(said.href).filter(|href| *href != urls::customers::show(id.0)),
                icon: said.icon,
                title: capital(&said.title),
                under: words.reminders_since(words.near_day(one.day, day)),
                badge: Some((said.tone, Icon::Bell, words.reminders_stands().to_owned())),
            }
        })
        .collect();
    let mut coming = Vec::new();
    for subject in gather::of_customer(conn, &site, id, day)? {
        coming.extend(Kind::ALL.iter().copied().filter_map(|kind| {
            let planned = rules::planned(kind, &subject, &site.settings, day)?;
            (planned.on > day).then_some((planned.on, kind))
        }));
    }
    coming.sort_unstable();
    coming.dedup_by_key(|(_, kind)| *kind);
    lines.extend(coming.into_iter().take(COMING).map(|(on, kind)| Line {
        href: None,
        icon: Icon::Clock,
        title: words.lookup_or(&format!("reminders_kind_{}", kind.code())).to_owned(),
        under: words.reminders_comes_if(words.near_day(on, day)),
        badge: None,
    }));
    Ok(lines)
}

/// Whether this reader may open what a reminder is about.
fn opens(actor: &Actor, kind: Kind) -> bool {
    match kind {
        Kind::Overdue => actor.may(Need::RecordFollowUp),
        Kind::SignComing | Kind::PapersMissing => actor.may(Need::SeeDeals) && !actor.only_own(),
        _ => false,
    }
}

fn owner_name(conn: &mut Conn, actor: &Actor, id: CustomerId) -> Answered<String> {
    let owner: Option<Option<i64>> =
        customer_rows::table.find(id.0).select(customer_rows::owner_id).first(conn).optional()?;
    let names = colleagues::names(conn, actor.site)?;
    Ok(owner.flatten().and_then(|owner| names.get(&UserId(owner)).cloned()).unwrap_or_else(|| "—".to_owned()))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
