//! People with their logins, and what they are at which site.

use diesel::prelude::*;
use showroom_templates::Lang;
use showroom_templates::frame::Scheme;

use super::email::Email;
use super::password::PasswordHash;
use super::sessions::close_all;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::{RowId, SiteId, UserId};
use crate::base::name::Name;
use crate::base::role::Role;
use crate::platform::db::fault::on_unique;
use crate::platform::db::schema::{memberships, sessions, users};
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};

/// What a person types to sign in: small letters, digits, `.`, `_`, `-`, `@`; Chinese characters are letters too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login(String);

impl Login {
    /// Reads what was typed; capital letters do not matter.
    ///
    /// # Errors
    /// `login_unreadable` for anything else, and for less than two or more than forty characters.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let login = text.trim().to_lowercase();
        let fits = (2..=40).contains(&login.chars().count());
        if fits && login.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@')) {
            Ok(Self(login))
        } else {
            Err(Refused::invalid("login_unreadable"))
        }
    }

    /// As it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A person to be added.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// What they will type to sign in.
    pub login: Login,
    /// Their name.
    pub name: Name,
    /// Their first password.
    pub password: PasswordHash,
    /// Their language.
    pub lang: Lang,
    /// What they are at the site.
    pub role: Role,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Who.
    pub id: UserId,
    /// What they type to sign in.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Their language.
    pub lang: Lang,
    /// Light or dark.
    pub scheme: Scheme,
    /// Since when they may not come in, if so.
    pub suspended_at: Option<Moment>,
    /// Where their mail goes.
    pub email: Option<Email>,
    /// Which mail they want.
    pub wants: Wants,
    /// Rises with each change.
    pub version: i32,
}

/// Which mail a person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wants {
    /// The letter of each morning.
    pub digest: bool,
    /// What others have left overdue, for those who look after it.
    pub escalations: bool,
}

/// A person at a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub user: User,
    /// What they are here.
    pub role: Role,
    /// Since when.
    pub since: Moment,
}

/// What signing in needs to know of a person.
#[derive(Clone)]
pub struct Secret {
    /// Who.
    pub user: UserId,
    /// What the password is compared with.
    pub password: PasswordHash,
    /// Whether they may not come in.
    pub suspended: bool,
    /// Where they work, with their role there; the oldest place first.
    pub places: Vec<(SiteId, Role)>,
    /// The site of their last session.
    pub last_site: Option<SiteId>,
}

impl Secret {
    /// Where a new session begins: where the last one was, or at the oldest place; `None` for whoever works nowhere.
    pub fn start(&self) -> Option<(SiteId, Role)> {
        let last = self.places.iter().find(|(site, _)| Some(*site) == self.last_site);
        last.or(self.places.first()).copied()
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = users)]
struct UserRow {
    id: i64,
    login: String,
    name: String,
    lang: String,
    scheme: String,
    suspended_at: Option<Moment>,
    version: i32,
    email: Option<String>,
    wants_digest: bool,
    wants_escalations: bool,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: UserId(row.id),
            login: row.login,
            name: row.name,
            lang: Lang::parse(&row.lang).unwrap_or_default(),
            scheme: scheme_of(&row.scheme),
            suspended_at: row.suspended_at,
            email: row.email.map(Email::stored),
            wants: Wants { digest: row.wants_digest, escalations: row.wants_escalations },
            version: row.version,
        }
    }
}

/// One person.
///
/// # Errors
/// [`Error::Missing`] where there is no such person.
pub fn find_user(conn: &mut Conn, id: UserId) -> Answered<User> {
    Ok(users::table.find(id.0).select(UserRow::as_select()).first(conn)?.into())
}

/// The people of a site, by name, suspended ones last.
///
/// # Errors
/// Faults of the database.
pub fn list(conn: &mut Conn, site: SiteId) -> Answered<Vec<Member>> {
    let rows = memberships::table
        .inner_join(users::table)
        .filter(memberships::site_id.eq(site.0))
        .filter(memberships::ended_at.is_null())
        .order((users::suspended_at.is_not_null(), users::name))
        .select((UserRow::as_select(), memberships::role, memberships::since))
        .load::<(UserRow, String, Moment)>(conn)?;
    let member =
        |(row, role, since): (UserRow, String, Moment)| Ok(Member { user: row.into(), role: role_of(&role)?, since });
    rows.into_iter().map(member).collect()
}

/// What a person is at all the sites where they work: their login, and so their password, is the same at each.
///
/// # Errors
/// Faults of the database.
pub fn roles_anywhere(conn: &mut Conn, user: UserId) -> Answered<Vec<Role>> {
    let roles: Vec<String> = memberships::table
        .filter(memberships::user_id.eq(user.0))
        .filter(memberships::ended_at.is_null())
        .select(memberships::role)
        .load(conn)?;
    roles.iter().map(|role| role_of(role)).collect()
}

/// What a person is at a site; `None` for whoever does not work there.
///
/// # Errors
/// Faults of the database.
pub fn role_at(conn: &mut Conn, user: UserId, site: SiteId) -> Answered<Option<Role>> {
    let held: Option<String> =
        of(user, site).filter(memberships::ended_at.is_null()).select(memberships::role).first(conn).optional()?;
    held.map(|role| role_of(&role)).transpose()
}

/// What signing in needs to know of the person with this login; `None` where nobody has it.
///
/// # Errors
/// Faults of the database.
pub fn find_secret(conn: &mut Conn, login: &Login) -> Answered<Option<Secret>> {
    let row = users::table
        .filter(users::login.eq(login.as_str()))
        .select((users::id, users::password_hash, users::suspended_at))
        .first::<(i64, String, Option<Moment>)>(conn)
        .optional()?;
    let Some((user, hash, suspended_at)) = row else { return Ok(None) };
    let places = memberships::table
        .filter(memberships::user_id.eq(user))
        .filter(memberships::ended_at.is_null())
        .order(memberships::since)
        .select((memberships::site_id, memberships::role))
        .load::<(i64, String)>(conn)?;
    let last_site = sessions::table
        .filter(sessions::user_id.eq(user))
        .order(sessions::created_at.desc())
        .select(sessions::site_id)
        .first::<i64>(conn)
        .optional()?;
    let places: Answered<Vec<(SiteId, Role)>> =
        places.into_iter().map(|(site, role)| Ok((SiteId(site), role_of(&role)?))).collect();
    Ok(Some(Secret {
        user: UserId(user),
        password: PasswordHash::stored(hash),
        suspended: suspended_at.is_some(),
        places: places?,
        last_site: last_site.map(SiteId),
    }))
}

/// Whether anybody can sign in at all; nobody can before a house is set up.
///
/// # Errors
/// Faults of the database.
pub fn anybody(conn: &mut Conn) -> Answered<bool> {
    Ok(users::table.select(users::id).first::<i64>(conn).optional()?.is_some())
}

/// Adds a person to the site of this transaction.
///
/// # Errors
/// `login_taken` at `login` where somebody has that login.
pub fn add_user(tx: &mut Tx<'_>, new: &NewUser) -> Answered<UserId> {
    let id = UserId::new(tx.now);
    let inserted = tx.attempt(|tx| {
        let row = (
            users::id.eq(id.0),
            users::login.eq(new.login.as_str()),
            users::name.eq(new.name.reveal()),
            users::password_hash.eq(new.password.as_str()),
            users::lang.eq(new.lang.code()),
            users::created_at.eq(tx.now),
        );
        diesel::insert_into(users::table).values(row).execute(tx.conn)?;
        Ok(())
    });
    on_unique(inserted, "users_login", || Refused::taken("login_taken").at("login"))?;
    join_site(tx, id, new.role)?;
    journal::record(tx, Entry::new("user.added").subject(id).detail(serde_json::json!({ "role": new.role.code() })))?;
    Ok(id)
}

/// Makes a person a member of the site of this transaction; whoever left comes back.
///
/// # Errors
/// Faults of the database.
pub fn join_site(tx: &mut Tx<'_>, user: UserId, role: Role) -> Answered<()> {
    let site = tx.actor.site;
    let back = diesel::update(of(user, site))
        .set((
            memberships::role.eq(role.code()),
            memberships::since.eq(tx.now),
            memberships::ended_at.eq(None::<Moment>),
        ))
        .execute(tx.conn)?;
    if back == 0 {
        diesel::insert_into(memberships::table)
            .values((
                memberships::id.eq(RowId::new(tx.now).0),
                memberships::user_id.eq(user.0),
                memberships::site_id.eq(site.0),
                memberships::role.eq(role.code()),
                memberships::since.eq(tx.now),
            ))
            .execute(tx.conn)?;
    }
    Ok(())
}

/// Makes a member of the site of this transaction something else there.
///
/// # Errors
/// [`Error::Missing`] where the person does not work here.
pub fn change_role(tx: &mut Tx<'_>, user: UserId, role: Role) -> Answered<()> {
    let changed = diesel::update(of(user, tx.actor.site).filter(memberships::ended_at.is_null()))
        .set((memberships::role.eq(role.code()), memberships::since.eq(tx.now)))
        .execute(tx.conn)?;
    one(changed)?;
    journal::record(
        tx,
        Entry::new("user.role_changed").subject(user).detail(serde_json::json!({ "role": role.code() })),
    )
}

/// Gives a person another password. Whoever may do so was checked before.
///
/// # Errors
/// [`Error::Missing`] where there is no such person.
pub fn set_password(tx: &mut Tx<'_>, user: UserId, password: &PasswordHash) -> Answered<()> {
    let changed = diesel::update(users::table.find(user.0))
        .set((users::password_hash.eq(password.as_str()), users::version.eq(users::version + 1)))
        .execute(tx.conn)?;
    one(changed)?;
    journal::record(tx, Entry::new("user.password_changed").subject(user))
}

/// Keeps a person out from now on, on every device at once.
///
/// # Errors
/// [`Error::Missing`] where there is no such person, or they are kept out already.
pub fn suspend(tx: &mut Tx<'_>, user: UserId) -> Answered<()> {
    let changed = diesel::update(users::table.find(user.0).filter(users::suspended_at.is_null()))
        .set((users::suspended_at.eq(Some(tx.now)), users::version.eq(users::version + 1)))
        .execute(tx.conn)?;
    one(changed)?;
    close_all(tx, user)?;
    journal::record(tx, Entry::new("user.suspended").subject(user))
}

/// Lets a suspended person in again.
///
/// # Errors
/// [`Error::Missing`] where there is no such person, or they are not kept out.
pub fn resume(tx: &mut Tx<'_>, user: UserId) -> Answered<()> {
    let changed = diesel::update(users::table.find(user.0).filter(users::suspended_at.is_not_null()))
        .set((users::suspended_at.eq(None::<Moment>), users::version.eq(users::version + 1)))
        .execute(tx.conn)?;
    one(changed)?;
    journal::record(tx, Entry::new("user.resumed").subject(user))
}

/// Changes a person's name and language.
///
/// # Errors
/// `record_changed` where the record is not of this version any more.
pub fn rename(tx: &mut Tx<'_>, user: UserId, name: &Name, lang: Lang, version: i32) -> Answered<()> {
    let changed = diesel::update(users::table.find(user.0).filter(users::version.eq(version)))
        .set((users::name.eq(name.reveal()), users::lang.eq(lang.code()), users::version.eq(version + 1)))
        .execute(tx.conn)?;
    if changed == 0 {
        return Err(Refused::changed("record_changed").into());
    }
    journal::record(tx, Entry::new("user.changed").subject(user))
}

/// Writes down where a person's mail goes, as those who look after staff do; what it was before is kept nowhere.
///
/// # Errors
/// [`Error::Missing`] where there is no such person.
pub fn set_email(tx: &mut Tx<'_>, user: UserId, email: Option<&Email>) -> Answered<()> {
    one(diesel::update(users::table.find(user.0)).set(users::email.eq(email.map(Email::reveal))).execute(tx.conn)?)
}

/// Writes down where a person's mail goes and which mail they want.
///
/// # Errors
/// [`Error::Missing`] where there is no such person.
pub fn set_mail(tx: &mut Tx<'_>, user: UserId, email: Option<&Email>, wants: Wants) -> Answered<()> {
    set_email(tx, user, email)?;
    let chosen = (users::wants_digest.eq(wants.digest), users::wants_escalations.eq(wants.escalations));
    one(diesel::update(users::table.find(user.0)).set(chosen).execute(tx.conn)?)
}

/// Changes a person's language.
///
/// # Errors
/// [`Error::Missing`] where there is no such person.
pub fn set_language(tx: &mut Tx<'_>, user: UserId, lang: Lang) -> Answered<()> {
    one(diesel::update(users::table.find(user.0)).set(users::lang.eq(lang.code())).execute(tx.conn)?)
}

/// Makes the screen light or dark for a person.
///
/// # Errors
/// [`Error::Missing`] where there is no such person.
pub fn set_scheme(tx: &mut Tx<'_>, user: UserId, scheme: Scheme) -> Answered<()> {
    let stored = match scheme {
        Scheme::Auto => "system",
        Scheme::Light => "light",
        Scheme::Dark => "dark",
    };
    one(diesel::update(users::table.find(user.0)).set(users::scheme.eq(stored)).execute(tx.conn)?)
}

pub(super) fn scheme_of(stored: &str) -> Scheme {
    Scheme::parse(stored).unwrap_or(Scheme::Auto)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn of(user: UserId, site: SiteId) -> _ {
    let (user, site): (i64, i64) = (user.0, site.0);
    memberships::table.filter(memberships::user_id.eq(user)).filter(memberships::site_id.eq(site))
}

fn role_of(code: &str) -> Answered<Role> {
    Ok(Role::from_code(code).ok_or_else(|| Fault::bad_data("reading a person's role"))?)
}

fn one(rows: usize) -> Answered<()> {
    if rows == 1 { Ok(()) } else { Err(Error::Missing) }
}

#[cfg(test)]
mod tests {
    use super::Login;

    #[test]
    fn logins_are_plain_and_small() {
        assert_eq!(Login::parse(" Li.Na ").unwrap().as_str(), "li.na");
        assert_eq!(Login::parse("李娜").unwrap().as_str(), "李娜");
        for odd in ["", "a", "a b", "a/b", "a\u{0}b", &"a".repeat(41)] {
            assert!(Login::parse(odd).is_err(), "{odd}");
        }
    }
}
