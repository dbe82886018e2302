//! Mail to those who work here: written as a row in the transaction of its cause, sent by a job, so that nobody waits for a mail server.
//!
//! A row says to whom, of which kind, about what, in ids only. What it says is drawn when it is sent ([`Letter`]), so nothing has to be erased here when a
//! person is: there is no body that was kept. The same row bears the same Message-ID on every try, by which the other side knows a
//! repeat; a server that goes away after the last dot makes one unavoidable.

mod composing;
mod delivery;
mod outbox;
mod post;

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use crate::base::clock::Moment;
use crate::base::codes::codes;
use crate::base::error::Answered;
use crate::base::ids::{JobId, MailId, SiteId, UserId};
use crate::platform::access::User;
use crate::platform::db::Conn;
use crate::platform::papers::{Paper, Trouble};

pub use delivery::{KIND, kind};
pub use outbox::{Sent, Unsent, Waiting, again, count_unsent, forget_files, list_sent, list_unsent, write};
pub use post::{FORGET_FILES, Patience, Post, forgetting};

codes! {
    /// Why a message was not sent after all.
    pub enum Dropped {
        /// Nobody knows where to send it any more.
        NoAddress = "no_address",
        /// The person does not want such mail any more.
        NotWanted = "not_wanted",
        /// The person does not work here any more.
        NotHere = "not_here",
        /// The person may not read such things any more.
        NotAllowed = "not_allowed",
        /// All that it would have said is done.
        NothingLeft = "nothing_left",
    }
}

/// A message that is to be written.
#[derive(Debug, Clone)]
pub struct Draft {
    /// To whom.
    pub to: UserId,
    /// Of which kind; whoever draws the letters knows it.
    pub kind: &'static str,
    /// For which occasion: a second one for the same occasion is none.
    pub occasion: String,
    /// About what: ids, dates and codes.
    pub payload: Value,
}

/// A message as it stands in the outbox.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Its id.
    pub id: MailId,
    /// The site for which it is written.
    pub site: SiteId,
    /// To whom.
    pub to: UserId,
    /// Of which kind.
    pub kind: String,
    /// About what, as JSON.
    pub payload: String,
    /// Its Message-ID, once it was tried.
    pub message_id: Option<String>,
    /// The job that sends it.
    pub job: Option<JobId>,
    /// When it was written.
    pub written_at: Moment,
    /// When a server took it.
    pub sent_at: Option<Moment>,
}

/// What a message says, as plain text and as HTML.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// For programs that show no HTML.
    pub plain: String,
    /// The same as HTML.
    pub html: String,
    /// Files that go with it.
    pub files: Vec<Attached>,
}

/// A file that goes with a message. It is made when the message is sent, and kept nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Attached {
    /// Its name, with its ending.
    pub name: String,
    /// What it is, such as `application/pdf`.
    pub kind: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Attached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attached({}, {} bytes)", self.kind, self.bytes.len())
    }
}

/// A letter with a paper beside it. Everything for both was read; the paper is drawn when the database has been let go, and the letter written
/// when it is known whether there is one.
#[derive(Clone)]
pub struct Heavy {
    /// The paper.
    pub paper: Paper,
    write: Arc<dyn Fn(Result<Vec<u8>, Trouble>) -> Letter + Send + Sync>,
}

impl Heavy {
    /// A letter that is written like this, with the PDF of this paper or with why there is none.
    pub fn new(paper: Paper, write: impl Fn(Result<Vec<u8>, Trouble>) -> Letter + Send + Sync + 'static) -> Self {
        Self { paper, write: Arc::new(write) }
    }

    /// Writes it.
    pub fn write(&self, drawn: Result<Vec<u8>, Trouble>) -> Letter {
        (self.write)(drawn)
    }
}

impl fmt::Debug for Heavy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Heavy(…)")
    }
}

impl PartialEq for Heavy {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.write, &other.write)
    }
}

impl Eq for Heavy {}

/// What drawing a message came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawn {
    /// What it says.
    Letter(Letter),
    /// What it says, once its paper is drawn.
    Heavy(Heavy),
    /// It is not to be sent after all.
    Not(Dropped),
}

/// Draws what a message says to this person; `origin` is the beginning of every link, without a slash at the end.
pub type Draw = fn(conn: &mut Conn, mail: &Mail, to: &User, origin: &str) -> Answered<Drawn>;
