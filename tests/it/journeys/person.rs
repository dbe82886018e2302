//! Somebody who works here, at a tablet: opens pages, reads them, fills in the form in front of them and presses its button.

use crate::support::html::{self, PageForm};
use crate::support::web::{Browser, Page, Server, encode};

/// A person at a tablet, with the page that they see.
pub struct Person {
    pub name: &'static str,
    browser: Browser,
    page: Page,
    /// Where that page is.
    at: String,
}

impl Person {
    /// Somebody in front of a tablet that nobody is signed in at.
    pub fn at_the_door(server: &Server, name: &'static str) -> Self {
        let browser = server.browser();
        let page = browser.get("/healthz");
        Self { name, browser, page, at: String::new() }
    }

    /// Somebody who signs in.
    pub fn signs_in(server: &Server, name: &'static str, login: &str, password: &str) -> Self {
        let mut person = Self::at_the_door(server, name);
        person.opens("/sign-in").sends("/sign-in", &[("login", login), ("password", password)]);
        person
    }

    /// Opens an address and goes along wherever it leads.
    pub fn opens(&mut self, path: &str) -> &mut Self {
        self.at = path.to_owned();
        for _ in 0..4 {
            self.page = self.browser.get(&self.at);
            if self.page.status != 303 {
                break;
            }
            self.at = self.page.location();
        }
        assert_eq!(self.page.status, 200, "{} opens {path}: {}", self.name, self.reads());
        self
    }

    /// Follows the first link whose address begins so.
    pub fn follows(&mut self, start: &str) -> &mut Self {
        let found = html::links(&self.page.body).into_iter().find(|link| link.starts_with(start));
        let link =
            found.unwrap_or_else(|| panic!("{} finds no link {start} on {}: {}", self.name, self.at, self.reads()));
        self.opens(&link)
    }

    /// Fills in these fields of the form that is sent there, presses its button, and sees the next page.
    pub fn sends(&mut self, to: &str, fields: &[(&str, &str)]) -> &mut Self {
        let status = self.tries(to, fields);
        assert_eq!(status, 200, "{} sends {fields:?} to {to} on {}: {}", self.name, self.at, self.reads());
        self
    }

    /// The same where a no is expected; gives the status of what comes back.
    pub fn tries(&mut self, to: &str, fields: &[(&str, &str)]) -> u16 {
        let form = self.form(to, fields);
        let mut sent = form.untouched(None);
        // What is chosen replaces what stood there; a field that is given twice is ticked twice.
        sent.retain(|(name, _)| !fields.iter().any(|(field, _)| field == name));
        sent.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let pairs: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let page = self.browser.post_body(&form.action, &encode(&pairs));
        if page.status == 303 {
            let next = page.location();
            self.opens(&next);
            return 200;
        }
        (self.page, self.at) = (page, form.action);
        self.page.status
    }

    /// The form that is sent there and has all these fields; of several, the one in which the hidden ones have these values already.
    fn form(&self, to: &str, fields: &[(&str, &str)]) -> PageForm {
        let forms = html::forms(&self.page.body).into_iter().filter(|form| form.post && form.action.contains(to));
        let fitting =
            forms.filter(|form| fields.iter().all(|(name, _)| form.fields.iter().any(|field| field.name == *name)));
        let same = |form: &PageForm| {
            let hidden = form.fields.iter().filter(|field| field.kind == "hidden");
            let given = hidden.filter_map(|field| Some((field, fields.iter().find(|(name, _)| *name == field.name)?)));
            given.filter(|(field, (_, value))| field.value == *value).count()
        };
        let mut fitting: Vec<PageForm> = fitting.collect();
        // Stable: of those that fit alike, the first on the page.
        fitting.sort_by_key(|form| std::cmp::Reverse(same(form)));
        let found = fitting.into_iter().next();
        found.unwrap_or_else(|| {
            panic!("{} finds no form to {to} with {fields:?} on {}: {}", self.name, self.at, self.reads())
        })
    }

    /// Whether there is a form that is sent there.
    pub fn can_send(&self, to: &str) -> bool {
        html::forms(&self.page.body).iter().any(|form| form.post && form.action.contains(to))
    }

    /// Whether a form that is sent there has a hidden field with this value.
    pub fn is_offered(&self, to: &str, field: &str, value: &str) -> bool {
        let forms = html::forms(&self.page.body).into_iter().filter(|form| form.post && form.action.contains(to));
        forms.flat_map(|form| form.fields).any(|found| found.name == field && found.value == value)
    }

    /// The value of a hidden field of the form that is sent there.
    pub fn holds(&self, to: &str, field: &str) -> String {
        let form = self.form(to, &[]);
        let all = html::forms(&self.page.body).into_iter().filter(|form| form.post && form.action.contains(to));
        let found = all.flat_map(|form| form.fields).find(|found| found.name == field && found.kind == "hidden");
        found.unwrap_or_else(|| panic!("no hidden {field} in {form:?}")).value
    }

    /// What a form's field shows.
    pub fn shows(&self, to: &str, field: &str) -> String {
        let form = self.form(to, &[]);
        form.fields.iter().find(|found| found.name == field).map_or_else(String::new, |found| found.value.clone())
    }

    /// What comes back from an address, without going there.
    pub fn asks(&self, path: &str) -> Page {
        self.browser.get(path)
    }

    /// The page says this.
    pub fn sees(&mut self, words: &str) -> &mut Self {
        let said = self.reads();
        assert!(said.contains(words), "{} does not see “{words}” on {}: {said}", self.name, self.at);
        self
    }

    /// The page does not say this.
    pub fn does_not_see(&mut self, words: &str) -> &mut Self {
        let said = self.reads();
        assert!(!said.contains(words), "{} sees “{words}” on {}: {said}", self.name, self.at);
        self
    }

    /// Everything that stands on the page.
    pub fn reads(&self) -> String {
        html::readable(&self.page.body)
    }

    /// Where they are.
    pub fn is_at(&self) -> String {
        self.at.split(['?', '#']).next().unwrap_or_default().to_owned()
    }
}
