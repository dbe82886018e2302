//! Merging over HTTP: doubtful pairs, telling by hand, the two cards side by side, a merge and its undoing.

use std::collections::HashMap;

use showroom_templates::pages::merging as pages;
use showroom_templates::parts::Choice;
use showroom_templates::{Nav, Typed, urls};

use super::actions::{self, Wish};
use super::choosing::{self, Choices, Field, Side};
use super::{doubts, present, store, undoing};
use crate::base::error::{Answered, Error};
use crate::base::ids::{CustomerId, RowId, SiteId, UserId};
use crate::base::role::Need;
use crate::business::customers::actions::workable_to_read as workable;
use crate::business::customers::search::{self, Wanted};
use crate::business::customers::{self, present as people};
use crate::business::sites;
use crate::platform::access;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};

/// How many pairs a page shows.
const PAIRS: i64 = 40;
/// How many people are offered when somebody says that two are one.
const OFFERED: usize = 10;

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/customers/doubtful", Need::MergeCustomers, list);
    r.post("/customers/doubtful/{pair}/difference", Need::MergeCustomers, differ);
    r.get("/customers/{customer}/same", Need::EditCustomer, same);
    r.post("/customers/{customer}/same", Need::EditCustomer, tell);
    r.get("/customers/{customer}/merge/{other}", Need::MergeCustomers, compare);
    r.post("/customers/{customer}/merge/{other}", Need::MergeCustomers, merge);
    r.get("/merges/{merge}", Need::MergeCustomers, show);
    r.post("/merges/{merge}/undoing", Need::MergeCustomers, undo);
}

fn names_of(conn: &mut Conn, site: SiteId) -> Answered<HashMap<UserId, String>> {
    Ok(access::list(conn, site)?.into_iter().map(|member| (member.user.id, member.user.name)).collect())
}

// ------------------------------------------------------------------------------------------------------------- pairs

async fn list(ask: Ask) -> Answer {
    draw_list(&ask, ask.fresh()).await
}

async fn draw_list(ask: &Ask, typed: Typed) -> Answer {
    let (at, words, today) = (ask.actor.site, ask.words, ask.today());
    let pairs = ask
        .read(move |conn| {
            let (site, names) = (sites::of(conn, at)?, names_of(conn, at)?);
            let mut lines = Vec::new();
            for pair in store::open_pairs(conn, at, PAIRS)? {
                let (one, other) = (present::one(conn, at, pair.people.0), present::one(conn, at, pair.people.1));
                // One of them went in another merge meanwhile: nothing to decide as long as it stands.
                let (one, other) = match (one, other) {
                    (Err(Error::Missing), _) | (_, Err(Error::Missing)) => continue,
                    (one, other) => (one?, other?),
                };
                // The older card is the one that stays, unless somebody turns it round.
                let (one, other) =
                    if one.customer.created_at <= other.customer.created_at { (one, other) } else { (other, one) };
                let both = (
                    present::person(words, &site, &one, &names, today),
                    present::person(words, &site, &other, &names, today),
                );
                let told_by = pair.told_by.and_then(|who| names.get(&who).cloned());
                lines.push(present::pair(words, &pair, both, told_by));
            }
            Ok(lines)
        })
        .await?;
    let frame = ask.frame(words.merging_doubtful_title(), Nav::Customers).with_back(urls::customers::list());
    Ok(Reply::page(pages::list(&frame, &pages::ListPage { typed, pairs })))
}

async fn differ(ask: Ask) -> Answer {
    let pair = ask.id::<RowId>("pair")?;
    let act = move |tx: &mut Tx| {
        doubts::settle_as_two(tx, pair)?;
        Ok(urls::merging::doubtful())
    };
    ask.submit_plain(act, async |ask: &Ask, typed| draw_list(ask, typed).await).await
}

// ------------------------------------------------------------------------------------------------------ told by hand

async fn same(ask: Ask) -> Answer {
    draw_same(&ask, ask.fresh()).await
}

async fn draw_same(ask: &Ask, typed: Typed) -> Answer {
    let (id, actor, words, today) = (ask.id::<CustomerId>("customer")?, ask.actor.clone(), ask.words, ask.today());
    let text = ask.query("q").map(str::to_owned);
    let asked = text.clone().unwrap_or_default();
    let (customer, found) = ask
        .read(move |conn| {
            let customer = workable(conn, &actor, id, Need::EditCustomer)?;
            let (site, names) = (sites::of(conn, actor.site)?, names_of(conn, actor.site)?);
            // Without a search, whoever has a name like it.
            let text = text.or_else(|| customer.name.as_ref().map(|name| name.reveal().to_owned()));
            let wanted = Wanted { text, ..Wanted::default() };
            let mut found = search::search(conn, actor.site, &site.country, &wanted)?.customers;
            found.retain(|other| other.id != id);
            if found.is_empty() {
                found = search::search(conn, actor.site, &site.country, &Wanted::default())?.customers;
                found.retain(|other| other.id != id);
            }
            let mut offered = Vec::new();
            for other in found.into_iter().take(OFFERED) {
                let one = present::one(conn, actor.site, other.id)?;
                let person = present::person(words, &site, &one, &names, today);
                let name = if person.name.is_empty() { words.customers_unnamed() } else { &person.name };
                offered.push(Choice::new(person.id, format!("{name} {}", person.numbers)).note(person.under));
            }
            Ok((customer, offered))
        })
        .await?;
    let page = pages::SamePage { id: id.0, typed, asked, people: found, decides: ask.actor.may(Need::MergeCustomers) };
    let title = words.merging_same_title(people::name_or_unnamed(words, &customer));
    let frame = ask.frame(title, Nav::Customers).with_back(urls::customers::show(id.0));
    Ok(Reply::page(pages::same(&frame, &page)))
}

async fn tell(ask: Ask) -> Answer {
    let id = ask.id::<CustomerId>("customer")?;
    let decides = ask.actor.may(Need::MergeCustomers);
    let act = move |tx: &mut Tx, other: &CustomerId| {
        doubts::tell(tx, id, *other)?;
        Ok(if decides { urls::merging::compare(id.0, other.0) } else { urls::customers::show(id.0) })
    };
    ask.submit(|f: &mut Fields| f.id::<CustomerId>("other"), act, async |ask: &Ask, typed| draw_same(ask, typed).await)
        .await
}

// ------------------------------------------------------------------------------------------------------ side by side

async fn compare(ask: Ask) -> Answer {
    draw_compare(&ask, ask.fresh()).await
}

async fn draw_compare(ask: &Ask, typed: Typed) -> Answer {
    let (kept, gone) = (ask.id::<CustomerId>("customer")?, ask.id::<CustomerId>("other")?);
    let (at, words, today) = (ask.actor.site, ask.words, ask.today());
    if kept == gone {
        return Err(Error::Missing);
    }
    let page = ask
        .read(move |conn| {
            let (site, names) = (sites::of(conn, at)?, names_of(conn, at)?);
            let (kept, gone) = (present::one(conn, at, kept)?, present::one(conn, at, gone)?);
            let offered = choosing::offered(&kept.customer, &gone.customer);
            Ok(pages::ComparePage {
                versions: (kept.customer.version, gone.customer.version),
                fields: present::fields(words, &site, &kept, &gone, &offered, &names),
                along: present::goes_along(words, &gone),
                kept: present::person(words, &site, &kept, &names, today),
                gone: present::person(words, &site, &gone, &names, today),
                typed,
            })
        })
        .await?;
    let frame = ask.frame(words.merging_compare_title(), Nav::Customers).with_back(urls::merging::doubtful());
    Ok(Reply::page(pages::compare(&frame, &page)))
}

async fn merge(ask: Ask) -> Answer {
    let (kept, gone) = (ask.id::<CustomerId>("customer")?, ask.id::<CustomerId>("other")?);
    let read = move |f: &mut Fields| {
        let version = |number: Option<i64>| number.and_then(|number| i32::try_from(number).ok());
        let versions = (
            version(f.int("version", 1..=i64::from(i32::MAX))),
            version(f.int("version_gone", 1..=i64::from(i32::MAX))),
        );
        let chosen = Field::ALL.map(|field| (field, f.choice_opt(field.code(), Side::from_code)));
        let choices = Choices(chosen.into_iter().filter_map(|(field, side)| Some((field, side?))).collect());
        let reason = f.opt_to("reason", 200);
        Some(Wish { kept: (kept, versions.0?), gone: (gone, versions.1?), choices, reason })
    };
    let act = move |tx: &mut Tx, wish: &Wish| {
        actions::merge(tx, wish)?;
        Ok(urls::customers::show(wish.kept.0.0))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw_compare(ask, typed).await).await
}

// ----------------------------------------------------------------------------------------------------------- a merge

async fn show(ask: Ask) -> Answer {
    draw_merge(&ask, ask.fresh()).await
}

async fn draw_merge(ask: &Ask, typed: Typed) -> Answer {
    let (id, at, words, today) = (ask.id::<RowId>("merge")?, ask.actor.site, ask.words, ask.today());
    let (page, kept) = ask
        .read(move |conn| {
            let merge = store::find(conn, at, id)?;
            let (site, names) = (sites::of(conn, at)?, names_of(conn, at)?);
            let near = |at| words.near(site.clock().local(at), today);
            let who = |user: Option<UserId>| user.and_then(|user| names.get(&user).cloned()).unwrap_or_default();
            let stands = match undoing::possible(conn, &merge) {
                Ok(()) => None,
                Err(Error::Refused(no)) => Some(words.refusal(no.code, &no.params)),
                Err(error) => return Err(error),
            };
            let survivor = store::survivor(conn, at, merge.kept)?.unwrap_or(merge.kept);
            let kept = customers::store::find(conn, at, survivor)?;
            let rows = merge.moved.rows.values().map(Vec::len).sum();
            let page = pages::MergePage {
                id: id.0,
                kept: (survivor.0, people::name_or_unnamed(words, &kept)),
                gone: present::name_of_gone(words, &merge),
                made: words.merging_made(who(merge.made_by), near(merge.made_at)),
                reason: merge.reason.clone(),
                rows,
                undone: merge.undone_at.map(|at| words.merging_undone(who(merge.undone_by), near(at))),
                stands: stands.filter(|_| merge.undone_at.is_none()),
                typed,
            };
            Ok((page, survivor))
        })
        .await?;
    let frame = ask.frame(words.merging_merge_title(), Nav::Customers).with_back(urls::customers::show(kept.0));
    Ok(Reply::page(pages::merge(&frame, &page)))
}

async fn undo(ask: Ask) -> Answer {
    let id = ask.id::<RowId>("merge")?;
    let act = move |tx: &mut Tx| {
        undoing::undo(tx, id)?;
        Ok(urls::merging::merge(id.0))
    };
    ask.submit_plain(act, async |ask: &Ask, typed| draw_merge(ask, typed).await).await
}
