//! A site: one showroom with its time, its money, its language and its settings.

use super::scales::Scale;
use super::settings::SiteSettings;
use crate::base::clock::SiteClock;
use crate::base::ids::SiteId;

/// What a showroom sells; it chooses words, needs and papers, never rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goods {
    /// Flats and houses.
    Homes,
    /// Cars, each with its VIN.
    Cars,
    /// Jewels, each with its number.
    Jewels,
    /// Kitchens.
    Kitchens,
    /// Anything else that is costly or one of a kind.
    Other,
}

impl Goods {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Homes, Self::Cars, Self::Jewels, Self::Kitchens, Self::Other];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Homes => "homes",
            Self::Cars => "cars",
            Self::Jewels => "jewels",
            Self::Kitchens => "kitchens",
            Self::Other => "other",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|goods| goods.code() == code)
    }
}

/// One showroom.
#[derive(Debug, Clone)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// Its name, as on the door.
    pub name: String,
    /// What it sells.
    pub goods: Goods,
    /// Its zone and the end of its business day.
    pub clock: SiteClock,
    /// ISO 4217 code of its money.
    pub currency: String,
    /// ISO 3166 code of the country whose numbers need no country code.
    pub country: String,
    /// The language of its papers, `zh-CN` or `en`.
    pub lang: String,
    /// What it decided about its own rules.
    pub settings: SiteSettings,
    /// How it grades its customers.
    pub scale: Scale,
    /// Rises with every change.
    pub version: i32,
}

impl Site {
    /// The clock of the site.
    pub const fn clock(&self) -> SiteClock {
        self.clock
    }
}

/// What the set-up page and the settings page say about a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFacts {
    /// Its name.
    pub name: String,
    /// What it sells.
    pub goods: Goods,
    /// IANA name of its zone.
    pub zone: String,
    /// ISO 4217 code.
    pub currency: String,
    /// ISO 3166 code.
    pub country: String,
    /// `zh-CN` or `en`.
    pub lang: String,
    /// Minutes after midnight at which the business day ends.
    pub cutover_minutes: u16,
}
