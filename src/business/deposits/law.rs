//! The law that stops: no licence, no money; earnest money is at most a fifth of the price; a small deposit goes back (民法典 586–588).

use crate::base::error::Refused;
use crate::base::money::Money;
use crate::business::sites::settings::Deposits;
use crate::business::units::states::{Flags, may_take_money};
use serde::{Deserialize, Serialize};

/// The most that may be earnest money, in basis points of the price. Law, not a setting.
pub const EARNEST_MOST_BP: i64 = 2_000;

/// Words that a small deposit or intent money must not carry: they go back.
const NEVER_BACK: [&str; 8] =
    ["不退", "不予退还", "概不退", "不可退", "non-refundable", "nonrefundable", "not refundable", "no refund"];

/// What kind of money it is; the law treats each differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoneyKind {
    /// 意向金, 诚意金.
    IntentMoney,
    /// 订金, 小订.
    SmallDeposit,
    /// 定金, 大订.
    EarnestDeposit,
    /// 首付.
    DownPayment,
    /// 房款.
    Price,
}

impl MoneyKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::IntentMoney, Self::SmallDeposit, Self::EarnestDeposit, Self::DownPayment, Self::Price];
    /// The kinds with which a deposit is made.
    pub const OF_DEPOSITS: [Self; 3] = [Self::EarnestDeposit, Self::SmallDeposit, Self::IntentMoney];

    /// The name as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::IntentMoney => "intent_money",
            Self::SmallDeposit => "small_deposit",
            Self::EarnestDeposit => "earnest_deposit",
            Self::DownPayment => "down_payment",
            Self::Price => "price",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether a deposit can be made with it.
    pub const fn of_deposits(self) -> bool {
        matches!(self, Self::IntentMoney | Self::SmallDeposit | Self::EarnestDeposit)
    }

    /// What happens to it when somebody does not keep the agreement.
    pub const fn on_breach(self) -> OnBreach {
        match self {
            Self::IntentMoney | Self::SmallDeposit => OnBreach::GoesBack,
            Self::EarnestDeposit => OnBreach::ForfeitedOrDoubled,
            Self::DownPayment | Self::Price => OnBreach::ByThePlan,
        }
    }
}

/// What happens to money when somebody does not keep the agreement. The agreement and the receipt say it in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnBreach {
    /// It goes back in full, whoever it was.
    GoesBack,
    /// The buyer's breach forfeits it, the seller's returns it double; nobody's fault returns it.
    ForfeitedOrDoubled,
    /// As the contract's payment plan says.
    ByThePlan,
}

/// A sum above the limit, split so that the law allows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// The part that may be earnest money.
    pub earnest: Money,
    /// The rest, as down payment.
    pub down_payment: Money,
}

/// The money that somebody wants to put down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer<'a> {
    /// The unit's number, for the words.
    pub unit: &'a str,
    /// The unit's licence and flags.
    pub flags: Flags<'a>,
    /// The price agreed.
    pub price: Money,
    /// What kind of money.
    pub kind: MoneyKind,
    /// How much.
    pub sum: Money,
    /// Earnest money for this unit that was taken before.
    pub earnest_before: Money,
}

/// May this money be taken?
///
/// # Errors
/// The law: `unit_without_licence`, `unit_mortgaged`, `unit_seized`, `earnest_above_fifth` (with the split: `most`, `rest`).
/// The form: `sum_missing`, `sum_above_price`, `sum_above_site_limit`, `not_a_deposit`.
pub fn may_take(offer: &Offer, settings: &Deposits) -> Result<(), Refused> {
    may_take_money(offer.unit, &offer.flags)?;
    if !offer.kind.of_deposits() {
        return Err(Refused::invalid("not_a_deposit").at("kind"));
    }
    if offer.sum <= Money::ZERO {
        return Err(Refused::invalid("sum_missing").at("sum"));
    }
    if offer.sum > offer.price {
        return Err(Refused::invalid("sum_above_price").at("sum").with("price", offer.price));
    }
    if let Some(split) = split(offer) {
        return Err(Refused::law("earnest_above_fifth")
            .at("sum")
            .with("most", split.earnest)
            .with("rest", split.down_payment));
    }
    match site_limit(offer.kind, settings) {
        Some(most) if offer.sum > most => Err(Refused::invalid("sum_above_site_limit").at("sum").with("most", most)),
        Some(_) | None => Ok(()),
    }
}

/// How earnest money above the limit is split; `None` where it need not be.
pub fn split(offer: &Offer) -> Option<Split> {
    if offer.kind != MoneyKind::EarnestDeposit {
        return None;
    }
    let most = earnest_most(offer.price).less(offer.earnest_before).max(Money::ZERO);
    (offer.sum > most).then(|| Split { earnest: most, down_payment: offer.sum.less(most) })
}

/// The most that may be earnest money; a fifth, rounded down, because above it is none.
pub fn earnest_most(price: Money) -> Money {
    Money(i64::try_from(i128::from(price.0.max(0)) * i128::from(EARNEST_MOST_BP) / 10_000).unwrap_or(i64::MAX))
}

/// May an agreement or a receipt for this kind of money say this?
///
/// # Errors
/// `must_not_say_never_back` where money that goes back is said not to.
pub fn may_say(kind: MoneyKind, text: &str) -> Result<(), Refused> {
    let said: String = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let goes_back = kind.on_breach() == OnBreach::GoesBack;
    if goes_back && NEVER_BACK.iter().any(|words| said.contains(words)) {
        return Err(Refused::law("must_not_say_never_back").at("note"));
    }
    Ok(())
}

fn site_limit(kind: MoneyKind, settings: &Deposits) -> Option<Money> {
    let most = match kind {
        MoneyKind::IntentMoney => settings.intent_most,
        MoneyKind::SmallDeposit => settings.small_most,
        MoneyKind::EarnestDeposit | MoneyKind::DownPayment | MoneyKind::Price => 0,
    };
    (most > 0).then_some(Money(most))
}

#[cfg(test)]
mod tests {
    use super::*;
    use MoneyKind::{DownPayment, EarnestDeposit, IntentMoney, Price, SmallDeposit};

    const LICENSED: Flags = Flags { licence: Some("2026-018"), mortgaged: false, seized: false };

    fn check(flags: Flags, kind: MoneyKind, sum: Money, expected: &str) {
        check_after(Money::ZERO, flags, kind, sum, expected);
    }

    fn check_after(earnest_before: Money, flags: Flags, kind: MoneyKind, sum: Money, expected: &str) {
        let offer = Offer { unit: "1-1203", flags, price: Money::major(1_280_000), kind, sum, earnest_before };
        let got = match may_take(&offer, &Deposits::default()) {
            Ok(()) => "yes".to_owned(),
            Err(no) => format!("{:?} {no}", no.kind),
        };
        assert_eq!(got, expected, "{offer:?}");
        if let Some(split) = split(&offer) {
            assert_eq!(split.earnest.plus(split.down_payment), sum, "the split is the sum");
        }
    }

    #[test]
    fn without_a_licence_there_is_no_money_at_all() {
        let none = Flags { licence: None, ..LICENSED };
        for kind in MoneyKind::ALL {
            check(none, kind, Money::major(1), "Law unit_without_licence");
        }
        let blank = Flags { licence: Some(" "), ..LICENSED };
        check(blank, EarnestDeposit, Money::major(1), "Law unit_without_licence");
        let seized = Flags { seized: true, ..LICENSED };
        check(seized, EarnestDeposit, Money::major(1), "Law unit_seized");
    }

    #[test]
    fn earnest_money_is_at_most_a_fifth() {
        check(LICENSED, EarnestDeposit, Money::major(50_000), "yes");
        check(LICENSED, EarnestDeposit, Money::major(256_000), "yes");
        check(LICENSED, EarnestDeposit, Money(25_600_001), "Law earnest_above_fifth");
        check(LICENSED, EarnestDeposit, Money::major(1_280_000), "Law earnest_above_fifth");
        let before = Money::major(200_000);
        check_after(before, LICENSED, EarnestDeposit, Money::major(56_000), "yes");
        check_after(before, LICENSED, EarnestDeposit, Money(5_600_001), "Law earnest_above_fifth");
        assert_eq!(earnest_most(Money(104)), Money(20), "rounded down");
        let offer = Offer {
            unit: "1-1203",
            flags: LICENSED,
            price: Money::major(1_000_000),
            kind: EarnestDeposit,
            sum: Money::major(300_000),
            earnest_before: Money::ZERO,
        };
        let split = split(&offer).unwrap();
        assert_eq!((split.earnest, split.down_payment), (Money::major(200_000), Money::major(100_000)));
    }

    #[test]
    fn sums_make_sense_and_keep_the_sites_limits() {
        check(LICENSED, EarnestDeposit, Money::ZERO, "Invalid sum_missing");
        check(LICENSED, EarnestDeposit, Money(-1), "Invalid sum_missing");
        check(LICENSED, EarnestDeposit, Money::major(1_280_001), "Invalid sum_above_price");
        check(LICENSED, SmallDeposit, Money::major(20_000), "yes");
        check(LICENSED, SmallDeposit, Money::major(20_001), "Invalid sum_above_site_limit");
        check(LICENSED, IntentMoney, Money::major(50_000), "yes");
        check(LICENSED, IntentMoney, Money::major(50_001), "Invalid sum_above_site_limit");
        check(LICENSED, DownPayment, Money::major(1), "Invalid not_a_deposit");
        check(LICENSED, Price, Money::major(1), "Invalid not_a_deposit");
    }

    #[test]
    fn a_small_deposit_is_never_said_not_to_go_back() {
        for (kind, text, allowed) in [
            (SmallDeposit, "小订,概不退还", false),
            (SmallDeposit, "订金不退", false),
            (IntentMoney, "This is NON-REFUNDABLE", false),
            (IntentMoney, "not\n  refundable", false),
            (SmallDeposit, "保留三天", true),
            (EarnestDeposit, "违约不予退还", true),
        ] {
            assert_eq!(may_say(kind, text).is_ok(), allowed, "{text}");
        }
    }
}
