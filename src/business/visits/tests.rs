//! A day on the floor, on both engines: who gets whom, by which rule, and what is kept of it.

use chrono::Duration;

use super::actions::{self, Arrival, Caller, Who, Wish};
use super::appointments::{self, Plan};
use super::model::{AppointmentState, Kind, Said, Visit, VisitState};
use super::outcome::Outcome;
use super::store;
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error};
use crate::base::ids::{CustomerId, SiteId, UserId, VisitId};
use crate::base::name::Name;
use crate::base::phone::Phone;
use crate::base::role::{Need, Role};
use crate::base::stage::Stage;
use crate::business::consultants::actions::{self as duty, Choice};
use crate::business::consultants::rotation::{Rule, State};
use crate::business::consultants::turns::{Balance, TurnKind};
use crate::business::consultants::{rotation, store as desk};
use crate::business::customers::journeys;
use crate::business::customers::model::Title;
use crate::business::sites::model::{Goods, SiteFacts};
use crate::business::{customers, sites};
use crate::platform::access::{self, Login, NewUser, PasswordHash};
use crate::platform::db::testing::each_engine;
use crate::platform::db::{Conn, Db, Tx};
use showroom_templates::Lang;

/// A showroom in the morning: a supervisor, a receptionist, three consultants on duty in the order Li, Wang, Zhao.
struct World {
    db: Db,
    site: SiteId,
    now: Moment,
    boss: UserId,
    desk: UserId,
    li: UserId,
    wang: UserId,
    zhao: UserId,
}

impl World {
    async fn new(db: Db) -> Self {
        let now: Moment = "2026-11-21T01:00:00".parse().unwrap();
        let made = db.write(Actor::house(SiteId(0)), now, set_up).await.unwrap();
        let (site, [boss, desk, li, wang, zhao]) = made;
        let mut world = Self { db, site, now, boss, desk, li, wang, zhao };
        for who in [li, wang, zhao] {
            world.passes(1);
            world.acts(who, move |tx| duty::clock_in(tx, who).map(|_| ())).await.unwrap();
        }
        world
    }

    fn passes(&mut self, minutes: i64) {
        self.now += Duration::minutes(minutes);
    }

    fn actor(&self, who: UserId) -> Actor {
        let role = match who {
            _ if who == self.boss => Role::Supervisor,
            _ if who == self.desk => Role::Receptionist,
            _ => Role::Consultant,
        };
        Actor::person(self.site, who, role)
    }

    async fn acts<T, F>(&self, who: UserId, act: F) -> Answered<T>
    where
        T: Send + 'static,
        F: Fn(&mut Tx) -> Answered<T> + Send + 'static,
    {
        self.db.write(self.actor(who), self.now, act).await
    }

    async fn reads<T: Send + 'static>(&self, look: impl Fn(&mut Conn) -> Answered<T> + Send + 'static) -> T {
        self.db.read(look).await.unwrap()
    }

    async fn receives(&mut self, arrival: Arrival) -> VisitId {
        self.passes(1);
        self.acts(self.desk, move |tx| actions::receive(tx, &arrival)).await.unwrap()
    }

    async fn visit(&self, id: VisitId) -> Visit {
        let site = self.site;
        self.reads(move |conn| store::find(conn, site, id)).await
    }

    /// The desk takes the proposal; gives who it was and by which rule.
    async fn assigns(&mut self, id: VisitId) -> (Option<UserId>, Rule, bool) {
        self.passes(1);
        let assignment = self
            .acts(self.desk, move |tx| actions::assign(tx, id, &Wish::default(), &Choice::AsProposed))
            .await
            .unwrap();
        (assignment.consultant, assignment.rule, assignment.costs_turn)
    }

    async fn takes(&mut self, who: UserId, id: VisitId) {
        self.passes(1);
        self.acts(who, move |tx| actions::take(tx, id)).await.unwrap();
    }

    async fn leaves(&mut self, who: UserId, id: VisitId) {
        self.passes(5);
        self.acts(who, move |tx| {
            let visit = actions::own(tx, id)?;
            let today = visit.day;
            let facts = actions::closing_facts(tx.conn, &visit, today)?;
            let closure = super::outcome::close(Some(Outcome::Thinking), today.succ_opt(), None, &facts)?;
            actions::close(tx, visit, &closure, &actions::Parting::default())
        })
        .await
        .unwrap();
    }

    async fn balance(&self, who: UserId) -> Balance {
        let (site, day) = (self.site, self.now.date());
        let lines = self.reads(move |conn| desk::turns_of_day(conn, site, day)).await;
        Balance::of(lines.into_iter().filter(|line| line.consultant == who).map(|line| line.kind))
    }

    async fn order(&self) -> Vec<UserId> {
        let (site, day) = (self.site, self.now.date());
        let mut queue = self.reads(move |conn| desk::queue(conn, site, day)).await;
        queue.sort_by_key(|standing| standing.position);
        queue.into_iter().map(|standing| standing.consultant).collect()
    }
}

fn set_up(tx: &mut Tx) -> Answered<(SiteId, [UserId; 5])> {
    let facts = SiteFacts {
        name: "湖岸".into(),
        goods: Goods::Homes,
        zone: "Asia/Shanghai".into(),
        currency: "CNY".into(),
        country: "CN".into(),
        lang: "zh-CN".into(),
        cutover_minutes: 0,
    };
    let site = sites::actions::open(tx, &facts)?;
    tx.actor = Actor::house(site);
    let people = [
        ("boss", Role::Supervisor),
        ("desk", Role::Receptionist),
        ("li", Role::Consultant),
        ("wang", Role::Consultant),
        ("zhao", Role::Consultant),
    ];
    let mut ids = [UserId(0); 5];
    for (at, (login, role)) in people.into_iter().enumerate() {
        let new = NewUser {
            login: Login::parse(login)?,
            name: Name::parse(login)?,
            password: PasswordHash::stored("none".into()),
            lang: Lang::Zh,
            role,
        };
        ids[at] = access::add_user(tx, &new)?;
    }
    Ok((site, ids))
}

fn stranger() -> Arrival {
    Arrival {
        caller: Caller::Anonymous,
        kind: Kind::Buyer,
        been_before: Some(Said::No),
        phoned_before: Some(Said::No),
        party_size: 2,
        children: 1,
        description: Some("grey coat".into()),
        channel: None,
        appointment: None,
        waited_minutes: 0,
        greeted: true,
    }
}

fn with_number(number: &str) -> Arrival {
    let phone = Phone::parse(number, "CN").unwrap();
    Arrival { caller: Caller::Number(phone, Some(Name::parse("王小明").unwrap()), Title::Mr), ..stranger() }
}

fn code<T: std::fmt::Debug>(answer: Answered<T>) -> &'static str {
    match answer {
        Err(Error::Refused(refused)) => refused.code,
        other => panic!("not refused: {other:?}"),
    }
}

async fn owned_by(world: &World, customer: CustomerId, owner: UserId) {
    world
        .acts(world.boss, move |tx| {
            use crate::platform::db::schema::customers::dsl;
            use diesel::prelude::*;
            diesel::update(dsl::customers.find(customer.0)).set(dsl::owner_id.eq(Some(owner.0))).execute(tx.conn)?;
            Ok(())
        })
        .await
        .unwrap();
}

#[test]
fn strangers_go_round_in_the_order_of_the_day() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let (li, wang, zhao) = (world.li, world.wang, world.zhao);
        for expected in [li, wang, zhao] {
            let visit = world.receives(stranger()).await;
            assert_eq!(world.assigns(visit).await, (Some(expected), Rule::NewVisitor, true));
        }
        // All are busy: the party waits, and the first to be free takes it.
        let fourth = world.receives(stranger()).await;
        let site = world.site;
        let noted = world.reads(move |conn| desk::assignment_of(conn, fourth)).await.unwrap();
        assert_eq!((noted.consultant, noted.rule), (None, Rule::NobodyEligible));
        let second = world.reads(move |conn| store::list_here(conn, site)).await[1].id;
        world.takes(wang, second).await;
        world.leaves(wang, second).await;
        assert_eq!(code(world.acts(li, move |tx| actions::take(tx, fourth)).await), "turn_moved_on");
        world.takes(wang, fourth).await;
        let visit = world.visit(fourth).await;
        assert_eq!((visit.consultant, visit.state), (Some(wang), VisitState::WithConsultant));
    });
}

#[test]
fn a_missed_turn_is_owed_and_made_up() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let (li, wang, zhao) = (world.li, world.wang, world.zhao);
        let mine = world.receives(with_number("13800138000")).await;
        assert_eq!(world.assigns(mine).await.0, Some(li));
        let customer = world.visit(mine).await.customer.unwrap();
        owned_by(&world, customer, li).await;
        world.takes(li, mine).await;
        world.leaves(li, mine).await;
        assert_eq!(world.order().await, [wang, zhao, li]);

        // Li's own customer comes again: no turn is paid, and the file answers both questions.
        let again = Arrival { been_before: None, phoned_before: None, ..with_number("138 0013 8000") };
        let again = world.receives(again).await;
        let visit = world.visit(again).await;
        assert_eq!((visit.kind, visit.customer, visit.been_before), (Kind::Returning, Some(customer), Said::Yes));
        assert_eq!(world.assigns(again).await, (Some(li), Rule::Returning, false));
        assert_eq!(world.order().await, [wang, zhao, li]);

        // Two strangers take Wang and Zhao; the third would be Li's, but Li is with the customer: nobody can.
        for _ in 0..2 {
            let visit = world.receives(stranger()).await;
            world.assigns(visit).await;
        }
        assert_eq!(world.order().await, [li, wang, zhao]);
        let site = world.site;
        let here = world.reads(move |conn| store::list_here(conn, site)).await;
        let of_wang = here.iter().find(|visit| visit.consultant == Some(wang)).unwrap().id;
        world.takes(wang, of_wang).await;
        world.leaves(wang, of_wang).await;
        // Now Wang is free and Li is not: Li's turn passes and is owed.
        let third = world.receives(stranger()).await;
        assert_eq!(world.assigns(third).await, (Some(wang), Rule::NewVisitor, true));
        assert_eq!(world.balance(li).await.open(), 1);
        world.takes(li, again).await;
        world.leaves(li, again).await;
        let fourth = world.receives(stranger()).await;
        assert_eq!(world.assigns(fourth).await, (Some(li), Rule::MakeUp, true));
        assert_eq!(world.balance(li).await.open(), 0);
        // A line for each, and each says why.
        let day = world.now.date();
        let lines = world.reads(move |conn| desk::turns_of_day(conn, site, day)).await;
        assert!(lines.iter().any(|line| line.kind == TurnKind::Owed && line.reason == "with_party"), "{lines:?}");
    });
}

#[test]
fn the_two_questions_must_be_answered() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let desk = world.desk;
        let silent = Arrival { been_before: None, phoned_before: None, ..stranger() };
        let no = world.acts(desk, move |tx| actions::receive(tx, &silent)).await;
        let Err(Error::Refused(no)) = no else { panic!("it went on") };
        let said: Vec<_> = no.all().map(|one| (one.field, one.code)).collect();
        assert_eq!(
            said,
            [(Some("been_before"), "been_before_unanswered"), (Some("phoned_before"), "phoned_before_unanswered")]
        );
        let surveyor = Arrival { kind: Kind::Colleague, been_before: None, phoned_before: None, ..stranger() };
        let id = world.acts(desk, move |tx| actions::receive(tx, &surveyor)).await.unwrap();
        let assigned =
            world.acts(desk, move |tx| actions::assign(tx, id, &Wish::default(), &Choice::AsProposed)).await.unwrap();
        assert_eq!((assigned.rule, assigned.costs_turn), (Rule::NoBuyer, false));
    });
}

#[test]
fn pointing_into_the_file_shows_no_number() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let (li, site) = (world.li, world.site);
        let known = world.receives(with_number("138 0013 8000")).await;
        let customer = world.visit(known).await.customer.unwrap();
        let told =
            async |world: &World| world.reads(move |conn| customers::actions::told_to(conn, site, customer)).await;
        // Whom the desk sends is read whole by whoever receives them.
        world.assigns(known).await;
        world.takes(li, known).await;
        assert_eq!(told(&world).await, Some(li));
        world.leaves(li, known).await;
        assert_eq!(told(&world).await, None);
        // Li says of a nameless party that it is this customer: that alone shows no number …
        let nameless = world.receives(stranger()).await;
        let choice = Choice::Instead(li, "they asked for Li".into());
        world.acts(world.boss, move |tx| actions::assign(tx, nameless, &Wish::default(), &choice)).await.unwrap();
        world.takes(li, nameless).await;
        world.acts(li, move |tx| actions::join(tx, nameless, &Who::Known(customer)).map(|_| ())).await.unwrap();
        assert_eq!(told(&world).await, None);
        world.leaves(li, nameless).await;
        // … and typing the number shows what was typed.
        let another = world.receives(stranger()).await;
        let choice = Choice::Instead(li, "they asked for Li".into());
        world.acts(world.boss, move |tx| actions::assign(tx, another, &Wish::default(), &choice)).await.unwrap();
        world.takes(li, another).await;
        let who = Who::Number(Phone::parse("138 0013 8000", "CN").unwrap(), None, Title::None);
        world.acts(li, move |tx| actions::join(tx, another, &who).map(|_| ())).await.unwrap();
        assert_eq!(told(&world).await, Some(li));
    });
}

#[test]
fn another_consultant_needs_a_reason_and_the_right() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let (boss, desk, li, zhao) = (world.boss, world.desk, world.li, world.zhao);
        let id = world.receives(stranger()).await;
        let give = move |reason: &'static str| {
            move |tx: &mut Tx| {
                let choice = Choice::Instead(zhao, reason.to_owned());
                actions::assign(tx, id, &Wish::default(), &choice).map(|assignment| assignment.consultant)
            }
        };
        assert_eq!(code(world.acts(desk, give(" ")).await), "override_needs_reason");
        let forbidden = world.acts(li, give("mine")).await;
        assert!(matches!(forbidden, Err(Error::Forbidden(Need::OverrideTurn))), "{forbidden:?}");
        assert_eq!(world.acts(desk, give("speaks their language")).await.unwrap(), Some(zhao));
        assert_eq!(world.balance(li).await, Balance::default());
        assert_eq!(world.balance(zhao).await.taken, 1);
        // Given away again before it was taken: Zhao's turn is owed.
        let back = move |tx: &mut Tx| {
            let choice = Choice::Instead(li, "Zhao was called away".to_owned());
            actions::assign(tx, id, &Wish::default(), &choice).map(|assignment| assignment.consultant)
        };
        assert_eq!(world.acts(boss, back).await.unwrap(), Some(li));
        assert_eq!(world.balance(zhao).await.open(), 1);
    });
}

#[test]
fn the_floor_is_walked_and_stamped() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let (li, wang) = (world.li, world.wang);
        let id = world.receives(stranger()).await;
        world.assigns(id).await;
        let go = move |to: Stage, reason: Option<&'static str>| move |tx: &mut Tx| actions::advance(tx, id, to, reason);
        assert_eq!(code(world.acts(li, go(Stage::Tour, None)).await), "visit_not_taken");
        world.takes(li, id).await;
        assert_eq!(world.visit(id).await.stage, Stage::Introduction);
        let foreign = world.acts(wang, go(Stage::Tour, None)).await;
        assert!(matches!(foreign, Err(Error::Forbidden(Need::WalkVisit))), "{foreign:?}");
        world.passes(10);
        assert_eq!(code(world.acts(li, go(Stage::Negotiation, None)).await), "move_needs_reason");
        world.acts(li, go(Stage::Negotiation, Some("it rains"))).await.unwrap();
        world.passes(5);
        world.acts(li, go(Stage::Tour, None)).await.unwrap();
        world.acts(li, move |tx| actions::leave_alone(tx, id)).await.unwrap();
        world.passes(2);
        world.acts(wang, move |tx| actions::rejoin(tx, id)).await.unwrap();
        let stamps = world.reads(move |conn| store::stamps(conn, id)).await;
        let kept: Vec<_> = stamps
            .iter()
            .map(|stamp| (stamp.stage, stamp.left_at.is_some(), stamp.skipped_reason.as_deref()))
            .collect();
        assert_eq!(
            kept,
            [
                (Stage::Reception, true, None),
                (Stage::Introduction, true, None),
                (Stage::Tour, true, Some("it rains")),
                (Stage::Negotiation, true, None),
                (Stage::Tour, false, None),
            ]
        );
        world.acts(li, move |tx| actions::tick(tx, id, "tour.keys", "")).await.unwrap();
        assert_eq!(code(world.acts(li, move |tx| actions::tick(tx, id, "tour.dance", "")).await), "item_unknown");
        let journey = world.visit(id).await.journey;
        assert_eq!(world.reads(move |conn| store::ticks(conn, journey)).await.len(), 1);
        world.acts(li, move |tx| actions::untick(tx, id, "tour.keys")).await.unwrap();
        assert_eq!(world.reads(move |conn| store::ticks(conn, journey)).await.len(), 0);
        world.leaves(li, id).await;
        assert_eq!(code(world.acts(li, go(Stage::Tour, None)).await), "visit_over");
        let visit = world.visit(id).await;
        assert!(matches!((visit.outcome, visit.next_on), (Some(Outcome::Thinking), Some(_))));
    });
}

#[test]
fn an_anonymous_party_becomes_a_customer_and_keeps_its_time_line() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let (li, site) = (world.li, world.site);
        let known = world.receives(with_number("13800138000")).await;
        let customer = world.visit(known).await.customer.unwrap();
        let first = world.visit(known).await;
        let id = world.receives(stranger()).await;
        world.assigns(id).await;
        world.takes(li, id).await;
        world.acts(li, move |tx| actions::tick(tx, id, "introduce.model", "")).await.unwrap();
        let phone = Phone::parse("13800138000", "CN").unwrap();
        let who = Who::Number(phone, None, Title::None);
        let joined = world.acts(li, move |tx| actions::join(tx, id, &who)).await.unwrap();
        assert_eq!(joined, customer);
        let visit = world.visit(id).await;
        assert_eq!((visit.customer, visit.journey, visit.kind), (Some(customer), first.journey, Kind::Returning));
        let journey = visit.journey;
        assert_eq!(world.reads(move |conn| store::ticks(conn, journey)).await.len(), 1);
        let stage = world.reads(move |conn| journeys::find(conn, site, journey)).await.stage;
        assert_eq!(stage, Stage::Introduction);
        let again = Who::Known(customer);
        assert_eq!(code(world.acts(li, move |tx| actions::join(tx, id, &again)).await), "visit_has_customer");
        let kept = world.reads(move |conn| customers::store::find(conn, site, customer)).await;
        assert_eq!(kept.visits, 2);
    });
}

#[test]
fn a_returning_customer_goes_on_where_the_journey_stands() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let li = world.li;
        let id = world.receives(with_number("13800138000")).await;
        world.assigns(id).await;
        world.takes(li, id).await;
        world.acts(li, move |tx| actions::advance(tx, id, Stage::Negotiation, Some("in a hurry"))).await.unwrap();
        world.leaves(li, id).await;
        let (boss, site, customer) = (world.boss, world.site, world.visit(id).await.customer.unwrap());
        let known = world.reads(move |conn| customers::store::find(conn, site, customer)).await;
        let version = known.version;
        world
            .acts(boss, move |tx| customers::actions::reassign(tx, customer, version, li, "li received them"))
            .await
            .unwrap();
        world.passes(120);
        let again =
            world.receives(Arrival { been_before: None, phoned_before: None, ..with_number("13800138000") }).await;
        world.assigns(again).await;
        world.takes(li, again).await;
        assert_eq!(world.visit(again).await.stage, Stage::Negotiation);
    });
}

#[test]
fn appointments_are_kept_missed_or_called_off() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let (desk, wang, site) = (world.desk, world.wang, world.site);
        let id = world.receives(with_number("13800138000")).await;
        let customer = world.visit(id).await.customer.unwrap();
        let plan = move |minutes: i64, now: Moment| Plan {
            customer,
            consultant: Some(wang),
            at: now + Duration::minutes(minutes),
            party_size: 2,
            note: None,
        };
        let (now, late) = (world.now, plan(-5, world.now));
        assert_eq!(code(world.acts(desk, move |tx| appointments::make(tx, &late)).await), "appointment_in_the_past");
        let mut made = Vec::new();
        for minutes in [30, 60] {
            let plan = plan(minutes, now);
            made.push(world.acts(desk, move |tx| appointments::make(tx, &plan)).await.unwrap());
        }
        let (first, second) = (made[0], made[1]);
        let come = Arrival { caller: Caller::Anonymous, appointment: Some(first), ..stranger() };
        let visit = world.receives(come).await;
        assert_eq!(world.visit(visit).await.kind, Kind::Appointment);
        assert_eq!(world.assigns(visit).await, (Some(wang), Rule::Appointment, false));
        world.now = "2026-11-21T14:30:00".parse().unwrap();
        let house = Actor::house(site);
        assert_eq!(world.db.write(house.clone(), world.now, actions::close_day).await.unwrap(), 2);
        assert_eq!(world.db.write(house, world.now, actions::close_day).await.unwrap(), 0);
        let states: Vec<_> = [
            world.reads(move |conn| appointments::find(conn, site, first)).await.state,
            world.reads(move |conn| appointments::find(conn, site, second)).await.state,
        ]
        .into();
        assert_eq!(states, [AppointmentState::Came, AppointmentState::Missed]);
        let closed = world.visit(visit).await;
        assert_eq!((closed.outcome, closed.closed_by_house), (Some(Outcome::LeftWithoutAWord), true));
        assert_eq!(closed.next_on, world.now.date().succ_opt());
        let day = world.now.date();
        let duties = world.reads(move |conn| desk::queue(conn, site, day)).await;
        assert!(duties.iter().all(|standing| standing.state == State::OffDuty), "{duties:?}");
    });
}

#[test]
fn going_away_keeps_the_place_and_says_why() {
    each_engine(async |db| {
        let mut world = World::new(db).await;
        let (desk_, li, wang, site) = (world.desk, world.li, world.wang, world.site);
        let day = world.now.date();
        let mine = world.reads(move |conn| desk::duty_of(conn, site, li, day)).await.unwrap();
        let id = mine.id;
        let go = move |change: duty::Change| move |tx: &mut Tx| duty::change(tx, id, &change);
        let meal = duty::Change::Away(rotation::Away::Meal, None);
        let forbidden = world.acts(wang, go(meal.clone())).await;
        assert!(matches!(forbidden, Err(Error::Forbidden(Need::ManageDuty))), "{forbidden:?}");
        world.acts(li, go(meal)).await.unwrap();
        let visit = world.receives(stranger()).await;
        assert_eq!(world.assigns(visit).await.0, Some(wang));
        assert_eq!(world.balance(li).await.open(), 1);
        world.acts(desk_, go(duty::Change::Back)).await.unwrap();
        let next = world.receives(stranger()).await;
        assert_eq!(world.assigns(next).await, (Some(li), Rule::MakeUp, true));
        assert_eq!(code(world.acts(li, go(duty::Change::Out)).await), "duty_with_party");
        assert_eq!(code(world.acts(li, move |tx| duty::clock_in(tx, li)).await), "already_on_duty");
    });
}
