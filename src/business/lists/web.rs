//! Lists on their way in, over HTTP: bringing a file, naming its columns, looking at its rows, taking them over and back.

use std::collections::HashMap;

use actix_web::http::header::HeaderName;
use showroom_templates::pages::lists as pages;
use showroom_templates::{Nav, Typed, urls};

use super::model::{DateOrder, Decision, Fate, Import, Kind, Outcome, Row, State, Target};
use super::present::{self, Facts, Shown};
use super::store::{self, Which};
use super::{actions, leftovers};
use crate::base::actor::Actor;
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{CustomerId, ImportId, UserId};
use crate::base::role::{Need, Role};
use crate::business::customers;
use crate::platform::access;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes, Upload};
use crate::platform::sheets::Format;

/// A form around the largest file.
const UPLOAD_BYTES: usize = 31 * 1024 * 1024;
/// Rows on one page.
const PAGE: i64 = 40;
/// How often a page looks again while the house works.
const AGAIN_SECS: &str = "2";

/// The routes of lists that come in.
pub fn routes(r: &mut Routes) {
    r.get("/imports", Need::ImportLists, list);
    r.post("/imports", Need::ImportLists, bring).takes_file(UPLOAD_BYTES);
    r.get("/imports/template", Need::ImportLists, template);
    r.get("/imports/{import}", Need::ImportLists, show);
    r.post("/imports/{import}/columns", Need::ImportLists, columns);
    r.post("/imports/{import}/people", Need::ImportLists, people);
    r.post("/imports/{import}/rows", Need::ImportLists, decide_all);
    r.post("/imports/{import}/rows/{row}", Need::ImportLists, decide);
    r.post("/imports/{import}/start", Need::ImportLists, start);
    r.post("/imports/{import}/undo", Need::ImportLists, undo);
    r.post("/imports/{import}/drop", Need::ImportLists, drop);
    r.get("/imports/{import}/leftovers", Need::ImportLists, leftovers);
}

// ------------------------------------------------------------------------------------------------------------ a file

async fn list(ask: Ask) -> Answer {
    draw_list(&ask, ask.fresh()).await
}

async fn draw_list(ask: &Ask, typed: Typed) -> Answer {
    let site = ask.actor.site;
    let (imports, names) = ask.read(move |conn| Ok((store::list(conn, site)?, names(conn, site)?))).await?;
    let page = present::imports_page(&facts(ask, names), &imports, typed);
    let frame = ask.frame(ask.words.lists_imports_title(), Nav::Customers).with_back(urls::customers::list());
    Ok(Reply::page(pages::imports(&frame, &page)))
}

fn facts(ask: &Ask, names: HashMap<UserId, String>) -> Facts {
    Facts { words: ask.words, clock: ask.site.clock, today: ask.today(), names }
}

fn names(conn: &mut Conn, site: crate::base::ids::SiteId) -> Answered<HashMap<UserId, String>> {
    Ok(access::list(conn, site)?.into_iter().map(|member| (member.user.id, member.user.name)).collect())
}

async fn bring(ask: Ask) -> Answer {
    let upload = ask.upload().cloned();
    let read = |f: &mut Fields| {
        let kind = f.choice("kind", Kind::from_code);
        if upload.is_none() {
            f.refuse("file", "required");
        }
        Some((kind?, upload?))
    };
    let act =
        |tx: &mut Tx, (kind, upload): &(Kind, Upload)| Ok(urls::lists::import(actions::bring(tx, *kind, upload)?.0));
    ask.submit(read, act, async |ask: &Ask, typed| draw_list(ask, typed).await).await
}

async fn template(ask: Ask) -> Answer {
    let kind = ask.query("kind").and_then(Kind::from_code).unwrap_or(Kind::Customers);
    let format = format_of(&ask);
    let (words, today, folder) = (ask.words, ask.today(), ask.door().settings().passing.clone());
    let file = leftovers::template(words, kind, format, today, &folder)?;
    let name = words.lookup_or(&format!("lists_template_name_{}", kind.code())).to_owned();
    Ok(super::saved(file, &name, format))
}

fn format_of(ask: &Ask) -> Format {
    if ask.query("format") == Some("csv") { Format::Text } else { Format::Book }
}

// ---------------------------------------------------------------------------------------------------------- one list

async fn show(ask: Ask) -> Answer {
    draw(&ask, ask.fresh()).await
}

async fn draw(ask: &Ask, typed: Typed) -> Answer {
    let (id, site) = (ask.id::<ImportId>("import")?, ask.actor.site);
    let (import, names) = ask.read(move |conn| Ok((store::find(conn, site, id)?, names(conn, site)?))).await?;
    let facts = facts(ask, names);
    let again = ask.query("step") == Some("columns") && import.state == State::Preview;
    match import.state {
        State::Mapping => draw_columns(ask, &facts, &import, typed),
        State::Preview if again => draw_columns(ask, &facts, &import, typed),
        State::Preview | State::Done | State::Undone => draw_rows(ask, facts, import, typed).await,
        State::Unreadable | State::Dropped => {
            Ok(Reply::page(pages::nothing(&frame(ask, &import), &present::nothing_page(&facts, &import))))
        }
        State::Reading | State::Checking | State::Importing | State::Undoing => {
            let page = pages::work(&frame(ask, &import), &present::work_page(&facts, &import));
            Ok(Reply::page(page).header(HeaderName::from_static("refresh"), AGAIN_SECS))
        }
    }
}

fn frame(ask: &Ask, import: &Import) -> showroom_templates::frame::Frame {
    ask.frame(import.file_name.clone(), Nav::Customers).with_back(urls::lists::imports())
}

fn draw_columns(ask: &Ask, facts: &Facts, import: &Import, typed: Typed) -> Answer {
    Ok(Reply::page(pages::columns(&frame(ask, import), &present::columns_page(facts, import, typed))))
}

async fn draw_rows(ask: &Ask, facts: Facts, import: Import, typed: Typed) -> Answer {
    let views = present::views(import.state);
    let view = ask.query("fate").filter(|view| views.contains(view)).map(str::to_owned);
    let after = ask.query_int("after").and_then(|after| i32::try_from(after).ok()).unwrap_or(0);
    let (actor, looked) = (ask.actor.clone(), import.clone());
    let shown = ask.read(move |conn| shown(conn, &actor, &looked, view, after)).await?;
    let page = present::preview_page(&facts, &import, &shown, typed);
    Ok(Reply::page(pages::preview(&frame(ask, &import), &page)))
}

fn shown(conn: &mut Conn, actor: &Actor, import: &Import, view: Option<String>, after: i32) -> Answered<Shown> {
    let counts = store::counts(conn, import.id)?;
    let mut outcomes = HashMap::new();
    if import.state != State::Preview {
        for outcome in Outcome::ALL {
            outcomes.insert(*outcome, store::count_outcome(conn, import.id, *outcome)?);
        }
    }
    // Doubtful rows come first: only they ask for anything.
    let first = match import.state {
        State::Preview if counts.doubtful > 0 => "doubtful",
        State::Preview if counts.new == 0 && counts.same > 0 => "same",
        State::Preview if counts.new == 0 && counts.refused > 0 => "refused",
        State::Undone if outcomes.get(&Outcome::Stays).is_some_and(|stay| *stay > 0) => "stays",
        state => present::views(state)[0],
    };
    let view = view.unwrap_or_else(|| first.to_owned());
    let which = match (Outcome::from_code(&view), Fate::from_code(&view)) {
        (Some(outcome), _) => Which::To(outcome),
        (None, Some(fate)) => Which::Of(fate),
        (None, None) => Which::All,
    };
    let mut rows = store::rows(conn, import.id, which, after, PAGE + 1)?;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let customers = customers_of(conn, actor, &rows)?;
    let members = access::list(conn, actor.site)?.into_iter();
    let people = members
        .filter(|member| matches!(member.role, Role::Consultant | Role::Supervisor))
        .map(|member| (member.user.id, member.user.name))
        .collect();
    let warns_days = crate::business::sites::of(conn, actor.site)?.settings.protection.warns_days.max(1);
    Ok(Shown { counts, outcomes, rows, view, more, customers, people, warns_days })
}

fn customers_of(
    conn: &mut Conn,
    actor: &Actor,
    rows: &[Row],
) -> Answered<HashMap<CustomerId, customers::model::Customer>> {
    let mut ids: Vec<CustomerId> = rows.iter().filter_map(|row| row.customer).collect();
    ids.extend(rows.iter().flat_map(|row| row.why.candidates.iter().copied().map(CustomerId)));
    ids.sort_unstable();
    ids.dedup();
    let found = customers::store::list(conn, actor.site, &ids)?;
    Ok(found.into_iter().map(|customer| (customer.id, customer)).collect())
}

// ------------------------------------------------------------------------------------------------------------- steps

async fn columns(ask: Ask) -> Answer {
    let id = ask.id::<ImportId>("import")?;
    let read = |f: &mut Fields| {
        let version = version_of(f);
        let dates = f.choice_opt("dates", DateOrder::from_code).unwrap_or(DateOrder::Auto);
        let mut targets = Vec::new();
        for (at, code) in f.named("column_", "columns") {
            match (at.parse::<usize>(), Target::from_code(&code)) {
                (Ok(at), Some(target)) => targets.push((at, target)),
                _ => f.refuse("columns", "not_a_choice"),
            }
        }
        Some((version?, targets, dates))
    };
    let act = move |tx: &mut Tx, (version, targets, dates): &(i32, Vec<(usize, Target)>, DateOrder)| {
        actions::map(tx, id, *version, targets, *dates)?;
        Ok(urls::lists::import(id.0))
    };
    let redraw = async |ask: &Ask, typed: Typed| {
        let (id, site) = (ask.id::<ImportId>("import")?, ask.actor.site);
        let (import, names) = ask.read(move |conn| Ok((store::find(conn, site, id)?, names(conn, site)?))).await?;
        match import.state {
            State::Mapping | State::Preview => draw_columns(ask, &facts(ask, names), &import, typed),
            _ => draw(ask, typed).await,
        }
    };
    ask.submit(read, act, redraw).await
}

async fn people(ask: Ask) -> Answer {
    let (id, site) = (ask.id::<ImportId>("import")?, ask.actor.site);
    let unclear = ask.read(move |conn| Ok(store::find(conn, site, id)?.plan.unclear)).await?;
    let read = move |f: &mut Fields| {
        let version = version_of(f);
        let mut meant = Vec::new();
        for (at, user) in f.named("person_", "people") {
            let name = at.parse::<usize>().ok().and_then(|at| unclear.get(at)).map(|(name, _)| name.clone());
            match (name, user.parse::<i64>()) {
                (Some(name), Ok(user)) => meant.push((name, UserId(user))),
                _ => f.refuse("people", "not_a_choice"),
            }
        }
        Some((version?, meant))
    };
    let act = move |tx: &mut Tx, (version, meant): &(i32, Vec<(String, UserId)>)| {
        actions::name_people(tx, id, *version, meant)?;
        Ok(urls::lists::import(id.0))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw(ask, typed).await).await
}

async fn decide(ask: Ask) -> Answer {
    let id = ask.id::<ImportId>("import")?;
    let number = ask.param("row")?.parse::<i32>().map_err(|_| Error::Missing)?;
    let read = |f: &mut Fields| {
        let (decision, customer) = (f.choice("decision", Decision::from_code), f.id_opt::<CustomerId>("customer"));
        Some((decision?, customer))
    };
    let act = move |tx: &mut Tx, (decision, customer): &(Decision, Option<CustomerId>)| {
        actions::decide(tx, id, number, *decision, *customer)?;
        // Back to the page on which it stood.
        Ok(urls::lists::rows(id.0, Fate::Doubtful.code(), (number - 1).max(0) / PAGE as i32 * PAGE as i32))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw(ask, typed).await).await
}

async fn decide_all(ask: Ask) -> Answer {
    let id = ask.id::<ImportId>("import")?;
    let read = |f: &mut Fields| {
        let decision = f.choice("decision", Decision::from_code)?;
        if decision == Decision::New {
            f.refuse_with(Refused::invalid("not_a_choice").at("decision"));
        }
        Some(decision)
    };
    let act = move |tx: &mut Tx, decision: &Decision| {
        actions::decide_all(tx, id, *decision)?;
        Ok(urls::lists::rows(id.0, Fate::Doubtful.code(), 0))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw(ask, typed).await).await
}

async fn start(ask: Ask) -> Answer {
    step(ask, actions::start).await
}

async fn undo(ask: Ask) -> Answer {
    step(ask, actions::undo).await
}

async fn drop(ask: Ask) -> Answer {
    step(ask, actions::drop).await
}

/// A button that moves a list on.
async fn step(ask: Ask, act: fn(&mut Tx, ImportId, i32) -> Answered<()>) -> Answer {
    let id = ask.id::<ImportId>("import")?;
    let act = move |tx: &mut Tx, version: &i32| {
        act(tx, id, *version)?;
        Ok(urls::lists::import(id.0))
    };
    ask.submit(version_of, act, async |ask: &Ask, typed| draw(ask, typed).await).await
}

fn version_of(f: &mut Fields) -> Option<i32> {
    f.int("version", 1..=i64::from(i32::MAX)).and_then(|version| i32::try_from(version).ok())
}

// --------------------------------------------------------------------------------------------------------- leftovers

async fn leftovers(ask: Ask) -> Answer {
    let (id, actor, words) = (ask.id::<ImportId>("import")?, ask.actor.clone(), ask.words);
    let (format, folder) = (format_of(&ask), ask.door().settings().passing.clone());
    let file = ask
        .read(move |conn| {
            let import = store::find(conn, actor.site, id)?;
            leftovers::write(conn, words, &import, &actor, format, &folder)
        })
        .await?;
    Ok(super::saved(file, words.lists_leftovers_name(), format))
}
