//! The nouns of merging: a doubtful pair, and a merge with what moved.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::likeness::Why;
use crate::base::clock::Moment;
use crate::base::ids::{CustomerId, RowId, UserId};
use crate::business::customers::handing::{Kept, Stood};
use crate::business::customers::{birthdays, households};
use crate::business::ownership::handing::Place;
use crate::platform::db::moving::Rows;

/// Two customers who may be one person.
#[derive(Debug, Clone)]
pub struct Pair {
    /// The row.
    pub id: RowId,
    /// The two; the smaller id first.
    pub people: (CustomerId, CustomerId),
    /// What speaks for it.
    pub why: Vec<Why>,
    /// Who said so; `None` where it was found.
    pub told_by: Option<UserId>,
    /// When.
    pub found_at: Moment,
}

/// Two customers became one.
#[derive(Debug, Clone)]
pub struct Merge {
    /// The id.
    pub id: RowId,
    /// The customer that stays.
    pub kept: CustomerId,
    /// The one that went.
    pub gone: CustomerId,
    /// The row of the one that stays, before and right after.
    pub kept_before: Value,
    /// See above.
    pub kept_after: Value,
    /// The row of the one that went.
    pub gone_before: Value,
    /// What moved.
    pub moved: Moved,
    /// Why, in the words of who did it.
    pub reason: Option<String>,
    /// Who.
    pub made_by: Option<UserId>,
    /// When.
    pub made_at: Moment,
    /// Who undid it.
    pub undone_by: Option<UserId>,
    /// When.
    pub undone_at: Option<Moment>,
}

impl Merge {
    /// Whether what was kept of the two was erased since.
    pub fn forgotten(&self) -> bool {
        self.gone_before.as_object().is_none_or(serde_json::Map::is_empty)
    }
}

/// Everything that moved, so that it can go back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Rows that belong to a person.
    pub rows: Rows,
    /// Wishes for units: moved, and ended because both had them.
    pub wishes: (Vec<i64>, Vec<i64>),
    /// Links of the household.
    pub kin: households::Moved,
    /// Numbers that were called first, and the one that is now.
    pub mains: Vec<i64>,
    /// See above.
    pub main_after: Option<i64>,
    /// Two open journeys that became one.
    pub joined: Option<Joined>,
    /// The open journey of the one that went, where it went along whole.
    pub along: Option<Along>,
    /// What lengthened the protection of each.
    pub protection: Kept,
    /// Birthdays of buyers.
    #[serde(default)]
    pub birthdays: birthdays::Moved,
    /// Who was in the public pool.
    #[serde(default)]
    pub pool: Vec<Place>,
    /// What capabilities after this one moved, by their names.
    #[serde(default)]
    pub later: BTreeMap<String, Value>,
}

/// Two open journeys that became one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// The journey that was joined, as it stood.
    pub left: Stood,
    /// The one that went on, as it stood.
    pub goes_on: Stood,
    /// Answers that moved.
    pub answers: Vec<i64>,
    /// Rows that moved.
    pub rows: Rows,
}

/// A journey that went along whole: what happens on it later is not the same person's where the merge was wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Along {
    /// As it stood.
    pub journey: Stood,
    /// What was on it.
    pub rows: Rows,
}
