//! Grades over HTTP: the scale as a form, what it would change, and taking it into use.

use std::collections::BTreeMap;

use showroom_templates::pages::grades::{self as pages, LETTERS};
use showroom_templates::parts::{Event, Icon};
use showroom_templates::{Nav, Typed, urls};

use super::grading::{self, Suggestion};
use super::model::Customer;
use super::{facts, present, scales_present as in_words, store};
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::grade::Grade;
use crate::base::ids::UserId;
use crate::base::role::Need;
use crate::business::sites::scales::{
    self, Fact, LEAST_FIELDS, Level, MARK_FIELDS, Mark, NAME_FIELDS, Preset, Scale, Shades,
};
use crate::business::sites::settings::PerGrade;
use crate::business::sites::{self, Site};
use crate::platform::access;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};

/// How many customers a preview looks at: those about whom something changed last.
const LOOKED_AT: i64 = 400;
/// How many of those who would move are shown.
const SHOWN: usize = 20;
/// How many earlier scales are shown.
const EARLIER: i64 = 10;

const CONTACT: [&str; 4] = ["contact_a", "contact_b", "contact_c", "contact_d"];
const PROTECTION: [&str; 4] = ["protection_a", "protection_b", "protection_c", "protection_d"];
const THAN: [&str; 3] = ["than_a_", "than_b_", "than_c_"];

/// The routes of the scale; how the grades fared is in `outcomes`.
pub fn routes(r: &mut Routes) {
    r.get("/grades", Need::EditSettings, show);
    r.post("/grades", Need::EditSettings, adopt);
    r.get("/grades/preview", Need::EditSettings, preview);
}

async fn show(ask: Ask) -> Answer {
    let typed = match read_asked(&ask) {
        Asked::Nothing => ask.fresh(),
        Asked::From(preset) => filled(ask.fresh(), scales::preset(preset)?),
        Asked::Scale(_, scale) => filled(ask.fresh(), &scale),
        Asked::Wrong(typed) => *typed,
    };
    draw(&ask, typed).await
}

async fn draw(ask: &Ask, typed: Typed) -> Answer {
    let id = ask.actor.site;
    let (site, earlier, members) = ask
        .read(move |conn| {
            Ok((sites::of(conn, id)?, sites::store::scales_of(conn, id, EARLIER)?, access::list(conn, id)?))
        })
        .await?;
    let words = ask.words;
    let who = |by: Option<UserId>| {
        members
            .iter()
            .find(|member| Some(member.user.id) == by)
            .map_or(String::new(), |member| member.user.name.clone())
    };
    let event = |(scale, by, at): &(Scale, Option<UserId>, Moment)| Event {
        icon: Icon::Flag,
        when: words.near(site.clock().local(*at), ask.today()),
        who: who(*by),
        title: in_words::scale_name(words, scale),
        body: None,
    };
    let typed = if typed.value("preset").is_some() { typed } else { filled(typed, &in_force(&site)) };
    let typed = if typed.value("version").is_some() { typed } else { typed.with("version", site.version) };
    let page = pages::ScalePage {
        now: in_words::scale_name(words, &site.scale),
        presets: presets(ask, &site),
        names: (0..4)
            .map(|at| typed.value(NAME_FIELDS[at]).map_or_else(|| site.scale.names[at].clone(), str::to_owned))
            .collect(),
        facts: in_words::facts(words),
        history: earlier.iter().map(event).collect(),
        typed,
    };
    let frame = ask.frame(words.grades_title(), Nav::Settings).with_back(urls::settings::show());
    Ok(Reply::page(pages::show(&frame, &page)))
}

fn presets(ask: &Ask, site: &Site) -> Vec<pages::Preset> {
    let words = ask.words;
    let preset = |preset: Preset| pages::Preset {
        code: preset.code().to_owned(),
        name: in_words::preset_name(words, preset).to_owned(),
        about: words.lookup_or(&format!("grades_about_{}", preset.code())).to_owned(),
        current: site.scale.id == preset,
    };
    Preset::ALL.map(preset).into()
}

/// The site's scale with the days as the settings have them now.
fn in_force(site: &Site) -> Scale {
    let days = |days: PerGrade| Grade::ALL.map(|grade| days.of(grade));
    let (contact_days, protection_days) = (days(site.settings.cadence.every_days), days(site.settings.protection.days));
    Scale { contact_days, protection_days, ..site.scale.clone() }
}

fn filled(typed: Typed, scale: &Scale) -> Typed {
    in_words::fields(scale).into_iter().fold(typed, |typed, (name, value)| typed.with(&name, value))
}

// --------------------------------------------------------------------------------------------------------- reading

/// What the address asks for.
enum Asked {
    Nothing,
    From(Preset),
    Scale(Option<i64>, Box<Scale>),
    Wrong(Box<Typed>),
}

fn read_asked(ask: &Ask) -> Asked {
    match ask.query("from").and_then(Preset::from_code) {
        Some(preset) => Asked::From(preset),
        None if ask.query("preset").is_some() => match ask.asked(read) {
            Ok((version, scale)) => Asked::Scale(version, Box::new(scale)),
            Err(typed) => Asked::Wrong(typed),
        },
        None => Asked::Nothing,
    }
}

/// The form: the site's version where it is sent along, and the scale.
fn read(f: &mut Fields) -> Option<(Option<i64>, Scale)> {
    let preset = f.choice("preset", Preset::from_code);
    let version = f.int_opt("version", 1..=i64::from(i32::MAX));
    let names = NAME_FIELDS.map(|field| f.text_to(field, scales::LONGEST_NAME).unwrap_or_default());
    let shaded = f.choices("shaded", |code| LETTERS.iter().position(|letter| *letter == code));
    let mut levels = [0, 1, 2].map(|at| level(f, at));
    for (at, level) in levels.iter_mut().enumerate() {
        level.shaded = shaded.contains(&at);
    }
    let (plus, minus) = (percent(f, "plus_from"), percent(f, "minus_below"));
    let shades = plus.or(minus).map(|either| Shades {
        plus_from: plus.unwrap_or(101_u8.min(either.max(100))),
        minus_below: minus.unwrap_or(0),
    });
    let contact_days = CONTACT.map(|field| days(f, field));
    let protection_days = PROTECTION.map(|field| days(f, field));
    let number_needed = f.flag("number_needed");
    let shipped = scales::preset(preset?).ok()?;
    let scale = Scale { names, levels, shades, contact_days, protection_days, number_needed, ..shipped.clone() };
    if f.is_clean()
        && let Err(no) = scale.check()
    {
        f.refuse_with(no);
    }
    Some((version, scale))
}

fn level(f: &mut Fields, at: usize) -> Level {
    let at_least = f.int(LEAST_FIELDS[at], 0..=14).unwrap_or(0);
    let asked = f.choices(MARK_FIELDS[at], Fact::from_code);
    let numbers: BTreeMap<String, String> = f.named(THAN[at], MARK_FIELDS[at]).into_iter().collect();
    let mut marks: Vec<Mark> = Vec::new();
    for fact in asked {
        let than = match fact.threshold() {
            None => Some(0),
            Some((_, _, offered)) => numbers.get(fact.code()).map_or(Some(offered), |text| text.trim().parse().ok()),
        };
        match than {
            Some(than) if !marks.iter().any(|mark| mark.fact == fact) => marks.push(Mark { fact, than }),
            Some(_) => {}
            None => f.refuse(MARK_FIELDS[at], "grade_threshold_outside"),
        }
    }
    Level { at_least: u8::try_from(at_least).unwrap_or(0), marks, shaded: false }
}

fn percent(f: &mut Fields, field: &'static str) -> Option<u8> {
    f.int_opt(field, 0..=100).and_then(|number| u8::try_from(number).ok())
}

fn days(f: &mut Fields, field: &'static str) -> u16 {
    f.int(field, 1..=365).and_then(|number| u16::try_from(number).ok()).unwrap_or(1)
}

// --------------------------------------------------------------------------------------------------------- preview

async fn preview(ask: Ask) -> Answer {
    let id = ask.actor.site;
    let (version, scale) = match read_asked(&ask) {
        Asked::Nothing => return Ok(Reply::see_other(urls::grades::show())),
        Asked::From(preset) => (None, scales::preset(preset)?.clone()),
        Asked::Scale(version, scale) => (version, *scale),
        Asked::Wrong(typed) => return Ok(draw(&ask, *typed).await?.status(422)),
    };
    let tried = scale.clone();
    let (site, customers, moved) = ask
        .read(move |conn| {
            let site = sites::of(conn, id)?;
            let (customers, moved) = moved(conn, &site.scale, &tried, id)?;
            Ok((site, customers, moved))
        })
        .await?;
    let words = ask.words;
    let now = in_force(&site);
    let typed = filled(ask.fresh(), &scale).with("version", version.unwrap_or_else(|| site.version.into()));
    let mut moves: BTreeMap<(Grade, Grade), usize> = BTreeMap::new();
    for (_, old, new) in &moved {
        *moves.entry((old.grade, new.grade)).or_default() += 1;
    }
    let pairs: Vec<(String, String)> = typed.values.clone();
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = pages::PreviewPage {
        name: in_words::preset_name(words, scale.id).to_owned(),
        levels: (0..4).map(|at| (scale.names[at].clone(), in_words::asked(words, &scale, at))).collect(),
        same: scale.same_as(&now),
        looked: (customers, moved.len()),
        moves: moves
            .into_iter()
            .map(|((old, new), count)| (site.scale.name(old).to_owned(), scale.name(new).to_owned(), count))
            .collect(),
        sample: moved
            .iter()
            .take(SHOWN)
            .map(|(customer, old, new)| pages::Moved {
                id: customer.id.0,
                name: present::full_name(words, customer),
                now: present::grade_of(customer, &site.scale).unwrap_or_default(),
                from_to: (site.scale.name(old.grade).to_owned(), scale.name(new.grade).to_owned()),
                why: new
                    .reasons
                    .iter()
                    .map(|reason| present::reason(words, *reason))
                    .collect::<Vec<_>>()
                    .join(words.customers_list_comma()),
            })
            .collect(),
        days: days_that_change(&now, &scale, |at, contact| {
            let name = &scale.names[at];
            if contact { words.grades_days_contact_now(name) } else { words.grades_days_protection_now(name) }
        }),
        back: urls::with_query(&urls::grades::show(), &pairs),
        typed,
    };
    let frame = ask.frame(words.grades_preview_title(), Nav::Settings).with_back(urls::grades::show());
    Ok(Reply::page(pages::preview(&frame, &page)))
}

fn days_that_change(now: &Scale, new: &Scale, name: impl Fn(usize, bool) -> String) -> Vec<(String, u16, u16)> {
    let contact = (0..4).map(|at| (name(at, true), now.contact_days[at], new.contact_days[at]));
    let protection = (0..4).map(|at| (name(at, false), now.protection_days[at], new.protection_days[at]));
    contact.chain(protection).filter(|(_, old, new)| old != new).collect()
}

type MovedOne = (Customer, Suggestion, Suggestion);

/// How many customers were looked at, and whom the new scale would suggest another grade.
fn moved(
    conn: &mut Conn,
    now: &Scale,
    new: &Scale,
    site: crate::base::ids::SiteId,
) -> Answered<(usize, Vec<MovedOne>)> {
    let customers = store::lately_graded(conn, site, LOOKED_AT)?;
    let known = facts::gather_many(conn, &customers)?;
    let looked = customers.len();
    let moved = customers
        .into_iter()
        .zip(known)
        .map(|(customer, known)| (customer, grading::suggest(&known, now), grading::suggest(&known, new)))
        .filter(|(_, old, new)| old.grade != new.grade)
        .collect();
    Ok((looked, moved))
}

async fn adopt(ask: Ask) -> Answer {
    let read = |f: &mut Fields| {
        let (version, scale) = read(f)?;
        Some((i32::try_from(version?).ok()?, scale))
    };
    let act = |tx: &mut Tx, (version, scale): &(i32, Scale)| {
        sites::actions::rescale(tx, *version, scale)?;
        Ok(urls::grades::show())
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw(ask, typed).await).await
}
