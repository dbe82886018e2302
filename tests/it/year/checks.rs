//! What must be so at any time, found by reading everything and asking the settings, not by asking the code under test.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::Duration;
use diesel::prelude::*;
use showroom::base::clock::{Date, Moment};
use showroom::base::ids::UserId;
use showroom::business::consultants::store as desk;
use showroom::business::sites;
use showroom::platform::db::Conn;
use showroom::platform::db::schema::{
    assignments, customer_phones, customers, follow_ups, mails, notices, pool, reminders, turns, visits,
};

use super::people::House;

type Person = (i64, Option<i64>, Option<Date>, Option<Date>, Option<Moment>, Moment, Option<Moment>);

/// Everybody who can be reached and is not given up has a next step, or a reason why there is none.
pub async fn nobody_is_forgotten(house: &House) {
    let forgotten = house.db.read(|conn| Ok(forgotten(conn))).await.unwrap();
    assert!(forgotten.is_empty(), "{}: no next step and no reason: {forgotten:#?}", house.day);
}

fn forgotten(conn: &mut Conn) -> Vec<String> {
    let all: Vec<i64> = customers::table
        .filter(customers::lost_at.is_null())
        .filter(customers::bought_at.is_null())
        .select(customers::id)
        .load(conn)
        .unwrap();
    let planned: BTreeSet<i64> = follow_ups::table
        .filter(follow_ups::state.eq("planned"))
        .select(follow_ups::customer_id)
        .load(conn)
        .unwrap()
        .into_iter()
        .collect();
    let reachable: BTreeSet<i64> =
        customer_phones::table.select(customer_phones::customer_id).load(conn).unwrap().into_iter().collect();
    let here: BTreeSet<Option<i64>> = visits::table
        .filter(visits::left_at.is_null())
        .select(visits::customer_id)
        .load(conn)
        .unwrap()
        .into_iter()
        .collect();
    let without: Vec<i64> = all.into_iter().filter(|id| !planned.contains(id) && reachable.contains(id)).collect();
    let left: Vec<i64> =
        without.into_iter().filter(|id| !here.contains(&Some(*id)) && !has_reason(conn, *id)).collect();
    left.into_iter().map(|id| story(conn, id)).collect()
}

/// What happened with somebody who was forgotten.
fn story(conn: &mut Conn, customer: i64) -> String {
    type Visit = (Moment, Option<String>, Option<i64>, Option<String>, bool);
    let came: Vec<Visit> = visits::table
        .filter(visits::customer_id.eq(customer))
        .select((
            visits::arrived_at,
            visits::outcome,
            visits::consultant_id,
            visits::no_next_reason,
            visits::closed_by_house,
        ))
        .load(conn)
        .unwrap();
    let contacts: Vec<(Date, String, Option<Date>, Option<String>, Option<String>)> = follow_ups::table
        .filter(follow_ups::customer_id.eq(customer))
        .select((
            follow_ups::due_on,
            follow_ups::state,
            follow_ups::next_on,
            follow_ups::no_next_reason,
            follow_ups::cancel_reason,
        ))
        .load(conn)
        .unwrap();
    format!("{customer} came {came:?}, contacts {contacts:?}")
}

/// The last thing that was agreed says why there is no next date.
fn has_reason(conn: &mut Conn, customer: i64) -> bool {
    let visit: Option<(Option<Moment>, Option<String>)> = visits::table
        .filter(visits::customer_id.eq(customer))
        .order(visits::arrived_at.desc())
        .select((visits::left_at, visits::no_next_reason))
        .first(conn)
        .optional()
        .unwrap();
    let contact: Option<(Option<Moment>, Option<String>)> = follow_ups::table
        .filter(follow_ups::customer_id.eq(customer))
        .filter(follow_ups::state.eq("done"))
        .order(follow_ups::done_at.desc())
        .select((follow_ups::done_at, follow_ups::no_next_reason))
        .first(conn)
        .optional()
        .unwrap();
    // Whoever is in the public pool waits for the colleague who claims them.
    if diesel::select(diesel::dsl::exists(pool::table.find(customer))).get_result(conn).unwrap() {
        return true;
    }
    let last = [visit, contact].into_iter().flatten().max_by_key(|(at, _)| *at);
    last.is_some_and(|(_, reason)| reason.is_some())
}

/// Whatever the settings ask to be reminded of on this day was reminded of, once, and reached somebody.
pub async fn no_reminder_is_missed_or_doubled(house: &House) {
    let (site, today, clock) = (house.site, house.day, house.clock);
    let (missed, doubled, silent) = house
        .db
        .read(move |conn| {
            let settings = sites::of(conn, site)?.settings;
            let kept: Vec<(String, i64, String)> =
                reminders::table.select((reminders::kind, reminders::subject_id, reminders::occasion)).load(conn)?;
            let once: BTreeSet<(String, i64, String)> = kept.iter().cloned().collect();
            let mut wanted: Vec<(&str, i64, String)> = overdue(conn, today);
            let people: Vec<Person> = customers::table
                .filter(customers::lost_at.is_null())
                .filter(customers::bought_at.is_null())
                .select((
                    customers::id,
                    customers::owner_id,
                    customers::next_contact_on,
                    customers::do_not_call_until,
                    customers::last_contact_at,
                    customers::created_at,
                    customers::last_visit_at,
                ))
                .load(conn)?;
            let reached = reached(conn);
            let (begin, _) = clock.day_bounds(today);
            let let_go: BTreeSet<i64> =
                pool::table.filter(pool::since.ge(begin)).select(pool::customer_id).load(conn)?.into_iter().collect();
            for (id, _, next, in_peace, contacted, created, came) in people {
                // Who was let go today, after the morning's run, is told tomorrow.
                let quiet = next.is_some_and(|next| next >= today)
                    || in_peace.is_some_and(|until| until > today)
                    || let_go.contains(&id);
                let day = |at: Moment| clock.business_day(at);
                let late = |from: Date, days: u16| (today - from).num_days() >= i64::from(days);
                if !quiet && reached.contains(&id) {
                    let last = contacted.map(day).unwrap();
                    if late(last, settings.reminders.not_contacted.days) {
                        wanted.push(("not_contacted", id, last.to_string()));
                    }
                }
                if !quiet && !reached.contains(&id) {
                    let since = came.map_or(day(created), day).max(day(created));
                    if late(since, settings.reminders.never_contacted.days) {
                        wanted.push(("never_contacted", id, "first".to_owned()));
                    }
                }
                if in_peace.is_none_or(|until| until <= today)
                    && late(day(created), settings.reminders.never_bought.days)
                {
                    wanted.push(("never_bought", id, "first".to_owned()));
                }
            }
            let missed: Vec<String> = wanted
                .into_iter()
                .filter(|(kind, subject, occasion)| !once.contains(&((*kind).to_owned(), *subject, occasion.clone())))
                .map(|missed| format!("{missed:?}"))
                .collect();
            let told: BTreeSet<i64> = notices::table.select(notices::reminder_id).load(conn)?.into_iter().collect();
            let all: Vec<i64> = reminders::table.select(reminders::id).load(conn)?;
            let silent = all.into_iter().filter(|id| !told.contains(id)).count();
            Ok((missed, kept.len() - once.len(), silent))
        })
        .await
        .unwrap();
    assert!(missed.is_empty(), "{today}: {} reminders missed: {:#?}", missed.len(), &missed[..missed.len().min(8)]);
    assert_eq!((doubled, silent), (0, 0), "{today}: doubled, and told to nobody");
}

/// Three days: the consultant; five: the supervisor; seven: may be given to another.
fn overdue(conn: &mut Conn, today: Date) -> Vec<(&'static str, i64, String)> {
    // What was planned or handed over today is told tomorrow; a day that was over at the morning's run is not.
    let rows: Vec<(i64, Date)> = follow_ups::table
        .filter(follow_ups::state.eq("planned"))
        .filter(follow_ups::due_on.le(today - Duration::days(3)))
        .select((follow_ups::id, follow_ups::due_on))
        .load(conn)
        .unwrap();
    rows.into_iter()
        .flat_map(|(id, due)| {
            let days = (today - due).num_days();
            let climbed = match days {
                0..5 => None,
                5..7 => Some("overdue_supervisor"),
                _ => Some("overdue_reassign"),
            };
            [Some("overdue"), climbed].into_iter().flatten().map(move |kind| (kind, id, due.to_string()))
        })
        .collect()
}

fn reached(conn: &mut Conn) -> BTreeSet<i64> {
    follow_ups::table
        .filter(follow_ups::state.eq("done"))
        .filter(follow_ups::effective.eq(true))
        .select(follow_ups::customer_id)
        .distinct()
        .load(conn)
        .unwrap()
        .into_iter()
        .collect()
}

/// Each assignment that cost a turn is one line of the ledger, and what is owed is what the screen says.
pub async fn turns_add_up(house: &House) {
    let (site, day) = (house.site, house.day);
    house
        .db
        .read(move |conn| {
            let paid: i64 = assignments::table
                .filter(assignments::site_id.eq(site.0))
                .filter(assignments::day.eq(day))
                .filter(assignments::costs_turn.eq(true))
                .filter(assignments::consultant_id.is_not_null())
                .count()
                .get_result(conn)?;
            let lines: Vec<(i64, String)> = turns::table
                .filter(turns::site_id.eq(site.0))
                .filter(turns::day.eq(day))
                .select((turns::consultant_id, turns::kind))
                .load(conn)?;
            let of = |kind: &str| lines.iter().filter(|(_, line)| line == kind).count();
            assert_eq!(i64::try_from(of("taken") + of("made_up")).unwrap(), paid, "{day}: turns taken");
            let mut owed: HashMap<UserId, i32> = HashMap::new();
            for (who, kind) in &lines {
                let change = match kind.as_str() {
                    "owed" => 1,
                    "made_up" => -1,
                    _ => 0,
                };
                *owed.entry(UserId(*who)).or_default() += change;
            }
            for standing in desk::queue(conn, site, day)? {
                let counted = owed.get(&standing.consultant).copied().unwrap_or_default();
                assert!(counted >= 0 && counted == standing.owed, "{day}: {counted} owed, {} shown", standing.owed);
            }
            Ok(())
        })
        .await
        .unwrap();
}

/// For each person, kind and occasion there is one letter.
pub async fn each_letter_is_written_once(house: &House) {
    let letters: Vec<(i64, String, String)> = house
        .db
        .read(|conn| Ok(mails::table.select((mails::user_id, mails::kind, mails::occasion)).load(conn)?))
        .await
        .unwrap();
    let mut count: BTreeMap<&(i64, String, String), usize> = BTreeMap::new();
    for letter in &letters {
        *count.entry(letter).or_default() += 1;
    }
    let twice: Vec<_> = count.into_iter().filter(|(_, count)| *count > 1).collect();
    assert!(twice.is_empty(), "written twice: {twice:?}");
}
