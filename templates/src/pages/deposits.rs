//! Deposits: writing the agreement, the agreement and its money, the cashier's desk, the papers.

use crate::frame::Frame;
use crate::layout;
use crate::parts::card::{big_sum, card_with, sum as digits};
use crate::parts::form::{banner, note};
use crate::parts::list::{Tab, link_row, rows, tabs};
use crate::parts::signature::{drawn, signature};
use crate::parts::{
    Choice, Column, Event, Icon, Row, Tone, action_bar, badge, card, chips, columns, danger, date, empty, form, hidden,
    key_values, money, more, phone, primary, secondary, sheet, table, text, timeline, toggle,
};
use crate::typed::{Banner, Typed};
use crate::urls;
use crate::words::Lang;
use maud::{Markup, html};

/// The fields of a buyer in the form, by place.
pub const BUYERS: [BuyerFields; 4] = [
    BuyerFields {
        name: "buyer_name_1",
        id: "buyer_id_1",
        phone: "buyer_phone_1",
        address: "buyer_address_1",
        share: "buyer_share_1",
    },
    BuyerFields {
        name: "buyer_name_2",
        id: "buyer_id_2",
        phone: "buyer_phone_2",
        address: "buyer_address_2",
        share: "buyer_share_2",
    },
    BuyerFields {
        name: "buyer_name_3",
        id: "buyer_id_3",
        phone: "buyer_phone_3",
        address: "buyer_address_3",
        share: "buyer_share_3",
    },
    BuyerFields {
        name: "buyer_name_4",
        id: "buyer_id_4",
        phone: "buyer_phone_4",
        address: "buyer_address_4",
        share: "buyer_share_4",
    },
];

/// The names of one buyer's fields.
#[derive(Clone, Copy, Debug)]
pub struct BuyerFields {
    /// The name.
    pub name: &'static str,
    /// The identity paper.
    pub id: &'static str,
    /// The number.
    pub phone: &'static str,
    /// The address.
    pub address: &'static str,
    /// The share in per cent.
    pub share: &'static str,
}

/// Writing an agreement. Fields: `visit`, `unit`, `quote`, `kind`, `sum`, `payment_way`, `sign_by`, those of [`BUYERS`], `seen_contract`,
/// `unseen_reason`, `signature`, `signature_typed`.
#[derive(Clone, Debug, Default)]
pub struct NewPage {
    /// What was typed.
    pub typed: Typed,
    /// The visit.
    pub visit: i64,
    /// The unit.
    pub unit: i64,
    /// The quote.
    pub quote: Option<i64>,
    /// The unit's number and type.
    pub unit_name: String,
    /// The price agreed.
    pub price: String,
    /// Names and values beside it.
    pub facts: Vec<(String, String)>,
    /// For whom.
    pub party: String,
    /// The currency's sign.
    pub currency: String,
    /// Kinds of money, each with what the law says of it.
    pub kinds: Vec<Choice>,
    /// The most earnest money.
    pub earnest_most: String,
    /// The sum filled in beforehand.
    pub sum: String,
    /// Likely sums.
    pub sums: Vec<Choice>,
    /// Ways of payment; none where the quote says it.
    pub ways: Vec<Choice>,
    /// When the contract is to be signed, if nothing is filled in.
    pub sign_by_hint: String,
    /// The first buyer's name.
    pub name: String,
    /// The first buyer's number.
    pub phone: String,
}

/// Writing an agreement.
pub fn new(frame: &Frame, page: &NewPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        columns(
            fragment(frame, page),
            html! {
                (card("", html! {
                    p.muted { (page.unit_name) }
                    (big_sum(&page.price))
                    p.muted { (words.deposits_for_party(&page.party)) }
                    (key_values(page.facts.iter().map(|(name, value)| (name.clone(), html! { (value) })).collect()))
                }))
            },
        ),
    )
}

/// The form alone, for pages that hold more.
pub fn fragment(frame: &Frame, page: &NewPage) -> Markup {
    let words = frame.words;
    let typed = &page.typed;
    form(
        words,
        typed,
        urls::deposits::new(),
        html! {
            (hidden("visit", page.visit))
            (hidden("unit", page.unit))
            @if let Some(quote) = page.quote { (hidden("quote", quote)) }
            (card(words.deposits_money(), html! {
                (chips(typed, "kind", words.deposits_kind(), page.kinds.clone()).tall().value("earnest_deposit").required())
                (money(typed, "sum", words.deposits_sum()).before(&page.currency).value(&page.sum).picks(page.sums.clone())
                    .hint(words.deposits_sum_hint(&page.earnest_most)).required())
                @if !page.ways.is_empty() {
                    (chips(typed, "payment_way", words.deposits_way(), page.ways.clone()).value("commercial_loan").required())
                }
                (more(html! { (words.deposits_sign_by()) }, typed.error("sign_by").is_some(), html! {
                    (date(typed, "sign_by", words.deposits_sign_by()).hint(&page.sign_by_hint).optional(words))
                }))
            }))
            (card(words.deposits_buyers(), html! {
                @for (at, fields) in BUYERS.iter().enumerate() {
                    @if at == 0 { (buyer(frame, page, fields, true)) } @else {
                        @let filled = typed.value(fields.name).is_some_and(|name| !name.is_empty()) || typed.error(fields.name).is_some();
                        (more(html! { (words.deposits_buyer(at + 1)) }, filled, buyer(frame, page, fields, false)))
                    }
                }
            }))
            (card(words.deposits_signing(), html! {
                (toggle(typed, "seen_contract", words.deposits_seen_contract(), false))
                (more(html! { (words.deposits_unseen_reason()) }, typed.error("seen_contract").is_some(), html! {
                    (text(typed, "unseen_reason", words.deposits_unseen_reason()).label_unseen().longest(200))
                }))
                (signature(words, typed, "signature", words.deposits_signature()))
            }))
            (action_bar(primary(words.deposits_make()).icon(Icon::Pen).big(), ""))
        },
    )
}

fn buyer(frame: &Frame, page: &NewPage, fields: &BuyerFields, first: bool) -> Markup {
    let words = frame.words;
    let typed = &page.typed;
    let (name, number) = if first { (page.name.as_str(), page.phone.as_str()) } else { ("", "") };
    html! {
        div.fields {
            (text(typed, fields.name, words.deposits_buyer_name()).value(name).longest(60).autocomplete("off"))
            (text(typed, fields.id, words.deposits_buyer_id()).hint(words.deposits_buyer_id_hint()).longest(30).autocomplete("off"))
            (phone(typed, fields.phone, words.deposits_buyer_phone()).value(number))
            (text(typed, fields.address, words.deposits_buyer_address()).longest(120).autocomplete("off").optional(words))
            (text(typed, fields.share, words.deposits_buyer_share()).hint(words.deposits_buyer_share_hint()).after("%").optional(words))
        }
    }
}

/// A buyer, as far as anybody may see.
#[derive(Clone, Debug, Default)]
pub struct BuyerLine {
    /// The name.
    pub name: String,
    /// The share.
    pub share: String,
    /// The identity paper, masked.
    pub id: String,
    /// The number, masked for those who may not see it.
    pub phone: String,
    /// The address.
    pub address: String,
}

/// Money that came.
#[derive(Clone, Debug, Default)]
pub struct PaymentLine {
    /// Its receipt.
    pub href: String,
    /// The receipt's number.
    pub receipt: String,
    /// The sum.
    pub sum: String,
    /// How it came.
    pub way: String,
    /// What kind of money.
    pub kind: String,
    /// When.
    pub when: String,
    /// Who confirmed it.
    pub who: String,
}

/// A deposit.
#[derive(Clone, Debug, Default)]
pub struct ShowPage {
    /// What is said above the page when a form came back.
    pub banner: Option<Banner>,
    /// How it stands.
    pub status: (String, Tone),
    /// The unit.
    pub unit: String,
    /// Where the unit is.
    pub unit_href: String,
    /// The page of the shares of the sale.
    pub credit_href: String,
    /// Whose sale it is: names with their percent; none where nothing was written yet.
    pub shares: Vec<(String, String)>,
    /// The sum, and what kind of money.
    pub sum: String,
    /// What kind of money.
    pub kind: String,
    /// What the law says of it.
    pub kind_note: String,
    /// Names and values of what was agreed.
    pub facts: Vec<(String, String)>,
    /// Who buys.
    pub buyers: Vec<BuyerLine>,
    /// Money that came.
    pub payments: Vec<PaymentLine>,
    /// To confirm the money.
    pub confirm: Option<ConfirmForm>,
    /// To withdraw it.
    pub withdraw: Option<WithdrawForm>,
    /// What comes next: a label and where it leads.
    pub next: Option<(String, String)>,
    /// Its paper.
    pub paper: String,
    /// What happened.
    pub events: Vec<Event>,
}

/// To confirm money. Fields: `sum`, `way`, `note`.
#[derive(Clone, Debug, Default)]
pub struct ConfirmForm {
    /// What was typed.
    pub typed: Typed,
    /// Where it is sent.
    pub action: String,
    /// The sum that is due.
    pub due: String,
    /// The currency's sign.
    pub currency: String,
    /// How money comes.
    pub ways: Vec<Choice>,
}

/// To withdraw an agreement. Field: `reason`.
#[derive(Clone, Debug, Default)]
pub struct WithdrawForm {
    /// What was typed.
    pub typed: Typed,
    /// Where it is sent.
    pub action: String,
}

/// A deposit on the screen.
pub fn show(frame: &Frame, page: &ShowPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            @if let Some(said) = &page.banner { (banner(words, said)) }
            (columns(
                html! {
                    (card_with(&page.kind, badge(page.status.1, Icon::Money, &page.status.0), html! {
                        (big_sum(&page.sum))
                        p.muted { (page.kind_note) }
                        (key_values(page.facts.iter().map(|(name, value)| (name.clone(), html! { (value) })).collect()))
                    }))
                    @if let Some(confirm) = &page.confirm { (card(words.deposits_confirm_title(), confirm_form(frame, confirm, print_button(frame, page)))) }
                    (card(words.deposits_payments(), payments(frame, page)))
                    // The form of the money brings the bar of its own.
                    @if page.confirm.is_none() {
                        (action_bar(
                            html! { @if let Some((label, href)) = &page.next { (primary(label).icon(Icon::Arrow).to(href)) } },
                            print_button(frame, page),
                        ))
                    }
                },
                html! {
                    (card(words.deposits_buyers(), rows(html! { @for buyer in &page.buyers { (buyer_row(buyer)) } })))
                    (card("", rows(html! {
                        (link_row(&page.unit_href, Icon::Building, html! { (page.unit) }, "", ""))
                        (link_row(&page.credit_href, Icon::People, html! { (words.ownership_credit()) }, html! { (said(&page.shares)) }, ""))
                    })))
                    @if !page.events.is_empty() { (card(words.units_time_line(), timeline(&page.events))) }
                    @if let Some(withdraw) = &page.withdraw {
                        (more(html! { (words.deposits_withdraw_title()) }, !withdraw.typed.is_fresh(), withdraw_form(frame, withdraw)))
                    }
                },
            ))
        },
    )
}

/// Shares in a line: `Li Jing 80 % · Wang Lei 20 %`.
pub(super) fn said(shares: &[(String, String)]) -> String {
    shares.iter().map(|(who, percent)| format!("{who} {percent}")).collect::<Vec<_>>().join(" · ")
}

fn print_button(frame: &Frame, page: &ShowPage) -> Markup {
    html! { (secondary(frame.words.deposits_print()).icon(Icon::Print).to(&page.paper)) }
}

fn buyer_row(buyer: &BuyerLine) -> Markup {
    let under: Vec<&str> = [&buyer.id, &buyer.phone, &buyer.address]
        .into_iter()
        .map(String::as_str)
        .filter(|text| !text.is_empty())
        .collect();
    crate::parts::list::plain_row(
        Icon::Person,
        html! { (buyer.name) },
        html! { (under.join(" · ")) },
        html! { (buyer.share) },
    )
}

fn payments(frame: &Frame, page: &ShowPage) -> Markup {
    let words = frame.words;
    html! {
        @if page.payments.is_empty() { (note(Icon::Info, words.deposits_payments_none())) } @else {
            (rows(html! { @for payment in &page.payments {
                (link_row(
                    &payment.href,
                    Icon::Paper,
                    html! { (words.deposits_receipt_line(&payment.sum, &payment.way)) },
                    html! { (words.deposits_received_line(&payment.when, &payment.who)) },
                    html! { (payment.receipt) },
                ))
            } }))
        }
    }
}

/// The form in which the cashier confirms money.
pub fn confirm_form(frame: &Frame, confirm: &ConfirmForm, others: Markup) -> Markup {
    let words = frame.words;
    let typed = &confirm.typed;
    form(
        words,
        typed,
        &confirm.action,
        html! {
            (money(typed, "sum", words.deposits_confirm_sum()).before(&confirm.currency).value(&confirm.due).required())
            (chips(typed, "way", words.deposits_confirm_way(), confirm.ways.clone()).required())
            (text(typed, "note", words.deposits_confirm_note()).longest(120).optional(words))
            (action_bar(primary(words.deposits_confirm_go()).icon(Icon::Check), others))
        },
    )
}

fn withdraw_form(frame: &Frame, withdraw: &WithdrawForm) -> Markup {
    let words = frame.words;
    form(
        words,
        &withdraw.typed,
        &withdraw.action,
        html! {
            p.muted { (words.deposits_withdraw_text()) }
            (text(&withdraw.typed, "reason", words.deposits_withdraw_reason()).longest(200).required())
            div.row { (danger(words.deposits_withdraw_go())) }
        },
    )
}

/// One deposit in a list.
#[derive(Clone, Debug, Default)]
pub struct DepositLine {
    /// Where it is.
    pub href: String,
    /// The agreement's number.
    pub number: String,
    /// The unit.
    pub unit: String,
    /// Who buys.
    pub customer: String,
    /// The sum.
    pub sum: String,
    /// What is worth knowing: when, by whom.
    pub under: String,
    /// How it stands.
    pub status: (String, Tone),
}

/// The deposits of a site.
#[derive(Clone, Debug, Default)]
pub struct ListPage {
    /// The stands, side by side.
    pub tabs: Vec<Tab>,
    /// The deposits.
    pub lines: Vec<DepositLine>,
    /// Whether the cashier's desk is for this person.
    pub cashier: bool,
}

/// The deposits of a site.
pub fn list(frame: &Frame, page: &ListPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            @if page.cashier { div.row { (secondary(words.deposits_cashier_link()).icon(Icon::Money).to(urls::deposits::cashier())) } }
            (tabs(words.deposits_title(), &page.tabs))
            @if page.lines.is_empty() {
                (empty(Icon::Money, words.deposits_list_empty_title(), words.deposits_list_empty_text(), None))
            } @else { (card("", lines(&page.lines))) }
        },
    )
}

/// Deposits, one under the other, for pages that hold more.
pub fn lines(deposits: &[DepositLine]) -> Markup {
    rows(html! { @for one in deposits {
        (link_row(
            &one.href,
            Icon::Money,
            html! { (one.unit) " · " (one.customer) },
            html! { (one.number) " · " (one.under) },
            html! { (digits(&one.sum)) " " (badge(one.status.1, Icon::Paper, &one.status.0)) },
        ))
    } })
}

/// The cashier's desk.
#[derive(Clone, Debug, Default)]
pub struct CashierPage {
    /// What waits for money.
    pub waiting: Vec<DepositLine>,
    /// What came today.
    pub received: Vec<PaymentLine>,
    /// All of today.
    pub total: String,
}

/// The cashier's desk.
pub fn cashier(frame: &Frame, page: &CashierPage) -> Markup {
    let words = frame.words;
    let heads = [
        Column::new(words.deposits_column_receipt()),
        Column::new(words.deposits_column_time()),
        Column::new(words.deposits_column_kind()),
        Column::new(words.deposits_column_way()),
        Column::number(words.deposits_column_sum()),
    ];
    let line = |payment: &PaymentLine| {
        Row::link(
            &payment.href,
            vec![
                html! { (payment.receipt) },
                html! { (payment.when) },
                html! { (payment.kind) },
                html! { (payment.way) },
                html! { (payment.sum) },
            ],
        )
    };
    let received: Vec<Row> = page.received.iter().map(line).collect();
    layout::page(
        frame,
        html! {
            @if page.waiting.is_empty() {
                (empty(Icon::Check, words.deposits_cashier_waiting_none(), words.deposits_cashier_waiting_text(), None))
            } @else { (card(words.deposits_cashier_waiting(), lines(&page.waiting))) }
            @if !received.is_empty() {
                (card_with(words.deposits_cashier_today(), html! { (words.deposits_cashier_total(&page.total)) }, table(words.deposits_cashier_today(), &heads, &received)))
            }
        },
    )
}

/// A paper of a deposit: the agreement, a receipt.
#[derive(Clone, Debug, Default)]
pub struct Paper {
    /// The language that it is written in.
    pub lang: Lang,
    /// Who issues it.
    pub issuer: String,
    /// The title.
    pub title: String,
    /// The number.
    pub number: String,
    /// Names and values.
    pub facts: Vec<(String, String)>,
    /// The heads of the table of buyers.
    pub heads: Vec<String>,
    /// The buyers; none on a receipt.
    pub buyers: Vec<Vec<String>>,
    /// Clauses, each with its title.
    pub clauses: Vec<(String, String)>,
    /// What is said below.
    pub foot: String,
    /// Places to sign: label, strokes, name.
    pub places: Vec<(String, String, String)>,
}

/// A paper on A4.
pub fn paper(frame: &Frame, page: &Paper) -> Markup {
    let places: Vec<(String, Markup)> = page
        .places
        .iter()
        .map(|(label, strokes, name)| {
            (
                label.clone(),
                if name.is_empty() {
                    html! {}
                } else {
                    drawn(strokes, name)
                },
            )
        })
        .collect();
    layout::print(
        frame,
        sheet::sheet(
            page.lang,
            html! {
                (sheet::head(&page.issuer, &page.title, &page.number))
                (sheet::grid(&page.facts))
                @if !page.buyers.is_empty() { (sheet::table(&page.heads, &page.buyers, page.heads.len())) }
                @if !page.clauses.is_empty() {
                    ol.clauses { @for (title, text) in &page.clauses { li { b { (title) } " " (text) } } }
                }
                @if !page.foot.is_empty() { p.sheet-note { (page.foot) } }
                (sheet::signatures(&places))
            },
        ),
    )
}
