//! The mails of the house: no whole number, no identity number, nobody's address, and to consultants nothing of customers with whom they have nothing to do.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use showroom::base::actor::Actor;
use showroom::base::clock::Moment;
use showroom::base::ids::{SiteId, UserId};
use showroom::base::phone::Phone;
use showroom::base::role::Role;
use showroom::business::{letters, reminders, sites};
use showroom::platform::access::{self, Email, Wants};
use showroom::platform::db::Db;
use showroom::platform::db::schema::{
    appointments, contracts, customer_phones, customers, deposits, follow_ups, jobs as job_rows, mails, users,
};
use showroom::platform::http::present;
use showroom::platform::jobs;
use showroom::platform::mail::{self, Drawn};
use showroom::platform::papers::Trouble;
use showroom::worker;
use showroom_templates::Lang;

use super::{IDENTITY, paper_of_each_buyer};
use crate::support::crawl::Demo;
use crate::support::database::each_engine;
use crate::support::web::settings;

/// What stands nowhere in a mail, whoever gets it.
struct Nowhere {
    /// Whole numbers as they may be written.
    numbers: Vec<String>,
    /// Addresses of customers, and how they are called elsewhere.
    addresses: Vec<String>,
}

#[test]
fn no_mail_says_more_than_a_mail_may() {
    each_engine(async |db| {
        let demo = Demo::load(&db).await;
        paper_of_each_buyer(&db, &settings().vault).await;
        address_of_each_customer(&db).await;
        let now = in_the_morning(&db).await;
        everybody_wants_mail(&db, &demo, now).await;
        some_calls_are_long_overdue(&db, now).await;
        reminders::chore::run(&db, now).await.unwrap();
        letters::actions::begin_mornings(&db, now).await.unwrap();
        jobs::work(&db, now, &worker::kinds()).await.unwrap();
        let (nowhere, strangers) = (nowhere(&db).await, strangers(&db).await);
        assert!(nowhere.numbers.len() > 150 && nowhere.addresses.len() > 50);
        let mut found = BTreeSet::new();
        let mut read: BTreeMap<(String, &'static str), usize> = BTreeMap::new();
        for (to, role, kind, text) in written(&db).await {
            *read.entry((kind.clone(), role.code())).or_default() += 1;
            let whole =
                nowhere.numbers.iter().chain(&nowhere.addresses).filter(|secret| text.contains(secret.as_str()));
            found.extend(whole.map(|secret| format!("{kind} to a {} says {secret}", role.code())));
            if text.contains(IDENTITY) {
                found.insert(format!("{kind} to a {} holds an identity number", role.code()));
            }
            if role == Role::Consultant {
                let others = strangers[&to].iter().filter(|line| text.contains(line.as_str()));
                found.extend(others.map(|line| format!("{kind} to a consultant speaks of a colleague's {line}")));
            }
        }
        assert!(found.is_empty(), "{}", found.into_iter().collect::<Vec<_>>().join("\n"));
        let kinds: BTreeSet<&str> = read.keys().map(|(kind, _)| kind.as_str()).collect();
        // Which of the reports go out depends on the day of the week.
        let (reports, others): (BTreeSet<&str>, BTreeSet<&str>) =
            kinds.into_iter().partition(|kind| kind.starts_with("report_"));
        assert_eq!(others, BTreeSet::from([letters::DIGEST, letters::ESCALATION]), "{read:?}");
        assert!(reports.contains("report_day"), "{read:?}");
        let to_consultants =
            |(kind, role): &(String, &str)| kind.starts_with("report_") && *role == Role::Consultant.code();
        assert!(!read.keys().any(to_consultants), "{read:?}");
        assert!(read.contains_key(&(letters::DIGEST.to_owned(), Role::Consultant.code())), "{read:?}");
        // What is kept of them until they are sent: ids, dates and codes.
        for kept in rows_of_the_outbox(&db).await {
            let said = nowhere.numbers.iter().chain(&nowhere.addresses).find(|secret| kept.contains(secret.as_str()));
            assert_eq!(said, None, "{kept}");
        }
    });
}

/// Ten in the morning of the demo's day.
async fn in_the_morning(db: &Db) -> Moment {
    let sites = db.read(sites::store::list).await.unwrap();
    let clock = sites[0].clock();
    clock.moment(clock.date(present()).and_hms_opt(10, 0, 0).unwrap())
}

async fn everybody_wants_mail(db: &Db, demo: &Demo, now: Moment) {
    let logins: BTreeSet<String> = demo.people.iter().map(|(_, login)| login.clone()).collect();
    db.write(Actor::house(SiteId(0)), now, move |tx| {
        let people: Vec<(i64, String)> = users::table.select((users::id, users::login)).load(tx.conn)?;
        for (at, (id, _)) in people.iter().filter(|(_, login)| logins.contains(login)).enumerate() {
            let email = Email::parse(&format!("person{at}@showroom.example"))?;
            access::set_mail(tx, UserId(*id), Some(&email), Wants { digest: true, escalations: true })?;
            access::set_language(tx, UserId(*id), if at % 2 == 0 { Lang::Zh } else { Lang::En })?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

/// Every fourth planned call should have been made a week ago, so that supervisors hear of it.
async fn some_calls_are_long_overdue(db: &Db, now: Moment) {
    db.write(Actor::house(SiteId(0)), now, move |tx| {
        let planned: Vec<i64> =
            follow_ups::table.filter(follow_ups::state.eq("planned")).select(follow_ups::id).load(tx.conn)?;
        let some: Vec<i64> = planned.into_iter().step_by(4).collect();
        let week_ago = now.date() - chrono::Duration::days(7);
        diesel::update(follow_ups::table.filter(follow_ups::id.eq_any(some)))
            .set(follow_ups::due_on.eq(week_ago))
            .execute(tx.conn)?;
        Ok(())
    })
    .await
    .unwrap();
}

async fn address_of_each_customer(db: &Db) {
    db.write(Actor::house(SiteId(0)), present(), |tx| {
        let ids: Vec<i64> = customers::table.select(customers::id).load(tx.conn)?;
        for id in ids {
            let address =
                (customers::email.eq(format!("c{id}@home.example")), customers::wechat.eq(format!("wx-{id}")));
            diesel::update(customers::table.find(id)).set(address).execute(tx.conn)?;
        }
        Ok(())
    })
    .await
    .unwrap();
}

/// Every mail as it would leave the house: to whom, their role, its kind, all of its text.
async fn written(db: &Db) -> Vec<(i64, Role, String, String)> {
    db.read(|conn| {
        let mut all = Vec::new();
        for site in sites::store::list(conn)? {
            let roles: BTreeMap<UserId, Role> =
                access::list(conn, site.id)?.into_iter().map(|member| (member.user.id, member.role)).collect();
            for row in mail::list_unsent(conn, site.id)? {
                let to = access::find_user(conn, row.mail.to)?;
                let letter = match worker::draw(conn, &row.mail, &to, "https://showroom.example")? {
                    Drawn::Letter(letter) => letter,
                    Drawn::Heavy(heavy) => heavy.write(Err(Trouble::NoFont)),
                    Drawn::Not(_) => continue,
                };
                let text = [letter.subject, letter.plain, letter.html].join("\n");
                all.push((to.id.0, roles[&to.id], row.mail.kind, text));
            }
        }
        Ok(all)
    })
    .await
    .unwrap()
}

async fn nowhere(db: &Db) -> Nowhere {
    db.read(|conn| {
        let numbers: Vec<String> = customer_phones::table.select(customer_phones::e164).load(conn)?;
        let known: Vec<(Option<String>, Option<String>)> =
            customers::table.select((customers::email, customers::wechat)).load(conn)?;
        let ways = |e164: String| {
            let national = Phone::stored(e164.clone()).reveal_national();
            let digits: String = national.chars().filter(char::is_ascii_digit).collect();
            [e164, national, digits]
        };
        Ok(Nowhere {
            numbers: numbers.into_iter().flat_map(ways).collect(),
            addresses: known.into_iter().flat_map(|(email, wechat)| [email, wechat]).flatten().collect(),
        })
    })
    .await
    .unwrap()
}

/// For each person the masked numbers of customers with whom they have nothing to do, as far as no customer of theirs has the same.
async fn strangers(db: &Db) -> BTreeMap<i64, Vec<String>> {
    db.read(|conn| {
        let mut with: BTreeSet<(i64, i64)> = BTreeSet::new();
        let mut pairs: Vec<(Option<i64>, i64)> =
            customers::table.select((customers::owner_id, customers::id)).load(conn)?;
        let meetings = appointments::table.select((appointments::consultant_id, appointments::customer_id));
        pairs.extend(meetings.load::<(Option<i64>, i64)>(conn)?);
        let sold = deposits::table.select((deposits::consultant_id, deposits::customer_id));
        pairs.extend(sold.load::<(Option<i64>, i64)>(conn)?);
        let signed = contracts::table.select((contracts::consultant_id, contracts::customer_id));
        pairs.extend(signed.load::<(Option<i64>, i64)>(conn)?);
        with.extend(pairs.into_iter().filter_map(|(who, id)| Some((who?, id))));
        let calls: Vec<(i64, i64)> = follow_ups::table
            .filter(follow_ups::state.eq("planned"))
            .select((follow_ups::consultant_id, follow_ups::customer_id))
            .load(conn)?;
        with.extend(calls);
        let numbers: Vec<(i64, String)> =
            customer_phones::table.select((customer_phones::customer_id, customer_phones::e164)).load(conn)?;
        let masked: Vec<(i64, String)> =
            numbers.into_iter().map(|(customer, e164)| (customer, Phone::stored(e164).masked())).collect();
        let people: Vec<i64> = users::table.select(users::id).load(conn)?;
        let of = |who: i64| {
            let (mine, others): (Vec<_>, Vec<_>) =
                masked.iter().partition(|(customer, _)| with.contains(&(who, *customer)));
            let mine: BTreeSet<&String> = mine.into_iter().map(|(_, number)| number).collect();
            others.into_iter().map(|(_, number)| number).filter(|number| !mine.contains(number)).cloned().collect()
        };
        Ok(people.into_iter().map(|who| (who, of(who))).collect())
    })
    .await
    .unwrap()
}

async fn rows_of_the_outbox(db: &Db) -> Vec<String> {
    db.read(|conn| {
        let mut kept: Vec<String> = mails::table.select(mails::payload).load(conn)?;
        kept.extend(mails::table.select(mails::occasion).load::<String>(conn)?);
        kept.extend(job_rows::table.select(job_rows::payload).load::<String>(conn)?);
        Ok(kept)
    })
    .await
    .unwrap()
}
