//! Every route, walked by every role and by a stranger in the demo showroom: nothing differs from the table.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use showroom::base::role::{Need, Role};
use showroom::platform::db::schema::{
    contracts, customer_phones, customers, deposits, follow_ups, payments, quotes, units, users, visits,
};
use showroom::platform::db::{Conn, Db};
use showroom::platform::http::keys::Key;
use showroom::platform::http::{Method, present};
use showroom::server;

use crate::support::crawl::{self, Demo, Met};
use crate::support::database::each_engine;
use crate::support::inside::{Caller, Inside};
use crate::support::ledger;
use crate::support::web::Page;

/// These end the session that walks, or are for a house that is still empty.
const APART: [&str; 5] = ["/sign-in", "/sign-out", "/sign-out/everywhere", "/set-up", "/set-up/demo"];
/// What a consultant may do with their own parties and customers only, as the table of roles says.
const OWN: [Need; 6] = [
    Need::WalkVisit,
    Need::EditCustomer,
    Need::SetGrade,
    Need::RecordFollowUp,
    Need::DraftDeposit,
    Need::WriteContract,
];

struct Row {
    method: Method,
    pattern: &'static str,
    need: Need,
}

#[test]
fn nobody_gets_further_than_the_table_says() {
    each_engine(async |db| {
        let demo = Demo::load(&db).await;
        let inside = Inside::open(&db).await;
        let (table, met) = (table(), everybody(&inside, &demo).await);
        let mut wrong: Vec<String> = met.values().flat_map(|met| met.broken.iter().cloned()).collect();
        let all: Vec<&Met> = met.values().collect();
        let stranger = inside.stranger();
        for row in &table {
            let page = ask(&stranger, row.method, &all[0].address(row.pattern, &all)).await;
            let turned_away = page.status == 401 || page.location().starts_with("/sign-in");
            if (row.need != Need::Anyone) != turned_away {
                wrong.push(format!("{} {}: a stranger got {}", row.method.name(), row.pattern, page.status));
            }
        }
        for (role, mine) in &met {
            let caller = demo.enter(&inside, *role).await;
            for row in &table {
                let address = mine.address(row.pattern, &all);
                let page = ask(&caller, row.method, &address).await;
                // Somebody else's party or customer is closed to a consultant who may open their own.
                let foreign = *role == Role::Consultant && page.status == 403 && !mine.knows(row.pattern, &address);
                let fits = match role.may(row.need) {
                    true => foreign || (page.status != 403 && page.status < 500),
                    false => page.status == 403,
                };
                if !fits {
                    wrong.push(format!("{} {address}: {} got {}", row.method.name(), role.code(), page.status));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn what_is_not_there_is_missing_and_nothing_else() {
    each_engine(async |db| {
        let demo = Demo::load(&db).await;
        let inside = Inside::open(&db).await;
        let met = everybody(&inside, &demo).await;
        let mut wrong = Vec::new();
        for row in table().iter().filter(|row| row.pattern.contains('{')) {
            let role = able(row.need);
            let caller = demo.enter_once(&inside, role).await;
            for odd in ["1", "abc", "-1", "0", "99999999999999999999", "%00", "%F0%9F%94%91", "1e3"] {
                let address = filled(row.pattern, odd);
                let page = match row.method {
                    Method::Get => caller.get(&address).await,
                    Method::Post => send_there(&caller, &met, row.pattern, &address).await,
                };
                let fits = match row.method {
                    Method::Get => page.status == 404,
                    // A form may be refused for what it says before anybody looks for the thing.
                    Method::Post => matches!(page.status, 404 | 409 | 422),
                };
                if !fits {
                    wrong.push(format!("{} {address}: {} got {}", row.method.name(), role.code(), page.status));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn a_consultant_does_nothing_with_the_parties_and_customers_of_a_colleague() {
    each_engine(async |db| {
        let demo = Demo::load(&db).await;
        let inside = Inside::open(&db).await;
        let table = table();
        let consultants: Vec<&str> =
            demo.people.iter().filter(|(role, _)| *role == Role::Consultant).map(|(_, login)| login.as_str()).collect();
        let mut met = Vec::new();
        for login in &consultants {
            let caller = inside.signed_in(login, &demo.password).await;
            met.push((caller.cookie(), crawl::walk(&caller).await));
        }
        let (mut wrong, mut tried) = (Vec::new(), 0);
        for (at, (_, mine)) in met.iter().enumerate() {
            let (cookie, theirs) = &met[(at + 1) % met.len()];
            let colleague = inside.with_cookie(cookie);
            for row in table.iter().filter(|row| row.method == Method::Post && OWN.contains(&row.need)) {
                let found = mine.forms.get(row.pattern).into_iter().flatten().find(|found| {
                    found.action.bytes().any(|byte| byte.is_ascii_digit()) && !theirs.knows(row.pattern, &found.action)
                });
                let Some(found) = found else { continue };
                tried += 1;
                let before = ledger::rows(db.location(), "journal");
                let body = keyed(found.filled_in(tried));
                let body: Vec<(&str, &str)> =
                    body.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                let page = colleague.post(&found.action, &body).await;
                let done = ledger::rows(db.location(), "journal") - before;
                if !matches!(page.status, 403 | 404 | 409 | 422) || done > 0 {
                    wrong.push(format!(
                        "POST {}: a colleague got {} and {done} journal rows",
                        found.action, page.status
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(tried > 3, "the demo showed hardly anything of one's own: {tried}");
    });
}

/// What a consultant reads of a colleague's parties and customers, each with the reason; numbers stay masked there. Every other page about
/// one of them is closed, as its forms are.
const OPEN: [(&str, &str); 6] = [
    ("/customers/{customer}", "whoever meets the customer at the door must know whose it is"),
    ("/visits/{visit}", "the floor is everybody's to see"),
    ("/visits/{visit}/assignment", "any consultant at the door may receive, and say whose turn it is"),
    ("/journeys/{journey}/quotes", "a list, which holds one's own quotes only"),
    ("/units/{unit}", "what is for sale is everybody's to see"),
    ("/customers/{customer}/rulings", "whoever claims a colleague's customer asks for a ruling, and reads no number"),
];

#[test]
fn a_consultant_reads_no_form_of_a_colleague() {
    each_engine(async |db| {
        let demo = Demo::load(&db).await;
        let inside = Inside::open(&db).await;
        let consultants: Vec<&str> =
            demo.people.iter().filter(|(role, _)| *role == Role::Consultant).map(|(_, login)| login.as_str()).collect();
        let (mut wrong, mut closed) = (Vec::new(), BTreeSet::new());
        for (at, login) in consultants.iter().enumerate() {
            let other = inside.signed_in(consultants[(at + 1) % consultants.len()], &demo.password).await;
            let Some(belongings) = Belongings::of(&db, login).await else { continue };
            // At another site there is no such thing at all.
            if other.get(&belongings.addresses("/visits/{visit}")[0]).await.status == 404 {
                continue;
            }
            let owner = inside.signed_in(login, &demo.password).await;
            for row in table().iter().filter(|row| row.method == Method::Get && Role::Consultant.may(row.need)) {
                for address in belongings.addresses(row.pattern) {
                    let (mine, theirs) = (owner.get(&address).await, other.get(&address).await);
                    let open = OPEN.iter().any(|(pattern, _)| *pattern == row.pattern);
                    if mine.status == 403 || mine.status >= 500 {
                        wrong.push(format!("GET {address}: its own consultant got {}", mine.status));
                    }
                    if theirs.status >= 500 || (theirs.status == 403) == open {
                        wrong.push(format!("GET {address}: a colleague got {}", theirs.status));
                    }
                    if belongings.tails.iter().any(|tail| theirs.body.contains(tail)) {
                        wrong.push(format!("GET {address}: a colleague reads the number"));
                    }
                    if !open {
                        closed.insert(row.pattern);
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(closed.len() >= 18, "hardly anything was tried: {closed:#?}");
    });
}

/// What belongs to one consultant and not to another: something for each hole of an address, and how the customer's numbers end.
struct Belongings {
    holes: Vec<(&'static str, i64)>,
    unit: i64,
    tails: Vec<String>,
}

impl Belongings {
    /// `None` where the consultant has no party here now.
    async fn of(db: &Db, login: &str) -> Option<Self> {
        let login = login.to_owned();
        db.read(move |conn| Ok(Self::find(conn, &login))).await.unwrap()
    }

    fn find(conn: &mut Conn, login: &str) -> Option<Self> {
        let me: i64 = users::table.filter(users::login.eq(login)).select(users::id).first(conn).unwrap();
        let own = customers::table.filter(customers::owner_id.eq(me)).select(customers::id);
        let customer: i64 = visits::table
            .filter(visits::left_at.is_null().and(visits::consultant_id.eq(me)))
            .filter(visits::customer_id.eq_any(own.nullable()))
            .select(visits::customer_id.assume_not_null())
            .first(conn)
            .optional()
            .unwrap()
            .or_else(|| own.order(customers::id).first(conn).optional().unwrap())?;
        let visit: (i64, i64) = visits::table
            .filter(visits::left_at.is_null().and(visits::consultant_id.eq(me)))
            .select((visits::id, visits::journey_id))
            .first(conn)
            .optional()
            .unwrap()?;
        let unit = units::table.filter(units::state.eq("for_sale")).select(units::id).first(conn).unwrap();
        let mut holes = vec![("visit", visit.0), ("journey", visit.1), ("customer", customer), ("unit", unit)];
        let mut add = |hole, found: Option<i64>| holes.extend(found.map(|id| (hole, id)));
        let planned = follow_ups::table
            .filter(follow_ups::consultant_id.eq(me).and(follow_ups::state.eq("planned")))
            .filter(follow_ups::customer_id.eq_any(own));
        add("follow_up", planned.select(follow_ups::id).first(conn).optional().unwrap());
        let quoted = quotes::table.filter(quotes::made_by.eq(me)).filter(quotes::customer_id.eq_any(own.nullable()));
        add("quote", quoted.select(quotes::id).first(conn).optional().unwrap());
        let deposited = deposits::table.filter(deposits::consultant_id.eq(me));
        add("deposit", deposited.select(deposits::id).first(conn).optional().unwrap());
        let signed = contracts::table.filter(contracts::consultant_id.eq(me));
        add("contract", signed.select(contracts::id).first(conn).optional().unwrap());
        let paid = payments::table
            .inner_join(deposits::table.on(payments::deposit_id.eq(deposits::id.nullable())))
            .filter(deposits::consultant_id.eq(me));
        add("payment", paid.select(payments::id).first(conn).optional().unwrap());
        let paid = payments::table
            .inner_join(contracts::table.on(payments::contract_id.eq(contracts::id.nullable())))
            .filter(contracts::consultant_id.eq(me).and(payments::deposit_id.is_null()));
        add("payment", paid.select(payments::id).first(conn).optional().unwrap());
        let numbers: Vec<String> = customer_phones::table
            .filter(customer_phones::customer_id.eq(customer))
            .select(customer_phones::e164)
            .load(conn)
            .unwrap();
        let tail = |number: &String| {
            let (rest, last) = number.split_at(number.len() - 4);
            [format!("{} {last}", &rest[rest.len() - 4..]), format!("{}{last}", &rest[rest.len() - 4..])]
        };
        Some(Self { holes, unit, tails: numbers.iter().flat_map(tail).collect() })
    }

    /// The addresses of the pages about things of theirs; none where the pattern is about nothing of the kind.
    fn addresses(&self, pattern: &str) -> Vec<String> {
        let hole = pattern.split('/').find_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let wanted = match pattern {
            "/deposits/new" => "visit",
            "/contracts/new" => "deposit",
            _ => hole.unwrap_or_default(),
        };
        let ids = self.holes.iter().filter(|(known, _)| *known == wanted).map(|(_, id)| *id);
        let unit = self.unit;
        ids.filter_map(|id| {
            Some(match pattern {
                "/deposits/new" => format!("/deposits/new?visit={id}&unit={unit}"),
                "/contracts/new" => format!("/contracts/new?deposit={id}"),
                "/visits/{visit}/stage" => format!("/visits/{id}/stage?to=negotiation"),
                "/visits/{visit}/quotes/new" => format!("/visits/{id}/quotes/new?unit={unit}"),
                "/visits/{visit}/customer/found" => format!("/visits/{id}/customer/found?q=138"),
                _ if pattern.matches('{').count() > 1 => return None,
                _ => pattern.replace(&format!("{{{wanted}}}"), &id.to_string()),
            })
        })
        .collect()
    }
}

/// What each role meets on its way through the pages.
async fn everybody(inside: &Inside, demo: &Demo) -> BTreeMap<Role, Met> {
    let mut met = BTreeMap::new();
    for role in Role::ALL {
        met.insert(role, crawl::walk(&demo.enter(inside, role).await).await);
    }
    met
}

fn table() -> Vec<Row> {
    let routes = server::routes();
    let rows = routes.table().into_iter().filter(|row| !APART.contains(&row.pattern));
    rows.map(|row| Row { method: row.method, pattern: row.pattern, need: row.need }).collect()
}

fn able(need: Need) -> Role {
    Role::ALL.into_iter().find(|role| role.may(need)).unwrap()
}

async fn ask(caller: &Caller<'_>, method: Method, address: &str) -> Page {
    match method {
        Method::Get => caller.get(address).await,
        Method::Post => caller.post(address, &[]).await,
    }
}

/// Sends a form that stood on some page to another address of the same pattern.
async fn send_there(caller: &Caller<'_>, met: &BTreeMap<Role, Met>, pattern: &str, address: &str) -> Page {
    let found = met.values().find_map(|met| met.forms.get(pattern)?.first());
    let body = keyed(found.map(|found| found.filled_in(1)).unwrap_or_default());
    let body: Vec<(&str, &str)> = body.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    caller.post(address, &body).await
}

fn keyed(mut body: Vec<(String, String)>) -> Vec<(String, String)> {
    body.retain(|(name, _)| name != "_key");
    body.push(("_key".into(), Key::fresh(present()).as_str().to_owned()));
    body
}

/// An address with the same word in each hole.
fn filled(pattern: &str, word: &str) -> String {
    pattern.split('/').map(|part| if part.starts_with('{') { word } else { part }).collect::<Vec<_>>().join("/")
}
