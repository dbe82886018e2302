//! The shells around a page: the house with its rail, a bare page, a paper to print.

use crate::frame::{Frame, NavEntry, Person, Scheme};
use crate::parts::badge::avatar;
use crate::parts::button::secondary;
use crate::parts::form::press;
use crate::parts::icon::Icon;
use crate::parts::list::live;
use crate::parts::sheet::print_button;
use crate::words::Lang;
use crate::{assets, pages, raw, urls};
use maud::{Markup, html};

/// How many entries the bar at the bottom of a narrow screen holds before "more".
const IN_THE_BAR: usize = 4;

/// How often the bell asks whether there is something new.
const BELL_SECS: u32 = 60;

/// A page of the house: rail or bottom bar, title, person, content.
pub fn page(frame: &Frame, body: Markup) -> Markup {
    shell(
        frame,
        "house",
        html! {
            a.skip href="#main" { (frame.words.frame_skip()) }
            @if !frame.nav.is_empty() { (rail(frame)) }
            div.room {
                (top(frame))
                (unsent(frame))
                main #main tabindex="-1" { (body) (aside(frame)) }
            }
        },
    )
}

/// What else can be done with the whole page.
fn aside(frame: &Frame) -> Markup {
    html! {
        @if !frame.aside.is_empty() {
            nav.page-aside aria-label=(frame.words.frame_aside()) {
                @for (href, label) in &frame.aside { a.button.quiet href=(href) { span { (label) } } }
            }
        }
    }
}

/// A page with nothing around it: signing in, setting up, errors before anybody is known.
pub fn bare(frame: &Frame, body: Markup) -> Markup {
    shell(
        frame,
        "bare",
        html! {
            a.skip href="#main" { (frame.words.frame_skip()) }
            header.bare-top { (mark(frame)) (languages(frame)) }
            main #main tabindex="-1" { (body) }
        },
    )
}

/// A paper: on the screen a sheet with a print button, on paper only the sheet.
pub fn print(frame: &Frame, body: Markup) -> Markup {
    shell(
        frame,
        "paper",
        html! {
            header.paper-top {
                @if let Some(back) = &frame.back { (secondary(frame.words.frame_back()).icon(Icon::Left).to(back)) }
                span.paper-title { (frame.title) }
                @for (href, label) in &frame.aside { (secondary(label).icon(Icon::Download).to(href)) }
                (print_button(frame.words))
            }
            main #main tabindex="-1" { (body) }
        },
    )
}

/// The whole screen for one thing that is looked at from afar: no way around, nothing to tap but what the page itself brings.
pub fn wall(frame: &Frame, body: Markup) -> Markup {
    shell(frame, "wall", html! { main #main tabindex="-1" { (body) } })
}

fn shell(frame: &Frame, class: &str, body: Markup) -> Markup {
    let words = frame.words;
    let scheme = (frame.scheme != Scheme::Auto).then(|| frame.scheme.code());
    let place = frame.site.as_deref().unwrap_or(words.frame_product());
    html! {
        (raw::doctype())
        html lang=(words.lang.code()) data-scheme=[scheme] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content";
                meta name="color-scheme" content="light dark";
                meta name="format-detection" content="telephone=no";
                meta name="referrer" content="same-origin";
                @if let Some(secs) = frame.refresh_secs { noscript { meta http-equiv="refresh" content=(secs); } }
                title { (frame.title) " · " (place) }
                link rel="stylesheet" href=(assets::css());
                link rel="icon" type="image/svg+xml" href=(assets::icon());
                script type="module" src=(assets::js()) {}
            }
            body class=(class) data-person=[frame.person.as_ref().map(|person| &person.id)]
                data-minutes=(words.common_minutes("#")) data-hours=(words.common_hours("#", "@")) data-sign-in=(urls::access::sign_in()) {
                (body)
            }
        }
    }
}

fn rail(frame: &Frame) -> Markup {
    let words = frame.words;
    html! {
        nav.rail aria-label=(words.frame_menu()) {
            a.rail-mark href=(urls::desk::home()) aria-hidden="true" tabindex="-1" { (logo()) }
            ul {
                @for (at, entry) in frame.nav.iter().enumerate() {
                    li class=[(at >= IN_THE_BAR).then_some("later")] { (rail_link(frame, entry)) }
                }
                @if frame.nav.len() > IN_THE_BAR {
                    li.rail-more { details.menu {
                        summary { (Icon::More) span { (words.frame_more()) } }
                        ul.menu-body { @for entry in frame.nav.iter().skip(IN_THE_BAR) { li { (rail_link(frame, entry)) } } }
                    } }
                }
            }
        }
    }
}

fn rail_link(frame: &Frame, entry: &NavEntry) -> Markup {
    let active = frame.active == Some(entry.nav);
    html! {
        a href=(entry.nav.href()) aria-current=[active.then_some("page")] {
            (entry.nav.icon())
            span { (entry.nav.label(frame.words)) }
            @if entry.count > 0 {
                span.rail-count aria-hidden="true" { (entry.count) }
                span.unseen { (frame.words.frame_waiting(entry.count)) }
            }
        }
    }
}

fn top(frame: &Frame) -> Markup {
    html! {
        header.top {
            @if let Some(back) = &frame.back {
                a.back href=(back) title=(frame.words.frame_back()) { (Icon::Left) span.unseen { (frame.words.frame_back()) } }
            }
            div.top-title {
                h1 { (frame.title) }
                @if let Some(lead) = &frame.lead { p.lead { (lead) } }
            }
            @if let Some(unseen) = frame.notices {
                (live("bell", &urls::reminders::bell(), BELL_SECS, pages::reminders::bell(frame.words, unseen)))
            }
            @match &frame.person {
                Some(person) => (account(frame, person)),
                None => (languages(frame)),
            }
        }
    }
}

fn account(frame: &Frame, person: &Person) -> Markup {
    let words = frame.words;
    html! {
        details.menu.account {
            summary {
                span.unseen { (words.frame_me()) }
                (avatar(&person.name))
                span.account-name { b { (person.name) } @if let Some(site) = &frame.site { span.muted { (site) } } }
            }
            div.menu-body {
                div.account-who { (avatar(&person.name)) div { b { (person.name) } span.muted { (person.role) } } }
                @if frame.sites.len() > 1 { (sites(frame)) }
                p.menu-label { (words.frame_language()) }
                (languages(frame))
                p.menu-label { (words.frame_scheme()) }
                (schemes(frame))
                a.menu-link href=(urls::me::show()) { (Icon::Person) (words.frame_me()) }
                (press(frame, urls::access::sign_out(), secondary(words.frame_sign_out()).icon(Icon::Leave)).plain())
            }
        }
    }
}

fn sites(frame: &Frame) -> Markup {
    html! {
        p.menu-label { (frame.words.frame_site()) }
        form.switch.tall method="post" action=(urls::me::site()) {
            input type="hidden" name="_key" value=(frame.key());
            @for site in &frame.sites {
                button type="submit" name="site" value=(site.id) aria-pressed=(site.current) { (site.name) }
            }
        }
    }
}

fn languages(frame: &Frame) -> Markup {
    html! {
        form.switch method="post" action=(urls::me::language()) aria-label=(frame.words.frame_language()) {
            input type="hidden" name="_key" value=(frame.key());
            input type="hidden" name="back" value=(frame.here);
            @for lang in Lang::ALL {
                button type="submit" name="lang" value=(lang.code()) lang=(lang.code()) aria-pressed=(lang == frame.words.lang) { (lang.name()) }
            }
        }
    }
}

fn schemes(frame: &Frame) -> Markup {
    html! {
        form.switch method="post" action=(urls::me::scheme()) {
            input type="hidden" name="_key" value=(frame.key());
            input type="hidden" name="back" value=(frame.here);
            @for scheme in Scheme::ALL {
                button type="submit" name="scheme" value=(scheme.code()) aria-pressed=(scheme == frame.scheme) { (scheme.label(frame.words)) }
            }
        }
    }
}

/// Says that a form may not have arrived. The script shows it; nothing typed is lost.
fn unsent(frame: &Frame) -> Markup {
    let words = frame.words;
    html! {
        div.banner.unsure #unsent role="status" hidden {
            (Icon::Cloud)
            div {
                p.banner-text data-lost { (words.frame_unsure_title()) }
                p.banner-text data-kept hidden { (words.frame_unsent_title()) }
                p data-why { (words.frame_unsure_text()) }
                p data-busy hidden { (words.frame_unsure_busy()) }
                div.row {
                    button.button.secondary type="button" data-again { (Icon::Turn) span { (words.frame_unsure_again()) } }
                    button.button.quiet type="button" data-drop hidden { (words.frame_unsent_drop()) }
                }
            }
        }
    }
}

/// The product's sign.
pub fn logo() -> Markup {
    html! {
        svg.logo viewBox="0 0 32 32" aria-hidden="true" {
            rect.logo-ground width="32" height="32" rx="8" {}
            path.logo-door d="M10 25V9.500L19 7v18" {}
            path.logo-floor d="M7 25h18" {}
            path.logo-floor d="M22 25V12" {}
            circle.logo-knob cx="16" cy="16.500" r="1.300" {}
        }
    }
}

fn mark(frame: &Frame) -> Markup {
    html! { a.mark href=(urls::desk::home()) { (logo()) span { (frame.site.as_deref().unwrap_or(frame.words.frame_product())) } } }
}
