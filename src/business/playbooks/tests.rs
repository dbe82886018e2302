//! Every shipped playbook is sound, and a playbook that is not is refused with the sentence that says why.

use super::library::{DEFAULT, Library, library, sales_office};
use super::model::{Door, Fact, ItemKind, Names, Playbook, ScriptKind};
use super::progress::{Done, warnings};
use super::soundness;
use crate::base::grade::Grade;
use crate::base::stage::Stage;
use showroom_templates::Lang;
use showroom_templates::texts;

fn shipped() -> &'static Playbook {
    sales_office().unwrap()
}

fn source() -> &'static str {
    texts::PLAYBOOKS.iter().find(|(file, _)| *file == "sales-office.toml").unwrap().1
}

#[test]
fn every_shipped_playbook_is_sound() {
    for playbook in library().unwrap().all() {
        assert_eq!(soundness::faults(playbook), Vec::<String>::new(), "{}", playbook.id);
    }
}

#[test]
fn the_sales_office_has_ten_steps_on_the_eight_stages() {
    let playbook = shipped();
    assert_eq!(playbook.id, DEFAULT);
    let placed: Vec<(&str, &str)> = playbook.steps.iter().map(|step| (step.id.as_str(), step.spine.code())).collect();
    assert_eq!(
        placed,
        [
            ("greet", "reception"),
            ("introduce", "introduction"),
            ("tour", "tour"),
            ("negotiate", "negotiation"),
            ("farewell", "negotiation"),
            ("card", "registration"),
            ("track", "tracking"),
            ("deposit", "deposit"),
            ("contract", "contract"),
            ("change", "contract"),
        ]
    );
    assert_eq!(playbook.main_step(Stage::Negotiation).unwrap().id, "negotiate");
}

#[test]
fn the_ways_are_not_a_line() {
    let playbook = shipped();
    let to =
        |from: &'static str| -> Vec<&str> { playbook.ways_from(from).filter_map(|edge| edge.to.as_deref()).collect() };
    assert_eq!(to("negotiate"), ["deposit", "farewell"]);
    assert_eq!(to("farewell"), ["card"]);
    assert_eq!(to("card"), ["track"]);
    assert_eq!(to("track"), ["introduce", "tour", "negotiate"]);
    assert_eq!(to("deposit"), ["contract", "change"]);
    assert_eq!(to("contract"), ["change"]);
}

#[test]
fn it_holds_what_a_floor_needs() {
    let playbook = shipped();
    let negotiate = playbook.step("negotiate").unwrap();
    assert_eq!(negotiate.scripts_of(ScriptKind::Closing).count(), 8, "ways of closing");
    assert_eq!(negotiate.scripts_of(ScriptKind::Price).count(), 2, "ways to explain a price");
    for step in &playbook.steps {
        assert!(step.items_of(ItemKind::DoNot).next().is_some(), "{} says nothing of what not to do", step.id);
    }
    for grade in Grade::ALL {
        assert_eq!(playbook.calls(Stage::Tracking, Some(grade))[0].grade, Some(grade));
    }
    assert!(playbook.calls(Stage::Tracking, None).iter().all(|script| script.grade.is_none()));
    assert!(playbook.objections.len() >= 12);
    assert!(playbook.objections.iter().all(|objection| (2..=3).contains(&objection.answers.len())));
}

#[test]
fn scripts_carry_the_names() {
    let greeting = shipped().step("greet").unwrap().scripts.iter().find(|script| script.id == "greet.again").unwrap();
    let names = Names { customer: "王先生", consultant: "李静", site: "云栖里" };
    let said = greeting.said(Lang::Zh, &names);
    assert!(said.starts_with("王先生，您又来了") && said.contains("李静"), "{said}");
}

#[test]
fn a_door_names_what_is_open_and_then_lets_pass() {
    let playbook = shipped();
    let step = playbook.step("introduce").unwrap();
    let open = |done: &Done| -> Vec<String> {
        warnings(playbook, step, Door::Leave, done).iter().map(|warning| warning.id().to_string()).collect()
    };
    let mut done = Done::default();
    assert_eq!(open(&done), ["introduce.model", "introduce.restate", "needs-known"]);
    done.items.extend(["introduce.model".to_string(), "introduce.restate".to_string()]);
    done.facts.extend([Fact::NeedPurpose, Fact::NeedBudget]);
    assert_eq!(open(&done), ["needs-known"]);
    done.facts.insert(Fact::NeedWhen);
    assert_eq!(open(&done), Vec::<String>::new());
    assert_eq!(done.of(step), (5, 10));
    assert!(warnings(playbook, step, Door::Enter, &Done::default()).is_empty());
}

#[test]
fn a_running_journey_stays_on_its_version() {
    let newer = source().replacen("version = 1", "version = 2", 1);
    let library = Library::read(&[("one.toml", source()), ("two.toml", &newer)]).unwrap();
    assert_eq!(library.newest(DEFAULT).unwrap().version, 2);
    assert_eq!(library.of_journey(DEFAULT, 1).unwrap().version, 1);
    assert_eq!(library.of_journey(DEFAULT, 7).unwrap().version, 2);
    assert!(library.of_journey("unknown", 1).is_none());
    assert!(
        Library::read(&[("one.toml", source()), ("copy.toml", source())]).unwrap_err().contains("is there already")
    );
}

#[test]
fn an_unsound_playbook_is_refused_and_the_sentence_says_why() {
    let refused = |from: &str, to: &str, sentence: &str| {
        assert!(source().contains(from), "the test looks for {from}");
        let why = Library::read(&[("bad.toml", &source().replacen(from, to, 1))]).unwrap_err();
        assert!(why.starts_with("bad.toml: ") && why.contains(sentence), "{why}");
    };
    refused("spine = \"tour\"", "spine = \"deposit\"", "no step stands at the stage tour");
    refused("spine = \"tour\"", "spine = \"cellar\"", "unknown variant `cellar`");
    refused("\"tour.keys\"", "\"tour.route\"", "tour.route is there twice");
    refused("\"tour.keys\"", "\"keys\"", "keys does not carry the name of its step tour");
    refused("alarm_minutes = 50", "alarm_minutes = 5", "should take 30 minutes, yet rings after 5");
    refused(
        "evidence = \"auto\", fact = \"route_chosen\", ",
        "evidence = \"auto\", ",
        "evidence = \"auto\" and a fact",
    );
    refused("fact = \"route_chosen\"", "fact = \"weather\"", "unknown variant `weather`");
    refused(
        "items = [\"deposit.qualification\"]",
        "items = [\"deposit.luck\"]",
        "counts deposit.luck, which is no item",
    );
    refused("at_least = 3", "at_least = 30", "asks for 30 of 7 items");
    refused("to = \"farewell\"", "to = \"lunch\"", "lunch, which is no step");
    refused("zh = \"价格太高\"", "zh = \" \"", "price_high has no words in zh-CN");
    refused("en = \"Too expensive\"", "", "missing field `en`");
    refused("{consultant} looked after", "{colleague} looked after", "has a blank that no name fills");
    refused("optional = true", "optional = true\ncolour = \"red\"", "unknown field `colour`");
}
