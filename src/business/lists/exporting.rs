//! Lists on their way out: which there are, what they are filtered by, and the one place that writes them into files. Each capability gives its
//! own columns and rows.

use std::path::Path;

use chrono::Duration;
use diesel::prelude::*;
use serde_json::json;
use showroom_templates::Words;

use super::store::{from_json, to_json};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::codes::codes;
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::grade::Grade;
use crate::base::ids::{ExportId, UserId};
use crate::base::role::Need;
use crate::business::customers::actions as people;
use crate::business::customers::model::CHANNELS;
use crate::business::customers::search::Wanted;
use crate::business::deposits::agreement::Status as DepositStatus;
use crate::business::{contracts, customers, deposits, followups, ownership, rulings, sites, visits};
use crate::platform::db::schema::exports;
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};
use crate::platform::sheets::{Column, File, Format, Value, Writer};

/// The most rows of one file.
pub const MOST_ROWS: u64 = 200_000;
/// For so long a list that was asked for can be fetched.
pub const KEPT_MINUTES: i64 = 60;

codes! {
    /// A list that can be saved.
    pub enum List {
        /// Customers.
        Customers = "customers",
        /// Planned contacts.
        FollowUps = "followups",
        /// The floor book of a day.
        Visits = "visits",
        /// Deposits.
        Deposits = "deposits",
        /// Contracts.
        Contracts = "contracts",
        /// The public pool.
        Pool = "pool",
        /// Rulings.
        Rulings = "rulings",
        /// Whose protection ends soon.
        Protection = "protection",
    }
}

codes! {
    /// How numbers are written.
    pub enum Numbers {
        /// As they show on the screen.
        Masked = "masked",
        /// Whole, each counted against the budget of who saves them.
        Whole = "whole",
    }
}

impl List {
    /// What the page of the list may be filtered by, as it stands in its address.
    pub const fn filters(self) -> &'static [&'static str] {
        match self {
            Self::Customers => &["q", "grade", "owner", "channel"],
            Self::FollowUps => &["who"],
            Self::Visits => &["day"],
            Self::Deposits => &["view"],
            Self::Contracts => &["status"],
            Self::Pool => &["q", "grade"],
            Self::Rulings => &["q"],
            Self::Protection => &[],
        }
    }

    /// What else than saving lists somebody must be allowed to see this one.
    pub const fn need(self) -> Need {
        match self {
            Self::Customers => Need::SeeCustomers,
            Self::FollowUps => Need::ExportLists,
            Self::Visits => Need::SeeFloor,
            Self::Deposits | Self::Contracts => Need::SeeDeals,
            Self::Pool => Need::SeePool,
            Self::Rulings => Need::SeeRulings,
            Self::Protection => Need::SeeCustomers,
        }
    }

    /// Whether telephone numbers stand in it.
    pub const fn has_numbers(self) -> bool {
        matches!(self, Self::Customers)
    }
}

/// A list that is asked for.
#[derive(Debug, Clone)]
pub struct Order {
    /// Which.
    pub list: List,
    /// What it is filtered by: names and values as in the address of its page.
    pub query: Vec<(String, String)>,
    /// As what.
    pub format: Format,
    /// How numbers are written.
    pub numbers: Numbers,
}

/// A list that was asked for.
#[derive(Debug, Clone)]
pub struct Export {
    /// The id.
    pub id: ExportId,
    /// What was asked for.
    pub order: Order,
    /// When.
    pub asked_at: Moment,
}

/// Asks for a list. Numbers that would be masked are looked up now, each counted and noted; all of them or none.
///
/// # Errors
/// `reveals_used_up` at `numbers` where the day's budget is too small for them; `Forbidden`; faults of the database.
pub fn order(tx: &mut Tx, order: &Order) -> Answered<ExportId> {
    tx.actor.must(Need::ExportLists)?;
    tx.actor.must(order.list.need())?;
    let Some(user) = tx.actor.user else { return Err(Error::Forbidden(Need::ExportLists)) };
    if order.numbers == Numbers::Whole && order.list.has_numbers() {
        reveal(tx, user, &wanted(order))?;
    }
    let id = ExportId::new(tx.now);
    diesel::insert_into(exports::table)
        .values((
            exports::id.eq(id.0),
            exports::site_id.eq(tx.actor.site.0),
            exports::list.eq(order.list.code()),
            exports::query.eq(to_json(&order.query)?),
            exports::format.eq(order.format.code()),
            exports::numbers.eq(order.numbers.code()),
            exports::asked_by.eq(user.0),
            exports::asked_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    let detail = json!({ "list": order.list.code(), "format": order.format.code(), "numbers": order.numbers.code() });
    journal::record(tx, Entry::new("lists.exported").subject(id).detail(detail))?;
    Ok(id)
}

fn reveal(tx: &mut Tx, user: UserId, wanted: &Wanted) -> Answered<()> {
    tx.actor.must(Need::RevealNumber)?;
    let left = budget_left(tx.conn, &tx.actor, user, tx.now)?;
    let masked = customers::listed::masked(tx.conn, &tx.actor, tx.now, wanted, left + 1)?;
    if masked.len() > left {
        let most = sites::of(tx.conn, tx.actor.site)?.settings.retention.reveals_per_day;
        return Err(Refused::invalid("reveals_used_up").with("most", most).at("numbers").into());
    }
    for customer in masked {
        people::reveal(tx, customer)?;
    }
    Ok(())
}

/// How many numbers somebody may still look up today.
///
/// # Errors
/// Faults of the database.
pub fn budget_left(conn: &mut Conn, actor: &Actor, user: UserId, now: Moment) -> Answered<usize> {
    let site = sites::of(conn, actor.site)?;
    let (since, _) = site.clock().day_bounds(site.clock().business_day(now));
    let used = people::revealed_today(conn, user, since)?;
    Ok(u32::from(site.settings.retention.reveals_per_day).saturating_sub(used) as usize)
}

/// A list that this person has asked for within the hour.
///
/// # Errors
/// `Missing` for anything else; faults of the database.
pub fn find(conn: &mut Conn, actor: &Actor, id: ExportId, now: Moment) -> Answered<Export> {
    type Row = (String, String, String, String, Moment);
    let (list, query, format, numbers, asked_at): Row = exports::table
        .filter(exports::id.eq(id.0))
        .filter(exports::site_id.eq(actor.site.0))
        .filter(exports::asked_by.eq(actor.user.map_or(0, |user| user.0)))
        .filter(exports::asked_at.gt(now - Duration::minutes(KEPT_MINUTES)))
        .select((exports::list, exports::query, exports::format, exports::numbers, exports::asked_at))
        .first(conn)?;
    let bad = || Fault::bad_data("reading a list that was asked for");
    let order = Order {
        list: List::from_code(&list).ok_or_else(bad)?,
        query: from_json(&query, "reading the filters of a list")?,
        format: if format == Format::Text.code() { Format::Text } else { Format::Book },
        numbers: Numbers::from_code(&numbers).ok_or_else(bad)?,
    };
    Ok(Export { id, order, asked_at })
}

/// Forgets lists that can be fetched no longer.
///
/// # Errors
/// Faults of the database.
pub fn forget_old(tx: &mut Tx) -> Answered<usize> {
    let before = tx.now - Duration::minutes(KEPT_MINUTES * 2);
    Ok(diesel::delete(exports::table.filter(exports::asked_at.lt(before))).execute(tx.conn)?)
}

/// Writes the list into a passing file, one row after another.
///
/// # Errors
/// `export_too_long`; faults of the database or the disk.
pub fn write(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    now: Moment,
    order: &Order,
    folder: &Path,
) -> Answered<File> {
    let mut writer = Writer::begin(folder, order.format, &name(words, order.list), &columns(words, order.list))?;
    let mut rows = 0;
    let mut put = |values: &[Value]| {
        rows += 1;
        if rows > MOST_ROWS {
            return Err(Refused::invalid("export_too_long").with("most", MOST_ROWS).into());
        }
        writer.row(values)
    };
    match order.list {
        List::Customers => {
            let whole = order.numbers == Numbers::Whole;
            customers::listed::each(conn, actor, words, now, &wanted(order), whole, &mut put)?;
        }
        List::FollowUps => {
            let who = value(order, "who").and_then(|who| who.parse().ok()).map(UserId);
            followups::listed::each(conn, actor, words, now, who, &mut put)?;
        }
        List::Visits => {
            let day = day(conn, actor, now, order)?;
            visits::listed::each(conn, actor, words, day, &mut put)?;
        }
        List::Deposits => {
            let view = value(order, "view").unwrap_or_default();
            deposits::listed::each(conn, actor, words, now, statuses(view), &mut put)?;
        }
        List::Contracts => {
            let status = value(order, "status").and_then(contracts::model::Status::from_code);
            let status = status.unwrap_or(contracts::model::Status::Preparing);
            contracts::listed::each(conn, actor, words, status, &mut put)?;
        }
        List::Pool => {
            let grade = value(order, "grade").and_then(Grade::from_code);
            ownership::listed::each_pooled(conn, actor, words, grade, value(order, "q"), &mut put)?;
        }
        List::Rulings => {
            let query = value(order, "q").unwrap_or_default();
            rulings::listed::each(conn, actor, words, now, query, &mut put)?;
        }
        List::Protection => ownership::listed::each_ending(conn, actor, words, now, &mut put)?,
    }
    writer.finish()
}

fn columns(words: Words, list: List) -> Vec<Column> {
    match list {
        List::Customers => customers::listed::columns(words),
        List::FollowUps => followups::listed::columns(words),
        List::Visits => visits::listed::columns(words),
        List::Deposits => deposits::listed::columns(words),
        List::Contracts => contracts::listed::columns(words),
        List::Pool => ownership::listed::pool_columns(words),
        List::Rulings => rulings::listed::columns(words),
        List::Protection => ownership::listed::ending_columns(words),
    }
}

/// The name of a list.
pub fn name(words: Words, list: List) -> String {
    words.lookup_or(&format!("lists_list_{}", list.code())).to_owned()
}

/// A value of the filter.
pub fn value<'a>(order: &'a Order, name: &str) -> Option<&'a str> {
    order
        .query
        .iter()
        .find(|(filter, _)| filter == name)
        .map(|(_, value)| value.as_str())
        .filter(|value| !value.is_empty())
}

fn wanted(order: &Order) -> Wanted {
    Wanted {
        text: value(order, "q").map(str::to_owned),
        grade: value(order, "grade").and_then(Grade::from_code),
        owner: value(order, "owner").and_then(|owner| owner.parse().ok()).map(UserId),
        channel: value(order, "channel").filter(|code| CHANNELS.contains(code)).map(str::to_owned),
        ..Wanted::default()
    }
}

fn statuses(view: &str) -> &'static [DepositStatus] {
    deposits::statuses_of(view)
}

fn day(conn: &mut Conn, actor: &Actor, now: Moment, order: &Order) -> Answered<Date> {
    let today = sites::of(conn, actor.site)?.clock().business_day(now);
    Ok(value(order, "day").and_then(|day| day.parse().ok()).unwrap_or(today))
}
