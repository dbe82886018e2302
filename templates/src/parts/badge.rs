//! Small signs: states, grades, people. A colour never stands alone; there is always an icon or a word.

use crate::parts::icon::Icon;
use crate::words::Words;
use maud::{Markup, html};

/// What a badge's colour means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// Where attention belongs.
    Accent,
    /// Well.
    Good,
    /// Look at this.
    Warn,
    /// Wrong, or over.
    Bad,
}

impl Tone {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Tone::Plain => "plain",
            Tone::Accent => "accent",
            Tone::Good => "good",
            Tone::Warn => "warn",
            Tone::Bad => "bad",
        }
    }
}

/// A word with its sign.
pub fn badge(tone: Tone, icon: Icon, word: impl AsRef<str>) -> Markup {
    html! { span class={ "badge " (tone.class()) } { (icon) (word.as_ref()) } }
}

/// A grade, as a letter in a ring; `grade` is what the site calls it.
pub fn grade(words: Words, grade: &str) -> Markup {
    let letter = grade.chars().next().unwrap_or('-').to_ascii_lowercase();
    let class =
        if matches!(letter, 'a' | 'b' | 'c' | 'd' | 'h') { format!("grade g-{letter}") } else { "grade".to_owned() };
    html! { span class=(class) role="img" aria-label=(words.common_grade(grade)) { (grade) } }
}

/// A person's sign: the given name of a Chinese name, the initials of another.
pub fn avatar(name: &str) -> Markup {
    let tint = name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % 6;
    html! { span class={ "avatar t" (tint) } aria-hidden="true" { (initials(name)) } }
}

/// A person with their sign and name.
pub fn person(name: &str) -> Markup {
    html! { span.person { (avatar(name)) span { (name) } } }
}

fn initials(name: &str) -> String {
    // A form of address says nothing about who it is.
    let name = name.trim_start_matches("Mr ").trim_start_matches("Ms ");
    let name = name.split(['（', '(']).next().unwrap_or(name);
    let letters: Vec<char> = name.chars().filter(|c| !c.is_whitespace()).collect();
    let chinese = letters.first().is_some_and(|c| ('\u{3400}'..='\u{9fff}').contains(c));
    if chinese {
        // A surname with a title is not a given name.
        if ["先生", "女士", "小姐"].iter().any(|title| name.ends_with(title)) {
            return letters.iter().take(1).collect();
        }
        let from = letters.len().saturating_sub(2);
        return letters[from..].iter().collect();
    }
    let mut parts = name.split_whitespace().filter_map(|part| part.chars().next());
    let first = parts.next();
    first.into_iter().chain(parts.next_back()).flat_map(char::to_uppercase).collect()
}
