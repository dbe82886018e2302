//! The verbs of sites: open one, change its facts and settings.

use super::model::{Site, SiteFacts};
use super::scales::{self, Preset, Scale};
use super::settings::SiteSettings;
use super::store;
use crate::base::clock::SiteClock;
use crate::base::error::{Answered, Refused};
use crate::base::ids::SiteId;
use crate::base::role::Need;
use crate::platform::db::Tx;
use crate::platform::journal::{self, Entry};
use serde_json::json;

/// Opens a site with the default settings.
///
/// # Errors
/// `zone_unknown`, `currency_unknown` where the facts cannot be.
pub fn open(tx: &mut Tx, facts: &SiteFacts) -> Answered<SiteId> {
    check(facts)?;
    let scale = scales::preset(Preset::of_goods(facts.goods))?;
    let mut settings = SiteSettings::default();
    follow(&mut settings, scale);
    let id = store::insert(tx, facts, &settings)?;
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

/// Chooses or writes the scale of grades; contact and protection follow it. Says in the journal which it was and which it is.
///
/// # Errors
/// What [`Scale::check`] refuses; `setting_out_of_range` where its days cannot be; `record_changed` where somebody else was faster.
pub fn rescale(tx: &mut Tx, version: i32, scale: &Scale) -> Answered<()> {
    tx.actor.must(Need::EditSettings)?;
    scale.check()?;
    let before = store::find(tx.conn, tx.actor.site)?;
    let mut settings = before.settings.clone();
    follow(&mut settings, scale);
    settings.check()?;
    let (facts, scale) = (facts_of(&before), Scale { version: before.scale.version + 1, ..scale.clone() });
    store::update(tx, before.id, version, &facts, &settings)?;
    store::insert_scale(tx, before.id, &scale)?;
    let moved = super::fields::difference(&before.settings, &settings);
    let detail = json!({
        "from": before.scale.id.code(), "to": scale.id.code(), "version": scale.version, "settings": moved,
    });
    journal::record(tx, Entry::new("sites.scale_changed").subject(before.id.0).detail(detail))
}

fn follow(settings: &mut SiteSettings, scale: &Scale) {
    settings.cadence.every_days = scale.contact();
    settings.protection.days = scale.protection();
}

fn facts_of(site: &Site) -> SiteFacts {
    SiteFacts {
        name: site.name.clone(),
        goods: site.goods,
        zone: site.clock.zone.name().to_owned(),
        currency: site.currency.clone(),
        country: site.country.clone(),
        lang: site.lang.clone(),
        cutover_minutes: site.clock.cutover_minutes,
    }
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
