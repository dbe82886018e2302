//! Staff as pages show them.

use crate::base::actor::Actor;
use crate::base::clock::SiteClock;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Error};
use crate::base::ids::UserId;
use crate::base::role::{Need, Role};
use crate::business::consultants::teams::Teams;
use crate::business::ownership;
use crate::platform::access::{self, Member};
use crate::platform::db::Conn;
use crate::platform::db::schema::duties;
use diesel::prelude::*;
use showroom_templates::pages::ownership::HandoverPage;
use showroom_templates::pages::staff::{ListPage, NewPage, PersonRow, RolesPage, ShowPage};
use showroom_templates::parts::{Choice, Tone};
use showroom_templates::{Typed, Words};
use std::collections::HashMap;

/// The list of a site's people with their duty today.
///
/// # Errors
/// Faults of the database.
pub fn list(conn: &mut Conn, actor: &Actor, words: Words, clock: SiteClock, today: Date) -> Answered<ListPage> {
    let on_duty: HashMap<i64, (String, Moment)> = duties::table
        .filter(duties::site_id.eq(actor.site.0).and(duties::day.eq(today)))
        .select((duties::user_id, duties::state, duties::state_since))
        .load::<(i64, String, Moment)>(conn)?
        .into_iter()
        .map(|(user, state, since)| (user, (state, since)))
        .collect();
    let people = access::list(conn, actor.site)?;
    let row = |member: Member| PersonRow {
        id: member.user.id.0,
        duty: duty(words, clock, on_duty.get(&member.user.id.0)),
        name: named(words, actor, &member),
        role: words.lookup(&format!("roles_{}", member.role.code())).unwrap_or_default().to_owned(),
        suspended: member.user.suspended_at.is_some(),
        login: member.user.login,
    };
    Ok(ListPage {
        people: people.into_iter().map(row).collect(),
        may_add: actor.may(Need::ManageStaff),
        sees_mail: actor.may(Need::LookAfterMail),
    })
}

fn named(words: Words, actor: &Actor, member: &Member) -> String {
    if actor.is(member.user.id) {
        format!("{} {}", member.user.name, words.staff_you())
    } else {
        member.user.name.clone()
    }
}

fn duty(words: Words, clock: SiteClock, duty: Option<&(String, Moment)>) -> (Tone, String) {
    let Some((state, since)) = duty else { return (Tone::Plain, words.staff_off_duty().to_owned()) };
    let tone = match state.as_str() {
        "on" => Tone::Good,
        "out" => Tone::Plain,
        _ => Tone::Warn,
    };
    let state = words.lookup(&format!("staff_duty_{state}")).unwrap_or_default();
    let time = clock.local(*since).format("%H:%M").to_string();
    (tone, format!("{state} · {}", words.staff_since(time)))
}

/// The form for a new person.
pub fn new(actor: &Actor, words: Words, typed: Typed) -> NewPage {
    NewPage { typed, roles: roles_to_give(actor, words) }
}

/// One person's page.
///
/// # Errors
/// [`Error::Missing`] where the person does not work here.
pub fn show(
    conn: &mut Conn,
    actor: &Actor,
    words: Words,
    clock: SiteClock,
    now: Moment,
    user: UserId,
    forms: (Typed, Typed),
) -> Answered<ShowPage> {
    let member = access::list(conn, actor.site)?.into_iter().find(|member| member.user.id == user);
    let member = member.ok_or(Error::Missing)?;
    let devices = access::list_sessions(conn, user, now)?.len();
    let teams = Teams::of(conn, actor.site)?;
    let above = member.role == Role::Administrator && actor.role != Role::Administrator;
    Ok(ShowPage {
        typed: forms.0,
        password: forms.1,
        id: user.0,
        version: member.user.version,
        name: member.user.name,
        login: member.user.login,
        role: member.role.code().to_owned(),
        team: teams.at(user, clock.business_day(now)).unwrap_or_default().to_owned(),
        teams: teams.names(),
        lang: member.user.lang.code().to_owned(),
        email: member.user.email.map(|email| email.reveal().to_owned()).unwrap_or_default(),
        joined: words.staff_joined(words.full_day(clock.date(member.since))),
        devices: words.staff_devices(devices),
        suspended: member.user.suspended_at.is_some(),
        has_something: !ownership::store::count(conn, actor.site, user)?.none(),
        may_change: actor.may(Need::ManageStaff) && !above,
        is_self: actor.is(user),
        roles: roles_to_give(actor, words),
    })
}

/// What somebody would leave behind, and who may take it over.
///
/// # Errors
/// [`Error::Missing`] where the person does not work here.
pub fn handover(conn: &mut Conn, actor: &Actor, words: Words, user: UserId, typed: Typed) -> Answered<HandoverPage> {
    let members = access::list(conn, actor.site)?;
    let member = members.iter().find(|member| member.user.id == user).ok_or(Error::Missing)?;
    let what = ownership::store::count(conn, actor.site, user)?;
    let most = usize::try_from(ownership::actions::SLICE).unwrap_or(usize::MAX);
    let times = what.customers.div_ceil(most);
    Ok(HandoverPage {
        user: user.0,
        name: member.user.name.clone(),
        counts: ownership::present::counts(words, &what),
        nothing: what.none(),
        slices: (times > 1).then(|| words.ownership_handover_slices(most, times)),
        bound: (what.bound > 0).then(|| words.ownership_handover_bound(what.bound)),
        typed,
        heirs: members
            .iter()
            .filter(|one| one.role == Role::Consultant && one.user.suspended_at.is_none() && one.user.id != user)
            .map(|one| Choice::new(one.user.id, &one.user.name))
            .collect(),
        suspended: member.user.suspended_at.is_some(),
    })
}

/// The table of who may do what.
pub fn roles(words: Words) -> RolesPage {
    let word = |key: String| words.lookup(&key).unwrap_or_default().to_owned();
    let row =
        |need: &Need| (word(format!("roles_need_{}", need.code())), Role::ALL.map(|role| role.may(*need)).to_vec());
    RolesPage {
        roles: Role::ALL.map(|role| word(format!("roles_{}", role.code()))).to_vec(),
        needs: Need::ALL.iter().filter(|need| **need != Need::Anyone).map(row).collect(),
    }
}

fn roles_to_give(actor: &Actor, words: Words) -> Vec<Choice> {
    let word = |role: Role| words.lookup(&format!("roles_{}", role.code())).unwrap_or_default();
    super::actions::gives(actor).into_iter().map(|role| Choice::new(role.code(), word(role))).collect()
}
