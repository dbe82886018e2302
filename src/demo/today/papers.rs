//! Units that are kept, prices that are shown, agreements that wait for the cashier, contracts that wait for papers.

use super::Day;
use crate::base::error::Answered;
use crate::base::ids::{QuoteId, UnitId, UserId, VisitId};
use crate::business::quotes;
use crate::business::quotes::discount::Kind;
use crate::business::quotes::loan::Method;
use crate::business::quotes::ways::PaymentWay;
use crate::business::units::actions as units;

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
pub async fn of_homes(_day: &Day<'_>, _li: UserId, _wang: UserId) -> Answered<()> {
    Ok(())
}
