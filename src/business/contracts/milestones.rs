//! What follows a contract: each milestone with its due date, and who sees to it.

use crate::base::clock::Date;
use crate::base::role::Role;
use crate::business::quotes::ways::PaymentWay;
use crate::business::sites::model::Goods;
use crate::business::sites::settings::Milestones;
use chrono::Duration;

/// A milestone after the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Milestone {
    /// Online signing and filing.
    Filing,
    /// Down payment.
    DownPayment,
    /// Loan meeting.
    LoanMeeting,
    /// Loan approved.
    LoanApproved,
    /// Loan paid.
    LoanPaid,
    /// Hand-over notice.
    HandoverNotice,
    /// Inspection.
    Inspection,
    /// Hand-over.
    Handover,
    /// Maintenance fund and deed tax.
    Taxes,
    /// Title.
    Title,
}

impl Milestone {
    /// All of them, in their order.
    pub const ALL: [Self; 10] = [
        Self::Filing,
        Self::DownPayment,
        Self::LoanMeeting,
        Self::LoanApproved,
        Self::LoanPaid,
        Self::HandoverNotice,
        Self::Inspection,
        Self::Handover,
        Self::Taxes,
        Self::Title,
    ];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Filing => "filing",
            Self::DownPayment => "down_payment",
            Self::LoanMeeting => "loan_meeting",
            Self::LoanApproved => "loan_approved",
            Self::LoanPaid => "loan_paid",
            Self::HandoverNotice => "handover_notice",
            Self::Inspection => "inspection",
            Self::Handover => "handover",
            Self::Taxes => "taxes",
            Self::Title => "title",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|milestone| milestone.code() == code)
    }

    /// Who sees to it.
    pub const fn seen_to_by(self) -> Role {
        match self {
            Self::Filing | Self::HandoverNotice | Self::Taxes | Self::Title => Role::Supervisor,
            Self::DownPayment | Self::LoanPaid => Role::Cashier,
            Self::LoanMeeting | Self::LoanApproved | Self::Inspection | Self::Handover => Role::Consultant,
        }
    }

    /// Whether it comes with this way of payment and these goods.
    pub const fn applies(self, way: PaymentWay, goods: Goods) -> bool {
        match self {
            Self::LoanMeeting | Self::LoanApproved | Self::LoanPaid => way.by_loan(),
            Self::Filing | Self::Taxes | Self::Title => matches!(goods, Goods::Homes),
            Self::DownPayment => !matches!(way, PaymentWay::AtOnce),
            Self::HandoverNotice | Self::Inspection | Self::Handover => true,
        }
    }

    fn due_after(self, days: &Milestones) -> u16 {
        match self {
            Self::Filing => days.filing,
            Self::DownPayment => days.down_payment,
            Self::LoanMeeting => days.loan_meeting,
            Self::LoanApproved => days.loan_approved,
            Self::LoanPaid => days.loan_paid,
            Self::HandoverNotice => days.handover_notice,
            Self::Inspection => days.inspection,
            Self::Handover => days.handover,
            Self::Taxes => days.taxes,
            Self::Title => days.handover.saturating_add(days.title_after_handover),
        }
    }
}

/// A milestone with its date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub milestone: Milestone,
    /// When.
    pub due_on: Date,
    /// Who sees to it.
    pub seen_to_by: Role,
}

/// The milestones of a contract signed on a day, by date.
pub fn after(signed_on: Date, way: PaymentWay, goods: Goods, days: &Milestones) -> Vec<Due> {
    let mut dues: Vec<Due> = Milestone::ALL
        .into_iter()
        .filter(|milestone| milestone.applies(way, goods))
        .map(|milestone| Due {
            milestone,
            due_on: signed_on + Duration::days(milestone.due_after(days).into()),
            seen_to_by: milestone.seen_to_by(),
        })
        .collect();
    dues.sort_by_key(|due| (due.due_on, due.milestone));
    dues
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(way: PaymentWay, goods: Goods, expected: &str) {
        let signed: Date = "2026-12-01".parse().unwrap();
        let dues = after(signed, way, goods, &Milestones::default());
        let told: Vec<String> =
            dues.iter().map(|due| format!("{} {}", due.milestone.code(), (due.due_on - signed).num_days())).collect();
        assert_eq!(told.join(", "), expected);
    }

    #[test]
    fn milestones_follow_the_way_of_payment_and_the_goods() {
        check(
            PaymentWay::CommercialLoan,
            Goods::Homes,
            "down_payment 7, loan_meeting 10, filing 30, loan_approved 40, loan_paid 60, handover_notice 345, \
             inspection 355, handover 365, taxes 380, title 455",
        );
        check(
            PaymentWay::AtOnce,
            Goods::Homes,
            "filing 30, handover_notice 345, inspection 355, handover 365, taxes 380, title 455",
        );
        check(PaymentWay::AtOnce, Goods::Cars, "handover_notice 345, inspection 355, handover 365");
    }

    #[test]
    fn every_code_reads_back() {
        for milestone in Milestone::ALL {
            assert_eq!(Milestone::from_code(milestone.code()), Some(milestone));
        }
    }
}
