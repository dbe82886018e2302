//! Tables of cases for each kind of reminder: on which days it stands, and under which occasion.

use chrono::Duration;

use crate::base::clock::Date;
use crate::base::ids::{CustomerId, UserId};
use crate::business::reminders::model::{
    DueContact, Kind, Papers, Payment, Person, Planned, Purchase, Signing, Subject,
};
use crate::business::sites::settings::SiteSettings;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// Known since 1 March, came and was reached on 10 March 2026.
fn person() -> Person {
    Person {
        id: CustomerId(1),
        owner: Some(UserId(2)),
        grade: None,
        known_since: date("2026-03-01"),
        came_on: Some(date("2026-03-10")),
        contacted_on: Some(date("2026-03-10")),
        ever_reached: true,
        next_on: None,
        do_not_call_until: None,
        bought_on: None,
        lost: false,
        protected_until: None,
        birthday: None,
    }
}

fn plan(kind: Kind, subject: &Subject, day: &str) -> Option<Planned> {
    super::planned(kind, subject, &SiteSettings::default(), date(day))
}

/// First and last day and the occasion, as seen from a day: `03-24..` or `03-24..03-27 2026-03-10`.
fn told(planned: Option<Planned>) -> String {
    planned.map_or_else(
        || "never".to_owned(),
        |planned| {
            let last = planned.last.map(|last| last.format("%m-%d").to_string()).unwrap_or_default();
            format!("{}..{last} {}", planned.on.format("%m-%d"), planned.occasion)
        },
    )
}

fn check_person(kind: Kind, change: impl Fn(&mut Person), day: &str, expected: &str) {
    let mut one = person();
    change(&mut one);
    let subject = Subject::Person(one.clone());
    assert_eq!(told(plan(kind, &subject, day)), expected, "{kind:?} on {day}: {one:?}");
}

#[test]
fn not_contacted_for_so_many_days() {
    let check = |change: fn(&mut Person), expected| check_person(Kind::NotContacted, change, "2026-03-20", expected);
    check(|_| {}, "03-24.. 2026-03-10");
    check(|p| p.ever_reached = false, "never");
    check(|p| p.contacted_on = None, "never");
    check(|p| p.lost = true, "never");
    check(|p| p.bought_on = Some(date("2026-03-10")), "never");
    // Who agreed a date is left alone till the day after it; so is whoever is not to be called.
    check(|p| p.next_on = Some(date("2026-04-10")), "04-11.. 2026-03-10");
    check(|p| p.next_on = Some(date("2026-03-12")), "03-24.. 2026-03-10");
    check(|p| p.do_not_call_until = Some(date("2026-05-01")), "05-01.. 2026-03-10");
    check(|p| p.contacted_on = Some(date("2026-02-14")), "02-28.. 2026-02-14");
    check(|p| p.contacted_on = Some(date("2026-02-15")), "03-01.. 2026-02-15");
    check(|p| p.contacted_on = Some(date("2028-02-15")), "02-29.. 2028-02-15");
}

#[test]
fn never_contacted() {
    let check = |change: fn(&mut Person), expected| {
        let never = move |p: &mut Person| {
            p.ever_reached = false;
            change(p);
        };
        check_person(Kind::NeverContacted, never, "2026-03-20", expected);
    };
    check(|_| {}, "03-17.. first");
    check(|p| p.ever_reached = true, "never");
    check(|p| (p.came_on, p.contacted_on) = (None, None), "03-08.. first");
    check(|p| p.came_on = Some(date("2026-03-15")), "03-22.. first");
    check(|p| p.lost = true, "never");
    check(|p| p.bought_on = Some(date("2026-03-15")), "never");
    check(|p| p.next_on = Some(date("2026-03-30")), "03-31.. first");
}

#[test]
fn protection_ends() {
    let check =
        |change: fn(&mut Person), expected| check_person(Kind::ProtectionEnding, change, "2026-03-20", expected);
    check(|_| {}, "never");
    check(|p| p.protected_until = Some(date("2026-03-25")), "03-22..03-28 2026-03-25");
    check(|p| p.protected_until = Some(date("2026-04-01")), "03-29..04-04 2026-04-01");
    check(
        |p| {
            p.protected_until = Some(date("2026-03-25"));
            p.owner = None;
        },
        "never",
    );
}

#[test]
fn bought_and_not_bought() {
    let never = |change: fn(&mut Person), expected| check_person(Kind::NeverBought, change, "2026-06-20", expected);
    never(|_| {}, "05-30.. first");
    never(|p| p.bought_on = Some(date("2026-05-01")), "never");
    never(|p| p.lost = true, "never");
    never(|p| p.do_not_call_until = Some(date("2026-07-01")), "07-01.. first");
    let since = |change: fn(&mut Person), expected| check_person(Kind::BoughtNothing, change, "2027-06-20", expected);
    since(|_| {}, "never");
    since(|p| p.bought_on = Some(date("2026-05-01")), "05-01.. 2026-05-01");
    since(|p| p.bought_on = Some(date("2028-02-29")), "02-28.. 2028-02-29");
}

#[test]
fn a_birthday_each_year_for_who_bought_and_agreed() {
    let check = |birthday: (u32, u32), day: &str, expected| {
        let change = move |p: &mut Person| {
            p.bought_on = Some(date("2026-01-05"));
            p.birthday = Some(birthday);
        };
        check_person(Kind::Birthday, change, day, expected);
    };
    check((3, 20), "2026-03-20", "03-20..03-23 2026-03-20");
    check((3, 20), "2026-03-19", "03-20..03-23 2026-03-20");
    check((3, 20), "2026-03-23", "03-20..03-23 2026-03-20");
    check((3, 20), "2026-03-24", "03-20..03-23 2027-03-20");
    check((12, 30), "2027-01-01", "12-30..01-02 2026-12-30");
    check((1, 2), "2026-12-28", "01-02..01-05 2027-01-02");
    check((2, 29), "2026-02-01", "02-28..03-03 2026-02-28");
    check((2, 29), "2028-02-01", "02-29..03-03 2028-02-29");
    check_person(Kind::Birthday, |p| p.birthday = Some((3, 20)), "2026-03-20", "never");
}

#[test]
fn a_product_is_used_up() {
    let check = |life_days, replaced, expected| {
        let bought_on = date("2026-01-31");
        let one = Purchase { id: 1, customer: CustomerId(1), consultant: None, bought_on, life_days, replaced };
        assert_eq!(told(plan(Kind::UsedUp, &Subject::Purchase(one), "2026-03-01")), expected);
    };
    check(Some(30), false, "03-02.. 2026-01-31");
    check(Some(365), false, "01-31.. 2026-01-31");
    check(None, false, "never");
    check(Some(30), true, "never");
}

#[test]
fn the_date_to_sign_comes_in_steps() {
    let one = Signing { id: 1, customer: CustomerId(1), consultant: None, sign_by: date("2026-03-10") };
    let subject = Subject::Signing(one);
    for (day, expected) in [
        ("2026-03-01", "03-07.. 2026-03-10/3"),
        ("2026-03-07", "03-07.. 2026-03-10/3"),
        ("2026-03-08", "03-07.. 2026-03-10/3"),
        ("2026-03-09", "03-09.. 2026-03-10/1"),
        ("2026-03-20", "03-09.. 2026-03-10/1"),
    ] {
        assert_eq!(told(plan(Kind::SignComing, &subject, day)), expected, "{day}");
    }
    let mut none = SiteSettings::default();
    none.deposits.reminds_days_before.clear();
    assert_eq!(super::planned(Kind::SignComing, &subject, &none, date("2026-03-09")), None);
}

#[test]
fn papers_are_missing_until_the_appointment() {
    let check = |missing, expected| {
        let appointment_on = date("2026-03-01");
        let one = Papers { id: 1, customer: CustomerId(1), consultant: None, appointment_on, missing };
        assert_eq!(told(plan(Kind::PapersMissing, &Subject::Papers(one), "2026-02-20")), expected);
    };
    check(2, "02-27..03-01 2026-03-01");
    check(0, "never");
}

#[test]
fn a_payment_is_due_and_then_late() {
    let one = Payment { id: 1, customer: CustomerId(1), consultant: None, due_on: date("2026-03-31") };
    for (day, expected) in [
        ("2026-03-01", "03-28..03-31 2026-03-31"),
        ("2026-03-31", "03-28..03-31 2026-03-31"),
        ("2026-04-01", "04-01.. 2026-03-31/late"),
        ("2026-05-01", "04-01.. 2026-03-31/late"),
    ] {
        assert_eq!(told(plan(Kind::PaymentDue, &Subject::Payment(one.clone()), day)), expected, "{day}");
    }
}

#[test]
fn what_is_overdue_climbs_three_five_seven() {
    let one = DueContact { id: 1, customer: CustomerId(1), consultant: UserId(2), due_on: date("2026-02-26") };
    let subject = Subject::FollowUp(one);
    let told = |kind| told(plan(kind, &subject, "2026-03-10"));
    assert_eq!(told(Kind::Overdue), "03-01.. 2026-02-26");
    assert_eq!(told(Kind::OverdueSupervisor), "03-03..03-04 2026-02-26");
    assert_eq!(told(Kind::OverdueReassign), "03-05.. 2026-02-26");
    let mut settings = SiteSettings::default();
    settings.cadence.may_reassign_days = 5;
    // Where both fall on one day, the later one says it all.
    assert_eq!(super::planned(Kind::OverdueSupervisor, &subject, &settings, date("2026-03-10")), None);
}

#[test]
fn what_is_switched_off_never_reminds() {
    let mut settings = SiteSettings::default();
    let r = &mut settings.reminders;
    (r.overdue_on, r.used_up_on, r.protection_ending_on, r.sign_coming_on) = (false, false, false, false);
    for one in [
        &mut r.not_contacted,
        &mut r.never_contacted,
        &mut r.bought_nothing,
        &mut r.never_bought,
        &mut r.papers_missing,
        &mut r.payment_due,
        &mut r.birthday,
    ] {
        one.on = false;
    }
    assert!(Kind::ALL.iter().all(|kind| !super::on(*kind, &settings)));
}

#[test]
fn it_stands_from_its_first_to_its_last_day() {
    let planned = Planned::about(date("2026-03-10"), date("2026-03-07")).until(date("2026-03-10"));
    let stands: Vec<i64> =
        (0..10).filter(|days| planned.stands_on(date("2026-03-05") + Duration::days(*days))).collect();
    assert_eq!(stands, [2, 3, 4, 5]);
}
