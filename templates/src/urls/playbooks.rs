//! The playbooks.

/// One playbook with its map.
pub fn show(playbook: &str) -> String {
    format!("/playbooks/{playbook}")
}

/// One of its steps.
pub fn step(playbook: &str, step: &str) -> String {
    format!("/playbooks/{playbook}/steps/{step}")
}

/// What customers say against it, and what has answered them.
pub fn objections(playbook: &str) -> String {
    format!("/playbooks/{playbook}/objections")
}
