//! Units that are kept, prices that are shown, agreements that wait for the cashier, contracts that wait for papers.

use super::Day;
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, DepositId, QuoteId, UnitId, UserId, VisitId};
use crate::base::money::Money;
use crate::base::name::Name;
use crate::base::stage::Stage;
use crate::business::contracts::papers::Buyer;
use crate::business::contracts::{actions as contracts, store};
use crate::business::customers;
use crate::business::deposits::identity::Identity;
use crate::business::deposits::law::MoneyKind;
use crate::business::deposits::{actions as deposits_actions, model as agreements};
use crate::business::quotes;
use crate::business::quotes::discount::Kind;
use crate::business::quotes::loan::Method;
use crate::business::quotes::ways::PaymentWay;
use crate::business::units::actions as units;
use crate::business::visits::intent::Signal;
use crate::business::visits::outcome::Outcome;
use crate::platform::db::schema::deposits;
use crate::platform::db::{Conn, Tx};
use diesel::prelude::*;

/// A signature, as a finger writes it.
const SIGNED: &str = "M12 58 C30 20 44 20 46 52 S70 70 82 34 S104 30 108 56 S150 64 176 40";

impl Day<'_> {
    /// A unit is kept for the party.
    pub(super) async fn keeps(&self, minutes: i64, who: UserId, visit: VisitId, unit: UnitId) -> Answered<()> {
        self.does(&self.consultant(who), minutes, move |tx| units::hold(tx, unit, visit, None)).await.map(|_| ())
    }

    /// A price is shown, with so many basis points off; above the consultant's limit it waits for the supervisor.
    pub(super) async fn quotes(
        &self,
        minutes: i64,
        who: UserId,
        visit: VisitId,
        unit: UnitId,
        off: Option<u16>,
    ) -> Answered<QuoteId> {
        let draft = quotes::model::Draft {
            unit,
            published: Vec::new(),
            special: off.map(|off| (Kind::Negotiated, off)),
            way: PaymentWay::CommercialLoan,
            down_payment_bp: 3_000,
            years: 20,
            method: Method::EqualInstalments,
            fund_part: None,
            reason: Some(self.cast.today.discount.zh.clone()),
        };
        self.does(&self.consultant(who), minutes, move |tx| quotes::actions::make(tx, visit, &draft)).await
    }
}

/// What is on the desks of the cashier and of whoever prepares contracts.
pub async fn of_homes(day: &Day<'_>, wang: UserId) -> Answered<()> {
    waits_for_the_cashier(day, wang).await?;
    waits_for_papers(day).await
}

/// A customer came to sign the agreement and left content; the cashier has not seen the money yet.
async fn waits_for_the_cashier(day: &Day<'_>, wang: UserId) -> Answered<()> {
    for customer in day.regulars(wang, 1).await? {
        let visit = day.begins(176, day.again(customer), wang).await?;
        day.goes_on(171, wang, visit, Stage::Negotiation).await?;
        day.shows(165, wang, visit, &[Signal::AskedPrice, Signal::ChoseUnit, Signal::DeciderHere, Signal::AskedLoan])
            .await?;
        let Some(unit) = day.for_sale(5).await? else { return Ok(()) };
        let quote = day.quotes(150, wang, visit, unit, Some(100)).await?;
        day.signs(128, wang, customer, visit, unit, quote).await?;
        day.leaves(118, wang, visit, Outcome::Deposit, Some(6)).await?;
    }
    Ok(())
}

/// A paid deposit whose contract is begun: two papers have come, the others were asked for.
async fn waits_for_papers(day: &Day<'_>) -> Answered<()> {
    let site = day.site.id;
    let paid = move |conn: &mut Conn| {
        Ok(deposits::table
            .filter(deposits::site_id.eq(site.0).and(deposits::status.eq("paid")))
            .order((deposits::drafted_at, deposits::id))
            .select((deposits::id, deposits::consultant_id))
            .first::<(i64, Option<i64>)>(conn)
            .optional()?)
    };
    let Some((deposit, Some(consultant))) = day.db.read(paid).await? else { return Ok(()) };
    let who = day.consultant(UserId(consultant));
    let about = contracts::Preparing {
        buyers: vec![Buyer { married: true, by_agent: false }],
        appointment_at: Some(day.local(1, 15, 0)),
    };
    let contract = day.does(&who, 152, move |tx| contracts::prepare(tx, DepositId(deposit), &about)).await?;
    day.does(&who, 151, move |tx| contracts::ask_for_papers(tx, contract)).await?;
    day.does(&who, 96, move |tx| {
        let papers = store::papers(tx.conn, contract)?;
        papers.iter().take(2).try_for_each(|paper| contracts::receive_paper(tx, contract, paper.id, true))
    })
    .await
}

impl Day<'_> {
    /// The agreement is written and signed, in the customer's own name.
    async fn signs(
        &self,
        minutes: i64,
        who: UserId,
        customer: CustomerId,
        visit: VisitId,
        unit: UnitId,
        quote: QuoteId,
    ) -> Answered<()> {
        let (vault, identity) = (self.vault.clone(), Identity::parse(&self.cast.today.identity)?);
        let act = move |tx: &mut Tx| {
            let name = customers::store::find(tx.conn, tx.actor.site, customer)?
                .name
                .unwrap_or_else(|| Name::stored(String::new()));
            let numbers = customers::store::numbers_of(tx.conn, customer)?;
            let draft = agreements::Draft {
                visit,
                unit,
                quote: Some(quote),
                kind: MoneyKind::EarnestDeposit,
                sum: Money::major(50_000),
                way: None,
                sign_by: None,
                seen_contract: true,
                unseen_reason: None,
                signature: Some(agreements::Signature { strokes: SIGNED.to_owned(), name: name.reveal().to_owned() }),
                buyers: vec![agreements::BuyerDraft {
                    name,
                    identity: Some(identity.clone()),
                    phone: numbers.first().map(|number| number.phone.clone()),
                    address: None,
                    share_bp: None,
                }],
            };
            deposits_actions::draft(tx, &vault, &draft).map(|_| ())
        };
        self.does(&self.consultant(who), minutes, act).await
    }
}
