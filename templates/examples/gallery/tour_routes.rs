//! The routes of the tour with sample data.

use crate::Page;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::pages::tour_routes::{self, Line, ListPage, NewPage};
use showroom_templates::parts::Choice;
use showroom_templates::{Lang, Markup, Typed, urls};

pub const PAGES: &[Page] = &[("tour-routes", list), ("tour-routes-none", none), ("tour-routes-new", new)];

fn say(frame: &Frame, zh: &str, en: &str) -> String {
    if frame.words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn titled(frame: Frame, title: &str) -> Frame {
    Frame { title: title.to_owned(), active: Some(Nav::Units), ..frame }.with_back(urls::units::grid())
}

fn list(frame: Frame) -> Markup {
    let words = frame.words;
    let stops = say(&frame, "沙盘 → 三房样板间 → 中心花园", "The model → Show flat, three bedrooms → The garden");
    let line =
        Line {
            id: 1, name: say(&frame, "三房家庭线", "The family's way"), about: words.walk_route_about(25, stops)
        };
    tour_routes::list(&titled(frame, words.tour_routes_title()), &ListPage { routes: vec![line] })
}

fn none(frame: Frame) -> Markup {
    let title = frame.words.tour_routes_title();
    tour_routes::list(&titled(frame, title), &ListPage { routes: Vec::new() })
}

fn new(frame: Frame) -> Markup {
    let title = frame.words.tour_routes_new_title();
    let types = vec![Choice::new("B", say(&frame, "B 户型 · 三房", "Type B · three bedrooms"))];
    tour_routes::new(&titled(frame, title), &NewPage { typed: Typed::default(), types })
}
