//! Who acts: a person at a site, or the house itself.

use super::error::{Answered, Error};
use super::ids::{SiteId, UserId};
use super::role::{Need, Role};

/// A person at work at one site, or the system doing a chore for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The site at which this happens.
    pub site: SiteId,
    /// The person; `None` is the house itself (closing time, expired holds).
    pub user: Option<UserId>,
    /// The person's role at this site; the house acts as a supervisor.
    pub role: Role,
}

impl Actor {
    /// A person at a site.
    pub const fn person(site: SiteId, user: UserId, role: Role) -> Self {
        Self { site, user: Some(user), role }
    }

    /// The house itself.
    pub const fn house(site: SiteId) -> Self {
        Self { site, user: None, role: Role::Supervisor }
    }

    /// Whether this actor may do what needs `need`.
    pub fn may(&self, need: Need) -> bool {
        self.user.is_none() || self.role.may(need)
    }

    /// Stops whoever may not.
    ///
    /// # Errors
    /// [`Error::Forbidden`] where the role lacks the need.
    pub fn must(&self, need: Need) -> Answered<()> {
        if self.may(need) { Ok(()) } else { Err(Error::Forbidden(need)) }
    }

    /// Whether this is that person.
    pub fn is(&self, user: UserId) -> bool {
        self.user == Some(user)
    }

    /// Consultants work on what is theirs; every other role that has the need works on all of the site.
    pub fn only_own(&self) -> bool {
        self.user.is_some() && self.role == Role::Consultant
    }
}
