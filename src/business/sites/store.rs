//! Queries of sites. Rows stay here; a site with settings that cannot be read is a fault, not a default.

use super::model::{Goods, Site, SiteFacts};
use super::scales::{self, Preset, Scale};
use super::settings::SiteSettings;
use crate::base::clock::{Moment, SiteClock};
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::{RowId, SiteId, UserId};
use crate::platform::db::schema::{grade_scales, sites};
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

impl SiteRow {
    fn whole(self, own: Option<Scale>) -> Answered<Site> {
        let row = self;
        let bad = |what: &str| Fault::bad_data(format!("reading the {what} of site {}", row.id));
        let cutover = u16::try_from(row.cutover_minutes).map_err(|e| bad("cut-over").because(e))?;
        let goods = Goods::from_code(&row.kind).ok_or_else(|| bad("kind of goods"))?;
        Ok(Site {
            id: SiteId(row.id),
            goods,
            scale: match own {
                Some(scale) => scale,
                None => scales::preset(Preset::of_goods(goods))?.clone(),
            },
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
    let row = row.ok_or(Error::Missing)?;
    let scale = scale_of(conn, id)?;
    row.whole(scale)
}

/// All sites, the oldest first.
///
/// # Errors
/// Faults of the database.
pub fn list(conn: &mut Conn) -> Answered<Vec<Site>> {
    let rows: Vec<SiteRow> = sites::table.order(sites::id).select(SiteRow::as_select()).load(conn)?;
    let mut sites = Vec::new();
    for row in rows {
        let scale = scale_of(conn, SiteId(row.id))?;
        sites.push(row.whole(scale)?);
    }
    Ok(sites)
}

/// The scale that a site chose or wrote last; `None` as long as it works with the one that belongs to its goods.
fn scale_of(conn: &mut Conn, id: SiteId) -> Answered<Option<Scale>> {
    let found: Option<(i32, String)> = grade_scales::table
        .filter(grade_scales::site_id.eq(id.0))
        .order(grade_scales::version.desc())
        .select((grade_scales::version, grade_scales::scale))
        .first(conn)
        .optional()?;
    found.map(|(version, json)| read_scale(version, &json)).transpose()
}

fn read_scale(version: i32, json: &str) -> Answered<Scale> {
    let scale: Scale =
        serde_json::from_str(json).map_err(|error| Fault::bad_data("reading a scale of grades").because(error))?;
    Ok(Scale { version, ..scale })
}

/// The scales that a site had, the last first: which, who made it, when.
///
/// # Errors
/// Faults of the database, and stored data that cannot be.
pub fn scales_of(conn: &mut Conn, id: SiteId, most: i64) -> Answered<Vec<(Scale, Option<UserId>, Moment)>> {
    let rows: Vec<(i32, String, Option<i64>, Moment)> = grade_scales::table
        .filter(grade_scales::site_id.eq(id.0))
        .order(grade_scales::version.desc())
        .limit(most)
        .select((grade_scales::version, grade_scales::scale, grade_scales::made_by, grade_scales::made_at))
        .load(conn)?;
    rows.into_iter().map(|(version, json, by, at)| Ok((read_scale(version, &json)?, by.map(UserId), at))).collect()
}

/// Keeps a scale as the site's next version.
pub(super) fn insert_scale(tx: &mut Tx, id: SiteId, scale: &Scale) -> Answered<()> {
    let json = serde_json::to_string(scale).map_err(|error| Fault::bug("writing a scale of grades").because(error))?;
    diesel::insert_into(grade_scales::table)
        .values((
            grade_scales::id.eq(RowId::new(tx.now).0),
            grade_scales::site_id.eq(id.0),
            grade_scales::version.eq(scale.version),
            grade_scales::preset.eq(scale.id.code()),
            grade_scales::scale.eq(json),
            grade_scales::made_by.eq(tx.actor.user.map(|user| user.0)),
            grade_scales::made_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    Ok(())
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
