//! From a playbook to what its pages show.

use super::model::{Door, Evidence, Item, ItemKind, Names, Playbook, ScriptKind, Step};
use crate::base::stage::Stage;
use showroom_templates::pages::playbooks::{
    ItemGroup, ItemLine, ListPage, MapPage, ObjectionsPage, ScriptGroup, ScriptLine, StepPage, StepRow,
};
use showroom_templates::parts::Icon;
use showroom_templates::{Lang, Words, urls};

/// All playbooks.
pub fn list(lang: Lang, playbooks: &[&Playbook]) -> ListPage {
    let row = |playbook: &&Playbook| {
        let words = (playbook.name.words(lang).to_owned(), playbook.about.words(lang).to_owned());
        (words.0, words.1, urls::playbooks::show(&playbook.id))
    };
    ListPage { playbooks: playbooks.iter().map(row).collect() }
}

/// A playbook with its map.
pub fn map(words: Words, playbook: &Playbook) -> MapPage {
    let place = |id: &str| playbook.steps.iter().position(|step| step.id == id);
    let ways = playbook.edges.iter().filter_map(|edge| Some((place(&edge.from)?, place(edge.to.as_deref()?)?)));
    let row = |step: &Step| StepRow {
        href: urls::playbooks::step(&playbook.id, &step.id),
        title: step.title.words(words.lang).to_owned(),
        aim: step.aim.words(words.lang).to_owned(),
        stage: stage(words, step.spine).to_owned(),
        optional: step.optional,
    };
    MapPage {
        about: playbook.about.words(words.lang).to_owned(),
        version: words.playbooks_version(playbook.version),
        steps: playbook.steps.iter().map(row).collect(),
        ways: ways.collect(),
        objections: (urls::playbooks::objections(&playbook.id), playbook.objections.len()),
    }
}

/// One step. `names` fill the blanks of its scripts.
pub fn step(words: Words, playbook: &Playbook, step: &Step, names: &Names<'_>) -> StepPage {
    let lang = words.lang;
    let way = |edge: &super::model::Edge| {
        let to = edge.to.as_deref().and_then(|id| playbook.step(id));
        let title = to.map_or(words.playbooks_way_out(), |to| to.title.words(lang)).to_owned();
        (title, edge.when.words(lang).to_owned(), to.map(|to| urls::playbooks::step(&playbook.id, &to.id)))
    };
    StepPage {
        aim: step.aim.words(lang).to_owned(),
        stage: stage(words, step.spine).to_owned(),
        minutes: minutes(words, step),
        groups: groups(words, step),
        scripts: scripts(words, step, names),
        gates: [Door::Enter, Door::Leave]
            .into_iter()
            .flat_map(|at| playbook.gates_at(&step.id, at))
            .map(|gate| gate.words(lang).to_owned())
            .collect(),
        ways: playbook.ways_from(&step.id).map(way).collect(),
        neighbours: neighbours(lang, playbook, step),
    }
}

/// What customers say, and what has answered them.
pub fn objections(lang: Lang, playbook: &Playbook) -> ObjectionsPage {
    let answers = |objection: &super::model::Objection| {
        let answers = objection.answers.iter().map(|answer| answer.words(lang).to_owned()).collect();
        (objection.words(lang).to_owned(), answers)
    };
    ObjectionsPage { objections: playbook.objections.iter().map(answers).collect() }
}

/// Items by kind, in the order of the screen; also for the pages of the floor.
pub fn groups(words: Words, step: &Step) -> Vec<ItemGroup> {
    let group = |kind: ItemKind| ItemGroup {
        title: item_word(words, kind).to_owned(),
        icon: icon(kind),
        forbidden: kind == ItemKind::DoNot,
        items: step.items_of(kind).map(|item| line(words, item)).collect(),
    };
    ItemKind::ALL.into_iter().map(group).filter(|group| !group.items.is_empty()).collect()
}

/// Scripts by kind, with the names put in; also for the pages of the floor.
pub fn scripts(words: Words, step: &Step, names: &Names<'_>) -> Vec<ScriptGroup> {
    let group = |kind: ScriptKind| ScriptGroup {
        title: script_word(words, kind).to_owned(),
        scripts: step
            .scripts_of(kind)
            .map(|script| ScriptLine {
                words: script.said(words.lang, names),
                grade: script.grade.map(|grade| words.playbooks_for_grade(grade.code())),
                caution: script.caution,
            })
            .collect(),
    };
    ScriptKind::ALL.into_iter().map(group).filter(|group| !group.scripts.is_empty()).collect()
}

/// Names for reading a script when nobody in particular is addressed.
pub fn nobody<'a>(words: Words, reader: &'a str, site: &'a str) -> Names<'a> {
    Names { customer: words.playbooks_a_customer(), consultant: reader, site }
}

fn line(words: Words, item: &Item) -> ItemLine {
    ItemLine {
        words: item.words(words.lang).to_owned(),
        required: item.required.map(|door| match door {
            Door::Enter => words.playbooks_required_enter().to_owned(),
            Door::Leave => words.playbooks_required_leave().to_owned(),
        }),
        automatic: item.evidence == Evidence::Auto,
        choices: item.choices.iter().map(|choice| choice.words(words.lang).to_owned()).collect(),
    }
}

fn minutes(words: Words, step: &Step) -> Option<String> {
    let target = step.target_minutes?;
    Some(match step.alarm_minutes {
        Some(alarm) => words.playbooks_minutes_alarm(target, alarm),
        None => words.playbooks_minutes(target),
    })
}

fn neighbours(lang: Lang, playbook: &Playbook, step: &Step) -> [Option<(String, String)>; 2] {
    let at = playbook.steps.iter().position(|other| other.id == step.id).unwrap_or(0);
    let link = |at: Option<usize>| {
        let other = playbook.steps.get(at?)?;
        Some((urls::playbooks::step(&playbook.id, &other.id), other.title.words(lang).to_owned()))
    };
    [link(at.checked_sub(1)), link(at.checked_add(1))]
}

fn stage(words: Words, stage: Stage) -> &'static str {
    match stage {
        Stage::Reception => words.stages_reception(),
        Stage::Introduction => words.stages_introduction(),
        Stage::Tour => words.stages_tour(),
        Stage::Negotiation => words.stages_negotiation(),
        Stage::Registration => words.stages_registration(),
        Stage::Tracking => words.stages_tracking(),
        Stage::Deposit => words.stages_deposit(),
        Stage::Contract => words.stages_contract(),
    }
}

fn icon(kind: ItemKind) -> Icon {
    match kind {
        ItemKind::Say => Icon::Talk,
        ItemKind::Ask => Icon::Info,
        ItemKind::Check => Icon::Check,
        ItemKind::Show => Icon::Eye,
        ItemKind::Prepare => Icon::Key,
        ItemKind::Collect => Icon::Paper,
        ItemKind::Document => Icon::Pen,
        ItemKind::DoNot => Icon::Close,
    }
}

fn item_word(words: Words, kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Say => words.playbooks_say(),
        ItemKind::Ask => words.playbooks_ask(),
        ItemKind::Check => words.playbooks_check(),
        ItemKind::Show => words.playbooks_show(),
        ItemKind::Prepare => words.playbooks_prepare(),
        ItemKind::Collect => words.playbooks_collect(),
        ItemKind::Document => words.playbooks_document(),
        ItemKind::DoNot => words.playbooks_do_not(),
    }
}

fn script_word(words: Words, kind: ScriptKind) -> &'static str {
    match kind {
        ScriptKind::Greeting => words.playbooks_greeting(),
        ScriptKind::OneLiner => words.playbooks_one_liner(),
        ScriptKind::Benefit => words.playbooks_benefit(),
        ScriptKind::Verify => words.playbooks_verify(),
        ScriptKind::Price => words.playbooks_price(),
        ScriptKind::Closing => words.playbooks_closing(),
        ScriptKind::Invitation => words.playbooks_invitation(),
        ScriptKind::Farewell => words.playbooks_farewell(),
        ScriptKind::Call => words.playbooks_call(),
        ScriptKind::Calming => words.playbooks_calming(),
    }
}
