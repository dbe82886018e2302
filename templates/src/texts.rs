//! The longer texts that a showroom may want to change: playbooks, grades, questions, papers, terms, the notice, the demo.
//! They are embedded as they stand in `texts/`; each file says at its head what it may hold, and whoever needs it reads it.

/// The playbooks: file name and content of every file in `texts/playbooks/`.
pub const PLAYBOOKS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/playbooks.rs"));

/// The scales of grades: file name and content of every file in `texts/grades/`.
pub const GRADES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/grades.rs"));

/// The questions of the introduction, by what is sold.
pub const NEEDS: &str = include_str!("../texts/needs.toml");

/// The papers that a signing needs.
pub const PAPERS: &str = include_str!("../texts/papers.toml");

/// The versions of the notice on personal information.
pub const NOTICE: &str = include_str!("../texts/notice.toml");

/// The terms of the deposit agreement.
pub const DEPOSIT_AGREEMENT: &str = include_str!("../texts/clauses/deposit-agreement.toml");

/// What the receipt says, by kind of money.
pub const RECEIPT: &str = include_str!("../texts/clauses/receipt.toml");

/// The terms of the contract, and what is checked in each.
pub const CONTRACT: &str = include_str!("../texts/clauses/contract.toml");

/// The demo showroom.
pub const DEMO: &str = include_str!("../texts/demo.toml");

/// Lists that are brought to the demo showroom; names in braces stand for people who are known there.
pub const DEMO_LISTS: [&str; 3] = [
    include_str!("../texts/demo-lists/taken.csv"),
    include_str!("../texts/demo-lists/doubtful.csv"),
    include_str!("../texts/demo-lists/fair.csv"),
];
