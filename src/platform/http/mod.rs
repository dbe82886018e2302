//! From bytes to a handler and back: the table of routes, the guard before it, forms and their keys, replies and error pages.
//!
//! One request, in order: [`guard`] counts it, finds out who asks and in which language, checks where a form comes from, whether the person may,
//! and reads the body within its limits; the handler gets an [`Ask`]; [`Ask::submit`] turns the form into typed values and runs one
//! transaction; [`errors`] draws the page where anything said no.

mod ask;
mod errors;
pub mod form;
mod guard;
pub mod keys;
pub mod limits;
mod multipart;
mod paper;
mod refused;
mod reply;
mod routes;
pub mod sse;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::base::clock::{self, Moment};
use crate::base::error::Answered;
use crate::base::ids::{SiteId, UserId};
use crate::base::role::Role;
use crate::platform::access::{self, SESSION_COOKIES};
use crate::platform::db::{Conn, Db};
use crate::platform::papers::Papers;
use crate::platform::seal::Vault;
use actix_web::{HttpRequest, web};
use tokio::sync::watch;

pub use crate::platform::access::SitePass;
pub use ask::Ask;
pub use errors::sign_in_page;
pub use form::{Fields, Form};
pub use guard::local_address;
pub use limits::{Limits, Pace, Rate, Rates};
pub use multipart::Upload;
pub use refused::{VERSION_FIELD, sentence};
pub use reply::{Answer, Keep, Reply, STANDING};
pub use routes::{Keyed, Method, Route, Routes};

/// The cookie with the language of a tablet on which nobody is signed in yet.
pub const LANGUAGE_COOKIE: &str = "lang";

/// How the door is set up.
#[derive(Clone)]
pub struct Settings {
    /// People reach us by HTTPS, through a proxy: cookies are marked so, and browsers are told to stay with it.
    pub secure: bool,
    /// A proxy of ours stands before us, and says from where a request really came.
    pub behind_proxy: bool,
    /// How people reach us, `https://showroom.example`, where that is not what the `Host` header says.
    pub origin: Option<String>,
    /// How often people may come.
    pub rates: Rates,
    /// On a demo showroom: who can sign in with one tap.
    pub demo: Vec<DemoLogin>,
    /// What seals ID numbers.
    pub vault: Vault,
    /// The folder for files that pass through: lists on their way in and out.
    pub passing: PathBuf,
    /// Draws papers as PDF.
    pub papers: Papers,
    /// What time it is.
    pub clock: fn() -> Moment,
    /// How many notices a person has not seen.
    pub bell: Bell,
}

/// Counts what a person of a site has not seen yet; none where nothing rings.
pub type Bell = fn(&mut Conn, SiteId, UserId) -> Answered<u32>;

fn nothing_rings(_conn: &mut Conn, _site: SiteId, _user: UserId) -> Answered<u32> {
    Ok(0)
}

/// Somebody of the demo showroom, whose password is no secret.
#[derive(Debug, Clone)]
pub struct DemoLogin {
    /// What to type as login.
    pub login: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The password.
    pub password: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            secure: false,
            behind_proxy: false,
            origin: None,
            rates: Rates::default(),
            demo: Vec::new(),
            vault: Vault::passing(),
            passing: std::env::temp_dir(),
            papers: Papers::default(),
            clock: present,
            bell: nothing_rings,
        }
    }
}

/// The present moment, to the millisecond. The only clock that the web side reads.
pub fn present() -> Moment {
    clock::to_millis(chrono::Utc::now().naive_utc())
}

/// What all requests share. Cheap to clone.
#[derive(Clone)]
pub struct Door {
    shared: Arc<Shared>,
}

struct Shared {
    db: Db,
    settings: Settings,
    limits: Limits,
    set_up: AtomicBool,
    closing: watch::Sender<bool>,
}

impl Door {
    /// Opens the door to a database.
    pub fn new(db: Db, settings: Settings) -> Self {
        let limits = Limits::new(settings.rates);
        let (set_up, closing) = (AtomicBool::new(false), watch::Sender::new(false));
        Self { shared: Arc::new(Shared { db, settings, limits, set_up, closing }) }
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.shared.db
    }

    /// How the door is set up.
    pub fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// The counters of who came how often.
    pub fn limits(&self) -> &Limits {
        &self.shared.limits
    }

    /// What seals ID numbers.
    pub fn vault(&self) -> &Vault {
        &self.shared.settings.vault
    }

    /// What time it is.
    pub fn now(&self) -> Moment {
        (self.shared.settings.clock)()
    }

    /// The name of the session's cookie: over HTTPS one that no other host can set.
    pub fn session_cookie(&self) -> &'static str {
        if self.shared.settings.secure { SESSION_COOKIES.secure } else { SESSION_COOKIES.plain }
    }

    /// The program is about to stop: whatever stays open for somebody ends now, so that nobody is waited for.
    pub fn close(&self) {
        self.shared.closing.send_replace(true);
    }

    /// Tells when the program is about to stop.
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.shared.closing.subscribe()
    }

    /// Whether anybody can sign in yet. Once somebody can, that stays so.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn is_set_up(&self) -> Answered<bool> {
        if self.shared.set_up.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let anybody = self.shared.db.read(access::anybody).await?;
        self.shared.set_up.store(anybody, Ordering::Relaxed);
        Ok(anybody)
    }
}

/// Puts all routes before actix: one resource for each address, and one page for addresses that nobody knows.
pub fn mount(config: &mut web::ServiceConfig, door: &Door, routes: &Table) {
    for (pattern, rows) in routes.addresses.iter() {
        let (door, rows) = (door.clone(), Arc::clone(rows));
        let answer = move |request: HttpRequest, payload: web::Payload| {
            guard::answer(door.clone(), Arc::clone(&rows), request, payload)
        };
        config.service(web::resource(*pattern).route(web::route().to(answer)));
    }
    let door = door.clone();
    let nobody: Arc<[Arc<Route>]> = Arc::from([]);
    config.default_service(web::to(move |request: HttpRequest, payload: web::Payload| {
        guard::answer(door.clone(), Arc::clone(&nobody), request, payload)
    }));
}

/// The routes, ready to be mounted by each worker.
#[derive(Clone)]
pub struct Table {
    addresses: Arc<[Address]>,
}

type Address = (&'static str, Arc<[Arc<Route>]>);

impl From<Routes> for Table {
    fn from(routes: Routes) -> Self {
        let addresses = routes.by_address().into_iter();
        Self { addresses: addresses.map(|(pattern, rows)| (pattern, Arc::from(rows))).collect() }
    }
}
