//! The whole program without its sockets: requests go straight to the guard and its routes. Ten times as fast as HTTP, for tests that ask
//! hundreds of thousands of times.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;

use actix_web::body::to_bytes;
use actix_web::http::header;
use actix_web::test::{self, TestRequest};
use actix_web::{App, dev::Service};
use showroom::platform::http::{self, Door, Settings, Table};
use showroom::{platform::db::Db, server};

use super::web::{Page, settings};

type Answering = Pin<Box<dyn Future<Output = Page>>>;

/// The program, ready to answer in this thread.
pub struct Inside {
    call: Box<dyn Fn(TestRequest) -> Answering>,
}

/// Somebody who asks it: with a session, or without.
pub struct Caller<'a> {
    inside: &'a Inside,
    cookie: RefCell<String>,
}

impl Inside {
    /// The program on this database; nobody is ever too fast.
    pub async fn open(db: &Db) -> Self {
        Self::with(db, settings()).await
    }

    /// With settings of the test.
    pub async fn with(db: &Db, settings: Settings) -> Self {
        let (door, table) = (Door::new(db.clone(), settings), Table::from(server::routes()));
        let app = App::new().configure(move |config| http::mount(config, &door, &table));
        let service = std::rc::Rc::new(test::init_service(app).await);
        Self {
            call: Box::new(move |request| {
                let service = std::rc::Rc::clone(&service);
                Box::pin(async move {
                    let answer = service.call(request.to_request()).await.unwrap();
                    let status = answer.status().as_u16();
                    let headers = answer.headers().iter().map(|(name, value)| {
                        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
                    });
                    let headers = headers.collect();
                    let body = to_bytes(answer.into_body()).await.unwrap();
                    Page { status, headers, body: String::from_utf8_lossy(&body).into_owned(), bytes: body.to_vec() }
                })
            }),
        }
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> Caller<'_> {
        Caller { inside: self, cookie: RefCell::default() }
    }

    /// Somebody with a session that was opened before.
    pub fn with_cookie(&self, cookie: &str) -> Caller<'_> {
        Caller { inside: self, cookie: RefCell::new(cookie.to_owned()) }
    }

    /// Somebody who signs in.
    pub async fn signed_in(&self, login: &str, password: &str) -> Caller<'_> {
        let caller = self.stranger();
        let page = caller.post("/sign-in", &[("login", login), ("password", password)]).await;
        assert_eq!(page.status, 303, "{}", page.body);
        caller
    }
}

impl Caller<'_> {
    /// The session, for another thread.
    pub fn cookie(&self) -> String {
        self.cookie.borrow().clone()
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Page {
        self.ask(TestRequest::get().uri(path)).await
    }

    /// Opens a page as a program does that says more of itself.
    pub async fn get_with(&self, path: &str, name: &'static str, value: &str) -> Page {
        self.ask(TestRequest::get().uri(path).insert_header((name, value))).await
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.post_body(path, super::web::encode(fields).into_bytes()).await
    }

    /// Sends a body as it is.
    pub async fn post_body(&self, path: &str, body: Vec<u8>) -> Page {
        let kind = (header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(TestRequest::post().uri(path).insert_header(kind).set_payload(body)).await
    }

    /// Sends a form with a file.
    pub async fn post_file(&self, path: &str, fields: &[(&str, &str)], name: &str, file: &[u8]) -> Page {
        let mut body = Vec::new();
        for (field, value) in fields {
            let part = format!("--xyz\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend(part.into_bytes());
        }
        let head = format!("--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        body.extend(head.into_bytes());
        body.extend(file);
        body.extend(b"\r\n--xyz--\r\n");
        let kind = (header::CONTENT_TYPE, "multipart/form-data; boundary=xyz");
        self.ask(TestRequest::post().uri(path).insert_header(kind).set_payload(body)).await
    }

    /// Fetches a file, byte for byte.
    pub async fn fetch(&self, path: &str) -> Vec<u8> {
        let page = self.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        page.bytes
    }

    async fn ask(&self, request: TestRequest) -> Page {
        let mut request = request.insert_header((header::ACCEPT_LANGUAGE, "en"));
        let cookie = self.cookie();
        if !cookie.is_empty() {
            request = request.insert_header((header::COOKIE, cookie));
        }
        let page = (self.inside.call)(request).await;
        for (name, value) in &page.headers {
            let session = name == "set-cookie" && !value.starts_with("lang=");
            if let Some((pair, _)) = value.split_once(';').filter(|_| session) {
                *self.cookie.borrow_mut() = pair.to_owned();
            }
        }
        page
    }
}
