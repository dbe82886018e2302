//! Papers as PDF, read by programs that are not ours: they say what their pages say, to everybody, whatever people are called.

use std::path::PathBuf;
use std::time::Duration;

use chrono::NaiveDate;
use serde_json::{Value, json};
use showroom::base::role::Role;
use showroom::platform::http::Settings;
use showroom::platform::papers::{self, Fonts, Paper, Papers, Trouble};
use showroom_templates::documents::SAMPLES;

use crate::support::crawl::{self, Demo};
use crate::support::database::Database;
use crate::support::html;
use crate::support::inside::{Caller, Inside};
use crate::support::pdf::{self, squeezed};
use crate::support::web::settings;

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("showroom-papers-{:x}", rand::random::<u64>()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn sample(document: &str) -> Paper {
    let (document, text) = *SAMPLES.iter().find(|(name, _)| *name == document).unwrap();
    Paper { document, data: serde_json::from_str(text).unwrap(), today: NaiveDate::from_ymd_opt(2026, 11, 22).unwrap() }
}

/// The demo showroom on SQLite: what is printed does not depend on the engine.
fn in_the_demo(settings: Settings, test: impl AsyncFn(&Demo, &Inside)) {
    let database = Database::sqlite();
    actix_web::rt::System::new().block_on(async {
        let db = showroom::platform::db::Db::open(&database.location).unwrap().reacting(showroom::reactions::react);
        let (demo, inside) = (Demo::load(&db).await, Inside::with(&db, settings).await);
        test(&demo, &inside).await;
    });
}

async fn speaks(caller: &Caller<'_>, language: &str) {
    assert_eq!(caller.post("/me/language", &[("lang", language)]).await.status, 303);
}

/// Every row of every table of a page, as one would read it aloud, without blanks.
fn rows_of(page: &str) -> Vec<String> {
    let tables = page.split("<table").skip(1).filter_map(|rest| rest.split_once("</table>"));
    let bodies = tables.filter_map(|(table, _)| Some(table.split_once("<tbody")?.1.to_owned()));
    let rows: Vec<String> = bodies
        .flat_map(|body| body.split("<tr").skip(1).map(|row| format!("<body><tr{row}")).collect::<Vec<_>>())
        .collect();
    rows.iter().map(|row| squeezed(&html::readable(row))).filter(|row| !row.is_empty()).collect()
}

#[test]
fn a_report_says_in_pdf_what_its_page_says() {
    in_the_demo(settings(), async |demo, inside| {
        let boss = demo.enter(inside, Role::Supervisor).await;
        let yesterday = showroom::platform::http::present().date() - chrono::Duration::days(1);
        for (language, title) in [("zh", "客流报告"), ("en", "Traffic report")] {
            speaks(&boss, language).await;
            for (span, pages) in [("day", 1..=1), ("month", 1..=4), ("year", 1..=4)] {
                let query = format!("span={span}&on={yesterday}");
                let page = boss.get(&format!("/reports?{query}")).await;
                let found = pdf::read(&boss.fetch(&format!("/reports/file?{query}&format=pdf")).await);
                found.must_be_sound(language, title);
                assert!(found.python.standard, "{span} is not for everybody");
                assert!(pages.contains(&found.python.pages), "{span}: {} pages", found.python.pages);
                let heads = page.body.split("class=\"headline-figure\"").skip(1);
                let heads = heads.map(|rest| {
                    squeezed(&html::readable(&format!(
                        "<body>{}",
                        rest.split("</p>").next().unwrap().split_once('>').unwrap().1
                    )))
                });
                // The plots have their figures in tables of their own, which paper shows as bars with their figures.
                let body = page.body.split_once("class=\"sheets\"").unwrap().1;
                let wanted: Vec<String> = heads.chain(rows_of(body)).collect();
                assert!(wanted.len() > 20, "{wanted:?}");
                for said in found.said() {
                    let missing: Vec<&String> = wanted.iter().filter(|text| !said.contains(*text)).collect();
                    assert!(missing.is_empty(), "{span} in {language} lacks {missing:?}\n{said}");
                }
            }
        }
    });
}

#[test]
fn every_paper_has_its_pdf_beside_it() {
    in_the_demo(settings(), async |demo, inside| {
        let boss = demo.enter(inside, Role::Supervisor).await;
        let met = crawl::walk(&boss).await;
        for (pattern, table) in [
            ("/deposits/{deposit}/agreement", "sheet-grid"),
            ("/receipts/{payment}", "sheet-grid"),
            ("/contracts/{contract}/paper", "sheet-grid"),
            ("/quotes/{quote}/paper", "sheet-grid"),
        ] {
            let address = met.pages.get(pattern).and_then(|pages| pages.iter().find(|page| !page.contains("format=")));
            let address = address.unwrap_or_else(|| panic!("the demo has no {pattern}"));
            let page = boss.get(address).await;
            let link = html::links(&page.body).into_iter().find(|link| link.ends_with("?format=pdf"));
            let answer = boss.get(&link.unwrap_or_else(|| panic!("{pattern} offers no PDF"))).await;
            assert_eq!((answer.status, answer.header("content-type")), (200, "application/pdf"));
            assert!(answer.header("content-disposition").starts_with("attachment; "), "{pattern}");
            let found = pdf::read(&answer.bytes);
            let sheet = page.body.split_once("<article").unwrap().1.split_once("</article>").unwrap().0;
            let title = sheet.split_once("<h1>").unwrap().1.split_once("</h1>").unwrap().0;
            let language = if sheet.contains("lang=\"zh") { "zh" } else { "en" };
            found.must_be_sound(language, title);
            assert!(found.python.standard, "{pattern} is not for everybody");
            let clauses =
                sheet.split("<li>").skip(1).map(|rest| format!("<body>{}", rest.split("</li>").next().unwrap()));
            let clauses: Vec<String> = clauses.map(|text| squeezed(&html::readable(&text))).collect();
            let wanted: Vec<String> =
                rows_of(&sheet.replace(table, "").to_owned()).into_iter().chain(clauses).collect();
            assert!(wanted.len() > 3, "{pattern}: {wanted:?}");
            for said in found.said() {
                let missing: Vec<&String> = wanted.iter().filter(|text| !said.contains(*text)).collect();
                assert!(missing.is_empty(), "{pattern} lacks {missing:?}\n{said}");
            }
        }
    });
}

#[test]
fn where_there_is_no_chinese_font_a_page_says_so() {
    let settings = Settings { papers: Papers::with(Fonts::none(), None), ..settings() };
    in_the_demo(settings, async |demo, inside| {
        let boss = demo.enter(inside, Role::Supervisor).await;
        let page = boss.get("/reports/file?format=pdf").await;
        assert_eq!(page.status, 503);
        assert!(page.body.contains("apt-get install fonts-noto-cjk"), "{}", page.body);
        assert_eq!(boss.get("/reports/file?format=csv").await.status, 200);
    });
    let found = papers::look(&Fonts::none(), &folder());
    assert!(matches!(&found[..], [("fonts", Err(why))] if why.contains("fonts-noto-cjk")), "{found:?}");
    assert_eq!(Papers::with(Fonts::none(), None).draw_here(&sample("receipt")), Err(Trouble::NoFont));
}

// ------------------------------------------------------------------------------------------------------- what people are called

fn receipt_from(name: &str) -> Paper {
    let mut paper = sample("receipt");
    paper.data["facts"] = json!([["付款人", name]]);
    paper.data["places"][0]["name"] = Value::from(name);
    paper
}

#[test]
fn names_are_printed_as_the_text_that_they_are() {
    let papers = Papers::default();
    let long = "很长的名字".repeat(400);
    let word = "x".repeat(2_000);
    for name in [
        "#panic(\"x\")",
        "$x$ *b* _i_ @a <b> `c` = H - [l] // c /* d */",
        "#import \"@preview/x:1.0.0\"",
        "\\u{41} \\ \\#",
        "{page} {pages} {total}",
        "=1+1",
        "=HYPERLINK(\"http://x\",\"y\")",
        "'\"; DROP TABLE customers;--",
        "O’Brien–Müller Łukasz Ðặng",
        &long,
        &word,
    ] {
        let found =
            pdf::read(&papers.draw_here(&receipt_from(name)).unwrap_or_else(|trouble| panic!("{name}: {trouble}")));
        found.must_be_sound("zh", "收据");
        for said in found.said() {
            // The foot of a page stands between two pages of one name.
            let foot = |text: String, page: usize| {
                text.replace(&format!("江畔花园·SJ-2026-0001第{page}页，共{}页", found.python.pages), "")
            };
            let said = (1..=found.python.pages).fold(said, foot);
            assert!(said.contains(&squeezed(name)), "{name} is printed as {said}");
        }
    }
}

#[test]
fn a_paper_comes_whatever_script_a_name_is_written_in() {
    let papers = Papers::default();
    for name in ["محمد علي", "דוד כהן", "😀👩‍👩‍👧 张三", "ᚠᚢᚦ 𒀀𒀁 \u{e000}", "नमस्ते ไทย 한국어 ひらがな"]
    {
        let found =
            pdf::read(&papers.draw_here(&receipt_from(name)).unwrap_or_else(|trouble| panic!("{name}: {trouble}")));
        assert_eq!((found.python.pages, found.python.marked), (1, true), "{name}");
        assert!(found.said()[0].contains("SJ-2026-0001"), "{name}");
    }
    // From right to left, where a font has the letters: each is there, and each program puts them in an order of its own.
    let found = pdf::read(&papers.draw_here(&receipt_from("דוד כהן")).unwrap());
    if found.python.standard {
        let mut there: Vec<char> = found.said()[0].chars().filter(|c| ('\u{590}'..='\u{5ff}').contains(c)).collect();
        let mut wanted: Vec<char> = "דודכהןדודכהן".chars().collect();
        there.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(there, wanted);
    }
}

// ------------------------------------------------------------------------------------------------------- a showroom's own papers

#[test]
fn a_paper_of_the_showroom_s_own_is_used_instead() {
    let own = folder();
    std::fs::write(
        own.join("receipt.typ"),
        "#import \"base.typ\": *\n#show: sheet\n#title()\n本店专用收据\n#facts(data.facts)\n",
    )
    .unwrap();
    let papers = Papers::with(Fonts::system(), Some(&own));
    let found = pdf::read(&papers.draw_here(&sample("receipt")).unwrap());
    assert!(found.said()[0].contains("本店专用收据") && found.said()[0].contains("王小明"), "{}", found.text);
    assert!(!pdf::read(&papers.draw_here(&sample("quote")).unwrap()).said()[0].contains("本店专用"));
    let said = papers::look(&Fonts::system(), &own);
    assert!(matches!(&said[1], ("papers", Ok(well)) if well.contains("receipt.typ")), "{said:?}");
    std::fs::remove_dir_all(own).unwrap();
}

#[test]
fn a_broken_paper_says_where() {
    let own = folder();
    let broken = |name: &str, text: &str, document: &str| {
        let file = own.join(name);
        std::fs::write(&file, text).unwrap();
        let drawn = Papers::with(Fonts::system(), Some(&own)).draw_here(&sample(document));
        let looked = papers::look(&Fonts::system(), &own);
        std::fs::remove_file(file).unwrap();
        let Err(Trouble::Broken(place)) = drawn else { panic!("{name} was drawn: {text}") };
        let Some(("papers", Err(said))) = looked.get(1) else { panic!("nothing found: {looked:?}") };
        assert!(said.contains(&place.to_string()), "{said} does not say {place}");
        (place.file, place.line, place.message, place.own)
    };
    let (file, line, message, mine) =
        broken("receipt.typ", "#import \"base.typ\": *\n\n#facts(data.fact)\n", "receipt");
    assert_eq!((file.as_str(), line, mine), ("receipt.typ", Some(3), true), "{message}");
    assert!(message.contains("fact"), "{message}");
    let (file, line, ..) = broken("receipt.typ", "one\n#let x = (\n", "receipt");
    assert_eq!((file.as_str(), line), ("receipt.typ", Some(2)));
    // Where the mistake shows in a file of ours, the call in theirs is named.
    let (file, line, ..) = broken("quote.typ", "#import \"base.typ\": *\n#facts(5)\n", "quote");
    assert_eq!((file.as_str(), line), ("quote.typ", Some(2)));
    let (file, ..) = broken("base.typ", "#let sheet(it) = it\n", "receipt");
    assert_eq!(file, "receipt.typ");
    let (_, line, message, _) = broken("receipt.typ", "\n#import \"@preview/cetz:0.4.0\": *\n", "receipt");
    assert_eq!(line, Some(2), "{message}");
    let (_, _, message, _) = broken("receipt.typ", "#read(\"../../../../../../etc/passwd\")", "receipt");
    assert!(!message.contains("root:"), "{message}");
    let (_, line, ..) = broken("receipt.typ", "#read(\"/etc/passwd\")", "receipt");
    assert_eq!(line, Some(1));
    let (_, line, message, _) = broken("receipt.typ", "#let x = 0\n#while true { x += 1 }\n", "receipt");
    assert_eq!(line, Some(2), "{message}");
    std::fs::remove_dir_all(own).unwrap();
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_folder() {
    let (own, secret) = (folder(), folder().join("secret.txt"));
    std::fs::write(&secret, "showroom.key").unwrap();
    std::os::unix::fs::symlink(&secret, own.join("link.txt")).unwrap();
    std::fs::write(own.join("receipt.typ"), "#read(\"link.txt\")").unwrap();
    let drawn = Papers::with(Fonts::system(), Some(&own)).draw_here(&sample("receipt"));
    assert!(matches!(drawn, Err(Trouble::Broken(_))), "a link was followed");
    std::fs::remove_dir_all(own).unwrap();
}

#[test]
fn samples_have_the_fields_that_papers_have() {
    // With what an older program or a newer one gave, `doctor` would prove nothing.
    let seen: Vec<&str> = SAMPLES.iter().map(|(name, _)| *name).collect();
    assert_eq!(seen, ["report", "agreement", "receipt", "contract", "quote"]);
    let found = papers::look(&Fonts::system(), &folder());
    assert_eq!(found[1], ("papers", Ok("all as they came with the program".to_owned())));
}

#[test]
fn a_paper_ends_with_its_process_however_it_goes_round_in_circles() {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_showroom"));
    let own = folder();
    let of = |at_most: u64| Papers::apart(Some(&own), program.clone(), Duration::from_secs(at_most));
    let draw = |papers: &Papers, name: &str| actix_web::rt::System::new().block_on(papers.draw(sample(name)));
    let papers = of(30);
    let found = pdf::read(&draw(&papers, "receipt").unwrap());
    assert!(found.said()[0].contains("王小明"), "{}", found.text);
    assert_eq!(papers.ready(), Ok(()));
    // What is wrong with a showroom's own paper is said with its place, as when it is drawn here.
    std::fs::write(own.join("receipt.typ"), "= Receipt\n#nobody-knows-this").unwrap();
    let broken = draw(&papers, "receipt");
    assert!(matches!(&broken, Err(Trouble::Broken(place)) if place.own && place.line == Some(2)), "{broken:?}");
    assert_eq!(broken, Papers::with(Fonts::system(), Some(&own)).draw_here(&sample("receipt")));
    // One that takes years is stopped, and the next has its turn.
    let endless = "#for a in range(9000000) { for b in range(9000000) { } }";
    std::fs::write(own.join("receipt.typ"), endless).unwrap();
    let papers = of(8);
    assert_eq!(draw(&papers, "receipt"), Err(Trouble::TooLong));
    std::fs::remove_file(own.join("receipt.typ")).unwrap();
    assert!(draw(&papers, "receipt").is_ok());
    let nowhere = Papers::apart(None, "/nowhere/at/all".into(), Duration::from_secs(8));
    assert_eq!(draw(&nowhere, "receipt"), Err(Trouble::Failed));
    std::fs::remove_dir_all(own).unwrap();
}

#[test]
fn as_many_as_like_may_ask_at_once() {
    let papers = Papers::default();
    let drawn = actix_web::rt::System::new()
        .block_on(async { futures_util::future::join_all((0..40).map(|_| papers.draw(sample("receipt")))).await });
    let there = drawn.iter().filter(|drawn| drawn.is_ok()).count();
    let turned_away = drawn.iter().filter(|drawn| **drawn == Err(Trouble::TooMany)).count();
    assert_eq!((there, turned_away), (24, 16));
}

#[test]
fn a_day_of_any_size_stands_on_one_sheet() {
    let papers = Papers::default();
    let mut paper = sample("report");
    let row = |at: usize, cells: usize| json!({ "name": format!("顾问 {at}"), "cells": vec!["12"; cells] });
    for (sheet, rows) in [(0, 14), (1, 12), (2, 12), (3, 5), (4, 6), (6, 6), (7, 8)] {
        let cells = paper.data["sheets"][sheet]["columns"].as_array().unwrap().len() - 1;
        paper.data["sheets"][sheet]["rows"] = (0..rows).map(|at| row(at, cells)).collect();
    }
    paper.data["bars"] = (6..24).map(|hour| json!({ "label": hour.to_string(), "name": "", "value": hour })).collect();
    assert_eq!(pdf::read(&papers.draw_here(&paper).unwrap()).python.pages, 1);
}
