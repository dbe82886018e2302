//! The table of routes and the table of roles, as documents that a manager can read.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use showroom::base::role::{Need, Role};
use showroom::platform::http::{Keyed, Method};
use showroom::server;

use crate::support::snapshot;

#[test]
fn routes_are_what_the_document_says() {
    snapshot::matches("routes.txt", &server::routes().print());
}

#[test]
fn roles_are_what_the_document_says() {
    snapshot::matches("roles.txt", &roles());
}

#[test]
fn no_address_is_given_twice() {
    let routes = server::routes();
    let mut seen = BTreeSet::new();
    for row in routes.table() {
        assert!(seen.insert((row.pattern, row.method)), "{} {} is registered twice", row.method.name(), row.pattern);
    }
}

#[test]
fn only_what_may_be_done_twice_goes_without_a_form_key() {
    let free = [
        "/sign-in",
        "/sign-out",
        "/sign-out/everywhere",
        "/me/language",
        "/me/scheme",
        "/me/site",
        "/set-up/demo",
        "/card",
    ];
    for row in server::routes().table() {
        let keyless = row.method == Method::Post && row.keyed == Keyed::No;
        assert!(!keyless || free.contains(&row.pattern), "POST {} takes no form key", row.pattern);
    }
}

#[test]
fn only_pages_before_signing_in_need_nothing() {
    let open =
        ["/healthz", "/readyz", "/assets/", "/sign-in", "/sign-out", "/set-up", "/me/language", "/card", "/calendar/"];
    for row in server::routes().table() {
        let named = open.iter().any(|start| row.pattern.starts_with(start));
        assert!(row.need != Need::Anyone || named, "{} {} is open to anybody", row.method.name(), row.pattern);
    }
}

fn roles() -> String {
    let mut text = String::from("# what · who may\n");
    write!(text, "{:<24}", "").unwrap();
    for role in Role::ALL {
        write!(text, " {:<13}", role.code()).unwrap();
    }
    text = text.trim_end().to_owned() + "\n";
    for need in Need::ALL.iter().filter(|need| **need != Need::Anyone) {
        let mut line = format!("{:<24}", need.code());
        for role in Role::ALL {
            write!(line, " {:<13}", if role.may(*need) { "yes" } else { "-" }).unwrap();
        }
        text += line.trim_end();
        text += "\n";
    }
    text
}
