//! The command line: what one can ask the program to do, and how it says that it could not.

#![allow(clippy::print_stdout, reason = "the command line speaks to people")]

use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::base::error::{Answered, Error, Fault, FaultClass};
use crate::demo::{self, Amount};
use crate::platform::config::{Config, Given, SETTINGS, Wrong};
use crate::platform::db::{Conn, Db, Location, backup, migrate};
use crate::platform::doctor::{self, chain};
use crate::platform::http::{self, Door, present};
use crate::platform::logging;
use crate::platform::seal::Vault;
use crate::{server, worker};

/// The reception desk, the floor book and the contract desk of a showroom, in one program.
#[derive(Debug, Parser)]
#[command(name = "showroom", version, about)]
struct Line {
    #[command(subcommand)]
    command: Option<Command>,
    /// The folder of the database and the key [SHOWROOM_DATA; data]
    #[arg(long, global = true, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// postgres://… or the path of a SQLite file [DATABASE_URL; showroom.db in the data folder]
    #[arg(long, global = true, value_name = "ADDRESS")]
    database: Option<String>,
    /// Address and port [SHOWROOM_LISTEN; 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer tablets and browsers; this is what happens without a command
    Serve {
        /// Load the demo showroom into an empty database first, and say who can sign in
        #[arg(long)]
        demo: bool,
    },
    /// Make a demo showroom of any size in an empty database; the same for the same seed
    Demo {
        /// Customers with a name
        #[arg(long, default_value_t = Amount::SHOWROOM.customers)]
        customers: u64,
        /// Days of history
        #[arg(long, default_value_t = Amount::SHOWROOM.days)]
        days: u32,
        /// Where chance begins
        #[arg(long, default_value_t = Amount::SHOWROOM.seed)]
        seed: u64,
    },
    /// Do the chores only; `serve` does them too
    Work,
    /// Bring the database up to date, which `serve` does by itself
    Migrate,
    /// Write a checked snapshot of the database into a new file, while the program runs
    Backup {
        /// The file to be written
        file: PathBuf,
    },
    /// Put a backup in the place of the database; what was there is kept beside it
    Restore {
        /// The backup
        file: PathBuf,
        /// Only check that the backup is sound
        #[arg(long)]
        verify: bool,
    },
    /// Look whether everything is in order, and change nothing
    Doctor,
    /// List every address, who may use it and how
    Routes,
    /// Show the settings in force, and what can be set
    Config,
}

/// Runs the program as its command line says.
pub fn run() -> ExitCode {
    let line = Line::parse();
    let given = Given { data: line.data, database: line.database, listen: line.listen };
    let done = match Config::read(&given, environment()) {
        Ok(config) => {
            logging::start(config.log);
            carry_out(line.command.unwrap_or(Command::Serve { demo: false }), &config).map_err(Stop::Failed)
        }
        Err(wrong) => Err(Stop::Wrong(wrong)),
    };
    match done {
        Ok(code) => code,
        Err(stop) => {
            complain(&stop);
            ExitCode::FAILURE
        }
    }
}

/// Why nothing was done.
enum Stop {
    Wrong(Wrong),
    Failed(Error),
}

fn carry_out(command: Command, config: &Config) -> Answered<ExitCode> {
    match command {
        Command::Serve { demo } => wait(serve(config, demo))?,
        Command::Demo { customers, days, seed } => wait(make_demo(config, Amount { customers, days, seed }))?,
        Command::Work => wait(work(config))?,
        Command::Migrate => migrate(config)?,
        Command::Backup { file } => write_backup(config, &file)?,
        Command::Restore { file, verify: true } => check_backup(config, &file)?,
        Command::Restore { file, verify: false } => restore(config, &file)?,
        Command::Doctor => return Ok(examine(config)),
        Command::Routes => print!("{}", server::routes().print()),
        Command::Config => show_config(config),
    }
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: &Config, with_demo: bool) -> Answered<()> {
    let db = open(config)?;
    let people = if with_demo { demo::ready(&db, present()).await? } else { Vec::new() };
    let vault = Vault::open(config.key.clone(), &config.data)?;
    let settings = http::Settings {
        secure: config.secure_cookies,
        behind_proxy: config.behind_proxy,
        origin: config.origin.clone(),
        vault,
        demo: people.clone(),
        ..http::Settings::default()
    };
    let listener = TcpListener::bind(config.listen).map_err(|error| {
        let doing = format!("listening at {}; another port is chosen with --listen", config.listen);
        Fault::new(FaultClass::Io, doing).because(error)
    })?;
    let address = listener.local_addr().map_err(|error| io("asking for the address", error))?;
    let reached = config.origin.clone().unwrap_or_else(|| format!("http://{address}"));
    println!("Showroom answers at {reached}");
    introduce(&people);
    server::serve(listener, Door::new(db, settings)).await.map_err(|error| io("serving", error).into())
}

/// Who can sign in to the demo.
fn introduce(people: &[http::DemoLogin]) {
    for person in people {
        println!("  {:<8} {:<14} {}", person.login, person.role.code(), person.name);
    }
    if let Some(person) = people.first() {
        println!("The password of each is {}", person.password);
    }
}

async fn make_demo(config: &Config, amount: Amount) -> Answered<()> {
    let db = open(config)?;
    let began = std::time::Instant::now();
    let made = demo::load(&db, amount, present()).await?;
    let seconds = began.elapsed().as_secs_f64();
    #[allow(clippy::cast_precision_loss, reason = "a speed for people")]
    let speed = made.visits as f64 / seconds.max(0.001);
    println!(
        "Made {} customers and {} visits in {seconds:.1} s, {speed:.0} visits a second.",
        made.customers, made.visits
    );
    introduce(&demo::logins()?);
    Ok(())
}

async fn work(config: &Config) -> Answered<()> {
    let db = open(config)?;
    tracing::info!("doing the chores; Ctrl-C ends them");
    tokio::select! {
        () = worker::work(db, present, worker::chores()) => Ok(()),
        told = tokio::signal::ctrl_c() => told.map_err(|error| io("waiting for Ctrl-C", error).into()),
    }
}

fn open(config: &Config) -> Answered<Db> {
    Ok(Db::open(&config.database)?.reacting(crate::reactions::react))
}

fn migrate(config: &Config) -> Answered<()> {
    let taken = migrate::run(&mut Conn::to_write(&config.database)?)?;
    match taken.as_slice() {
        [] => println!("{} is up to date.", config.database),
        steps => println!("{}: took the steps {}.", config.database, steps.join(", ")),
    }
    Ok(())
}

fn write_backup(config: &Config, file: &Path) -> Answered<()> {
    let Location::Sqlite(database) = &config.database else {
        println!(
            "PostgreSQL makes its own backups:\n\n  pg_dump --format=custom --file={} \"$DATABASE_URL\"\n\n\
             Then prove it once in a while by restoring it into a new database and running `showroom doctor` on it.\n\
             `showroom restore {}` says how.",
            file.display(),
            file.display()
        );
        return Ok(());
    };
    let sound = backup::write(database, file)?;
    println!(
        "{} is a sound backup: step {}, {} journal rows sealed, {} not yet, the last seal {}.",
        file.display(),
        sound.step,
        sound.journal.links,
        sound.journal.unsealed,
        sound.journal.head.get(..12).unwrap_or("none")
    );
    println!("ID numbers in it can be read with the key only; keep a copy of that apart from it.");
    Ok(())
}

fn check_backup(config: &Config, file: &Path) -> Answered<()> {
    if let Location::Postgres(_) = config.database {
        return tell_pg_restore(file);
    }
    let sound = backup::check(file)?;
    println!("{} is sound: step {}, {} journal rows sealed.", file.display(), sound.step, sound.journal.links);
    Ok(())
}

fn restore(config: &Config, file: &Path) -> Answered<()> {
    let Location::Sqlite(database) = &config.database else {
        return tell_pg_restore(file);
    };
    let (sound, kept) = backup::put_back(database, file, present())?;
    println!("{} holds the backup now: {} journal rows sealed.", database.display(), sound.journal.links);
    if let Some(kept) = kept {
        println!("What was there is kept in {}.", kept.display());
    }
    Ok(())
}

#[allow(clippy::unnecessary_wraps, reason = "it ends a command like the others")]
fn tell_pg_restore(file: &Path) -> Answered<()> {
    println!(
        "PostgreSQL restores its own backups. Into a new, empty database:\n\n  createdb NEW\n  \
         pg_restore --single-transaction --exit-on-error --no-owner --dbname=NEW {}\n  \
         showroom doctor --database postgres://…/NEW\n\n\
         When the doctor is content, write the new address into DATABASE_URL and start.",
        file.display()
    );
    Ok(())
}

fn examine(config: &Config) -> ExitCode {
    let findings = doctor::examine(config);
    for finding in &findings {
        match &finding.result {
            Ok(well) => println!("  ok   {:<12} {well}", finding.what),
            Err(ill) => println!("  BAD  {:<12} {ill}", finding.what),
        }
    }
    if findings.iter().all(|finding| finding.result.is_ok()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn show_config(config: &Config) {
    println!("In force:");
    for (name, value) in config.lines() {
        println!("  {name:<22} {value}");
    }
    println!("\nIn the environment, each with what holds without it:");
    for (name, meaning) in SETTINGS {
        println!("  {name:<24} {meaning}");
    }
}

/// The environment, as far as it is text.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(work)
}

fn io(doing: &str, error: std::io::Error) -> Fault {
    Fault::new(FaultClass::Io, doing).because(error)
}

/// What was wrong goes to standard error; that this fails too is nobody's to hear.
fn complain(stop: &Stop) {
    let text = match stop {
        Stop::Wrong(wrong) => wrong.to_string(),
        Stop::Failed(error) => format!("It did not work: {}", chain(error)),
    };
    if writeln!(std::io::stderr(), "{text}").is_err() {
        tracing::error!("{text}");
    }
}
