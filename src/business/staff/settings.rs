//! The page of settings: drawn from the table of fields, read back by it.

use crate::base::error::Answered;
use crate::base::role::Need;
use crate::business::sites;
use crate::business::sites::Site;
use crate::business::sites::fields::{self, Field, Kind, WEEKDAYS};
use crate::business::sites::model::{Goods, SiteFacts};
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};
use chrono::Timelike;
use serde_json::Value;
use showroom_templates::frame::Nav;
use showroom_templates::pages::settings::{Facts, Group, Input, Setting, SettingsPage, show as draw_page};
use showroom_templates::parts::Choice;
use showroom_templates::{Lang, Typed, Words, urls};

pub(super) fn routes(r: &mut Routes) {
    r.get("/settings", Need::EditSettings, show);
    r.post("/settings", Need::EditSettings, change);
}

async fn show(ask: Ask) -> Answer {
    draw(&ask, ask.fresh()).await
}

async fn draw(ask: &Ask, typed: Typed) -> Answer {
    let (site, words) = (ask.actor.site, ask.words);
    let page = ask.read(move |conn| present(&sites::of(conn, site)?, words, typed)).await?;
    Ok(Reply::page(draw_page(&ask.frame(words.settings_title(), Nav::Settings), &page)))
}

async fn change(ask: Ask) -> Answer {
    let site = ask.actor.site;
    let pairs: Vec<(String, String)> = ask.form().pairs().to_vec();
    ask.submit(
        |f| Some((f.int("version", 1..=i64::from(i32::MAX))?, read_facts(f)?)),
        move |tx, (version, facts)| {
            let before = sites::of(tx.conn, site)?;
            let typed =
                |name: &str| pairs.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str()).collect();
            let settings = fields::settings_from(&before.settings, typed)??;
            let version = i32::try_from(*version).unwrap_or(i32::MAX);
            sites::actions::change(tx, site, version, facts, &settings)?;
            Ok(urls::settings::show())
        },
        draw,
    )
    .await
}

/// The facts of a site, as both the set-up page and the settings page send them.
pub(super) fn read_facts(f: &mut Fields) -> Option<SiteFacts> {
    let name = f.text_to("name", 60);
    let goods = f.choice("goods", Goods::from_code);
    let zone = f.text("zone");
    let currency = f.text("currency");
    let country = f.opt("country");
    let lang = f.choice("lang", Lang::parse);
    let cutover = f.time_opt("cutover").map_or(0, |time| time.hour() * 60 + time.minute());
    Some(SiteFacts {
        name: name?,
        goods: goods?,
        country: country.unwrap_or_else(|| country_of(zone.as_deref()).to_owned()).to_uppercase(),
        zone: zone?,
        currency: currency?,
        lang: lang?.code().to_owned(),
        cutover_minutes: u16::try_from(cutover).unwrap_or(0),
    })
}

/// The set-up page asks for no country: it follows from the zone, and can be changed in the settings.
fn country_of(zone: Option<&str>) -> &'static str {
    ZONES.iter().find(|(name, _)| Some(*name) == zone).map_or("CN", |(_, country)| country)
}

/// Zones that are offered, with their country; any other IANA zone may be set by hand on the server.
pub(super) const ZONES: &[(&str, &str)] = &[
    ("Asia/Shanghai", "CN"),
    ("Asia/Urumqi", "CN"),
    ("Asia/Hong_Kong", "HK"),
    ("Asia/Macau", "MO"),
    ("Asia/Taipei", "TW"),
    ("Asia/Singapore", "SG"),
    ("Asia/Kuala_Lumpur", "MY"),
    ("Asia/Bangkok", "TH"),
    ("Asia/Ho_Chi_Minh", "VN"),
    ("Asia/Jakarta", "ID"),
    ("Asia/Manila", "PH"),
    ("Asia/Tokyo", "JP"),
    ("Asia/Seoul", "KR"),
    ("Asia/Kolkata", "IN"),
    ("Asia/Dubai", "AE"),
    ("Africa/Cairo", "EG"),
    ("Africa/Johannesburg", "ZA"),
    ("Europe/Istanbul", "TR"),
    ("Europe/Berlin", "DE"),
    ("Europe/Paris", "FR"),
    ("Europe/Madrid", "ES"),
    ("Europe/London", "GB"),
    ("America/New_York", "US"),
    ("America/Chicago", "US"),
    ("America/Los_Angeles", "US"),
    ("America/Toronto", "CA"),
    ("America/Mexico_City", "MX"),
    ("America/Sao_Paulo", "BR"),
    ("America/Santiago", "CL"),
    ("Australia/Sydney", "AU"),
    ("Pacific/Auckland", "NZ"),
];

/// Currencies that are offered.
pub(super) const CURRENCIES: &[&str] = &[
    "CNY", "HKD", "MOP", "TWD", "SGD", "MYR", "THB", "USD", "EUR", "GBP", "TRY", "AED", "EGP", "INR", "AUD", "NZD",
    "CAD", "MXN", "BRL", "ZAR",
];

/// The kinds of goods in words.
pub(super) fn goods(words: Words) -> Vec<Choice> {
    let word = |goods: Goods| words.lookup(&format!("settings_goods_{}", goods.code())).unwrap_or_default();
    Goods::ALL.map(|goods| Choice::new(goods.code(), word(goods))).to_vec()
}

/// The zones, the one in use first where it is not among them.
pub(super) fn zones(in_use: Option<&str>) -> Vec<Choice> {
    let mut names: Vec<&str> = ZONES.iter().map(|(name, _)| *name).collect();
    if let Some(zone) = in_use.filter(|zone| !names.contains(zone)) {
        names.insert(0, zone);
    }
    names.into_iter().map(|name| Choice::new(name, name.replace('_', " "))).collect()
}

/// The currencies, the one in use first where it is not among them.
pub(super) fn currencies(in_use: Option<&str>) -> Vec<Choice> {
    let extra = in_use.filter(|code| !CURRENCIES.contains(code));
    extra.into_iter().chain(CURRENCIES.iter().copied()).map(|code| Choice::new(code, code)).collect()
}

fn present(site: &Site, words: Words, typed: Typed) -> Answered<SettingsPage> {
    let now = fields::values(&site.settings)?;
    let standard = fields::values(&Default::default())?;
    let mut groups: Vec<Group> = Vec::new();
    for ((field, value), (_, default)) in now.iter().zip(&standard) {
        if groups.last().is_none_or(|group| group.code != field.group()) {
            let title = words.lookup(&format!("settings_group_{}", field.group())).unwrap_or_default();
            groups.push(Group { code: field.group().to_owned(), title: title.to_owned(), settings: Vec::new() });
        }
        if let Some(group) = groups.last_mut() {
            group.settings.push(setting(field, value, default, words, &site.currency));
        }
    }
    let cutover = site.clock.cutover_minutes;
    Ok(SettingsPage {
        typed,
        version: site.version,
        facts: Facts {
            name: site.name.clone(),
            goods: site.goods.code().to_owned(),
            zone: site.clock.zone.name().to_owned(),
            currency: site.currency.clone(),
            country: site.country.clone(),
            lang: site.lang.clone(),
            cutover: format!("{:02}:{:02}", cutover / 60, cutover % 60),
        },
        goods: goods(words),
        zones: zones(Some(site.clock.zone.name())),
        currencies: currencies(Some(&site.currency)),
        groups,
    })
}

fn setting(field: &Field, value: &Value, default: &Value, words: Words, currency: &str) -> Setting {
    let word = |key: &str| words.lookup(key).unwrap_or_default().to_owned();
    let standard = if value == default { Vec::new() } else { field.shown(default) };
    Setting {
        name: field.name.to_owned(),
        label: word(&field.words_key()),
        now: field.shown(value),
        default: standard.join(", "),
        input: match field.kind {
            Kind::TimeOfDay => Input::Time,
            Kind::Number(unit) => Input::Number(word(&format!("settings_unit_{}", unit.code()))),
            Kind::Percent | Kind::Days => Input::Line,
            Kind::Sum => Input::Sum(currency.to_owned()),
            Kind::Flag => Input::Flag,
            Kind::Choice(codes) => Input::One(
                codes.iter().map(|code| Choice::new(code, word(&format!("{}_{code}", field.words_key())))).collect(),
            ),
            Kind::Weekdays => Input::Many(
                WEEKDAYS
                    .iter()
                    .map(|day| Choice::new(day, word(&format!("settings_weekday_{}", day.to_lowercase()))))
                    .collect(),
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::SiteClock;

    #[test]
    fn every_setting_has_its_words_in_both_languages() {
        for words in Lang::ALL.map(Words::new) {
            for field in fields::ALL {
                assert!(words.lookup(&field.words_key()).is_some(), "{}", field.words_key());
                assert!(words.lookup(&format!("settings_group_{}", field.group())).is_some(), "{}", field.group());
                if let Kind::Choice(codes) = field.kind {
                    for code in codes {
                        let key = format!("{}_{code}", field.words_key());
                        assert!(words.lookup(&key).is_some(), "{key}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_zone_that_is_offered_exists() {
        for (zone, _) in ZONES {
            assert!(SiteClock::named(zone, 0).is_some(), "{zone}");
        }
    }
}
