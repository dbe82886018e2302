//! The verbs of sites: open one, change its facts and settings.

use super::model::SiteFacts;
use super::settings::SiteSettings;
use super::store;
use crate::base::clock::SiteClock;
use crate::base::error::{Answered, Refused};
use crate::base::ids::SiteId;
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};
use serde_json::json;

/// Opens a site with the default settings.
///
/// # Errors
/// `zone_unknown`, `currency_unknown` where the facts cannot be.
pub fn open(tx: &mut Tx, facts: &SiteFacts) -> Answered<SiteId> {
    check(facts)?;
    let id = store::insert(tx, facts, &SiteSettings::default())?;
    tx.actor.site = id;
    journal::record(tx, Entry::new("sites.opened").subject(id.0))?;
    Ok(id)
}

/// Changes a site's facts and settings; says in the journal which settings moved, from what to what.
///
/// # Errors
/// `setting_out_of_range` and its like at the fields; `record_changed` where somebody else was faster.
pub fn change(tx: &mut Tx, id: SiteId, version: i32, facts: &SiteFacts, settings: &SiteSettings) -> Answered<()> {
    check(facts)?;
    settings.check()?;
    let before = store::find(tx.conn, id)?;
    store::update(tx, id, version, facts, settings)?;
    let moved = super::fields::difference(&before.settings, settings);
    journal::record(tx, Entry::new("sites.changed").subject(id.0).detail(json!({ "settings": moved })))
}

fn check(facts: &SiteFacts) -> Answered<()> {
    if SiteClock::named(&facts.zone, facts.cutover_minutes).is_none() {
        return Err(Refused::invalid("zone_unknown").at("zone").into());
    }
    let letters = |code: &str, count: usize| code.len() == count && code.chars().all(|c| c.is_ascii_uppercase());
    if !letters(&facts.currency, 3) {
        return Err(Refused::invalid("currency_unknown").at("currency").into());
    }
    if !letters(&facts.country, 2) {
        return Err(Refused::invalid("country_unknown").at("country").into());
    }
    Ok(())
}
