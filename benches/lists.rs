//! How long a list of 100,000 rows takes to come in, and how much memory: the program's own steps on SQLite, in this process.
//!
//! ```text
//! cargo bench --bench lists                 100,000 rows as a text, one of them broken
//! cargo bench --bench lists -- --rows 5000  fewer
//! cargo bench --bench lists -- --book       as a workbook
//! ```
//!
//! Beside it, in the same run, 5,000 customers are received one by one, fifty to a transaction, as on the floor, where each is compared with those of the
//! same name: the ratio is that of one row. It stops with an error above 30 seconds or 200 MiB for 100,000 rows.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark stops at the first thing that is not as it should be, and speaks to people"
)]
#![allow(missing_docs, reason = "a program of its own")]

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use rust_xlsxwriter::Workbook;
use showroom::base::actor::Actor;
use showroom::base::ids::{ImportId, SiteId};
use showroom::base::name::Name;
use showroom::base::phone::Phone;
use showroom::base::role::Role;
use showroom::business::customers::actions::meet;
use showroom::business::customers::model::{Meeting, Title};
use showroom::business::lists::model::{DateOrder, Kind, Outcome, State, Target};
use showroom::business::lists::{actions, store, work};
use showroom::business::sites::actions::open;
use showroom::business::sites::model::{Goods, SiteFacts};
use showroom::platform::access::{self, Login, NewUser, Password};
use showroom::platform::db::{Db, Location};
use showroom::platform::http::present;
use showroom_templates::Lang;

/// So many are written one by one, for comparison.
const PLAINLY: usize = 5_000;

fn main() {
    let given: Vec<String> = std::env::args().collect();
    let number = |name: &str| given.iter().position(|word| word == name).and_then(|at| given.get(at + 1)?.parse().ok());
    let rows: usize = number("--rows").unwrap_or(100_000);
    let book = given.iter().any(|word| word == "--book");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench/lists");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir_all(&folder).unwrap();
    actix_web::rt::System::new().block_on(run(&folder, rows, book));
}

async fn run(folder: &Path, rows: usize, book: bool) {
    let file = if book { workbook(rows) } else { text(rows).into_bytes() };
    println!("{rows} rows, {} KiB as {}", file.len() / 1024, if book { "a workbook" } else { "a text" });
    let db = Db::open(&Location::Sqlite(folder.join("showroom.db"))).unwrap().reacting(showroom::reactions::react);
    let boss = set_up(&db).await;
    let began_with = memory("VmRSS");
    let id = bring(&db, &boss, &file).await;
    drop(file);
    let whole = Instant::now();
    let reading = step(&db).await;
    let import = find(&db, boss.site, id).await;
    assert_eq!(import.state, State::Mapping, "{:?}", import.reason);
    let targets: Vec<(usize, Target)> = import.plan.columns.iter().map(|column| column.target()).enumerate().collect();
    let version = import.version;
    db.write(boss.clone(), present(), move |tx| actions::map(tx, id, version, &targets, DateOrder::Auto))
        .await
        .unwrap();
    let checking = step(&db).await;
    let version = find(&db, boss.site, id).await.version;
    db.write(boss.clone(), present(), move |tx| actions::start(tx, id, version)).await.unwrap();
    // Somebody on the floor writes all the while: how long do they wait?
    let (taking, longest) = tokio::join!(step(&db), floor(&db, &boss, id));
    let all = whole.elapsed();
    let peak = memory("VmHWM");
    let made = db.read(move |conn| store::count_outcome(conn, id, Outcome::Made)).await.unwrap();
    let left = db.read(move |conn| store::count_outcome(conn, id, Outcome::Left)).await.unwrap();
    assert_eq!((made, left), (rows as i64 - 1, 1), "all but the broken one");
    let version = find(&db, boss.site, id).await.version;
    db.write(boss.clone(), present(), move |tx| actions::undo(tx, id, version)).await.unwrap();
    let undoing = step(&db).await;
    let undone = db.read(move |conn| store::count_outcome(conn, id, Outcome::Undone)).await.unwrap();
    assert_eq!(undone, rows as i64 - 1);
    let plain = plainly(&db, &boss, rows.min(PLAINLY)).await;
    let secs = |time: Duration| format!("{:.1} s", time.as_secs_f64());
    println!("reading   {}", secs(reading));
    println!("looking   {}", secs(checking));
    println!("taking    {}   a press on the floor waited at most {} ms meanwhile", secs(taking), longest.as_millis());
    println!("in all    {}   {made} rows taken over, {left} came back", secs(all));
    println!("undoing   {}", secs(undoing));
    println!(
        "plainly   {}   {} customers received one by one; a row of the list took {:.1} times one of them",
        secs(plain),
        rows.min(PLAINLY),
        all.as_secs_f64() / rows as f64 * rows.min(PLAINLY) as f64 / plain.as_secs_f64()
    );
    println!("memory    {} MiB at most, {} MiB before", peak / 1024, began_with / 1024);
    if rows >= 100_000 {
        assert!(all < Duration::from_secs(30), "more than 30 s");
        assert!(peak < 200 * 1024, "more than 200 MiB");
    }
}

async fn step(db: &Db) -> Duration {
    let since = Instant::now();
    work::go_on(db, present()).await.unwrap();
    since.elapsed()
}

/// Small writes, again and again, until the list is taken over; the longest that one waited.
async fn floor(db: &Db, boss: &Actor, id: ImportId) -> Duration {
    let mut longest = Duration::ZERO;
    while find(db, boss.site, id).await.state == State::Importing {
        let since = Instant::now();
        let entry = |tx: &mut showroom::platform::db::Tx| {
            showroom::platform::journal::record(tx, showroom::platform::journal::Entry::new("bench.pressed"))
        };
        db.write(boss.clone(), present(), entry).await.unwrap();
        longest = longest.max(since.elapsed());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    longest
}

async fn find(db: &Db, site: SiteId, id: ImportId) -> showroom::business::lists::model::Import {
    db.read(move |conn| store::find(conn, site, id)).await.unwrap()
}

async fn set_up(db: &Db) -> Actor {
    let facts = SiteFacts {
        name: "Riverside".into(),
        goods: Goods::Homes,
        zone: "Asia/Shanghai".into(),
        cutover_minutes: 0,
        currency: "CNY".into(),
        country: "CN".into(),
        lang: "en".into(),
    };
    let site = db.write(Actor::house(SiteId(0)), present(), move |tx| open(tx, &facts)).await.unwrap();
    let hash = access::hash_now(&Password::parse("green door 41", "nobody").unwrap()).unwrap();
    let add = move |tx: &mut showroom::platform::db::Tx, login: &str, name: &str, role: Role| {
        let (login, name) = (Login::parse(login)?, Name::parse(name)?);
        access::add_user(tx, &NewUser { login, name, password: hash.clone(), lang: Lang::Zh, role })
    };
    let user = db
        .write(Actor::house(site), present(), move |tx| {
            add(tx, "lilei", "李雷", Role::Consultant)?;
            add(tx, "hanmeimei", "韩梅梅", Role::Consultant)?;
            add(tx, "boss", "Boss", Role::Supervisor)
        })
        .await
        .unwrap();
    Actor::person(site, user, Role::Supervisor)
}

async fn bring(db: &Db, boss: &Actor, file: &[u8]) -> ImportId {
    let file = file.to_vec();
    db.write(boss.clone(), present(), move |tx| actions::bring_bytes(tx, Kind::Customers, "list", &file)).await.unwrap()
}

const TITLES: [&str; 8] = ["序号", "客户姓名", "联系电话", "来访日期", "意向等级", "置业顾问", "来源", "备注"];

fn row(at: usize) -> [String; 8] {
    const FAMILY: [&str; 12] = ["王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙"];
    const GIVEN: [&str; 10] = ["小明", "娜", "伟", "静怡", "志强", "婉清", "一凡", "雨桐", "若溪", "明哲"];
    let phone = format!("1{:010}", 38_0000_0000_u64 + at as u64);
    [
        at.to_string(),
        format!("{}{}", FAMILY[at % 12], GIVEN[at / 12 % 10]),
        phone,
        format!("2024-{}-{}", at % 12 + 1, at % 28 + 1),
        ["A", "B类", "C", "D"][at % 4].to_owned(),
        ["李雷", "韩梅梅"][at % 2].to_owned(),
        ["老带新", "抖音", "自然到访"][at % 3].to_owned(),
        if at.is_multiple_of(3) { "看过样板间".to_owned() } else { String::new() },
    ]
}

/// The broken one is in the middle.
fn cells(at: usize, rows: usize) -> [String; 8] {
    let mut cells = row(at);
    if at == rows / 2 {
        cells[2] = "1380013".to_owned();
    }
    cells
}

fn text(rows: usize) -> String {
    let mut text = TITLES.join(",") + "\n";
    for at in 0..rows {
        let _ = writeln!(text, "{}", cells(at, rows).join(","));
    }
    text
}

fn workbook(rows: usize) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in (0_u16..).zip(TITLES) {
        sheet.write_string(0, column, title).unwrap();
    }
    for at in 0..rows {
        for (column, cell) in (0_u16..).zip(cells(at, rows)) {
            sheet.write_string(at as u32 + 1, column, cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// As many customers in the plainest way: name and number, fifty to a transaction.
async fn plainly(db: &Db, boss: &Actor, rows: usize) -> Duration {
    let since = Instant::now();
    for start in (0..rows).step_by(50) {
        db.write(boss.clone(), present(), move |tx| {
            for at in start..(start + 50).min(rows) {
                let [_, name, ..] = row(at);
                let phone = Phone::parse(&format!("1{:010}", 59_0000_0000_u64 + at as u64), "CN")?;
                meet(tx, &Meeting { phone, name: Some(Name::parse(&name)?), title: Title::None, channel: None })?;
            }
            Ok(())
        })
        .await
        .unwrap();
    }
    since.elapsed()
}

/// A line of what the kernel says of this process, in KiB.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0)
}
