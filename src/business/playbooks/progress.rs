//! How far a step has come: which items are done, and what is still to be looked after at its door. It warns and never stops.

use super::model::{Door, Fact, Gate, Item, ItemKind, Playbook, Step};
use std::collections::BTreeSet;

/// What is done so far: items that somebody ticked, and facts that the program saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// Names of ticked items.
    pub items: BTreeSet<String>,
    /// Facts.
    pub facts: BTreeSet<Fact>,
}

impl Done {
    /// Whether this item is done.
    pub fn has(&self, item: &Item) -> bool {
        item.fact.is_some_and(|fact| self.facts.contains(&fact)) || self.items.contains(&item.id)
    }

    /// How many items of a step that can be done are done, and how many there are.
    pub fn of(&self, step: &Step) -> (usize, usize) {
        let doable = || step.items.iter().filter(|item| item.kind != ItemKind::DoNot);
        (doable().filter(|item| self.has(item)).count(), doable().count())
    }
}

/// Something to look after before going on.
#[derive(Debug, Clone, Copy)]
pub enum Warning<'a> {
    /// An item that is asked for here.
    Item(&'a Item),
    /// A gate that has not seen enough.
    Gate(&'a Gate),
}

impl Warning<'_> {
    /// The name that goes into the journal with the reason for passing.
    pub fn id(&self) -> &str {
        match self {
            Self::Item(item) => &item.id,
            Self::Gate(gate) => &gate.id,
        }
    }
}

/// What is still to be looked after at a door of a step.
pub fn warnings<'a>(playbook: &'a Playbook, step: &'a Step, at: Door, done: &Done) -> Vec<Warning<'a>> {
    let items = step.items.iter().filter(|item| item.required == Some(at) && !done.has(item)).map(Warning::Item);
    let gates = playbook.gates_at(&step.id, at).filter(|gate| !passes(playbook, gate, done)).map(Warning::Gate);
    items.chain(gates).collect()
}

fn passes(playbook: &Playbook, gate: &Gate, done: &Done) -> bool {
    let seen = gate.items.iter().filter_map(|id| playbook.item(id)).filter(|item| done.has(item)).count();
    seen >= gate.enough()
}
