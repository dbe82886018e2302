//! The foundation keeps its word: every text in both languages, style and script small, no page with inline code.
#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use showroom_templates::frame::Frame;
use showroom_templates::pages::errors::{ErrorPage, Trouble, show};
use showroom_templates::parts::{Press, action_bar, badge, phone, press, primary, text};
use showroom_templates::words::{REFUSALS, TEXTS};
use showroom_templates::{Lang, Render, Typed, Words, assets};

const ZH: Words = Words { lang: Lang::Zh };
const EN: Words = Words { lang: Lang::En };

#[test]
fn every_text_is_written_in_both_languages() {
    for (name, zh, en) in TEXTS.iter().chain(REFUSALS) {
        assert!(!zh.trim().is_empty() && !en.trim().is_empty(), "{name} lacks a language");
        assert!(!en.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{name}: Chinese in the English text");
        let latin_comma =
            zh.chars().zip(zh.chars().skip(1)).any(|(a, b)| chinese(a) && matches!(b, ',' | ';' | '?' | '!'));
        assert!(!latin_comma, "{name}: western punctuation in the Chinese text: {zh}");
    }
}

fn chinese(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter)
}

#[test]
fn refusals_are_filled_in_and_an_unknown_code_still_says_something() {
    assert_eq!(EN.refusal("too_long", &[("max", "60".into())]), "At most 60 characters.");
    assert!(EN.refusal("locked_out", &[("minutes", "1".into())]).contains("1 minute,"));
    assert!(EN.refusal("locked_out", &[("minutes", "5".into())]).contains("5 minutes,"));
    assert_eq!(ZH.refusal("nobody_wrote_this", &[]), ZH.common_refused());
    assert_eq!(ZH.refusal("too_long", &[]), "最多 — 个字。");
}

#[test]
fn words_whose_name_is_data_are_looked_up() {
    assert_eq!(ZH.lookup("stages_reception"), Some("接待"));
    assert_eq!(EN.lookup("stages_nowhere"), None);
    assert_eq!(EN.lookup_or("walk_in"), "walk_in");
}

#[test]
fn money_dates_and_durations_read_as_people_write_them() {
    assert_eq!(ZH.money(186_000_000, "CNY"), "¥1,860,000");
    assert_eq!(EN.money(-1_850, "USD"), "−$18.50");
    assert_eq!(EN.money(5_000, "JPY"), "JP¥5,000");
    assert_eq!(ZH.money_short(186_930_000, "CNY"), "¥186.93万");
    assert_eq!(EN.money_short(186_930_000, "CNY"), "¥1.869M");
    assert_eq!(EN.money_short(-200_000_000, "CNY"), "−¥2M");
    let day = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
    assert_eq!((ZH.day(day).as_str(), EN.day(day).as_str()), ("11月21日 周六", "Sat 21 Nov"));
    assert_eq!(EN.near_day(day, day), "Today");
    assert_eq!(EN.near_day(day, NaiveDate::from_ymd_opt(2027, 1, 1).unwrap()), "21 November 2026");
    assert_eq!((ZH.duration(125).as_str(), EN.duration(3_900).as_str()), ("2 分钟", "1 h 05"));
}

#[test]
fn languages_are_read_from_codes_and_headers() {
    assert_eq!(Lang::parse("zh-Hans-CN"), Some(Lang::Zh));
    assert_eq!(Lang::negotiate("fr-FR, en;q=0.8, zh;q=0.5"), Some(Lang::En));
    assert_eq!(Lang::negotiate("fr"), None);
}

#[test]
fn style_and_script_stay_small() {
    for (kind, most) in [("text/css", 76_000), ("text/javascript", 40_000)] {
        let size: usize = assets::ALL.iter().filter(|a| a.content_type.starts_with(kind)).map(|a| a.bytes.len()).sum();
        assert!(size > 0 && size < most, "{kind} has {size} bytes before compression, at most {most}");
    }
    assert!(assets::find(assets::css()).is_some() && assets::find(assets::js()).is_some());
}

#[test]
fn pages_carry_no_inline_script_or_style() {
    for trouble in Trouble::ALL {
        let frame = Frame::bare(EN, trouble.title(EN));
        let page = show(&frame, trouble, &ErrorPage::default()).into_string();
        assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"));
        assert!(!page.contains(" style=") && !page.contains("<style") && !page.contains("onclick"));
        assert_eq!(page.matches("<h1>").count(), 1);
        assert!(page.matches("button primary").count() <= 1, "one primary action");
    }
}

#[test]
fn a_form_that_comes_back_shows_what_was_typed_and_what_was_wrong() {
    let typed = Typed::fresh("k").with("name", "<b>").with("phone", "138").with_error("phone", "Not whole");
    let name = text(&typed, "name", "Name").first().render().into_string();
    assert!(name.contains("value=\"&lt;b&gt;\"") && !name.contains("autofocus"), "{name}");
    let phone = phone(&typed, "phone", "Phone").hint("h").render().into_string();
    for part in [
        "value=\"138\"",
        "aria-invalid=\"true\"",
        "aria-describedby=\"f-phone-error f-phone-hint\"",
        "autofocus",
        "Not whole",
    ] {
        assert!(phone.contains(part), "{part} is missing in {phone}");
    }
}

#[test]
fn every_form_of_a_page_has_a_key_of_its_own() {
    let frame = Frame { seed: "s".into(), ..Frame::bare(EN, "t") };
    let one: Press = press(&frame, "/x", primary("Go"));
    let other = press(&frame, "/x", primary("Go"));
    assert_ne!(one.render().into_string(), other.render().into_string());
    assert!(action_bar(one, "").into_string().contains("class=\"first\""));
}

#[test]
fn a_sign_has_a_word_and_a_face_has_letters() {
    use showroom_templates::parts::{Icon, Tone, avatar};
    assert!(badge(Tone::Bad, Icon::Clock, "late").into_string().contains("late"));
    assert!(avatar("林若溪").into_string().contains(">若溪<"));
    assert!(avatar("Deniz Kaya").into_string().contains(">DK<"));
    assert!(avatar("陈先生").into_string().contains(">陈<"));
}

#[test]
fn an_error_without_a_field_is_said_above_the_form() {
    use showroom_templates::html;
    use showroom_templates::parts::form;
    let typed = Typed::fresh("k").with_error("phone", "Not whole").with_error("elsewhere", "Nowhere to be seen");
    let body = html! { (phone(&typed, "phone", "Phone")) };
    let page = form(EN, &typed, "/x", body).into_string();
    assert_eq!(page.matches("Not whole").count(), 1, "{page}");
    assert!(page.contains("2 items need") && page.contains("Nowhere to be seen"), "{page}");
    let single = Typed::fresh("k").with_error("phone", "Not whole");
    let body = html! { (phone(&single, "phone", "Phone")) };
    assert!(!form(EN, &single, "/x", body).into_string().contains("banner"), "one error stands beside its field");
}

#[test]
fn a_day_in_the_middle_of_an_english_sentence_has_no_capital() {
    assert_eq!(EN.ownership_filed_when("Today 05:42"), "filed today 05:42");
    assert_eq!(EN.calendars_read("Yesterday"), "last read: Yesterday");
    assert_eq!(EN.visits_with("Todayson"), "With Todayson");
    assert_eq!(ZH.ownership_filed_when("今天 05:42"), "今天 05:42 报备");
}
