//! The verbs of staff: set the house up, add people, change, suspend and resume them.

use crate::base::actor::Actor;
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{SiteId, UserId};
use crate::base::name::Name;
use crate::base::role::{Need, Role};
use crate::business::consultants::teams;
use crate::business::ownership;
use crate::business::ownership::handover::Way;
use crate::business::sites;
use crate::business::sites::model::SiteFacts;
use crate::platform::access::{self, Email, NewUser, PasswordHash};
use crate::platform::db::Tx;
use showroom_templates::Lang;

/// Names the showroom and makes its first supervisor. Only in an empty house.
///
/// # Errors
/// `already_set_up` where somebody was faster; what `sites::actions::open` refuses.
pub fn set_up(tx: &mut Tx, facts: &SiteFacts, first: &NewUser) -> Answered<(SiteId, UserId)> {
    tx.one_at_a_time("set up")?;
    if !sites::store::list(tx.conn)?.is_empty() {
        return Err(Refused::taken("already_set_up").into());
    }
    let site = sites::actions::open(tx, facts)?;
    let user = access::add_user(tx, first)?;
    Ok((site, user))
}

/// Adds a person to the actor's site.
///
/// # Errors
/// `role_not_yours_to_give` where a supervisor would make an administrator; `login_taken`.
pub fn add(tx: &mut Tx, new: &NewUser) -> Answered<UserId> {
    tx.actor.must(Need::ManageStaff)?;
    may_give(&tx.actor, new.role)?;
    access::add_user(tx, new)
}

/// Writes down where the mail of a new person goes.
///
/// # Errors
/// Missing where the person does not work here.
pub fn set_email(tx: &mut Tx, user: UserId, email: &Email) -> Answered<()> {
    of_this_site(tx, user)?;
    access::set_email(tx, user, Some(email))
}

/// What can be changed of a person.
#[derive(Debug, Clone)]
pub struct Change {
    /// Version of the record that was changed.
    pub version: i32,
    /// The name.
    pub name: Name,
    /// The language.
    pub lang: Lang,
    /// Where their mail goes.
    pub email: Option<Email>,
    /// The role; `None` keeps it, as everybody keeps their own.
    pub role: Option<Role>,
    /// The team, from today on; `None` for none.
    pub team: Option<String>,
}

/// Changes a person of the actor's site.
///
/// # Errors
/// `record_changed`; `role_not_yours_to_give`; missing where the person does not work here.
pub fn change(tx: &mut Tx, user: UserId, change: &Change) -> Answered<()> {
    let role = of_this_site(tx, user)?;
    access::rename(tx, user, &change.name, change.lang, change.version)?;
    access::set_email(tx, user, change.email.as_ref())?;
    let today = sites::of(tx.conn, tx.actor.site)?.clock().business_day(tx.now);
    teams::put(tx, user, change.team.as_deref().unwrap_or_default(), today)?;
    match change.role {
        Some(new) if new != role => {
            not_oneself(tx, user)?;
            may_give(&tx.actor, new)?;
            access::change_role(tx, user, new)
        }
        _ => Ok(()),
    }
}

/// Gives a person a new password and signs them out everywhere.
///
/// # Errors
/// Missing where the person does not work here.
pub fn set_password(tx: &mut Tx, user: UserId, password: &PasswordHash) -> Answered<()> {
    of_this_site(tx, user)?;
    access::set_password(tx, user, password)?;
    access::close_all(tx, user)?;
    Ok(())
}

/// Keeps a person out from now on; what they did stays.
///
/// # Errors
/// `not_oneself`; `hands_over_first` while anything belongs to them; missing where the person does not work here.
pub fn suspend(tx: &mut Tx, user: UserId) -> Answered<()> {
    of_this_site(tx, user)?;
    not_oneself(tx, user)?;
    if !ownership::store::count(tx.conn, tx.actor.site, user)?.none() {
        return Err(Refused::invalid("hands_over_first").into());
    }
    access::suspend(tx, user)
}

/// Hands over everything that belongs to somebody, and keeps them out from now on once nothing is left.
///
/// # Errors
/// `not_oneself`; what [`ownership::actions::hand_over`] refuses; missing where the person does not work here.
pub fn leave(tx: &mut Tx, user: UserId, way: &Way) -> Answered<()> {
    of_this_site(tx, user)?;
    not_oneself(tx, user)?;
    let left = ownership::actions::hand_over(tx, user, way)?;
    if left.none() && access::find_user(tx.conn, user)?.suspended_at.is_none() {
        access::suspend(tx, user)?;
    }
    Ok(())
}

/// Lets a person in again.
///
/// # Errors
/// Missing where the person does not work here or is not suspended.
pub fn resume(tx: &mut Tx, user: UserId) -> Answered<()> {
    of_this_site(tx, user)?;
    access::resume(tx, user)
}

/// The roles that this actor may give: supervisors all but administrator.
pub fn gives(actor: &Actor) -> Vec<Role> {
    Role::ALL.into_iter().filter(|role| may_give(actor, *role).is_ok()).collect()
}

fn may_give(actor: &Actor, role: Role) -> Answered<()> {
    if role == Role::Administrator && actor.role != Role::Administrator {
        return Err(Refused::invalid("role_not_yours_to_give").at("role").into());
    }
    Ok(())
}

/// The role of a person of this site; whoever is above the actor is not theirs to change.
fn of_this_site(tx: &mut Tx, user: UserId) -> Answered<Role> {
    tx.actor.must(Need::ManageStaff)?;
    let member = access::list(tx.conn, tx.actor.site)?.into_iter().find(|member| member.user.id == user);
    let role = member.ok_or(Error::Missing)?.role;
    // A login is the same at every site: whoever is an administrator anywhere is changed by administrators only.
    if access::roles_anywhere(tx.conn, user)?.into_iter().any(|held| may_give(&tx.actor, held).is_err()) {
        return Err(Refused::invalid("not_yours_to_change").into());
    }
    Ok(role)
}

fn not_oneself(tx: &Tx, user: UserId) -> Answered<()> {
    if tx.actor.is(user) { Err(Refused::invalid("not_oneself").into()) } else { Ok(()) }
}
