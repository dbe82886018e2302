//! The live floor with sample data, on the tablet and on the wall.

use crate::Page;
use showroom_templates::Markup;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::pages::board::{self, Board, Figure, Lane, Live, Party, Risk, Taken, Turn};
use showroom_templates::parts::{Icon, Tone};

pub const PAGES: &[Page] = &[("board", floor), ("board-wall", wall), ("board-nobody", nobody)];

const NOW: i64 = 10_000_000;

fn floor(frame: Frame) -> Markup {
    let frame = Frame { title: frame.words.board_title().into(), active: Some(Nav::Board), ..frame };
    board::floor(&frame, &sample(&frame, true), &live())
}

fn wall(frame: Frame) -> Markup {
    let frame = Frame { title: frame.words.board_title().into(), ..frame };
    board::wall(&frame, &sample(&frame, false), &live())
}

fn nobody(frame: Frame) -> Markup {
    let frame = Frame { title: frame.words.board_title().into(), active: Some(Nav::Board), ..frame };
    let mut board = sample(&frame, true);
    board.lanes.iter_mut().for_each(|lane| lane.parties.clear());
    (board.queue, board.taken) = (Vec::new(), Vec::new());
    board::floor(&frame, &board, &live())
}

fn live() -> Live<'static> {
    Live { seen: "7-ab", of: "1-en".into(), as_of: "14:05".into(), zone: "Asia/Shanghai".into() }
}

fn ago(secs: i64) -> i64 {
    NOW - secs * 1_000
}

fn sample(frame: &Frame, names: bool) -> Board {
    let words = frame.words;
    let figure = |code, number, label, tone| Figure { code, number, label, tone, href: None };
    let risk = |label, secs, within_secs, always| Risk { label, since_ms: ago(secs), within_secs, always };
    let party = |number: i32, stage, who: &str, secs, consultant: Option<&str>, risks| Party {
        visit: number.into(),
        version: 1,
        stage,
        opens: names,
        number,
        who: names.then(|| who.to_owned()),
        under: format!("{} · {}", words.visits_kind_buyer(), words.visits_party_line(2, 1)),
        consultant: consultant.map(str::to_owned),
        with: consultant.map_or_else(|| words.board_nobody_yet().to_owned(), str::to_owned),
        since_ms: ago(secs),
        risks,
    };
    let lane = |code, icon, title: &str, parties| Lane { code, icon, title: title.to_owned(), parties, more: 0 };
    let turn = |id, name: &str, place, state, since: Option<i64>| Turn {
        id,
        name: name.to_owned(),
        place,
        state,
        owed: (id == 1).then(|| words.consultants_owed(1)),
        since_ms: since.map(ago),
    };
    let busy = (Tone::Plain, Icon::People, words.consultants_state_with_party().to_owned());
    let free = (Tone::Good, Icon::Check, words.consultants_state_free().to_owned());
    Board {
        now_ms: NOW,
        figures: vec![
            figure("here", 4, words.board_figure_here(), Tone::Plain),
            figure("waiting", 2, words.board_figure_waiting(), Tone::Warn),
            figure("late", 1, words.board_figure_late(), Tone::Bad),
            figure("free", 1, words.board_figure_free(), Tone::Good),
            figure("parties", 12, words.board_figure_parties(), Tone::Plain),
            figure("again", 3, words.board_figure_again(), Tone::Plain),
            figure("deposits", 2, words.board_figure_deposits(), Tone::Accent),
            figure("contracts", 0, words.board_figure_contracts(), Tone::Plain),
        ],
        lanes: vec![
            lane(
                "reception",
                Icon::Receive,
                words.board_lane_reception(),
                vec![
                    party(
                        11,
                        "reception",
                        "王小明",
                        250,
                        None,
                        vec![risk(words.board_risk_consultant(), 250, 180, false)],
                    ),
                    party(12, "reception", "Ms Kaya", 40, None, vec![risk(words.board_risk_greeted(), 40, 60, false)]),
                ],
            ),
            lane("introduction", Icon::Talk, words.stages_introduction(), Vec::new()),
            lane(
                "tour",
                Icon::Route,
                words.stages_tour(),
                vec![party(
                    9,
                    "tour",
                    "赵丽",
                    30,
                    Some("李静"),
                    vec![risk(words.board_risk_not_alone(), 30, 90, true)],
                )],
            ),
            lane(
                "negotiation",
                Icon::Money,
                words.stages_negotiation(),
                vec![party(
                    7,
                    "negotiation",
                    "陈先生",
                    1_320,
                    Some("王强"),
                    vec![risk(words.board_risk_negotiation(), 1_320, 2_400, false)],
                )],
            ),
        ],
        queue: vec![
            turn(1, "张敏", Some(1), free, None),
            turn(2, "李静", None, busy.clone(), Some(1_900)),
            turn(3, "王强", None, busy, Some(2_700)),
        ],
        taken: vec![
            Taken {
                id: 1,
                unit: "1-1403".into(),
                state: (Tone::Warn, Icon::Lock, words.states_on_hold().to_owned()),
                consultant: "李静".into(),
                at_ms: ago(300),
            },
            Taken {
                id: 2,
                unit: "1-0502".into(),
                state: (Tone::Accent, Icon::Money, words.states_deposited().to_owned()),
                consultant: "王强".into(),
                at_ms: ago(7_600),
            },
        ],
    }
}
