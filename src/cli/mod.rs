//! The command line: what one can ask the program to do, and how it says that it could not.

#![allow(clippy::print_stdout, reason = "the command line speaks to people")]

mod backups;
mod demo;
mod hurdles;
mod people;

use std::io::Write as _;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use showroom_templates::{Lang, Words};

use crate::base::error::{Answered, Error, Fault, FaultClass};
use crate::business::{ownership, sites};
use crate::platform::config::{Config, Given, SETTINGS, Way, Wrong};
use crate::platform::db::{Conn, Db, migrate};
use crate::platform::doctor::{self, chain};
use crate::platform::http::{self, Door, present};
use crate::platform::logging;
use crate::platform::mail::Post;
use crate::platform::papers::{Papers, apart};
use crate::platform::seal::Vault;
use crate::worker::Chore;
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
        /// Load the demo showroom where the database is empty, and say who can sign in
        #[arg(long)]
        demo: bool,
    },
    /// Do the chores only; `serve` does them too
    Work,
    /// Bring the database up to date, which `serve` does by itself
    Migrate,
    /// Fill an empty database with an invented showroom, the same for the same seed
    Demo(demo::Wanted),
    /// Look after people from the command line, such as the first supervisor or a lost password
    #[command(subcommand)]
    User(people::Command),
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
    /// Rewrite the database so that no byte is left of what was erased; best at night
    Tidy,
    /// Look whether everything is in order, and change nothing
    Doctor,
    /// List every address, who may use it and how
    Routes,
    /// Show the settings in force, and what can be set
    Config,
    /// Draw one paper as PDF, as the server asks for it
    #[command(name = apart::COMMAND, hide = true)]
    Paper {
        /// Only look whether there are fonts
        #[arg(long)]
        fonts: bool,
    },
}

/// Runs the program as its command line says.
pub fn run() -> ExitCode {
    let line = Line::parse();
    if let Some(Command::Paper { fonts }) = line.command {
        return apart::answer(fonts);
    }
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
        Command::Demo(wanted) => wait(demo::make(open(config)?, vault(config)?, wanted))?,
        Command::User(command) => wait(people::carry_out(open(config)?, command))?,
        Command::Work => wait(work(config))?,
        Command::Migrate => migrate(config)?,
        Command::Backup { file } => backups::write(config, &file)?,
        Command::Restore { file, verify: true } => backups::check(config, &file)?,
        Command::Restore { file, verify: false } => backups::restore(config, &file)?,
        Command::Tidy => backups::tidy(config)?,
        Command::Doctor => return Ok(examine(config)),
        Command::Routes => print!("{}", server::routes().print()),
        Command::Config => show_config(config),
        Command::Paper { fonts } => return Ok(apart::answer(fonts)),
    }
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: &Config, with_demo: bool) -> Answered<()> {
    let db = open(config)?;
    let vault = vault(config)?;
    let demo = if with_demo { demo::ready(&db, &vault).await? } else { Vec::new() };
    let settings = http::Settings {
        secure: config.secure_cookies,
        behind_proxy: config.behind_proxy,
        origin: config.origin.clone(),
        vault,
        demo,
        passing: config.data.join("passing"),
        papers: papers_of(config),
        bell: crate::business::reminders::store::unseen,
        ..http::Settings::default()
    };
    let listener = TcpListener::bind(config.listen).map_err(|error| {
        let doing = format!("listening at {}; another port is chosen with --listen", config.listen);
        Fault::new(FaultClass::Io, doing).because(error)
    })?;
    let address = listener.local_addr().map_err(|error| io("asking for the address", error))?;
    let reached = config.origin.clone().unwrap_or_else(|| format!("http://{address}"));
    println!("Showroom answers at {reached}");
    demo::say_who(&settings.demo);
    let chores = chores(config, with_demo, &reached, settings.papers.clone())?;
    server::serve(listener, Door::new(db, settings), chores).await.map_err(|error| io("serving", error).into())
}

/// What draws papers. Fonts are looked for while the program already answers; where Chinese ones are missing, the log says so at once.
fn papers_of(config: &Config) -> Papers {
    let papers = Papers::open(&config.data);
    let looking = papers.clone();
    std::thread::spawn(move || {
        if let Err(trouble) = looking.ready() {
            tracing::warn!("papers cannot be saved as PDF: {trouble}");
        }
    });
    papers
}

async fn work(config: &Config) -> Answered<()> {
    let db = open(config)?;
    tracing::info!("doing the chores; Ctrl-C ends them");
    let chores = chores(config, false, config.origin.as_deref().unwrap_or_default(), papers_of(config))?;
    tokio::select! {
        () = worker::work(db, present, chores) => Ok(()),
        told = tokio::signal::ctrl_c() => told.map_err(|error| io("waiting for Ctrl-C", error).into()),
    }
}

/// What this installation does by itself. A demo showroom whose settings say nothing of mail writes it into files. `origin` is the beginning of
/// the links in mail, `papers` draw what goes with it.
fn chores(config: &Config, demo: bool, origin: &str, papers: Papers) -> Answered<Vec<Chore>> {
    let mut chores = worker::chores();
    chores.extend(worker::forgetting_files(config.data.clone()));
    let mut mail = config.mail.clone();
    if demo && mail.way.is_none() {
        mail.way = Some(Way::File);
    }
    if let Some(post) = Post::open(&mail, &config.data, origin)? {
        chores.extend(worker::mailing(post, papers));
    }
    Ok(chores)
}

fn open(config: &Config) -> Answered<Db> {
    let db = Db::open(&config.database).map_err(|error| hurdles::at_database(error, &config.database))?;
    Ok(db.reacting(crate::reactions::react))
}

fn vault(config: &Config) -> Answered<Vault> {
    Vault::open(config.key.clone(), &config.data).map_err(|error| hurdles::at_key(error, config))
}

fn migrate(config: &Config) -> Answered<()> {
    let taken = Conn::to_write(&config.database)
        .and_then(|mut conn| migrate::run(&mut conn))
        .map_err(|error| hurdles::at_database(error, &config.database))?;
    match taken.as_slice() {
        [] => println!("{} is up to date.", config.database),
        steps => println!("{}: took the steps {}.", config.database, steps.join(", ")),
    }
    Ok(())
}

/// Customers, and what else must be somebody's, with people who no longer work here.
fn owners_who_left(conn: &mut Conn) -> Answered<Result<String, String>> {
    let (mut people, mut customers, mut more) = (0, 0, 0);
    for site in sites::store::list(conn)? {
        for (_, what) in ownership::store::left_behind(conn, site.id)? {
            people += 1;
            customers += what.customers;
            more += what.follow_ups + what.appointments + what.holds + what.deals;
        }
    }
    Ok(match people {
        0 => Ok("everybody to whom customers belong works here".to_owned()),
        _ => Err(format!(
            "{people} who no longer work here still have {customers} customers and {more} contacts, appointments, holds or deals; a supervisor hands them over on the person's page"
        )),
    })
}

fn examine(config: &Config) -> ExitCode {
    let findings = doctor::examine(config, &[("owners", owners_who_left)]);
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
        Stop::Failed(Error::Refused(refused)) => http::sentence(Words { lang: Lang::En }, refused),
        Stop::Failed(error) => format!("It did not work: {}", chain(error)),
    };
    if writeln!(std::io::stderr(), "{text}").is_err() {
        tracing::error!("{text}");
    }
}
