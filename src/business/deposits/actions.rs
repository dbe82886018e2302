//! What people do with deposits: write the agreement, confirm its money, withdraw it before money came.

use super::agreement::{self, Status};
use super::law::{self, MoneyKind, Offer};
use super::model::{Buyer, BuyerDraft, Deposit, Draft, Payment, Received, Terms};
use super::numbering::Series;
use super::store;
use crate::base::actor::Actor;
use crate::base::clock::Date;
use crate::base::error::{Answered, Error, Fault, Refused};
use crate::base::ids::{DepositId, PaymentId, RowId, UserId};
use crate::base::money::Money;
use crate::base::role::Need;
use crate::base::stage::Stage;
use crate::business::customers::{journeys, model::Title};
use crate::business::quotes::{self, Quote, validity, ways::PaymentWay};
use crate::business::sites::{self, Site};
use crate::business::units::claims::{self, Wanted};
use crate::business::units::{self, ClaimKind, EndReason, Party, Unit, UnitType, present::square_price, states::Flags};
use crate::business::visits;
use crate::platform::db::{Conn, Tx};
use crate::platform::journal::{self, Entry};
use crate::platform::seal::Vault;
use serde_json::json;
use showroom_templates::urls;

/// For what ID numbers are sealed.
const SEALED_FOR: &str = "buyers.id";

/// Writes a deposit agreement. In the same transaction the unit leaves the market and the agreement gets its number.
///
/// # Errors
/// The law's gates (`law.rs`); `unit_taken` (409) with who, since when, and what is free nearby; what the rules of agreements refuse;
/// `visit_over`, `quote_not_usable`, `identity_missing`, `contract_not_seen`, `signature_missing`, `deposit_needs_customer`.
pub fn draft(tx: &mut Tx, vault: &Vault, draft: &Draft) -> Answered<DepositId> {
    let site = sites::of(tx.conn, tx.actor.site)?;
    let today = site.clock.date(tx.now);
    let party = known(tx, draft)?;
    let customer = party.customer.ok_or_else(|| Refused::invalid("deposit_needs_customer"))?;
    let unit = units::store::find(tx.conn, tx.actor.site, draft.unit)?;
    let quote = quote(tx.conn, &tx.actor.clone(), draft, &party, today)?;
    let price = quote.as_ref().map_or(unit.list_price, |quote| quote.price);
    may_take(&unit, draft, price, &site)?;
    let sign_by = sign_by(draft, today, &site)?;
    let shares = shares(&draft.buyers)?;
    check_papers(draft)?;

    let wanted = Wanted {
        unit: unit.id,
        kind: ClaimKind::Deposit,
        journey: party.journey,
        customer: Some(customer),
        consultant: party.consultant.or(tx.actor.user),
        until: None,
    };
    let visit = party.visit.0;
    let claim = claims::take(tx, &wanted, |free| urls::deposits::new_for(visit, free.0))?;
    let kind = units::store::find_type(tx.conn, tx.actor.site, unit.kind)?;
    let deposit = Deposit {
        id: DepositId::new(tx.now),
        site: tx.actor.site,
        journey: party.journey,
        customer,
        visit: Some(party.visit),
        unit: unit.id,
        claim: claim.id,
        quote: quote.as_ref().map(|quote| quote.id),
        number: store::next_number(tx, Series::Agreement, today)?.to_string(),
        kind: draft.kind,
        list_price: unit.list_price,
        price,
        sum: draft.sum,
        way: quote.as_ref().map(|quote| quote.way).or(draft.way).unwrap_or(PaymentWay::AtOnce),
        sign_by,
        status: Status::Drafted,
        terms: terms(&site, &unit, &kind, quote.as_ref(), draft),
        seen_contract: draft.seen_contract,
        signature: draft.signature.clone(),
        signed_at: Some(tx.now),
        consultant: wanted.consultant,
        drafted_at: tx.now,
        paid_at: None,
        end_reason: None,
        version: 1,
    };
    store::insert(tx, &deposit)?;
    for (at, (buyer, share_bp)) in draft.buyers.iter().zip(shares).enumerate() {
        insert_buyer(tx, vault, deposit.id, at, buyer, share_bp)?;
    }
    journeys::set_stage(tx, party.journey, Stage::Deposit)?;
    let entry = Entry::new("deposits.drafted").visit(party.visit).customer(customer).unit(unit.id).subject(deposit.id);
    journal::record(
        tx,
        entry.detail(json!({ "kind": deposit.kind.code(), "sum": deposit.sum, "price": deposit.price })),
    )?;
    Ok(deposit.id)
}

/// The party; one without a name yet becomes the customer that its first buyer says.
fn known(tx: &mut Tx, draft: &Draft) -> Answered<Party> {
    let party = units::store::party_here(tx.conn, &tx.actor, draft.visit)?;
    let first = draft.buyers.first();
    let phone = first.and_then(|buyer| buyer.phone.clone());
    match (party.customer, first, phone) {
        (None, Some(buyer), Some(phone)) => {
            let who = visits::actions::Who::Number(phone, Some(buyer.name.clone()), Title::None);
            visits::actions::join(tx, party.visit, &who)?;
            units::store::party(tx.conn, &tx.actor, party.visit)
        }
        _ => Ok(party),
    }
}

fn quote(conn: &mut Conn, actor: &Actor, draft: &Draft, party: &Party, today: Date) -> Answered<Option<Quote>> {
    let Some(id) = draft.quote else { return Ok(None) };
    let quote = quotes::store::find(conn, actor.site, id)?;
    if quote.unit != draft.unit || quote.journey != party.journey || !quote.status.usable() {
        return Err(Refused::invalid("quote_not_usable").at("quote").into());
    }
    validity::stands(quote.valid_until, today)?;
    Ok(Some(quote))
}

/// The law's gates and the site's limits; where earnest money is too much, the sum that is lawful is one tap away.
fn may_take(unit: &Unit, draft: &Draft, price: Money, site: &Site) -> Result<(), Refused> {
    let offer = Offer {
        unit: &unit.code,
        flags: Flags { licence: unit.licence.as_deref(), mortgaged: unit.mortgaged, seized: unit.seized },
        price,
        kind: draft.kind,
        sum: draft.sum,
        earnest_before: Money::ZERO,
    };
    law::may_take(&offer, &site.settings.deposits)
}

fn sign_by(draft: &Draft, today: Date, site: &Site) -> Result<Date, Refused> {
    let rules = &site.settings.deposits;
    match draft.sign_by {
        Some(wanted) => agreement::agree_last_day(wanted, today, draft.kind, rules),
        None => Ok(agreement::last_day_to_sign(today, draft.kind, rules)),
    }
}

/// Everybody's share; where nobody gave one, all have the same.
fn shares(buyers: &[BuyerDraft]) -> Result<Vec<u32>, Refused> {
    let count = u32::try_from(buyers.len()).unwrap_or(u32::MAX);
    let shares: Vec<u32> =
        if buyers.iter().all(|buyer| buyer.share_bp.is_none()) && buyers.len() <= agreement::MOST_BUYERS {
            agreement::equal_shares(count)
        } else {
            buyers.iter().map(|buyer| buyer.share_bp.map_or(0, u32::from)).collect()
        };
    agreement::shares(&shares).map_err(|no| Refused { field: Some("buyer_share_1"), ..no })?;
    Ok(shares)
}

/// What the agreement must carry: identity papers with earnest money, that the contract was seen or why not, a signature.
fn check_papers(draft: &Draft) -> Result<(), Refused> {
    let nameless = draft.buyers.iter().any(|buyer| buyer.identity.is_none());
    if draft.kind == MoneyKind::EarnestDeposit && nameless {
        return Err(Refused::invalid("identity_missing").at("buyer_id_1"));
    }
    if !draft.seen_contract && draft.unseen_reason.is_none() {
        return Err(Refused::invalid("contract_not_seen").at("seen_contract"));
    }
    if draft.signature.is_none() {
        return Err(Refused::invalid("signature_missing").at("signature"));
    }
    Ok(())
}

fn terms(site: &Site, unit: &Unit, kind: &UnitType, quote: Option<&Quote>, draft: &Draft) -> Terms {
    Terms {
        seller: site.name.clone(),
        unit: unit.code.clone(),
        building: unit.building.clone(),
        kind: (kind.name_zh.clone(), kind.name_en.clone()),
        area_centi: unit.area_centi.or(kind.area_centi),
        licence: unit.licence.clone().unwrap_or_default(),
        square_price: square_price(
            &Unit { list_price: quote.map_or(unit.list_price, |quote| quote.price), ..unit.clone() },
            kind,
        ),
        discounts: quote.map(|quote| quote.discounts.clone()).unwrap_or_default(),
        unseen_reason: draft.unseen_reason.clone().filter(|_| !draft.seen_contract),
    }
}

fn insert_buyer(
    tx: &mut Tx,
    vault: &Vault,
    deposit: DepositId,
    at: usize,
    draft: &BuyerDraft,
    share_bp: u32,
) -> Answered<()> {
    let sealed = draft.identity.as_ref().map(|identity| vault.seal(SEALED_FOR, identity.reveal())).transpose()?;
    let buyer = Buyer {
        id: RowId::new(tx.now),
        position: i32::try_from(at + 1).unwrap_or(i32::MAX),
        name: draft.name.clone(),
        id_tail: draft.identity.as_ref().map(super::identity::Identity::tail),
        phone: draft.phone.clone(),
        address: draft.address.clone(),
        share_bp: i32::try_from(share_bp).unwrap_or(i32::MAX),
    };
    store::insert_buyer(tx, deposit, &buyer, sealed)
}

/// The cashier confirms the money of an agreement: exactly its sum, with a receipt of its own number.
///
/// # Errors
/// The law's gates, which may have closed since the agreement was written (`unit_without_licence`, `unit_mortgaged`, `unit_seized`);
/// `sum_differs` at `sum`; `agreement_stands_elsewhere` (409); `must_not_say_never_back` for a note that the law forbids.
pub fn confirm(tx: &mut Tx, id: DepositId, received: &Received) -> Answered<PaymentId> {
    let site = sites::of(tx.conn, tx.actor.site)?;
    let deposit = store::find(tx.conn, tx.actor.site, id)?;
    agreement::moved(deposit.status, Status::Paid, deposit.kind)?;
    let unit = units::store::find(tx.conn, tx.actor.site, deposit.unit)?;
    claims::may_be_sold(&unit, ClaimKind::Deposit)?;
    let before = Money::total(store::payments_of(tx.conn, id)?.iter().map(|payment| payment.sum))
        .ok_or_else(|| Fault::bad_data("adding up the payments of a deposit"))?;
    let due = deposit.sum.less(before);
    if received.sum != due {
        return Err(Refused::invalid("sum_differs").at("sum").with("due", due).into());
    }
    law::may_say(deposit.kind, received.note.as_deref().unwrap_or_default())?;
    if !store::pay(tx, id, deposit.status)? {
        return Err(Refused::changed("agreement_stands_elsewhere").into());
    }
    let payment = Payment {
        id: PaymentId::new(tx.now),
        customer: deposit.customer,
        deposit: Some(id),
        kind: deposit.kind,
        sum: received.sum,
        way: received.way,
        receipt: store::next_number(tx, Series::Receipt, site.clock.date(tx.now))?.to_string(),
        confirmed_by: tx.actor.user,
        received_at: tx.now,
        note: received.note.clone(),
    };
    store::insert_payment(tx, &payment)?;
    let entry =
        Entry::new("deposits.paid").visit(deposit.visit).customer(deposit.customer).unit(deposit.unit).subject(id);
    journal::record(tx, entry.detail(json!({ "sum": payment.sum, "way": payment.way.code(), "payment": payment.id })))?;
    Ok(payment.id)
}

/// Withdraws an agreement before any money came. The unit is withheld until somebody offers it again: it is never free and sold at once.
///
/// # Errors
/// `agreement_stands_elsewhere` (409); [`Error::Forbidden`] for a colleague's.
pub fn withdraw(tx: &mut Tx, id: DepositId, reason: &str) -> Answered<()> {
    let deposit = seen(tx.conn, &tx.actor.clone(), id)?;
    agreement::moved(deposit.status, Status::Withdrawn, deposit.kind)?;
    if !store::end(tx, id, deposit.status, Status::Withdrawn, Some(reason))? {
        return Err(Refused::changed("agreement_stands_elsewhere").into());
    }
    if let Some(claim) = units::store::open_claim(tx.conn, deposit.unit)?.filter(|claim| claim.id == deposit.claim) {
        claims::give_back(tx, &claim, EndReason::Withdrawn)?;
    }
    if !store::any_left(tx.conn, deposit.journey)? {
        journeys::set_stage(tx, deposit.journey, Stage::Negotiation)?;
    }
    let entry =
        Entry::new("deposits.withdrawn").visit(deposit.visit).customer(deposit.customer).unit(deposit.unit).subject(id);
    journal::record(tx, entry)
}

/// A paid deposit becomes a contract: its agreement is done. The contract takes the unit over by [`claims::take`] in the same transaction.
///
/// # Errors
/// `agreement_stands_elsewhere` (409) where it is not paid.
pub fn convert(tx: &mut Tx, id: DepositId) -> Answered<Deposit> {
    let deposit = store::find(tx.conn, tx.actor.site, id)?;
    agreement::moved(deposit.status, Status::Converted, deposit.kind)?;
    if !store::end(tx, id, deposit.status, Status::Converted, None)? {
        return Err(Refused::changed("agreement_stands_elsewhere").into());
    }
    let entry = Entry::new("deposits.converted").customer(deposit.customer).unit(deposit.unit).subject(id);
    journal::record(tx, entry)?;
    Ok(deposit)
}

/// Another consultant looks after a deposit from here on. Whose sale it was is told by its shares.
///
/// # Errors
/// `Missing`; faults of the database.
pub fn pass_on(tx: &mut Tx, id: DepositId, to: UserId) -> Answered<()> {
    let deposit = store::find(tx.conn, tx.actor.site, id)?;
    store::pass_on(tx, id, to)?;
    let entry = Entry::new("deposits.passed_on").customer(deposit.customer).unit(deposit.unit).subject(id);
    journal::record(tx, entry.detail(json!({ "to": to.0 })))
}

/// One deposit, for somebody who may see it: consultants see their own.
///
/// # Errors
/// [`Error::Missing`]; [`Error::Forbidden`].
pub fn seen(conn: &mut Conn, actor: &Actor, id: DepositId) -> Answered<Deposit> {
    let deposit = store::find(conn, actor.site, id)?;
    may_see(actor, deposit.consultant)?;
    Ok(deposit)
}

/// Whether this person may see a deal of this consultant.
///
/// # Errors
/// [`Error::Forbidden`] for a colleague's.
pub fn may_see(actor: &Actor, consultant: Option<UserId>) -> Answered<()> {
    let own = consultant.is_some_and(|user| actor.is(user));
    if actor.only_own() && !own { Err(Error::Forbidden(Need::SeeDeals)) } else { Ok(()) }
}
