//! The live floor: every party with its stage and its clock, the queue, units just taken, today's figures. On the tablet and on the wall.

use crate::frame::Frame;
use crate::layout;
use crate::parts::{Icon, Tone, avatar, badge};
use crate::urls;
use crate::words::Words;
use maud::{Markup, html};

/// The share of a promise's time, in hundredths, from which it is called running out.
const SOON: i64 = 60;

/// The floor as it is at one moment.
#[derive(Debug)]
pub struct Board {
    /// When that is, in milliseconds since 1970.
    pub now_ms: i64,
    /// Today's figures.
    pub figures: Vec<Figure>,
    /// The stages of the floor, each with whoever is there.
    pub lanes: Vec<Lane>,
    /// The queue, first in turn first.
    pub queue: Vec<Turn>,
    /// Units just taken, the latest first.
    pub taken: Vec<Taken>,
}

/// One figure.
#[derive(Debug)]
pub struct Figure {
    /// A short name that stays the same.
    pub code: &'static str,
    /// How many.
    pub number: i64,
    /// Of what.
    pub label: &'static str,
    /// How urgent.
    pub tone: Tone,
    /// The rows behind it, for who may read them.
    pub href: Option<String>,
}

/// One stage.
#[derive(Debug)]
pub struct Lane {
    /// Its code.
    pub code: &'static str,
    /// Its sign.
    pub icon: Icon,
    /// Its name.
    pub title: String,
    /// Who is there, the most urgent first.
    pub parties: Vec<Party>,
    /// How many more there are than fit.
    pub more: usize,
}

/// One party.
#[derive(Debug)]
pub struct Party {
    /// The visit.
    pub visit: i64,
    /// How often the visit was changed.
    pub version: i32,
    /// The stage's code.
    pub stage: &'static str,
    /// Whether a tap opens the visit.
    pub opens: bool,
    /// The number of the day.
    pub number: i32,
    /// Who they are; nothing where names are hidden.
    pub who: Option<String>,
    /// Kind and size.
    pub under: String,
    /// The name of the consultant.
    pub consultant: Option<String>,
    /// With whom, or that they wait, in words.
    pub with: String,
    /// Since when they are where they are, in milliseconds since 1970.
    pub since_ms: i64,
    /// What is promised to them, what breaks first coming first.
    pub risks: Vec<Risk>,
}

/// A promise that is open.
#[derive(Debug)]
pub struct Risk {
    /// What happens when it breaks.
    pub label: &'static str,
    /// Running since, in milliseconds since 1970.
    pub since_ms: i64,
    /// How long it may take, in seconds.
    pub within_secs: i64,
    /// Whether it is told from the beginning, not only when it runs out.
    pub always: bool,
}

/// A consultant in the queue.
#[derive(Debug)]
pub struct Turn {
    /// Who.
    pub id: i64,
    /// The name.
    pub name: String,
    /// The place, for those who can take a party.
    pub place: Option<usize>,
    /// Free, with a party, away.
    pub state: (Tone, Icon, String),
    /// Turns owed, in words.
    pub owed: Option<String>,
    /// Since when, in milliseconds since 1970.
    pub since_ms: Option<i64>,
}

/// A unit that was taken.
#[derive(Debug)]
pub struct Taken {
    /// The claim.
    pub id: i64,
    /// The unit's number.
    pub unit: String,
    /// How firmly.
    pub state: (Tone, Icon, String),
    /// By whom.
    pub consultant: String,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
}

/// How the page is kept fresh.
pub struct Live<'a> {
    /// The event that the page shows already.
    pub seen: &'a str,
    /// Of what the page is: the site, and the language.
    pub of: String,
    /// The time of day that it shows.
    pub as_of: String,
    /// The site's zone, by its IANA name.
    pub zone: String,
}

impl Risk {
    /// In time, running out, or over, as a class.
    fn class(&self, now_ms: i64) -> &'static str {
        let secs = secs(self.since_ms, now_ms);
        match secs {
            _ if secs > self.within_secs => "late",
            _ if secs * 100 >= self.within_secs * SOON => "soon",
            _ => "",
        }
    }
}

/// The board on a tablet.
pub fn floor(frame: &Frame, board: &Board, live: &Live) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            div.board-bar {
                (status(frame, live, &urls::board::floor()))
                a.button.secondary href=(urls::board::wall()) { (Icon::Wall) span { (words.board_wall()) } }
            }
            (region(frame, "floor", live, fragment(words, board)))
        },
    )
}

/// The board on the wall.
pub fn wall(frame: &Frame, board: &Board, live: &Live) -> Markup {
    let words = frame.words;
    layout::wall(
        frame,
        html! {
            header.wall-top {
                a.wall-mark href=(urls::board::floor()) title=(words.board_leave_wall()) { (layout::logo()) span.unseen { (words.board_leave_wall()) } }
                h1 { (frame.site.as_deref().unwrap_or(words.frame_product())) }
                p.wall-day { (frame.lead.as_deref().unwrap_or_default()) }
                (status(frame, live, &urls::board::wall()))
                time.wall-clock data-zone=(live.zone) { (live.as_of) }
            }
            (region(frame, "wall", live, fragment(words, board)))
        },
    )
}

/// Whether what is shown is the present. Without scripts: of when it is, and the way to look again.
fn status(frame: &Frame, live: &Live, here: &str) -> Markup {
    let words = frame.words;
    html! {
        p.board-live #board-live data-fresh=(words.board_fresh()) data-checked=(words.board_checked("#")) data-stale=(words.board_stale("#")) {
            span.board-dot aria-hidden="true" {}
            span.board-age { (words.board_as_of(&live.as_of)) }
            noscript { a.button.quiet href=(here) { (words.board_refresh()) } }
        }
    }
}

fn region(frame: &Frame, view: &str, live: &Live, body: Markup) -> Markup {
    html! {
        div class={ "board " (view) } #board data-stream=(urls::board::stream(view, &live.of)) data-seen=(live.seen)
            data-soon=(frame.words.board_soon()) data-late=(frame.words.board_late()) { (body) }
    }
}

/// What changes: sent again whenever something happened.
pub fn fragment(words: Words, board: &Board) -> Markup {
    html! {
        ul.board-figures {
            @for figure in &board.figures {
                li class={ "figure " (figure.tone.class()) } data-key=(figure.code) {
                    @if let Some(href) = &figure.href { a href=(href) { b { (figure.number) } span { (figure.label) } } }
                    @else { b { (figure.number) } span { (figure.label) } }
                }
            }
        }
        div.lanes {
            @for lane in &board.lanes { (lane_of(words, board, lane)) }
        }
        div.board-side {
            (queue(words, board))
            (taken(words, board))
        }
    }
}

fn lane_of(words: Words, board: &Board, lane: &Lane) -> Markup {
    html! {
        section class={ "lane" @if lane.parties.is_empty() { " bare" } } data-key=(lane.code) {
            h2 { (lane.icon) span { (lane.title) } span.count { (lane.parties.len() + lane.more) } }
            @if lane.parties.is_empty() { p.lane-empty { (words.board_lane_empty()) } }
            @else { ul.posts { @for one in &lane.parties { (party(words, board, one)) } } }
            @if lane.more > 0 { p.lane-more { (words.board_lane_more(lane.more)) } }
        }
    }
}

fn party(words: Words, board: &Board, party: &Party) -> Markup {
    let worst = party.risks.iter().map(|risk| risk.class(board.now_ms));
    let class = worst.fold("", |worst, class| if worst == "late" || class.is_empty() { worst } else { class });
    html! {
        li class={ "post " (class) } data-key=(party.visit) data-version=(party.version) data-stage=(party.stage) {
            @if party.opens { a.post-main href=(urls::visits::show(party.visit)) { (face(words, board, party)) } }
            @else { div.post-main { (face(words, board, party)) } }
        }
    }
}

fn face(words: Words, board: &Board, party: &Party) -> Markup {
    // The bar belongs to what breaks next; where all is broken, to what broke last.
    let next = party.risks.iter().find(|risk| risk.class(board.now_ms) != "late").or(party.risks.last());
    html! {
        b.post-number { span.unseen { (words.board_number(party.number)) } span aria-hidden="true" { (party.number) } }
        @if let Some(who) = &party.who { b.post-who { (who) } }
        span.post-under { (party.under) }
        span.post-clock data-clock=(party.since_ms) { (stopwatch(secs(party.since_ms, board.now_ms))) }
        @if let Some(risk) = next {
            progress.post-bar max=(risk.within_secs) value=(secs(risk.since_ms, board.now_ms).min(risk.within_secs))
                data-since=(risk.since_ms) aria-hidden="true" {}
        }
        div.post-with {
            @if let Some(name) = &party.consultant { (avatar(name)) }
            span class=[party.consultant.is_none().then_some("nobody")] { (party.with) }
        }
        @if !party.risks.is_empty() {
            div.risks { @for risk in &party.risks {
                span class={ "risk " (risk.class(board.now_ms)) @if risk.always { " always" } } data-since=(risk.since_ms) data-within=(risk.within_secs) {
                    (Icon::Warning) (risk.label)
                    span.unseen.risk-word { (match risk.class(board.now_ms) { "late" => words.board_late(), "soon" => words.board_soon(), _ => "" }) }
                }
            } }
        }
    }
}

fn queue(words: Words, board: &Board) -> Markup {
    html! {
        section.board-queue {
            h2 { (Icon::Turn) span { (words.board_queue()) } }
            @if board.queue.is_empty() { p.lane-empty { (words.board_queue_none()) } }
            ol { @for turn in &board.queue {
                li class={ "turn-of" @if turn.place == Some(1) { " first" } @else if turn.place.is_none() { " busy" } } data-key=(turn.id) {
                    b.turn-place { @match turn.place { Some(place) => (place), None => "–" } }
                    (avatar(&turn.name))
                    span.turn-name { (turn.name) }
                    @if let Some(owed) = &turn.owed { (badge(Tone::Warn, Icon::Turn, owed)) }
                    @if turn.place == Some(1) { (badge(Tone::Accent, Icon::Arrow, words.board_next())) }
                    @else { (badge(turn.state.0, turn.state.1, &turn.state.2)) }
                    @if let Some(since) = turn.since_ms { span.turn-clock data-clock=(since) { (stopwatch(secs(since, board.now_ms))) } }
                }
            } }
        }
    }
}

fn taken(words: Words, board: &Board) -> Markup {
    html! {
        section.board-taken {
            h2 { (Icon::Lock) span { (words.board_taken()) } }
            @if board.taken.is_empty() { p.lane-empty { (words.board_taken_none()) } }
            ul { @for one in &board.taken {
                li data-key=(one.id) {
                    b { (one.unit) }
                    (badge(one.state.0, one.state.1, &one.state.2))
                    span.taken-by { (one.consultant) }
                    span.taken-at data-ago=(one.at_ms) data-pattern=(words.board_ago("#")) { (words.board_ago(words.duration(secs(one.at_ms, board.now_ms)))) }
                }
            } }
        }
    }
}

fn secs(since_ms: i64, now_ms: i64) -> i64 {
    ((now_ms - since_ms) / 1_000).max(0)
}

/// Minutes and seconds, and hours where there are any: `4:07`, `1:04:07`.
fn stopwatch(secs: i64) -> String {
    match secs / 3_600 {
        0 => format!("{}:{:02}", secs / 60, secs % 60),
        hours => format!("{hours}:{:02}:{:02}", secs / 60 % 60, secs % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_are_read_at_a_glance() {
        for (secs, text) in [(0, "0:00"), (7, "0:07"), (247, "4:07"), (3_599, "59:59"), (3_847, "1:04:07")] {
            assert_eq!(stopwatch(secs), text);
        }
        assert_eq!(super::secs(5_000, 1_000), 0);
    }

    #[test]
    fn a_promise_runs_out_before_it_breaks() {
        let risk = Risk { label: "", since_ms: 0, within_secs: 100, always: false };
        for (secs, class) in [(0, ""), (59, ""), (60, "soon"), (100, "soon"), (101, "late")] {
            assert_eq!(risk.class(secs * 1_000), class, "{secs}");
        }
    }
}
