//! `user`: people from the command line, for whoever can no longer sign in. A password is made here and shown once.

use clap::{Subcommand, ValueEnum};
use rand::Rng as _;
use showroom_templates::Lang;

use crate::base::actor::Actor;
use crate::base::error::{Answered, Error, Fault, FaultClass};
use crate::base::ids::SiteId;
use crate::base::name::Name;
use crate::base::role::Role;
use crate::business::sites;
use crate::platform::access::{self, Login, NewUser, Password, PasswordHash, hash_now};
use crate::platform::db::{Conn, Db};
use crate::platform::http::present;

/// What can be done.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Add a person, with a password that is shown once
    Add {
        /// What they type to sign in
        login: String,
        /// Their name
        #[arg(long)]
        name: String,
        /// What they are
        #[arg(long, value_enum)]
        role: RoleName,
        /// Their language
        #[arg(long, value_enum, default_value = "zh")]
        language: Language,
        /// The site, by its number; needed where there are several
        #[arg(long)]
        site: Option<i64>,
    },
    /// Give a person a new password, shown once, and sign them out everywhere
    Password {
        /// What they type to sign in
        login: String,
    },
    /// List everybody, by site
    List,
}

/// The roles, as one types them.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[allow(missing_docs, reason = "the roles are explained where they are defined")]
pub enum RoleName {
    Administrator,
    Supervisor,
    Consultant,
    Receptionist,
    Cashier,
}

/// The languages, as one types them.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Language {
    /// 中文
    Zh,
    /// English
    En,
}

/// Does it.
///
/// # Errors
/// What stands in the way, in words.
pub async fn carry_out(db: Db, command: Command) -> Answered<()> {
    match command {
        Command::Add { login, name, role, language, site } => {
            let site = db.read(move |conn| the_site(conn, site)).await?;
            let (shown, password) = fresh_password()?;
            let lang = match language {
                Language::Zh => Lang::Zh,
                Language::En => Lang::En,
            };
            let login = Login::parse(&login)?;
            let person = NewUser { login, name: Name::parse(&name)?, password, lang, role: role.into() };
            let login = person.login.clone();
            db.write(Actor::house(site), present(), move |tx| access::add_user(tx, &person)).await?;
            println!("{} can sign in with the password {shown}", login.as_str());
        }
        Command::Password { login } => {
            let login = Login::parse(&login)?;
            let wanted = login.clone();
            let found = db.read(move |conn| access::find_secret(conn, &wanted)).await?;
            let person = found.ok_or_else(|| nobody(&login))?;
            let site = person.start().map_or(SiteId(0), |(site, _)| site);
            let (shown, password) = fresh_password()?;
            db.write(Actor::house(site), present(), move |tx| {
                access::set_password(tx, person.user, &password)?;
                access::close_all(tx, person.user).map(drop)
            })
            .await?;
            println!("{} can sign in with the password {shown}", login.as_str());
        }
        Command::List => db.read(everybody).await?.iter().for_each(|line| println!("{line}")),
    }
    Ok(())
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Administrator => Self::Administrator,
            RoleName::Supervisor => Self::Supervisor,
            RoleName::Consultant => Self::Consultant,
            RoleName::Receptionist => Self::Receptionist,
            RoleName::Cashier => Self::Cashier,
        }
    }
}

fn everybody(conn: &mut Conn) -> Answered<Vec<String>> {
    let mut lines = Vec::new();
    for site in sites::store::list(conn)? {
        lines.push(format!("{} (site {})", site.name, site.id));
        for member in access::list(conn, site.id)? {
            let rests = if member.user.suspended_at.is_some() { "  suspended" } else { "" };
            lines.push(format!("  {:<16} {:<14} {}{rests}", member.user.login, member.role.code(), member.user.name));
        }
    }
    Ok(lines)
}

fn the_site(conn: &mut Conn, wanted: Option<i64>) -> Answered<SiteId> {
    let sites = sites::store::list(conn)?;
    match (wanted, sites.as_slice()) {
        (Some(id), sites) if sites.iter().any(|site| site.id.0 == id) => Ok(SiteId(id)),
        (None, [only]) => Ok(only.id),
        (None, []) => Err(stop("there is no site yet; start the program and set the house up in the browser")),
        _ => Err(stop("which site is meant? `showroom user list` shows their numbers for --site")),
    }
}

/// Sixteen letters and digits that are not mistaken for each other, in groups: 80 bits.
fn fresh_password() -> Answered<(String, PasswordHash)> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut shown = String::new();
    for at in 0..16 {
        if at > 0 && at % 4 == 0 {
            shown.push('-');
        }
        shown.push(char::from(LETTERS[rand::rng().random_range(0..LETTERS.len())]));
    }
    let hash = hash_now(&Password::parse(&shown, "")?)?;
    Ok((shown, hash))
}

fn nobody(login: &Login) -> Error {
    stop(&format!("nobody has the login {}", login.as_str()))
}

fn stop(why: &str) -> Error {
    Fault::new(FaultClass::BadData, why).into()
}
