//! Sessions as rows: a token that only the browser holds, its hash here, and two limits, one since it was last used and one in all.

use chrono::Duration;
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use showroom_templates::Lang;
use showroom_templates::frame::Scheme;

use super::site::SitePass;
use crate::base::clock::{Moment, SiteClock};
use crate::base::error::{Answered, Fault};
use crate::base::ids::{SiteId, UserId};
use crate::base::role::Role;
use crate::platform::db::schema::{memberships, sessions, sites, users};
use crate::platform::db::{Conn, Tx};

/// A session is over after so many hours without a request: longer than any break, shorter than a night.
pub const IDLE_HOURS: i64 = 12;
/// A session is over after so many days, however busy.
pub const WHOLE_DAYS: i64 = 7;
/// A session's last use is noted at most so often.
const TOUCH_MINUTES: i64 = 5;
/// For so many days after its end a session is still known, so that unfinished work is given back to the same person.
const REMEMBERED_DAYS: i64 = 3;

/// The names of the session's cookie.
pub struct SessionCookies {
    /// Over HTTPS: browsers let no other host and no plain connection set it.
    pub secure: &'static str,
    /// Over plain HTTP, in the showroom's own network.
    pub plain: &'static str,
}

/// The names of the session's cookie.
pub const SESSION_COOKIES: SessionCookies = SessionCookies { secure: "__Host-session", plain: "session" };

/// 256 random bits in the cookie. Does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new one.
    pub fn fresh() -> Self {
        Self(hex(&rand::random::<[u8; 32]>()))
    }

    /// Reads a cookie; `None` for what was never one of ours.
    pub fn read(cookie: &str) -> Option<Self> {
        let ours = cookie.len() == 64 && cookie.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        ours.then(|| Self(cookie.to_owned()))
    }

    /// For the cookie.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// For the database: whoever reads it there cannot sign in with it.
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes()))
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// A signed-in person at a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The session's key in the database.
    pub token_hash: String,
    /// Who.
    pub user: UserId,
    /// What they type to sign in.
    pub login: String,
    /// Their name.
    pub name: String,
    /// What they are at this site.
    pub role: Role,
    /// Their language.
    pub lang: Lang,
    /// Light or dark.
    pub scheme: Scheme,
    /// The site that they work at now.
    pub site: SitePass,
    /// All sites that they may work at, by name.
    pub sites: Vec<(SiteId, String)>,
    /// When the session was last noted to be in use.
    pub seen_at: Moment,
}

impl Seat {
    /// A number that tells sessions apart, for counting.
    pub fn number(&self) -> i64 {
        let digits = self.token_hash.get(..15).unwrap_or_default();
        i64::from_str_radix(digits, 16).unwrap_or_default()
    }

    /// Whether its last use should be noted again.
    pub fn is_stale(&self, now: Moment) -> bool {
        now - self.seen_at >= Duration::minutes(TOUCH_MINUTES)
    }
}

/// Whose session it was that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Who.
    pub user: UserId,
    /// What they type to sign in.
    pub login: String,
}

/// What a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Nothing: never ours, signed out, or suspended meanwhile.
    Nobody,
    /// A session that ran out.
    Ended(Ended),
    /// A person at work.
    Seat(Box<Seat>),
}

#[derive(Queryable)]
struct SessionRow {
    token_hash: String,
    user_id: i64,
    site_id: i64,
    seen_at: Moment,
    ends_at: Moment,
    login: String,
    name: String,
    lang: String,
    scheme: String,
    suspended_at: Option<Moment>,
}

#[derive(Queryable)]
struct PlaceRow {
    role: String,
    id: i64,
    name: String,
    zone: String,
    cutover_minutes: i32,
    currency: String,
    country: String,
}

/// Who holds a token, by its hash.
///
/// # Errors
/// Faults of the database.
pub fn find_seat(conn: &mut Conn, token_hash: &str, now: Moment) -> Answered<Found> {
    let row = sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .filter(sessions::token_hash.eq(token_hash))
        .select((
            sessions::token_hash,
            sessions::user_id,
            sessions::site_id,
            sessions::seen_at,
            sessions::ends_at,
            users::login,
            users::name,
            users::lang,
            users::scheme,
            users::suspended_at,
        ))
        .first::<SessionRow>(conn)
        .optional()?;
    let Some(row) = row.filter(|row| row.suspended_at.is_none()) else {
        return Ok(Found::Nobody);
    };
    if now >= row.ends_at || now - row.seen_at >= Duration::hours(IDLE_HOURS) {
        return Ok(Found::Ended(Ended { user: UserId(row.user_id), login: row.login }));
    }
    let places = memberships::table
        .inner_join(sites::table)
        .filter(memberships::user_id.eq(row.user_id))
        .filter(memberships::ended_at.is_null())
        .order(sites::name)
        .select((
            memberships::role,
            sites::id,
            sites::name,
            sites::zone,
            sites::cutover_minutes,
            sites::currency,
            sites::country,
        ))
        .load::<PlaceRow>(conn)?;
    seat_at(row, places)
}

/// The seat at the session's site; where the person left that site meanwhile, at another of theirs.
fn seat_at(row: SessionRow, mut places: Vec<PlaceRow>) -> Answered<Found> {
    if places.is_empty() {
        return Ok(Found::Nobody);
    }
    let sites = places.iter().map(|place| (SiteId(place.id), place.name.clone())).collect();
    let at = places.iter().position(|place| place.id == row.site_id).unwrap_or(0);
    let place = places.swap_remove(at);
    let role = Role::from_code(&place.role).ok_or_else(|| Fault::bad_data("reading a person's role"))?;
    Ok(Found::Seat(Box::new(Seat {
        token_hash: row.token_hash,
        user: UserId(row.user_id),
        login: row.login,
        name: row.name,
        role,
        lang: Lang::parse(&row.lang).unwrap_or_default(),
        scheme: super::users::scheme_of(&row.scheme),
        site: site_pass(place)?,
        sites,
        seen_at: row.seen_at,
    })))
}

fn site_pass(place: PlaceRow) -> Answered<SitePass> {
    let cutover = u16::try_from(place.cutover_minutes).unwrap_or(0);
    let clock = SiteClock::named(&place.zone, cutover).ok_or_else(|| Fault::bad_data("reading a site's time zone"))?;
    Ok(SitePass { id: SiteId(place.id), name: place.name, clock, currency: place.currency, country: place.country })
}

/// Opens a session for the actor of this transaction, at the actor's site.
///
/// # Errors
/// Faults of the database; a bug where the house itself would sign in.
pub fn open(tx: &mut Tx<'_>, token: &Token, device: &str) -> Answered<()> {
    let user = tx.actor.user.ok_or_else(|| Fault::bug("opening a session for the house itself"))?;
    diesel::insert_into(sessions::table)
        .values((
            sessions::token_hash.eq(token.hash()),
            sessions::user_id.eq(user.0),
            sessions::site_id.eq(tx.actor.site.0),
            sessions::device.eq(device),
            sessions::created_at.eq(tx.now),
            sessions::seen_at.eq(tx.now),
            sessions::ends_at.eq(tx.now + Duration::days(WHOLE_DAYS)),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Notes that a session is in use.
///
/// # Errors
/// Faults of the database.
pub fn touch(tx: &mut Tx<'_>, token_hash: &str) -> Answered<()> {
    diesel::update(sessions::table.find(token_hash)).set(sessions::seen_at.eq(tx.now)).execute(tx.conn)?;
    Ok(())
}

/// What a session still is while something stays open for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The session's key in the database.
    pub token_hash: String,
    /// Where the person works now.
    pub site: SiteId,
    /// As what.
    pub role: Role,
}

/// Which of these sessions still hold, looked up in one query: neither signed out nor over, nor their person suspended or gone from the site.
///
/// # Errors
/// Faults of the database.
pub fn standing(conn: &mut Conn, token_hashes: &[String], now: Moment) -> Answered<Vec<Standing>> {
    let rows: Vec<(String, i64, String)> = sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .inner_join(
            memberships::table
                .on(memberships::user_id.eq(sessions::user_id).and(memberships::site_id.eq(sessions::site_id))),
        )
        .filter(sessions::token_hash.eq_any(token_hashes))
        .filter(sessions::ends_at.gt(now))
        .filter(sessions::seen_at.gt(now - Duration::hours(IDLE_HOURS)))
        .filter(users::suspended_at.is_null())
        .filter(memberships::ended_at.is_null())
        .select((sessions::token_hash, sessions::site_id, memberships::role))
        .load(conn)?;
    let standing = |(token_hash, site, role): (String, i64, String)| {
        let role = Role::from_code(&role).ok_or_else(|| Fault::bad_data("reading a person's role"))?;
        Ok(Standing { token_hash, site: SiteId(site), role })
    };
    rows.into_iter().map(standing).collect()
}

/// Notes that these sessions are in use, where that was not noted lately: somebody looks at what stays open for them.
///
/// # Errors
/// Faults of the database.
pub fn touch_all(tx: &mut Tx<'_>, token_hashes: &[String]) -> Answered<()> {
    let stale = sessions::seen_at.le(tx.now - Duration::minutes(TOUCH_MINUTES));
    diesel::update(sessions::table.filter(sessions::token_hash.eq_any(token_hashes)).filter(stale))
        .set(sessions::seen_at.eq(tx.now))
        .execute(tx.conn)?;
    Ok(())
}

/// Moves a session to another site.
///
/// # Errors
/// Faults of the database.
pub fn set_site(tx: &mut Tx<'_>, token_hash: &str, site: SiteId) -> Answered<()> {
    diesel::update(sessions::table.find(token_hash)).set(sessions::site_id.eq(site.0)).execute(tx.conn)?;
    Ok(())
}

/// Ends one session: signing out.
///
/// # Errors
/// Faults of the database.
pub fn close(tx: &mut Tx<'_>, token_hash: &str) -> Answered<()> {
    diesel::delete(sessions::table.find(token_hash)).execute(tx.conn)?;
    Ok(())
}

/// Ends every session of a person. Gives how many there were.
///
/// # Errors
/// Faults of the database.
pub fn close_all(tx: &mut Tx<'_>, user: UserId) -> Answered<usize> {
    Ok(diesel::delete(sessions::table.filter(sessions::user_id.eq(user.0))).execute(tx.conn)?)
}

/// Ends every session of a person but this one.
///
/// # Errors
/// Faults of the database.
pub fn close_others(tx: &mut Tx<'_>, user: UserId, token_hash: &str) -> Answered<usize> {
    let others = sessions::table.filter(sessions::user_id.eq(user.0)).filter(sessions::token_hash.ne(token_hash));
    Ok(diesel::delete(others).execute(tx.conn)?)
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Its key.
    pub token_hash: String,
    /// What the browser calls itself.
    pub device: String,
    /// Since when.
    pub created_at: Moment,
    /// When last used, give or take some minutes.
    pub seen_at: Moment,
}

/// The sessions of a person that are not over, the last used first.
///
/// # Errors
/// Faults of the database.
pub fn list_sessions(conn: &mut Conn, user: UserId, now: Moment) -> Answered<Vec<Opened>> {
    let rows = sessions::table
        .filter(sessions::user_id.eq(user.0))
        .filter(sessions::ends_at.gt(now))
        .filter(sessions::seen_at.gt(now - Duration::hours(IDLE_HOURS)))
        .order(sessions::seen_at.desc())
        .select((sessions::token_hash, sessions::device, sessions::created_at, sessions::seen_at))
        .load::<(String, String, Moment, Moment)>(conn)?;
    let opened = |(token_hash, device, created_at, seen_at)| Opened { token_hash, device, created_at, seen_at };
    Ok(rows.into_iter().map(opened).collect())
}

/// Forgets what is long over: sessions, and tries at signing in; a chore of the house.
///
/// # Errors
/// Faults of the database.
pub fn forget_old(tx: &mut Tx<'_>) -> Answered<()> {
    let before = tx.now - Duration::days(REMEMBERED_DAYS);
    diesel::delete(sessions::table.filter(sessions::ends_at.lt(before))).execute(tx.conn)?;
    super::lockout::forget_old(tx)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_only_by_its_hash() {
        let token = Token::fresh();
        assert_eq!(Token::read(token.reveal()), Some(token.clone()));
        assert_ne!(token.hash(), token.reveal());
        assert_eq!(format!("{token:?}"), "Token(…)");
        for odd in ["", "abc", &"g".repeat(64), &"A".repeat(64), &"0".repeat(65)] {
            assert_eq!(Token::read(odd), None, "{odd}");
        }
    }
}
