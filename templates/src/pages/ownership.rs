//! Ownership: the public pool, more time with a customer, agents' filings, shares of a sale, the hand-over of a leaver.

use crate::frame::Frame;
use crate::layout;
use crate::pages::approvals::{effect, picks};
use crate::pages::customers::{Protection, around, name, protection};
use crate::parts::card::{card_with, fields, row};
use crate::parts::form::{self as forms, action_bar, form, hidden, note, press};
use crate::parts::list::{Tab, link_row, plain_row, rows};
use crate::parts::{
    Choice, Icon, Tone, area, badge, card, chips, danger, empty, grade, key_values, multi_chips, number, phone,
    primary, quiet, search, secondary, select, text,
};
use crate::typed::{Banner, Typed};
use crate::urls;
use maud::{Markup, html};

// ------------------------------------------------------------------------------------------------------------ pool

/// The public pool.
pub struct PoolPage {
    /// The rooms of ownership.
    pub around: Vec<Tab>,
    /// What was refused, if a claim was.
    pub banner: Option<Banner>,
    /// The filters: `q`, `grade`.
    pub typed: Typed,
    /// Grades to choose.
    pub grades: Vec<Choice>,
    /// How many claims are left today, in words.
    pub left_today: Option<String>,
    /// Who is in it.
    pub rows: Vec<PoolRow>,
    /// Whether anything is searched or filtered.
    pub narrowed: bool,
    /// The address of the first page, where this is not it.
    pub first_page: Option<String>,
    /// The address of the next page.
    pub next_page: Option<String>,
}

/// Somebody in the pool.
pub struct PoolRow {
    /// The customer.
    pub customer: i64,
    /// The name.
    pub name: String,
    /// The number, masked.
    pub number: String,
    /// The grade.
    pub grade: Option<String>,
    /// Since when and from whom.
    pub since: String,
    /// Visits and the last contact.
    pub past: String,
    /// Whether this reader may claim.
    pub may_claim: bool,
    /// Why not, if there is a reason to tell.
    pub why_not: Option<String>,
}

/// The public pool.
pub fn pool(frame: &Frame, page: &PoolPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (around(words, &page.around))
            @if let Some(banner) = &page.banner { (forms::banner(words, banner)) }
            form.customer-filters role="search" method="get" action=(urls::ownership::pool()) {
                div.search {
                    (Icon::Search)
                    input type="search" name="q" value=[page.typed.value("q")] placeholder=(words.customers_search_hint())
                        aria-label=(words.customers_search_hint()) autocomplete="off" enterkeyhint="search" maxlength="60";
                    (secondary(words.common_search()))
                }
                div.fields {
                    (select(&page.typed, "grade", words.customers_grade(), page.grades.clone()).empty(words.customers_any_grade()).label_unseen().submits())
                }
            }
            @if let Some(left) = &page.left_today { p.lead { (left) } }
            @if page.rows.is_empty() {
                @if page.narrowed {
                    (card("", empty(Icon::Search, words.customers_none_found(), words.customers_none_found_text(),
                        Some(secondary(words.ownership_pool_all()).to(urls::ownership::pool())))))
                } @else {
                    (card("", empty(Icon::Check, words.ownership_pool_none(), words.ownership_pool_none_text(), None)))
                }
            } @else {
                (card("", rows(html! { @for one in &page.rows { (pool_row(frame, one)) } })))
                @if page.first_page.is_some() || page.next_page.is_some() {
                    nav.pages aria-label=(words.common_pages()) {
                        @if let Some(first) = &page.first_page { (secondary(words.customers_to_start()).icon(Icon::Left).to(first)) }
                        @if let Some(next) = &page.next_page { (secondary(words.common_next()).icon(Icon::Right).to(next)) }
                    }
                }
            }
        },
    )
}

fn pool_row(frame: &Frame, one: &PoolRow) -> Markup {
    let words = frame.words;
    let sign = html! { @match &one.grade { Some(letter) => (grade(words, letter)), None => (Icon::Person) } };
    let title = html! {
        a href=(urls::customers::show(one.customer)) { (name(words, &one.name)) }
        " " span.number-text { (one.number) }
    };
    let under = html! { (one.since) " · " (one.past) };
    let right = html! {
        @if one.may_claim {
            (press(frame, urls::ownership::claim(one.customer), secondary(words.ownership_claim()).icon(Icon::Plus)))
        } @else if let Some(why) = &one.why_not { (badge(Tone::Plain, Icon::Wait, why)) }
    };
    plain_row(sign, title, under, right)
}

// ------------------------------------------------------------------------------------------------------- extension

/// More time with a customer.
pub struct ExtensionPage {
    /// The customer.
    pub customer: i64,
    /// How protection stands.
    pub standing: Option<Protection>,
    /// Until when it runs, in words.
    pub ends: String,
    /// The form: `days`, `reason`.
    pub typed: Typed,
    /// Likely numbers of days, each with the day that it would give.
    pub picks: Vec<Choice>,
    /// The most days.
    pub most: u16,
    /// Why nothing can be asked for now, if so.
    pub closed: Option<String>,
}

/// More time with a customer.
pub fn extension(frame: &Frame, page: &ExtensionPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let back = secondary(words.common_cancel()).to(urls::customers::show(page.customer));
    let standing = html! {
        p { @if let Some(standing) = &page.standing { (protection(standing)) " " } (page.ends) }
    };
    layout::page(
        frame,
        html! {
            @match &page.closed {
                Some(why) => {
                    @if let Some(banner) = &typed.banner { (forms::banner(words, banner)) }
                    (card("", html! { (standing) (note(Icon::Info, why)) }))
                    (action_bar(primary(words.customers_back_to()).icon(Icon::Left).to(urls::customers::show(page.customer)), ""))
                }
                None => (form(words, typed, urls::ownership::extension(page.customer), html! {
                    (card("", html! {
                        (standing)
                        (chips(typed, "days", words.ownership_days_more(), page.picks.clone()).required())
                        (area(typed, "reason", words.ownership_extension_reason()).hint(words.ownership_extension_hint()).longest(200).required())
                    }))
                    (action_bar(primary(words.ownership_ask()).icon(Icon::Shield), back))
                })),
            }
        },
    )
}

/// A request for more time that waits for a decision. Fields: `verdict`, `reason`.
#[derive(Clone, Debug, Default)]
pub struct ExtensionCard {
    /// What was typed.
    pub typed: Typed,
    /// Where it is sent.
    pub action: String,
    /// The customer.
    pub customer: i64,
    /// The customer's name.
    pub name: String,
    /// How many days are asked for.
    pub wanted: String,
    /// Who asked, and when.
    pub by: String,
    /// Why.
    pub reason: String,
    /// What is now and what would be.
    pub effect: Vec<(String, String)>,
    /// What happens if it is granted.
    pub granted: String,
    /// Why it cannot be given any more, if so.
    pub too_late: Option<String>,
}

/// The card of one request, for the page of approvals.
pub fn extension_card(frame: &Frame, page: &ExtensionCard) -> Markup {
    let words = frame.words;
    card_with(
        format!("{} · {}", page.name, page.wanted),
        quiet(words.customers_customer()).icon(Icon::Person).to(urls::customers::show(page.customer)),
        html! {
            p.muted { (page.by) }
            p { (words.quotes_asked(&page.reason)) }
            (key_values(page.effect.iter().map(|(what, value)| (what.clone(), html! { (value) })).collect()))
            @if page.too_late.is_none() { (effect(words, &page.granted)) }
            (form(words, &page.typed, &page.action, html! {
                (area(&page.typed, "reason", words.quotes_approval_reason()).id(format!("f-reason-{}", page.action.replace('/', "-"))).longest(200).hint(words.ownership_decision_hint())
                    .picks(picks(&[words.approvals_pick_not_reached(), words.approvals_pick_others()])))
                @if let Some(why) = &page.too_late { (note(Icon::Wait, why)) }
                div.row.verdict {
                    @if page.too_late.is_none() { (secondary(words.quotes_approval_grant()).icon(Icon::Check).named("verdict", "granted")) }
                    (danger(words.quotes_approval_refuse()).named("verdict", "refused"))
                }
            }))
        },
    )
}

/// Requests for more time alone, where one of them came back.
pub fn extensions(frame: &Frame, gone: Option<&Banner>, cards: &[ExtensionCard]) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            @if let Some(banner) = gone { (forms::banner(words, banner)) }
            @if cards.is_empty() {
                (empty(Icon::Check, words.quotes_approvals_empty_title(), words.quotes_approvals_empty_text(), None))
            } @else { div.stack { @for card in cards { (extension_card(frame, card)) } } }
        },
    )
}

// --------------------------------------------------------------------------------------------------------- filings

/// Agents' filings.
pub struct FilingsPage {
    /// The rooms of ownership.
    pub around: Vec<Tab>,
    /// What is searched.
    pub query: String,
    /// The filings.
    pub rows: Vec<FilingRow>,
    /// The address of older ones.
    pub older: Option<String>,
    /// Whether this reader may write one down.
    pub may_file: bool,
}

/// One filing.
#[derive(Clone, Debug)]
pub struct FilingRow {
    /// The surname, and the number as far as it may be seen.
    pub who: String,
    /// Agency and agent.
    pub by: String,
    /// When it was filed, and until when it stands.
    pub when: String,
    /// How it stands.
    pub state: (Tone, Icon, String),
    /// The customer who came.
    pub customer: Option<i64>,
}

/// Agents' filings.
pub fn filings(frame: &Frame, page: &FilingsPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (around(words, &page.around))
            (search(words, &urls::ownership::filings(), &page.query, words.ownership_filings_search(), None))
            @if page.rows.is_empty() {
                (card("", empty(Icon::People, words.ownership_filings_none(), words.ownership_filings_none_text(), None)))
            } @else {
                (card("", filing_rows(&page.rows)))
                @if let Some(older) = &page.older {
                    nav.pages aria-label=(words.common_pages()) { (secondary(words.common_next()).icon(Icon::Right).to(older)) }
                }
            }
            @if page.may_file {
                (action_bar(primary(words.ownership_file_new()).icon(Icon::Plus).to(urls::ownership::new_filing()), ""))
            }
        },
    )
}

/// Filings under each other, for pages that hold more.
pub fn filing_rows(all: &[FilingRow]) -> Markup {
    rows(html! { @for one in all {
        @let right = badge(one.state.0, one.state.1, &one.state.2);
        @let under = html! { (one.by) " · " (one.when) };
        @match one.customer {
            Some(customer) => (link_row(&urls::customers::show(customer), Icon::Badge, &one.who, under, right)),
            None => (plain_row(Icon::Badge, &one.who, under, right)),
        }
    } })
}

/// The form for a filing.
pub struct NewFilingPage {
    /// The form: `agency`, `agent`, `surname`, `phone`.
    pub typed: Typed,
    /// Agencies that filed before.
    pub agencies: Vec<String>,
    /// What a filing does, in a sentence with the site's numbers.
    pub lead: String,
}

/// The form for a filing.
pub fn new_filing(frame: &Frame, page: &NewFilingPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::ownership::new_filing(),
            html! {
                (card("", html! {
                    p.muted { (page.lead) }
                    (fields(html! {
                        (text(typed, "agency", words.ownership_agency()).longest(60).list(page.agencies.clone()).autocomplete("off").required().first())
                        (text(typed, "agent", words.ownership_agent()).longest(60).autocomplete("off").required())
                    }))
                    (fields(html! {
                        (text(typed, "surname", words.ownership_surname()).longest(20).autocomplete("off").required())
                        (phone(typed, "phone", words.customers_number()).required())
                    }))
                }))
                (action_bar(primary(words.ownership_file()).icon(Icon::Check), secondary(words.common_cancel()).to(urls::ownership::filings())))
            },
        ),
    )
}

// ---------------------------------------------------------------------------------------------------------- credit

/// The shares of a sale.
pub struct CreditPage {
    /// The deposit.
    pub deposit: i64,
    /// The shares: name, percent, why.
    pub shares: Vec<(String, String, String)>,
    /// Who wrote them by hand, and why.
    pub note: Option<String>,
    /// The form: `share_<person>` in percent, `reason`; none where this reader may not write.
    pub form: Option<CreditForm>,
}

/// The form of the shares.
pub struct CreditForm {
    /// What was typed.
    pub typed: Typed,
    /// People to choose: id, name, the percent now.
    pub people: Vec<(i64, String, String)>,
}

/// The shares of a sale.
pub fn credit(frame: &Frame, page: &CreditPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (card(words.ownership_credit(), html! {
                @if page.shares.is_empty() { p.muted { (words.ownership_credit_none()) } }
                (rows(html! { @for (who, percent, why) in &page.shares {
                    (plain_row(crate::parts::avatar(who), who, why, html! { b.number-text { (percent) } }))
                } }))
                @if let Some(note) = &page.note { p.muted { (note) } }
            }))
            @if let Some(edit) = &page.form {
                (form(words, &edit.typed, urls::ownership::credit(page.deposit), html! {
                    (card(words.ownership_credit_edit(), html! {
                        p.muted { (words.ownership_credit_hint()) }
                        @if let Some(error) = edit.typed.error("share") { p.error { (Icon::Warning) (error) } }
                        (fields(html! { @for (id, who, percent) in &edit.people {
                            (number(&edit.typed, &format!("share_{id}"), who).value(percent).after("%"))
                        } }))
                        (area(&edit.typed, "reason", words.ownership_credit_reason()).longest(200).required())
                    }))
                    (action_bar(primary(words.ownership_credit_save()).icon(Icon::Check), secondary(words.common_cancel()).to(urls::deposits::show(page.deposit))))
                }))
            }
        },
    )
}

// -------------------------------------------------------------------------------------------------------- handover

/// What somebody leaves behind, and to whom it goes.
pub struct HandoverPage {
    /// The person.
    pub user: i64,
    /// The person's name.
    pub name: String,
    /// What there is: what, how many.
    pub counts: Vec<(String, String)>,
    /// Whether nothing is left.
    pub nothing: bool,
    /// A word on long lists, where one press is not enough.
    pub slices: Option<String>,
    /// What cannot go to the pool, in a sentence.
    pub bound: Option<String>,
    /// The form: `way`, `heirs`.
    pub typed: Typed,
    /// Colleagues who may take over.
    pub heirs: Vec<Choice>,
    /// Whether the person is suspended already.
    pub suspended: bool,
}

/// What somebody leaves behind.
pub fn handover(frame: &Frame, page: &HandoverPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let go = if page.suspended { words.ownership_handover_go() } else { words.ownership_handover_suspend() };
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::staff::handover(page.user),
            html! {
                (hidden("seen", page.counts.iter().map(|(_, count)| count.as_str()).collect::<Vec<_>>().join("-")))
                (card(words.ownership_handover_what(&page.name), html! {
                    @if page.nothing { p.good { (Icon::Check) " " (words.ownership_handover_nothing()) } }
                    @else {
                        (key_values(page.counts.iter().map(|(what, count)| (what.clone(), html! { b { (count) } })).collect()))
                        p.muted { (words.ownership_handover_history()) }
                        @if let Some(slices) = &page.slices { (note(Icon::Info, slices)) }
                    }
                }))
                @if !page.nothing {
                    (card(words.ownership_handover_how(), html! {
                        (chips(typed, "way", words.ownership_handover_way(), vec![
                            Choice::new("among", words.ownership_handover_among()).note(words.ownership_handover_among_note()).icon(Icon::People),
                            Choice::new("pool", words.ownership_handover_pool()).note(words.ownership_handover_pool_note()).icon(Icon::Globe),
                        ]).value("among").required().tall())
                        (multi_chips(typed, "heirs", words.ownership_handover_heirs(), page.heirs.clone()).hint(words.ownership_handover_heirs_hint()))
                        @if let Some(bound) = &page.bound { (note(Icon::Lock, bound)) }
                    }))
                }
                (action_bar(danger(go).icon(Icon::Turn), row(html! { (secondary(words.common_cancel()).to(urls::staff::show(page.user))) })))
            },
        ),
    )
}
