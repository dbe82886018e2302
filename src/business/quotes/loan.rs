//! The loan table, month by month: equal instalments or equal principal, from a bank, the housing fund or both. Whole cents; every column adds up.

use super::ways::PaymentWay;
use crate::base::error::Refused;
use crate::base::money::Money;
use serde::{Deserialize, Serialize};

/// The longest loan.
pub const MOST_MONTHS: u16 = 360;
const MONTHS_OF_BP: i128 = 12 * 10_000;
/// Fixed point: fine enough for the cent of the largest sum, small enough for 128 bits.
const SCALE: i128 = 1_000_000_000_000_000_000;

/// How a loan is paid back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// 等额本息: the same sum each month.
    EqualInstalments,
    /// 等额本金: the same principal each month, and the interest on what is left.
    EqualPrincipal,
}

impl Method {
    /// Both.
    pub const ALL: [Self; 2] = [Self::EqualInstalments, Self::EqualPrincipal];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::EqualInstalments => "equal_instalments",
            Self::EqualPrincipal => "equal_principal",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }
}

/// One loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loan {
    /// The sum.
    pub principal: Money,
    /// Yearly rate in basis points.
    pub rate_bp: u16,
    /// Months.
    pub months: u16,
    /// How it is paid back.
    pub method: Method,
}

/// One month of a loan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    /// 1 for the first.
    pub number: u16,
    /// What is paid: principal and interest.
    pub payment: Money,
    /// Of it, principal.
    pub principal: Money,
    /// Of it, interest.
    pub interest: Money,
    /// What is left to pay back.
    pub left: Money,
}

/// The months of a loan. The principal of all months adds up to the loan; the last month takes what rounding left.
pub fn table(loan: &Loan) -> Vec<Month> {
    let instalment = instalment(loan);
    let share = Money(to_cents(loan.principal.0.into(), loan.months.max(1).into()));
    let mut left = loan.principal;
    (1..=loan.months)
        .map(|number| {
            let interest = interest(left, loan.rate_bp);
            let wanted = match loan.method {
                Method::EqualInstalments => instalment.less(interest),
                Method::EqualPrincipal => share,
            };
            let principal = if number == loan.months { left } else { wanted.clamp(Money::ZERO, left) };
            left = left.less(principal);
            Month { number, payment: principal.plus(interest), principal, interest, left }
        })
        .collect()
}

/// What a quote says about paying with a loan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Financing {
    /// Paid by the buyer at first.
    pub down_payment: Money,
    /// From a bank.
    pub commercial: Option<Loan>,
    /// From the housing fund.
    pub fund: Option<Loan>,
    /// Both loans together, month by month.
    pub months: Vec<Month>,
    /// All interest.
    pub interest: Money,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The price.
    pub price: Money,
    /// The way of payment; one with a loan.
    pub way: PaymentWay,
    /// The down payment in basis points of the price.
    pub down_payment_bp: u16,
    /// The fund's part, where there are two loans.
    pub fund_part: Money,
    /// Months of both.
    pub months: u16,
    /// How they are paid back.
    pub method: Method,
    /// The bank's yearly rate.
    pub commercial_rate_bp: u16,
    /// The fund's yearly rate.
    pub fund_rate_bp: u16,
}

/// Works a financing out: down payment and loans add up to the price.
///
/// The down payment is rounded up to a whole major unit.
///
/// # Errors
/// `not_a_loan`, `down_payment_too_small` (with the least), `loan_months`, `fund_part_too_large`; each at its field.
pub fn financing(wanted: &Wanted, least_down_payment_bp: u16) -> Result<Financing, Refused> {
    if !wanted.way.by_loan() {
        return Err(Refused::invalid("not_a_loan").at("payment_way"));
    }
    if wanted.down_payment_bp < least_down_payment_bp || wanted.down_payment_bp >= 10_000 {
        let least = super::discount::percent(least_down_payment_bp.into());
        return Err(Refused::invalid("down_payment_too_small").at("down_payment").with("least", least));
    }
    if wanted.months == 0 || wanted.months > MOST_MONTHS {
        return Err(Refused::invalid("loan_months").at("months").with("most", MOST_MONTHS));
    }
    let down_payment = up_to_major(wanted.price.basis_points(wanted.down_payment_bp.into())).min(wanted.price);
    let borrowed = wanted.price.less(down_payment);
    let fund_part = match wanted.way {
        PaymentWay::FundLoan => borrowed,
        PaymentWay::MixedLoan => wanted.fund_part,
        PaymentWay::CommercialLoan | PaymentWay::AtOnce | PaymentWay::Instalments => Money::ZERO,
    };
    if fund_part < Money::ZERO || fund_part > borrowed {
        return Err(Refused::invalid("fund_part_too_large").at("fund_part").with("most", borrowed));
    }
    let loan = |principal: Money, rate_bp: u16| {
        (principal > Money::ZERO).then_some(Loan { principal, rate_bp, months: wanted.months, method: wanted.method })
    };
    let fund = loan(fund_part, wanted.fund_rate_bp);
    let commercial = loan(borrowed.less(fund_part), wanted.commercial_rate_bp);
    let months = together(commercial.as_ref(), fund.as_ref());
    let interest = Money(months.iter().map(|month| month.interest.0).sum());
    Ok(Financing { down_payment, commercial, fund, months, interest })
}

fn together(one: Option<&Loan>, other: Option<&Loan>) -> Vec<Month> {
    let mut months = one.map(table).unwrap_or_default();
    let others = other.map(table).unwrap_or_default();
    months.resize(months.len().max(others.len()), Month::default());
    for (month, add) in months.iter_mut().zip(others) {
        *month = Month {
            number: add.number,
            payment: month.payment.plus(add.payment),
            principal: month.principal.plus(add.principal),
            interest: month.interest.plus(add.interest),
            left: month.left.plus(add.left),
        };
    }
    months
}

fn up_to_major(sum: Money) -> Money {
    Money(sum.0 + (100 - sum.0.rem_euclid(100)) % 100)
}

fn interest(left: Money, rate_bp: u16) -> Money {
    let product = i128::from(left.0) * i128::from(rate_bp);
    Money(to_cents(product, MONTHS_OF_BP))
}

/// The sum lent over what one unit of money in each month is worth today. A sum of small parts, so nothing cancels out at tiny rates.
fn instalment(loan: &Loan) -> Money {
    let grown = MONTHS_OF_BP + i128::from(loan.rate_bp);
    let worth: i128 = (0..loan.months.clamp(1, MOST_MONTHS))
        .scan(SCALE, |worth, _| {
            *worth = *worth * MONTHS_OF_BP / grown;
            Some(*worth)
        })
        .sum();
    Money(to_cents(i128::from(loan.principal.0) * SCALE, worth.max(1)))
}

/// Rounded half up.
fn to_cents(product: i128, divisor: i128) -> i64 {
    i64::try_from((product + divisor / 2) / divisor).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loan(major: i64, rate_bp: u16, months: u16, method: Method) -> Loan {
        Loan { principal: Money::major(major), rate_bp, months, method }
    }

    /// The first and last payment and all interest, as the banks' own calculators give them.
    fn check(loan: Loan, first: &str, interest: &str) {
        let months = table(&loan);
        assert_eq!(months.len(), usize::from(loan.months));
        assert_eq!(months[0].payment.to_string(), first, "{loan:?}");
        let all: i64 = months.iter().map(|month| month.interest.0).sum();
        assert_eq!(Money(all).to_string(), interest, "{loan:?}");
    }

    #[test]
    fn payments_are_those_of_the_banks() {
        use Method::{EqualInstalments, EqualPrincipal};
        check(loan(1_000_000, 350, 360, EqualPrincipal), "5,694.45", "526,457.92");
        check(loan(120_000, 0, 12, EqualInstalments), "10,000.00", "0.00");
        check(loan(100_000, 600, 12, EqualInstalments), "8,606.64", "3,279.73");
        let first = table(&loan(1_000_000, 350, 360, EqualInstalments))[0];
        assert_eq!(first.payment.to_string(), "4,490.45");
        assert_eq!(first.interest.to_string(), "2,916.67");
    }

    #[test]
    fn every_column_adds_up_to_the_cent() {
        for principal in [1, 99, 12_345_678_901, 100_000_000, 76_543_219, 1_000_000_000_000] {
            for rate_bp in [0, 1, 260, 350, 490, 5_000] {
                for months in [1, 2, 7, 12, 240, 360] {
                    for method in Method::ALL {
                        let loan = Loan { principal: Money(principal), rate_bp, months, method };
                        adds_up(&loan);
                    }
                }
            }
        }
    }

    fn adds_up(loan: &Loan) {
        let table = table(loan);
        let paid: i64 = table.iter().map(|month| month.principal.0).sum();
        assert_eq!(paid, loan.principal.0, "{loan:?}");
        let mut left = loan.principal.0;
        for month in &table {
            left -= month.principal.0;
            assert_eq!(month.left.0, left, "{loan:?} {month:?}");
            assert_eq!(month.payment.0, month.principal.0 + month.interest.0, "{loan:?} {month:?}");
            assert!(month.principal >= Money::ZERO && month.interest >= Money::ZERO, "{loan:?} {month:?}");
        }
        assert_eq!(left, 0, "{loan:?}");
        let Some((last, others)) = table.split_last() else { return };
        if loan.method == Method::EqualInstalments && loan.principal.0 >= 10_000_000 && loan.rate_bp <= 1_000 {
            let same = others.iter().all(|month| month.payment == others[0].payment);
            assert!(same, "{loan:?}");
            let off = others.first().map_or(0, |first| (first.payment.0 - last.payment.0).abs());
            assert!(off <= i64::from(loan.months) * 2, "{loan:?}: the last month differs by {off}");
        }
    }

    #[test]
    fn down_payment_and_loans_add_up_to_the_price() {
        let wanted = Wanted {
            price: Money(123_456_789),
            way: PaymentWay::MixedLoan,
            down_payment_bp: 3_000,
            fund_part: Money::major(500_000),
            months: 360,
            method: Method::EqualInstalments,
            commercial_rate_bp: 350,
            fund_rate_bp: 260,
        };
        let check = |change: &dyn Fn(&mut Wanted), expected: &str| {
            let mut wanted = wanted;
            change(&mut wanted);
            let got = match financing(&wanted, 2_000) {
                Err(no) => no.code.to_owned(),
                Ok(plan) => {
                    let part = |loan: Option<Loan>| loan.map_or(Money::ZERO, |loan| loan.principal);
                    let (bank, fund) = (part(plan.commercial), part(plan.fund));
                    assert_eq!(plan.down_payment.plus(bank).plus(fund), wanted.price);
                    let paid: i64 = plan.months.iter().map(|month| month.principal.0).sum();
                    assert_eq!(paid, bank.plus(fund).0);
                    let all: i64 = plan.months.iter().map(|month| month.payment.0).sum();
                    assert_eq!(all, paid + plan.interest.0);
                    assert_eq!(plan.months.last().unwrap().left, Money::ZERO);
                    format!("{} + {} + {}", plan.down_payment, bank, fund)
                }
            };
            assert_eq!(got, expected, "{wanted:?}");
        };
        check(&|_| {}, "370,371.00 + 364,196.89 + 500,000.00");
        check(&|w| w.way = PaymentWay::CommercialLoan, "370,371.00 + 864,196.89 + 0.00");
        check(&|w| w.way = PaymentWay::FundLoan, "370,371.00 + 0.00 + 864,196.89");
        check(&|w| w.down_payment_bp = 2_000, "246,914.00 + 487,653.89 + 500,000.00");
        check(&|w| w.down_payment_bp = 1_999, "down_payment_too_small");
        check(&|w| w.down_payment_bp = 10_000, "down_payment_too_small");
        check(&|w| w.months = 0, "loan_months");
        check(&|w| w.months = 361, "loan_months");
        check(&|w| w.fund_part = Money::major(900_000), "fund_part_too_large");
        check(&|w| w.fund_part = Money(-1), "fund_part_too_large");
        check(&|w| w.way = PaymentWay::AtOnce, "not_a_loan");
    }
}
