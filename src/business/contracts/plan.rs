//! The payment plan: dates and sums by the way of payment. The sums add up to the price, to the cent.

use crate::base::clock::Date;
use crate::base::error::Refused;
use crate::base::money::Money;
use crate::business::quotes::ways::PaymentWay;
use crate::business::sites::settings::Milestones;
use chrono::{Duration, Months};
use serde::{Deserialize, Serialize};

/// The most parts that a plan may have.
pub const MOST_PARTS: usize = 60;

/// What a part of the plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// The deposit, which counts towards the price.
    Deposit,
    /// The rest of the down payment.
    DownPayment,
    /// One of several instalments.
    Instalment,
    /// What the bank or the fund pays.
    Loan,
    /// What is left.
    Final,
}

impl PartKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Deposit, Self::DownPayment, Self::Instalment, Self::Loan, Self::Final];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Deposit => "deposit",
            Self::DownPayment => "down_payment",
            Self::Instalment => "instalment",
            Self::Loan => "loan",
            Self::Final => "final",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One part of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// When it is due.
    pub due_on: Date,
    /// How much.
    pub sum: Money,
}

/// What a plan is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The price.
    pub price: Money,
    /// The way of payment.
    pub way: PaymentWay,
    /// The deposit, and the day on which it was paid.
    pub deposit: Option<(Money, Date)>,
    /// The down payment, the deposit included; for loans and instalments.
    pub down_payment: Money,
    /// How many instalments follow the down payment.
    pub instalments: u16,
    /// Months between two instalments.
    pub months_between: u16,
    /// The day of signing.
    pub signed_on: Date,
}

/// Proposes a plan.
///
/// # Errors
/// `price_missing`; `deposit_above_price`; `down_payment_above_price`.
pub fn propose(facts: &Facts, days: &Milestones) -> Result<Vec<Part>, Refused> {
    let deposit = facts.deposit.map_or(Money::ZERO, |(sum, _)| sum);
    if facts.price <= Money::ZERO {
        return Err(Refused::invalid("price_missing").at("price"));
    }
    if deposit > facts.price {
        return Err(Refused::invalid("deposit_above_price").at("price"));
    }
    if facts.down_payment > facts.price {
        return Err(Refused::invalid("down_payment_above_price").at("down_payment"));
    }
    let first = facts.deposit.map(|(sum, due_on)| Part { kind: PartKind::Deposit, due_on, sum });
    let mut plan: Vec<Part> = first.into_iter().chain(after_deposit(facts, deposit, days)).collect();
    plan.retain(|part| part.sum > Money::ZERO);
    Ok(plan)
}

/// Checks a plan that a person wrote.
///
/// # Errors
/// `plan_empty`, `plan_too_long`, `part_empty`, `plan_out_of_order`, `plan_does_not_add_up` (with `planned` and `price`); at `plan`.
pub fn check(plan: &[Part], price: Money) -> Result<(), Refused> {
    let no = |code| Err(Refused::invalid(code).at("plan"));
    if plan.is_empty() {
        return no("plan_empty");
    }
    if plan.len() > MOST_PARTS {
        return Err(Refused::invalid("plan_too_long").at("plan").with("most", MOST_PARTS));
    }
    if plan.iter().any(|part| part.sum <= Money::ZERO) {
        return no("part_empty");
    }
    if plan.windows(2).any(|pair| pair[0].due_on > pair[1].due_on) {
        return no("plan_out_of_order");
    }
    same_sum(total(plan), price)
}

/// The deposit that was paid is the first part of a plan, and no other: what is written down as paid is what came.
///
/// # Errors
/// `plan_without_deposit` with the deposit's sum.
pub fn begins_with(plan: &[Part], deposit: Money) -> Result<(), Refused> {
    let of_deposits: Vec<Money> =
        plan.iter().filter(|part| part.kind == PartKind::Deposit).map(|part| part.sum).collect();
    let first = plan.first().is_some_and(|part| part.kind == PartKind::Deposit);
    if first && of_deposits == [deposit] {
        return Ok(());
    }
    Err(Refused::invalid("plan_without_deposit").at("plan").with("deposit", deposit))
}

/// Whether what is planned is the price.
///
/// # Errors
/// `plan_does_not_add_up` with `planned` and `price`.
pub fn same_sum(planned: Money, price: Money) -> Result<(), Refused> {
    if planned == price {
        return Ok(());
    }
    Err(Refused::invalid("plan_does_not_add_up").at("plan").with("planned", planned).with("price", price))
}

/// All parts together. A sum beyond all money becomes the most there is, which is nobody's price: [`same_sum`] refuses it.
pub fn total(plan: &[Part]) -> Money {
    Money::total(plan.iter().map(|part| part.sum)).unwrap_or(Money(i64::MAX))
}

/// Days by which an unpaid part is overdue; 0 until its day has passed.
pub fn overdue_days(due_on: Date, paid: bool, today: Date) -> i64 {
    if paid { 0 } else { (today - due_on).num_days().max(0) }
}

fn after_deposit(facts: &Facts, deposit: Money, days: &Milestones) -> Vec<Part> {
    let on = |after: u16| facts.signed_on + Duration::days(after.into());
    let down = facts.down_payment.max(deposit);
    let down_payment = Part { kind: PartKind::DownPayment, due_on: on(days.down_payment), sum: down.less(deposit) };
    let rest = facts.price.less(down);
    match facts.way {
        PaymentWay::AtOnce => {
            vec![Part { kind: PartKind::Final, due_on: on(days.down_payment), sum: facts.price.less(deposit) }]
        }
        PaymentWay::CommercialLoan | PaymentWay::FundLoan | PaymentWay::MixedLoan => {
            vec![down_payment, Part { kind: PartKind::Loan, due_on: on(days.loan_paid), sum: rest }]
        }
        PaymentWay::Instalments => {
            std::iter::once(down_payment).chain(instalments(facts, rest, down_payment.due_on)).collect()
        }
    }
}

/// Equal instalments in whole major units; the last takes what is left.
fn instalments(facts: &Facts, rest: Money, from: Date) -> Vec<Part> {
    let count = facts.instalments.clamp(1, 48);
    let each = Money(rest.0 / i64::from(count) / 100 * 100);
    let before = Money(each.0 * i64::from(count - 1));
    (1..=count)
        .map(|number| {
            let months = u32::from(number) * u32::from(facts.months_between.clamp(1, 12));
            let due_on = from.checked_add_months(Months::new(months)).unwrap_or(from);
            if number == count {
                let kind = if count == 1 { PartKind::Final } else { PartKind::Instalment };
                Part { kind, due_on, sum: rest.less(before) }
            } else {
                Part { kind: PartKind::Instalment, due_on, sum: each }
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn facts() -> Facts {
        Facts {
            price: Money(123_456_789),
            way: PaymentWay::AtOnce,
            deposit: Some((Money::major(50_000), day("2026-11-20"))),
            down_payment: Money::major(400_000),
            instalments: 3,
            months_between: 3,
            signed_on: day("2026-11-27"),
        }
    }

    fn told(change: impl Fn(&mut Facts)) -> String {
        let mut facts = facts();
        change(&mut facts);
        match propose(&facts, &Milestones::default()) {
            Err(no) => no.code.to_owned(),
            Ok(plan) => {
                assert_eq!(total(&plan), facts.price, "a plan adds up");
                check(&plan, facts.price).unwrap();
                let parts: Vec<String> = plan
                    .iter()
                    .map(|part| format!("{} {} {}", part.due_on.format("%m-%d"), part.kind.code(), part.sum))
                    .collect();
                parts.join(" | ")
            }
        }
    }

    #[test]
    fn plans_by_way_of_payment_add_up() {
        assert_eq!(told(|_| {}), "11-20 deposit 50,000.00 | 12-04 final 1,184,567.89");
        assert_eq!(
            told(|f| f.way = PaymentWay::CommercialLoan),
            "11-20 deposit 50,000.00 | 12-04 down_payment 350,000.00 | 01-26 loan 834,567.89"
        );
        assert_eq!(
            told(|f| f.way = PaymentWay::Instalments),
            "11-20 deposit 50,000.00 | 12-04 down_payment 350,000.00 | 03-04 instalment 278,189.00 | \
             06-04 instalment 278,189.00 | 09-04 instalment 278,189.89"
        );
        let no_deposit = |f: &mut Facts| {
            f.way = PaymentWay::MixedLoan;
            f.deposit = None;
        };
        assert_eq!(told(no_deposit), "12-04 down_payment 400,000.00 | 01-26 loan 834,567.89");
        let large_deposit = |f: &mut Facts| {
            f.way = PaymentWay::FundLoan;
            f.deposit = Some((Money::major(500_000), day("2026-11-20")));
        };
        assert_eq!(told(large_deposit), "11-20 deposit 500,000.00 | 01-26 loan 734,567.89");
        let one = |f: &mut Facts| {
            f.way = PaymentWay::Instalments;
            f.instalments = 0;
        };
        assert_eq!(told(one), "11-20 deposit 50,000.00 | 12-04 down_payment 350,000.00 | 03-04 final 834,567.89");
        assert_eq!(told(|f| f.price = Money::ZERO), "price_missing");
        assert_eq!(told(|f| f.price = Money::major(40_000)), "deposit_above_price");
        assert_eq!(told(|f| f.down_payment = Money::major(2_000_000)), "down_payment_above_price");
    }

    #[test]
    fn instalments_add_up_whatever_the_sum() {
        for price in [5_000_100, 5_000_101, 99_999_999, 123_456_789] {
            for instalments in [1, 2, 3, 7, 48, 99] {
                told(|f| {
                    f.price = Money(price);
                    f.way = PaymentWay::Instalments;
                    f.instalments = instalments;
                    f.down_payment = Money::ZERO;
                });
            }
        }
    }

    #[test]
    fn a_plan_by_hand_is_checked() {
        let part = |due: &str, fen: i64| Part { kind: PartKind::Instalment, due_on: day(due), sum: Money(fen) };
        let price = Money(300);
        for (plan, expected) in [
            (vec![part("2026-12-01", 100), part("2026-12-02", 200)], Ok(())),
            (vec![part("2026-12-01", 100), part("2026-12-01", 200)], Ok(())),
            (vec![part("2026-12-02", 100), part("2026-12-01", 200)], Err("plan_out_of_order")),
            (vec![part("2026-12-01", 100), part("2026-12-02", 199)], Err("plan_does_not_add_up")),
            (vec![part("2026-12-01", 301), part("2026-12-02", -1)], Err("part_empty")),
            (vec![part("2026-12-01", i64::MAX), part("2026-12-02", i64::MAX)], Err("plan_does_not_add_up")),
            (vec![], Err("plan_empty")),
            (vec![part("2026-12-01", 5); 61], Err("plan_too_long")),
        ] {
            assert_eq!(check(&plan, price).map_err(|no| no.code), expected, "{plan:?}");
        }
        assert_eq!(overdue_days(day("2026-12-01"), false, day("2026-12-04")), 3);
        assert_eq!(overdue_days(day("2026-12-01"), true, day("2026-12-04")), 0);
        assert_eq!(overdue_days(day("2026-12-01"), false, day("2026-12-01")), 0);
    }
}
