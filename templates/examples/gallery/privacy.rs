//! Personal data with sample data: the house's pages, and those that a visitor sees.

use crate::Page;
use showroom_templates::frame::{Frame, Nav};
use showroom_templates::pages::privacy::{self, *};
use showroom_templates::parts::Choice;
use showroom_templates::{Lang, Markup, Typed};

pub const PAGES: &[Page] = &[
    ("privacy", overview_page),
    ("privacy-answer", answer_page),
    ("privacy-customer", customer_page),
    ("privacy-customer-gone", gone_page),
    ("privacy-erasure", erasure_page),
    ("privacy-visit-card", card_page),
    ("privacy-copy", copy_page),
    ("privacy-mine", mine_page),
    ("privacy-mine-gone", mine_gone_page),
    ("privacy-mine-ask", |frame| privacy::ask(&frame, "ABCDEFGHJKLM", &Typed::default())),
    ("privacy-mine-erase", |frame| privacy::erase_mine(&frame, "ABCDEFGHJKLM", false, &Typed::default())),
    ("privacy-door", |frame| privacy::door(&frame, &Typed::default())),
];

fn say(frame: &Frame, zh: &str, en: &str) -> String {
    if frame.words.lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
}

fn titled(frame: Frame) -> Frame {
    let title = frame.words.privacy_title().to_owned();
    Frame { title, active: Some(Nav::Customers), ..frame }
}

fn request(frame: &Frame) -> RequestRow {
    RequestRow {
        id: 1,
        name: say(frame, "王海燕女士", "Ms Wang Haiyan"),
        kind: frame.words.privacy_kind_correct().to_owned(),
        when: say(frame, "今天 10:12 提出", "asked today 10:12"),
        words: Some(say(frame, "名字写错了。", "My name is written wrongly.")),
    }
}

fn overview_page(frame: Frame) -> Markup {
    let words = frame.words;
    let gone = ErasedRow {
        customer: 9,
        when: say(&frame, "昨天 16:40", "yesterday 16:40"),
        why: words.privacy_why_asked().to_owned(),
        by: say(&frame, "林若溪", "Lin Ruoxi"),
    };
    let page = OverviewPage {
        requests: vec![request(&frame)],
        erased: vec![gone],
        silenced: "3".into(),
        times: vec![(words.privacy_times_visitors().to_owned(), words.privacy_times_visitors_value(12))],
    };
    privacy::overview(&titled(frame), &page)
}

fn answer_page(frame: Frame) -> Markup {
    let page = AnswerPage { request: request(&frame), customer: Some(1), typed: Typed::default() };
    privacy::answer(&titled(frame), &page)
}

fn customer_of(frame: &Frame, gone: bool) -> CustomerPage {
    let words = frame.words;
    let day = say(frame, "2026年11月21日", "21 November 2026");
    CustomerPage {
        id: 1,
        erased: gone.then(|| words.privacy_erased_banner(&day, words.privacy_why_asked())),
        gone,
        card: (!gone).then(|| words.privacy_card_given_on(&day)),
        requests: Vec::new(),
        deal: false,
        may_protect: true,
        refused: None,
    }
}

fn customer_page(frame: Frame) -> Markup {
    let page = customer_of(&frame, false);
    privacy::of_customer(&titled(frame), &page)
}

fn gone_page(frame: Frame) -> Markup {
    let page = customer_of(&frame, true);
    privacy::of_customer(&titled(frame), &page)
}

fn erasure_page(frame: Frame) -> Markup {
    let reasons = vec![Choice::new("asked", frame.words.privacy_why_asked())];
    let page = ErasurePage { id: 1, deal: true, reasons, typed: Typed::default() };
    privacy::erasure(&titled(frame), &page)
}

fn card_page(frame: Frame) -> Markup {
    // A pattern that stands for a code: what is drawn matters here, not what it says.
    let width = 25;
    let modules = (0..width * width).map(|at| (at * 7 + at / width * 3) % 5 < 2).collect();
    let page = VisitCard {
        site: say(&frame, "云栖里", "Riverside"),
        code: "ABCD-EFGH-JKLM".into(),
        address: "showroom.example/card".into(),
        mine: "#".into(),
        scan: Some((width, modules)),
    };
    privacy::visit_card(&titled(frame), &page)
}

fn held(frame: &Frame) -> Vec<(String, Vec<(String, String)>)> {
    let words = frame.words;
    let who = vec![
        (words.privacy_item_customers_name().to_owned(), say(frame, "王海燕", "Wang Haiyan")),
        (words.privacy_item_customer_phones_e164().to_owned(), "138 0013 8000".into()),
    ];
    vec![(words.privacy_purpose_reach().to_owned(), who), (words.privacy_purpose_enquiry().to_owned(), Vec::new())]
}

fn copy_page(frame: Frame) -> Markup {
    let site = frame.words.privacy_copy_of(say(&frame, "云栖里", "Riverside"));
    let made = frame.words.privacy_copy_made(say(&frame, "今天 10:12", "today 10:12"));
    let page = Copy { site, made, groups: held(&frame), file: "#".into() };
    privacy::copy(&titled(frame), &page)
}

fn mine_of(frame: &Frame, gone: bool) -> MinePage {
    let consent = say(frame, "同意接收活动和优惠信息", "I agree to receive news of events and offers");
    MinePage {
        code: "ABCDEFGHJKLM".into(),
        lead: frame.words.privacy_mine_lead(say(frame, "云栖里", "Riverside"), say(frame, "11月21日", "21 November")),
        gone,
        groups: held(frame),
        consents: vec![("contact".into(), consent.clone(), true), ("marketing".into(), consent, false)],
        requests: Vec::new(),
        refused: None,
    }
}

fn mine_page(frame: Frame) -> Markup {
    let page = mine_of(&frame, false);
    privacy::mine(&titled(frame), &page)
}

fn mine_gone_page(frame: Frame) -> Markup {
    let page = mine_of(&frame, true);
    privacy::mine(&titled(frame), &page)
}
