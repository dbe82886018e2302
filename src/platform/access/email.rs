//! Where a person's mail goes.

use crate::base::error::Refused;

/// The longest address that is kept, in characters.
const LONGEST: usize = 200;

/// An address of somebody who works here. It does not print itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads what was typed.
    ///
    /// # Errors
    /// `email_unreadable` where no mail could be sent there.
    pub fn parse(text: &str) -> Result<Self, Refused> {
        let text = text.trim();
        let plain = text.len() <= LONGEST && text.chars().all(|c| c.is_ascii_graphic() && !"<>()[],;:\\\"".contains(c));
        let dotted = text.rsplit_once('@').is_some_and(|(_, host)| host.contains('.') && !host.ends_with('.'));
        match text.parse::<lettre::Address>() {
            Ok(_) if plain && dotted => Ok(Self(text.to_owned())),
            Ok(_) | Err(_) => Err(Refused::invalid("email_unreadable")),
        }
    }

    /// Takes an address that the database keeps.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The whole address: for the envelope, and for the person's own page.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The first letter and the host: `l***@showroom.example`.
    pub fn masked(&self) -> String {
        match self.0.rsplit_once('@') {
            Some((name, host)) => format!("{}***@{host}", name.chars().next().unwrap_or('*')),
            None => "***".to_owned(),
        }
    }
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Email(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Email;

    #[test]
    fn addresses_are_plain() {
        let email = Email::parse(" li.na+desk@mail.showroom.example ").unwrap();
        assert_eq!(email.reveal(), "li.na+desk@mail.showroom.example");
        assert_eq!(
            (email.masked().as_str(), format!("{email:?}").as_str()),
            ("l***@mail.showroom.example", "Email(…)")
        );
        for odd in [
            "",
            "li",
            "li@",
            "@a.example",
            "li@localhost",
            "li na@a.example",
            "li@a.example\r\nBcc: eve@a.example",
            "li@a.example>",
            "\"li na\"@a.example",
            "李@a.example",
            "a@b@c.example",
            &format!("{}@a.example", "l".repeat(200)),
        ] {
            assert!(Email::parse(odd).is_err(), "{odd}");
        }
    }
}
