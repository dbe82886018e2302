//! Customers: the list, one customer whole, the card, the grade, the owner, the notice, lost and won back.

use crate::frame::Frame;
use crate::layout;
use crate::pages::ownership::{FilingRow, filing_rows};
use crate::pages::visits::titles;
use crate::pages::walk;
use crate::parts::card::{card_with, columns, fields, row};
use crate::parts::form::{action_bar, came_from, form, form_with_id, hidden, note, press};
use crate::parts::list::{Tab, link_row, plain_row, rows, tabs};
use crate::parts::stage::{Step, steps};
use crate::parts::timeline::{Event, timeline};
use crate::parts::{
    Choice, Column, Icon, Row, Tone, area, badge, button, card, chips, danger, date, empty, grade, key_values, meter,
    multi_chips, phone, primary, quiet, secondary, select, table, text,
};
use crate::typed::Typed;
use crate::urls;
use crate::words::Words;
use maud::{Markup, html};

// ---------------------------------------------------------------------------------------------------------- shared

/// How long a customer stays with the owner.
#[derive(Clone, Debug)]
pub struct Protection {
    /// In words: "6 days left", "lapsed".
    pub text: String,
    /// Good, soon over, over.
    pub tone: Tone,
}

/// The sign of protection.
pub fn protection(protection: &Protection) -> Markup {
    badge(protection.tone, Icon::Shield, &protection.text)
}

/// The rooms beside the list of customers; nothing where there is only one.
pub fn around(words: Words, all: &[Tab]) -> Markup {
    html! { @if all.len() > 1 { (tabs(words.ownership_around(), all)) } }
}

/// A customer's name; one who gave none is told apart by looks.
pub fn name(words: Words, name: &str) -> Markup {
    html! { @if name.is_empty() { span.muted { (words.customers_unnamed()) } } @else { (name) } }
}

// ------------------------------------------------------------------------------------------------------------ list

/// The list of customers.
pub struct ListPage {
    /// The filters: `q`, `grade`, `owner`, `channel`.
    pub typed: Typed,
    /// Grades to choose.
    pub grades: Vec<Choice>,
    /// Owners to choose.
    pub owners: Vec<Choice>,
    /// Channels to choose.
    pub channels: Vec<Choice>,
    /// Who was found.
    pub rows: Vec<ListRow>,
    /// Whether anything is searched or filtered.
    pub narrowed: bool,
    /// Whether this is not the first page.
    pub later: bool,
    /// The address of the first page with the same filters.
    pub first_page: String,
    /// The address of the next page.
    pub next_page: Option<String>,
    /// Whether this reader decides who is one person.
    pub may_merge: bool,
    /// Whether this reader takes calls, by which new customers are met.
    pub may_add: bool,
    /// Whether this reader may look after personal data.
    pub may_protect: bool,
    /// The rooms beside the list.
    pub around: Vec<Tab>,
}

/// One customer in the list.
pub struct ListRow {
    /// The customer.
    pub id: i64,
    /// The name, as people say it.
    pub name: String,
    /// The main number, masked where it has to be.
    pub number: String,
    /// The grade.
    pub grade: Option<String>,
    /// The owner.
    pub owner: Option<String>,
    /// Protection left; none for those without an owner and for buyers.
    pub protection: Option<Protection>,
    /// The last visit, in words.
    pub last_visit: String,
    /// The next contact, in words.
    pub next: String,
    /// Bought or lost, in words.
    pub state: Option<(Tone, Icon, String)>,
}

/// The list of customers.
pub fn list(frame: &Frame, page: &ListPage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        html! {
            (around(words, &page.around))
            (filters(words, page))
            @if page.rows.is_empty() {
                @if page.narrowed {
                    (card("", empty(Icon::Search, words.customers_none_found(), words.customers_none_found_text(),
                        Some(secondary(words.customers_all()).to(urls::customers::list())))))
                } @else {
                    (card("", empty(Icon::People, words.customers_none(), words.customers_none_text(), None)))
                }
            } @else {
                (card("", table(words.customers_title(), &list_heads(words), &list_rows(words, &page.rows))))
                nav.pages aria-label=(words.common_pages()) {
                    @if page.later { (secondary(words.customers_to_start()).icon(Icon::Left).to(&page.first_page)) }
                    @if let Some(next) = &page.next_page { (secondary(words.common_next()).icon(Icon::Right).to(next)) }
                }
            }
            @if page.may_add || page.may_protect || page.may_merge {
                (action_bar(
                    html! { @if page.may_add { (primary(words.calls_new()).icon(Icon::Phone).to(urls::calls::new())) } },
                    html! {
                        @if page.may_merge { (secondary(words.merging_doubtful_title()).icon(Icon::People).to(urls::merging::doubtful())) }
                        @if page.may_protect { (quiet(words.privacy_title()).icon(Icon::Lock).to(urls::privacy::overview())) }
                    },
                ))
            }
        },
    )
}

fn filters(words: Words, page: &ListPage) -> Markup {
    let typed = &page.typed;
    html! {
        form.customer-filters role="search" method="get" action=(urls::customers::list()) {
            div.search {
                (Icon::Search)
                input type="search" name="q" value=[typed.value("q")] placeholder=(words.customers_search_hint())
                    aria-label=(words.customers_search_hint()) autocomplete="off" enterkeyhint="search" maxlength="60";
                (secondary(words.common_search()))
            }
            div.fields {
                (select(typed, "grade", words.customers_grade(), page.grades.clone()).empty(words.customers_any_grade()).label_unseen().submits())
                (select(typed, "owner", words.customers_owner(), page.owners.clone()).empty(words.customers_any_owner()).label_unseen().submits())
                (select(typed, "channel", words.customers_channel(), page.channels.clone()).empty(words.customers_any_channel()).label_unseen().submits())
            }
        }
    }
}

fn list_heads(words: Words) -> Vec<Column> {
    vec![
        Column::new(words.customers_customer()),
        Column::new(words.customers_number()),
        Column::new(words.customers_grade()),
        Column::new(words.customers_owner()),
        Column::new(words.customers_last_visit()),
        Column::new(words.customers_next_contact()),
    ]
}

fn list_rows(words: Words, people: &[ListRow]) -> Vec<Row> {
    people
        .iter()
        .map(|person| {
            Row::link(
                urls::customers::show(person.id),
                vec![
                    html! {
                        span.customer-name {
                            (name(words, &person.name))
                            @if let Some((tone, icon, word)) = &person.state { (badge(*tone, *icon, word)) }
                        }
                    },
                    html! { span.number-text { (person.number) } },
                    html! { @if let Some(letter) = &person.grade { (grade(words, letter)) } @else { span.muted { (words.customers_ungraded()) } } },
                    html! {
                        @if let Some(owner) = &person.owner {
                            span.customer-owner { (owner) @if let Some(left) = &person.protection { (protection(left)) } }
                        } @else { span.muted { (words.customers_no_owner()) } }
                    },
                    html! { (person.last_visit) },
                    html! { (person.next) },
                ],
            )
        })
        .collect()
}

// ------------------------------------------------------------------------------------------------------------ show

/// One customer, whole.
pub struct ShowPage {
    /// The customer.
    pub id: i64,
    /// The name, as people say it.
    pub name: String,
    /// Numbers, masked where they have to be.
    pub numbers: Vec<String>,
    /// Whether a masked number may be shown to this reader.
    pub may_reveal: bool,
    /// The grade.
    pub grade: Option<String>,
    /// Since when and by whom, or what the rules suggest.
    pub grade_note: String,
    /// The owner.
    pub owner: Option<String>,
    /// Protection left.
    pub protection: Option<Protection>,
    /// Where the journey stands.
    pub steps: Vec<Step>,
    /// Intent in percent.
    pub intent: i64,
    /// From which intent on the deposit is offered.
    pub deposit_from: i64,
    /// What is on the card: names and values.
    pub facts: Vec<(String, String)>,
    /// How complete the card is, in words, and whether it is.
    pub complete: (bool, String),
    /// What was said to the notice, in words.
    pub consents: Vec<(Tone, Icon, String)>,
    /// Lost or bought, in words.
    pub state: Option<(Tone, Icon, String)>,
    /// Not to be called until, in words.
    pub do_not_call: Option<String>,
    /// The visit that is going on now: its address and its words.
    pub here: Option<(String, String)>,
    /// What to do next.
    pub next: Option<NextStep>,
    /// Needs: questions and answers.
    pub needs: Vec<(String, String)>,
    /// What was liked on tours.
    pub liked: Vec<String>,
    /// What worried.
    pub feared: Vec<String>,
    /// Visits, the last first.
    pub visits: Vec<Line>,
    /// Follow-ups, planned ones first.
    pub follow_ups: Vec<Line>,
    /// What somebody was reminded of, and what comes next if nothing changes.
    pub reminders: Vec<Line>,
    /// Where the birthday is noted, and what is known of it; for buyers.
    pub birthday: Option<(String, String)>,
    /// Who was merged in: where the merge is, and in words.
    pub merges: Vec<(String, String)>,
    /// The household.
    pub kin: Vec<super::identity::KinLine>,
    /// Whose registration rules for it, in words.
    pub first_registered: Option<String>,
    /// Changes of the grade, the last first: who, when, why.
    pub grades: Vec<Event>,
    /// Holds, quotes, deposits and contracts, the last first.
    pub deals: Vec<Line>,
    /// The time line, the last first.
    pub events: Vec<Event>,
    /// The address of what was earlier.
    pub earlier: Option<String>,
    /// Whether the time line shown is not its beginning.
    pub later: bool,
    /// What this reader may do.
    pub may: May,
    /// Pool, rulings, filings, and what may be asked about them.
    pub belonging: Belonging,
}

/// To whom a customer belongs, besides the owner's name.
#[derive(Default)]
pub struct Belonging {
    /// Signs under the owner: in the pool, a ruling that is open; each may lead somewhere.
    pub signs: Vec<(Tone, Icon, String, Option<String>)>,
    /// What this reader may ask for: the word, its sign, where it leads.
    pub asks: Vec<(String, Icon, String)>,
    /// Whether this reader may claim the customer from the pool.
    pub may_claim: bool,
    /// Agents' filings.
    pub filings: Vec<FilingRow>,
}

/// What a reader may do with a customer.
#[derive(Clone, Copy, Debug, Default)]
pub struct May {
    /// Write the card.
    pub edit: bool,
    /// Set the grade.
    pub grade: bool,
    /// Give to another consultant.
    pub reassign: bool,
    /// Plan a follow-up.
    pub follow_up: bool,
    /// Make an appointment.
    pub appointment: bool,
    /// Give up.
    pub lose: bool,
    /// Take up again.
    pub win_back: bool,
}

/// The one thing to do next.
pub struct NextStep {
    /// What it is.
    pub title: String,
    /// Why, or by when.
    pub text: String,
    /// How urgent it is.
    pub tone: Tone,
    /// The word on the button, and where it leads.
    pub go: Option<(String, String)>,
}

/// A line in a short list.
pub struct Line {
    /// Where it leads.
    pub href: Option<String>,
    /// Its sign.
    pub icon: Icon,
    /// What it is.
    pub title: String,
    /// More about it.
    pub under: String,
    /// Its state.
    pub badge: Option<(Tone, Icon, String)>,
}

/// One customer, whole.
pub fn show(frame: &Frame, page: &ShowPage) -> Markup {
    let words = frame.words;
    let main = html! {
        (head(frame, page))
        @if let Some(next) = &page.next { (next_step(words, next)) }
        (card(words.customers_timeline(), html! {
            div #timeline {
                @if page.events.is_empty() { p.muted { (words.customers_timeline_none()) } }
                (timeline(&page.events))
                @if page.earlier.is_some() || page.later {
                    nav.pages {
                        @if page.later { (secondary(words.customers_newest()).icon(Icon::Up).to(urls::customers::show(page.id))) }
                        @if let Some(earlier) = &page.earlier { (secondary(words.customers_earlier()).icon(Icon::Down).to(earlier)) }
                    }
                }
            }
        }))
    };
    let side = html! {
        (about(words, page))
        @if !page.kin.is_empty() || page.may.edit {
            (super::identity::household_card(words, page.id, &page.kin, page.first_registered.as_deref(), page.may.edit))
        }
        @if !page.needs.is_empty() || !page.liked.is_empty() || !page.feared.is_empty() { (wants(words, page)) }
        (lines(words.customers_follow_ups(), &page.follow_ups, words.customers_follow_ups_none(), page.may.follow_up.then(||
            quiet(words.customers_plan()).icon(Icon::Plus).to(urls::followups::new(page.id)))))
        (lines(words.customers_visits(), &page.visits, words.customers_visits_none(), page.may.appointment.then(||
            quiet(words.customers_appointment()).icon(Icon::Plus).to(urls::visits::appointments(page.id)))))
        (lines(words.reminders_of_customer(), &page.reminders, words.reminders_of_customer_none(), page.birthday.as_ref().map(|(href, text)|
            quiet(text).icon(Icon::Gift).to(href))))
        @if !page.deals.is_empty() { (lines(words.customers_deals(), &page.deals, "", None)) }
        @if !page.belonging.filings.is_empty() { (card(words.ownership_filings_title(), filing_rows(&page.belonging.filings))) }
        @if !page.merges.is_empty() {
            (card(words.merging_merged_card(), rows(html! { @for (href, text) in &page.merges {
                (link_row(href, Icon::People, text.as_str(), "", ""))
            } })))
        }
        @if !page.grades.is_empty() { (card(words.customers_grade_history(), timeline(&page.grades))) }
    };
    layout::page(
        frame,
        html! {
            (columns(html! { (main) (more_actions(frame, page)) }, side))
        },
    )
}

fn head(frame: &Frame, page: &ShowPage) -> Markup {
    let words = frame.words;
    html! {
        section.card.customer-head {
            div.customer-who {
                div {
                    h2.customer-title {
                        (name(words, &page.name))
                        @if let Some(letter) = &page.grade { (grade(words, letter)) }
                        @if let Some((tone, icon, word)) = &page.state { (badge(*tone, *icon, word)) }
                    }
                    div.customer-numbers {
                        @if page.numbers.is_empty() { span.muted { (words.customers_no_number()) } }
                        @for number in &page.numbers { span.number-text { (Icon::Phone) (number) } }
                        @if page.may_reveal {
                            (press(frame, urls::customers::number(page.id), quiet(words.customers_reveal()).icon(Icon::Eye)))
                        }
                    }
                    @if let Some(until) = &page.do_not_call { p { (badge(Tone::Bad, Icon::Phone, until)) } }
                }
                div.customer-owner {
                    @if let Some(owner) = &page.owner { (crate::parts::badge::person(owner)) }
                    @else { span.muted { (words.customers_no_owner()) } }
                    @if let Some(left) = &page.protection { (protection(left)) }
                    @for (tone, icon, word, href) in &page.belonging.signs {
                        @match href {
                            Some(href) => a href=(href) { (badge(*tone, *icon, word)) },
                            None => (badge(*tone, *icon, word)),
                        }
                    }
                    @if page.belonging.may_claim {
                        (press(frame, urls::ownership::claim(page.id), secondary(words.ownership_claim()).icon(Icon::Plus)))
                    }
                }
            }
            @if let Some((href, text)) = &page.here {
                a.customer-here href=(href) { (Icon::Door) span { (text) } (Icon::Right) }
            }
            @if !page.steps.is_empty() { (steps(words, &page.steps)) }
            div.customer-gauges {
                (meter(words.customers_intent(), page.intent, Some(page.deposit_from)))
                div {
                    p.muted { (page.grade_note) }
                    @if page.may.grade {
                        (button::secondary(if page.grade.is_some() { words.customers_change_grade() } else { words.customers_set_grade() })
                            .icon(Icon::Flag).to(urls::customers::grade(page.id)))
                    }
                }
            }
        }
    }
}

fn next_step(words: Words, next: &NextStep) -> Markup {
    let class = match next.tone {
        Tone::Bad => "card customer-next bad",
        Tone::Warn => "card customer-next warn",
        Tone::Plain | Tone::Accent | Tone::Good => "card customer-next",
    };
    html! {
        section class=(class) {
            div {
                p.customer-next-label { (words.customers_next_step()) }
                p.customer-next-title { (next.title) }
                @if !next.text.is_empty() { p.muted { (next.text) } }
            }
            @if let Some((label, href)) = &next.go { (primary(label).icon(Icon::Arrow).to(href)) }
        }
    }
}

fn about(words: Words, page: &ShowPage) -> Markup {
    let (complete, text) = &page.complete;
    let sign = if *complete { badge(Tone::Good, Icon::Check, text) } else { badge(Tone::Warn, Icon::Pen, text) };
    card_with(
        words.customers_card(),
        sign,
        html! {
            @if !page.facts.is_empty() {
                (key_values(page.facts.iter().map(|(name, value)| (name.clone(), html! { (value) })).collect()))
            }
            @if !page.consents.is_empty() {
                div.row { @for (tone, icon, text) in &page.consents { (badge(*tone, *icon, text)) } }
            }
            @if page.may.edit {
                (row(html! {
                    (secondary(words.customers_edit_card()).icon(Icon::Pen).to(urls::customers::card(page.id)))
                    (quiet(words.identity_numbers_edit()).icon(Icon::Phone).to(urls::customers::numbers(page.id)))
                    (quiet(words.customers_notice()).icon(Icon::Shield).to(urls::customers::consent(page.id)))
                    (quiet(words.privacy_open_privacy()).icon(Icon::Lock).to(urls::privacy::of_customer(page.id)))
                }))
            }
        },
    )
}

fn wants(words: Words, page: &ShowPage) -> Markup {
    card(
        words.customers_wants(),
        html! {
            @if !page.needs.is_empty() {
                (key_values(page.needs.iter().map(|(name, value)| (name.clone(), html! { (value) })).collect()))
            }
            (signs(Icon::Like, words.customers_liked(), &page.liked))
            (signs(Icon::Worry, words.customers_feared(), &page.feared))
        },
    )
}

/// What was liked, feared or promised: an icon, a word, and the things.
pub fn signs(icon: Icon, label: &str, things: &[String]) -> Markup {
    html! {
        @if !things.is_empty() {
            div.customer-signs {
                p { (icon) (label) }
                ul { @for thing in things { li { (thing) } } }
            }
        }
    }
}

fn lines(title: &str, lines: &[Line], none: &str, aside: Option<button::Button>) -> Markup {
    let body = html! {
        @if lines.is_empty() { p.muted { (none) } } @else {
            (rows(html! { @for line in lines {
                @let right = html! { @if let Some((tone, icon, word)) = &line.badge { (badge(*tone, *icon, word)) } };
                @match &line.href {
                    Some(href) => (link_row(href, line.icon, &line.title, &line.under, right)),
                    None => (plain_row(line.icon, &line.title, &line.under, right)),
                }
            } }))
        }
    };
    match aside {
        Some(button) => card_with(title, button, body),
        None => card(title, body),
    }
}

fn more_actions(frame: &Frame, page: &ShowPage) -> Markup {
    let (words, may) = (frame.words, page.may);
    html! {
        @if may.edit || may.reassign || may.lose || may.win_back || !page.belonging.asks.is_empty() {
            (row(html! {
                @for (word, icon, href) in &page.belonging.asks { (secondary(word).icon(*icon).to(href)) }
                @if may.edit { (secondary(words.merging_same()).icon(Icon::People).to(urls::merging::same(page.id))) }
                @if may.reassign { (secondary(words.customers_reassign()).icon(Icon::Turn).to(urls::customers::owner(page.id))) }
                @if may.win_back { (press(frame, urls::customers::comeback(page.id), secondary(words.customers_win_back()).icon(Icon::Undo))) }
                @if may.lose { (danger(words.customers_lose()).icon(Icon::Close).to(urls::customers::loss(page.id))) }
            }))
        }
    }
}

// ------------------------------------------------------------------------------------------------------------ card

/// The customer's card as a form.
pub struct CardPage {
    /// The customer.
    pub id: i64,
    /// The version that was read.
    pub version: i32,
    /// The form: `name`, `title`, `phone_1`…, `phone_row_1`…, `wechat`, `email`, `district`, `occupation`, `channel`, `note`, `refused`,
    /// `do_not_call_until`; filled in beforehand with what is known.
    pub typed: Typed,
    /// Numbers that are kept: the row and what is shown of it.
    pub numbers: Vec<(i64, String)>,
    /// Channels to choose.
    pub channels: Vec<Choice>,
    /// Questions of the introduction that belong on the card: `need_<id>`; none where there is no journey.
    pub needs: Vec<walk::Need>,
    /// Fields that may be refused.
    pub refusable: Vec<Choice>,
    /// How complete the card is: filled or refused, and of how many.
    pub filled: (u32, u32),
    /// What is missing, in words.
    pub missing: Vec<String>,
    /// Whether completing it today makes this reader the owner.
    pub makes_owner: bool,
    /// Where to go on afterwards.
    pub back: String,
}

/// How many numbers a card holds.
pub const NUMBERS: usize = 3;

/// The card.
pub fn card_page(frame: &Frame, page: &CardPage) -> Markup {
    layout::page(frame, card_form(frame, page))
}

/// The card, for pages that embed it.
pub fn card_form(frame: &Frame, page: &CardPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    form_with_id(
        words,
        typed,
        urls::customers::card(page.id),
        "card",
        html! {
            (hidden("version", page.version))
            (completeness(words, page))
            (card(words.customers_card_person(), html! {
                (fields(html! {
                    (text(typed, "name", words.customers_name()).longest(60).autocomplete("off"))
                    (chips(typed, "title", words.customers_title_label(), titles(words)).value("none"))
                }))
                (fields(html! { @for at in 1..=NUMBERS { (number_field(words, page, at)) } }))
                (super::identity::whose_region())
            }))
            (card(words.customers_card_more(), html! {
                (fields(html! {
                    (text(typed, "district", words.customers_district()).longest(60))
                    (text(typed, "occupation", words.customers_occupation()).longest(60))
                    (text(typed, "wechat", words.customers_wechat()).longest(60).autocomplete("off"))
                    (text(typed, "email", words.customers_email()).longest(120).autocomplete("off"))
                }))
                (chips(typed, "channel", words.customers_channel(), page.channels.clone()))
                (area(typed, "note", words.customers_note()).longest(600).optional(words))
            }))
            @if !page.needs.is_empty() {
            (card(words.customers_wants(), html! {
                @if let Some(error) = typed.error("needs") { p.error { (Icon::Warning) (error) } }
                @for need in &page.needs { (walk::question(typed, need)) }
            }))
        }
        (card(words.customers_refused_title(), html! {
                p.muted { (words.customers_refused_text()) }
                (multi_chips(typed, "refused", words.customers_refused_label(), page.refusable.clone()).label_unseen())
                (date(typed, "do_not_call_until", words.customers_do_not_call()).hint(words.customers_do_not_call_hint()).optional(words))
            }))
            (action_bar(primary(words.customers_save_card()).icon(Icon::Check), secondary(words.common_cancel()).to(&page.back)))
        },
    )
}

fn number_field(words: Words, page: &CardPage, at: usize) -> Markup {
    let kept = page.numbers.get(at - 1);
    let label = if at == 1 { words.customers_number_main().to_owned() } else { words.customers_number_more(at) };
    let field = phone(&page.typed, &format!("phone_{at}"), label).lookup(urls::customers::whose(page.id), "whose");
    html! {
        @if let Some((row, _)) = kept { (hidden(&format!("phone_row_{at}"), row)) }
        (match kept {
            Some((_, shown)) => field.value(shown),
            None => field,
        })
    }
}

fn completeness(words: Words, page: &CardPage) -> Markup {
    let (filled, of) = page.filled;
    let percent = i64::from(filled) * 100 / i64::from(of.max(1));
    html! {
        section.card.customer-complete {
            (meter(&words.customers_complete_of(filled, of), percent, Some(100)))
            @if page.missing.is_empty() { p.good { (words.customers_complete()) } }
            @else { p.muted { (words.customers_missing(page.missing.join(words.customers_list_comma()))) } }
            @if page.makes_owner && !page.missing.is_empty() { (note(Icon::Flag, words.customers_makes_owner())) }
        }
    }
}

// ----------------------------------------------------------------------------------------------------------- grade

/// The grade as a form.
pub struct GradePage {
    /// The customer.
    pub id: i64,
    /// The version that was read.
    pub version: i32,
    /// The customer's name.
    pub name: String,
    /// The form: `grade`, `grade_reason`.
    pub typed: Typed,
    /// The grade now.
    pub current: Option<String>,
    /// Code of the grade that the rules suggest.
    pub suggested_code: String,
    /// What the site calls it.
    pub suggested: String,
    /// Why: one sentence each.
    pub reasons: Vec<String>,
    /// The grades with what each means.
    pub grades: Vec<Choice>,
    /// Earlier changes, the last first.
    pub history: Vec<Event>,
}

/// The grade.
pub fn grade_page(frame: &Frame, page: &GradePage) -> Markup {
    let words = frame.words;
    layout::page(
        frame,
        columns(
            grade_form(frame, page),
            html! {
                @if !page.history.is_empty() { (card(words.customers_grade_history(), timeline(&page.history))) }
            },
        ),
    )
}

/// The grade, for pages that embed it.
pub fn grade_form(frame: &Frame, page: &GradePage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    form(
        words,
        typed,
        urls::customers::grade(page.id),
        html! {
            (hidden("version", page.version))
            (card("", html! {
                div.customer-suggestion {
                    (grade(words, &page.suggested))
                    div {
                        p.customer-suggestion-title { (words.customers_suggested(&page.suggested)) }
                        ul { @for reason in &page.reasons { li { (reason) } } }
                    }
                }
                (chips(typed, "grade", words.customers_grade(), page.grades.clone()).value(page.current.as_ref().unwrap_or(&page.suggested)).required().tall())
                (text(typed, "grade_reason", words.customers_grade_reason()).hint(words.customers_grade_reason_hint()).longest(200))
            }))
            (action_bar(primary(words.customers_save_grade()).icon(Icon::Check), secondary(words.common_cancel()).to(urls::customers::show(page.id))))
        },
    )
}

// ----------------------------------------------------------------------------------------------------------- owner

/// Giving a customer to another consultant.
pub struct OwnerPage {
    /// The customer.
    pub id: i64,
    /// The version that was read.
    pub version: i32,
    /// The form: `owner`, `reason`.
    pub typed: Typed,
    /// The owner now.
    pub owner: Option<String>,
    /// Consultants to choose.
    pub consultants: Vec<Choice>,
    /// Reasons to choose.
    pub reasons: Vec<Choice>,
}

/// Giving a customer to another consultant.
pub fn owner_page(frame: &Frame, page: &OwnerPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::customers::owner(page.id),
            html! {
                (hidden("version", page.version))
                (came_from(typed))
                (card("", html! {
                    p { (words.customers_owner_now()) " " b { (page.owner.as_deref().unwrap_or(words.customers_no_owner())) } }
                    (chips(typed, "owner", words.customers_new_owner(), page.consultants.clone()).required())
                    (chips(typed, "reason", words.customers_owner_reason(), page.reasons.clone()).required())
                }))
                (action_bar(primary(words.customers_reassign()).icon(Icon::Turn), secondary(words.common_cancel()).to(urls::customers::show(page.id))))
            },
        ),
    )
}

// --------------------------------------------------------------------------------------------------------- consent

/// The notice and what was said to it.
pub struct ConsentPage {
    /// The customer.
    pub id: i64,
    /// The form: one field `consent_<id>` per consent, and `notice_version`.
    pub typed: Typed,
    /// Which version of the notice.
    pub notice_version: i32,
    /// In words: "Version 1, from 1 Nov 2026".
    pub notice_label: String,
    /// The sentence above the list.
    pub lead: String,
    /// What, why, how long, who, rights: title and words.
    pub points: Vec<(String, String)>,
    /// What is asked for: id, words, the answer that stands.
    pub consents: Vec<ConsentAsk>,
}

/// One consent that is asked for.
pub struct ConsentAsk {
    /// Its id.
    pub id: String,
    /// Its words.
    pub words: String,
    /// Yes, no, or not asked yet.
    pub answer: Option<bool>,
    /// When that was, in words.
    pub note: String,
}

/// The notice.
pub fn consent_page(frame: &Frame, page: &ConsentPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let notice = card_with(
        words.customers_notice(),
        html! { span.muted { (page.notice_label) } },
        html! {
            p.lead { (page.lead) }
            dl.customer-notice { @for (title, text) in &page.points { dt { (title) } dd { (text) } } }
        },
    );
    let answers = form(
        words,
        typed,
        urls::customers::consent(page.id),
        html! {
            (hidden("notice_version", page.notice_version))
            (card(words.customers_consents(), html! {
                p.muted { (words.customers_consents_text()) }
                @for ask in &page.consents {
                    div.customer-consent {
                        (chips(typed, &format!("consent_{}", ask.id), &ask.words, vec![
                            Choice::new("yes", words.common_yes()).icon(Icon::Check),
                            Choice::new("no", words.common_no()).icon(Icon::Close),
                        ]).value(match ask.answer { Some(true) => "yes", Some(false) => "no", None => "" }))
                        @if !ask.note.is_empty() { p.muted { (ask.note) } }
                    }
                }
            }))
            (action_bar(primary(words.customers_save_consents()).icon(Icon::Check), secondary(words.common_cancel()).to(urls::customers::show(page.id))))
        },
    );
    layout::page(frame, columns(notice, answers))
}

// ------------------------------------------------------------------------------------------------------------ loss

/// Giving a customer up.
pub struct LossPage {
    /// The customer.
    pub id: i64,
    /// The version that was read.
    pub version: i32,
    /// The form: `reason`.
    pub typed: Typed,
    /// Reasons to choose.
    pub reasons: Vec<Choice>,
}

/// Giving a customer up.
pub fn loss_page(frame: &Frame, page: &LossPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::customers::loss(page.id),
            html! {
                (hidden("version", page.version))
                (card("", html! {
                    p.muted { (words.customers_loss_text()) }
                    (chips(typed, "reason", words.customers_loss_reason(), page.reasons.clone()).required())
                }))
                (action_bar(danger(words.customers_lose()).icon(Icon::Close), secondary(words.common_cancel()).to(urls::customers::show(page.id))))
            },
        ),
    )
}

// --------------------------------------------------------------------------------------------------------- refused

/// A button was refused: why, and the way back.
pub fn refused(frame: &Frame, typed: &Typed, back: &str) -> Markup {
    layout::page(
        frame,
        html! {
            @if let Some(banner) = &typed.banner { (crate::parts::form::banner(frame.words, banner)) }
            (action_bar(primary(frame.words.customers_back_to()).icon(Icon::Left).to(back), ""))
        },
    )
}
