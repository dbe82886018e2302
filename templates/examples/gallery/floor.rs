//! The desk, reception, one visit and the ledger of turns with sample data.

use crate::Page;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::pages::calls;
use showroom_templates::pages::consultants::{self, Assigned, Duty, Line, Standing, TurnsPage};
use showroom_templates::pages::desk::{self, Act, Expected, FollowUp, HomePage, Mine, OwnDuty, Party};
use showroom_templates::pages::visits::{
    self, Alone, AssignPage, BookPage, BookRow, Evidence, Found, Go, Hit, Item, Items, MovePage, NewPage, Proposed,
    ShowPage, Way, WhoPage,
};
use showroom_templates::parts::{Choice, Icon, Step, StepState, Timer, Tone, timer};
use showroom_templates::{Lang, Markup, Typed, html};

pub const PAGES: &[Page] = &[
    ("desk", home),
    ("visits-new", new),
    ("visits-assign", assign),
    ("visits-show", show),
    ("visits-move", stage_move),
    ("visits-who", who),
    ("visits-book", book),
    ("calls-new", call),
    ("calls-book", calls_of_day),
    ("turns", turns),
];

fn say(frame: &Frame, zh: &str, en: &str) -> String {
    if frame.words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn with(frame: Frame, title: String, nav: Nav) -> Frame {
    Frame { title, active: Some(nav), ..frame }
}

fn minutes(frame: &Frame, count: i64) -> Timer {
    timer(frame.words, 0, count * 60_000)
}

fn standings(frame: &Frame) -> Vec<Standing> {
    let words = frame.words;
    let one = |name: String, state, since: Option<i64>, place, owed: Option<i32>| Standing {
        name,
        state,
        since: since.map(|count| minutes(frame, count)),
        place,
        owed: owed.map(|count| words.consultants_owed(count)),
        is_me: false,
    };
    let free = (Tone::Good, Icon::Check, words.consultants_state_free().to_owned());
    let busy = (Tone::Plain, Icon::People, words.consultants_state_with_party().to_owned());
    let meal = (Tone::Plain, Icon::Pause, words.consultants_away_meal().to_owned());
    vec![
        one(say(frame, "李静", "Li Jing"), free.clone(), None, Some(1), Some(1)),
        one("Deniz Kaya".into(), free, None, Some(2), None),
        one(say(frame, "王强", "Wang Qiang"), busy, Some(34), None, None),
        one(say(frame, "张敏", "Zhang Min"), meal, Some(12), None, None),
    ]
}

fn duty(frame: &Frame) -> Duty {
    let words = frame.words;
    let ways = vec![("short_break", words.consultants_go_short_break()), ("meal", words.consultants_go_meal())];
    Duty { id: Some(1), user: None, is_away: false, ways, back: "desk".into() }
}

fn home(frame: Frame) -> Markup {
    let words = frame.words;
    let stage = |icon, word: &str| (Tone::Accent, icon, word.to_owned());
    let party = |visit, who: String, stage, with: String, timer, alarms: Vec<String>, act| Party {
        visit,
        number: visit.to_string(),
        who,
        under: format!("{} · {}", words.visits_kind_buyer(), words.visits_party_line(2, 1)),
        stage,
        with,
        timer,
        alarms,
        left: None,
        act,
    };
    let parties = vec![
        party(
            7,
            say(&frame, "灰大衣，一家三口", "Grey coat, family of three"),
            (Tone::Warn, Icon::Wait, words.visits_state_waiting().to_owned()),
            words.visits_no_consultant().to_owned(),
            minutes(&frame, 4).alarm(180),
            vec![words.visits_promise_consultant().to_owned()],
            Some(Act::Assign),
        ),
        party(
            5,
            say(&frame, "王小明 先生", "Mr Wang Xiaoming"),
            stage(Icon::Money, words.stages_negotiation()),
            words.visits_with(say(&frame, "王强", "Wang Qiang")),
            minutes(&frame, 22),
            Vec::new(),
            None,
        ),
        party(
            6,
            "Ms Kaya".into(),
            stage(Icon::Route, words.stages_tour()),
            words.visits_with(say(&frame, "李静", "Li Jing")),
            minutes(&frame, 9),
            Vec::new(),
            None,
        ),
    ];
    let page = HomePage {
        banner: None,
        figures: Vec::new(),
        mine: vec![Mine {
            visit: 6,
            title: words.visits_visit_title(6, "Ms Kaya"),
            under: format!("{} · {}", words.stages_tour(), words.visits_party_adults(2)),
            timer: minutes(&frame, 9),
            waits: false,
        }],
        parties,
        queue: standings(&frame),
        expected: vec![Expected {
            id: 1,
            time: "15:00".into(),
            who: say(&frame, "赵丽 女士", "Ms Zhao"),
            under: say(&frame, "李静 · 备好三房资料", "Li Jing · papers of the three-bedroom homes"),
            late: false,
        }],
        follow_ups: Some(vec![FollowUp {
            id: 1,
            who: say(&frame, "周洋 先生", "Mr Zhou"),
            purpose: say(&frame, "回访", "Call"),
            due: (Tone::Bad, Icon::Warning, format!("{} {}", words.desk_overdue(), words.common_days(2))),
        }]),
        waiting: Vec::new(),
        duty: Some(OwnDuty {
            state: (Tone::Good, Icon::Check, words.consultants_duty().to_owned()),
            since: Some(minutes(&frame, 190)),
            catch_up: Some((words.consultants_catch_up(4, 3), 1)),
            choices: duty(&frame),
        }),
        may_receive: true,
        may_see_turns: true,
    };
    desk::home(&with(frame, words.desk_title().into(), Nav::Desk), &page)
}

fn hit(frame: &Frame, sure: bool) -> Hit {
    let words = frame.words;
    Hit {
        id: 1,
        name: if sure { say(frame, "王小明 先生", "Mr Wang Xiaoming") } else { "王**".into() },
        number: "138****8000".into(),
        under: format!("{} · {}", words.visits_owner_is(say(frame, "李静", "Li Jing")), words.visits_came_times(2)),
        household: None,
        sure,
        answers: sure,
        href: "#".into(),
    }
}

fn new(frame: Frame) -> Markup {
    let words = frame.words;
    let typed = Typed::fresh("sample").with("phone", "13800138000");
    let kinds = vec![
        Choice::new("buyer", words.visits_kind_buyer()),
        Choice::new("channel", words.visits_kind_channel()),
        Choice::new("colleague", words.visits_kind_colleague()),
        Choice::new("owner", words.visits_kind_owner()),
        Choice::new("errand", words.visits_kind_errand()),
    ];
    let page = NewPage {
        typed,
        chosen: None,
        found: Found { hits: vec![hit(&frame, true)], is_new: false, filed: None, by_phone: false },
        kinds,
        channels: vec![Choice::new("walk_in", words.customers_channel_walk_in())],
        expected: vec![
            Choice::new("", words.visits_expected_none()),
            Choice::new(1, say(&frame, "15:00 赵丽 女士", "15:00 Ms Zhao")),
        ],
    };
    visits::new(&with(frame, words.visits_receive_title().into(), Nav::Desk), &page)
}

fn assign(frame: Frame) -> Markup {
    let words = frame.words;
    let consultants = vec![Choice::new(2, "Deniz Kaya"), Choice::new(3, say(&frame, "王强", "Wang Qiang"))];
    let page = AssignPage {
        typed: Typed::fresh("sample"),
        visit: 7,
        proposed: Some(Proposed {
            id: 1,
            name: say(&frame, "李静", "Li Jing"),
            rule: words.consultants_rule_make_up().into(),
            costs_turn: true,
            shared: None,
            is_me: false,
        }),
        has: None,
        skipped: vec![words.consultants_skipped_line(
            say(&frame, "王强", "Wang Qiang"),
            words.consultants_why_with_party("10:42"),
            words.consultants_missed_owed(),
        )],
        queue: standings(&frame),
        others: consultants.clone(),
        consultants,
        parties: vec![Choice::new(6, words.visits_visit_title(6, "Ms Kaya"))],
        wish: (None, None),
        later: "/".into(),
    };
    visits::assign(&with(frame, words.visits_assignment().into(), Nav::Desk), &page)
}

fn assigned(frame: &Frame) -> Assigned {
    let words = frame.words;
    Assigned {
        visit: 7,
        number: words.visits_number(7),
        time: "14:05".into(),
        consultant: Some(say(frame, "李静", "Li Jing")),
        rule: words.consultants_rule_make_up().into(),
        cost: words.consultants_costs_turn().into(),
        costs_turn: true,
        decided: None,
        skipped: vec![words.consultants_skipped_line(
            say(frame, "王强", "Wang Qiang"),
            words.consultants_why_with_party("10:42"),
            words.consultants_missed_owed(),
        )],
        queue: vec![say(frame, "王强", "Wang Qiang"), say(frame, "李静", "Li Jing"), "Deniz Kaya".into()],
        why_not_me: Some(words.consultants_why_made_up(say(frame, "李静", "Li Jing"))),
    }
}

fn show(frame: Frame) -> Markup {
    let words = frame.words;
    let step = |label: &str, state| Step::new(label, state);
    let item = |id: &str, text: String, done, required, evidence| Item {
        id: id.into(),
        text,
        required,
        done,
        value: String::new(),
        evidence,
    };
    let page = ShowPage {
        banner: None,
        visit: 6,
        steps: vec![
            step(words.stages_reception(), StepState::Done),
            step(words.stages_introduction(), StepState::Done),
            step(words.stages_tour(), StepState::Now),
            step(words.stages_negotiation(), StepState::Ahead),
            step(words.stages_registration(), StepState::Ahead),
            step(words.stages_tracking(), StepState::Ahead),
            step(words.stages_deposit(), StepState::Ahead),
            step(words.stages_contract(), StepState::Ahead),
        ],
        state: (Tone::Accent, Icon::Route, words.stages_tour().into()),
        timer: Some(minutes(&frame, 9)),
        alarms: Vec::new(),
        about: vec![
            (words.visits_column_consultant().into(), html! { (words.visits_with(say(&frame, "李静", "Li Jing"))) }),
            (words.visits_party_size().into(), html! { (words.visits_party_line(2, 1)) }),
        ],
        customer: None,
        may_join: true,
        blocks: Vec::new(),
        items: Some(Items {
            aim: say(
                &frame,
                "先定路线再出门，一路不离人。",
                "Set the route before leaving and stay with them all the way.",
            ),
            done: (1, 3),
            groups: vec![(
                words.playbooks_prepare().into(),
                vec![
                    item(
                        "a",
                        say(&frame, "带齐钥匙、安全帽、鞋套", "Keys, helmets, shoe covers"),
                        true,
                        false,
                        Evidence::Tap,
                    ),
                    item(
                        "b",
                        say(&frame, "每个户型说出它的好处", "Two merits of each type"),
                        false,
                        true,
                        Evidence::Tap,
                    ),
                    item(
                        "c",
                        say(&frame, "每站听一句", "One word from them at each stop"),
                        false,
                        false,
                        Evidence::Auto,
                    ),
                ],
            )],
            do_not: vec![say(&frame, "不中途离开接电话", "Do not walk off to take a call")],
            scripts: vec![say(&frame, "您看这面墙，想放什么？", "What would you put against this wall?")],
            may_tick: true,
        }),
        warnings: vec![say(&frame, "每个户型说出它的好处", "Two merits of each type")],
        next: Some(Go {
            label: words.visits_next_stage(words.stages_negotiation()),
            icon: Icon::Arrow,
            way: Way::Send("#".into(), Vec::new()),
        }),
        others: vec![
            Go {
                label: words.visits_back_to(words.stages_introduction()),
                icon: Icon::Left,
                way: Way::Send("#".into(), Vec::new()),
            },
            Go { label: words.visits_see_out().into(), icon: Icon::Door, way: Way::To("#".into()) },
        ],
        alone: Some(Alone::Since(minutes(&frame, 2).alarm(90))),
        assignment: Some(assigned(&frame)),
        stamps: vec![
            (words.visits_stamp_arrived().into(), "13:58".into(), String::new()),
            (words.stages_introduction().into(), "14:06".into(), words.common_minutes(16)),
            (words.stages_tour().into(), "14:22".into(), words.common_minutes(9)),
        ],
        outcome: Vec::new(),
        notice: None,
    };
    let title = words.visits_visit_title(6, say(&frame, "灰大衣，一家三口", "Grey coat, family of three"));
    visits::show(&with(frame, title, Nav::Desk), &page)
}

fn stage_move(frame: Frame) -> Markup {
    let words = frame.words;
    let page = MovePage {
        typed: Typed::fresh("sample"),
        visit: 6,
        to: "negotiation".into(),
        lacks: vec![words.visits_lack_route_not_walked().into()],
    };
    let title = words.visits_move_title(words.stages_tour(), words.stages_negotiation());
    visits::stage_move(&with(frame, title, Nav::Desk), &page)
}

fn who(frame: Frame) -> Markup {
    let words = frame.words;
    let found = Found { hits: vec![hit(&frame, false)], is_new: false, filed: None, by_phone: false };
    let page = WhoPage { typed: Typed::fresh("sample").with("phone", "138"), visit: 6, chosen: None, found };
    visits::who(&with(frame, words.visits_who_title().into(), Nav::Desk), &page)
}

fn book(frame: Frame) -> Markup {
    let words = frame.words;
    let row = |visit, who: String, outcome: (Tone, Icon, String)| BookRow {
        visit,
        number: visit.to_string(),
        who,
        kind: words.visits_kind_buyer().into(),
        consultant: say(&frame, "李静", "Li Jing"),
        arrived: "10:12".into(),
        left: "11:40".into(),
        outcome,
    };
    let page = BookPage {
        days: ("#".into(), None),
        rows: vec![
            row(2, "Ms Kaya".into(), (Tone::Plain, Icon::Door, words.visits_outcome_next_visit().into())),
            row(
                1,
                say(&frame, "灰大衣，一家三口", "Grey coat, family of three"),
                (Tone::Warn, Icon::Door, words.visits_outcome_left_without_a_word().into()),
            ),
        ],
        may_receive: true,
    };
    visits::book(&with(frame, words.visits_book().into(), Nav::Visits), &page)
}

fn call(frame: Frame) -> Markup {
    let words = frame.words;
    let page = calls::NewPage {
        typed: Typed::fresh("sample").with("phone", "13800138000"),
        chosen: None,
        found: Found { hits: vec![hit(&frame, true)], is_new: false, filed: None, by_phone: false },
        channels: vec![
            Choice::new("online", words.customers_channel_online()),
            Choice::new("billboard", words.customers_channel_billboard()),
        ],
        about: vec![
            Choice::new("price", words.calls_about_price()),
            Choice::new("visit", words.calls_about_visit()),
            Choice::new("loan", words.calls_about_loan()),
        ],
        days: vec![Choice::new("2026-11-22", say(&frame, "明天", "tomorrow"))],
        times: vec![Choice::new("10:00", "10:00"), Choice::new("15:00", "15:00")],
        consultants: vec![Choice::new(1, say(&frame, "李静", "Li Jing"))],
    };
    calls::new(&with(frame, words.calls_new_title().into(), Nav::Desk), &page)
}

fn calls_of_day(frame: Frame) -> Markup {
    let words = frame.words;
    let row = |id, who: String, badge: (Tone, Icon, String)| calls::BookRow {
        id,
        href: Some("#".into()),
        time: format!("1{id}:05"),
        who,
        under: format!("{} · {}", words.calls_about_price(), words.customers_channel_online()),
        badge,
        may_strike: id > 1,
    };
    let page = calls::BookPage {
        banner: None,
        days: ("#".into(), None),
        rows: vec![
            row(3, "Ms Kaya".into(), (Tone::Good, Icon::Calendar, words.calls_comes_on("22 Nov"))),
            row(2, words.calls_unnamed().into(), (Tone::Plain, Icon::Check, words.calls_known_unnamed().into())),
            row(1, words.calls_unnamed().into(), (Tone::Plain, Icon::Close, words.calls_struck().into())),
        ],
        may_take: true,
    };
    calls::book(&with(frame, words.calls_book().into(), Nav::Visits), &page)
}

fn turns(frame: Frame) -> Markup {
    let words = frame.words;
    let duty = duty(&frame);
    let lines = standings(&frame)
        .into_iter()
        .map(|standing| Line {
            standing,
            counts: [2, 1, 0, 1, 0],
            open: 1,
            duty: Some(duty.clone()),
            excuse: Some(1),
            excused: None,
        })
        .collect();
    let page = TurnsPage {
        banner: None,
        days: ("#".into(), None),
        lines,
        absent: vec![(say(&frame, "陈磊", "Chen Lei"), Duty { id: None, user: Some(9), ..duty })],
        assignments: vec![assigned(&frame)],
        is_today: true,
    };
    consultants::turns(&with(frame, words.consultants_turns().into(), Nav::Desk), &page)
}
