//! Who works and who comes: consultants of different diligence, parties of every kind, each doing what the pages let them do.

use chrono::{Duration, NaiveTime, Weekday};
use showroom::base::actor::Actor;
use showroom::base::clock::{Date, Moment, SiteClock};
use showroom::base::error::{Answered, Error};
use showroom::base::grade::Grade;
use showroom::base::ids::{CustomerId, SiteId, UserId, VisitId};
use showroom::base::name::Name;
use showroom::base::phone::Phone;
use showroom::base::role::Role;
use showroom::business::consultants::actions::{self as duty, Choice};
use showroom::business::customers::actions as customers;
use showroom::business::customers::model::{CardInput, NumberInput, Title};
use showroom::business::customers::store as people;
use showroom::business::followups::cadence::{self, Rhythm};
use showroom::business::followups::handover::{self, Wanted};
use showroom::business::followups::model::{FollowUp, How, Learned, Record};
use showroom::business::followups::{actions as followups, store as contacts};
use showroom::business::sites::{self, model::SiteFacts};
use showroom::business::visits::actions::{self as visits, Arrival, Caller, Wish};
use showroom::business::visits::model::{Kind, Said};
use showroom::business::visits::outcome::{self, Outcome};
use showroom::platform::access;
use showroom::platform::db::{Db, Tx};

use crate::support::world::{World, facts};

/// Consultants by their login, and how many of a hundred due contacts each makes.
const CREW: [(&str, u64); 6] = [("an", 98), ("bo", 95), ("chen", 90), ("deng", 85), ("fei", 60), ("gu", 35)];

/// The site and everybody who works there.
pub struct House {
    pub db: Db,
    pub site: SiteId,
    pub clock: SiteClock,
    pub boss: UserId,
    desk: UserId,
    crew: Vec<(UserId, u64)>,
    /// The day it is.
    pub day: Date,
    visits: usize,
    received: usize,
    waiting: usize,
    recorded: usize,
    left: Option<UserId>,
    numbers: Vec<String>,
    chance: u64,
}

impl House {
    /// Opens the site on a Thursday in March, in a zone whose clocks change in spring and autumn.
    pub async fn open(db: Db, days: i64, visits: usize) -> Self {
        let world = World::build(&db).await;
        let facts = SiteFacts { zone: "Europe/Berlin".into(), ..facts() };
        let site = world.site;
        let boss = world.person(Role::Supervisor);
        let start: Date = "2026-03-05".parse().unwrap();
        let clock = SiteClock::named(&facts.zone, 0).unwrap();
        db.write(world.actor(Role::Supervisor), clock.day_bounds(start).0, move |tx| {
            let before = sites::of(tx.conn, site)?;
            let mut settings = before.settings.clone();
            settings.day.rest_days = vec![Weekday::Mon];
            sites::actions::change(tx, site, before.version, &facts, &settings)
        })
        .await
        .unwrap();
        let mut crew = Vec::new();
        for (login, diligence) in CREW {
            crew.push((World::add(&db, site, login, Role::Consultant).await, diligence));
        }
        assert!(days > 30);
        Self {
            desk: world.person(Role::Receptionist),
            db,
            site,
            clock,
            boss,
            crew,
            day: start,
            visits,
            received: 0,
            waiting: 0,
            recorded: 0,
            left: None,
            numbers: Vec::new(),
            chance: 0x2545_F491_4F6C_DD1D,
        }
    }

    /// A wall time of this day; hours from 24 on are of the next.
    pub fn at(&self, hour: i64, minute: i64) -> Moment {
        self.clock.moment(self.day.and_time(NaiveTime::MIN) + Duration::minutes(hour * 60 + minute))
    }

    /// A number below `of`.
    fn dice(&mut self, of: u64) -> u64 {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        self.chance % of
    }

    fn consultant(&self, who: UserId) -> Actor {
        Actor::person(self.site, who, Role::Consultant)
    }

    async fn does<T: Send + 'static>(
        &self,
        who: Actor,
        at: Moment,
        act: impl Fn(&mut Tx) -> Answered<T> + Send + 'static,
    ) -> Answered<T> {
        self.db.write(who, at, act).await
    }

    /// Whether nobody has left yet.
    pub fn is_complete(&self) -> bool {
        self.left.is_none()
    }

    /// One leaves: no longer comes in, and the supervisor hands the customers over evenly, as the preview shows.
    pub async fn somebody_leaves(&mut self) {
        let (gone, _) = self.crew.remove(3);
        self.left = Some(gone);
        let boss = Actor::person(self.site, self.boss, Role::Supervisor);
        let grades = Grade::ALL.into_iter().map(Some).chain([None]).collect();
        let wanted = Wanted { from: Some(gone), grades, to: self.crew.iter().map(|(who, _)| *who).collect() };
        let (site, at) = (self.site, self.at(9, 15));
        self.does(boss.clone(), at, move |tx| access::suspend(tx, gone)).await.unwrap();
        let moved = self
            .does(boss, at, move |tx| {
                let mut moved = 0;
                loop {
                    let shown = handover::preview(tx.conn, site, &wanted)?;
                    if shown.moves.is_empty() {
                        return Ok(moved);
                    }
                    moved += handover::hand_over(tx, &wanted, &shown.fingerprint(), "left")?;
                }
            })
            .await
            .unwrap();
        assert!(moved > 5, "the one who left had customers: {moved}");
    }

    /// Most come to work.
    pub async fn clocks_in(&mut self) {
        for (at, (who, _)) in self.crew.clone().into_iter().enumerate() {
            if self.dice(7) > 0 {
                let moment = self.at(9, 20 + i64::try_from(at).unwrap());
                self.does(self.consultant(who), moment, move |tx| duty::clock_in(tx, who)).await.unwrap();
            }
        }
    }

    /// Everybody works at their list, as far as they do.
    pub async fn follows_up(&mut self) {
        for (who, diligence) in self.crew.clone() {
            let (site, today) = (self.site, self.day);
            let due =
                self.db.read(move |conn| contacts::list_due(conn, site, Some(who), (None, today), 60)).await.unwrap();
            let plans: Vec<(FollowUp, [u64; 3])> = due
                .into_iter()
                .filter_map(|row| {
                    let dice = [self.dice(100), self.dice(100), self.dice(100)];
                    (self.dice(100) < diligence).then_some((row, dice))
                })
                .collect();
            self.recorded += plans.len();
            let (clock, at) = (self.clock, self.at(9, 45));
            self.does(self.consultant(who), at, move |tx| {
                plans.iter().try_for_each(|(row, dice)| record(tx, row, *dice, clock, today))
            })
            .await
            .unwrap();
        }
    }

    /// The parties of a day.
    pub async fn receives(&mut self, number: i64, days: i64) {
        let until = |day: i64| self.visits * usize::try_from(day).unwrap() / usize::try_from(days).unwrap();
        let wanted = until(number + 1).saturating_sub(self.received);
        for party in 0..wanted {
            let minutes = 20 + 400 / i64::try_from(wanted).unwrap() * i64::try_from(party).unwrap();
            self.party(self.at(10, minutes)).await;
        }
    }

    async fn party(&mut self, at: Moment) {
        let arrival = self.arrival();
        self.received += 1;
        let desk = Actor::person(self.site, self.desk, Role::Receptionist);
        let (visit, taker) = self
            .does(desk, at, move |tx| {
                let visit = visits::receive(tx, &arrival)?;
                let given = visits::assign(tx, visit, &Wish::default(), &Choice::AsProposed)?;
                Ok((visit, given.consultant))
            })
            .await
            .unwrap();
        let Some(taker) = taker else {
            // Nobody could take them; the house closes the visit in the evening.
            self.waiting += 1;
            return;
        };
        let dice = [self.dice(100), self.dice(100), self.dice(100)];
        let (today, actor) = (self.day, self.consultant(taker));
        self.does(actor.clone(), at + Duration::minutes(1), move |tx| visits::take(tx, visit)).await.unwrap();
        // Some leave without a word, and nobody writes it down.
        if dice[0] < 93 {
            self.does(actor, at + Duration::minutes(19), move |tx| sees_out(tx, visit, dice, today)).await.unwrap();
        }
    }

    /// Somebody new, somebody again, somebody without a number.
    fn arrival(&mut self) -> Arrival {
        let kind = self.dice(100);
        let caller = if kind < 10 {
            Caller::Anonymous
        } else {
            let known = if kind < 40 { self.numbers.len() as u64 } else { 0 };
            let number = if known > 0 {
                let which = self.dice(known);
                self.numbers[usize::try_from(which).unwrap()].clone()
            } else {
                let new = format!("138{:08}", 10_000_000 + self.numbers.len());
                self.numbers.push(new.clone());
                new
            };
            Caller::Number(Phone::parse(&number, "CN").unwrap(), Some(Name::parse("周平").unwrap()), Title::Mr)
        };
        Arrival {
            caller,
            kind: Kind::Buyer,
            been_before: Some(Said::No),
            phoned_before: Some(Said::No),
            party_size: 2,
            children: 0,
            description: None,
            channel: None,
            appointment: None,
            waited_minutes: 0,
            greeted: true,
        }
    }

    /// The year was one in which things happened.
    pub fn must_have_lived(&self) {
        assert_eq!(self.received, self.visits);
        assert!(self.recorded > self.visits, "{} contacts", self.recorded);
        assert!(self.left.is_some());
        eprintln!("{} visits, {} waited in vain, {} contacts", self.received, self.waiting, self.recorded);
    }
}

/// Who leaves: the card where it is missing, a grade, an outcome with a next date or a reason.
fn sees_out(tx: &mut Tx, id: VisitId, dice: [u64; 3], today: Date) -> Answered<()> {
    let visit = visits::own(tx, id)?;
    if let Some(customer) = visit.customer {
        registers(tx, customer, dice)?;
    }
    let facts = visits::closing_facts(tx.conn, &visit, today)?;
    let next = |days: i64| Some(today + Duration::days(days));
    let closure = match dice[2] {
        0..40 => outcome::close(Some(Outcome::NextVisit), next(3), None, &facts)?,
        40..85 => outcome::close(Some(Outcome::Thinking), next(2), None, &facts)?,
        _ => outcome::close(Some(Outcome::NotABuyer), None, Some("只是看看"), &facts)?,
    };
    let visit = visits::own(tx, id)?;
    visits::close(tx, visit, &closure, &visits::Parting::default())
}

fn registers(tx: &mut Tx, id: CustomerId, dice: [u64; 3]) -> Answered<()> {
    let customer = people::find(tx.conn, tx.actor.site, id)?;
    if customer.registered_at.is_none() {
        let numbers = people::numbers_of(tx.conn, id)?.iter().map(|number| NumberInput::Kept(number.id)).collect();
        match customers::save_card(tx, id, customer.version, &card(numbers), None) {
            Ok(()) => {}
            Err(Error::Forbidden(_)) => return Ok(()),
            Err(error) => return Err(error),
        }
    }
    if dice[1] < 70 {
        let grade = Grade::ALL[usize::try_from(dice[1] % 4).unwrap_or_default()];
        let version = people::find(tx.conn, tx.actor.site, id)?.version;
        match customers::set_grade(tx, id, version, grade, Some("聊过以后")) {
            Ok(()) | Err(Error::Forbidden(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn card(numbers: Vec<NumberInput>) -> CardInput {
    let refused = ["purpose", "budget", "area", "rooms", "when", "decider", "loan"];
    CardInput {
        name: Some(Name::parse("周平").unwrap()),
        title: Title::Mr,
        numbers,
        wechat: None,
        email: None,
        district: Some("余杭区".into()),
        occupation: None,
        channel: Some("walk_in".into()),
        note: None,
        refused: refused.map(str::to_owned).to_vec(),
        told: Vec::new(),
    }
}

/// One contact: reached or not, the date that the grade offers, sometimes a reason for none, sometimes a cool-down.
fn record(tx: &mut Tx, row: &FollowUp, dice: [u64; 3], clock: SiteClock, today: Date) -> Answered<()> {
    let now = contacts::find(tx.conn, tx.actor.site, row.id)?;
    let customer = people::find(tx.conn, tx.actor.site, row.customer)?;
    let mine = customer.belongs_to(tx.actor.user) || tx.actor.is(now.consultant);
    let in_peace = customer.do_not_call_until.is_some_and(|until| today < until);
    if now.version != row.version || now.due_on > today || !mine || in_peace {
        return Ok(());
    }
    let settings = sites::of(tx.conn, tx.actor.site)?.settings;
    let rhythm = Rhythm { clock: &clock, day: &settings.day, cadence: &settings.cadence };
    let offered = cadence::next_date(today, &followups::facts(tx.conn, &customer)?, &rhythm);
    assert!(rhythm.works_on(offered), "{offered} is a rest day");
    let reached = dice[0] < 60;
    let over = reached && dice[1] < 6;
    let record = Record {
        how: How::Call,
        reached,
        learned: Learned { codes: if reached { vec!["family".into()] } else { Vec::new() }, words: None },
        next_on: Some(offered),
        no_next_reason: over.then(|| "no_need".to_owned()),
        grade: (reached && dice[2] < 10).then_some(Grade::B),
        grade_reason: Some("要跟家人商量".into()),
        intent: None,
        do_not_call_until: (reached && !over && dice[1] > 97).then(|| today + Duration::days(20)),
    };
    followups::record(tx, row.id, row.version, &record)
}
