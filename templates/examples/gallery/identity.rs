//! Who is who, with sample data: numbers, households, two who are one.

use crate::Page;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::pages::identity::{self, HouseholdPage, KinLine, NumberRow, NumbersPage};
use showroom_templates::pages::merging::{self, ComparePage, FieldChoice, MergePage, PairLine, Person, SamePage};
use showroom_templates::parts::Choice;
use showroom_templates::{Lang, Markup, Typed};

pub const PAGES: &[Page] = &[
    ("customer-numbers", numbers),
    ("customer-household", household),
    ("merging-doubtful", doubtful),
    ("merging-same", same),
    ("merging-compare", compare),
    ("merging-merge", merge),
];

fn say(frame: &Frame, zh: &str, en: &str) -> String {
    if frame.words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn titled(frame: Frame, title: String) -> Frame {
    Frame { title, active: Some(Nav::Customers), back: Some("#".into()), ..frame }
}

fn numbers(frame: Frame) -> Markup {
    let words = frame.words;
    let row = |id, text: &str, label: &str, main| NumberRow { id, text: text.into(), label: label.into(), main };
    let page = NumbersPage {
        id: 1,
        typed: Typed::default(),
        numbers: vec![row(1, "138 0013 8000", "own", true), row(2, "139 0013 8001", "spouse", false)],
        labels: vec![
            Choice::new("own", words.lookup_or("identity_label_own")),
            Choice::new("spouse", words.lookup_or("identity_label_spouse")),
        ],
        full: false,
    };
    let name = say(&frame, "沈女士", "Ms Shen");
    identity::numbers(&titled(frame, words.identity_numbers_title(name)), &page)
}

fn household(frame: Frame) -> Markup {
    let words = frame.words;
    let page = HouseholdPage {
        id: 1,
        typed: Typed::default(),
        asked: String::new(),
        kin: vec![KinLine {
            id: 2,
            name: say(&frame, "陈先生", "Mr Chen"),
            relation: words.lookup_or("identity_relation_spouse").to_owned(),
            link: Some(1),
        }],
        first: Some(words.identity_first_registered(
            say(&frame, "陈先生", "Mr Chen"),
            words.common_yesterday(),
            say(&frame, "李静", "Li Jing"),
        )),
        people: vec![Choice::new(3, say(&frame, "周平", "Zhou Ping")).note(say(&frame, "李静", "Li Jing"))],
        relations: ["spouse", "parent", "child"]
            .map(|code| Choice::new(code, words.lookup_or(&format!("identity_relation_{code}"))))
            .into(),
    };
    let name = say(&frame, "沈女士", "Ms Shen");
    identity::household(&titled(frame, words.identity_household_title(name)), &page)
}

fn person(frame: &Frame, id: i64) -> Person {
    Person {
        id,
        name: say(frame, "沈女士", "Ms Shen"),
        numbers: "138****8000".into(),
        under: format!(
            "{} · {}",
            say(frame, "李静", "Li Jing"),
            frame.words.merging_came(2, frame.words.common_yesterday())
        ),
    }
}

fn doubtful(frame: Frame) -> Markup {
    let words = frame.words;
    let pair = PairLine {
        id: 1,
        people: [person(&frame, 1), person(&frame, 2)],
        why: words.lookup_or("merging_why_near_number").to_owned(),
        compare: "#".into(),
    };
    let page = merging::ListPage { typed: Typed::default(), pairs: vec![pair] };
    merging::list(&titled(frame, words.merging_doubtful_title().to_owned()), &page)
}

fn same(frame: Frame) -> Markup {
    let words = frame.words;
    let name = say(&frame, "沈女士", "Ms Shen");
    let page = SamePage {
        id: 1,
        typed: Typed::default(),
        asked: String::new(),
        people: vec![Choice::new(2, format!("{name} 138****8001")).note(say(&frame, "李静", "Li Jing"))],
        decides: true,
    };
    merging::same(&titled(frame, words.merging_same_title(name)), &page)
}

fn compare(frame: Frame) -> Markup {
    let words = frame.words;
    let field = |name: &str, label: &str, kept: &str, gone: &str| FieldChoice {
        name: name.into(),
        label: label.into(),
        kept: kept.into(),
        gone: gone.into(),
        offered: "kept".into(),
    };
    let page = ComparePage {
        kept: person(&frame, 1),
        gone: person(&frame, 2),
        versions: (1, 1),
        typed: Typed::default(),
        fields: vec![
            field(
                "name",
                words.customers_name(),
                &say(&frame, "沈悦", "Shen Yue"),
                &say(&frame, "沈月", "Shen Yue (月)"),
            ),
            field("grade", words.customers_grade(), "A", "B"),
            field("district", words.customers_district(), "", &say(&frame, "余杭区", "Yuhang")),
            field("channel", words.customers_channel(), "–", "–"),
        ],
        along: vec![words.merging_count_visits(2), words.merging_count_quotes(1)],
    };
    merging::compare(&titled(frame, words.merging_compare_title().to_owned()), &page)
}

fn merge(frame: Frame) -> Markup {
    let words = frame.words;
    let page = MergePage {
        id: 1,
        kept: (1, say(&frame, "沈女士", "Ms Shen")),
        gone: say(&frame, "沈小姐", "Miss Shen"),
        made: words.merging_made(say(&frame, "赵经理", "Mr Zhao"), words.common_yesterday()),
        reason: Some(say(&frame, "同一个人，换了号码", "The same person with a new number")),
        rows: 14,
        undone: None,
        stands: None,
        typed: Typed::default(),
    };
    merging::merge(&titled(frame, words.merging_merge_title().to_owned()), &page)
}
