//! The ledger of turns: who got which party, by which rule; balances; duty.

use crate::frame::Frame;
use crate::layout;
use crate::parts::card::{card_with, columns, row};
use crate::parts::form::{banner, form, note, press};
use crate::parts::list::{more, plain_row, rows};
use crate::parts::{
    Column, Icon, Row, Timer, Tone, avatar, badge, card, empty, primary, quiet, secondary, table, text,
};
use crate::typed::{Banner, Typed};
use crate::urls;
use crate::words::Words;
use maud::{Markup, html};

/// What a person at the desk can do about somebody's duty.
#[derive(Clone, Debug)]
pub struct Duty {
    /// The work day; none before clocking in.
    pub id: Option<i64>,
    /// Whose, where it is not the reader's own.
    pub user: Option<i64>,
    /// Whether they are away and can come back.
    pub is_away: bool,
    /// Ways to be away: codes and words.
    pub ways: Vec<(&'static str, &'static str)>,
    /// Where to go back to.
    pub back: String,
}

/// The buttons of duty: clock in, or back, away, out.
pub fn duty(frame: &Frame, duty: &Duty) -> Markup {
    let words = frame.words;
    let send = |id: i64, state: &str, button| {
        press(frame, urls::consultants::duty(id), button).with("state", state).with("back", &duty.back)
    };
    html! {
        @match duty.id {
            None => {
                @let button = primary(words.consultants_clock_in()).icon(Icon::Check);
                @let go = press(frame, urls::consultants::duties(), button).with("back", &duty.back);
                @match duty.user {
                    Some(user) => (go.with("user", user)),
                    None => (go),
                }
            }
            Some(id) => (row(html! {
                @if duty.is_away { (send(id, "on", secondary(words.consultants_come_back()).icon(Icon::Check))) }
                @else {
                    @for (code, word) in &duty.ways { (send(id, code, secondary(*word))) }
                }
                (send(id, "out", quiet(words.consultants_clock_out()).icon(Icon::Leave)))
            })),
        }
    }
}

/// Where a consultant stands.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The name.
    pub name: String,
    /// Free, with a party, away: its colour, sign and words.
    pub state: (Tone, Icon, String),
    /// How long that has lasted.
    pub since: Option<Timer>,
    /// The place in the queue, where they can take a party.
    pub place: Option<usize>,
    /// Turns owed, in words.
    pub owed: Option<String>,
    /// Whether this is the reader.
    pub is_me: bool,
}

/// The queue, first in turn first.
pub fn queue(words: Words, standings: &[Standing]) -> Markup {
    rows(html! {
        @for who in standings {
            (plain_row(
                avatar(&who.name),
                html! {
                    (who.name)
                    @if who.place == Some(1) { (badge(Tone::Accent, Icon::Arrow, words.consultants_next_up())) }
                },
                html! {
                    @if let Some(place) = who.place.filter(|place| *place > 1) { (words.consultants_place(place)) " " }
                    @if let Some(owed) = &who.owed { (badge(Tone::Warn, Icon::Turn, owed)) }
                },
                html! { (badge(who.state.0, who.state.1, &who.state.2)) @if let Some(since) = &who.since { (since) } },
            ))
        }
    })
}

/// The ledger of a day.
pub struct TurnsPage {
    /// What went wrong with a button.
    pub banner: Option<Banner>,
    /// The day before, and the day after unless that is to come.
    pub days: (String, Option<String>),
    /// Everybody on duty, with the balance.
    pub lines: Vec<Line>,
    /// Colleagues who have not clocked in: who, the name.
    pub absent: Vec<(String, Duty)>,
    /// The assignments, the latest first.
    pub assignments: Vec<Assigned>,
    /// Whether the day is today.
    pub is_today: bool,
}

/// A consultant's line.
pub struct Line {
    /// Where they stand.
    pub standing: Standing,
    /// Taken, owed, made up, kept, lost.
    pub counts: [i32; 5],
    /// Still owed.
    pub open: i32,
    /// What can be done about the duty, by this reader.
    pub duty: Option<Duty>,
    /// The duty, where this reader may keep somebody in turn who is behind.
    pub excuse: Option<i64>,
    /// Why somebody is kept in turn, in words.
    pub excused: Option<String>,
}

/// An assignment in words.
#[derive(Clone, Debug)]
pub struct Assigned {
    /// The visit.
    pub visit: i64,
    /// The party's number of the day.
    pub number: String,
    /// When.
    pub time: String,
    /// Who got it.
    pub consultant: Option<String>,
    /// The rule in words.
    pub rule: String,
    /// What it cost, in words.
    pub cost: String,
    /// Whether it cost a turn.
    pub costs_turn: bool,
    /// By whom, and why, where a person decided.
    pub decided: Option<String>,
    /// Who was passed over, each in words.
    pub skipped: Vec<String>,
    /// The queue as it stood.
    pub queue: Vec<String>,
    /// The answer to *why not me?*, for consultants.
    pub why_not_me: Option<String>,
}

/// The ledger of a day.
pub fn turns(frame: &Frame, page: &TurnsPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            @if let Some(no) = &page.banner { (banner(words, no)) }
            nav.pages {
                (secondary(words.visits_day_before()).icon(Icon::Left).to(&page.days.0))
                @if let Some(after) = &page.days.1 { (secondary(words.visits_day_after()).icon(Icon::Right).to(after)) }
            }
            (columns(
                html! {
                    (card(words.consultants_balances(), html! {
                        @if page.lines.is_empty() { (empty(Icon::People, if page.is_today { words.desk_queue_none() } else { words.consultants_balances_none() }, "", None)) }
                        @else { (balances(words, &page.lines)) p.muted { (words.consultants_balances_note()) } }
                    }))
                    (card(words.consultants_assignments(), assignments(words, &page.assignments)))
                },
                html! { @if page.is_today { (duties(frame, page)) } },
            ))
        },
    )
}

fn balances(words: Words, lines: &[Line]) -> Markup {
    let heads = [
        Column::new(words.consultants_column_consultant()),
        Column::number(words.consultants_column_taken()),
        Column::number(words.consultants_column_owed()),
        Column::number(words.consultants_column_made_up()),
        Column::number(words.consultants_column_kept()),
        Column::number(words.consultants_column_lost()),
        Column::number(words.consultants_column_open()),
    ];
    let number = |count: i32| html! { @if count == 0 { span.muted { "0" } } @else { (count) } };
    let rows: Vec<Row> = lines
        .iter()
        .map(|line| {
            let mut cells = vec![html! { span.person { (avatar(&line.standing.name)) span { (line.standing.name) } } }];
            cells.extend(line.counts.map(number));
            cells.push(html! { @if line.open > 0 { (badge(Tone::Warn, Icon::Turn, line.open.to_string())) } @else { (number(line.open)) } });
            Row::new(cells)
        })
        .collect();
    table(words.consultants_balances(), &heads, &rows)
}

fn assignments(words: Words, all: &[Assigned]) -> Markup {
    html! {
        @if all.is_empty() {
            (empty(Icon::List, words.consultants_assignments_none(), words.consultants_assignments_none_text(), None))
        } @else {
            ol.turns { @for one in all { li { (assigned(words, one)) } } }
        }
    }
}

/// One assignment: the rule, who was passed over, and *why not me?*.
pub fn assigned(words: Words, one: &Assigned) -> Markup {
    html! {
        div.turn {
            p.turn-head {
                @if !one.number.is_empty() { a href=(urls::visits::show(one.visit)) { b { (one.number) } } }
                span.muted { (one.time) }
                @if one.consultant.is_some() {
                    (badge(if one.costs_turn { Tone::Accent } else { Tone::Plain }, Icon::Turn, &one.cost))
                }
            }
            p.turn-rule {
                (one.rule)
                @if let Some(who) = &one.consultant { " → " b { (who) } }
            }
            @if let Some(decided) = &one.decided { p.muted { (decided) } }
            @if !one.skipped.is_empty() { ul.turn-skipped { @for who in &one.skipped { li { (Icon::Minus) (who) } } } }
            @if !one.queue.is_empty() { p.turn-queue { (words.consultants_queue_then(one.queue.join(" · "))) } }
            @if let Some(why) = &one.why_not_me { (more(words.consultants_why_not_me(), false, note(Icon::Info, why.as_str()))) }
        }
    }
}

fn excuse(frame: &Frame, duty: i64) -> Markup {
    let (words, typed) = (frame.words, Typed::fresh(frame.key()));
    form(
        words,
        &typed,
        urls::consultants::excuse(duty),
        html! {
            (text(&typed, "reason", words.consultants_excuse_reason()).longest(200).required())
            (secondary(words.consultants_excuse()).icon(Icon::Check))
        },
    )
}

fn duties(frame: &Frame, page: &TurnsPage) -> Markup {
    let words = frame.words;
    html! {
        (card_with(words.consultants_duty(), "", html! {
            @for line in &page.lines {
                div.duty-line {
                    div.duty-who {
                        (avatar(&line.standing.name))
                        b { (line.standing.name) }
                        (badge(line.standing.state.0, line.standing.state.1, &line.standing.state.2))
                        @if let Some(since) = &line.standing.since { (since) }
                    }
                    @if let Some(why) = &line.excused { p.muted { (why) } }
                    @if let Some(id) = line.excuse { (more(words.consultants_excuse(), false, excuse(frame, id))) }
                    @if let Some(what) = &line.duty { (more(words.consultants_go_away(), false, duty(frame, what))) }
                }
            }
            @if page.lines.is_empty() { p.muted { (words.desk_queue_none()) } }
        }))
        @if !page.absent.is_empty() {
            (card(words.consultants_not_in_yet(), rows(html! {
                @for (name, what) in &page.absent { (plain_row(avatar(name), name.as_str(), "", duty(frame, what))) }
            })))
        }
    }
}
