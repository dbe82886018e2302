//! Finds real things to ask for: walks the pages of the demo showroom as a person does, and remembers each address and form it met.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use showroom::base::role::Role;
use showroom::demo::{self, Amount};
use showroom::platform::db::Db;
use showroom::platform::http::{Method, present};
use showroom::server;

use super::html::{self, Button, Field, PageForm};
use super::inside::{Caller, Inside};
use super::web::settings;

/// How many addresses of one pattern are opened; the thirtieth customer has no other forms than the first.
const OF_EACH: usize = 8;

/// The demo showroom: who can sign in.
pub struct Demo {
    pub people: Vec<(Role, String)>,
    pub password: String,
    sessions: RefCell<BTreeMap<Role, String>>,
}

impl Demo {
    /// Loads it into an empty database.
    pub async fn load(db: &Db) -> Self {
        demo::load(db, &settings().vault, Amount { customers: 60, days: 21, ..Amount::SHOWROOM }, present())
            .await
            .unwrap();
        let people = demo::logins().unwrap();
        let password = people[0].password.clone();
        Self {
            people: people.into_iter().map(|person| (person.role, person.login)).collect(),
            password,
            sessions: RefCell::default(),
        }
    }

    /// The first who has this role.
    pub fn login(&self, role: Role) -> &str {
        &self.people.iter().find(|(of, _)| *of == role).unwrap().1
    }

    /// Somebody of this role; signs them in once for all who ask in this thread.
    pub async fn enter_once<'a>(&self, inside: &'a Inside, role: Role) -> Caller<'a> {
        let known = self.sessions.borrow().get(&role).cloned();
        if let Some(cookie) = known {
            return inside.with_cookie(&cookie);
        }
        let caller = self.enter(inside, role).await;
        self.sessions.borrow_mut().insert(role, caller.cookie());
        caller
    }

    /// Signs somebody of this role in.
    pub async fn enter<'a>(&self, inside: &'a Inside, role: Role) -> Caller<'a> {
        inside.signed_in(self.login(role), &self.password).await
    }
}

/// What one person met on their way through the pages.
#[derive(Default)]
pub struct Met {
    /// Addresses that were opened, by pattern.
    pub pages: BTreeMap<&'static str, Vec<String>>,
    /// Forms, by the pattern that they are sent to: where they lead, the form, and the button for it.
    pub forms: BTreeMap<&'static str, Vec<Found>>,
    /// What fills the holes of addresses: `visit` → ids.
    pub holes: BTreeMap<&'static str, Vec<String>>,
    /// Pages that broke.
    pub broken: Vec<String>,
}

/// A form that stood on a page.
#[derive(Clone)]
pub struct Found {
    pub page: String,
    pub action: String,
    pub form: PageForm,
    pub button: Option<Button>,
    /// The sum that the page names above the form; empty where it names none.
    pub due: String,
}

/// The patterns of all routes of one method.
pub fn patterns(method: Method) -> Vec<&'static str> {
    server::routes().table().into_iter().filter(|row| row.method == method).map(|row| row.pattern).collect()
}

/// The pattern that an address belongs to; the one with fewer holes where two fit.
pub fn pattern_of(path: &str, patterns: &[&'static str]) -> Option<&'static str> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.split('/').collect();
    let fits = |pattern: &&&'static str| {
        let wanted: Vec<&str> = pattern.split('/').collect();
        wanted.len() == parts.len()
            && wanted
                .iter()
                .zip(&parts)
                .all(|(wanted, part)| wanted == part || (wanted.starts_with('{') && !part.is_empty()))
    };
    patterns.iter().filter(fits).min_by_key(|pattern| pattern.matches('{').count()).copied()
}

/// Walks all pages that this person can reach from the start.
pub async fn walk(caller: &Caller<'_>) -> Met {
    walk_from(caller, &[]).await
}

/// Walks all pages that this person can reach from these addresses, and then from the start.
pub async fn walk_from(caller: &Caller<'_>, first: &[String]) -> Met {
    let (gets, posts) = (patterns(Method::Get), patterns(Method::Post));
    let mut met = Met::default();
    let mut seen = BTreeSet::new();
    let mut next: VecDeque<String> = first.iter().cloned().chain(["/".to_owned(), "/me".to_owned()]).collect();
    while let Some(path) = next.pop_front() {
        let path = path.split('#').next().unwrap_or_default().to_owned();
        let Some(pattern) = pattern_of(&path, &gets) else { continue };
        met.note_holes(pattern, &path);
        let opened = met.pages.entry(pattern).or_default();
        if opened.len() >= OF_EACH || pattern.starts_with("/assets") || !seen.insert(path.clone()) {
            continue;
        }
        opened.push(path.clone());
        let page = caller.get(&path).await;
        if page.status >= 500 {
            met.broken.push(format!("GET {path}: {}", page.status));
        }
        if page.status == 303 {
            next.push_back(page.location());
        }
        next.extend(html::links(&page.body));
        for form in html::forms(&page.body) {
            let buttons = form.buttons.iter().map(|button| Some(button.clone()));
            let buttons: Vec<Option<Button>> = if form.buttons.is_empty() { vec![None] } else { buttons.collect() };
            for button in buttons {
                let action = form.action_of(button.as_ref());
                if !form.post {
                    next.push_back(action);
                    continue;
                }
                match pattern_of(&action, &posts) {
                    None => met.broken.push(format!("a form on {path} is sent to {action}, which is no route")),
                    Some(pattern) => {
                        met.note_holes(pattern, &action);
                        let found = met.forms.entry(pattern).or_default();
                        if found.len() < OF_EACH * 2 {
                            let due = due(&page.body).unwrap_or_default();
                            found.push(Found { page: path.clone(), action, form: form.clone(), button, due });
                        }
                    }
                }
            }
        }
    }
    met
}

impl Met {
    fn note_holes(&mut self, pattern: &'static str, path: &str) {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        for (wanted, part) in pattern.split('/').zip(path.split('/')) {
            if let Some(hole) = wanted.strip_prefix('{').and_then(|wanted| wanted.strip_suffix('}')) {
                let ids = self.holes.entry(hole).or_default();
                if ids.len() < 40 && !ids.iter().any(|id| id == part) {
                    ids.push(part.to_owned());
                }
            }
        }
    }

    /// Whether this address was met on one's own way.
    pub fn knows(&self, pattern: &str, address: &str) -> bool {
        let sent = self.forms.get(pattern).is_some_and(|found| found.iter().any(|found| found.action == address));
        sent || self.pages.get(pattern).is_some_and(|pages| pages.iter().any(|page| page == address))
    }

    /// An address of this pattern: one that was met, or one made of things that were met.
    pub fn address(&self, pattern: &str, others: &[&Self]) -> String {
        let forms = self.forms.get(pattern).and_then(|found| Some(found.first()?.action.clone()));
        if let Some(address) = forms.or_else(|| self.pages.get(pattern).and_then(|pages| pages.first().cloned())) {
            return address;
        }
        let fill = |part: &str| -> String {
            let Some(hole) = part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) else {
                return part.to_owned();
            };
            let mine = self.holes.get(hole).and_then(|ids| ids.first().cloned());
            let theirs = || others.iter().find_map(|met| met.holes.get(hole)?.first().cloned());
            mine.or_else(theirs).unwrap_or_else(|| "1".to_owned())
        };
        pattern.split('/').map(fill).collect::<Vec<_>>().join("/")
    }
}

impl Found {
    /// The same form as the page shows it now; `None` where it is gone.
    pub async fn as_it_is_now(&self, caller: &Caller<'_>) -> Option<Self> {
        let page = caller.get(&self.page).await;
        let due = due(&page.body).unwrap_or_default();
        let name = |button: Option<&Button>| button.map(|button| (button.name.clone(), button.value.clone()));
        html::forms(&page.body).into_iter().filter(|form| form.post == self.form.post).find_map(|form| {
            let buttons = form.buttons.iter().map(|button| Some(button.clone())).chain([None]);
            let button = buttons.into_iter().find(|button| {
                form.action_of(button.as_ref()) == self.action && name(button.as_ref()) == name(self.button.as_ref())
            })?;
            Some(Self { form: form.clone(), button, due: due.clone(), ..self.clone() })
        })
    }

    /// What a person sends who fills in what must be there, and in every second turn whatever is empty.
    /// `turn` makes numbers and names that nobody had before.
    pub fn filled_in(&self, turn: usize) -> Vec<(String, String)> {
        let mut sent = self.form.untouched(self.button.as_ref());
        let mut chosen: BTreeSet<String> = sent.iter().map(|(name, _)| name.clone()).collect();
        let wanted = |field: &Field| field.required || turn % 2 == 1;
        for (name, value) in &mut sent {
            let field = self.form.fields.iter().find(|field| field.name == *name);
            if let Some(field) = field.filter(|field| value.is_empty() && (wanted(field) || asked_by_law(field))) {
                *value =
                    if field.name == "sum" && !self.due.is_empty() { self.due.clone() } else { plausible(field, turn) };
            }
        }
        for field in &self.form.fields {
            let choice = matches!(field.kind.as_str(), "radio" | "checkbox") && (wanted(field) || asked_by_law(field));
            if choice && chosen.insert(field.name.clone()) {
                sent.push((field.name.clone(), field.value.clone()));
            }
        }
        sent
    }
}

/// What an agreement must carry, though its form cannot say so: whether it must depends on the kind of money.
fn asked_by_law(field: &Field) -> bool {
    matches!(field.name.as_str(), "buyer_id_1" | "seen_contract" | "signature")
}

/// The sum that a page names in large letters.
fn due(page: &str) -> Option<String> {
    let (_, named) = page.split_once("class=\"sum big")?;
    let named = named.split_once('>')?.1.split('<').next()?;
    let digits: String = named.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    (!digits.is_empty()).then_some(digits)
}

fn plausible(field: &Field, turn: usize) -> String {
    let name = field.name.as_str();
    let chosen = field.options.iter().find(|option| !option.is_empty());
    match field.kind.as_str() {
        _ if name == "signature" => "M1,1L20,20".into(),
        // One buyer is enough.
        _ if name.starts_with("buyer_") && !name.ends_with("_1") => String::new(),
        "hidden" => field.value.clone(),
        "select" => chosen.cloned().unwrap_or_default(),
        "tel" => format!("139{:08}", 10_000_000 + turn),
        "date" => (present().date() + chrono::Duration::days(3)).to_string(),
        "time" => "10:30".into(),
        "number" => {
            if field.least.is_empty() {
                "1".into()
            } else {
                field.least.clone()
            }
        }
        "password" => "quiet river 8412".into(),
        _ if name.contains("buyer_id") => format!("E{turn:08}"),
        _ if name.contains("share") => String::new(),
        _ if name.contains("phone") => format!("139{:08}", 10_000_000 + turn),
        _ if name.contains("name") => format!("Guest {turn}"),
        _ if name.contains("login") => format!("guest-{turn}"),
        _ if name.contains("code") => format!("C-{turn}"),
        _ if name.contains("price") || name.contains("sum") => "1000000".into(),
        _ if ["area", "size", "rooms", "floor", "minutes", "days", "percent", "position", "count"]
            .iter()
            .any(|part| name.contains(part)) =>
        {
            "2".into()
        }
        _ => "Said at the table".into(),
    }
}
