//! Pages for when something is not as hoped: each in the person's language, saying what happened and what to do now.

use std::error::Error as _;
use std::fmt::Write as _;

use actix_web::http::header;
use maud::Markup;
use showroom_templates::pages::access::{self as pages_access, DemoPerson, SignInPage};
use showroom_templates::pages::errors::{self as pages, ErrorPage, Trouble};
use showroom_templates::{Nav, Typed, urls};

use super::ask::Ask;
use super::limits::{BadBody, TooOften};
use super::refused;
use super::reply::Reply;
use super::routes::Method;
use crate::base::error::{Error, Fault, FaultClass, Kind, Refused};
use crate::base::role::{Need, Role};

/// Why a request did not reach its handler, or came back from it without an answer.
#[derive(Debug)]
pub(super) enum Stop {
    /// No such address.
    Nowhere,
    /// The address is right, the method is not; these would be.
    WrongMethod(String),
    /// Somebody has to sign in first.
    SignIn(Method),
    /// The program has no site and no people yet.
    SetUp,
    /// A form that did not come from one of our pages.
    Foreign,
    /// The body was not taken.
    Body(BadBody),
    /// The body is no form.
    NoForm,
    /// Too often.
    TooOften(TooOften),
    /// The handler said no, or the house is broken.
    Error(Error),
    /// The program made a mistake; where, in the source.
    Panic,
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<TooOften> for Stop {
    fn from(too_often: TooOften) -> Self {
        Self::TooOften(too_often)
    }
}

/// Draws a stop for this person. A fault is logged here, once, with the reference that the page shows.
pub(super) fn reply(ask: &Ask, stop: Stop, reference: &str) -> Reply {
    match stop {
        Stop::Nowhere => page(ask, Trouble::Missing, 404, ErrorPage::default()),
        Stop::WrongMethod(allowed) => {
            page(ask, Trouble::Missing, 405, ErrorPage::default()).header(header::ALLOW, &allowed)
        }
        Stop::SignIn(asked) => sign_in_first(ask, asked),
        Stop::SetUp => Reply::see_other(urls::access::set_up()),
        Stop::Foreign => page(ask, Trouble::Unreadable, 403, ErrorPage::default()).closing(),
        Stop::NoForm => page(ask, Trouble::Unreadable, 415, ErrorPage::default()).closing(),
        Stop::Body(BadBody::TooLarge) => page(ask, Trouble::TooLarge, 413, ErrorPage::default()).closing(),
        Stop::Body(BadBody::TooSlow) => page(ask, Trouble::TooSlow, 408, ErrorPage::default()).closing(),
        Stop::Body(BadBody::NoRoom) => {
            let fault = Fault::new(FaultClass::Full, "keeping a file that is being sent");
            reply(ask, Stop::Error(fault.into()), reference).closing()
        }
        Stop::Body(BadBody::Broken) => page(ask, Trouble::Unreadable, 400, ErrorPage::default()).closing(),
        Stop::TooOften(TooOften { retry_secs }) => later(ask, Trouble::TooMany, 429, retry_secs, None).closing(),
        Stop::Error(Error::Missing) => page(ask, Trouble::Missing, 404, ErrorPage::default()),
        Stop::Error(Error::Forbidden(need)) => forbidden(ask, need),
        Stop::Error(Error::Refused(no)) => turned_down(ask, &no),
        Stop::Error(Error::Fault(fault)) => fault_page(ask, &fault, reference),
        Stop::Panic => broken(ask, reference),
    }
}

/// The same without a page, should drawing one be what failed.
pub(super) fn bare(reference: &str) -> Reply {
    Reply::text(format!("500 {reference}")).status(500)
}

fn page(ask: &Ask, trouble: Trouble, status: u16, page: ErrorPage) -> Reply {
    let frame = ask.frame(trouble.title(ask.words), None::<Nav>);
    Reply::page(pages::show(&frame, trouble, &page)).status(status)
}

fn later(ask: &Ask, trouble: Trouble, status: u16, retry_secs: u64, reference: Option<&str>) -> Reply {
    let shown =
        ErrorPage { retry_secs: Some(retry_secs), reference: reference.map(str::to_owned), ..ErrorPage::default() };
    page(ask, trouble, status, shown).header(header::RETRY_AFTER, &retry_secs.to_string())
}

/// Reading goes through the sign-in page and back. A form that was sent stays with the browser, which keeps it until its person is back: 401
/// tells it so.
fn sign_in_first(ask: &Ask, asked: Method) -> Reply {
    match asked {
        Method::Get => Reply::see_other(urls::with_query(&urls::access::sign_in(), &[("back", &ask.here)])),
        Method::Post => Reply::page(sign_in_page(ask, ask.fresh(), &ask.here)).status(401),
    }
}

/// The sign-in page; it leads on to `back`.
pub fn sign_in_page(ask: &Ask, typed: Typed, back: &str) -> Markup {
    let words = ask.words;
    let role = |role: Role| words.lookup_or(&format!("roles_{}", role.code())).to_owned();
    let demo = ask.door().settings().demo.iter().map(|person| DemoPerson {
        login: person.login.clone(),
        name: person.name.clone(),
        role: role(person.role),
        password: person.password.clone(),
    });
    let page = SignInPage {
        typed,
        back: back.to_owned(),
        again: ask.ended.as_ref().map(|ended| ended.login.clone()),
        demo: demo.collect(),
    };
    pages_access::sign_in(&ask.frame(words.access_sign_in_title(), None), &page)
}

fn forbidden(ask: &Ask, need: Need) -> Reply {
    let name = format!("roles_need_{}", need.code());
    let need = ask.words.lookup(&name).map(str::to_owned);
    page(ask, Trouble::Forbidden, 403, ErrorPage { need, ..ErrorPage::default() })
}

/// A refusal that no form gave back: a button whose page is gone, an address that cannot be any more.
fn turned_down(ask: &Ask, no: &Refused) -> Reply {
    let trouble = match no.kind {
        Kind::Invalid | Kind::Law => Trouble::Unreadable,
        Kind::Taken | Kind::Changed => Trouble::Conflict,
    };
    let need = Some(refused::sentence(ask.words, no));
    page(ask, trouble, refused::status(no.kind), ErrorPage { need, ..ErrorPage::default() })
}

fn fault_page(ask: &Ask, fault: &Fault, reference: &str) -> Reply {
    let class = format!("{:?}", fault.class);
    let causes = chain(fault);
    match fault.class {
        FaultClass::Busy => {
            tracing::warn!(request = reference, class, "{causes}");
            later(ask, Trouble::Busy, 503, 2, None)
        }
        FaultClass::Full => {
            tracing::error!(request = reference, class, "{causes}");
            later(ask, Trouble::Full, 503, 60, Some(reference))
        }
        FaultClass::Io | FaultClass::Gone | FaultClass::ReadOnly => {
            tracing::error!(request = reference, class, "{causes}");
            later(ask, Trouble::Busy, 503, 15, Some(reference))
        }
        FaultClass::Corrupt | FaultClass::BadData | FaultClass::Bug => {
            tracing::error!(request = reference, class, "{causes}");
            broken(ask, reference)
        }
    }
}

fn broken(ask: &Ask, reference: &str) -> Reply {
    page(ask, Trouble::Broken, 500, ErrorPage { reference: Some(reference.to_owned()), ..ErrorPage::default() })
}

/// A fault and its causes in one line.
fn chain(fault: &Fault) -> String {
    let mut text = fault.to_string();
    let mut cause = fault.source();
    while let Some(next) = cause {
        // Writing to a String cannot fail.
        let _ = write!(text, ": {next}");
        cause = next.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_with_all_its_causes() {
        let disk = std::io::Error::other("disk I/O error");
        let fault = Fault::new(FaultClass::Io, "opening a visit").because(disk);
        assert_eq!(chain(&fault), "Io while opening a visit: disk I/O error");
    }
}
