//! Personal data: what waits and what went, one customer's data, the copy, erasing, the register, the visit card.

use crate::frame::Frame;
use crate::layout;
use crate::parts::form::{banner, note};
use crate::parts::list::{link_row, plain_row, rows};
use crate::parts::qr::qr;
use crate::parts::{
    Choice, Column, Icon, Row, Tone, action_bar, area, badge, card, chips, columns, danger, empty, form, key_values,
    press, primary, quiet, secondary, sheet, stat, table, tiles, toggle,
};
use crate::typed::{Banner, Typed};
use crate::urls;
use crate::words::Words;
use maud::{Markup, html};

/// What waits for an answer, what went lately, how long things stay.
pub struct OverviewPage {
    /// Requests: request, customer's name, what, when, the words.
    pub requests: Vec<RequestRow>,
    /// Erasures: customer, when, why, by whom.
    pub erased: Vec<ErasedRow>,
    /// How many numbers are never to be contacted.
    pub silenced: String,
    /// The terms of keeping: what and how long.
    pub times: Vec<(String, String)>,
}

/// A request that waits.
pub struct RequestRow {
    /// The request.
    pub id: i64,
    /// Whose, in words.
    pub name: String,
    /// What is asked.
    pub kind: String,
    /// When, in words.
    pub when: String,
    /// In the visitor's words.
    pub words: Option<String>,
}

/// Somebody who was made anonymous.
pub struct ErasedRow {
    /// The row that is left.
    pub customer: i64,
    /// When, in words.
    pub when: String,
    /// Why, in words.
    pub why: String,
    /// By whom.
    pub by: String,
}

/// The overview.
pub fn overview(frame: &Frame, page: &OverviewPage) -> Markup {
    let words = frame.words;
    let waiting = if page.requests.is_empty() {
        empty(Icon::Shield, words.privacy_no_requests_title(), words.privacy_no_requests_text(), None)
    } else {
        rows(html! { @for request in &page.requests {
            (link_row(&urls::privacy::answer(request.id), Icon::Talk,
                html! { (request.name) " · " (request.kind) },
                html! { (request.when) @if let Some(said) = &request.words { " · " (said) } },
                badge(Tone::Warn, Icon::Clock, words.privacy_state_open())))
        } })
    };
    let gone = if page.erased.is_empty() {
        html! { p.muted { (words.privacy_nobody_erased()) } }
    } else {
        rows(html! { @for row in &page.erased {
            (link_row(&urls::customers::show(row.customer), Icon::Bin, &row.why, html! { (row.when) " · " (row.by) }, html! {}))
        } })
    };
    let times = page.times.iter().map(|(what, long)| (what.clone(), html! { (long) })).collect();
    layout::page(
        frame,
        html! {
            (columns(
                html! {
                    (card(words.privacy_open_requests(), waiting))
                    (card(words.privacy_erased_lately(), gone))
                },
                html! {
                    (card(words.privacy_times(), html! {
                        (key_values(times))
                        p.muted { (words.privacy_times_note()) }
                    }))
                    (tiles(stat(&page.silenced, words.privacy_silenced(), Tone::Plain)))
                },
            ))
            (action_bar("", secondary(words.privacy_open_register()).icon(Icon::Book).to(urls::privacy::register())))
        },
    )
}

/// The register: its items by purpose.
pub struct RegisterPage {
    /// Purpose in words; of each item what it is, from which stage it is asked, what becomes of it.
    pub groups: Vec<(String, Vec<[String; 3]>)>,
}

/// The register.
pub fn register(frame: &Frame, page: &RegisterPage) -> Markup {
    let words = frame.words;
    let heads = [
        Column::new(words.privacy_register_what()),
        Column::new(words.privacy_register_from()),
        Column::new(words.privacy_register_goes()),
    ];
    layout::page(
        frame,
        html! { @for (purpose, items) in &page.groups {
            (card(purpose, table(purpose, &heads, &items.iter().map(|cells| {
                Row::new(cells.iter().map(|cell| html! { (cell) }).collect())
            }).collect::<Vec<_>>())))
        } },
    )
}

/// Answering a request.
pub struct AnswerPage {
    /// The request.
    pub request: RequestRow,
    /// Whose data it is about; none for a reader who does not open it.
    pub customer: Option<i64>,
    /// The form: `verdict`, `words`.
    pub typed: Typed,
}

/// Answering a request.
pub fn answer(frame: &Frame, page: &AnswerPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let request = &page.request;
    layout::page(
        frame,
        html! {
            (card("", html! {
                p { strong { (request.name) } " · " (request.kind) }
                p.muted { (request.when) }
                @if let Some(said) = &request.words { blockquote { (said) } }
                @if let Some(customer) = page.customer {
                    (quiet(words.privacy_open_privacy()).icon(Icon::Shield).to(urls::privacy::of_customer(customer)))
                }
            }))
            (form(words, typed, urls::privacy::answer(request.id), html! {
                (card("", html! {
                    (chips(typed, "verdict", words.privacy_answer_how(), vec![
                        Choice::new("done", words.privacy_answer_done()).icon(Icon::Check),
                        Choice::new("refused", words.privacy_answer_refused()).icon(Icon::Close),
                    ]).required())
                    (area(typed, "words", words.privacy_answer_words()).longest(400))
                }))
                (action_bar(primary(words.privacy_answer_save()).icon(Icon::Check), secondary(words.common_cancel()).to(urls::privacy::overview())))
            }))
        },
    )
}

/// One customer's data.
pub struct CustomerPage {
    /// The customer.
    pub id: i64,
    /// Why and when everything, or all but a deal, was erased.
    pub erased: Option<String>,
    /// Whether nothing personal is left.
    pub gone: bool,
    /// When the card that they hold was given.
    pub card: Option<String>,
    /// What they asked for: what, when, state, answer.
    pub requests: Vec<(String, String, String, Option<String>)>,
    /// Whether a deal's papers stay.
    pub deal: bool,
    /// Whether the reader may copy and erase.
    pub may_protect: bool,
    /// What was refused, above the page.
    pub refused: Option<Banner>,
}

/// One customer's data.
pub fn of_customer(frame: &Frame, page: &CustomerPage) -> Markup {
    let words = frame.words;
    let held = page.card.as_deref().unwrap_or_else(|| words.privacy_card_none());
    let visit_card = card(
        words.privacy_card_title(),
        html! {
            p { (words.privacy_card_text()) }
            p.muted { (held) }
            div.row {
                @if page.card.is_some() {
                    (secondary(words.privacy_card_print()).icon(Icon::Print).to(urls::privacy::visit_card(page.id)))
                    (press(frame, urls::privacy::visit_card(page.id), quiet(words.privacy_card_again())))
                } @else {
                    (press(frame, urls::privacy::visit_card(page.id), primary(words.privacy_card_give()).icon(Icon::Badge)))
                }
            }
        },
    );
    let requests = card(
        words.privacy_requests(),
        html! {
            @if page.requests.is_empty() { p.muted { (words.privacy_no_requests()) } }
            @else { (rows(html! { @for (what, when, state, answer) in &page.requests {
                (plain_row(Icon::Talk, what, html! { (when) @if let Some(answer) = answer { " · " (answer) } }, state))
            } })) }
        },
    );
    layout::page(
        frame,
        html! {
            @if let Some(refused) = &page.refused { (banner(words, refused)) }
            @if let Some(erased) = &page.erased { (note(Icon::Info, erased)) }
            (columns(
                html! {
                    @if !page.gone { (visit_card) }
                    (requests)
                },
                html! { @if page.may_protect && !page.gone {
                    (card(words.privacy_copy_title(), html! {
                        p { (words.privacy_copy_text()) }
                        (press(frame, urls::privacy::copy(page.id), secondary(words.privacy_copy_make()).icon(Icon::Paper)))
                    }))
                    (card(words.privacy_erase_title(), html! {
                        p { @if page.deal { (words.privacy_erase_deal()) } @else { (words.privacy_erase_text()) } }
                        (quiet(words.privacy_erase_open()).icon(Icon::Bin).to(urls::privacy::erasure(page.id)))
                    }))
                } },
            ))
        },
    )
}

/// Making a customer anonymous.
pub struct ErasurePage {
    /// The customer.
    pub id: i64,
    /// Whether a deal's papers stay.
    pub deal: bool,
    /// Reasons to choose.
    pub reasons: Vec<Choice>,
    /// The form: `why`, `sure`.
    pub typed: Typed,
}

/// Making a customer anonymous.
pub fn erasure(frame: &Frame, page: &ErasurePage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::privacy::erasure(page.id),
            html! {
                (card("", html! {
                    (note(Icon::Warning, if page.deal { words.privacy_erase_deal() } else { words.privacy_erase_text() }))
                    (chips(typed, "why", words.privacy_erase_why(), page.reasons.clone()).required())
                    (toggle(typed, "sure", words.privacy_erase_sure(), false))
                }))
                (action_bar(danger(words.privacy_erase_do()).icon(Icon::Bin), secondary(words.common_cancel()).to(urls::privacy::of_customer(page.id))))
            },
        ),
    )
}

/// What is held, by purpose.
pub struct Copy {
    /// Whose showroom keeps it.
    pub site: String,
    /// When the copy was made, in words.
    pub made: String,
    /// Purpose in words; of each value what it is and the value.
    pub groups: Vec<(String, Vec<(String, String)>)>,
    /// Where the copy comes as a file.
    pub file: String,
}

/// The copy as a paper.
pub fn copy(frame: &Frame, page: &Copy) -> Markup {
    let words = frame.words;
    layout::print(
        frame,
        html! {
            div.row.screen-only { (quiet(words.privacy_copy_file()).icon(Icon::Paper).to(&page.file)) }
            (sheet::sheet(words.lang, html! {
                (sheet::head(&page.site, words.privacy_copy_title(), &page.made))
                @for (purpose, held) in &page.groups {
                    h2 { (purpose) }
                    (sheet::table(&[], &held.iter().map(|(what, value)| vec![what.clone(), value.clone()]).collect::<Vec<_>>(), 9))
                }
                p { (words.privacy_copy_sealed()) }
            }))
        },
    )
}

/// The card to print.
pub struct VisitCard {
    /// The showroom.
    pub site: String,
    /// The code in groups.
    pub code: String,
    /// Where it is typed, as people read an address.
    pub address: String,
    /// The page that the code opens.
    pub mine: String,
    /// The modules of the code to scan and how many make a row; nothing where it could not be made.
    pub scan: Option<(usize, Vec<bool>)>,
}

/// The card to print.
pub fn visit_card(frame: &Frame, page: &VisitCard) -> Markup {
    let words = frame.words;
    layout::print(
        frame,
        html! {
            div.row.screen-only { (quiet(words.privacy_card_see()).icon(Icon::Right).to(&page.mine)) }
            (sheet::sheet(words.lang, html! {
            div.visit-card {
                h2 { (page.site) " · " (words.privacy_visit_card_head()) }
                div {
                    p { (words.privacy_visit_card_text()) }
                    p { (words.privacy_visit_card_where(&page.address)) }
                }
                @if let Some((width, modules)) = &page.scan { (qr(*width, modules, words.privacy_visit_card_scan())) }
                p.visit-code { (page.code) }
            }
            }))
        },
    )
}

// ------------------------------------------------------------------------------------------- what the visitor sees

/// Where a visitor types the code of their card.
pub fn door(frame: &Frame, typed: &Typed) -> Markup {
    let words = frame.words;
    layout::bare(
        frame,
        html! { div.gate {
            h1 { (words.privacy_door_title()) }
            p.lead { (words.privacy_door_text()) }
            (form(words, typed, urls::privacy::door(), html! {
                (crate::parts::text(typed, "code", words.privacy_door_code()).longest(20).autocomplete("off").first())
                div.gate-action { (primary(words.privacy_door_open()).big()) }
            }))
        } },
    )
}

/// What a visitor sees with their code.
pub struct MinePage {
    /// The code, as it stands in addresses.
    pub code: String,
    /// The showroom and when the card was given.
    pub lead: String,
    /// Whether nothing is left.
    pub gone: bool,
    /// What is held, by purpose.
    pub groups: Vec<(String, Vec<(String, String)>)>,
    /// Consents: name, the words, whether it stands.
    pub consents: Vec<(String, String, bool)>,
    /// What they asked for: what, when, state, answer.
    pub requests: Vec<(String, String, String, Option<String>)>,
    /// What was refused, above the page.
    pub refused: Option<Banner>,
}

/// What a visitor sees with their code.
pub fn mine(frame: &Frame, page: &MinePage) -> Markup {
    let words = frame.words;
    if page.gone {
        return layout::bare(
            frame,
            empty(Icon::Check, words.privacy_mine_gone_title(), words.privacy_mine_gone_text(), None),
        );
    }
    layout::bare(
        frame,
        html! { div.own-data {
            h1 { (words.privacy_mine_title()) }
            p.lead { (page.lead) }
            @if let Some(refused) = &page.refused { (banner(words, refused)) }
            (agreed(frame, page))
            @for (purpose, held) in &page.groups {
                (card(purpose, html! {
                    @if held.is_empty() { p.muted { (words.privacy_mine_nothing()) } }
                    @else { dl.own-held { @for (what, value) in held { div { dt { (what) } dd { (value) } } } } }
                }))
            }
            @if !page.requests.is_empty() {
                (card(words.privacy_requests(), rows(html! { @for (what, when, state, answer) in &page.requests {
                    (plain_row(Icon::Talk, what, html! { (when) @if let Some(answer) = answer { " · " (answer) } }, state))
                } })))
            }
            (action_bar(
                primary(words.privacy_mine_ask()).icon(Icon::Talk).to(urls::privacy::request(&page.code)),
                quiet(words.privacy_mine_erase()).icon(Icon::Bin).to(urls::privacy::erasure_by_card(&page.code)),
            ))
        } },
    )
}

fn agreed(frame: &Frame, page: &MinePage) -> Markup {
    let words = frame.words;
    card(
        words.privacy_mine_consents(),
        html! {
            @if page.consents.is_empty() { p.muted { (words.privacy_mine_no_consents()) } }
            @else { (rows(html! { @for (purpose, said, stands) in &page.consents {
                (plain_row(Icon::Shield, said, html! {}, html! {
                    @if *stands {
                        (press(frame, urls::privacy::withdrawal(&page.code), secondary(words.privacy_mine_withdraw())).with("purpose", purpose))
                    } @else { (badge(Tone::Plain, Icon::Close, words.privacy_mine_withdrawn())) }
                }))
            } })) }
        },
    )
}

/// Asking for a copy or a correction.
pub fn ask(frame: &Frame, code: &str, typed: &Typed) -> Markup {
    let words = frame.words;
    layout::bare(
        frame,
        html! { div.own-data {
            h1 { (words.privacy_mine_ask()) }
            (form(words, typed, urls::privacy::request(code), html! {
                (card("", html! {
                    (chips(typed, "kind", words.privacy_mine_ask_kind(), vec![
                        Choice::new("copy", words.privacy_mine_choose_copy()).icon(Icon::Paper),
                        Choice::new("correct", words.privacy_mine_choose_correct()).icon(Icon::Pen),
                    ]).required())
                    (area(typed, "words", words.privacy_mine_ask_words()).longest(400))
                }))
                (action_bar(primary(words.privacy_mine_ask_send()).icon(Icon::Check), secondary(words.common_cancel()).to(urls::privacy::card(code))))
            }))
        } },
    )
}

/// Having everything erased. `deal` where the papers of a deal stay, `asks_tail` where the last digits of a number are asked for.
pub fn erase_mine(frame: &Frame, code: &str, deal: bool, typed: &Typed) -> Markup {
    let words: Words = frame.words;
    layout::bare(
        frame,
        html! { div.own-data {
            h1 { (words.privacy_mine_erase()) }
            (form(words, typed, urls::privacy::erasure_by_card(code), html! {
                (card("", html! {
                    (note(Icon::Warning, if deal { words.privacy_erase_deal() } else { words.privacy_erase_text() }))
                    (crate::parts::number(typed, "tail", words.privacy_mine_tail()).hint(words.privacy_mine_tail_hint()).longest(4).required())
                }))
                (action_bar(danger(words.privacy_mine_erase_do()).icon(Icon::Bin), secondary(words.common_cancel()).to(urls::privacy::card(code))))
            }))
        } },
    )
}
