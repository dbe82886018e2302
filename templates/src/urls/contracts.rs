//! Contracts.

fn of(contract: i64, what: &str) -> String {
    format!("/contracts/{contract}/{what}")
}

/// All contracts, by how they stand.
pub fn list() -> String {
    super::nav::contracts()
}

/// The form that prepares the contract of a deposit.
pub fn new(deposit: i64) -> String {
    format!("/contracts/new?deposit={deposit}")
}

/// One contract.
pub fn show(contract: i64) -> String {
    format!("/contracts/{contract}")
}

/// The contract as a paper.
pub fn paper(contract: i64) -> String {
    of(contract, "paper")
}

/// The missing papers were asked for.
pub fn papers_asked(contract: i64) -> String {
    of(contract, "papers")
}

/// A paper came; takes `here`.
pub fn received(contract: i64, paper: i64) -> String {
    of(contract, &format!("papers/{paper}"))
}

/// Do a step; takes what the step needs.
pub fn step(contract: i64, step: &str) -> String {
    of(contract, &format!("steps/{step}"))
}

/// Money came for an instalment: the form, and where it is sent.
pub fn payment(contract: i64, instalment: i64) -> String {
    of(contract, &format!("instalments/{instalment}"))
}

/// A milestone was reached; takes `done`.
pub fn milestone(contract: i64, milestone: i64) -> String {
    of(contract, &format!("milestones/{milestone}"))
}
