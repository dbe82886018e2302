//! The real program as a process of its own: started as people start it, and killed as power cuts kill it.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use showroom::platform::db::Location;

use super::database::Database;
use super::web::Browser;

/// A running program. Dropping it kills it, without a word.
pub struct Program {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Program {
    /// Starts it on this database and waits until it answers.
    pub fn start(database: &Database) -> Self {
        let place = match &database.location {
            Location::Sqlite(path) => path.display().to_string(),
            Location::Postgres(url) => url.clone(),
        };
        let mut child = Command::new(env!("CARGO_BIN_EXE_showroom"))
            .args(["--listen", "127.0.0.1:0", "--database", &place, "--data"])
            .arg(&database.folder)
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut said).unwrap();
        let address = said.trim().rsplit("http://").next().unwrap_or_default();
        let address = address.parse().unwrap_or_else(|_| panic!("the program said {said:?}"));
        Self { child, address }
    }

    /// A browser that nobody has used yet.
    pub fn browser(&self) -> Browser {
        Browser::at(self.address)
    }

    /// Asks it to stop, as whoever looks after servers does, and waits until it did.
    pub fn stop(&mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        self.child.wait().unwrap();
    }

    /// The memory that it uses, in MiB.
    pub fn memory_mib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap() / 1024
    }

    /// `kill -9`, and waits until it is gone.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.kill();
        }
    }
}
