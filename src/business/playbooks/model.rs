//! The nouns of a playbook, as they stand in its file.

use crate::base::grade::Grade;
use crate::base::stage::Stage;
use serde::Deserialize;
use showroom_templates::Lang;

/// A sales method: its steps, what stands at their doors, how one leads to the next, and what customers object.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Playbook {
    /// What a journey remembers.
    pub id: String,
    /// Raised whenever the meaning of a step changes.
    pub version: i32,
    /// What it is called.
    pub name: Text,
    /// What it is, in a sentence or two.
    pub about: Text,
    /// Its steps, in order.
    #[serde(rename = "step")]
    pub steps: Vec<Step>,
    /// What to look after when a step begins or ends.
    #[serde(rename = "gate", default)]
    pub gates: Vec<Gate>,
    /// How one step leads to another.
    #[serde(rename = "edge", default)]
    pub edges: Vec<Edge>,
    /// What customers say against it.
    #[serde(rename = "objection", default)]
    pub objections: Vec<Objection>,
}

impl Playbook {
    /// The steps at a stage of the spine, in order.
    pub fn at(&self, stage: Stage) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.spine == stage)
    }

    /// The step that everybody takes at a stage; detours such as leaving or a change are found by their name.
    pub fn main_step(&self, stage: Stage) -> Option<&Step> {
        self.at(stage).find(|step| !step.optional)
    }

    /// A step by its name.
    pub fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// An item by its name, whatever its step.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.steps.iter().flat_map(|step| &step.items).find(|item| item.id == id)
    }

    /// The gates at the beginning or the end of a step.
    pub fn gates_at<'a>(&'a self, step: &'a str, at: Door) -> impl Iterator<Item = &'a Gate> {
        self.gates.iter().filter(move |gate| gate.step == step && gate.at == at)
    }

    /// The ways that lead on from a step.
    pub fn ways_from<'a>(&'a self, step: &'a str) -> impl Iterator<Item = &'a Edge> {
        self.edges.iter().filter(move |edge| edge.from == step)
    }

    /// An objection by its code.
    pub fn objection(&self, code: &str) -> Option<&Objection> {
        self.objections.iter().find(|objection| objection.code == code)
    }

    /// What to say on the phone: words for this grade first, then those for everybody.
    pub fn calls(&self, stage: Stage, grade: Option<Grade>) -> Vec<&Script> {
        let calls = || self.at(stage).flat_map(|step| &step.scripts).filter(|script| script.kind == ScriptKind::Call);
        let fitting = calls().filter(|script| script.grade.is_some() && script.grade == grade);
        fitting.chain(calls().filter(|script| script.grade.is_none())).collect()
    }
}

/// One step of the method.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name in the file and in the database.
    pub id: String,
    /// At which of the eight stages it applies.
    pub spine: Stage,
    /// Whose step it is.
    pub scope: Scope,
    /// What it is called.
    pub title: Text,
    /// What it is for.
    pub aim: Text,
    /// How long it should take.
    pub target_minutes: Option<u32>,
    /// When somebody should look.
    pub alarm_minutes: Option<u32>,
    /// The way may pass it by.
    #[serde(default)]
    pub optional: bool,
    /// What to do and not to do.
    pub items: Vec<Item>,
    /// Words that have worked.
    #[serde(default)]
    pub scripts: Vec<Script>,
}

impl Step {
    /// Items of one kind, in order.
    pub fn items_of(&self, kind: ItemKind) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.kind == kind)
    }

    /// Scripts of one kind, in order.
    pub fn scripts_of(&self, kind: ScriptKind) -> impl Iterator<Item = &Script> {
        self.scripts.iter().filter(move |script| script.kind == kind)
    }
}

/// Something to do, or not to do, in a step.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its name: the step's, a dot, its own.
    pub id: String,
    /// What is done with it.
    pub kind: ItemKind,
    /// At which door of the step it is asked for.
    pub required: Option<Door>,
    /// How it is known to be done.
    #[serde(default)]
    pub evidence: Evidence,
    /// What may be chosen, where it is known by a choice.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// What the program sees for itself, where nobody needs to tick.
    pub fact: Option<Fact>,
    zh: String,
    en: String,
}

/// Words that have worked, with a blank for each name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// Its name in the file.
    pub id: String,
    /// When it is said.
    pub kind: ScriptKind,
    /// For which customers, where it is not for all.
    pub grade: Option<Grade>,
    /// Works, but leaves a mark.
    #[serde(default)]
    pub caution: bool,
    zh: String,
    en: String,
}

impl Script {
    /// The words with the names put in.
    pub fn said(&self, lang: Lang, names: &Names<'_>) -> String {
        self.words(lang)
            .replace("{customer}", names.customer)
            .replace("{consultant}", names.consultant)
            .replace("{site}", names.site)
    }
}

/// The names that scripts mention.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// How the customer is addressed.
    pub customer: &'a str,
    /// Who speaks.
    pub consultant: &'a str,
    /// The showroom.
    pub site: &'a str,
}

/// What to look after when a step begins or ends; it warns and lets pass with a reason.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// Its name in the file.
    pub id: String,
    /// The step at whose door it stands.
    pub step: String,
    /// At which door.
    pub at: Door,
    /// The items that it counts.
    pub items: Vec<String>,
    /// How many of them are enough; all, where it does not say.
    pub at_least: Option<usize>,
    zh: String,
    en: String,
}

impl Gate {
    /// How many of its items are enough.
    pub fn enough(&self) -> usize {
        self.at_least.unwrap_or(self.items.len())
    }
}

/// A way from one step to another, or out.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    /// Where it begins.
    pub from: String,
    /// Where it leads; nowhere when it leaves the method.
    pub to: Option<String>,
    /// What kind of way.
    pub kind: EdgeKind,
    /// When it is taken.
    pub when: Text,
}

/// What customers say against it, and what has answered them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objection {
    /// What is stored.
    pub code: String,
    /// What has answered it.
    pub answers: Vec<Text>,
    zh: String,
    en: String,
}

/// One of the things that an item lets choose.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored.
    pub code: String,
    zh: String,
    en: String,
}

/// A text in both languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    zh: String,
    en: String,
}

macro_rules! speaks {
    ($($noun:ident),*) => {$(
        impl $noun {
            /// Its words in one language.
            pub fn words(&self, lang: Lang) -> &str {
                lang.pick(&self.zh, &self.en)
            }
        }
    )*};
}

speaks!(Item, Script, Gate, Objection, Choice, Text);

/// Whose step it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Of one coming of a party.
    Visit,
    /// Of the customer, between visits.
    Customer,
    /// Of a deposit or a contract.
    Deal,
}

/// What is done with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Said to the customer.
    Say,
    /// Asked of the customer.
    Ask,
    /// Looked after.
    Check,
    /// Shown.
    Show,
    /// Got ready beforehand.
    Prepare,
    /// Received from or handed to the customer.
    Collect,
    /// Written down.
    Document,
    /// Left undone.
    DoNot,
}

impl ItemKind {
    /// All kinds, in the order of the screen.
    pub const ALL: [Self; 8] =
        [Self::Prepare, Self::Say, Self::Ask, Self::Show, Self::Check, Self::Collect, Self::Document, Self::DoNot];
}

/// When a script is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScriptKind {
    /// At the door.
    Greeting,
    /// One sentence that stays.
    OneLiner,
    /// Feature, advantage, benefit.
    Benefit,
    /// Making sure that one has understood.
    Verify,
    /// Explaining a price.
    Price,
    /// Asking for the decision.
    Closing,
    /// Inviting them again.
    Invitation,
    /// Seeing them out.
    Farewell,
    /// On the phone.
    Call,
    /// When somebody is upset.
    Calming,
}

impl ScriptKind {
    /// All kinds, in the order of a customer's day.
    pub const ALL: [Self; 10] = [
        Self::Greeting,
        Self::OneLiner,
        Self::Benefit,
        Self::Verify,
        Self::Price,
        Self::Closing,
        Self::Invitation,
        Self::Farewell,
        Self::Call,
        Self::Calming,
    ];
}

/// The two doors of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Door {
    /// Where it begins.
    Enter,
    /// Where it ends.
    Leave,
}

/// How an item is known to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// Somebody tapped it.
    #[default]
    Tap,
    /// Somebody chose among its choices.
    Choice,
    /// Somebody wrote a line.
    Text,
    /// Somebody gave a number.
    Number,
    /// Somebody signed.
    Signature,
    /// The program saw it for itself.
    Auto,
}

/// What kind of way an edge is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EdgeKind {
    /// The usual way on.
    Next,
    /// One of several.
    Branch,
    /// Back to an earlier step.
    Loop,
    /// Out of the method.
    Exit,
}

/// What the program sees for itself, so that nobody has to tick it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Reception asked whether they have been here.
    BeenBeforeAnswered,
    /// Reception asked whether they have phoned.
    PhonedBeforeAnswered,
    /// How they heard of us is known.
    ChannelKnown,
    /// There is a number.
    PhoneKnown,
    /// A consultant has taken the party.
    ConsultantAssigned,
    /// Purpose is noted or refused; likewise below.
    NeedPurpose,
    /// Budget.
    NeedBudget,
    /// Rooms, body or whatever narrows the choice.
    NeedRooms,
    /// When they want to decide.
    NeedWhen,
    /// Who decides.
    NeedDecider,
    /// How they would pay.
    NeedLoan,
    /// What they compare with.
    NeedRivals,
    /// A route was chosen.
    RouteChosen,
    /// At some stop a like or a worry was noted.
    StopOpinion,
    /// Units were put into the selection.
    UnitsSelected,
    /// A quote was made.
    QuoteShown,
    /// The visit has its outcome.
    OutcomeNoted,
    /// There is a next date, or the reason why not.
    NextDateAgreed,
    /// The card is complete, refused fields marked.
    CardComplete,
    /// The notice was shown and answered.
    ConsentNoted,
    /// A grade was set.
    GradeSet,
    /// The contact was recorded.
    ContactRecorded,
    /// The unit is free and may be sold.
    UnitFree,
    /// The cashier has the money.
    MoneyConfirmed,
    /// All papers have come.
    PapersComplete,
    /// The terms were checked.
    TermsChecked,
    /// The price agrees with the quote.
    PriceChecked,
    /// The supervisor signed off.
    SupervisorSignedOff,
    /// The payment plan adds up.
    PlanAddsUp,
}
