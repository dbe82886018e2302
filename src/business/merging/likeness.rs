//! Are these two the same person? Says what speaks for it; a person decides.

/// What is known of somebody, as far as likeness goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The name as it is written; empty where none was given.
    pub name: String,
    /// How the name sounds.
    pub sound: String,
    /// Numbers in normal form.
    pub numbers: Vec<String>,
    /// WeChat id.
    pub wechat: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
}

/// What speaks for two being one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The same name in the same characters.
    SameName,
    /// Names that sound the same.
    SameSound,
    /// Numbers that differ by one slip of the finger.
    NearNumber,
    /// The same WeChat id.
    SameWechat,
    /// The same e-mail address.
    SameEmail,
    /// Somebody said so.
    Told,
}

impl Why {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::SameName, Self::SameSound, Self::NearNumber, Self::SameWechat, Self::SameEmail, Self::Told];

    /// As stored.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameName => "same_name",
            Self::SameSound => "same_sound",
            Self::NearNumber => "near_number",
            Self::SameWechat => "same_wechat",
            Self::SameEmail => "same_email",
            Self::Told => "told",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.code() == code)
    }
}

/// What speaks for two being one; empty where it is not enough to ask: a name alone is not, an address alone is.
pub fn alike(one: &Known, other: &Known) -> Vec<Why> {
    let mut why = Vec::new();
    if !one.name.is_empty() && one.name == other.name {
        why.push(Why::SameName);
    } else if !one.sound.is_empty() && one.sound == other.sound {
        why.push(Why::SameSound);
    }
    let named = !why.is_empty();
    if one.numbers.iter().any(|a| other.numbers.iter().any(|b| near(a, b))) {
        why.push(Why::NearNumber);
    }
    let same = |a: &Option<String>, b: &Option<String>| match (a, b) {
        (Some(a), Some(b)) => a.trim().eq_ignore_ascii_case(b.trim()),
        _ => false,
    };
    let addressed =
        [(same(&one.wechat, &other.wechat), Why::SameWechat), (same(&one.email, &other.email), Why::SameEmail)];
    let by_address = addressed.iter().any(|(holds, _)| *holds);
    why.extend(addressed.into_iter().filter_map(|(holds, why)| holds.then_some(why)));
    let enough = by_address || (named && why.contains(&Why::NearNumber));
    if enough { why } else { Vec::new() }
}

/// Whether two numbers differ by one digit, or by two neighbours that changed places.
pub fn near(one: &str, other: &str) -> bool {
    if one.len() != other.len() || one == other {
        return false;
    }
    let different: Vec<usize> =
        one.bytes().zip(other.bytes()).enumerate().filter_map(|(at, (a, b))| (a != b).then_some(at)).collect();
    match different.as_slice() {
        [_] => true,
        [first, second] => {
            let (one, other) = (one.as_bytes(), other.as_bytes());
            second - first == 1 && one[*first] == other[*second] && one[*second] == other[*first]
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_near_by_one_slip() {
        for (one, other, expected) in [
            ("+8613800138000", "+8613800138001", true),
            ("+8613800138000", "+8613800138000", false),
            ("+8613800138012", "+8613800138021", true),
            ("+8613800138012", "+8613800138022", true),
            ("+8613800138012", "+8613800138102", true),
            ("+8613800138012", "+8613800138210", false),
            ("+8613800138000", "+861380013800", false),
            ("+8613800138000", "+8613900139000", false),
        ] {
            assert_eq!(near(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn a_name_alone_is_not_enough_and_an_address_is() {
        let known = |name: &str, sound: &str, number: &str, wechat: &str, email: &str| Known {
            name: name.into(),
            sound: sound.into(),
            numbers: vec![number.into()],
            wechat: (!wechat.is_empty()).then(|| wechat.into()),
            email: (!email.is_empty()).then(|| email.into()),
        };
        let wang = known("王小明", "wangxiaoming", "+8613800138000", "xm88", "xm@example.com");
        for (other, expected) in [
            (known("王小明", "wangxiaoming", "+8613911112222", "", ""), vec![]),
            (known("王小明", "wangxiaoming", "+8613800138001", "", ""), vec![Why::SameName, Why::NearNumber]),
            (known("汪晓铭", "wangxiaoming", "+8613800138001", "", ""), vec![Why::SameSound, Why::NearNumber]),
            (known("李娜", "lina", "+8613800138001", "", ""), vec![]),
            (known("", "", "+8613911112222", "XM88 ", ""), vec![Why::SameWechat]),
            (known("李娜", "lina", "+8613911112222", "", "XM@example.com"), vec![Why::SameEmail]),
            (known("", "", "+8613800138001", "", ""), vec![]),
        ] {
            assert_eq!(alike(&wang, &other), expected, "{other:?}");
            assert_eq!(alike(&other, &wang), expected);
        }
        for why in Why::ALL {
            assert_eq!(Why::from_code(why.code()), Some(why));
        }
    }
}
