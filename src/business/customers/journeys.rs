//! One customer's path at one site, over many visits. It may begin without a customer and be joined to one later.

use diesel::prelude::*;
use serde_json::json;

use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::{CustomerId, JourneyId, SiteId};
use crate::base::stage::Stage;
use crate::platform::db::schema::{journeys, needs};
use crate::platform::db::{Conn, Tx, fault};
use crate::platform::journal::{self, Entry};

/// How a journey stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Under way.
    Open,
    /// Ended with a contract.
    Won,
    /// Given up, with a reason.
    Lost,
    /// The party turned out to be a customer whose own journey goes on instead.
    Joined,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::Won, Self::Lost, Self::Joined];

    /// As stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Joined => "joined",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }
}

/// One path through the eight stages.
#[derive(Debug, Clone)]
pub struct Journey {
    /// The id.
    pub id: JourneyId,
    /// The site.
    pub site: SiteId,
    /// Whose; `None` as long as the party has no name and no number.
    pub customer: Option<CustomerId>,
    /// The stage at which the customer stands.
    pub stage: Stage,
    /// How it stands.
    pub status: Status,
    /// The playbook that it began with.
    pub playbook: String,
    /// Its version.
    pub playbook_version: i32,
    /// When it began.
    pub opened_at: Moment,
    /// When it ended.
    pub closed_at: Option<Moment>,
    /// Why.
    pub closed_reason: Option<String>,
    /// Rises with every change.
    pub version: i32,
}

/// The playbook with which a journey begins.
#[derive(Debug, Clone)]
pub struct Method {
    /// Its id.
    pub playbook: String,
    /// Its version.
    pub version: i32,
}

/// What became of an anonymous journey when its customer was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joined {
    /// The journey that goes on: the visits of this party belong to it from now on.
    pub journey: JourneyId,
    /// The anonymous journey, where the customer had an open one already and that one goes on.
    pub left: Option<JourneyId>,
}

/// One journey of a site.
///
/// # Errors
/// `Missing` where the site has no such journey; faults of the database.
pub fn find(conn: &mut Conn, site: SiteId, id: JourneyId) -> Answered<Journey> {
    journeys::table
        .filter(journeys::id.eq(id.0))
        .filter(journeys::site_id.eq(site.0))
        .select(Row::as_select())
        .first(conn)?
        .try_into()
}

/// The journey that a customer is on.
///
/// # Errors
/// Faults of the database.
pub fn open_of(conn: &mut Conn, customer: CustomerId) -> Answered<Option<Journey>> {
    journeys::table
        .filter(journeys::customer_id.eq(customer.0))
        .filter(journeys::status.eq(Status::Open.code()))
        .select(Row::as_select())
        .first(conn)
        .optional()?
        .map(Journey::try_from)
        .transpose()
}

/// All journeys of a customer, the last first.
///
/// # Errors
/// Faults of the database.
pub fn list_of(conn: &mut Conn, customer: CustomerId) -> Answered<Vec<Journey>> {
    let rows: Vec<Row> = journeys::table
        .filter(journeys::customer_id.eq(customer.0))
        .order(journeys::opened_at.desc())
        .limit(50)
        .select(Row::as_select())
        .load(conn)?;
    rows.into_iter().map(Journey::try_from).collect()
}

/// Begins a journey for a party without a name or number.
///
/// # Errors
/// Faults of the database.
pub fn open_anonymous(tx: &mut Tx, method: &Method) -> Answered<Journey> {
    let journey = fresh(tx, None, method);
    insert(tx, &journey)?;
    journal::record(tx, Entry::new("customers.journey_opened").subject(journey.id))?;
    Ok(journey)
}

/// The journey that the customer is on, or a new one. The index of open journeys is the referee between two doors.
///
/// # Errors
/// Faults of the database.
pub fn open_or_continue(tx: &mut Tx, customer: CustomerId, method: &Method) -> Answered<Journey> {
    if let Some(journey) = open_of(tx.conn, customer)? {
        return Ok(journey);
    }
    let journey = fresh(tx, Some(customer), method);
    let tried = tx.attempt(|tx| insert(tx, &journey));
    match tried {
        Ok(()) => {
            journal::record(tx, Entry::new("customers.journey_opened").customer(customer).subject(journey.id))?;
            Ok(journey)
        }
        Err(error) if fault::violates_unique(&error, ONE_OPEN) => open_of(tx.conn, customer)?.ok_or(error),
        Err(error) => Err(error),
    }
}

/// Moves a journey to a stage; staying where it is writes nothing.
///
/// # Errors
/// `journey_closed` where it has ended; faults of the database.
pub fn set_stage(tx: &mut Tx, id: JourneyId, stage: Stage) -> Answered<()> {
    let mut journey = find_open(tx, id)?;
    if journey.stage == stage {
        return Ok(());
    }
    let from = std::mem::replace(&mut journey.stage, stage);
    update(tx, &journey)?;
    journal::record(
        tx,
        Entry::new("customers.stage_moved")
            .customer(journey.customer)
            .subject(id)
            .detail(json!({ "from": from.code(), "to": stage.code() })),
    )
}

/// The party of an anonymous journey is this customer. If the customer is on a journey already, that one goes on and
/// what the party told about itself is carried over where the customer had not answered yet.
///
/// The visits of the party are moved by whoever calls this; time lines read them by visit, so nothing of it is lost.
///
/// # Errors
/// `journey_has_customer` where it belongs to somebody else already; faults of the database.
pub fn join(tx: &mut Tx, id: JourneyId, customer: CustomerId) -> Answered<Joined> {
    let mut journey = find(tx.conn, tx.actor.site, id)?;
    match journey.customer {
        Some(same) if same == customer => return Ok(Joined { journey: id, left: None }),
        Some(_) => return Err(Refused::taken("journey_has_customer").into()),
        None => {}
    }
    let current = open_of(tx.conn, customer)?;
    journey.customer = Some(customer);
    let joined = match &current {
        None => Joined { journey: id, left: None },
        Some(current) => {
            journey.status = Status::Joined;
            journey.closed_at = Some(tx.now);
            carry_needs(tx, id, current.id)?;
            Joined { journey: current.id, left: Some(id) }
        }
    };
    update(tx, &journey)?;
    journal::record(tx, Entry::new("customers.journey_joined").customer(customer).subject(id))?;
    Ok(joined)
}

/// Ends a journey with a contract.
///
/// # Errors
/// `journey_closed` where it has ended already; faults of the database.
pub fn win(tx: &mut Tx, id: JourneyId) -> Answered<()> {
    close(tx, id, Status::Won, None)
}

/// Gives a journey up.
///
/// # Errors
/// `journey_closed` where it has ended already; faults of the database.
pub fn lose(tx: &mut Tx, id: JourneyId, reason: &str) -> Answered<()> {
    close(tx, id, Status::Lost, Some(reason.to_owned()))
}

/// Takes a journey up again that was given up. `Missing` where the customer has none.
pub(super) fn reopen_last(tx: &mut Tx, customer: CustomerId) -> Answered<()> {
    let last = list_of(tx.conn, customer)?.into_iter().find(|journey| journey.status != Status::Joined);
    let Some(mut journey) = last.filter(|journey| journey.status == Status::Lost) else {
        return Ok(());
    };
    journey.status = Status::Open;
    journey.closed_at = None;
    journey.closed_reason = None;
    update(tx, &journey)
}

const ONE_OPEN: &str = "journeys_one_open_per_customer";

fn close(tx: &mut Tx, id: JourneyId, status: Status, reason: Option<String>) -> Answered<()> {
    let mut journey = find_open(tx, id)?;
    journey.status = status;
    journey.closed_at = Some(tx.now);
    journey.closed_reason = reason;
    update(tx, &journey)?;
    let kind = if status == Status::Won { "customers.journey_won" } else { "customers.journey_lost" };
    journal::record(tx, Entry::new(kind).customer(journey.customer).subject(id))
}

fn find_open(tx: &mut Tx, id: JourneyId) -> Answered<Journey> {
    let journey = find(tx.conn, tx.actor.site, id)?;
    if journey.status == Status::Open { Ok(journey) } else { Err(Refused::changed("journey_closed").into()) }
}

fn fresh(tx: &Tx, customer: Option<CustomerId>, method: &Method) -> Journey {
    Journey {
        id: JourneyId::new(tx.now),
        site: tx.actor.site,
        customer,
        stage: Stage::Reception,
        status: Status::Open,
        playbook: method.playbook.clone(),
        playbook_version: method.version,
        opened_at: tx.now,
        closed_at: None,
        closed_reason: None,
        version: 1,
    }
}

pub(super) fn insert(tx: &mut Tx, journey: &Journey) -> Answered<()> {
    diesel::insert_into(journeys::table).values(&Row::from(journey)).execute(tx.conn)?;
    Ok(())
}

pub(super) fn update(tx: &mut Tx, journey: &Journey) -> Answered<()> {
    let row = Row { version: journey.version + 1, ..Row::from(journey) };
    let written = diesel::update(
        journeys::table.filter(journeys::id.eq(journey.id.0)).filter(journeys::version.eq(journey.version)),
    )
    .set(&row)
    .execute(tx.conn)?;
    if written == 1 { Ok(()) } else { Err(Refused::changed("changed").into()) }
}

/// Answers that the customer has not given yet go along; those that exist stand.
fn carry_needs(tx: &mut Tx, from: JourneyId, to: JourneyId) -> Answered<()> {
    let known: Vec<String> = needs::table.filter(needs::journey_id.eq(to.0)).select(needs::question).load(tx.conn)?;
    diesel::update(needs::table.filter(needs::journey_id.eq(from.0)).filter(needs::question.ne_all(known)))
        .set(needs::journey_id.eq(to.0))
        .execute(tx.conn)?;
    Ok(())
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = journeys, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Row {
    id: i64,
    site_id: i64,
    customer_id: Option<i64>,
    stage: String,
    status: String,
    playbook: String,
    playbook_version: i32,
    opened_at: Moment,
    closed_at: Option<Moment>,
    closed_reason: Option<String>,
    version: i32,
}

impl TryFrom<Row> for Journey {
    type Error = Error;

    fn try_from(row: Row) -> Answered<Self> {
        Ok(Self {
            id: JourneyId(row.id),
            site: SiteId(row.site_id),
            customer: row.customer_id.map(CustomerId),
            stage: Stage::from_code(&row.stage).ok_or_else(|| Fault::bad_data("reading a journey's stage"))?,
            status: Status::from_code(&row.status).ok_or_else(|| Fault::bad_data("reading a journey's status"))?,
            playbook: row.playbook,
            playbook_version: row.playbook_version,
            opened_at: row.opened_at,
            closed_at: row.closed_at,
            closed_reason: row.closed_reason,
            version: row.version,
        })
    }
}

impl From<&Journey> for Row {
    fn from(journey: &Journey) -> Self {
        Self {
            id: journey.id.0,
            site_id: journey.site.0,
            customer_id: journey.customer.map(|id| id.0),
            stage: journey.stage.code().to_owned(),
            status: journey.status.code().to_owned(),
            playbook: journey.playbook.clone(),
            playbook_version: journey.playbook_version,
            opened_at: journey.opened_at,
            closed_at: journey.closed_at,
            closed_reason: journey.closed_reason.clone(),
            version: journey.version,
        }
    }
}
