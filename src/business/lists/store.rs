//! Imports as the database keeps them: the file, the rows, what was made of them, how files were understood before.

use diesel::dsl::max;
use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::model::{Counts, Decision, Fate, Import, Kind, Outcome, Plan, Row, State};
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::{CustomerId, ImportId, RowId, SiteId, UserId};
use crate::platform::db::schema::{import_pieces, import_plans, import_rows, import_traces, imports};
use crate::platform::db::{Conn, Tx};

/// How many imports the list shows.
const LISTED: i64 = 50;

/// One import of a site.
///
/// # Errors
/// `Missing` where the site has no such; faults of the database.
pub fn find(conn: &mut Conn, site: SiteId, id: ImportId) -> Answered<Import> {
    imports::table
        .filter(imports::id.eq(id.0))
        .filter(imports::site_id.eq(site.0))
        .select(ImportRow::as_select())
        .first(conn)?
        .try_into()
}

/// The imports of a site, the last first.
///
/// # Errors
/// Faults of the database.
pub fn list(conn: &mut Conn, site: SiteId) -> Answered<Vec<Import>> {
    let rows: Vec<ImportRow> = imports::table
        .filter(imports::site_id.eq(site.0))
        .order((imports::brought_at.desc(), imports::id.desc()))
        .limit(LISTED)
        .select(ImportRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Import::try_from).collect()
}

/// Imports of all sites on which the house is to work, the oldest first.
///
/// # Errors
/// Faults of the database.
pub fn at_work(conn: &mut Conn) -> Answered<Vec<Import>> {
    let states: Vec<&str> = State::ALL.iter().filter(|state| state.at_work()).map(|state| state.code()).collect();
    let rows: Vec<ImportRow> = imports::table
        .filter(imports::state.eq_any(states))
        .order(imports::id.asc())
        .limit(20)
        .select(ImportRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Import::try_from).collect()
}

/// How many rows have each fate.
///
/// # Errors
/// Faults of the database.
pub fn counts(conn: &mut Conn, id: ImportId) -> Answered<Counts> {
    let of = |conn: &mut Conn, fate: Fate| -> Answered<i64> {
        Ok(import_rows::table
            .filter(import_rows::import_id.eq(id.0))
            .filter(import_rows::fate.eq(fate.code()))
            .count()
            .get_result(conn)?)
    };
    let undecided = import_rows::table
        .filter(import_rows::import_id.eq(id.0))
        .filter(import_rows::fate.eq(Fate::Doubtful.code()))
        .filter(import_rows::decision.is_null())
        .count()
        .get_result(conn)?;
    Ok(Counts {
        new: of(conn, Fate::New)?,
        same: of(conn, Fate::Same)?,
        doubtful: of(conn, Fate::Doubtful)?,
        undecided,
        refused: of(conn, Fate::Refused)?,
        skipped: of(conn, Fate::Skipped)?,
    })
}

/// How many rows came to this.
///
/// # Errors
/// Faults of the database.
pub fn count_outcome(conn: &mut Conn, id: ImportId, outcome: Outcome) -> Answered<i64> {
    Ok(import_rows::table
        .filter(import_rows::import_id.eq(id.0))
        .filter(import_rows::outcome.eq(outcome.code()))
        .count()
        .get_result(conn)?)
}

/// Which rows are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    All,
    /// Those with this fate.
    Of(Fate),
    /// Those that came to this.
    To(Outcome),
}

/// Rows behind this number, in order.
///
/// # Errors
/// Faults of the database.
pub fn rows(conn: &mut Conn, id: ImportId, which: Which, after: i32, most: i64) -> Answered<Vec<Row>> {
    let mut query =
        import_rows::table.filter(import_rows::import_id.eq(id.0)).filter(import_rows::number.gt(after)).into_boxed();
    match which {
        Which::All => {}
        Which::Of(fate) => query = query.filter(import_rows::fate.eq(fate.code())),
        Which::To(outcome) => query = query.filter(import_rows::outcome.eq(outcome.code())),
    }
    let rows: Vec<RowRow> =
        query.order(import_rows::number.asc()).limit(most).select(RowRow::as_select()).load(conn)?;
    rows.into_iter().map(Row::try_from).collect()
}

/// Rows before this number that were taken over, the last first: the order in which they are taken back.
///
/// # Errors
/// Faults of the database.
pub fn rows_back(conn: &mut Conn, id: ImportId, before: i32, most: i64) -> Answered<Vec<Row>> {
    let rows: Vec<RowRow> = import_rows::table
        .filter(import_rows::import_id.eq(id.0))
        .filter(import_rows::number.lt(before))
        .filter(import_rows::outcome.eq_any([Outcome::Made.code(), Outcome::Added.code()]))
        .order(import_rows::number.desc())
        .limit(most)
        .select(RowRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Row::try_from).collect()
}

/// One row.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn row(conn: &mut Conn, id: ImportId, number: i32) -> Answered<Row> {
    import_rows::table
        .filter(import_rows::import_id.eq(id.0))
        .filter(import_rows::number.eq(number))
        .select(RowRow::as_select())
        .first(conn)?
        .try_into()
}

/// The number of the last row.
///
/// # Errors
/// Faults of the database.
pub fn last_row(conn: &mut Conn, id: ImportId) -> Answered<i32> {
    let last: Option<i32> =
        import_rows::table.filter(import_rows::import_id.eq(id.0)).select(max(import_rows::number)).first(conn)?;
    Ok(last.unwrap_or(0))
}

/// The file, whole.
///
/// # Errors
/// Faults of the database.
pub fn file(conn: &mut Conn, id: ImportId) -> Answered<Vec<u8>> {
    let mut whole = Vec::new();
    for position in 0.. {
        let piece: Option<Vec<u8>> =
            import_pieces::table.find((id.0, position)).select(import_pieces::bytes).first(conn).optional()?;
        match piece {
            Some(piece) => whole.extend(piece),
            None => break,
        }
    }
    Ok(whole)
}

/// How a file with these titles was understood last.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn plan_of(conn: &mut Conn, site: SiteId, kind: Kind, titles: &str) -> Answered<Option<Plan>> {
    let kept: Option<String> =
        import_plans::table.find((site.0, kind.code(), titles)).select(import_plans::plan).first(conn).optional()?;
    kept.map(|json| from_json(&json, "reading how a list was understood")).transpose()
}

/// Keeps how a file with these titles is understood.
pub(super) fn keep_plan(tx: &mut Tx, kind: Kind, titles: &str, plan: &Plan) -> Answered<()> {
    let site = tx.actor.site.0;
    diesel::delete(import_plans::table.find((site, kind.code(), titles))).execute(tx.conn)?;
    diesel::insert_into(import_plans::table)
        .values((
            import_plans::site_id.eq(site),
            import_plans::kind.eq(kind.code()),
            import_plans::titles.eq(titles),
            import_plans::plan.eq(to_json(plan)?),
            import_plans::kept_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Writes a new import.
pub(super) fn insert(tx: &mut Tx, import: &Import) -> Answered<()> {
    diesel::insert_into(imports::table).values(&ImportRow::try_from(import)?).execute(tx.conn)?;
    Ok(())
}

/// Writes a piece of the file.
pub(super) fn insert_piece(tx: &mut Tx, id: ImportId, position: i32, bytes: Vec<u8>) -> Answered<()> {
    diesel::insert_into(import_pieces::table)
        .values((
            import_pieces::import_id.eq(id.0),
            import_pieces::position.eq(position),
            import_pieces::bytes.eq(bytes),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Writes a changed import over the version that it was read with.
///
/// # Errors
/// `changed` where somebody was faster.
pub(super) fn update(tx: &mut Tx, import: &Import) -> Answered<()> {
    let mut row = ImportRow::try_from(import)?;
    row.version = import.version + 1;
    let written = diesel::update(
        imports::table
            .filter(imports::id.eq(import.id.0))
            .filter(imports::site_id.eq(tx.actor.site.0))
            .filter(imports::version.eq(import.version)),
    )
    .set((&row, imports::lease.eq(None::<i64>), imports::leased_until.eq(None::<Moment>)))
    .execute(tx.conn)?;
    if written == 1 { Ok(()) } else { Err(Refused::changed("changed").into()) }
}

/// Takes an import for a while, or keeps it; `false` where another server works on it, or it is in another state by now.
pub(super) fn lease(tx: &mut Tx, id: ImportId, state: State, lease: i64, until: Moment) -> Answered<bool> {
    let free = imports::leased_until.is_null().or(imports::leased_until.lt(tx.now)).or(imports::lease.eq(lease));
    let taken = diesel::update(
        imports::table.filter(imports::id.eq(id.0)).filter(imports::state.eq(state.code())).filter(free),
    )
    .set((imports::lease.eq(Some(lease)), imports::leased_until.eq(Some(until))))
    .execute(tx.conn)?;
    Ok(taken == 1)
}

/// Notes how far a step is, without making the page that somebody looks at an old one.
pub(super) fn progress(tx: &mut Tx, id: ImportId, done: i32, rows: Option<i32>) -> Answered<()> {
    let import = imports::table.filter(imports::id.eq(id.0));
    match rows {
        Some(rows) => {
            diesel::update(import).set((imports::done.eq(done), imports::rows_count.eq(rows))).execute(tx.conn)?
        }
        None => diesel::update(import).set(imports::done.eq(done)).execute(tx.conn)?,
    };
    Ok(())
}

/// Writes a row as it was read.
pub(super) fn insert_row(tx: &mut Tx, id: ImportId, row: &Row) -> Answered<()> {
    diesel::insert_into(import_rows::table)
        .values((
            import_rows::id.eq(RowId::new(tx.now).0),
            import_rows::import_id.eq(id.0),
            import_rows::number.eq(row.number),
            import_rows::cells.eq(to_json(&row.cells)?),
            import_rows::fate.eq(row.fate.code()),
            import_rows::why.eq(to_json(&row.why)?),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Writes what is to become of a row.
pub(super) fn set_fate(tx: &mut Tx, id: ImportId, row: &Row) -> Answered<()> {
    diesel::update(
        import_rows::table.filter(import_rows::import_id.eq(id.0)).filter(import_rows::number.eq(row.number)),
    )
    .set((
        import_rows::fate.eq(row.fate.code()),
        import_rows::why.eq(to_json(&row.why)?),
        import_rows::customer_id.eq(row.customer.map(|customer| customer.0)),
        import_rows::decision.eq(row.decision.map(Decision::code)),
    ))
    .execute(tx.conn)?;
    Ok(())
}

/// Writes what became of a row. What was taken over needs its cells no longer.
pub(super) fn set_outcome(tx: &mut Tx, id: ImportId, row: &Row) -> Answered<()> {
    diesel::update(
        import_rows::table.filter(import_rows::import_id.eq(id.0)).filter(import_rows::number.eq(row.number)),
    )
    .set((
        import_rows::cells.eq(to_json(&row.cells)?),
        import_rows::fate.eq(row.fate.code()),
        import_rows::why.eq(to_json(&row.why)?),
        import_rows::customer_id.eq(row.customer.map(|customer| customer.0)),
        import_rows::outcome.eq(row.outcome.map(Outcome::code)),
    ))
    .execute(tx.conn)?;
    Ok(())
}

/// What a row has made or added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trace {
    /// `customer`, `more` or `followup`.
    pub kind: String,
    /// About whom.
    pub customer: CustomerId,
    /// The thing itself.
    pub thing: i64,
    /// Its version since.
    pub version: i32,
    /// What else is needed to take it back, as JSON.
    pub detail: String,
}

pub(super) fn insert_trace(tx: &mut Tx, id: ImportId, number: i32, trace: &Trace) -> Answered<()> {
    diesel::insert_into(import_traces::table)
        .values((
            import_traces::id.eq(RowId::new(tx.now).0),
            import_traces::import_id.eq(id.0),
            import_traces::number.eq(number),
            import_traces::kind.eq(&trace.kind),
            import_traces::customer_id.eq(trace.customer.0),
            import_traces::thing_id.eq(trace.thing),
            import_traces::version.eq(trace.version),
            import_traces::detail.eq(&trace.detail),
        ))
        .execute(tx.conn)?;
    Ok(())
}

type TraceRow = (String, i64, i64, i32, String);

/// What a row has made or added, in order.
pub(super) fn traces(conn: &mut Conn, id: ImportId, number: i32) -> Answered<Vec<Trace>> {
    let rows: Vec<TraceRow> = import_traces::table
        .filter(import_traces::import_id.eq(id.0))
        .filter(import_traces::number.eq(number))
        .order(import_traces::id.asc())
        .select((
            import_traces::kind,
            import_traces::customer_id,
            import_traces::thing_id,
            import_traces::version,
            import_traces::detail,
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(trace).collect())
}

/// What an import has made of or added to a customer, in order.
pub(super) fn traces_of(conn: &mut Conn, id: ImportId, customer: CustomerId) -> Answered<Vec<Trace>> {
    let rows: Vec<TraceRow> = import_traces::table
        .filter(import_traces::customer_id.eq(customer.0))
        .filter(import_traces::import_id.eq(id.0))
        .order(import_traces::id.asc())
        .select((
            import_traces::kind,
            import_traces::customer_id,
            import_traces::thing_id,
            import_traces::version,
            import_traces::detail,
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(trace).collect())
}

fn trace((kind, customer, thing, version, detail): TraceRow) -> Trace {
    Trace { kind, customer: CustomerId(customer), thing, version, detail }
}

/// Decides on all doubtful rows that are undecided; gives how many.
pub(super) fn decide_all(tx: &mut Tx, id: ImportId, decision: Decision) -> Answered<usize> {
    Ok(diesel::update(
        import_rows::table
            .filter(import_rows::import_id.eq(id.0))
            .filter(import_rows::fate.eq(Fate::Doubtful.code()))
            .filter(import_rows::decision.is_null()),
    )
    .set(import_rows::decision.eq(decision.code()))
    .execute(tx.conn)?)
}

/// Lets the file go: it was read, or nobody wants it.
pub(super) fn remove_file(tx: &mut Tx, id: ImportId) -> Answered<()> {
    diesel::delete(import_pieces::table.filter(import_pieces::import_id.eq(id.0))).execute(tx.conn)?;
    Ok(())
}

/// Lets the examples go that stand beside the columns of a list which nobody took over.
pub(super) fn forget_samples(tx: &mut Tx, id: ImportId) -> Answered<()> {
    let plan: String = imports::table.find(id.0).select(imports::plan).first(tx.conn)?;
    let mut plan: Plan = from_json(&plan, "reading the columns of a list")?;
    plan.let_samples_go();
    diesel::update(imports::table.find(id.0)).set(imports::plan.eq(to_json(&plan)?)).execute(tx.conn)?;
    Ok(())
}

/// Lets some rows go; gives how many.
pub(super) fn remove_rows(tx: &mut Tx, id: ImportId, most: i64) -> Answered<usize> {
    let numbers: Vec<i32> = import_rows::table
        .filter(import_rows::import_id.eq(id.0))
        .order(import_rows::number.asc())
        .limit(most)
        .select(import_rows::number)
        .load(tx.conn)?;
    let rows = import_rows::table.filter(import_rows::import_id.eq(id.0)).filter(import_rows::number.eq_any(numbers));
    Ok(diesel::delete(rows).execute(tx.conn)?)
}

/// Imports of any site that ended, or that nobody touched, before this moment, and that still have rows.
pub(super) fn long_over(conn: &mut Conn, before: Moment) -> Answered<Vec<Import>> {
    let rows: Vec<ImportRow> = imports::table
        .filter(imports::brought_at.lt(before).or(imports::state.eq(State::Dropped.code())))
        .filter(imports::rows_count.gt(0))
        .filter(imports::state.eq_any(["mapping", "preview", "done", "undone", "dropped", "unreadable"]))
        .limit(5)
        .select(ImportRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Import::try_from).collect()
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = imports, treat_none_as_null = true, treat_none_as_default_value = false)]
struct ImportRow {
    id: i64,
    site_id: i64,
    kind: String,
    file_name: String,
    file_bytes: i64,
    about: Option<String>,
    state: String,
    reason: Option<String>,
    reason_most: Option<i64>,
    plan: String,
    rows_count: i32,
    done: i32,
    brought_by: i64,
    brought_at: Moment,
    ended_at: Option<Moment>,
    version: i32,
}

impl TryFrom<ImportRow> for Import {
    type Error = Error;

    fn try_from(row: ImportRow) -> Answered<Self> {
        let bad = |what: &str| Fault::bad_data(format!("reading the {what} of import {}", row.id));
        Ok(Self {
            id: ImportId(row.id),
            site: SiteId(row.site_id),
            kind: Kind::from_code(&row.kind).ok_or_else(|| bad("kind"))?,
            file_name: row.file_name,
            file_bytes: row.file_bytes,
            about: row.about,
            state: State::from_code(&row.state).ok_or_else(|| bad("state"))?,
            reason: row.reason.map(|code| (code, row.reason_most.and_then(|most| u64::try_from(most).ok()))),
            plan: from_json(&row.plan, "reading how a list is understood")?,
            rows: row.rows_count,
            done: row.done,
            brought_by: UserId(row.brought_by),
            brought_at: row.brought_at,
            ended_at: row.ended_at,
            version: row.version,
        })
    }
}

impl TryFrom<&Import> for ImportRow {
    type Error = Error;

    fn try_from(import: &Import) -> Answered<Self> {
        let most = import.reason.as_ref().and_then(|(_, most)| *most).and_then(|most| i64::try_from(most).ok());
        Ok(Self {
            id: import.id.0,
            site_id: import.site.0,
            kind: import.kind.code().to_owned(),
            file_name: import.file_name.clone(),
            file_bytes: import.file_bytes,
            about: import.about.clone(),
            state: import.state.code().to_owned(),
            reason: import.reason.as_ref().map(|(code, _)| code.clone()),
            reason_most: most,
            plan: to_json(&import.plan)?,
            rows_count: import.rows,
            done: import.done,
            brought_by: import.brought_by.0,
            brought_at: import.brought_at,
            ended_at: import.ended_at,
            version: import.version,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = import_rows)]
struct RowRow {
    number: i32,
    cells: String,
    fate: String,
    why: String,
    decision: Option<String>,
    customer_id: Option<i64>,
    outcome: Option<String>,
}

impl TryFrom<RowRow> for Row {
    type Error = Error;

    fn try_from(row: RowRow) -> Answered<Self> {
        let bad = |what: &str| Fault::bad_data(format!("reading the {what} of a row of a list"));
        let decision =
            row.decision.map(|code| Decision::from_code(&code).ok_or_else(|| bad("decision"))).transpose()?;
        let outcome = row.outcome.map(|code| Outcome::from_code(&code).ok_or_else(|| bad("outcome"))).transpose()?;
        Ok(Self {
            number: row.number,
            cells: from_json(&row.cells, "reading the cells of a row")?,
            fate: Fate::from_code(&row.fate).ok_or_else(|| bad("fate"))?,
            why: from_json(&row.why, "reading why a row has its fate")?,
            decision,
            customer: row.customer_id.map(CustomerId),
            outcome,
        })
    }
}

pub(super) fn to_json<T: Serialize>(value: &T) -> Answered<String> {
    serde_json::to_string(value).map_err(|error| Fault::bug("writing a part of a list").because(error).into())
}

pub(super) fn from_json<T: DeserializeOwned>(json: &str, doing: &'static str) -> Answered<T> {
    serde_json::from_str(json).map_err(|error| Fault::bad_data(doing).because(error).into())
}
