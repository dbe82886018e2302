//! Shares of a sale, and what the rule on them needs to know of it.

use diesel::prelude::*;

use crate::base::clock::Moment;
use crate::base::error::{Answered, Fault};
use crate::base::ids::{CustomerId, DepositId, RowId, SiteId, UserId, VisitId};
use crate::business::consultants::store as consultants;
use crate::business::ownership::credit::Sale;
use crate::business::ownership::model::{Share, ShareReason};
use crate::business::sites;
use crate::platform::db::schema::{credit_shares, customers, deposits};
use crate::platform::db::{Conn, Tx};

/// The shares of a deposit, the largest first, each with its reason.
///
/// # Errors
/// Faults of the database.
pub fn of_deposit(conn: &mut Conn, deposit: DepositId) -> Answered<Vec<(Share, ShareReason)>> {
    let rows: Vec<(i64, i32, String)> = credit_shares::table
        .filter(credit_shares::deposit_id.eq(deposit.0))
        .order((credit_shares::share_bp.desc(), credit_shares::id))
        .select((credit_shares::user_id, credit_shares::share_bp, credit_shares::reason))
        .load(conn)?;
    rows.into_iter()
        .map(|(user, bp, reason)| {
            let bad = || Fault::bad_data("reading the share of a sale");
            let bp = u16::try_from(bp).map_err(|error| bad().because(error))?;
            Ok((Share { user: UserId(user), bp }, ShareReason::from_code(&reason).ok_or_else(bad)?))
        })
        .collect()
}

/// Why the shares of a deposit were written as they are, by whom and when, where a person did.
///
/// # Errors
/// Faults of the database.
pub fn note_of(conn: &mut Conn, deposit: DepositId) -> Answered<Option<(String, Option<UserId>, Moment)>> {
    let row: Option<(Option<String>, Option<i64>, Moment)> = credit_shares::table
        .filter(credit_shares::deposit_id.eq(deposit.0))
        .select((credit_shares::note, credit_shares::given_by, credit_shares::given_at))
        .first(conn)
        .optional()?;
    Ok(row.and_then(|(note, who, at)| Some((note?, who.map(UserId), at))))
}

/// What the rule on shares asks about a deposit: who sold, whose customer it is, and whether somebody helped that day.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn sale_of(conn: &mut Conn, site: SiteId, deposit: DepositId) -> Answered<(CustomerId, Sale)> {
    let (customer, seller, visit, at): (i64, Option<i64>, Option<i64>, Moment) = deposits::table
        .filter(deposits::id.eq(deposit.0))
        .filter(deposits::site_id.eq(site.0))
        .select((deposits::customer_id, deposits::consultant_id, deposits::visit_id, deposits::drafted_at))
        .first(conn)?;
    let owner: Option<i64> = customers::table.find(customer).select(customers::owner_id).first(conn)?;
    let assignment = match visit {
        Some(visit) => consultants::assignment_of(conn, VisitId(visit))?,
        None => None,
    };
    let day = sites::of(conn, site)?.clock().business_day(at);
    let helped = assignment.as_ref().filter(|one| one.consultant.map(|who| who.0) == seller);
    let sale = Sale {
        seller: seller.map(UserId),
        owner: owner.map(UserId),
        helper_bp: helped.and_then(|one| one.shared_with).map(|shared| shared.helper_bp),
        same_day: helped.is_some_and(|one| one.day == day),
    };
    Ok((CustomerId(customer), sale))
}

/// Writes the shares of a deposit in the place of those before.
pub fn put(tx: &mut Tx, deposit: DepositId, shares: &[(Share, ShareReason)], note: Option<&str>) -> Answered<()> {
    diesel::delete(credit_shares::table.filter(credit_shares::deposit_id.eq(deposit.0))).execute(tx.conn)?;
    for (share, reason) in shares {
        diesel::insert_into(credit_shares::table)
            .values((
                credit_shares::id.eq(RowId::new(tx.now).0),
                credit_shares::site_id.eq(tx.actor.site.0),
                credit_shares::deposit_id.eq(deposit.0),
                credit_shares::user_id.eq(share.user.0),
                credit_shares::share_bp.eq(i32::from(share.bp)),
                credit_shares::reason.eq(reason.code()),
                credit_shares::note.eq(note),
                credit_shares::given_by.eq(tx.actor.user.map(|who| who.0)),
                credit_shares::given_at.eq(tx.now),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}
