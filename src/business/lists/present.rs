//! Lists on their way in, as people read them: how far they are, what their columns hold, what is to become of each row.

use std::collections::HashMap;

use showroom_templates::pages::lists as pages;
use showroom_templates::parts::list::Tab;
use showroom_templates::parts::{Choice, Icon, Tone};
use showroom_templates::{Typed, Words, urls};

use super::actions::MOST_BYTES;
use super::model::{Counts, DateOrder, Decision, Fate, Import, Kind, Outcome, Plan, Row, State, Target, Why};
use crate::base::clock::{Date, SiteClock};
use crate::base::ids::{CustomerId, UserId};
use crate::business::customers::model::Customer;
use crate::business::customers::present as people;
use crate::platform::sheets::Limits;

/// What pages need besides the import.
pub struct Facts {
    /// The words of the reader.
    pub words: Words,
    /// How the site tells time.
    pub clock: SiteClock,
    /// Today at the site.
    pub today: Date,
    /// Names of colleagues.
    pub names: HashMap<UserId, String>,
}

/// Lists that were brought, and the form for another.
pub fn imports_page(facts: &Facts, imports: &[Import], typed: Typed) -> pages::ImportsPage {
    let words = facts.words;
    let kind = |kind: &Kind| {
        Choice::new(kind.code(), kind_name(words, *kind))
            .note(words.lookup_or(&format!("lists_kind_{}_note", kind.code())))
    };
    let limits = Limits::default();
    let template = |kind: &Kind, format: &str| {
        let name = words.lookup_or(&format!("lists_template_{}", kind.code())).to_owned();
        let ending = if format == "csv" { " · CSV" } else { "" };
        (urls::lists::template(kind.code(), format), format!("{name}{ending}"))
    };
    pages::ImportsPage {
        typed,
        kinds: Kind::ALL.iter().map(kind).collect(),
        limits: words.lists_file_limits(MOST_BYTES / (1024 * 1024), limits.rows),
        imports: imports.iter().map(|import| line(facts, import)).collect(),
        templates: Kind::ALL.iter().flat_map(|kind| [template(kind, "xlsx"), template(kind, "csv")]).collect(),
    }
}

fn line(facts: &Facts, import: &Import) -> pages::ImportLine {
    let words = facts.words;
    let when = words.near(facts.clock.local(import.brought_at), facts.today);
    let rows = if import.rows > 0 { format!("{} · ", words.lists_rows_count(import.rows)) } else { String::new() };
    let who = words.lists_brought_by(name(facts, import.brought_by), when);
    pages::ImportLine {
        href: urls::lists::import(import.id.0),
        name: import.file_name.clone(),
        under: format!("{} · {rows}{who}", kind_name(words, import.kind)),
        state: state(words, import.state),
    }
}

fn kind_name(words: Words, kind: Kind) -> String {
    words.lookup_or(&format!("lists_kind_{}", kind.code())).to_owned()
}

fn name(facts: &Facts, user: UserId) -> &str {
    facts.names.get(&user).map_or("", String::as_str)
}

/// How far a list is: colour, sign, words.
fn state(words: Words, state: State) -> (Tone, Icon, String) {
    let (tone, icon) = match state {
        State::Reading | State::Checking | State::Importing | State::Undoing => (Tone::Accent, Icon::Wait),
        State::Mapping | State::Preview => (Tone::Warn, Icon::Eye),
        State::Done => (Tone::Good, Icon::Check),
        State::Unreadable => (Tone::Bad, Icon::Warning),
        State::Undone => (Tone::Plain, Icon::Undo),
        State::Dropped => (Tone::Plain, Icon::Bin),
    };
    (tone, icon, words.lookup_or(&format!("lists_state_{}", state.code())).to_owned())
}

/// What the file is, pair by pair.
pub fn about(facts: &Facts, import: &Import) -> Vec<(String, String)> {
    let words = facts.words;
    let mut pairs = vec![
        (words.lists_about_name().to_owned(), import.file_name.clone()),
        (words.lists_about_size().to_owned(), words.lists_kilobytes((import.file_bytes + 1023) / 1024)),
    ];
    if let Some((format, part)) = import.about.as_deref().and_then(|about| about.split_once(':')) {
        let format = words.lookup_or(&format!("lists_format_{format}")).to_owned();
        pairs.push((words.lists_about_format().to_owned(), format!("{format} · {part}")));
        let titles = match import.plan.titles_end {
            0 => words.lists_about_titles_none().to_owned(),
            line => words.lists_about_titles_line(line),
        };
        pairs.push((words.lists_about_titles().to_owned(), titles));
    }
    let when = words.near(facts.clock.local(import.brought_at), facts.today);
    pairs.push((words.lists_about_who().to_owned(), words.lists_brought_by(name(facts, import.brought_by), when)));
    pairs
}

/// A list on which the house works.
pub fn work_page(facts: &Facts, import: &Import) -> pages::WorkPage {
    let words = facts.words;
    let known = import.state != State::Reading && import.rows > 0;
    // Taking over counts by the numbers of rows, which may run ahead of how many there are.
    let done = import.done.min(import.rows);
    pages::WorkPage {
        step: state(words, import.state).2,
        progress: known.then_some((done, import.rows)),
        said: if known { words.lists_work_so_far(done, import.rows) } else { words.lists_work_counting(import.done) },
        facts: about(facts, import),
        may_drop: import.state.before_it_counts().then_some((import.id.0, import.version)),
    }
}

/// What each column of a file holds.
pub fn columns_page(facts: &Facts, import: &Import, typed: Typed) -> pages::ColumnsPage {
    let words = facts.words;
    let target = |target: &Target| Choice::new(target.code(), target_name(words, *target));
    let order =
        |order: &DateOrder| Choice::new(order.code(), words.lookup_or(&format!("lists_dates_{}", order.code())));
    let column = |(at, column): (usize, &super::model::FileColumn)| pages::ColumnLine {
        field: format!("column_{at}"),
        title: if column.title.is_empty() { words.lists_column_letter(letter(at)) } else { column.title.clone() },
        samples: column.samples.iter().map(|sample| masked(sample)).collect(),
        target: column.target.clone(),
    };
    pages::ColumnsPage {
        id: import.id.0,
        version: import.version,
        typed,
        columns: import.plan.columns.iter().enumerate().map(column).collect(),
        targets: Target::of(import.kind).iter().chain([&Target::Nothing]).map(target).collect(),
        dates: DateOrder::ALL.iter().map(order).collect(),
        dates_now: import.plan.dates().code().to_owned(),
        remembered: import.plan.remembered,
        facts: about(facts, import),
        may_drop: true,
    }
}

/// The name of what a column may hold.
pub fn target_name(words: Words, target: Target) -> String {
    words.lookup_or(&format!("lists_target_{}", target.code())).to_owned()
}

/// The letter of a column, as spreadsheets call it.
fn letter(at: usize) -> String {
    let one = |place: usize| char::from(b'A' + u8::try_from(place % 26).unwrap_or(0));
    if at < 26 { one(at).to_string() } else { format!("{}{}", one(at / 26 - 1), one(at)) }
}

/// A text in which long numbers show their ends only: telephone and identity numbers are no one's business on a page.
pub fn masked(text: &str) -> String {
    const LEAST: usize = 7;
    let letters: Vec<char> = text.chars().collect();
    let mut shown = letters.clone();
    let digits: Vec<usize> = (0..letters.len())
        .filter(|at| super::dates::narrow(&letters[*at].to_string()).starts_with(|c: char| c.is_ascii_digit()))
        .collect();
    // Dates are no numbers of people.
    let is_date = text.contains(['年', '/']) || text.matches('-').count() == 2 && digits.len() <= 12;
    if digits.len() < LEAST
        || (is_date && digits.len() <= 14 && !text.starts_with('1'))
        || digits.len() == 8 && text.starts_with("20")
    {
        return text.to_owned();
    }
    for run in digits.chunks(11) {
        let (head, tail) = if run.len() >= 10 { (3, 4) } else { (2, 2) };
        for at in run.iter().skip(head).take(run.len().saturating_sub(head + tail)) {
            shown[*at] = '*';
        }
    }
    shown.into_iter().collect()
}

// ----------------------------------------------------------------------------------------------------------- preview

/// What the preview shows besides the import.
pub struct Shown {
    /// How many rows have each fate.
    pub counts: Counts,
    /// How many came to what, once they did.
    pub outcomes: HashMap<Outcome, i64>,
    /// The rows that are shown.
    pub rows: Vec<Row>,
    /// Which kind of rows they are, by code.
    pub view: String,
    /// Whether there are more.
    pub more: bool,
    /// Customers whom the rows are about or may be about.
    pub customers: HashMap<CustomerId, Customer>,
    /// Colleagues who may be meant by a name.
    pub people: Vec<(UserId, String)>,
    /// For how many days those stay with the owner whose protection is over by the dates of the list.
    pub warns_days: u16,
}

/// Whether a list tells whose the customers are and since when, so that protection may be over by its dates.
fn tells_of_old_days(import: &Import) -> bool {
    let has = |wanted: &[Target]| import.plan.columns.iter().any(|column| wanted.contains(&column.target()));
    import.kind == Kind::Customers && has(&[Target::Owner]) && has(&[Target::FirstVisit, Target::WrittenOn])
}

/// What is to become of the rows, or became of them.
pub fn preview_page(facts: &Facts, import: &Import, shown: &Shown, typed: Typed) -> pages::PreviewPage {
    let words = facts.words;
    let outcome = |outcome: Outcome| shown.outcomes.get(&outcome).copied().unwrap_or(0);
    let counts = shown.counts;
    let said = match import.state {
        State::Done => words.lists_done_said(
            outcome(Outcome::Made),
            outcome(Outcome::Added),
            outcome(Outcome::Known),
            outcome(Outcome::Left),
        ),
        State::Undone => words.lists_undone_said(outcome(Outcome::Undone), outcome(Outcome::Stays)),
        _ => words.lists_preview_said(counts.new, counts.same, counts.refused),
    };
    let said = if import.state == State::Preview && counts.new > 0 && tells_of_old_days(import) {
        words.lists_preview_kept(said, shown.warns_days)
    } else {
        said
    };
    let out = if import.state == State::Preview { counts.refused } else { outcome(Outcome::Left) };
    let leftovers = [("xlsx", words.lists_format_xlsx()), ("csv", words.lists_format_csv())];
    let people =
        shown.people.iter().map(|(user, name)| Choice::new(user, name)).chain([Choice::new(0, words.lists_nobody())]);
    pages::PreviewPage {
        id: import.id.0,
        version: import.version,
        typed,
        said,
        tabs: tabs(words, import, shown),
        rows: shown.rows.iter().map(|row| row_line(words, import, row, &shown.customers)).collect(),
        next: shown
            .rows
            .last()
            .filter(|_| shown.more)
            .map(|row| urls::lists::rows(import.id.0, &shown.view, row.number)),
        unclear: unclear(words, import),
        people: people.collect(),
        undecided: if shown.view == "doubtful" { counts.undecided } else { 0 },
        may: match import.state {
            State::Preview => pages::May::Start,
            State::Done => pages::May::Undo,
            _ => pages::May::Nothing,
        },
        leftovers: leftovers
            .iter()
            .filter(|_| out > 0)
            .map(|(format, name)| (urls::lists::leftovers(import.id.0, format), (*name).to_owned()))
            .collect(),
        facts: about(facts, import),
    }
}

/// The views of the rows: by what is to become of them, and once it did, by what became of them.
pub fn views(state: State) -> Vec<&'static str> {
    match state {
        State::Done => vec!["made", "added", "known", "left"],
        State::Undone => vec!["undone", "stays", "left"],
        _ => vec!["new", "same", "doubtful", "refused", "skipped"],
    }
}

fn tabs(words: Words, import: &Import, shown: &Shown) -> Vec<Tab> {
    let tab = |code: &str| {
        let (name, count) = match (Outcome::from_code(code), Fate::from_code(code)) {
            (Some(outcome), _) => (format!("lists_outcome_{code}"), shown.outcomes.get(&outcome).copied().unwrap_or(0)),
            (None, fate) => (format!("lists_fate_{code}"), fate.map_or(0, |fate| of(shown.counts, fate))),
        };
        Tab {
            href: urls::lists::rows(import.id.0, code, 0),
            label: words.lookup_or(&name).to_owned(),
            count: u64::try_from(count).ok(),
            active: code == shown.view,
        }
    };
    views(import.state).into_iter().map(tab).collect()
}

fn of(counts: Counts, fate: Fate) -> i64 {
    match fate {
        Fate::New => counts.new,
        Fate::Same => counts.same,
        Fate::Doubtful => counts.doubtful,
        Fate::Refused => counts.refused,
        Fate::Skipped => counts.skipped,
        Fate::Unread => 0,
    }
}

fn unclear(words: Words, import: &Import) -> Vec<(String, String, String)> {
    if import.state != State::Preview {
        return Vec::new();
    }
    let line = |(at, (name, rows)): (usize, &(String, u32))| {
        (format!("person_{at}"), name.clone(), words.lists_rows_count(*rows))
    };
    import.plan.unclear.iter().enumerate().map(line).collect()
}

fn row_line(words: Words, import: &Import, row: &Row, customers: &HashMap<CustomerId, Customer>) -> pages::RowLine {
    let (tone, icon, fate) = fate(words, row);
    let known = row.customer.and_then(|customer| customers.get(&customer));
    pages::RowLine {
        number: row.number,
        who: who(words, &import.plan, row, known),
        fate: (tone, icon, fate),
        why: why(words, row, customers),
        customer: known
            .filter(|_| row.outcome != Some(Outcome::Undone))
            .map(|customer| urls::customers::show(customer.id.0)),
        ways: if import.state == State::Preview { ways(words, row, customers) } else { Vec::new() },
    }
}

fn fate(words: Words, row: &Row) -> (Tone, Icon, String) {
    if let Some(outcome) = row.outcome {
        let (tone, icon) = match outcome {
            Outcome::Made | Outcome::Added => (Tone::Good, Icon::Check),
            Outcome::Known | Outcome::Undone => (Tone::Plain, Icon::Check),
            Outcome::Left => (Tone::Bad, Icon::Close),
            Outcome::Stays => (Tone::Warn, Icon::Lock),
        };
        return (tone, icon, words.lookup_or(&format!("lists_outcome_{}", outcome.code())).to_owned());
    }
    let (tone, icon) = match row.fate {
        Fate::New => (Tone::Good, Icon::Plus),
        Fate::Same => (Tone::Accent, Icon::Check),
        Fate::Doubtful => (Tone::Warn, Icon::Worry),
        Fate::Refused => (Tone::Bad, Icon::Close),
        Fate::Skipped | Fate::Unread => (Tone::Plain, Icon::Minus),
    };
    (tone, icon, words.lookup_or(&format!("lists_fate_{}", row.fate.code())).to_owned())
}

/// Who a row is about: as the file has them, or as the house does, once the file's words are gone.
fn who(words: Words, plan: &Plan, row: &Row, known: Option<&Customer>) -> String {
    let cell = |wanted: Target| {
        let at = plan.columns.iter().position(|column| column.target() == wanted)?;
        row.cells.get(at).filter(|cell| !cell.is_empty()).map(|cell| masked(cell))
    };
    if row.cells.is_empty() {
        return known
            .map_or_else(|| words.lists_words_gone().to_owned(), |customer| people::name_or_unnamed(words, customer));
    }
    if row.fate == Fate::Skipped || (cell(Target::Name).is_none() && cell(Target::Phone).is_none()) {
        let some: Vec<String> =
            row.cells.iter().filter(|cell| !cell.is_empty()).take(4).map(|cell| masked(cell)).collect();
        return some.join(" · ");
    }
    let name = cell(Target::Name).unwrap_or_else(|| words.lists_nobody_named().to_owned());
    [Some(name), cell(Target::Phone)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Everything there is to say about a row, a sentence each.
fn why(words: Words, row: &Row, customers: &HashMap<CustomerId, Customer>) -> Vec<String> {
    let mut said = Vec::new();
    if let Some(reason) = reason(words, &row.why) {
        said.push(reason);
    }
    if let Some(earlier) = row.why.row {
        said.push(words.lists_same_as_row(earlier));
    }
    for candidate in &row.why.candidates {
        if let Some(customer) = customers.get(&CustomerId(*candidate)) {
            said.push(words.lists_maybe(people::name_or_unnamed(words, customer)));
        }
    }
    if row.fate == Fate::Same && row.why.code.is_empty() && row.why.row.is_none() {
        let fields: Vec<String> =
            row.why.adds.iter().map(|field| words.lookup_or(&format!("lists_target_{field}")).to_owned()).collect();
        said.push(if fields.is_empty() {
            words.lists_adds_nothing().to_owned()
        } else {
            words.lists_adds(fields.join(", "))
        });
    }
    said.extend(row.why.notes.iter().map(|note| words.lookup_or(&format!("lists_note_{note}")).to_owned()));
    said
}

/// Why a row has its fate, in words; none where there is nothing to say.
pub fn reason(words: Words, why: &Why) -> Option<String> {
    if why.code.is_empty() {
        return None;
    }
    let reason = words.lookup_or(&format!("lists_why_{}", why.code)).to_owned();
    Some(if why.about.is_empty() { reason } else { words.lists_about_words(reason, masked(&why.about)) })
}

fn ways(words: Words, row: &Row, customers: &HashMap<CustomerId, Customer>) -> Vec<pages::Way> {
    if row.fate != Fate::Doubtful {
        return Vec::new();
    }
    let chosen = |decision: Decision, customer: Option<i64>| {
        row.decision == Some(decision)
            && (decision != Decision::Same || row.customer.map(|customer| customer.0) == customer)
    };
    let same = row.why.candidates.iter().filter_map(|id| customers.get(&CustomerId(*id))).map(|customer| pages::Way {
        decision: Decision::Same.code().to_owned(),
        customer: Some(customer.id.0),
        label: words.lists_way_same(people::name_or_unnamed(words, customer)),
        chosen: chosen(Decision::Same, Some(customer.id.0)),
    });
    let way = |decision: Decision, label: &str| pages::Way {
        decision: decision.code().to_owned(),
        customer: None,
        label: label.to_owned(),
        chosen: chosen(decision, None),
    };
    let new = (row.why.code == "same_name").then(|| way(Decision::New, words.lists_way_new()));
    same.chain(new).chain([way(Decision::Out, words.lists_way_out())]).collect()
}

/// A list that came to nothing: it cannot be read, or was given up.
pub fn nothing_page(facts: &Facts, import: &Import) -> pages::NothingPage {
    let words = facts.words;
    let (title, text) = match &import.reason {
        Some((code, most)) => {
            let params: Vec<(&str, String)> = most.iter().map(|most| ("most", most.to_string())).collect();
            (words.lists_state_unreadable().to_owned(), words.refusal(code, &params))
        }
        None => (words.lists_dropped_title().to_owned(), words.lists_dropped_text().to_owned()),
    };
    pages::NothingPage { title, text, facts: about(facts, import) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_show_their_ends_only() {
        for (text, expected) in [
            ("13800138000", "138****8000"),
            ("138 0013 8000", "138 **** 8000"),
            ("+86 138-0013-8000", "+86 1***-**13-8***"),
            ("2024-03-05", "2024-03-05"),
            ("2024年3月5日 14:30", "2024年3月5日 14:30"),
            ("20240305", "20240305"),
            ("王小明", "王小明"),
            ("浦东 12 号 301", "浦东 12 号 301"),
        ] {
            let shown = masked(text);
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
            if expected == text {
                assert_eq!(shown, expected, "{text}");
            } else {
                assert!(digits(&shown) <= 9 && shown.contains('*'), "{text}: {shown}");
            }
        }
        assert!(!masked("13800138000/13900139000").contains("00138"));
        assert_eq!(
            (letter(0), letter(25), letter(26), letter(199)),
            ("A".into(), "Z".into(), "AA".into(), "GR".into())
        );
    }
}
