//! How mail leaves the house: not at all, as files in the data folder, or by a server of the installation, always under TLS.

use std::path::{Path, PathBuf};

use lettre::message::Mailbox;
use lettre::transport::smtp::client::Certificate;

use super::Reading;

/// How mail is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailConfig {
    /// By which way; `None` where nothing was said: then only a demo showroom writes files.
    pub way: Option<Way>,
    /// From whom it comes: `Showroom <desk@showroom.example>`. A server is never named without it.
    pub from: Option<Mailbox>,
}

/// The ways out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// No mail is written.
    Off,
    /// Files in the data folder.
    File,
    /// A server.
    Smtp(Smtp),
}

/// A mail server.
#[derive(Clone, PartialEq, Eq)]
pub struct Smtp {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection becomes secret.
    pub tls: Tls,
    /// Who signs in there, with which password.
    pub login: Option<(String, String)>,
    /// Root certificates of one's own, as PEM; then no others are believed.
    pub roots: Option<PathBuf>,
}

/// How a connection becomes secret. There is no other way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// From its first byte.
    Implicit,
    /// By STARTTLS, without which nothing is sent.
    StartTls,
}

impl std::fmt::Debug for Smtp {
    /// Without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{} {:?}", self.host, self.port, self.tls)
    }
}

impl std::fmt::Display for MailConfig {
    /// For people; without the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.way {
            None => write!(f, "off; a demo showroom writes files"),
            Some(Way::Off) => write!(f, "off"),
            Some(Way::File) => write!(f, "files in the data folder"),
            Some(Way::Smtp(smtp)) => write!(f, "{}:{} under TLS", smtp.host, smtp.port),
        }
    }
}

impl Reading {
    /// Reads the settings of mail. `origin` is how people reach us, which the links in mail need.
    pub(super) fn mail(&mut self, origin: Option<&str>) -> MailConfig {
        let from = self.mail_from();
        let way = match self.env("SHOWROOM_MAIL").as_deref() {
            None => None,
            Some("off") => Some(Way::Off),
            Some("file") => Some(Way::File),
            Some("smtp") => self.smtp(from.is_some(), origin).map(Way::Smtp),
            Some(other) => {
                let what = format!("There is no way of sending mail called `{other}`.");
                self.wrong(what, "SHOWROOM_MAIL in the environment", "Write off, file or smtp.");
                None
            }
        };
        if way.is_none() && self.env("SHOWROOM_MAIL").is_none() && self.env("SHOWROOM_SMTP").is_some() {
            self.wrong(
                "There is a mail server, but mail is not sent by it.".into(),
                "SHOWROOM_SMTP and SHOWROOM_MAIL in the environment",
                "Write SHOWROOM_MAIL=smtp, or remove SHOWROOM_SMTP.",
            );
        }
        MailConfig { way, from }
    }

    fn mail_from(&mut self) -> Option<Mailbox> {
        let text = self.env("SHOWROOM_MAIL_FROM")?;
        let read = text.parse::<Mailbox>().ok();
        let plain = |from: &Mailbox| !text.chars().any(char::is_control) && from.email.to_string().is_ascii();
        let from = read.filter(plain);
        if from.is_none() {
            self.wrong(
                format!("`{text}` is no sender of mail."),
                "SHOWROOM_MAIL_FROM in the environment",
                "Write an address, with or without a name: Showroom <desk@showroom.example>",
            );
        }
        from
    }

    fn smtp(&mut self, has_from: bool, origin: Option<&str>) -> Option<Smtp> {
        if !has_from && self.env("SHOWROOM_MAIL_FROM").is_none() {
            self.wrong(
                "Mail is to be sent, and nobody is named from whom it comes.".into(),
                "SHOWROOM_MAIL_FROM in the environment",
                "Write an address that your server lets through: Showroom <desk@showroom.example>",
            );
        }
        if origin.is_none() {
            self.wrong(
                "Mail is to be sent, and its links would lead nowhere.".into(),
                "SHOWROOM_URL in the environment",
                "Write how people reach this program: https://showroom.example",
            );
        }
        const MEND: &str = "Write smtps://user:password@mail.example:465 (TLS from the first byte) or \
                            starttls://user:password@mail.example:587 (STARTTLS, without which nothing is sent).";
        let Some(text) = self.env("SHOWROOM_SMTP") else {
            self.wrong("Mail is to be sent, and there is no server.".into(), "SHOWROOM_SMTP in the environment", MEND);
            return None;
        };
        match server(&text) {
            Ok(server) => Some(Smtp { roots: self.roots(), ..server }),
            Err(what) => {
                self.wrong(what, "SHOWROOM_SMTP in the environment", MEND);
                None
            }
        }
    }

    fn roots(&mut self) -> Option<PathBuf> {
        let path = PathBuf::from(self.env("SHOWROOM_SMTP_ROOTS")?);
        if let Err(why) = certificates(&path) {
            self.wrong(
                format!("The certificates for the mail server cannot be used: {why}."),
                "SHOWROOM_SMTP_ROOTS in the environment",
                "Name a PEM file with the root certificates of your server, or remove the setting to believe the usual ones.",
            );
        }
        Some(path)
    }
}

/// The certificates of a PEM file.
///
/// # Errors
/// Why they cannot be used.
pub fn certificates(path: &Path) -> Result<Certificate, String> {
    let pem = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    if !pem.windows(27).any(|window| window == b"-----BEGIN CERTIFICATE-----") {
        return Err(format!("{} holds no certificate", path.display()));
    }
    Certificate::from_pem(&pem).map_err(|error| format!("{}: {error}", path.display()))
}

/// Which server an address names; what is wrong with it says nothing of the password.
fn server(text: &str) -> Result<Smtp, String> {
    let url =
        url::Url::parse(text).map_err(|error| format!("The address of the mail server cannot be read: {error}."))?;
    let (tls, port) = match url.scheme() {
        "smtps" => (Tls::Implicit, 465),
        "starttls" => (Tls::StartTls, 587),
        "smtp" => return Err("Mail would travel in the open: smtp:// says nothing of TLS.".into()),
        other => return Err(format!("There is no mail server of the kind `{other}`.")),
    };
    let host =
        url.host_str().filter(|host| !host.is_empty()).ok_or("The address of the mail server names no server.")?;
    let plain = |text: &str| {
        let bytes: Vec<u8> = percent(text);
        String::from_utf8(bytes).map_err(|_| "The login of the mail server is no text.".to_owned())
    };
    let login = match (url.username(), url.password()) {
        ("", _) => None,
        (_, None) => return Err("The login of the mail server has no password.".into()),
        (user, Some(password)) => Some((plain(user)?, plain(password)?)),
    };
    Ok(Smtp { host: host.to_owned(), port: url.port().unwrap_or(port), tls, login, roots: None })
}

/// A part of an address as it was meant: `%40` is `@`.
fn percent(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                plain.push(byte);
                at += 3;
            }
            None => {
                plain.push(bytes[at]);
                at += 1;
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::config::{Config, Given, Wrong};

    fn read(environment: &[(&str, &str)]) -> Result<MailConfig, Wrong> {
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::read(&Given::default(), environment).map(|config| config.mail)
    }

    const SOUND: [(&str, &str); 4] = [
        ("SHOWROOM_MAIL", "smtp"),
        ("SHOWROOM_SMTP", "starttls://desk%40showroom.example:pass%20word@mail.example"),
        ("SHOWROOM_MAIL_FROM", "Showroom <desk@showroom.example>"),
        ("SHOWROOM_URL", "https://showroom.example"),
    ];

    #[test]
    fn without_a_word_no_mail_is_sent() {
        let mail = read(&[]).unwrap();
        assert_eq!((mail.way, mail.from), (None, None));
    }

    #[test]
    fn a_server_is_read_with_its_login() {
        let Some(Way::Smtp(smtp)) = read(&SOUND).unwrap().way else { panic!() };
        let login = Some(("desk@showroom.example".to_owned(), "pass word".to_owned()));
        assert_eq!(
            (smtp.host.as_str(), smtp.port, smtp.tls, &smtp.login),
            ("mail.example", 587, Tls::StartTls, &login)
        );
        assert!(!format!("{smtp:?}").contains("word"));
    }

    #[test]
    fn every_mistake_is_named_and_no_password_printed() {
        for (name, value, part) in [
            ("SHOWROOM_MAIL", "pigeon", "off, file or smtp"),
            ("SHOWROOM_SMTP", "smtp://mail.example", "in the open"),
            ("SHOWROOM_SMTP", "", "there is no server"),
            ("SHOWROOM_SMTP", "smtps://anna@mail.example", "no password"),
            ("SHOWROOM_SMTP", "https://anna:topsecret@mail.example", "`https`"),
            ("SHOWROOM_MAIL_FROM", "", "from whom"),
            ("SHOWROOM_MAIL_FROM", "desk at showroom", "no sender"),
            ("SHOWROOM_URL", "", "lead nowhere"),
            ("SHOWROOM_SMTP_ROOTS", "/nowhere/roots.pem", "/nowhere/roots.pem"),
        ] {
            let mut environment = SOUND.to_vec();
            environment.retain(|(set, _)| *set != name);
            environment.push((name, value));
            let wrong = read(&environment).unwrap_err();
            let text = wrong.to_string();
            assert_eq!(wrong.0.len(), 1, "{name}={value}: {text}");
            assert!(text.contains(part) && text.contains(name) && text.contains("mend:"), "{name}={value}: {text}");
            assert!(!text.contains("topsecret"));
        }
        assert!(read(&[("SHOWROOM_SMTP", "smtps://mail.example")]).is_err());
    }
}
