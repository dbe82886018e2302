//! The table of routes: which address, by which method, what it needs, whether a form key guards it, and its limits.
//!
//! A route cannot be written down without its need, and everything that arrives at one passes [`super::guard`] first.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::future::Future;
use std::sync::Arc;

use futures_util::future::{FutureExt, LocalBoxFuture};

use super::ask::Ask;
use super::limits::Pace;
use super::reply::Answer;
use crate::base::role::Need;

/// The most bytes of a form, unless its route says otherwise.
pub const BODY_BYTES: usize = 64 * 1024;

/// What a route runs.
pub(super) type Handler = Arc<dyn Fn(Ask) -> LocalBoxFuture<'static, Answer> + Send + Sync>;

/// How a page is asked for. Forms of plain HTML know no other ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// Reads; changes nothing.
    Get,
    /// Sends a form.
    Post,
}

impl Method {
    /// As in the first line of a request.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// Whether one press must have one effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyed {
    /// The form carries a key, stored in the transaction of its effect.
    Yes,
    /// Nothing to guard: a page that is read, or a form before there is a session.
    No,
}

/// Whether the guard finds out who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seating {
    /// It does.
    Looked,
    /// It need not: a style sheet is the same for everybody, and a health check must not depend on sessions.
    Ignored,
}

/// One route: what it is, what it needs, how much it takes.
pub struct Route {
    /// By which method.
    pub method: Method,
    /// The address with its holes: `/visits/{visit}`.
    pub pattern: &'static str,
    /// What the person must be allowed.
    pub need: Need,
    /// Whether a form key is asked for.
    pub keyed: Keyed,
    /// The most bytes of its body.
    pub body_bytes: usize,
    /// How often one person or address may come.
    pub pace: Pace,
    /// Whether a file may come with the form; it goes to the disk.
    pub takes_file: bool,
    /// Whether it matters who asks.
    pub seating: Seating,
    pub(super) handler: Handler,
}

impl Route {
    /// Takes bodies up to this many bytes.
    pub fn body_bytes(&mut self, bytes: usize) -> &mut Self {
        self.body_bytes = bytes;
        self
    }

    /// Takes a form with a file, of up to this many bytes in all. Who may not is turned away before anything of it is read.
    pub fn takes_file(&mut self, bytes: usize) -> &mut Self {
        self.body_bytes = bytes;
        self.takes_file = true;
        self
    }

    /// Answers without finding out who asks.
    pub fn for_everybody_alike(&mut self) -> &mut Self {
        self.seating = Seating::Ignored;
        self
    }

    /// Lets people come at another pace.
    pub fn pace(&mut self, pace: Pace) -> &mut Self {
        self.pace = pace;
        self
    }
}

/// All routes of the program.
#[derive(Default)]
pub struct Routes {
    rows: Vec<Route>,
}

impl Routes {
    /// No routes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page that is read.
    pub fn get<H, F>(&mut self, pattern: &'static str, need: Need, handler: H) -> &mut Route
    where
        H: Fn(Ask) -> F + Send + Sync + 'static,
        F: Future<Output = Answer> + 'static,
    {
        self.add(Method::Get, pattern, need, Keyed::No, handler)
    }

    /// A form. Its handler ends in [`Ask::submit`], which asks for the form's key.
    pub fn post<H, F>(&mut self, pattern: &'static str, need: Need, handler: H) -> &mut Route
    where
        H: Fn(Ask) -> F + Send + Sync + 'static,
        F: Future<Output = Answer> + 'static,
    {
        self.add(Method::Post, pattern, need, Keyed::Yes, handler)
    }

    /// A form without a key, where there is no session to tie one to or where doing it twice is doing it once: signing in and out.
    pub fn post_unkeyed<H, F>(&mut self, pattern: &'static str, need: Need, handler: H) -> &mut Route
    where
        H: Fn(Ask) -> F + Send + Sync + 'static,
        F: Future<Output = Answer> + 'static,
    {
        self.add(Method::Post, pattern, need, Keyed::No, handler)
    }

    /// All routes, in the order of their addresses.
    pub fn table(&self) -> Vec<&Route> {
        let mut rows: Vec<&Route> = self.rows.iter().collect();
        rows.sort_by_key(|row| (row.pattern, row.method));
        rows
    }

    /// The table as people read it, and as the snapshot `routes.txt` keeps it.
    pub fn print(&self) -> String {
        let mut text = String::from("# method · address · need · form key · most bytes · pace\n");
        for row in self.table() {
            let key = match row.keyed {
                Keyed::Yes => "key",
                Keyed::No => "-",
            };
            let bytes = match row.method {
                Method::Get => "-".to_owned(),
                Method::Post => row.body_bytes.to_string(),
            };
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "{:<4} {:<48} {:<22} {key:<4} {bytes:>8} {}",
                row.method.name(),
                row.pattern,
                row.need.code(),
                row.pace.code()
            );
        }
        text
    }

    /// Addresses with their routes by method, those with fewer holes first, so that `/visits/new` is never read as a visit called `new`.
    pub(super) fn by_address(self) -> Vec<(&'static str, Vec<Arc<Route>>)> {
        let mut addresses: BTreeMap<(Vec<bool>, &'static str), Vec<Arc<Route>>> = BTreeMap::new();
        for row in self.rows {
            let holes = row.pattern.split('/').map(|part| part.contains('{')).collect();
            addresses.entry((holes, row.pattern)).or_default().push(Arc::new(row));
        }
        addresses.into_iter().map(|((_, pattern), rows)| (pattern, rows)).collect()
    }

    fn add<H, F>(&mut self, method: Method, pattern: &'static str, need: Need, keyed: Keyed, handler: H) -> &mut Route
    where
        H: Fn(Ask) -> F + Send + Sync + 'static,
        F: Future<Output = Answer> + 'static,
    {
        let pace = match method {
            Method::Get => Pace::Read,
            Method::Post => Pace::Write,
        };
        let handler: Handler = Arc::new(move |ask| handler(ask).boxed_local());
        let at = self.rows.len();
        self.rows.push(Route {
            method,
            pattern,
            need,
            keyed,
            body_bytes: BODY_BYTES,
            takes_file: false,
            pace,
            seating: Seating::Looked,
            handler,
        });
        &mut self.rows[at]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::http::Reply;

    async fn nothing(_ask: Ask) -> Answer {
        Ok(Reply::text("nothing"))
    }

    #[test]
    fn fixed_addresses_come_before_those_with_holes() {
        let mut routes = Routes::new();
        routes.get("/visits/{visit}", Need::SeeFloor, nothing);
        routes.post("/visits/{visit}", Need::WalkVisit, nothing).body_bytes(10);
        routes.get("/visits/new", Need::ReceiveParty, nothing);
        let order: Vec<(&str, usize)> =
            routes.by_address().into_iter().map(|(pattern, rows)| (pattern, rows.len())).collect();
        assert_eq!(order, [("/visits/new", 1), ("/visits/{visit}", 2)]);
    }

    #[test]
    fn the_table_says_what_each_route_asks_for() {
        let mut routes = Routes::new();
        routes.post("/visits", Need::ReceiveParty, nothing);
        routes.post_unkeyed("/sign-in", Need::Anyone, nothing).pace(Pace::Door);
        let table = routes.print();
        assert!(table.contains("POST /sign-in"), "{table}");
        let sign_in = table.lines().find(|line| line.contains("/sign-in")).unwrap();
        assert!(sign_in.contains("anyone") && sign_in.contains(" - ") && sign_in.ends_with("door"), "{table}");
        let visits = table.lines().find(|line| line.contains("/visits")).unwrap();
        assert!(visits.contains("receive_party") && visits.contains("key"), "{table}");
    }
}
