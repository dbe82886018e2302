//! What most requests need to know of the site, without asking for it.

use chrono_tz::Tz;

use crate::base::clock::SiteClock;
use crate::base::ids::SiteId;

/// A site, as far as every page needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitePass {
    /// Which site.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// Its zone and the end of its business day.
    pub clock: SiteClock,
    /// Its currency (ISO 4217).
    pub currency: String,
    /// Its country (ISO 3166), for telephone numbers.
    pub country: String,
}

impl SitePass {
    /// No site: before signing in.
    pub fn nowhere() -> Self {
        Self {
            id: SiteId(0),
            name: String::new(),
            clock: SiteClock { zone: Tz::UTC, cutover_minutes: 0 },
            currency: "CNY".into(),
            country: "CN".into(),
        }
    }
}
