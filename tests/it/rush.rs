//! The rush: many people want the same few units in the same moment. Each unit is sold once, and everybody hears how it stands.
//!
//! Each round puts 50 units on the market and sends 1,000 deposits of 1,000 parties, 20 for each unit, and 500 of them once more byte by byte,
//! through 200 connections. 50 win. Who loses hears who was first and what is free nearby; who repeats hears what was heard the first time.
//! PostgreSQL is rushed through two servers at once.
//!
//! The referee is the index `claims_one_live_per_unit`. The wrong twins are the same house without it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use showroom::base::actor::Actor;
use showroom::base::ids::{UnitId, UserId, VisitId};
use showroom::base::money::Money;
use showroom::base::name::Name;
use showroom::base::phone::Phone;
use showroom::base::role::Role;
use showroom::business::customers::model::Title;
use showroom::business::units::actions::{NewType, NewUnit, add, add_type};
use showroom::business::visits::actions::{Arrival, Caller, receive};
use showroom::business::visits::model::{Kind, Said};
use showroom::platform::db::{Db, Location};
use showroom::platform::http::{keys::Key, present};

use crate::support::database::{Database, engines};
use crate::support::ledger;
use crate::support::web::{Browser, Page, Server, encode};
use crate::support::world::{PASSWORD, World};

const CONNECTIONS: usize = 200;
const UNITS: usize = 50;
const PARTIES: usize = 1_000;
const REPEATS: usize = 500;
const SELLERS: usize = 10;

#[test]
fn every_unit_is_sold_once_however_many_want_it() {
    for database in engines() {
        let rounds = match (&database.location, long()) {
            (Location::Sqlite(_), true) => 10,
            (Location::Postgres(_), true) => 5,
            (_, false) => 1,
        };
        let house = House::open(&database);
        let mut sold = BTreeSet::new();
        for round in 0..rounds {
            let started = Instant::now();
            let outcome = house.rush(&house.put_on_the_market(round), PARTIES, REPEATS);
            assert_eq!(outcome.winners.len(), UNITS, "round {round}: {outcome:?}");
            assert!(outcome.winners.values().all(|places| places.len() == 1), "round {round}: {outcome:?}");
            for place in outcome.winners.values().flatten() {
                assert!(sold.insert(place.clone()), "{place} was sold in an earlier round too");
            }
            eprintln!(
                "{}: round {round} in {:.1?}, {} asked to come again",
                database.location,
                started.elapsed(),
                outcome.busy
            );
        }
        house.must_have_sold(sold.len());
    }
}

/// Without the index, and with nothing else that would notice: the state of a unit is only what screens show, so it is held fast here.
#[test]
fn without_the_index_units_are_sold_twice() {
    let Some(database) = Database::postgres() else { return };
    let house = House::open(&database);
    for statement in [
        "CREATE FUNCTION hold_fast() RETURNS trigger AS $$ BEGIN NEW.state := OLD.state; RETURN NEW; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER hold_fast BEFORE UPDATE ON units FOR EACH ROW EXECUTE FUNCTION hold_fast()",
    ] {
        ledger::by_hand(&database.location, statement).unwrap();
    }
    let refereed = house.rush(&house.put_on_the_market(0), PARTIES, 0);
    assert!(
        refereed.winners.values().all(|places| places.len() == 1),
        "the index alone is referee enough: {refereed:?}"
    );

    ledger::by_hand(&database.location, "DROP INDEX claims_one_live_per_unit").unwrap();
    let twice = (1..=5).any(|round| {
        let outcome = house.rush(&house.put_on_the_market(round), PARTIES, 0);
        outcome.winners.values().any(|places| places.len() > 1)
    });
    assert!(twice, "this rush could not have found a double sale, so it proves nothing");
    assert!(ledger::count(&database.location, SOLD_TWICE) > 0);
}

/// A single writer never lets two rush at once, so on SQLite the index referees what code may do wrong: forgetting to look.
#[test]
fn whoever_forgets_to_look_meets_the_index() {
    for database in engines() {
        let house = House::open(&database);
        let outcome = house.rush(&house.put_on_the_market(0)[..2], 4, 0);
        assert_eq!(outcome.winners.len(), 2);
        let again = "INSERT INTO claims (id, site_id, unit_id, customer_id, journey_id, kind, made_at)
                     SELECT -id, site_id, unit_id, customer_id, journey_id, 'deposit', made_at FROM claims WHERE ended_at IS NULL";
        let no = ledger::by_hand(&database.location, again).unwrap_err();
        assert!(no.to_string().to_lowercase().contains("unique"), "{no}");
        assert_eq!(ledger::count(&database.location, SOLD_TWICE), 0);
        ledger::by_hand(&database.location, "DROP INDEX claims_one_live_per_unit").unwrap();
        ledger::by_hand(&database.location, again).unwrap();
        assert_eq!(ledger::count(&database.location, SOLD_TWICE), 2);
    }
}

const SOLD_TWICE: &str = "SELECT COUNT(*) AS count FROM
     (SELECT unit_id FROM claims WHERE ended_at IS NULL GROUP BY unit_id HAVING COUNT(*) > 1) AS twice";

fn long() -> bool {
    std::env::var("TEST_LONG").is_ok_and(|long| long == "1")
}

/// A showroom with parties at its tables, and the servers that it runs on.
struct House {
    world: World,
    servers: Vec<Server>,
    /// Each with the sessions of the seller that the party sits with.
    parties: Vec<Party>,
    dbs: Vec<Db>,
}

struct Party {
    visit: VisitId,
    seller: usize,
    session: String,
}

#[derive(Debug, Default)]
struct Outcome {
    /// Where the winners of each unit were led.
    winners: BTreeMap<UnitId, BTreeSet<String>>,
    /// How often somebody was asked to come again.
    busy: usize,
}

/// One form on its way.
struct Sending {
    party: usize,
    unit: UnitId,
    body: String,
}

impl House {
    fn open(database: &Database) -> Self {
        actix_web::rt::System::new().block_on(async {
            let open = || Db::open(&database.location).unwrap().reacting(showroom::reactions::react);
            // Two app servers where the engine is made for them.
            let dbs: Vec<Db> = match &database.location {
                Location::Sqlite(_) => vec![open()],
                Location::Postgres(_) => vec![open(), open()],
            };
            let world = World::build(&dbs[0]).await;
            let mut sellers = Vec::new();
            for number in 0..SELLERS {
                sellers.push(World::add(&dbs[0], world.site, &seller(number), Role::Consultant).await);
            }
            let servers: Vec<Server> = dbs.iter().map(Server::start).collect();
            let sessions: Vec<String> =
                (0..SELLERS).map(|number| servers[0].browser().sign_in(&seller(number), PASSWORD)).collect();
            let visits = receive_parties(&world, &dbs[0], sellers).await;
            let parties = visits.into_iter().enumerate().map(|(number, visit)| {
                let seller = number % SELLERS;
                Party { visit, seller, session: sessions[seller].clone() }
            });
            Self { parties: parties.collect(), world, servers, dbs }
        })
    }

    fn put_on_the_market(&self, round: usize) -> Vec<UnitId> {
        let supervisor = self.world.actor(Role::Supervisor);
        actix_web::rt::System::new().block_on(async {
            let offered = self.dbs[0].write(supervisor, present(), move |tx| {
                let kind = add_type(
                    tx,
                    &NewType {
                        code: format!("T{round}"),
                        name_zh: "三居".into(),
                        name_en: "Three bedrooms".into(),
                        rooms: Some(3),
                        area_centi: Some(11_800),
                        merits: Vec::new(),
                        life_days: None,
                    },
                )?;
                // A few more than are rushed for, so that there is always something to offer instead.
                (0..UNITS + 4)
                    .map(|number| {
                        add(
                            tx,
                            &NewUnit {
                                kind,
                                building: format!("B{round}"),
                                floor: i32::try_from(number / 10).unwrap() + 1,
                                code: format!("B{round}-{number:02}"),
                                area_centi: None,
                                list_price: Money::major(1_000_000),
                                floor_price: Money::major(900_000),
                                licence: Some("No. 2026-8".into()),
                                offered: true,
                            },
                        )
                    })
                    .collect::<Result<Vec<UnitId>, _>>()
            });
            offered.await.unwrap()[..UNITS].to_vec()
        })
    }

    fn rush(&self, units: &[UnitId], parties: usize, repeats: usize) -> Outcome {
        let mut sendings: Vec<Sending> =
            (0..parties).map(|party| self.sending(party, units[party % units.len()])).collect();
        let again: Vec<Sending> = sendings
            .iter()
            .step_by((parties / repeats.max(1)).max(1))
            .take(repeats)
            .map(|first| Sending { body: first.body.clone(), ..*first })
            .collect();
        sendings.extend(again);
        shuffle(&mut sendings);
        let (next, busy) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let answers: Mutex<Vec<(usize, Page)>> = Mutex::default();
        std::thread::scope(|scope| {
            for connection in 0..CONNECTIONS.min(sendings.len()) {
                let (sendings, next, answers, busy) = (&sendings, &next, &answers, &busy);
                let server = &self.servers[connection % self.servers.len()];
                scope.spawn(move || {
                    let mut browsers: BTreeMap<usize, Browser> = BTreeMap::new();
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(sending) = sendings.get(at) else { return };
                        let party = &self.parties[sending.party];
                        let browser = browsers
                            .entry(party.seller)
                            .or_insert_with(|| Browser::with_session(server.address, &party.session));
                        let page = send(browser, &sending.body, busy);
                        answers.lock().unwrap().push((at, page));
                    }
                });
            }
        });
        let answers = answers.into_inner().unwrap();
        assert_eq!(answers.len(), sendings.len(), "everybody gets an answer");
        self.judge(&sendings, &answers, busy.into_inner())
    }

    fn sending(&self, party: usize, unit: UnitId) -> Sending {
        let Party { visit, .. } = &self.parties[party];
        let body = encode(&[
            ("_key", Key::fresh(present()).as_str()),
            ("visit", &visit.to_string()),
            ("unit", &unit.to_string()),
            ("kind", "earnest_deposit"),
            ("sum", "50000"),
            ("payment_way", "at_once"),
            ("buyer_name_1", &format!("Buyer {party}")),
            ("buyer_id_1", &format!("E{party:08}")),
            ("seen_contract", "yes"),
            ("signature_typed", &format!("Buyer {party}")),
        ]);
        Sending { party, unit, body }
    }

    /// Everybody was told the truth: winners their agreement, losers who was first and what is free, repeats what was said before.
    fn judge(&self, sendings: &[Sending], answers: &[(usize, Page)], busy: usize) -> Outcome {
        let mut outcome = Outcome { busy, ..Outcome::default() };
        let mut seller_of: BTreeMap<UnitId, String> = BTreeMap::new();
        let mut heard: BTreeMap<usize, (u16, String)> = BTreeMap::new();
        for (at, page) in answers {
            let sending = &sendings[*at];
            let said = (page.status, page.location());
            let before = heard.entry(sending.party).or_insert_with(|| said.clone());
            assert_eq!(*before, said, "party {} heard two things", sending.party);
            match page.status {
                303 => {
                    outcome.winners.entry(sending.unit).or_default().insert(page.location());
                    seller_of.insert(sending.unit, seller(self.parties[sending.party].seller));
                }
                409 => {}
                other => panic!("party {} got {other}: {}", sending.party, page.body),
            }
        }
        for (at, page) in answers.iter().filter(|(_, page)| page.status == 409) {
            let sending = &sendings[*at];
            let first =
                seller_of.get(&sending.unit).unwrap_or_else(|| panic!("nobody won, and {} lost: {}", at, page.body));
            let free = format!("/deposits/new?visit={}&amp;unit=", self.parties[sending.party].visit);
            let twice = outcome.winners[&sending.unit].len() > 1;
            assert!(twice || says_who_and_when(&page.body, first), "who won, and when, is not said: {}", page.body);
            assert!(page.body.contains(&free), "what is free is not said: {}", page.body);
        }
        outcome
    }

    /// The books agree with what people were told, and the agreements are numbered without a gap.
    fn must_have_sold(&self, count: usize) {
        let location = self.dbs[0].location();
        let sold = i64::try_from(count).unwrap();
        for table in ["deposits", "claims", "buyers"] {
            assert_eq!(ledger::rows(location, table), sold, "{table}");
        }
        assert_eq!(ledger::count(location, SOLD_TWICE), 0);
        assert_eq!(
            ledger::count(location, "SELECT COUNT(*) AS count FROM journal WHERE kind = 'deposits.drafted'"),
            sold
        );
        assert_eq!(ledger::count(location, "SELECT COUNT(*) AS count FROM units WHERE state = 'deposited'"), sold);
        // So many different numbers, none above their count: not one is missing.
        assert_eq!(ledger::count(location, "SELECT COUNT(DISTINCT number) AS count FROM deposits"), sold);
        let above = format!(
            "SELECT COUNT(*) AS count FROM deposits WHERE CAST(SUBSTR(number, 9) AS INTEGER) NOT BETWEEN 1 AND {count}"
        );
        assert_eq!(ledger::count(location, &above), 0);
        ledger::must_be_sound(location);
        ledger::must_be_whole(location);
    }
}

/// `seller-3 took B0-17 at 11-21 14:32`.
fn says_who_and_when(page: &str, who: &str) -> bool {
    let after = page.split_once(&format!("{who} took B")).and_then(|(_, after)| after.split_once(" at "));
    after.is_some_and(|(_, when)| {
        let shape = "00-00 00:00".bytes().zip(when.bytes());
        shape.clone().count() == 11
            && shape
                .into_iter()
                .all(|(wanted, found)| if wanted == b'0' { found.is_ascii_digit() } else { wanted == found })
    })
}

/// Like a browser that is asked to come again: it does, with the same form.
fn send(browser: &Browser, body: &str, busy: &AtomicUsize) -> Page {
    for wait in 1..=40 {
        let page = browser.post_body("/deposits/new", body);
        if page.status != 503 {
            return page;
        }
        busy.fetch_add(1, Ordering::Relaxed);
        std::thread::sleep(Duration::from_millis(25 * wait));
    }
    panic!("too busy for too long");
}

fn seller(number: usize) -> String {
    format!("seller-{number}")
}

/// Everybody comes in through the door; who sits with whom is written by hand, because a turn takes one party at a time.
async fn receive_parties(world: &World, db: &Db, sellers: Vec<UserId>) -> Vec<VisitId> {
    let actor: Actor = world.actor(Role::Supervisor);
    let visits = db
        .write(actor, present(), |tx| {
            (0..PARTIES)
                .map(|number| {
                    let phone = Phone::parse(&format!("139{number:08}"), "CN")?;
                    receive(
                        tx,
                        &Arrival {
                            caller: Caller::Number(phone, Some(Name::parse(&format!("Party {number}"))?), Title::None),
                            kind: Kind::Buyer,
                            been_before: Some(Said::No),
                            phoned_before: Some(Said::No),
                            party_size: 2,
                            children: 0,
                            description: None,
                            channel: None,
                            appointment: None,
                            waited_minutes: 0,
                            greeted: true,
                        },
                    )
                })
                .collect::<Result<Vec<VisitId>, _>>()
        })
        .await
        .unwrap();
    for (number, seller) in sellers.iter().enumerate() {
        let seats = visits.iter().skip(number).step_by(SELLERS).map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let seat = format!(
            "UPDATE visits SET consultant_id = {seller}, state = 'with_consultant', stage = 'negotiation' WHERE id IN ({seats})"
        );
        ledger::by_hand(db.location(), &seat).unwrap();
    }
    visits
}

/// The same order every time, and none that favours anybody.
fn shuffle<T>(things: &mut [T]) {
    let mut dice = 0x2545_F491_4F6C_DD1D_u64;
    for at in (1..things.len()).rev() {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        things.swap(at, usize::try_from(dice % (at as u64 + 1)).unwrap());
    }
}
