//! Reports of traffic with sample figures.

use crate::Page;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::pages::reports::{
    self, Calibration, Cell, Change, CheckPage, Head, ReportPage, RowLine, RowsPage, Sheet, State, Step, TargetsPage,
};
use showroom_templates::parts::list::Tab;
use showroom_templates::parts::plot::{Bar, Heat};
use showroom_templates::parts::{Icon, Tone};
use showroom_templates::{Lang, Markup, Typed};

pub const PAGES: &[Page] = &[
    ("report-day", day),
    ("report-month", month),
    ("report-cut", cut),
    ("report-company", company),
    ("report-quiet", quiet),
    ("report-rows", rows),
    ("report-check", check),
    ("report-targets", targets),
];

fn say(frame: &Frame, zh: &str, en: &str) -> String {
    if frame.words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn titled(frame: Frame, title: &str) -> Frame {
    Frame { title: title.to_owned(), active: Some(Nav::Reports), ..frame }
}

fn cell(number: i64) -> Cell {
    Cell { text: number.to_string(), href: (number != 0).then(|| "#".to_owned()) }
}

fn page(frame: &Frame) -> ReportPage {
    let words = frame.words;
    let tab = |label: &str, active| Tab { href: "#".into(), label: label.to_owned(), count: None, active };
    let head = |label: &str, number, by: &str, icon| Head {
        label: label.to_owned(),
        figure: cell(number),
        changes: vec![Change {
            against: words.reports_against_day_before().to_owned(),
            by: by.to_owned(),
            icon,
            was: "9".into(),
        }],
        month: Some("202".into()),
        target: None,
        corrected: None,
    };
    let step = |label: &str, count, lost: i64| Step {
        label: label.to_owned(),
        figure: cell(count),
        share: count * 10,
        lost: (lost > 0).then(|| words.reports_lost_here(lost)),
        mean: Some(words.duration(1_500)),
    };
    ReportPage {
        spans: vec![
            tab(words.reports_span_day(), true),
            tab(words.reports_span_week(), false),
            tab(words.reports_span_month(), false),
        ],
        period: say(frame, "2026年11月21日 周六", "21 November 2026 Sat"),
        before: "#".into(),
        after: Some("#".into()),
        now: Some("#".into()),
        choose: ("day".into(), "2026-11-21".into(), None),
        notes: vec![],
        state: State {
            sign: (Tone::Warn, Icon::Lock, words.reports_closed().to_owned()),
            text: words.reports_closed_text(say(frame, "今天 09:30", "today 09:30")),
            sign_at: Some("#".into()),
            check: Some(("#".into(), words.reports_check().to_owned())),
        },
        heads: vec![
            head(words.lookup_or("reports_measure_visits"), 10, "+1", Some(Icon::Up)),
            head(words.lookup_or("reports_measure_first_visits"), 6, "−2", Some(Icon::Down)),
            head(words.lookup_or("reports_measure_deposits"), 1, "=", None),
        ],
        bars: (
            words.reports_hours().to_owned(),
            words.reports_hour().to_owned(),
            (9..19_i64)
                .map(|hour| Bar { label: hour.to_string(), name: format!("{hour}:00"), value: hour % 4, href: None })
                .collect(),
        ),
        heat: None,
        funnel: vec![
            step(words.lookup_or("stages_reception"), 10, 0),
            step(words.lookup_or("stages_introduction"), 8, 2),
            step(words.lookup_or("stages_tour"), 6, 2),
        ],
        loose: vec![
            (words.reports_loose_no_card().to_owned(), cell(2), Tone::Warn),
            (words.reports_loose_holds_past().to_owned(), cell(0), Tone::Plain),
        ],
        sheets: vec![Sheet {
            title: words.reports_sheet_channels().to_owned(),
            columns: ["", words.reports_column_calls(), words.reports_column_first()].map(str::to_owned).to_vec(),
            rows: vec![
                (named(words.lookup_or("customers_channel_online")), vec![cell(3), cell(4)]),
                (named(words.reports_unknown()), vec![cell(0), cell(2)]),
            ],
            sums: Some(vec![cell(3), cell(6)]),
            none: words.reports_none().to_owned(),
        }],
        corrections: vec![(
            say(frame, "11月21日 周六 到访组数：10 → 11", "Sat 21 Nov, Visits: 10 → 11"),
            say(frame, "补录一组（孙建国，今天 10:12）", "One party was written down late (Sun Jianguo, today 10:12)"),
        )],
        files: ("#".into(), "#".into()),
        pdf: "#".into(),
        targets: Some("#".into()),
        quiet: false,
        cut: None,
        cuts: vec![
            (
                words.reports_cut_team().to_owned(),
                vec![tab(&say(frame, "东区组", "East"), false), tab(&say(frame, "西区组", "West"), false)],
            ),
            (
                words.reports_cut_channel().to_owned(),
                vec![tab(words.lookup_or("customers_channel_online"), false), tab(words.reports_unknown(), false)],
            ),
        ],
        elsewhere: Some(("#".into(), words.reports_company().to_owned())),
        along: (vec![], "#".into()),
        answers: vec![],
        calibration: None,
    }
}

fn named(text: &str) -> Cell {
    Cell { text: text.to_owned(), href: Some("#".into()) }
}

fn day(frame: Frame) -> Markup {
    let page = page(&frame);
    let title = frame.words.reports_title();
    reports::show(&titled(frame, title), &page)
}

fn month(frame: Frame) -> Markup {
    let words = frame.words;
    let week = ["一", "二", "三", "四", "五", "六", "日"];
    let heat = Heat {
        columns: (36..72).map(|at| if at % 4 == 0 { (at / 4).to_string() } else { String::new() }).collect(),
        rows: week
            .iter()
            .zip(0_i64..)
            .map(|(day, at)| ((*day).to_owned(), (0..36).map(|cell| (cell * at) % 7).collect()))
            .collect(),
        hours: (9..18).map(|hour| (hour.to_string(), 4)).collect(),
    };
    let advice = vec![words.reports_advice(say(&frame, "周六", "Sat"), 14, 15, "3.3", 4)];
    let bar = |from: i64, share: i64| Bar {
        label: from.to_string(),
        name: words.reports_band(from, from + 9),
        value: share,
        href: None,
    };
    let row = |from: i64, of: i64, bought: i64, share: &str| {
        let share = Cell { text: share.to_owned(), href: None };
        (Cell { text: words.reports_band(from, from + 9), href: None }, vec![cell(of), cell(bought), share])
    };
    let calibration = Calibration {
        text: words.reports_calibration_text(30),
        sheet: Sheet {
            title: words.reports_calibration().to_owned(),
            columns: ["", words.reports_calibration_parties(), words.reports_calibration_bought(), "%"]
                .map(str::to_owned)
                .to_vec(),
            rows: vec![row(60, 24, 3, "12%"), row(70, 18, 5, "27%"), row(80, 4, 2, words.reports_calibration_few())],
            sums: None,
            none: words.reports_none().to_owned(),
        },
        bars: vec![bar(60, 12), bar(70, 27)],
    };
    let answers = vec![(
        say(&frame, "太贵了", "Too expensive"),
        vec![words.reports_answer(say(&frame, "按揭算下来每月比租金还低", "The loan costs less than the rent"), 3)],
    )];
    let page = ReportPage {
        heat: Some((heat, advice)),
        notes: vec![words.reports_missing(3)],
        calibration: Some(calibration),
        answers,
        ..page(&frame)
    };
    let title = words.reports_title();
    reports::show(&titled(frame, title), &page)
}

fn cut(frame: Frame) -> Markup {
    let words = frame.words;
    let name = words.reports_cut_is(words.reports_cut_channel(), words.lookup_or("customers_channel_online"));
    let page = ReportPage {
        cut: Some((name, "#".into())),
        notes: vec![words.reports_uncrossed(40)],
        loose: vec![],
        ..page(&frame)
    };
    let title = words.reports_title();
    reports::show(&titled(frame, title), &page)
}

fn company(frame: Frame) -> Markup {
    let words = frame.words;
    let row = |name: &str, numbers: [i64; 3]| (named(name), numbers.map(cell).to_vec());
    let sites = Sheet {
        title: words.reports_sheet_sites().to_owned(),
        columns: ["", words.reports_column_visits(), words.reports_column_first(), words.reports_column_deposits()]
            .map(str::to_owned)
            .to_vec(),
        rows: vec![
            row(&say(&frame, "云栖里", "Yunqi"), [10, 6, 1]),
            row(&say(&frame, "云程汽车", "Yuncheng Motors"), [7, 5, 2]),
        ],
        sums: Some([17, 11, 3].map(cell).to_vec()),
        none: words.reports_none().to_owned(),
    };
    let mut page = page(&frame);
    page.sheets.insert(0, sites);
    page.cuts = vec![];
    page.elsewhere = Some(("#".into(), words.reports_this_site().to_owned()));
    let title = words.reports_company();
    reports::show(&titled(frame, title), &page)
}

fn quiet(frame: Frame) -> Markup {
    let page = ReportPage { quiet: true, heads: vec![], corrections: vec![], ..page(&frame) };
    let title = frame.words.reports_title();
    reports::show(&titled(frame, title), &page)
}

fn rows(frame: Frame) -> Markup {
    let row =
        |title: String, under: &str| RowLine { href: Some("#".into()), title, under: under.to_owned(), value: None };
    let page = RowsPage {
        period: say(&frame, "2026年11月21日 周六", "21 November 2026 Sat"),
        figure: "2".into(),
        notes: vec![frame.words.reports_rows_changed("2", "3")],
        rows: vec![
            row(say(&frame, "陈先生", "Mr Chen"), "11:20 · 王强"),
            row(frame.words.reports_row_unnamed().to_owned(), "14:05 · 李静"),
        ],
        days: vec![],
    };
    let title = say(&frame, "首次到访 · 网络平台", "First visits · Online listing");
    reports::rows(&titled(frame, &title), &page)
}

fn check(frame: Frame) -> Markup {
    let page = CheckPage {
        untouched: false,
        cuts: None,
        sign_at: Some("#".into()),
        differences: vec![(frame.words.lookup_or("reports_measure_visits").to_owned(), "10".into(), cell(11))],
        correct: Some(("#".into(), Typed::default())),
        corrections: vec![],
    };
    let title = frame.words.reports_check_title(say(&frame, "11月21日 周六", "Sat 21 Nov"));
    reports::check(&titled(frame, &title), &page)
}

fn targets(frame: Frame) -> Markup {
    let words = frame.words;
    let tab = |label: &str, active| Tab { href: "#".into(), label: label.to_owned(), count: None, active };
    let page = TargetsPage {
        typed: Typed::default().with("month", "2026-11-01").with("visits", "300"),
        month: words.reports_month_of(2026, 11),
        before: "#".into(),
        after: "#".into(),
        people: vec![tab(words.reports_targets_site(), true), tab("李静", false)],
        measures: vec![
            ("visits".into(), words.lookup_or("reports_measure_visits").to_owned(), None),
            ("money_in".into(), words.lookup_or("reports_measure_money_in").to_owned(), Some("¥".into())),
        ],
    };
    let title = words.reports_targets_title();
    reports::targets(&titled(frame, title), &page)
}
