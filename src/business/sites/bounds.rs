//! Within which bounds a setting makes sense. What law fixes (20 % earnest money) has no setting at all.

use super::settings::{PerGrade, SiteSettings};
use crate::base::error::Refused;
use std::ops::RangeInclusive;

const DAY_MINUTES: i64 = 24 * 60;
const WHOLE_BP: i64 = 10_000;

/// Names every setting outside its bounds, each at its own field (`group.name`).
///
/// # Errors
/// `setting_out_of_range` with `least` and `most`; `settings_contradict` where two settings exclude each other.
pub fn check(settings: &SiteSettings) -> Result<(), Refused> {
    let mut found: Vec<Refused> = ranges(settings)
        .into_iter()
        .filter(|(_, value, range)| !range.contains(value))
        .map(|(field, _, range)| out_of_range(field, &range))
        .collect();
    found.extend(contradictions(settings));
    let mut found = found.into_iter();
    match found.next() {
        None => Ok(()),
        Some(mut first) => {
            first.more = found.collect();
            Err(first)
        }
    }
}

fn out_of_range(field: &'static str, range: &RangeInclusive<i64>) -> Refused {
    Refused::invalid("setting_out_of_range").at(field).with("least", range.start()).with("most", range.end())
}

type Range = (&'static str, i64, RangeInclusive<i64>);

fn ranges(s: &SiteSettings) -> Vec<Range> {
    [day_and_floor(s), intent(s), customers(s), reminders(s), money(s), afterwards(s)].concat()
}

fn day_and_floor(s: &SiteSettings) -> Vec<Range> {
    let minute = 0..=DAY_MINUTES - 1;
    let seconds = 10..=4 * 3_600;
    vec![
        ("day.quiet_from_minute", s.day.quiet_from_minute.into(), minute.clone()),
        ("day.quiet_until_minute", s.day.quiet_until_minute.into(), minute.clone()),
        ("letters.at_minute", s.letters.at_minute.into(), minute.clone()),
        ("reports.closes_at_minute", s.reports.closes_at_minute.into(), minute.clone()),
        ("day.closes_at_minute", s.day.closes_at_minute.into(), minute),
        ("rotation.helper_share_bp", s.rotation.helper_share_bp.into(), 0..=WHOLE_BP),
        ("rotation.overdue_from", s.rotation.overdue_from.into(), 1..=1_000),
        ("rotation.overdue_opened", s.rotation.overdue_opened.into(), 1..=20),
        ("promises.greeted_secs", s.promises.greeted_secs.into(), seconds.clone()),
        ("promises.consultant_secs", s.promises.consultant_secs.into(), seconds.clone()),
        ("promises.alone_secs", s.promises.alone_secs.into(), seconds.clone()),
        ("promises.negotiation_secs", s.promises.negotiation_secs.into(), seconds),
    ]
}

fn intent(s: &SiteSettings) -> Vec<Range> {
    let points = -100..=100;
    let i = &s.intent;
    vec![
        ("intent.asked_price", i.asked_price.into(), points.clone()),
        ("intent.chose_unit", i.chose_unit.into(), points.clone()),
        ("intent.decider_here", i.decider_here.into(), points.clone()),
        ("intent.came_again", i.came_again.into(), points.clone()),
        ("intent.asked_loan", i.asked_loan.into(), points.clone()),
        ("intent.stayed_long", i.stayed_long.into(), points.clone()),
        ("intent.open_objection", i.open_objection.into(), points.clone()),
        ("intent.named_competitor", i.named_competitor.into(), points),
        ("intent.long_minutes", i.long_minutes.into(), 1..=240),
        ("intent.handle_from", i.handle_from.into(), 0..=100),
        ("intent.deposit_from", i.deposit_from.into(), 0..=100),
    ]
}

fn customers(s: &SiteSettings) -> Vec<Range> {
    let days = 1..=365;
    let [every_a, every_b, every_c, every_d] = four(s.cadence.every_days);
    let [kept_a, kept_b, kept_c, kept_d] = four(s.protection.days);
    vec![
        ("grading.decays_after_intervals", s.grading.decays_after_intervals.into(), 1..=20),
        ("cadence.every_days.a", every_a, days.clone()),
        ("cadence.every_days.b", every_b, days.clone()),
        ("cadence.every_days.c", every_c, days.clone()),
        ("cadence.every_days.d", every_d, days.clone()),
        ("cadence.first_call_hours", s.cadence.first_call_hours.into(), 1..=168),
        ("cadence.tells_consultant_days", s.cadence.tells_consultant_days.into(), days.clone()),
        ("cadence.tells_supervisor_days", s.cadence.tells_supervisor_days.into(), days.clone()),
        ("cadence.may_reassign_days", s.cadence.may_reassign_days.into(), days.clone()),
        ("protection.days.a", kept_a, days.clone()),
        ("protection.days.b", kept_b, days.clone()),
        ("protection.days.c", kept_c, days.clone()),
        ("protection.days.d", kept_d, days.clone()),
        ("protection.call_only_days", s.protection.call_only_days.into(), days),
        ("protection.warns_days", s.protection.warns_days.into(), 0..=60),
        ("protection.red_below_days", s.protection.red_below_days.into(), 0..=60),
        ("ownership.claims_per_day", s.ownership.claims_per_day.into(), 0..=1_000),
        ("ownership.cool_down_days", s.ownership.cool_down_days.into(), 0..=365),
        ("ownership.extension_most_days", s.ownership.extension_most_days.into(), 1..=365),
        ("ownership.filing_lead_minutes", s.ownership.filing_lead_minutes.into(), 0..=DAY_MINUTES),
        ("ownership.filing_days", s.ownership.filing_days.into(), 1..=365),
        ("ownership.appeal_days", s.ownership.appeal_days.into(), 0..=60),
    ]
}

fn reminders(s: &SiteSettings) -> Vec<Range> {
    let r = &s.reminders;
    let (after, before) = (1..=3_650, 0..=60);
    vec![
        ("reminders.plans_at_minute", r.plans_at_minute.into(), 0..=DAY_MINUTES - 1),
        ("reminders.not_contacted.days", r.not_contacted.days.into(), after.clone()),
        ("reminders.never_contacted.days", r.never_contacted.days.into(), after.clone()),
        ("reminders.bought_nothing.days", r.bought_nothing.days.into(), after.clone()),
        ("reminders.never_bought.days", r.never_bought.days.into(), after),
        ("reminders.papers_missing.days", r.papers_missing.days.into(), before.clone()),
        ("reminders.payment_due.days", r.payment_due.days.into(), before.clone()),
        ("reminders.birthday.days", r.birthday.days.into(), before),
    ]
}

fn money(s: &SiteSettings) -> Vec<Range> {
    vec![
        ("holds.minutes", s.holds.minutes.into(), 1..=DAY_MINUTES),
        ("holds.supervisor_minutes", s.holds.supervisor_minutes.into(), 1..=14 * DAY_MINUTES),
        ("discounts.consultant_bp", s.discounts.consultant_bp.into(), 0..=WHOLE_BP),
        ("discounts.supervisor_bp", s.discounts.supervisor_bp.into(), 0..=WHOLE_BP),
        ("discounts.pays_at_once_bp", s.discounts.pays_at_once_bp.into(), 0..=WHOLE_BP),
        ("discounts.signs_early_bp", s.discounts.signs_early_bp.into(), 0..=WHOLE_BP),
        ("quotes.valid_days", s.quotes.valid_days.into(), 1..=365),
        ("quotes.down_payment_bp", s.quotes.down_payment_bp.into(), 0..=WHOLE_BP),
        ("quotes.commercial_rate_bp", s.quotes.commercial_rate_bp.into(), 0..=5_000),
        ("quotes.fund_rate_bp", s.quotes.fund_rate_bp.into(), 0..=5_000),
        ("deposits.sign_within_days", s.deposits.sign_within_days.into(), 1..=180),
        ("deposits.small_hours", s.deposits.small_hours.into(), 1..=72),
        ("deposits.grace_days", s.deposits.grace_days.into(), 0..=60),
        ("deposits.intent_most", s.deposits.intent_most, 0..=crate::base::money::MOST.0),
        ("deposits.small_most", s.deposits.small_most, 0..=crate::base::money::MOST.0),
    ]
}

fn afterwards(s: &SiteSettings) -> Vec<Range> {
    let days = 1..=3_650;
    let m = &s.milestones;
    vec![
        ("milestones.filing", m.filing.into(), days.clone()),
        ("milestones.down_payment", m.down_payment.into(), days.clone()),
        ("milestones.loan_meeting", m.loan_meeting.into(), days.clone()),
        ("milestones.loan_approved", m.loan_approved.into(), days.clone()),
        ("milestones.loan_paid", m.loan_paid.into(), days.clone()),
        ("milestones.handover_notice", m.handover_notice.into(), days.clone()),
        ("milestones.inspection", m.inspection.into(), days.clone()),
        ("milestones.handover", m.handover.into(), days.clone()),
        ("milestones.taxes", m.taxes.into(), days.clone()),
        ("milestones.title_after_handover", m.title_after_handover.into(), days),
        ("retention.visitor_months", s.retention.visitor_months.into(), 1..=120),
        ("retention.buyer_years", s.retention.buyer_years.into(), 1..=30),
        ("retention.failed_papers_days", s.retention.failed_papers_days.into(), 1..=365),
        ("retention.audit_years", s.retention.audit_years.into(), 1..=30),
        ("retention.reveals_per_day", s.retention.reveals_per_day.into(), 0..=1_000),
    ]
}

fn contradictions(s: &SiteSettings) -> Vec<Refused> {
    [
        ("intent.deposit_from", s.intent.deposit_from < s.intent.handle_from),
        ("discounts.supervisor_bp", s.discounts.supervisor_bp < s.discounts.consultant_bp),
        ("holds.supervisor_minutes", s.holds.supervisor_minutes < s.holds.minutes),
        ("day.rest_days", all_week(s)),
        ("cadence.tells_supervisor_days", s.cadence.tells_supervisor_days < s.cadence.tells_consultant_days),
        ("cadence.may_reassign_days", s.cadence.may_reassign_days < s.cadence.tells_supervisor_days),
        (
            "deposits.reminds_days_before",
            s.deposits.reminds_days_before.iter().any(|days| *days > s.deposits.sign_within_days),
        ),
    ]
    .into_iter()
    .filter(|(_, contradicts)| *contradicts)
    .map(|(field, _)| Refused::invalid("settings_contradict").at(field))
    .collect()
}

fn all_week(s: &SiteSettings) -> bool {
    let mut days = s.day.rest_days.clone();
    days.sort_by_key(chrono::Weekday::num_days_from_monday);
    days.dedup();
    days.len() >= 7
}

fn four(per: PerGrade) -> [i64; 4] {
    [per.a, per.b, per.c, per.d].map(i64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_with(change: impl Fn(&mut SiteSettings), refused: &[(&str, &str)]) {
        let mut settings = SiteSettings::default();
        change(&mut settings);
        let got: Vec<(&str, &str)> = match settings.check() {
            Ok(()) => Vec::new(),
            Err(ref no) => no.all().filter_map(|r| Some((r.field?, r.code))).collect(),
        };
        assert_eq!(got, refused);
    }

    #[test]
    fn settings_stay_within_sense() {
        let range = "setting_out_of_range";
        let against = "settings_contradict";
        check_with(|_| {}, &[]);
        check_with(|s| s.holds.minutes = 0, &[("holds.minutes", range)]);
        check_with(|s| s.deposits.small_hours = 73, &[("deposits.small_hours", range)]);
        check_with(|s| s.discounts.consultant_bp = 301, &[("discounts.supervisor_bp", against)]);
        check_with(|s| s.intent.deposit_from = 39, &[("intent.deposit_from", against)]);
        check_with(|s| s.cadence.every_days.b = 0, &[("cadence.every_days.b", range)]);
        check_with(|s| s.cadence.may_reassign_days = 4, &[("cadence.may_reassign_days", against)]);
        check_with(|s| s.deposits.reminds_days_before = vec![8], &[("deposits.reminds_days_before", against)]);
        check_with(
            |s| {
                s.promises.alone_secs = 1;
                s.retention.audit_years = 0;
            },
            &[("promises.alone_secs", range), ("retention.audit_years", range)],
        );
    }

    #[test]
    fn what_an_old_row_lacks_has_its_default() {
        assert_eq!(SiteSettings::from_json("{}").unwrap(), SiteSettings::default());
        let some = SiteSettings::from_json(r#"{"holds":{"minutes":45},"rotation":{"order":"fewest_new"}}"#).unwrap();
        assert_eq!((some.holds.minutes, some.holds.supervisor_minutes), (45, 1_440));
        let all = SiteSettings::default();
        assert_eq!(SiteSettings::from_json(&all.to_json().unwrap()).unwrap(), all);
    }
}
