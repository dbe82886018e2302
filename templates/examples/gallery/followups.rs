//! The card, the grade, the notice and follow-ups with sample data.

use crate::Page;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::pages::customers::{self, CardPage, ConsentAsk, ConsentPage, GradePage, LossPage, Protection};
use showroom_templates::pages::followups::{self, Brief, DayPage, DayRow, DonePage, Part, RecordPage};
use showroom_templates::pages::handover::{self, HandOverPage, Receiver};
use showroom_templates::pages::walk::{Need, NeedInput};
use showroom_templates::parts::{Choice, Event, Icon, Tone};
use showroom_templates::{Lang, Markup, Typed};

pub const PAGES: &[Page] = &[
    ("customer-card", card),
    ("customer-grade", grade),
    ("customer-notice", notice),
    ("customer-loss", loss),
    ("my-day", day),
    ("follow-up", record),
    ("follow-up-done", done),
    ("hand-over", hand_over),
    ("hand-over-preview", hand_over_preview),
];

fn say(frame: &Frame, zh: &str, en: &str) -> String {
    if frame.words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn titled(frame: Frame, title: String, nav: Nav) -> Frame {
    Frame { title, active: Some(nav), ..frame }.with_back("#")
}

fn card(frame: Frame) -> Markup {
    let words = frame.words;
    let t = |zh: &str, en: &str| say(&frame, zh, en);
    let yes_no =
        |codes: &[(&str, &str, &str)]| codes.iter().map(|(code, zh, en)| Choice::new(code, t(zh, en))).collect();
    let page = CardPage {
        id: 1,
        version: 1,
        typed: Typed::fresh("k").with("name", t("王海燕", "Wang Haiyan")).with("title", "ms").with("channel", "friend"),
        numbers: vec![(1, "138****2217".into())],
        channels: yes_no(&[("walk_in", "路过", "Walked past"), ("friend", "亲友介绍", "Friends and family")]),
        needs: vec![Need {
            name: "need_when".into(),
            label: t("购买时间", "When"),
            asked: t("打算什么时候买？", "When would you like to buy?"),
            why: String::new(),
            input: NeedInput::One(yes_no(&[("month", "一个月内", "Within a month"), ("later", "半年以后", "Later")])),
            now: vec!["month".into()],
        }],
        refusable: yes_no(&[("name", "姓名", "Name"), ("phone", "联系方式", "A way to reach them")]),
        filled: (9, 11),
        missing: vec![words.customers_field_decider().into(), words.customers_field_loan().into()],
        makes_owner: true,
        back: "#".into(),
    };
    let title = words.customers_card_title(t("王海燕女士", "Ms Wang Haiyan"));
    customers::card_page(&titled(frame, title, Nav::Customers), &page)
}

fn grade(frame: Frame) -> Markup {
    let words = frame.words;
    let meaning = |code: &str, what: &str| Choice::new(code, code).note(what);
    let page = GradePage {
        id: 1,
        version: 1,
        name: say(&frame, "王海燕", "Wang Haiyan"),
        typed: Typed::fresh("k"),
        current: None,
        suggested_code: "B".into(),
        suggested: "B".into(),
        reasons: vec![
            words.grades_why_visits(2),
            words.lookup_or("grades_fact_clear_aim").to_owned(),
            words.lookup_or("grades_fact_can_pay").to_owned(),
        ],
        grades: vec![
            meaning("A", words.customers_meaning_intent_a()),
            meaning("B", words.customers_meaning_intent_b()),
            meaning("C", words.customers_meaning_intent_c()),
            meaning("D", words.customers_meaning_intent_d()),
        ],
        history: vec![Event {
            icon: Icon::Flag,
            when: words.common_yesterday().into(),
            who: say(&frame, "林若溪", "Lin Ruoxi"),
            title: words.customers_grade_from_to("C", "B"),
            body: None,
        }],
    };
    let title = words.customers_grade_title(say(&frame, "王海燕女士", "Ms Wang Haiyan"));
    customers::grade_page(&titled(frame, title, Nav::Customers), &page)
}

fn notice(frame: Frame) -> Markup {
    let words = frame.words;
    let t = |zh: &str, en: &str| say(&frame, zh, en);
    let page = ConsentPage {
        id: 1,
        typed: Typed::fresh("k"),
        notice_version: 1,
        notice_label: words.customers_notice_version(1, "2026-11-01"),
        lead: t("您不留任何信息，也可以正常看房、咨询。", "You are welcome to look round without leaving any details."),
        points: vec![(
            t("收集什么", "What"),
            t("称呼、联系电话、购买需求。", "How to address you, your number, your needs."),
        )],
        consents: vec![ConsentAsk {
            id: "contact".into(),
            words: t("同意保存我的联系方式", "I agree that my contact details are kept"),
            answer: Some(true),
            note: words.customers_consent_yes_at("2026-11-21"),
        }],
    };
    let title = words.customers_consent_title(t("王海燕女士", "Ms Wang Haiyan"));
    customers::consent_page(&titled(frame, title, Nav::Customers), &page)
}

fn loss(frame: Frame) -> Markup {
    let words = frame.words;
    let reasons = vec![
        Choice::new("price", words.customers_lost_price()),
        Choice::new("location", words.customers_lost_location()),
        Choice::new("bought_elsewhere", words.customers_lost_bought_elsewhere()),
    ];
    let page = LossPage { id: 1, version: 1, typed: Typed::fresh("k"), reasons };
    let title = words.customers_loss_title(say(&frame, "王海燕女士", "Ms Wang Haiyan"));
    customers::loss_page(&titled(frame, title, Nav::Customers), &page)
}

fn day(frame: Frame) -> Markup {
    let words = frame.words;
    let row = |id, zh: &str, en: &str, grade: &str, due: String, tone| DayRow {
        id,
        name: say(&frame, zh, en),
        grade: Some(grade.into()),
        purpose: words.followups_purpose_call().into(),
        due,
        tone,
        last: words.followups_last_reached(words.common_yesterday()),
        consultant: None,
        protection: (id == 1).then(|| Protection { text: words.customers_protected_days(2), tone: Tone::Bad }),
        do_not_call: None,
        climbed: None,
    };
    let page = DayPage {
        typed: Typed::default(),
        who: None,
        people: Vec::new(),
        overdue: Part {
            rows: vec![row(1, "王海燕女士", "Ms Wang Haiyan", "A", words.customers_overdue_days(3), Tone::Bad)],
            more: false,
        },
        today: Part {
            rows: vec![
                row(2, "陈先生", "Mr Chen", "B", words.common_today().into(), Tone::Accent),
                row(3, "刘思远先生", "Mr Liu Siyuan", "C", words.common_today().into(), Tone::Accent),
            ],
            more: false,
        },
        coming: Part {
            rows: vec![row(4, "赵敏女士", "Ms Zhao Min", "B", words.common_tomorrow().into(), Tone::Plain)],
            more: false,
        },
        may_hand_over: true,
        done: words.followups_done_today(4),
        start: Some(1),
    };
    followups::day(&Frame { title: words.followups_title().into(), active: Some(Nav::FollowUps), ..frame }, &page)
}

fn record(frame: Frame) -> Markup {
    let words = frame.words;
    let t = |zh: &str, en: &str| say(&frame, zh, en);
    let brief = Brief {
        customer: 1,
        name: t("王海燕女士", "Ms Wang Haiyan"),
        number: "138 0013 2217".into(),
        tel: Some("tel:+8613800132217".into()),
        may_reveal: false,
        grade: Some("B".into()),
        protection: Some(Protection { text: words.customers_protected_days(6), tone: Tone::Plain }),
        purpose: words.followups_purpose_due(words.followups_purpose_first_call(), words.common_today()),
        do_not_call: None,
        facts: vec![
            (words.followups_fact_last_visit().into(), words.common_yesterday().into()),
            (t("总价预算", "Budget"), t("400–500 万", "4.0–5.0 million")),
        ],
        liked: vec![t("三房样板间", "Show flat, three bedrooms"), t("中心花园", "The garden")],
        feared: vec![t("总价高了一点", "A little over budget")],
        promised: vec![words.followups_promised_papers(t("户型图", "floor plan"))],
        scripts: vec![t(
            "王女士您好，我按公积金组合贷重新算了，月供比上次少一千一。",
            "Ms Wang, with the housing fund loan the monthly rate is 1,100 less than we said.",
        )],
        earlier: vec![Event {
            icon: Icon::Close,
            when: words.common_yesterday().into(),
            who: t("林若溪", "Lin Ruoxi"),
            title: format!("{} · {}", words.followups_how_call(), words.followups_reached_no()),
            body: None,
        }],
    };
    let page = RecordPage {
        id: 1,
        who: None,
        version: 1,
        brief,
        typed: Typed::fresh("k"),
        learned: vec![
            Choice::new("will_come", words.followups_learned_will_come()),
            Choice::new("family", words.followups_learned_family()),
            Choice::new("price", words.followups_learned_price()),
            Choice::new("loan", words.followups_learned_loan()),
        ],
        offered: "2026-11-25".into(),
        offered_note: words.followups_offered_note("B", 4),
        picks: vec![Choice::new("2026-11-22", words.followups_pick_tomorrow())],
        no_next: vec![Choice::new("no_need", words.followups_no_next_no_need())],
        grade: Some("B".into()),
        grades: ["A", "B", "C", "D"].map(|grade| Choice::new(grade, grade)).to_vec(),
        intent: 55,
    };
    let title = words.followups_show_title(t("王海燕女士", "Ms Wang Haiyan"));
    followups::record(&titled(frame, title, Nav::FollowUps), &page)
}

fn done(frame: Frame) -> Markup {
    let words = frame.words;
    let page = DonePage {
        id: 1,
        who: None,
        version: 2,
        customer: 1,
        name: say(&frame, "王海燕女士", "Ms Wang Haiyan"),
        done: true,
        facts: vec![
            (
                words.followups_result().into(),
                format!("{} · {}", words.followups_how_call(), words.followups_reached_yes()),
            ),
            (words.followups_next_on().into(), words.common_tomorrow().into()),
        ],
        may_undo: true,
        typed: Typed::fresh("k"),
        next: Some(2),
        catch_up: Some((true, words.consultants_caught_up().to_owned())),
    };
    let title = words.followups_show_title(say(&frame, "王海燕女士", "Ms Wang Haiyan"));
    followups::done(&titled(frame, title, Nav::FollowUps), &page)
}

fn hand_over(frame: Frame) -> Markup {
    let page = HandOverPage {
        whole: [("林若溪", "Lin Ruoxi", "48"), ("陈思远", "Chen Siyuan", "61")]
            .map(|(zh, en, count)| (say(&frame, zh, en), count.to_owned(), "#".to_owned()))
            .to_vec(),
        ..handing_over(&frame, Typed::fresh("k"))
    };
    let title = frame.words.handover_title().to_owned();
    handover::hand_over(&titled(frame, title, Nav::FollowUps), &page)
}

fn hand_over_preview(frame: Frame) -> Markup {
    let words = frame.words;
    let chosen = Typed::fresh("k").with("from", 1).with("to", 2).with("to", 3);
    let receiver = |zh: &str, en: &str, first: (&str, &str), count: usize| Receiver {
        name: say(&frame, zh, en),
        count,
        grades: vec![("A".into(), 2), ("B".into(), count - 2)],
        names: vec![say(&frame, first.0, first.1)],
        others: count - 1,
    };
    let page = HandOverPage {
        preview: vec![
            receiver("陈思远", "Chen Siyuan", ("王海燕女士", "Ms Wang Haiyan"), 12),
            receiver("赵一鸣", "Zhao Yiming", ("周启明先生", "Mr Zhou Qiming"), 11),
        ],
        reasons: vec![
            Choice::new("away", words.customers_reassign_left()),
            Choice::new("too_much", words.customers_reassign_workload()),
        ],
        count: 23,
        asked: true,
        ..handing_over(&frame, chosen)
    };
    let title = words.handover_title().to_owned();
    handover::hand_over(&titled(frame, title, Nav::FollowUps), &page)
}

fn handing_over(frame: &Frame, chosen: Typed) -> HandOverPage {
    let people = [(1, "林若溪", "Lin Ruoxi"), (2, "陈思远", "Chen Siyuan"), (3, "赵一鸣", "Zhao Yiming")]
        .map(|(id, zh, en)| Choice::new(id, say(frame, zh, en)))
        .to_vec();
    HandOverPage {
        from: people.clone(),
        to: people,
        grades: ["A", "B", "C", "D"].map(|grade| Choice::new(grade, grade)).to_vec(),
        chosen: ["A", "B", "C", "D"].iter().fold(chosen, |typed, grade| typed.with("grade", grade)),
        reasons: Vec::new(),
        preview: Vec::new(),
        fingerprint: String::new(),
        count: 0,
        more: None,
        whole: Vec::new(),
        asked: false,
        done: false,
        typed: Typed::fresh("k"),
    }
}
