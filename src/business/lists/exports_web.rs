//! Saving a list in a file, over HTTP: the form, and the file.

use chrono::Duration;
use showroom_templates::pages::lists as pages;
use showroom_templates::parts::Choice;
use showroom_templates::{Nav, Typed, urls};

use super::exporting::{self, KEPT_MINUTES, List, Numbers, Order};
use crate::base::error::Answered;
use crate::base::grade::Grade;
use crate::base::ids::ExportId;
use crate::base::role::Need;
use crate::business::customers::present as people;
use crate::platform::access;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};
use crate::platform::journal::{self, Entry};
use crate::platform::sheets::Format;

pub(super) fn routes(r: &mut Routes) {
    r.get("/exports/new", Need::ExportLists, new);
    r.post("/exports", Need::ExportLists, order);
    r.get("/exports/{export}", Need::ExportLists, show);
    r.get("/exports/{export}/file", Need::ExportLists, file);
}

async fn new(ask: Ask) -> Answer {
    let list = ask.query("list").and_then(List::from_code).unwrap_or(List::Customers);
    ask.actor.must(list.need())?;
    let query =
        list.filters().iter().filter_map(|name| Some(((*name).to_owned(), ask.query(name)?.to_owned()))).collect();
    draw_new(&ask, list, query, ask.fresh()).await
}

async fn draw_new(ask: &Ask, list: List, query: Vec<(String, String)>, typed: Typed) -> Answer {
    let (words, actor, now) = (ask.words, ask.actor.clone(), ask.now);
    let (left, members) = ask
        .read(move |conn| {
            let left = match actor.user {
                Some(user) => exporting::budget_left(conn, &actor, user, now)?,
                None => 0,
            };
            Ok((left, access::list(conn, actor.site)?))
        })
        .await?;
    let person = |id: &str| {
        members.iter().find(|member| member.user.id.to_string() == id).map(|member| member.user.name.clone())
    };
    let filter = |(name, value): &(String, String)| -> (String, String) {
        match name.as_str() {
            "grade" => (
                words.lists_out_grade().to_owned(),
                Grade::from_code(value).map_or_else(String::new, |grade| grade.code().to_owned()),
            ),
            "owner" | "who" => (words.lists_out_consultant().to_owned(), person(value).unwrap_or_default()),
            "channel" => {
                (words.lists_out_channel().to_owned(), people::coded(words, "customers_channel_", value).to_owned())
            }
            "day" => (
                words.lists_out_day_filter().to_owned(),
                value.parse().map_or_else(|_| value.clone(), |day| words.full_day(day)),
            ),
            "view" => {
                (words.lists_out_state().to_owned(), words.lookup_or(&format!("deposits_view_{value}")).to_owned())
            }
            "status" => {
                (words.lists_out_state().to_owned(), words.lookup_or(&format!("contracts_status_{value}")).to_owned())
            }
            _ => (words.lists_out_search_filter().to_owned(), value.clone()),
        }
    };
    let numbers = if list.has_numbers() && ask.actor.may(Need::RevealNumber) {
        vec![
            Choice::new(Numbers::Masked.code(), words.lists_numbers_masked()).note(words.lists_numbers_masked_note()),
            Choice::new(Numbers::Whole.code(), words.lists_numbers_whole()).note(words.lists_numbers_whole_note()),
        ]
    } else {
        Vec::new()
    };
    let mut sent = vec![("list".to_owned(), list.code().to_owned())];
    sent.extend(query.iter().map(|(name, value)| (format!("f_{name}"), value.clone())));
    let page = pages::ExportPage {
        typed,
        sent,
        filters: query.iter().map(filter).collect(),
        numbers,
        numbers_note: words.lists_numbers_left(left),
    };
    let frame =
        ask.frame(words.lists_export_title(exporting::name(words, list)), nav(list)).with_back(back(list, &query));
    Ok(Reply::page(pages::new_export(&frame, &page)))
}

const fn nav(list: List) -> Nav {
    match list {
        List::Customers => Nav::Customers,
        List::FollowUps => Nav::FollowUps,
        List::Visits => Nav::Visits,
        List::Deposits => Nav::Deposits,
        List::Contracts => Nav::Contracts,
        List::Pool | List::Rulings | List::Protection => Nav::Customers,
    }
}

/// The list itself, filtered as it was.
fn back(list: List, query: &[(String, String)]) -> String {
    let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let home = match list {
        List::Pool | List::Protection => urls::ownership::pool(),
        List::Rulings => urls::rulings::list(),
        List::Customers | List::FollowUps | List::Visits | List::Deposits | List::Contracts => nav(list).href(),
    };
    urls::with_query(&home, &query)
}

fn sent(form: &mut Fields) -> Option<Order> {
    let list = form.choice("list", List::from_code);
    let format =
        form.choice("format", |code| [Format::Book, Format::Text].into_iter().find(|format| format.code() == code));
    let numbers = form.choice_opt("numbers", Numbers::from_code).unwrap_or(Numbers::Masked);
    let mut query = form.named("f_", "list");
    let list = list?;
    query.retain(|(name, _)| list.filters().contains(&name.as_str()));
    Some(Order { list, query, format: format?, numbers })
}

async fn order(ask: Ask) -> Answer {
    let act = |tx: &mut Tx, order: &Order| Ok(urls::lists::export(exporting::order(tx, order)?.0));
    let redraw = async |ask: &Ask, typed: Typed| {
        let list = typed.value("list").and_then(List::from_code).unwrap_or(List::Customers);
        let filter = |name: &&str| Some(((*name).to_owned(), typed.value(&format!("f_{name}"))?.to_owned()));
        let query = list.filters().iter().filter_map(filter).collect();
        draw_new(ask, list, query, typed).await
    };
    ask.submit(sent, act, redraw).await
}

async fn show(ask: Ask) -> Answer {
    let (id, actor, now) = (ask.id::<ExportId>("export")?, ask.actor.clone(), ask.now);
    let export = ask.read(move |conn| exporting::find(conn, &actor, id, now)).await?;
    let until = ask.site.clock.local(export.asked_at + Duration::minutes(KEPT_MINUTES));
    let page = pages::FetchPage {
        href: urls::lists::export_file(id.0),
        name: file_name(&ask, &export.order),
        until: ask.words.lists_fetch_until(ask.words.clock(until.time())),
    };
    let title = ask.words.lists_export_title(exporting::name(ask.words, export.order.list));
    let frame = ask.frame(title, nav(export.order.list)).with_back(back(export.order.list, &export.order.query));
    Ok(Reply::page(pages::fetch(&frame, &page)))
}

fn file_name(ask: &Ask, order: &Order) -> String {
    format!("{} {}", exporting::name(ask.words, order.list), ask.today())
}

/// The file. Who fetched how many rows is noted before the first of them leaves.
async fn file(ask: Ask) -> Answer {
    let (id, actor, now, words) = (ask.id::<ExportId>("export")?, ask.actor.clone(), ask.now, ask.words);
    let folder = ask.door().settings().passing.clone();
    let (export, file) = ask
        .read(move |conn| {
            let export = exporting::find(conn, &actor, id, now)?;
            actor.must(export.order.list.need())?;
            let file = exporting::write(conn, &actor, words, now, &export.order, &folder)?;
            Ok((export, file))
        })
        .await?;
    let (rows, list) = (file.rows, export.order.list);
    note_fetched(&ask, id, list, rows).await?;
    Ok(super::saved(file, &file_name(&ask, &export.order), export.order.format))
}

async fn note_fetched(ask: &Ask, id: ExportId, list: List, rows: u64) -> Answered<()> {
    let noted = ask.db.write(ask.actor.clone(), ask.now, move |tx| {
        let detail = serde_json::json!({ "list": list.code(), "rows": rows });
        journal::record(tx, Entry::new("lists.fetched").subject(id).detail(detail))
    });
    noted.await
}
