//! Queries of sites. Rows stay here; a site with settings that cannot be read is a fault, not a default.

use super::model::{Goods, Site, SiteFacts};
use super::settings::SiteSettings;
use crate::base::clock::{Moment, SiteClock};
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::SiteId;
use crate::platform::db::schema::sites;
use crate::platform::db::{Conn, Tx};
use diesel::prelude::*;

#[derive(Queryable, Selectable)]
#[diesel(table_name = sites)]
struct SiteRow {
    id: i64,
    name: String,
    kind: String,
    zone: String,
    currency: String,
    country: String,
    lang: String,
    cutover_minutes: i32,
    settings: String,
    version: i32,
}

impl TryFrom<SiteRow> for Site {
    type Error = Error;

    fn try_from(row: SiteRow) -> Answered<Self> {
        let bad = |what: &str| Fault::bad_data(format!("reading the {what} of site {}", row.id));
        let cutover = u16::try_from(row.cutover_minutes).map_err(|e| bad("cut-over").because(e))?;
        Ok(Self {
            id: SiteId(row.id),
            goods: Goods::from_code(&row.kind).ok_or_else(|| bad("kind of goods"))?,
            clock: SiteClock::named(&row.zone, cutover).ok_or_else(|| bad("time zone"))?,
            settings: SiteSettings::from_json(&row.settings).map_err(|e| bad("settings").because(e))?,
            name: row.name,
            currency: row.currency,
            country: row.country,
            lang: row.lang,
            version: row.version,
        })
    }
}

/// One site.
///
/// # Errors
/// [`Error::Missing`] where there is none.
pub fn find(conn: &mut Conn, id: SiteId) -> Answered<Site> {
    let row = sites::table.find(id.0).select(SiteRow::as_select()).first(conn).optional()?;
    row.ok_or(Error::Missing)?.try_into()
}

/// All sites, the oldest first.
///
/// # Errors
/// Faults of the database.
pub fn list(conn: &mut Conn) -> Answered<Vec<Site>> {
    let rows: Vec<SiteRow> = sites::table.order(sites::id).select(SiteRow::as_select()).load(conn)?;
    rows.into_iter().map(Site::try_from).collect()
}

pub(super) fn insert(tx: &mut Tx, facts: &SiteFacts, settings: &SiteSettings) -> Answered<SiteId> {
    let id = SiteId::new(tx.now);
    let now: Moment = tx.now;
    diesel::insert_into(sites::table)
        .values((
            sites::id.eq(id.0),
            sites::name.eq(&facts.name),
            sites::kind.eq(facts.goods.code()),
            sites::zone.eq(&facts.zone),
            sites::currency.eq(&facts.currency),
            sites::country.eq(&facts.country),
            sites::lang.eq(&facts.lang),
            sites::cutover_minutes.eq(i32::from(facts.cutover_minutes)),
            sites::settings.eq(written(settings)?),
            sites::version.eq(1),
            sites::created_at.eq(now),
        ))
        .execute(tx.conn)?;
    Ok(id)
}

pub(super) fn update(
    tx: &mut Tx,
    id: SiteId,
    version: i32,
    facts: &SiteFacts,
    settings: &SiteSettings,
) -> Answered<()> {
    let changed = diesel::update(sites::table.filter(sites::id.eq(id.0)).filter(sites::version.eq(version)))
        .set((
            sites::name.eq(&facts.name),
            sites::kind.eq(facts.goods.code()),
            sites::zone.eq(&facts.zone),
            sites::currency.eq(&facts.currency),
            sites::country.eq(&facts.country),
            sites::lang.eq(&facts.lang),
            sites::cutover_minutes.eq(i32::from(facts.cutover_minutes)),
            sites::settings.eq(written(settings)?),
            sites::version.eq(version + 1),
        ))
        .execute(tx.conn)?;
    if changed == 1 { Ok(()) } else { Err(Refused::changed("record_changed").into()) }
}

fn written(settings: &SiteSettings) -> Answered<String> {
    settings.to_json().map_err(|e| Fault::bug("writing settings").because(e).into())
}
