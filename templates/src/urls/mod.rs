//! Where everything lives. Addresses are written here once; nobody else puts a path together.

pub mod access;
pub mod board;
pub mod calls;
pub mod consultants;
pub mod contracts;
pub mod customers;
pub mod deposits;
pub mod desk;
pub mod followups;
pub mod grades;
pub mod lists;
pub mod mail;
pub mod me;
pub mod merging;
pub mod nav;
pub mod ownership;
pub mod playbooks;
pub mod privacy;
pub mod quotes;
pub mod reminders;
pub mod reports;
pub mod rulings;
pub mod settings;
pub mod staff;
pub mod tour_routes;
pub mod units;
pub mod visits;
pub mod walk;

/// An address with a query; values are escaped.
pub fn with_query(path: &str, values: &[(&str, &str)]) -> String {
    let mut address = path.to_owned();
    for (at, (name, value)) in values.iter().enumerate() {
        address.push(if at == 0 && !path.contains('?') { '?' } else { '&' });
        address.push_str(name);
        address.push('=');
        address.push_str(&escaped(value));
    }
    address
}

/// A paper as PDF, at the address of the page from which it is printed.
pub fn as_pdf(paper: &str) -> String {
    with_query(paper, &[("format", "pdf")])
}

fn escaped(value: &str) -> String {
    let mut text = String::new();
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => text.push(char::from(byte)),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}
