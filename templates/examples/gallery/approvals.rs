//! Everything that waits for a decision, and the mail of a report, with sample data.

use crate::Page;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::letters::report::{self as letter, Figure, Part, ReportText};
use showroom_templates::pages::approvals::{self, ApprovalsPage, LateCard, ReassignCard, RulingCard};
use showroom_templates::pages::ownership::ExtensionCard;
use showroom_templates::pages::quotes::ApprovalCard;
use showroom_templates::parts::{Choice, Icon, Tone};
use showroom_templates::{Lang, Markup, Typed, layout};

pub const PAGES: &[Page] =
    &[("approvals-all", all), ("approvals-none", none), ("letter-report-day", day), ("letter-report-quiet", quiet)];

fn say(frame: &Frame, zh: &str, en: &str) -> String {
    if frame.words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn titled(frame: Frame) -> Frame {
    let title = frame.words.quotes_approvals_title().into();
    Frame { title, active: Some(Nav::Desk), back: Some("#".into()), ..frame }
}

fn none(frame: Frame) -> Markup {
    approvals::show(&titled(frame), &ApprovalsPage::default())
}

fn all(frame: Frame) -> Markup {
    let words = frame.words;
    let (li, wang) = (say(&frame, "李想", "Li Xiang"), say(&frame, "王珂", "Wang Ke"));
    let discount = ApprovalCard {
        typed: Typed::fresh("k"),
        action: "/approvals/3".into(),
        unit: "1-1203".into(),
        wanted: words.quotes_approval_wanted("2.5"),
        by: words.quotes_approval_by(&li, "14:05"),
        reason: say(&frame, "老客户介绍，今天能定", "Brought by a customer; decides today"),
        prices: vec![
            (words.quotes_list_price().into(), words.money(186_000_000, "CNY")),
            (words.quotes_price().into(), words.money(181_350_000, "CNY")),
            (words.quotes_approval_floor().into(), words.money(176_000_000, "CNY")),
        ],
        effect: words.approvals_discount_effect(words.money(181_350_000, "CNY"), "11-25"),
        quote: "#".into(),
        may_grant: true,
    };
    let extension = ExtensionCard {
        typed: Typed::fresh("k"),
        action: "/extensions/4".into(),
        customer: 1,
        name: say(&frame, "王女士", "Ms Wang"),
        wanted: words.ownership_wanted_days(7),
        by: words.ownership_asked_by(&li, "10:20"),
        reason: say(&frame, "出差到月底，约好回来复访", "Away until the end of the month, agreed to come back"),
        effect: vec![
            (words.ownership_effect_now().into(), "11-23".into()),
            (words.ownership_effect_then().into(), "11-30".into()),
        ],
        granted: words.approvals_extension_effect(&li, "11-30"),
        too_late: None,
    };
    let reassignment = ReassignCard {
        typed: Typed::fresh("k"),
        customer: 2,
        version: 3,
        name: say(&frame, "陈先生", "Mr Chen"),
        why: words.approvals_reassign_why(&li, 9),
        to: vec![Choice::new(2, &wang), Choice::new(3, say(&frame, "张敏", "Zhang Min"))],
        reasons: vec![Choice::new("overdue", say(&frame, "逾期未跟进", "Nobody called"))],
        notice: 5,
    };
    let ruling = RulingCard {
        typed: Typed::fresh("k"),
        id: 6,
        version: 2,
        name: say(&frame, "赵先生", "Mr Zhao"),
        sides: words.rulings_against_line(&li, &wang),
        state: Some((Tone::Bad, Icon::Flag, words.rulings_state_appealed().into())),
        question: say(&frame, "客户说第一次是王接待的", "The customer says Wang received them first"),
        found: vec![
            (words.approvals_ruling_found().into(), words.rulings_for_first(&li)),
            (words.approvals_ruling_rule().into(), words.lookup_or("rulings_rule_protected").into()),
        ],
        choices: vec![Choice::new("first", &li), Choice::new("second", &wang)],
        proposed: "first".into(),
    };
    let late = LateCard {
        typed: Typed::fresh("k"),
        action: "/reports/2026-11-20/check".into(),
        day: words.approvals_late_day("11-20"),
        since: words.approvals_late_since("09:40"),
        figures: vec![
            (words.reports_measure_visits().into(), "51".into(), "50".into()),
            (words.reports_measure_others().into(), "6".into(), "7".into()),
        ],
        more: Some(words.approvals_late_figures_more(5)),
        effect: words.approvals_late_effect(7),
        touched: false,
    };
    let page = ApprovalsPage {
        discounts: vec![discount],
        extensions: vec![extension],
        reassignments: vec![reassignment],
        rulings: vec![ruling],
        late: vec![late],
        late_more: 2,
    };
    approvals::show(&titled(frame), &page)
}

fn mail(frame: &Frame, visits: i64) -> ReportText {
    let words = frame.words;
    let figure = |label: &str, value: i64, by: &str, was: i64| Figure {
        label: label.into(),
        value: value.to_string(),
        others: vec![(by.into(), words.reports_was(was)), ("=".into(), words.reports_was(value))],
    };
    ReportText {
        subject: words.report_mails_subject_day(say(frame, "云栖湾营销中心", "Harbour View"), "11-21", visits, 2),
        site: say(frame, "云栖湾营销中心", "Harbour View"),
        title: format!(
            "{} · {}",
            words.report_mails_day(),
            say(frame, "2026年11月21日 星期六", "21 Nov 2026 Saturday")
        ),
        state: words.report_mails_closed("11-22 09:30"),
        quiet: (visits == 0).then(|| words.reports_quiet_text().to_owned()),
        columns: vec![
            words.reports_figure().into(),
            say(frame, "11月21日 周六", "Sat 21 Nov"),
            words.report_mails_day_before().into(),
            words.report_mails_week_ago().into(),
        ],
        figures: vec![
            figure(words.reports_measure_visits(), visits, "+3", visits - 3),
            figure(words.reports_measure_first_visits(), visits * 2 / 3, "−1", visits * 2 / 3 + 1),
            figure(words.reports_measure_deposits(), 2, "+1", 1),
            Figure {
                label: words.reports_measure_money_in().into(),
                value: words.money_short(1_234_000_000, "CNY"),
                others: vec![
                    (
                        format!("+{}", words.money_short(90_000_000, "CNY")),
                        words.reports_was(words.money_short(1_144_000_000, "CNY")),
                    ),
                    (
                        format!("−{}", words.money_short(6_000_000, "CNY")),
                        words.reports_was(words.money_short(1_240_000_000, "CNY")),
                    ),
                ],
            },
        ],
        parts: vec![
            Part {
                title: words.report_mails_targets().into(),
                lines: vec![(words.reports_measure_visits().into(), words.report_mails_target(812, 1_200, 840))],
            },
            Part {
                title: words.reports_loose().into(),
                lines: vec![
                    (words.reports_loose_no_card().into(), "3".into()),
                    (words.reports_loose_overdue().into(), "12".into()),
                ],
            },
        ],
        paper: None,
        link: (words.report_mails_open().into(), "https://showroom.example/reports?span=day&on=2026-11-21".into()),
        why: (words.report_mails_why().into(), "https://showroom.example/me/mail".into()),
    }
}

fn day(frame: Frame) -> Markup {
    let text = mail(&frame, 51);
    layout::print(&Frame { title: text.subject.clone(), ..frame }, letter::sheet(&text))
}

fn quiet(frame: Frame) -> Markup {
    let text = mail(&frame, 0);
    layout::print(&Frame { title: text.subject.clone(), ..frame }, letter::sheet(&text))
}
