//! Months of history: customers who come, come again, are called, buy or are lost. Planned in memory, written day by day.

use super::bulk::{Bulk, V};
use super::cast::Cast;
use super::chance::Chance;
use super::deals;
use super::house::{House, SiteMade};
use super::loader::Loader;
use crate::base::clock::{Date, Moment};
use crate::base::error::Answered;
use crate::base::grade::Grade;
use crate::base::ids::UserId;
use crate::base::name::Name;
use crate::business::calls::model::ABOUT;
use crate::business::sites::model::Goods;
use crate::business::sites::settings::Protection;
use crate::platform::db::Db;
use chrono::{Datelike, Duration, NaiveTime};

/// How much history.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    /// Customers with a name.
    pub customers: u64,
    /// Days before today.
    pub days: u32,
    /// The same seed gives the same showroom.
    pub seed: u64,
}

impl Amount {
    /// Two months of a middling showroom: what `serve --demo` loads.
    pub const SHOWROOM: Self = Self { customers: 320, days: 61, seed: 7 };
}

/// Visits written in one transaction.
const VISITS_PER_BATCH: usize = 4_000;
/// Prefixes of mobile numbers in use.
const PREFIXES: [&str; 12] = ["138", "139", "137", "136", "135", "150", "151", "158", "159", "186", "187", "188"];

/// How a customer's path ends, as far as history goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Open,
    Lost,
    Bought,
}

/// One customer, planned.
#[derive(Debug, Clone, Copy)]
struct Plan {
    site: u8,
    fate: Fate,
    grade: Grade,
    owner: u16,
    visits: u8,
    met: u8,
    last_day: u32,
    id: i64,
    journey: i64,
}

/// One coming: whose (`u32::MAX` for a party without a name), and at which minute of the day.
#[derive(Debug, Clone, Copy)]
struct Coming {
    minute: u16,
    customer: u32,
}

const NAMELESS: u32 = u32::MAX;

/// Writes the history of a house; gives the numbers of customers and visits.
///
/// # Errors
/// Faults of the database.
pub async fn write(db: &Db, cast: &Cast, house: &House, amount: Amount, now: Moment) -> Answered<(u64, u64)> {
    let mut chance = Chance::new(amount.seed);
    let today = house.sites.first().map_or(now.date(), |site| site.clock.business_day(now));
    let mut plans: Vec<Plan> = (0..amount.customers).map(|_| plan(&mut chance, house, amount.days)).collect();
    limit_buyers(&mut plans, house);
    let comings = comings(&mut chance, &plans, amount, today);
    let mut loader = Loader::start(db.location())?;
    let mut writer = Writer::new(cast, house, today, chance);
    let mut waiting = 0;
    for (day, mut parties) in comings.into_iter().enumerate() {
        parties.sort_by_key(|coming| coming.minute);
        let date = today - Duration::days(i64::from(amount.days) - day as i64);
        writer.open_day(date);
        for coming in parties {
            writer.visit(&mut plans, coming, date, day as u32);
            waiting += 1;
            if waiting >= VISITS_PER_BATCH {
                loader.write(writer.take()).await?;
                waiting = 0;
            }
        }
    }
    loader.write(writer.take()).await?;
    loader.write(vec![writer.series()]).await?;
    loader.finish().await?;
    Ok((writer.customers, writer.visits))
}

fn plan(chance: &mut Chance, house: &House, days: u32) -> Plan {
    let site = usize::from(house.sites.len() > 1 && chance.percent(22));
    let visits = match chance.below(100) {
        0..30 => 1,
        30..52 => 2,
        52..71 => 3,
        71..84 => 4,
        84..92 => 5,
        92..97 => 6,
        _ => 9,
    };
    let grade = match (visits, chance.below(10)) {
        (1, 0..5) => Grade::C,
        (1, _) => Grade::D,
        (2, 0..6) => Grade::B,
        (2, _) => Grade::C,
        (_, 0..4) => Grade::A,
        (_, _) => Grade::B,
    };
    let consultants = house.sites[site].consultants.len();
    Plan {
        site: site as u8,
        fate: if visits > 1 && chance.percent(14) { Fate::Bought } else { Fate::Open },
        grade,
        owner: chance.below(consultants) as u16,
        visits,
        met: 0,
        last_day: chance.below(days.max(1) as usize) as u32,
        id: 0,
        journey: 0,
    }
}

/// No more buyers than two fifths of the units; the rest are still thinking.
fn limit_buyers(plans: &mut [Plan], house: &House) {
    let mut left: Vec<usize> = house.sites.iter().map(|site| site.units.len() * 2 / 5).collect();
    for plan in plans.iter_mut().filter(|plan| plan.fate == Fate::Bought) {
        match left.get_mut(usize::from(plan.site)) {
            Some(units) if *units > 0 => *units -= 1,
            _ => plan.fate = Fate::Open,
        }
    }
}

fn comings(chance: &mut Chance, plans: &[Plan], amount: Amount, today: Date) -> Vec<Vec<Coming>> {
    let days = amount.days.max(1);
    let mut comings: Vec<Vec<Coming>> = vec![Vec::new(); days as usize];
    for (customer, plan) in plans.iter().enumerate() {
        let mut day = plan.last_day;
        for _ in 0..plan.visits {
            let at = toward_weekend(chance, day, days, today);
            let minute = chance.between(9 * 60 + 20, 17 * 60 + 20) as u16;
            comings[at as usize].push(Coming { minute, customer: customer as u32 });
            day = day.saturating_sub(chance.between(2, 9) as u32);
        }
    }
    for _ in 0..amount.customers * 15 / 100 {
        let at = toward_weekend(chance, chance.clone().below(days as usize) as u32, days, today);
        let minute = chance.between(9 * 60 + 20, 17 * 60 + 20) as u16;
        comings[at as usize].push(Coming { minute, customer: NAMELESS });
    }
    comings
}

/// Half of the parties that would come on a weekday come at the weekend before or after instead.
fn toward_weekend(chance: &mut Chance, day: u32, days: u32, today: Date) -> u32 {
    let date = today - Duration::days(i64::from(days) - i64::from(day));
    let weekday = date.weekday().num_days_from_monday();
    if weekday >= 5 || chance.percent(50) {
        return day;
    }
    let saturday = day + 5 - weekday + u32::from(chance.percent(50));
    if saturday < days { saturday } else { day }
}

struct Writer<'a> {
    cast: &'a Cast,
    house: &'a House,
    today: Date,
    chance: Chance,
    /// Who phones, by itself: what else happens does not depend on it.
    rings: Chance,
    made: i64,
    customers: u64,
    visits: u64,
    numbers: Vec<i64>,
    turns: Vec<usize>,
    deals: deals::Deals,
    rows: Tables,
}

struct Tables {
    customers: Bulk,
    phones: Bulk,
    consents: Bulk,
    journeys: Bulk,
    grades: Bulk,
    needs: Bulk,
    visits: Bulk,
    stages: Bulk,
    duties: Bulk,
    assignments: Bulk,
    turns: Bulk,
    signals: Bulk,
    tours: Bulk,
    stops: Bulk,
    calls: Bulk,
    followups: Bulk,
    journal: Bulk,
}

impl Tables {
    fn new() -> Self {
        Self {
            customers: Bulk::new(
                "customers",
                "id, site_id, name, name_sound, name_initials, title, owner_id, owner_since, grade, graded_at, intent, channel, district, last_contact_at, next_contact_on, refused_fields, visits_count, last_visit_at, registered_at, bought_at, lost_at, lost_reason, created_by, created_at, updated_at, version",
            ),
            phones: Bulk::new("customer_phones", "id, site_id, customer_id, e164, tail, is_main, created_at"),
            consents: Bulk::new(
                "consents",
                "id, site_id, customer_id, purpose, notice_version, notice_text, given, asked_by, asked_at",
            ),
            journeys: Bulk::new(
                "journeys",
                "id, site_id, customer_id, stage, status, playbook, playbook_version, opened_at, closed_at, closed_reason, version",
            ),
            grades: Bulk::new(
                "grade_changes",
                "id, site_id, customer_id, old_grade, new_grade, suggested, reasons, set_by, set_at",
            ),
            needs: Bulk::new("needs", "id, site_id, journey_id, question, answer, refused, noted_by, noted_at"),
            visits: Bulk::new(
                "visits",
                "id, site_id, journey_id, customer_id, day, number, state, stage, kind, party_size, children, description, channel, been_before, phoned_before, consultant_id, arrived_at, greeted_at, assigned_at, left_at, outcome, next_on, no_next_reason, contacts_exchanged, walked_to_door, papers_given, intent, version",
            ),
            stages: Bulk::new("visit_stages", "id, site_id, visit_id, stage, entered_at, left_at, moved_by"),
            duties: Bulk::new(
                "duties",
                "id, site_id, user_id, day, position, state, state_since, clocked_in_at, clocked_out_at",
            ),
            assignments: Bulk::new(
                "assignments",
                "id, site_id, day, visit_id, consultant_id, rule, costs_turn, overridden, queue, skipped, made_by, made_at",
            ),
            turns: Bulk::new("turns", "id, site_id, day, consultant_id, kind, reason, assignment_id, visit_id, at"),
            signals: Bulk::new("signals", "id, site_id, visit_id, code, seen_by, seen_at"),
            tours: Bulk::new("tours", "id, site_id, visit_id, route, chosen_by, chosen_at, walked_at"),
            stops: Bulk::new(
                "tour_stops",
                "id, site_id, tour_id, position, place, name_zh, name_en, merits_told, verdict, reached_at",
            ),
            calls: Bulk::new(
                "calls",
                "id, site_id, customer_id, caller, channel, about, next, next_on, consultant_id, taken_by, taken_at",
            ),
            followups: Bulk::new(
                "follow_ups",
                "id, site_id, customer_id, journey_id, consultant_id, visit_id, due_on, purpose, state, how, effective, learned, next_on, created_by, created_at, done_by, done_at, version",
            ),
            journal: Bulk::new(
                "journal",
                "id, at, site_id, actor_id, kind, customer_id, visit_id, unit_id, subject_id, detail",
            ),
        }
    }
}

/// A party as it is written.
struct Party<'a> {
    site: &'a SiteMade,
    site_index: usize,
    consultant: UserId,
    visit: i64,
    journey: i64,
    customer: Option<i64>,
    date: Date,
    arrived: Moment,
    left: Moment,
    first: bool,
    reaches: usize,
}

impl<'a> Writer<'a> {
    fn new(cast: &'a Cast, house: &'a House, today: Date, chance: Chance) -> Self {
        let sites = house.sites.len();
        Self {
            cast,
            house,
            today,
            rings: Chance::new(chance.clone().next()),
            chance,
            made: 0,
            customers: 0,
            visits: 0,
            numbers: vec![0; sites],
            turns: vec![0; sites],
            deals: deals::Deals::new(sites),
            rows: Tables::new(),
        }
    }

    /// Where each series of numbered papers stands.
    fn series(&self) -> String {
        let mut rows = Bulk::new("number_series", "site_id, series, year, last");
        for (site, series, year, last) in self.deals.numbers() {
            rows.add(&[V::I(self.house.sites[site].id.0), V::S(series.code()), V::I(i64::from(year)), V::I(last)]);
        }
        rows.take()
    }

    /// The day begins: parties are counted anew, and every consultant is at the post until it closes.
    fn open_day(&mut self, date: Date) {
        self.numbers.fill(0);
        let house = self.house;
        for site in &house.sites {
            let at = |minutes: i64| site.clock.moment(date.and_time(NaiveTime::MIN) + Duration::minutes(minutes));
            for (place, user) in (0_i64..).zip(&site.consultants) {
                let (came, left) = (at(8 * 60 + 45 + place * 4 % 15), at(18 * 60 + 30 + place * 7 % 20));
                let id = self.id(came);
                self.rows.duties.add(&[
                    V::I(id),
                    V::I(site.id.0),
                    V::I(user.0),
                    V::D(date),
                    V::I(place + 1),
                    V::S("out"),
                    V::T(left),
                    V::T(came),
                    V::T(left),
                ]);
            }
        }
    }

    fn take(&mut self) -> Vec<String> {
        let rows = &mut self.rows;
        let before = [
            rows.customers.take(),
            rows.phones.take(),
            rows.consents.take(),
            rows.journeys.take(),
            rows.grades.take(),
            rows.needs.take(),
            rows.visits.take(),
            rows.stages.take(),
            rows.duties.take(),
            rows.assignments.take(),
            rows.turns.take(),
            rows.signals.take(),
            rows.tours.take(),
            rows.stops.take(),
            rows.calls.take(),
            rows.followups.take(),
        ];
        before.into_iter().chain(self.deals.take()).chain([rows.journal.take()]).collect()
    }

    /// An id for something that happened then: in the order of time, and unlike any other of this run.
    fn id(&mut self, at: Moment) -> i64 {
        self.made += 1;
        crate::base::ids::at(at.and_utc().timestamp_millis(), self.made)
    }

    fn visit(&mut self, plans: &mut [Plan], coming: Coming, date: Date, day: u32) {
        let house = self.house;
        let plan = plans.get_mut(coming.customer as usize);
        let site_index = plan.as_ref().map_or(0, |plan| usize::from(plan.site));
        let site = &house.sites[site_index];
        let local = date.and_time(NaiveTime::MIN) + Duration::minutes(i64::from(coming.minute));
        let arrived = site.clock.moment(local) + Duration::milliseconds(self.chance.between(0, 59_999));
        let visit = self.id(arrived);
        self.visits += 1;
        self.numbers[site_index] += 1;
        let reaches = [2, 3, 3, 4, 4, 4][self.chance.below(6)];
        let minutes = 6 + 11 * reaches as i64 + self.chance.between(0, 35);
        let mut party = Party {
            site,
            site_index,
            consultant: UserId(0),
            visit,
            journey: 0,
            customer: None,
            date,
            arrived,
            left: arrived + Duration::minutes(minutes),
            first: true,
            reaches,
        };
        match plan {
            Some(plan) => self.customer_comes(plan, coming.customer, &mut party, day),
            None => self.nameless_comes(&mut party),
        }
        if self.rings.percent(35) {
            self.phoned(&party);
        }
    }

    /// Before they come some phone: whoever is on file is known; of the others nobody asks for a number.
    fn phoned(&mut self, party: &Party) {
        let known = party.customer.filter(|_| !party.first);
        let taken_at = party.arrived - Duration::minutes(self.rings.between(20, 90));
        let about = self.rings.pick(&ABOUT).copied().unwrap_or("other");
        let channel = self.rings.pick(&["online", "short_video", "billboard", "phone"]).copied().unwrap_or("phone");
        let id = self.id(taken_at);
        self.rows.calls.add(&[
            V::I(id),
            V::I(party.site.id.0),
            known.map_or(V::N, V::I),
            V::S(if known.is_some() { "customer" } else { "unnamed" }),
            if known.is_some() { V::N } else { V::S(channel) },
            V::S(about),
            V::S(if known.is_some() { "comes" } else { "nothing" }),
            if known.is_some() { V::D(party.date) } else { V::N },
            V::I(party.consultant.0),
            V::I(party.consultant.0),
            V::T(taken_at),
        ]);
    }

    fn nameless_comes(&mut self, party: &mut Party) {
        party.consultant = self.next_in_turn(party.site_index);
        party.journey = self.id(party.arrived);
        party.reaches = party.reaches.min(3);
        self.journey(party, None, "registration", "open", None);
        let description =
            self.chance.pick(&self.cast.history.descriptions).map_or(String::new(), |both| both.zh.clone());
        let outcome = if self.chance.percent(30) { "left_without_a_word" } else { "not_a_buyer" };
        self.visit_rows(party, "buyer", Some(&description), outcome, None);
    }

    fn customer_comes(&mut self, plan: &mut Plan, index: u32, party: &mut Party, day: u32) {
        party.consultant = party.site.consultants[usize::from(plan.owner)];
        party.first = plan.met == 0;
        plan.met += 1;
        let last = plan.met == plan.visits;
        if party.first {
            plan.id = self.id(party.arrived);
            plan.journey = self.id(party.arrived);
            self.settle_fate(plan, party);
        }
        party.customer = Some(plan.id);
        party.journey = plan.journey;
        if party.first {
            self.customer_rows(plan, index, party, day);
        }
        let bought = plan.fate == Fate::Bought && last;
        let kind = if party.first { "buyer" } else { "returning" };
        let outcome = match (bought, last) {
            (true, _) => "deposit",
            (false, true) => "thinking",
            (false, false) => "next_visit",
        };
        if bought {
            party.reaches = 4;
        }
        let next = party.date + Duration::days(if bought { deals::DAYS_TO_SIGN } else { self.chance.between(1, 4) });
        self.visit_rows(party, kind, None, outcome, Some(next));
        self.called(plan, party, last);
        if bought {
            let deal = deals::Deal {
                site: party.site,
                site_index: party.site_index,
                customer: plan.id,
                journey: plan.journey,
                visit: party.visit,
                consultant: party.consultant,
                at: party.left - Duration::minutes(5),
                day: party.date,
                buyer: name_of(self.cast, index).reveal().to_owned(),
                phone: number_of(index),
                today: self.today,
            };
            self.deals.close(&deal, &mut self.made, &mut self.chance, &mut self.rows.journal);
        }
    }

    /// Whoever has not come for weeks was lost, or is still called; known when the customer is written.
    fn settle_fate(&mut self, plan: &mut Plan, party: &Party) {
        let weeks_ago = (self.today - party.date).num_days() > 35;
        if plan.fate == Fate::Open && weeks_ago && self.chance.percent(60) {
            plan.fate = Fate::Lost;
        }
    }

    fn customer_rows(&mut self, plan: &Plan, index: u32, party: &Party, day: u32) {
        self.customers += 1;
        let name = name_of(self.cast, index);
        let e164 = number_of(index);
        let by = party.consultant.0;
        let registered = party.arrived + Duration::minutes(40);
        let last_day = party.date + Duration::days(i64::from(plan.last_day.saturating_sub(day)));
        let last_contact = self.last_contact(plan, party, last_day);
        let next_contact = (plan.fate == Fate::Open).then(|| self.next_contact(plan));
        let last_visit = party.arrived + Duration::days(i64::from(plan.last_day.saturating_sub(day)));
        let lost = plan.fate == Fate::Lost;
        let bought = plan.fate == Fate::Bought;
        let intent = match plan.grade {
            Grade::A => self.chance.between(60, 85),
            Grade::B => self.chance.between(40, 65),
            Grade::C => self.chance.between(15, 45),
            Grade::D => self.chance.between(0, 20),
        };
        let title = if self.chance.percent(50) { "mr" } else { "ms" };
        let channel = self.chance.pick(&self.cast.channels).map_or("walk_in", |channel| channel.id.as_str());
        let district = self.chance.pick(&self.cast.history.districts).map_or("", |both| both.zh.as_str());
        let lost_reason = self.chance.pick(&self.cast.history.lost).map_or("other", |reason| reason.code.as_str());
        self.rows.customers.add(&[
            V::I(plan.id),
            V::I(party.site.id.0),
            V::S(name.reveal()),
            V::S(&name.sound()),
            V::S(&name.initials()),
            V::S(title),
            V::I(by),
            V::T(registered),
            V::S(plan.grade.code()),
            V::T(registered),
            V::I(intent),
            V::S(channel),
            V::S(district),
            V::T(last_contact),
            next_contact.map_or(V::N, V::D),
            V::S("[]"),
            V::I(i64::from(plan.visits)),
            V::T(last_visit),
            V::T(registered),
            if bought { V::T(last_contact) } else { V::N },
            if lost { V::T(last_contact) } else { V::N },
            if lost { V::S(lost_reason) } else { V::N },
            V::I(by),
            V::T(party.arrived),
            V::T(last_contact),
            V::I(1),
        ]);
        let id = self.id(party.arrived);
        let tail = &e164[e164.len() - 4..];
        self.rows.phones.add(&[
            V::I(id),
            V::I(party.site.id.0),
            V::I(plan.id),
            V::S(&e164),
            V::S(tail),
            V::B(true),
            V::T(party.arrived),
        ]);
        let id = self.id(registered);
        self.rows.grades.add(&[
            V::I(id),
            V::I(party.site.id.0),
            V::I(plan.id),
            V::N,
            V::S(plan.grade.code()),
            V::S(plan.grade.code()),
            V::S("[]"),
            V::I(by),
            V::T(registered),
        ]);
        let (stage, status, reason) = match plan.fate {
            Fate::Open => ("tracking", "open", None),
            Fate::Lost => ("tracking", "lost", Some(lost_reason)),
            Fate::Bought => ("deposit", "open", None),
        };
        self.journey(party, Some(plan.id), stage, status, reason);
        self.journal("customers.met", party.arrived, party.site, by, Some(plan.id), None);
        self.journal("customers.registered", registered, party.site, by, Some(plan.id), None);
        self.needs(party);
    }

    fn needs(&mut self, party: &Party) {
        let answers: &[(&str, &[&str])] = match party.site.goods {
            Goods::Cars => &[
                ("purpose", &["commute", "family", "business", "travel", "first"]),
                ("budget", &["15_20", "20_25", "25_35", "over_35"]),
            ],
            Goods::Homes | Goods::Jewels | Goods::Kitchens | Goods::Other => &[
                ("purpose", &["first", "upgrade", "marriage", "children", "parents"]),
                ("budget", &["200_250", "250_300", "300_400", "400_500"]),
            ],
        };
        for (question, choices) in answers {
            let refused = self.chance.percent(12);
            let answer = if refused { "" } else { self.chance.pick(choices).copied().unwrap_or("") };
            let at = party.arrived + Duration::minutes(9);
            let id = self.id(at);
            self.rows.needs.add(&[
                V::I(id),
                V::I(party.site.id.0),
                V::I(party.journey),
                V::S(question),
                V::S(answer),
                V::B(refused),
                V::I(party.consultant.0),
                V::T(at),
            ]);
        }
    }

    fn last_contact(&mut self, plan: &Plan, party: &Party, last_day: Date) -> Moment {
        let kept = i64::from(Protection::default().days.of(plan.grade));
        let since_visit = (self.today - last_day).num_days();
        let days = match plan.fate {
            // Some are left lying until their protection has ended, or nearly.
            Fate::Open if since_visit > kept && self.chance.percent(20) => since_visit.min(kept + 9),
            Fate::Open if since_visit > kept && self.chance.percent(20) => kept - self.chance.between(0, 3),
            Fate::Open => self.chance.between(1, i64::from(plan_interval(plan.grade)).min(6)),
            Fate::Lost => (self.today - party.date).num_days() / 2,
            Fate::Bought => self.chance.between(1, 5),
        };
        let date = (self.today - Duration::days(days)).max(party.date);
        let minute = self.chance.between(10 * 60, 17 * 60);
        party.site.clock.moment(date.and_time(NaiveTime::MIN) + Duration::minutes(minute)).max(party.left)
    }

    /// Nobody's list starts with a heap of overdue calls; who is late shows in the day that is walked.
    fn next_contact(&mut self, plan: &Plan) -> Date {
        self.today + Duration::days(self.chance.between(0, i64::from(plan_interval(plan.grade))))
    }

    fn journey(&mut self, party: &Party, customer: Option<i64>, stage: &str, status: &str, reason: Option<&str>) {
        let closed = (status != "open").then(|| party.left + Duration::hours(1));
        self.rows.journeys.add(&[
            V::I(party.journey),
            V::I(party.site.id.0),
            V::id(customer),
            V::S(stage),
            V::S(status),
            V::S("sales-office"),
            V::I(1),
            V::T(party.arrived),
            V::opt(closed),
            reason.map_or(V::N, V::S),
            V::I(1),
        ]);
    }

    fn visit_rows(&mut self, party: &Party, kind: &str, description: Option<&str>, outcome: &str, next: Option<Date>) {
        let site = party.site.id.0;
        let greeted = party.arrived + Duration::seconds(self.chance.between(8, 75));
        let assigned = party.arrived + Duration::seconds(self.chance.between(40, 220));
        let named = party.customer.is_some();
        let intent = if outcome == "deposit" { 85 } else { self.chance.between(5, 65) };
        let stage = ["reception", "introduction", "tour", "negotiation"][party.reaches - 1];
        let channel = self.chance.pick(&self.cast.channels).map_or("walk_in", |channel| channel.id.as_str());
        let size = self.chance.between(1, 4);
        self.rows.visits.add(&[
            V::I(party.visit),
            V::I(site),
            V::I(party.journey),
            V::id(party.customer),
            V::D(party.date),
            V::I(self.numbers[party.site_index]),
            V::S("left"),
            V::S(stage),
            V::S(kind),
            V::I(size),
            V::I(i64::from(size > 2)),
            description.map_or(V::N, V::S),
            V::S(channel),
            V::S(if party.first { "no" } else { "yes" }),
            V::S("no"),
            V::I(party.consultant.0),
            V::T(party.arrived),
            V::T(greeted),
            V::T(assigned),
            V::T(party.left),
            V::S(outcome),
            next.filter(|_| named).map_or(V::N, V::D),
            if named { V::N } else { V::S("no_number") },
            V::B(named),
            V::B(true),
            V::S("[]"),
            V::I(intent),
            V::I(1),
        ]);
        self.stage_rows(party, assigned);
        self.assignment_rows(party, assigned, kind);
        let by = party.consultant.0;
        self.journal("visits.received", party.arrived, party.site, by, party.customer, Some(party.visit));
        self.journal("visits.left", party.left, party.site, by, party.customer, Some(party.visit));
    }

    fn stage_rows(&mut self, party: &Party, assigned: Moment) {
        let mut entered = party.arrived;
        let whole = (party.left - assigned).num_seconds();
        for step in 0..party.reaches {
            let last = step + 1 == party.reaches;
            let left = match (step, last) {
                (_, true) => party.left,
                (0, _) => assigned,
                _ => entered + Duration::seconds(whole / party.reaches as i64),
            };
            let id = self.id(entered);
            let stage = ["reception", "introduction", "tour", "negotiation"][step];
            self.rows.stages.add(&[
                V::I(id),
                V::I(party.site.id.0),
                V::I(party.visit),
                V::S(stage),
                V::T(entered),
                V::T(left),
                V::I(party.consultant.0),
            ]);
            if stage == "tour" && party.first {
                self.tour_rows(party, entered, left);
            }
            if stage == "negotiation" {
                self.signal_rows(party, entered);
            }
            entered = left;
        }
    }

    fn tour_rows(&mut self, party: &Party, from: Moment, to: Moment) {
        let Some(route) = self.chance.pick(&party.site.routes) else { return };
        let tour = self.id(from);
        self.rows.tours.add(&[
            V::I(tour),
            V::I(party.site.id.0),
            V::I(party.visit),
            V::S(&route.id),
            V::I(party.consultant.0),
            V::T(from),
            V::T(to),
        ]);
        let each = (to - from).num_seconds() / (route.stops.len() as i64 + 1);
        for (position, stop) in route.stops.iter().enumerate() {
            let at = from + Duration::seconds(each * (position as i64 + 1));
            let id = self.id(at);
            let verdict = match self.chance.below(4) {
                0 => V::S("worry"),
                1 => V::N,
                _ => V::S("like"),
            };
            self.rows.stops.add(&[
                V::I(id),
                V::I(party.site.id.0),
                V::I(tour),
                V::I(position as i64 + 1),
                V::S(&stop.id),
                V::S(&stop.zh),
                V::S(&stop.en),
                V::S("[]"),
                verdict,
                V::T(at),
            ]);
        }
    }

    fn signal_rows(&mut self, party: &Party, from: Moment) {
        for (code, chance) in [("asked_price", 60), ("chose_unit", 35), ("decider_here", 40), ("asked_loan", 30)] {
            if self.chance.percent(chance) {
                let at = from + Duration::minutes(self.chance.between(1, 9));
                let id = self.id(at);
                self.rows.signals.add(&[
                    V::I(id),
                    V::I(party.site.id.0),
                    V::I(party.visit),
                    V::S(code),
                    V::I(party.consultant.0),
                    V::T(at),
                ]);
            }
        }
    }

    fn assignment_rows(&mut self, party: &Party, at: Moment, kind: &str) {
        let site = party.site.id.0;
        let assignment = self.id(at);
        let (rule, costs) = if kind == "returning" { ("returning", false) } else { ("new_visitor", true) };
        self.rows.assignments.add(&[
            V::I(assignment),
            V::I(site),
            V::D(party.date),
            V::I(party.visit),
            V::I(party.consultant.0),
            V::S(rule),
            V::B(costs),
            V::B(false),
            V::S("[]"),
            V::S("[]"),
            V::I(party.site.receptionist.0),
            V::T(at),
        ]);
        if costs {
            let id = self.id(at);
            self.rows.turns.add(&[
                V::I(id),
                V::I(site),
                V::D(party.date),
                V::I(party.consultant.0),
                V::S("taken"),
                V::S(rule),
                V::I(assignment),
                V::I(party.visit),
                V::T(at),
            ]);
        }
    }

    /// After each visit a call that was made; after the last one the call that comes.
    fn called(&mut self, plan: &Plan, party: &Party, last: bool) {
        let due = party.date + Duration::days(1);
        let done =
            party.site.clock.moment(due.and_time(NaiveTime::MIN) + Duration::minutes(self.chance.between(570, 1_080)));
        if due < self.today {
            let reached = self.chance.percent(70);
            let lines = if reached { &self.cast.history.contacts } else { &self.cast.history.missed };
            let words = self.chance.pick(lines).map_or("", |both| both.zh.as_str());
            let learned = serde_json::json!({ "codes": [], "words": words }).to_string();
            self.followup(plan, party, due, Some((done, reached, &learned)));
            self.journal("followups.done", done, party.site, party.consultant.0, party.customer, None);
        }
        if last && plan.fate == Fate::Open {
            let due = self.next_contact(plan);
            self.followup(plan, party, due, None);
        }
    }

    fn followup(&mut self, plan: &Plan, party: &Party, due: Date, done: Option<(Moment, bool, &str)>) {
        let id = self.id(party.left);
        let by = V::I(party.consultant.0);
        self.rows.followups.add(&[
            V::I(id),
            V::I(party.site.id.0),
            V::I(plan.id),
            V::I(plan.journey),
            by,
            V::I(party.visit),
            V::D(due),
            V::S(if done.is_some() { "first_call" } else { "call" }),
            V::S(if done.is_some() { "done" } else { "planned" }),
            if done.is_some() { V::S("call") } else { V::N },
            done.map_or(V::N, |(_, reached, _)| V::B(reached)),
            done.map_or(V::N, |(_, _, learned)| V::S(learned)),
            V::N,
            by,
            V::T(party.left),
            if done.is_some() { by } else { V::N },
            done.map_or(V::N, |(at, _, _)| V::T(at)),
            V::I(1),
        ]);
    }

    fn journal(&mut self, kind: &str, at: Moment, site: &SiteMade, by: i64, customer: Option<i64>, visit: Option<i64>) {
        let id = self.id(at);
        self.rows.journal.add(&[
            V::I(id),
            V::T(at),
            V::I(site.id.0),
            V::I(by),
            V::S(kind),
            V::id(customer),
            V::id(visit),
            V::N,
            V::N,
            V::S("{}"),
        ]);
    }

    fn next_in_turn(&mut self, site: usize) -> UserId {
        let consultants = &self.house.sites[site].consultants;
        self.turns[site] += 1;
        consultants.get(self.turns[site] % consultants.len().max(1)).copied().unwrap_or(UserId(0))
    }
}

/// Days between contacts, as the default settings have them.
const fn plan_interval(grade: Grade) -> u8 {
    match grade {
        Grade::A => 2,
        Grade::B => 4,
        Grade::C => 7,
        Grade::D => 30,
    }
}

fn name_of(cast: &Cast, index: u32) -> Name {
    let lines = &cast.history;
    let at = |list: &[String], number: usize| list.get(number % list.len().max(1)).cloned().unwrap_or_default();
    let number = index as usize;
    Name::stored(at(&lines.surnames, number * 31 + 7) + &at(&lines.given, number * 17 + number / 64))
}

/// A mobile number of its own for every customer: odd steps reach each tail once.
fn number_of(index: u32) -> String {
    let prefix = PREFIXES[index as usize % PREFIXES.len()];
    let tail = (u64::from(index) / PREFIXES.len() as u64 * 48_271 + 31_337) % 100_000_000;
    format!("+86{prefix}{tail:08}")
}
