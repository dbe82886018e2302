//! Customers over HTTP: the list, the card, the notice, the grade, the owner, lost and won back.

use std::collections::HashMap;

use showroom_templates::pages::customers as pages;
use showroom_templates::parts::Choice;
use showroom_templates::{Nav, Typed, urls};

use super::actions::{self, Answer as Said, NUMBER_FIELDS, REASSIGN_REASONS};
use super::card::Field;
use super::model::{CHANNELS, CardInput, Customer, LOST_REASONS, NumberInput, Title};
use super::present::{self, CardFacts, ListFacts};
use super::search::{self, Cursor, Wanted};
use super::seeing::{self, Sight};
use super::{facts, grading, needs, notice, store};
use crate::base::actor::Actor;
use crate::base::clock::{Date, Moment};
use crate::base::error::{Answered, Refused};
use crate::base::grade::Grade;
use crate::base::ids::{CustomerId, RowId, SiteId, UserId};
use crate::base::name::Name;
use crate::base::phone::Phone;
use crate::base::role::{Need, Role};
use crate::business::sites;
use crate::platform::access;
use crate::platform::db::{Conn, Tx};
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};

/// The longest note on a card.
const LONGEST_NOTE: usize = 600;
/// The longest short field of a card.
const LONGEST_FIELD: usize = 60;

/// The routes of this capability. The page of one customer is composed in `desk`.
pub fn routes(r: &mut Routes) {
    r.get("/customers", Need::SeeCustomers, list);
    r.get("/customers/{customer}/card", Need::EditCustomer, card);
    r.post("/customers/{customer}/card", Need::EditCustomer, save_card);
    r.get("/customers/{customer}/consent", Need::EditCustomer, consent);
    r.post("/customers/{customer}/consent", Need::EditCustomer, save_consent);
    r.get("/customers/{customer}/grade", Need::SetGrade, grade);
    r.post("/customers/{customer}/grade", Need::SetGrade, save_grade);
    r.get("/customers/{customer}/owner", Need::Reassign, owner);
    r.post("/customers/{customer}/owner", Need::Reassign, save_owner);
    r.post("/customers/{customer}/number", Need::RevealNumber, reveal);
    r.get("/customers/{customer}/loss", Need::EditCustomer, loss);
    r.post("/customers/{customer}/loss", Need::EditCustomer, lose);
    r.post("/customers/{customer}/comeback", Need::EditCustomer, win_back);
}

// -------------------------------------------------------------------------------------------------------------- list

async fn list(ask: Ask) -> Answer {
    let wanted = Wanted {
        text: ask.query("q").map(str::to_owned),
        grade: ask.query("grade").and_then(Grade::from_code),
        owner: ask.query_id::<UserId>("owner"),
        channel: ask.query("channel").filter(|code| CHANNELS.contains(code)).map(str::to_owned),
        after: ask.query("after").and_then(Cursor::from_code),
    };
    let (actor, looked) = (ask.actor.clone(), wanted.clone());
    let (site, found, facts) = ask
        .read(move |conn| {
            let site = sites::of(conn, actor.site)?;
            let found = search::search(conn, actor.site, &site.country, &looked)?;
            let facts = list_facts(conn, &actor, &found.customers)?;
            Ok((site, found, facts))
        })
        .await?;
    let role = |need| ask.actor.may(need);
    let may = (role(Need::ReceiveParty), role(Need::ProtectData), role(Need::MergeCustomers));
    let mut page = present::list_page(ask.words, &site, ask.now, &wanted, &found, &facts, may);
    page.around = present::around(ask.words, &ask.actor, Need::SeeCustomers);
    let frame = ask.frame(ask.words.customers_title(), Nav::Customers);
    let mut frame = ask.offer_file(frame, "customers", &["q", "grade", "owner", "channel"]);
    if ask.actor.may(Need::ImportLists) {
        frame = frame.with_aside(urls::lists::imports(), ask.words.lists_import_link());
    }
    Ok(Reply::page(pages::list(&frame, &page)))
}

fn list_facts(conn: &mut Conn, actor: &Actor, people: &[Customer]) -> Answered<ListFacts> {
    let ids: Vec<CustomerId> = people.iter().map(|customer| customer.id).collect();
    let mut numbers = HashMap::new();
    for number in store::numbers_of_many(conn, &ids)? {
        let owner = people.iter().find(|customer| customer.id == number.customer).and_then(|customer| customer.owner);
        let sight = seeing::number(actor.user, owner, None);
        // Main numbers come first; the others do not replace them.
        numbers.entry(number.customer).or_insert((number, sight));
    }
    let members = access::list(conn, actor.site)?;
    let consultants = members
        .iter()
        .filter(|member| member.role == Role::Consultant && member.user.suspended_at.is_none())
        .map(|member| (member.user.id, member.user.name.clone()))
        .collect();
    let names = members.into_iter().map(|member| (member.user.id, member.user.name)).collect();
    Ok(ListFacts { numbers, names, consultants })
}

// -------------------------------------------------------------------------------------------------------------- card

async fn card(ask: Ask) -> Answer {
    draw_card(&ask, ask.fresh()).await
}

async fn draw_card(ask: &Ask, mut typed: Typed) -> Answer {
    let (id, actor, now) = (ask.id::<CustomerId>("customer")?, ask.actor.clone(), ask.now);
    let facts = ask.read(move |conn| card_facts(conn, &actor, now, id)).await?;
    if let Some(banner) =
        typed.banner.as_mut().filter(|banner| banner.kind == showroom_templates::typed::BannerKind::Changed)
    {
        let mut shown = Typed::default();
        shown.values.clone_from(&typed.values);
        banner.changes = present::card_changes(ask.words, &facts.customer, &shown);
    }
    let name = present::name_or_unnamed(ask.words, &facts.customer);
    let page = present::card_page(ask.words, &facts, typed, urls::customers::show(id.0));
    let frame = ask.frame(ask.words.customers_card_title(name), Nav::Customers).with_back(urls::customers::show(id.0));
    Ok(Reply::page(pages::card_page(&frame, &page)))
}

fn card_facts(conn: &mut Conn, actor: &Actor, now: Moment, id: CustomerId) -> Answered<CardFacts> {
    let site = sites::of(conn, actor.site)?;
    let customer = actions::workable_to_read(conn, actor, id, Need::EditCustomer)?;
    let completeness = actions::completeness(conn, &site, &customer)?;
    let makes_owner = actions::makes_owner(&customer, actor, now, &site);
    let sight = sight_of(conn, actor, &customer, now)?;
    let told = match actions::current_journey(conn, id)? {
        Some(journey) => Some((needs::questions(site.goods)?, needs::of_journey(conn, journey)?)),
        None => None,
    };
    Ok(CardFacts { numbers: store::numbers_of(conn, id)?, customer, sight, completeness, makes_owner, told })
}

/// How this reader sees the customer's numbers now.
///
/// # Errors
/// Faults of the database.
pub fn sight_of(conn: &mut Conn, actor: &Actor, customer: &Customer, now: Moment) -> Answered<Sight> {
    let told = actions::told_to(conn, actor.site, customer.id)?;
    let sight = seeing::number(actor.user, customer.owner, told);
    match (sight, actor.user) {
        (Sight::Masked, Some(user)) if actions::revealed_lately(conn, user, customer.id, now)? => Ok(Sight::Whole),
        (sight, _) => Ok(sight),
    }
}

/// The card as it was sent.
struct CardForm {
    version: i32,
    input: CardInput,
    do_not_call_until: Option<Date>,
}

async fn save_card(ask: Ask) -> Answer {
    let (id, at) = (ask.id::<CustomerId>("customer")?, ask.actor.site);
    let asked = needs::questions(ask.read(move |conn| Ok(sites::of(conn, at)?.goods)).await?)?;
    let act = move |tx: &mut Tx, form: &CardForm| {
        actions::save_card(tx, id, form.version, &form.input, form.do_not_call_until)?;
        Ok(urls::customers::show(id.0))
    };
    ask.submit(|f: &mut Fields| read_card(f, asked), act, async |ask: &Ask, typed| draw_card(ask, typed).await).await
}

fn read_card(f: &mut Fields, asked: &[needs::Question]) -> Option<CardForm> {
    let version = version_of(f);
    let refused = f.choices("refused", Field::from_code).iter().map(|field| field.code().to_owned()).collect();
    let input = CardInput {
        name: f.parse_opt("name", Name::parse),
        title: f.choice_opt("title", Title::from_code).unwrap_or(Title::None),
        numbers: NUMBER_FIELDS.iter().zip(NUMBER_ROWS).filter_map(|(field, row)| number_of(f, field, row)).collect(),
        wechat: f.opt_to("wechat", LONGEST_FIELD),
        email: f.parse_opt("email", email),
        district: f.opt_to("district", LONGEST_FIELD),
        occupation: f.opt_to("occupation", LONGEST_FIELD),
        channel: f.choice_opt("channel", |code| CHANNELS.contains(&code).then(|| code.to_owned())),
        note: f.opt_to("note", LONGEST_NOTE),
        refused,
        told: needs::sent(f, asked),
    };
    let do_not_call_until = f.date_opt("do_not_call_until");
    Some(CardForm { version: version?, input, do_not_call_until })
}

const NUMBER_ROWS: [&str; 3] = ["phone_row_1", "phone_row_2", "phone_row_3"];

/// A number on the form: a masked one stands for the row beside it, anything else is read as a number.
fn number_of(f: &mut Fields, field: &'static str, row: &'static str) -> Option<NumberInput> {
    let text = f.opt_to(field, LONGEST_FIELD)?;
    if text.contains('*') {
        let kept = f.id_opt::<RowId>(row);
        if kept.is_none() {
            f.refuse(field, "phone_unreadable");
        }
        return kept.map(NumberInput::Kept);
    }
    let country = f.country().to_owned();
    f.parse_opt(field, |text| Phone::parse(text, &country)).map(NumberInput::New)
}

/// An address is taken as it is; whether mail arrives there, only mail can tell.
fn email(text: &str) -> Result<String, Refused> {
    let text = text.trim();
    let parts: Vec<&str> = text.split('@').collect();
    let whole = matches!(parts.as_slice(), [user, host] if !user.is_empty() && host.contains('.') && !host.starts_with('.') && !host.ends_with('.'));
    if whole && text.len() <= 120 && !text.chars().any(char::is_whitespace) {
        Ok(text.to_owned())
    } else {
        Err(Refused::invalid("email_unreadable"))
    }
}

fn version_of(f: &mut Fields) -> Option<i32> {
    f.int("version", 1..=i64::from(i32::MAX)).and_then(|version| i32::try_from(version).ok())
}

// ----------------------------------------------------------------------------------------------------------- consent

async fn consent(ask: Ask) -> Answer {
    draw_consent(&ask, ask.fresh()).await
}

async fn draw_consent(ask: &Ask, typed: Typed) -> Answer {
    let (id, actor) = (ask.id::<CustomerId>("customer")?, ask.actor.clone());
    let (site, customer, answered) = ask
        .read(move |conn| {
            let customer = actions::workable_to_read(conn, &actor, id, Need::EditCustomer)?;
            Ok((sites::of(conn, actor.site)?, customer, store::consents_of(conn, id)?))
        })
        .await?;
    let notice = notice::on(ask.today())?;
    let page = present::consent_page(ask.words, &site, id, notice, &answered, typed);
    let title = ask.words.customers_consent_title(present::name_or_unnamed(ask.words, &customer));
    let frame = ask.frame(title, Nav::Customers).with_back(urls::customers::show(id.0));
    Ok(Reply::page(pages::consent_page(&frame, &page)))
}

async fn save_consent(ask: Ask) -> Answer {
    let (id, lang) = (ask.id::<CustomerId>("customer")?, ask.words.lang);
    let shown = notice::on(ask.today())?;
    let read = |f: &mut Fields| {
        let version = f.int("notice_version", 1..=i64::from(i32::MAX));
        let mut answers = Vec::new();
        for (asked, value) in f.named("consent_", "consents") {
            match (shown.consents.iter().any(|known| known.id == asked), value.as_str()) {
                (true, "yes") => answers.push(Said { purpose: asked, given: true }),
                (true, "no") => answers.push(Said { purpose: asked, given: false }),
                _ => f.refuse("consents", "not_a_choice"),
            }
        }
        Some((i32::try_from(version?).ok()?, answers))
    };
    let act = move |tx: &mut Tx, (version, answers): &(i32, Vec<Said>)| {
        actions::answer_notice(tx, id, *version, lang, answers)?;
        Ok(urls::customers::show(id.0))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw_consent(ask, typed).await).await
}

// ------------------------------------------------------------------------------------------------------------- grade

async fn grade(ask: Ask) -> Answer {
    draw_grade(&ask, ask.fresh()).await
}

async fn draw_grade(ask: &Ask, typed: Typed) -> Answer {
    let (id, actor) = (ask.id::<CustomerId>("customer")?, ask.actor.clone());
    let (site, customer, suggestion, changes, names) = ask
        .read(move |conn| {
            let site = sites::of(conn, actor.site)?;
            let customer = actions::workable_to_read(conn, &actor, id, Need::SetGrade)?;
            let suggestion = grading::suggest(&facts::gather(conn, &customer)?, &site.scale);
            let changes = store::grades_of(conn, id, 20)?;
            Ok((site, customer, suggestion, changes, names_of(conn, actor.site)?))
        })
        .await?;
    let (words, today) = (ask.words, ask.today());
    let who = |user: Option<UserId>| user.and_then(|user| names.get(&user)).map_or("", String::as_str);
    let history =
        changes.iter().map(|change| present::grade_event(words, &site, change, who(change.set_by), today)).collect();
    let page = present::grade_page(words, &site, &customer, &suggestion, history, typed);
    let title = words.customers_grade_title(present::name_or_unnamed(words, &customer));
    let frame = ask.frame(title, Nav::Customers).with_back(urls::customers::show(id.0));
    Ok(Reply::page(pages::grade_page(&frame, &page)))
}

fn names_of(conn: &mut Conn, site: SiteId) -> Answered<HashMap<UserId, String>> {
    Ok(access::list(conn, site)?.into_iter().map(|member| (member.user.id, member.user.name)).collect())
}

async fn save_grade(ask: Ask) -> Answer {
    let id = ask.id::<CustomerId>("customer")?;
    let read = |f: &mut Fields| {
        let (version, grade, reason) = (version_of(f), f.choice("grade", Grade::from_code), f.opt("grade_reason"));
        Some((version?, grade?, reason))
    };
    let act = move |tx: &mut Tx, (version, grade, reason): &(i32, Grade, Option<String>)| {
        actions::set_grade(tx, id, *version, *grade, reason.as_deref())?;
        Ok(urls::customers::show(id.0))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw_grade(ask, typed).await).await
}

// ------------------------------------------------------------------------------------------------------------- owner

async fn owner(ask: Ask) -> Answer {
    draw_owner(&ask, ask.fresh()).await
}

async fn draw_owner(ask: &Ask, typed: Typed) -> Answer {
    let (id, at) = (ask.id::<CustomerId>("customer")?, ask.actor.site);
    let (customer, members) = ask.read(move |conn| Ok((store::find(conn, at, id)?, access::list(conn, at)?))).await?;
    let now_with = members.iter().find(|member| Some(member.user.id) == customer.owner);
    let page = pages::OwnerPage {
        id: id.0,
        version: customer.version,
        typed,
        owner: now_with.map(|member| member.user.name.clone()),
        consultants: members
            .iter()
            .filter(|member| member.role == Role::Consultant && member.user.suspended_at.is_none())
            .filter(|member| Some(member.user.id) != customer.owner)
            .map(|member| Choice::new(member.user.id, &member.user.name))
            .collect(),
        reasons: present::choices(ask.words, "customers_reassign", &REASSIGN_REASONS),
    };
    let title = ask.words.customers_owner_title(present::name_or_unnamed(ask.words, &customer));
    let frame = ask.frame(title, Nav::Customers).with_back(urls::customers::show(id.0));
    Ok(Reply::page(pages::owner_page(&frame, &page)))
}

async fn save_owner(ask: Ask) -> Answer {
    let id = ask.id::<CustomerId>("customer")?;
    let read = |f: &mut Fields| {
        let (version, owner, reason) = (version_of(f), f.id::<UserId>("owner"), one_of(f, "reason", &REASSIGN_REASONS));
        Some((version?, owner?, reason?))
    };
    let to = ask.back_or(urls::customers::show(id.0));
    let act = move |tx: &mut Tx, (version, owner, reason): &(i32, UserId, String)| {
        actions::reassign(tx, id, *version, *owner, reason)?;
        Ok(to.clone())
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw_owner(ask, typed).await).await
}

fn one_of(f: &mut Fields, field: &'static str, codes: &[&str]) -> Option<String> {
    f.choice(field, |code| codes.contains(&code).then(|| code.to_owned()))
}

// ------------------------------------------------------------------------------------------- number, loss, comeback

async fn reveal(ask: Ask) -> Answer {
    let id = ask.id::<CustomerId>("customer")?;
    let act = move |tx: &mut Tx| {
        actions::reveal(tx, id)?;
        Ok(urls::customers::show(id.0))
    };
    ask.submit_plain(act, async |ask: &Ask, typed| draw_no(ask, typed).await).await
}

async fn loss(ask: Ask) -> Answer {
    draw_loss(&ask, ask.fresh()).await
}

async fn draw_loss(ask: &Ask, typed: Typed) -> Answer {
    let (id, actor) = (ask.id::<CustomerId>("customer")?, ask.actor.clone());
    let customer = ask.read(move |conn| actions::workable_to_read(conn, &actor, id, Need::EditCustomer)).await?;
    let page =
        pages::LossPage { id: id.0, version: customer.version, typed, reasons: present::lost_reasons(ask.words) };
    let title = ask.words.customers_loss_title(present::name_or_unnamed(ask.words, &customer));
    let frame = ask.frame(title, Nav::Customers).with_back(urls::customers::show(id.0));
    Ok(Reply::page(pages::loss_page(&frame, &page)))
}

async fn lose(ask: Ask) -> Answer {
    let id = ask.id::<CustomerId>("customer")?;
    let read = |f: &mut Fields| {
        let (version, reason) = (version_of(f), one_of(f, "reason", &LOST_REASONS));
        Some((version?, reason?))
    };
    let act = move |tx: &mut Tx, (version, reason): &(i32, String)| {
        actions::lose(tx, id, *version, reason)?;
        Ok(urls::customers::show(id.0))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw_loss(ask, typed).await).await
}

async fn win_back(ask: Ask) -> Answer {
    let id = ask.id::<CustomerId>("customer")?;
    let act = move |tx: &mut Tx| {
        actions::win_back(tx, id)?;
        Ok(urls::customers::show(id.0))
    };
    ask.submit_plain(act, async |ask: &Ask, typed| draw_no(ask, typed).await).await
}

/// A button without fields was refused: why, and the way back.
async fn draw_no(ask: &Ask, typed: Typed) -> Answer {
    let (id, at) = (ask.id::<CustomerId>("customer")?, ask.actor.site);
    let customer = ask.read(move |conn| store::find(conn, at, id)).await?;
    let frame = ask.frame(present::name_or_unnamed(ask.words, &customer), Nav::Customers);
    let frame = frame.with_back(urls::customers::show(id.0));
    Ok(Reply::page(pages::refused(&frame, &typed, &urls::customers::show(id.0))))
}

#[cfg(test)]
mod tests {
    use super::email;

    #[test]
    fn an_address_has_a_name_and_a_host() {
        for (text, fine) in [
            ("wang@example.com", true),
            (" li.na+flat@mail.example.cn ", true),
            ("wang", false),
            ("wang@", false),
            ("@example.com", false),
            ("wang@example", false),
            ("wang@.com", false),
            ("a b@example.com", false),
            ("a@b@example.com", false),
        ] {
            assert_eq!(email(text).is_ok(), fine, "{text}");
        }
    }
}
