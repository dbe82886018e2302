//! Notices, what ran, a birthday, with sample data.

use crate::Page;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::pages::reminders::{self, BirthdayPage, KindRow, NoticeRow, NoticesPage, OverviewPage};
use showroom_templates::parts::{Icon, Tone};
use showroom_templates::{Lang, Markup, Typed};

pub const PAGES: &[Page] = &[("notices", notices), ("reminders", overview), ("birthday", birthday)];

fn say(frame: &Frame, zh: &str, en: &str) -> String {
    if frame.words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn notices(frame: Frame) -> Markup {
    let words = frame.words;
    let row = |id, icon, name: (&str, &str), title: String, todo: &str, tone, is_new| NoticeRow {
        id,
        icon,
        name: say(&frame, name.0, name.1),
        title,
        todo: todo.to_owned(),
        href: "#".into(),
        when: (tone, words.common_today().to_owned()),
        is_new,
    };
    let wang = ("王海燕女士", "Ms Wang Haiyan");
    let zhou = ("周洋先生", "Mr Zhou Yang");
    let page = NoticesPage {
        typed: Typed::default(),
        parts: vec![
            (
                words.reminders_part_now().to_owned(),
                vec![row(
                    1,
                    Icon::Warning,
                    wang,
                    words.reminders_title_overdue(4),
                    words.reminders_todo_overdue(),
                    Tone::Bad,
                    true,
                )],
            ),
            (
                words.reminders_part_deals().to_owned(),
                vec![row(
                    2,
                    Icon::Money,
                    zhou,
                    words.reminders_title_payment_due(words.common_tomorrow()),
                    words.reminders_todo_payment_due(),
                    Tone::Warn,
                    true,
                )],
            ),
            (
                words.reminders_part_owners().to_owned(),
                vec![row(
                    3,
                    Icon::Gift,
                    zhou,
                    words.reminders_title_birthday(words.common_today()),
                    words.reminders_todo_birthday(),
                    Tone::Accent,
                    false,
                )],
            ),
        ],
        unseen: 2,
        more: false,
        may_see_runs: true,
    };
    let frame = Frame { title: words.reminders_title().into(), active: None, ..frame };
    reminders::notices(&frame, &page)
}

fn overview(frame: Frame) -> Markup {
    let words = frame.words;
    let row = |name: &str, rule: String, on, made: &str| KindRow {
        name: name.to_owned(),
        rule,
        whom: words.reminders_whom_consultant().to_owned(),
        on,
        last: say(&frame, "今天 06:00", "today 06:00"),
        looked: "214".into(),
        made: made.to_owned(),
        standing: "12".into(),
        next: say(&frame, "明天 06:00", "tomorrow 06:00"),
    };
    let page = OverviewPage {
        kinds: vec![
            row(words.reminders_kind_overdue(), words.reminders_rule_overdue(3), true, "4"),
            row(words.reminders_kind_not_contacted(), words.reminders_rule_after(14), true, "7"),
            row(words.reminders_kind_used_up(), words.reminders_rule_life(0), false, "0"),
        ],
        hour: words.reminders_runs_hour("06:00"),
        may_set: true,
    };
    let frame = Frame { title: words.reminders_runs_title().into(), active: None, ..frame }.with_back("#");
    reminders::overview(&frame, &page)
}

fn birthday(frame: Frame) -> Markup {
    let words = frame.words;
    let name = say(&frame, "周洋先生", "Mr Zhou Yang");
    let page = BirthdayPage {
        customer: 1,
        typed: Typed::fresh("k").with("month", 3).with("day", 18),
        agreed: true,
        known: true,
    };
    let title = words.reminders_birthday_title(name);
    let frame = Frame { title, active: Some(Nav::Customers), ..frame }.with_back("#");
    reminders::birthday(&frame, &page)
}
