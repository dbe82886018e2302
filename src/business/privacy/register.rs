//! The register of processing: every column in which something about a visitor may stand, why it is there, from which stage it may be
//! asked, how long it stays, and what an erasure does to it (个人信息保护法 5–7, 19, 45, 47, 55).
//!
//! Copy, erasure and the page of the register are made from this table; a test fails where the schema has a text that neither stands here nor
//! among [`NOT_PERSONAL`].

use crate::base::stage::Stage;

/// Why it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// To know who this is and to reach them.
    Reach,
    /// To find what suits them.
    Enquiry,
    /// To keep in touch as agreed.
    Contact,
    /// To make and keep a contract, and the books that the law asks for.
    Deal,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Reach, Self::Enquiry, Self::Contact, Self::Deal];

    /// The name in `texts/words/privacy.toml`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reach => "reach",
            Self::Enquiry => "enquiry",
            Self::Contact => "contact",
            Self::Deal => "deal",
        }
    }

    /// Whether it stays while the papers of a deal must be kept.
    pub const fn outlives_a_request(self) -> bool {
        matches!(self, Self::Reach | Self::Deal)
    }
}

/// How a row belongs to a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// It is the customer's own row.
    Itself,
    /// It names the customer.
    Customer,
    /// It belongs to one of the customer's visits.
    Visit,
    /// It belongs to one of the customer's journeys.
    Journey,
    /// It belongs to a tour of one of the customer's visits.
    Tour,
    /// It belongs to one of the customer's quotes.
    Quote,
    /// It belongs to one of the customer's deposits.
    Deposit,
    /// It belongs to one of the customer's contracts.
    Contract,
    /// It names the customer as one of two of a household or of a doubtful pair.
    Pair,
    /// It is a merge of which the customer, or somebody who became them, is a part.
    Merge,
    /// It names the customer, or one of their numbers before anybody knew whose it is.
    Number,
}

impl Of {
    /// The condition of SQL, the same in both dialects. The id is a number, never text that somebody typed.
    pub fn rows(self, customer: i64) -> String {
        let through =
            |column: &str, table: &str| format!("{column} IN (SELECT id FROM {table} WHERE customer_id = {customer})");
        match self {
            Self::Itself => format!("id = {customer}"),
            Self::Customer => format!("customer_id = {customer}"),
            Self::Visit => through("visit_id", "visits"),
            Self::Journey => through("journey_id", "journeys"),
            Self::Tour => format!("tour_id IN (SELECT id FROM tours WHERE {})", through("visit_id", "visits")),
            Self::Quote => through("quote_id", "quotes"),
            Self::Deposit => through("deposit_id", "deposits"),
            Self::Contract => through("contract_id", "contracts"),
            Self::Pair => format!("(first_id = {customer} OR second_id = {customer})"),
            Self::Merge => format!(
                "(gone_id = {customer} OR kept_id IN (WITH RECURSIVE one (id) AS (SELECT CAST({customer} AS BIGINT) UNION \
                 SELECT m.gone_id FROM merges m JOIN one ON m.kept_id = one.id) SELECT id FROM one))"
            ),
            Self::Number => format!(
                "(customer_id = {customer} OR e164 IN (SELECT e164 FROM customer_phones WHERE customer_id = {customer}))"
            ),
        }
    }
}

/// What an erasure does to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erase {
    /// The column becomes empty.
    Null,
    /// The column may not be empty and becomes this.
    To(&'static str),
    /// The column becomes the id of its row, because no two may be the same.
    OwnId,
    /// The whole row goes.
    Row,
    /// It tells nothing once the rest is gone, and is counted.
    Stays,
}

/// One column of the register.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// How its rows belong to a customer.
    pub of: Of,
    /// Why it is kept.
    pub purpose: Purpose,
    /// From which stage it may be asked.
    pub from: Stage,
    /// What an erasure does.
    pub erase: Erase,
    /// Whether the copy for the visitor holds it; what is only there to be searched, or sealed, is not said twice.
    pub copied: bool,
}

const fn item(table: &'static str, column: &'static str, of: Of, purpose: Purpose, from: Stage, erase: Erase) -> Item {
    Item { table, column, of, purpose, from, erase, copied: true }
}

const fn unsaid(
    table: &'static str,
    column: &'static str,
    of: Of,
    purpose: Purpose,
    from: Stage,
    erase: Erase,
) -> Item {
    Item { copied: false, ..item(table, column, of, purpose, from, erase) }
}

use Erase::{Null, OwnId, Row, Stays, To};
use Of::{
    Contract as OfContract, Customer, Deposit as OfDeposit, Itself, Journey, Merge, Number, Pair, Quote,
    Tour as OfTour, Visit,
};
use Purpose::{Contact, Deal, Enquiry, Reach};
use Stage::{Contract, Deposit, Introduction, Negotiation, Reception, Registration, Tour, Tracking};

/// The register, in the order in which people read the copy.
pub const REGISTER: &[Item] = &[
    item("customers", "name", Itself, Reach, Reception, To("")),
    unsaid("customers", "name_sound", Itself, Reach, Reception, To("")),
    unsaid("customers", "name_initials", Itself, Reach, Reception, To("")),
    unsaid("customers", "title", Itself, Reach, Reception, To("none")),
    item("customer_phones", "e164", Customer, Reach, Reception, Row),
    unsaid("customer_phones", "tail", Customer, Reach, Reception, Row),
    item("customers", "wechat", Itself, Reach, Registration, Null),
    item("customers", "email", Itself, Reach, Registration, Null),
    item("customers", "district", Itself, Enquiry, Registration, Null),
    item("customers", "occupation", Itself, Enquiry, Registration, Null),
    item("customers", "channel", Itself, Enquiry, Reception, Stays),
    item("customers", "note", Itself, Enquiry, Registration, Null),
    unsaid("customers", "refused_fields", Itself, Enquiry, Registration, To("[]")),
    item("customers", "grade", Itself, Contact, Registration, Stays),
    unsaid("kinships", "relation", Pair, Enquiry, Registration, Row),
    unsaid("doubtful_pairs", "reasons", Pair, Enquiry, Reception, Row),
    unsaid("doubtful_pairs", "state", Pair, Enquiry, Reception, Row),
    unsaid("merges", "kept_before", Merge, Enquiry, Registration, To("{}")),
    unsaid("merges", "kept_after", Merge, Enquiry, Registration, To("{}")),
    unsaid("merges", "gone_before", Merge, Enquiry, Registration, To("{}")),
    unsaid("merges", "reason", Merge, Enquiry, Registration, Null),
    item("grade_changes", "reason", Customer, Contact, Registration, Null),
    item("consents", "purpose", Customer, Reach, Registration, Stays),
    item("needs", "answer", Journey, Enquiry, Introduction, Row),
    unsaid("needs", "question", Journey, Enquiry, Introduction, Row),
    item("appointments", "note", Customer, Contact, Tracking, Null),
    item("calls", "taken_at", Customer, Contact, Reception, Stays),
    item("calls", "about", Customer, Enquiry, Reception, Null),
    item("calls", "note", Customer, Enquiry, Reception, Null),
    item("visits", "arrived_at", Customer, Enquiry, Reception, Stays),
    item("visits", "description", Customer, Enquiry, Reception, Null),
    item("visits", "outcome_reason", Customer, Enquiry, Negotiation, Null),
    unsaid("visit_stages", "skipped_reason", Visit, Enquiry, Reception, Null),
    unsaid("item_ticks", "value", Journey, Enquiry, Introduction, To("")),
    item("objections", "words", Journey, Enquiry, Negotiation, Null),
    item("objections", "answer", Journey, Enquiry, Negotiation, Null),
    item("tour_stops", "note", OfTour, Enquiry, Tour, Null),
    item("discount_requests", "reason", Quote, Enquiry, Negotiation, To("")),
    item("discount_requests", "decision_reason", Quote, Enquiry, Negotiation, Null),
    item("follow_ups", "learned", Customer, Contact, Tracking, Null),
    item("birthdays", "month", Customer, Contact, Contract, Row),
    item("birthdays", "day", Customer, Contact, Contract, Row),
    unsaid("reminders", "occasion", Customer, Contact, Tracking, OwnId),
    item("filings", "surname", Number, Reach, Reception, To("")),
    item("filings", "e164", Number, Reach, Reception, OwnId),
    unsaid("filings", "tail", Number, Reach, Reception, To("")),
    item("extension_requests", "reason", Customer, Contact, Tracking, To("")),
    item("extension_requests", "decision_reason", Customer, Contact, Tracking, Null),
    unsaid("rulings", "question", Customer, Contact, Tracking, To("")),
    unsaid("rulings", "appeal_reason", Customer, Contact, Tracking, Null),
    unsaid("rulings", "decision_reason", Customer, Contact, Tracking, Null),
    item("privacy_requests", "words", Customer, Reach, Reception, Null),
    item("privacy_requests", "answer", Customer, Reach, Reception, Null),
    unsaid("import_rows", "cells", Customer, Reach, Registration, To("[]")),
    unsaid("import_rows", "why", Customer, Reach, Registration, To("{}")),
    unsaid("import_traces", "detail", Customer, Reach, Registration, To("{}")),
    item("buyers", "name", OfDeposit, Deal, Deposit, To("")),
    unsaid("buyers", "id_sealed", OfDeposit, Deal, Deposit, Null),
    item("buyers", "id_tail", OfDeposit, Deal, Deposit, Null),
    item("buyers", "phone", OfDeposit, Deal, Deposit, Null),
    item("buyers", "address", OfDeposit, Deal, Deposit, Null),
    item("deposits", "number", Customer, Deal, Deposit, Stays),
    unsaid("deposits", "signature", Customer, Deal, Deposit, Null),
    item("deposits", "end_reason", Customer, Deal, Deposit, Null),
    item("contracts", "number", Customer, Deal, Contract, Stays),
    item("contracts", "promised", Customer, Deal, Contract, Null),
    unsaid("contracts", "signature", Customer, Deal, Contract, Null),
    item("contract_steps", "note", OfContract, Deal, Contract, Null),
    item("contract_papers", "note", OfContract, Deal, Contract, Null),
    item("payments", "receipt_number", Customer, Deal, Deposit, Stays),
    item("payments", "note", Customer, Deal, Deposit, Null),
];

/// Texts of the schema that tell nothing about a visitor: the house's own, its people's, codes from a list, and what only points at rows.
/// Of each table the columns, or [`ALL_OF_IT`].
pub const NOT_PERSONAL: &[(&str, &[&str])] = &[
    ("sites", ALL_OF_IT),
    ("users", ALL_OF_IT),
    ("memberships", ALL_OF_IT),
    ("sessions", ALL_OF_IT),
    ("sign_in_attempts", ALL_OF_IT),
    ("form_keys", ALL_OF_IT),
    ("journal", ALL_OF_IT),
    ("journal_chain", ALL_OF_IT),
    ("number_series", ALL_OF_IT),
    ("customers", &["lost_reason"]),
    ("customer_phones", &["label"]),
    ("grade_scales", ALL_OF_IT),
    ("closed_days", ALL_OF_IT),
    ("report_wants", ALL_OF_IT),
    ("day_figures", ALL_OF_IT),
    ("day_cuts", ALL_OF_IT),
    ("teams", ALL_OF_IT),
    ("corrections", ALL_OF_IT),
    ("targets", ALL_OF_IT),
    ("merges", &["moved"]),
    ("grade_changes", &["old_grade", "new_grade", "suggested", "reasons"]),
    ("consents", &["notice_text"]),
    ("journeys", ALL_OF_IT),
    ("duties", ALL_OF_IT),
    ("assignments", ALL_OF_IT),
    ("turns", ALL_OF_IT),
    ("appointments", &["status"]),
    ("calls", &["caller", "channel", "next"]),
    (
        "visits",
        &[
            "state",
            "stage",
            "kind",
            "channel",
            "been_before",
            "phoned_before",
            "outcome",
            "no_next_reason",
            "papers_given",
        ],
    ),
    ("visit_stages", &["stage"]),
    ("item_ticks", &["item"]),
    ("signals", ALL_OF_IT),
    ("objections", &["code"]),
    ("tour_routes", ALL_OF_IT),
    ("tours", ALL_OF_IT),
    ("tour_stops", &["place", "name_zh", "name_en", "merits_told", "verdict"]),
    ("unit_types", ALL_OF_IT),
    ("units", ALL_OF_IT),
    ("unit_prices", ALL_OF_IT),
    ("claims", ALL_OF_IT),
    ("quotes", ALL_OF_IT),
    ("discount_requests", &["verdict"]),
    ("follow_ups", &["purpose", "state", "how", "no_next_reason", "cancel_reason", "before"]),
    ("deposits", &["kind", "payment_way", "status", "terms"]),
    ("contracts", &["payment_way", "status", "terms"]),
    ("contract_steps", &["step"]),
    ("contract_papers", &["code"]),
    ("instalments", ALL_OF_IT),
    ("payments", &["kind", "way"]),
    ("milestones", ALL_OF_IT),
    ("calendar_feeds", ALL_OF_IT),
    ("jobs", ALL_OF_IT),
    ("mails", ALL_OF_IT),
    ("pool", ALL_OF_IT),
    ("extension_requests", &["verdict"]),
    ("credit_shares", ALL_OF_IT),
    ("filings", &["agency", "agent", "state", "end_reason"]),
    ("rulings", &["rule", "verdict", "finding", "decision"]),
    ("visit_cards", &["code_hash", "code_sealed"]),
    ("privacy_requests", &["kind", "state"]),
    ("reminders", &["kind"]),
    ("reminder_runs", ALL_OF_IT),
    ("erasures", ALL_OF_IT),
    ("do_not_contact", ALL_OF_IT),
    // Examples of what stands in a list are let go when it is taken over; rows of nobody who is known go with the list.
    ("imports", ALL_OF_IT),
    ("import_rows", &["fate", "decision", "outcome"]),
    ("import_traces", &["kind"]),
    ("import_plans", ALL_OF_IT),
    // What somebody searched for goes within two hours.
    ("exports", ALL_OF_IT),
];

/// A table whose every text tells nothing.
pub const ALL_OF_IT: &[&str] = &["*"];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Table and column of every text in the schema.
    fn texts() -> BTreeSet<(String, String)> {
        let schema = include_str!("../../platform/db/schema.rs");
        let mut found = BTreeSet::new();
        for block in schema.split("diesel::table! {").skip(1) {
            let table = block.trim_start().split([' ', '(']).next().unwrap();
            let columns =
                block.split("\n    }").next().unwrap().lines().filter_map(|line| line.trim().split_once(" -> "));
            found.extend(
                columns.filter(|(_, kind)| kind.contains("Text")).map(|(name, _)| (table.to_owned(), name.to_owned())),
            );
        }
        found
    }

    #[test]
    fn every_text_of_the_schema_is_judged_once() {
        let registered: BTreeSet<_> =
            REGISTER.iter().map(|item| (item.table.to_owned(), item.column.to_owned())).collect();
        assert_eq!(registered.len(), REGISTER.len(), "a column stands twice");
        let mut open = Vec::new();
        for (table, column) in texts() {
            let judged = NOT_PERSONAL
                .iter()
                .any(|(of, columns)| *of == table && (*columns == ALL_OF_IT || columns.contains(&column.as_str())));
            let known = registered.contains(&(table.clone(), column.clone()));
            if judged == known {
                open.push(format!("{table}.{column}"));
            }
        }
        assert!(open.is_empty(), "say in privacy/register.rs, once, whether this is about a visitor: {open:#?}");
    }

    #[test]
    fn what_must_not_be_empty_is_not_made_so() {
        let migrations = include_str!("../../../migrations/sqlite/0002_customers/up.sql");
        assert!(migrations.contains("name TEXT NOT NULL"));
        assert!(REGISTER.iter().any(|item| item.table == "customers" && item.column == "name" && item.erase == To("")));
    }
}
