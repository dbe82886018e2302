//! Handing over over HTTP: the choice, the preview, the act.

use std::collections::HashMap;

use showroom_templates::pages::handover as pages;
use showroom_templates::parts::Choice;
use showroom_templates::{Nav, Typed, Words, urls};

use super::{MOST, Preview, Wanted};
use crate::base::error::Answered;
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, SiteId, UserId};
use crate::base::role::{Need, Role};
use crate::business::customers::actions::REASSIGN_REASONS;
use crate::business::customers::model::Customer;
use crate::business::customers::{present as people, store as customers};
use crate::business::sites::{self, Site};
use crate::platform::access;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Ask, Fields, Form, Reply, Routes};

/// How many names of each receiver the preview shows.
const NAMES: usize = 6;
/// The code of customers without a grade.
const UNGRADED: &str = "none";

pub(in crate::business::followups) fn routes(r: &mut Routes) {
    r.get("/hand-over", Need::Reassign, show);
    r.post("/hand-over", Need::Reassign, act);
}

async fn show(ask: Ask) -> Answer {
    let wanted = Wanted {
        from: ask.query_id("from"),
        grades: ask.query_all("grade").iter().filter_map(|code| grade_of(code)).collect(),
        to: ask.query_all("to").iter().filter_map(|id| id.parse().ok().map(UserId)).collect(),
    };
    draw(&ask, wanted, ask.fresh()).await
}

async fn draw(ask: &Ask, wanted: Wanted, typed: Typed) -> Answer {
    let (at, words, done) = (ask.actor.site, ask.words, ask.query("done").is_some());
    let page = ask
        .read(move |conn| {
            let site = sites::of(conn, at)?;
            let members = access::list(conn, at)?;
            // Whoever left may still own customers, and gets none.
            let left: Vec<&access::Member> = members.iter().filter(|one| one.role == Role::Consultant).collect();
            let at_work = left.iter().copied().filter(|one| one.user.suspended_at.is_none());
            let choice = |one: &access::Member| Choice::new(one.user.id, &one.user.name);
            let preview = super::preview(conn, at, &wanted)?;
            let names: HashMap<UserId, String> =
                members.iter().map(|one| (one.user.id, one.user.name.clone())).collect();
            Ok(pages::HandOverPage {
                from: left.iter().map(|one| choice(one)).collect(),
                to: at_work.map(choice).collect(),
                grades: grades(words, &site),
                chosen: chosen(&wanted),
                reasons: people::choices(words, "customers_reassign", &REASSIGN_REASONS),
                preview: drawn(conn, &site, words, &preview, &names)?,
                fingerprint: preview.fingerprint(),
                count: preview.moves.len(),
                more: preview.more.then(|| words.handover_more(MOST)),
                whole: whole(conn, at, words, &left)?,
                asked: wanted.from.is_some() && !wanted.to.is_empty(),
                done,
                typed,
            })
        })
        .await?;
    let frame = ask.frame(ask.words.handover_title(), Nav::FollowUps).with_lead(ask.words.handover_lead());
    Ok(Reply::page(pages::hand_over(&frame.with_back(urls::followups::my_day()), &page)))
}

/// Everything of one consultant to all the others: a row for each who owns customers.
fn whole(
    conn: &mut Conn,
    site: SiteId,
    words: Words,
    members: &[&access::Member],
) -> Answered<Vec<(String, String, String)>> {
    let mut all = Vec::new();
    for one in members {
        let count = super::of_consultant(conn, site, one.user.id)?.len();
        let others: Vec<String> = members
            .iter()
            .filter(|other| other.user.id != one.user.id && other.user.suspended_at.is_none())
            .map(|other| other.user.id.to_string())
            .collect();
        if count == 0 || others.is_empty() {
            continue;
        }
        let from = one.user.id.to_string();
        let mut query: Vec<(&str, &str)> = vec![("from", &from), ("grade", UNGRADED)];
        query.extend(Grade::ALL.iter().map(|grade| ("grade", grade.code())));
        query.extend(others.iter().map(|to| ("to", to.as_str())));
        let href = urls::with_query(&urls::followups::hand_over(), &query);
        all.push((one.user.name.clone(), words.handover_whole_count(count), href));
    }
    Ok(all)
}

fn drawn(
    conn: &mut Conn,
    site: &Site,
    words: Words,
    preview: &Preview,
    names: &HashMap<UserId, String>,
) -> Answered<Vec<pages::Receiver>> {
    let mut order: Vec<UserId> = Vec::new();
    for (_, to) in &preview.moves {
        if !order.contains(to) {
            order.push(*to);
        }
    }
    order
        .into_iter()
        .map(|to| {
            let mine = || preview.moves.iter().filter(move |(_, who)| *who == to).map(|(going, _)| going);
            let shown: Vec<CustomerId> = mine().take(NAMES).map(|going| going.customer).collect();
            let found: HashMap<CustomerId, Customer> =
                customers::list(conn, site.id, &shown)?.into_iter().map(|one| (one.id, one)).collect();
            let name = |id: &CustomerId| found.get(id).map(|one| people::name_or_unnamed(words, one));
            let counts = Grade::ALL.iter().copied().map(Some).chain([None]).filter_map(|grade| {
                let count = mine().filter(|going| going.grade == grade).count();
                (count > 0).then(|| (grade_name(words, site, grade), count))
            });
            Ok(pages::Receiver {
                name: names.get(&to).cloned().unwrap_or_default(),
                count: mine().count(),
                grades: counts.collect(),
                names: shown.iter().filter_map(name).collect(),
                others: mine().count().saturating_sub(NAMES),
            })
        })
        .collect()
}

fn grades(words: Words, site: &Site) -> Vec<Choice> {
    let all = Grade::ALL.iter().copied().map(Some).chain([None]);
    all.map(|grade| Choice::new(grade.map_or(UNGRADED, Grade::code), grade_name(words, site, grade))).collect()
}

fn grade_name(words: Words, site: &Site, grade: Option<Grade>) -> String {
    match grade {
        Some(grade) => site.scale.name(grade).to_owned(),
        None => words.handover_ungraded().to_owned(),
    }
}

/// What was chosen, as the fields of the form carry it. At first, all grades are.
fn chosen(wanted: &Wanted) -> Typed {
    let mut typed = Typed::default();
    if let Some(from) = wanted.from {
        typed = typed.with("from", from);
    }
    let all = || Grade::ALL.iter().copied().map(Some).chain([None]).collect();
    let grades: Vec<Option<Grade>> = if wanted.from.is_none() { all() } else { wanted.grades.clone() };
    for grade in grades {
        typed = typed.with("grade", grade.map_or(UNGRADED, Grade::code));
    }
    for to in &wanted.to {
        typed = typed.with("to", to);
    }
    typed
}

async fn act(ask: Ask) -> Answer {
    let read = |f: &mut Fields| {
        let from = f.id::<UserId>("from");
        let grades = f.choices("grade", grade_of);
        let (to, shown) = (f.ids::<UserId>("to"), f.text("shown"));
        let reason = f.choice("reason", |code| REASSIGN_REASONS.contains(&code).then(|| code.to_owned()));
        let wanted = Wanted { from: Some(from?), grades, to };
        Some((wanted, shown?, reason?))
    };
    let act = |tx: &mut Tx, (wanted, shown, reason): &(Wanted, String, String)| {
        super::hand_over(tx, wanted, shown, reason)?;
        Ok(urls::followups::handed_over())
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw(ask, sent(ask.form()), typed).await).await
}

/// The choice that was sent, for the page that is drawn again.
fn sent(form: &Form) -> Wanted {
    let all = |name: &'static str| form.pairs().iter().filter(move |(field, _)| field == name).map(|(_, value)| value);
    Wanted {
        from: form.value("from").and_then(|id| id.parse().ok()),
        grades: all("grade").filter_map(|code| grade_of(code)).collect(),
        to: all("to").filter_map(|id| id.parse().ok()).collect(),
    }
}

#[expect(
    clippy::option_option,
    reason = "the outer one says whether the code is known, the inner one whether there is a grade"
)]
fn grade_of(code: &str) -> Option<Option<Grade>> {
    if code == UNGRADED { Some(None) } else { Grade::from_code(code).map(Some) }
}
