//! Where the titles of a list are, and what each column holds: by its title, else by what stands in it.

use super::dates::{self, Reading};
use super::model::{DateOrder, FileColumn, Kind, Plan, Target};
use super::{known_words, numbers, values};
use crate::platform::sheets::Line;

/// How many lines are looked at for titles.
pub const LOOKED_AT: usize = 60;
/// Titles stand in one of the first lines.
const TITLES_WITHIN: usize = 15;
/// Examples shown for each column.
const SAMPLES: usize = 4;
/// A title is a few words.
const LONGEST_TITLE: usize = 24;

/// Understands the beginning of a file as well as can be guessed.
pub fn understand(kind: Kind, lines: &[Line], country: &str, from_1904: bool) -> Plan {
    let lines = &lines[..lines.len().min(LOOKED_AT)];
    let width = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    let (titles, end) = titles(lines, width);
    let below: Vec<&Line> = lines.iter().filter(|line| line.number > end).collect();
    let mut columns: Vec<FileColumn> = (0..width)
        .map(|at| {
            let values: Vec<&str> = below
                .iter()
                .filter_map(|line| line.cells.get(at))
                .map(String::as_str)
                .filter(|cell| !cell.is_empty())
                .collect();
            let title = titles.get(at).cloned().unwrap_or_default();
            let target = by_title(kind, &title).or_else(|| by_values(kind, &title, &values, country));
            let samples = values.iter().take(SAMPLES).map(|value| value.chars().take(60).collect()).collect();
            FileColumn { title, samples, target: target.unwrap_or(Target::Nothing).code().to_owned() }
        })
        .collect();
    only_once(&mut columns);
    Plan { columns, titles_end: end, from_1904, dates: DateOrder::Auto.code().to_owned(), ..Plan::default() }
}

/// The titles in a form by which a file with the same ones is known again.
pub fn fingerprint(plan: &Plan) -> Option<String> {
    let titles: Vec<String> = plan.columns.iter().map(|column| plain(&column.title)).collect();
    if plan.titles_end == 0 || titles.iter().all(String::is_empty) {
        return None;
    }
    Some(titles.join("\u{1f}"))
}

/// Whether a line repeats the titles, as printed lists do on every page.
pub fn repeats_titles(plan: &Plan, cells: &[String]) -> bool {
    let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
    let alike = plan
        .columns
        .iter()
        .zip(cells)
        .filter(|(column, cell)| !cell.is_empty() && plain(&column.title).ends_with(&plain(cell)))
        .count();
    filled >= 2 && alike == filled
}

/// Whether a line is a sum at the end of a list, a note below it, or a page's number.
pub fn is_total(cells: &[String]) -> bool {
    let Some(first) = cells.iter().find(|cell| !cell.is_empty()) else { return true };
    let first = plain(first);
    let bare: String = first.chars().filter(|c| !c.is_ascii_digit()).collect();
    known_words::TOTALS.iter().any(|word| {
        first == *word
            || bare == *word
            || (first.starts_with(word) && first.chars().count() <= word.chars().count() + 12)
    }) && cells.iter().filter(|cell| cell.chars().filter(char::is_ascii_digit).count() >= 10).count() == 0
}

// ------------------------------------------------------------------------------------------------------------ titles

/// The titles of the columns, and the line on which they end; nothing and 0 where there are none.
fn titles(lines: &[Line], width: usize) -> (Vec<String>, u32) {
    let score = |line: &Line| {
        let texts = line.cells.iter().filter(|cell| !cell.is_empty());
        let known = texts.clone().filter(|cell| known_title(cell)).count();
        let long = texts.filter(|cell| !may_be_title(cell)).count();
        known.saturating_sub(long)
    };
    let best =
        lines.iter().take(TITLES_WITHIN).enumerate().map(|(at, line)| (score(line), std::cmp::Reverse(at))).max();
    let Some((found, std::cmp::Reverse(at))) = best else { return (Vec::new(), 0) };
    if found == 0 || (found == 1 && width > 2 && lines[at].cells.iter().filter(|cell| !cell.is_empty()).count() < 2) {
        return (Vec::new(), 0);
    }
    let main = &lines[at];
    let cell = |line: &Line, column: usize| line.cells.get(column).cloned().unwrap_or_default();
    let mut own: Vec<String> = (0..width).map(|column| cell(main, column)).collect();
    let mut end = main.number;
    if let Some(below) = lines.get(at + 1).filter(|below| below.number == main.number + 1 && goes_on(main, below)) {
        let groups = filled_right(&own);
        for (column, title) in own.iter_mut().enumerate() {
            let lower = cell(below, column);
            if !lower.is_empty() {
                *title = if groups[column].is_empty() { lower } else { format!("{} {lower}", groups[column]) };
            }
        }
        end = below.number;
    } else if let Some(above) =
        at.checked_sub(1).and_then(|above| lines.get(above)).filter(|above| is_group(above, main))
    {
        let groups = filled_right(&(0..width).map(|column| cell(above, column)).collect::<Vec<_>>());
        for (column, title) in own.iter_mut().enumerate() {
            if !groups[column].is_empty() && *title != groups[column] {
                *title = format!("{} {title}", groups[column]).trim().to_owned();
            }
        }
    }
    (own, end)
}

/// A second line of titles fills in below merged ones, and has none of its own where the first has one for good.
fn goes_on(main: &Line, below: &Line) -> bool {
    let cell = |line: &Line, column: usize| !line.cells.get(column).is_none_or(String::is_empty);
    let all_titles = below.cells.iter().filter(|text| !text.is_empty()).all(|text| may_be_title(text));
    let known = below.cells.iter().any(|text| known_title(text));
    let width = main.cells.len().max(below.cells.len());
    let rests = (0..width).any(|column| cell(main, column) && !cell(below, column));
    let fills = (0..width).any(|column| !cell(main, column) && cell(below, column));
    all_titles && known && rests && (fills || main.cells.len() < below.cells.len())
}

/// A line above the titles that names groups of columns: more than one cell, but not one for each column.
fn is_group(above: &Line, main: &Line) -> bool {
    let filled = |line: &Line| line.cells.iter().filter(|cell| !cell.is_empty()).count();
    above.number + 1 == main.number
        && filled(above) > 1
        && filled(above) < filled(main)
        && above
            .cells
            .iter()
            .filter(|cell| !cell.is_empty())
            .all(|cell| may_be_title(cell) && !cell.contains([':', '：']))
}

/// Of merged cells only the first has the text.
fn filled_right(titles: &[String]) -> Vec<String> {
    let mut last = String::new();
    let fill = |title: &String| {
        if !title.is_empty() {
            last.clone_from(title);
        }
        last.clone()
    };
    titles.iter().map(fill).collect()
}

fn may_be_title(cell: &str) -> bool {
    cell.chars().count() <= LONGEST_TITLE && cell.chars().filter(char::is_ascii_digit).count() < 5
}

fn known_title(cell: &str) -> bool {
    let title = plain(cell);
    !title.is_empty()
        && (known_words::TITLES.iter().any(|(_, words)| words.contains(&title.as_str()))
            || known_words::OTHERS.contains(&title.as_str()))
}

/// A title without blanks, brackets, stars and signs.
fn plain(title: &str) -> String {
    let narrow = dates::narrow(title).to_lowercase();
    let outside = narrow.split('(').next().filter(|outside| !outside.trim().is_empty()).unwrap_or(&narrow);
    outside.chars().filter(|c| c.is_alphanumeric()).collect()
}

// ----------------------------------------------------------------------------------------------------------- targets

fn by_title(kind: Kind, title: &str) -> Option<Target> {
    if title.is_empty() {
        return None;
    }
    // Of a title in two lines, the lower says more; then both together.
    let lower = title.rsplit(' ').next().unwrap_or(title);
    [title, lower].into_iter().find_map(|words| {
        let words = plain(words);
        let named = |(target, names): &(Target, &[&str])| names.contains(&words.as_str()).then(|| target.as_in(kind));
        known_words::TITLES.iter().find_map(named).flatten()
    })
}

impl Target {
    /// What a title means in a list of this kind: the same word stands for a customer's last contact and for the day of a contact.
    fn as_in(self, kind: Kind) -> Option<Self> {
        let meant = match (kind, self) {
            (Kind::Customers, Self::ContactOn) => Self::LastContact,
            (Kind::Customers, Self::ContactBy) => Self::Owner,
            (Kind::Customers, Self::Words) => Self::Note,
            (Kind::FollowUps, Self::Owner | Self::Author) => Self::ContactBy,
            (Kind::FollowUps, Self::LastContact | Self::WrittenOn | Self::FirstVisit | Self::LastVisit) => {
                Self::ContactOn
            }
            (Kind::FollowUps, Self::Note) => Self::Words,
            (_, other) => other,
        };
        Target::of(kind).contains(&meant).then_some(meant)
    }
}

/// By what stands in a column, where nothing or nothing known stands above it.
fn by_values(kind: Kind, title: &str, values: &[&str], country: &str) -> Option<Target> {
    if values.is_empty() || known_words::OTHERS.contains(&plain(title).as_str()) {
        return None;
    }
    let most = |fits: &dyn Fn(&str) -> bool| values.iter().filter(|value| fits(value)).count() * 10 >= values.len() * 8;
    // Only whether they can be read is asked, not which days they are.
    let reading = Reading { day_first: true, from_1904: false, this_year: 2026 };
    let phone = |value: &str| {
        let mut found = numbers::Found::default();
        numbers::read(value, country, &mut found);
        !found.phones.is_empty()
    };
    let mobile = |value: &str| value.chars().filter(char::is_ascii_digit).count() >= 8 && phone(value);
    let target = if most(&mobile) {
        Target::Phone
    } else if most(&|value| dates::read(value, reading).is_ok()) {
        Target::FirstVisit
    } else if most(&|value| value.contains('@') && value.contains('.')) {
        Target::Email
    } else if title.is_empty()
        && most(&|value| {
            values::grade(value, true).is_some()
                && value.chars().count() <= 2
                && !value.bytes().all(|b| b.is_ascii_digit())
        })
    {
        Target::Grade
    } else if title.is_empty() && most(&chinese_name) {
        Target::Name
    } else {
        return None;
    };
    target.as_in(kind)
}

fn chinese_name(value: &str) -> bool {
    let letters: Vec<char> = value.trim_end_matches(['先', '生', '女', '士']).chars().collect();
    (1..=4).contains(&letters.len())
        && letters.iter().all(|c| ('\u{4e00}'..='\u{9fff}').contains(c))
        && !is_total(&[value.to_owned()])
}

/// What only one column may hold, the first that names it holds.
fn only_once(columns: &mut [FileColumn]) {
    let mut seen = Vec::new();
    for column in columns {
        let target = column.target();
        if !target.many() && seen.contains(&target) {
            column.target = Target::Nothing.code().to_owned();
        }
        seen.push(target);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<Line> {
        let line = |(at, line): (usize, &str)| Line {
            number: at as u32 + 1,
            cells: line.split('|').map(|cell| cell.trim().to_owned()).collect(),
            broken: false,
        };
        text.lines().enumerate().map(line).filter(|line| !line.is_empty()).collect()
    }

    fn check(kind: Kind, text: &str, expected: &str) {
        let plan = understand(kind, &lines(text), "CN", false);
        let said: Vec<&str> = plan.columns.iter().map(|column| column.target.as_str()).collect();
        assert_eq!(format!("{}: {}", plan.titles_end, said.join(" ")), expected, "{text}");
    }

    #[test]
    fn titles_are_found_where_they_are() {
        check(Kind::Customers, "姓名|电话|来访日期\n王|13800138000|2024-3-5", "1: name phone first_visit");
        check(
            Kind::Customers,
            "某某花园客户登记表|||\n\n制表：张三|日期：2024-3-5||\n序号|客户姓名|联系电话|意向等级\n1|王|13800138000|A",
            "4: nothing name phone grade",
        );
        check(
            Kind::Customers,
            "Name|Phone number|Grade|Sales consultant\nAnna|13800138000|B|Tom",
            "1: name phone grade owner",
        );
        check(
            Kind::Customers,
            "客户信息||跟进情况|\n姓名|电话|最近跟进|下次跟进\n王|13800138000|2024-3-5|2024-3-9",
            "2: name phone last_contact next_contact",
        );
        check(
            Kind::Customers,
            "姓名|电话|跟进|\n||日期|内容\n王|13800138000|2024-3-5|想再看看",
            "2: name phone last_contact note",
        );
        check(
            Kind::FollowUps,
            "客户|手机|跟进日期|跟进人|跟进内容|下次\n王|13800138000|2024-3-5|李|好|2024-3-9",
            "1: name phone contact_on contact_by words next_contact",
        );
    }

    #[test]
    fn without_titles_the_values_tell() {
        check(
            Kind::Customers,
            "王小明|13800138000|2024-3-5|A\n李娜|13900139000|2024-3-6|B",
            "0: name phone first_visit grade",
        );
        check(Kind::Customers, "", "0: ");
        check(Kind::Customers, "x\ny", "0: nothing");
    }

    #[test]
    fn sums_and_titles_that_come_again_are_no_rows() {
        let cells = |text: &str| text.split('|').map(str::to_owned).collect::<Vec<_>>();
        for total in ["合计||12", "总计：120人|", "|小计|3", "Total|5", "共 120 条", "制表人：张三|"] {
            assert!(is_total(&cells(total)), "{total}");
        }
        for row in ["总经理王|13800138000", "王|1", "共青团张|13800138000"] {
            assert!(!is_total(&cells(row)), "{row}");
        }
        let plan = understand(Kind::Customers, &lines("姓名|电话\n王|13800138000"), "CN", false);
        assert!(repeats_titles(&plan, &cells("姓名|电话")) && !repeats_titles(&plan, &cells("王|13800138000")));
    }
}
