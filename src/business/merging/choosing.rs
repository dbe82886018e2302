//! What the one person is, of two: each field from the one card or from the other, and what both add up to.

use crate::business::customers::model::{Customer, Title};

/// From which of the two cards a field is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The customer that stays.
    Kept,
    /// The one that goes.
    Gone,
}

impl Side {
    /// As sent by the form.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Gone => "gone",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Kept, Self::Gone].into_iter().find(|side| side.code() == code)
    }
}

/// A field that is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The name, and how the person is addressed.
    Name,
    /// The number that is called first.
    Number,
    /// To whom the customer belongs.
    Owner,
    /// The grade.
    Grade,
    /// Where they heard of us.
    Channel,
    /// Where they live or work.
    District,
    /// What they do.
    Occupation,
    /// WeChat id.
    Wechat,
    /// E-mail address.
    Email,
    /// What else is worth knowing.
    Note,
}

impl Field {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Number,
        Self::Owner,
        Self::Grade,
        Self::Channel,
        Self::District,
        Self::Occupation,
        Self::Wechat,
        Self::Email,
        Self::Note,
    ];

    /// The name of its input.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Number => "number",
            Self::Owner => "owner",
            Self::Grade => "grade",
            Self::Channel => "channel",
            Self::District => "district",
            Self::Occupation => "occupation",
            Self::Wechat => "wechat",
            Self::Email => "email",
            Self::Note => "note",
        }
    }
}

/// What was chosen; what nobody chose is from the customer that stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices(pub Vec<(Field, Side)>);

impl Choices {
    /// The side of a field.
    pub fn of(&self, field: Field) -> Side {
        self.0.iter().find(|(chosen, _)| *chosen == field).map_or(Side::Kept, |(_, side)| *side)
    }

    fn pick<'a, T>(&self, field: Field, kept: &'a T, gone: &'a T) -> &'a T {
        match self.of(field) {
            Side::Kept => kept,
            Side::Gone => gone,
        }
    }
}

/// What is offered: what only one has is taken from that one; the owner is whoever registered first; the grade is the newer one.
pub fn offered(kept: &Customer, gone: &Customer) -> Choices {
    let only_gone = |kept: bool, gone: bool| if !kept && gone { Side::Gone } else { Side::Kept };
    let side = |field: Field| match field {
        Field::Name => only_gone(kept.name.is_some(), gone.name.is_some()),
        Field::Number => Side::Kept,
        Field::Owner => match (kept.registered_at, gone.registered_at) {
            (Some(kept), Some(gone)) if gone < kept => Side::Gone,
            (Some(_), Some(_)) => Side::Kept,
            _ => only_gone(kept.owner.is_some(), gone.owner.is_some()),
        },
        Field::Grade if gone.grade.is_some() && gone.graded_at > kept.graded_at => Side::Gone,
        Field::Grade => only_gone(kept.grade.is_some(), gone.grade.is_some()),
        Field::Channel => only_gone(kept.channel.is_some(), gone.channel.is_some()),
        Field::District => only_gone(kept.district.is_some(), gone.district.is_some()),
        Field::Occupation => only_gone(kept.occupation.is_some(), gone.occupation.is_some()),
        Field::Wechat => only_gone(kept.wechat.is_some(), gone.wechat.is_some()),
        Field::Email => only_gone(kept.email.is_some(), gone.email.is_some()),
        Field::Note => only_gone(kept.note.is_some(), gone.note.is_some()),
    };
    Choices(Field::ALL.map(|field| (field, side(field))).into())
}

/// The one person. What is counted adds up, what began first began then, what happened last happened then.
pub fn merged(kept: &Customer, gone: &Customer, choices: &Choices) -> Customer {
    let later = if gone.last_visit_at > kept.last_visit_at { gone } else { kept };
    let first = if gone.created_at < kept.created_at { gone } else { kept };
    let named = choices.pick(Field::Name, kept, gone);
    let owned = choices.pick(Field::Owner, kept, gone);
    let graded = choices.pick(Field::Grade, kept, gone);
    // Given up is given up only where both were.
    let lost = if gone.lost_at.is_some() { kept } else { gone };
    let mut refused = kept.refused.clone();
    refused.extend(gone.refused.iter().filter(|field| !kept.refused.contains(field)).cloned());
    Customer {
        name: named.name.clone(),
        title: if named.title == Title::None { kept.title } else { named.title },
        owner: owned.owner,
        owner_since: owned.owner_since,
        grade: graded.grade,
        graded_at: graded.graded_at,
        intent: later.intent,
        channel: choices.pick(Field::Channel, &kept.channel, &gone.channel).clone(),
        district: choices.pick(Field::District, &kept.district, &gone.district).clone(),
        wechat: choices.pick(Field::Wechat, &kept.wechat, &gone.wechat).clone(),
        email: choices.pick(Field::Email, &kept.email, &gone.email).clone(),
        occupation: choices.pick(Field::Occupation, &kept.occupation, &gone.occupation).clone(),
        note: choices.pick(Field::Note, &kept.note, &gone.note).clone(),
        last_contact_at: kept.last_contact_at.max(gone.last_contact_at),
        next_contact_on: earlier(kept.next_contact_on, gone.next_contact_on),
        do_not_call_until: kept.do_not_call_until.max(gone.do_not_call_until),
        refused,
        visits: kept.visits + gone.visits,
        last_visit_at: kept.last_visit_at.max(gone.last_visit_at),
        registered_at: earlier(kept.registered_at, gone.registered_at),
        bought_at: earlier(kept.bought_at, gone.bought_at),
        lost_at: lost.lost_at,
        lost_reason: lost.lost_reason.clone(),
        created_by: first.created_by,
        created_at: first.created_at,
        ..kept.clone()
    }
}

/// The earlier of two, where each may be nothing.
fn earlier<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
