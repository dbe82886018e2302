//! Is the customer's card complete? A field counts when it was given, or when the customer would not give it and that is marked.

/// A field of the card. The later ones are the needs that were noted on the floor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The name.
    Name,
    /// A number, or another way to reach them.
    Phone,
    /// Where they heard of us.
    Channel,
    /// Where they live or work.
    District,
    /// What it is for.
    Purpose,
    /// What it may cost.
    Budget,
    /// How large.
    Area,
    /// How many rooms.
    Rooms,
    /// When.
    When,
    /// Who decides.
    Decider,
    /// With a loan or without.
    Loan,
}

impl Field {
    /// All fields, in the order of the card.
    pub const ALL: [Self; 11] = [
        Self::Name,
        Self::Phone,
        Self::Channel,
        Self::District,
        Self::Purpose,
        Self::Budget,
        Self::Area,
        Self::Rooms,
        Self::When,
        Self::Decider,
        Self::Loan,
    ];

    /// The name, as in forms, in `refused_fields` and as the question of a need.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Channel => "channel",
            Self::District => "district",
            Self::Purpose => "purpose",
            Self::Budget => "budget",
            Self::Area => "area",
            Self::Rooms => "rooms",
            Self::When => "when",
            Self::Decider => "decider",
            Self::Loan => "loan",
        }
    }

    /// Reads a name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.code() == code)
    }

    /// Fields that make sense only where homes are sold.
    pub const fn of_homes(self) -> bool {
        matches!(self, Self::Area | Self::Rooms | Self::District)
    }
}

/// How a field stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is on the card.
    Given,
    /// They would not say.
    Refused,
    /// Nobody asked yet.
    Missing,
}

/// How complete a card is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completeness {
    /// Each field that this site asks for.
    pub fields: Vec<(Field, Standing)>,
}

impl Completeness {
    /// Whether nothing is missing.
    pub fn complete(&self) -> bool {
        self.missing().next().is_none()
    }

    /// 0 to 100; a field that was refused counts, for it was asked.
    pub fn percent(&self) -> u8 {
        let all = self.fields.len().max(1);
        u8::try_from((all - self.missing().count()) * 100 / all).unwrap_or(100)
    }

    /// What is still to be asked.
    pub fn missing(&self) -> impl Iterator<Item = Field> {
        self.that_are(Standing::Missing)
    }

    /// What they would not say.
    pub fn refused(&self) -> impl Iterator<Item = Field> {
        self.that_are(Standing::Refused)
    }

    fn that_are(&self, standing: Standing) -> impl Iterator<Item = Field> {
        self.fields.iter().filter(move |(_, stands)| *stands == standing).map(|(field, _)| *field)
    }
}

/// Looks over a card. `given` and `refused` are the codes of fields; what is both given and refused is given.
pub fn completeness(homes: bool, given: &[&str], refused: &[&str]) -> Completeness {
    let standing = |field: Field| {
        if given.contains(&field.code()) {
            Standing::Given
        } else if refused.contains(&field.code()) {
            Standing::Refused
        } else {
            Standing::Missing
        }
    };
    Completeness {
        fields: Field::ALL
            .into_iter()
            .filter(|field| homes || !field.of_homes())
            .map(|field| (field, standing(field)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [&str; 11] =
        ["name", "phone", "channel", "district", "purpose", "budget", "area", "rooms", "when", "decider", "loan"];

    fn check(homes: bool, given: &[&str], refused: &[&str], percent: u8, complete: bool) {
        let card = completeness(homes, given, refused);
        assert_eq!((card.percent(), card.complete()), (percent, complete), "{card:?}");
    }

    #[test]
    fn what_was_asked_counts_be_it_refused() {
        check(true, &[], &[], 0, false);
        check(true, &ALL, &[], 100, true);
        check(true, &[], &ALL, 100, true);
        check(true, &ALL[..10], &[], 90, false);
        check(true, &ALL[..10], &["loan"], 100, true);
        check(true, &ALL, &["name"], 100, true);
        check(false, &ALL[..3], &[], 37, false);
        check(false, &["name", "phone", "channel", "purpose", "budget", "when", "decider"], &["loan"], 100, true);
        check(true, &["nonsense"], &["nonsense"], 0, false);
    }

    #[test]
    fn codes_are_the_fields() {
        assert_eq!(Field::ALL.map(Field::code), ALL);
        let card = completeness(true, &ALL[..9], &["loan"]);
        assert_eq!(card.missing().collect::<Vec<_>>(), [Field::Decider]);
        assert_eq!(card.refused().collect::<Vec<_>>(), [Field::Loan]);
    }
}
