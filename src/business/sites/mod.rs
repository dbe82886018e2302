//! A site is one showroom: staff, units, customers and reports belong to it, and so do its rules. Company rules contradict each other from site to site,
//! so whatever a rule lets a site choose is a setting here, with a default, and never a constant elsewhere.

pub mod actions;
pub mod bounds;
pub mod fields;
pub mod model;
pub mod scales;
pub mod settings;
pub mod store;

pub use model::Site;

use crate::base::error::Answered;
use crate::base::ids::SiteId;
use crate::platform::db::Conn;

/// The site at which something happens.
///
/// # Errors
/// Missing where there is none; a fault where its row cannot be read.
pub fn of(conn: &mut Conn, id: SiteId) -> Answered<Site> {
    store::find(conn, id)
}
