//! Follow-ups: my day, one contact with the words for it, its record, planning and calling off.

use crate::frame::Frame;
use crate::layout;
use crate::pages::customers::{Protection, protection, signs};
use crate::parts::card::{card_with, columns, fields, row};
use crate::parts::form::{action_bar, form, hidden, note, press};
use crate::parts::list::more;
use crate::parts::timeline::{Event, timeline};
use crate::parts::{
    Choice, Icon, Tone, area, badge, card, chips, danger, date, empty, grade, key_values, multi_chips, number, primary,
    secondary, select, text,
};
use crate::typed::Typed;
use crate::urls;
use crate::words::Words;
use maud::{Markup, html};

// ---------------------------------------------------------------------------------------------------------- my day

/// My day.
pub struct DayPage {
    /// Whose day: `who`, where the reader may look at others'.
    pub typed: Typed,
    /// Whose day it is; `None` for one's own, and for everybody's.
    pub who: Option<i64>,
    /// Whose days this reader may look at; empty for one's own only.
    pub people: Vec<Choice>,
    /// Due before today.
    pub overdue: Part,
    /// Due today.
    pub today: Part,
    /// Due in the next days.
    pub coming: Part,
    /// How many were done today, in words.
    pub done: String,
    /// Where work begins: the first that is due.
    pub start: Option<i64>,
    /// Whether this reader may hand customers over.
    pub may_hand_over: bool,
}

/// One part of the day.
#[derive(Default)]
pub struct Part {
    /// The follow-ups, the oldest first.
    pub rows: Vec<DayRow>,
    /// Whether there are more than are shown.
    pub more: bool,
}

/// One follow-up in the list.
pub struct DayRow {
    /// The follow-up.
    pub id: i64,
    /// The customer's name.
    pub name: String,
    /// The grade.
    pub grade: Option<String>,
    /// What it is for.
    pub purpose: String,
    /// When it is due, in words.
    pub due: String,
    /// How late it is.
    pub tone: Tone,
    /// When the customer was last reached, in words.
    pub last: String,
    /// Whose it is; none in one's own list.
    pub consultant: Option<String>,
    /// Protection left, where it is short.
    pub protection: Option<Protection>,
    /// Not to be called, in words.
    pub do_not_call: Option<String>,
    /// How far it has climbed, in words.
    pub climbed: Option<(Tone, String)>,
}

/// My day.
pub fn day(frame: &Frame, page: &DayPage) -> Markup {
    let words = frame.words;
    let nothing = page.overdue.rows.is_empty() && page.today.rows.is_empty() && page.coming.rows.is_empty();
    layout::page(
        frame,
        html! {
            @if !page.people.is_empty() { (whose(words, page)) }
            @if nothing {
                (card("", empty(Icon::Check, words.followups_day_empty(), words.followups_day_empty_text(),
                    Some(secondary(words.followups_to_customers()).to(urls::customers::list())))))
            } @else {
                (part(words, words.followups_overdue(), Tone::Bad, &page.overdue, None, page.who))
                (part(words, words.followups_today(), Tone::Accent, &page.today, Some(words.followups_today_none()), page.who))
                (part(words, words.followups_coming(), Tone::Plain, &page.coming, None, page.who))
            }
            (action_bar(
                html! { @if let Some(first) = page.start { (primary(words.followups_start()).icon(Icon::Arrow).big().to(urls::followups::of(urls::followups::show(first), page.who))) } },
                html! {
                    @if page.may_hand_over { (secondary(words.followups_to_hand_over()).icon(Icon::People).to(urls::followups::hand_over())) }
                    p.muted { (page.done) }
                },
            ))
        },
    )
}

fn whose(words: Words, page: &DayPage) -> Markup {
    html! {
        form.customer-filters method="get" action=(urls::followups::my_day()) {
            div.fields {
                (select(&page.typed, "who", words.followups_whose(), page.people.clone()).empty(words.followups_everybody()).submits())
                noscript { (secondary(words.common_search())) }
            }
        }
    }
}

fn part(words: Words, title: &str, tone: Tone, part: &Part, none: Option<&str>, who: Option<i64>) -> Markup {
    html! {
        @if !part.rows.is_empty() || none.is_some() {
            (card_with(title,
                html! { @if !part.rows.is_empty() { (badge(tone, Icon::Phone, count(words, part))) } },
                html! {
                    @if part.rows.is_empty() { p.muted { (none.unwrap_or_default()) } }
                    ul.rows { @for line in &part.rows { (day_row(words, line, who)) } }
                }))
        }
    }
}

fn count(words: Words, part: &Part) -> String {
    if part.more { words.followups_count_more(part.rows.len()) } else { words.followups_count(part.rows.len()) }
}

fn day_row(words: Words, line: &DayRow, who: Option<i64>) -> Markup {
    html! {
        li id={ "f" (line.id) } {
            a.row-link href=(urls::followups::of(urls::followups::show(line.id), who)) {
                div.row-sign { @if let Some(letter) = &line.grade { (grade(words, letter)) } @else { (grade(words, "–")) } }
                div.row-body {
                    div.row-title {
                        @if line.name.is_empty() { span.muted { (words.customers_unnamed()) } } @else { (line.name) }
                        span.muted { (line.purpose) }
                        @if let Some(until) = &line.do_not_call { (badge(Tone::Bad, Icon::Phone, until)) }
                    }
                    div.row-under { (line.last) @if let Some(person) = &line.consultant { " · " (person) } }
                }
                div.row-right {
                    @if let Some(left) = &line.protection { (protection(left)) }
                    @if let Some((tone, word)) = &line.climbed { (badge(*tone, Icon::Up, word)) }
                    (badge(line.tone, Icon::Clock, &line.due))
                }
                (Icon::Right)
            }
        }
    }
}

// ----------------------------------------------------------------------------------------------------- one contact

/// One planned contact: the words for it, and the form of its record.
pub struct RecordPage {
    /// The follow-up.
    pub id: i64,
    /// Whose day it is a part of; `None` for one's own, and for everybody's.
    pub who: Option<i64>,
    /// The version that was read.
    pub version: i32,
    /// Who this is and what to say.
    pub brief: Brief,
    /// The form: `how`, `reached`, `learned`, `words`, `next_on`, `no_next_reason`, `grade`, `grade_reason`, `intent`.
    pub typed: Typed,
    /// What may have been learned.
    pub learned: Vec<Choice>,
    /// The date that the grade offers, `2026-11-21`.
    pub offered: String,
    /// Why that date, in words.
    pub offered_note: String,
    /// Likely dates.
    pub picks: Vec<Choice>,
    /// Reasons for no next date.
    pub no_next: Vec<Choice>,
    /// The grade now.
    pub grade: Option<String>,
    /// The grades with what each means.
    pub grades: Vec<Choice>,
    /// Intent now.
    pub intent: i64,
}

/// Who this is, what they liked, feared and were promised, and the words that fit.
pub struct Brief {
    /// The customer.
    pub customer: i64,
    /// The name.
    pub name: String,
    /// The number to call, whole where the reader may see it.
    pub number: String,
    /// `tel:` address where the reader may see the number.
    pub tel: Option<String>,
    /// Whether a masked number may be shown to this reader.
    pub may_reveal: bool,
    /// The grade.
    pub grade: Option<String>,
    /// Protection left.
    pub protection: Option<Protection>,
    /// What it is for and when it was due, in words.
    pub purpose: String,
    /// Not to be called, in words.
    pub do_not_call: Option<String>,
    /// Names and values: last visit, budget, who decides.
    pub facts: Vec<(String, String)>,
    /// What was liked.
    pub liked: Vec<String>,
    /// What worried, with what answered it.
    pub feared: Vec<String>,
    /// What was promised.
    pub promised: Vec<String>,
    /// What to say.
    pub scripts: Vec<String>,
    /// Earlier contacts, the last first.
    pub earlier: Vec<Event>,
}

/// One planned contact.
pub fn record(frame: &Frame, page: &RecordPage) -> Markup {
    layout::page(frame, columns(brief(frame, &page.brief), record_form(frame, page)))
}

fn brief(frame: &Frame, brief: &Brief) -> Markup {
    let words = frame.words;
    html! {
        section.card.customer-head {
            div.customer-who {
                div {
                    h2.customer-title {
                        a href=(urls::customers::show(brief.customer)) {
                            @if brief.name.is_empty() { (words.customers_unnamed()) } @else { (brief.name) }
                        }
                        @if let Some(letter) = &brief.grade { (grade(words, letter)) }
                    }
                    p.muted { (brief.purpose) }
                }
                div.customer-owner {
                    @if let Some(left) = &brief.protection { (protection(left)) }
                    @match &brief.tel {
                        Some(tel) => a.button.secondary href=(tel) { (Icon::Phone) span.number-text { (brief.number) } },
                        None => span.number-text { (brief.number) },
                    }
                    @if brief.may_reveal {
                        (press(frame, urls::customers::number(brief.customer), crate::parts::quiet(words.customers_reveal()).icon(Icon::Eye)))
                    }
                }
            }
            @if let Some(until) = &brief.do_not_call { (note(Icon::Warning, html! { b { (until) } })) }
            @if !brief.facts.is_empty() {
                (key_values(brief.facts.iter().map(|(name, value)| (name.clone(), html! { (value) })).collect()))
            }
            (signs(Icon::Like, words.followups_liked(), &brief.liked))
            (signs(Icon::Worry, words.followups_feared(), &brief.feared))
            (signs(Icon::Flag, words.followups_promised(), &brief.promised))
        }
        @if !brief.scripts.is_empty() {
            (card(words.followups_script(), html! {
                @for script in &brief.scripts { blockquote.script { (Icon::Talk) p { (script) } } }
            }))
        }
        @if !brief.earlier.is_empty() { (card(words.followups_earlier(), timeline(&brief.earlier))) }
    }
}

fn record_form(frame: &Frame, page: &RecordPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    form(
        words,
        typed,
        urls::followups::of(urls::followups::show(page.id), page.who),
        html! {
            (hidden("version", page.version))
            (card(words.followups_record(), html! {
                (chips(typed, "how", words.followups_how(), hows(words)).value("call").required())
                (chips(typed, "reached", words.followups_reached(), vec![
                    Choice::new("yes", words.followups_reached_yes()).icon(Icon::Check),
                    Choice::new("no", words.followups_reached_no()).icon(Icon::Close),
                ]).required())
                (multi_chips(typed, "learned", words.followups_learned(), page.learned.clone()))
                (area(typed, "words", words.followups_words()).longest(600).optional(words))
            }))
            (card(words.followups_next(), html! {
                (date(typed, "next_on", words.followups_next_on()).value(&page.offered).hint(&page.offered_note).picks(page.picks.clone()))
                (more(html! { span { (words.followups_no_next()) } }, typed.value("no_next_reason").is_some_and(|reason| !reason.is_empty()), html! {
                    (chips(typed, "no_next_reason", words.followups_no_next_reason(), page.no_next.clone()).value("").label_unseen())
                }))
                (more(html! { span { (words.followups_cooling()) } }, typed.value("do_not_call_until").is_some_and(|on| !on.is_empty()), html! {
                    (date(typed, "do_not_call_until", words.followups_cooling_until()).hint(words.followups_cooling_hint()))
                }))
                (more(html! { span { (words.followups_grade_moved()) } }, grade_shown(typed), html! {
                    (chips(typed, "grade", words.customers_grade(), page.grades.clone()).value(page.grade.as_deref().unwrap_or_default()))
                    (fields(html! {
                        (text(typed, "grade_reason", words.followups_grade_reason()).longest(200))
                        (number(typed, "intent", words.customers_intent()).value(page.intent).after("%").between(0, 100))
                    }))
                }))
            }))
            (action_bar(primary(words.followups_save()).icon(Icon::Check).big(),
                secondary(words.followups_cancel()).to(urls::followups::of(urls::followups::cancellation(page.id), page.who))))
        },
    )
}

/// The grade stays folded away unless something about it was said or refused.
fn grade_shown(typed: &Typed) -> bool {
    ["grade", "grade_reason", "intent"].iter().any(|field| typed.error(field).is_some())
        || typed.value("grade_reason").is_some_and(|reason| !reason.is_empty())
}

fn hows(words: Words) -> Vec<Choice> {
    vec![
        Choice::new("call", words.followups_how_call()).icon(Icon::Phone),
        Choice::new("message", words.followups_how_message()).icon(Icon::Talk),
        Choice::new("meeting", words.followups_how_meeting()).icon(Icon::People),
        Choice::new("visit", words.followups_how_visit()).icon(Icon::Door),
    ]
}

// ------------------------------------------------------------------------------------------------------------ done

/// A contact that was made or called off.
pub struct DonePage {
    /// The follow-up.
    pub id: i64,
    /// Whose day it is a part of; `None` for one's own, and for everybody's.
    pub who: Option<i64>,
    /// The version that was read.
    pub version: i32,
    /// The customer.
    pub customer: i64,
    /// The customer's name.
    pub name: String,
    /// Whether it was made; otherwise it was called off.
    pub done: bool,
    /// What came of it: names and values.
    pub facts: Vec<(String, String)>,
    /// Whether it may still be taken back.
    pub may_undo: bool,
    /// What a rule said, where taking it back was refused.
    pub typed: Typed,
    /// The next customer of the day.
    pub next: Option<i64>,
    /// For whoever was out of turn: whether they are back, and what is left, in words.
    pub catch_up: Option<(bool, String)>,
}

/// A contact that was made or called off.
pub fn done(frame: &Frame, page: &DonePage) -> Markup {
    let words = frame.words;
    let (title, sign) = if page.done {
        (words.followups_done(), badge(Tone::Good, Icon::Check, words.followups_state_done()))
    } else {
        (words.followups_cancelled(), badge(Tone::Plain, Icon::Close, words.followups_state_cancelled()))
    };
    let day = &urls::followups::of(urls::followups::my_day(), page.who);
    layout::page(
        frame,
        html! {
            @if let Some(banner) = &page.typed.banner { (crate::parts::form::banner(words, banner)) }
            @if let Some((back, text)) = &page.catch_up { (note(if *back { Icon::Check } else { Icon::Turn }, text)) }
            (card_with(title, sign, html! {
                p { a href=(urls::customers::show(page.customer)) {
                    @if page.name.is_empty() { (words.customers_unnamed()) } @else { (page.name) }
                } }
                (key_values(page.facts.iter().map(|(name, value)| (name.clone(), html! { (value) })).collect()))
                @if page.may_undo {
                    (row(press(frame, urls::followups::of(urls::followups::undo(page.id), page.who), secondary(words.followups_undo()).icon(Icon::Undo)).with("version", page.version)))
                }
            }))
            (action_bar(
                html! { @match page.next {
                    Some(next) => (primary(words.followups_next_customer()).icon(Icon::Arrow).big().to(urls::followups::of(urls::followups::show(next), page.who))),
                    None => (primary(words.followups_back()).icon(Icon::Check).to(day)),
                } },
                html! { @if page.next.is_some() { (secondary(words.followups_back()).to(day)) } },
            ))
        },
    )
}

// -------------------------------------------------------------------------------------------------- plan, call off

/// Planning a contact by hand.
pub struct PlanPage {
    /// The customer.
    pub customer: i64,
    /// The form: `due_on`, `purpose`, `consultant`.
    pub typed: Typed,
    /// The date that the grade offers.
    pub offered: String,
    /// Likely dates.
    pub picks: Vec<Choice>,
    /// What it may be for.
    pub purposes: Vec<Choice>,
    /// Who may make it; empty where only the reader does.
    pub consultants: Vec<Choice>,
}

/// Planning a contact by hand.
pub fn plan(frame: &Frame, page: &PlanPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::followups::new(page.customer),
            html! {
                (card("", html! {
                    (date(typed, "due_on", words.followups_due_on()).value(&page.offered).picks(page.picks.clone()).required())
                    (chips(typed, "purpose", words.followups_purpose(), page.purposes.clone()).value("call").required())
                    @if !page.consultants.is_empty() {
                        (chips(typed, "consultant", words.followups_consultant(), page.consultants.clone()).required())
                    }
                }))
                (action_bar(primary(words.followups_plan()).icon(Icon::Check), secondary(words.common_cancel()).to(urls::customers::show(page.customer))))
            },
        ),
    )
}

/// Calling a contact off.
pub struct CancelPage {
    /// The follow-up.
    pub id: i64,
    /// Whose day it is a part of; `None` for one's own, and for everybody's.
    pub who: Option<i64>,
    /// The version that was read.
    pub version: i32,
    /// The form: `reason`.
    pub typed: Typed,
    /// Reasons to choose.
    pub reasons: Vec<Choice>,
}

/// Calling a contact off.
pub fn cancel(frame: &Frame, page: &CancelPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::followups::of(urls::followups::cancellation(page.id), page.who),
            html! {
                (hidden("version", page.version))
                (card("", chips(typed, "reason", words.followups_cancel_reason(), page.reasons.clone()).required()))
                (action_bar(danger(words.followups_cancel()).icon(Icon::Close), secondary(words.common_cancel()).to(urls::followups::of(urls::followups::show(page.id), page.who))))
            },
        ),
    )
}
