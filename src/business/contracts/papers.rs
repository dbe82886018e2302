//! Which papers a contract asks for, by its buyers and its way of payment. Asked for the day before, ticked off as they come.

use crate::business::quotes::ways::PaymentWay;
use crate::business::sites::model::Goods;

/// A paper that somebody brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Paper {
    /// Identity card.
    IdCard,
    /// Household register.
    HouseholdRegister,
    /// Marriage certificate.
    MarriageCertificate,
    /// Purchase-limit form.
    PurchaseLimitForm,
    /// Proof of income.
    IncomeProof,
    /// Bank statements.
    BankStatements,
    /// Credit report.
    CreditReport,
    /// Housing fund statement.
    FundStatement,
    /// Receipt of the first payment.
    FirstPaymentReceipt,
    /// Power of attorney for an agent.
    PowerOfAttorney,
}

impl Paper {
    /// All papers, in the order of the list.
    pub const ALL: [Self; 10] = [
        Self::IdCard,
        Self::HouseholdRegister,
        Self::MarriageCertificate,
        Self::PurchaseLimitForm,
        Self::IncomeProof,
        Self::BankStatements,
        Self::CreditReport,
        Self::FundStatement,
        Self::FirstPaymentReceipt,
        Self::PowerOfAttorney,
    ];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::IdCard => "id_card",
            Self::HouseholdRegister => "household_register",
            Self::MarriageCertificate => "marriage_certificate",
            Self::PurchaseLimitForm => "purchase_limit_form",
            Self::IncomeProof => "income_proof",
            Self::BankStatements => "bank_statements",
            Self::CreditReport => "credit_report",
            Self::FundStatement => "fund_statement",
            Self::FirstPaymentReceipt => "first_payment_receipt",
            Self::PowerOfAttorney => "power_of_attorney",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paper| paper.code() == code)
    }
}

/// A buyer, as far as papers go. What nobody asked counts as no.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Buyer {
    /// Married.
    pub married: bool,
    /// An agent signs for them.
    pub by_agent: bool,
}

/// A paper that is asked for: of one buyer (by position, from 0), or of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Which.
    pub paper: Paper,
    /// Of which buyer.
    pub buyer: Option<usize>,
}

/// The papers of a contract, in the order of the list.
pub fn asked(buyers: &[Buyer], way: PaymentWay, goods: Goods) -> Vec<Asked> {
    let homes = matches!(goods, Goods::Homes);
    let fund = matches!(way, PaymentWay::FundLoan | PaymentWay::MixedLoan);
    let of_buyer = |paper: Paper, buyer: &Buyer| match paper {
        Paper::IdCard => true,
        Paper::HouseholdRegister => homes,
        Paper::MarriageCertificate => homes && buyer.married,
        Paper::IncomeProof | Paper::BankStatements | Paper::CreditReport => way.by_loan(),
        Paper::FundStatement => fund,
        Paper::PowerOfAttorney => buyer.by_agent,
        Paper::PurchaseLimitForm | Paper::FirstPaymentReceipt => false,
    };
    let of_contract = |paper: Paper| match paper {
        Paper::PurchaseLimitForm => homes,
        Paper::FirstPaymentReceipt => way.by_loan(),
        Paper::IdCard
        | Paper::HouseholdRegister
        | Paper::MarriageCertificate
        | Paper::IncomeProof
        | Paper::BankStatements
        | Paper::CreditReport
        | Paper::FundStatement
        | Paper::PowerOfAttorney => false,
    };
    Paper::ALL
        .into_iter()
        .flat_map(|paper| {
            let each = buyers.iter().enumerate().filter(move |(_, buyer)| of_buyer(paper, buyer));
            let each = each.map(move |(at, _)| Asked { paper, buyer: Some(at) });
            each.chain(of_contract(paper).then_some(Asked { paper, buyer: None }))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(buyers: &[Buyer], way: PaymentWay, goods: Goods, expected: &str) {
        let told: Vec<String> = asked(buyers, way, goods)
            .iter()
            .map(|asked| match asked.buyer {
                Some(at) => format!("{}:{at}", asked.paper.code()),
                None => asked.paper.code().to_owned(),
            })
            .collect();
        assert_eq!(told.join(" "), expected);
    }

    #[test]
    fn papers_follow_buyers_and_way_of_payment() {
        let single = Buyer::default();
        let married = Buyer { married: true, ..single };
        check(&[single], PaymentWay::AtOnce, Goods::Homes, "id_card:0 household_register:0 purchase_limit_form");
        check(
            &[married, single],
            PaymentWay::AtOnce,
            Goods::Homes,
            "id_card:0 id_card:1 household_register:0 household_register:1 marriage_certificate:0 purchase_limit_form",
        );
        check(
            &[single],
            PaymentWay::MixedLoan,
            Goods::Homes,
            "id_card:0 household_register:0 purchase_limit_form income_proof:0 bank_statements:0 credit_report:0 \
             fund_statement:0 first_payment_receipt",
        );
        let by_agent = Buyer { by_agent: true, ..married };
        check(&[by_agent], PaymentWay::AtOnce, Goods::Cars, "id_card:0 power_of_attorney:0");
        check(
            &[single],
            PaymentWay::CommercialLoan,
            Goods::Cars,
            "id_card:0 income_proof:0 bank_statements:0 credit_report:0 first_payment_receipt",
        );
    }
}
