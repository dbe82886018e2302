//! A refused form, as the person gets it back: everything that was typed, and each sentence beside its field.

use showroom_templates::typed::{Banner, BannerKind, Nearby};
use showroom_templates::{Typed, Words};

use super::form::{Form, unfit};
use super::keys::{KEY_FIELD, Key};
use crate::base::error::{Kind, Refused};

/// The hidden field with the version of the record that a form changes.
pub const VERSION_FIELD: &str = "version";

/// The status of a refusal.
pub fn status(kind: Kind) -> u16 {
    match kind {
        Kind::Invalid | Kind::Law => 422,
        Kind::Taken | Kind::Changed => 409,
    }
}

/// What the form shows again. Its key stays, unless the key itself is what was refused.
pub fn typed(words: Words, form: &Form, no: &Refused, secrets: &[&str], fresh: &Key) -> Typed {
    let kept = form.value(KEY_FIELD).filter(|_| !is_about_the_key(no));
    let mut typed = Typed::fresh(kept.unwrap_or(fresh.as_str()));
    // A record that changed is offered again with its new version, so that pressing once more can succeed.
    let stale = |name: &str| no.kind == Kind::Changed && name == VERSION_FIELD;
    for (name, value) in form.pairs() {
        if name != KEY_FIELD && !secrets.contains(&name.as_str()) && !stale(name) {
            let shown = value.chars().filter(|c| !unfit(*c));
            typed.values.push((name.clone(), shown.collect()));
        }
    }
    for one in no.all() {
        let sentence = sentence(words, one);
        match one.field {
            Some(field) => typed.errors.push((field.to_owned(), sentence)),
            None => say_above(&mut typed, one, sentence),
        }
    }
    typed
}

/// The sentence of a refusal.
pub fn sentence(words: Words, no: &Refused) -> String {
    words.refusal(no.code, &no.params)
}

/// Whether the form needs a new key before it can be sent.
fn is_about_the_key(no: &Refused) -> bool {
    matches!(no.code, "key_missing" | "old_form" | "other_body")
}

fn say_above(typed: &mut Typed, no: &Refused, sentence: String) {
    let banner = typed.banner.get_or_insert_with(|| Banner::new(banner_kind(no.kind), String::new()));
    if banner.text.is_empty() {
        banner.text = sentence;
    } else {
        banner.more.push(sentence);
    }
    for (label, href) in &no.offers {
        banner.nearby.push(Nearby { href: href.clone(), label: label.clone(), note: String::new() });
    }
}

fn banner_kind(kind: Kind) -> BannerKind {
    match kind {
        Kind::Invalid => BannerKind::Refused,
        Kind::Taken => BannerKind::Taken,
        Kind::Changed => BannerKind::Changed,
        Kind::Law => BannerKind::Law,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Moment;

    fn again(body: &str, no: &Refused) -> (Typed, Key) {
        let now: Moment = "2026-11-21T12:00:00".parse().unwrap();
        let fresh = Key::fresh(now);
        (typed(Words::default(), &Form::parse(body.as_bytes()).unwrap(), no, &["password"], &fresh), fresh)
    }

    #[test]
    fn everything_typed_comes_back_but_passwords() {
        let no =
            Refused { more: vec![Refused::invalid("not_a_date").at("on")], ..Refused::invalid("required").at("name") };
        let (typed, _) = again("_key=abc&name=&on=soon&x=1&x=2&password=secret&note=a%00b", &no);
        assert_eq!(typed.key, "abc");
        assert_eq!((typed.value("on"), typed.value("password"), typed.value("note")), (Some("soon"), None, Some("ab")));
        assert_eq!(typed.all("x"), ["1", "2"]);
        assert!(typed.is_first_error("name") && typed.error("on").is_some() && typed.banner.is_none());
    }

    #[test]
    fn a_form_keeps_its_key_unless_the_key_was_refused() {
        for (code, kept) in [("required", true), ("other_body", false), ("old_form", false), ("key_missing", false)] {
            let (typed, fresh) = again("_key=abc", &Refused::invalid(code));
            assert_eq!(typed.key == "abc", kept, "{code}");
            assert_eq!(typed.key == fresh.as_str(), !kept, "{code}");
        }
    }

    #[test]
    fn a_changed_record_is_offered_with_its_new_version() {
        let (typed, _) = again("_key=abc&version=3&name=x", &Refused::changed("changed"));
        assert_eq!((typed.value("version"), typed.value("name")), (None, Some("x")));
        assert_eq!(typed.banner.map(|banner| banner.kind), Some(BannerKind::Changed));
    }

    #[test]
    fn ways_out_are_offered_above_the_form() {
        let no = Refused::taken("unit_taken").offer("1-2-301", "/units/9");
        let (typed, _) = again("_key=abc", &no);
        let banner = typed.banner.unwrap();
        assert_eq!((banner.kind, banner.nearby[0].href.as_str()), (BannerKind::Taken, "/units/9"));
        assert_eq!((status(no.kind), status(Kind::Law)), (409, 422));
    }
}
