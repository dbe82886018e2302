//! Letters, mail and calendars with sample data.

use crate::Page;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::letters::{self, LetterText, Line, Section};
use showroom_templates::pages::calendars::{self, Feed};
use showroom_templates::pages::letters::{self as pages, OutboxPage, OwnPage, SentRow, UnsentRow};
use showroom_templates::parts::{Icon, Tone};
use showroom_templates::{Lang, Markup, Typed, layout};

pub const PAGES: &[Page] = &[
    ("letter-digest", digest),
    ("mail-outbox", outbox),
    ("mail-own", own),
    ("calendar-none", calendar_none),
    ("calendar-own", calendar_own),
];

fn say(frame: &Frame, zh: &str, en: &str) -> String {
    if frame.words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn digest(frame: Frame) -> Markup {
    let line = |title: String, under: String| Line { title, under, href: "https://showroom.example/my-day".into() };
    let letter = LetterText {
        subject: say(&frame, "云栖湾营销中心 · 11月21日 周六 今天的跟进", "Harbour View · your day, Sat 21 Nov"),
        greeting: say(&frame, "李娜，早上好", "Good morning, Li Na"),
        lead: say(
            &frame,
            "11月21日 周六：逾期 1 位，今天 2 位，预约 1 位。",
            "Sat 21 Nov: 1 overdue, 2 for today, 1 expected.",
        ),
        sections: vec![
            Section {
                title: say(&frame, "逾期", "Overdue"),
                lines: vec![line(
                    say(&frame, "王小明先生 · 138****8000", "Mr Wang Xiaoming · 138****8000"),
                    say(&frame, "首次回访 · 逾期 2 天", "First call · 2 days overdue"),
                )],
                more: String::new(),
            },
            Section {
                title: say(&frame, "今天", "Today"),
                lines: vec![
                    line(
                        say(&frame, "陈女士 · 139****2201", "Ms Chen · 139****2201"),
                        say(&frame, "邀约再访 · 今天", "Invite again · today"),
                    ),
                    line(
                        say(&frame, "Deniz Kaya · 150****7744", "Deniz Kaya · 150****7744"),
                        say(&frame, "回访 · 今天", "Call · today"),
                    ),
                ],
                more: say(&frame, "还有 4+ 位，请在系统里查看", "and 4+ more, to be seen in Showroom"),
            },
            Section {
                title: frame.words.letters_bell().into(),
                lines: vec![
                    line(
                        say(&frame, "周先生 · 137****0630", "Mr Zhou · 137****0630"),
                        say(
                            &frame,
                            "11月24日 周二有一笔款到期 · 提醒客户付款",
                            "a payment is due on Tue 24 Nov · remind the customer",
                        ),
                    ),
                    line(
                        say(&frame, "赵女士 · 136****5512", "Ms Zhao · 136****5512"),
                        say(&frame, "今天生日 · 祝贺一下", "birthday today · wish them well"),
                    ),
                ],
                more: say(&frame, "还有 2 位，请在系统里查看", "and 2 more, to be seen in Showroom"),
            },
        ],
        link: (say(&frame, "打开我的一天", "Open my day"), "https://showroom.example/my-day".into()),
        why: (
            say(
                &frame,
                "您在案场系统里登记了这个邮箱。要改地址或不再收：",
                "You get this because this address is yours in Showroom. To change or end it:",
            ),
            "https://showroom.example/me/mail".into(),
        ),
    };
    layout::print(&Frame { title: letter.subject.clone(), ..frame }, letters::sheet(&letter))
}

fn outbox(frame: Frame) -> Markup {
    let row = |id, title: String, state, tried: &str, then: String, why: &str| UnsentRow {
        id,
        title,
        to: "林若溪 · l***@showroom.example".into(),
        state,
        tried: (!tried.is_empty()).then(|| tried.to_owned()),
        then,
        why: why.into(),
        may_try: true,
    };
    let title = say(&frame, "早上的跟进清单 · 11月21日 周六", "List of the morning · Sat 21 Nov");
    let unsent = vec![
        row(
            1,
            title.clone(),
            (Tone::Bad, Icon::Warning, say(&frame, "已停止", "Given up")),
            &say(&frame, "已试 1 次", "tried once"),
            say(&frame, "请看原因，处理好后再试", "see the reason, mend it, then try again"),
            "permanent error (550): 5.1.1 no such mailbox",
        ),
        row(
            2,
            title.clone(),
            (Tone::Warn, Icon::Wait, say(&frame, "会再试", "Will be tried again")),
            &say(&frame, "已试 4 次", "tried 4 times"),
            say(&frame, "今天 09:12 再试", "next try today 09:12"),
            "Connection error: Connection refused (os error 111)",
        ),
    ];
    let sent = vec![SentRow {
        title,
        to: "李娜 · n***@showroom.example".into(),
        at: say(&frame, "今天 08:30 发出", "sent today 08:30"),
    }];
    let frame =
        Frame { title: frame.words.letters_title().into(), active: Some(Nav::Staff), back: Some("#".into()), ..frame };
    pages::outbox(&frame, &OutboxPage { typed: Typed::default(), unsent, sent })
}

fn own(frame: Frame) -> Markup {
    let page = OwnPage {
        typed: Typed::fresh("k"),
        address: "li.na@showroom.example".into(),
        digest: true,
        escalations: Some(true),
        reports: Some([true, true, false]),
    };
    pages::own(&Frame { title: frame.words.letters_me_title().into(), back: Some("#".into()), ..frame }, &page)
}

fn calendar_none(frame: Frame) -> Markup {
    let frame = Frame { title: frame.words.calendars_title().into(), back: Some("#".into()), ..frame };
    calendars::own(&frame, &calendars::OwnPage::default())
}

fn calendar_own(frame: Frame) -> Markup {
    let feed = Feed {
        address: Some("https://showroom.example/calendar/3f9a1c77d0b24e6f8a5513c2e9d07b64a1f0c8e2.ics".into()),
        made: say(&frame, "昨天 18:02 生成", "made yesterday 18:02"),
        read: say(&frame, "日历程序 今天 08:14 读过", "last read today 08:14"),
    };
    let frame = Frame { title: frame.words.calendars_title().into(), back: Some("#".into()), ..frame };
    calendars::own(&frame, &calendars::OwnPage { typed: Typed::default(), feed: Some(feed) })
}
