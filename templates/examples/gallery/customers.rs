//! Customers with sample data.

use crate::Page;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::pages::customers::{self, Line, ListPage, ListRow, May, NextStep, Protection, ShowPage};
use showroom_templates::pages::identity;
use showroom_templates::parts::{Choice, Event, Icon, Step, StepState, Tone};
use showroom_templates::{Lang, Markup, Typed};

pub const PAGES: &[Page] = &[("customers", list), ("customer", show)];

fn say(frame: &Frame, zh: &str, en: &str) -> String {
    if frame.words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn protection(frame: &Frame) -> Protection {
    Protection { text: say(frame, "保护还剩 6 天", "6 days left"), tone: Tone::Good }
}

fn list(frame: Frame) -> Markup {
    let words = frame.words;
    let person = |id, zh, en, number: &str, grade: &str| ListRow {
        id,
        name: say(&frame, zh, en),
        number: number.into(),
        grade: Some(grade.into()),
        owner: Some(say(&frame, "林若溪", "Lin Ruoxi")),
        protection: Some(protection(&frame)),
        last_visit: words.common_yesterday().into(),
        next: words.common_tomorrow().into(),
        state: (id == 3).then(|| (Tone::Good, Icon::Check, say(&frame, "已购", "bought"))),
    };
    let page = ListPage {
        typed: Typed::fresh("k"),
        grades: vec![Choice::new("A", "A"), Choice::new("B", "B")],
        owners: vec![Choice::new("1", say(&frame, "林若溪", "Lin Ruoxi"))],
        channels: vec![Choice::new("walk_in", say(&frame, "自然到访", "Walk-in"))],
        rows: vec![
            person(1, "王海燕", "Wang Haiyan", "138 **** 2217", "B"),
            person(2, "陈先生", "Mr Chen", "139 **** 8804", "C"),
            person(3, "刘思远", "Liu Siyuan", "186 **** 0132", "A"),
        ],
        narrowed: false,
        later: false,
        first_page: "#".into(),
        next_page: Some("#".into()),
        may_protect: true,
        may_merge: true,
        may_add: true,
        around: Vec::new(),
    };
    customers::list(&Frame { title: words.customers_title().into(), active: Some(Nav::Customers), ..frame }, &page)
}

fn show(frame: Frame) -> Markup {
    let words = frame.words;
    let t = |zh: &str, en: &str| say(&frame, zh, en);
    let stages = [
        (words.stages_reception(), StepState::Done),
        (words.stages_introduction(), StepState::Done),
        (words.stages_tour(), StepState::Done),
        (words.stages_negotiation(), StepState::Done),
        (words.stages_registration(), StepState::Done),
        (words.stages_tracking(), StepState::Now),
        (words.stages_deposit(), StepState::Ahead),
        (words.stages_contract(), StepState::Ahead),
    ];
    let line = |icon, zh, en, zh_under, en_under, sign| Line {
        href: Some("#".into()),
        icon,
        title: t(zh, en),
        under: t(zh_under, en_under),
        badge: sign,
    };
    let event = |icon, zh, en, when: &str| Event {
        icon,
        when: format!("{when} 14:05"),
        who: t("林若溪", "Lin Ruoxi"),
        title: t(zh, en),
        body: None,
    };
    let page = ShowPage {
        id: 1,
        name: t("王海燕", "Wang Haiyan"),
        numbers: vec!["138 **** 2217".into()],
        may_reveal: true,
        grade: Some("B".into()),
        grade_note: t("昨天由林若溪评定", "Set by Lin Ruoxi yesterday"),
        owner: Some(t("林若溪", "Lin Ruoxi")),
        protection: Some(protection(&frame)),
        steps: stages.map(|(label, state)| Step::new(label, state)).to_vec(),
        intent: 72,
        deposit_from: 70,
        facts: vec![
            (t("来源渠道", "Channel"), t("自然到访", "Walk-in")),
            (t("居住区域", "Lives in"), t("滨江", "Riverside")),
            (t("职业", "Work"), t("教师", "Teacher")),
        ],
        complete: (false, t("资料完整度 80%", "Card 80 % complete")),
        consents: vec![(Tone::Good, Icon::Shield, t("已同意告知书第 3 版", "Agreed to notice 3"))],
        state: None,
        do_not_call: None,
        here: None,
        next: Some(NextStep {
            title: t("今天 18:00 前致电", "Call before 18:00 today"),
            text: t("已核实首付，等待家人意见。", "Down payment is clear; the family still has a say."),
            tone: Tone::Warn,
            go: Some((t("开始跟进", "Follow up"), "#".into())),
        }),
        needs: vec![
            (t("用途", "Purpose"), t("改善自住", "A better home")),
            (t("预算", "Budget"), words.money_short(200_000_000, "CNY")),
            (t("决策人", "Decider"), t("夫妻双方", "Both partners")),
        ],
        liked: vec![t("南向江景", "South, river view"), t("学校近", "School nearby")],
        feared: vec![t("总价偏高", "The price")],
        visits: vec![
            line(Icon::Door, "第二次到访", "Second visit", "昨天 · 2 人", "yesterday · party of 2", None),
            line(Icon::Door, "第一次到访", "First visit", "11月12日", "12 November", None),
        ],
        follow_ups: vec![line(
            Icon::Phone,
            "电话",
            "Call",
            "今天 18:00",
            "today 18:00",
            Some((Tone::Warn, Icon::Clock, t("今天", "today"))),
        )],
        reminders: vec![
            line(Icon::Phone, "15 天没有联系", "Not contacted for 15 days", "今天起", "since today", None),
            line(
                Icon::Clock,
                "保护期将满",
                "Protection ending",
                "若无变化，11月28日提醒",
                "28 Nov, if nothing changes",
                None,
            ),
        ],
        birthday: Some(("#".into(), words.reminders_birthday_note().to_owned())),
        merges: vec![("#".into(), words.merging_merged_line(t("陈小姐", "Miss Chen")))],
        kin: vec![identity::KinLine {
            id: 2,
            name: t("陈先生", "Mr Chen"),
            relation: words.lookup_or("identity_relation_spouse").to_owned(),
            link: Some(1),
        }],
        first_registered: Some(words.identity_first_registered(
            t("陈先生", "Mr Chen"),
            words.common_yesterday(),
            "李静",
        )),
        grades: vec![event(Icon::Flag, "B → A", "B → A", words.common_yesterday())],
        deals: vec![line(Icon::Paper, "报价 3-1502", "Quote 3-1502", "¥1,860,000", "¥1,860,000", None)],
        events: vec![
            event(Icon::Door, "到访结束，已约下次", "Left, next visit agreed", words.common_yesterday()),
            event(Icon::Money, "报价 3-1502", "Quoted 3-1502", words.common_yesterday()),
            event(Icon::Route, "带看 3-1502、3-1602", "Toured 3-1502 and 3-1602", words.common_yesterday()),
        ],
        earlier: Some("#".into()),
        later: false,
        may: May {
            edit: true,
            grade: true,
            reassign: true,
            follow_up: true,
            appointment: true,
            lose: true,
            win_back: false,
        },
        belonging: customers::Belonging::default(),
    };
    let title = page.name.clone();
    customers::show(&Frame { title, active: Some(Nav::Customers), back: Some("#".into()), ..frame }, &page)
}
