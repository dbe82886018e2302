//! The desk: who is here now, with whom, at which stage, for how long; the queue; the day.

use crate::frame::Frame;
use crate::layout;
use crate::pages::consultants::{Duty, Standing, duty, queue};
use crate::pages::customers::{Protection, protection};
use crate::parts::card::{card_with, columns, stat_link};
use crate::parts::form::note;
use crate::parts::form::{action_bar, banner, press};
use crate::parts::list::{link_row, live, plain_row, rows};
use crate::parts::{Icon, Timer, Tone, avatar, badge, card, empty, primary, quiet, secondary, tiles};
use crate::typed::Banner;
use crate::urls;
use maud::{Markup, html};

/// The desk.
pub struct HomePage {
    /// What went wrong with a button.
    pub banner: Option<Banner>,
    /// A few figures, for who runs the floor: number, what it counts, where it leads, how urgent.
    pub figures: Vec<(String, String, String, Tone)>,
    /// The reader's own party, for consultants.
    pub mine: Vec<Mine>,
    /// Whoever is here.
    pub parties: Vec<Party>,
    /// The queue, first in turn first.
    pub queue: Vec<Standing>,
    /// Who is expected today.
    pub expected: Vec<Expected>,
    /// What the reader follows up today; `None` for those who follow nobody up.
    pub follow_ups: Option<Vec<FollowUp>>,
    /// What waits for a decision or for the cashier: a title, its lines, and what is said when there are none.
    pub waiting: Vec<Waiting>,
    /// The reader's own duty: state and what can be done; `None` for those who do not clock in.
    pub duty: Option<OwnDuty>,
    /// Whether the reader receives parties.
    pub may_receive: bool,
    /// Whether the reader may read the ledger.
    pub may_see_turns: bool,
}

/// The reader's own duty.
pub struct OwnDuty {
    /// How they stand in the queue.
    pub state: (Tone, Icon, String),
    /// How long they have stood so.
    pub since: Option<Timer>,
    /// What they can do about it.
    pub choices: Duty,
    /// What is to be made up before new visitors come, in words, and the first of it.
    pub catch_up: Option<(String, i64)>,
}

/// The reader's own party.
pub struct Mine {
    /// The visit.
    pub visit: i64,
    /// Number and who.
    pub title: String,
    /// Stage, party, since when.
    pub under: String,
    /// How long the stage has lasted.
    pub timer: Timer,
    /// Whether it still waits to be taken.
    pub waits: bool,
}

/// A party that is here.
pub struct Party {
    /// The visit.
    pub visit: i64,
    /// The number of the day.
    pub number: String,
    /// Who they are.
    pub who: String,
    /// Kind and size.
    pub under: String,
    /// Where they are: colour, sign and word.
    pub stage: (Tone, Icon, String),
    /// With whom, or that they wait.
    pub with: String,
    /// How long the present state has lasted.
    pub timer: Timer,
    /// Promises that are broken.
    pub alarms: Vec<String>,
    /// Protection that ends soon.
    pub left: Option<Protection>,
    /// What to do about it, one tap.
    pub act: Option<Act>,
}

/// What can be done about a party from the desk.
pub enum Act {
    /// Give it to a consultant.
    Assign,
    /// Note that it was greeted.
    Greet,
    /// Somebody is with them again.
    Accompany,
}

/// Somebody who is expected today.
pub struct Expected {
    /// The appointment.
    pub id: i64,
    /// When.
    pub time: String,
    /// Who.
    pub who: String,
    /// By whom they are received, and what to prepare.
    pub under: String,
    /// Whether the time has passed.
    pub late: bool,
}

/// Somebody to follow up today.
pub struct FollowUp {
    /// The follow-up.
    pub id: i64,
    /// Who.
    pub who: String,
    /// What for.
    pub purpose: String,
    /// When it is due: colour, sign and words.
    pub due: (Tone, Icon, String),
}

/// Something that waits for this reader.
pub struct Waiting {
    /// What it is.
    pub title: String,
    /// Said when there is nothing.
    pub none: String,
    /// Where it leads, what it is, more about it, and a figure.
    pub lines: Vec<(String, String, String, String)>,
}

/// The desk.
pub fn home(frame: &Frame, page: &HomePage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            @if let Some(no) = &page.banner { (banner(words, no)) }
            (live("floor", &urls::desk::home(), 20, html! {
                div.stack {
                    @if !page.figures.is_empty() {
                        (tiles(html! { @for (number, what, href, tone) in &page.figures { (stat_link(href, number, what, *tone)) } }))
                    }
                    @for party in &page.mine { (mine(frame, party)) }
                    (columns(
                        html! {
                            @for list in &page.waiting { (waiting(list)) }
                            (here(frame, page))
                            @if let Some(due) = &page.follow_ups { (follow_ups(frame, due)) }
                        },
                        html! {
                            @if let Some(own) = &page.duty { (my_duty(frame, own)) }
                            (turns(frame, page))
                            @if !page.expected.is_empty() { (expected(frame, page)) }
                        },
                    ))
                }
            }))
            @if page.may_receive {
                // Whoever has a party waiting takes that first; there is never more than one primary action.
                @let look = if page.mine.iter().any(|party| party.waits) { secondary } else { primary };
                (action_bar(look(words.visits_receive().to_owned()).icon(Icon::Receive).big().to(urls::visits::new()),
                    html! { (secondary(words.calls_new()).icon(Icon::Phone).to(urls::calls::new())) }))
            }
        },
    )
}

fn mine(frame: &Frame, party: &Mine) -> Markup {
    let words = frame.words;
    let go = if party.waits {
        html! { (press(frame, urls::visits::taking(party.visit), primary(words.visits_take()).icon(Icon::Check))) }
    } else {
        html! { (secondary(words.desk_go_on()).icon(Icon::Arrow).to(urls::visits::show(party.visit))) }
    };
    html! {
        section class={ "card mine" @if party.waits { " waits" } } {
            div.mine-body {
                p.muted { @if party.waits { (words.desk_mine_waiting()) } @else { (words.desk_mine()) } }
                h2 { (party.title) }
                p.muted { (party.under) }
            }
            div.mine-side { (party.timer) (go) }
        }
    }
}

fn here(frame: &Frame, page: &HomePage) -> Markup {
    let words = frame.words;
    let count = html! { span.count { (page.parties.len()) } };
    card_with(
        words.desk_here_now(),
        count,
        html! {
            @if page.parties.is_empty() {
                (empty(Icon::Door, words.desk_nobody_here(), words.desk_nobody_here_text(), None))
            } @else {
                ul.rows.parties { @for one in &page.parties { (party(frame, one)) } }
            }
        },
    )
}

fn party(frame: &Frame, party: &Party) -> Markup {
    let words = frame.words;
    html! {
        li class={ "party" @if !party.alarms.is_empty() { " alarmed" } } {
            a.party-main href=(urls::visits::show(party.visit)) {
                b.party-number { (party.number) }
                div.row-body {
                    div.row-title { (party.who) (badge(party.stage.0, party.stage.1, &party.stage.2)) }
                    div.row-under { (party.under) @if let Some(left) = &party.left { " " (protection(left)) } }
                    div.row-under { (party.with) }
                    @for alarm in &party.alarms { div { (badge(Tone::Bad, Icon::Warning, alarm)) } }
                }
            }
            div.party-side {
                (party.timer)
                @match &party.act {
                    Some(Act::Assign) => (secondary(words.visits_assign()).to(urls::visits::assignment(party.visit))),
                    Some(Act::Greet) => (press(frame, urls::visits::greeting(party.visit), secondary(words.visits_greet()))),
                    Some(Act::Accompany) => (press(frame, urls::visits::company(party.visit), secondary(words.visits_alone_stop()))),
                    None => {}
                }
            }
        }
    }
}

fn turns(frame: &Frame, page: &HomePage) -> Markup {
    let words = frame.words;
    let ledger = html! {
        @if page.may_see_turns { (quiet(words.desk_queue_all()).to(urls::consultants::turns())) }
    };
    card_with(
        words.desk_queue(),
        ledger,
        html! {
            @if page.queue.is_empty() { p.muted { (words.desk_queue_none()) } } @else { (queue(words, &page.queue)) }
        },
    )
}

fn my_duty(frame: &Frame, own: &OwnDuty) -> Markup {
    let (tone, icon, state) = &own.state;
    card_with(
        frame.words.desk_my_duty(),
        html! { (badge(*tone, *icon, state)) @if let Some(since) = &own.since { (since) } },
        html! {
            @if let Some((text, first)) = &own.catch_up {
                (note(Icon::Phone, html! {
                    p { (text) }
                    (secondary(frame.words.consultants_catch_up_start()).icon(Icon::Arrow).to(urls::followups::show(*first)))
                }))
            }
            (duty(frame, &own.choices))
        },
    )
}

fn expected(frame: &Frame, page: &HomePage) -> Markup {
    let words = frame.words;
    card(
        words.desk_expected(),
        rows(html! {
            @for one in &page.expected {
                (plain_row(
                    html! { b class={ "expected-time" @if one.late { " late" } } { (one.time) } },
                    one.who.as_str(),
                    one.under.as_str(),
                    html! { @if page.may_receive { (secondary(words.desk_receive_expected()).to(urls::visits::new_expected(one.id))) } },
                ))
            }
        }),
    )
}

fn follow_ups(frame: &Frame, due: &[FollowUp]) -> Markup {
    let words = frame.words;
    card_with(
        words.desk_my_day(),
        quiet(words.desk_my_day_all()).to(urls::followups::my_day()),
        html! {
            @if due.is_empty() { p.muted { (words.desk_my_day_none()) } } @else {
                (rows(html! {
                    @for one in due {
                        (link_row(
                            &urls::followups::show(one.id),
                            avatar(&one.who),
                            one.who.as_str(),
                            one.purpose.as_str(),
                            badge(one.due.0, one.due.1, &one.due.2),
                        ))
                    }
                }))
            }
        },
    )
}

fn waiting(list: &Waiting) -> Markup {
    card_with(
        &list.title,
        html! { span.count { (list.lines.len()) } },
        html! {
            @if list.lines.is_empty() { p.muted { (list.none) } } @else {
                (rows(html! {
                    @for (href, title, under, figure) in &list.lines {
                        (link_row(href, Icon::Money, title.as_str(), under.as_str(), html! { b.number-text { (figure) } }))
                    }
                }))
            }
        },
    )
}
