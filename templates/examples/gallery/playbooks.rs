//! The playbook: its map, a step, the objections.

use crate::Page;
use showroom_templates::Lang;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::pages::playbooks::{
    self, ItemGroup, ItemLine, MapPage, ObjectionsPage, ScriptGroup, ScriptLine, StepPage, StepRow,
};
use showroom_templates::parts::Icon;

pub const PAGES: &[Page] = &[
    ("playbook-map", |frame| {
        let frame = named(frame, "案场十步法", "Sales office, ten steps");
        playbooks::map(&frame, &map(&frame))
    }),
    ("playbook-step", |frame| {
        let frame = named(frame, "洽谈", "Negotiate").with_back("/playbooks");
        playbooks::step(&frame, &step(&frame))
    }),
    ("playbook-objections", |frame| {
        let frame = named(frame, "异议与应答", "Objections and answers").with_back("/playbooks");
        playbooks::objections(&frame, &objections(&frame))
    }),
];

fn named(frame: Frame, zh: &str, en: &str) -> Frame {
    let title = say(&frame, zh, en);
    Frame { title, active: Some(Nav::Playbooks), ..frame }
}

fn say(frame: &Frame, zh: &str, en: &str) -> String {
    if frame.words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn map(frame: &Frame) -> MapPage {
    let words = frame.words;
    let row = |zh: &str, en: &str, stage: &str, optional: bool| StepRow {
        href: "/playbooks/sales-office/steps/x".into(),
        title: say(frame, zh, en),
        aim: say(frame, "该交代的都交代清楚，该留下的都留下。", "Nothing unsaid, nothing unrecorded."),
        stage: stage.into(),
        optional,
    };
    MapPage {
        about: say(
            frame,
            "从进门迎接到签约之后的变更，十步走完一位客户。",
            "Ten steps from the greeting at the door to a change after the contract.",
        ),
        version: words.playbooks_version(1),
        steps: vec![
            row("迎接", "Greet", words.stages_reception(), false),
            row("介绍项目", "Introduce the project", words.stages_introduction(), false),
            row("带看", "Tour", words.stages_tour(), false),
            row("洽谈", "Negotiate", words.stages_negotiation(), false),
            row("暂未成交，送客", "Seeing them out", words.stages_negotiation(), true),
            row("客户登记", "Customer card", words.stages_registration(), false),
            row("客户跟进", "Follow up", words.stages_tracking(), false),
            row("认购", "Deposit", words.stages_deposit(), false),
            row("签约", "Contract", words.stages_contract(), false),
            row("变更与退订", "Change or return", words.stages_contract(), true),
        ],
        ways: vec![
            (0, 1),
            (1, 2),
            (1, 3),
            (2, 3),
            (3, 7),
            (3, 4),
            (4, 5),
            (5, 6),
            (6, 1),
            (6, 2),
            (6, 3),
            (7, 8),
            (7, 9),
            (8, 9),
            (9, 7),
            (9, 8),
            (9, 6),
        ],
        objections: ("/playbooks/sales-office/objections".into(), 13),
    }
}

fn step(frame: &Frame) -> StepPage {
    let words = frame.words;
    let item = |zh: &str, en: &str| ItemLine {
        words: say(frame, zh, en),
        required: None,
        automatic: false,
        choices: Vec::new(),
    };
    StepPage {
        aim: say(
            frame,
            "照顾好、问到底、只推两三套；意向到七成，就请客户定下来。",
            "Look after them, find what really matters, offer two or three units; at seventy per cent ask for the deposit.",
        ),
        stage: words.stages_negotiation().into(),
        minutes: Some(words.playbooks_minutes_alarm(30, 40)),
        groups: vec![
            ItemGroup {
                title: words.playbooks_show().into(),
                icon: Icon::Eye,
                forbidden: false,
                items: vec![
                    ItemLine {
                        required: Some(words.playbooks_required_leave().into()),
                        automatic: true,
                        ..item(
                            "只推两三套：一套最合适，一套作对比",
                            "Two or three units only: the one that fits, and one to compare",
                        )
                    },
                    item("置业计划书当面算，一张纸讲清", "Work out the quote with them, on one page"),
                ],
            },
            ItemGroup {
                title: words.playbooks_document().into(),
                icon: Icon::Pen,
                forbidden: false,
                items: vec![ItemLine {
                    choices: ["直接请求 / Direct", "假定成交 / Assumed", "机会难得 / Opportunity"]
                        .map(Into::into)
                        .to_vec(),
                    ..item("用了哪种促成方法", "Which way of closing was used")
                }],
            },
            ItemGroup {
                title: words.playbooks_do_not().into(),
                icon: Icon::Close,
                forbidden: true,
                items: vec![item("不编造抢房的客户", "Invent no rival buyers")],
            },
        ],
        scripts: vec![ScriptGroup {
            title: words.playbooks_closing().into(),
            scripts: vec![
                ScriptLine {
                    words: say(
                        frame,
                        "您喜欢，家里也满意，那我们今天就把它定下来吧？",
                        "You like it, the family likes it. Shall we take it today?",
                    ),
                    grade: None,
                    caution: false,
                },
                ScriptLine {
                    words: say(frame, "早订优惠按公示到周日为止。", "The early-signing discount ends on Sunday."),
                    grade: Some(words.playbooks_for_grade("A")),
                    caution: true,
                },
            ],
        }],
        gates: vec![say(
            frame,
            "还没问过差什么、担心什么，现在谈定还早。",
            "Nobody has asked yet what is missing: too early to close.",
        )],
        ways: vec![
            (say(frame, "认购", "Deposit"), say(frame, "客户决定购买", "They will buy"), Some("/playbooks".into())),
            (words.playbooks_way_out().into(), say(frame, "无意购买", "Not a buyer"), None),
        ],
        neighbours: [
            Some(("/playbooks".into(), say(frame, "带看", "Tour"))),
            Some(("/playbooks".into(), say(frame, "认购", "Deposit"))),
        ],
    }
}

fn objections(frame: &Frame) -> ObjectionsPage {
    ObjectionsPage {
        objections: vec![
            (
                say(frame, "价格太高", "Too expensive"),
                vec![
                    say(frame, "先问“您是跟哪里比？”", "Ask first: compared with what?"),
                    say(frame, "把差价摊到每月。", "Spread the difference over the months."),
                ],
            ),
            (
                say(frame, "要和家里商量", "Must ask the family"),
                vec![say(frame, "家里最关心哪一点？", "What will they ask first?")],
            ),
        ],
    }
}
