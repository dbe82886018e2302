//! The live board: hundreds who watch, who come and go as they like, a server that is killed and comes back. Whoever is connected sees the floor as
//! it is within seconds, no party ever goes back to what it was before, and what nobody reads costs nothing.
//!
//! Clients are plain connections that read server-sent events, served by two threads of this process: 500 browsers would need more memory than the
//! server that is looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use showroom::base::actor::Actor;
use showroom::base::ids::{UserId, VisitId};
use showroom::base::name::Name;
use showroom::base::role::Role;
use showroom::business::customers::model::Title;
use showroom::business::visits::actions::{Arrival, Caller, receive};
use showroom::business::visits::model::{Kind, Said};
use showroom::platform::access;
use showroom::platform::db::schema::{visits, visits::dsl};
use showroom::platform::db::{Db, Location};
use showroom::platform::http::present;
use showroom::platform::journal::{Entry, record};

use crate::support::database::{Database, each_engine, engines};
use crate::support::program::Program;
use crate::support::web::{Browser, Server};
use crate::support::world::{PASSWORD, World};

const WATCHING: usize = 500;
/// How soon everybody must see what is.
const SOON: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_secs(30);

/// One who watches: a connection, and what was read from it.
struct Client {
    address: SocketAddr,
    session: String,
    page: usize,
    stream: Option<TcpStream>,
    unread: Vec<u8>,
    status: u16,
    /// The last event that came.
    id: String,
    /// The floor as this client shows it: visit, version.
    floor: BTreeMap<i64, i64>,
    /// The highest version of each visit that was ever shown.
    highest: BTreeMap<i64, i64>,
    events: usize,
    refused: usize,
}

impl Client {
    fn new(address: SocketAddr, session: &str, page: usize) -> Self {
        Self {
            address,
            session: session.to_owned(),
            page,
            stream: None,
            unread: Vec::new(),
            status: 0,
            id: String::new(),
            floor: BTreeMap::new(),
            highest: BTreeMap::new(),
            events: 0,
            refused: 0,
        }
    }

    /// Connects, and says which event came last. A server that is not there is tried again later.
    fn connect(&mut self) {
        self.leave();
        let Ok(mut stream) = TcpStream::connect_timeout(&self.address, Duration::from_secs(2)) else { return };
        let last = if self.id.is_empty() { String::new() } else { format!("last-event-id: {}\r\n", self.id) };
        let request = format!(
            "GET /board/stream?view=floor&page=p{} HTTP/1.1\r\nhost: x\r\ncookie: {}\r\naccept: text/event-stream\r\naccept-encoding: gzip\r\n{last}\r\n",
            self.page, self.session
        );
        if stream.write_all(request.as_bytes()).is_ok() {
            stream.set_nonblocking(true).unwrap();
            self.stream = Some(stream);
        }
    }

    fn leave(&mut self) {
        self.stream = None;
        self.unread.clear();
        self.status = 0;
    }

    /// Reads what is there; says whether the connection still stands.
    fn read(&mut self) -> bool {
        let Some(stream) = &mut self.stream else { return false };
        let mut part = [0; 16 * 1024];
        loop {
            match stream.read(&mut part) {
                Ok(0) => break,
                Ok(count) => {
                    self.unread.extend_from_slice(&part[..count]);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.take_in();
                    return true;
                }
                Err(_) => break,
            }
        }
        self.take_in();
        self.leave();
        false
    }

    /// Takes whole events out of what came. Chunks of the transfer coding begin and end at events, so their sizes are lines of their own.
    fn take_in(&mut self) {
        while let Some(end) = self.unread.windows(4).position(|four| four == b"\r\n\r\n").filter(|_| self.status == 0) {
            let head = String::from_utf8_lossy(&self.unread[..end]).to_ascii_lowercase();
            self.status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or_default();
            if self.status == 200 {
                assert!(head.contains("text/event-stream") && !head.contains("content-encoding: gzip"), "{head}");
            }
            self.unread.drain(..end + 4);
        }
        while let Some(end) = self.unread.windows(2).position(|two| two == b"\n\n") {
            let event: Vec<u8> = self.unread.drain(..end + 2).collect();
            self.take(&String::from_utf8_lossy(&event));
        }
        // The last chunk: the stream is over, though the connection may stand.
        if self.status == 200 && self.unread.ends_with(b"0\r\n\r\n") {
            self.leave();
        }
    }

    fn take(&mut self, event: &str) {
        let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        if field("event: ") != "board" {
            return;
        }
        self.events += 1;
        self.id = field("id: ").to_owned();
        self.floor = versions(event);
        for (visit, version) in &self.floor {
            let highest = self.highest.entry(*visit).or_default();
            assert!(version >= highest, "visit {visit} went back from version {highest} to {version}");
            *highest = *version;
        }
    }
}

/// The visits of a board with their versions.
fn versions(html: &str) -> BTreeMap<i64, i64> {
    let value = |text: &str, name: &str| -> Option<i64> {
        text.split_once(&format!("{name}=\""))?.1.split_once('"')?.0.parse().ok()
    };
    let posts = html.split("<li class=\"post").skip(1);
    posts.map(|post| (value(post, "data-key").unwrap(), value(post, "data-version").unwrap())).collect()
}

/// Everybody reads for a while, or until all agree with `wanted`; gives how long that took.
fn everybody_reads(
    clients: &mut [Client],
    patience: Duration,
    wanted: Option<&BTreeMap<i64, i64>>,
) -> Option<Duration> {
    let began = Instant::now();
    while began.elapsed() < patience {
        let mut agreed = true;
        for client in clients.iter_mut() {
            client.read();
            if !matches!(client.status, 0 | 200) {
                client.refused += 1;
                client.leave();
            }
            if client.stream.is_none() {
                client.connect();
            }
            agreed &= wanted.is_none_or(|wanted| client.floor == *wanted);
        }
        if agreed && wanted.is_some() {
            return Some(began.elapsed());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    if let Some(wanted) = wanted {
        let behind: Vec<&Client> = clients.iter().filter(|client| client.floor != *wanted).collect();
        let refused: usize = clients.iter().map(|client| client.refused).sum();
        let one =
            behind.first().map(|one| (one.page, one.status, one.events, &one.id, one.stream.is_some(), &one.floor));
        eprintln!(
            "{} clients are behind, {refused} times refused; one of them: {one:?}, wanted {wanted:?}",
            behind.len()
        );
    }
    None
}

/// A floor with people on it.
struct Floor {
    world: World,
    visits: Vec<VisitId>,
    consultant: UserId,
}

impl Floor {
    async fn open(db: &Db) -> Self {
        let world = World::build(db).await;
        let consultant = world.person(Role::Consultant);
        let mut visits = Vec::new();
        for number in 0..12 {
            visits.push(arrive(&world, Caller::Anonymous, &format!("grey coat {number}")).await);
        }
        Self { world, visits, consultant }
    }

    /// Something happens on the floor, as it does through the actions: a visit changes, and the journal tells.
    async fn happen(&self, db: &Db, number: usize) {
        let (visit, stages) = (self.visits[number % self.visits.len()], ["introduction", "tour", "negotiation"]);
        let (stage, who) = (stages[number / self.visits.len() % 3], self.consultant);
        db.write(self.world.actor(Role::Supervisor), present(), move |tx| {
            diesel::update(dsl::visits.find(visit.0))
                .set((
                    dsl::state.eq("with_consultant"),
                    dsl::stage.eq(stage),
                    dsl::consultant_id.eq(who.0),
                    dsl::assigned_at.eq(tx.now),
                    dsl::version.eq(dsl::version + 1),
                ))
                .execute(tx.conn)?;
            record(tx, Entry::new("visits.moved").visit(visit))
        })
        .await
        .unwrap();
    }

    async fn now(&self, db: &Db) -> BTreeMap<i64, i64> {
        db.read(|conn| {
            let here = visits::table.filter(visits::left_at.is_null());
            let rows: Vec<(i64, i32)> = here.select((visits::id, visits::version)).load(conn)?;
            Ok(rows.into_iter().map(|(id, version)| (id, i64::from(version))).collect())
        })
        .await
        .unwrap()
    }
}

async fn arrive(world: &World, caller: Caller, description: &str) -> VisitId {
    let arrival = Arrival {
        caller,
        kind: Kind::Buyer,
        been_before: Some(Said::No),
        phoned_before: Some(Said::No),
        party_size: 2,
        children: 0,
        description: Some(description.to_owned()),
        channel: None,
        appointment: None,
        waited_minutes: 0,
        greeted: true,
    };
    let actor = world.actor(Role::Receptionist);
    world.db.write(actor, present(), move |tx| receive(tx, &arrival)).await.unwrap()
}

/// Each in a browser of its own: signing in again ends the session that a browser has.
fn sessions(program: &Program, many: usize) -> Vec<String> {
    (0..many).map(|_| program.browser().sign_in("supervisor", PASSWORD)).collect()
}

fn long() -> bool {
    std::env::var("TEST_LONG").is_ok_and(|long| long == "1")
}

#[test]
fn five_hundred_watch_while_connections_break_and_the_server_is_killed() {
    for database in engines() {
        let rounds = if long() { 5 } else { 1 };
        let system = actix_web::rt::System::new();
        let db = Db::open(&database.location).unwrap().reacting(showroom::reactions::react);
        let floor = system.block_on(Floor::open(&db));
        let servers = if matches!(database.location, Location::Postgres(_)) { 2 } else { 1 };
        let mut programs: Vec<Program> = (0..servers).map(|_| Program::start(&database)).collect();
        let sessions = sessions(&programs[0], WATCHING / 20);
        let mut clients: Vec<Client> = (0..WATCHING)
            .map(|page| Client::new(programs[page % servers].address, &sessions[page % sessions.len()], page))
            .collect();
        let mut number = 0;
        let mut slowest = Duration::ZERO;
        let mut memory = 0;
        for round in 0..rounds {
            // Things happen while some connections break, each client at another moment.
            for step in 0..10 {
                system.block_on(floor.happen(&db, number));
                number += 1;
                for client in clients.iter_mut().skip((step * 7 + round) % 11).step_by(11) {
                    client.leave();
                }
                everybody_reads(&mut clients, Duration::from_millis(60), None);
            }
            let wanted = system.block_on(floor.now(&db));
            let took = everybody_reads(&mut clients, PATIENCE, Some(&wanted)).expect("not everybody saw the same");
            slowest = slowest.max(took);
            // The servers are killed in the middle of it, things go on elsewhere, the servers come back at other places.
            for program in &mut programs {
                program.kill();
            }
            for _ in 0..5 {
                system.block_on(floor.happen(&db, number));
                number += 1;
            }
            programs = (0..servers).map(|_| Program::start(&database)).collect();
            for (page, client) in clients.iter_mut().enumerate() {
                // To the other one, where there are two.
                client.address = programs[(page + 1 + round) % servers].address;
            }
            let wanted = system.block_on(floor.now(&db));
            let took = everybody_reads(&mut clients, PATIENCE, Some(&wanted)).expect("not everybody came back");
            slowest = slowest.max(took);
            memory = memory.max(programs.iter().map(Program::memory_mib).max().unwrap_or_default());
        }
        let events: usize = clients.iter().map(|client| client.events).sum();
        eprintln!(
            "{}: {WATCHING} clients, {number} changes, {events} boards sent, the slowest {slowest:.1?} after the last change, \
             {memory} MiB at most in one server",
            database.location
        );
        assert!(slowest < SOON, "somebody saw it only after {slowest:?}");
        assert!(memory < 256, "{memory} MiB");
    }
}

#[test]
fn whoever_never_reads_costs_nothing_and_a_thousand_at_once_are_told_to_come_again() {
    let database = Database::sqlite();
    let system = actix_web::rt::System::new();
    let db = Db::open(&database.location).unwrap().reacting(showroom::reactions::react);
    let floor = system.block_on(Floor::open(&db));
    let program = Program::start(&database);
    let sessions = sessions(&program, 40);
    let mut deaf: Vec<Client> = (0..100).map(|page| Client::new(program.address, &sessions[page % 40], page)).collect();
    deaf.iter_mut().for_each(Client::connect);
    let before = program.memory_mib();
    for number in 0..60 {
        system.block_on(floor.happen(&db, number));
        std::thread::sleep(Duration::from_millis(50));
    }
    let after = program.memory_mib();
    assert!(after < before + 40, "from {before} to {after} MiB for boards that nobody reads");
    // What a slow reader gets in the end is the present.
    let wanted = system.block_on(floor.now(&db));
    let took = everybody_reads(&mut deaf[..3], PATIENCE, Some(&wanted));
    assert!(took.is_some(), "a reader who slept never saw the present");
    drop(deaf);

    let mut crowd: Vec<Client> =
        (0..1_000).map(|page| Client::new(program.address, &sessions[page % 40], 1_000 + page)).collect();
    crowd.iter_mut().for_each(Client::connect);
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(20)
        && crowd.iter().any(|client| client.status == 0 && client.stream.is_some())
    {
        crowd.iter_mut().for_each(|client| {
            client.read();
        });
        std::thread::sleep(Duration::from_millis(10));
    }
    let watching = crowd.iter().filter(|client| client.events > 0).count();
    assert!((500..=800).contains(&watching), "{watching} of a thousand watch");
    // Pages are answered all the same.
    let browser = Browser::with_session(program.address, &sessions[0]);
    assert_eq!(browser.get("/board").status, 200);
}

#[test]
fn a_stream_ends_with_its_session_and_for_a_server_that_stops() {
    each_engine(async |db| {
        let world = World::build(&db).await;
        let server = Server::start(&db);
        let watcher = |login: &str, page| {
            let mut client = Client::new(server.address, &server.browser().sign_in(login, PASSWORD), page);
            client.connect();
            client
        };
        let mut all = [watcher("supervisor", 0), watcher("receptionist", 1), watcher("consultant", 2)];
        wait_until(&mut all, |all| all.iter().all(|client| client.events > 0));
        // Suspended, signed out; the third stays.
        let (supervisor, receptionist) = (world.person(Role::Supervisor), world.person(Role::Receptionist));
        db.write(Actor::house(world.site), present(), move |tx| {
            access::suspend(tx, supervisor)?;
            access::close_all(tx, receptionist)
        })
        .await
        .unwrap();
        wait_until(&mut all, |all| all[0].stream.is_none() && all[1].stream.is_none());
        assert!(all[2].stream.is_some());
        // Coming back leads to signing in.
        all[0].connect();
        wait_until(&mut all[..1], |all| all[0].status != 0);
        assert_eq!(all[0].status, 303);
    });
}

#[test]
fn a_server_that_stops_waits_for_nobody_who_watches() {
    let database = Database::sqlite();
    actix_web::rt::System::new().block_on(async {
        World::build(&Db::open(&database.location).unwrap().reacting(showroom::reactions::react)).await;
    });
    let mut program = Program::start(&database);
    let mut client = Client::new(program.address, &program.browser().sign_in("supervisor", PASSWORD), 0);
    client.connect();
    wait_until(std::slice::from_mut(&mut client), |all| all[0].events > 0);
    let began = Instant::now();
    program.stop();
    assert!(began.elapsed() < Duration::from_secs(5), "it took {:?}", began.elapsed());
}

#[test]
fn a_board_names_nobody_to_whom_it_should_not() {
    each_engine(async |db| {
        let floor = Floor::open(&db).await;
        let server = Server::start(&db);
        let (supervisor, consultant) = (server.signed_in("supervisor"), server.signed_in("consultant"));
        assert!(supervisor.get("/board").body.contains("grey coat 3"));
        for path in ["/board/wall", "/board/stream?view=wall"] {
            assert!(!supervisor.get(path).body.contains("grey coat"), "{path}");
        }
        let once = supervisor.get("/board/stream");
        assert_eq!((once.status, versions(&once.body)), (200, floor.now(&db).await));
        assert_eq!(server.signed_in("cashier").get("/board").status, 403);
        let named = Caller::Named(Name::parse("Wang Xiaoming").unwrap(), Title::Mr);
        arrive(&floor.world, named, "red scarf").await;
        assert!(supervisor.get("/board").body.contains("Wang Xiaoming"));
        let seen = consultant.get("/board");
        assert_eq!(seen.status, 200);
        assert!(seen.body.contains("Known customer") && seen.body.contains("grey coat 3"), "{}", seen.body);
        for (who, path) in [
            (&consultant, "/board"),
            (&consultant, "/board/stream?view=floor"),
            (&consultant, "/board/stream?view=named"),
            (&supervisor, "/board/wall"),
            (&supervisor, "/board/stream?view=wall"),
        ] {
            let body = who.get(path).body;
            assert!(!body.contains("Wang Xiaoming") && !body.contains("red scarf"), "{path}");
        }
    });
}

fn wait_until(clients: &mut [Client], done: impl Fn(&[Client]) -> bool) {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        for client in clients.iter_mut() {
            client.read();
        }
        if done(clients) {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let all: BTreeSet<(usize, u16, usize, bool)> =
        clients.iter().map(|one| (one.page, one.status, one.events, one.stream.is_some())).collect();
    panic!("it did not come to it: {all:?}");
}
