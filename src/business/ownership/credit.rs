//! Whose sale it is: a list of shares that sum to a hundred percent. The owner's, the seller's, or both where a colleague helped an
//! absent owner the same day.

use super::model::{Share, ShareReason};
use crate::base::error::Refused;
use crate::base::ids::UserId;

/// All of it, in hundredths of a percent.
pub const WHOLE_BP: u32 = 10_000;
/// Among how many a sale may be shared.
pub const MOST_SHARES: usize = 5;

/// What is known when a sale is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sale {
    /// Who made it.
    pub seller: Option<UserId>,
    /// To whom the customer belongs.
    pub owner: Option<UserId>,
    /// The helper's part that was set when the party was given away, if the owner was absent; 0 or nothing shares nothing.
    pub helper_bp: Option<u16>,
    /// Whether the sale is of the day on which the helper received the party.
    pub same_day: bool,
}

/// The shares of a sale by the rules. Nobody's where neither seller nor owner is known.
pub fn shares(sale: &Sale) -> Vec<(Share, ShareReason)> {
    let whole = |user, reason| vec![(Share { user, bp: 10_000 }, reason)];
    match (sale.owner, sale.seller) {
        (None, None) => Vec::new(),
        (None, Some(seller)) => whole(seller, ShareReason::Seller),
        (Some(owner), None) => whole(owner, ShareReason::Owner),
        (Some(owner), Some(seller)) if owner == seller => whole(owner, ShareReason::Seller),
        (Some(owner), Some(seller)) => {
            match sale.helper_bp.filter(|bp| sale.same_day && *bp > 0).map(|bp| bp.min(10_000)) {
                None => whole(owner, ShareReason::Owner),
                Some(10_000) => whole(seller, ShareReason::Helper),
                Some(bp) => vec![
                    (Share { user: owner, bp: 10_000 - bp }, ShareReason::Owner),
                    (Share { user: seller, bp }, ShareReason::Helper),
                ],
            }
        }
    }
}

/// Shares as a supervisor writes them: each a part, nobody twice, a hundred percent in all.
///
/// # Errors
/// `shares_none`, `shares_too_many`, `shares_twice`, `credit_not_whole` with the sum, all at `share`.
pub fn check(shares: &[Share]) -> Result<(), Refused> {
    let no = |code| Err(Refused::invalid(code).at("share"));
    if shares.is_empty() || shares.iter().any(|share| share.bp == 0) {
        return no("shares_none");
    }
    if shares.len() > MOST_SHARES {
        return Err(Refused::invalid("shares_too_many").at("share").with("most", MOST_SHARES));
    }
    if shares.iter().enumerate().any(|(at, share)| shares[..at].iter().any(|other| other.user == share.user)) {
        return no("shares_twice");
    }
    let sum: u32 = shares.iter().map(|share| u32::from(share.bp)).sum();
    if sum == WHOLE_BP {
        Ok(())
    } else {
        Err(Refused::invalid("credit_not_whole").at("share").with("sum", percent(sum)))
    }
}

/// Hundredths of a percent as people read them: `33.3`.
pub fn percent(bp: u32) -> String {
    match (bp / 100, bp % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) => format!("{whole}.{part:02}").trim_end_matches('0').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(shares: &[(Share, ShareReason)]) -> String {
        let lines: Vec<String> =
            shares.iter().map(|(share, why)| format!("{} {} {}", share.user, share.bp, why.code())).collect();
        lines.join(", ")
    }

    #[test]
    fn whose_sale_it_is() {
        let user = |id: i64| Some(UserId(id)).filter(|user| user.0 > 0);
        for (owner, seller, helper_bp, same_day, expected) in [
            (1, 1, None, true, "1 10000 seller"),
            (1, 2, None, true, "1 10000 owner"),
            (1, 2, Some(5_000), true, "1 5000 owner, 2 5000 helper"),
            (1, 2, Some(3_000), true, "1 7000 owner, 2 3000 helper"),
            (1, 2, Some(5_000), false, "1 10000 owner"),
            (1, 2, Some(0), true, "1 10000 owner"),
            (1, 2, Some(10_000), true, "2 10000 helper"),
            (1, 1, Some(5_000), true, "1 10000 seller"),
            (0, 2, None, true, "2 10000 seller"),
            (0, 2, Some(5_000), true, "2 10000 seller"),
            (1, 0, None, true, "1 10000 owner"),
            (0, 0, Some(5_000), true, ""),
        ] {
            let shares = shares(&Sale { seller: user(seller), owner: user(owner), helper_bp, same_day });
            assert_eq!(told(&shares), expected);
            let sum: u32 = shares.iter().map(|(share, _)| u32::from(share.bp)).sum();
            assert!(shares.is_empty() || sum == WHOLE_BP);
        }
    }

    #[test]
    fn shares_sum_to_a_hundred() {
        let list = |parts: &[(i64, u16)]| {
            let shares: Vec<Share> = parts.iter().map(|(user, bp)| Share { user: UserId(*user), bp: *bp }).collect();
            check(&shares).map_or_else(|no| no.code, |()| "fine")
        };
        assert_eq!(list(&[(1, 10_000)]), "fine");
        assert_eq!(list(&[(1, 3_333), (2, 3_333), (3, 3_334)]), "fine");
        assert_eq!(list(&[(1, 5_000), (2, 4_999)]), "credit_not_whole");
        assert_eq!(list(&[(1, 5_000), (2, 5_001)]), "credit_not_whole");
        assert_eq!(list(&[(1, 5_000), (1, 5_000)]), "shares_twice");
        assert_eq!(list(&[(1, 10_000), (2, 0)]), "shares_none");
        assert_eq!(list(&[]), "shares_none");
        assert_eq!(list(&[(1, 1_667), (2, 1_667), (3, 1_667), (4, 1_667), (5, 1_666), (6, 1_666)]), "shares_too_many");
        assert_eq!((percent(10_000), percent(3_333), percent(50)), ("100".into(), "33.33".into(), "0.5".into()));
    }
}
