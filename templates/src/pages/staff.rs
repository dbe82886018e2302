//! Who works here: the list, one person, a new one, and the table of who may do what.

use crate::frame::Frame;
use crate::layout;
use crate::parts::card::{columns, fields};
use crate::parts::form::{action_bar, form, hidden, note, press};
use crate::parts::{
    Choice, Column, Icon, Row, Tone, badge, card, chips, danger, empty, key_values, password, primary, secondary,
    table, text,
};
use crate::typed::Typed;
use crate::urls;
use crate::words::Lang;
use maud::{Markup, html};

/// The list of staff.
pub struct ListPage {
    /// Everybody, active first.
    pub people: Vec<PersonRow>,
    /// Whether this reader may add people.
    pub may_add: bool,
    /// Whether this reader looks after outgoing mail.
    pub sees_mail: bool,
}

/// One person in the list.
pub struct PersonRow {
    /// Their id.
    pub id: i64,
    /// Their name, with "(you)" where it is the reader.
    pub name: String,
    /// How they sign in.
    pub login: String,
    /// Their role, in words.
    pub role: String,
    /// On duty, on a break, off: icon tone and words.
    pub duty: (Tone, String),
    /// Whether they are suspended.
    pub suspended: bool,
}

/// The list.
pub fn list(frame: &Frame, page: &ListPage) -> Markup {
    let words = frame.words;
    let heads = [
        Column::new(words.staff_person_name()),
        Column::new(words.staff_role()),
        Column::new(words.staff_duty_today()),
        Column::new(words.staff_login()),
        Column::new(words.staff_state()),
    ];
    let rows: Vec<Row> = page.people.iter().map(|person| row(frame, person)).collect();
    layout::page(
        frame,
        html! {
            @if page.people.is_empty() {
                (empty(Icon::People, words.staff_empty_title(), words.staff_empty_text(), None))
            } @else {
                (card("", table(words.staff_title(), &heads, &rows)))
            }
            @let others = html! {
                @if page.sees_mail { (secondary(words.letters_title()).to(urls::mail::outbox())) }
                (secondary(words.staff_see_roles()).to(urls::staff::roles()))
            };
            @if page.may_add {
                (action_bar(primary(words.staff_add()).icon(Icon::Plus).to(urls::staff::new()), others))
            } @else {
                (action_bar("", others))
            }
        },
    )
}

fn row(frame: &Frame, person: &PersonRow) -> Row {
    let words = frame.words;
    let state = if person.suspended {
        badge(Tone::Bad, Icon::Close, words.staff_suspended())
    } else {
        badge(Tone::Good, Icon::Check, words.staff_active())
    };
    Row::link(
        urls::staff::show(person.id),
        vec![
            html! { (crate::parts::avatar(&person.name)) " " (person.name) },
            html! { (person.role) },
            badge(person.duty.0, Icon::Clock, &person.duty.1),
            html! { (person.login) },
            state,
        ],
    )
}

/// The form for a new person.
pub struct NewPage {
    /// The form: `name`, `login`, `role`, `lang`, `email`, `password`.
    pub typed: Typed,
    /// The roles that this reader may give.
    pub roles: Vec<Choice>,
}

/// The form for a new person.
pub fn new(frame: &Frame, page: &NewPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    layout::page(
        frame,
        form(
            words,
            typed,
            urls::staff::list(),
            html! {
                (card("", html! {
                    (fields(html! {
                        (text(typed, "name", words.staff_person_name()).longest(60).required().first())
                        (text(typed, "login", words.staff_login()).hint(words.staff_login_hint()).longest(40).required().autocomplete("off"))
                    }))
                    (chips(typed, "role", words.staff_role(), page.roles.clone()).required())
                    (chips(typed, "lang", words.staff_lang(), languages()).value(words.lang.code()).required())
                    (text(typed, "email", words.staff_email()).hint(words.staff_email_hint()).longest(200).autocomplete("off"))
                    (password(typed, "password", words.staff_password()).hint(words.staff_password_hint()).autocomplete("new-password").required())
                }))
                (action_bar(primary(words.staff_add()).icon(Icon::Plus), html! { p.muted { (words.staff_add_note()) } }))
            },
        ),
    )
}

/// One person's page.
pub struct ShowPage {
    /// The form of facts: `name`, `role`, `team`, `lang`, `email`, `version`.
    pub typed: Typed,
    /// The form of the password: `password`.
    pub password: Typed,
    /// Their id.
    pub id: i64,
    /// Version of the record.
    pub version: i32,
    /// Their name.
    pub name: String,
    /// How they sign in.
    pub login: String,
    /// Code of their role.
    pub role: String,
    /// Their team today; empty for none.
    pub team: String,
    /// The teams that there are.
    pub teams: Vec<String>,
    /// Code of their language.
    pub lang: String,
    /// Where their mail goes.
    pub email: String,
    /// Since when they are here, in words.
    pub joined: String,
    /// How many devices they are signed in on, in words.
    pub devices: String,
    /// Whether they are suspended.
    pub suspended: bool,
    /// Whether anything belongs to them.
    pub has_something: bool,
    /// Whether the reader may change this person.
    pub may_change: bool,
    /// Whether it is the reader.
    pub is_self: bool,
    /// The roles that this reader may give.
    pub roles: Vec<Choice>,
}

/// One person's page.
pub fn show(frame: &Frame, page: &ShowPage) -> Markup {
    let (words, typed) = (frame.words, &page.typed);
    let about = card(
        &page.name,
        key_values(vec![
            (words.staff_login().to_owned(), html! { (page.login) }),
            (
                words.staff_state().to_owned(),
                if page.suspended {
                    badge(Tone::Bad, Icon::Close, words.staff_suspended())
                } else {
                    badge(Tone::Good, Icon::Check, words.staff_active())
                },
            ),
            ("".to_owned(), html! { (page.joined) br; (page.devices) }),
        ]),
    );
    let change = form(
        words,
        typed,
        urls::staff::show(page.id),
        html! {
            (hidden("version", page.version))
            (card("", html! {
                (text(typed, "name", words.staff_person_name()).value(&page.name).longest(60).required())
                @if !page.is_self {
                    (chips(typed, "role", words.staff_role(), page.roles.clone()).value(&page.role).required())
                }
                @let teams = words.staff_team_hint(if page.teams.is_empty() { "–".to_owned() } else { page.teams.join(" · ") });
                (text(typed, "team", words.staff_team()).value(&page.team).hint(teams).longest(40).autocomplete("off").optional(words))
                (chips(typed, "lang", words.staff_lang(), languages()).value(&page.lang).required())
                (text(typed, "email", words.staff_email()).value(&page.email).hint(words.staff_email_hint()).longest(200).autocomplete("off"))
            }))
            (action_bar(primary(words.staff_save()).icon(Icon::Check), ""))
        },
    );
    let side = html! {
        (about)
        @if page.may_change && !page.is_self {
            (form(words, &page.password, urls::staff::password(page.id), card(words.staff_set_password(), html! {
                (password(&page.password, "password", words.staff_new_password()).hint(words.staff_password_hint()).autocomplete("new-password").required())
                (secondary(words.staff_set_password()))
            })))
            (card("", html! {
                @if page.suspended {
                    (press(frame, urls::staff::resumption(page.id), secondary(words.staff_resume()).icon(Icon::Check)))
                    @if page.has_something {
                        (note(Icon::Warning, words.ownership_left_behind()))
                        (secondary(words.ownership_handover_go()).icon(Icon::Turn).to(urls::staff::handover(page.id)))
                    }
                } @else if page.has_something {
                    p.muted { (words.staff_suspend_note()) }
                    (danger(words.ownership_handover_suspend()).icon(Icon::Turn).to(urls::staff::handover(page.id)))
                } @else {
                    p.muted { (words.staff_suspend_note()) }
                    (press(frame, urls::staff::suspension(page.id), danger(words.staff_suspend()).icon(Icon::Close)))
                }
            }))
        }
    };
    layout::page(frame, if page.may_change { columns(change, side) } else { side })
}

/// The table of who may do what.
pub struct RolesPage {
    /// Names of the roles, in order.
    pub roles: Vec<String>,
    /// What, and for each role whether it may.
    pub needs: Vec<(String, Vec<bool>)>,
}

/// The table of who may do what.
pub fn roles(frame: &Frame, page: &RolesPage) -> Markup {
    let words = frame.words;
    let mut heads = vec![Column::new(words.roles_need())];
    heads.extend(page.roles.iter().map(Column::new));
    let rows: Vec<Row> = page
        .needs
        .iter()
        .map(|(what, may)| {
            let mut cells = vec![html! { (what) }];
            cells.extend(may.iter().map(|may| {
                if *may {
                    html! { span.may title=(words.roles_yes()) { (Icon::Check) span.unseen { (words.roles_yes()) } } }
                } else {
                    html! { span.may-not { "–" span.unseen { (words.roles_no()) } } }
                }
            }));
            Row::new(cells)
        })
        .collect();
    layout::page(
        frame,
        html! {
            p.lead { (words.roles_intro()) }
            (card("", table(words.roles_title(), &heads, &rows)))
            p.muted { (words.roles_own_note()) }
        },
    )
}

fn languages() -> Vec<Choice> {
    Lang::ALL.map(|lang| Choice::new(lang.code(), lang.name())).to_vec()
}
