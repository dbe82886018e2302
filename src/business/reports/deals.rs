//! Money and papers of a day, each with its consultant and the type of its unit.

use std::collections::HashMap;

use diesel::prelude::*;

use super::gather::AT_ONCE;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::business::sites::Site;
use crate::platform::db::Conn;
use crate::platform::db::schema::{contracts, customers, deposits, payments, units};

/// A deposit or a contract of a day: id, customer, consultant, price, type of the unit; when it was done, and when the stage before it began.
pub type Deal = (i64, i64, Option<i64>, i64, i64, (Option<Moment>, Option<Moment>));
/// A deposit that ended: id, customer, how, consultant, type of the unit.
pub type Ended = (i64, i64, String, Option<i64>, i64);
/// Money that came in: id, customer, sum, kind, and of the deal it was for the consultant and the type of the unit.
pub type Paid = (i64, i64, i64, String, (Option<i64>, Option<i64>));

/// What happened to deposits and contracts on a day.
pub struct Deals {
    /// Deposits that were paid.
    pub deposits: Vec<Deal>,
    /// Contracts that were signed.
    pub contracts: Vec<Deal>,
    /// Deposits that ended without a contract.
    pub ended: Vec<Ended>,
    /// Money that came in.
    pub paid: Vec<Paid>,
}

impl Deals {
    /// Those between two moments.
    ///
    /// # Errors
    /// Faults of the database.
    pub fn of(conn: &mut Conn, site: &Site, (begin, end): (Moment, Moment)) -> Answered<Self> {
        Ok(Self {
            deposits: deposits::table
                .inner_join(units::table)
                .inner_join(customers::table)
                .filter(deposits::site_id.eq(site.id.0))
                .filter(deposits::paid_at.ge(begin))
                .filter(deposits::paid_at.lt(end))
                .order(deposits::id)
                .select((
                    deposits::id,
                    deposits::customer_id,
                    deposits::consultant_id,
                    deposits::price,
                    units::type_id,
                    (deposits::paid_at, customers::registered_at),
                ))
                .load(conn)?,
            contracts: contracts::table
                .inner_join(units::table.on(units::id.eq(contracts::unit_id)))
                .inner_join(deposits::table.on(deposits::id.eq(contracts::deposit_id)))
                .filter(contracts::site_id.eq(site.id.0))
                .filter(contracts::signed_at.ge(begin))
                .filter(contracts::signed_at.lt(end))
                .order(contracts::id)
                .select((
                    contracts::id,
                    contracts::customer_id,
                    contracts::consultant_id,
                    contracts::price,
                    units::type_id,
                    (contracts::signed_at, deposits::paid_at),
                ))
                .load(conn)?,
            ended: deposits::table
                .inner_join(units::table)
                .filter(deposits::site_id.eq(site.id.0))
                .filter(deposits::ended_at.ge(begin))
                .filter(deposits::ended_at.lt(end))
                .filter(deposits::status.ne("converted"))
                .order(deposits::id)
                .select((
                    deposits::id,
                    deposits::customer_id,
                    deposits::status,
                    deposits::consultant_id,
                    units::type_id,
                ))
                .load(conn)?,
            paid: paid(conn, site, (begin, end))?,
        })
    }
}

/// How many seconds lie between the beginning and the end of a stage; nothing where either is not known or they are the wrong way round.
pub fn secs_between((done, begun): (Option<Moment>, Option<Moment>)) -> Option<i64> {
    Some((done? - begun?).num_seconds()).filter(|secs| *secs >= 0)
}

fn paid(conn: &mut Conn, site: &Site, (begin, end): (Moment, Moment)) -> Answered<Vec<Paid>> {
    type Row = (i64, i64, i64, String, Option<i64>, Option<i64>);
    let rows: Vec<Row> = payments::table
        .filter(payments::site_id.eq(site.id.0))
        .filter(payments::received_at.ge(begin))
        .filter(payments::received_at.lt(end))
        .order(payments::id)
        .select((
            payments::id,
            payments::customer_id,
            payments::sum,
            payments::kind,
            payments::deposit_id,
            payments::contract_id,
        ))
        .load(conn)?;
    let (mut of_deposits, mut of_contracts) = (HashMap::new(), HashMap::new());
    for some in rows.chunks(AT_ONCE) {
        let found: Vec<(i64, Option<i64>, i64)> = deposits::table
            .inner_join(units::table)
            .filter(deposits::id.eq_any(some.iter().filter_map(|row| row.4)))
            .select((deposits::id, deposits::consultant_id, units::type_id))
            .load(conn)?;
        of_deposits.extend(found.into_iter().map(|(id, consultant, kind)| (id, (consultant, Some(kind)))));
        let found: Vec<(i64, Option<i64>, i64)> = contracts::table
            .inner_join(units::table.on(units::id.eq(contracts::unit_id)))
            .filter(contracts::id.eq_any(some.iter().filter_map(|row| row.5)))
            .select((contracts::id, contracts::consultant_id, units::type_id))
            .load(conn)?;
        of_contracts.extend(found.into_iter().map(|(id, consultant, kind)| (id, (consultant, Some(kind)))));
    }
    let deal = |deposit: Option<i64>, contract: Option<i64>| {
        let contract = contract.and_then(|id| of_contracts.get(&id));
        contract.or_else(|| of_deposits.get(&deposit?)).copied().unwrap_or_default()
    };
    let one = |(id, customer, sum, kind, deposit, contract): Row| (id, customer, sum, kind, deal(deposit, contract));
    Ok(rows.into_iter().map(one).collect())
}
