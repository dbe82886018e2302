//! The nouns of the floor: a visit, what the party answered at the door, the stamps of its stages, ticks, appointments.

use super::outcome::Outcome;
use crate::base::clock::{Date, Moment};
use crate::base::codes::codes;
use crate::base::ids::{AppointmentId, CustomerId, JourneyId, SiteId, UserId, VisitId};
use crate::base::stage::Stage;
use crate::business::consultants::rotation::{BeenBefore, Caller};

codes! {
    /// Where a party is.
    pub enum VisitState {
        /// At the desk, no consultant has taken them yet.
        Waiting = "waiting",
        /// With a consultant.
        WithConsultant = "with_consultant",
        /// Gone.
        Left = "left",
    }
}

codes! {
    /// What kind of visitor. Only the first four are traffic; the others are logged and cost no turn.
    pub enum Kind {
        /// Somebody who may buy, for the first time.
        Buyer = "buyer",
        /// A customer who comes again.
        Returning = "returning",
        /// By appointment.
        Appointment = "appointment",
        /// Brought by an agent.
        Channel = "channel",
        /// A colleague from another showroom, a surveyor.
        Colleague = "colleague",
        /// The owner of a unit.
        Owner = "owner",
        /// A job, a delivery.
        Errand = "errand",
    }
}

impl Kind {
    /// What it is, as far as turns go.
    pub const fn caller(self) -> Caller {
        match self {
            Self::Buyer | Self::Returning | Self::Appointment | Self::Channel => Caller::Buyer,
            Self::Colleague => Caller::Colleague,
            Self::Owner => Caller::UnitOwner,
            Self::Errand => Caller::Job,
        }
    }

    /// Whether this visit is traffic.
    pub const fn counts(self) -> bool {
        matches!(self.caller(), Caller::Buyer)
    }
}

codes! {
    /// An answer at the door.
    pub enum Said {
        /// Yes.
        Yes = "yes",
        /// No.
        No = "no",
        /// They do not remember, or would not say.
        Unsure = "unsure",
    }
}

impl Said {
    /// The same answer, as the rotation takes it.
    pub const fn been_before(self) -> BeenBefore {
        match self {
            Self::Yes => BeenBefore::Yes,
            Self::No => BeenBefore::No,
            Self::Unsure => BeenBefore::Unsure,
        }
    }
}

/// One coming of one party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Its id.
    pub id: VisitId,
    /// Where.
    pub site: SiteId,
    /// The path that it is a part of.
    pub journey: JourneyId,
    /// Who, once they gave a name or number.
    pub customer: Option<CustomerId>,
    /// The business day.
    pub day: Date,
    /// The number of the day, as the desk calls it.
    pub number: i32,
    /// Where the party is.
    pub state: VisitState,
    /// The stage of the floor.
    pub stage: Stage,
    /// What kind of visitor.
    pub kind: Kind,
    /// How many adults.
    pub party_size: i32,
    /// How many children.
    pub children: i32,
    /// How to know them without a name: "grey coat".
    pub description: Option<String>,
    /// Where they heard of us.
    pub channel: Option<String>,
    /// *Been here before?*
    pub been_before: Said,
    /// *Phoned before?*
    pub phoned_before: Said,
    /// The appointment that they kept.
    pub appointment: Option<AppointmentId>,
    /// Who has, or is to take, the party.
    pub consultant: Option<UserId>,
    /// When they came.
    pub arrived_at: Moment,
    /// When somebody greeted them.
    pub greeted_at: Option<Moment>,
    /// When they were given to the consultant.
    pub assigned_at: Option<Moment>,
    /// When they went.
    pub left_at: Option<Moment>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// More about it.
    pub outcome_reason: Option<String>,
    /// The next date that was agreed.
    pub next_on: Option<Date>,
    /// Or why there is none.
    pub no_next_reason: Option<String>,
    /// Whether the house closed it at closing time.
    pub closed_by_house: bool,
    /// Codes of the papers that were handed over.
    pub papers_given: Vec<String>,
    /// Whether contacts were exchanged.
    pub contacts_exchanged: bool,
    /// Whether they were walked to the door.
    pub walked_to_door: bool,
    /// 0–100 %.
    pub intent: i32,
    /// Since when the party is alone on tour.
    pub alone_since: Option<Moment>,
    /// Rises with every change.
    pub version: i32,
}

impl Visit {
    /// Whether the party is still here.
    pub const fn is_here(&self) -> bool {
        self.left_at.is_none()
    }
}

/// When a stage was entered and left, or why it was skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Which stage.
    pub stage: Stage,
    /// When it began.
    pub entered_at: Moment,
    /// When it ended.
    pub left_at: Option<Moment>,
    /// Why it was skipped, if so.
    pub skipped_reason: Option<String>,
    /// Who moved the party.
    pub moved_by: Option<UserId>,
}

/// An item of the playbook that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// Which item.
    pub item: String,
    /// What was chosen or written, for items that ask for more than a tap.
    pub value: String,
    /// Who did it.
    pub done_by: Option<UserId>,
    /// When.
    pub done_at: Moment,
}

codes! {
    /// What became of an appointment.
    pub enum AppointmentState {
        /// Agreed.
        Planned = "planned",
        /// They came.
        Came = "came",
        /// They did not come.
        Missed = "missed",
        /// Called off.
        Cancelled = "cancelled",
    }
}

/// A time at which a customer will come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Its id.
    pub id: AppointmentId,
    /// Who.
    pub customer: CustomerId,
    /// Who receives them.
    pub consultant: Option<UserId>,
    /// When.
    pub at: Moment,
    /// How many.
    pub party_size: i32,
    /// What to prepare.
    pub note: Option<String>,
    /// What became of it.
    pub state: AppointmentState,
    /// Rises with every change.
    pub version: i32,
}
