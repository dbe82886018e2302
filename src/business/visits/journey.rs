//! Moves between the eight stages: which are possible, what a stage asks to be left with, and where a returning customer goes on.
//!
//! Nothing here stops a sale: whatever a stage lacks is a warning that goes on with a reason. Only moves that make no sense do not exist.

use crate::base::error::Refused;
use crate::base::stage::Stage;
use serde::{Deserialize, Serialize};

/// What kind of move leads from one stage to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edge {
    /// The next stage of the spine, or the next one for a party that will buy.
    Onward,
    /// Past one or more stages, with a reason.
    Skip,
    /// Back to an earlier stage of the same visit.
    Back,
    /// The party leaves the floor.
    Leave,
    /// The customer comes again.
    ComesAgain,
    /// A deposit or contract is changed or given back.
    Undone,
}

/// Which move leads from one stage to the other; `None` where there is none.
pub const fn edge(from: Stage, to: Stage) -> Option<Edge> {
    use Stage::{Contract, Deposit, Introduction, Negotiation, Reception, Registration, Tour, Tracking};
    Some(match (from, to) {
        (Reception, Introduction)
        | (Introduction, Tour)
        | (Tour, Negotiation)
        | (Negotiation, Deposit)
        | (Registration, Tracking | Deposit)
        | (Tracking, Deposit)
        | (Deposit, Contract) => Edge::Onward,

        (Reception, Tour | Negotiation | Deposit) | (Introduction, Negotiation | Deposit) | (Tour, Deposit) => {
            Edge::Skip
        }

        (Introduction, Reception)
        | (Tour, Reception | Introduction)
        | (Negotiation, Reception | Introduction | Tour) => Edge::Back,

        (Reception | Introduction | Tour | Negotiation, Registration | Tracking) => Edge::Leave,

        (Registration | Tracking, Reception | Introduction | Tour | Negotiation) => Edge::ComesAgain,
        (Tracking, Registration) => Edge::Back,

        (Deposit, Negotiation | Tracking) | (Contract, Negotiation | Deposit | Tracking) => Edge::Undone,

        // A contract needs a deposit before it; the floor is not walked with a deal open, and nothing moves to where it is.
        (Reception | Introduction | Tour | Negotiation | Registration | Tracking, Contract)
        | (Deposit | Contract, Reception | Introduction | Tour | Registration)
        | (Reception, Reception)
        | (Introduction, Introduction)
        | (Tour, Tour)
        | (Negotiation, Negotiation)
        | (Registration, Registration)
        | (Tracking, Tracking)
        | (Deposit, Deposit)
        | (Contract, Contract) => return None,
    })
}

/// Every move that is possible from a stage, in the order of the spine.
pub fn moves_from(from: Stage) -> Vec<(Stage, Edge)> {
    Stage::ALL.into_iter().filter_map(|to| Some((to, edge(from, to)?))).collect()
}

/// What is known when a stage is left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facts {
    /// A consultant has taken the party.
    pub consultant: bool,
    /// Needs are noted, be it as refused.
    pub needs_noted: bool,
    /// The route was walked.
    pub route_walked: bool,
    /// A quote that may be shown: within the limit, or approved, and not out of date.
    pub quote_approved: bool,
    /// The card is complete, refused fields marked.
    pub card_complete: bool,
    /// The cashier has confirmed the deposit.
    pub deposit_paid: bool,
}

/// What a stage lacks when it is left. A warning: it goes on with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// No consultant has taken the party.
    NoConsultant,
    /// No needs are noted.
    NeedsNotNoted,
    /// The route was not walked.
    RouteNotWalked,
    /// No quote that may be shown.
    QuoteNotApproved,
    /// The card is not complete.
    CardIncomplete,
    /// The deposit is not paid.
    DepositNotPaid,
    /// One or more stages are passed over.
    StageSkipped(Stage),
}

impl Lack {
    /// The code of its words.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoConsultant => "no_consultant",
            Self::NeedsNotNoted => "needs_not_noted",
            Self::RouteNotWalked => "route_not_walked",
            Self::QuoteNotApproved => "quote_not_approved",
            Self::CardIncomplete => "card_incomplete",
            Self::DepositNotPaid => "deposit_not_paid",
            Self::StageSkipped(_) => "stage_skipped",
        }
    }
}

/// A move that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// From where.
    pub from: Stage,
    /// To where.
    pub to: Stage,
    /// What kind of move.
    pub edge: Edge,
    /// The stages passed over, each to be kept with the reason.
    pub skipped: Vec<Stage>,
    /// What was lacking.
    pub lacks: Vec<Lack>,
    /// Why it went on nevertheless.
    pub reason: Option<String>,
}

/// What would be lacking on a move; the screen shows it before the button is pressed.
///
/// A returning customer who goes on where the journey stands skips nothing: `walked` are the stages of earlier visits.
pub fn lacks(from: Stage, to: Stage, facts: &Facts, walked: &[Stage]) -> Vec<Lack> {
    let leaving = match edge(from, to) {
        None | Some(Edge::Back | Edge::Undone | Edge::ComesAgain) => return Vec::new(),
        Some(Edge::Leave) => Vec::new(),
        Some(Edge::Onward | Edge::Skip) => to_go_on(from, to, facts, walked),
    };
    let skipped = skipped(from, to).into_iter().filter(|stage| !walked.contains(stage));
    leaving.into_iter().chain(skipped.map(Lack::StageSkipped)).collect()
}

/// Decides a move.
///
/// # Errors
/// `no_such_move` where the spine has none; `move_needs_reason` where something is lacking and no reason is given.
pub fn advance(from: Stage, to: Stage, facts: &Facts, walked: &[Stage], reason: Option<&str>) -> Result<Step, Refused> {
    let Some(edge) = edge(from, to) else {
        return Err(Refused::invalid("no_such_move").with("from", from.code()).with("to", to.code()));
    };
    let lacks = lacks(from, to, facts, walked);
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    let must_say_why = !lacks.is_empty() || edge == Edge::Undone;
    if must_say_why && reason.is_none() {
        return Err(needs_reason(&lacks));
    }
    Ok(Step {
        from,
        to,
        edge,
        skipped: lacks.iter().filter_map(skipped_stage).collect(),
        lacks,
        reason: reason.map(str::to_owned),
    })
}

/// Where a journey stands when its customer comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The stage of the journey.
    pub stage: Stage,
    /// The furthest stage of the floor that was reached in any visit.
    pub furthest: Stage,
}

/// Where a party goes after reception: a new one to the introduction, a returning one on where the journey stands.
///
/// `Contract` means that they come about the deal: the visit itself stays at reception while the contract desk sees to it.
pub fn goes_on_at(standing: Option<Standing>) -> Stage {
    let Some(standing) = standing else {
        return Stage::Introduction;
    };
    match standing.stage {
        // With a deposit or a contract open, they come about that.
        Stage::Deposit => Stage::Contract,
        Stage::Contract => Stage::Contract,
        Stage::Reception
        | Stage::Introduction
        | Stage::Tour
        | Stage::Negotiation
        | Stage::Registration
        | Stage::Tracking => match standing.furthest {
            Stage::Reception | Stage::Introduction => Stage::Introduction,
            Stage::Tour => Stage::Tour,
            Stage::Negotiation | Stage::Registration | Stage::Tracking | Stage::Deposit | Stage::Contract => {
                Stage::Negotiation
            }
        },
    }
}

/// The stages of the floor that lie behind a returning customer.
pub fn walked_before(standing: Option<Standing>) -> Vec<Stage> {
    let furthest = standing.map(|standing| standing.furthest);
    Stage::ALL.into_iter().filter(|stage| stage.on_the_floor() && furthest.is_some_and(|far| *stage <= far)).collect()
}

/// Where the journey stands once the party has left without a deal: at registration until the card is complete, then at tracking.
pub const fn after_leaving(card_complete: bool) -> Stage {
    if card_complete { Stage::Tracking } else { Stage::Registration }
}

/// Loses a customer, from whichever stage.
///
/// # Errors
/// `lost_needs_reason` without one.
pub fn lose(reason: &str) -> Result<String, Refused> {
    match reason.trim() {
        "" => Err(Refused::invalid("lost_needs_reason").at("reason")),
        said => Ok(said.to_owned()),
    }
}

/// Where a customer stands who was lost and is won back.
pub const fn won_back(card_complete: bool) -> Stage {
    after_leaving(card_complete)
}

fn to_go_on(from: Stage, to: Stage, facts: &Facts, walked: &[Stage]) -> Vec<Lack> {
    let lack = |there: bool, lack: Lack| (!there).then_some(lack);
    let known = |stage: Stage| walked.contains(&stage);
    match from {
        Stage::Reception => lack(facts.consultant, Lack::NoConsultant),
        Stage::Introduction => lack(facts.needs_noted || known(Stage::Introduction), Lack::NeedsNotNoted),
        Stage::Tour => lack(facts.route_walked || known(Stage::Tour), Lack::RouteNotWalked),
        Stage::Registration if to == Stage::Tracking => lack(facts.card_complete, Lack::CardIncomplete),
        Stage::Negotiation | Stage::Registration | Stage::Tracking => None,
        Stage::Deposit => lack(facts.deposit_paid, Lack::DepositNotPaid),
        Stage::Contract => None,
    }
    .into_iter()
    .chain((to == Stage::Deposit && !facts.quote_approved).then_some(Lack::QuoteNotApproved))
    .collect()
}

/// The stages of the floor between two stages.
fn skipped(from: Stage, to: Stage) -> Vec<Stage> {
    if edge(from, to) != Some(Edge::Skip) {
        return Vec::new();
    }
    Stage::ALL.into_iter().filter(|stage| stage.on_the_floor() && *stage > from && *stage < to).collect()
}

fn skipped_stage(lack: &Lack) -> Option<Stage> {
    match lack {
        Lack::StageSkipped(stage) => Some(*stage),
        Lack::NoConsultant
        | Lack::NeedsNotNoted
        | Lack::RouteNotWalked
        | Lack::QuoteNotApproved
        | Lack::CardIncomplete
        | Lack::DepositNotPaid => None,
    }
}

fn needs_reason(lacks: &[Lack]) -> Refused {
    let codes: Vec<&str> = lacks.iter().map(|lack| lack.code()).collect();
    Refused::invalid("move_needs_reason").at("reason").with("lacks", codes.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stage::{Contract, Deposit, Introduction, Negotiation, Reception, Registration, Tour, Tracking};

    const ALL_THERE: Facts = Facts {
        consultant: true,
        needs_noted: true,
        route_walked: true,
        quote_approved: true,
        card_complete: true,
        deposit_paid: true,
    };

    /// `expected`: the lacks of the move, or the code of the refusal.
    fn check(from: Stage, to: Stage, facts: Facts, reason: Option<&str>, expected: &str) {
        let got = match advance(from, to, &facts, &[], reason) {
            Ok(step) => step.lacks.iter().map(|l| l.code()).collect::<Vec<_>>().join(" "),
            Err(no) => no.code.to_owned(),
        };
        assert_eq!(got, expected, "{from:?} → {to:?}");
    }

    #[test]
    fn the_spine_moves_on_by_itself() {
        for (from, to) in [
            (Reception, Introduction),
            (Introduction, Tour),
            (Tour, Negotiation),
            (Negotiation, Deposit),
            (Negotiation, Registration),
            (Negotiation, Tracking),
            (Registration, Tracking),
            (Tracking, Negotiation),
            (Tracking, Deposit),
            (Deposit, Contract),
            (Negotiation, Tour),
            (Negotiation, Introduction),
        ] {
            check(from, to, ALL_THERE, None, "");
        }
    }

    #[test]
    fn what_a_stage_lacks_goes_on_with_a_reason() {
        let none = Facts::default();
        for (from, to, expected) in [
            (Reception, Introduction, "no_consultant"),
            (Introduction, Tour, "needs_not_noted"),
            (Tour, Negotiation, "route_not_walked"),
            (Negotiation, Deposit, "quote_not_approved"),
            (Tracking, Deposit, "quote_not_approved"),
            (Registration, Tracking, "card_incomplete"),
            (Registration, Deposit, "quote_not_approved"),
            (Deposit, Contract, "deposit_not_paid"),
            (Reception, Negotiation, "no_consultant stage_skipped stage_skipped"),
            (Introduction, Negotiation, "needs_not_noted stage_skipped"),
            (Tour, Deposit, "route_not_walked quote_not_approved stage_skipped"),
        ] {
            check(from, to, none, Some("they are in a hurry"), expected);
            check(from, to, none, None, "move_needs_reason");
            check(from, to, none, Some("  "), "move_needs_reason");
        }
        // Leaving is always possible; going back and coming again too.
        for (from, to) in [(Reception, Tracking), (Tour, Registration), (Negotiation, Tour), (Tracking, Tour)] {
            check(from, to, none, None, "");
        }
    }

    #[test]
    fn some_moves_do_not_exist() {
        for (from, to) in [
            (Reception, Contract),
            (Negotiation, Contract),
            (Tracking, Contract),
            (Deposit, Tour),
            (Contract, Introduction),
            (Tour, Tour),
        ] {
            check(from, to, ALL_THERE, Some("please"), "no_such_move");
        }
    }

    #[test]
    fn undoing_a_deal_says_why() {
        check(Deposit, Negotiation, ALL_THERE, None, "move_needs_reason");
        check(Deposit, Negotiation, ALL_THERE, Some("another flat"), "");
        check(Contract, Tracking, ALL_THERE, Some("loan refused"), "");
    }

    #[test]
    fn a_returning_customer_goes_on_where_the_journey_stands() {
        for (stage, furthest, expected) in [
            (Tracking, Negotiation, Negotiation),
            (Tracking, Tour, Tour),
            (Registration, Introduction, Introduction),
            (Registration, Reception, Introduction),
            (Tracking, Introduction, Introduction),
            (Deposit, Negotiation, Contract),
            (Contract, Negotiation, Contract),
        ] {
            let standing = Some(Standing { stage, furthest });
            assert_eq!(goes_on_at(standing), expected, "{stage:?} {furthest:?}");
        }
        assert_eq!(goes_on_at(None), Introduction);
        let walked = walked_before(Some(Standing { stage: Tracking, furthest: Negotiation }));
        assert_eq!(walked, [Reception, Introduction, Tour, Negotiation]);
        let step = advance(Reception, Negotiation, &ALL_THERE, &walked, None).unwrap();
        assert!(step.skipped.is_empty());
        let step = advance(Reception, Negotiation, &ALL_THERE, &[], Some("knows it")).unwrap();
        assert_eq!(step.skipped, [Introduction, Tour]);
    }

    #[test]
    fn every_stage_can_be_reached_and_left() {
        for stage in Stage::ALL {
            assert!(!moves_from(stage).is_empty(), "{stage:?}");
            let reached = Stage::ALL.into_iter().any(|from| edge(from, stage).is_some());
            assert!(reached, "{stage:?}");
        }
    }

    #[test]
    fn lost_with_a_reason_and_won_back() {
        assert_eq!(lose(" ").unwrap_err().code, "lost_needs_reason");
        assert_eq!(lose(" bought elsewhere ").unwrap(), "bought elsewhere");
        assert_eq!(won_back(true), Tracking);
        assert_eq!(won_back(false), Registration);
    }
}
