//! Rulings as the database keeps them, and what is known of the two sides.

use diesel::prelude::*;

use super::model::{Appeal, Decided, Decision, Kept, Ruling, Side};
use super::verdict::{Claim, Filed, Rule};
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::{CustomerId, FilingId, RulingId, SiteId, UserId};
use crate::business::ownership::model::Filing;
use crate::platform::db::schema::{calls, customers, follow_ups, journal, rulings, visits};
use crate::platform::db::{Conn, Tx};

/// How many rulings a list holds.
const MOST: i64 = 60;
/// How many rulings of each sort a file holds.
const MOST_IN_A_FILE: i64 = 20_000;

/// One ruling of a site.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn find(conn: &mut Conn, site: SiteId, id: RulingId) -> Answered<Ruling> {
    rulings::table.filter(rulings::id.eq(id.0)).filter(rulings::site_id.eq(site.0)).first::<Row>(conn)?.try_into()
}

/// The ruling that is open over a customer.
///
/// # Errors
/// Faults of the database.
pub fn open_of(conn: &mut Conn, customer: CustomerId) -> Answered<Option<Ruling>> {
    rulings::table
        .filter(rulings::customer_id.eq(customer.0))
        .filter(rulings::decided_at.is_null())
        .first::<Row>(conn)
        .optional()?
        .map(Ruling::try_from)
        .transpose()
}

/// All rulings over a customer, the latest first.
///
/// # Errors
/// Faults of the database.
pub fn of_customer(conn: &mut Conn, customer: CustomerId) -> Answered<Vec<Ruling>> {
    let rows: Vec<Row> = rulings::table
        .filter(rulings::customer_id.eq(customer.0))
        .order(rulings::opened_at.desc())
        .limit(10)
        .load(conn)?;
    rows.into_iter().map(Ruling::try_from).collect()
}

/// The rulings of a site that are open, the oldest first.
///
/// # Errors
/// Faults of the database.
pub fn open(conn: &mut Conn, site: SiteId) -> Answered<Vec<Ruling>> {
    let rows: Vec<Row> = rulings::table
        .filter(rulings::site_id.eq(site.0))
        .filter(rulings::decided_at.is_null())
        .order(rulings::opened_at)
        .limit(MOST)
        .load(conn)?;
    rows.into_iter().map(Ruling::try_from).collect()
}

/// All rulings of a site for a file: the open ones first, then the latest decided.
///
/// # Errors
/// Faults of the database.
pub fn all(conn: &mut Conn, site: SiteId) -> Answered<Vec<Ruling>> {
    let of_the_site = || rulings::table.filter(rulings::site_id.eq(site.0));
    let mut rows: Vec<Row> = of_the_site()
        .filter(rulings::decided_at.is_null())
        .order(rulings::opened_at)
        .limit(MOST_IN_A_FILE)
        .load(conn)?;
    let decided: Vec<Row> = of_the_site()
        .filter(rulings::decided_at.is_not_null())
        .order((rulings::decided_at.desc(), rulings::id.desc()))
        .limit(MOST_IN_A_FILE)
        .load(conn)?;
    rows.extend(decided);
    rows.into_iter().map(Ruling::try_from).collect()
}

/// Decided rulings whose question or reason holds these words, or that were decided by this rule; the latest first. Without words, all.
///
/// # Errors
/// Faults of the database.
pub fn precedents(conn: &mut Conn, site: SiteId, words: Option<&str>, rules: &[Rule]) -> Answered<Vec<Ruling>> {
    let mut query =
        rulings::table.filter(rulings::site_id.eq(site.0)).filter(rulings::decided_at.is_not_null()).into_boxed();
    if let Some(words) = words {
        let like = format!("%{}%", escaped(words));
        let rules: Vec<&str> = rules.iter().map(|rule| rule.code()).collect();
        query = query.filter(
            rulings::question
                .like(like.clone())
                .escape('\\')
                .or(rulings::decision_reason.assume_not_null().like(like).escape('\\'))
                .or(rulings::rule.eq_any(rules)),
        );
    }
    let rows: Vec<Row> = query.order((rulings::decided_at.desc(), rulings::id.desc())).limit(MOST).load(conn)?;
    rows.into_iter().map(Ruling::try_from).collect()
}

/// Open rulings against which nobody appealed in time.
///
/// # Errors
/// Faults of the database.
pub fn unopposed(conn: &mut Conn, site: SiteId, today: Date) -> Answered<Vec<RulingId>> {
    let ids: Vec<i64> = rulings::table
        .filter(rulings::site_id.eq(site.0))
        .filter(rulings::decided_at.is_null())
        .filter(rulings::appealed_at.is_null())
        .filter(rulings::appeal_until.lt(today))
        .filter(rulings::verdict.ne(Side::Undecided.code()))
        .order(rulings::opened_at)
        .limit(MOST)
        .select(rulings::id)
        .load(conn)?;
    Ok(ids.into_iter().map(RulingId).collect())
}

/// What a consultant can show about a customer.
///
/// # Errors
/// Faults of the database.
pub fn claim_of(conn: &mut Conn, customer: CustomerId, who: UserId) -> Answered<Claim> {
    let registered_at: Option<Moment> = journal::table
        .filter(journal::customer_id.eq(customer.0))
        .filter(journal::kind.eq("customers.became_owner"))
        .filter(journal::subject_id.eq(who.0))
        .order(journal::seq)
        .select(journal::at)
        .first(conn)
        .optional()?;
    // Customers whose owner is older than the journal have the card's own moment.
    let registered_at = match registered_at {
        Some(at) => Some(at),
        None => customers::table
            .filter(customers::id.eq(customer.0))
            .filter(customers::owner_id.eq(who.0))
            .select(customers::registered_at)
            .first::<Option<Moment>>(conn)
            .optional()?
            .flatten(),
    };
    let reached: Vec<Option<Moment>> = follow_ups::table
        .filter(follow_ups::customer_id.eq(customer.0))
        .filter(follow_ups::state.eq("done"))
        .filter(follow_ups::effective.eq(true))
        .filter(follow_ups::done_by.eq(who.0))
        .select(follow_ups::done_at)
        .limit(500)
        .load(conn)?;
    let received: Vec<Moment> = visits::table
        .filter(visits::customer_id.eq(customer.0))
        .filter(visits::consultant_id.eq(who.0))
        .select(visits::arrived_at)
        .limit(500)
        .load(conn)?;
    let phoned: Vec<Moment> = calls::table
        .filter(calls::customer_id.eq(customer.0))
        .filter(calls::taken_by.eq(who.0))
        .filter(calls::struck_at.is_null())
        .select(calls::taken_at)
        .limit(500)
        .load(conn)?;
    let all: Vec<Moment> = reached.into_iter().flatten().chain(received).chain(phoned).collect();
    Ok(Claim {
        registered_at,
        last_effective_at: all.iter().max().copied(),
        first_effective_at: all.iter().min().copied(),
    })
}

/// What an agent can show: the filing, the first visit after it, and since when the showroom knew the customer otherwise.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn filed_of(conn: &mut Conn, customer: CustomerId, filing: &Filing) -> Answered<Filed> {
    let arrived_at: Option<Moment> = match filing.visit {
        Some(visit) => visits::table.find(visit.0).select(visits::arrived_at).first(conn).optional()?,
        None => visits::table
            .filter(visits::customer_id.eq(customer.0))
            .filter(visits::arrived_at.ge(filing.filed_at))
            .order(visits::arrived_at)
            .select(visits::arrived_at)
            .first(conn)
            .optional()?,
    };
    let known: Moment = customers::table.find(customer.0).select(customers::created_at).first(conn)?;
    let known_since = (known < filing.filed_at).then_some(known);
    Ok(Filed { filed_at: filing.filed_at, arrived_at, known_since })
}

/// Writes a ruling; the unique index lets one be open per customer.
pub(super) fn insert(tx: &mut Tx, ruling: &Ruling) -> Answered<()> {
    let finding =
        serde_json::to_string(&ruling.kept).map_err(|error| Fault::bug("writing a finding").because(error))?;
    diesel::insert_into(rulings::table)
        .values((
            rulings::id.eq(ruling.id.0),
            rulings::site_id.eq(tx.actor.site.0),
            rulings::customer_id.eq(ruling.customer.0),
            rulings::first_id.eq(ruling.first.0),
            rulings::second_id.eq(ruling.second.map(|who| who.0)),
            rulings::filing_id.eq(ruling.filing.map(|filing| filing.0)),
            rulings::question.eq(&ruling.question),
            rulings::rule.eq(ruling.rule.code()),
            rulings::verdict.eq(ruling.verdict.code()),
            rulings::finding.eq(finding),
            rulings::opened_by.eq(ruling.opened_by.map(|who| who.0)),
            rulings::opened_at.eq(ruling.opened_at),
            rulings::appeal_until.eq(ruling.appeal_until),
            rulings::version.eq(1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Writes the appeal or the decision over the version that was read.
pub(super) fn update(tx: &mut Tx, ruling: &Ruling) -> Answered<()> {
    let (appeal, decided) = (ruling.appeal.as_ref(), ruling.decided.as_ref());
    let written = diesel::update(
        rulings::table
            .filter(rulings::id.eq(ruling.id.0))
            .filter(rulings::site_id.eq(tx.actor.site.0))
            .filter(rulings::version.eq(ruling.version))
            .filter(rulings::decided_at.is_null()),
    )
    .set((
        rulings::appealed_by.eq(appeal.and_then(|appeal| appeal.by).map(|who| who.0)),
        rulings::appealed_at.eq(appeal.map(|appeal| appeal.at)),
        rulings::appeal_reason.eq(appeal.map(|appeal| appeal.reason.as_str())),
        rulings::decided_by.eq(decided.and_then(|decided| decided.by).map(|who| who.0)),
        rulings::decided_at.eq(decided.map(|decided| decided.at)),
        rulings::decision.eq(decided.map(|decided| decided.decision.code())),
        rulings::decision_reason.eq(decided.map(|decided| decided.reason.as_str())),
        rulings::version.eq(ruling.version + 1),
    ))
    .execute(tx.conn)?;
    if written == 1 { Ok(()) } else { Err(Refused::changed("ruling_settled").into()) }
}

/// What was typed stands for itself.
fn escaped(text: &str) -> String {
    text.chars().flat_map(|c| matches!(c, '%' | '_' | '\\').then_some('\\').into_iter().chain([c])).collect()
}

#[derive(Queryable)]
struct Row {
    id: i64,
    _site_id: i64,
    customer_id: i64,
    first_id: i64,
    second_id: Option<i64>,
    filing_id: Option<i64>,
    question: String,
    rule: String,
    verdict: String,
    finding: String,
    opened_by: Option<i64>,
    opened_at: Moment,
    appeal_until: Date,
    appealed_by: Option<i64>,
    appealed_at: Option<Moment>,
    appeal_reason: Option<String>,
    decided_by: Option<i64>,
    decided_at: Option<Moment>,
    decision: Option<String>,
    decision_reason: Option<String>,
    version: i32,
}

impl TryFrom<Row> for Ruling {
    type Error = Error;

    fn try_from(row: Row) -> Answered<Self> {
        let bad = |what: &str| Fault::bad_data(format!("reading the {what} of ruling {}", row.id));
        let kept: Kept = serde_json::from_str(&row.finding).map_err(|error| bad("finding").because(error))?;
        let decided = match (row.decided_at, row.decision.as_deref()) {
            (Some(at), Some(code)) => Some(Decided {
                decision: Decision::from_code(code).ok_or_else(|| bad("decision"))?,
                by: row.decided_by.map(UserId),
                at,
                reason: row.decision_reason.clone().unwrap_or_default(),
            }),
            _ => None,
        };
        Ok(Self {
            id: RulingId(row.id),
            customer: CustomerId(row.customer_id),
            first: UserId(row.first_id),
            second: row.second_id.map(UserId),
            filing: row.filing_id.map(FilingId),
            rule: Rule::from_code(&row.rule).ok_or_else(|| bad("rule"))?,
            verdict: Side::from_code(&row.verdict).ok_or_else(|| bad("verdict"))?,
            kept,
            decided,
            question: row.question,
            opened_by: row.opened_by.map(UserId),
            opened_at: row.opened_at,
            appeal_until: row.appeal_until,
            appeal: row.appealed_at.map(|at| Appeal {
                by: row.appealed_by.map(UserId),
                at,
                reason: row.appeal_reason.unwrap_or_default(),
            }),
            version: row.version,
        })
    }
}
