//! Lists in and out with sample data.

use crate::Page;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::pages::lists::{
    self, ColumnLine, ColumnsPage, ExportPage, FetchPage, ImportLine, ImportsPage, May, NothingPage, PreviewPage,
    RowLine, Way, WorkPage,
};
use showroom_templates::parts::list::Tab;
use showroom_templates::parts::{Choice, Icon, Tone};
use showroom_templates::{Lang, Markup, Typed, Words};

pub const PAGES: &[Page] = &[
    ("imports", imports),
    ("imports-work", work),
    ("imports-columns", columns),
    ("imports-preview", preview),
    ("imports-nothing", nothing),
    ("exports-new", new_export),
    ("exports-fetch", fetch),
];

fn say(words: Words, zh: &str, en: &str) -> String {
    if words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn titled(frame: Frame, title: &str) -> Frame {
    Frame { title: title.to_owned(), active: Some(Nav::Customers), back: Some("/imports".into()), ..frame }
}

fn facts(words: Words) -> Vec<(String, String)> {
    vec![
        (words.lists_about_name().into(), "旧系统客户.csv".into()),
        (words.lists_about_size().into(), words.lists_kilobytes(184)),
        (words.lists_about_format().into(), "CSV · gb18030".into()),
        (words.lists_about_titles().into(), words.lists_about_titles_line(3)),
    ]
}

fn imports(frame: Frame) -> Markup {
    let words = frame.words;
    let line = |name: &str, rows: u32, tone, icon, state: &str| ImportLine {
        href: "/imports/1".into(),
        name: name.into(),
        under: format!("{} · {}", words.lists_kind_customers(), words.lists_rows_count(rows)),
        state: (tone, icon, state.to_owned()),
    };
    let page = ImportsPage {
        typed: Typed::fresh("k"),
        kinds: vec![
            Choice::new("customers", words.lists_kind_customers()).note(words.lists_kind_customers_note()),
            Choice::new("followups", words.lists_kind_followups()).note(words.lists_kind_followups_note()),
        ],
        limits: words.lists_file_limits(30, 200_000),
        imports: vec![
            line("旧系统客户.csv", 1_204, Tone::Warn, Icon::Eye, words.lists_state_preview()),
            line("2025 来访登记.xlsx", 8_420, Tone::Good, Icon::Check, words.lists_state_done()),
            line("客户.pdf", 1, Tone::Bad, Icon::Warning, words.lists_state_unreadable()),
        ],
        templates: vec![("/imports/template".into(), words.lists_template_customers().into())],
    };
    lists::imports(&titled(frame, words.lists_imports_title()), &page)
}

fn work(frame: Frame) -> Markup {
    let words = frame.words;
    let page = WorkPage {
        step: words.lists_state_importing().into(),
        progress: Some((4_120, 8_420)),
        said: words.lists_work_so_far(4_120, 8_420),
        facts: facts(words),
        may_drop: None,
    };
    lists::work(&titled(frame, "2025 来访登记.xlsx"), &page)
}

fn columns(frame: Frame) -> Markup {
    let words = frame.words;
    let column = |at: usize, title: &str, samples: &[&str], target: &str| ColumnLine {
        field: format!("column_{at}"),
        title: title.into(),
        samples: samples.iter().map(|sample| (*sample).to_owned()).collect(),
        target: target.into(),
    };
    let page = ColumnsPage {
        id: 1,
        version: 2,
        typed: Typed::fresh("k"),
        columns: vec![
            column(0, "客户姓名", &["方静怡", "何志强先生", "苏婉清"], "name"),
            column(1, "联系电话", &["186 **** 1101", "186****1102", "186****1103"], "phone"),
            column(2, "来访日期", &["2025-9-6", "2025年9月6日", "2025/9/7"], "first_visit"),
            column(3, "序号", &["1", "2", "3"], "nothing"),
        ],
        targets: vec![
            Choice::new("name", words.lists_target_name()),
            Choice::new("phone", words.lists_target_phone()),
            Choice::new("first_visit", words.lists_target_first_visit()),
            Choice::new("nothing", words.lists_target_nothing()),
        ],
        dates: vec![
            Choice::new("auto", words.lists_dates_auto()),
            Choice::new("day_first", words.lists_dates_day_first()),
            Choice::new("month_first", words.lists_dates_month_first()),
        ],
        dates_now: "auto".into(),
        remembered: true,
        facts: facts(words),
        may_drop: true,
    };
    lists::columns(&titled(frame, "旧系统客户.csv"), &page)
}

fn preview(frame: Frame) -> Markup {
    let words = frame.words;
    let tab = |label: &str, count: u64, active: bool| Tab {
        href: "/imports/1".into(),
        label: label.into(),
        count: Some(count),
        active,
    };
    let way = |label: String, chosen: bool| Way { decision: "same".into(), customer: Some(7), label, chosen };
    let page = PreviewPage {
        id: 1,
        version: 3,
        typed: Typed::fresh("k"),
        said: words.lists_preview_said(1_120, 64, 11),
        tabs: vec![
            tab(words.lists_fate_new(), 1_120, false),
            tab(words.lists_fate_same(), 64, false),
            tab(words.lists_fate_doubtful(), 9, true),
            tab(words.lists_fate_refused(), 11, false),
        ],
        rows: vec![
            RowLine {
                number: 3,
                who: "李四 · 139****9000".into(),
                fate: (Tone::Warn, Icon::Worry, words.lists_fate_doubtful().into()),
                why: vec![words.lists_why_other_name().into(), words.lists_maybe("李娜")],
                customer: None,
                ways: vec![way(words.lists_way_same("李娜"), true), way(words.lists_way_out().into(), false)],
            },
            RowLine {
                number: 9,
                who: say(words, "罗一凡 · 186****1203", "Luo Yifan · 186****1203"),
                fate: (Tone::Bad, Icon::Close, words.lists_fate_refused().into()),
                why: vec![words.lists_about_words(words.lists_why_date_without_year(), "8月9日")],
                customer: None,
                ways: Vec::new(),
            },
        ],
        next: None,
        unclear: vec![("person_0".into(), "马文静".into(), words.lists_rows_count(2))],
        people: vec![Choice::new(7, "Deniz Kaya"), Choice::new(0, words.lists_nobody())],
        undecided: 8,
        may: May::Start,
        leftovers: vec![("/imports/1/leftovers".into(), words.lists_format_xlsx().into())],
        facts: facts(words),
    };
    lists::preview(&titled(frame, "旧系统客户.csv"), &page)
}

fn nothing(frame: Frame) -> Markup {
    let words = frame.words;
    let page = NothingPage {
        title: words.lists_state_unreadable().into(),
        text: words.refusal("file_pdf", &[]),
        facts: facts(words),
    };
    lists::nothing(&titled(frame, "客户.pdf"), &page)
}

fn new_export(frame: Frame) -> Markup {
    let words = frame.words;
    let page = ExportPage {
        typed: Typed::fresh("k"),
        sent: vec![("list".into(), "customers".into())],
        filters: vec![(words.lists_out_grade().into(), "A".into())],
        numbers: vec![
            Choice::new("masked", words.lists_numbers_masked()).note(words.lists_numbers_masked_note()),
            Choice::new("whole", words.lists_numbers_whole()).note(words.lists_numbers_whole_note()),
        ],
        numbers_note: words.lists_numbers_left(18),
    };
    lists::new_export(&titled(frame, &words.lists_export_title(words.lists_list_customers())), &page)
}

fn fetch(frame: Frame) -> Markup {
    let words = frame.words;
    let page = FetchPage {
        href: "/exports/1/file".into(),
        name: say(words, "客户 2026-11-21", "customers 2026-11-21"),
        until: words.lists_fetch_until("15:30"),
    };
    lists::fetch(&titled(frame, &words.lists_export_title(words.lists_list_customers())), &page)
}
