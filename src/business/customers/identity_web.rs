//! Who is who, over HTTP: whose number is being typed, several numbers of one person, households.

use showroom_templates::pages::identity as pages;
use showroom_templates::parts::Choice;
use showroom_templates::{Nav, Typed, Words, urls};

use super::actions;
use super::actions::workable_to_read as workable;
use super::households::{self, Kin, Relation};
use super::lookup::{self, Hit};
use super::model::{Customer, NUMBER_LABELS};
use super::search::{self, Wanted};
use super::web::sight_of;
use super::{present, store};
use crate::base::error::Answered;
use crate::base::ids::{CustomerId, RowId};
use crate::base::role::Need;
use crate::business::sites::{self, Site};
use crate::platform::access;
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};

/// How many people are offered as members of a household.
const OFFERED: usize = 8;

/// The routes of this file.
pub fn routes(r: &mut Routes) {
    r.get("/customers/whose", Need::SeeCustomers, whose);
    r.get("/customers/{customer}/numbers", Need::EditCustomer, numbers);
    r.post("/customers/{customer}/numbers", Need::EditCustomer, add_number);
    r.post("/customers/{customer}/numbers/{number}/label", Need::EditCustomer, label_number);
    r.post("/customers/{customer}/numbers/{number}/main", Need::EditCustomer, make_main);
    r.post("/customers/{customer}/numbers/{number}/removal", Need::EditCustomer, remove_number);
    r.get("/customers/{customer}/household", Need::EditCustomer, household);
    r.post("/customers/{customer}/household", Need::EditCustomer, link);
    r.post("/customers/{customer}/household/{kin}/removal", Need::EditCustomer, unlink);
}

// ------------------------------------------------------------------------------------------- while a number is typed

/// Whose number it is that is being typed; `of` is the customer on whose card it is.
async fn whose(ask: Ask) -> Answer {
    let typed = ask.query("q").unwrap_or_default().to_owned();
    let (of, at, country) = (ask.query_id::<CustomerId>("of"), ask.actor.site, ask.site.country.clone());
    let hits = ask.read(move |conn| lookup::by_number(conn, at, &country, &typed)).await?;
    let hit = |hit: Hit| pages::Hit {
        href: urls::customers::show(hit.customer.0),
        name: present::addressed(ask.words, &hit.name, hit.title),
        number: hit.number,
        owner: hit.owner.map(|(_, name)| name),
        same: of == Some(hit.customer),
    };
    // Before the number is whole, everybody who begins like it would be noise.
    let found: Vec<pages::Hit> = hits.into_iter().filter(|hit| hit.sure).map(hit).collect();
    Ok(Reply::page(pages::whose(ask.words, &found)))
}

// ---------------------------------------------------------------------------------------------------------- numbers

async fn numbers(ask: Ask) -> Answer {
    draw_numbers(&ask, ask.fresh()).await
}

async fn draw_numbers(ask: &Ask, typed: Typed) -> Answer {
    let (id, actor, now) = (ask.id::<CustomerId>("customer")?, ask.actor.clone(), ask.now);
    let (customer, numbers, sight) = ask
        .read(move |conn| {
            let customer = workable(conn, &actor, id, Need::EditCustomer)?;
            let sight = sight_of(conn, &actor, &customer, now)?;
            Ok((customer, store::numbers_of(conn, id)?, sight))
        })
        .await?;
    let words = ask.words;
    let row = |number: &super::model::Number| pages::NumberRow {
        id: number.id.0,
        text: present::number_text(number, sight),
        label: number.label.clone(),
        main: number.is_main,
    };
    let page = pages::NumbersPage {
        id: id.0,
        typed,
        numbers: numbers.iter().map(row).collect(),
        labels: labels(words),
        full: numbers.len() >= actions::MOST_NUMBERS,
    };
    let title = words.identity_numbers_title(present::name_or_unnamed(words, &customer));
    let frame = ask.frame(title, Nav::Customers).with_back(urls::customers::show(id.0));
    Ok(Reply::page(pages::numbers(&frame, &page)))
}

fn labels(words: Words) -> Vec<Choice> {
    present::choices(words, "identity_label", &NUMBER_LABELS)
}

fn label_of(f: &mut Fields) -> Option<String> {
    f.choice("label", |code| NUMBER_LABELS.contains(&code).then(|| code.to_owned()))
}

async fn add_number(ask: Ask) -> Answer {
    let id = ask.id::<CustomerId>("customer")?;
    let read = |f: &mut Fields| {
        let (phone, label) = (f.phone("phone"), label_of(f));
        Some((phone?, label?))
    };
    let act = move |tx: &mut Tx, (phone, label): &(crate::base::phone::Phone, String)| {
        actions::add_number(tx, id, phone, label)?;
        Ok(urls::customers::numbers(id.0))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw_numbers(ask, typed).await).await
}

async fn label_number(ask: Ask) -> Answer {
    let (id, row) = (ask.id::<CustomerId>("customer")?, ask.id::<RowId>("number")?);
    let act = move |tx: &mut Tx, label: &String| {
        actions::label_number(tx, id, row, label)?;
        Ok(urls::customers::numbers(id.0))
    };
    ask.submit(label_of, act, async |ask: &Ask, typed| draw_numbers(ask, typed).await).await
}

async fn make_main(ask: Ask) -> Answer {
    let (id, row) = (ask.id::<CustomerId>("customer")?, ask.id::<RowId>("number")?);
    let act = move |tx: &mut Tx| {
        actions::make_main(tx, id, row)?;
        Ok(urls::customers::numbers(id.0))
    };
    ask.submit_plain(act, async |ask: &Ask, typed| draw_numbers(ask, typed).await).await
}

async fn remove_number(ask: Ask) -> Answer {
    let (id, row) = (ask.id::<CustomerId>("customer")?, ask.id::<RowId>("number")?);
    let act = move |tx: &mut Tx| {
        actions::remove_number(tx, id, row)?;
        Ok(urls::customers::numbers(id.0))
    };
    ask.submit_plain(act, async |ask: &Ask, typed| draw_numbers(ask, typed).await).await
}

// --------------------------------------------------------------------------------------------------------- household

async fn household(ask: Ask) -> Answer {
    draw_household(&ask, ask.fresh()).await
}

async fn draw_household(ask: &Ask, typed: Typed) -> Answer {
    let (id, actor) = (ask.id::<CustomerId>("customer")?, ask.actor.clone());
    let text = ask.query("q").map(str::to_owned);
    let asked = text.clone().unwrap_or_default();
    let (site, customer, kin, offered, members) = ask
        .read(move |conn| {
            let customer = workable(conn, &actor, id, Need::EditCustomer)?;
            let site = sites::of(conn, actor.site)?;
            let kin = households::of(conn, actor.site, id)?;
            let wanted = Wanted { text, ..Wanted::default() };
            let found = search::search(conn, actor.site, &site.country, &wanted)?.customers;
            Ok((site, customer, kin, found, access::list(conn, actor.site)?))
        })
        .await?;
    let words = ask.words;
    let owner = |customer: &Customer| {
        members.iter().find(|one| Some(one.user.id) == customer.owner).map(|one| one.user.name.clone())
    };
    let known = |other: &Customer| other.id == id || kin.iter().any(|one| one.customer.id == other.id);
    let choice = |other: &Customer| {
        Choice::new(other.id, present::name_or_unnamed(words, other)).note(owner(other).unwrap_or_default())
    };
    let page = pages::HouseholdPage {
        id: id.0,
        typed,
        asked,
        kin: kin_lines(words, &kin),
        first: first_in_words(words, &site, &customer, &kin, owner),
        people: offered.iter().filter(|other| !known(other)).take(OFFERED).map(choice).collect(),
        relations: Relation::ALL
            .map(|one| Choice::new(one.code(), words.lookup_or(&format!("identity_relation_{}", one.code()))))
            .into(),
    };
    let title = words.identity_household_title(present::name_or_unnamed(words, &customer));
    let frame = ask.frame(title, Nav::Customers).with_back(urls::customers::show(id.0));
    Ok(Reply::page(pages::household(&frame, &page)))
}

/// The members of a household as lines.
pub fn kin_lines(words: Words, kin: &[Kin]) -> Vec<pages::KinLine> {
    let line = |one: &Kin| pages::KinLine {
        id: one.customer.id.0,
        name: present::full_name(words, &one.customer),
        relation: match one.link {
            Some((_, relation)) => words.lookup_or(&format!("identity_relation_{}", relation.code())).to_owned(),
            None => words.identity_relation_through().to_owned(),
        },
        link: one.link.map(|(row, _)| row.0),
    };
    kin.iter().map(line).collect()
}

/// Whose registration rules for a household, in words; none where nobody is registered or there is no household.
pub fn first_in_words(
    words: Words,
    site: &Site,
    customer: &Customer,
    kin: &[Kin],
    owner: impl Fn(&Customer) -> Option<String>,
) -> Option<String> {
    if kin.is_empty() {
        return None;
    }
    let first = households::first_registered(std::iter::once(customer).chain(kin.iter().map(|one| &one.customer)))?;
    let name = present::name_or_unnamed(words, first);
    let on = words.day(site.clock().business_day(first.registered_at?));
    let owner = owner(first).unwrap_or_else(|| words.customers_no_owner().to_owned());
    Some(words.identity_first_registered(name, on, owner))
}

async fn link(ask: Ask) -> Answer {
    let id = ask.id::<CustomerId>("customer")?;
    let read = |f: &mut Fields| {
        let (other, relation) = (f.id::<CustomerId>("other"), f.choice("relation", Relation::from_code));
        Some((other?, relation?))
    };
    let act = move |tx: &mut Tx, (other, relation): &(CustomerId, Relation)| -> Answered<String> {
        actions::link_household(tx, id, *other, *relation)?;
        Ok(urls::customers::household(id.0))
    };
    ask.submit(read, act, async |ask: &Ask, typed| draw_household(ask, typed).await).await
}

async fn unlink(ask: Ask) -> Answer {
    let (id, link) = (ask.id::<CustomerId>("customer")?, ask.id::<RowId>("kin")?);
    let act = move |tx: &mut Tx| {
        actions::unlink_household(tx, id, link)?;
        Ok(urls::customers::household(id.0))
    };
    ask.submit_plain(act, async |ask: &Ask, typed| draw_household(ask, typed).await).await
}
