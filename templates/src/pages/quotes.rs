//! Quotes: making one, the quote with its loan table, its paper, discounts that wait for a decision.

use crate::frame::Frame;
use crate::layout;
use crate::pages::approvals::{effect, picks};
use crate::parts::card::{big_sum, card_with, sum};
use crate::parts::form::{self as forms, note};
use crate::parts::list::{link_row, rows};
use crate::parts::{
    Button, Choice, Column, Icon, Row, Tone, action_bar, area, badge, card, chips, columns, danger, empty, form,
    hidden, key_values, money, more, multi_chips, primary, quiet, secondary, sheet, table, text,
};
use crate::typed::{Banner, Typed};
use crate::urls;
use crate::words::Words;
use maud::{Markup, html};

/// Making a quote. Fields: `unit`, `discount`, `special_kind`, `special_percent`, `reason`, `payment_way`, `down_payment`, `years`, `method`, `fund_part`.
#[derive(Clone, Debug, Default)]
pub struct NewPage {
    /// What was typed.
    pub typed: Typed,
    /// The visit.
    pub visit: i64,
    /// The unit.
    pub unit: i64,
    /// The unit's number and type.
    pub unit_name: String,
    /// Its list price.
    pub list_price: String,
    /// For whom.
    pub party: String,
    /// The currency's sign.
    pub currency: String,
    /// Published discounts.
    pub published: Vec<Choice>,
    /// Kinds of special discounts.
    pub specials: Vec<Choice>,
    /// What one may give by oneself, in per cent; `None` for no limit but the floor price.
    pub own_limit: Option<String>,
    /// Ways of payment.
    pub ways: Vec<Choice>,
    /// Shares paid first.
    pub down_payments: Vec<Choice>,
    /// The one chosen beforehand.
    pub down_payment: String,
    /// Years of a loan.
    pub years: Vec<Choice>,
    /// How a loan is paid back.
    pub methods: Vec<Choice>,
    /// The rates, in words.
    pub rates: String,
    /// The last day.
    pub valid_until: String,
}

/// Making a quote.
pub fn new(frame: &Frame, page: &NewPage) -> Markup {
    let words = frame.words;
    let frame_body = html! {
        (columns(fragment(frame, page), html! {
            (card("", html! {
                p.muted { (page.unit_name) }
                (big_sum(&page.list_price))
                p.muted { (words.quotes_for_party(&page.party)) }
                (key_values(vec![(words.quotes_valid_until().to_owned(), html! { (page.valid_until) })]))
            }))
        }))
    };
    layout::page(frame, frame_body)
}

/// The form alone, for pages that hold more.
pub fn fragment(frame: &Frame, page: &NewPage) -> Markup {
    let words = frame.words;
    let typed = &page.typed;
    let hint = page
        .own_limit
        .as_ref()
        .map_or_else(|| words.quotes_special_hint_free().to_owned(), |limit| words.quotes_special_hint(limit));
    form(
        words,
        typed,
        urls::quotes::new(page.visit),
        html! {
            (hidden("unit", page.unit))
            (card(words.quotes_way(), html! {
                (chips(typed, "payment_way", words.quotes_way(), page.ways.clone()).label_unseen().value("commercial_loan").required())
                (chips(typed, "down_payment", words.quotes_down_payment(), page.down_payments.clone()).value(&page.down_payment).required())
                (more(html! { (words.quotes_loan_only()) }, true, html! {
                    p.muted { (page.rates) }
                    (chips(typed, "years", words.quotes_years(), page.years.clone()).value("30"))
                    (chips(typed, "method", words.quotes_method(), page.methods.clone()).value("equal_instalments"))
                    (money(typed, "fund_part", words.quotes_fund_part()).before(&page.currency).hint(words.quotes_fund_part_hint()).optional(words))
                }))
            }))
            (card(words.quotes_discounts(), html! {
                @if !page.published.is_empty() { (multi_chips(typed, "discount", words.quotes_published(), page.published.clone())) }
                (chips(typed, "special_kind", words.quotes_special(), page.specials.clone()).value("negotiated"))
                (text(typed, "special_percent", words.quotes_special_percent()).hint(hint).after("%").optional(words))
                (text(typed, "reason", words.quotes_reason()).hint(words.quotes_reason_hint()).longest(200))
            }))
            (action_bar(primary(words.quotes_make()).icon(Icon::Check), ""))
        },
    )
}

/// One discount of a quote.
#[derive(Clone, Debug, Default)]
pub struct DiscountLine {
    /// Its name.
    pub name: String,
    /// How much, in per cent.
    pub percent: String,
    /// How much, in money.
    pub sum: String,
}

/// One month of the loan.
#[derive(Clone, Debug, Default)]
pub struct MonthLine {
    /// Its number.
    pub number: u16,
    /// Payment, principal, interest, what is left.
    pub sums: [String; 4],
}

/// A quote.
#[derive(Clone, Debug, Default)]
pub struct ShowPage {
    /// How it stands: the word and its tone.
    pub status: (String, Tone),
    /// What to know about that.
    pub notes: Vec<String>,
    /// The unit's number.
    pub unit: String,
    /// Facts of the unit: type, area.
    pub unit_facts: Vec<(String, String)>,
    /// Where the unit is.
    pub unit_href: String,
    /// For whom.
    pub customer: String,
    /// The list price.
    pub list_price: String,
    /// What goes off.
    pub discounts: Vec<DiscountLine>,
    /// What is to be paid.
    pub price: String,
    /// Names and values of the way of payment.
    pub payment: Vec<(String, String)>,
    /// The loan table.
    pub months: Vec<MonthLine>,
    /// The last day.
    pub valid_until: String,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_on: String,
    /// Where the deposit form is, if a deposit may be made on it.
    pub deposit: Option<String>,
    /// Where another one is made.
    pub again: Option<String>,
    /// Its paper.
    pub paper: String,
}

/// A quote on the screen.
pub fn show(frame: &Frame, page: &ShowPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (columns(
                html! {
                    (card_with(page.unit.as_str(), badge(page.status.1, Icon::Paper, &page.status.0), html! {
                        @for text in &page.notes { (note(Icon::Info, text)) }
                        (big_sum(&page.price))
                        (price_table(frame, page))
                    }))
                    (card(words.quotes_way(), html! {
                        (key_values(page.payment.iter().map(|(name, value)| (name.clone(), html! { (value) })).collect()))
                        @if !page.months.is_empty() { (more(html! { (words.quotes_table()) }, false, month_table(frame, page))) }
                    }))
                    (action_bar(
                        html! { @if let Some(deposit) = &page.deposit { (primary(words.quotes_deposit()).icon(Icon::Money).to(deposit)) } },
                        html! {
                            (secondary(words.quotes_print()).icon(Icon::Print).to(&page.paper))
                            @if let Some(again) = &page.again { (quiet(words.quotes_again()).to(again)) }
                        },
                    ))
                },
                card("", html! {
                    (key_values(facts(frame.words, page).into_iter().map(|(name, value)| (name, html! { (value) })).collect()))
                    (quiet(words.quotes_hold()).icon(Icon::Building).to(&page.unit_href))
                }),
            ))
        },
    )
}

/// Names and values of a quote, besides its sums.
pub fn facts(words: Words, page: &ShowPage) -> Vec<(String, String)> {
    let mut facts = vec![(words.quotes_customer().to_owned(), page.customer.clone())];
    facts.extend(page.unit_facts.iter().cloned());
    facts.extend([
        (words.quotes_valid_until().to_owned(), page.valid_until.clone()),
        (words.quotes_made_by().to_owned(), page.made_by.clone()),
        (words.quotes_made_on().to_owned(), page.made_on.clone()),
    ]);
    facts
}

fn price_table(frame: &Frame, page: &ShowPage) -> Markup {
    let words = frame.words;
    html! {
        dl.price-lines {
            div { dt { (words.quotes_list_price()) } dd { (sum(&page.list_price)) } }
            @for line in &page.discounts {
                div { dt { (line.name) " " span.muted { (line.percent) } } dd { (sum(&line.sum)) } }
            }
            div.total { dt { (words.quotes_price()) } dd { (sum(&page.price)) } }
        }
    }
}

/// The heads of the loan table.
pub fn month_heads(words: Words) -> [&'static str; 5] {
    [
        words.quotes_table_month(),
        words.quotes_table_payment(),
        words.quotes_table_principal(),
        words.quotes_table_interest(),
        words.quotes_table_left(),
    ]
}

fn month_table(frame: &Frame, page: &ShowPage) -> Markup {
    let heads: Vec<Column> = month_heads(frame.words).into_iter().map(Column::number).collect();
    let lines: Vec<Row> = page
        .months
        .iter()
        .map(|month| {
            let mut cells = vec![html! { (month.number) }];
            cells.extend(month.sums.iter().map(|sum| html! { (sum) }));
            Row::new(cells)
        })
        .collect();
    table(frame.words.quotes_table(), &heads, &lines)
}

/// The heads of what makes up the price.
pub fn price_heads(words: Words) -> [&'static str; 3] {
    [words.quotes_paper_item(), words.quotes_paper_off(), words.quotes_paper_sum()]
}

/// What makes up the price, the price last.
pub fn prices(words: Words, page: &ShowPage) -> Vec<Vec<String>> {
    let mut prices = vec![vec![words.quotes_list_price().to_owned(), String::new(), page.list_price.clone()]];
    prices.extend(page.discounts.iter().map(|line| vec![line.name.clone(), line.percent.clone(), line.sum.clone()]));
    prices.push(vec![words.quotes_price().to_owned(), String::new(), page.price.clone()]);
    prices
}

/// A quote on A4.
pub fn paper(frame: &Frame, page: &ShowPage) -> Markup {
    let words = frame.words;
    let issuer = frame.site.clone().unwrap_or_default();
    let mut pairs = vec![(words.quotes_unit().to_owned(), page.unit.clone())];
    pairs.extend(facts(words, page));
    let months: Vec<Vec<String>> = page
        .months
        .iter()
        .map(|month| std::iter::once(month.number.to_string()).chain(month.sums.iter().cloned()).collect())
        .collect();
    layout::print(
        frame,
        sheet::sheet(
            words.lang,
            html! {
                (sheet::head(&issuer, words.quotes_title(), &page.made_on))
                (sheet::grid(&pairs))
                (sheet::table(&price_heads(words).map(str::to_owned), &prices(words, page), 1))
                (sheet::grid(&page.payment))
                p.sheet-note { (words.quotes_foot()) }
                @if !months.is_empty() {
                    h2.sheet-title { (words.quotes_table()) }
                    (sheet::table(&month_heads(words).map(str::to_owned), &months, 0))
                }
            },
        ),
    )
}

/// One quote in a list.
#[derive(Clone, Debug, Default)]
pub struct QuoteLine {
    /// Where it is.
    pub href: String,
    /// The unit's number.
    pub unit: String,
    /// Its price.
    pub price: String,
    /// When, by whom, which way of payment.
    pub under: String,
    /// How it stands.
    pub status: (String, Tone),
}

/// The quotes of a journey.
pub fn list(frame: &Frame, quotes: &[QuoteLine]) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            @if quotes.is_empty() {
                (empty(Icon::Paper, words.quotes_list_empty_title(), words.quotes_list_empty_text(), None))
            } @else { (card("", lines(quotes))) }
        },
    )
}

/// Quotes, one under the other, for pages that hold more.
pub fn lines(quotes: &[QuoteLine]) -> Markup {
    rows(html! { @for quote in quotes {
        (link_row(
            &quote.href,
            Icon::Paper,
            html! { (quote.unit) " · " (quote.price) },
            html! { (quote.under) },
            badge(quote.status.1, Icon::Paper, &quote.status.0),
        ))
    } })
}

/// A discount that waits for a decision. Fields: `verdict`, `reason`.
#[derive(Clone, Debug, Default)]
pub struct ApprovalCard {
    /// What was typed.
    pub typed: Typed,
    /// Where it is sent.
    pub action: String,
    /// The unit's number.
    pub unit: String,
    /// How much is wanted.
    pub wanted: String,
    /// Who asked, and when.
    pub by: String,
    /// Why.
    pub reason: String,
    /// Prices: list, wanted, floor.
    pub prices: Vec<(String, String)>,
    /// The quote.
    pub quote: String,
    /// What happens if it is granted.
    pub effect: String,
    /// Whether this person may grant so much.
    pub may_grant: bool,
}

/// Discounts that wait for a decision.
///
/// `gone` is what is said about one that somebody else has just decided.
pub fn approvals(frame: &Frame, gone: Option<&Banner>, cards: &[ApprovalCard]) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            @if let Some(banner) = gone { (forms::banner(words, banner)) }
            @if cards.is_empty() {
                (empty(Icon::Check, words.quotes_approvals_empty_title(), words.quotes_approvals_empty_text(), None))
            } @else {
                div.stack { @for card in cards { (approval(frame, card)) } }
            }
        },
    )
}

/// The card of one discount, for the page of approvals.
pub fn approval(frame: &Frame, page: &ApprovalCard) -> Markup {
    let words = frame.words;
    let open: Button = quiet(words.quotes_title()).icon(Icon::Paper).to(&page.quote);
    card_with(
        format!("{} · {}", page.unit, page.wanted),
        open,
        html! {
            p.muted { (page.by) }
            p { (words.quotes_asked(&page.reason)) }
            (key_values(page.prices.iter().map(|(name, value)| (name.clone(), html! { (value) })).collect()))
            @if page.may_grant { (effect(words, &page.effect)) }
            (form(words, &page.typed, &page.action, html! {
                (area(&page.typed, "reason", words.quotes_approval_reason()).id(format!("f-reason-{}", page.action.replace('/', "-"))).longest(200).required()
                    .picks(picks(&[words.approvals_pick_decided(), words.approvals_pick_competition(), words.approvals_pick_no_margin()])))
                @if page.may_grant {
                    div.row.verdict {
                        (secondary(words.quotes_approval_grant()).icon(Icon::Check).named("verdict", "granted"))
                        (danger(words.quotes_approval_refuse()).named("verdict", "refused"))
                    }
                } @else {
                    (note(Icon::Lock, words.quotes_approval_above()))
                    div.row.verdict { (danger(words.quotes_approval_refuse()).named("verdict", "refused")) }
                }
            }))
        },
    )
}
