//! How long what is kept may stay (个人信息保护法 19): a rule of dates, and the chore that keeps it.

use std::time::Duration;

use chrono::Months;

use super::model::Why;
use super::{actions, store};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::Answered;
use crate::base::ids::SiteId;
use crate::business::sites;
use crate::business::sites::settings::Retention;
use crate::platform::db::Db;

/// So many are made anonymous in one transaction, which takes some milliseconds: the floor waits no longer for its own.
const AT_ONCE: i64 = 4;
/// So long the floor has the database for itself in between.
const BREATH: Duration = Duration::from_millis(20);

/// The moments before which things have been kept long enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// For visitors without a deal: counted from the last effective contact, or from the first line where there was none.
    pub visitors: Moment,
    /// For buyers: counted from the last payment or the purchase.
    pub buyers: Moment,
    /// For the papers of a purchase that failed: counted from its end.
    pub failed_papers: Moment,
}

/// What the settings say, counted back from now.
pub fn ends(settings: &Retention, now: Moment) -> Ends {
    let before = |months: u32| now.checked_sub_months(Months::new(months)).unwrap_or(now);
    Ends {
        visitors: before(settings.visitor_months.into()),
        buyers: before(u32::from(settings.buyer_years) * 12),
        failed_papers: now - chrono::Duration::days(settings.failed_papers_days.into()),
    }
}

/// Makes anonymous what is past its time, at every site. Gives how many people and how many papers that were. Doing it twice does nothing
/// twice: who is anonymous is not found again.
///
/// # Errors
/// Faults of the database.
pub async fn keep_times(db: &Db, now: Moment) -> Answered<(usize, usize)> {
    let sites = db.read(sites::store::list).await?;
    let mut done = (0, 0);
    for site in sites {
        loop {
            let (people, papers) = once(db, site.id, now).await?;
            done = (done.0 + people, done.1 + papers);
            if people + papers == 0 {
                break;
            }
            tokio::time::sleep(BREATH).await;
        }
    }
    Ok(done)
}

async fn once(db: &Db, site: SiteId, now: Moment) -> Answered<(usize, usize)> {
    db.write(Actor::house(site), now, move |tx| {
        // Two servers must not do the same one twice.
        tx.one_at_a_time("retention")?;
        let ends = ends(&sites::of(tx.conn, site)?.settings.retention, tx.now);
        let mut over = store::visitors_before(tx.conn, site, ends.visitors, AT_ONCE)?;
        over.extend(store::buyers_before(tx.conn, site, ends.buyers, AT_ONCE)?);
        let mut people = 0;
        for customer in over {
            let done = tx.unless_overtaken(|tx| actions::erase_past_its_time(tx, customer, &ends))?;
            people += usize::from(done == Some(true));
        }
        let papers = store::forget_failed_papers(tx, ends.failed_papers, AT_ONCE)?
            + store::forget_filings(tx, ends.visitors, AT_ONCE)?
            + store::forget_notes_of_calls(tx, ends.visitors, AT_ONCE)?;
        if people > 0 || papers > 0 {
            tracing::info!(
                site = site.0,
                people,
                papers,
                "made anonymous what is past its time ({})",
                Why::Retention.code()
            );
        }
        Ok((people, papers))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_counted_back_in_months_and_years_of_the_calendar() {
        let settings = Retention::default();
        let check = |now: &str, visitors: &str, buyers: &str, papers: &str| {
            let ends = ends(&settings, now.parse().unwrap());
            let expected = Ends {
                visitors: visitors.parse().unwrap(),
                buyers: buyers.parse().unwrap(),
                failed_papers: papers.parse().unwrap(),
            };
            assert_eq!(ends, expected, "{now}");
        };
        check("2026-11-21T10:00:00", "2025-11-21T10:00:00", "2016-11-21T10:00:00", "2026-10-22T10:00:00");
        check("2028-02-29T00:00:00", "2027-02-28T00:00:00", "2018-02-28T00:00:00", "2028-01-30T00:00:00");
    }
}
