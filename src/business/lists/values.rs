//! Grades, channels, forms of address and ways of contact as others write them.

use super::dates::narrow;
use super::known_words;
use crate::base::grade::Grade;
use crate::business::customers::model::Title;
use crate::business::followups::model::How;

/// A grade, whatever scale it is on: `A`, `a类`, `Ａ级`, `1`, `甲`, `高`, and with `from_h` the scale H, A, B, C of car dealers.
pub fn grade(text: &str, from_h: bool) -> Option<Grade> {
    let text = plain(text);
    let text = text.trim_end_matches(['类', '级', '等', '档']).trim_end_matches("客户").trim_end_matches(['类', '级']);
    let place = match text {
        "h" | "s" => return Some(Grade::A),
        "a" | "aa" | "aaa" => usize::from(from_h),
        "甲" | "1" | "一" | "高" | "强" | "hot" | "high" | "强意向" | "高意向" => 0,
        "b" => 1 + usize::from(from_h),
        "乙" | "2" | "二" | "较高" | "warm" => 1,
        "c" => 2 + usize::from(from_h),
        "丙" | "3" | "三" | "中" | "一般" | "medium" | "中意向" => 2,
        "d" | "e" | "丁" | "4" | "四" | "低" | "弱" | "cold" | "low" | "无意向" | "低意向" => 3,
        _ => return None,
    };
    Grade::ALL.get(place).copied()
}

/// Whether a column of grades is on the scale that begins with H.
pub fn begins_with_h<'a>(mut texts: impl Iterator<Item = &'a str>) -> bool {
    texts.any(|text| plain(text).trim_end_matches(['类', '级']) == "h")
}

/// A channel of this house.
pub fn channel(text: &str) -> Option<&'static str> {
    let text = plain(text);
    let known = |(code, words): &(&'static str, &[&str])| {
        (words.contains(&text.as_str()) || code.replace('_', "") == text).then_some(*code)
    };
    known_words::CHANNELS.iter().find_map(known)
}

/// How a person is addressed.
pub fn title(text: &str) -> Option<Title> {
    let text = plain(text);
    let among = |words: &[&str]| words.contains(&text.as_str());
    if among(known_words::MEN) {
        Some(Title::Mr)
    } else if among(known_words::WOMEN) {
        Some(Title::Ms)
    } else {
        None
    }
}

/// A name with its form of address taken off: `王先生`, `Mr Wang`.
pub fn name(text: &str) -> (String, Option<Title>) {
    let text = text.trim();
    for (ending, title) in [("先生", Title::Mr), ("女士", Title::Ms), ("小姐", Title::Ms), ("太太", Title::Ms)]
    {
        if let Some(rest) = text.strip_suffix(ending).filter(|rest| !rest.is_empty()) {
            return (rest.trim().to_owned(), Some(title));
        }
    }
    for (start, title) in [
        ("Mr. ", Title::Mr),
        ("Mr ", Title::Mr),
        ("Mrs. ", Title::Ms),
        ("Mrs ", Title::Ms),
        ("Ms. ", Title::Ms),
        ("Ms ", Title::Ms),
    ] {
        if let Some(rest) = text.strip_prefix(start) {
            return (rest.trim().to_owned(), Some(title));
        }
    }
    (text.to_owned(), None)
}

/// Whether the customer was reached; `None` where it does not say.
pub fn reached(text: &str) -> Option<bool> {
    let text = plain(text);
    let among = |words: &[&str]| words.contains(&text.as_str());
    if among(known_words::NO) {
        Some(false)
    } else if among(known_words::YES) {
        Some(true)
    } else {
        None
    }
}

/// How a contact was made.
pub fn how(text: &str) -> Option<How> {
    let text = plain(text);
    let code = known_words::WAYS.iter().find(|(_, words)| words.contains(&text.as_str())).map(|(code, _)| *code)?;
    How::from_code(code)
}

/// A small whole number.
pub fn count(text: &str) -> Option<i32> {
    let digits: String = narrow(text).chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|count| (0..1_000).contains(count))
}

/// In lower case, narrow, without blanks.
fn plain(text: &str) -> String {
    narrow(text).to_lowercase().chars().filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '_')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_of_other_houses() {
        for (text, from_h, expected) in [
            ("A", false, Some(Grade::A)),
            ("b类", false, Some(Grade::B)),
            ("Ｃ 级", false, Some(Grade::C)),
            ("D类客户", false, Some(Grade::D)),
            ("H", true, Some(Grade::A)),
            ("A", true, Some(Grade::B)),
            ("C", true, Some(Grade::D)),
            ("S", false, Some(Grade::A)),
            ("1", false, Some(Grade::A)),
            ("高", false, Some(Grade::A)),
            ("丁", false, Some(Grade::D)),
            ("E", false, Some(Grade::D)),
            ("F", false, None),
            ("", false, None),
            ("待定", false, None),
            ("D", true, Some(Grade::D)),
        ] {
            assert_eq!(grade(text, from_h), expected, "{text}");
        }
        assert!(begins_with_h(["A", "H级"].into_iter()) && !begins_with_h(["A", "B"].into_iter()));
    }

    #[test]
    fn channels_titles_and_ways() {
        assert_eq!(channel("抖音"), Some("short_video"));
        assert_eq!(channel("Walk-in"), Some("walk_in"));
        assert_eq!(channel("walk_in"), Some("walk_in"));
        assert_eq!(channel("隔壁老王"), None);
        assert_eq!(name("王先生"), ("王".into(), Some(Title::Mr)));
        assert_eq!(name("Ms. Li Na"), ("Li Na".into(), Some(Title::Ms)));
        assert_eq!(name("先生"), ("先生".into(), None));
        assert_eq!(title("女"), Some(Title::Ms));
        assert_eq!((reached("未接通"), reached("有效"), reached("再约")), (Some(false), Some(true), None));
        assert_eq!(how("电话回访"), Some(How::Call));
        assert_eq!(count("３次"), Some(3));
    }
}
