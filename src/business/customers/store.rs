//! Queries of customers: the person, the numbers, grades and consents. Rows stay here.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::keeping::{self, Keeping};
use super::model::{Consent, Customer, GradeChange, Number, Title};
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, RowId, SiteId, UserId};
use crate::base::name::Name;
use crate::base::phone::Phone;
use crate::platform::db::schema::{consents, customer_phones, customers, grade_changes};
use crate::platform::db::{Conn, Tx, fault};

/// The index that lets a number belong to one person of a site only.
pub(super) const ONE_PERSON_PER_NUMBER: &str = "customer_phones_one_person_per_number";

/// One customer of a site.
///
/// # Errors
/// `Missing` where the site has no such customer; faults of the database.
pub fn find(conn: &mut Conn, site: SiteId, id: CustomerId) -> Answered<Customer> {
    let row: CustomerRow = customers::table
        .filter(customers::id.eq(id.0))
        .filter(customers::site_id.eq(site.0))
        .select(CustomerRow::as_select())
        .first(conn)?;
    let mut found = [Customer::try_from(row)?];
    keeping::fill_in(conn, &mut found)?;
    let [customer] = found;
    Ok(customer)
}

/// Several customers at once, in no order; for lists that show who a row is about.
///
/// # Errors
/// Faults of the database.
pub fn list(conn: &mut Conn, site: SiteId, ids: &[CustomerId]) -> Answered<Vec<Customer>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<CustomerRow> = customers::table
        .filter(customers::id.eq_any(ids))
        .filter(customers::site_id.eq(site.0))
        .select(CustomerRow::as_select())
        .load(conn)?;
    let mut found = rows.into_iter().map(Customer::try_from).collect::<Answered<Vec<_>>>()?;
    keeping::fill_in(conn, &mut found)?;
    Ok(found)
}

/// Who has this number.
///
/// # Errors
/// Faults of the database.
pub fn of_number(conn: &mut Conn, site: SiteId, phone: &Phone) -> Answered<Option<CustomerId>> {
    let found: Option<i64> = customer_phones::table
        .filter(customer_phones::site_id.eq(site.0))
        .filter(customer_phones::e164.eq(phone.reveal()))
        .select(customer_phones::customer_id)
        .first(conn)
        .optional()?;
    Ok(found.map(CustomerId))
}

/// The numbers of a customer, the main one first.
///
/// # Errors
/// Faults of the database.
pub fn numbers_of(conn: &mut Conn, customer: CustomerId) -> Answered<Vec<Number>> {
    numbers_of_many(conn, &[customer])
}

/// The numbers of several customers, main ones first.
///
/// # Errors
/// Faults of the database.
pub fn numbers_of_many(conn: &mut Conn, customers: &[CustomerId]) -> Answered<Vec<Number>> {
    if customers.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = customers.iter().map(|id| id.0).collect();
    let rows: Vec<(i64, i64, String, bool, String)> = customer_phones::table
        .filter(customer_phones::customer_id.eq_any(ids))
        .order((customer_phones::is_main.desc(), customer_phones::id.asc()))
        .select((
            customer_phones::id,
            customer_phones::customer_id,
            customer_phones::e164,
            customer_phones::is_main,
            customer_phones::label,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, customer, e164, is_main, label)| Number {
            label,
            id: RowId(id),
            customer: CustomerId(customer),
            phone: Phone::stored(e164),
            is_main,
        })
        .collect())
}

/// The changes of a customer's grade, the last first.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn grades_of(conn: &mut Conn, customer: CustomerId, most: i64) -> Answered<Vec<GradeChange>> {
    let rows: Vec<GradeRow> = grade_changes::table
        .filter(grade_changes::customer_id.eq(customer.0))
        .order((grade_changes::set_at.desc(), grade_changes::id.desc()))
        .limit(most)
        .select(GradeRow::as_select())
        .load(conn)?;
    rows.into_iter().map(GradeChange::try_from).collect()
}

/// What a customer said to the notice, the last first.
///
/// # Errors
/// Faults of the database.
pub fn consents_of(conn: &mut Conn, customer: CustomerId) -> Answered<Vec<Consent>> {
    let rows: Vec<ConsentRow> = consents::table
        .filter(consents::customer_id.eq(customer.0))
        .order((consents::asked_at.desc(), consents::id.desc()))
        .limit(60)
        .select(ConsentRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(Consent::from).collect())
}

/// Customers of one grade whom nobody confirmed since `before`, the longest ago first.
///
/// # Errors
/// Faults of the database.
pub fn unconfirmed(
    conn: &mut Conn,
    site: SiteId,
    grade: Grade,
    before: Moment,
    most: i64,
) -> Answered<Vec<CustomerId>> {
    let ids: Vec<i64> = customers::table
        .filter(customers::site_id.eq(site.0))
        .filter(customers::grade.eq(grade.code()))
        // Said once more in letters, as the index of these three grades says it: with values that come later it would not be used.
        .filter(sql::<Bool>("grade IN ('A', 'B', 'C')"))
        .filter(customers::lost_at.is_null())
        .filter(customers::bought_at.is_null())
        .filter(customers::graded_at.lt(before))
        .filter(customers::last_contact_at.is_null().or(customers::last_contact_at.lt(before)))
        .order(customers::graded_at.asc())
        .limit(most)
        .select(customers::id)
        .load(conn)?;
    Ok(ids.into_iter().map(CustomerId).collect())
}

/// The customers of a site about whom something changed last, graded ones, not given up; for trying out other rules.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn lately_graded(conn: &mut Conn, site: SiteId, most: i64) -> Answered<Vec<Customer>> {
    let rows: Vec<CustomerRow> = customers::table
        .filter(customers::site_id.eq(site.0))
        .filter(customers::grade.is_not_null())
        .filter(customers::lost_at.is_null())
        .order((customers::updated_at.desc(), customers::id.desc()))
        .limit(most)
        .select(CustomerRow::as_select())
        .load(conn)?;
    rows.into_iter().map(Customer::try_from).collect()
}

/// Writes a new customer.
pub(super) fn insert(tx: &mut Tx, customer: &Customer) -> Answered<()> {
    diesel::insert_into(customers::table).values(&CustomerRow::try_from(customer)?).execute(tx.conn)?;
    Ok(())
}

/// Writes a number; the unique index decides whose it is.
pub(super) fn insert_number(tx: &mut Tx, customer: CustomerId, phone: &Phone, is_main: bool) -> Answered<()> {
    insert_labelled(tx, customer, phone, is_main, "own")
}

/// The same, saying whose it is.
pub(super) fn insert_labelled(
    tx: &mut Tx,
    customer: CustomerId,
    phone: &Phone,
    is_main: bool,
    label: &str,
) -> Answered<()> {
    diesel::insert_into(customer_phones::table)
        .values((
            customer_phones::id.eq(RowId::new(tx.now).0),
            customer_phones::site_id.eq(tx.actor.site.0),
            customer_phones::customer_id.eq(customer.0),
            customer_phones::e164.eq(phone.reveal()),
            customer_phones::tail.eq(phone.tail()),
            customer_phones::is_main.eq(is_main),
            customer_phones::label.eq(label),
            customer_phones::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Takes numbers off a customer.
pub(super) fn remove_numbers(tx: &mut Tx, customer: CustomerId, rows: &[RowId]) -> Answered<()> {
    let rows: Vec<i64> = rows.iter().map(|id| id.0).collect();
    diesel::delete(
        customer_phones::table
            .filter(customer_phones::customer_id.eq(customer.0))
            .filter(customer_phones::id.eq_any(rows)),
    )
    .execute(tx.conn)?;
    Ok(())
}

/// Says whose a number is.
pub(super) fn set_label(tx: &mut Tx, number: RowId, label: &str) -> Answered<()> {
    diesel::update(customer_phones::table.find(number.0)).set(customer_phones::label.eq(label)).execute(tx.conn)?;
    Ok(())
}

/// Makes one number the main one.
pub(super) fn set_main(tx: &mut Tx, customer: CustomerId, e164: &str) -> Answered<()> {
    diesel::update(customer_phones::table.filter(customer_phones::customer_id.eq(customer.0)))
        .set(customer_phones::is_main.eq(customer_phones::e164.eq(e164)))
        .execute(tx.conn)?;
    Ok(())
}

/// Writes a changed customer over the version that it was read with; raises the version.
///
/// # Errors
/// `changed` where somebody else was faster.
pub(super) fn update(tx: &mut Tx, customer: &Customer) -> Answered<()> {
    write_over(tx, customer, tx.now)
}

/// The same for what the house does by itself, which is no news of the customer: lists keep their order.
///
/// # Errors
/// `changed` where somebody else was faster.
pub(super) fn update_quietly(tx: &mut Tx, customer: &Customer) -> Answered<()> {
    write_over(tx, customer, customer.updated_at)
}

fn write_over(tx: &mut Tx, customer: &Customer, updated_at: Moment) -> Answered<()> {
    let mut row = CustomerRow::try_from(customer)?;
    row.updated_at = updated_at;
    row.version = customer.version + 1;
    let written = diesel::update(
        customers::table
            .filter(customers::id.eq(customer.id.0))
            .filter(customers::site_id.eq(tx.actor.site.0))
            .filter(customers::version.eq(customer.version)),
    )
    .set(&row)
    .execute(tx.conn)?;
    if written == 1 { Ok(()) } else { Err(Refused::changed("changed").into()) }
}

/// The whole row of a customer, as it can be put back.
///
/// # Errors
/// `Missing` where the site has no such customer; faults of the database.
pub fn row(conn: &mut Conn, site: SiteId, id: CustomerId) -> Answered<serde_json::Value> {
    let row: CustomerRow = customers::table
        .filter(customers::id.eq(id.0))
        .filter(customers::site_id.eq(site.0))
        .select(CustomerRow::as_select())
        .first(conn)?;
    serde_json::to_value(row).map_err(|error| Fault::bug("writing a customer's row").because(error).into())
}

/// Takes a customer out, who is somebody else from now on. The database refuses it as long as anything still belongs to them.
///
/// # Errors
/// Faults of the database.
pub fn take_out(tx: &mut Tx, id: CustomerId) -> Answered<()> {
    diesel::delete(customers::table.filter(customers::id.eq(id.0)).filter(customers::site_id.eq(tx.actor.site.0)))
        .execute(tx.conn)?;
    Ok(())
}

/// Puts a row back that was taken out.
///
/// # Errors
/// Faults of the database, and a row that is none.
pub fn put_back(tx: &mut Tx, row: &serde_json::Value) -> Answered<()> {
    diesel::insert_into(customers::table).values(&row_from(row)?).execute(tx.conn)?;
    Ok(())
}

/// Writes a row over the version that it carries, and raises the version; nothing else changes by itself.
///
/// # Errors
/// `changed` where somebody else was faster; faults of the database, and a row that is none.
pub(super) fn write_row(tx: &mut Tx, row: &serde_json::Value) -> Answered<()> {
    let customer = Customer::try_from(row_from(row)?)?;
    update_quietly(tx, &customer)
}

/// A customer from a row that was kept.
///
/// # Errors
/// A row that is none.
pub fn from_row(row: &serde_json::Value) -> Answered<Customer> {
    row_from(row)?.try_into()
}

fn row_from(row: &serde_json::Value) -> Answered<CustomerRow> {
    serde_json::from_value(row.clone())
        .map_err(|error| Fault::bad_data("reading a customer's row").because(error).into())
}

/// Keeps a change of grade.
pub(super) fn insert_grade(tx: &mut Tx, customer: CustomerId, change: &GradeChange) -> Answered<()> {
    diesel::insert_into(grade_changes::table)
        .values((
            grade_changes::id.eq(RowId::new(tx.now).0),
            grade_changes::site_id.eq(tx.actor.site.0),
            grade_changes::customer_id.eq(customer.0),
            grade_changes::old_grade.eq(change.old.map(Grade::code)),
            grade_changes::new_grade.eq(change.new.code()),
            grade_changes::suggested.eq(change.suggested.map(Grade::code)),
            grade_changes::reasons.eq(codes_to_json(&change.reasons)?),
            grade_changes::reason.eq(change.reason.as_deref()),
            grade_changes::set_by.eq(change.set_by.map(|user| user.0)),
            grade_changes::set_at.eq(change.set_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Keeps what a person said to the notice.
pub(super) fn insert_consent(tx: &mut Tx, customer: CustomerId, consent: &Consent) -> Answered<()> {
    diesel::insert_into(consents::table)
        .values((
            consents::id.eq(consent.id.0),
            consents::site_id.eq(tx.actor.site.0),
            consents::customer_id.eq(customer.0),
            consents::purpose.eq(&consent.purpose),
            consents::notice_version.eq(consent.notice_version),
            consents::notice_text.eq(&consent.notice_text),
            consents::given.eq(consent.given),
            consents::asked_by.eq(consent.asked_by.map(|user| user.0)),
            consents::asked_at.eq(consent.asked_at),
            consents::withdrawn_at.eq(consent.withdrawn_at),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Marks every yes to a purpose that still stands as taken back.
pub(super) fn withdraw_consents(tx: &mut Tx, customer: CustomerId, purpose: &str) -> Answered<()> {
    diesel::update(
        consents::table
            .filter(consents::customer_id.eq(customer.0))
            .filter(consents::purpose.eq(purpose))
            .filter(consents::given.eq(true))
            .filter(consents::withdrawn_at.is_null()),
    )
    .set(consents::withdrawn_at.eq(Some(tx.now)))
    .execute(tx.conn)?;
    Ok(())
}

/// From now on nothing here tells who this was.
pub(super) fn mark_erased(tx: &mut Tx, id: CustomerId) -> Answered<()> {
    diesel::update(customers::table.find(id.0))
        .set((
            customers::erased_at.eq(tx.now),
            customers::owner_id.eq(None::<i64>),
            customers::owner_since.eq(None::<Moment>),
            customers::next_contact_on.eq(None::<Date>),
            customers::do_not_call_until.eq(None::<Date>),
            customers::version.eq(customers::version + 1),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Whether a customer may be contacted as far as they said: nobody may be who took that consent back or never gave it when asked.
///
/// # Errors
/// Faults of the database.
pub fn may_be_contacted(conn: &mut Conn, id: CustomerId) -> Answered<bool> {
    let said = consents_of(conn, id)?;
    let contact = said.iter().find(|consent| consent.purpose == "contact");
    Ok(contact.is_none_or(|consent| consent.given && consent.withdrawn_at.is_none()))
}

/// Turns the number's unique index into a refusal.
pub(super) fn one_person_per_number<T>(result: Answered<T>, refuse: impl FnOnce() -> Refused) -> Answered<T> {
    fault::on_unique(result, ONE_PERSON_PER_NUMBER, refuse)
}

#[derive(Queryable, Selectable, Insertable, AsChangeset, serde::Serialize, serde::Deserialize)]
#[diesel(table_name = customers, treat_none_as_null = true, treat_none_as_default_value = false)]
struct CustomerRow {
    id: i64,
    site_id: i64,
    name: String,
    name_sound: String,
    name_initials: String,
    title: String,
    owner_id: Option<i64>,
    owner_since: Option<Moment>,
    grade: Option<String>,
    graded_at: Option<Moment>,
    intent: i32,
    channel: Option<String>,
    district: Option<String>,
    wechat: Option<String>,
    email: Option<String>,
    occupation: Option<String>,
    note: Option<String>,
    last_contact_at: Option<Moment>,
    next_contact_on: Option<Date>,
    do_not_call_until: Option<Date>,
    refused_fields: String,
    visits_count: i32,
    last_visit_at: Option<Moment>,
    registered_at: Option<Moment>,
    bought_at: Option<Moment>,
    lost_at: Option<Moment>,
    lost_reason: Option<String>,
    created_by: Option<i64>,
    created_at: Moment,
    updated_at: Moment,
    version: i32,
}

impl TryFrom<CustomerRow> for Customer {
    type Error = Error;

    fn try_from(row: CustomerRow) -> Answered<Self> {
        Ok(Self {
            id: CustomerId(row.id),
            site: SiteId(row.site_id),
            name: Some(row.name).filter(|name| !name.is_empty()).map(Name::stored),
            title: Title::from_code(&row.title).ok_or_else(|| Fault::bad_data("reading a customer's title"))?,
            owner: row.owner_id.map(UserId),
            owner_since: row.owner_since,
            grade: grade_from(row.grade.as_deref())?,
            graded_at: row.graded_at,
            intent: row.intent,
            channel: row.channel,
            district: row.district,
            wechat: row.wechat,
            email: row.email,
            occupation: row.occupation,
            note: row.note,
            last_contact_at: row.last_contact_at,
            next_contact_on: row.next_contact_on,
            do_not_call_until: row.do_not_call_until,
            refused: codes_from_json(&row.refused_fields)?,
            visits: row.visits_count,
            last_visit_at: row.last_visit_at,
            registered_at: row.registered_at,
            bought_at: row.bought_at,
            lost_at: row.lost_at,
            lost_reason: row.lost_reason,
            created_by: row.created_by.map(UserId),
            created_at: row.created_at,
            updated_at: row.updated_at,
            version: row.version,
            kept: Keeping::default(),
        })
    }
}

impl TryFrom<&Customer> for CustomerRow {
    type Error = Error;

    fn try_from(customer: &Customer) -> Answered<Self> {
        let customer = customer.clone();
        Ok(Self {
            id: customer.id.0,
            site_id: customer.site.0,
            name: customer.name_text().to_owned(),
            name_sound: customer.name.as_ref().map(Name::sound).unwrap_or_default(),
            name_initials: customer.name.as_ref().map(Name::initials).unwrap_or_default(),
            title: customer.title.code().to_owned(),
            owner_id: customer.owner.map(|user| user.0),
            owner_since: customer.owner_since,
            grade: customer.grade.map(|grade| grade.code().to_owned()),
            graded_at: customer.graded_at,
            intent: customer.intent,
            channel: customer.channel,
            district: customer.district,
            wechat: customer.wechat,
            email: customer.email,
            occupation: customer.occupation,
            note: customer.note,
            last_contact_at: customer.last_contact_at,
            next_contact_on: customer.next_contact_on,
            do_not_call_until: customer.do_not_call_until,
            refused_fields: codes_to_json(&customer.refused)?,
            visits_count: customer.visits,
            last_visit_at: customer.last_visit_at,
            registered_at: customer.registered_at,
            bought_at: customer.bought_at,
            lost_at: customer.lost_at,
            lost_reason: customer.lost_reason,
            created_by: customer.created_by.map(|user| user.0),
            created_at: customer.created_at,
            updated_at: customer.updated_at,
            version: customer.version,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = grade_changes)]
struct GradeRow {
    old_grade: Option<String>,
    new_grade: String,
    suggested: Option<String>,
    reasons: String,
    reason: Option<String>,
    set_by: Option<i64>,
    set_at: Moment,
}

impl TryFrom<GradeRow> for GradeChange {
    type Error = Error;

    fn try_from(row: GradeRow) -> Answered<Self> {
        Ok(Self {
            old: grade_from(row.old_grade.as_deref())?,
            new: grade_from(Some(&row.new_grade))?.ok_or_else(|| Fault::bad_data("reading a change of grade"))?,
            suggested: grade_from(row.suggested.as_deref())?,
            reasons: codes_from_json(&row.reasons)?,
            reason: row.reason,
            set_by: row.set_by.map(UserId),
            set_at: row.set_at,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = consents)]
struct ConsentRow {
    id: i64,
    purpose: String,
    notice_version: i32,
    notice_text: String,
    given: bool,
    asked_by: Option<i64>,
    asked_at: Moment,
    withdrawn_at: Option<Moment>,
}

impl From<ConsentRow> for Consent {
    fn from(row: ConsentRow) -> Self {
        Self {
            id: RowId(row.id),
            purpose: row.purpose,
            notice_version: row.notice_version,
            notice_text: row.notice_text,
            given: row.given,
            asked_by: row.asked_by.map(UserId),
            asked_at: row.asked_at,
            withdrawn_at: row.withdrawn_at,
        }
    }
}

fn grade_from(code: Option<&str>) -> Answered<Option<Grade>> {
    code.map(|code| Grade::from_code(code).ok_or_else(|| Fault::bad_data("reading a grade").into())).transpose()
}

fn codes_from_json(json: &str) -> Answered<Vec<String>> {
    serde_json::from_str(json).map_err(|error| Fault::bad_data("reading a list of codes").because(error).into())
}

fn codes_to_json(codes: &[String]) -> Answered<String> {
    serde_json::to_string(codes).map_err(|error| Fault::bug("writing a list of codes").because(error).into())
}
