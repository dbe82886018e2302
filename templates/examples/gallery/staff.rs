//! Staff, roles and settings with sample data.

use crate::Page;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::pages::settings::{self, Facts, Group, Input, Setting, SettingsPage};
use showroom_templates::pages::staff::{self, ListPage, PersonRow, RolesPage};
use showroom_templates::parts::{Choice, Tone};
use showroom_templates::{Lang, Markup, Typed};

pub const PAGES: &[Page] = &[("staff", list), ("staff-roles", roles), ("settings", settings_page)];

fn say(frame: &Frame, zh: &str, en: &str) -> String {
    if frame.words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn list(frame: Frame) -> Markup {
    let words = frame.words;
    let person = |id, name: &str, login: &str, role: &str, tone, duty: &str| PersonRow {
        id,
        name: name.into(),
        login: login.into(),
        role: role.into(),
        duty: (tone, duty.into()),
        suspended: id == 4,
    };
    let (on, off) = (say(&frame, "在岗", "on duty"), say(&frame, "未到", "not in"));
    let (lead, seller) = (say(&frame, "主管", "Supervisor"), say(&frame, "顾问", "Consultant"));
    let people = vec![
        person(1, "林若溪", "lin", &lead, Tone::Good, &on),
        person(2, "Deniz Kaya", "deniz", &seller, Tone::Good, &on),
        person(
            3,
            "周雨桐",
            "yutong",
            &say(&frame, "接待", "Receptionist"),
            Tone::Warn,
            &say(&frame, "休息", "on a break"),
        ),
        person(4, "郭明哲", "guo", &seller, Tone::Plain, &off),
    ];
    let frame = Frame { title: words.staff_title().into(), active: Some(Nav::Staff), ..frame };
    staff::list(&frame, &ListPage { people, may_add: true, sees_mail: true })
}

fn roles(frame: Frame) -> Markup {
    let words = frame.words;
    let names = [
        ("管理员", "Administrator"),
        ("主管", "Supervisor"),
        ("顾问", "Consultant"),
        ("接待", "Receptionist"),
        ("收银", "Cashier"),
    ];
    let roles = names.map(|(zh, en)| say(&frame, zh, en)).to_vec();
    let need = |zh, en, may: [bool; 5]| (say(&frame, zh, en), may.to_vec());
    let needs = vec![
        need("接待来访", "Receive visitors", [true, true, true, true, false]),
        need("审批折扣", "Approve discounts", [true, true, false, false, false]),
        need("确认收款", "Confirm money", [true, false, false, false, true]),
    ];
    let frame = Frame { title: words.roles_title().into(), active: Some(Nav::Staff), back: Some("#".into()), ..frame };
    staff::roles(&frame, &RolesPage { roles, needs })
}

fn settings_page(frame: Frame) -> Markup {
    let words = frame.words;
    let setting = |name: &str, zh, en, now: &str, default: &str, input| Setting {
        name: name.into(),
        label: say(&frame, zh, en),
        now: vec![now.to_owned()],
        default: default.into(),
        input,
    };
    let minutes = || Input::Number(say(&frame, "分钟", "min"));
    let presets = vec![
        Choice::new("intent", say(&frame, "按意向", "By intent")),
        Choice::new("progress", say(&frame, "按进度", "By progress")),
        Choice::new("horizon", say(&frame, "按时间", "By horizon")),
    ];
    let groups = vec![
        Group {
            code: "floor".into(),
            title: say(&frame, "现场", "The floor"),
            settings: vec![
                setting("greet", "多久未接待提醒", "Not greeted after", "1", "", minutes()),
                setting("alone", "洽谈过长提醒", "Negotiation too long after", "45", "40", minutes()),
                setting("rest", "闭店自动结束来访", "Close open visits at closing time", "yes", "", Input::Flag),
                setting("close", "闭店时间", "Closing time", "21:00", "", Input::Time),
            ],
        },
        Group {
            code: "grades".into(),
            title: say(&frame, "等级", "Grades"),
            settings: vec![setting("preset", "分级方式", "How grades are given", "intent", "", Input::One(presets))],
        },
    ];
    let facts = Facts {
        name: say(&frame, "云栖湾营销中心", "Harbour View"),
        goods: "homes".into(),
        zone: "Asia/Shanghai".into(),
        currency: "CNY".into(),
        country: "CN".into(),
        lang: words.lang.code().into(),
        cutover: "03:00".into(),
    };
    let page = SettingsPage {
        typed: Typed::fresh("k"),
        version: 1,
        facts,
        goods: vec![Choice::new("homes", say(&frame, "房产", "Homes"))],
        zones: vec![Choice::new("Asia/Shanghai", "Asia/Shanghai (UTC+8)")],
        currencies: vec![Choice::new("CNY", "CNY ¥")],
        groups,
    };
    settings::show(&Frame { title: words.settings_title().into(), active: Some(Nav::Settings), ..frame }, &page)
}
