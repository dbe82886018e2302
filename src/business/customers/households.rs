//! Households: spouse, parents and children are one batch, and the first registration rules.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::Customer;
use super::store;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::{CustomerId, RowId, SiteId};
use crate::platform::db::schema::kinships;
use crate::platform::db::{Conn, Tx, fault};

/// How many people a household has at most.
pub const MOST: usize = 12;
const ONCE: &str = "kinships_once";

/// What one person is to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Husband or wife.
    Spouse,
    /// Father or mother.
    Parent,
    /// Son or daughter.
    Child,
}

impl Relation {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Spouse, Self::Parent, Self::Child];

    /// As stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Spouse => "spouse",
            Self::Parent => "parent",
            Self::Child => "child",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.code() == code)
    }

    /// What the other is to the one.
    pub const fn back(self) -> Self {
        match self {
            Self::Spouse => Self::Spouse,
            Self::Parent => Self::Child,
            Self::Child => Self::Parent,
        }
    }
}

/// One who belongs to a customer's household.
#[derive(Debug, Clone)]
pub struct Kin {
    /// Who.
    pub customer: Customer,
    /// The link and what they are to the customer; `None` where they belong through somebody else.
    pub link: Option<(RowId, Relation)>,
}

/// The household of a customer: everybody linked, through whomever, without the customer; the nearest first, at most [`MOST`].
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn of(conn: &mut Conn, site: SiteId, id: CustomerId) -> Answered<Vec<Kin>> {
    let direct = links(conn, &[id.0])?;
    if direct.is_empty() {
        return Ok(Vec::new());
    }
    let mut found: Vec<CustomerId> = vec![id];
    let mut ring: Vec<i64> = vec![id.0];
    while !ring.is_empty() && found.len() <= MOST {
        let mut next = Vec::new();
        for link in links(conn, &ring)? {
            for other in [link.first, link.second] {
                if !found.contains(&CustomerId(other)) && found.len() <= MOST {
                    found.push(CustomerId(other));
                    next.push(other);
                }
            }
        }
        ring = next;
    }
    let people: HashMap<CustomerId, Customer> =
        store::list(conn, site, &found[1..])?.into_iter().map(|customer| (customer.id, customer)).collect();
    let link_of = |other: CustomerId| {
        direct.iter().find(|link| link.first == other.0 || link.second == other.0).map(|link| {
            let relation = if link.second == other.0 { link.relation } else { link.relation.back() };
            (link.id, relation)
        })
    };
    Ok(found[1..]
        .iter()
        .filter_map(|other| Some(Kin { customer: people.get(other)?.clone(), link: link_of(*other) }))
        .collect())
}

/// Whose registration rules: who of a household was registered first, and where nobody is, nobody.
pub fn first_registered<'a>(people: impl IntoIterator<Item = &'a Customer>) -> Option<&'a Customer> {
    people.into_iter().filter(|customer| customer.registered_at.is_some()).min_by_key(|one| (one.registered_at, one.id))
}

/// Links two customers: `relation` is what the other is to the one. The index of live links is the referee.
///
/// # Errors
/// `kin_oneself`, `kin_already` where they are linked; `Missing`; faults of the database.
pub(super) fn link(tx: &mut Tx, id: CustomerId, other: CustomerId, relation: Relation) -> Answered<()> {
    if id == other {
        return Err(Refused::invalid("kin_oneself").at("other").into());
    }
    store::find(tx.conn, tx.actor.site, other)?;
    let (first, second, relation) = if id < other { (id, other, relation) } else { (other, id, relation.back()) };
    let tried = tx.attempt(|tx| {
        diesel::insert_into(kinships::table)
            .values((
                kinships::id.eq(RowId::new(tx.now).0),
                kinships::site_id.eq(tx.actor.site.0),
                kinships::first_id.eq(first.0),
                kinships::second_id.eq(second.0),
                kinships::relation.eq(relation.code()),
                kinships::made_by.eq(tx.actor.user.map(|user| user.0)),
                kinships::made_at.eq(tx.now),
            ))
            .execute(tx.conn)?;
        Ok(())
    });
    fault::on_unique(tried, ONCE, || Refused::taken("kin_already").at("other"))
}

/// Ends a link of a customer; says with whom it was. `Missing` where it is not the customer's, or has ended.
pub(super) fn unlink(tx: &mut Tx, id: CustomerId, link: RowId) -> Answered<CustomerId> {
    let link = links(tx.conn, &[id.0])?.into_iter().find(|one| one.id == link).ok_or(Error::Missing)?;
    diesel::update(kinships::table.find(link.id.0)).set(kinships::ended_at.eq(Some(tx.now))).execute(tx.conn)?;
    Ok(CustomerId(if link.first == id.0 { link.second } else { link.first }))
}

/// What a merge changed in the links of the customer that went.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Moved {
    /// Every link that it had, as it was: id, first, second, relation, ended.
    rows: Vec<(i64, i64, i64, String, Option<Moment>)>,
}

/// Gives the links of one customer to another. Links that both have, and the one between them, end; says what was before.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn move_customer(tx: &mut Tx, from: CustomerId, to: CustomerId) -> Answered<Moved> {
    let rows: Vec<(i64, i64, i64, String, Option<Moment>)> = kinships::table
        .filter(kinships::first_id.eq(from.0).or(kinships::second_id.eq(from.0)))
        .order(kinships::id)
        .select((kinships::id, kinships::first_id, kinships::second_id, kinships::relation, kinships::ended_at))
        .load(tx.conn)?;
    let mut taken: Vec<i64> =
        links(tx.conn, &[to.0])?.iter().map(|link| if link.first == to.0 { link.second } else { link.first }).collect();
    for (id, first, second, relation, ended) in &rows {
        let other = if *first == from.0 { *second } else { *first };
        if other == to.0 {
            // The link between the two cannot point at one person; it stays in the merge alone.
            diesel::delete(kinships::table.find(id)).execute(tx.conn)?;
            continue;
        }
        let relation = relation_from(relation)?;
        let to_other = if *first == from.0 { relation } else { relation.back() };
        let (first, second, relation) =
            if to.0 < other { (to.0, other, to_other) } else { (other, to.0, to_other.back()) };
        let ended = ended.or_else(|| taken.contains(&other).then_some(tx.now));
        if ended.is_none() {
            taken.push(other);
        }
        diesel::update(kinships::table.find(id))
            .set((
                kinships::first_id.eq(first),
                kinships::second_id.eq(second),
                kinships::relation.eq(relation.code()),
                kinships::ended_at.eq(ended),
            ))
            .execute(tx.conn)?;
    }
    Ok(Moved { rows })
}

/// Gives links back as they were before [`move_customer`]. A link that somebody ended since stays ended.
///
/// # Errors
/// Faults of the database.
pub fn move_back(tx: &mut Tx, moved: &Moved, merged_at: Moment) -> Answered<()> {
    for (id, first, second, relation, ended) in &moved.rows {
        let now: Option<Option<Moment>> =
            kinships::table.find(id).select(kinships::ended_at).first(tx.conn).optional()?;
        // What was ended by the merge itself lives again.
        let ended = ended.or(now.flatten().filter(|at| *at != merged_at));
        match now {
            Some(_) => {
                diesel::update(kinships::table.find(id))
                    .set((
                        kinships::first_id.eq(first),
                        kinships::second_id.eq(second),
                        kinships::relation.eq(relation),
                        kinships::ended_at.eq(ended),
                    ))
                    .execute(tx.conn)?;
            }
            None => {
                diesel::insert_into(kinships::table)
                    .values((
                        kinships::id.eq(id),
                        kinships::site_id.eq(tx.actor.site.0),
                        kinships::first_id.eq(first),
                        kinships::second_id.eq(second),
                        kinships::relation.eq(relation),
                        kinships::made_by.eq(tx.actor.user.map(|user| user.0)),
                        kinships::made_at.eq(merged_at),
                        kinships::ended_at.eq(ended),
                    ))
                    .execute(tx.conn)?;
            }
        }
    }
    Ok(())
}

struct Link {
    id: RowId,
    first: i64,
    second: i64,
    relation: Relation,
}

/// Links that live, of any of these.
fn links(conn: &mut Conn, ids: &[i64]) -> Answered<Vec<Link>> {
    let rows: Vec<(i64, i64, i64, String)> = kinships::table
        .filter(kinships::ended_at.is_null())
        .filter(kinships::first_id.eq_any(ids).or(kinships::second_id.eq_any(ids)))
        .order(kinships::id)
        .limit(100)
        .select((kinships::id, kinships::first_id, kinships::second_id, kinships::relation))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, first, second, relation)| {
            Ok(Link { id: RowId(id), first, second, relation: relation_from(&relation)? })
        })
        .collect()
}

fn relation_from(code: &str) -> Answered<Relation> {
    Relation::from_code(code).ok_or_else(|| Fault::bad_data("reading a household").into())
}
