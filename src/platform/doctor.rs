//! Is everything in order? Looks at settings, folder, key, database and journal, and changes nothing.

use std::path::Path;

use super::config::Config;
use super::db::{Conn, Location, backup, migrate};
use super::jobs;
use super::mail::{self, Post};
use super::papers::{self, Fonts};
use super::seal::KEY_FILE;
use crate::base::error::{Answered, Error};

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub what: &'static str,
    /// How it is, or what is wrong with it.
    pub result: Result<String, String>,
}

/// A look at what stands in the database, by somebody who knows what it means: its name, and how it is or what is wrong.
pub type Look = (&'static str, fn(&mut Conn) -> Answered<Result<String, String>>);

/// Looks at everything; one trouble does not hide another.
pub fn examine(config: &Config, looks: &[Look]) -> Vec<Finding> {
    let mut findings = vec![
        Finding { what: "data folder", result: folder(&config.data) },
        Finding { what: "key", result: key(config) },
    ];
    match open(config) {
        Ok(mut conn) => {
            findings.push(Finding { what: "database", result: Ok(config.database.to_string()) });
            findings.push(Finding { what: "steps", result: steps(&mut conn) });
            findings.push(Finding { what: "content", result: content(&mut conn) });
            findings.push(Finding { what: "jobs", result: work(&mut conn) });
            findings.push(Finding { what: "outbox", result: outbox(&mut conn) });
            findings.extend(looks.iter().map(|(what, look)| Finding {
                what,
                result: look(&mut conn).map_err(|error| chain(&error)).and_then(|said| said),
            }));
        }
        Err(why) => findings.push(Finding { what: "database", result: Err(why) }),
    }
    findings.push(Finding { what: "mail", result: post(config) });
    let papers = papers::look(&Fonts::system(), &config.data.join("documents"));
    findings.extend(papers.into_iter().map(|(what, result)| Finding { what, result }));
    findings
}

/// Whether mail can be sent: a server is asked, nothing is sent.
fn post(config: &Config) -> Result<String, String> {
    let origin = config.origin.as_deref().unwrap_or_default();
    match Post::open(&config.mail, &config.data, origin).map_err(|error| chain(&error))? {
        None => Ok("off; SHOWROOM_MAIL says how it is sent".into()),
        Some(post) => actix_web::rt::System::new().block_on(post.check()),
    }
}

fn work(conn: &mut Conn) -> Result<String, String> {
    let jobs::Counts { waiting, running, parked } = jobs::counts(conn).map_err(|error| chain(&error))?;
    Ok(format!("{waiting} waiting, {running} being done, {parked} given up until somebody looks at them"))
}

/// What the page of outgoing mail shows with its reasons.
fn outbox(conn: &mut Conn) -> Result<String, String> {
    let mail::Waiting { waiting, parked } = mail::count_unsent(conn).map_err(|error| chain(&error))?;
    Ok(format!("{waiting} mails wait to be sent, {parked} were given up until somebody looks at them"))
}

fn folder(data: &Path) -> Result<String, String> {
    if !data.exists() {
        return Ok(format!("{} will be made at the first start", data.display()));
    }
    let inside = data.join(".showroom-doctor");
    std::fs::write(&inside, b"")
        .and_then(|()| std::fs::remove_file(&inside))
        .map_err(|error| format!("{} cannot be written: {error}", data.display()))?;
    Ok(format!("{} can be written", data.display()))
}

fn key(config: &Config) -> Result<String, String> {
    let file = config.data.join(KEY_FILE);
    if config.key.is_some() {
        return Ok("from SHOWROOM_KEY".into());
    }
    if !file.exists() {
        return Ok(format!("{} will be made at the first start", file.display()));
    }
    let vault = super::seal::Vault::open(None, &config.data).map_err(|error| chain(&error))?;
    Ok(format!("{} ({}); keep a copy apart from the backups", file.display(), vault.key_name()))
}

fn open(config: &Config) -> Result<Conn, String> {
    if let Location::Sqlite(path) = &config.database
        && !path.exists()
    {
        return Err(format!(
            "there is no file {} yet; `showroom serve` or `showroom migrate` makes it",
            path.display()
        ));
    }
    Conn::check_durable(&config.database).and_then(|()| Conn::to_read(&config.database)).map_err(|error| chain(&error))
}

fn steps(conn: &mut Conn) -> Result<String, String> {
    let steps = migrate::steps(conn).map_err(|error| chain(&error))?;
    if !steps.unknown.is_empty() {
        return Err(format!("it is newer than this program: it has the unknown steps {}", steps.unknown.join(", ")));
    }
    if !steps.missing.is_empty() {
        return Err(format!("it lacks the steps {}; the next start takes them", steps.missing.join(", ")));
    }
    Ok(format!("up to date at {}", steps.taken.last().map_or("none", String::as_str)))
}

fn content(conn: &mut Conn) -> Result<String, String> {
    let sound = backup::sound(conn).map_err(|error| chain(&error))?;
    Ok(format!(
        "sound; {} journal rows sealed, {} not yet; the last seal is {}",
        sound.journal.links,
        sound.journal.unsealed,
        sound.journal.head.get(..12).unwrap_or("none")
    ))
}

/// An error with all its causes, for the command line.
pub fn chain(error: &Error) -> String {
    let mut text = match error {
        // The class says to a person with a terminal less than what was being done.
        Error::Fault(fault) => fault.doing.clone(),
        Error::Refused(_) | Error::Missing | Error::Forbidden(_) => error.to_string(),
    };
    let mut cause = match error {
        Error::Fault(fault) => std::error::Error::source(fault),
        Error::Refused(_) | Error::Missing | Error::Forbidden(_) => None,
    };
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
