//! What is counted: each row of the house once under each measure that it belongs to. Values in, values out.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::Timelike;

use super::model::{CUTS, Dim, Measure, Of};
use crate::base::clock::{Moment, SiteClock};
use crate::base::grade::Grade;
use crate::base::ids::UserId;
use crate::base::money::Money;
use crate::base::stage::Stage;
use crate::business::sites::settings::Promises;
use crate::business::visits::model::Kind;
use crate::business::visits::promises::Promise;

/// A visit of the day, with what is known at its end.
#[derive(Debug, Clone)]
pub struct VisitFacts {
    /// The row.
    pub id: i64,
    /// What kind of visitor.
    pub kind: Kind,
    /// Adults and children.
    pub people: i64,
    /// Who had the party.
    pub consultant: Option<UserId>,
    /// Where they heard of the house.
    pub channel: Option<String>,
    /// Where they live.
    pub district: Option<String>,
    /// The grade of the customer at the end of the day.
    pub grade: Option<Grade>,
    /// Whether this party never came before.
    pub first: bool,
    /// Came through the door.
    pub arrived_at: Moment,
    /// Greeted.
    pub greeted_at: Option<Moment>,
    /// A consultant has taken them.
    pub assigned_at: Option<Moment>,
    /// Gone.
    pub left_at: Option<Moment>,
    /// How it ended.
    pub outcome: Option<String>,
    /// Stages of the floor: which, from when, until when; those that were skipped are not among them.
    pub stages: Vec<(Stage, Moment, Option<Moment>)>,
    /// How long they were left alone on tour, in seconds, each time.
    pub alone_secs: Vec<i64>,
    /// Stages after the floor that this visit led to on this day.
    pub led_to: Vec<Stage>,
}

/// Something else that happened on the day.
#[derive(Debug, Clone)]
pub struct Happened {
    /// The row.
    pub of: Of,
    /// What.
    pub what: What,
    /// Who.
    pub consultant: Option<UserId>,
    /// Where the customer heard of the house.
    pub channel: Option<String>,
    /// Where the customer lives.
    pub district: Option<String>,
    /// The grade of the customer at the end of the day.
    pub grade: Option<Grade>,
    /// The type of the unit that it is about.
    pub unit_type: Option<i64>,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum What {
    /// A customer's card was filled in, so many seconds after they were first known.
    Registered(Option<i64>),
    /// Somebody phoned; whether the house knew them.
    Phoned(String),
    /// A customer was called; whether it was an effective contact.
    Called(bool),
    /// A customer was met or written to.
    Contacted,
    /// A deposit was paid: the price of the unit, and so many seconds after the card.
    Deposit(Money, Option<i64>),
    /// A deposit ended without a contract: how.
    Ended(String),
    /// A contract was signed: the price, and so many seconds after the deposit.
    Contract(Money, Option<i64>),
    /// Money came in: of which kind.
    Paid(Money, String),
    /// An objection was heard: which; whether it was answered.
    Objected(String, bool),
    /// It shows whether a party's intent came true: the intent in percent, and whether a deposit was paid.
    Judged(i64, bool),
}

/// Everything that a day's figures come from.
#[derive(Debug, Clone)]
pub struct DayFacts {
    /// The clock of the site.
    pub clock: SiteClock,
    /// What the floor promised on that day.
    pub promises: Promises,
    /// The visits.
    pub visits: Vec<VisitFacts>,
    /// The rest.
    pub happened: Vec<Happened>,
}

/// One row, counted once under one measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The measure.
    pub measure: Measure,
    /// The row.
    pub of: Of,
    /// How much it counts: 1, or people, seconds, minor units of money.
    pub value: i64,
    /// What its row can be grouped by, the same for all entries of the row; nothing for what is not known.
    by: Arc<BTreeMap<Dim, String>>,
    /// What it is, where its measure says so: a stage, an outcome, a promise.
    what: Option<String>,
}

impl Entry {
    /// The key under a dimension; empty where it is not known.
    pub fn key(&self, dim: Dim) -> &str {
        let key = if dim == Dim::What { self.what.as_ref() } else { self.by.get(&dim) };
        key.map_or("", String::as_str)
    }
}

/// Sums by measure and dimension, and then by key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures(BTreeMap<(Measure, Dim), BTreeMap<String, i64>>);

impl Figures {
    /// Adds up entries: each once in all, and once under each dimension of its measure.
    pub fn of(entries: &[Entry]) -> Self {
        let mut figures = Self::default();
        for entry in entries {
            figures.add(entry.measure, Dim::All, "", entry.value);
            for dim in entry.measure.dims() {
                figures.add(entry.measure, *dim, entry.key(*dim), entry.value);
            }
        }
        figures
    }

    /// Adds to one figure.
    pub fn add(&mut self, measure: Measure, dim: Dim, key: &str, value: i64) {
        add_to(self.0.entry((measure, dim)).or_default(), key, value);
    }

    /// Adds all of these.
    pub fn add_all(&mut self, other: &Self) {
        for (measure, dim, key, value) in other.iter() {
            self.add(measure, dim, key, value);
        }
    }

    /// The whole of a measure.
    pub fn all(&self, measure: Measure) -> i64 {
        self.get(measure, Dim::All, "")
    }

    /// One figure; 0 where nothing was counted.
    pub fn get(&self, measure: Measure, dim: Dim, key: &str) -> i64 {
        self.0.get(&(measure, dim)).and_then(|along| along.get(key)).copied().unwrap_or_default()
    }

    /// A measure along a dimension, by key.
    pub fn by(&self, measure: Measure, dim: Dim) -> impl Iterator<Item = (&str, i64)> {
        let along = self.0.get(&(measure, dim)).into_iter().flatten();
        along.map(|(key, value)| (key.as_str(), *value))
    }

    /// Every figure in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = (Measure, Dim, &str, i64)> {
        let all = self.0.iter().flat_map(|((measure, dim), along)| along.iter().map(move |one| (*measure, *dim, one)));
        all.map(|(measure, dim, (key, value))| (measure, dim, key.as_str(), *value))
    }

    /// Whether nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.0.values().flat_map(BTreeMap::values).all(|value| *value == 0)
    }

    /// Figures that are not the same here and there: measure, dimension, key, here, there.
    pub fn differences(&self, there: &Self) -> Vec<(Measure, Dim, String, i64, i64)> {
        let keys: BTreeSet<_> =
            self.iter().chain(there.iter()).map(|(measure, dim, key, _)| (measure, dim, key)).collect();
        keys.into_iter()
            .filter_map(|(measure, dim, key)| {
                let (here, there) = (self.get(measure, dim, key), there.get(measure, dim, key));
                (here != there).then(|| (measure, dim, key.to_owned(), here, there))
            })
            .collect()
    }
}

/// Adds to a sum; most sums are there already.
fn add_to(sums: &mut BTreeMap<String, i64>, key: &str, value: i64) {
    match sums.get_mut(key) {
        Some(sum) => *sum += value,
        None => {
            sums.insert(key.to_owned(), value);
        }
    }
}

/// Sums by what a measure says of itself.
type Said = BTreeMap<Measure, BTreeMap<String, i64>>;

/// Sums within each cut of a day: by dimension, key, measure, and what the measure says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cuts(BTreeMap<Dim, BTreeMap<String, Said>>);

impl Cuts {
    /// Adds up entries: each once under every dimension that its measure can be cut by.
    pub fn of(entries: &[Entry]) -> Self {
        let mut cuts = Self::default();
        for entry in entries {
            let what = if entry.measure.dims().contains(&Dim::What) { entry.key(Dim::What) } else { "" };
            for dim in CUTS.into_iter().filter(|dim| entry.measure.cut_by(*dim)) {
                cuts.add((dim, entry.key(dim)), entry.measure, what, entry.value);
            }
        }
        cuts
    }

    /// Adds to one sum.
    pub fn add(&mut self, (dim, key): (Dim, &str), measure: Measure, what: &str, value: i64) {
        let along = self.0.entry(dim).or_default();
        if !along.contains_key(key) {
            along.insert(key.to_owned(), Said::new());
        }
        if let Some(said) = along.get_mut(key) {
            add_to(said.entry(measure).or_default(), what, value);
        }
    }

    /// Every sum in a fixed order: dimension, key, measure, what, how much.
    pub fn iter(&self) -> impl Iterator<Item = (Dim, &str, Measure, &str, i64)> {
        let keys = self.0.iter().flat_map(|(dim, along)| along.iter().map(|(key, said)| (*dim, key.as_str(), said)));
        let measures =
            keys.flat_map(|(dim, key, said)| said.iter().map(move |(measure, sums)| (dim, key, *measure, sums)));
        measures.flat_map(|(dim, key, measure, sums)| {
            sums.iter().map(move |(what, value)| (dim, key, measure, what.as_str(), *value))
        })
    }

    /// How many sums are not the same here and there.
    pub fn differ(&self, there: &Self) -> usize {
        type Key<'a> = (Dim, &'a str, Measure, &'a str);
        fn sums(cuts: &Cuts) -> BTreeMap<Key<'_>, i64> {
            cuts.iter().map(|(dim, key, measure, what, value)| ((dim, key, measure, what), value)).collect()
        }
        let (here, there) = (sums(self), sums(there));
        let keys: BTreeSet<&Key> = here.keys().chain(there.keys()).collect();
        let of = |sums: &BTreeMap<Key, i64>, key: &Key| sums.get(key).copied().unwrap_or_default();
        keys.into_iter().filter(|key| of(&here, key) != of(&there, key)).count()
    }
}

/// The quarter of an hour of the local day, 0 to 95, as a key whose order is that of the day.
pub fn quarter(clock: &SiteClock, at: Moment) -> String {
    let local = clock.local(at);
    format!("{:02}", local.hour() * 4 + local.minute() / 15)
}

/// Counts everything of a day.
pub fn count(facts: &DayFacts) -> Vec<Entry> {
    let mut entries = Vec::new();
    for visit in &facts.visits {
        count_visit(facts, visit, &mut entries);
    }
    for one in &facts.happened {
        count_happened(one, &mut entries);
    }
    entries
}

fn count_visit(facts: &DayFacts, visit: &VisitFacts, into: &mut Vec<Entry>) {
    let of = Of::Visit(visit.id);
    let mut by = BTreeMap::from([
        (Dim::Quarter, quarter(&facts.clock, visit.arrived_at)),
        (Dim::Kind, visit.kind.code().to_owned()),
    ]);
    put(&mut by, Dim::Consultant, visit.consultant.map(|user| user.to_string()));
    put(&mut by, Dim::Channel, visit.channel.clone());
    put(&mut by, Dim::District, visit.district.clone());
    put(&mut by, Dim::Grade, visit.grade.map(|grade| grade.code().to_owned()));
    let by = Arc::new(by);
    let mut push = |measure: Measure, value: i64, what: Option<&str>| {
        into.push(Entry { measure, of, value, by: Arc::clone(&by), what: what.map(str::to_owned) });
    };
    if !visit.kind.counts() {
        push(Measure::Others, 1, None);
        return;
    }
    push(Measure::Visits, 1, None);
    push(if visit.first { Measure::FirstVisits } else { Measure::ReturnVisits }, 1, None);
    push(Measure::People, visit.people, None);
    for (promise, kept) in promises(facts, visit) {
        push(if kept { Measure::Kept } else { Measure::Broken }, 1, Some(promise.code()));
    }
    if let Some(left) = visit.left_at {
        push(Measure::Stays, 1, None);
        push(Measure::StaySecs, (left - visit.arrived_at).num_seconds().max(0), None);
        push(Measure::Outcomes, 1, Some(visit.outcome.as_deref().unwrap_or("")));
    }
    for stage in reached(visit) {
        push(Measure::Reached, 1, Some(stage.code()));
    }
    let mut by_stage: BTreeMap<Stage, i64> = BTreeMap::new();
    for (stage, from, until) in &visit.stages {
        if let Some(until) = until {
            *by_stage.entry(*stage).or_default() += (*until - *from).num_seconds().max(0);
        }
    }
    for (stage, secs) in by_stage {
        push(Measure::Staged, 1, Some(stage.code()));
        push(Measure::StageSecs, secs, Some(stage.code()));
    }
}

/// How far a party came: every stage that it was in, on the floor and after it. Reception is where all begin.
fn reached(visit: &VisitFacts) -> Vec<Stage> {
    let was = |stage: Stage| {
        stage == Stage::Reception
            || visit.stages.iter().any(|(one, _, _)| *one == stage)
            || visit.led_to.contains(&stage)
    };
    Stage::ALL.into_iter().filter(|stage| was(*stage)).collect()
}

/// The promises about a visit that are decided, and whether each was kept. Whoever left before anybody came was not served in time.
fn promises(facts: &DayFacts, visit: &VisitFacts) -> Vec<(Promise, bool)> {
    let within = |promise: Promise| promise.within(&facts.promises);
    let mut decided = Vec::new();
    let greeted = visit.greeted_at.or(visit.assigned_at).or(visit.left_at);
    let taken = visit.assigned_at.or(visit.left_at);
    for (promise, done) in [(Promise::Greeted, greeted), (Promise::Consultant, taken)] {
        if let Some(done) = done {
            decided.push((promise, done - visit.arrived_at <= within(promise)));
        }
    }
    if let Some(longest) = visit.alone_secs.iter().max() {
        decided.push((Promise::NotAlone, *longest <= within(Promise::NotAlone).num_seconds()));
    }
    let negotiated = visit.stages.iter().filter(|(stage, _, _)| *stage == Stage::Negotiation);
    let longest = negotiated.filter_map(|(_, from, until)| Some(until.as_ref()?.signed_duration_since(*from))).max();
    if let Some(longest) = longest {
        decided.push((Promise::Negotiation, longest <= within(Promise::Negotiation)));
    }
    decided
}

fn count_happened(one: &Happened, into: &mut Vec<Entry>) {
    let mut by = BTreeMap::new();
    put(&mut by, Dim::Consultant, one.consultant.map(|user| user.to_string()));
    put(&mut by, Dim::Channel, one.channel.clone());
    put(&mut by, Dim::District, one.district.clone());
    put(&mut by, Dim::Grade, one.grade.map(|grade| grade.code().to_owned()));
    put(&mut by, Dim::UnitType, one.unit_type.map(|kind| kind.to_string()));
    let by = Arc::new(by);
    let mut push = |measure: Measure, value: i64, what: Option<&str>| {
        into.push(Entry { measure, of: one.of, value, by: Arc::clone(&by), what: what.map(str::to_owned) });
    };
    match &one.what {
        What::Registered(secs) => {
            push(Measure::Registered, 1, None);
            took(Stage::Registration, *secs, &mut push);
        }
        What::Phoned(known) => push(Measure::Calls, 1, Some(known)),
        What::Called(effective) => {
            push(Measure::CallsMade, 1, Some(if *effective { "effective" } else { "in_vain" }));
        }
        What::Contacted => push(Measure::Contacts, 1, None),
        What::Deposit(price, secs) => {
            push(Measure::Deposits, 1, None);
            push(Measure::DepositPrice, price.0, None);
            took(Stage::Tracking, *secs, &mut push);
        }
        What::Ended(how) => push(Measure::Ended, 1, Some(how)),
        What::Contract(price, secs) => {
            push(Measure::Contracts, 1, None);
            push(Measure::ContractPrice, price.0, None);
            took(Stage::Deposit, *secs, &mut push);
        }
        What::Paid(sum, kind) => push(Measure::MoneyIn, sum.0, Some(kind)),
        What::Objected(code, answered) => {
            push(Measure::Objections, 1, Some(code));
            if *answered {
                push(Measure::Answered, 1, Some(code));
            }
        }
        What::Judged(percent, bought) => {
            let band = format!("{:02}", super::model::band(*percent));
            push(Measure::Judged, 1, Some(&band));
            if *bought {
                push(Measure::JudgedBought, 1, Some(&band));
            }
        }
    }
}

/// A stage after the floor is over, and took so long.
fn took(stage: Stage, secs: Option<i64>, push: &mut impl FnMut(Measure, i64, Option<&str>)) {
    if let Some(secs) = secs {
        push(Measure::Staged, 1, Some(stage.code()));
        push(Measure::StageSecs, secs, Some(stage.code()));
    }
}

fn put(by: &mut BTreeMap<Dim, String>, dim: Dim, key: Option<String>) {
    if let Some(key) = key.filter(|key| !key.is_empty()) {
        by.insert(dim, key);
    }
}
