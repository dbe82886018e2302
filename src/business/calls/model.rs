//! The nouns of the telephone: one call that came in, who phoned, what was agreed.

use chrono::NaiveTime;

use crate::base::clock::{Date, Moment};
use crate::base::codes::codes;
use crate::base::ids::{CallId, CustomerId, UserId};
use crate::business::visits::actions::Caller;

/// What people phone about (`calls_about_<code>`).
pub const ABOUT: [&str; 7] = ["price", "units", "where", "visit", "loan", "papers", "other"];

codes! {
    /// Whether the house knew who phoned.
    pub enum Known {
        /// Somebody who was not on file.
        New = "new",
        /// A customer.
        Customer = "customer",
        /// Somebody who gave neither a number nor a name.
        Unnamed = "unnamed",
    }
}

codes! {
    /// What was agreed.
    pub enum Next {
        /// They come by.
        Comes = "comes",
        /// They are called back.
        CallBack = "call_back",
        /// Nothing.
        Nothing = "nothing",
    }
}

/// One call that came in.
#[derive(Debug, Clone)]
pub struct Call {
    /// The id.
    pub id: CallId,
    /// Who phoned; nobody where they did not say.
    pub customer: Option<CustomerId>,
    /// Whether the house knew them.
    pub known: Known,
    /// Where they heard of the house.
    pub channel: Option<String>,
    /// What about: one of [`ABOUT`].
    pub about: Option<String>,
    /// What was agreed.
    pub next: Next,
    /// For which day.
    pub next_on: Option<Date>,
    /// Who goes on with it.
    pub consultant: Option<UserId>,
    /// What else was said.
    pub note: Option<String>,
    /// Who answered.
    pub taken_by: Option<UserId>,
    /// When.
    pub taken_at: Moment,
    /// When it was struck out.
    pub struck_at: Option<Moment>,
}

/// A call as it is written down.
#[derive(Debug, Clone)]
pub struct Heard {
    /// Who phones.
    pub caller: Caller,
    /// Where they heard of the house.
    pub channel: Option<String>,
    /// What about: one of [`ABOUT`].
    pub about: Option<String>,
    /// What was agreed.
    pub next: Next,
    /// For which day.
    pub on: Option<Date>,
    /// At which time of that day, by the clock of the site.
    pub at: Option<NaiveTime>,
    /// Who goes on with it.
    pub consultant: Option<UserId>,
    /// What else was said.
    pub note: Option<String>,
}

impl Heard {
    /// A call of which nothing is known but who phones.
    pub const fn of(caller: Caller) -> Self {
        Self {
            caller,
            channel: None,
            about: None,
            next: Next::Nothing,
            on: None,
            at: None,
            consultant: None,
            note: None,
        }
    }
}
