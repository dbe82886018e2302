//! Reads pages as a browser does, as far as tests need it: links, forms, and what pressing a button would send.

/// One tag: its name, its attributes, and what follows it.
pub struct Tag<'a> {
    pub name: &'a str,
    attributes: Vec<(&'a str, String)>,
    pub after: &'a str,
}

impl Tag<'_> {
    /// An attribute's value; `Some("")` for one without a value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(found, _)| *found == name).map(|(_, value)| value.as_str())
    }

    fn owned(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }
}

/// All opening and closing tags, in their order; a closing one is called `/form`.
pub fn tags(mut html: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    while let Some(start) = html.find('<') {
        html = &html[start + 1..];
        let name_ends = html.find(|c: char| !(c.is_ascii_alphanumeric() || c == '/' || c == '!')).unwrap_or(html.len());
        let name = &html[..name_ends];
        let (attributes, after) = attributes(&html[name_ends..]);
        found.push(Tag { name, attributes, after });
        html = after;
    }
    found
}

fn attributes(mut html: &str) -> (Vec<(&str, String)>, &str) {
    let mut found = Vec::new();
    loop {
        html = html.trim_start();
        match html.chars().next() {
            None => return (found, html),
            Some('>') => return (found, &html[1..]),
            Some('/' | '=' | '"') => html = &html[1..],
            Some(_) => {
                let ends = html.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>')).unwrap_or(html.len());
                let (name, rest) = html.split_at(ends.max(html.chars().next().map_or(1, char::len_utf8)));
                html = rest;
                let value = html.strip_prefix("=\"").and_then(|rest| rest.split_once('"'));
                if let Some((_, rest)) = value {
                    html = rest;
                }
                found.push((name, value.map_or_else(String::new, |(value, _)| plain(value))));
            }
        }
    }
}

/// Text with its entities resolved.
pub fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

/// What a person reads on a page, words separated by single blanks.
pub fn readable(html: &str) -> String {
    let body = html.split_once("<body").map_or(html, |(_, body)| body);
    let mut text = String::new();
    for piece in body.split('<').skip(1) {
        text.push(' ');
        text.push_str(piece.split_once('>').map_or("", |(_, text)| text));
    }
    plain(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where the page's links lead, as far as they stay on this server.
pub fn links(html: &str) -> Vec<String> {
    let anchors = tags(html).into_iter().filter(|tag| tag.name == "a");
    anchors.filter_map(|tag| Some(tag.get("href")?.to_owned())).filter(|href| href.starts_with('/')).collect()
}

/// One form of a page.
#[derive(Debug, Clone, Default)]
pub struct PageForm {
    pub action: String,
    pub post: bool,
    pub fields: Vec<Field>,
    /// Each button with its name and value, its own address where it has one, and its words.
    pub buttons: Vec<Button>,
    id: String,
}

#[derive(Debug, Clone, Default)]
pub struct Field {
    pub name: String,
    /// `text`, `hidden`, `radio`, `select`, `textarea` …
    pub kind: String,
    pub value: String,
    pub checked: bool,
    pub required: bool,
    pub least: String,
    /// The values of a `select`.
    pub options: Vec<String>,
}

#[derive(Debug, Clone, Default)]
pub struct Button {
    pub name: String,
    pub value: String,
    pub action: Option<String>,
    pub words: String,
}

/// All forms of a page.
pub fn forms(html: &str) -> Vec<PageForm> {
    let mut forms: Vec<PageForm> = Vec::new();
    let mut open: Option<usize> = None;
    // Where the options that follow belong to: the form, and the place of its last field.
    let mut choosing: Option<(usize, usize)> = None;
    let mut elsewhere: Vec<(String, Field)> = Vec::new();
    let mut buttons_elsewhere: Vec<(String, Button)> = Vec::new();
    for tag in tags(html) {
        match tag.name {
            "form" => {
                let post = tag.owned("method").eq_ignore_ascii_case("post");
                forms.push(PageForm { action: tag.owned("action"), post, id: tag.owned("id"), ..PageForm::default() });
                open = Some(forms.len() - 1);
            }
            "/form" => open = None,
            "input" | "select" | "textarea" => {
                let field = field(&tag);
                choosing = None;
                match (tag.get("form"), open) {
                    (Some(id), _) => elsewhere.push((id.to_owned(), field)),
                    (None, Some(at)) => {
                        forms[at].fields.push(field);
                        choosing = (tag.name == "select").then(|| (at, forms[at].fields.len() - 1));
                    }
                    (None, None) => {}
                }
            }
            "/select" => choosing = None,
            "option" => {
                if let Some((form, at)) = choosing {
                    let field = &mut forms[form].fields[at];
                    field.options.push(tag.owned("value"));
                    if tag.get("selected").is_some() || field.options.len() == 1 {
                        field.value = tag.owned("value");
                    }
                }
            }
            "button" => {
                let action = tag.get("formaction").map(str::to_owned);
                let words = tag.after.split("</button>").next().unwrap_or_default();
                let words = readable(&format!("<body>{words}"));
                let button = Button { name: tag.owned("name"), value: tag.owned("value"), action, words };
                match (tag.get("type"), tag.get("form"), open) {
                    (Some("button"), _, _) => {}
                    (_, Some(id), _) => buttons_elsewhere.push((id.to_owned(), button)),
                    (_, None, Some(at)) => forms[at].buttons.push(button),
                    (_, None, None) => {}
                }
            }
            _ => {}
        }
    }
    for form in &mut forms {
        form.fields.extend(elsewhere.iter().filter(|(id, _)| *id == form.id).map(|(_, field)| field.clone()));
        form.buttons
            .extend(buttons_elsewhere.iter().filter(|(id, _)| *id == form.id).map(|(_, button)| button.clone()));
    }
    forms
}

fn field(tag: &Tag) -> Field {
    let kind = match tag.name {
        "input" => tag.get("type").unwrap_or("text").to_owned(),
        other => other.to_owned(),
    };
    let value = match tag.name {
        "textarea" => {
            plain(tag.after.split("</textarea>").next().unwrap_or_default()).trim_start_matches('\n').to_owned()
        }
        "input" if matches!(kind.as_str(), "checkbox" | "radio") => tag.get("value").unwrap_or("on").to_owned(),
        _ => tag.owned("value"),
    };
    Field {
        name: tag.owned("name"),
        kind,
        value,
        checked: tag.get("checked").is_some(),
        required: tag.get("required").is_some(),
        least: tag.owned("min"),
        options: Vec::new(),
    }
}

impl PageForm {
    /// Where the button at this place sends the form.
    pub fn action_of(&self, button: Option<&Button>) -> String {
        button.and_then(|button| button.action.clone()).unwrap_or_else(|| self.action.clone())
    }

    /// What a browser sends when a button is pressed and nothing was typed.
    pub fn untouched(&self, button: Option<&Button>) -> Vec<(String, String)> {
        let sent = self.fields.iter().filter(|field| !field.name.is_empty() && field.is_sent());
        let mut pairs: Vec<_> = sent.map(|field| (field.name.clone(), field.value.clone())).collect();
        pairs.extend(button.filter(|button| !button.name.is_empty()).map(|b| (b.name.clone(), b.value.clone())));
        pairs
    }

    /// The names of all its fields, each once.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.fields.iter().map(|field| field.name.clone()).collect();
        names.extend(self.buttons.iter().map(|button| button.name.clone()));
        names.retain(|name| !name.is_empty());
        names.sort();
        names.dedup();
        names
    }
}

impl Field {
    fn is_sent(&self) -> bool {
        !matches!(self.kind.as_str(), "checkbox" | "radio") || self.checked
    }
}

#[test]
fn a_page_is_read_as_a_browser_reads_it() {
    let page = "<body><a href=\"/a?x=1&amp;y=2\">A</a><form id=\"f\" action=\"/send\" method=\"post\"><input type=\"hidden\" name=\"_key\" value=\"k\">\
                <input name=\"n\" required value=\"&lt;3\"><input type=\"radio\" name=\"r\" value=\"1\" checked><input type=\"radio\" name=\"r\" value=\"2\">\
                <select name=\"s\"><option value=\"\">-</option><option value=\"b\" selected>B</option></select>\
                <textarea name=\"t\">\nwords</textarea><button name=\"go\" value=\"on\"><b>Go</b> on</button></form>\
                <input form=\"f\" name=\"far\" value=\"away\"></body>";
    assert_eq!(links(page), ["/a?x=1&y=2"]);
    let form = &forms(page)[0];
    let sent = form.untouched(form.buttons.first());
    let sent: Vec<String> = sent.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(sent, ["_key=k", "n=<3", "r=1", "s=b", "t=words", "far=away", "go=on"]);
    assert_eq!(form.buttons[0].words, "Go on");
    assert!(readable(page).starts_with("A - B words Go on"), "{}", readable(page));
}
