//! What surrounds a page: its title, the person, the site, the way around.

use crate::parts::icon::Icon;
use crate::urls;
use crate::words::Words;
use std::sync::atomic::{AtomicU32, Ordering};

/// Everything that a page needs besides its own content.
#[derive(Debug, Default)]
pub struct Frame {
    /// The words of the person's language.
    pub words: Words,
    /// The name of the page.
    pub title: String,
    /// A line under the title, if it helps.
    pub lead: Option<String>,
    /// Where the arrow before the title leads.
    pub back: Option<String>,
    /// What else can be done with the whole page: addresses and words, small, at the end of it; on a paper beside its button.
    /// On a paper: beside the button that prints.
    pub aside: Vec<(String, String)>,
    /// Who is signed in.
    pub person: Option<Person>,
    /// The showroom's name, once it has one.
    pub site: Option<String>,
    /// Other sites that the person may work at; the switch is shown when there is more than one.
    pub sites: Vec<SiteChoice>,
    /// The parts of the house that this person may enter, in order.
    pub nav: Vec<NavEntry>,
    /// Notices that the person has not seen; none where there is no bell.
    pub notices: Option<u32>,
    /// The part that the page belongs to.
    pub active: Option<Nav>,
    /// Light, dark, or as the device says.
    pub scheme: Scheme,
    /// Path and query of this page, to come back to after switching the language.
    pub here: String,
    /// What form keys of this page are made from; must be random and new for every page.
    pub seed: String,
    /// After how many seconds a browser without scripts asks for the page again; only pages that show the present moment.
    pub refresh_secs: Option<u32>,
    /// How many form keys this page has given out.
    pub given: AtomicU32,
}

impl Frame {
    /// A frame with nothing around it, for signing in and for errors.
    pub fn bare(words: Words, title: impl Into<String>) -> Self {
        Self { words, title: title.into(), ..Self::default() }
    }

    /// A new form key. Every form on a page carries its own.
    pub fn key(&self) -> String {
        format!("{}-{}", self.seed, self.given.fetch_add(1, Ordering::Relaxed))
    }

    /// Puts a line under the title.
    #[must_use]
    pub fn with_lead(mut self, lead: impl Into<String>) -> Self {
        self.lead = Some(lead.into());
        self
    }

    /// Adds something that can be done with the whole page.
    #[must_use]
    pub fn with_aside(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.aside.push((href.into(), label.into()));
        self
    }

    /// Puts an arrow before the title.
    #[must_use]
    pub fn with_back(mut self, href: impl Into<String>) -> Self {
        self.back = Some(href.into());
        self
    }
}

/// Who is signed in, as far as the screen shows it.
#[derive(Clone, Debug, Default)]
pub struct Person {
    /// Tells this person's unsent forms from another's on a shared tablet.
    pub id: String,
    /// The name.
    pub name: String,
    /// The role, in words.
    pub role: String,
}

/// A site to switch to.
#[derive(Clone, Debug, Default)]
pub struct SiteChoice {
    /// What is sent.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it is the one being worked at.
    pub current: bool,
}

/// An entry of the rail.
#[derive(Clone, Copy, Debug)]
pub struct NavEntry {
    /// Which part.
    pub nav: Nav,
    /// A small number beside it, for what waits there.
    pub count: u32,
}

impl From<Nav> for NavEntry {
    fn from(nav: Nav) -> Self {
        Self { nav, count: 0 }
    }
}

/// Light, dark, or as the device says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scheme {
    /// As the device says.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Scheme {
    /// All three, in the order in which they are offered.
    pub const ALL: [Scheme; 3] = [Scheme::Auto, Scheme::Light, Scheme::Dark];

    /// `auto`, `light`, `dark`.
    pub fn code(self) -> &'static str {
        match self {
            Scheme::Auto => "auto",
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        }
    }

    /// Reads a code.
    pub fn parse(code: &str) -> Option<Scheme> {
        Scheme::ALL.into_iter().find(|scheme| scheme.code() == code)
    }

    /// Its name on the screen.
    pub fn label(self, words: Words) -> &'static str {
        match self {
            Scheme::Auto => words.frame_scheme_auto(),
            Scheme::Light => words.frame_scheme_light(),
            Scheme::Dark => words.frame_scheme_dark(),
        }
    }
}

/// The parts of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nav {
    /// Who is here now.
    Desk,
    /// The floor book.
    Visits,
    /// All customers.
    Customers,
    /// The live floor.
    Board,
    /// My follow-ups.
    FollowUps,
    /// The grid of units.
    Units,
    /// Deposit agreements.
    Deposits,
    /// Contracts.
    Contracts,
    /// What to say and check.
    Playbooks,
    /// Reports of traffic.
    Reports,
    /// Who works here.
    Staff,
    /// The site's settings.
    Settings,
}

impl Nav {
    /// All parts, in the order of the rail.
    pub const ALL: [Nav; 12] = [
        Nav::Desk,
        Nav::Customers,
        Nav::FollowUps,
        Nav::Units,
        Nav::Board,
        Nav::Visits,
        Nav::Reports,
        Nav::Deposits,
        Nav::Contracts,
        Nav::Playbooks,
        Nav::Staff,
        Nav::Settings,
    ];

    /// Where it leads.
    pub fn href(self) -> String {
        match self {
            Nav::Desk => urls::desk::home(),
            Nav::Visits => urls::nav::visits(),
            Nav::Customers => urls::nav::customers(),
            Nav::Board => urls::board::floor(),
            Nav::FollowUps => urls::nav::followups(),
            Nav::Units => urls::nav::units(),
            Nav::Deposits => urls::nav::deposits(),
            Nav::Contracts => urls::nav::contracts(),
            Nav::Playbooks => urls::nav::playbooks(),
            Nav::Reports => urls::nav::reports(),
            Nav::Staff => urls::nav::staff(),
            Nav::Settings => urls::nav::settings(),
        }
    }

    /// Its name.
    pub fn label(self, words: Words) -> &'static str {
        match self {
            Nav::Desk => words.frame_nav_desk(),
            Nav::Visits => words.frame_nav_visits(),
            Nav::Customers => words.frame_nav_customers(),
            Nav::Board => words.frame_nav_board(),
            Nav::FollowUps => words.frame_nav_followups(),
            Nav::Units => words.frame_nav_units(),
            Nav::Deposits => words.frame_nav_deposits(),
            Nav::Contracts => words.frame_nav_contracts(),
            Nav::Playbooks => words.frame_nav_playbooks(),
            Nav::Reports => words.frame_nav_reports(),
            Nav::Staff => words.frame_nav_staff(),
            Nav::Settings => words.frame_nav_settings(),
        }
    }

    /// Its icon.
    pub fn icon(self) -> Icon {
        match self {
            Nav::Desk => Icon::Desk,
            Nav::Visits => Icon::Book,
            Nav::Customers => Icon::People,
            Nav::Board => Icon::Pulse,
            Nav::FollowUps => Icon::Phone,
            Nav::Units => Icon::Building,
            Nav::Deposits => Icon::Money,
            Nav::Contracts => Icon::Paper,
            Nav::Playbooks => Icon::Compass,
            Nav::Reports => Icon::Chart,
            Nav::Staff => Icon::Badge,
            Nav::Settings => Icon::Sliders,
        }
    }
}
