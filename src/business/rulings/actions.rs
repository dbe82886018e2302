//! Opening a ruling, appealing against it, deciding it. While one is open the customer neither lapses nor moves.

use serde_json::json;

use super::model::{Appeal, Decided, Decision, Kept, NewRuling, Opponent, Ruling, Side};
use super::store;
use super::verdict::{self, Against, Case, Relative};
use crate::base::clock::Moment;
use crate::base::error::{Answered, Error, Refused};
use crate::base::ids::{CustomerId, RulingId, UserId};
use crate::base::role::{Need, Role};
use crate::business::consultants::store::colleagues;
use crate::business::customers::protection::Protection;
use crate::business::customers::{self, actions as owning, households, keeping};
use crate::business::ownership::store as ownership;
use crate::business::ownership::{actions as shares, credit};
use crate::business::sites::{self, Site};
use crate::business::visits;
use crate::platform::db::{Conn, Tx, fault};
use crate::platform::journal::{self, Entry};

/// The index that lets one ruling be open per customer.
const ONE_OPEN: &str = "rulings_one_open_per_customer";

/// Opens a ruling: the rules find at once, and the customer stays where they are until it is settled.
///
/// # Errors
/// `ruling_same_side` where both sides are one; `ruling_stranger` for somebody who does not sell here, or a consultant who claims for
/// others; `ruling_filing_of_another` for a filing of another number; `ruling_open` (409) where one is open; `Forbidden`; `Missing`; faults
/// of the database.
pub fn open(tx: &mut Tx, new: &NewRuling) -> Answered<RulingId> {
    tx.actor.must(Need::AskRuling)?;
    let site = sites::of(tx.conn, tx.actor.site)?;
    sides_fit(tx, new)?;
    let case = gather(tx.conn, &site, new, tx.now)?;
    let finding = verdict::rule(&case, &site.settings.ownership);
    let id = RulingId::new(tx.now);
    let (second, filing) = match new.against {
        Opponent::Consultant(who) => (Some(who), None),
        Opponent::Filing(filing) => (None, Some(filing)),
    };
    let ruling = Ruling {
        id,
        customer: new.customer,
        first: new.first,
        second,
        filing,
        question: new.question.clone(),
        rule: finding.rule,
        verdict: finding.verdict,
        kept: Kept { evidence: finding.evidence, days_left: finding.days_left, shares: finding.shares },
        opened_by: tx.actor.user,
        opened_at: tx.now,
        appeal_until: verdict::appeal_until(case.today, &site.settings.ownership),
        appeal: None,
        decided: None,
        version: 1,
    };
    let tried = tx.attempt(|tx| store::insert(tx, &ruling));
    fault::on_unique(tried, ONE_OPEN, || Refused::taken("ruling_open"))?;
    owning::freeze(tx, new.customer, id)?;
    let detail = json!({ "rule": finding.rule.code(), "verdict": finding.verdict.code() });
    journal::record(tx, Entry::new("rulings.opened").customer(new.customer).subject(id).detail(detail))?;
    Ok(id)
}

/// Everything that bears on the case, as it stands now.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn gather(conn: &mut Conn, site: &Site, new: &NewRuling, now: Moment) -> Answered<Case> {
    let customer = customers::store::find(conn, site.id, new.customer)?;
    let against = match new.against {
        Opponent::Consultant(who) => Against::Consultant(who, store::claim_of(conn, customer.id, who)?),
        Opponent::Filing(filing) => {
            let filing = ownership::find_filing(conn, site.id, filing)?;
            Against::Agent(store::filed_of(conn, customer.id, &filing)?)
        }
    };
    let last_visit = visits::store::list_of_customer(conn, customer.id, 1)?.into_iter().next();
    let helper = match last_visit {
        Some(visit) => crate::business::consultants::store::assignment_of(conn, visit.id)?
            .and_then(|one| Some((one.consultant?, one.shared_with?.helper_bp))),
        None => None,
    };
    Ok(Case {
        first: (new.first, store::claim_of(conn, customer.id, new.first)?),
        against,
        owner: customer.owner,
        protection: keeping::standing(&customer, &site.settings.protection, site.clock(), now),
        household: relatives(conn, site, customer.id, now)?,
        helper,
        clock: site.clock(),
        today: site.clock().business_day(now),
    })
}

/// Who of the household is registered and belongs to somebody.
fn relatives(conn: &mut Conn, site: &Site, id: CustomerId, now: Moment) -> Answered<Vec<Relative>> {
    let of_the_house = households::of(conn, site.id, id)?.into_iter().map(|kin| kin.customer);
    Ok(of_the_house
        .filter_map(|one| {
            let protection = keeping::standing(&one, &site.settings.protection, site.clock(), now)?;
            let protected = match protection {
                Protection::Running { .. } | Protection::Endless | Protection::Frozen => true,
                Protection::Lapsed { .. } => false,
            };
            Some(Relative { owner: one.owner?, registered_at: one.registered_at?, protected })
        })
        .collect())
}

/// Both sell here, they are two, and a consultant claims for nobody but themselves.
fn sides_fit(tx: &mut Tx, new: &NewRuling) -> Answered<()> {
    let here: Vec<UserId> = colleagues(tx.conn, tx.actor.site)?
        .into_iter()
        .filter(|one| one.role == Role::Consultant)
        .map(|one| one.id)
        .collect();
    let mine = |who: UserId| tx.actor.is(who);
    let (second, claims) = match new.against {
        Opponent::Consultant(who) => (Some(who), mine(new.first) || mine(who)),
        Opponent::Filing(filing) => {
            let filing = ownership::find_filing(tx.conn, tx.actor.site, filing)?;
            let numbers = customers::store::numbers_of(tx.conn, new.customer)?;
            if !numbers.iter().any(|number| number.phone == filing.phone) && filing.customer != Some(new.customer) {
                return Err(Refused::invalid("ruling_filing_of_another").at("against").into());
            }
            (None, mine(new.first))
        }
    };
    if second == Some(new.first) {
        return Err(Refused::invalid("ruling_same_side").at("against").into());
    }
    let strangers = !here.contains(&new.first) || second.is_some_and(|who| !here.contains(&who));
    if strangers || (tx.actor.only_own() && !claims) {
        return Err(Refused::invalid("ruling_stranger").at("first").into());
    }
    Ok(())
}

/// The losing side appeals, within the site's days.
///
/// # Errors
/// `ruling_settled` where it is decided; `appealed_already`; `appeal_too_late`; `appeal_not_yours` for whoever has not lost; `Forbidden`;
/// `Missing`; faults of the database.
pub fn appeal(tx: &mut Tx, id: RulingId, version: i32, reason: &str) -> Answered<()> {
    tx.actor.must(Need::AskRuling)?;
    let ruling = read(tx, id, version)?;
    let today = sites::of(tx.conn, tx.actor.site)?.clock().business_day(tx.now);
    may_appeal(&ruling, tx.actor.user.filter(|_| tx.actor.only_own()), today)?;
    let customer = ruling.customer;
    let appeal = Appeal { by: tx.actor.user, at: tx.now, reason: reason.to_owned() };
    store::update(tx, &Ruling { appeal: Some(appeal), ..ruling })?;
    journal::record(tx, Entry::new("rulings.appealed").customer(customer).subject(id))
}

/// May an appeal be made? `who` is the consultant who makes it; a supervisor writes down that of the agent, or of a colleague who is away.
///
/// # Errors
/// `ruling_settled`; `appealed_already`; `appeal_too_late`; `appeal_not_yours`.
pub fn may_appeal(ruling: &Ruling, who: Option<UserId>, today: crate::base::clock::Date) -> Result<(), Refused> {
    if !ruling.is_open() {
        return Err(Refused::changed("ruling_settled"));
    }
    if ruling.appeal.is_some() {
        return Err(Refused::taken("appealed_already"));
    }
    if today > ruling.appeal_until {
        return Err(Refused::invalid("appeal_too_late").with("until", ruling.appeal_until));
    }
    match who {
        Some(who) if !ruling.loses(who) => Err(Refused::invalid("appeal_not_yours")),
        Some(_) | None => Ok(()),
    }
}

/// Decides a ruling, with a reason that makes it a precedent. The customer goes to whom it is decided for, and the shares with them.
///
/// # Errors
/// `ruling_settled` (409) where somebody was faster; `decision_unfit` for a side that the ruling does not have; `owner_not_here` where the
/// winner has left; `Forbidden`; `Missing`; faults of the database.
pub fn decide(tx: &mut Tx, id: RulingId, version: i32, decision: Decision, reason: &str) -> Answered<()> {
    tx.actor.must(Need::DecideOwnership)?;
    let ruling = read(tx, id, version)?;
    let side = match decision {
        Decision::First => Side::First,
        Decision::Second => Side::Second,
        Decision::Agent => Side::Agent,
        Decision::Unopposed => ruling.verdict,
    };
    let unfit = match side {
        Side::First => false,
        Side::Second => ruling.second.is_none(),
        Side::Agent => ruling.filing.is_none(),
        Side::Undecided => true,
    };
    if unfit {
        return Err(Refused::invalid("decision_unfit").at("decision").into());
    }
    settle(tx, ruling, side, decision, reason)
}

/// Settles rulings against which nobody appealed in time: as the rules found. A chore of the house; doing it twice does nothing more.
///
/// # Errors
/// Faults of the database.
pub fn settle_unopposed(tx: &mut Tx) -> Answered<usize> {
    let today = sites::of(tx.conn, tx.actor.site)?.clock().business_day(tx.now);
    // Two servers must not settle the same one twice.
    tx.one_at_a_time("rulings")?;
    let mut settled = 0;
    for id in store::unopposed(tx.conn, tx.actor.site, today)? {
        let ruling = store::find(tx.conn, tx.actor.site, id)?;
        let side = ruling.verdict;
        let done = tx.unless_overtaken(|tx| settle(tx, ruling, side, Decision::Unopposed, ""))?;
        settled += usize::from(done.is_some());
    }
    Ok(settled)
}

fn settle(tx: &mut Tx, ruling: Ruling, side: Side, decision: Decision, reason: &str) -> Answered<()> {
    let (id, customer) = (ruling.id, ruling.customer);
    // A verdict for the agent is about the agent's claim; among consultants the customer stays with the first.
    let winner = ruling.consultant(side).unwrap_or(ruling.first);
    let as_found = side == ruling.verdict;
    let parts = if as_found && !ruling.kept.shares.is_empty() {
        ruling.kept.shares.clone()
    } else {
        vec![crate::business::ownership::model::Share { user: winner, bp: 10_000 }]
    };
    let decided = Decided { decision, by: tx.actor.user, at: tx.now, reason: reason.to_owned() };
    store::update(tx, &Ruling { decided: Some(decided), ..ruling })?;
    owning::thaw(tx, customer)?;
    let works_here =
        colleagues(tx.conn, tx.actor.site)?.iter().any(|one| one.id == winner && one.role == Role::Consultant);
    if side != Side::Agent && works_here {
        owning::give(tx, customer, winner, "ruling")?;
    }
    if credit::check(&parts).is_ok() {
        shares::by_ruling(tx, customer, &parts)?;
    }
    let detail = json!({ "decision": decision.code(), "for": side.code() });
    journal::record(tx, Entry::new("rulings.decided").customer(customer).subject(id).detail(detail))
}

fn read(tx: &mut Tx, id: RulingId, version: i32) -> Answered<Ruling> {
    let ruling = store::find(tx.conn, tx.actor.site, id)?;
    if ruling.decided.is_some() || ruling.version != version {
        return Err(Refused::changed("ruling_settled").into());
    }
    Ok(ruling)
}

/// Whether this reader may open a ruling's page: consultants those that concern them, and every decided one.
pub fn may_see(actor: &crate::base::actor::Actor, ruling: &Ruling) -> bool {
    !actor.only_own() || !ruling.is_open() || actor.user.is_some_and(|user| ruling.concerns(user))
}

/// One ruling, for somebody who may see it.
///
/// # Errors
/// `Forbidden`; `Missing`; faults of the database.
pub fn seen(conn: &mut Conn, actor: &crate::base::actor::Actor, id: RulingId) -> Answered<Ruling> {
    let ruling = store::find(conn, actor.site, id)?;
    if may_see(actor, &ruling) { Ok(ruling) } else { Err(Error::Forbidden(Need::SeeRulings)) }
}
