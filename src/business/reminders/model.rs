//! The nouns of reminding: kinds, occasions, what is known about a subject, notices.

use crate::base::clock::{Date, Moment};
use crate::base::codes::codes;
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, NoticeId, ReminderId, UserId};

codes! {
    /// What somebody is reminded of.
    pub enum Kind {
        /// A follow-up is overdue: its consultant is told.
        Overdue = "overdue",
        /// It stays so: the supervisor is told.
        OverdueSupervisor = "overdue_supervisor",
        /// It stays so: the customer may be given to another.
        OverdueReassign = "overdue_reassign",
        /// Nobody was in touch for so many days.
        NotContacted = "not_contacted",
        /// Nobody ever was in touch.
        NeverContacted = "never_contacted",
        /// Protection ends in a few days.
        ProtectionEnding = "protection_ending",
        /// The date to sign a contract by comes near.
        SignComing = "sign_coming",
        /// Papers are missing and the appointment comes near.
        PapersMissing = "papers_missing",
        /// A payment is due, or was not made.
        PaymentDue = "payment_due",
        /// Never bought.
        NeverBought = "never_bought",
        /// Bought, and nothing since.
        BoughtNothing = "bought_nothing",
        /// What was bought is used up by now.
        UsedUp = "used_up",
        /// The birthday of somebody who bought.
        Birthday = "birthday",
    }
}

impl Kind {
    /// Whether it goes to supervisors, not to whose customer it is.
    pub const fn for_supervisors(self) -> bool {
        matches!(self, Self::OverdueSupervisor | Self::OverdueReassign)
    }
}

/// An occasion as a rule names it: from which day on it reminds, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The first day on which it reminds.
    pub on: Date,
    /// The last day on which it makes sense; none while nothing changes.
    pub last: Option<Date>,
    /// The date that it is about: of the last contact, of signing, of the payment.
    pub about: Date,
    /// What tells this occasion from the next one of the same subject.
    pub occasion: String,
}

impl Planned {
    /// Something that reminds from `on` on, about the day that names it.
    pub fn about(about: Date, on: Date) -> Self {
        Self { on, last: None, about, occasion: about.to_string() }
    }

    /// Until this day.
    #[must_use]
    pub fn until(self, last: Date) -> Self {
        Self { last: Some(last), ..self }
    }

    /// Told from others of the same day by a word.
    #[must_use]
    pub fn named(self, occasion: String) -> Self {
        Self { occasion, ..self }
    }

    /// Whether it reminds on this day.
    pub fn stands_on(&self, day: Date) -> bool {
        self.on <= day && self.last.is_none_or(|last| day <= last)
    }
}

/// Of what a rule is asked, with the facts.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A customer.
    Person(Person),
    /// A follow-up that is planned.
    FollowUp(DueContact),
    /// Something that was bought.
    Purchase(Purchase),
    /// A deposit whose contract is to be signed.
    Signing(Signing),
    /// A contract whose papers are gathered.
    Papers(Papers),
    /// A part of a payment plan.
    Payment(Payment),
}

impl Subject {
    /// Its id.
    pub const fn id(&self) -> i64 {
        match self {
            Self::Person(one) => one.id.0,
            Self::FollowUp(one) => one.id,
            Self::Purchase(one) => one.id,
            Self::Signing(one) => one.id,
            Self::Papers(one) => one.id,
            Self::Payment(one) => one.id,
        }
    }

    /// Whose it is.
    pub const fn customer(&self) -> CustomerId {
        match self {
            Self::Person(one) => one.id,
            Self::FollowUp(one) => one.customer,
            Self::Purchase(one) => one.customer,
            Self::Signing(one) => one.customer,
            Self::Papers(one) => one.customer,
            Self::Payment(one) => one.customer,
        }
    }

    /// Who looks after it.
    pub const fn consultant(&self) -> Option<UserId> {
        match self {
            Self::Person(one) => one.owner,
            Self::FollowUp(one) => Some(one.consultant),
            Self::Purchase(one) => one.consultant,
            Self::Signing(one) => one.consultant,
            Self::Papers(one) => one.consultant,
            Self::Payment(one) => one.consultant,
        }
    }
}

/// A customer, as far as reminding goes. Dates are business days of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: CustomerId,
    /// To whom the customer belongs.
    pub owner: Option<UserId>,
    /// The grade.
    pub grade: Option<Grade>,
    /// Known since.
    pub known_since: Date,
    /// Came last.
    pub came_on: Option<Date>,
    /// Came, or was reached last.
    pub contacted_on: Option<Date>,
    /// Whether a contact ever reached them.
    pub ever_reached: bool,
    /// The next contact that was agreed.
    pub next_on: Option<Date>,
    /// Not to be called before.
    pub do_not_call_until: Option<Date>,
    /// Bought last.
    pub bought_on: Option<Date>,
    /// Given up.
    pub lost: bool,
    /// The last day of protection, where it ends.
    pub protected_until: Option<Date>,
    /// Month and day of birth, where it may be used.
    pub birthday: Option<(u32, u32)>,
}

/// A follow-up that is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueContact {
    /// The follow-up.
    pub id: i64,
    /// With whom.
    pub customer: CustomerId,
    /// Who is to make it.
    pub consultant: UserId,
    /// When it was due.
    pub due_on: Date,
}

/// Something that was bought and wears out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purchase {
    /// The contract.
    pub id: i64,
    /// Who bought.
    pub customer: CustomerId,
    /// Who looks after them.
    pub consultant: Option<UserId>,
    /// When.
    pub bought_on: Date,
    /// After how many days it is used up; none where it does not wear out.
    pub life_days: Option<u16>,
    /// Bought anew since.
    pub replaced: bool,
}

/// A deposit whose contract is to be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// The deposit.
    pub id: i64,
    /// Who buys.
    pub customer: CustomerId,
    /// Whose sale it is.
    pub consultant: Option<UserId>,
    /// The last day to sign.
    pub sign_by: Date,
}

/// A contract whose papers are gathered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Papers {
    /// The contract.
    pub id: i64,
    /// Who buys.
    pub customer: CustomerId,
    /// Whose sale it is.
    pub consultant: Option<UserId>,
    /// The day on which the buyers come to sign.
    pub appointment_on: Date,
    /// How many papers are missing.
    pub missing: usize,
}

/// A part of a payment plan that is not paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The instalment.
    pub id: i64,
    /// Who buys.
    pub customer: CustomerId,
    /// Whose sale it is.
    pub consultant: Option<UserId>,
    /// When it is due.
    pub due_on: Date,
}

/// An occasion as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reminder {
    /// Its id.
    pub id: ReminderId,
    /// Of what.
    pub kind: Kind,
    /// The subject: by the kind, a customer, a follow-up, a deposit, a contract, an instalment.
    pub subject: i64,
    /// What tells it from the next one.
    pub occasion: String,
    /// About whom.
    pub customer: CustomerId,
    /// The date that it is about.
    pub about_on: Date,
    /// The business day on which it was planned.
    pub day: Date,
    /// When.
    pub planned_at: Moment,
    /// When its cause was gone.
    pub ended_at: Option<Moment>,
}

/// A reminder as it reaches one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its id.
    pub id: NoticeId,
    /// Whom it reaches.
    pub user: UserId,
    /// When it was made.
    pub made_at: Moment,
    /// When the person saw it.
    pub seen_at: Option<Moment>,
    /// Of what.
    pub reminder: Reminder,
}

/// What a day's run of one kind came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Which kind.
    pub kind: Kind,
    /// Of which business day.
    pub day: Date,
    /// When.
    pub ran_at: Moment,
    /// How many subjects were looked at.
    pub looked: i32,
    /// How many occasions were new.
    pub made: i32,
}
