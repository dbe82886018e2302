//! When is somebody reminded, and of which occasion? Facts in, an occasion out; a reminder stands as long as its rule names the same occasion.

mod birthdays;
mod climbing;
mod deals;
mod owning;
mod purchases;
mod silence;

use super::model::{Kind, Planned, Subject};
use crate::base::clock::Date;
use crate::business::sites::settings::SiteSettings;

/// The occasion that a kind names for a subject, as seen from `day`: the one that stands, or the next one if nothing changes. None where
/// there is none, and where the site has switched the kind off.
pub fn planned(kind: Kind, subject: &Subject, settings: &SiteSettings, day: Date) -> Option<Planned> {
    if !on(kind, settings) {
        return None;
    }
    let r = &settings.reminders;
    match (kind, subject) {
        (Kind::NotContacted, Subject::Person(one)) => silence::not_contacted(one, r.not_contacted.days),
        (Kind::NeverContacted, Subject::Person(one)) => silence::never_contacted(one, r.never_contacted.days),
        (Kind::ProtectionEnding, Subject::Person(one)) => owning::ending(one, settings.protection.warns_days),
        (Kind::NeverBought, Subject::Person(one)) => purchases::never_bought(one, r.never_bought.days),
        (Kind::BoughtNothing, Subject::Person(one)) => purchases::bought_nothing(one, r.bought_nothing.days),
        (Kind::Birthday, Subject::Person(one)) => birthdays::coming(one, r.birthday.days, day),
        (Kind::UsedUp, Subject::Purchase(one)) => purchases::used_up(one),
        (Kind::SignComing, Subject::Signing(one)) => {
            deals::sign_coming(one, &settings.deposits.reminds_days_before, day)
        }
        (Kind::PapersMissing, Subject::Papers(one)) => deals::papers_missing(one, r.papers_missing.days),
        (Kind::PaymentDue, Subject::Payment(one)) => deals::payment_due(one, r.payment_due.days, day),
        (Kind::Overdue, Subject::FollowUp(one)) => Some(climbing::consultant(one, &settings.cadence)),
        (Kind::OverdueSupervisor, Subject::FollowUp(one)) => climbing::supervisor(one, &settings.cadence),
        (Kind::OverdueReassign, Subject::FollowUp(one)) => Some(climbing::reassign(one, &settings.cadence)),
        (_, _) => None,
    }
}

/// Whether the site wants this kind.
pub const fn on(kind: Kind, settings: &SiteSettings) -> bool {
    let r = &settings.reminders;
    match kind {
        Kind::Overdue | Kind::OverdueSupervisor | Kind::OverdueReassign => r.overdue_on,
        Kind::NotContacted => r.not_contacted.on,
        Kind::NeverContacted => r.never_contacted.on,
        Kind::ProtectionEnding => r.protection_ending_on,
        Kind::SignComing => r.sign_coming_on,
        Kind::PapersMissing => r.papers_missing.on,
        Kind::PaymentDue => r.payment_due.on,
        Kind::NeverBought => r.never_bought.on,
        Kind::BoughtNothing => r.bought_nothing.on,
        Kind::UsedUp => r.used_up_on,
        Kind::Birthday => r.birthday.on,
    }
}

#[cfg(test)]
mod cases;
