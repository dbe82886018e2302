//! Who sees a number whole: the owner, and whoever receives the party now. Everybody else sees it masked, and may reveal it, which is logged.

use crate::base::error::Refused;
use crate::base::ids::UserId;

/// In the journal: whether somebody pointed at a customer in the file, instead of giving the number.
pub const PICKED: &str = "picked";

/// How much of a personal value is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// All of it.
    Whole,
    /// Masked.
    Masked,
}

impl Sight {
    /// Whether all of it is shown.
    pub const fn whole(self) -> bool {
        matches!(self, Self::Whole)
    }
}

/// How a customer's number is shown. `receiving` is the consultant with whom the customer is now, unless they only say so themselves.
pub fn number(viewer: Option<UserId>, owner: Option<UserId>, receiving: Option<UserId>) -> Sight {
    if viewer.is_some() && (viewer == owner || viewer == receiving) { Sight::Whole } else { Sight::Masked }
}

/// How a customer's name is shown while a number is typed: masked until the number is whole and this person is meant.
pub const fn name_while_typing(number_is_whole: bool) -> Sight {
    if number_is_whole { Sight::Whole } else { Sight::Masked }
}

/// How an ID number is shown: never whole.
pub const fn id_number() -> Sight {
    Sight::Masked
}

/// May one more number be revealed today?
///
/// # Errors
/// `reveals_used_up` where the day's budget is spent.
pub fn reveal(revealed_today: u32, budget: u16) -> Result<(), Refused> {
    if revealed_today < u32::from(budget) {
        Ok(())
    } else {
        Err(Refused::invalid("reveals_used_up").with("most", budget))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(viewer: Option<i64>, owner: Option<i64>, receiving: Option<i64>, expected: Sight) {
        let [viewer, owner, receiving] = [viewer, owner, receiving].map(|id| id.map(UserId));
        assert_eq!(number(viewer, owner, receiving), expected, "{viewer:?} {owner:?} {receiving:?}");
    }

    #[test]
    fn the_owner_and_who_receives_now_see_a_number_whole() {
        check(Some(1), Some(1), None, Sight::Whole);
        check(Some(2), Some(1), Some(2), Sight::Whole);
        check(Some(2), Some(1), None, Sight::Masked);
        check(Some(2), None, None, Sight::Masked);
        check(None, None, None, Sight::Masked);
        assert!(name_while_typing(true).whole() && !name_while_typing(false).whole());
        assert!(!id_number().whole());
    }

    #[test]
    fn reveals_have_a_daily_budget() {
        assert!(reveal(19, 20).is_ok());
        assert_eq!(reveal(20, 20).unwrap_err().code, "reveals_used_up");
        assert_eq!(reveal(0, 0).unwrap_err().code, "reveals_used_up");
    }
}
