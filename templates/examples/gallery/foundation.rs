//! The pages of the foundation, and a page each for parts, forms, lists and papers.

use crate::Page;
use showroom_templates::frame::{Frame, Nav, NavEntry};
use showroom_templates::pages::access::{DemoPerson, SignInPage, sign_in};
use showroom_templates::pages::errors::{self, ErrorPage, Trouble};
use showroom_templates::pages::papers::{self, NotDrawn};
use showroom_templates::pages::set_up::{self, SetUpPage};
use showroom_templates::parts::form::note;
use showroom_templates::parts::list::{link_row, plain_row, rows};
use showroom_templates::parts::unit::{Floor, grid, legend};
use showroom_templates::parts::{card::card_with, card::fields, *};
use showroom_templates::typed::{BannerKind, Change, Nearby};
use showroom_templates::{Banner, Lang, Markup, Typed, html, layout};

pub const PAGES: &[Page] = &[
    ("sign-in", |frame| sign_in(&bare(frame), &sign_in_page(false))),
    ("sign-in-again", |frame| sign_in(&bare(frame), &sign_in_page(true))),
    ("set-up", |frame| set_up::show(&bare(frame), &set_up_page(Typed::fresh("k")))),
    ("set-up-wrong", |frame| {
        let words = frame.words;
        let typed = Typed::fresh("k")
            .with("name", "云栖湾")
            .with("goods", "homes")
            .with_error("person", words.refusal("required", &[]))
            .with_error("password_again", words.refusal("passwords_differ", &[]));
        set_up::show(&bare(frame), &set_up_page(typed))
    }),
    ("error-missing", |frame| error(frame, Trouble::Missing)),
    ("error-forbidden", |frame| error(frame, Trouble::Forbidden)),
    ("error-busy", |frame| error(frame, Trouble::Busy)),
    ("error-broken", |frame| error(bare(frame), Trouble::Broken)),
    ("paper-no-font", |frame| not_drawn(frame, &NotDrawn::NoFont("fonts-noto-cjk".into()))),
    ("paper-broken", |frame| {
        let message = "dictionary does not contain key \"sum\"".into();
        not_drawn(frame, &NotDrawn::Broken { file: "receipt.typ".into(), line: Some(12), message, own: true })
    }),
    ("parts-desk", desk),
    ("parts-forms", |frame| forms(frame, false)),
    ("parts-forms-wrong", |frame| forms(frame, true)),
    ("parts-units", units),
    ("parts-signs", signs),
    ("parts-paper", paper),
];

fn bare(frame: Frame) -> Frame {
    Frame { person: None, nav: Vec::new(), sites: Vec::new(), site: None, ..frame }
}

fn say(frame: &Frame, zh: &str, en: &str) -> String {
    if frame.words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn sign_in_page(again: bool) -> SignInPage {
    let person = |login: &str, name: &str, role: &str| DemoPerson {
        login: login.into(),
        name: name.into(),
        role: role.into(),
        password: "demo".into(),
    };
    SignInPage {
        again: again.then(|| "yutong".to_owned()),
        demo: if again {
            Vec::new()
        } else {
            vec![
                person("lin", "林若溪", "主管"),
                person("yutong", "周雨桐", "接待"),
                person("deniz", "Deniz Kaya", "顾问"),
            ]
        },
        ..SignInPage::default()
    }
}

fn set_up_page(typed: Typed) -> SetUpPage {
    SetUpPage {
        typed,
        goods: vec![
            Choice::new("homes", "房产").icon(Icon::Building),
            Choice::new("cars", "汽车").icon(Icon::Car),
            Choice::new("furniture", "家居").icon(Icon::Home),
            Choice::new("other", "其他"),
        ],
        zones: vec![Choice::new("Asia/Shanghai", "Asia/Shanghai (UTC+8)")],
        currencies: vec![Choice::new("CNY", "CNY ¥")],
    }
}

fn error(frame: Frame, trouble: Trouble) -> Markup {
    let words = frame.words;
    let need = (trouble == Trouble::Forbidden).then(|| say(&frame, "审批折扣", "Approve discounts"));
    let page = ErrorPage {
        reference: (trouble == Trouble::Broken).then(|| "7F3K-2M".to_owned()),
        need,
        retry_secs: (trouble == Trouble::Busy).then_some(5),
    };
    errors::show(&Frame { title: trouble.title(words).into(), ..frame }, trouble, &page)
}

fn not_drawn(frame: Frame, page: &NotDrawn) -> Markup {
    papers::not_drawn(&Frame { title: page.title(&frame).into(), ..frame }.with_back("#"), page)
}

fn desk(frame: Frame) -> Markup {
    let words = frame.words;
    let t = |zh: &str, en: &str| say(&frame, zh, en);
    let mut nav: Vec<NavEntry> = Nav::ALL.into_iter().map(Into::into).collect();
    if let Some(entry) = nav.iter_mut().find(|entry| entry.nav == Nav::FollowUps) {
        entry.count = 5;
    }
    let now = 1_795_290_000_000_i64;
    let visitor = |name: &str, stage: &str, with: &str, minutes: i64, alarm: i64| {
        link_row(
            "#",
            avatar(name),
            html! { (name) (grade(words, "B")) (badge(Tone::Accent, Icon::Talk, stage)) },
            html! { (with) " · " (t("2 人 · 老客户", "party of 2 · returning")) },
            timer(words, now - minutes * 60_000, now).alarm(alarm),
        )
    };
    let body = html! {
        (tiles(html! {
            (stat("7", t("正在展厅", "here now"), Tone::Plain))
            (stat("23", t("今日来访", "visits today"), Tone::Plain))
            (stat("5", t("待跟进", "follow-ups due"), Tone::Warn))
            (stat("2", t("今日认购", "deposits today"), Tone::Good))
        }))
        (columns(
            card_with(t("正在展厅", "Here now"), badge(Tone::Warn, Icon::Wait, t("1 组等待", "1 waiting")), rows(html! {
                (visitor(&t("王海燕", "Wang Haiyan"), &t("洽谈", "Negotiation"), &t("林若溪", "Lin Ruoxi"), 47, 2400))
                (visitor(&t("陈先生", "Mr Chen"), &t("带看", "Tour"), "Deniz Kaya", 18, 5400))
                (visitor(&t("灰色外套,带孩子", "Grey coat, a child"), &t("介绍", "Introduction"), &t("周雨桐", "Zhou Yutong"), 6, 5400))
            })),
            html! {
                (card(t("轮到谁", "Whose turn"), rows(html! {
                    (plain_row(avatar(&t("林若溪", "Lin Ruoxi")), t("林若溪", "Lin Ruoxi"), t("下一位 · 今天 3 组", "next · 3 today"), badge(Tone::Good, Icon::Check, t("空闲", "free"))))
                    (plain_row(avatar("Deniz Kaya"), "Deniz Kaya", t("今天 4 组", "4 today"), badge(Tone::Plain, Icon::Talk, t("接待中", "busy"))))
                })))
                (card(t("我的跟进", "My follow-ups"), empty(Icon::Phone, t("今天没有要打的电话", "No calls due today"), t("新的来访会自动排进来。", "New visits are planned by themselves."), None)))
            },
        ))
        (action_bar(primary(t("接待", "Receive")).icon(Icon::Receive).to("#"), ""))
    };
    layout::page(
        &Frame { title: t("前台", "Desk"), lead: Some(words.near_day(chrono_day(), chrono_day())), nav, ..frame },
        body,
    )
}

fn chrono_day() -> chrono::NaiveDate {
    chrono::NaiveDate::default()
}

fn forms(frame: Frame, wrong: bool) -> Markup {
    let words = frame.words;
    let t = |zh: &str, en: &str| say(&frame, zh, en);
    let mut typed = Typed::fresh("k").with("phone", "138 0013");
    if wrong {
        let mut banner = Banner::new(
            BannerKind::Taken,
            t("3-1502 已于 14:05 由林若溪认购。", "3-1502 was taken by Lin Ruoxi at 14:05."),
        );
        banner.nearby = ["3-1402", "3-1602", "2-1502"]
            .map(|number| Nearby {
                href: "#".into(),
                label: number.into(),
                note: words.money_short(186_000_000, "CNY"),
            })
            .to_vec();
        banner.changes = vec![Change { label: t("楼层", "Floor"), typed: "15".into(), now: "16".into() }];
        typed = typed
            .with("kind", "buyer")
            .with_banner(banner)
            .with_error("phone", words.refusal("not_a_phone", &[]))
            .with_error("channel", words.refusal("required", &[]))
            .with_error("kind", words.refusal("required", &[]));
    }
    let kinds = vec![
        Choice::new("buyer", t("新客户", "New buyer")),
        Choice::new("returning", t("老客户", "Returning")),
        Choice::new("appointment", t("预约", "Appointment")),
        Choice::new("channel", t("渠道带客", "By a channel")),
        Choice::new("colleague", t("同行踩盘", "Colleague")),
    ];
    let who = vec![
        Choice::new("1", t("林若溪", "Lin Ruoxi")).note(t("轮到她,今天 3 组", "her turn, 3 today")),
        Choice::new("2", "Deniz Kaya").note(t("上次接待过", "received them last time")),
    ];
    let liked = vec![
        Choice::new("view", t("景观", "View")).icon(Icon::Like),
        Choice::new("price", t("价格", "Price")).icon(Icon::Worry),
        Choice::new("school", t("学校", "School")),
    ];
    let left = card(
        t("客户", "Customer"),
        html! {
            (phone(&typed, "phone", t("手机号码", "Phone number")).hint(t("输入时自动查找老客户。", "Finds returning customers while you type.")).pad(words).lookup("#", "found"))
            (chips(&typed, "kind", t("来访类型", "Kind of visitor"), kinds).value("buyer").required())
            (fields(html! {
                (text(&typed, "name", t("姓名", "Name")).optional(words))
                (number(&typed, "party", t("人数", "Party")).value(2).after(t("人", "people")))
                (select(&typed, "channel", t("来源渠道", "Channel"), vec![Choice::new("walk_in", t("自然到访", "Walk-in"))]).empty(t("请选择", "Choose")))
                (money(&typed, "budget", t("预算", "Budget")).before("¥").optional(words))
                (date(&typed, "next", t("下次联系", "Next contact")).picks(vec![Choice::new("2026-11-22", words.common_tomorrow()), Choice::new("2026-11-24", t("三天后", "in 3 days"))]))
                (time(&typed, "at", t("时间", "Time")).value("14:30"))
            }))
            (multi_chips(&typed, "liked", t("提到", "Mentioned"), liked).value("view"))
            (area(&typed, "note", t("备注", "Note")).optional(words))
            (toggle(&typed, "consent", t("已告知并同意个人信息处理规则(第 3 版)", "Agreed to the privacy notice, version 3"), false))
        },
    );
    let right = html! {
        (card(t("顾问", "Consultant"), html! {
            (chips(&typed, "consultant", t("由谁接待", "Who receives"), who).value("1").tall().label_unseen())
            (note(Icon::Info, t("换人需要写明原因,并记入轮序。", "Another choice needs a reason and is kept in the ledger.")))
        }))
        (signature::signature(words, &typed, "sign", &t("签名", "Signature")))
    };
    let body = form(
        words,
        &typed,
        "#",
        html! {
            (columns(left, right))
            (action_bar(primary(t("开始接待", "Start the visit")).icon(Icon::Check), secondary(words.common_cancel()).to("#")))
        },
    );
    layout::page(&Frame { title: t("新来访", "New visit"), back: Some("#".into()), ..frame }, body)
}

fn units(frame: Frame) -> Markup {
    let words = frame.words;
    let t = |zh: &str, en: &str| say(&frame, zh, en);
    let floors: Vec<Floor> = (0..8_usize)
        .map(|at| Floor {
            label: format!("{}F", 18 - at),
            cells: (0..6_usize)
                .map(|door| {
                    (door != 4 || at % 3 != 0).then(|| UnitCell {
                        href: "#".into(),
                        number: format!("{}{:02}", 18 - at, door + 1),
                        note: words.money_short(186_000_000 + (at * 317 + door * 93) as i64 * 10_000, "CNY"),
                        state: UnitState::ALL[[1, 1, 3, 2, 1, 4, 0, 1, 5, 1, 6, 7][(at * 5 + door * 7) % 12]],
                        chosen: at == 2 && door == 1,
                    })
                })
                .collect(),
        })
        .collect();
    let counts: Vec<_> = UnitState::ALL.into_iter().zip([3, 21, 2, 6, 5, 4, 2, 1]).collect();
    let columns = [
        Column::new(t("房号", "Unit")),
        Column::new(t("户型", "Type")),
        Column::number(t("面积", "Area")),
        Column::number(t("总价", "Price")),
        Column::new(t("状态", "State")),
    ];
    let list: Vec<Row> = [("3-1502", 89), ("3-1602", 105), ("2-0901", 128)]
        .map(|(number, area)| {
            Row::link(
                "#",
                vec![
                    html! { (number) },
                    html! { (t("三室两厅", "3 rooms")) },
                    html! { (area) " m²" },
                    html! { (card::sum(words.money(area * 2_310_000, "CNY"))) },
                    unit::state_badge(words, UnitState::ForSale),
                ],
            )
        })
        .to_vec();
    let body = html! {
        (tabs(&t("楼栋", "Buildings"), &[
            list::Tab { href: "#".into(), label: t("3 号楼", "Building 3"), count: Some(46), active: true },
            list::Tab { href: "#".into(), label: t("5 号楼", "Building 5"), count: Some(60), active: false },
        ]))
        (legend(words, &counts))
        (card("", grid(words, &t("3 号楼", "Building 3"), &floors)))
        (search(words, "#", "", &t("房号、户型", "Number or type"), None))
        (card(t("在售", "For sale"), table(&t("在售", "For sale"), &columns, &list)))
        (pages(words, "/units", &[], 2, 5))
    };
    layout::page(&Frame { title: t("房源", "Units"), active: Some(Nav::Units), ..frame }, body)
}

fn signs(frame: Frame) -> Markup {
    let words = frame.words;
    let t = |zh: &str, en: &str| say(&frame, zh, en);
    let step = |label: &str, state: StepState| Step { label: label.to_owned(), state, href: Some("#".into()) };
    let journey = [
        step(words.stages_reception(), StepState::Done),
        step(words.stages_introduction(), StepState::Done),
        step(words.stages_tour(), StepState::Skipped),
        step(words.stages_negotiation(), StepState::Now),
        step(words.stages_registration(), StepState::Ahead),
        step(words.stages_tracking(), StepState::Ahead),
        step(words.stages_deposit(), StepState::Ahead),
        step(words.stages_contract(), StepState::Ahead),
    ];
    let event = |icon, zh: &str, en: &str, body: Option<Markup>| Event {
        icon,
        when: t("今天 14:05", "Today 14:05"),
        who: t("林若溪", "Lin Ruoxi"),
        title: t(zh, en),
        body,
    };
    let body = html! {
        (steps(words, &journey))
        (columns(
            html! {
                (card(t("经过", "Time line"), timeline(&[
                    event(Icon::Money, "讨论付款方式", "Talked about payment", Some(html! { p.muted { (t("倾向公积金贷款,首付三成。", "Prefers a housing fund loan, 30 % down.")) } })),
                    event(Icon::Route, "带看 3-1502、3-1602", "Toured 3-1502 and 3-1602", None),
                    event(Icon::Door, "到访", "Arrived", None),
                ])))
                (card(t("按钮", "Buttons"), html! {
                    div.row {
                        (primary(t("首选", "Primary")).icon(Icon::Check)) (secondary(t("次要", "Secondary"))) (quiet(t("轻量", "Quiet"))) (danger(t("移除", "Remove")).icon(Icon::Bin))
                        (secondary("x").icon_only(Icon::Plus)) (press(&frame, "#", secondary(t("离开", "Leave")).icon(Icon::Leave)))
                    }
                    div.row {
                        @for tone in [Tone::Plain, Tone::Accent, Tone::Good, Tone::Warn, Tone::Bad] { (badge(tone, Icon::Clock, format!("{tone:?}"))) }
                        @for letter in ["A", "B", "C", "D", "H", "B+"] { (grade(words, letter)) }
                    }
                    (more(t("为什么是 B 级?", "Why grade B?"), true, html! { p { (t("来访两次,预算明确,担心价格。", "Two visits, a clear budget, worries about the price.")) } }))
                }))
            },
            html! {
                (card(t("购买意向", "Intent"), html! {
                    (meter(&t("意向", "Intent"), 72, Some(70)))
                    (meter(&t("意向", "Intent"), 35, Some(70)))
                    (card::big_sum(words.money(186_000_000, "CNY")))
                }))
                (card(t("客户", "Customer"), key_values(vec![
                    (t("姓名", "Name"), html! { (badge::person(&t("王海燕", "Wang Haiyan"))) }),
                    (t("预算", "Budget"), html! { (words.money_short(200_000_000, "CNY")) }),
                    (t("等级", "Grade"), html! { (grade(words, "B")) }),
                ])))
                (card(t("图标", "Icons"), html! { div.row { @for icon in Icon::ALL { (icon) } } }))
            },
        ))
    };
    layout::page(
        &Frame { title: t("王海燕", "Wang Haiyan"), back: Some("#".into()), active: Some(Nav::Customers), ..frame },
        body,
    )
}

fn paper(frame: Frame) -> Markup {
    let words = frame.words;
    let t = |zh: &str, en: &str| say(&frame, zh, en);
    let pair = |zh: &str, en: &str, value: &str| (t(zh, en), value.to_owned());
    let body = sheet::sheet(
        words.lang,
        html! {
            (sheet::head(&t("云栖湾营销中心", "Harbour View"), &t("商品房认购书", "Deposit agreement"), "HV-2026-000042"))
            (sheet::grid(&[
                pair("认购人", "Buyer", &t("王海燕", "Wang Haiyan")),
                pair("证件号码", "ID number", "310***********2217"),
                pair("房号", "Unit", "3-1502"),
                pair("建筑面积", "Area", "89.20 m²"),
                pair("总价", "Price", &words.money(186_000_000, "CNY")),
                pair("定金", "Deposit", &words.money(5_000_000, "CNY")),
                pair("签约截止日", "Last day to sign", "2026-11-28"),
            ]))
            h2 { (t("约定", "Terms")) }
            (sheet::clauses(&[t("认购人应在签约截止日前签订合同。", "The buyer signs the contract by the last day."), t("定金数额不超过总价的百分之二十。", "The deposit is at most 20 % of the price.")]))
            (sheet::table(&[t("期次", "No."), t("日期", "Date"), t("金额", "Sum")], &[vec!["1".into(), "2026-11-21".into(), words.money(5_000_000, "CNY")]], 2))
            (sheet::signatures(&[
                (t("认购人", "Buyer"), signature::drawn("M100,150L140,60L180,150M120,110L160,110M220,60L220,150L300,150", &t("王海燕", "Wang Haiyan"))),
                (t("出卖人", "Seller"), signature::drawn("", &t("林若溪", "Lin Ruoxi"))),
            ]))
        },
    );
    layout::print(
        &Frame { title: t("认购书 HV-2026-000042", "Agreement HV-2026-000042"), back: Some("#".into()), ..frame },
        body,
    )
}
