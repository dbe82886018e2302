//! Scales of grades as data: what makes a customer an A, what the site calls it, and how often each grade is contacted.
//! The shipped ones are files; a site's own copy is a row with a version.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use showroom_templates::texts;

use super::model::Goods;
use super::settings::PerGrade;
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::grade::Grade;

/// The most characters of a grade's name.
pub const LONGEST_NAME: usize = 4;

/// Which of the shipped scales a scale goes back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// By how much the customer wants to buy.
    Intent,
    /// By how far the sale has come.
    Progress,
    /// By when the customer will buy.
    Horizon,
    /// As car dealers do: H, A, B, C.
    CarDealer,
}

impl Preset {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Intent, Self::Progress, Self::Horizon, Self::CarDealer];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Progress => "progress",
            Self::Horizon => "horizon",
            Self::CarDealer => "car_dealer",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.code() == code)
    }

    /// The scale with which a showroom begins, by what it sells.
    pub const fn of_goods(goods: Goods) -> Self {
        match goods {
            Goods::Cars => Self::CarDealer,
            Goods::Homes | Goods::Jewels | Goods::Kitchens | Goods::Other => Self::Intent,
        }
    }
}

/// A fact that a mark looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Came so many times or more.
    Visits,
    /// Intent of the last visit, percent.
    Intent,
    /// Wants to buy within so many days.
    Within,
    /// The money is there.
    FundsReady,
    /// Can pay, with a loan or soon.
    CanPay,
    /// Accepts the price, or has an intent of so many percent; 0: only the first.
    PriceAccepted,
    /// Talks about the price in earnest, or has an intent of so many percent; 0: only the first.
    PriceTalk,
    /// The budget is at most so many percent below the price.
    BudgetGap,
    /// Knows what they want.
    ClearAim,
    /// There is a motive.
    Motive,
    /// Who decides is known.
    DeciderKnown,
    /// Drove or tried it.
    Tried,
    /// Holds a unit or queues for one.
    Queued,
    /// Has paid.
    Paid,
}

impl Fact {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 14] = [
        Self::Visits,
        Self::Within,
        Self::Intent,
        Self::FundsReady,
        Self::CanPay,
        Self::PriceAccepted,
        Self::PriceTalk,
        Self::BudgetGap,
        Self::ClearAim,
        Self::Motive,
        Self::DeciderKnown,
        Self::Tried,
        Self::Queued,
        Self::Paid,
    ];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Visits => "visits",
            Self::Within => "within",
            Self::Intent => "intent",
            Self::FundsReady => "funds_ready",
            Self::CanPay => "can_pay",
            Self::PriceAccepted => "price_accepted",
            Self::PriceTalk => "price_talk",
            Self::BudgetGap => "budget_gap",
            Self::ClearAim => "clear_aim",
            Self::Motive => "motive",
            Self::DeciderKnown => "decider_known",
            Self::Tried => "tried",
            Self::Queued => "queued",
            Self::Paid => "paid",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fact| fact.code() == code)
    }

    /// The thresholds that it may have, and the one that is offered; `None` where it has none.
    pub const fn threshold(self) -> Option<(u16, u16, u16)> {
        match self {
            Self::Visits => Some((1, 20, 2)),
            Self::Within => Some((1, 1_825, 90)),
            Self::Intent => Some((1, 100, 50)),
            Self::PriceAccepted => Some((0, 100, 70)),
            Self::PriceTalk => Some((0, 100, 40)),
            Self::BudgetGap => Some((0, 100, 15)),
            Self::FundsReady
            | Self::CanPay
            | Self::ClearAim
            | Self::Motive
            | Self::DeciderKnown
            | Self::Tried
            | Self::Queued
            | Self::Paid => None,
        }
    }
}

/// One thing that speaks for a grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// What is looked at.
    pub fact: Fact,
    /// The threshold; 0 where the fact has none.
    #[serde(default)]
    pub than: u16,
}

/// What makes a grade.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// How many of the marks must hold; 0: everybody who comes this far.
    pub at_least: u8,
    /// What speaks for it.
    pub marks: Vec<Mark>,
    /// Whether it has a plus and a minus.
    #[serde(default)]
    pub shaded: bool,
}

/// Plus and minus, by intent in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shades {
    /// A plus from here on.
    pub plus_from: u8,
    /// A minus below.
    pub minus_below: u8,
}

/// Why somebody has the last grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rest {
    /// No motive is known.
    NoMotive,
    /// No date, or a late one.
    NoDate,
    /// Not worth the time.
    Invalid,
}

impl Rest {
    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoMotive => "no_motive",
            Self::NoDate => "no_date",
            Self::Invalid => "invalid",
        }
    }
}

/// A scale of grades.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// The shipped scale that it is or goes back to.
    pub id: Preset,
    /// Where it stands among the shipped ones.
    pub place: u8,
    /// The site's version of it; 0 as shipped.
    #[serde(default)]
    pub version: i32,
    /// What the grades are called, the most likely first.
    pub names: [String; 4],
    /// Why somebody has the last grade.
    pub rest: Rest,
    /// Whoever cannot be reached has the last grade, unless they have paid.
    pub number_needed: bool,
    /// Days between two contacts.
    pub contact_days: [u16; 4],
    /// Days until a customer goes to the public pool.
    pub protection_days: [u16; 4],
    /// Plus and minus, if the scale has them.
    #[serde(default)]
    pub shades: Option<Shades>,
    /// What makes the first three grades.
    #[serde(rename = "level")]
    pub levels: [Level; 3],
}

impl Scale {
    /// What the site calls a grade.
    pub fn name(&self, grade: Grade) -> &str {
        &self.names[place(grade)]
    }

    /// What the site calls a grade of somebody with this intent: B+, B, B−.
    pub fn shade(&self, grade: Grade, intent: i32) -> String {
        let name = self.name(grade);
        let shaded = self.levels.get(place(grade)).is_some_and(|level| level.shaded);
        match self.shades.filter(|_| shaded) {
            Some(shades) if intent >= i32::from(shades.plus_from) => format!("{name}+"),
            Some(shades) if intent < i32::from(shades.minus_below) => format!("{name}−"),
            Some(_) | None => name.to_owned(),
        }
    }

    /// Days between two contacts.
    pub const fn contact(&self) -> PerGrade {
        per_grade(self.contact_days)
    }

    /// Days until a customer goes to the public pool.
    pub const fn protection(&self) -> PerGrade {
        per_grade(self.protection_days)
    }

    /// Whether it asks for the same as another, whatever their versions.
    pub fn same_as(&self, other: &Self) -> bool {
        Self { version: 0, ..self.clone() } == Self { version: 0, ..other.clone() }
    }

    /// Stops a scale by which nobody could be graded.
    ///
    /// # Errors
    /// `grade_name_missing`, `grade_names_alike`, `grade_marks_too_few`, `grade_threshold_outside`, `grade_shades_wrong` at their fields.
    pub fn check(&self) -> Result<(), Refused> {
        let mut wrong: Vec<Refused> = Vec::new();
        for (at, name) in self.names.iter().enumerate() {
            if name.is_empty() || name.chars().count() > LONGEST_NAME {
                wrong.push(Refused::invalid("grade_name_missing").with("most", LONGEST_NAME).at(NAME_FIELDS[at]));
            } else if self.names[..at].contains(name) {
                wrong.push(Refused::invalid("grade_names_alike").at(NAME_FIELDS[at]));
            }
        }
        for (at, level) in self.levels.iter().enumerate() {
            if usize::from(level.at_least) > level.marks.len() {
                let no = Refused::invalid("grade_marks_too_few").with("count", level.marks.len());
                wrong.push(no.at(LEAST_FIELDS[at]));
            }
            let outside = |mark: &&Mark| {
                mark.fact.threshold().is_some_and(|(least, most, _)| !(least..=most).contains(&mark.than))
            };
            if level.marks.iter().any(|mark| outside(&mark)) {
                wrong.push(Refused::invalid("grade_threshold_outside").at(MARK_FIELDS[at]));
            }
        }
        if self.shades.is_some_and(|shades| shades.minus_below > shades.plus_from || shades.plus_from > 100) {
            wrong.push(Refused::invalid("grade_shades_wrong").at("minus_below"));
        }
        let mut wrong = wrong.into_iter();
        match wrong.next() {
            None => Ok(()),
            Some(first) => Err(Refused { more: wrong.collect(), ..first }),
        }
    }
}

/// The form's field of each grade's name.
pub const NAME_FIELDS: [&str; 4] = ["name_a", "name_b", "name_c", "name_d"];
/// The form's field of how many marks a grade needs.
pub const LEAST_FIELDS: [&str; 3] = ["least_a", "least_b", "least_c"];
/// The form's field of a grade's marks.
pub const MARK_FIELDS: [&str; 3] = ["mark_a", "mark_b", "mark_c"];

const fn place(grade: Grade) -> usize {
    match grade {
        Grade::A => 0,
        Grade::B => 1,
        Grade::C => 2,
        Grade::D => 3,
    }
}

const fn per_grade([a, b, c, d]: [u16; 4]) -> PerGrade {
    PerGrade { a, b, c, d }
}

/// The scales that this program carries, in the order in which they are offered.
///
/// # Errors
/// When a file of theirs is not sound.
pub fn shipped() -> Answered<&'static [Scale]> {
    static SHIPPED: OnceLock<Result<Vec<Scale>, String>> = OnceLock::new();
    SHIPPED
        .get_or_init(|| read(texts::GRADES))
        .as_deref()
        .map_err(|why| Error::Fault(Fault::bug(format!("reading the scales of grades: {why}"))))
}

/// One shipped scale.
///
/// # Errors
/// When a file of theirs is not sound.
pub fn preset(preset: Preset) -> Answered<&'static Scale> {
    let found = shipped()?.iter().find(|scale| scale.id == preset);
    found.ok_or_else(|| Error::Fault(Fault::bug(format!("looking for the scale {}", preset.code()))))
}

fn read(files: &[(&str, &str)]) -> Result<Vec<Scale>, String> {
    let mut scales = Vec::new();
    for (file, text) in files {
        let scale: Scale = toml::from_str(text).map_err(|error| format!("{file}: {error}"))?;
        scale.check().map_err(|no| format!("{file}: {no}"))?;
        scales.push(scale);
    }
    scales.sort_by_key(|scale| scale.place);
    Ok(scales)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_shipped_and_sound() {
        let ids: Vec<Preset> = shipped().unwrap().iter().map(|scale| scale.id).collect();
        assert_eq!(ids, Preset::ALL);
        for scale in shipped().unwrap() {
            assert_eq!(scale.version, 0);
            let json = serde_json::to_string(scale).unwrap();
            assert_eq!(&serde_json::from_str::<Scale>(&json).unwrap(), scale);
        }
    }

    #[test]
    fn grades_are_called_what_the_site_calls_them() {
        let cars = preset(Preset::CarDealer).unwrap();
        assert_eq!(Grade::ALL.map(|grade| cars.name(grade)), ["H", "A", "B", "C"]);
        assert_eq!(cars.protection(), PerGrade { a: 7, b: 15, c: 30, d: 90 });
        let progress = preset(Preset::Progress).unwrap();
        let shown = |grade, intent| progress.shade(grade, intent);
        assert_eq!([70, 50, 20].map(|intent| shown(Grade::B, intent)), ["B+", "B", "B−"]);
        assert_eq!([70, 50, 20].map(|intent| shown(Grade::C, intent)), ["C+", "C", "C−"]);
        assert_eq!(shown(Grade::A, 90), "A");
    }

    #[test]
    fn a_scale_that_grades_nobody_is_refused() {
        let broken = |change: fn(&mut Scale)| {
            let mut scale = preset(Preset::Intent).unwrap().clone();
            change(&mut scale);
            scale
                .check()
                .map_err(|no| no.all().map(|one| format!("{} {}", one.field.unwrap(), one.code)).collect::<Vec<_>>())
        };
        assert_eq!(broken(|_| {}), Ok(()));
        for (change, expected) in [
            ((|s| s.names[0] = String::new()) as fn(&mut Scale), "name_a grade_name_missing"),
            (|s| s.names[2] = "A".into(), "name_c grade_names_alike"),
            (|s| s.levels[0].at_least = 5, "least_a grade_marks_too_few"),
            (|s| s.levels[1].marks[0].than = 0, "mark_b grade_threshold_outside"),
            (|s| s.shades = Some(Shades { plus_from: 20, minus_below: 50 }), "minus_below grade_shades_wrong"),
        ] {
            assert_eq!(broken(change), Err(vec![expected.to_owned()]));
        }
    }
}
