//! Sums in words, as papers that take money carry them: 人民币大写 and English.

use crate::words::{Lang, Words};

const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

impl Words {
    /// A sum of money in words, from minor units of a hundredth: `壹拾贰万叁仟元整`, `one hundred and twenty-three thousand`.
    pub fn in_words(self, minor: i64) -> String {
        let (whole, part) = (minor.unsigned_abs() / 100, minor.unsigned_abs() % 100);
        match self.lang {
            Lang::Zh => chinese(whole, part),
            Lang::En => match part {
                0 => english(whole),
                part => format!("{} and {part:02}/100", english(whole)),
            },
        }
    }
}

fn chinese(whole: u64, part: u64) -> String {
    let mut text = chinese_whole(whole);
    let (tenth, hundredth) = (part / 10, part % 10);
    match (tenth, hundredth) {
        (0, 0) => text.push('整'),
        (tenth, 0) => text.push_str(&format!("{}角整", digit(tenth))),
        (0, hundredth) => text.push_str(&format!("零{}分", digit(hundredth))),
        (tenth, hundredth) => text.push_str(&format!("{}角{}分", digit(tenth), digit(hundredth))),
    }
    text
}

fn chinese_whole(whole: u64) -> String {
    if whole == 0 {
        return "零元".to_owned();
    }
    let mut text = String::new();
    let mut gap = false;
    let mut round = false;
    for (size, name) in [(1_000_000_000_000, "万亿"), (100_000_000, "亿"), (10_000, "万"), (1, "")] {
        let four = whole / size % 10_000;
        if four == 0 {
            gap = !text.is_empty();
            continue;
        }
        // A zero right before or after the group's name is read aloud.
        if !text.is_empty() && (gap || round || four < 1_000) {
            text.push('零');
        }
        text.push_str(&four_digits(four));
        text.push_str(name);
        (gap, round) = (false, four.is_multiple_of(10));
    }
    text + "元"
}

fn four_digits(four: u64) -> String {
    let mut text = String::new();
    let mut gap = false;
    for (size, name) in [(1_000, "仟"), (100, "佰"), (10, "拾"), (1, "")] {
        match four / size % 10 {
            0 => gap = !text.is_empty(),
            number => {
                if gap {
                    text.push('零');
                }
                text.push_str(digit(number));
                text.push_str(name);
                gap = false;
            }
        }
    }
    text
}

fn digit(number: u64) -> &'static str {
    DIGITS[(number % 10) as usize]
}

fn english(whole: u64) -> String {
    if whole == 0 {
        return SMALL[0].to_owned();
    }
    let mut parts = Vec::new();
    for (size, name) in
        [(1_000_000_000_000, " trillion"), (1_000_000_000, " billion"), (1_000_000, " million"), (1_000, " thousand")]
    {
        let three = whole / size % 1_000;
        if three > 0 {
            parts.push(format!("{}{name}", three_digits(three)));
        }
    }
    let last = whole % 1_000;
    if last > 0 {
        let and = if last < 100 && !parts.is_empty() { "and " } else { "" };
        parts.push(format!("{and}{}", three_digits(last)));
    }
    parts.join(" ")
}

fn three_digits(three: u64) -> String {
    let (hundreds, rest) = (three / 100, three % 100);
    let below = match rest {
        0 => String::new(),
        1..20 => SMALL[rest as usize].to_owned(),
        _ if rest % 10 == 0 => TENS[(rest / 10) as usize].to_owned(),
        _ => format!("{}-{}", TENS[(rest / 10) as usize], SMALL[(rest % 10) as usize]),
    };
    match (hundreds, below.as_str()) {
        (0, _) => below,
        (_, "") => format!("{} hundred", SMALL[hundreds as usize]),
        _ => format!("{} hundred and {below}", SMALL[hundreds as usize]),
    }
}

#[cfg(test)]
mod tests {
    use crate::words::{Lang, Words};

    #[test]
    fn sums_are_written_as_banks_write_them() {
        for (minor, en) in [
            (0, "zero"),
            (2_000_000, "twenty thousand"),
            (12_345_678, "one hundred and twenty-three thousand four hundred and fifty-six and 78/100"),
            (10_000_500, "one hundred thousand and five"),
            (1_000_000_000_000, "ten billion"),
        ] {
            assert_eq!(Words::new(Lang::En).in_words(minor), en);
        }
        for (minor, zh) in [
            (0, "零元整"),
            (2_000_000, "贰万元整"),
            (12_345_678, "壹拾贰万叁仟肆佰伍拾陆元柒角捌分"),
            (10_000_500, "壹拾万零伍元整"),
            (100_100_050, "壹佰万零壹仟元伍角整"),
            (1_000_000_000_000, "壹佰亿元整"),
            (100_000_003, "壹佰万元零叁分"),
            (10_000_000_100, "壹亿零壹元整"),
        ] {
            assert_eq!(Words::new(Lang::Zh).in_words(minor), zh, "{minor}");
        }
    }
}
