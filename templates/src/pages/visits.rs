//! Visits: the party at the door, who takes it, the page of one visit, a move with its reason, who a party is, the floor book.

use crate::frame::Frame;
use crate::layout;
use crate::pages::consultants::{Assigned, Standing, assigned, queue};
use crate::parts::card::{beside, card_with, columns, fields, row};
use crate::parts::form::{action_bar, banner, form, hidden, note, press};
use crate::parts::list::{link_row, more, plain_row, rows};
use crate::parts::{
    Button, Choice, Column, Icon, Row, Step, Timer, Tone, area, avatar, badge, card, chips, date, empty, key_values,
    phone, primary, quiet, secondary, select, steps, table, text, time, toggle,
};
use crate::typed::{Banner, Typed};
use crate::urls;
use crate::words::Words;
use maud::{Markup, html};

// ------------------------------------------------------------------------------------------------------- at the door

/// The form for a party at the door.
pub struct NewPage {
    /// The form: `customer`, `phone`, `name`, `title`, `been_before`, `phoned_before`, `kind`, `party_size`, `children`,
    /// `channel`, `description`, `appointment`, `waited`, `greeted`.
    pub typed: Typed,
    /// The customer who was chosen.
    pub chosen: Option<Hit>,
    /// Who was found by the number that was typed before the page was drawn again.
    pub found: Found,
    /// Kinds to choose.
    pub kinds: Vec<Choice>,
    /// Channels to choose.
    pub channels: Vec<Choice>,
    /// Who is expected today.
    pub expected: Vec<Choice>,
}

/// Whoever has the number that is being typed.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Customers.
    pub hits: Vec<Hit>,
    /// Whether the number is whole and nobody has it.
    pub is_new: bool,
    /// An agent's filing that stands for the number, in words.
    pub filed: Option<String>,
    /// Whether it is the telephone, where nobody is asked whether they were here before.
    pub by_phone: bool,
}

impl Found {
    /// The same for the telephone.
    pub fn by_phone(self) -> Self {
        let hits = self.hits.into_iter().map(|hit| Hit { answers: false, ..hit }).collect();
        Self { hits, by_phone: true, ..self }
    }
}

/// A customer who may be the one.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The customer.
    pub id: i64,
    /// The name, masked until it is sure.
    pub name: String,
    /// The number, masked.
    pub number: String,
    /// The owner, visits, and when they last came, in words.
    pub under: String,
    /// Who of the household was registered first, and with whom, in words.
    pub household: Option<String>,
    /// Whether the number was typed whole.
    pub sure: bool,
    /// Whether the file answers the two questions.
    pub answers: bool,
    /// Where choosing leads.
    pub href: String,
}

/// The form for a party at the door.
pub fn new(frame: &Frame, page: &NewPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::visits::receive(),
            html! {
                (beside(who_card(words, page), questions_card(words, page)))
                (action_bar(primary(words.visits_go_on()).icon(Icon::Arrow).big(), ""))
            },
        ),
    )
}

fn who_card(words: Words, page: &NewPage) -> Markup {
    let typed = &page.typed;
    card(
        "",
        html! {
            @if let Some(hit) = &page.chosen {
                (chosen_row(words, hit, urls::visits::new()))
            } @else {
                (phone(typed, "phone", words.visits_phone()).hint(words.visits_phone_hint()).lookup(urls::visits::found(), "found").pad(words).first())
                (crate::parts::list::region("found", found(words, &page.found)))
                (fields(html! {
                    (text(typed, "name", words.visits_name()).longest(60).optional(words))
                    (chips(typed, "title", words.visits_title_label(), titles(words)).value("none"))
                }))
            }
        },
    )
}

/// The customer who was chosen, sent along with the form, and the way to choose anew.
pub(super) fn chosen_row(words: Words, hit: &Hit, anew: String) -> Markup {
    html! {
        p.muted { (words.visits_chosen()) }
        (hidden("customer", hit.id))
        (rows(hit_row(words, hit, quiet(words.visits_not_this_one()).to(anew))))
    }
}

fn questions_card(words: Words, page: &NewPage) -> Markup {
    let typed = &page.typed;
    let said = || {
        vec![
            Choice::new("yes", words.visits_said_yes()),
            Choice::new("no", words.visits_said_no()),
            Choice::new("unsure", words.visits_said_unsure()),
        ]
    };
    let open = ["channel", "description", "children", "waited"].iter().any(|name| typed.error(name).is_some());
    card(
        "",
        html! {
            // What the file answers of a customer who was chosen, nobody asks again.
            @if !page.chosen.as_ref().is_some_and(|hit| hit.answers) {
                (chips(typed, "been_before", words.visits_been_before(), said()))
                (chips(typed, "phoned_before", words.visits_phoned_before(), said()))
            }
            @if !page.expected.is_empty() {
                (chips(typed, "appointment", words.visits_expected(), page.expected.clone()).tall().value(""))
            }
            (chips(typed, "kind", words.visits_kind(), page.kinds.clone()).value("buyer"))
            (chips(typed, "party_size", words.visits_party_size(), sizes(words)).value("2"))
            (more(words.visits_more_about(), open, html! {
                (chips(typed, "children", words.visits_children(), (0..=4).map(|n| Choice::new(n, n.to_string())).collect()).value("0"))
                (chips(typed, "channel", words.customers_channel(), page.channels.clone()))
                (text(typed, "description", words.visits_description()).hint(words.visits_description_hint()).longest(120))
                (chips(typed, "waited", words.visits_waited(), waits(words)).value("0"))
                (toggle(typed, "greeted", words.visits_greeted(), true))
            }))
        },
    )
}

/// Forms of address.
pub(super) fn titles(words: Words) -> Vec<Choice> {
    vec![
        Choice::new("mr", words.customers_title_mr()),
        Choice::new("ms", words.customers_title_ms()),
        Choice::new("none", words.customers_title_none()),
    ]
}

fn sizes(words: Words) -> Vec<Choice> {
    let mut sizes: Vec<Choice> = (1..=5).map(|n| Choice::new(n, n.to_string())).collect();
    sizes.push(Choice::new(6, words.visits_six_or_more()));
    sizes
}

fn waits(words: Words) -> Vec<Choice> {
    let mut waits = vec![Choice::new(0, words.visits_waited_none())];
    waits.extend([1, 3, 5, 10].map(|minutes| Choice::new(minutes, words.common_minutes(minutes))));
    waits
}

/// Whoever has the number that is being typed: the piece of the page that follows the typing.
pub fn found(words: Words, found: &Found) -> Markup {
    html! {
        @if let Some(filed) = &found.filed {
            (note(Icon::Badge, html! { b { (words.ownership_filed_here()) } p { (filed) } }))
        }
        @if found.is_new {
            (note(Icon::Plus, html! { b { (words.visits_found_new()) } p { @if found.by_phone { (words.calls_found_new_text()) } @else { (words.visits_found_new_text()) } } }))
        } @else if found.hits.is_empty() {
            p.muted { (words.visits_found_hint()) }
        } @else {
            p.muted { @if found.hits.iter().any(|hit| hit.sure) { (words.visits_found_sure()) } @else { (words.visits_found_some()) } }
            (rows(html! {
                @for hit in &found.hits {
                    @if hit.sure { (hit_row(words, hit, "")) } @else {
                        (link_row(&hit.href, avatar(&hit.name), hit_title(words, hit), hit.under.as_str(), ""))
                    }
                }
            }))
        }
    }
}

fn hit_row(words: Words, hit: &Hit, right: impl maud::Render) -> Markup {
    plain_row(
        avatar(&hit.name),
        hit_title(words, hit),
        html! {
            span { (hit.under) }
            @if let Some(household) = &hit.household { div { (badge(Tone::Accent, Icon::People, household)) } }
            @if hit.answers { div { (badge(Tone::Good, Icon::Check, words.visits_found_answered())) } }
        },
        right,
    )
}

fn hit_title(words: Words, hit: &Hit) -> Markup {
    html! {
        @if hit.name.is_empty() { (words.visits_anonymous()) } @else { (hit.name) }
        @if !hit.number.is_empty() { span.number-text.muted { (hit.number) } }
    }
}

// -------------------------------------------------------------------------------------------------- who takes them

/// Who takes the party.
pub struct AssignPage {
    /// The form that gives it to somebody else: `consultant`, `reason`.
    pub typed: Typed,
    /// The visit.
    pub visit: i64,
    /// Whom the rules propose; nobody where all are busy.
    pub proposed: Option<Proposed>,
    /// Who has the party already.
    pub has: Option<String>,
    /// Who was passed over, each in words.
    pub skipped: Vec<String>,
    /// The queue as it stands.
    pub queue: Vec<Standing>,
    /// Whom else the reader may choose; empty for those who may not.
    pub others: Vec<Choice>,
    /// Consultants that the party may ask for.
    pub consultants: Vec<Choice>,
    /// Parties that it may belong to.
    pub parties: Vec<Choice>,
    /// Whom they ask for, and to which party they belong.
    pub wish: (Option<i64>, Option<i64>),
    /// Where the reader goes without deciding.
    pub later: String,
}

/// Whom the rules propose.
pub struct Proposed {
    /// Who.
    pub id: i64,
    /// The name.
    pub name: String,
    /// The rule in words.
    pub rule: String,
    /// Whether it costs a turn.
    pub costs_turn: bool,
    /// How a sale on the same day is shared, in words.
    pub shared: Option<String>,
    /// Whether it is the reader.
    pub is_me: bool,
}

/// Who takes the party.
pub fn assign(frame: &Frame, page: &AssignPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (columns(
                html! {
                    @if let Some(no) = &page.typed.banner { (banner(words, no)) }
                    (proposal(frame, page))
                    @if !page.others.is_empty() { (others(words, page)) }
                    @if page.has.is_none() { (wishes(words, page)) }
                },
                html! {
                    (card(words.visits_queue(), html! {
                        @if page.queue.is_empty() { p.muted { (words.visits_queue_empty()) } } @else { (queue(words, &page.queue)) }
                    }))
                },
            ))
            (go_bar(frame, page))
        },
    )
}

fn proposal(frame: &Frame, page: &AssignPage) -> Markup {
    let words = frame.words;
    html! {
        section.card.proposal {
            @if let Some(name) = &page.has { (note(Icon::Person, words.visits_has_already(name))) }
            @else if let Some(who) = &page.proposed {
                div.proposal-who {
                    (avatar(&who.name))
                    div {
                        h2 { (who.name) }
                        p { (who.rule) }
                    }
                    @if who.costs_turn { (badge(Tone::Accent, Icon::Turn, words.visits_costs_turn())) }
                    @else { (badge(Tone::Plain, Icon::Turn, words.visits_keeps_turn())) }
                }
                @if let Some(shared) = &who.shared { (note(Icon::People, shared.as_str())) }
            } @else {
                (empty(Icon::Wait, words.visits_nobody_title(), words.visits_nobody_text(), None))
            }
            @if !page.skipped.is_empty() {
                div {
                    p.muted { (words.consultants_passed_over()) }
                    ul.turn-skipped { @for who in &page.skipped { li { (Icon::Minus) (who) } } }
                }
            }
        }
    }
}

fn go_bar(frame: &Frame, page: &AssignPage) -> Markup {
    let words = frame.words;
    let later = quiet(words.frame_nav_desk()).icon(Icon::Left).to(&page.later);
    match page.proposed.as_ref().filter(|_| page.has.is_none()) {
        None => action_bar("", later),
        Some(who) => {
            let word = if who.is_me { words.visits_i_take().to_owned() } else { words.visits_give_to(&who.name) };
            let mut go = press(frame, urls::visits::assignment(page.visit), primary(word).icon(Icon::Check).big())
                .with("expected", who.id);
            if let Some(asked) = page.wish.0 {
                go = go.with("asks_for", asked);
            }
            if let Some(other) = page.wish.1 {
                go = go.with("related_to", other);
            }
            action_bar(go, later)
        }
    }
}

fn others(words: Words, page: &AssignPage) -> Markup {
    let typed = &page.typed;
    let reasons = [
        words.visits_other_reason_language(),
        words.visits_other_reason_acquainted(),
        words.visits_other_reason_relieved(),
    ];
    let picks = reasons.map(|reason| Choice::new(reason, reason)).to_vec();
    let open = page.has.is_some() || typed.error("reason").is_some() || typed.error("consultant").is_some();
    let body = form(
        words,
        &Typed { banner: None, ..typed.clone() },
        urls::visits::assignment(page.visit),
        html! {
            (chips(typed, "consultant", words.visits_other_who(), page.others.clone()))
            (text(typed, "reason", words.visits_other_reason()).hint(words.visits_other_reason_hint()).longest(120).picks(picks))
            @if let Some(asked) = page.wish.0 { (hidden("asks_for", asked)) }
            @if let Some(other) = page.wish.1 { (hidden("related_to", other)) }
            (row(secondary(words.visits_other_go()).icon(Icon::Turn)))
        },
    );
    card("", more(words.visits_others(), open, body))
}

fn wishes(words: Words, page: &AssignPage) -> Markup {
    let shown = Typed::default();
    let chosen = |id: Option<i64>| id.map(|id| id.to_string()).unwrap_or_default();
    let open = page.wish != (None, None);
    let body = html! {
        form.form method="get" action=(urls::visits::assignment(page.visit)) {
            (fields(html! {
                (select(&shown, "asks_for", words.visits_asks_for(), page.consultants.clone()).empty(words.visits_wish_none()).value(chosen(page.wish.0)))
                (select(&shown, "related_to", words.visits_related_to(), page.parties.clone()).empty(words.visits_wish_none()).value(chosen(page.wish.1)))
            }))
            (row(secondary(words.visits_wish_go()).icon(Icon::Turn)))
        }
    };
    card("", more(words.visits_wish(), open, body))
}

// ------------------------------------------------------------------------------------------------------- one visit

/// One visit.
pub struct ShowPage {
    /// What went wrong with a button.
    pub banner: Option<Banner>,
    /// The visit.
    pub visit: i64,
    /// Where the party stands: all eight stages.
    pub steps: Vec<Step>,
    /// Where it is: colour, sign, words.
    pub state: (Tone, Icon, String),
    /// How long the stage has lasted.
    pub timer: Option<Timer>,
    /// Promises that are broken.
    pub alarms: Vec<String>,
    /// Names and values about the party.
    pub about: Vec<(String, Markup)>,
    /// The customer: address and name.
    pub customer: Option<(String, String)>,
    /// Whether the reader may say who the party is.
    pub may_join: bool,
    /// The blocks of this stage, made by its own functions.
    pub blocks: Vec<Markup>,
    /// What to do at this stage.
    pub items: Option<Items>,
    /// What to look after before going on.
    pub warnings: Vec<String>,
    /// The one thing to do next.
    pub next: Option<Go>,
    /// What else may be done.
    pub others: Vec<Go>,
    /// The clock of a party that is alone, or whether it may be started.
    pub alone: Option<Alone>,
    /// The assignment in words.
    pub assignment: Option<Assigned>,
    /// Stamps: what, when, how long.
    pub stamps: Vec<(String, String, String)>,
    /// How it ended: names and values.
    pub outcome: Vec<(String, Markup)>,
    /// Something to know first.
    pub notice: Option<String>,
}

/// A way on.
#[derive(Clone, Debug)]
pub struct Go {
    /// The button's words.
    pub label: String,
    /// Its icon.
    pub icon: Icon,
    /// How it goes.
    pub way: Way,
}

/// How a button goes on.
#[derive(Clone, Debug)]
pub enum Way {
    /// Leads to a page.
    To(String),
    /// Sends at once, with these fields.
    Send(String, Vec<(String, String)>),
}

/// The clock of a party on tour.
#[derive(Clone, Copy, Debug)]
pub enum Alone {
    /// The consultant is with them.
    With,
    /// They are alone, for so long.
    Since(Timer),
}

/// The items of a stage.
pub struct Items {
    /// The step's aim.
    pub aim: String,
    /// Done, and how many there are.
    pub done: (usize, usize),
    /// Groups by what is done with an item: the word, the items.
    pub groups: Vec<(String, Vec<Item>)>,
    /// What not to do.
    pub do_not: Vec<String>,
    /// Words that have worked.
    pub scripts: Vec<String>,
    /// Whether the reader may tick.
    pub may_tick: bool,
}

/// One item.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its name in the playbook.
    pub id: String,
    /// What to do.
    pub text: String,
    /// Whether it is asked for before going on.
    pub required: bool,
    /// Whether it is done.
    pub done: bool,
    /// What was chosen or written.
    pub value: String,
    /// How it is known to be done.
    pub evidence: Evidence,
}

/// How an item is known to be done.
#[derive(Clone, Debug)]
pub enum Evidence {
    /// A tap.
    Tap,
    /// One of these.
    Choice(Vec<Choice>),
    /// A line of text.
    Text,
    /// The program sees it for itself.
    Auto,
}

/// One visit.
pub fn show(frame: &Frame, page: &ShowPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            @if let Some(no) = &page.banner { (banner(words, no)) }
            (steps(words, &page.steps))
            (columns(
                html! {
                    @if let Some(notice) = &page.notice { (note(Icon::Info, notice.as_str())) }
                    @if let Some(alone) = &page.alone { (alone_card(frame, page.visit, alone)) }
                    @for block in &page.blocks { (block) }
                    @if let Some(list) = &page.items { (items(frame, page.visit, list)) }
                },
                html! {
                    (about(words, page))
                    @if !page.outcome.is_empty() { (card(words.visits_column_outcome(), key_values(page.outcome.clone()))) }
                    @if let Some(one) = &page.assignment { (card(words.visits_why_this(), assigned(words, one))) }
                    (stamps(words, page))
                },
            ))
            @if page.next.is_some() || !page.others.is_empty() {
                (action_bar(
                    html! {
                        @if !page.warnings.is_empty() { (warnings(words, &page.warnings)) }
                        @if let Some(next) = &page.next { (go(frame, next, primary(&next.label).big())) }
                    },
                    html! { @for one in &page.others { (go(frame, one, secondary(&one.label))) } },
                ))
            }
        },
    )
}

fn go(frame: &Frame, go: &Go, button: Button) -> Markup {
    let button = button.icon(go.icon);
    match &go.way {
        Way::To(href) => html! { (button.to(href)) },
        Way::Send(action, fields) => {
            let sent = fields.iter().fold(press(frame, action, button), |sent, (name, value)| sent.with(name, value));
            html! { (sent) }
        }
    }
}

fn warnings(words: Words, warnings: &[String]) -> Markup {
    html! {
        details.menu.before-going {
            summary { (Icon::Warning) span { (words.visits_warnings()) } span.count { (warnings.len()) } }
            ul.menu-body { @for warning in warnings { li { (warning) } } }
        }
    }
}

fn alone_card(frame: &Frame, visit: i64, alone: &Alone) -> Markup {
    let words = frame.words;
    match alone {
        Alone::With => html! {
            div.row.alone { (press(frame, urls::visits::alone(visit), secondary(words.visits_alone_start()).icon(Icon::Pause))) }
        },
        Alone::Since(timer) => html! {
            section.card.alone.running role="status" {
                div { b { (words.visits_alone_for()) } (timer) }
                (press(frame, urls::visits::company(visit), secondary(words.visits_alone_stop()).icon(Icon::Check)))
            }
        },
    }
}

fn about(words: Words, page: &ShowPage) -> Markup {
    card_with(
        words.visits_about(),
        badge(page.state.0, page.state.1, &page.state.2),
        html! {
            @for alarm in &page.alarms { (badge(Tone::Bad, Icon::Warning, alarm)) }
            @if let Some(timer) = &page.timer { (timer) }
            (key_values(page.about.clone()))
            @match &page.customer {
                Some((href, name)) => (link(words, href, name)),
                None => { @if page.may_join {
                    (row(secondary(words.visits_who_is_it()).icon(Icon::Person).to(urls::visits::customer(page.visit))))
                } }
            }
        },
    )
}

fn link(words: Words, href: &str, name: &str) -> Markup {
    let sign = if name == words.customers_unnamed() {
        html! { (Icon::Person) }
    } else {
        avatar(name)
    };
    rows(link_row(href, sign, name, "", ""))
}

fn stamps(words: Words, page: &ShowPage) -> Markup {
    card(
        words.visits_stamps(),
        html! {
            ol.stamps { @for (what, when, how_long) in &page.stamps {
                li { span { (what) } span.muted { (when) } span.muted { (how_long) } }
            } }
        },
    )
}

/// The items of a stage: one tap each.
pub fn items(frame: &Frame, visit: i64, list: &Items) -> Markup {
    let words = frame.words;
    let count = html! { span.count { (words.visits_items_done(list.done.0, list.done.1)) } };
    html! {
        div #items {
            (card_with(words.visits_items(), count, html! {
                p.muted { (list.aim) }
                @for (kind, items) in &list.groups {
                    div.item-group {
                        p.menu-label { (kind) }
                        ul.items { @for one in items { (item(frame, visit, one, list.may_tick)) } }
                    }
                }
                @if !list.do_not.is_empty() {
                    div.item-group.do-not {
                        p.menu-label { (words.visits_item_kind_do_not()) }
                        ul.items { @for text in &list.do_not { li.item { span.item-box { (Icon::Close) } span { (text) } } } }
                    }
                }
                @if !list.scripts.is_empty() {
                    (more(words.visits_scripts(), false, html! { @for script in &list.scripts { blockquote.script { (script) } } }))
                }
            }))
        }
    }
}

fn item(frame: &Frame, visit: i64, item: &Item, may_tick: bool) -> Markup {
    let words = frame.words;
    let auto = matches!(item.evidence, Evidence::Auto);
    let class = match (item.done, auto) {
        (true, _) => "item done",
        (false, true) => "item auto",
        (false, false) => "item",
    };
    let words_of = html! {
        span.item-text {
            (item.text)
            @if item.required && !item.done { " " (badge(Tone::Warn, Icon::Flag, words.visits_item_required())) }
            @if !item.value.is_empty() { " " b { (item.value) } }
        }
    };
    let face = html! { span.item-box { @if item.done { (Icon::Check) } } (words_of) };
    let tappable = may_tick && !auto;
    html! {
        li class=(class) {
            @if !tappable {
                (face)
                @if auto { span.unseen { (words.visits_item_seen()) } }
            } @else if item.done || matches!(item.evidence, Evidence::Tap) {
                (item_tap(frame, visit, item, &face))
            } @else {
                (face)
                (item_form(frame, visit, item))
            }
        }
    }
}

fn item_tap(frame: &Frame, visit: i64, item: &Item, face: &Markup) -> Markup {
    let words = frame.words;
    let does = if item.done { words.visits_item_undo() } else { words.visits_item_do() };
    html! {
        form.item-form method="post" action=(urls::visits::items(visit)) data-form {
            input type="hidden" name="_key" value=(frame.key());
            (hidden("item", &item.id))
            (hidden("done", if item.done { "no" } else { "yes" }))
            button.item-button type="submit" aria-pressed=(item.done) { (face) span.unseen { (does) } }
        }
    }
}

fn item_form(frame: &Frame, visit: i64, item: &Item) -> Markup {
    let words = frame.words;
    let typed = Typed::fresh(frame.key());
    let id = format!("f-{}", item.id.replace('.', "-"));
    form(
        words,
        &typed,
        urls::visits::items(visit),
        html! {
            (hidden("item", &item.id))
            (hidden("done", "yes"))
            @match &item.evidence {
                Evidence::Choice(choices) => (chips(&typed, "value", &item.text, choices.clone()).label_unseen().id(&id)),
                Evidence::Text | Evidence::Tap | Evidence::Auto => (text(&typed, "value", &item.text).label_unseen().longest(200).id(&id)),
            }
            (row(secondary(words.visits_item_save())))
        },
    )
}

/// Says why a button was turned down, and leads back.
pub fn refused(frame: &Frame, no: &Banner, back: &str) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! { (banner(words, no)) (action_bar(primary(words.frame_back()).icon(Icon::Left).to(back), "")) },
    )
}

// ---------------------------------------------------------------------------------------------------------- a move

/// A move that needs a reason.
pub struct MovePage {
    /// The form: `reason`.
    pub typed: Typed,
    /// The visit.
    pub visit: i64,
    /// To which stage.
    pub to: String,
    /// What is open, each in words.
    pub lacks: Vec<String>,
}

/// A move that needs a reason.
pub fn stage_move(frame: &Frame, page: &MovePage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let reasons = [
        words.visits_reason_hurry(),
        words.visits_reason_knows(),
        words.visits_reason_wish(),
        words.visits_reason_weather(),
        words.visits_reason_closed(),
    ];
    let picks = reasons.map(|reason| Choice::new(reason, reason)).to_vec();
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::visits::stage(page.visit),
            html! {
                (hidden("to", &page.to))
                (card("", html! {
                    @if !page.lacks.is_empty() {
                        (note(Icon::Warning, html! {
                            p { (words.visits_move_lacks()) }
                            ul { @for lack in &page.lacks { li { (lack) } } }
                        }))
                    }
                    (text(typed, "reason", words.visits_move_reason()).longest(120).picks(picks))
                }))
                (action_bar(primary(words.visits_move_go()).icon(Icon::Arrow), secondary(words.common_cancel()).to(urls::visits::show(page.visit))))
            },
        ),
    )
}

// ------------------------------------------------------------------------------------------------- who the party is

/// Says who an anonymous party is.
pub struct WhoPage {
    /// The form: `customer`, `phone`, `name`, `title`.
    pub typed: Typed,
    /// The visit.
    pub visit: i64,
    /// The customer who was chosen.
    pub chosen: Option<Hit>,
    /// Who was found.
    pub found: Found,
}

/// Says who an anonymous party is.
pub fn who(frame: &Frame, page: &WhoPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let back = urls::visits::customer(page.visit);
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::visits::customer(page.visit),
            html! {
                (card("", html! {
                    @if let Some(hit) = &page.chosen {
                        (hidden("customer", hit.id))
                        (rows(hit_row(words, hit, quiet(words.visits_not_this_one()).to(&back))))
                    } @else {
                        (phone(typed, "phone", words.visits_phone()).lookup(urls::visits::customer_found(page.visit), "found").pad(words).first())
                        (crate::parts::list::region("found", found(words, &page.found)))
                        (fields(html! {
                            (text(typed, "name", words.visits_name()).longest(60).optional(words))
                            (chips(typed, "title", words.visits_title_label(), titles(words)).value("none"))
                        }))
                    }
                }))
                (action_bar(primary(words.visits_who_go()).icon(Icon::Check), secondary(words.common_cancel()).to(urls::visits::show(page.visit))))
            },
        ),
    )
}

// ----------------------------------------------------------------------------------------------------- appointments

/// The form for an appointment.
pub struct AppointmentPage {
    /// The form: `on`, `at`, `party_size`, `consultant`, `note`.
    pub typed: Typed,
    /// The customer.
    pub customer: i64,
    /// Likely days.
    pub days: Vec<Choice>,
    /// Likely times.
    pub times: Vec<Choice>,
    /// Who may receive them.
    pub consultants: Vec<Choice>,
    /// Who receives them unless somebody else is chosen.
    pub consultant: Option<i64>,
    /// Appointments that are still to be kept: which, and when in words.
    pub planned: Vec<(i64, String)>,
}

/// The form for an appointment.
pub fn appointment(frame: &Frame, page: &AppointmentPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let who = page.consultant.map(|id| id.to_string()).unwrap_or_default();
    layout::page(
        frame,
        html! {
            @if !page.planned.is_empty() {
                (card(words.desk_expected(), rows(html! {
                    @for (id, when) in &page.planned {
                        (plain_row(Icon::Calendar, when.as_str(), "",
                            press(frame, urls::visits::appointment_cancellation(*id), quiet(words.visits_appointment_cancel()))))
                    }
                })))
            }
            (form(words, typed, urls::visits::appointments(page.customer), html! {
                (card("", html! {
                    (fields(html! {
                        (date(typed, "on", words.visits_appointment_on()).picks(page.days.clone()).required())
                        (time(typed, "at", words.visits_appointment_at()).picks(page.times.clone()).required())
                    }))
                    (chips(typed, "party_size", words.visits_party_size(), sizes(words)).value("2"))
                    (select(typed, "consultant", words.visits_appointment_with(), page.consultants.clone()).empty(words.visits_appointment_anybody()).value(who))
                    (area(typed, "note", words.visits_appointment_note()).longest(300).optional(words))
                }))
                (action_bar(primary(words.visits_appointment_go()).icon(Icon::Calendar), ""))
            }))
        },
    )
}

// -------------------------------------------------------------------------------------------------- the floor book

/// The visits of a day.
pub struct BookPage {
    /// The day before, and the day after unless that is to come.
    pub days: (String, Option<String>),
    /// The visits, the latest first.
    pub rows: Vec<BookRow>,
    /// Whether the reader receives parties.
    pub may_receive: bool,
}

/// One visit in the book.
pub struct BookRow {
    /// The visit.
    pub visit: i64,
    /// The number of the day.
    pub number: String,
    /// Who they are.
    pub who: String,
    /// What kind of visitor.
    pub kind: String,
    /// With whom.
    pub consultant: String,
    /// When they came.
    pub arrived: String,
    /// When they left.
    pub left: String,
    /// What came of it: colour, sign, words.
    pub outcome: (Tone, Icon, String),
}

/// The visits of a day.
pub fn book(frame: &Frame, page: &BookPage) -> Markup {
    let words = frame.words;
    let heads = [
        Column::new(words.visits_column_number()),
        Column::new(words.visits_column_party()),
        Column::new(words.visits_column_kind()),
        Column::new(words.visits_column_consultant()),
        Column::new(words.visits_column_arrived()),
        Column::new(words.visits_column_left()),
        Column::new(words.visits_column_outcome()),
    ];
    let lines: Vec<Row> =
        page.rows.iter().map(|one| Row::link(urls::visits::show(one.visit), book_cells(one))).collect();
    layout::page(
        frame,
        html! {
            nav.pages {
                (secondary(words.visits_day_before()).icon(Icon::Left).to(&page.days.0))
                @if let Some(after) = &page.days.1 { (secondary(words.visits_day_after()).icon(Icon::Right).to(after)) }
            }
            (card("", html! {
                @if lines.is_empty() { (empty(Icon::Book, words.visits_book_empty(), words.visits_book_empty_text(), None)) }
                @else { (table(words.visits_book(), &heads, &lines)) }
            }))
            @if page.may_receive {
                (action_bar(primary(words.visits_receive()).icon(Icon::Receive).to(urls::visits::new()), ""))
            }
        },
    )
}

fn book_cells(one: &BookRow) -> Vec<Markup> {
    vec![
        html! { (one.number) },
        html! { (one.who) },
        html! { (one.kind) },
        html! { (one.consultant) },
        html! { (one.arrived) },
        html! { (one.left) },
        badge(one.outcome.0, one.outcome.1, &one.outcome.2),
    ]
}
