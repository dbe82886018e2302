//! Grades with sample data: the scale, what another would change, how each grade fared.

use crate::Page;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::pages::grades::{
    self, FactField, Fared, Moved, OutcomeRow, OutcomeRowsPage, OutcomesPage, Preset, PreviewPage, ScalePage,
};
use showroom_templates::parts::{Choice, Icon, Tone};
use showroom_templates::{Lang, Markup, Typed, urls};

pub const PAGES: &[Page] =
    &[("grades", scale), ("grades-preview", preview), ("grades-outcomes", outcomes), ("grades-outcome-rows", rows)];

fn say(frame: &Frame, zh: &str, en: &str) -> String {
    if frame.words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn titled(frame: Frame, title: &str) -> Frame {
    Frame { title: title.to_owned(), active: Some(Nav::Settings), ..frame }.with_back(urls::settings::show())
}

fn scale(frame: Frame) -> Markup {
    let words = frame.words;
    let fact = |code: &str, label: &str, unit: Option<(&str, u16)>| FactField {
        code: code.to_owned(),
        label: label.to_owned(),
        threshold: unit.map(|(unit, offered)| (unit.to_owned(), offered)),
    };
    let preset = |code: &str, name: &str, about: &str, current| Preset {
        code: code.to_owned(),
        name: name.to_owned(),
        about: about.to_owned(),
        current,
    };
    let typed = [
        ("name_a", "A"),
        ("name_b", "B"),
        ("name_c", "C"),
        ("name_d", "D"),
        ("least_a", "3"),
        ("least_b", "3"),
        ("least_c", "1"),
        ("mark_a", "visits"),
        ("than_a_visits", "3"),
        ("mark_a", "funds_ready"),
        ("contact_a", "2"),
    ];
    let page = ScalePage {
        typed: typed.into_iter().fold(Typed::default(), |typed, (name, value)| typed.with(name, value)),
        now: words.grades_scale_intent().to_owned(),
        presets: vec![
            preset("intent", words.grades_scale_intent(), words.grades_about_intent(), true),
            preset("progress", words.grades_scale_progress(), words.grades_about_progress(), false),
        ],
        names: ["A", "B", "C", "D"].map(str::to_owned).into(),
        facts: vec![
            fact("visits", words.grades_fact_visits(), Some((words.grades_unit_times(), 2))),
            fact("funds_ready", words.grades_fact_funds_ready(), None),
            fact("price_accepted", words.grades_fact_price_accepted(), Some((words.grades_unit_percent(), 70))),
        ],
        history: Vec::new(),
    };
    grades::show(&titled(frame, words.grades_title()), &page)
}

fn preview(frame: Frame) -> Markup {
    let words = frame.words;
    let page = PreviewPage {
        typed: Typed::default(),
        name: words.grades_scale_car_dealer().to_owned(),
        levels: vec![("H".into(), words.grades_why_within(30)), ("A".into(), words.grades_why_within(60))],
        same: false,
        looked: (400, 37),
        moves: vec![("A".into(), "H".into(), 21), ("B".into(), "A".into(), 16)],
        sample: vec![Moved {
            id: 1,
            name: say(&frame, "沈女士", "Ms Shen"),
            now: "A".into(),
            from_to: ("A".into(), "H".into()),
            why: words.grades_why_within(30),
        }],
        days: vec![(words.grades_days_protection_now("A"), 10, 15)],
        back: "#".into(),
    };
    grades::preview(&titled(frame, words.grades_preview_title()), &page)
}

fn outcomes(frame: Frame) -> Markup {
    let words = frame.words;
    let row = |grade: &str, counts: [u32; 5], median: &str| Fared {
        grade: grade.to_owned(),
        figures: counts.map(|count| (count.to_string(), Some("#".to_owned()))).into(),
        median: median.to_owned(),
    };
    let page = OutcomesPage {
        typed: Typed::default(),
        periods: [30, 90].map(|days| Choice::new(days, words.grades_fared_last_days(days))).into(),
        rows: vec![row("A", [41, 30, 14, 11, 3], "9"), row("B", [96, 44, 9, 6, 18], "21")],
        limited: None,
    };
    grades::outcomes(&titled(frame, words.grades_outcomes()), &page)
}

fn rows(frame: Frame) -> Markup {
    let words = frame.words;
    let page = OutcomeRowsPage {
        count: words.grades_fared_rows_count(1),
        rows: vec![OutcomeRow {
            id: 1,
            name: say(&frame, "沈女士", "Ms Shen"),
            under: words.grades_fared_since(words.common_yesterday()),
            state: Some((Tone::Good, Icon::Money, words.grades_fared_deposit().to_owned())),
        }],
        most: None,
        back: "#".into(),
    };
    grades::outcome_rows(&titled(frame, words.grades_outcomes()), &page)
}
