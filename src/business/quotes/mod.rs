//! A quote is the price of a unit as it was shown, with its discounts, its way of payment and its last day. It never changes afterwards.

pub mod discount;
pub mod loan;
pub mod validity;
pub mod ways;
