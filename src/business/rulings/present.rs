//! Rulings as people read them. Names of customers are masked for consultants whom a ruling does not concern.

use std::collections::HashMap;

use showroom_templates::pages::rulings as pages;
use showroom_templates::parts::{Choice, Event, Icon, Tone};
use showroom_templates::{Typed, Words, urls};

use super::model::{Decision, Evidence, Ruling, Side};
use super::verdict::Rule;
use super::{actions, store};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, FilingId, RulingId, UserId};
use crate::base::name::mask;
use crate::base::role::{Need, Role};
use crate::business::consultants::store::{colleagues, names};
use crate::business::customers;
use crate::business::customers::model::Customer;
use crate::business::customers::present as people;
use crate::business::ownership::credit::percent;
use crate::business::ownership::model::Filing;
use crate::business::ownership::store as filings;
use crate::business::sites::{self, Site};
use crate::platform::db::Conn;
use crate::platform::sheets::Value;

/// How many precedents by the same rule a ruling shows.
const ALIKE: usize = 4;

/// What the words of rulings need.
pub(super) struct Reader<'a> {
    words: Words,
    actor: &'a Actor,
    site: Site,
    names: HashMap<UserId, String>,
    people: HashMap<CustomerId, Customer>,
    filings: HashMap<FilingId, Filing>,
    now: Moment,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        conn: &mut Conn,
        actor: &'a Actor,
        words: Words,
        now: Moment,
        shown: &[&Ruling],
    ) -> Answered<Self> {
        let ids: Vec<CustomerId> = shown.iter().map(|ruling| ruling.customer).collect();
        let mut filed = HashMap::new();
        for id in shown.iter().filter_map(|ruling| ruling.filing) {
            filed.insert(id, filings::find_filing(conn, actor.site, id)?);
        }
        Ok(Self {
            words,
            actor,
            site: sites::of(conn, actor.site)?,
            names: names(conn, actor.site)?,
            people: customers::store::list(conn, actor.site, &ids)?.into_iter().map(|one| (one.id, one)).collect(),
            filings: filed,
            now,
        })
    }

    fn name(&self, who: UserId) -> String {
        self.names.get(&who).cloned().unwrap_or_else(|| "—".to_owned())
    }

    fn agent(&self, ruling: &Ruling) -> String {
        let filing = ruling.filing.and_then(|id| self.filings.get(&id));
        filing.map(|one| self.words.rulings_against_agent(&one.agency, &one.agent)).unwrap_or_default()
    }

    pub(super) fn sides(&self, ruling: &Ruling) -> String {
        let other = ruling.second.map_or_else(|| self.agent(ruling), |who| self.name(who));
        self.words.rulings_against_line(self.name(ruling.first), other)
    }

    /// Whether this reader sees whose case it is.
    fn sees(&self, ruling: &Ruling) -> bool {
        let owner = self.people.get(&ruling.customer).and_then(|customer| customer.owner);
        let theirs = |user: UserId| ruling.concerns(user) || owner == Some(user);
        !self.actor.only_own() || self.actor.user.is_some_and(theirs)
    }

    pub(super) fn customer(&self, ruling: &Ruling) -> String {
        let Some(customer) = self.people.get(&ruling.customer) else { return "—".to_owned() };
        if self.sees(ruling) {
            return people::name_or_unnamed(self.words, customer);
        }
        match customer.name_text() {
            "" => self.words.customers_unnamed().to_owned(),
            name => mask(name),
        }
    }

    /// What is in question may name the customer: only those who see the customer read it.
    pub(super) fn question(&self, ruling: &Ruling) -> String {
        if self.sees(ruling) { ruling.question.clone() } else { rule(self.words, ruling.rule) }
    }

    pub(super) fn verdict(&self, ruling: &Ruling, side: Side) -> String {
        match (side, ruling.consultant(side)) {
            (Side::Agent, _) => self.words.rulings_for_agent(self.agent(ruling)),
            (_, Some(who)) => self.words.rulings_for_first(self.name(who)),
            (_, None) => self.words.rulings_for_nobody().to_owned(),
        }
    }

    fn moment(&self, at: Moment) -> String {
        let clock = self.site.clock();
        self.words.near(clock.local(at), clock.business_day(self.now))
    }

    fn evidence(&self, seen: &Evidence) -> (String, String) {
        let words = self.words;
        match *seen {
            Evidence::Registered(who, at) => (words.rulings_seen_registered(self.name(who)), self.moment(at)),
            Evidence::LastContact(who, at) => (words.rulings_seen_last_contact(self.name(who)), self.moment(at)),
            Evidence::Household(who, at) => (words.rulings_seen_household(self.name(who)), self.moment(at)),
            Evidence::Filed(at) => (words.rulings_seen_filed().to_owned(), self.moment(at)),
            Evidence::Arrived(at) => (words.rulings_seen_arrived().to_owned(), self.moment(at)),
            Evidence::KnownSince(at) => (words.rulings_seen_known_since().to_owned(), self.moment(at)),
            Evidence::ProtectedUntil(on) => (words.rulings_seen_protected_until().to_owned(), words.day(on)),
            Evidence::ProtectionEnded(on) => (words.rulings_seen_protection_ended().to_owned(), words.day(on)),
        }
    }

    /// A decided ruling beside another one, in few words.
    fn precedent(&self, ruling: &Ruling) -> pages::Line {
        let reason = ruling.decided.as_ref().map(|decided| decided.reason.clone()).unwrap_or_default();
        let line = self.line(ruling);
        let under = if self.sees(ruling) && !reason.is_empty() { reason } else { self.sides(ruling) };
        pages::Line { title: self.verdict(ruling, ruling.stands_for()), under, brief: true, ..line }
    }

    fn line(&self, ruling: &Ruling) -> pages::Line {
        let under = match &ruling.decided {
            Some(decided) if !decided.reason.is_empty() && self.sees(ruling) => decided.reason.clone(),
            _ => self.question(ruling),
        };
        let verdict = self.verdict(ruling, ruling.stands_for());
        pages::Line {
            href: actions::may_see(self.actor, ruling).then(|| urls::rulings::show(ruling.id.0)),
            title: format!("{} · {}", self.customer(ruling), self.sides(ruling)),
            under: format!("{verdict} · {} · {under}", rule(self.words, ruling.rule)),
            state: state(self.words, ruling),
            brief: false,
        }
    }
}

/// A rule's name.
pub fn rule(words: Words, rule: Rule) -> String {
    words.lookup_or(&format!("rulings_rule_{}", rule.code())).to_owned()
}

pub(super) fn state(words: Words, ruling: &Ruling) -> (Tone, Icon, String) {
    let (tone, icon, word) = match (&ruling.decided, &ruling.appeal) {
        (Some(decided), _) if decided.decision == Decision::Unopposed => {
            (Tone::Good, Icon::Check, words.rulings_state_unopposed())
        }
        (Some(_), _) => (Tone::Good, Icon::Law, words.rulings_state_decided()),
        (None, Some(_)) => (Tone::Bad, Icon::Flag, words.rulings_state_appealed()),
        (None, None) if ruling.verdict == Side::Undecided => (Tone::Warn, Icon::Wait, words.rulings_state_undecided()),
        (None, None) => (Tone::Accent, Icon::Wait, words.rulings_state_open()),
    };
    (tone, icon, word.to_owned())
}

/// The rules whose name holds what was searched for.
pub fn rules_named(words: Words, query: &str) -> Vec<Rule> {
    let query = query.to_lowercase();
    Rule::ALL.iter().copied().filter(|one| rule(words, *one).to_lowercase().contains(&query)).collect()
}

/// Rulings as lines of a file, with no more in them than the page shows.
///
/// # Errors
/// Faults of the database.
pub fn file_rows(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    shown: &[&Ruling],
) -> Answered<Vec<[Value; 9]>> {
    let reader = Reader::new(conn, actor, words, now, shown)?;
    let moment = |at: Moment| Value::Moment(reader.site.clock().local(at));
    let row = |ruling: &&Ruling| {
        let reason = ruling.decided.as_ref().filter(|_| reader.sees(ruling)).map(|decided| decided.reason.clone());
        [
            moment(ruling.opened_at),
            Value::text(reader.customer(ruling)),
            Value::text(reader.sides(ruling)),
            Value::text(reader.question(ruling)),
            Value::text(reader.verdict(ruling, ruling.stands_for())),
            Value::text(rule(words, ruling.rule)),
            Value::text(state(words, ruling).2),
            Value::opt(ruling.decided.as_ref().map(|decided| decided.at), moment),
            Value::text(reason.unwrap_or_default()),
        ]
    };
    Ok(shown.iter().map(row).collect())
}

/// Open rulings, and precedents that hold these words.
///
/// # Errors
/// Faults of the database.
pub fn list_page(conn: &mut Conn, actor: &Actor, words: Words, now: Moment, query: &str) -> Answered<pages::ListPage> {
    let mut open = if query.is_empty() { store::open(conn, actor.site)? } else { Vec::new() };
    open.retain(|ruling| actions::may_see(actor, ruling));
    let named = if query.is_empty() { Vec::new() } else { rules_named(words, query) };
    let decided = store::precedents(conn, actor.site, Some(query).filter(|query| !query.is_empty()), &named)?;
    let shown: Vec<&Ruling> = open.iter().chain(&decided).collect();
    let reader = Reader::new(conn, actor, words, now, &shown)?;
    Ok(pages::ListPage {
        around: people::around(words, actor, Need::SeeRulings),
        query: query.to_owned(),
        open: open.iter().map(|ruling| reader.line(ruling)).collect(),
        decided: decided.iter().map(|ruling| reader.line(ruling)).collect(),
    })
}

/// Which form of the page came back.
#[derive(Debug, Clone)]
pub enum Back {
    /// The appeal.
    Appeal(Typed),
    /// The decision.
    Decision(Typed),
}

/// One ruling's page with the customer's name for its title.
///
/// # Errors
/// `Forbidden`; `Missing`; faults of the database.
pub fn show_page(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    id: RulingId,
    forms: (Typed, Typed),
) -> Answered<(String, pages::ShowPage)> {
    let ruling = actions::seen(conn, actor, id)?;
    let mut alike = store::precedents(conn, actor.site, None, &[])?;
    alike.retain(|other| other.rule == ruling.rule && other.id != ruling.id);
    alike.truncate(ALIKE);
    let shown: Vec<&Ruling> = std::iter::once(&ruling).chain(&alike).collect();
    let reader = Reader::new(conn, actor, words, now, &shown)?;
    let today = reader.site.clock().business_day(now);
    let appeals = actor.may(Need::AskRuling)
        && actions::may_appeal(&ruling, actor.user.filter(|_| actor.only_own()), today).is_ok();
    let decides = actor.may(Need::DecideOwnership) && ruling.is_open();
    let name = reader.customer(&ruling);
    let why = words.lookup_or(&format!("rulings_why_{}", ruling.rule.code())).to_owned();
    let page = pages::ShowPage {
        id: id.0,
        version: ruling.version,
        customer: (name.clone(), reader.sees(&ruling).then(|| urls::customers::show(ruling.customer.0))),
        sides: reader.sides(&ruling),
        question: reader.question(&ruling),
        verdict: reader.verdict(&ruling, ruling.stands_for()),
        rule: (rule(words, ruling.rule), why),
        days_left: ruling.kept.days_left.map(|days| words.rulings_days_left(days)),
        shares: ruling
            .kept
            .shares
            .iter()
            .map(|share| (reader.name(share.user), words.ownership_percent(percent(share.bp.into()))))
            .collect(),
        evidence: ruling.kept.evidence.iter().map(|seen| reader.evidence(seen)).collect(),
        state: state(words, &ruling),
        events: events(&reader, &ruling),
        appeal: appeals.then_some(forms.0),
        appeal_until: words.rulings_appeal_until(words.day(ruling.appeal_until)),
        decision: decides.then(|| pages::DecisionForm {
            typed: forms.1,
            choices: sides(&reader, &ruling),
            found: ruling.verdict.code().to_owned(),
        }),
        banner: None,
        alike: alike.iter().map(|other| reader.precedent(other)).collect(),
    };
    Ok((name, page))
}

pub(super) fn sides(reader: &Reader, ruling: &Ruling) -> Vec<Choice> {
    let mut choices = vec![Choice::new(Decision::First.code(), reader.name(ruling.first))];
    choices.extend(ruling.second.map(|who| Choice::new(Decision::Second.code(), reader.name(who))));
    choices.extend(ruling.filing.map(|_| Choice::new(Decision::Agent.code(), reader.agent(ruling))));
    choices
}

fn events(reader: &Reader, ruling: &Ruling) -> Vec<Event> {
    let words = reader.words;
    let who =
        |user: Option<UserId>| user.map_or_else(|| words.rulings_the_house().to_owned(), |user| reader.name(user));
    let said = |text: &str| (!text.is_empty() && reader.sees(ruling)).then(|| showroom_templates::html! { (text) });
    let mut all = vec![Event {
        icon: Icon::Law,
        when: reader.moment(ruling.opened_at),
        who: who(ruling.opened_by),
        title: words.rulings_opened_by().to_owned(),
        body: None,
    }];
    all.extend(ruling.appeal.as_ref().map(|appeal| Event {
        icon: Icon::Flag,
        when: reader.moment(appeal.at),
        who: who(appeal.by),
        title: words.rulings_appealed_by().to_owned(),
        body: said(&appeal.reason),
    }));
    all.extend(ruling.decided.as_ref().map(|decided| Event {
        icon: Icon::Check,
        when: reader.moment(decided.at),
        who: who(decided.by),
        title: words.rulings_decided_for(reader.verdict(ruling, ruling.stands_for())),
        body: said(&decided.reason),
    }));
    all
}

/// The form that asks for a ruling.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn new_page(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    id: CustomerId,
    typed: Typed,
) -> Answered<(String, pages::NewPage)> {
    let site = sites::of(conn, actor.site)?;
    let customer = customers::store::find(conn, actor.site, id)?;
    let mut here = colleagues(conn, actor.site)?;
    here.retain(|one| one.role == Role::Consultant);
    let mut filed = filings::filings_of_customer(conn, id)?;
    for number in customers::store::numbers_of(conn, id)? {
        let filing = filings::filing_of_number(conn, actor.site, &number.phone)?;
        filed.extend(filing.filter(|one| !filed.iter().any(|other| other.id == one.id)));
    }
    let clock = site.clock();
    let today = clock.business_day(now);
    let agents = filed.iter().map(|one| {
        let when = words.near(clock.local(one.filed_at), today);
        Choice::new(format!("f{}", one.id), words.rulings_against_agent(&one.agency, &one.agent))
            .note(words.rulings_against_agent_note(when))
    });
    let others = here.iter().filter(|one| !actor.only_own() || !actor.is(one.id) || customer.owner != Some(one.id));
    let colleagues = others.map(|one| Choice::new(format!("u{}", one.id), &one.name));
    let open = store::open_of(conn, id)?.map(|ruling| urls::rulings::show(ruling.id.0));
    let mine = actor.user.filter(|_| actor.only_own());
    let owner = customer.owner.and_then(|owner| here.iter().find(|one| one.id == owner)).map(|one| one.name.clone());
    let first = mine.or(customer.owner);
    let typed = match first {
        Some(first) if typed.is_fresh() && typed.value("first").is_none() => typed.with("first", first),
        Some(_) | None => typed,
    };
    let page = pages::NewPage {
        customer: id.0,
        typed,
        consultants: here.iter().map(|one| Choice::new(one.id, &one.name)).collect(),
        against: agents.chain(colleagues).collect(),
        owner,
        open,
    };
    Ok((people::name_or_unnamed(words, &customer), page))
}
