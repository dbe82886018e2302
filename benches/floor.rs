//! How fast the floor is: the program itself with 10,000 and with 1,000,000 customers, under 16 clients.
//!
//! ```text
//! cargo bench --bench floor                 both showrooms, made when needed, in target/bench
//! cargo bench --bench floor -- --small      only the small one: a minute
//! cargo bench --bench floor -- --seconds 5  longer looks
//! cargo bench --bench floor -- --keep       with showrooms made some hours ago: nobody is on the floor then
//! ```
//!
//! Everything is compared within one run: a page with a static file of the same server, the large showroom with the small one.
//! Seconds on another machine say little; ratios say whether something grows that should not.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark stops at the first thing that is not as it should be, and speaks to people"
)]
#![allow(missing_docs, reason = "a program of its own")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use showroom::business::reports::closing;
use showroom::platform::db::schema::{customer_phones, customers, sites, visits};
use showroom::platform::db::{Conn, Db, Location};
use showroom::platform::http::present;

/// Clients at once, each with a session and a connection of its own.
const CLIENTS: usize = 16;
/// What a client waits between two pages when the pace is that of people, who are slower still.
const PAUSE: Duration = Duration::from_millis(100);
/// Tablets of a whole floor, each with a connection that stays open.
const TABLETS: usize = 60;
/// A demo's day is in full swing for about so long after it was made.
const FRESH: Duration = Duration::from_secs(2 * 3_600);
/// A server that has been up for so long has nothing left to do from its start.
const SETTLED: Duration = Duration::from_secs(40);
const PASSWORD: &str = "showroom-demo";
const PROGRAM: &str = env!("CARGO_BIN_EXE_showroom");

/// The showrooms: customers, days of history. Three visits to a customer.
const SHOWROOMS: [(u64, u32); 2] = [(10_000, 365), (1_000_000, 1_095)];

fn main() {
    let wanted = Wanted::read();
    let mut results = Vec::new();
    for (customers, days) in SHOWROOMS.into_iter().take(if wanted.small { 1 } else { 2 }) {
        let folder = showroom(customers, days, wanted.keep);
        results.push((customers, look_at(&folder, &wanted)));
    }
    println!("\n{}", report(&results));
}

struct Wanted {
    small: bool,
    keep: bool,
    seconds: f64,
}

impl Wanted {
    fn read() -> Self {
        let given: Vec<String> = std::env::args().collect();
        let has = |name: &str| given.iter().any(|word| word == name);
        let seconds = given.iter().position(|word| word == "--seconds").and_then(|at| given.get(at + 1)?.parse().ok());
        Self { small: has("--small"), keep: has("--keep"), seconds: seconds.unwrap_or(3.0) }
    }
}

// ------------------------------------------------------------------------------------------------- the showrooms

/// The folder of a showroom of this size; made with the demo's generator unless there is a fresh one.
fn showroom(customers: u64, days: u32, keep: bool) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/bench/{customers}"));
    let made = folder.join("made");
    let age = std::fs::metadata(&made).and_then(|file| file.modified()).ok();
    let fresh = age.is_some_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age < FRESH));
    if fresh || (keep && age.is_some()) {
        return folder;
    }
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    println!("Making a showroom with {customers} customers …");
    let began = Instant::now();
    let output = Command::new(PROGRAM)
        .args(["demo", "--seed", "7", "--customers", &customers.to_string(), "--days", &days.to_string()])
        .arg("--data")
        .arg(&folder)
        .env("RUST_LOG", "warn")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().find(|line| line.starts_with("Made")).unwrap_or_default().to_owned();
    println!("  {line} In all, with the sealed journal: {:.0} s.", began.elapsed().as_secs_f64());
    // What three years of a house would have done night by night is not done at once beside the measuring: making hundreds of thousands anonymous,
    // letting them go, letting their grades fall.
    let mut conn = Conn::to_write(&Location::Sqlite(folder.join("showroom.db"))).unwrap();
    conn.batch_execute(
        "UPDATE sites SET settings = json_set(settings, '$.retention.visitor_months', 120, '$.ownership.lapses', json('false'), '$.grading.decays', json('false'))",
    )
    .unwrap();
    drop(conn);
    let began = Instant::now();
    let closed = actix_web::rt::System::new().block_on(close_books(&folder));
    println!("  Closed the books of {closed} days in {:.0} s.", began.elapsed().as_secs_f64());
    std::fs::write(made, line).unwrap();
    folder
}

/// Closes the days of history, as a server would have done on each morning.
async fn close_books(folder: &Path) -> usize {
    let db = Db::open(&Location::Sqlite(folder.join("showroom.db"))).unwrap().reacting(showroom::reactions::react);
    let mut closed = 0;
    loop {
        let more = closing::close(&db, present()).await.unwrap();
        if more == 0 {
            return closed;
        }
        closed += more;
    }
}

/// What the database says about itself, for making up addresses.
struct Facts {
    customers: Vec<i64>,
    numbers: Vec<String>,
    visits: Vec<i64>,
    last_visit: i64,
}

fn facts(folder: &Path) -> Facts {
    let mut conn = Conn::to_read(&Location::Sqlite(folder.join("showroom.db"))).unwrap();
    let conn = &mut conn;
    let site: i64 = sites::table.filter(sites::kind.eq("homes")).select(sites::id).first(conn).unwrap();
    let (first, last): (Option<i64>, Option<i64>) = customers::table
        .select((diesel::dsl::min(customers::id), diesel::dsl::max(customers::id)))
        .first(conn)
        .unwrap();
    let (first, last) = (first.unwrap(), last.unwrap());
    let spread = (0..200).map(|part| first + (last - first) / 200 * part);
    let customers: Vec<i64> = spread
        .map(|from| {
            customers::table
                .filter(customers::id.ge(from))
                .filter(customers::site_id.eq(site))
                .filter(customers::erased_at.is_null())
                .order(customers::id)
                .select(customers::id)
                .first(conn)
                .unwrap()
        })
        .collect();
    let numbers = customers
        .iter()
        .map(|customer| {
            customer_phones::table
                .filter(customer_phones::customer_id.eq(customer))
                .select(customer_phones::e164)
                .first::<String>(conn)
                .unwrap()
                .trim_start_matches("+86")
                .to_owned()
        })
        .collect();
    let here = visits::table.filter(visits::site_id.eq(site)).filter(visits::left_at.is_null());
    let visits_here: Vec<i64> = here.order(visits::id).select(visits::id).limit(50).load(conn).unwrap();
    let last_visit = visits::table.select(diesel::dsl::max(visits::id)).first::<Option<i64>>(conn).unwrap().unwrap();
    Facts { customers, numbers, visits: visits_here, last_visit }
}

/// The parties that the benchmark received leave, so that the next run finds the floor as this one did.
fn send_home(folder: &Path, after: i64) {
    let mut conn = Conn::to_write(&Location::Sqlite(folder.join("showroom.db"))).unwrap();
    conn.batch_execute(&format!(
        "UPDATE visits SET state = 'left', left_at = arrived_at, outcome = 'left_without_a_word', no_next_reason = 'left_without_a_word'
         WHERE left_at IS NULL AND id > {after}"
    ))
    .unwrap();
}

// ---------------------------------------------------------------------------------------------------- the program

struct Program {
    child: Child,
    address: SocketAddr,
}

impl Program {
    /// Starts it, and says how long the first answer took.
    fn start(folder: &Path) -> (Self, Duration) {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let began = Instant::now();
        let child = Command::new(PROGRAM)
            .args(["serve", "--listen", &port.to_string(), "--data"])
            .arg(folder)
            .env("RUST_LOG", "warn")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let program = Self { child, address: port };
        while began.elapsed() < Duration::from_secs(60) {
            if let Ok(mut client) = Client::try_open(port)
                && client.get("/readyz").status == 200
            {
                return (program, began.elapsed());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        panic!("the program did not answer within a minute");
    }

    /// A line of the kernel's notes about it, in KiB.
    fn memory(&self, line: &str) -> u64 {
        let notes = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let found = notes.lines().find_map(|row| row.strip_prefix(line)?.strip_prefix(':'));
        found.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().unwrap_or_default();
        self.child.wait().map(drop).unwrap_or_default();
    }
}

// ------------------------------------------------------------------------------------------------------- a client

struct Client {
    stream: BufReader<TcpStream>,
    session: String,
}

struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Client {
    fn try_open(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream: BufReader::new(stream), session: String::new() })
    }

    fn open(address: SocketAddr, session: &str) -> Self {
        Self { session: session.to_owned(), ..Self::try_open(address).unwrap() }
    }

    fn sign_in(address: SocketAddr, login: &str) -> String {
        let mut client = Self::open(address, "");
        let answer = client.post("/sign-in", &format!("login={login}&password={PASSWORD}"));
        assert_eq!(answer.status, 303, "{}", answer.text());
        answer.header("set-cookie").split(';').next().unwrap().to_owned()
    }

    fn get(&mut self, path: &str) -> Answer {
        self.ask(path, "identity")
    }

    /// As a browser asks: compressed.
    fn get_packed(&mut self, path: &str) -> Answer {
        self.ask(path, "gzip")
    }

    fn ask(&mut self, path: &str, encoding: &str) -> Answer {
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: floor\r\naccept-language: zh-CN\r\naccept-encoding: {encoding}\r\ncookie: {}\r\n\r\n",
            self.session
        );
        self.stream.get_mut().write_all(head.as_bytes()).unwrap();
        self.answer()
    }

    fn post(&mut self, path: &str, body: &str) -> Answer {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: floor\r\naccept-language: zh-CN\r\naccept-encoding: gzip\r\ncookie: {}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
            self.session,
            body.len()
        );
        self.stream.get_mut().write_all(head.as_bytes()).unwrap();
        self.answer()
    }

    fn answer(&mut self) -> Answer {
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or_default();
        let mut headers = Vec::new();
        loop {
            line.clear();
            self.stream.read_line(&mut line).unwrap();
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            headers.push((name.to_lowercase(), value.to_owned()));
        }
        let mut answer = Answer { status, headers, body: Vec::new() };
        if answer.header("transfer-encoding") == "chunked" {
            loop {
                line.clear();
                self.stream.read_line(&mut line).unwrap();
                let length = usize::from_str_radix(line.trim(), 16).unwrap_or_default();
                let at = answer.body.len();
                answer.body.resize(at + length, 0);
                self.stream.read_exact(&mut answer.body[at..]).unwrap();
                self.stream.read_line(&mut line).unwrap();
                if length == 0 {
                    break;
                }
            }
        } else {
            let length = answer.header("content-length").parse().unwrap_or(0);
            answer.body.resize(length, 0);
            self.stream.read_exact(&mut answer.body).unwrap();
        }
        answer
    }
}

// ----------------------------------------------------------------------------------------------------- measuring

/// What one page took.
#[derive(Debug, Clone, Default)]
struct Taken {
    p50: f64,
    p99: f64,
    worst: f64,
    /// Bytes on the wire, compressed, the median.
    bytes: usize,
    count: usize,
}

/// Everything about one showroom.
struct Seen {
    pages: BTreeMap<usize, Taken>,
    start: Vec<f64>,
    memory: u64,
}

type Press = Arc<dyn Fn(&mut Client, usize) -> (Duration, usize) + Send + Sync>;

/// All clients open pages for some seconds, each at the pace of the busiest person.
fn measure(address: SocketAddr, sessions: &[String], clients: usize, seconds: f64, press: &Press) -> Taken {
    let turn = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..clients)
        .map(|number| {
            let (press, turn) = (Arc::clone(press), Arc::clone(&turn));
            let session = sessions[number % sessions.len()].clone();
            std::thread::spawn(move || {
                let mut client = Client::open(address, &session);
                // Not all in the same moment.
                std::thread::sleep(PAUSE * u32::try_from(number).unwrap() / u32::try_from(clients).unwrap());
                let (began, mut taken) = (Instant::now(), Vec::new());
                while began.elapsed().as_secs_f64() < seconds {
                    let asked = Instant::now();
                    taken.push(press(&mut client, turn.fetch_add(1, Ordering::Relaxed)));
                    std::thread::sleep(PAUSE.saturating_sub(asked.elapsed()));
                }
                taken
            })
        })
        .collect();
    let all: Vec<(Duration, usize)> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    let mut millis: Vec<f64> = all.iter().map(|(time, _)| time.as_secs_f64() * 1_000.0).collect();
    millis.sort_by(f64::total_cmp);
    let mut bytes: Vec<usize> = all.iter().map(|(_, bytes)| *bytes).collect();
    bytes.sort_unstable();
    let at = |part: f64| millis[((millis.len() as f64 * part) as usize).min(millis.len() - 1)];
    Taken { p50: at(0.5), p99: at(0.99), worst: at(1.0), bytes: bytes[bytes.len() / 2], count: millis.len() }
}

/// Opens addresses in turn.
fn opens(addresses: Vec<String>) -> Press {
    Arc::new(move |client, turn| {
        let path = &addresses[turn % addresses.len()];
        let asked = Instant::now();
        let answer = client.get_packed(path);
        assert_eq!(answer.status, 200, "{path}");
        (asked.elapsed(), answer.body.len())
    })
}

/// A party with a new number is written down, the form's page having been opened first; only the press is counted.
fn receives(run: usize) -> Press {
    Arc::new(move |client, turn| {
        let page = client.get("/visits/new").text();
        let mark = "name=\"_key\" value=\"";
        let key = page.split(mark).nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        let number = 17_600_000_000_u64 + ((run * 20_011 + turn * 7) % 100_000_000) as u64;
        let body = format!(
            "_key={key}&phone={number}&been_before=no&phoned_before=no&kind=buyer&party_size=2&channel=walk_in&greeted=1"
        );
        let asked = Instant::now();
        let answer = client.post("/visits", &body);
        let taken = asked.elapsed();
        assert_eq!(answer.status, 303, "{number}");
        (taken, answer.body.len())
    })
}

/// The pages, with the most milliseconds that a p99 may take.
const PAGES: [(&str, Option<f64>); 19] = [
    ("static file", None),
    ("desk (reception)", Some(10.0)),
    ("desk (consultant)", Some(10.0)),
    ("visit page", Some(10.0)),
    ("customer page", Some(10.0)),
    ("phone lookup while typing", Some(2.0)),
    ("customer list", Some(10.0)),
    ("customer search", Some(10.0)),
    ("my day", Some(10.0)),
    ("unit grid", Some(10.0)),
    ("reception: a party is received", Some(10.0)),
    ("live board", Some(10.0)),
    ("report of yesterday", Some(50.0)),
    ("report of today, open", Some(50.0)),
    ("report of a month", Some(300.0)),
    ("report of a year, by month, with the heat map", Some(300.0)),
    ("rows behind a figure of a day", None),
    ("report of a year, cut to one channel", Some(300.0)),
    ("report of a year as a workbook", None),
];

/// Supervisors who read reports in the same moment.
const READERS: usize = 2;

fn look_at(folder: &Path, wanted: &Wanted) -> Seen {
    let facts = facts(folder);
    let mut start: Vec<f64> = (0..6).map(|_| Program::start(folder).1.as_secs_f64() * 1_000.0).collect();
    // The first one may still have something to do.
    start.remove(0);
    start.sort_by(f64::total_cmp);
    let (program, _) = Program::start(folder);
    let address = program.address;
    // What it does by itself at each start, such as looking over closed days, is done by then.
    std::thread::sleep(SETTLED);
    let desk: Vec<String> = (0..CLIENTS).map(|_| Client::sign_in(address, "he")).collect();
    let consultant: Vec<String> = (0..CLIENTS).map(|_| Client::sign_in(address, "li")).collect();
    let home = Client::open(address, &desk[0]).get("/").text();
    let asset =
        home.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).find(|path| path.ends_with(".css"));
    let asset = asset.expect("the page has a style sheet").to_owned();
    let customer_pages = facts.customers.iter().map(|id| format!("/customers/{id}")).collect();
    let typing = facts
        .numbers
        .iter()
        .flat_map(|number| (3..=11).map(move |most| format!("/visits/new/found?phone={}", &number[..most])));
    let searches = [
        "/customers?q=wang",
        "/customers?q=%E7%8E%8B",
        "/customers?q=zw",
        "/customers?q=lixia",
        "/customers?q=138",
        "/customers?q=9527",
    ];
    let lists = [
        "/customers",
        "/customers?grade=A",
        "/customers?grade=D",
        "/customers?channel=agent",
        "/customers?grade=B&channel=event",
    ];
    let own = |list: &[&str]| list.iter().map(|path| (*path).to_owned()).collect::<Vec<String>>();
    let supervisor: Vec<String> = (0..READERS).map(|_| Client::sign_in(address, "sun")).collect();
    let cut_years = days_back(365).take(2).map(|day| format!("/reports?span=year&on={day}&cut=channel&of=agent"));
    let presses: Vec<(&[String], Press)> = vec![
        (&desk, opens(vec![asset])),
        (&desk, opens(own(&["/"]))),
        (&consultant, opens(own(&["/"]))),
        (&desk, opens(facts.visits.iter().map(|id| format!("/visits/{id}")).collect())),
        (&desk, opens(customer_pages)),
        (&desk, opens(typing.collect())),
        (&desk, opens(own(&lists))),
        (&desk, opens(own(&searches))),
        (&consultant, opens(own(&["/my-day"]))),
        (&desk, opens(own(&["/units"]))),
        (&desk, receives(usize::try_from(began_at() % 4_000).unwrap())),
        (&supervisor, opens(own(&["/board"]))),
        (&supervisor, opens(days_back(1).map(|day| format!("/reports?span=day&on={day}")).collect())),
        (&supervisor, opens(own(&["/reports"]))),
        (&supervisor, opens(days_back(31).map(|day| format!("/reports?span=month&on={day}")).collect())),
        (&supervisor, opens(days_back(365).take(2).map(|day| format!("/reports?span=year&on={day}")).collect())),
        (
            &supervisor,
            opens(days_back(1).map(|day| format!("/reports/rows?span=day&on={day}&measure=visits")).collect()),
        ),
        (&supervisor, opens(cut_years.collect())),
        (&supervisor, opens(days_back(365).take(1).map(|day| format!("/reports/file?span=year&on={day}")).collect())),
    ];
    let mut pages = BTreeMap::new();
    for (number, (sessions, press)) in presses.iter().enumerate() {
        // Reports are read by few, the floor's pages by all.
        let clients = if sessions.len() == READERS { READERS } else { CLIENTS };
        measure(address, sessions, clients, 0.5, press);
        // People press a form less often than they open pages, and the program stops whoever presses it faster.
        let seconds = if number == 10 { wanted.seconds.min(1.5) } else { wanted.seconds };
        let taken = measure(address, sessions, clients, seconds, press);
        println!("  {:<32} p50 {:>7.2} ms   p99 {:>7.2} ms", PAGES[number].0, taken.p50, taken.p99);
        pages.insert(number, taken);
    }
    tablets(address, &desk, &facts);
    let memory = program.memory("VmHWM");
    drop(program);
    send_home(folder, facts.last_visit);
    Seen { pages, start, memory }
}

/// A whole floor with its connections open, each opening a page now and then.
fn tablets(address: SocketAddr, sessions: &[String], facts: &Facts) {
    let mut open: Vec<Client> = (0..TABLETS).map(|number| Client::open(address, &sessions[number % CLIENTS])).collect();
    for round in 0..4 {
        for (number, client) in open.iter_mut().enumerate() {
            let customer = facts.customers[(round * TABLETS + number) % facts.customers.len()];
            let path = if round % 2 == 0 { "/".to_owned() } else { format!("/customers/{customer}") };
            assert_eq!(client.get_packed(&path).status, 200);
            std::thread::sleep(Duration::from_millis(4));
        }
    }
}

/// Ten days of the past, so many days apart, the first yesterday or a whole step ago.
fn days_back(step: i64) -> impl Iterator<Item = chrono::NaiveDate> {
    let today = chrono::Utc::now().date_naive();
    (1..=10).map(move |number| today - chrono::Duration::days(1 + number * step))
}

fn began_at() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}

// -------------------------------------------------------------------------------------------------------- telling

fn report(results: &[(u64, Seen)]) -> String {
    let mut text = String::new();
    for (customers, seen) in results {
        writeln!(
            text,
            "{customers} customers, {CLIENTS} clients ({READERS} for the board and reports), each ten pages a second\n"
        )
        .unwrap();
        writeln!(text, "| page | p50 ms | p99 ms | worst ms | p50 / static | gzip KB | at most p99 ms | |").unwrap();
        writeln!(text, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |").unwrap();
        let still = seen.pages[&0].p50;
        for (number, taken) in &seen.pages {
            let (name, most) = PAGES[*number];
            let kept = most.map_or("", |most| if taken.p99 <= most { "holds" } else { "misses" });
            let most = most.map_or(String::new(), |most| most.to_string());
            let (p50, p99, worst) = (taken.p50, taken.p99, taken.worst);
            let (ratio, kb) = (taken.p50 / still, taken.bytes as f64 / 1_024.0);
            writeln!(text, "| {name} | {p50:.2} | {p99:.2} | {worst:.2} | {ratio:.1} × | {kb:.1} | {most} | {kept} |")
                .unwrap();
        }
        let start = seen.start[seen.start.len() / 2];
        let memory = seen.memory as f64 / 1_024.0;
        let asked: usize = seen.pages.values().map(|taken| taken.count).sum();
        writeln!(text, "\n{asked} answers. Start to first answer: {start:.0} ms (at most 300). Peak memory, {TABLETS} tablets: {memory:.0} MiB (at most 128).\n").unwrap();
    }
    if let [(small, few), (large, many)] = results {
        writeln!(
            text,
            "{large} customers against {small}\n\n| page | p50 | p99 | at most |\n| --- | ---: | ---: | ---: |"
        )
        .unwrap();
        for (number, taken) in &many.pages {
            let before = &few.pages[number];
            let (p50, p99) = (taken.p50 / before.p50, taken.p99 / before.p99);
            writeln!(text, "| {} | {p50:.2} × | {p99:.2} × | 1.5 × |", PAGES[*number].0).unwrap();
        }
    }
    text
}
