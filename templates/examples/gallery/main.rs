//! Draws every page with sample data, without a database, into `target/gallery/`: both languages, light and dark.
//!
//! `cargo run -p showroom-templates --example gallery`, then open `target/gallery/index.html`. A capability adds a file
//! here with `pub const PAGES: &[Page]`, and its line to [`all`].

mod approvals;
mod board;
mod customers;
mod deals;
mod floor;
mod followups;
mod foundation;
mod grades;
mod identity;
mod letters;
mod lists;
mod ownership;
mod playbooks;
mod privacy;
mod reminders;
mod reports;
mod staff;
mod tour_routes;

use showroom_templates::frame::{Frame, Nav, Person, Scheme, SiteChoice};
use showroom_templates::{Lang, Markup, Words, assets, html, raw};
use std::path::PathBuf;
use std::{env, fs, io};

/// A page: its name in the gallery, and how it is drawn in a language and a scheme.
pub type Page = (&'static str, fn(Frame) -> Markup);

fn all() -> Vec<Page> {
    [
        foundation::PAGES,
        floor::PAGES,
        board::PAGES,
        customers::PAGES,
        ownership::PAGES,
        followups::PAGES,
        grades::PAGES,
        identity::PAGES,
        staff::PAGES,
        privacy::PAGES,
        tour_routes::PAGES,
        lists::PAGES,
        playbooks::PAGES,
        reminders::PAGES,
        reports::PAGES,
        deals::PAGES,
        letters::PAGES,
        approvals::PAGES,
    ]
    .concat()
}

fn main() -> io::Result<()> {
    let folder = folder();
    fs::create_dir_all(folder.join("assets"))?;
    for asset in assets::ALL {
        fs::write(folder.join(asset.path.trim_start_matches('/')), asset.bytes)?;
    }
    for (name, draw) in all() {
        for lang in Lang::ALL {
            for scheme in [Scheme::Light, Scheme::Dark] {
                // The gallery is opened from the disk, where addresses have no root.
                let page = raw::page(draw(frame(lang, scheme))).replace("\"/assets/", "\"assets/");
                fs::write(folder.join(file(name, lang, scheme)), page)?;
            }
        }
    }
    fs::write(folder.join("index.html"), raw::page(index()))
}

/// The frame of somebody at work, for pages of the house; a page may change it.
pub fn frame(lang: Lang, scheme: Scheme) -> Frame {
    let words = Words::new(lang);
    let site = |zh: &str, en: &str| if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() };
    Frame {
        words,
        title: String::new(),
        person: Some(Person {
            id: "7".into(),
            name: site("周雨桐", "Zhou Yutong"),
            role: site("接待", "Receptionist"),
        }),
        site: Some(site("云栖湾营销中心", "Harbour View")),
        sites: vec![
            SiteChoice { id: "1".into(), name: site("云栖湾营销中心", "Harbour View"), current: true },
            SiteChoice { id: "2".into(), name: site("星驰汽车城南店", "Star Motors South"), current: false },
        ],
        nav: Nav::ALL.into_iter().map(Into::into).collect(),
        active: Some(Nav::Desk),
        notices: Some(3),
        scheme,
        here: "/".into(),
        seed: "sample".into(),
        ..Frame::default()
    }
}

fn file(name: &str, lang: Lang, scheme: Scheme) -> String {
    format!("{name}.{}.{}.html", lang.code(), scheme.code())
}

fn folder() -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from);
    target.join("gallery")
}

fn index() -> Markup {
    html! {
        (raw::doctype())
        meta charset="utf-8";
        title { "Gallery" }
        ul { @for (name, _) in all() { li {
            (name) ": "
            @for lang in Lang::ALL { @for scheme in [Scheme::Light, Scheme::Dark] {
                a href=(file(name, lang, scheme)) { (lang.code()) " " (scheme.code()) } " "
            } }
        } } }
    }
}
