//! A playbook: its map, one step with what to say and check, the objections.

use crate::frame::Frame;
use crate::layout;
use crate::parts::card::card_with;
use crate::parts::form::note;
use crate::parts::list::{link_row, plain_row, rows};
use crate::parts::{Icon, Tone, action_bar, badge, card, columns, more, secondary, stack};
use crate::words::Words;
use maud::{Markup, html};

/// All playbooks, where there are several.
pub struct ListPage {
    /// Name, what it is, and where it leads.
    pub playbooks: Vec<(String, String, String)>,
}

/// A playbook with its map.
pub struct MapPage {
    /// What it is.
    pub about: String,
    /// Its version, in words.
    pub version: String,
    /// Its steps.
    pub steps: Vec<StepRow>,
    /// The ways between them, by their places.
    pub ways: Vec<(usize, usize)>,
    /// The objections: where they are, and how many.
    pub objections: (String, usize),
}

/// A step on the map.
pub struct StepRow {
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub aim: String,
    /// The stage at which it stands.
    pub stage: String,
    /// The way may pass it by.
    pub optional: bool,
}

/// One step.
pub struct StepPage {
    /// What it is for.
    pub aim: String,
    /// The stage at which it stands.
    pub stage: String,
    /// How long it should take, in words.
    pub minutes: Option<String>,
    /// What to do, by kind.
    pub groups: Vec<ItemGroup>,
    /// Words that work, by kind.
    pub scripts: Vec<ScriptGroup>,
    /// What to look after before going on.
    pub gates: Vec<String>,
    /// What follows: the step, when, and where it leads; a way out leads nowhere.
    pub ways: Vec<(String, String, Option<String>)>,
    /// The step before and the one after: address and title.
    pub neighbours: [Option<(String, String)>; 2],
}

/// Items of one kind.
pub struct ItemGroup {
    /// What is done with them.
    pub title: String,
    /// Its sign.
    pub icon: Icon,
    /// Things to leave undone.
    pub forbidden: bool,
    /// The items.
    pub items: Vec<ItemLine>,
}

/// One item.
pub struct ItemLine {
    /// Its words.
    pub words: String,
    /// At which door it is asked for, in words.
    pub required: Option<String>,
    /// The program notes it by itself.
    pub automatic: bool,
    /// What may be chosen.
    pub choices: Vec<String>,
}

/// Scripts of one kind.
pub struct ScriptGroup {
    /// When they are said.
    pub title: String,
    /// The scripts.
    pub scripts: Vec<ScriptLine>,
}

/// One script.
pub struct ScriptLine {
    /// Its words.
    pub words: String,
    /// For whom, where not for all.
    pub grade: Option<String>,
    /// Works, but leaves a mark.
    pub caution: bool,
}

/// What customers say, and what has answered them.
pub struct ObjectionsPage {
    /// The objection and its answers.
    pub objections: Vec<(String, Vec<String>)>,
}

/// All playbooks.
pub fn list(frame: &Frame, page: &ListPage) -> Markup {
    layout::page(
        frame,
        card(
            "",
            rows(html! {
                @for (name, about, href) in &page.playbooks { (link_row(href, Icon::Talk, name, about, "")) }
            }),
        ),
    )
}

/// A playbook with its map.
pub fn map(frame: &Frame, page: &MapPage) -> Markup {
    let words = frame.words;
    let (objections, count) = &page.objections;
    layout::page(
        frame,
        html! {
            p.lead { (page.about) }
            (columns(
                card_with(words.playbooks_steps(), html! { span.muted { (page.version) } }, rows(html! {
                    @for (at, step) in page.steps.iter().enumerate() {
                        (link_row(&step.href, html! { span.step-number { (at + 1) } }, &step.title, &step.aim, html! {
                            @if step.optional { (badge(Tone::Plain, Icon::Turn, words.playbooks_optional())) }
                            @else { span.muted { (step.stage) } }
                        }))
                    }
                })),
                stack(html! {
                    (card(words.playbooks_map(), html! {
                        p.muted { (words.playbooks_map_hint()) }
                        (chart(page))
                    }))
                    (card("", rows(link_row(objections, Icon::Talk, words.playbooks_objections(), words.playbooks_objections_lead(count), ""))))
                }),
            ))
        },
    )
}

/// One step.
pub fn step(frame: &Frame, page: &StepPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            p.lead { (page.aim) }
            p.muted { (page.stage) @if let Some(minutes) = &page.minutes { " · " (minutes) } }
            (columns(
                stack(html! { @for group in &page.groups { (items(words, group)) } }),
                stack(html! {
                    @if !page.gates.is_empty() {
                        (card(words.playbooks_gates(), html! {
                            p.muted { (words.playbooks_gates_hint()) }
                            @for gate in &page.gates { (note(Icon::Flag, gate)) }
                        }))
                    }
                    @if !page.scripts.is_empty() {
                        (card(words.playbooks_scripts(), html! {
                            @for (at, group) in page.scripts.iter().enumerate() { (scripts(words, group, at == 0)) }
                        }))
                    }
                    (card(words.playbooks_ways(), rows(html! {
                        @for (title, when, href) in &page.ways {
                            @if let Some(href) = href { (link_row(href, Icon::Arrow, title, when, "")) }
                            @else { (plain_row(Icon::Leave, title, when, "")) }
                        }
                    })))
                }),
            ))
            (action_bar("", html! {
                @if let Some((href, title)) = &page.neighbours[0] { (secondary(title).icon(Icon::Left).to(href)) }
                @if let Some((href, title)) = &page.neighbours[1] { (secondary(title).icon(Icon::Right).to(href)) }
            }))
        },
    )
}

/// What customers say, and what has answered them.
pub fn objections(frame: &Frame, page: &ObjectionsPage) -> Markup {
    layout::page(
        frame,
        html! {
            div.objections {
                @for (said, answers) in &page.objections {
                    (card(format!("“{said}”"), html! { ul.answers { @for answer in answers { li { (answer) } } } }))
                }
            }
        },
    )
}

/// Items of one kind, as a card.
pub fn items(words: Words, group: &ItemGroup) -> Markup {
    html! {
        section.card.items.forbidden[group.forbidden] {
            h2.card-title { (group.icon) " " (group.title) }
            ul {
                @for item in &group.items {
                    li {
                        span { (item.words) }
                        @if !item.choices.is_empty() { p.muted { (item.choices.join(" · ")) } }
                        @if let Some(required) = &item.required { " " (badge(Tone::Accent, Icon::Flag, required)) }
                        @if item.automatic { " " (badge(Tone::Plain, Icon::Check, words.playbooks_automatic())) }
                    }
                }
            }
        }
    }
}

/// Scripts of one kind, behind their name.
pub fn scripts(words: Words, group: &ScriptGroup, open: bool) -> Markup {
    more(
        &group.title,
        open,
        html! {
            @for script in &group.scripts {
                blockquote.said {
                    (script.words)
                    @if let Some(grade) = &script.grade { " " (badge(Tone::Accent, Icon::Star, grade)) }
                    @if script.caution { " " (badge(Tone::Warn, Icon::Warning, words.playbooks_caution())) }
                }
            }
        },
    )
}

// The map as a drawing: steps under each other, branches at the right, ways back at the left.

const WIDE: usize = 400;
const BOX: (usize, usize) = (230, 42);
const LEFT: usize = 85;
const PITCH: usize = 64;

fn chart(page: &MapPage) -> Markup {
    let tall = page.steps.len() * PITCH;
    html! {
        svg.flow viewBox=(format!("0 0 {WIDE} {tall}")) role="img" aria-labelledby="flow-title" {
            title id="flow-title" { (page.steps.iter().map(|step| step.title.as_str()).collect::<Vec<_>>().join(" · ")) }
            defs { marker id="flow-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto" { path d="M0 0 8 4 0 8Z" {} } }
            @for way in &page.ways { path.flow-way.back[way.1 < way.0] d=(curve(*way)) marker-end="url(#flow-head)" {} }
            @for (at, step) in page.steps.iter().enumerate() {
                rect.flow-step.optional[step.optional] x=(LEFT) y=(at * PITCH + 4) width=(BOX.0) height=(BOX.1) rx="10" {}
                text x=(LEFT + BOX.0 / 2) y=(at * PITCH + 4 + BOX.1 / 2) dominant-baseline="central" text-anchor="middle" { (at + 1) " · " (step.title) }
            }
        }
    }
}

/// The line of a way: straight to the next step, an arc to any other.
fn curve((from, to): (usize, usize)) -> String {
    let middle = |at: usize| at * PITCH + 4 + BOX.1 / 2;
    if to == from + 1 {
        let x = LEFT + BOX.0 / 2;
        return format!("M{x} {} V{}", from * PITCH + 4 + BOX.1, to * PITCH + 2);
    }
    let bend = 26 * from.abs_diff(to).min(4);
    let (x, out) = if to > from { (LEFT + BOX.0, LEFT + BOX.0 + bend) } else { (LEFT, LEFT.saturating_sub(bend)) };
    format!("M{x} {} C{out} {} {out} {} {x} {}", middle(from) + 6, middle(from) + 6, middle(to) - 6, middle(to) - 6)
}
