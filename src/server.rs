//! The web server: every route in sight, the workers, and an orderly end.

use std::net::TcpListener;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::Compress;
use actix_web::{App, HttpServer};

use crate::business::{
    board, calendars, calls, consultants, contracts, customers, deposits, desk, followups, letters, lists, merging,
    ownership, playbooks, privacy, quotes, reminders, reports, rulings, staff, units, visits,
};
use crate::demo;
use crate::platform::http::{self, Door, Routes};
use crate::platform::{assets, gate, health};
use crate::worker::{self, Chore};

/// Threads that answer. They never wait for the database or a hash, which have threads of their own.
const WORKERS: usize = 2;
/// Connections that each worker holds open at most; tablets keep theirs between pages.
const CONNECTIONS: usize = 1_000;
/// How long a connection may be silent between two requests.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long the head of a request may take to arrive.
const HEAD: Duration = Duration::from_secs(5);
/// How long requests that have begun may go on when the program is asked to stop.
const GOODBYE_SECS: u64 = 15;
/// How often the counts of who came how often are swept.
const SWEEP: Duration = Duration::from_secs(3_600);

/// Every route of the program.
pub fn routes() -> Routes {
    let mut r = Routes::new();
    health::routes(&mut r);
    assets::routes(&mut r);
    gate::routes(&mut r);
    playbooks::routes(&mut r);
    units::routes(&mut r);
    quotes::routes(&mut r);
    consultants::web::routes(&mut r);
    visits::web::routes(&mut r);
    visits::stage_web::routes(&mut r);
    visits::routes_web::routes(&mut r);
    desk::web::routes(&mut r);
    desk::approvals::routes(&mut r);
    deposits::routes(&mut r);
    contracts::routes(&mut r);
    merging::routes(&mut r);
    privacy::routes(&mut r);
    letters::routes(&mut r);
    calendars::routes(&mut r);
    board::routes(&mut r);
    reports::routes(&mut r);
    staff::routes(&mut r);
    demo::routes(&mut r);
    customers::routes(&mut r);
    customers::identity_web::routes(&mut r);
    customers::scales_web::routes(&mut r);
    customers::outcomes_web::routes(&mut r);
    desk::customer::routes(&mut r);
    followups::routes(&mut r);
    calls::routes(&mut r);
    ownership::routes(&mut r);
    rulings::routes(&mut r);
    lists::routes(&mut r);
    reminders::routes(&mut r);
    r
}

/// Answers on this listener, and does the chores, until the process is told to stop; requests that have begun are finished.
///
/// # Errors
/// Where the listener cannot be used.
pub async fn serve(listener: TcpListener, door: Door, chores: Vec<Chore>) -> std::io::Result<()> {
    keep_panics_quiet();
    let chores = actix_web::rt::spawn(work(door.clone(), chores));
    let ended = start(listener, door, routes())?.await;
    chores.abort();
    ended
}

/// Starts answering; the server runs while the future is awaited. Tests bring routes of their own.
///
/// # Errors
/// Where the listener cannot be used.
pub fn start(listener: TcpListener, door: Door, routes: Routes) -> std::io::Result<Server> {
    let table = http::Table::from(routes);
    let stopping = stopping(door.clone());
    let app = move || {
        let (door, table) = (door.clone(), table.clone());
        App::new().wrap(Compress::default()).configure(move |config| http::mount(config, &door, &table))
    };
    let server = HttpServer::new(app)
        .workers(WORKERS)
        .max_connections(CONNECTIONS)
        // A page leaves in several pieces; without this, each waits 40 ms for the tablet to confirm the one before.
        .tcp_nodelay(true)
        .keep_alive(KEEP_ALIVE)
        .client_request_timeout(HEAD)
        .client_disconnect_timeout(Duration::from_secs(2))
        .shutdown_timeout(GOODBYE_SECS)
        .shutdown_signal(stopping)
        .listen(listener)?;
    Ok(server.run())
}

/// Waits until the process is told to stop, and ends what stays open for people first: nobody would ever finish those by themselves.
async fn stopping(door: Door) {
    if let Err(error) = told_to_stop().await {
        tracing::error!(%error, "signals are not heard; stop the process by force");
        std::future::pending::<()>().await;
    }
    door.close();
}

#[cfg(unix)]
async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

#[cfg(not(unix))]
async fn told_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// A panic's words may hold what somebody typed; the log gets the place in the source, and no more.
fn keep_panics_quiet() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, ToString::to_string);
        let thread = std::thread::current().name().unwrap_or("?").to_owned();
        tracing::error!(place, thread, "the program made a mistake");
    }));
}

/// What nobody waits for: the chores of the house, and forgetting who came how often.
async fn work(door: Door, chores: Vec<Chore>) {
    let sweep = async {
        let mut turn = actix_web::rt::time::interval(SWEEP);
        loop {
            turn.tick().await;
            door.limits().sweep();
        }
    };
    tokio::join!(sweep, worker::work(door.db().clone(), door.settings().clock, chores));
}
