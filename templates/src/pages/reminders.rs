//! Reminders: my notices, what ran by itself, a birthday.

use crate::frame::Frame;
use crate::layout;
use crate::parts::card::{card_with, fields, row};
use crate::parts::form::{action_bar, banner, form, note, press};
use crate::parts::list::{plain_row, rows};
use crate::parts::{
    Choice, Column, Icon, Row, Tone, badge, card, empty, number, primary, quiet, secondary, select, table,
};
use crate::typed::Typed;
use crate::urls;
use crate::words::Words;
use maud::{Markup, html};

/// My notices.
pub struct NoticesPage {
    /// What a rule said to a button.
    pub typed: Typed,
    /// Parts in the order of their urgency: title, and what stands in them.
    pub parts: Vec<(String, Vec<NoticeRow>)>,
    /// How many were not seen.
    pub unseen: usize,
    /// Whether there are more than are shown.
    pub more: bool,
    /// Whether this reader may see what ran.
    pub may_see_runs: bool,
}

/// One notice.
pub struct NoticeRow {
    /// The notice.
    pub id: i64,
    /// Its sign.
    pub icon: Icon,
    /// About whom.
    pub name: String,
    /// What it is.
    pub title: String,
    /// What to do.
    pub todo: String,
    /// Where that is done.
    pub href: String,
    /// When, in words, and how urgent.
    pub when: (Tone, String),
    /// Not seen before.
    pub is_new: bool,
}

/// My notices.
pub fn notices(frame: &Frame, page: &NoticesPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            @if let Some(no) = &page.typed.banner { (banner(words, no)) }
            @if page.parts.is_empty() {
                (card("", empty(Icon::Bell, words.reminders_none(), words.reminders_none_text(),
                    Some(secondary(words.reminders_to_my_day()).to(urls::desk::home())))))
            }
            @for (title, notices) in &page.parts {
                (card_with(title, badge(Tone::Plain, Icon::Bell, notices.len().to_string()), rows(html! {
                    @for one in notices { (notice(frame, one)) }
                })))
            }
            @if page.more { (note(Icon::Info, words.reminders_more())) }
            @if page.unseen > 0 || page.may_see_runs {
                (action_bar(
                    html! { @if page.unseen > 0 { (press(frame, urls::reminders::seen(), primary(words.reminders_see_all()).icon(Icon::Eye))) } },
                    html! { @if page.may_see_runs { (secondary(words.reminders_to_runs()).icon(Icon::List).to(urls::reminders::overview())) } },
                ))
            }
        },
    )
}

fn notice(frame: &Frame, one: &NoticeRow) -> Markup {
    let words = frame.words;
    let title = html! {
        a.notice-title href=(one.href) {
            @if one.name.is_empty() { (words.customers_unnamed()) } @else { (one.name) }
        }
        span { (one.title) }
        @if one.is_new { (badge(Tone::Accent, Icon::Star, words.reminders_new())) }
    };
    let right = html! {
        (badge(one.when.0, Icon::Clock, &one.when.1))
        (press(frame, urls::reminders::done(one.id), quiet(words.reminders_done()).icon(Icon::Check)))
    };
    plain_row(one.icon, title, html! { (one.todo) }, right)
}

/// The bell in the frame, with how many were not seen.
pub fn bell(words: Words, unseen: u32) -> Markup {
    html! {
        a.bell href=(urls::reminders::notices()) title=(words.reminders_title()) {
            (Icon::Bell)
            @if unseen > 0 {
                span.rail-count aria-hidden="true" { @if unseen > 99 { "99+" } @else { (unseen) } }
                span.unseen { (words.reminders_unseen(unseen)) }
            } @else {
                span.unseen { (words.reminders_title()) }
            }
        }
    }
}

/// What runs by itself.
pub struct OverviewPage {
    /// Every kind.
    pub kinds: Vec<KindRow>,
    /// When the day's reminders are made, in words.
    pub hour: String,
    /// Whether this reader may change the settings.
    pub may_set: bool,
}

/// One kind of reminder.
pub struct KindRow {
    /// Its name.
    pub name: String,
    /// When it reminds, in words.
    pub rule: String,
    /// Whom it reaches.
    pub whom: String,
    /// Whether the site wants it.
    pub on: bool,
    /// When it ran last, in words.
    pub last: String,
    /// How many subjects were looked at then.
    pub looked: String,
    /// How many were new.
    pub made: String,
    /// How many stand.
    pub standing: String,
    /// When it runs next, in words.
    pub next: String,
}

/// What runs by itself: per kind when it ran, how many, when next.
pub fn overview(frame: &Frame, page: &OverviewPage) -> Markup {
    let words = frame.words;
    let columns = [
        Column::new(words.reminders_column_kind()),
        Column::new(words.reminders_column_whom()),
        Column::new(words.reminders_column_last()),
        Column::number(words.reminders_column_looked()),
        Column::number(words.reminders_column_made()),
        Column::number(words.reminders_column_standing()),
        Column::new(words.reminders_column_next()),
    ];
    let lines: Vec<Row> = page.kinds.iter().map(|kind| kind_row(words, kind)).collect();
    layout::page(
        frame,
        html! {
            (note(Icon::Bell, &page.hour))
            (card("", table(words.reminders_runs_title(), &columns, &lines)))
            @if page.may_set {
                (action_bar(html! {}, secondary(words.reminders_to_settings()).icon(Icon::Sliders).to(urls::nav::settings())))
            }
        },
    )
}

fn kind_row(words: Words, kind: &KindRow) -> Row {
    let name = html! {
        b { (kind.name) }
        @if !kind.on { " " (badge(Tone::Plain, Icon::Pause, words.reminders_off())) }
        p.muted { (kind.rule) }
    };
    Row::new(vec![
        name,
        html! { (kind.whom) },
        html! { (kind.last) },
        html! { (kind.looked) },
        html! { (kind.made) },
        html! { (kind.standing) },
        html! { (kind.next) },
    ])
}

/// A customer's birthday.
pub struct BirthdayPage {
    /// The customer.
    pub customer: i64,
    /// The form: `month`, `day`.
    pub typed: Typed,
    /// Whether the customer agreed to be written to.
    pub agreed: bool,
    /// Whether a birthday is kept.
    pub known: bool,
}

/// A customer's birthday.
pub fn birthday(frame: &Frame, page: &BirthdayPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let months = (1..=12).map(|month| Choice::new(month, words.reminders_month(month))).collect();
    layout::page(
        frame,
        html! {
            (note(Icon::Shield, words.reminders_birthday_purpose()))
            @if page.agreed {
                (form(words, typed, urls::reminders::birthday(page.customer), html! {
                    (card("", fields(html! {
                        (select(typed, "month", words.reminders_birthday_month(), months).required())
                        (number(typed, "day", words.reminders_birthday_day()).between(1, 31).required())
                    })))
                    (action_bar(primary(words.common_save()).icon(Icon::Check), html! {}))
                }))
            } @else {
                (card("", empty(Icon::Gift, words.reminders_birthday_no_consent(), "",
                    Some(secondary(words.reminders_birthday_ask()).to(urls::customers::consent(page.customer))))))
            }
            @if page.known {
                (row(press(frame, urls::reminders::birthday(page.customer), quiet(words.reminders_birthday_strike()).icon(Icon::Bin)).with("strike", "yes")))
            }
        },
    )
}
