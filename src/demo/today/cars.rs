//! The day at the site that sells cars: one consultant, one party gone, one on the test drive, one waiting.

use super::Day;
use crate::base::error::Answered;
use crate::base::ids::UserId;
use crate::base::stage::Stage;
use crate::business::visits::intent::Signal;
use crate::business::visits::outcome::Outcome;

/// Walks the day.
pub async fn walk(day: &Day<'_>, chen: UserId) -> Answered<()> {
    day.clocks_in(&day.desk(), 303).await?;
    day.clocks_in(&day.consultant(chen), 298).await?;
    day.calls(280, chen, 2).await?;
    let gone = day.begins(180, day.fresh(5), chen).await?;
    day.tells(172, chen, gone, 1).await?;
    day.goes_on(165, chen, gone, Stage::Tour).await?;
    day.walks(164, 8, chen, gone, 9).await?;
    day.goes_on(128, chen, gone, Stage::Negotiation).await?;
    day.shows(120, chen, gone, &[Signal::AskedPrice, Signal::AskedLoan]).await?;
    day.leaves(104, chen, gone, Outcome::Thinking, Some(3)).await?;
    for customer in day.regulars(chen, 2).await?.into_iter().take(1) {
        day.agrees(90, chen, customer, day.local(1, 15, 30), 3).await?;
    }
    let driving = day.begins(38, day.fresh(6), chen).await?;
    day.tells(31, chen, driving, 2).await?;
    day.goes_on(25, chen, driving, Stage::Tour).await?;
    day.walks(24, 7, chen, driving, 2).await?;
    day.comes(6, day.stranger(5)).await.map(|_| ())
}
