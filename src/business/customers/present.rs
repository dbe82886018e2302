//! Customers as people read them: names, numbers as far as the reader may see them, protection, reasons.

use std::collections::HashMap;

use serde_json::Value;
use showroom_templates::pages::customers as pages;
use showroom_templates::pages::walk::{Need, NeedInput};
use showroom_templates::parts::list::Tab;
use showroom_templates::parts::{Choice, Event, Icon, Tone};
use showroom_templates::{Typed, Words, html, urls};

use super::card::{Completeness, Field};
use super::grading::{Reason, Suggestion};
use super::keeping;
use super::model::{CHANNELS, Consent, Customer, GradeChange, LOST_REASONS, Number, Title};
use super::needs::{Answer, Answering, Both, Question, REFUSED};
use super::notice::Notice;
use super::protection::{Protection, Shade};
use super::scales_present as scales;
use super::search::{Cursor, Found, Wanted};
use super::seeing::Sight;
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment, SiteClock};
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, UserId};
use crate::base::role;
use crate::business::sites::Site;
use crate::business::sites::scales::Scale;
use crate::business::sites::settings::SiteSettings;

/// A name with its form of address; empty where no name was given.
pub fn full_name(words: Words, customer: &Customer) -> String {
    addressed(words, customer.name_text(), customer.title)
}

/// A name with a form of address.
pub fn addressed(words: Words, name: &str, title: Title) -> String {
    match (name, title) {
        ("", _) => String::new(),
        (name, Title::None) => name.to_owned(),
        (name, Title::Mr) => words.customers_named_mr(name),
        (name, Title::Ms) => words.customers_named_ms(name),
    }
}

/// A name for a title, where something has to stand.
pub fn name_or_unnamed(words: Words, customer: &Customer) -> String {
    let name = full_name(words, customer);
    if name.is_empty() { words.customers_unnamed().to_owned() } else { name }
}

/// A number as far as the reader may see it.
pub fn number_text(number: &Number, sight: Sight) -> String {
    match sight {
        Sight::Whole => number.phone.reveal_national(),
        Sight::Masked => number.phone.masked(),
    }
}

/// A customer's grade as the site calls it, with its plus or minus.
pub fn grade_of(customer: &Customer, scale: &Scale) -> Option<String> {
    customer.grade.map(|grade| scale.shade(grade, customer.intent))
}

/// How a customer's protection stands today; none without an owner.
pub fn protection_today(
    customer: &Customer,
    settings: &SiteSettings,
    clock: SiteClock,
    now: Moment,
) -> Option<Protection> {
    keeping::standing(customer, &settings.protection, clock, now)
}

/// Protection in words; buyers' never ends and is not spoken of.
pub fn protection_badge(words: Words, protection: Protection) -> Option<pages::Protection> {
    let (text, tone) = match protection {
        Protection::Endless => return None,
        Protection::Frozen => (words.customers_protection_frozen().to_owned(), Tone::Accent),
        Protection::Running { days_left: 0, .. } => (words.customers_protection_today().to_owned(), Tone::Bad),
        Protection::Running { days_left, shade, .. } => {
            let tone = match shade {
                Shade::Calm => Tone::Plain,
                Shade::Warning => Tone::Warn,
                Shade::Red => Tone::Bad,
            };
            (words.customers_protected_days(days_left), tone)
        }
        Protection::Lapsed { .. } => (words.customers_protection_lapsed().to_owned(), Tone::Bad),
    };
    Some(pages::Protection { text, tone })
}

/// Lost or bought, if so.
pub fn state(words: Words, customer: &Customer) -> Option<(Tone, Icon, String)> {
    if customer.lost_at.is_some() {
        let reason = customer.lost_reason.as_deref().and_then(|code| words.lookup(&format!("customers_lost_{code}")));
        let text =
            reason.map_or_else(|| words.customers_lost().to_owned(), |reason| words.customers_lost_because(reason));
        return Some((Tone::Plain, Icon::Close, text));
    }
    customer.bought_at.map(|_| (Tone::Good, Icon::Check, words.customers_bought().to_owned()))
}

/// Choices from codes whose words are data.
pub fn choices(words: Words, prefix: &str, codes: &[&str]) -> Vec<Choice> {
    codes.iter().map(|code| Choice::new(code, words.lookup_or(&format!("{prefix}_{code}")))).collect()
}

/// The words of a code that is data; the code itself where nobody wrote words for it.
pub fn coded<'a>(words: Words, prefix: &str, code: &'a str) -> &'a str {
    words.lookup(&format!("{prefix}{code}")).unwrap_or(code)
}

/// The channels to choose.
pub fn channels(words: Words) -> Vec<Choice> {
    choices(words, "customers_channel", &CHANNELS)
}

/// The reasons for losing a customer.
pub fn lost_reasons(words: Words) -> Vec<Choice> {
    choices(words, "customers_lost", &LOST_REASONS)
}

/// Grades with what each means at this site.
pub fn grades(words: Words, scale: &Scale) -> Vec<Choice> {
    let meaning = |(at, grade): (usize, Grade)| {
        Choice::new(grade.code(), scale.name(grade)).note(scales::meaning(words, scale, at))
    };
    Grade::ALL.into_iter().enumerate().map(meaning).collect()
}

/// A reason of the rules, in words.
pub fn reason(words: Words, reason: Reason) -> String {
    match reason {
        Reason::Held(mark) => scales::mark(words, mark),
        Reason::Everybody => words.grades_why_everybody().to_owned(),
        Reason::Rest(rest) => words.lookup_or(&format!("grades_rest_{}", rest.code())).to_owned(),
        Reason::NoNumber => words.grades_why_no_number().to_owned(),
        Reason::NoContact(days) => words.grades_why_no_contact(days),
    }
}

/// Reasons as they were stored, in words.
pub fn reasons(words: Words, codes: &[String]) -> Vec<String> {
    codes.iter().filter_map(|code| Some(self::reason(words, Reason::from_code(code)?))).collect()
}

/// The name of a field of the card.
pub fn field_name(words: Words, field: Field) -> String {
    words.lookup_or(&format!("customers_field_{}", field.code())).to_owned()
}

/// The rooms beside the list of customers that this reader may enter.
pub fn around(words: Words, actor: &Actor, here: role::Need) -> Vec<Tab> {
    let rooms = [
        (role::Need::SeeCustomers, urls::customers::list(), words.ownership_tab_customers()),
        (role::Need::SeePool, urls::ownership::pool(), words.ownership_tab_pool()),
        (role::Need::SeeFilings, urls::ownership::filings(), words.ownership_tab_filings()),
        (role::Need::SeeRulings, urls::rulings::list(), words.rulings_tab()),
    ];
    let open = rooms.into_iter().filter(|(need, _, _)| actor.may(*need));
    open.map(|(need, href, label)| Tab { href, label: label.to_owned(), count: None, active: need == here }).collect()
}

/// What the list needs besides the customers.
#[derive(Debug, Default)]
pub struct ListFacts {
    /// Main numbers, with how they may be shown.
    pub numbers: HashMap<CustomerId, (Number, Sight)>,
    /// Names of consultants.
    pub names: HashMap<UserId, String>,
    /// Consultants who may be chosen.
    pub consultants: Vec<(UserId, String)>,
}

/// A question with what is known, as a form asks it.
pub fn need(words: Words, question: &Question, known: &HashMap<String, Answer>) -> Need {
    let in_words = |both: &Both| both.of(words.lang).to_owned();
    let refuse = Choice::new(REFUSED, words.common_would_not_say());
    let choices = || {
        let mut choices: Vec<Choice> =
            question.choices.iter().map(|choice| Choice::new(&choice.code, in_words(&choice.words))).collect();
        choices.push(refuse.clone());
        choices
    };
    Need {
        name: format!("need_{}", question.id),
        label: in_words(&question.label),
        asked: in_words(&question.asked),
        why: in_words(&question.why),
        input: match question.answer {
            Answering::One => NeedInput::One(choices()),
            Answering::Many => NeedInput::Many(choices()),
            Answering::Number => NeedInput::Number(question.unit.as_ref().map(in_words).unwrap_or_default()),
            Answering::Text => NeedInput::Text,
        },
        now: match known.get(&question.id) {
            None => Vec::new(),
            Some(Answer::Refused) => vec![REFUSED.to_owned()],
            Some(Answer::Said(said)) if question.answer == Answering::Many => {
                said.split(',').map(str::to_owned).collect()
            }
            Some(Answer::Said(said)) => vec![said.clone()],
        },
    }
}

/// The list.
pub fn list_page(
    words: Words,
    site: &Site,
    now: Moment,
    wanted: &Wanted,
    found: &Found,
    facts: &ListFacts,
    (may_add, may_protect, may_merge): (bool, bool, bool),
) -> pages::ListPage {
    let first_page = address(wanted, None);
    let mut typed = Typed::default();
    for (name, value) in filters(wanted) {
        typed = typed.with(name, value);
    }
    pages::ListPage {
        typed,
        grades: Grade::ALL.map(|grade| Choice::new(grade.code(), words.common_grade(site.scale.name(grade)))).to_vec(),
        owners: facts.consultants.iter().map(|(id, name)| Choice::new(id, name)).collect(),
        channels: channels(words),
        rows: found.customers.iter().map(|customer| list_row(words, site, now, customer, facts)).collect(),
        narrowed: !filters(wanted).is_empty(),
        later: wanted.after.is_some(),
        next_page: found.next.map(|cursor| address(wanted, Some(cursor))),
        first_page,
        may_merge,
        may_add,
        may_protect,
        around: Vec::new(),
    }
}

fn list_row(words: Words, site: &Site, now: Moment, customer: &Customer, facts: &ListFacts) -> pages::ListRow {
    let clock = site.clock();
    let today = clock.business_day(now);
    let number = facts.numbers.get(&customer.id);
    pages::ListRow {
        id: customer.id.0,
        name: full_name(words, customer),
        number: number.map(|(number, sight)| number_text(number, *sight)).unwrap_or_default(),
        grade: grade_of(customer, &site.scale),
        owner: customer.owner.and_then(|owner| facts.names.get(&owner).cloned()),
        protection: protection_today(customer, &site.settings, clock, now)
            .filter(|_| customer.lost_at.is_none())
            .and_then(|left| protection_badge(words, left)),
        last_visit: customer.last_visit_at.map_or_else(
            || words.customers_never_came().to_owned(),
            |at| words.near_day(clock.business_day(at), today),
        ),
        next: customer
            .next_contact_on
            .map_or_else(|| words.customers_nothing_planned().to_owned(), |on| words.near_day(on, today)),
        state: state(words, customer),
    }
}

fn filters(wanted: &Wanted) -> Vec<(&'static str, String)> {
    [
        ("q", wanted.text.clone()),
        ("grade", wanted.grade.map(|grade| grade.code().to_owned())),
        ("owner", wanted.owner.map(|owner| owner.to_string())),
        ("channel", wanted.channel.clone()),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name, value?)))
    .collect()
}

fn address(wanted: &Wanted, after: Option<Cursor>) -> String {
    let mut values = filters(wanted);
    values.extend(after.map(|cursor| ("after", cursor.code())));
    let pairs: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    showroom_templates::urls::with_query(&showroom_templates::urls::customers::list(), &pairs)
}

/// What the card's form needs.
#[derive(Debug)]
pub struct CardFacts {
    /// The customer.
    pub customer: Customer,
    /// The numbers.
    pub numbers: Vec<Number>,
    /// How they may be shown.
    pub sight: Sight,
    /// How complete the card is.
    pub completeness: Completeness,
    /// Whether completing it now makes the reader the owner.
    pub makes_owner: bool,
    /// Questions of the card with what was told, where there is a journey to keep them with.
    pub told: Option<(&'static [Question], HashMap<String, Answer>)>,
}

/// The card's form; what was typed goes before what is known.
pub fn card_page(words: Words, facts: &CardFacts, typed: Typed, back: String) -> pages::CardPage {
    let customer = &facts.customer;
    let typed = if typed.is_fresh() { filled_in(typed, customer) } else { typed };
    let all = facts.completeness.fields.len();
    let missing: Vec<Field> = facts.completeness.missing().collect();
    let of_card = |question: &&Question| question.id != "district" && Field::from_code(&question.id).is_some();
    let needs: Vec<Need> = match &facts.told {
        Some((asked, known)) => asked.iter().filter(of_card).map(|question| need(words, question, known)).collect(),
        None => Vec::new(),
    };
    pages::CardPage {
        id: customer.id.0,
        version: customer.version,
        typed,
        numbers: facts.numbers.iter().map(|number| (number.id.0, number_text(number, facts.sight))).collect(),
        channels: channels(words),
        refusable: facts
            .completeness
            .fields
            .iter()
            .filter(|(field, _)| !needs.iter().any(|need: &Need| need.name == format!("need_{}", field.code())))
            .map(|(field, _)| Choice::new(field.code(), field_name(words, *field)))
            .collect(),
        needs,
        filled: (u32::try_from(all - missing.len()).unwrap_or(0), u32::try_from(all).unwrap_or(0)),
        missing: missing.into_iter().map(|field| field_name(words, field)).collect(),
        makes_owner: facts.makes_owner,
        back,
    }
}

fn filled_in(mut typed: Typed, customer: &Customer) -> Typed {
    for (name, value) in on_card(customer) {
        if let Some(value) = value {
            typed = typed.with(name, value);
        }
    }
    for field in &customer.refused {
        typed = typed.with("refused", field);
    }
    typed
}

/// The fields of the card's form with what is kept in them; numbers apart.
pub fn on_card(customer: &Customer) -> [(&'static str, Option<String>); 9] {
    [
        ("name", customer.name.as_ref().map(|name| name.reveal().to_owned())),
        ("title", Some(customer.title.code().to_owned())),
        ("wechat", customer.wechat.clone()),
        ("email", customer.email.clone()),
        ("district", customer.district.clone()),
        ("occupation", customer.occupation.clone()),
        ("channel", customer.channel.clone()),
        ("note", customer.note.clone()),
        ("do_not_call_until", customer.do_not_call_until.map(|date| date.to_string())),
    ]
}

/// What was typed beside what is there now, for a card that somebody else changed meanwhile.
pub fn card_changes(words: Words, customer: &Customer, typed: &Typed) -> Vec<showroom_templates::typed::Change> {
    let shown = |field: &str, value: &str| match field {
        "title" | "channel" => words.lookup_or(&format!("customers_{field}_{value}")).to_owned(),
        _ => value.to_owned(),
    };
    let label = |field: &str| match field {
        "title" => words.customers_title_label(),
        "do_not_call_until" => words.customers_do_not_call(),
        field => words.lookup(&format!("customers_{field}")).unwrap_or_default(),
    };
    on_card(customer)
        .into_iter()
        .filter_map(|(field, now)| {
            let (typed, now) = (typed.value(field).unwrap_or_default().to_owned(), now.unwrap_or_default());
            (typed != now).then(|| showroom_templates::typed::Change {
                label: label(field).to_owned(),
                typed: shown(field, &typed),
                now: shown(field, &now),
            })
        })
        .collect()
}

/// The grade's form.
pub fn grade_page(
    words: Words,
    site: &Site,
    customer: &Customer,
    suggestion: &Suggestion,
    history: Vec<Event>,
    typed: Typed,
) -> pages::GradePage {
    pages::GradePage {
        id: customer.id.0,
        version: customer.version,
        name: full_name(words, customer),
        typed,
        current: customer.grade.map(|grade| grade.code().to_owned()),
        suggested_code: suggestion.grade.code().to_owned(),
        suggested: site.scale.name(suggestion.grade).to_owned(),
        reasons: suggestion.reasons.iter().map(|why| reason(words, *why)).collect(),
        grades: grades(words, &site.scale),
        history,
    }
}

/// A change of grade as an entry of a time line: from what to what, who, why.
pub fn grade_event(words: Words, site: &Site, change: &GradeChange, who: &str, today: Date) -> Event {
    let name = |grade| site.scale.name(grade);
    let old = change.old.map_or_else(|| words.customers_ungraded(), name);
    let new = name(change.new);
    let fell = change.set_by.is_none() && change.old.is_some_and(|old| old < change.new);
    let differs = change.suggested.filter(|suggested| *suggested != change.new);
    let why =
        change.reason.clone().unwrap_or_else(|| reasons(words, &change.reasons).join(words.customers_list_comma()));
    let suggested = differs.map(|suggested| words.customers_suggested(name(suggested)));
    let body = html! {
        @if !why.is_empty() { p { (why) } }
        @if let Some(suggested) = &suggested { p.muted { (suggested) } }
    };
    Event {
        icon: if fell { Icon::Down } else { Icon::Flag },
        when: words.near(site.clock().local(change.set_at), today),
        who: who.to_owned(),
        title: words.customers_grade_from_to(old, new),
        body: Some(body),
    }
}

/// The notice with what was answered so far.
pub fn consent_page(
    words: Words,
    site: &Site,
    id: CustomerId,
    notice: &Notice,
    answered: &[Consent],
    typed: Typed,
) -> pages::ConsentPage {
    let asks = notice.consents.iter().map(|asked| {
        let standing = answered.iter().find(|consent| consent.purpose == asked.id);
        let answer = standing.map(|consent| consent.given && consent.withdrawn_at.is_none());
        let note = standing.map(|consent| {
            let date = words.day(site.clock().business_day(consent.asked_at));
            if answer == Some(true) {
                words.customers_consent_yes_at(date)
            } else {
                words.customers_consent_no_at(date)
            }
        });
        pages::ConsentAsk {
            id: asked.id.clone(),
            words: asked.words(words.lang).to_owned(),
            answer,
            note: note.unwrap_or_default(),
        }
    });
    pages::ConsentPage {
        id: id.0,
        notice_version: notice.number,
        notice_label: words.customers_notice_version(notice.number, words.full_day(notice.from)),
        lead: notice.lead(words.lang).to_owned(),
        points: notice.points(words.lang, &site.name),
        consents: asks.collect(),
        typed,
    }
}

/// What stands first of the consents, in a word: given, declined, or not asked yet.
pub fn consent_badge(words: Words, answered: &[Consent]) -> (Tone, Icon, String) {
    let contact = answered.iter().find(|consent| consent.purpose == "contact");
    match contact.map(|consent| consent.given && consent.withdrawn_at.is_none()) {
        Some(true) => (Tone::Good, Icon::Shield, words.customers_consent_given().to_owned()),
        Some(false) => (Tone::Warn, Icon::Shield, words.customers_consent_declined().to_owned()),
        None => (Tone::Plain, Icon::Shield, words.customers_consent_open().to_owned()),
    }
}

/// One row of the journal in words, from `event_<event>` of its capability, with what its detail says more precisely.
pub fn event_title(words: Words, scale: &Scale, kind: &str, detail: &Value) -> String {
    let (capability, event) = kind.split_once('.').unwrap_or((kind, ""));
    let title = words.lookup_or(&format!("{capability}_event_{event}")).to_owned();
    match event_detail(words, scale, kind, detail) {
        Some(more) => words.customers_event_with(title, more),
        None => title,
    }
}

fn event_detail(words: Words, scale: &Scale, kind: &str, detail: &Value) -> Option<String> {
    let said = |field: &str| detail.get(field).and_then(Value::as_str);
    let word = |prefix: &str, field: &str| Some(coded(words, prefix, said(field)?).to_owned());
    match kind {
        "customers.graded" | "customers.grade_fell" => Some(scale.name(Grade::from_code(said("to")?)?).to_owned()),
        "customers.stage_moved" | "visits.moved" | "visits.went_back" => word("stages_", "to"),
        "customers.lost" => word("customers_lost_", "reason"),
        "customers.reassigned" => word("customers_reassign_", "reason"),
        "visits.left" => word("visits_outcome_", "outcome"),
        "followups.planned" => word("followups_purpose_", "purpose"),
        "followups.cancelled" => word("followups_cancel_", "reason"),
        "followups.done" => {
            let reached = detail.get("reached").and_then(Value::as_bool)?;
            let result = if reached { words.followups_reached_yes() } else { words.followups_reached_no() };
            Some(format!("{} · {result}", word("followups_how_", "how")?))
        }
        _ => None,
    }
}
