//! Ownership and rulings in the gallery.

use crate::Page;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::pages::customers::Protection;
use showroom_templates::pages::{ownership, rulings};
use showroom_templates::parts::list::Tab;
use showroom_templates::parts::{Choice, Event, Icon, Tone};
use showroom_templates::{Lang, Markup, Typed, Words};

/// The pages.
pub const PAGES: &[Page] = &[
    ("ownership-pool", pool),
    ("ownership-extension", extension),
    ("ownership-approvals", approvals),
    ("ownership-filings", filings),
    ("ownership-new-filing", new_filing),
    ("ownership-credit", credit),
    ("ownership-handover", handover),
    ("rulings-list", list),
    ("rulings-show", show),
    ("rulings-new", new),
];

fn say(frame: &Frame, zh: &str, en: &str) -> String {
    if frame.words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn titled(frame: Frame, title: String) -> Frame {
    Frame { title, active: Some(Nav::Customers), back: Some("#".into()), ..frame }
}

fn around(words: Words, at: usize) -> Vec<Tab> {
    let labels = [
        words.ownership_tab_customers(),
        words.ownership_tab_pool(),
        words.ownership_tab_filings(),
        words.rulings_tab(),
    ];
    let tab = |(number, label): (usize, &str)| Tab {
        href: "#".into(),
        label: label.to_owned(),
        count: None,
        active: number == at,
    };
    labels.into_iter().enumerate().map(tab).collect()
}

fn pool(frame: Frame) -> Markup {
    let words = frame.words;
    let row = |customer, zh, en, grade: &str, why: Option<String>| ownership::PoolRow {
        customer,
        name: say(&frame, zh, en),
        number: "138****8000".into(),
        grade: Some(grade.into()),
        since: words.ownership_pooled_from(
            words.ownership_pooled_lapsed(words.common_yesterday()),
            say(&frame, "李想", "Li Xiang"),
        ),
        past: format!("{} · {}", words.ownership_past_visits(2), words.ownership_past_never()),
        may_claim: why.is_none(),
        why_not: why,
    };
    let page = ownership::PoolPage {
        around: around(words, 1),
        banner: None,
        typed: Typed::fresh("k"),
        grades: vec![Choice::new("A", "A"), Choice::new("B", "B")],
        left_today: Some(words.ownership_claims_left(2, 3)),
        rows: vec![
            row(1, "王女士", "Ms Wang", "B", None),
            row(2, "赵先生", "Mr Zhao", "C", None),
            row(3, "孙先生", "Mr Sun", "A", Some(words.ownership_again_from("11-28"))),
        ],
        narrowed: false,
        first_page: None,
        next_page: Some("#".into()),
    };
    ownership::pool(&titled(frame, words.ownership_pool_title().into()), &page)
}

fn extension(frame: Frame) -> Markup {
    let words = frame.words;
    let pick = |days: i64, until: &str| {
        Choice::new(days, words.ownership_days_pick(days)).note(words.ownership_days_pick_until(until))
    };
    let page = ownership::ExtensionPage {
        customer: 1,
        standing: Some(Protection { text: words.customers_protected_days(2), tone: Tone::Bad }),
        ends: words.ownership_ends_on("11-23"),
        typed: Typed::fresh("k"),
        picks: vec![pick(3, "11-26"), pick(7, "11-30"), pick(15, "12-08")],
        most: 15,
        closed: None,
    };
    let title = words.ownership_extension_title(say(&frame, "王女士", "Ms Wang"));
    ownership::extension(&titled(frame, title), &page)
}

fn approvals(frame: Frame) -> Markup {
    let words = frame.words;
    let card = ownership::ExtensionCard {
        typed: Typed::fresh("k"),
        action: "#".into(),
        customer: 1,
        name: say(&frame, "王女士", "Ms Wang"),
        wanted: words.ownership_wanted_days(7),
        by: words.ownership_asked_by(say(&frame, "李想", "Li Xiang"), "10:20"),
        reason: say(&frame, "出差到月底，约好回来复访", "Away until the end of the month, agreed to come back"),
        effect: vec![
            (words.ownership_effect_now().into(), "11-23".into()),
            (words.ownership_effect_then().into(), "11-30".into()),
        ],
        granted: words.approvals_extension_effect(say(&frame, "李想", "Li Xiang"), "11-30"),
        too_late: None,
    };
    ownership::extensions(&titled(frame, words.quotes_approvals_title().into()), None, &[card])
}

fn filing(frame: &Frame, state: (Tone, Icon, String)) -> ownership::FilingRow {
    let words = frame.words;
    ownership::FilingRow {
        who: say(frame, "王 139****5678", "Wang 139****5678"),
        by: words.ownership_filed_by(say(frame, "链家江湾店", "Lianjia Bay"), say(frame, "陈立", "Chen Li")),
        when: words.ownership_filed_until("09:10", "12-21 09:10"),
        state,
        customer: None,
    }
}

fn filings(frame: Frame) -> Markup {
    let words = frame.words;
    let page = ownership::FilingsPage {
        around: around(words, 2),
        query: String::new(),
        rows: vec![
            filing(&frame, (Tone::Accent, Icon::Clock, words.ownership_filing_open().into())),
            filing(&frame, (Tone::Good, Icon::Check, words.ownership_filing_bound().into())),
            filing(&frame, (Tone::Warn, Icon::Close, words.ownership_filing_end_expired().into())),
        ],
        older: None,
        may_file: true,
    };
    ownership::filings(&titled(frame, words.ownership_filings_title().into()), &page)
}

fn new_filing(frame: Frame) -> Markup {
    let words = frame.words;
    let page = ownership::NewFilingPage {
        typed: Typed::fresh("k"),
        agencies: Vec::new(),
        lead: words.ownership_file_lead(30, 30),
    };
    ownership::new_filing(&titled(frame, words.ownership_file_new().into()), &page)
}

fn credit(frame: Frame) -> Markup {
    let words = frame.words;
    let (li, wang) = (say(&frame, "李想", "Li Xiang"), say(&frame, "王珂", "Wang Ke"));
    let page = ownership::CreditPage {
        deposit: 1,
        shares: vec![
            (li.clone(), words.ownership_percent(50), words.lookup_or("ownership_share_owner").into()),
            (wang.clone(), words.ownership_percent(50), words.lookup_or("ownership_share_helper").into()),
        ],
        note: None,
        form: Some(ownership::CreditForm {
            typed: Typed::fresh("k"),
            people: vec![
                (1, li, "50".into()),
                (2, wang, "50".into()),
                (3, say(&frame, "张宁", "Zhang Ning"), "".into()),
            ],
        }),
    };
    ownership::credit(&titled(frame, words.ownership_credit_title("RG-2026-0012")), &page)
}

fn handover(frame: Frame) -> Markup {
    let words = frame.words;
    let name = say(&frame, "张宁", "Zhang Ning");
    let count = |what: &str, many: i32| (what.to_owned(), many.to_string());
    let page = ownership::HandoverPage {
        user: 3,
        name: name.clone(),
        counts: vec![
            count(words.ownership_handover_customers(), 64),
            count(words.ownership_handover_follow_ups(), 51),
            count(words.ownership_handover_appointments(), 2),
            count(words.ownership_handover_parties(), 1),
        ],
        nothing: false,
        slices: None,
        bound: Some(words.ownership_handover_bound(5)),
        typed: Typed::fresh("k"),
        heirs: vec![Choice::new(1, say(&frame, "李想", "Li Xiang")), Choice::new(2, say(&frame, "王珂", "Wang Ke"))],
        suspended: false,
    };
    ownership::handover(&titled(frame, words.ownership_handover_title(name)), &page)
}

fn line(frame: &Frame, state: (Tone, Icon, String)) -> rulings::Line {
    let sides = frame.words.rulings_against_line(say(frame, "李想", "Li Xiang"), say(frame, "王珂", "Wang Ke"));
    rulings::Line {
        href: Some("#".into()),
        title: format!("{} · {sides}", say(frame, "赵先生", "Mr Zhao")),
        under: say(
            frame,
            "归 李想 · 保护期内，归原顾问 · 首访没有登记，不能作为依据",
            "For Li Xiang · Protected · The first visit was not registered and proves nothing",
        ),
        state,
        brief: false,
    }
}

fn list(frame: Frame) -> Markup {
    let words = frame.words;
    let page = rulings::ListPage {
        around: around(words, 3),
        query: String::new(),
        open: vec![line(&frame, (Tone::Bad, Icon::Flag, words.rulings_state_appealed().into()))],
        decided: vec![line(&frame, (Tone::Good, Icon::Law, words.rulings_state_decided().into()))],
    };
    rulings::list(&titled(frame, words.rulings_title().into()), &page)
}

fn show(frame: Frame) -> Markup {
    let words = frame.words;
    let (li, wang) = (say(&frame, "李想", "Li Xiang"), say(&frame, "王珂", "Wang Ke"));
    let name = say(&frame, "赵先生", "Mr Zhao");
    let page = rulings::ShowPage {
        id: 1,
        version: 2,
        customer: (name.clone(), Some("#".into())),
        sides: words.rulings_against_line(&li, &wang),
        question: say(&frame, "客户说第一次是王接待的", "The customer says Wang received them first"),
        verdict: words.rulings_for_first(&li),
        rule: (words.lookup_or("rulings_rule_protected").into(), words.lookup_or("rulings_why_protected").into()),
        days_left: Some(words.rulings_days_left(5)),
        shares: vec![(li.clone(), words.ownership_percent(100))],
        evidence: vec![
            (words.rulings_seen_protected_until().into(), "11-26".into()),
            (words.rulings_seen_registered(&li), "11-02 10:41".into()),
            (words.rulings_seen_last_contact(&wang), "11-18 15:20".into()),
        ],
        state: (Tone::Bad, Icon::Flag, words.rulings_state_appealed().into()),
        events: vec![Event {
            icon: Icon::Law,
            when: "11-20 09:12".into(),
            who: wang.clone(),
            title: words.rulings_opened_by().into(),
            body: None,
        }],
        appeal: None,
        appeal_until: words.rulings_appeal_until("11-23"),
        decision: Some(rulings::DecisionForm {
            typed: Typed::fresh("k"),
            choices: vec![Choice::new("first", li), Choice::new("second", wang)],
            found: "first".into(),
        }),
        banner: None,
        alike: vec![line(&frame, (Tone::Good, Icon::Law, words.rulings_state_decided().into()))],
    };
    rulings::show(&titled(frame, words.rulings_show_title(name)), &page)
}

fn new(frame: Frame) -> Markup {
    let words = frame.words;
    let (li, wang) = (say(&frame, "李想", "Li Xiang"), say(&frame, "王珂", "Wang Ke"));
    let page = rulings::NewPage {
        customer: 1,
        typed: Typed::fresh("k"),
        consultants: vec![Choice::new(1, &li), Choice::new(2, &wang)],
        against: vec![Choice::new("u1", &li), Choice::new("u2", &wang)],
        owner: Some(li),
        open: None,
    };
    let title = words.rulings_new_title(say(&frame, "赵先生", "Mr Zhao"));
    rulings::new(&titled(frame, title), &page)
}
