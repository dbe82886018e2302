//! How this installation is set up: from the command line, then the environment, then what suits most.
//!
//! A wrong setting stops the start. Every mistake is listed, each with what is wrong, where it stands and how to mend it.

mod mail;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::db::Location;
use super::logging::Shape;
use super::seal::Key;

pub use mail::{MailConfig, Smtp, Tls, Way, certificates};

/// The settings that the environment knows, each with what it means; `showroom config` prints them.
pub const SETTINGS: [(&str, &str); 13] = [
    ("SHOWROOM_DATA", "the folder of the database, the key and whatever else is kept; data"),
    (
        "DATABASE_URL",
        "postgres://user:password@host/name, or the path of a SQLite file; showroom.db in the data folder",
    ),
    ("SHOWROOM_LISTEN", "address and port; 127.0.0.1:8080. For tablets: 0.0.0.0:8080"),
    ("SHOWROOM_URL", "how people reach it, such as https://showroom.example; what their browser says"),
    ("SHOWROOM_SECURE_COOKIES", "yes or no; yes where SHOWROOM_URL is https"),
    ("SHOWROOM_BEHIND_PROXY", "yes where a proxy of yours sets X-Forwarded-For; no"),
    (
        "SHOWROOM_KEY",
        "the key that seals ID numbers, 64 hexadecimal digits; showroom.key in the data folder, made at the first start",
    ),
    ("SHOWROOM_MAIL", "how mail is sent: off, file (into the data folder) or smtp; off"),
    ("SHOWROOM_MAIL_FROM", "from whom mail comes, such as Showroom <desk@showroom.example>"),
    (
        "SHOWROOM_SMTP",
        "smtps://user:password@mail.example:465 or starttls://user:password@mail.example:587; never without TLS",
    ),
    ("SHOWROOM_SMTP_ROOTS", "a PEM file with root certificates for the mail server; those of the system"),
    ("SHOWROOM_LOG", "text or json; text"),
    ("RUST_LOG", "what is logged, such as info or showroom=debug; info"),
];

/// What the command line said; it goes before the environment.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// `--data`
    pub data: Option<PathBuf>,
    /// `--database`
    pub database: Option<String>,
    /// `--listen`
    pub listen: Option<String>,
}

/// A sound set of settings.
#[derive(Debug, Clone)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// Where the database is.
    pub database: Location,
    /// Where to listen.
    pub listen: SocketAddr,
    /// How people reach it, without a slash at the end.
    pub origin: Option<String>,
    /// Whether cookies travel by HTTPS only.
    pub secure_cookies: bool,
    /// Whether a proxy of ours says who asks.
    pub behind_proxy: bool,
    /// How mail is sent.
    pub mail: MailConfig,
    /// The key, where it is not kept in the data folder.
    pub key: Option<Key>,
    /// How the log looks.
    pub log: Shape,
}

/// One setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong.
    pub what: String,
    /// Where it stands.
    pub place: String,
    /// How to mend it.
    pub mend: String,
}

/// All mistakes in the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong(pub Vec<Mistake>);

impl std::error::Error for Wrong {}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Showroom does not start, because of its settings:")?;
        for Mistake { what, place, mend } in &self.0 {
            write!(f, "\n\n  {what}\n    where: {place}\n    mend:  {mend}")?;
        }
        Ok(())
    }
}

impl Config {
    /// Reads the settings; `environment` is what the process was started with.
    ///
    /// # Errors
    /// Every mistake at once.
    pub fn read(given: &Given, environment: impl IntoIterator<Item = (String, String)>) -> Result<Self, Wrong> {
        let mut reading = Reading { environment: environment.into_iter().collect(), mistakes: Vec::new() };
        reading.refuse_unknown();
        let data = given.data.clone().or_else(|| reading.env("SHOWROOM_DATA").map(PathBuf::from));
        let data = data.unwrap_or_else(|| PathBuf::from("data"));
        let origin = reading.origin();
        let config = Self {
            database: reading.database(given, &data),
            listen: reading.listen(given),
            secure_cookies: reading.secure_cookies(origin.as_deref()),
            behind_proxy: reading.yes_or_no("SHOWROOM_BEHIND_PROXY").unwrap_or(false),
            mail: reading.mail(origin.as_deref()),
            key: reading.key(),
            log: reading.log(),
            origin,
            data,
        };
        if reading.mistakes.is_empty() { Ok(config) } else { Err(Wrong(reading.mistakes)) }
    }

    /// The settings as they are in force, for people; without secrets.
    pub fn lines(&self) -> Vec<(&'static str, String)> {
        let yes = |it: bool| if it { "yes" } else { "no" }.to_owned();
        vec![
            ("data folder", self.data.display().to_string()),
            ("database", self.database.to_string()),
            ("listens at", self.listen.to_string()),
            ("address", self.origin.clone().unwrap_or_else(|| "as the browser says".into())),
            ("cookies by HTTPS only", yes(self.secure_cookies)),
            ("behind a proxy", yes(self.behind_proxy)),
            ("mail", self.mail.to_string()),
            ("key", if self.key.is_some() { "SHOWROOM_KEY" } else { "showroom.key in the data folder" }.into()),
        ]
    }
}

struct Reading {
    environment: Vec<(String, String)>,
    mistakes: Vec<Mistake>,
}

impl Reading {
    /// An empty variable counts as none, as with most programs.
    fn env(&self, name: &str) -> Option<String> {
        let found = self.environment.iter().find(|(found, _)| found == name);
        found.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn wrong(&mut self, what: String, place: &str, mend: impl Into<String>) {
        self.mistakes.push(Mistake { what, place: place.to_owned(), mend: mend.into() });
    }

    fn refuse_unknown(&mut self) {
        let known = |name: &str| SETTINGS.iter().any(|(known, _)| *known == name);
        let unknown: Vec<String> = (self.environment.iter().map(|(name, _)| name))
            .filter(|name| name.starts_with("SHOWROOM_") && !known(name))
            .cloned()
            .collect();
        for name in unknown {
            let what = format!("There is no setting {name}.");
            self.wrong(what, "the environment", "Remove it, or write it as `showroom config` lists it.");
        }
    }

    fn database(&mut self, given: &Given, data: &Path) -> Location {
        let (text, place) = match (&given.database, self.env("DATABASE_URL")) {
            (Some(text), _) => (text.clone(), "--database"),
            (None, Some(text)) => (text, "DATABASE_URL in the environment"),
            (None, None) => return Location::Sqlite(data.join("showroom.db")),
        };
        match location(&text) {
            Ok(location) => location,
            Err((what, mend)) => {
                self.wrong(what, place, mend);
                Location::Sqlite(data.join("showroom.db"))
            }
        }
    }

    fn listen(&mut self, given: &Given) -> SocketAddr {
        let otherwise = SocketAddr::from(([127, 0, 0, 1], 8080));
        let (text, place) = match (&given.listen, self.env("SHOWROOM_LISTEN")) {
            (Some(text), _) => (text.clone(), "--listen"),
            (None, Some(text)) => (text, "SHOWROOM_LISTEN in the environment"),
            (None, None) => return otherwise,
        };
        // A port alone is what most people mean first.
        let whole = if text.chars().all(|c| c.is_ascii_digit()) { format!("127.0.0.1:{text}") } else { text.clone() };
        whole.replace("localhost:", "127.0.0.1:").parse().unwrap_or_else(|_| {
            let what = format!("`{text}` is no address with a port.");
            self.wrong(what, place, "Write 127.0.0.1:8080 for this machine only, 0.0.0.0:8080 for the whole network.");
            otherwise
        })
    }

    fn origin(&mut self) -> Option<String> {
        let text = self.env("SHOWROOM_URL")?;
        let sound = url::Url::parse(&text)
            .ok()
            .filter(|url| ["http", "https"].contains(&url.scheme()) && url.has_host())
            .filter(|url| url.path() == "/" && url.query().is_none() && url.username().is_empty());
        if sound.is_none() {
            let what = format!("`{text}` is not how a browser could reach us.");
            self.wrong(
                what,
                "SHOWROOM_URL in the environment",
                "Write https:// and the name, without a path: https://showroom.example",
            );
        }
        sound.map(|url| url.origin().ascii_serialization())
    }

    fn secure_cookies(&mut self, origin: Option<&str>) -> bool {
        let https = origin.is_some_and(|origin| origin.starts_with("https://"));
        match self.yes_or_no("SHOWROOM_SECURE_COOKIES") {
            Some(true) if origin.is_some() && !https => {
                self.wrong(
                    "Cookies for HTTPS only, but people come by http: nobody could sign in.".into(),
                    "SHOWROOM_SECURE_COOKIES and SHOWROOM_URL in the environment",
                    "Put a proxy with HTTPS in front and write its https:// address into SHOWROOM_URL, or say no.",
                );
                true
            }
            Some(asked) => asked,
            None => https,
        }
    }

    fn key(&mut self) -> Option<Key> {
        let text = self.env("SHOWROOM_KEY")?;
        let key = Key::parse(&text);
        if key.is_none() {
            let what = "The key is not 64 hexadecimal digits.".into();
            self.wrong(
                what,
                "SHOWROOM_KEY in the environment",
                "Copy it whole from showroom.key, or make one with: openssl rand -hex 32",
            );
        }
        key
    }

    fn log(&mut self) -> Shape {
        match self.env("SHOWROOM_LOG").as_deref() {
            None | Some("text") => Shape::Text,
            Some("json") => Shape::Json,
            Some(other) => {
                self.wrong(
                    format!("There is no log called `{other}`."),
                    "SHOWROOM_LOG in the environment",
                    "Write text or json.",
                );
                Shape::Text
            }
        }
    }

    fn yes_or_no(&mut self, name: &'static str) -> Option<bool> {
        match self.env(name)?.as_str() {
            "yes" | "true" | "1" => Some(true),
            "no" | "false" | "0" => Some(false),
            other => {
                self.wrong(
                    format!("`{other}` is neither yes nor no."),
                    &format!("{name} in the environment"),
                    "Write yes or no.",
                );
                None
            }
        }
    }
}

/// Which database a text names, or what is wrong with it and how to mend it.
fn location(text: &str) -> Result<Location, (String, &'static str)> {
    const MEND: &str =
        "Write postgres://user:password@host/name, or the path of a SQLite file such as data/showroom.db";
    let Some((scheme, rest)) = text.split_once(':').filter(|(scheme, _)| scheme.len() != 1) else {
        return Ok(Location::Sqlite(PathBuf::from(text)));
    };
    match scheme {
        "postgres" | "postgresql" => match url::Url::parse(text) {
            Ok(url) if url.path().len() > 1 => Ok(Location::Postgres(text.to_owned())),
            Ok(_) => Err(("The PostgreSQL address names no database.".into(), MEND)),
            Err(error) => Err((format!("The PostgreSQL address cannot be read: {error}."), MEND)),
        },
        "sqlite" if !rest.trim_start_matches('/').is_empty() => {
            Ok(Location::Sqlite(PathBuf::from(rest.strip_prefix("//").unwrap_or(rest))))
        }
        "" => Err(("A database in memory would forget everything.".into(), MEND)),
        other => Err((format!("There is no database of the kind `{other}`."), MEND)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(environment: &[(&str, &str)]) -> Result<Config, Wrong> {
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::read(&Given::default(), environment)
    }

    #[test]
    fn an_empty_environment_will_do() {
        let config = read(&[("PATH", "/bin"), ("DATABASE_URL", " ")]).unwrap();
        assert_eq!(config.database, Location::Sqlite("data/showroom.db".into()));
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert!(!config.secure_cookies);
    }

    #[test]
    fn databases_by_their_address() {
        for (text, wanted) in [
            ("house.db", Some("SQLite in house.db")),
            ("/srv/show room/house.db", Some("SQLite in /srv/show room/house.db")),
            ("sqlite:house.db", Some("SQLite in house.db")),
            ("sqlite:///srv/house.db", Some("SQLite in /srv/house.db")),
            ("postgres://anna:secret@db.example/house", Some("PostgreSQL at db.example/house")),
            ("postgresql:///house?host=/run/postgresql", Some("PostgreSQL at this machine/house")),
            ("postgres://db.example", None),
            ("mysql://db.example/house", None),
            ("sqlite:", None),
            (":memory:", None),
        ] {
            let found = read(&[("DATABASE_URL", text)]).ok().map(|config| config.database.to_string());
            assert_eq!(found.as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn the_command_line_goes_first() {
        let given = Given { data: Some("here".into()), database: None, listen: Some("9000".into()) };
        let environment = [("SHOWROOM_DATA", "there"), ("SHOWROOM_LISTEN", "nonsense")];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let config = Config::read(&given, environment).unwrap();
        assert_eq!(config.database, Location::Sqlite("here/showroom.db".into()));
        assert_eq!(config.listen.to_string(), "127.0.0.1:9000");
    }

    #[test]
    fn cookies_follow_the_address() {
        let config = read(&[("SHOWROOM_URL", "https://showroom.example/")]).unwrap();
        assert_eq!((config.origin.as_deref(), config.secure_cookies), (Some("https://showroom.example"), true));
        let config = read(&[("SHOWROOM_URL", "http://10.0.0.5:8080")]).unwrap();
        assert_eq!((config.origin.as_deref(), config.secure_cookies), (Some("http://10.0.0.5:8080"), false));
        assert!(read(&[("SHOWROOM_URL", "http://10.0.0.5"), ("SHOWROOM_SECURE_COOKIES", "yes")]).is_err());
    }

    #[test]
    fn every_mistake_is_listed_with_its_place_and_its_mending() {
        let wrong = read(&[
            ("DATABASE_URL", "mysql://x/y"),
            ("SHOWROOM_LISTEN", "everywhere"),
            ("SHOWROOM_URL", "showroom.example/desk"),
            ("SHOWROOM_SECURE_COOKIES", "perhaps"),
            ("SHOWROOM_KEY", "1234"),
            ("SHOWROOM_LOG", "xml"),
            ("SHOWROOM_LISTN", "127.0.0.1:1"),
        ])
        .unwrap_err();
        assert_eq!(wrong.0.len(), 7, "{wrong}");
        let text = wrong.to_string();
        for part in [
            "`mysql`",
            "DATABASE_URL",
            "0.0.0.0:8080",
            "SHOWROOM_LISTN",
            "https://showroom.example",
            "openssl rand",
            "text or json",
        ] {
            assert!(text.contains(part), "{part} is not in:\n{text}");
        }
        assert!(!text.contains("1234"), "the key is not printed");
    }
}
