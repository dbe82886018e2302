//! Whose turn is it? Proposes the consultant for a party, names the rule that fired, and says who was passed over and why.
//!
//! The same party, the same queue and the same settings always give the same proposal.

use crate::base::clock::Moment;
use crate::base::error::Refused;
use crate::base::ids::UserId;
use crate::business::sites::settings::{ByNameTurn, MakeUp, NotEligible, QueueOrder, ReturningTurn, Rotation};
use serde::{Deserialize, Serialize};

/// What a consultant with a party has at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Company {
    /// A party that came by rotation, by name, or by any other way.
    Visitor,
    /// A returning customer of their own.
    OwnReturning,
}

/// Why a consultant is away from the post during duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Away {
    /// A short break that was announced.
    ShortBreak,
    /// A meal.
    Meal,
    /// An errand for the company.
    Errand,
    /// On leave.
    Leave,
    /// Private matters.
    Private,
    /// Nothing was announced.
    NotAtPost,
}

impl Away {
    /// All reasons.
    pub const ALL: [Self; 6] =
        [Self::ShortBreak, Self::Meal, Self::Errand, Self::Leave, Self::Private, Self::NotAtPost];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ShortBreak => "short_break",
            Self::Meal => "meal",
            Self::Errand => "errand",
            Self::Leave => "leave",
            Self::Private => "private",
            Self::NotAtPost => "not_at_post",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|away| away.code() == code)
    }
}

/// Where a consultant is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum State {
    /// At the post, without a party.
    Free,
    /// With a party.
    WithParty {
        /// Since when.
        since: Moment,
        /// What kind of party.
        company: Company,
    },
    /// On duty, but away.
    Away {
        /// Since when.
        since: Moment,
        /// Why.
        reason: Away,
    },
    /// Not clocked in, or clocked out.
    OffDuty,
}

/// One consultant as the queue stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Who.
    pub consultant: UserId,
    /// The place in the order of the day; lower comes first.
    pub position: i64,
    /// Where they are.
    #[serde(flatten)]
    pub state: State,
    /// Follow-ups overdue.
    pub overdue: u16,
    /// Overdue follow-ups that they made today.
    pub caught_up: u16,
    /// A supervisor lets them stay in turn today, whatever is overdue.
    pub excused: bool,
    /// New visitors received today.
    pub new_today: u32,
    /// Make-up turns open.
    pub owed: i32,
}

impl Standing {
    /// How many overdue follow-ups keep this consultant out of turn, if they do. Whoever made as many of them today as the site opens at a time
    /// is back at the same place for the day; so is whom a supervisor excused.
    pub fn behind(&self, rules: &Rotation) -> Option<u16> {
        let bars = rules.not_eligible.overdue && self.overdue >= rules.overdue_from;
        let caught_up = self.caught_up >= rules.overdue_opened;
        (bars && !caught_up && !self.excused).then_some(self.overdue)
    }
}

/// What kind of party stands at the door, as far as turns go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caller {
    /// Somebody who may buy.
    Buyer,
    /// A colleague or surveyor.
    Colleague,
    /// The owner of a unit.
    UnitOwner,
    /// A job, a delivery.
    Job,
}

/// What the party answered to *been here before?*
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BeenBefore {
    /// For the first time.
    No,
    /// Not for the first time.
    Yes,
    /// They do not remember, or would not say.
    Unsure,
}

/// The party at the door: everything that bears on whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// What kind of party.
    pub caller: Caller,
    /// The answer to *been here before?*; `None` where nobody asked.
    pub been_before: Option<BeenBefore>,
    /// The consultant to whom the customer belongs.
    pub owner: Option<UserId>,
    /// The consultant of the appointment.
    pub appointment: Option<UserId>,
    /// The consultant they ask for.
    pub asks_for: Option<UserId>,
    /// The consultant who has a related party at the moment.
    pub related_to: Option<UserId>,
}

/// The rule that fired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A new visitor goes to the next in turn.
    NewVisitor,
    /// A new visitor makes up for a missed turn.
    MakeUp,
    /// A returning customer goes to the owner.
    Returning,
    /// The owner is not at hand; the next in turn helps.
    OwnerAbsent,
    /// An appointment goes to its consultant.
    Appointment,
    /// The consultant of the appointment is not at hand; the next in turn helps.
    AppointmentAbsent,
    /// They ask for a consultant by name.
    ByName,
    /// They ask for the consultant whose turn it was anyway.
    ByNameOnTurn,
    /// The one they ask for is not at hand; the next in turn takes them.
    ByNameAbsent,
    /// A related party goes to the same consultant.
    Related,
    /// No buyer: the next in turn, at no cost.
    NoBuyer,
    /// Nobody can take them now; the first to be free does.
    NobodyEligible,
    /// A person decided otherwise, with a reason.
    Overridden,
}

impl Rule {
    /// All rules, in the order of the page that explains them.
    pub const ALL: [Self; 13] = [
        Self::NewVisitor,
        Self::MakeUp,
        Self::Returning,
        Self::OwnerAbsent,
        Self::Appointment,
        Self::AppointmentAbsent,
        Self::ByName,
        Self::ByNameOnTurn,
        Self::ByNameAbsent,
        Self::Related,
        Self::NoBuyer,
        Self::NobodyEligible,
        Self::Overridden,
    ];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NewVisitor => "new_visitor",
            Self::MakeUp => "make_up",
            Self::Returning => "returning",
            Self::OwnerAbsent => "owner_absent",
            Self::Appointment => "appointment",
            Self::AppointmentAbsent => "appointment_absent",
            Self::ByName => "by_name",
            Self::ByNameOnTurn => "by_name_on_turn",
            Self::ByNameAbsent => "by_name_absent",
            Self::Related => "related",
            Self::NoBuyer => "no_buyer",
            Self::NobodyEligible => "nobody_eligible",
            Self::Overridden => "overridden",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.code() == code)
    }
}

/// Why a consultant cannot take a party now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "because")]
pub enum Why {
    /// Off duty.
    OffDuty,
    /// With a party since.
    WithParty {
        /// Since when.
        since: Moment,
    },
    /// Away since, for a reason.
    Away {
        /// Since when.
        since: Moment,
        /// Why.
        reason: Away,
    },
    /// Follow-ups overdue; the oldest are to be done first.
    Overdue {
        /// How many.
        count: u16,
    },
}

/// What becomes of the turn of somebody who was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// It is owed and will be made up.
    Owed,
    /// It is gone.
    Lost,
    /// The place in the queue stays as it is.
    PlaceKept,
    /// No turn passed.
    NoTurn,
}

/// Somebody who was ahead in the queue and was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Who.
    pub consultant: UserId,
    /// Why.
    #[serde(flatten)]
    pub why: Why,
    /// What becomes of the turn.
    pub missed: Missed,
}

/// A sale to this party on the same day is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sharing {
    /// The absent owner, who is rung up.
    pub owner: UserId,
    /// The helper's part in basis points; the rest is the owner's.
    pub helper_bp: u16,
}

/// Who takes the party, by which rule, at what cost, and what the queue is afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Who takes the party; nobody where all are busy.
    pub consultant: Option<UserId>,
    /// The rule that fired.
    pub rule: Rule,
    /// Whether it costs a turn.
    pub costs_turn: bool,
    /// Whether that turn is one that was owed; the place in the queue stays.
    pub made_up: bool,
    /// Who was passed over.
    pub skipped: Vec<Skipped>,
    /// The queue as it stood, first in turn first.
    pub queue_before: Vec<UserId>,
    /// The queue if the proposal is taken.
    pub queue_after: Vec<UserId>,
    /// With whom a sale on the same day is shared.
    pub shared_with: Option<Sharing>,
}

/// Decides whose party this is.
///
/// # Errors
/// `been_before_unanswered` where a buyer was not asked: the form does not go on.
pub fn propose(queue: &[Standing], party: &Party, rules: &Rotation) -> Result<Proposal, Refused> {
    let floor = Floor::new(queue, rules);
    if party.caller != Caller::Buyer {
        return Ok(floor.no_buyer());
    }
    if party.been_before.is_none() {
        return Err(Refused::invalid("been_before_unanswered").at("been_before"));
    }
    Ok(if let Some(consultant) = party.related_to {
        floor.keeps_turn(consultant, Rule::Related)
    } else if let Some(consultant) = party.appointment {
        floor.appointment(consultant, party.owner)
    } else if let Some(owner) = party.owner {
        floor.returning(owner)
    } else if let Some(consultant) = party.asks_for {
        floor.by_name(consultant)
    } else {
        floor.new_visitor()
    })
}

/// A person gives the party to somebody else than proposed. The proposed consultant keeps the turn; the chosen one pays it if the proposal would have cost one.
///
/// # Errors
/// `override_needs_reason` without a reason; `not_in_the_queue` for somebody who is not on duty here.
pub fn overridden(
    queue: &[Standing],
    proposal: &Proposal,
    chosen: UserId,
    reason: &str,
    rules: &Rotation,
) -> Result<Proposal, Refused> {
    if proposal.consultant == Some(chosen) {
        return Ok(proposal.clone());
    }
    if reason.trim().is_empty() {
        return Err(Refused::invalid("override_needs_reason").at("reason"));
    }
    let floor = Floor::new(queue, rules);
    if !floor.order.iter().any(|who| who.consultant == chosen) {
        return Err(Refused::invalid("not_in_the_queue").at("consultant"));
    }
    // A party that found nobody eligible is a new visitor all the same.
    let costs = proposal.costs_turn || proposal.rule == Rule::NobodyEligible;
    Ok(if costs { floor.pays_turn(chosen, Rule::Overridden) } else { floor.keeps_turn(chosen, Rule::Overridden) })
}

/// Who can take a new visitor now, first in turn first: whoever has a turn to make up, then the order of the day.
pub fn in_turn(queue: &[Standing], rules: &Rotation) -> Vec<UserId> {
    let floor = Floor::new(queue, rules);
    let can = floor.order.iter().copied().filter(|who| floor.why_not(who).is_none());
    let (owed, others): (Vec<&Standing>, Vec<&Standing>) = can.partition(|who| who.owed > 0);
    owed.into_iter().chain(others).map(|who| who.consultant).collect()
}

/// The answer to *why not me?*
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It was you.
    ItWasYou,
    /// You could not take a party then.
    PassedOver(Skipped),
    /// The party belonged to another by this rule; turns had no say.
    BelongedTo(UserId, Rule),
    /// This many were before you.
    Behind(usize),
    /// Another had a turn to make up.
    MadeUpFor(UserId),
    /// You were not in the queue.
    NotInQueue,
    /// Nobody could take the party then.
    NobodyCould,
}

/// Why a party did not come to this consultant.
pub fn why_not_me(proposal: &Proposal, me: UserId) -> Reason {
    let Some(taker) = proposal.consultant else {
        return passed_over(proposal, me).unwrap_or(Reason::NobodyCould);
    };
    if taker == me {
        return Reason::ItWasYou;
    }
    match proposal.rule {
        Rule::Returning | Rule::Appointment | Rule::ByName | Rule::Related | Rule::Overridden => {
            Reason::BelongedTo(taker, proposal.rule)
        }
        Rule::MakeUp => passed_over(proposal, me).unwrap_or(Reason::MadeUpFor(taker)),
        Rule::NewVisitor
        | Rule::OwnerAbsent
        | Rule::AppointmentAbsent
        | Rule::ByNameOnTurn
        | Rule::ByNameAbsent
        | Rule::NoBuyer
        | Rule::NobodyEligible => passed_over(proposal, me).unwrap_or_else(|| behind(proposal, me)),
    }
}

fn passed_over(proposal: &Proposal, me: UserId) -> Option<Reason> {
    let skipped = proposal.skipped.iter().find(|one| one.consultant == me)?;
    Some(Reason::PassedOver(*skipped))
}

fn behind(proposal: &Proposal, me: UserId) -> Reason {
    match proposal.queue_before.iter().position(|who| *who == me) {
        Some(place) => Reason::Behind(place),
        None => Reason::NotInQueue,
    }
}

/// The queue in its order, with the rules of the site.
struct Floor<'a> {
    order: Vec<&'a Standing>,
    rules: &'a Rotation,
}

/// Who takes a new visitor, and who was passed over on the way.
struct Next {
    consultant: UserId,
    made_up: bool,
    skipped: Vec<Skipped>,
}

impl<'a> Floor<'a> {
    fn new(queue: &'a [Standing], rules: &'a Rotation) -> Self {
        let mut order: Vec<&Standing> = queue.iter().collect();
        order.sort_by_key(|who| match rules.order {
            QueueOrder::ClockIn => (0, who.position, who.consultant),
            QueueOrder::FewestNew => (who.new_today, who.position, who.consultant),
        });
        Self { order, rules }
    }

    fn new_visitor(&self) -> Proposal {
        self.takes_turn(Rule::NewVisitor)
    }

    fn takes_turn(&self, rule: Rule) -> Proposal {
        match self.next(Turn::Passes) {
            None => self.nobody(),
            Some(next) if next.made_up => Proposal {
                rule: if rule == Rule::NewVisitor { Rule::MakeUp } else { rule },
                skipped: next.skipped,
                costs_turn: true,
                made_up: true,
                ..self.unmoved(next.consultant, rule)
            },
            Some(next) => self.moved(next, rule),
        }
    }

    fn no_buyer(&self) -> Proposal {
        match self.next(Turn::Stays) {
            None => self.nobody(),
            Some(next) => Proposal { skipped: next.skipped, ..self.unmoved(next.consultant, Rule::NoBuyer) },
        }
    }

    fn returning(&self, owner: UserId) -> Proposal {
        if !self.at_hand(owner) {
            return self.helped(owner, Rule::OwnerAbsent);
        }
        match self.rules.returning {
            ReturningTurn::Owed | ReturningTurn::NotOwed => self.keeps_turn(owner, Rule::Returning),
            ReturningTurn::Costs => self.pays_turn(owner, Rule::Returning),
        }
    }

    fn appointment(&self, consultant: UserId, owner: Option<UserId>) -> Proposal {
        if self.at_hand(consultant) {
            return self.keeps_turn(consultant, Rule::Appointment);
        }
        match owner.filter(|owner| *owner != consultant && self.at_hand(*owner)) {
            Some(owner) => self.returning(owner),
            None => self.helped(consultant, Rule::AppointmentAbsent),
        }
    }

    /// The next in turn looks after an absent colleague's customer.
    fn helped(&self, absent: UserId, rule: Rule) -> Proposal {
        let mut proposal =
            if self.rules.helping_costs { self.takes_turn(rule) } else { Proposal { rule, ..self.no_buyer() } };
        if proposal.consultant.is_none() {
            return self.nobody();
        }
        proposal.shared_with = (self.rules.helper_share_bp > 0)
            .then_some(Sharing { owner: absent, helper_bp: self.rules.helper_share_bp });
        proposal
    }

    fn by_name(&self, consultant: UserId) -> Proposal {
        let asked = self.find(consultant);
        if asked.is_none_or(|who| self.why_not(who).is_some()) {
            return self.takes_turn(Rule::ByNameAbsent);
        }
        match (self.rules.by_name, self.next(Turn::Passes)) {
            (ByNameTurn::IfTheirs, Some(next)) if next.consultant == consultant => self.takes_turn(Rule::ByNameOnTurn),
            (ByNameTurn::IfTheirs | ByNameTurn::Free, _) => self.keeps_turn(consultant, Rule::ByName),
            (ByNameTurn::Costs, _) => self.pays_turn(consultant, Rule::ByName),
        }
    }

    fn nobody(&self) -> Proposal {
        Proposal {
            consultant: None,
            rule: Rule::NobodyEligible,
            costs_turn: false,
            made_up: false,
            skipped: self.all_skipped(),
            queue_before: self.ids(),
            queue_after: self.ids(),
            shared_with: None,
        }
    }

    /// Takes the party and stays at the same place in the queue.
    fn keeps_turn(&self, consultant: UserId, rule: Rule) -> Proposal {
        self.unmoved(consultant, rule)
    }

    /// Takes the party and goes to the end; nobody else's turn passes.
    fn pays_turn(&self, consultant: UserId, rule: Rule) -> Proposal {
        let alone = Next { consultant, made_up: false, skipped: Vec::new() };
        self.moved(alone, rule)
    }

    fn unmoved(&self, consultant: UserId, rule: Rule) -> Proposal {
        Proposal {
            consultant: Some(consultant),
            rule,
            costs_turn: false,
            made_up: false,
            skipped: Vec::new(),
            queue_before: self.ids(),
            queue_after: self.ids(),
            shared_with: None,
        }
    }

    /// Those whose turn passed go behind the others in their order, the taker last. In the order of fewest visitors the count itself moves the taker.
    fn moved(&self, next: Next, rule: Rule) -> Proposal {
        let passed = |who: &UserId| {
            *who == next.consultant
                || next
                    .skipped
                    .iter()
                    .any(|skipped| skipped.consultant == *who && matches!(skipped.missed, Missed::Owed | Missed::Lost))
        };
        let (to_the_end, mut after): (Vec<UserId>, Vec<UserId>) = self.ids().into_iter().partition(passed);
        after.extend(to_the_end.iter().filter(|who| **who != next.consultant));
        after.push(next.consultant);
        Proposal { costs_turn: true, skipped: next.skipped, queue_after: after, ..self.unmoved(next.consultant, rule) }
    }

    /// The first who can: whoever has a turn to make up, then the order of the day.
    fn next(&self, turn: Turn) -> Option<Next> {
        let can = |who: &&&Standing| self.why_not(who).is_none();
        if turn == Turn::Passes
            && let Some(who) = self.order.iter().filter(|who| who.owed > 0).find(can)
        {
            return Some(Next {
                consultant: who.consultant,
                made_up: true,
                skipped: self.skipped_before(who, Turn::Stays, |one| one.owed > 0),
            });
        }
        let who = self.order.iter().find(can)?;
        Some(Next { consultant: who.consultant, made_up: false, skipped: self.skipped_before(who, turn, |_| true) })
    }

    fn skipped_before(&self, taker: &Standing, turn: Turn, counts: impl Fn(&Standing) -> bool) -> Vec<Skipped> {
        self.order
            .iter()
            .take_while(|who| who.consultant != taker.consultant)
            .filter(|who| counts(who))
            .filter_map(|who| self.skip(who, turn))
            .collect()
    }

    fn all_skipped(&self) -> Vec<Skipped> {
        self.order.iter().filter_map(|who| self.skip(who, Turn::Stays)).collect()
    }

    fn skip(&self, who: &Standing, turn: Turn) -> Option<Skipped> {
        let why = self.why_not(who)?;
        Some(Skipped {
            consultant: who.consultant,
            why,
            missed: match turn {
                Turn::Stays => Missed::NoTurn,
                Turn::Passes => self.missed(who, why),
            },
        })
    }

    fn missed(&self, who: &Standing, why: Why) -> Missed {
        // Whoever had few visitors stays in front by that very count; owing a turn as well would pay twice.
        if self.rules.order == QueueOrder::FewestNew {
            return Missed::PlaceKept;
        }
        let owed = match why {
            Why::OffDuty => return Missed::NoTurn,
            Why::Overdue { .. } => return Missed::PlaceKept,
            Why::Away { reason, .. } => owed_when_away(&self.rules.make_up, reason),
            Why::WithParty { .. } => self.owed_with_party(who),
        };
        if owed { Missed::Owed } else { Missed::Lost }
    }

    fn owed_with_party(&self, who: &Standing) -> bool {
        let own_returning = matches!(who.state, State::WithParty { company: Company::OwnReturning, .. });
        match self.rules.returning {
            ReturningTurn::Owed if own_returning => true,
            ReturningTurn::NotOwed if own_returning => false,
            ReturningTurn::Owed | ReturningTurn::NotOwed | ReturningTurn::Costs => self.rules.make_up.with_party,
        }
    }

    /// Why this consultant cannot take a new visitor, if so.
    fn why_not(&self, who: &Standing) -> Option<Why> {
        busy(who.state, &self.rules.not_eligible).or_else(|| who.behind(self.rules).map(|count| Why::Overdue { count }))
    }

    /// Whether this consultant can take a customer of their own; overdue follow-ups do not keep anybody from their own customers.
    fn at_hand(&self, consultant: UserId) -> bool {
        self.find(consultant).is_some_and(|who| busy(who.state, &self.rules.not_eligible).is_none())
    }

    fn find(&self, consultant: UserId) -> Option<&Standing> {
        self.order.iter().copied().find(|who| who.consultant == consultant)
    }

    fn ids(&self) -> Vec<UserId> {
        self.order.iter().map(|who| who.consultant).collect()
    }
}

/// Whether taking this party lets turns pass.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Passes,
    Stays,
}

fn busy(state: State, bars: &NotEligible) -> Option<Why> {
    match state {
        State::Free => None,
        State::WithParty { since, .. } => bars.with_party.then_some(Why::WithParty { since }),
        State::Away { since, reason } => bars.on_break.then_some(Why::Away { since, reason }),
        State::OffDuty => bars.off_duty.then_some(Why::OffDuty),
    }
}

fn owed_when_away(make_up: &MakeUp, reason: Away) -> bool {
    match reason {
        Away::ShortBreak => make_up.short_break,
        Away::Meal => make_up.meal,
        Away::Errand => make_up.errand,
        Away::Leave => make_up.leave,
        Away::Private => make_up.private,
        Away::NotAtPost => make_up.not_at_post,
    }
}

#[cfg(test)]
#[path = "rotation_cases.rs"]
mod cases;
