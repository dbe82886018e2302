//! Queries of privacy: cards, requests, erasures, and what the register names, read and emptied.

use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::cards::Code;
use super::model::{Card, Erasure, Request, RequestKind, Why};
use super::register::{Erase, Item, Of, REGISTER};
use crate::base::clock::Moment;
use crate::base::error::{Answered, Fault};
use crate::base::ids::{CustomerId, RowId, SiteId, UserId};
use crate::platform::db::schema::{
    buyers, calls, contracts, customers, deposits, do_not_contact, erasures, filings, payments, privacy_requests,
    visit_cards, visits,
};
use crate::platform::db::{Conn, Tx};
use crate::platform::seal::Vault;

/// For what codes are sealed and found.
const CODES: &str = "visit_cards.code";
/// For what numbers are remembered.
const NUMBERS: &str = "do_not_contact.number";

// ------------------------------------------------------------------------------------------------------------- cards

/// The card with this code; none where it was ended or never was.
///
/// # Errors
/// Faults of the database.
pub fn card(conn: &mut Conn, vault: &Vault, code: &Code) -> Answered<Option<Card>> {
    let row: Option<CardRow> = visit_cards::table
        .filter(visit_cards::code_hash.eq(vault.fingerprint(CODES, code.as_str())))
        .select(CardRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(Card::from))
}

/// The card that a customer holds.
///
/// # Errors
/// Faults of the database.
pub fn card_of(conn: &mut Conn, customer: CustomerId) -> Answered<Option<Card>> {
    let row: Option<CardRow> = visit_cards::table
        .filter(visit_cards::customer_id.eq(customer.0))
        .filter(visit_cards::ended_at.is_null())
        .select(CardRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(Card::from))
}

/// Opens a card's code, for printing it.
///
/// # Errors
/// Bad data where it was sealed with another key.
pub fn code_of(vault: &Vault, card: &Card) -> Answered<Code> {
    let open = vault.unseal(CODES, &card.sealed)?;
    Ok(Code::parse(&open).map_err(|_| Fault::bad_data("reading the code of a visit card"))?)
}

/// Keeps a new card.
pub(super) fn insert_card(tx: &mut Tx, vault: &Vault, customer: CustomerId, code: &Code) -> Answered<()> {
    diesel::insert_into(visit_cards::table)
        .values((
            visit_cards::id.eq(RowId::new(tx.now).0),
            visit_cards::site_id.eq(tx.actor.site.0),
            visit_cards::customer_id.eq(customer.0),
            visit_cards::code_hash.eq(vault.fingerprint(CODES, code.as_str())),
            visit_cards::code_sealed.eq(vault.seal(CODES, code.as_str())?),
            visit_cards::made_by.eq(tx.actor.user.map(|user| user.0)),
            visit_cards::made_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Ends the card that a customer holds, so that its code opens nothing any more.
pub(super) fn end_card(tx: &mut Tx, customer: CustomerId) -> Answered<()> {
    let held =
        visit_cards::table.filter(visit_cards::customer_id.eq(customer.0)).filter(visit_cards::ended_at.is_null());
    diesel::update(held).set((visit_cards::ended_at.eq(tx.now), visit_cards::code_sealed.eq(""))).execute(tx.conn)?;
    Ok(())
}

// ---------------------------------------------------------------------------------------------------------- requests

/// One request of a site.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn request(conn: &mut Conn, site: SiteId, id: RowId) -> Answered<Request> {
    let row: RequestRow = privacy_requests::table
        .filter(privacy_requests::id.eq(id.0))
        .filter(privacy_requests::site_id.eq(site.0))
        .select(RequestRow::as_select())
        .first(conn)?;
    row.try_into()
}

/// What visitors wait for, the oldest first.
///
/// # Errors
/// Faults of the database.
pub fn open_requests(conn: &mut Conn, site: SiteId, most: i64) -> Answered<Vec<Request>> {
    let rows: Vec<RequestRow> = privacy_requests::table
        .filter(privacy_requests::site_id.eq(site.0))
        .filter(privacy_requests::state.eq("open"))
        .order(privacy_requests::asked_at.asc())
        .limit(most)
        .select(RequestRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Request::try_from).collect()
}

/// What one customer asked for, the latest first.
///
/// # Errors
/// Faults of the database.
pub fn requests_of(conn: &mut Conn, customer: CustomerId, most: i64) -> Answered<Vec<Request>> {
    let rows: Vec<RequestRow> = privacy_requests::table
        .filter(privacy_requests::customer_id.eq(customer.0))
        .order(privacy_requests::asked_at.desc())
        .limit(most)
        .select(RequestRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Request::try_from).collect()
}

pub(super) fn insert_request(
    tx: &mut Tx,
    customer: CustomerId,
    kind: RequestKind,
    words: Option<&str>,
) -> Answered<RowId> {
    let id = RowId::new(tx.now);
    diesel::insert_into(privacy_requests::table)
        .values((
            privacy_requests::id.eq(id.0),
            privacy_requests::site_id.eq(tx.actor.site.0),
            privacy_requests::customer_id.eq(customer.0),
            privacy_requests::kind.eq(kind.code()),
            privacy_requests::words.eq(words),
            privacy_requests::state.eq("open"),
            privacy_requests::asked_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

/// Answers a request that is open; gives whether it was.
pub(super) fn answer_request(tx: &mut Tx, id: RowId, state: &str, answer: Option<&str>) -> Answered<bool> {
    let open = privacy_requests::table
        .filter(privacy_requests::id.eq(id.0))
        .filter(privacy_requests::site_id.eq(tx.actor.site.0))
        .filter(privacy_requests::state.eq("open"));
    let changed = diesel::update(open)
        .set((
            privacy_requests::state.eq(state),
            privacy_requests::answer.eq(answer),
            privacy_requests::answered_by.eq(tx.actor.user.map(|user| user.0)),
            privacy_requests::answered_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(changed == 1)
}

// ---------------------------------------------------------------------------------------------------------- erasures

/// The last erasure of a customer.
///
/// # Errors
/// Faults of the database.
pub fn erasure_of(conn: &mut Conn, customer: CustomerId) -> Answered<Option<Erasure>> {
    let row: Option<ErasureRow> = erasures::table
        .filter(erasures::customer_id.eq(customer.0))
        .order(erasures::erased_at.desc())
        .select(ErasureRow::as_select())
        .first(conn)
        .optional()?;
    row.map(Erasure::try_from).transpose()
}

/// The latest erasures of a site.
///
/// # Errors
/// Faults of the database.
pub fn latest_erasures(conn: &mut Conn, site: SiteId, most: i64) -> Answered<Vec<Erasure>> {
    let rows: Vec<ErasureRow> = erasures::table
        .filter(erasures::site_id.eq(site.0))
        .order(erasures::erased_at.desc())
        .limit(most)
        .select(ErasureRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Erasure::try_from).collect()
}

pub(super) fn insert_erasure(tx: &mut Tx, customer: CustomerId, why: Why, deal_kept: bool) -> Answered<()> {
    diesel::insert_into(erasures::table)
        .values((
            erasures::id.eq(RowId::new(tx.now).0),
            erasures::site_id.eq(tx.actor.site.0),
            erasures::customer_id.eq(customer.0),
            erasures::why.eq(why.code()),
            erasures::deal_kept.eq(deal_kept),
            erasures::erased_by.eq(tx.actor.user.map(|user| user.0)),
            erasures::erased_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Remembers that a number is not to be contacted again, without keeping the number.
pub(super) fn silence(tx: &mut Tx, vault: &Vault, e164: &str) -> Answered<()> {
    if is_silenced(tx.conn, vault, tx.actor.site, e164)? {
        return Ok(());
    }
    diesel::insert_into(do_not_contact::table)
        .values((
            do_not_contact::id.eq(RowId::new(tx.now).0),
            do_not_contact::site_id.eq(tx.actor.site.0),
            do_not_contact::number_hash.eq(vault.fingerprint(NUMBERS, e164)),
            do_not_contact::since.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Whether whoever has this number asked not to be contacted again.
///
/// # Errors
/// Faults of the database.
pub fn is_silenced(conn: &mut Conn, vault: &Vault, site: SiteId, e164: &str) -> Answered<bool> {
    let known = do_not_contact::table
        .filter(do_not_contact::site_id.eq(site.0))
        .filter(do_not_contact::number_hash.eq(vault.fingerprint(NUMBERS, e164)));
    Ok(diesel::select(exists(known)).get_result(conn)?)
}

/// How many numbers are not to be contacted again.
///
/// # Errors
/// Faults of the database.
pub fn silenced(conn: &mut Conn, site: SiteId) -> Answered<i64> {
    Ok(do_not_contact::table.filter(do_not_contact::site_id.eq(site.0)).count().get_result(conn)?)
}

/// Visitors without a deal whose last effective contact, or first line where there was none, lies before `end`; the longest ago first.
///
/// # Errors
/// Faults of the database.
pub fn visitors_before(conn: &mut Conn, site: SiteId, end: Moment, most: i64) -> Answered<Vec<CustomerId>> {
    let people = || {
        let deal = deposits::table
            .filter(deposits::customer_id.eq(customers::id))
            .filter(deposits::status.eq_any(["drafted", "paid", "overdue"]));
        let here =
            visits::table.filter(visits::customer_id.eq(customers::id.nullable())).filter(visits::left_at.is_null());
        let trimmed = erasures::table.filter(erasures::customer_id.eq(customers::id));
        customers::table
            .filter(customers::site_id.eq(site.0))
            .filter(customers::erased_at.is_null())
            .filter(customers::bought_at.is_null())
            .filter(not(exists(deal)))
            .filter(not(exists(here)))
            .filter(not(exists(trimmed)))
            .limit(most)
            .select(customers::id)
    };
    // In the order of the index that holds only whom nobody forgot yet: by the contact alone, all who are anonymous would be passed over each time.
    let longest_ago = (customers::last_contact_at.asc(), customers::created_at.asc());
    let spoken: Vec<i64> = people().filter(customers::last_contact_at.lt(end)).order(longest_ago).load(conn)?;
    let never: Vec<i64> = people()
        .filter(customers::last_contact_at.is_null())
        .filter(customers::created_at.lt(end))
        .order(customers::created_at.asc())
        .load(conn)?;
    Ok(spoken.into_iter().chain(never).map(CustomerId).collect())
}

/// Buyers, and those who once paid something, whose books need not be kept any longer.
///
/// # Errors
/// Faults of the database.
pub fn buyers_before(conn: &mut Conn, site: SiteId, end: Moment, most: i64) -> Answered<Vec<CustomerId>> {
    let paid_since =
        || payments::table.filter(payments::customer_id.eq(customers::id)).filter(payments::received_at.ge(end));
    let bought: Vec<i64> = customers::table
        .filter(customers::site_id.eq(site.0))
        .filter(customers::erased_at.is_null())
        .filter(customers::bought_at.lt(end))
        .filter(not(exists(paid_since())))
        .order(customers::bought_at.asc())
        .limit(most)
        .select(customers::id)
        .load(conn)?;
    let once_paid: Vec<i64> = customers::table
        .inner_join(erasures::table.on(erasures::customer_id.eq(customers::id)))
        .filter(erasures::site_id.eq(site.0))
        .filter(erasures::deal_kept.eq(true))
        .filter(erasures::erased_at.lt(end))
        .filter(customers::erased_at.is_null())
        .filter(customers::bought_at.is_null())
        .filter(not(exists(paid_since())))
        .limit(most)
        .select(customers::id)
        .load(conn)?;
    Ok(bought.into_iter().chain(once_paid).map(CustomerId).collect())
}

/// Whether the law asks to keep the papers of a deal with this customer: one stands, or money was taken since `books_from`.
///
/// # Errors
/// Faults of the database.
pub fn deal_must_stay(conn: &mut Conn, customer: CustomerId, books_from: Moment) -> Answered<bool> {
    let paid =
        payments::table.filter(payments::customer_id.eq(customer.0)).filter(payments::received_at.ge(books_from));
    let standing = deposits::table
        .filter(deposits::customer_id.eq(customer.0))
        .filter(deposits::status.eq_any(["drafted", "paid", "overdue"]));
    let bought = contracts::table
        .filter(contracts::customer_id.eq(customer.0))
        .filter(contracts::status.ne("cancelled"))
        .filter(contracts::created_at.ge(books_from));
    Ok(diesel::select(exists(paid)).get_result(conn)?
        || diesel::select(exists(standing)).get_result(conn)?
        || diesel::select(exists(bought)).get_result(conn)?)
}

/// Takes surname and number off filings of agents whose visitor never came, filed before `end`. Gives how many that were.
pub(super) fn forget_filings(tx: &mut Tx, end: Moment, most: i64) -> Answered<usize> {
    let over: Vec<i64> = filings::table
        .filter(filings::site_id.eq(tx.actor.site.0))
        .filter(filings::filed_at.lt(end))
        .filter(filings::customer_id.is_null())
        .filter(filings::surname.ne(""))
        .limit(most)
        .select(filings::id)
        .load(tx.conn)?;
    for id in &over {
        diesel::update(filings::table.find(id))
            .set((filings::surname.eq(""), filings::tail.eq(""), filings::e164.eq(format!("erased-{id}"))))
            .execute(tx.conn)?;
    }
    Ok(over.len())
}

/// Takes the notes off calls before `end` of which nobody knows whose they were: no erasure would find them. Gives how many that were.
pub(super) fn forget_notes_of_calls(tx: &mut Tx, end: Moment, most: i64) -> Answered<usize> {
    let over: Vec<i64> = calls::table
        .filter(calls::site_id.eq(tx.actor.site.0))
        .filter(calls::taken_at.lt(end))
        .filter(calls::customer_id.is_null())
        .filter(calls::note.is_not_null())
        .limit(most)
        .select(calls::id)
        .load(tx.conn)?;
    let forgotten = diesel::update(calls::table.filter(calls::id.eq_any(&over)));
    Ok(forgotten.set(calls::note.eq(None::<String>)).execute(tx.conn)?)
}

/// Takes numbers of papers, addresses and signatures off deposits that failed before `end`; names and sums stay in the books where money was
/// taken. Gives how many deposits that were.
pub(super) fn forget_failed_papers(tx: &mut Tx, end: Moment, most: i64) -> Answered<usize> {
    let kept = buyers::table
        .filter(buyers::deposit_id.eq(deposits::id))
        .filter(buyers::id_sealed.is_not_null().or(buyers::address.is_not_null()).or(buyers::phone.is_not_null()));
    let failed: Vec<i64> = deposits::table
        .filter(deposits::site_id.eq(tx.actor.site.0))
        .filter(deposits::status.eq_any(["withdrawn", "returned", "forfeited"]))
        .filter(deposits::ended_at.lt(end))
        .filter(exists(kept))
        .limit(most)
        .select(deposits::id)
        .load(tx.conn)?;
    diesel::update(buyers::table.filter(buyers::deposit_id.eq_any(&failed)))
        .set((
            buyers::id_sealed.eq(None::<String>),
            buyers::id_tail.eq(None::<String>),
            buyers::address.eq(None::<String>),
            buyers::phone.eq(None::<String>),
        ))
        .execute(tx.conn)?;
    diesel::update(deposits::table.filter(deposits::id.eq_any(&failed)))
        .set(deposits::signature.eq(None::<String>))
        .execute(tx.conn)?;
    Ok(failed.len())
}

// ---------------------------------------------------------------------------------------------------------- register

/// One value that is held.
#[derive(QueryableByName)]
pub struct Held {
    /// The row.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// What stands beside it: the question of an answer.
    #[diesel(sql_type = Nullable<Text>)]
    pub about: Option<String>,
    /// The value, as text.
    #[diesel(sql_type = Nullable<Text>)]
    pub value: Option<String>,
}

/// Everything that is held of a customer under one item of the register, the oldest first.
///
/// # Errors
/// Faults of the database.
pub fn held(conn: &mut Conn, customer: CustomerId, item: &Item) -> Answered<Vec<Held>> {
    let about = match (item.table, item.column) {
        ("needs", "answer") => "question",
        ("objections", _) => "code",
        _ => "NULL",
    };
    // Names come from the register and the id is a number: nothing that anybody typed becomes SQL.
    let query = format!(
        "SELECT id, CAST({about} AS TEXT) AS about, CAST({column} AS TEXT) AS value FROM {table} WHERE {rows} AND {column} IS NOT NULL ORDER BY id",
        column = item.column,
        table = item.table,
        rows = item.of.rows(customer.0),
    );
    Ok(match conn {
        Conn::Sqlite(conn) => diesel::sql_query(query).load(conn)?,
        Conn::Postgres(conn) => diesel::sql_query(query).load(conn)?,
    })
}

/// Empties what the register names: all of it, or all but what the papers of a deal need.
pub(super) fn empty(tx: &mut Tx, customer: CustomerId, deal_stays: bool) -> Answered<()> {
    let goes = |item: &&Item| !(deal_stays && item.purpose.outlives_a_request());
    // Some rows are found by the customer's numbers, so the numbers go last.
    let order = |item: &Item| (item.table == "customer_phones", item.of == Of::Itself, item.table);
    let mut items: Vec<&Item> = REGISTER.iter().filter(goes).collect();
    items.sort_by_key(|item| order(item));
    for item in items {
        let (table, column, rows) = (item.table, item.column, item.of.rows(customer.0));
        let command = match item.erase {
            Erase::Stays => continue,
            Erase::Null => format!("UPDATE {table} SET {column} = NULL WHERE {rows} AND {column} IS NOT NULL"),
            Erase::To(value) => {
                format!("UPDATE {table} SET {column} = '{value}' WHERE {rows} AND {column} <> '{value}'")
            }
            Erase::OwnId => format!("UPDATE {table} SET {column} = 'erased-' || id WHERE {rows}"),
            Erase::Row => format!("DELETE FROM {table} WHERE {rows}"),
        };
        match tx.conn {
            Conn::Sqlite(conn) => diesel::sql_query(command).execute(conn)?,
            Conn::Postgres(conn) => diesel::sql_query(command).execute(conn)?,
        };
    }
    Ok(())
}

// -------------------------------------------------------------------------------------------------------------- rows

#[derive(Queryable, Selectable)]
#[diesel(table_name = visit_cards)]
struct CardRow {
    id: i64,
    site_id: i64,
    customer_id: i64,
    code_sealed: String,
    made_at: Moment,
}

impl From<CardRow> for Card {
    fn from(row: CardRow) -> Self {
        Self {
            id: RowId(row.id),
            site: SiteId(row.site_id),
            customer: CustomerId(row.customer_id),
            made_at: row.made_at,
            sealed: row.code_sealed,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = privacy_requests)]
struct RequestRow {
    id: i64,
    customer_id: i64,
    kind: String,
    words: Option<String>,
    state: String,
    asked_at: Moment,
    answer: Option<String>,
}

impl TryFrom<RequestRow> for Request {
    type Error = crate::base::error::Error;

    fn try_from(row: RequestRow) -> Answered<Self> {
        Ok(Self {
            id: RowId(row.id),
            customer: CustomerId(row.customer_id),
            kind: RequestKind::from_code(&row.kind).ok_or_else(|| Fault::bad_data("reading a request's kind"))?,
            words: row.words,
            state: row.state,
            asked_at: row.asked_at,
            answer: row.answer,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = erasures)]
struct ErasureRow {
    customer_id: i64,
    why: String,
    deal_kept: bool,
    erased_by: Option<i64>,
    erased_at: Moment,
}

impl TryFrom<ErasureRow> for Erasure {
    type Error = crate::base::error::Error;

    fn try_from(row: ErasureRow) -> Answered<Self> {
        Ok(Self {
            customer: CustomerId(row.customer_id),
            why: Why::from_code(&row.why).ok_or_else(|| Fault::bad_data("reading why somebody was made anonymous"))?,
            deal_kept: row.deal_kept,
            by: row.erased_by.map(UserId),
            at: row.erased_at,
        })
    }
}
