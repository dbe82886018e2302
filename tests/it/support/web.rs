//! A running server on a free port, and a browser without a screen: cookies, forms, no redirects followed by itself.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::OnceLock;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use showroom::platform::db::Db;
use showroom::platform::http::{Door, Rates, Routes, Settings};
use showroom::platform::seal::Vault;
use showroom::server;

use super::world::PASSWORD;

/// A server in a thread of its own; it stops when this is dropped.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// The program as it is.
    pub fn start(db: &Db) -> Self {
        Self::with(db, settings(), server::routes)
    }

    /// With settings and routes of the test.
    pub fn with(db: &Db, settings: Settings, routes: impl FnOnce() -> Routes + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let door = Door::new(db.clone(), settings);
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let running = server::start(listener, door, routes()).unwrap();
                tell.send(running.handle()).unwrap();
                running.await.unwrap();
            });
        });
        Self { address, handle: told.recv().unwrap(), thread: Some(thread) }
    }

    /// A browser that nobody has used yet.
    pub fn browser(&self) -> Browser {
        Browser::at(self.address)
    }

    /// A browser in which this person is signed in.
    pub fn signed_in(&self, login: &str) -> Browser {
        let browser = self.browser();
        browser.sign_in(login, PASSWORD);
        browser
    }

    /// Sends bytes as they are, and gives everything that comes back until the server closes.
    pub fn raw(&self, pieces: &[&[u8]], pause: Duration) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
        for piece in pieces {
            if stream.write_all(piece).is_err() {
                break;
            }
            std::thread::sleep(pause);
        }
        let mut answer = Vec::new();
        let mut part = [0; 4096];
        while let Ok(count) = stream.read(&mut part) {
            if count == 0 {
                break;
            }
            answer.extend_from_slice(&part[..count]);
        }
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

/// Settings for tests: nobody is ever too fast, and what one part of a test seals another opens.
pub fn settings() -> Settings {
    static VAULT: OnceLock<Vault> = OnceLock::new();
    let vault = VAULT.get_or_init(Vault::passing).clone();
    Settings {
        rates: Rates::unlimited(),
        vault,
        bell: showroom::business::reminders::store::unseen,
        ..Settings::default()
    }
}

/// Somebody's browser.
#[derive(Clone)]
pub struct Browser {
    agent: ureq::Agent,
    base: String,
    session: Option<String>,
}

/// One answer.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// The body as it came, where it was asked for inside.
    pub bytes: Vec<u8>,
}

impl Browser {
    /// A browser that nobody has used yet, for the program that listens there.
    pub fn at(address: SocketAddr) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Self { agent: agent.into(), base: format!("http://{address}"), session: None }
    }

    /// Another browser with this session and a connection of its own.
    pub fn with_session(address: SocketAddr, session: &str) -> Self {
        Self { session: Some(session.to_owned()), ..Self::at(address) }
    }

    /// Signs somebody in; gives the session, for [`Browser::with_session`].
    pub fn sign_in(&self, login: &str, password: &str) -> String {
        let page = self.post("/sign-in", &[("login", login), ("password", password)]);
        assert_eq!((page.status, page.location().as_str()), (303, "/"), "{}", page.body);
        page.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
    }

    /// Opens a page.
    pub fn get(&self, path: &str) -> Page {
        let mut request = self.agent.get(format!("{}{path}", self.base)).header("accept-language", "en");
        if let Some(session) = &self.session {
            request = request.header("cookie", session);
        }
        Page::of(request.call().unwrap())
    }

    /// Sends a form as it is.
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post_body(path, &encode(fields))
    }

    /// Sends a body as it is.
    pub fn post_body(&self, path: &str, body: &str) -> Page {
        self.post_with(path, body, &[("content-type", "application/x-www-form-urlencoded")])
    }

    /// Sends a body with these headers.
    pub fn post_with(&self, path: &str, body: &str, headers: &[(&str, &str)]) -> Page {
        self.try_post(path, body, headers).unwrap()
    }

    /// Sends a body with these headers to a program that may be gone before it answers.
    ///
    /// # Errors
    /// Where no whole answer came back: then nobody knows whether it was done.
    pub fn try_post(&self, path: &str, body: &str, headers: &[(&str, &str)]) -> Result<Page, ureq::Error> {
        let mut request = self.agent.post(format!("{}{path}", self.base)).header("accept-language", "en");
        if let Some(session) = &self.session {
            request = request.header("cookie", session);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Ok(Page::of(request.send(body)?))
    }
}

impl Page {
    fn of(mut response: ureq::http::Response<ureq::Body>) -> Self {
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()));
        Self {
            status: response.status().as_u16(),
            headers: headers.collect(),
            body: response.body_mut().read_to_string().unwrap_or_default(),
            bytes: Vec::new(),
        }
    }

    /// A header's value; empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(header, _)| header == name).map_or("", |(_, value)| value.as_str())
    }

    /// Where it sends the browser.
    pub fn location(&self) -> String {
        self.header("location").to_owned()
    }

    /// The first form key on the page.
    pub fn key(&self) -> String {
        self.keys().into_iter().next().unwrap_or_else(|| panic!("no form key in {}", self.body))
    }

    /// All form keys on the page.
    pub fn keys(&self) -> Vec<String> {
        let mark = "name=\"_key\" value=\"";
        let rest = self.body.split(mark).skip(1);
        rest.filter_map(|text| Some(text.split_once('"')?.0.to_owned())).collect()
    }
}

/// Fields as a browser sends them.
pub fn encode(fields: &[(&str, &str)]) -> String {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        body.append_pair(name, value);
    }
    body.finish()
}
