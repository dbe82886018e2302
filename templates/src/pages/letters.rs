//! Mail: where one's own goes and which one wants; the outgoing mail of the site.

use crate::frame::Frame;
use crate::layout;
use crate::parts::form::{action_bar, form, press, turned_down};
use crate::parts::list::{plain_row, rows};
use crate::parts::{Icon, Tone, badge, card, empty, primary, secondary, text, toggle};
use crate::typed::Typed;
use crate::urls;
use maud::{Markup, Render, html};

/// One's own page about mail.
#[derive(Clone, Debug, Default)]
pub struct OwnPage {
    /// The form: `address`, `digest`, `escalations`, `report_day`, `report_week`, `report_month`.
    pub typed: Typed,
    /// Where mail goes now.
    pub address: String,
    /// Whether the letter of each morning is wanted.
    pub digest: bool,
    /// Whether one wants to hear of what others left overdue; `None` for whom it is not.
    pub escalations: Option<bool>,
    /// Whether the reports of days, weeks and months are wanted; `None` for whoever may not read them.
    pub reports: Option<[bool; 3]>,
}

/// One's own page about mail.
pub fn own(frame: &Frame, page: &OwnPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::me::mail(),
            html! {
                (card("", html! {
                    p.muted { (words.letters_me_note()) }
                    (text(typed, "address", words.letters_address()).value(&page.address).hint(words.letters_address_hint()).longest(200).autocomplete("email"))
                    (toggle(typed, "digest", words.letters_wants_digest(), page.digest))
                    @if let Some(wanted) = page.escalations {
                        (toggle(typed, "escalations", words.letters_wants_escalations(), wanted))
                    }
                }))
                @if let Some([day, week, month]) = page.reports {
                    (card(words.report_mails_own(), html! {
                        p.muted { (words.report_mails_own_note()) }
                        (toggle(typed, "report_day", words.report_mails_want_day(), day))
                        (toggle(typed, "report_week", words.report_mails_want_week(), week))
                        (toggle(typed, "report_month", words.report_mails_want_month(), month))
                    }))
                }
                (action_bar(primary(words.letters_save()).icon(Icon::Check), ""))
            },
        ),
    )
}

/// The outgoing mail of a site.
#[derive(Clone, Debug, Default)]
pub struct OutboxPage {
    /// What a press that was refused says.
    pub typed: Typed,
    /// What waits, the oldest first.
    pub unsent: Vec<UnsentRow>,
    /// What left the house, the latest first.
    pub sent: Vec<SentRow>,
}

/// A mail that was not sent yet.
#[derive(Clone, Debug)]
pub struct UnsentRow {
    /// Its id.
    pub id: i64,
    /// What it is.
    pub title: String,
    /// To whom, the address masked.
    pub to: String,
    /// Where it stands.
    pub state: (Tone, Icon, String),
    /// How often it was tried, in words.
    pub tried: Option<String>,
    /// When it is tried next, or what to do.
    pub then: String,
    /// What the server said last; empty where nothing was said.
    pub why: String,
    /// Whether it can be tried at once.
    pub may_try: bool,
}

/// A mail that left the house.
#[derive(Clone, Debug)]
pub struct SentRow {
    /// What it is.
    pub title: String,
    /// To whom, the address masked.
    pub to: String,
    /// When, in words.
    pub at: String,
}

/// The outgoing mail of a site.
pub fn outbox(frame: &Frame, page: &OutboxPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (turned_down(words, &page.typed))
            p.lead { (words.letters_lead()) }
            @if page.unsent.is_empty() {
                (empty(Icon::Check, words.letters_unsent_none(), words.letters_unsent_none_text(), None))
            } @else {
                (card(words.letters_unsent(), rows(html! { @for row in &page.unsent { (unsent(frame, row)) } })))
            }
            (card(words.letters_sent(), html! {
                @if page.sent.is_empty() { p.muted { (words.letters_sent_none()) } }
                (rows(html! { @for row in &page.sent {
                    (plain_row(Icon::Check.render(), &row.title, html! { (row.to) }, html! { span.muted { (row.at) } }))
                } }))
            }))
        },
    )
}

fn unsent(frame: &Frame, row: &UnsentRow) -> Markup {
    let (tone, icon, state) = &row.state;
    let under = html! {
        (row.to)
        br;
        @if let Some(tried) = &row.tried { (tried) " · " }
        (row.then)
        @if !row.why.is_empty() { br; span.mail-why { (row.why) } }
    };
    let right = html! {
        (badge(*tone, *icon, state))
        @if row.may_try {
            (press(frame, urls::mail::again(row.id), secondary(frame.words.letters_again()).icon(Icon::Turn)))
        }
    };
    plain_row(Icon::Paper.render(), &row.title, under, right)
}
