//! Units, quotes and deposits with sample data.

use crate::Page;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::pages::deposits::{self, BuyerLine, CashierPage, ConfirmForm, DepositLine, Paper, PaymentLine};
use showroom_templates::pages::quotes::{self, ApprovalCard, DiscountLine, MonthLine};
use showroom_templates::pages::units::{
    self, ClaimCard, EditPage, Grid, GridPage, HoldForm, PriceLine, ShowPage, WishForm, WishLine,
};
use showroom_templates::parts::list::Tab;
use showroom_templates::parts::unit::Floor;
use showroom_templates::parts::{Choice, Event, Icon, Tone, UnitCell, UnitState, secondary};
use showroom_templates::{Lang, Markup, Typed};

pub const PAGES: &[Page] = &[
    ("units", grid),
    ("unit-free", free),
    ("unit-held", held),
    ("unit-edit", edit),
    ("unit-new", new),
    ("unit-type-new", new_type),
    ("quote-new", quote_new),
    ("quote", quote),
    ("quote-paper", quote_paper),
    ("approvals", approvals),
    ("deposit-new", deposit_new),
    ("deposit", deposit),
    ("deposits", deposit_list),
    ("cashier", cashier),
    ("agreement", agreement),
];

fn say(frame: &Frame, zh: &str, en: &str) -> String {
    if frame.words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn of(frame: Frame, title: &str, nav: Nav) -> Frame {
    Frame { title: title.to_owned(), active: Some(nav), back: Some("#".into()), ..frame }
}

fn kinds(frame: &Frame) -> Vec<Choice> {
    vec![Choice::new("A", say(frame, "两房", "Two rooms")), Choice::new("B", say(frame, "三房", "Three rooms"))]
}

fn grid(frame: Frame) -> Markup {
    let state = |at: usize| UnitState::ALL[[1, 1, 2, 1, 3, 1, 4, 0][at % 8]];
    let floor = |number: usize| Floor {
        label: frame.words.units_floor(number),
        cells: (1..=6)
            .map(|door| {
                (door != 5 || !number.is_multiple_of(3)).then(|| UnitCell {
                    href: "#".into(),
                    number: format!("1-{number:02}0{door}"),
                    note: frame.words.money_short(186_000_000 + 100_000 * (number * door) as i64, "CNY"),
                    state: state(number * 5 + door),
                    chosen: false,
                })
            })
            .collect(),
    };
    let page = GridPage {
        buildings: ["1", "2"]
            .map(|name| Tab {
                href: "#".into(),
                label: frame.words.units_building_named(name),
                count: None,
                active: name == "1",
            })
            .to_vec(),
        types: kinds(&frame),
        currency: "¥".into(),
        party: Some(frame.words.units_party(7, say(&frame, "陈先生", "Mr Chen"))),
        address: "#".into(),
        grid: Grid {
            caption: frame.words.units_caption(1),
            floors: (2..=12).rev().map(floor).collect(),
            cards: false,
            counts: vec![(UnitState::ForSale, 42), (UnitState::OnHold, 6), (UnitState::Deposited, 5)],
            any: true,
        },
        may_add: true,
        ..GridPage::default()
    };
    let title = frame.words.units_title();
    units::grid(&of(frame, title, Nav::Units), &page)
}

fn unit(frame: &Frame, state: UnitState) -> ShowPage {
    let words = frame.words;
    ShowPage {
        banner: None,
        state,
        kind: say(frame, "B 户型 · 三房", "Type B · three rooms"),
        price: words.money(186_000_000, "CNY"),
        square_price: Some(words.money(1_660_700, "CNY")),
        facts: vec![
            (words.units_building().into(), words.units_building_named(1)),
            (words.units_area().into(), words.units_area_value("112")),
            (words.units_licence().into(), say(frame, "杭售许字（2026）第 00188 号", "2026-00188")),
        ],
        merits: vec![say(frame, "客厅开间四米二，三房朝南", "Living room 4.2 metres wide, three rooms to the south")],
        stops: Vec::new(),
        claim: None,
        hold: None,
        wish: None,
        wishes: Vec::new(),
        ways: Vec::new(),
        prices: vec![PriceLine {
            when: say(frame, "2026年9月1日", "1 September 2026"),
            list: words.money(186_000_000, "CNY"),
            floor: words.money(176_000_000, "CNY"),
            who: say(frame, "孙建国", "Sun Jianguo"),
            why: String::new(),
        }],
        floor_prices: true,
        events: vec![Event {
            icon: Icon::Clock,
            when: "14:05".into(),
            who: say(frame, "李静", "Li Jing"),
            title: words.units_event_held().into(),
            body: None,
        }],
        edit: Some("#".into()),
    }
}

fn parties(frame: &Frame) -> Vec<Choice> {
    vec![Choice::new(7, frame.words.units_party(7, say(frame, "陈先生", "Mr Chen")))]
}

fn free(frame: Frame) -> Markup {
    let page = ShowPage {
        hold: Some(HoldForm { parties: parties(&frame), usual: 30, action: "#".into(), ..HoldForm::default() }),
        ways: vec![
            secondary(frame.words.units_deposit_go()).icon(Icon::Money).to("#"),
            secondary(frame.words.units_quote_go()).icon(Icon::Paper).to("#"),
        ],
        ..unit(&frame, UnitState::ForSale)
    };
    units::show(&of(frame, "1-1203", Nav::Units), &page)
}

fn held(frame: Frame) -> Markup {
    let words = frame.words;
    let page = ShowPage {
        claim: Some(ClaimCard {
            what: words.units_claim_hold().into(),
            facts: vec![
                (words.units_claim_for().into(), say(&frame, "陈先生", "Mr Chen")),
                (words.units_claim_by().into(), say(&frame, "李静", "Li Jing")),
                (
                    words.units_claim_until().into(),
                    format!("14:35 ({})", words.units_claim_left(words.duration(1_500))),
                ),
            ],
            open: None,
            release: Some("#".into()),
        }),
        wish: Some(WishForm { parties: parties(&frame), action: "#".into(), ..WishForm::default() }),
        wishes: vec![WishLine {
            number: 1,
            name: say(&frame, "王海燕", "Wang Haiyan"),
            since: words.common_yesterday().into(),
            href: None,
            withdraw: Some("#".into()),
        }],
        ..unit(&frame, UnitState::OnHold)
    };
    units::show(&of(frame, "1-1203", Nav::Units), &page)
}

fn edit(frame: Frame) -> Markup {
    let page = EditPage {
        version: 3,
        currency: "¥".into(),
        list_price: "1860000".into(),
        floor_price: "1760000".into(),
        offered: Some(true),
        licence: "2026-00188".into(),
        ..EditPage::default()
    };
    let title = frame.words.units_edit_title("1-1203");
    units::edit(&of(frame, &title, Nav::Units), &page)
}

fn new(frame: Frame) -> Markup {
    let page = units::NewPage {
        types: kinds(&frame),
        building: "1".into(),
        currency: "¥".into(),
        ..units::NewPage::default()
    };
    let title = frame.words.units_new_title();
    units::new(&of(frame, title, Nav::Units), &page)
}

fn new_type(frame: Frame) -> Markup {
    let title = frame.words.units_type_title();
    units::new_type(&of(frame, title, Nav::Units), &units::TypePage::default())
}

fn quote_new(frame: Frame) -> Markup {
    let words = frame.words;
    let page = quotes::NewPage {
        unit_name: say(&frame, "1-1203 · 三房", "1-1203 · three rooms"),
        list_price: words.money(186_000_000, "CNY"),
        party: say(&frame, "陈先生", "Mr Chen"),
        currency: "¥".into(),
        published: vec![Choice::new("signs_early", words.quotes_kind_signs_early()).note(words.quotes_percent_off(1))],
        specials: vec![
            Choice::new("negotiated", words.quotes_kind_negotiated()),
            Choice::new("group", words.quotes_kind_group()),
        ],
        own_limit: Some("1".into()),
        ways: vec![
            Choice::new("at_once", words.quotes_way_at_once()),
            Choice::new("commercial_loan", words.quotes_way_commercial_loan()),
        ],
        down_payments: [20, 30, 50].map(|share| Choice::new(share, words.quotes_percent(share))).to_vec(),
        down_payment: "30".into(),
        years: [10, 20, 30].map(|years| Choice::new(years, words.quotes_years_value(years))).to_vec(),
        methods: vec![Choice::new("equal_instalments", words.quotes_method_equal_instalments())],
        rates: words.quotes_rates("3.5", "2.6"),
        valid_until: say(&frame, "2026年11月24日", "24 November 2026"),
        ..quotes::NewPage::default()
    };
    let title = words.quotes_new_title("1-1203");
    quotes::new(&of(frame, &title, Nav::Units), &page)
}

fn quoted(frame: &Frame) -> quotes::ShowPage {
    let words = frame.words;
    let money = |sum: i64| words.money(sum, "CNY");
    quotes::ShowPage {
        status: (words.quotes_status_valid().into(), Tone::Good),
        unit: "1-1203".into(),
        unit_facts: vec![(words.units_type().into(), say(frame, "三房", "Three rooms"))],
        unit_href: "#".into(),
        customer: say(frame, "陈先生", "Mr Chen"),
        list_price: money(186_000_000),
        discounts: vec![DiscountLine {
            name: words.quotes_kind_negotiated().into(),
            percent: words.quotes_percent_off(1),
            sum: money(-1_860_000),
        }],
        price: money(184_140_000),
        payment: vec![
            (words.quotes_way().into(), words.quotes_way_commercial_loan().into()),
            (words.quotes_down_payment_sum().into(), money(55_242_000)),
            (words.quotes_first_payment().into(), money(578_803)),
        ],
        months: (1..=12)
            .map(|number| MonthLine { number, sums: [578_803, 202_842, 375_961, 128_695_158].map(money) })
            .collect(),
        valid_until: say(frame, "2026年11月24日", "24 November 2026"),
        made_by: say(frame, "李静", "Li Jing"),
        made_on: say(frame, "2026年11月21日", "21 November 2026"),
        deposit: Some("#".into()),
        again: Some("#".into()),
        paper: "#".into(),
        ..quotes::ShowPage::default()
    }
}

fn quote(frame: Frame) -> Markup {
    let page = quoted(&frame);
    let title = frame.words.quotes_title();
    quotes::show(&of(frame, title, Nav::Units), &page)
}

fn quote_paper(frame: Frame) -> Markup {
    let page = quoted(&frame);
    let title = frame.words.quotes_title();
    quotes::paper(&of(frame, title, Nav::Units), &page)
}

fn approvals(frame: Frame) -> Markup {
    let words = frame.words;
    let card = |number: &str, may_grant| ApprovalCard {
        action: format!("/approvals/{number}"),
        unit: format!("1-12{number}"),
        wanted: words.quotes_approval_wanted("2.5"),
        by: words.quotes_approval_by(say(&frame, "李静", "Li Jing"), "14:05"),
        reason: say(&frame, "老客户介绍，今天能定", "Brought by a customer; decides today"),
        prices: vec![
            (words.quotes_list_price().into(), words.money(186_000_000, "CNY")),
            (words.quotes_price().into(), words.money(181_350_000, "CNY")),
            (words.quotes_approval_floor().into(), words.money(176_000_000, "CNY")),
        ],
        effect: words.approvals_discount_effect(words.money(181_350_000, "CNY"), "11-25"),
        quote: "#".into(),
        may_grant,
        ..ApprovalCard::default()
    };
    let cards = [card("03", true), card("04", false)];
    let title = words.quotes_approvals_title();
    quotes::approvals(&of(frame, title, Nav::Desk), None, &cards)
}

fn money_kinds(frame: &Frame) -> Vec<Choice> {
    let words = frame.words;
    vec![
        Choice::new("earnest_deposit", words.deposits_kind_earnest_deposit())
            .note(words.deposits_kind_earnest_deposit_note()),
        Choice::new("small_deposit", words.deposits_kind_small_deposit())
            .note(words.deposits_kind_small_deposit_note(3)),
        Choice::new("intent_money", words.deposits_kind_intent_money()).note(words.deposits_kind_intent_money_note()),
    ]
}

fn deposit_new(frame: Frame) -> Markup {
    let words = frame.words;
    let page = deposits::NewPage {
        typed: Typed::fresh("k").with("sum", "500000").with_error(
            "sum",
            words.refusal("earnest_above_fifth", &[("most", "368,280".into()), ("rest", "131,720".into())]),
        ),
        quote: Some(1),
        unit_name: say(&frame, "1-1203 · 三房", "1-1203 · three rooms"),
        price: words.money(184_140_000, "CNY"),
        party: say(&frame, "陈先生", "Mr Chen"),
        currency: "¥".into(),
        kinds: money_kinds(&frame),
        earnest_most: words.money(36_828_000, "CNY"),
        sum: "50000".into(),
        sums: [20_000, 50_000, 100_000].map(|sum| Choice::new(sum, words.money_short(sum * 100, "CNY"))).to_vec(),
        sign_by_hint: words.deposits_sign_by_hint(7, 3),
        name: say(&frame, "陈大文", "Chen Dawen"),
        phone: "138 0013 8000".into(),
        ..deposits::NewPage::default()
    };
    let title = words.deposits_new_title("1-1203");
    deposits::new(&of(frame, &title, Nav::Deposits), &page)
}

fn line(frame: &Frame) -> DepositLine {
    let words = frame.words;
    DepositLine {
        href: "#".into(),
        number: "RG-2026-0028".into(),
        unit: "1-1203".into(),
        customer: say(frame, "陈大文", "Chen Dawen"),
        sum: words.money(5_000_000, "CNY"),
        under: "14:20".into(),
        status: (words.deposits_status_drafted().into(), Tone::Warn),
    }
}

fn payment(frame: &Frame) -> PaymentLine {
    let words = frame.words;
    PaymentLine {
        href: "#".into(),
        receipt: "SJ-2026-0046".into(),
        sum: words.money(5_000_000, "CNY"),
        way: words.deposits_way_card().into(),
        kind: words.deposits_kind_earnest_deposit().into(),
        when: "14:31".into(),
        who: say(frame, "钱丽", "Qian Li"),
    }
}

fn deposit(frame: Frame) -> Markup {
    let words = frame.words;
    let page = deposits::ShowPage {
        status: (words.deposits_status_drafted().into(), Tone::Warn),
        unit: "1-1203".into(),
        unit_href: "#".into(),
        credit_href: "#".into(),
        shares: vec![
            (say(&frame, "李静", "Li Jing"), words.ownership_percent("80")),
            (say(&frame, "王磊", "Wang Lei"), words.ownership_percent("20")),
        ],
        sum: words.money(5_000_000, "CNY"),
        kind: words.deposits_kind_earnest_deposit().into(),
        kind_note: words.deposits_kind_earnest_deposit_note().into(),
        facts: vec![
            (words.deposits_number().into(), "RG-2026-0028".into()),
            (words.deposits_price().into(), words.money(184_140_000, "CNY")),
            (words.deposits_sign_by().into(), words.deposits_sign_by_left(say(&frame, "11月28日", "28 November"), 7)),
        ],
        buyers: vec![BuyerLine {
            name: say(&frame, "陈大文", "Chen Dawen"),
            share: words.deposits_share_value(100),
            id: "**************002X".into(),
            phone: "138****8000".into(),
            address: String::new(),
        }],
        confirm: Some(ConfirmForm {
            action: "#".into(),
            due: "50000".into(),
            currency: "¥".into(),
            ways: vec![
                Choice::new("mobile", words.deposits_way_mobile()),
                Choice::new("card", words.deposits_way_card()),
            ],
            ..ConfirmForm::default()
        }),
        paper: "#".into(),
        ..deposits::ShowPage::default()
    };
    let title = words.deposits_show_title("RG-2026-0028");
    deposits::show(&of(frame, &title, Nav::Deposits), &page)
}

fn deposit_list(frame: Frame) -> Markup {
    let words = frame.words;
    let tab = |label: &str, active| Tab { href: "#".into(), label: label.to_owned(), count: None, active };
    let page = deposits::ListPage {
        tabs: vec![tab(words.deposits_view_drafted(), true), tab(words.deposits_view_paid(), false)],
        lines: vec![line(&frame), line(&frame)],
        cashier: true,
    };
    deposits::list(&of(frame, words.deposits_title(), Nav::Deposits), &page)
}

fn cashier(frame: Frame) -> Markup {
    let words = frame.words;
    let page = CashierPage {
        waiting: vec![line(&frame)],
        received: vec![payment(&frame), payment(&frame)],
        total: words.money(10_000_000, "CNY"),
    };
    deposits::cashier(&of(frame, words.deposits_cashier_title(), Nav::Deposits), &page)
}

fn agreement(frame: Frame) -> Markup {
    let words = frame.words;
    let page = Paper {
        lang: words.lang,
        issuer: say(&frame, "云栖里", "Cloud Rest Lane"),
        title: say(&frame, "商品房认购书", "Agreement to reserve a flat"),
        number: "RG-2026-0028".into(),
        facts: vec![
            (words.deposits_unit().into(), "1-1203".into()),
            (words.deposits_price().into(), words.money(184_140_000, "CNY")),
            (words.deposits_paper_in_words().into(), words.in_words(5_000_000)),
        ],
        heads: vec![words.deposits_buyer_name().into(), words.deposits_buyer_share().into()],
        buyers: vec![vec![say(&frame, "陈大文", "Chen Dawen"), words.deposits_share_value(100)]],
        clauses: vec![(say(&frame, "双方", "Parties"), say(&frame, "出卖人与认购人。", "Seller and buyers."))],
        foot: String::new(),
        places: vec![
            (words.deposits_paper_seller().into(), String::new(), String::new()),
            (words.deposits_paper_buyer().into(), String::new(), say(&frame, "陈大文", "Chen Dawen")),
        ],
    };
    let title = words.deposits_show_title("RG-2026-0028");
    deposits::paper(&of(frame, &title, Nav::Deposits), &page)
}
