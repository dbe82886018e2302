//! The ways out of the house: files in the data folder, or a mail server, always under TLS.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{CertificateStore, Tls as Secrecy, TlsParameters, TlsVersion};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::base::error::{Answered, Fault, FaultClass};
use crate::base::ids::MailId;
use crate::platform::config::{MailConfig, Smtp, Tls, Way, certificates};
use crate::platform::folders;
use crate::platform::jobs::{Kind, Outcome};

/// The folder of mail that is written as files, in the data folder.
pub const FOLDER: &str = "mail";
/// The name of the jobs that remove mail which lies as files.
pub const FORGET_FILES: &str = "forget-mail-files";

/// How long a server is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For one answer.
    pub silence: Duration,
    /// For one message; less than a job's lease.
    pub whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { silence: Duration::from_secs(20), whole: Duration::from_secs(180) }
    }
}

/// One way out of the house. Cheap to clone.
#[derive(Clone)]
pub struct Post {
    inner: Rc<Inner>,
}

struct Inner {
    out: Out,
    from: Mailbox,
    origin: String,
    whole: Duration,
}

enum Out {
    Files(PathBuf),
    Server(AsyncSmtpTransport<Tokio1Executor>),
}

/// What came of sending a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It was taken.
    Taken,
    /// Not this time, for this reason.
    NotNow(String),
    /// Refused for good, with the server's words.
    Never(String),
}

impl Post {
    /// The way that the settings name; `None` where no mail is sent. `origin` is the beginning of every link.
    ///
    /// # Errors
    /// A fault where the folder cannot be made, or the certificates cannot be used.
    pub fn open(config: &MailConfig, data: &Path, origin: &str) -> Answered<Option<Self>> {
        let patience = Patience::default();
        let out = match &config.way {
            None | Some(Way::Off) => return Ok(None),
            Some(Way::File) => {
                let folder = data.join(FOLDER);
                folders::make_private(&folder).map_err(|error| io("making the folder of mail", error))?;
                Out::Files(folder)
            }
            Some(Way::Smtp(smtp)) => Out::Server(server(smtp, patience.silence)?),
        };
        let from = match &config.from {
            Some(from) => from.clone(),
            None => "Showroom <showroom@showroom.invalid>"
                .parse()
                .map_err(|error| Fault::bug("naming the sender of mail").because(error))?,
        };
        Ok(Some(Self { inner: Rc::new(Inner { out, from, origin: origin.to_owned(), whole: patience.whole }) }))
    }

    /// A mail server, with less patience than usual where one likes.
    ///
    /// # Errors
    /// A fault where the certificates cannot be used.
    pub fn by_server(smtp: &Smtp, from: Mailbox, origin: &str, patience: Patience) -> Answered<Self> {
        let out = Out::Server(server(smtp, patience.silence)?);
        Ok(Self { inner: Rc::new(Inner { out, from, origin: origin.to_owned(), whole: patience.whole }) })
    }

    /// From whom mail comes.
    pub fn from(&self) -> &Mailbox {
        &self.inner.from
    }

    /// The host of the sender, for Message-IDs.
    pub fn host(&self) -> &str {
        self.inner.from.email.domain()
    }

    /// The beginning of every link, without a slash at the end.
    pub fn origin(&self) -> &str {
        &self.inner.origin
    }

    /// Sends a message, or says why not; never waits longer than a job is held.
    pub async fn send(&self, id: MailId, message: &Message) -> Answer {
        match &self.inner.out {
            Out::Files(folder) => to_file(folder, id, message),
            Out::Server(server) => match tokio::time::timeout(self.inner.whole, server.send(message.clone())).await {
                Ok(Ok(_)) => Answer::Taken,
                Ok(Err(error)) => judge(&error),
                Err(_) => Answer::NotNow("the server took too long".into()),
            },
        }
    }

    /// Whether mail can be sent, in words; nothing is sent.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn check(&self) -> Result<String, String> {
        match &self.inner.out {
            Out::Files(folder) => Ok(format!("written into {}; no mail leaves this machine", folder.display())),
            Out::Server(server) => match tokio::time::timeout(self.inner.whole, server.test_connection()).await {
                Ok(Ok(true)) => {
                    Ok(format!("the server answers under TLS and lets us in; from {}", self.inner.from.email))
                }
                Ok(Ok(false)) => Err("the server closed the connection".into()),
                Ok(Err(error)) => Err(words(&error)),
                Err(_) => Err("the server took too long".into()),
            },
        }
    }
}

/// Removes the mail that lies as files in a data folder, as an erasure asks.
pub fn forgetting(data: PathBuf) -> Kind {
    Kind::outside(FORGET_FILES, move |_, _, _| {
        let folder = data.join(FOLDER);
        Box::pin(async move {
            remove_files(&folder).map_err(|error| io("removing mail that lies as files", error))?;
            Ok(Outcome::Done)
        })
    })
}

fn remove_files(folder: &Path) -> std::io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "eml") {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn server(smtp: &Smtp, silence: Duration) -> Answered<AsyncSmtpTransport<Tokio1Executor>> {
    let failed =
        |error: lettre::transport::smtp::Error| Fault::new(FaultClass::Io, "preparing TLS for mail").because(error);
    let mut tls = TlsParameters::builder(smtp.host.clone()).set_min_tls_version(TlsVersion::Tlsv12);
    if let Some(roots) = &smtp.roots {
        let roots = certificates(roots)
            .map_err(|why| Fault::new(FaultClass::Io, format!("reading the roots for mail: {why}")))?;
        tls = tls.certificate_store(CertificateStore::None).add_root_certificate(roots);
    }
    let tls = tls.build().map_err(failed)?;
    let secrecy = match smtp.tls {
        Tls::Implicit => Secrecy::Wrapper(tls),
        Tls::StartTls => Secrecy::Required(tls),
    };
    let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host)
        .port(smtp.port)
        .tls(secrecy)
        .timeout(Some(silence))
        .hello_name(ClientId::Domain("showroom.invalid".into()));
    Ok(match &smtp.login {
        Some((user, password)) => builder.credentials(Credentials::new(user.clone(), password.clone())).build(),
        None => builder.build(),
    })
}

/// Whether trying again may help. A refused login is a mistake in our settings, not in the message: it is tried until somebody mends it.
fn judge(error: &lettre::transport::smtp::Error) -> Answer {
    let code = error.status().map(u16::from);
    let login = matches!(code, Some(530 | 534 | 535 | 538));
    if error.is_permanent() && !login { Answer::Never(words(error)) } else { Answer::NotNow(words(error)) }
}

fn words(error: &lettre::transport::smtp::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    text
}

/// A whole file or none: it is written under another name first. The same message again replaces itself.
fn to_file(folder: &Path, id: MailId, message: &Message) -> Answer {
    let (draft, whole) = (folder.join(format!("{id}.part")), folder.join(format!("{id}.eml")));
    let written = || -> std::io::Result<()> {
        folders::make_private(folder)?;
        if draft.exists() {
            std::fs::remove_file(&draft)?;
        }
        folders::write_private(&draft, &message.formatted())?;
        std::fs::rename(&draft, &whole)
    };
    match written() {
        Ok(()) => Answer::Taken,
        Err(error) => Answer::NotNow(format!("writing {}: {error}", whole.display())),
    }
}

fn io(doing: &str, error: std::io::Error) -> Fault {
    Fault::new(FaultClass::Io, doing).because(error)
}
