//! Addresses of the routes on which consultants lead their parties: who runs the floor lays them out.

use super::tour::{self, RouteStop};
use crate::base::ids::RowId;
use crate::base::role::Need;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};
use showroom_templates::frame::Nav;
use showroom_templates::pages::tour_routes::{self as pages, Line, ListPage, NewPage, STOPS, StopFields};
use showroom_templates::parts::Choice;
use showroom_templates::{Typed, urls};

/// The longest name of a route or a stop.
const LONGEST_NAME: usize = 60;
/// The longest code of a unit type.
const LONGEST_CODE: usize = 20;
/// How long a route may take, in minutes.
const MINUTES: std::ops::RangeInclusive<i64> = 1..=480;

/// The routes of routes.
pub fn routes(r: &mut Routes) {
    r.get("/tour-routes", Need::EditUnits, list);
    r.get("/tour-routes/new", Need::EditUnits, new);
    r.post("/tour-routes/new", Need::EditUnits, add);
    r.post("/tour-routes/{route}/removal", Need::EditUnits, remove);
}

async fn list(ask: Ask) -> Answer {
    draw_list(&ask, Typed::default()).await
}

async fn draw_list(ask: &Ask, _: Typed) -> Answer {
    let (site, words) = (ask.actor.site, ask.words);
    let routes = ask.read(move |conn| tour::routes(conn, site)).await?;
    let line = |route: &tour::Route| Line {
        id: route.id.0,
        name: super::stage_pages::in_lang(words, &route.name_zh, &route.name_en),
        about: super::stage_pages::about_route(words, route),
    };
    let page = ListPage { routes: routes.iter().map(line).collect() };
    let frame = ask.frame(words.tour_routes_title(), Nav::Units).with_back(urls::units::grid());
    Ok(Reply::page(pages::list(&frame, &page)))
}

async fn new(ask: Ask) -> Answer {
    draw_new(&ask, ask.fresh()).await
}

async fn draw_new(ask: &Ask, typed: Typed) -> Answer {
    let (site, words) = (ask.actor.site, ask.words);
    let types = ask.read(move |conn| tour::types(conn, site)).await?;
    let name = |zh: &str, en: &str| super::stage_pages::in_lang(words, zh, en);
    let types = types.iter().map(|(code, zh, en)| Choice::new(code, name(zh, en))).collect();
    let frame = ask.frame(words.tour_routes_new_title(), Nav::Units).with_back(urls::tour_routes::list());
    Ok(Reply::page(pages::new(&frame, &NewPage { typed, types })))
}

async fn add(ask: Ask) -> Answer {
    let act = |tx: &mut Tx, new: &tour::NewRoute| {
        tour::add_route(tx, new)?;
        Ok(urls::tour_routes::list())
    };
    ask.submit(read_route, act, draw_new).await
}

fn read_route(f: &mut Fields) -> Option<tour::NewRoute> {
    let (name_zh, name_en) = (f.text_to("name_zh", LONGEST_NAME), f.text_to("name_en", LONGEST_NAME));
    let minutes = f.int("minutes", MINUTES).and_then(|minutes| i32::try_from(minutes).ok());
    let stops: Vec<RouteStop> = STOPS.iter().enumerate().filter_map(|(at, stop)| read_stop(f, at, stop)).collect();
    if stops.is_empty() && f.is_clean() {
        f.refuse(STOPS[0].zh, "route_without_stops");
    }
    Some(tour::NewRoute { name_zh: name_zh?, name_en: name_en?, minutes: minutes?, stops })
}

/// A stop; where one language lacks its name, the other's stands for both.
fn read_stop(f: &mut Fields, at: usize, stop: &StopFields) -> Option<RouteStop> {
    let (zh, en) = (f.opt_to(stop.zh, LONGEST_NAME), f.opt_to(stop.en, LONGEST_NAME));
    let kind = f.opt_to(stop.kind, LONGEST_CODE);
    let (zh, en) = (zh.clone().or_else(|| en.clone())?, en.or(zh)?);
    Some(RouteStop { id: format!("stop-{}", at + 1), zh, en, kind })
}

async fn remove(ask: Ask) -> Answer {
    let route = ask.id::<RowId>("route")?;
    let act = move |tx: &mut Tx| {
        tour::remove_route(tx, route)?;
        Ok(urls::tour_routes::list())
    };
    ask.submit_plain(act, draw_list).await
}
