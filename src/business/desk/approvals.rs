//! What waits for a decision of this person, in one place: discounts, more time with customers, customers who may go to somebody else, rulings, closed
//! days that wait for a correction. Reads only; each card is decided where it belongs and leads back here.

use std::collections::HashMap;

use showroom_templates::pages::approvals::{self as pages, ApprovalsPage, ReassignCard};
use showroom_templates::parts::Choice;
use showroom_templates::{Nav, Typed, Words, urls};

use super::home::Line;
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, UserId};
use crate::base::role::{Need, Role};
use crate::business::customers::actions::REASSIGN_REASONS;
use crate::business::customers::model::Customer;
use crate::business::customers::present as people;
use crate::business::customers::store as customers;
use crate::business::reminders::model::{Kind, Notice};
use crate::business::reports::late;
use crate::business::rulings::waiting as rulings;
use crate::business::{ownership, quotes, reminders, sites};
use crate::platform::access;
use crate::platform::db::Conn;
use crate::platform::http::keys::Key;
use crate::platform::http::{Answer, Ask, Reply, Routes};

/// The most customers on the page who may go to somebody else; the others follow when these are decided.
const MOST: usize = 12;

/// The route of this screen.
pub fn routes(r: &mut Routes) {
    r.get("/approvals", Need::ApproveDiscount, show);
}

async fn show(ask: Ask) -> Answer {
    let (actor, words, now) = (ask.actor.clone(), ask.words, ask.now);
    let page = ask.read(move |conn| gather(conn, &actor, words, now)).await?;
    let frame = ask.frame(ask.words.quotes_approvals_title(), Nav::Desk).with_back(urls::desk::home());
    Ok(Reply::page(pages::show(&frame, &page)))
}

/// Everything that waits for this person.
///
/// # Errors
/// Faults of the database.
fn gather(conn: &mut Conn, actor: &Actor, words: Words, now: Moment) -> Answered<ApprovalsPage> {
    let fresh = || Typed::fresh(Key::fresh(now).as_str());
    let (site, discounts) = quotes::present::gather_waiting(conn, actor)?;
    let extensions = match actor.may(Need::DecideOwnership) {
        true => ownership::present::gather_waiting(conn, actor)?.1,
        false => Vec::new(),
    };
    let (late, late_more) = late::cards(conn, actor, words, now, fresh)?;
    Ok(ApprovalsPage {
        discounts: quotes::present::cards(words, actor, &site, &discounts, None, fresh),
        extensions: ownership::present::cards(words, &site, now, &extensions, None, fresh),
        reassignments: reassignments(conn, actor, words, now, fresh)?,
        rulings: rulings::cards(conn, actor, words, now, fresh)?,
        late,
        late_more,
    })
}

/// The notices of this person that a customer may go to somebody else, whoever has waited longest first, each customer once. A customer who went
/// to somebody since is theirs to call, and no question any more.
///
/// # Errors
/// Faults of the database.
fn may_go(conn: &mut Conn, actor: &Actor) -> Answered<Vec<(Notice, Customer)>> {
    let Some(user) = actor.user.filter(|_| actor.may(Need::Reassign)) else { return Ok(Vec::new()) };
    let mut open = reminders::store::open_for(conn, actor.site, user)?;
    open.retain(|notice| notice.reminder.kind == Kind::OverdueReassign);
    open.sort_by_key(|notice| (notice.reminder.about_on, notice.reminder.customer));
    let ids: Vec<CustomerId> = open.iter().map(|notice| notice.reminder.customer).collect();
    let mut found: HashMap<CustomerId, Customer> =
        customers::list(conn, actor.site, &ids)?.into_iter().map(|customer| (customer.id, customer)).collect();
    let with = |notice: Notice| {
        let customer = found.remove(&notice.reminder.customer)?;
        let stayed = customer.owner_since.is_none_or(|since| since <= notice.made_at);
        stayed.then_some((notice, customer))
    };
    Ok(open.into_iter().filter_map(with).collect())
}

/// What else waits among the approvals, for the desk: how many customers who may go to somebody else, rulings, days that wait for a correction.
///
/// # Errors
/// Faults of the database.
pub(super) fn lines(conn: &mut Conn, actor: &Actor, words: Words) -> Answered<Vec<Line>> {
    let days = usize::try_from(late::count(conn, actor)?).unwrap_or_default();
    let decides = actor.may(Need::DecideOwnership);
    let counts = [
        (
            may_go(conn, actor)?.len(),
            "reassignments",
            words.approvals_reassignments(),
            words.approvals_reassignments_under(),
        ),
        (
            if decides { rulings::count(conn, actor)? } else { 0 },
            "rulings",
            words.approvals_rulings(),
            words.approvals_rulings_under(),
        ),
        (days, "late", words.approvals_late(), words.approvals_late_under()),
    ];
    let line = |(count, part, title, under): (usize, &str, &str, &str)| {
        let href = format!("{}#{part}", urls::quotes::approvals());
        (href, title.to_owned(), under.to_owned(), count.to_string())
    };
    Ok(counts.into_iter().filter(|(count, ..)| *count > 0).map(line).collect())
}

fn reassignments(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    fresh: impl Fn() -> Typed,
) -> Answered<Vec<ReassignCard>> {
    let mut open = may_go(conn, actor)?;
    if open.is_empty() {
        return Ok(Vec::new());
    }
    open.truncate(MOST);
    let site = sites::of(conn, actor.site)?;
    let today = site.clock().business_day(now);
    let members = access::list(conn, actor.site)?;
    let sellers: Vec<(UserId, &str)> = members
        .iter()
        .filter(|member| member.role == Role::Consultant && member.user.suspended_at.is_none())
        .map(|member| (member.user.id, member.user.name.as_str()))
        .collect();
    let card = |(notice, customer): &(Notice, Customer)| {
        let owner = members.iter().find(|member| Some(member.user.id) == customer.owner);
        let days = (today - notice.reminder.about_on).num_days().max(0);
        let others = sellers.iter().filter(|(id, _)| Some(*id) != customer.owner);
        ReassignCard {
            typed: fresh(),
            customer: customer.id.0,
            version: customer.version,
            name: people::name_or_unnamed(words, customer),
            why: words.approvals_reassign_why(owner.map_or("—", |member| member.user.name.as_str()), days),
            to: others.map(|(id, name)| Choice::new(id, *name)).collect(),
            reasons: people::choices(words, "customers_reassign", &REASSIGN_REASONS),
            notice: notice.id.0,
        }
    };
    Ok(open.iter().map(card).filter(|card| !card.to.is_empty()).collect())
}
