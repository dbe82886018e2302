//! Every setting by its name (`group.field`), with how a person reads and types it. The settings page is drawn from this table.

use super::settings::SiteSettings;
use crate::base::error::{Answered, Fault, Refused};
use crate::base::money::Money;
use chrono::Weekday;
use serde_json::{Map, Value, json};

/// How a setting is shown and typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A time of day, kept as minutes after midnight.
    TimeOfDay,
    /// A whole number with its unit of measure.
    Number(Unit),
    /// A part of a hundred with two decimals, kept in basis points.
    Percent,
    /// A sum of money.
    Sum,
    /// Yes or no.
    Flag,
    /// One of several codes.
    Choice(&'static [&'static str]),
    /// Days of the week.
    Weekdays,
    /// Several numbers of days.
    Days,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// Months.
    Months,
    /// Years.
    Years,
    /// Points of a hundred.
    Points,
    /// Things.
    Times,
}

impl Unit {
    /// The name of its words, `settings_unit_…`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
            Self::Months => "months",
            Self::Years => "years",
            Self::Points => "points",
            Self::Times => "times",
        }
    }
}

/// One setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// `group.field`, also the name of its input.
    pub name: &'static str,
    /// How it is shown and typed.
    pub kind: Kind,
}

const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind }
}

const SECONDS: Kind = Kind::Number(Unit::Seconds);
const MINUTES: Kind = Kind::Number(Unit::Minutes);
const HOURS: Kind = Kind::Number(Unit::Hours);
const DAYS: Kind = Kind::Number(Unit::Days);
const POINTS: Kind = Kind::Number(Unit::Points);
const TIMES: Kind = Kind::Number(Unit::Times);

/// All settings, in the order of the page. A test holds it against the settings themselves.
pub const ALL: &[Field] = &[
    field("day.rest_days", Kind::Weekdays),
    field("day.quiet_from_minute", Kind::TimeOfDay),
    field("day.quiet_until_minute", Kind::TimeOfDay),
    field("day.closes_at_minute", Kind::TimeOfDay),
    field("rotation.order", Kind::Choice(&["clock_in", "fewest_new"])),
    field("rotation.returning", Kind::Choice(&["owed", "not_owed", "costs"])),
    field("rotation.by_name", Kind::Choice(&["if_theirs", "costs", "free"])),
    field("rotation.helping_costs", Kind::Flag),
    field("rotation.helper_share_bp", Kind::Percent),
    field("rotation.make_up.with_party", Kind::Flag),
    field("rotation.make_up.short_break", Kind::Flag),
    field("rotation.make_up.errand", Kind::Flag),
    field("rotation.make_up.meal", Kind::Flag),
    field("rotation.make_up.leave", Kind::Flag),
    field("rotation.make_up.private", Kind::Flag),
    field("rotation.make_up.not_at_post", Kind::Flag),
    field("rotation.not_eligible.off_duty", Kind::Flag),
    field("rotation.not_eligible.on_break", Kind::Flag),
    field("rotation.not_eligible.with_party", Kind::Flag),
    field("rotation.not_eligible.overdue", Kind::Flag),
    field("rotation.overdue_from", TIMES),
    field("rotation.overdue_opened", TIMES),
    field("promises.greeted_secs", SECONDS),
    field("promises.consultant_secs", SECONDS),
    field("promises.alone_secs", SECONDS),
    field("promises.negotiation_secs", SECONDS),
    field("intent.asked_price", POINTS),
    field("intent.chose_unit", POINTS),
    field("intent.decider_here", POINTS),
    field("intent.came_again", POINTS),
    field("intent.asked_loan", POINTS),
    field("intent.stayed_long", POINTS),
    field("intent.open_objection", POINTS),
    field("intent.named_competitor", POINTS),
    field("intent.long_minutes", MINUTES),
    field("intent.handle_from", POINTS),
    field("intent.deposit_from", POINTS),
    field("grading.decays", Kind::Flag),
    field("grading.decays_after_intervals", TIMES),
    field("cadence.every_days.a", DAYS),
    field("cadence.every_days.b", DAYS),
    field("cadence.every_days.c", DAYS),
    field("cadence.every_days.d", DAYS),
    field("cadence.first_call_hours", HOURS),
    field("cadence.tells_consultant_days", DAYS),
    field("cadence.tells_supervisor_days", DAYS),
    field("cadence.may_reassign_days", DAYS),
    field("reminders.plans_at_minute", Kind::TimeOfDay),
    field("reminders.overdue_on", Kind::Flag),
    field("reminders.not_contacted.on", Kind::Flag),
    field("reminders.not_contacted.days", DAYS),
    field("reminders.never_contacted.on", Kind::Flag),
    field("reminders.never_contacted.days", DAYS),
    field("reminders.bought_nothing.on", Kind::Flag),
    field("reminders.bought_nothing.days", DAYS),
    field("reminders.never_bought.on", Kind::Flag),
    field("reminders.never_bought.days", DAYS),
    field("reminders.used_up_on", Kind::Flag),
    field("reminders.protection_ending_on", Kind::Flag),
    field("reminders.sign_coming_on", Kind::Flag),
    field("reminders.papers_missing.on", Kind::Flag),
    field("reminders.papers_missing.days", DAYS),
    field("reminders.payment_due.on", Kind::Flag),
    field("reminders.payment_due.days", DAYS),
    field("reminders.birthday.on", Kind::Flag),
    field("reminders.birthday.days", DAYS),
    field("protection.days.a", DAYS),
    field("protection.days.b", DAYS),
    field("protection.days.c", DAYS),
    field("protection.days.d", DAYS),
    field("protection.call_only_days", DAYS),
    field("protection.warns_days", DAYS),
    field("protection.red_below_days", DAYS),
    field("ownership.lapses", Kind::Flag),
    field("ownership.claims_per_day", TIMES),
    field("ownership.cool_down_days", DAYS),
    field("ownership.extension_most_days", DAYS),
    field("ownership.filing_lead_minutes", MINUTES),
    field("ownership.filing_days", DAYS),
    field("ownership.appeal_days", DAYS),
    field("holds.minutes", MINUTES),
    field("holds.supervisor_minutes", MINUTES),
    field("discounts.consultant_bp", Kind::Percent),
    field("discounts.supervisor_bp", Kind::Percent),
    field("discounts.pays_at_once_bp", Kind::Percent),
    field("discounts.signs_early_bp", Kind::Percent),
    field("quotes.valid_days", DAYS),
    field("quotes.down_payment_bp", Kind::Percent),
    field("quotes.commercial_rate_bp", Kind::Percent),
    field("quotes.fund_rate_bp", Kind::Percent),
    field("deposits.sign_within_days", DAYS),
    field("deposits.reminds_days_before", Kind::Days),
    field("deposits.small_hours", HOURS),
    field("deposits.grace_days", DAYS),
    field("deposits.intent_most", Kind::Sum),
    field("deposits.small_most", Kind::Sum),
    field("milestones.filing", DAYS),
    field("milestones.down_payment", DAYS),
    field("milestones.loan_meeting", DAYS),
    field("milestones.loan_approved", DAYS),
    field("milestones.loan_paid", DAYS),
    field("milestones.handover_notice", DAYS),
    field("milestones.inspection", DAYS),
    field("milestones.handover", DAYS),
    field("milestones.taxes", DAYS),
    field("milestones.title_after_handover", DAYS),
    field("letters.at_minute", Kind::TimeOfDay),
    field("reports.closes_at_minute", Kind::TimeOfDay),
    field("retention.visitor_months", Kind::Number(Unit::Months)),
    field("retention.buyer_years", Kind::Number(Unit::Years)),
    field("retention.failed_papers_days", DAYS),
    field("retention.audit_years", Kind::Number(Unit::Years)),
    field("retention.reveals_per_day", TIMES),
];

/// The days of the week as settings and forms name them.
pub const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

impl Field {
    /// The part before the first dot.
    pub fn group(&self) -> &'static str {
        self.name.split('.').next().unwrap_or(self.name)
    }

    /// The key of its words in `settings.toml`: dots become underscores.
    pub fn words_key(&self) -> String {
        format!("settings_{}", self.name.replace('.', "_"))
    }

    /// What the input shows: `21:00`, `2.5`, `30`, `yes`, `Mon`. Several values for [`Kind::Weekdays`].
    pub fn shown(&self, value: &Value) -> Vec<String> {
        let number = value.as_i64().unwrap_or_default();
        match self.kind {
            Kind::TimeOfDay => vec![format!("{:02}:{:02}", number / 60, number % 60)],
            Kind::Number(_) => vec![number.to_string()],
            Kind::Percent => vec![percent(number)],
            Kind::Sum => vec![Money(number).to_string()],
            Kind::Flag if value.as_bool() == Some(true) => vec!["yes".to_owned()],
            Kind::Flag => Vec::new(),
            Kind::Choice(_) => vec![value.as_str().unwrap_or_default().to_owned()],
            Kind::Weekdays => strings(value).collect(),
            Kind::Days => {
                let days = value.as_array().into_iter().flatten().filter_map(Value::as_i64);
                vec![days.map(|day| day.to_string()).collect::<Vec<_>>().join(", ")]
            }
        }
    }

    /// Reads what was typed into the value that is kept.
    ///
    /// # Errors
    /// `number_unreadable`, `time_unreadable`, `money_unreadable` or `choice_unknown`, at the field.
    pub fn read(&self, typed: &[&str]) -> Result<Value, Refused> {
        let first = typed.first().map_or("", |text| text.trim());
        let refused = |code| Refused::invalid(code).at(self.name);
        let whole = |text: &str| text.trim().parse::<i64>().map_err(|_| refused("number_unreadable"));
        Ok(match self.kind {
            Kind::TimeOfDay => {
                let (hours, minutes) = first.split_once(':').ok_or_else(|| refused("time_unreadable"))?;
                let (hours, minutes) = (whole(hours)?, whole(minutes)?);
                if !(0..24).contains(&hours) || !(0..60).contains(&minutes) {
                    return Err(refused("time_unreadable"));
                }
                json!(hours * 60 + minutes)
            }
            Kind::Number(_) => json!(whole(first)?),
            Kind::Percent => json!(read_percent(first).ok_or_else(|| refused("number_unreadable"))?),
            Kind::Sum => json!(Money::parse(first).map_err(|no| no.at(self.name))?.0),
            Kind::Flag => json!(!first.is_empty()),
            Kind::Choice(codes) if codes.contains(&first) => json!(first),
            Kind::Choice(_) => return Err(refused("choice_unknown")),
            Kind::Weekdays => {
                let known = |day: &&str| day.parse::<Weekday>().is_ok() && WEEKDAYS.contains(day);
                if !typed.iter().filter(|day| !day.is_empty()).all(known) {
                    return Err(refused("choice_unknown"));
                }
                json!(typed.iter().filter(|day| !day.is_empty()).collect::<Vec<_>>())
            }
            Kind::Days => {
                let parts = first.split([',', '，', '、', ' ']).filter(|part| !part.is_empty());
                json!(parts.map(whole).collect::<Result<Vec<i64>, _>>()?)
            }
        })
    }
}

/// All settings by name.
///
/// # Errors
/// A fault where settings cannot be written as JSON; none is known.
pub fn values(settings: &SiteSettings) -> Answered<Vec<(Field, Value)>> {
    let tree = tree(settings)?;
    Ok(ALL.iter().map(|field| (*field, at(&tree, field.name).cloned().unwrap_or(Value::Null))).collect())
}

/// Settings from what was typed; `typed` gives the values of an input by name. Every field that cannot be read is named.
///
/// # Errors
/// One refusal for each field that cannot be read or lies outside its bounds.
pub fn settings_from<'a>(
    before: &SiteSettings,
    typed: impl Fn(&str) -> Vec<&'a str>,
) -> Answered<Result<SiteSettings, Refused>> {
    let mut tree = tree(before)?;
    let mut refusals = Vec::new();
    for field in ALL {
        match field.read(&typed(field.name)) {
            Ok(value) => put(&mut tree, field.name, value),
            Err(refused) => refusals.push(refused),
        }
    }
    let mut refusals = refusals.into_iter();
    if let Some(mut first) = refusals.next() {
        first.more = refusals.collect();
        return Ok(Err(first));
    }
    match serde_json::from_value::<SiteSettings>(tree.clone()) {
        Ok(settings) => Ok(settings.check().map(|()| settings)),
        Err(_) => Ok(Err(too_large(before, &tree)?)),
    }
}

/// A number that is whole but too large for what its setting is kept in: each is tried alone, to name those that do not fit.
fn too_large(before: &SiteSettings, typed: &Value) -> Answered<Refused> {
    let mut refusals = Vec::new();
    for field in ALL {
        let mut alone = tree(before)?;
        put(&mut alone, field.name, at(typed, field.name).cloned().unwrap_or(Value::Null));
        if serde_json::from_value::<SiteSettings>(alone).is_err() {
            refusals.push(Refused::invalid("setting_too_large").at(field.name));
        }
    }
    let mut refusals = refusals.into_iter();
    let first = refusals.next().unwrap_or_else(|| Refused::invalid("setting_too_large"));
    Ok(Refused { more: refusals.collect(), ..first })
}

/// The settings that differ: name → [before, after].
pub fn difference(before: &SiteSettings, after: &SiteSettings) -> Map<String, Value> {
    let (Ok(before), Ok(after)) = (values(before), values(after)) else { return Map::new() };
    before
        .into_iter()
        .zip(after)
        .filter(|((_, old), (_, new))| old != new)
        .map(|((field, old), (_, new))| (field.name.to_owned(), json!([old, new])))
        .collect()
}

fn tree(settings: &SiteSettings) -> Answered<Value> {
    serde_json::to_value(settings).map_err(|e| Fault::bug("writing settings").because(e).into())
}

fn at<'a>(tree: &'a Value, name: &str) -> Option<&'a Value> {
    tree.pointer(&format!("/{}", name.replace('.', "/")))
}

fn put(tree: &mut Value, name: &str, value: Value) {
    if let Some(place) = tree.pointer_mut(&format!("/{}", name.replace('.', "/"))) {
        *place = value;
    }
}

fn strings(value: &Value) -> impl Iterator<Item = String> + '_ {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(ToOwned::to_owned)
}

fn percent(basis_points: i64) -> String {
    let (whole, part) = (basis_points / 100, basis_points % 100);
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:02}").trim_end_matches('0').to_owned() }
}

fn read_percent(text: &str) -> Option<i64> {
    let text = text.trim_end_matches(['%', '％', ' ']);
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || part.len() > 2 || !(whole.to_owned() + part).chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    format!("{whole}{part:0<2}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(prefix: &str, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                for (name, inner) in map {
                    let name = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
                    leaves(&name, inner, found);
                }
            }
            _ => found.push(prefix.to_owned()),
        }
    }

    #[test]
    fn every_setting_has_its_field_and_every_field_its_setting() {
        let mut found = Vec::new();
        leaves("", &tree(&SiteSettings::default()).unwrap(), &mut found);
        found.sort();
        let mut named: Vec<String> = ALL.iter().map(|field| field.name.to_owned()).collect();
        named.sort();
        assert_eq!(found, named);
    }

    #[test]
    fn what_is_shown_reads_back_as_it_was() {
        let settings = SiteSettings::default();
        let shown: Vec<(&str, Vec<String>)> =
            values(&settings).unwrap().iter().map(|(field, value)| (field.name, field.shown(value))).collect();
        let typed = |name: &str| {
            let (_, values) = shown.iter().find(|(field, _)| *field == name).unwrap();
            values.iter().map(String::as_str).collect()
        };
        assert_eq!(settings_from(&settings, typed).unwrap(), Ok(settings));
    }

    #[test]
    fn a_number_that_does_not_fit_is_named() {
        let settings = SiteSettings::default();
        let shown: Vec<(&str, Vec<String>)> =
            values(&settings).unwrap().iter().map(|(field, value)| (field.name, field.shown(value))).collect();
        let typed = |name: &str| match name {
            "holds.minutes" | "retention.audit_years" => vec!["99999999999"],
            name => shown.iter().find(|(field, _)| *field == name).unwrap().1.iter().map(String::as_str).collect(),
        };
        let no = settings_from(&settings, typed).unwrap().unwrap_err();
        let fields: Vec<_> = no.all().map(|one| (one.code, one.field.unwrap())).collect();
        assert_eq!(fields, [("setting_too_large", "holds.minutes"), ("setting_too_large", "retention.audit_years")]);
    }

    #[test]
    fn what_cannot_be_read_is_refused_at_its_field() {
        let read = |name: &str, typed: &str| ALL.iter().find(|field| field.name == name).unwrap().read(&[typed]);
        for (name, typed, good) in [
            ("day.quiet_from_minute", "21:30", Some(json!(1290))),
            ("day.quiet_from_minute", "25:00", None),
            ("discounts.consultant_bp", "1.5%", Some(json!(150))),
            ("discounts.consultant_bp", "1.555", None),
            ("discounts.consultant_bp", "-1", None),
            ("holds.minutes", "half an hour", None),
            ("rotation.order", "by_height", None),
            ("deposits.reminds_days_before", "3、1", Some(json!([3, 1]))),
            ("day.rest_days", "Someday", None),
        ] {
            assert_eq!(read(name, typed).ok(), good, "{name} {typed}");
        }
    }
}
