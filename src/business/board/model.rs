//! The nouns of the live floor: who looks, what they see, and one moment of a floor.

use showroom_templates::Lang;

use crate::base::actor::Actor;
use crate::base::clock::{Moment, SiteClock};
use crate::base::ids::{ClaimId, SiteId, UserId};
use crate::base::role::Need;
use crate::business::consultants::present::Names;
use crate::business::consultants::rotation::Standing;
use crate::business::sites::Site;
use crate::business::units::model::ClaimKind;
use crate::business::visits::model::Visit;
use crate::business::visits::present::People;
use crate::business::visits::promises::Alarm;
use crate::platform::http::sse::Message;

/// How much is shown, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum View {
    /// On the tablet of whoever reads the reports: with customers' names, and figures that open their rows.
    Leading,
    /// On a tablet, with customers' names.
    Named,
    /// On a consultant's tablet: the floor without customers' names.
    Unnamed,
    /// On the wall, where visitors read along.
    Wall,
}

impl View {
    /// What this person sees on a tablet.
    pub fn of(actor: &Actor) -> Self {
        match () {
            () if actor.only_own() => Self::Unnamed,
            () if actor.may(Need::SeeReports) => Self::Leading,
            () => Self::Named,
        }
    }

    /// How many parties of one stage have room.
    pub const fn room(self) -> usize {
        match self {
            Self::Leading | Self::Named | Self::Unnamed => 40,
            Self::Wall => 4,
        }
    }
}

/// One way of looking at one floor. All who look in the same way get the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which floor.
    pub site: SiteId,
    /// In which language.
    pub lang: Lang,
    /// How much of it.
    pub view: View,
}

/// A floor at one moment.
#[derive(Debug)]
pub struct Floor {
    /// The highest number of the journal at that moment.
    pub seq: i64,
    /// When it was read.
    pub now: Moment,
    /// The site.
    pub site: Site,
    /// Who is here, the most urgent first.
    pub parties: Vec<Party>,
    /// The customers among them.
    pub people: People,
    /// Consultants' names.
    pub names: Names,
    /// The queue.
    pub standings: Vec<Standing>,
    /// Units that were taken today and still are, the latest first.
    pub taken: Vec<Taken>,
    /// Today's figures.
    pub counts: Counts,
    /// When something changes by itself: a promise breaks, a hold ends, the day ends.
    pub due: Moment,
}

impl Floor {
    /// The wall clock of the site.
    pub const fn clock(&self) -> SiteClock {
        self.site.clock
    }
}

/// A party that is here.
#[derive(Debug)]
pub struct Party {
    /// Its visit.
    pub visit: Visit,
    /// Since when it is where it is.
    pub since: Moment,
    /// What is promised to it and open.
    pub promises: Vec<Alarm>,
}

/// A unit that was taken.
#[derive(Debug)]
pub struct Taken {
    /// The claim.
    pub id: ClaimId,
    /// The unit's number.
    pub unit: String,
    /// How firmly.
    pub kind: ClaimKind,
    /// Whose sale it is.
    pub consultant: Option<UserId>,
    /// When.
    pub at: Moment,
}

/// Figures of the day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Parties that are traffic.
    pub parties: i64,
    /// Of these, those who came again.
    pub again: i64,
    /// Deposits that were paid.
    pub deposits: i64,
    /// Contracts that were signed.
    pub contracts: i64,
}

/// A floor as it is sent to all who look at it in one way.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The number of the journal that it shows.
    pub seq: i64,
    /// What browsers send back to say that they have it.
    pub id: String,
    /// The event; none as long as nothing was read.
    pub message: Option<Message>,
    /// Which reading of the floor confirmed it last; they are counted from 1.
    pub reading: u64,
}
