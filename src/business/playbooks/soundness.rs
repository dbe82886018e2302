//! Is a playbook sound? Every stage has its step, names are unique, whatever is referred to exists, both languages are there.

use super::model::{EdgeKind, Evidence, Item, ItemKind, Names, Playbook, Step};
use crate::base::stage::Stage;
use showroom_templates::Lang;
use std::collections::BTreeSet;

/// What is wrong, in plain sentences; nothing when it is sound.
pub fn faults(playbook: &Playbook) -> Vec<String> {
    let mut found = Vec::new();
    stages(playbook, &mut found);
    names(playbook, &mut found);
    for step in &playbook.steps {
        clocks(step, &mut found);
        step.items.iter().for_each(|item| evidence(step, item, &mut found));
    }
    gates(playbook, &mut found);
    edges(playbook, &mut found);
    words(playbook, &mut found);
    found
}

fn stages(playbook: &Playbook, found: &mut Vec<String>) {
    for stage in Stage::ALL {
        if playbook.main_step(stage).is_none() {
            found.push(format!("no step stands at the stage {}", stage.code()));
        }
    }
}

fn names(playbook: &Playbook, found: &mut Vec<String>) {
    let steps = playbook.steps.iter();
    let all = steps
        .clone()
        .map(|step| &step.id)
        .chain(steps.clone().flat_map(|step| step.items.iter().map(|item| &item.id)))
        .chain(steps.flat_map(|step| step.scripts.iter().map(|script| &script.id)))
        .chain(playbook.gates.iter().map(|gate| &gate.id))
        .chain(playbook.objections.iter().map(|objection| &objection.code));
    let mut seen = BTreeSet::new();
    for name in all {
        if !seen.insert(name) {
            found.push(format!("{name} is there twice"));
        }
    }
}

fn clocks(step: &Step, found: &mut Vec<String>) {
    if let (Some(target), Some(alarm)) = (step.target_minutes, step.alarm_minutes)
        && target > alarm
    {
        found.push(format!("{} should take {target} minutes, yet rings after {alarm}", step.id));
    }
}

fn evidence(step: &Step, item: &Item, found: &mut Vec<String>) {
    let name = &item.id;
    if !name.starts_with(&format!("{}.", step.id)) {
        found.push(format!("{name} does not carry the name of its step {}", step.id));
    }
    if (item.evidence == Evidence::Auto) != item.fact.is_some() {
        found.push(format!("{name} needs both evidence = \"auto\" and a fact, or neither"));
    }
    if (item.evidence == Evidence::Choice) == item.choices.is_empty() {
        found.push(format!("{name} needs both evidence = \"choice\" and choices, or neither"));
    }
    if item.kind == ItemKind::DoNot && (item.required.is_some() || item.evidence != Evidence::Tap) {
        found.push(format!("{name} is not to be done, and cannot be asked for"));
    }
}

fn gates(playbook: &Playbook, found: &mut Vec<String>) {
    for gate in &playbook.gates {
        if playbook.step(&gate.step).is_none() {
            found.push(format!("gate {} stands at {}, which is no step", gate.id, gate.step));
        }
        for item in gate.items.iter().filter(|id| playbook.item(id).is_none()) {
            found.push(format!("gate {} counts {item}, which is no item", gate.id));
        }
        if gate.enough() == 0 || gate.enough() > gate.items.len() {
            found.push(format!("gate {} asks for {} of {} items", gate.id, gate.enough(), gate.items.len()));
        }
    }
}

fn edges(playbook: &Playbook, found: &mut Vec<String>) {
    for edge in &playbook.edges {
        for end in std::iter::once(&edge.from).chain(&edge.to).filter(|id| playbook.step(id).is_none()) {
            found.push(format!("a way leads from or to {end}, which is no step"));
        }
        if (edge.kind == EdgeKind::Exit) != edge.to.is_none() {
            found.push(format!("the way from {} is an exit with an end, or a way without one", edge.from));
        }
    }
    for step in &playbook.steps {
        if playbook.ways_from(&step.id).next().is_none() {
            found.push(format!("no way leads on from {}", step.id));
        }
    }
    for step in playbook.steps.iter().skip(1) {
        if !playbook.edges.iter().any(|edge| edge.to.as_ref() == Some(&step.id)) {
            found.push(format!("no way leads to {}", step.id));
        }
    }
}

fn words(playbook: &Playbook, found: &mut Vec<String>) {
    for lang in Lang::ALL {
        let mut lacking = |name: &str, words: &str| {
            if words.trim().is_empty() {
                found.push(format!("{name} has no words in {}", lang.code()));
            }
        };
        lacking("name", playbook.name.words(lang));
        lacking("about", playbook.about.words(lang));
        for step in &playbook.steps {
            lacking(&step.id, step.title.words(lang));
            lacking(&step.id, step.aim.words(lang));
            for item in &step.items {
                lacking(&item.id, item.words(lang));
                item.choices.iter().for_each(|choice| lacking(&item.id, choice.words(lang)));
            }
            step.scripts.iter().for_each(|script| lacking(&script.id, script.words(lang)));
        }
        playbook.gates.iter().for_each(|gate| lacking(&gate.id, gate.words(lang)));
        playbook.edges.iter().for_each(|edge| lacking(&edge.from, edge.when.words(lang)));
        for objection in &playbook.objections {
            lacking(&objection.code, objection.words(lang));
            objection.answers.iter().for_each(|answer| lacking(&objection.code, answer.words(lang)));
        }
    }
    blanks(playbook, found);
}

// A blank that nobody fills would be read out to a customer.
fn blanks(playbook: &Playbook, found: &mut Vec<String>) {
    for script in playbook.steps.iter().flat_map(|step| &step.scripts) {
        for lang in Lang::ALL {
            let names = Names { customer: "", consultant: "", site: "" };
            if script.said(lang, &names).contains(['{', '}']) {
                found.push(format!("{} has a blank that no name fills", script.id));
            }
        }
    }
}
