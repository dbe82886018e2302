//! Deposits as pages and papers show them.

use super::agreement::{self, Status};
use super::law::{self, MoneyKind};
use super::model::{Buyer, Deposit, MoneyWay, Payment, Terms};
use super::{clauses, identity, store};
use crate::base::actor::Actor;
use crate::base::clock::Moment;
use crate::base::error::{Answered, Fault};
use crate::base::ids::{DepositId, PaymentId, QuoteId, UnitId, UserId, VisitId};
use crate::base::money::Money;
use crate::base::phone::Phone;
use crate::base::role::Need;
use crate::business::customers;
use crate::business::quotes::discount::percent;
use crate::business::quotes::{self, Quote, present as quote_words, ways::PaymentWay};
use crate::business::sites::{self, Site};
use crate::business::units::{self, Party, Unit, UnitType, area, present as unit_words};
use crate::platform::db::Conn;
use showroom_templates::pages::deposits::{
    BuyerLine, CashierPage, ConfirmForm, DepositLine, NewPage, Paper, PaymentLine, ShowPage, WithdrawForm,
};
use showroom_templates::parts::{Choice, Event, Icon, Tone};
use showroom_templates::words::Lang;
use showroom_templates::{Typed, Words, urls};

/// Sums that are often put down, in whole units of the currency.
const USUAL_SUMS: [i64; 6] = [5_000, 10_000, 20_000, 50_000, 100_000, 200_000];
/// The most events on one page.
const MOST_EVENTS: i64 = 30;

/// The name of a kind of money.
pub fn kind_name(words: Words, kind: MoneyKind) -> &'static str {
    match kind {
        MoneyKind::EarnestDeposit => words.deposits_kind_earnest_deposit(),
        MoneyKind::SmallDeposit => words.deposits_kind_small_deposit(),
        MoneyKind::IntentMoney => words.deposits_kind_intent_money(),
        MoneyKind::DownPayment => words.deposits_kind_down_payment(),
        MoneyKind::Price => words.deposits_kind_price(),
    }
}

/// What the law says of a kind of money.
fn kind_note(words: Words, site: &Site, kind: MoneyKind) -> String {
    match kind {
        MoneyKind::EarnestDeposit => words.deposits_kind_earnest_deposit_note().to_owned(),
        MoneyKind::SmallDeposit => words.deposits_kind_small_deposit_note(small_days(site)),
        MoneyKind::IntentMoney => words.deposits_kind_intent_money_note().to_owned(),
        MoneyKind::DownPayment | MoneyKind::Price => String::new(),
    }
}

fn small_days(site: &Site) -> u16 {
    site.settings.deposits.small_hours.div_ceil(24)
}

/// How money came, in a word.
pub fn way_name(words: Words, way: MoneyWay) -> &'static str {
    match way {
        MoneyWay::Mobile => words.deposits_way_mobile(),
        MoneyWay::Card => words.deposits_way_card(),
        MoneyWay::Transfer => words.deposits_way_transfer(),
        MoneyWay::Cash => words.deposits_way_cash(),
        MoneyWay::Cheque => words.deposits_way_cheque(),
    }
}

/// How an agreement stands, in a word.
pub fn status_word(words: Words, status: Status) -> (String, Tone) {
    let (word, tone) = match status {
        Status::Drafted => (words.deposits_status_drafted(), Tone::Warn),
        Status::Paid => (words.deposits_status_paid(), Tone::Good),
        Status::Overdue => (words.deposits_status_overdue(), Tone::Bad),
        Status::Converted => (words.deposits_status_converted(), Tone::Accent),
        Status::Changed => (words.deposits_status_changed(), Tone::Plain),
        Status::Returned => (words.deposits_status_returned(), Tone::Plain),
        Status::Forfeited => (words.deposits_status_forfeited(), Tone::Plain),
        Status::Withdrawn => (words.deposits_status_withdrawn(), Tone::Plain),
    };
    (word.to_owned(), tone)
}

// --------------------------------------------------------------------------------------------------------------- new

/// What the form is drawn from.
#[derive(Debug)]
pub struct NewFacts {
    site: Site,
    unit: Unit,
    kind: UnitType,
    party: Party,
    quote: Option<Quote>,
    phone: Option<Phone>,
}

impl NewFacts {
    /// The unit's number.
    pub fn unit_code(&self) -> &str {
        &self.unit.code
    }
}

/// Gathers the form.
///
/// # Errors
/// Missing; forbidden where the party is somebody else's; faults of the database.
pub fn gather_new(
    conn: &mut Conn,
    actor: &Actor,
    visit: VisitId,
    unit: UnitId,
    quote: Option<QuoteId>,
) -> Answered<NewFacts> {
    let party = units::store::party(conn, actor, visit)?;
    let unit = units::store::find(conn, actor.site, unit)?;
    // The number is filled in for who may read it; anybody else asks for it.
    let numbers = match party.customer {
        Some(id) => {
            let customer = customers::store::find(conn, actor.site, id)?;
            let receiving = customers::actions::receiving(conn, id)?;
            let sight = customers::seeing::number(actor.user, customer.owner, receiving);
            if sight.whole() { customers::store::numbers_of(conn, id)? } else { Vec::new() }
        }
        None => Vec::new(),
    };
    Ok(NewFacts {
        site: sites::of(conn, actor.site)?,
        kind: units::store::find_type(conn, actor.site, unit.kind)?,
        quote: quote.map(|quote| quotes::store::find(conn, actor.site, quote)).transpose()?,
        phone: numbers.into_iter().next().map(|number| number.phone),
        party,
        unit,
    })
}

/// The form.
pub fn new_page(words: Words, facts: &NewFacts, sum: Option<Money>, typed: Typed) -> NewPage {
    let (site, unit) = (&facts.site, &facts.unit);
    let money = |sum: Money| words.money(sum.0, &site.currency);
    let price = facts.quote.as_ref().map_or(unit.list_price, |quote| quote.price);
    let most = law::earnest_most(price);
    let usual: Vec<Money> = USUAL_SUMS.into_iter().map(Money::major).filter(|sum| *sum <= most).collect();
    let wanted = sum.or_else(|| usual.iter().rev().find(|sum| **sum <= Money::major(50_000)).copied()).unwrap_or(most);
    let plain = |sum: Money| {
        if sum.0 % 100 == 0 { (sum.0 / 100).to_string() } else { format!("{}.{:02}", sum.0 / 100, sum.0 % 100) }
    };
    let mut sums: Vec<Choice> =
        usual.iter().map(|sum| Choice::new(plain(*sum), words.money_short(sum.0, &site.currency))).collect();
    sums.push(Choice::new(plain(most), words.deposits_sum_most(words.money_short(most.0, &site.currency))));
    NewPage {
        typed,
        visit: facts.party.visit.0,
        unit: unit.id.0,
        quote: facts.quote.as_ref().map(|quote| quote.id.0),
        unit_name: format!("{} · {}", unit.code, unit_words::kind_name(words, &facts.kind)),
        price: money(price),
        facts: price_facts(words, facts),
        party: unit_words::party_name(words, &facts.party),
        currency: unit_words::sign(words, &site.currency),
        kinds: MoneyKind::OF_DEPOSITS
            .into_iter()
            .map(|kind| Choice::new(kind.code(), kind_name(words, kind)).note(kind_note(words, site, kind)))
            .collect(),
        earnest_most: money(most),
        sum: plain(wanted),
        sums,
        ways: match facts.quote {
            Some(_) => Vec::new(),
            None => PaymentWay::ALL
                .into_iter()
                .map(|way| Choice::new(way.code(), quote_words::way_name(words, way)))
                .collect(),
        },
        sign_by_hint: words.deposits_sign_by_hint(site.settings.deposits.sign_within_days, small_days(site)),
        name: facts.party.name.clone(),
        phone: facts.phone.as_ref().map(Phone::reveal_national).unwrap_or_default(),
    }
}

fn price_facts(words: Words, facts: &NewFacts) -> Vec<(String, String)> {
    let money = |sum: Money| words.money(sum.0, &facts.site.currency);
    let text = |text: &str| text.to_owned();
    match &facts.quote {
        Some(quote) => vec![
            (text(words.deposits_paper_list_price()), money(quote.list_price)),
            (text(words.deposits_paper_discounts()), discounts(words, &facts.site, &quote.discounts)),
            (text(words.deposits_way()), text(quote_words::way_name(words, quote.way))),
        ],
        None => vec![(text(words.deposits_price()), text(words.deposits_price_from_list()))],
    }
}

fn discounts(words: Words, site: &Site, discounts: &[quotes::discount::Discount]) -> String {
    let lines: Vec<String> = discounts
        .iter()
        .map(|one| {
            let sum = words.money(one.sum.0, &site.currency);
            words.deposits_paper_discount(quote_words::kind_name(words, one.kind), percent(one.bp.into()), sum)
        })
        .collect();
    if lines.is_empty() { words.deposits_paper_no_discounts().to_owned() } else { lines.join(" · ") }
}

// -------------------------------------------------------------------------------------------------------------- show

/// What a deposit is drawn from.
#[derive(Debug)]
pub struct ShowFacts {
    /// The deposit.
    pub deposit: Deposit,
    site: Site,
    unit: Unit,
    customer: (String, Option<UserId>),
    consultant: String,
    buyers: Vec<Buyer>,
    shares: Vec<(String, i32)>,
    payments: Vec<(Payment, String)>,
    happened: Vec<units::store::Happened>,
    contract: Option<i64>,
}

/// Gathers a deposit, for somebody who may see it.
///
/// # Errors
/// Missing; forbidden; faults of the database.
pub fn gather(conn: &mut Conn, actor: &Actor, id: DepositId) -> Answered<ShowFacts> {
    let deposit = super::actions::seen(conn, actor, id)?;
    let mut payments = Vec::new();
    for payment in store::payments_of(conn, id)? {
        let who = name_of(conn, payment.confirmed_by)?;
        payments.push((payment, who));
    }
    let since = deposit.drafted_at;
    let happened = units::store::happened(conn, deposit.unit)?;
    Ok(ShowFacts {
        site: sites::of(conn, actor.site)?,
        unit: units::store::find(conn, actor.site, deposit.unit)?,
        customer: units::store::customer(conn, actor.site, deposit.customer)?,
        consultant: name_of(conn, deposit.consultant)?,
        buyers: store::buyers(conn, id)?,
        shares: store::shares_of(conn, id)?,
        happened: happened.into_iter().filter(|event| event.at >= since).take(MOST_EVENTS as usize).collect(),
        contract: store::contract_of(conn, id)?,
        payments,
        deposit,
    })
}

fn name_of(conn: &mut Conn, user: Option<UserId>) -> Answered<String> {
    Ok(user.map(|user| units::store::person(conn, user)).transpose()?.unwrap_or_default())
}

/// Which form of the page came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// None: the page is read.
    Fresh,
    /// Confirming money.
    Confirm,
    /// Withdrawing.
    Withdraw,
}

/// The page of a deposit.
pub fn show_page(
    words: Words,
    actor: &Actor,
    now: Moment,
    facts: &ShowFacts,
    typed: &Typed,
    back: Back,
    fresh: impl Fn() -> Typed,
) -> ShowPage {
    let (site, deposit) = (&facts.site, &facts.deposit);
    let today = site.clock.date(now);
    let status = agreement::stands(deposit.status, deposit.sign_by, today);
    let waits = deposit.status == Status::Drafted;
    let typed_for = |which: Back| if back == which { Typed { banner: None, ..typed.clone() } } else { fresh() };
    let own = deposit.consultant.is_some_and(|user| actor.is(user));
    ShowPage {
        banner: typed.banner.clone(),
        status: status_word(words, status),
        unit: facts.unit.code.clone(),
        unit_href: urls::units::show(deposit.unit.0),
        credit_href: urls::ownership::credit(deposit.id.0),
        shares: shares_in_words(words, &facts.shares),
        sum: words.money(deposit.sum.0, &site.currency),
        kind: kind_name(words, deposit.kind).to_owned(),
        kind_note: kind_note(words, site, deposit.kind),
        facts: agreed(words, actor, now, facts),
        buyers: facts.buyers.iter().map(|buyer| buyer_line(words, actor, own, buyer)).collect(),
        payments: facts.payments.iter().map(|(payment, who)| payment_line(words, site, now, payment, who)).collect(),
        confirm: (waits && actor.may(Need::ConfirmMoney)).then(|| ConfirmForm {
            typed: typed_for(Back::Confirm),
            action: urls::deposits::confirm(deposit.id.0),
            due: (deposit.sum.0 / 100).to_string() + &cents(deposit.sum),
            currency: unit_words::sign(words, &site.currency),
            ways: MoneyWay::ALL.iter().map(|way| Choice::new(way.code(), way_name(words, *way))).collect(),
        }),
        withdraw: (waits && actor.may(Need::DraftDeposit))
            .then(|| WithdrawForm { typed: typed_for(Back::Withdraw), action: urls::deposits::withdraw(deposit.id.0) }),
        next: next_step(words, actor, deposit, facts.contract),
        paper: urls::deposits::agreement(deposit.id.0),
        events: facts.happened.iter().map(|event| event_line(words, site, now, event)).collect(),
    }
}

/// Names with their percent.
pub fn shares_in_words(words: Words, shares: &[(String, i32)]) -> Vec<(String, String)> {
    let percent = |bp: i32| match (bp / 100, bp % 100) {
        (whole, 0) => whole.to_string(),
        (whole, part) => format!("{whole}.{part:02}"),
    };
    shares.iter().map(|(name, bp)| (name.clone(), words.ownership_percent(percent(*bp)))).collect()
}

/// The contract, once there is one; until then, to prepare it when the money has come.
fn next_step(words: Words, actor: &Actor, deposit: &Deposit, contract: Option<i64>) -> Option<(String, String)> {
    if let Some(contract) = contract {
        return Some((words.deposits_open_contract().to_owned(), urls::contracts::show(contract)));
    }
    let paid = matches!(deposit.status, Status::Paid | Status::Overdue);
    (paid && actor.may(Need::WriteContract))
        .then(|| (words.contracts_new_title().to_owned(), urls::contracts::new(deposit.id.0)))
}

fn cents(sum: Money) -> String {
    match sum.0 % 100 {
        0 => String::new(),
        cents => format!(".{cents:02}"),
    }
}

fn agreed(words: Words, actor: &Actor, now: Moment, facts: &ShowFacts) -> Vec<(String, String)> {
    let (site, deposit) = (&facts.site, &facts.deposit);
    let money = |sum: Money| words.money(sum.0, &site.currency);
    let text = |text: &str| text.to_owned();
    let (name, owner) = &facts.customer;
    let left = (deposit.sign_by - site.clock.date(now)).num_days();
    let day = words.full_day(deposit.sign_by);
    let sign_by = match left {
        _ if !deposit.status.open() => day,
        0.. => words.deposits_sign_by_left(day, left),
        _ => words.deposits_sign_by_over(day, -left),
    };
    let reason = deposit.terms.unseen_reason.clone().unwrap_or_default();
    [
        Some((text(words.deposits_number()), deposit.number.clone())),
        Some((
            text(words.deposits_customer()),
            unit_words::seen_name(words, actor, name, owner.or(deposit.consultant)),
        )),
        Some((text(words.deposits_consultant()), facts.consultant.clone())),
        Some((text(words.deposits_price()), money(deposit.price))),
        Some((text(words.deposits_paper_discounts()), discounts(words, site, &deposit.terms.discounts))),
        Some((text(words.deposits_way()), text(quote_words::way_name(words, deposit.way)))),
        Some((text(words.deposits_sign_by()), sign_by)),
        Some((text(words.deposits_drafted()), words.day_and_clock(site.clock.local(deposit.drafted_at)))),
        Some((
            text(words.deposits_seen()),
            if deposit.seen_contract { text(words.deposits_seen_yes()) } else { words.deposits_seen_no(reason) },
        )),
        deposit.end_reason.clone().map(|reason| (text(words.deposits_end_reason()), reason)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn buyer_line(words: Words, actor: &Actor, own: bool, buyer: &Buyer) -> BuyerLine {
    let whole = own || !actor.only_own();
    BuyerLine {
        name: buyer.name.reveal().to_owned(),
        share: words.deposits_share_value(percent(buyer.share_bp.into())),
        id: buyer.id_tail.as_deref().map(identity::masked).unwrap_or_default(),
        phone: buyer
            .phone
            .as_ref()
            .map(|phone| if own { phone.reveal_national() } else { phone.masked() })
            .unwrap_or_default(),
        address: buyer.address.clone().filter(|_| whole).unwrap_or_default(),
    }
}

fn payment_line(words: Words, site: &Site, now: Moment, payment: &Payment, who: &str) -> PaymentLine {
    PaymentLine {
        href: urls::deposits::receipt(payment.id.0),
        receipt: payment.receipt.clone(),
        sum: words.money(payment.sum.0, &site.currency),
        way: way_name(words, payment.way).to_owned(),
        kind: kind_name(words, payment.kind).to_owned(),
        when: words.near(site.clock.local(payment.received_at), site.clock.date(now)),
        who: who.to_owned(),
    }
}

fn event_line(words: Words, site: &Site, now: Moment, event: &units::store::Happened) -> Event {
    Event {
        icon: if event.kind.starts_with("deposits") { Icon::Money } else { Icon::Building },
        when: words.near(site.clock.local(event.at), site.clock.date(now)),
        who: event.who.clone().unwrap_or_default(),
        title: words.lookup_or(&event.kind.replacen('.', "_event_", 1)).to_owned(),
        body: None,
    }
}

// -------------------------------------------------------------------------------------------------------------- list

/// A deposit with the names that a line shows.
#[derive(Debug)]
pub struct Listed {
    deposit: Deposit,
    customer: (String, Option<UserId>),
    consultant: String,
}

/// The deposits that stand like one of these.
///
/// # Errors
/// Faults of the database.
pub fn gather_list(conn: &mut Conn, actor: &Actor, statuses: &[Status]) -> Answered<(Site, Vec<Listed>)> {
    let mut listed = Vec::new();
    for status in statuses {
        for deposit in store::list(conn, actor, *status)? {
            let customer = units::store::customer(conn, actor.site, deposit.customer)?;
            let consultant = name_of(conn, deposit.consultant)?;
            listed.push(Listed { deposit, customer, consultant });
        }
    }
    Ok((sites::of(conn, actor.site)?, listed))
}

/// One line for each deposit.
pub fn lines(words: Words, actor: &Actor, now: Moment, site: &Site, listed: &[Listed]) -> Vec<DepositLine> {
    let today = site.clock.date(now);
    let line = |one: &Listed| DepositLine {
        href: urls::deposits::show(one.deposit.id.0),
        number: one.deposit.number.clone(),
        unit: one.deposit.terms.unit.clone(),
        customer: unit_words::seen_name(words, actor, &one.customer.0, one.customer.1.or(one.deposit.consultant)),
        sum: words.money(one.deposit.sum.0, &site.currency),
        under: format!("{} · {}", words.near(site.clock.local(one.deposit.drafted_at), today), one.consultant),
        status: status_word(words, agreement::stands(one.deposit.status, one.deposit.sign_by, today)),
    };
    listed.iter().map(line).collect()
}

/// A cashier's day: what waits, and what came, each with who confirmed it.
pub struct CashDay {
    site: Site,
    waiting: Vec<Listed>,
    received: Vec<(Payment, String)>,
    total: Money,
}

/// What waits for the cashier, and what came today.
///
/// # Errors
/// Faults of the database.
pub fn gather_cashier(conn: &mut Conn, actor: &Actor, now: Moment) -> Answered<CashDay> {
    let (site, waiting) = gather_list(conn, actor, &[Status::Drafted])?;
    let (start, _) = site.clock.day_bounds(site.clock.business_day(now));
    let mut received = Vec::new();
    for payment in store::received_since(conn, actor.site, start)? {
        let who = name_of(conn, payment.confirmed_by)?;
        received.push((payment, who));
    }
    let total = Money::total(received.iter().map(|(payment, _)| payment.sum));
    let total = total.ok_or_else(|| Fault::bad_data("adding up what came today"))?;
    Ok(CashDay { site, waiting, received, total })
}

/// The cashier's desk.
pub fn cashier_page(words: Words, actor: &Actor, now: Moment, day: &CashDay) -> CashierPage {
    let CashDay { site, waiting, received, total } = day;
    CashierPage {
        waiting: lines(words, actor, now, site, waiting),
        received: received.iter().map(|(payment, who)| payment_line(words, site, now, payment, who)).collect(),
        total: words.money(total.0, &site.currency),
    }
}

// ------------------------------------------------------------------------------------------------------------ papers

/// The language of a site's papers.
pub fn paper_words(site: &Site) -> Words {
    Words::new(Lang::parse(&site.lang).unwrap_or_default())
}

/// The agreement on A4, in the language of the site's papers.
///
/// # Errors
/// A fault where the terms cannot be read.
pub fn agreement_paper(facts: &ShowFacts) -> Answered<Paper> {
    let (site, deposit) = (&facts.site, &facts.deposit);
    let words = paper_words(site);
    let terms = &deposit.terms;
    let paper = clauses::agreement(words.lang, site.goods, deposit.kind, &blanks(words, facts))?;
    let text = |text: &str| text.to_owned();
    let heads = [
        words.deposits_buyer_name(),
        words.deposits_paper_id(),
        words.deposits_buyer_phone(),
        words.deposits_buyer_address(),
        words.deposits_buyer_share(),
    ];
    let signature = deposit.signature.clone().unwrap_or_default();
    Ok(Paper {
        lang: words.lang,
        issuer: seller(site, terms).to_owned(),
        title: paper.title,
        number: deposit.number.clone(),
        facts: paper_facts(words, facts),
        heads: heads.map(str::to_owned).to_vec(),
        buyers: facts
            .buyers
            .iter()
            .map(|buyer| {
                vec![
                    buyer.name.reveal().to_owned(),
                    buyer.id_tail.as_deref().map(identity::masked).unwrap_or_default(),
                    buyer.phone.as_ref().map(Phone::masked).unwrap_or_default(),
                    buyer.address.clone().unwrap_or_default(),
                    words.deposits_share_value(percent(buyer.share_bp.into())),
                ]
            })
            .collect(),
        clauses: paper.clauses,
        foot: String::new(),
        places: vec![
            (text(words.deposits_paper_seller()), String::new(), String::new()),
            (text(words.deposits_paper_buyer()), signature.strokes, signature.name),
        ],
    })
}

fn paper_facts(words: Words, facts: &ShowFacts) -> Vec<(String, String)> {
    let (site, deposit) = (&facts.site, &facts.deposit);
    let terms: &Terms = &deposit.terms;
    let money = |sum: Money| words.money(sum.0, &site.currency);
    let text = |text: &str| text.to_owned();
    [
        Some((text(words.deposits_unit()), unit_of(words, terms))),
        Some((text(words.units_licence()), terms.licence.clone())),
        terms.area_centi.map(|centi| (text(words.deposits_paper_area()), words.units_area_value(area::text(centi)))),
        terms
            .square_price
            .map(|price| (text(words.deposits_paper_square_price()), words.deposits_paper_square(money(price)))),
        Some((text(words.deposits_paper_list_price()), money(deposit.list_price))),
        Some((text(words.deposits_price()), money(deposit.price))),
        Some((text(words.deposits_paper_discounts()), discounts(words, site, &terms.discounts))),
        Some((text(words.deposits_way()), text(quote_words::way_name(words, deposit.way)))),
        Some((text(kind_name(words, deposit.kind)), money(deposit.sum))),
        Some((text(words.deposits_paper_in_words()), words.in_words(deposit.sum.0))),
        Some((text(words.deposits_sign_by()), words.full_day(deposit.sign_by))),
        Some((text(words.deposits_drafted()), words.full_day(site.clock.date(deposit.drafted_at)))),
        facts.payments.first().map(|(payment, _)| (text(words.deposits_receipt()), payment.receipt.clone())),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Who sells, as signed; the site's name where an old agreement does not say.
fn seller<'a>(site: &'a Site, terms: &'a Terms) -> &'a str {
    if terms.seller.is_empty() { &site.name } else { &terms.seller }
}

fn unit_of(words: Words, terms: &Terms) -> String {
    let kind = words.lang.pick(&terms.kind.0, &terms.kind.1);
    let building = unit_words::building_name(words, &terms.building);
    [building.as_str(), terms.unit.as_str(), kind]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

fn blanks(words: Words, facts: &ShowFacts) -> Vec<(&'static str, String)> {
    let (site, deposit) = (&facts.site, &facts.deposit);
    let terms = &deposit.terms;
    let money = |sum: Money| words.money(sum.0, &site.currency);
    let names: Vec<&str> = facts.buyers.iter().map(|buyer| buyer.name.reveal()).collect();
    let signed = site.clock.date(deposit.drafted_at);
    vec![
        ("seller", seller(site, terms).to_owned()),
        ("buyers", names.join(", ")),
        ("unit", unit_of(words, terms)),
        ("licence", terms.licence.clone()),
        ("area", terms.area_centi.map(area::text).unwrap_or_default()),
        ("unit_price", terms.square_price.map(money).unwrap_or_default()),
        ("total", money(deposit.price)),
        ("sum", money(deposit.sum)),
        ("sum_in_words", words.in_words(deposit.sum.0)),
        ("sign_by", words.full_day(deposit.sign_by)),
        ("days", (deposit.sign_by - signed).num_days().to_string()),
        ("payment", quote_words::way_name(words, deposit.way).to_owned()),
        ("receipt", facts.payments.first().map(|(payment, _)| payment.receipt.clone()).unwrap_or_default()),
    ]
}

/// What a receipt is drawn from.
#[derive(Debug)]
pub struct ReceiptFacts {
    site: Site,
    payment: Payment,
    cashier: String,
    payer: String,
    deposit: Option<Deposit>,
}

/// Gathers a receipt, for somebody who may see its deposit, or the contract whose instalment it is for.
///
/// # Errors
/// Missing; forbidden; faults of the database.
pub fn gather_receipt(conn: &mut Conn, actor: &Actor, id: PaymentId) -> Answered<ReceiptFacts> {
    let payment = store::payment(conn, actor.site, id)?;
    let deposit = payment.deposit.map(|id| super::actions::seen(conn, actor, id)).transpose()?;
    if deposit.is_none() {
        super::actions::may_see(actor, store::whose_contract(conn, id)?)?;
    }
    let buyers = match payment.deposit {
        Some(deposit) => store::buyers(conn, deposit)?,
        None => Vec::new(),
    };
    let names: Vec<&str> = buyers.iter().map(|buyer| buyer.name.reveal()).collect();
    let payer =
        if names.is_empty() { units::store::customer(conn, actor.site, payment.customer)?.0 } else { names.join(", ") };
    Ok(ReceiptFacts {
        site: sites::of(conn, actor.site)?,
        cashier: name_of(conn, payment.confirmed_by)?,
        payer,
        payment,
        deposit,
    })
}

impl ReceiptFacts {
    /// Where the arrow of the paper leads.
    pub fn back(&self) -> String {
        self.payment.deposit.map_or_else(urls::deposits::list, |deposit| urls::deposits::show(deposit.0))
    }

    /// The language of the paper.
    pub fn words(&self) -> Words {
        paper_words(&self.site)
    }
}

/// The receipt on A4, in the language of the site's papers.
///
/// # Errors
/// A fault where its words cannot be read.
pub fn receipt_paper(facts: &ReceiptFacts) -> Answered<Paper> {
    let (site, payment) = (&facts.site, &facts.payment);
    let words = facts.words();
    let slip = clauses::receipt(words.lang, payment.kind)?;
    let text = |text: &str| text.to_owned();
    let seller = facts.deposit.as_ref().map_or(site.name.as_str(), |deposit| seller(site, &deposit.terms));
    let lines = [
        Some((text(words.deposits_paper_payer()), facts.payer.clone())),
        facts.deposit.as_ref().map(|deposit| {
            (text(words.deposits_paper_for()), format!("{} · {}", slip.name, unit_of(words, &deposit.terms)))
        }),
        facts.deposit.as_ref().map(|deposit| (text(words.deposits_paper_agreement()), deposit.number.clone())),
        Some((text(words.deposits_sum()), words.money(payment.sum.0, &site.currency))),
        Some((text(words.deposits_paper_in_words()), words.in_words(payment.sum.0))),
        Some((text(words.deposits_confirm_way()), text(way_name(words, payment.way)))),
        Some((text(words.deposits_paper_received()), words.day_and_clock(site.clock.local(payment.received_at)))),
        payment.note.clone().map(|note| (text(words.deposits_paper_note()), note)),
    ];
    Ok(Paper {
        lang: words.lang,
        issuer: seller.to_owned(),
        title: slip.title,
        number: payment.receipt.clone(),
        facts: lines.into_iter().flatten().collect(),
        foot: slip.text,
        places: vec![
            (text(words.deposits_paper_cashier()), String::new(), facts.cashier.clone()),
            (text(words.deposits_paper_seal()), String::new(), String::new()),
        ],
        ..Paper::default()
    })
}
