//! The nouns of lists that come in: the import, its rows and what is to become of each.

use serde::{Deserialize, Serialize};

use crate::base::clock::Moment;
use crate::base::codes::codes;
use crate::base::ids::{CustomerId, ImportId, SiteId, UserId};

codes! {
    /// What a list is of.
    pub enum Kind {
        /// One customer to a row.
        Customers = "customers",
        /// One contact that was made to a row.
        FollowUps = "followups",
    }
}

codes! {
    /// How far an import is.
    pub enum State {
        /// The file is being read.
        Reading = "reading",
        /// The file cannot be read; the reason is kept.
        Unreadable = "unreadable",
        /// Read: a person says which column is what.
        Mapping = "mapping",
        /// What is to become of each row is being found out.
        Checking = "checking",
        /// A person looks at what would become of each row.
        Preview = "preview",
        /// Rows are being taken over.
        Importing = "importing",
        /// All rows are dealt with.
        Done = "done",
        /// What was taken over is being taken back.
        Undoing = "undoing",
        /// Taken back, but for what was touched since.
        Undone = "undone",
        /// Given up before anything was taken over.
        Dropped = "dropped",
    }
}

impl State {
    /// Whether the house is working on it.
    pub const fn at_work(self) -> bool {
        matches!(self, Self::Reading | Self::Checking | Self::Importing | Self::Undoing)
    }

    /// Whether nothing of it was taken over yet.
    pub const fn before_it_counts(self) -> bool {
        matches!(self, Self::Reading | Self::Unreadable | Self::Mapping | Self::Checking | Self::Preview)
    }
}

codes! {
    /// What is to become of a row, or became of it.
    pub enum Fate {
        /// Read; nobody knows yet.
        Unread = "unread",
        /// Nobody knows this person yet.
        New = "new",
        /// This person, or this contact, is known; what is missing is added.
        Same = "same",
        /// A person has to say who this is.
        Doubtful = "doubtful",
        /// Cannot be taken over, with the reason.
        Refused = "refused",
        /// No row of the list: a sum, or the titles once more.
        Skipped = "skipped",
    }
}

codes! {
    /// What a person said of a doubtful row.
    pub enum Decision {
        /// It is this known customer.
        Same = "same",
        /// It is somebody else.
        New = "new",
        /// It stays out.
        Out = "out",
    }
}

codes! {
    /// What became of a row.
    pub enum Outcome {
        /// Something new was made of it.
        Made = "made",
        /// Something was added to what was known.
        Added = "added",
        /// Everything in it was known.
        Known = "known",
        /// It stayed out.
        Left = "left",
        /// It was taken back.
        Undone = "undone",
        /// It stays, because it was touched since.
        Stays = "stays",
    }
}

codes! {
    /// What a column holds.
    pub enum Target {
        /// The name.
        Name = "name",
        /// Mr or Ms.
        Title = "title",
        /// Telephone numbers.
        Phone = "phone",
        /// WeChat id.
        Wechat = "wechat",
        /// E-mail address.
        Email = "email",
        /// Where they live or work.
        District = "district",
        /// What they do.
        Occupation = "occupation",
        /// Where they heard of us.
        Channel = "channel",
        /// The grade.
        Grade = "grade",
        /// To whom the customer belongs.
        Owner = "owner",
        /// The first visit or registration.
        FirstVisit = "first_visit",
        /// The last visit.
        LastVisit = "last_visit",
        /// How often they came.
        Visits = "visits",
        /// The last contact that reached them.
        LastContact = "last_contact",
        /// The day agreed for the next contact.
        NextContact = "next_contact",
        /// Who wrote the row.
        Author = "author",
        /// When.
        WrittenOn = "written_on",
        /// Anything worth knowing; several columns may be.
        Note = "note",
        /// The day of a contact.
        ContactOn = "contact_on",
        /// Who made a contact.
        ContactBy = "contact_by",
        /// How it was made.
        ContactHow = "contact_how",
        /// Whether the customer was reached.
        Reached = "reached",
        /// What was said.
        Words = "words",
        /// Nothing that is taken over.
        Nothing = "nothing",
    }
}

impl Target {
    /// What columns of such a list may hold, in the order in which they are offered.
    pub const fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Customers => &[
                Self::Name,
                Self::Title,
                Self::Phone,
                Self::Wechat,
                Self::Email,
                Self::District,
                Self::Occupation,
                Self::Channel,
                Self::Grade,
                Self::Owner,
                Self::FirstVisit,
                Self::LastVisit,
                Self::Visits,
                Self::LastContact,
                Self::NextContact,
                Self::Author,
                Self::WrittenOn,
                Self::Note,
            ],
            Kind::FollowUps => &[
                Self::Name,
                Self::Phone,
                Self::ContactOn,
                Self::ContactBy,
                Self::ContactHow,
                Self::Reached,
                Self::Words,
                Self::NextContact,
            ],
        }
    }

    /// Whether more than one column may hold it.
    pub const fn many(self) -> bool {
        matches!(self, Self::Phone | Self::Note | Self::Words | Self::Nothing)
    }
}

codes! {
    /// How dates with slashes and dots are to be read.
    pub enum DateOrder {
        /// As they look: a number above twelve gives it away, else as the site's country does.
        Auto = "auto",
        /// 5/3/2024 is the fifth of March.
        DayFirst = "day_first",
        /// 5/3/2024 is the third of May.
        MonthFirst = "month_first",
    }
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileColumn {
    /// What stands above it; empty where nothing does.
    pub title: String,
    /// What stands in it, some examples.
    pub samples: Vec<String>,
    /// What it holds, by its code.
    pub target: String,
}

impl FileColumn {
    /// What it holds.
    pub fn target(&self) -> Target {
        Target::from_code(&self.target).unwrap_or(Target::Nothing)
    }
}

/// How a file is to be understood.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The columns, in order.
    pub columns: Vec<FileColumn>,
    /// The line after which the list begins; 0 where it begins with the first.
    pub titles_end: u32,
    /// Numbers that stand for days count from 1904.
    #[serde(default)]
    pub from_1904: bool,
    /// How dates are to be read, by its code.
    #[serde(default)]
    pub dates: String,
    /// Names of colleagues that nobody here has, and who was meant; 0 for nobody.
    #[serde(default)]
    pub people: Vec<(String, i64)>,
    /// Names that are still unclear, with how many rows have them.
    #[serde(default)]
    pub unclear: Vec<(String, u32)>,
    /// The columns were known from an earlier file with the same titles.
    #[serde(default)]
    pub remembered: bool,
}

impl Plan {
    /// Examples of what stands in a file are words of people; nobody needs them once the columns are named.
    pub fn let_samples_go(&mut self) {
        for column in &mut self.columns {
            column.samples.clear();
        }
    }

    /// How dates are to be read.
    pub fn dates(&self) -> DateOrder {
        DateOrder::from_code(&self.dates).unwrap_or(DateOrder::Auto)
    }
}

/// One list on its way in.
#[derive(Debug, Clone)]
pub struct Import {
    /// The id.
    pub id: ImportId,
    /// The site.
    pub site: SiteId,
    /// What it is a list of.
    pub kind: Kind,
    /// What the person called the file.
    pub file_name: String,
    /// Its length in bytes.
    pub file_bytes: i64,
    /// What the file really is, and in which encoding or on which sheet; none before it was read.
    pub about: Option<String>,
    /// How far it is.
    pub state: State,
    /// Why it cannot be read, and the limit that it passed.
    pub reason: Option<(String, Option<u64>)>,
    /// How it is to be understood.
    pub plan: Plan,
    /// Rows of the list.
    pub rows: i32,
    /// Rows that the present step has dealt with: the number of the last.
    pub done: i32,
    /// Who brought it.
    pub brought_by: UserId,
    /// When.
    pub brought_at: Moment,
    /// When it was taken over, or taken back.
    pub ended_at: Option<Moment>,
    /// Rises with every step of a person.
    pub version: i32,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the file.
    pub number: i32,
    /// Its cells as they stood in the file; none once it was taken over.
    pub cells: Vec<String>,
    /// What is to become of it.
    pub fate: Fate,
    /// Why, and what else there is to say.
    pub why: Why,
    /// What a person said of it.
    pub decision: Option<Decision>,
    /// The customer whom it is about, once known.
    pub customer: Option<CustomerId>,
    /// What became of it.
    pub outcome: Option<Outcome>,
}

/// Why a row has its fate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The reason, by its code; empty where there is none to give.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// The words of the row that the reason is about.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Customers who may be meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<i64>,
    /// Fields that would be added to a known customer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adds: Vec<String>,
    /// An earlier row of the same file with the same number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<i32>,
    /// What was taken with a grain of salt, by their codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

impl Why {
    /// For this reason.
    pub fn because(code: &str) -> Self {
        Self { code: code.to_owned(), ..Self::default() }
    }

    /// For this reason, which is about these words.
    pub fn about(code: &str, about: &str) -> Self {
        Self { code: code.to_owned(), about: about.chars().take(80).collect(), ..Self::default() }
    }
}

/// How many rows have each fate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Nobody knows them yet.
    pub new: i64,
    /// Known already.
    pub same: i64,
    /// Somebody has to say who this is.
    pub doubtful: i64,
    /// Of these, those on which nobody has decided.
    pub undecided: i64,
    /// Cannot be taken over.
    pub refused: i64,
    /// No rows of the list.
    pub skipped: i64,
}
