//! Ownership over HTTP: the public pool, more time, agents' filings, shares of a sale.

use chrono::DateTime;
use showroom_templates::pages::ownership as pages;
use showroom_templates::{Nav, Typed, urls};

use super::credit::WHOLE_BP;
use super::model::{NewFiling, Share, Verdict};
use super::{actions, present, store};
use crate::base::clock::Moment;
use crate::base::error::Error;
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, DepositId, ExtensionRequestId, UserId};
use crate::base::phone::Phone;
use crate::base::phone::digits;
use crate::base::role::Need;
use crate::business::customers::present as people;
use crate::business::{deposits, sites};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/pool", Need::SeePool, pool);
    r.post("/pool/{customer}/claim", Need::ClaimFromPool, claim);
    r.get("/customers/{customer}/extension", Need::AskExtension, extension);
    r.post("/customers/{customer}/extension", Need::AskExtension, ask_extension);
    r.post("/extensions/{request}", Need::DecideOwnership, decide);
    r.get("/filings", Need::SeeFilings, filings);
    r.get("/filings/new", Need::FileForChannel, new_filing);
    r.post("/filings/new", Need::FileForChannel, file);
    r.get("/deposits/{deposit}/credit", Need::SeeDeals, credit);
    r.post("/deposits/{deposit}/credit", Need::DecideOwnership, edit_credit);
}

// ------------------------------------------------------------------------------------------------------------ pool

async fn pool(ask: Ask) -> Answer {
    draw_pool(&ask, None).await
}

async fn draw_pool(ask: &Ask, back: Option<Typed>) -> Answer {
    let text = ask.query("q").map(str::to_owned);
    let wanted = store::Wanted {
        grade: ask.query("grade").and_then(Grade::from_code),
        after: ask.query("after").and_then(after),
    };
    let mut typed = Typed::default();
    for name in ["q", "grade", "after"] {
        if let Some(value) = ask.query(name) {
            typed = typed.with(name, value);
        }
    }
    let (actor, now) = (ask.actor.clone(), ask.now);
    let facts = ask.read(move |conn| present::gather_pool(conn, &actor, now, text.as_deref(), &wanted)).await?;
    let mut page = present::pool_page(ask.words, &ask.actor, now, &facts, typed);
    page.banner = back.and_then(|typed| typed.banner);
    let frame = ask.frame(ask.words.ownership_pool_title(), Nav::Customers).with_lead(ask.words.ownership_pool_lead());
    let mut frame = ask.offer_file(frame, "pool", &["q", "grade"]);
    if ask.actor.may(Need::ExportLists) {
        frame = frame.with_aside(urls::lists::new_export("protection", &[]), ask.words.lists_export_protection());
    }
    Ok(Reply::page(pages::pool(&frame, &page)))
}

/// Where a page of the pool ended.
fn after(code: &str) -> Option<(Moment, CustomerId)> {
    let (millis, id) = code.split_once('-')?;
    Some((DateTime::from_timestamp_millis(millis.parse().ok()?)?.naive_utc(), id.parse().ok()?))
}

async fn claim(ask: Ask) -> Answer {
    let id = ask.id::<CustomerId>("customer")?;
    let act = move |tx: &mut Tx| {
        actions::claim(tx, id)?;
        Ok(urls::customers::show(id.0))
    };
    ask.submit_plain(act, async |ask: &Ask, typed| draw_pool(ask, Some(typed)).await).await
}

// ------------------------------------------------------------------------------------------------------- extension

async fn extension(ask: Ask) -> Answer {
    draw_extension(&ask, ask.fresh()).await
}

async fn draw_extension(ask: &Ask, typed: Typed) -> Answer {
    let (id, actor, words, now) = (ask.id::<CustomerId>("customer")?, ask.actor.clone(), ask.words, ask.now);
    let (customer, page) = ask.read(move |conn| present::extension_page(conn, &actor, words, now, id, typed)).await?;
    if ask.actor.only_own() && !customer.belongs_to(ask.actor.user) {
        return Err(Error::Forbidden(Need::AskExtension));
    }
    let title = words.ownership_extension_title(people::name_or_unnamed(words, &customer));
    let frame = ask.frame(title, Nav::Customers).with_back(urls::customers::show(id.0));
    Ok(Reply::page(pages::extension(&frame, &page)))
}

async fn ask_extension(ask: Ask) -> Answer {
    let id = ask.id::<CustomerId>("customer")?;
    let read = |f: &mut Fields| {
        let (days, reason) = (f.int("days", 1..=365), f.text_to("reason", 200));
        Some((u16::try_from(days?).ok()?, reason?))
    };
    let act = move |tx: &mut Tx, (days, reason): &(u16, String)| {
        actions::ask(tx, id, *days, reason)?;
        Ok(urls::customers::show(id.0))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw_extension(ask, typed).await).await
}

async fn decide(ask: Ask) -> Answer {
    let request = ask.id::<ExtensionRequestId>("request")?;
    let read = |f: &mut Fields| {
        let verdict = f.choice("verdict", Verdict::from_code)?;
        // Who is refused is told why; what was asked for may be granted without a word.
        let reason = match verdict {
            Verdict::Granted => f.opt_to("reason", 200).unwrap_or_default(),
            Verdict::Refused => f.text_to("reason", 200)?,
        };
        Some((verdict, reason))
    };
    let act = move |tx: &mut Tx, (verdict, reason): &(Verdict, String)| {
        actions::decide(tx, request, *verdict, reason)?;
        Ok(urls::quotes::approvals())
    };
    ask.submit(read, act, async |ask: &Ask, typed: Typed| draw_requests(ask, request, &typed).await).await
}

/// The request came back: it is drawn with the others that wait.
async fn draw_requests(ask: &Ask, request: ExtensionRequestId, typed: &Typed) -> Answer {
    let actor = ask.actor.clone();
    let (site, waiting) = ask.read(move |conn| present::gather_waiting(conn, &actor)).await?;
    let cards = present::cards(ask.words, &site, ask.now, &waiting, Some((request, typed)), || ask.fresh());
    let gone = if waiting.iter().any(|one| one.id() == request) { None } else { typed.banner.clone() };
    let frame = ask.frame(ask.words.quotes_approvals_title(), Nav::Desk).with_back(urls::quotes::approvals());
    Ok(Reply::page(pages::extensions(&frame, gone.as_ref(), &cards)))
}

// --------------------------------------------------------------------------------------------------------- filings

async fn filings(ask: Ask) -> Answer {
    let query = ask.query("q").unwrap_or_default().to_owned();
    let before = ask.query_int("before").and_then(DateTime::from_timestamp_millis).map(|at| at.naive_utc());
    let (actor, typed) = (ask.actor.clone(), query.clone());
    let (site, found) = ask
        .read(move |conn| {
            let site = sites::of(conn, actor.site)?;
            let found = match (typed.as_str(), Phone::parse(&typed, &site.country)) {
                ("", _) => store::latest_filings(conn, site.id, before)?,
                (_, Ok(phone)) => store::filing_of_number(conn, site.id, &phone)?.into_iter().collect(),
                (typed, Err(_)) => store::filings_of_tail(conn, site.id, &digits(typed))?,
            };
            Ok((site, found))
        })
        .await?;
    let words = ask.words;
    let older = found.last().filter(|_| query.is_empty() && found.len() >= 60).map(|last| {
        let before = last.filed_at.and_utc().timestamp_millis().to_string();
        urls::with_query(&urls::ownership::filings(), &[("before", &before)])
    });
    let page = pages::FilingsPage {
        around: people::around(words, &ask.actor, Need::SeeFilings),
        query,
        rows: found.iter().map(|one| present::filing_row(words, &ask.actor, &site, ask.now, one)).collect(),
        older,
        may_file: ask.actor.may(Need::FileForChannel),
    };
    Ok(Reply::page(pages::filings(&ask.frame(words.ownership_filings_title(), Nav::Customers), &page)))
}

async fn new_filing(ask: Ask) -> Answer {
    draw_new_filing(&ask, ask.fresh()).await
}

async fn draw_new_filing(ask: &Ask, typed: Typed) -> Answer {
    let at = ask.actor.site;
    let (site, latest) =
        ask.read(move |conn| Ok((sites::of(conn, at)?, store::latest_filings(conn, at, None)?))).await?;
    let mut agencies: Vec<String> = latest.into_iter().map(|filing| filing.agency).collect();
    agencies.sort_unstable();
    agencies.dedup();
    let settings = &site.settings.ownership;
    let lead = ask.words.ownership_file_lead(settings.filing_lead_minutes, settings.filing_days);
    let page = pages::NewFilingPage { typed, agencies, lead };
    let frame = ask.frame(ask.words.ownership_file_new(), Nav::Customers).with_back(urls::ownership::filings());
    Ok(Reply::page(pages::new_filing(&frame, &page)))
}

async fn file(ask: Ask) -> Answer {
    let read = |f: &mut Fields| {
        let (agency, agent, surname) = (f.text_to("agency", 60), f.text_to("agent", 60), f.text_to("surname", 20));
        let phone = f.phone("phone");
        Some(NewFiling { agency: agency?, agent: agent?, surname: surname?, phone: phone? })
    };
    let act = |tx: &mut Tx, new: &NewFiling| {
        actions::file(tx, new)?;
        Ok(urls::ownership::filings())
    };
    ask.submit(read, act, draw_new_filing).await
}

// ---------------------------------------------------------------------------------------------------------- credit

async fn credit(ask: Ask) -> Answer {
    draw_credit(&ask, ask.fresh()).await
}

async fn draw_credit(ask: &Ask, typed: Typed) -> Answer {
    let (id, actor, words) = (ask.id::<DepositId>("deposit")?, ask.actor.clone(), ask.words);
    let (number, page) = ask
        .read(move |conn| {
            let deposit = deposits::actions::seen(conn, &actor, id)?;
            Ok((deposit.number, present::credit_page(conn, &actor, words, id, typed)?))
        })
        .await?;
    let frame = ask.frame(words.ownership_credit_title(number), Nav::Deposits).with_back(urls::deposits::show(id.0));
    Ok(Reply::page(pages::credit(&frame, &page)))
}

async fn edit_credit(ask: Ask) -> Answer {
    let id = ask.id::<DepositId>("deposit")?;
    let read = |f: &mut Fields| {
        let mut shares = Vec::new();
        for (user, typed) in f.named("share_", "share") {
            match (user.parse::<UserId>(), basis_points(&typed)) {
                (Ok(user), Some(bp)) => shares.push(Share { user, bp }),
                _ => f.refuse("share", "number_unreadable"),
            }
        }
        let reason = f.text_to("reason", 200);
        Some((shares, reason?))
    };
    let act = move |tx: &mut Tx, (shares, reason): &(Vec<Share>, String)| {
        actions::edit_shares(tx, id, shares, reason)?;
        Ok(urls::ownership::credit(id.0))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw_credit(ask, typed).await).await
}

/// Percent with up to two decimals, in hundredths of a percent.
fn basis_points(typed: &str) -> Option<u16> {
    let text = typed.trim_end_matches(['%', '％', ' ']);
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 2 || !whole.chars().chain(part.chars()).all(|c| c.is_ascii_digit()) {
        return None;
    }
    let bp: u32 = format!("{whole}{part:0<2}").parse().ok()?;
    u16::try_from(bp).ok().filter(|bp| u32::from(*bp) <= WHOLE_BP)
}

#[cfg(test)]
mod tests {
    use super::{after, basis_points};

    #[test]
    fn percents_are_read_to_two_decimals() {
        for (typed, bp) in [
            ("50", Some(5_000)),
            ("33.33%", Some(3_333)),
            ("0.5", Some(50)),
            ("100.01", None),
            ("1.234", None),
            ("x", None),
        ] {
            assert_eq!(basis_points(typed), bp, "{typed}");
        }
    }

    #[test]
    fn a_page_ends_where_it_says() {
        assert!(after("1790000000000-7").is_some());
        for odd in ["", "1", "-", "x-1", "1-x"] {
            assert_eq!(after(odd), None, "{odd}");
        }
    }
}
