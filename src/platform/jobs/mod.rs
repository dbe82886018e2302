//! What the house is to do by itself: rows written in the transaction of their cause, done once for each occasion, however many workers there are.
//!
//! [`put`] writes a row; its occasion is unique for its kind, so a second one for the same occasion is none. [`work`] takes what is due, under a
//! lease: who dies with it, loses it. What fails is tried again later, and later still; after so many tries it is parked, with the
//! reason, until a person looks at it ([`wake`]).
//!
//! There are two ways of doing. [`Kind::within`]: in one transaction together with the row's end, so exactly once. [`Kind::outside`]: something
//! that no transaction can take back, such as a mail; done at least once, and what is done carries a name by which a repeat is known.

mod backoff;
mod store;
#[cfg(test)]
mod tests;
mod working;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::base::clock::Moment;
use crate::base::codes::codes;
use crate::base::error::{Answered, Fault};
use crate::base::ids::{JobId, SiteId};

pub use backoff::{LONGEST_WAIT_SECS, Tries};
pub use store::{Counts, counts, find, forget_old, known, put, wake};
pub use working::{Kind, LEASE_MINUTES, Outcome, Worked, work};

codes! {
    /// Where a job stands.
    pub enum State {
        /// To be done, now or later.
        Waiting = "waiting",
        /// A worker holds it.
        Running = "running",
        /// Done.
        Done = "done",
        /// Given up until a person looks at it.
        Parked = "parked",
    }
}

/// A job that is to be written.
#[derive(Debug, Clone)]
pub struct Task {
    kind: &'static str,
    occasion: String,
    payload: Value,
    after: Option<Moment>,
}

impl Task {
    /// Something of this kind for this occasion. For the same kind there is one job for each occasion, whoever asks and how often.
    pub fn new(kind: &'static str, occasion: impl Into<String>) -> Self {
        Self { kind, occasion: occasion.into(), payload: Value::Null, after: None }
    }

    /// What the worker needs: ids, dates and codes, never a name, a number or free text.
    #[must_use]
    pub fn payload(mut self, payload: Value) -> Self {
        self.payload = payload;
        self
    }

    /// Not before this moment.
    #[must_use]
    pub fn after(mut self, moment: Moment) -> Self {
        self.after = Some(moment);
        self
    }
}

/// A job as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// The site for which it is done; the site 0 is the house as a whole.
    pub site: SiteId,
    /// Of which kind.
    pub kind: String,
    /// On which occasion.
    pub occasion: String,
    /// What the worker needs, as JSON.
    pub payload: String,
    /// Not before.
    pub run_after: Moment,
    /// Where it stands.
    pub state: State,
    /// How often it was begun.
    pub attempts: i32,
    /// Why it failed last.
    pub last_error: Option<String>,
    /// When it was written.
    pub made_at: Moment,
    /// When it was done or given up.
    pub ended_at: Option<Moment>,
}

impl Job {
    /// Reads the payload.
    ///
    /// # Errors
    /// Bad data where it is not what was asked for.
    pub fn read<T: DeserializeOwned>(&self) -> Answered<T> {
        let bad = |error| Fault::bad_data(format!("reading the payload of job {}", self.id)).because(error);
        Ok(serde_json::from_str(&self.payload).map_err(bad)?)
    }
}
