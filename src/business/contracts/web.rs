//! Addresses of contracts.

use super::actions::{self, Preparing, StepInput};
use super::model::Status;
use super::papers::Buyer;
use super::steps::Step;
use super::{paper, present, store};
use crate::base::error::{Answered, Error};
use crate::base::ids::{ContractId, DepositId, RowId};
use crate::base::role::Need;
use crate::business::deposits::model::MoneyWay;
use crate::business::{deposits, sites};
use crate::platform::db::Tx;
use crate::platform::http::{Answer, Ask, Fields, Reply, Routes};
use chrono::NaiveTime;
use showroom_templates::frame::Nav;
use showroom_templates::pages::contracts as pages;
use showroom_templates::{Typed, urls};

/// The hour at which buyers come where only a day was agreed.
const USUAL_HOUR: NaiveTime = match NaiveTime::from_hms_opt(10, 0, 0) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

/// The routes of this capability.
pub fn routes(r: &mut Routes) {
    r.get("/contracts", Need::SeeDeals, list);
    r.get("/contracts/new", Need::WriteContract, new);
    r.post("/contracts", Need::WriteContract, prepare);
    r.get("/contracts/{contract}", Need::SeeDeals, show);
    r.get("/contracts/{contract}/paper", Need::SeeDeals, show_paper);
    r.post("/contracts/{contract}/papers", Need::WriteContract, ask_for_papers);
    r.post("/contracts/{contract}/papers/{paper}", Need::WriteContract, receive_paper);
    r.post("/contracts/{contract}/steps/{step}", Need::WriteContract, do_step);
    r.get("/contracts/{contract}/instalments/{instalment}", Need::ConfirmMoney, show_payment);
    r.post("/contracts/{contract}/instalments/{instalment}", Need::ConfirmMoney, take_payment);
    r.post("/contracts/{contract}/milestones/{milestone}", Need::WriteContract, reach);
}

async fn list(ask: Ask) -> Answer {
    let status = ask.query("status").and_then(Status::from_code).unwrap_or(Status::Preparing);
    let (actor, words) = (ask.actor.clone(), ask.words);
    let page = ask.read(move |conn| present::list(conn, &actor, words, status)).await?;
    let frame = ask.offer_file(ask.frame(words.contracts_title(), Nav::Contracts), "contracts", &["status"]);
    Ok(Reply::page(pages::list(&frame, &page)))
}

async fn new(ask: Ask) -> Answer {
    let typed = ask.fresh();
    let deposit = ask.query_id::<DepositId>("deposit").ok_or(Error::Missing)?;
    draw_new(&ask, deposit, typed).await
}

async fn draw_new(ask: &Ask, deposit: DepositId, typed: Typed) -> Answer {
    let (actor, words, today) = (ask.actor.clone(), ask.words, ask.today());
    let page = ask.read(move |conn| present::new(conn, &actor, words, today, deposit, typed)).await?;
    let frame = ask.frame(words.contracts_new_title(), Nav::Contracts).with_back(urls::deposits::show(deposit.0));
    Ok(Reply::page(pages::new(&frame, &page)))
}

async fn prepare(ask: Ask) -> Answer {
    let clock = ask.site.clock;
    let read = |f: &mut Fields| {
        let deposit = f.id::<DepositId>("deposit");
        let places = |f: &mut Fields, name| f.choices(name, |place| place.parse::<usize>().ok().filter(|p| *p < 20));
        let married = places(f, "married");
        let by_agent = places(f, "by_agent");
        let day = f.date_opt("date");
        let time = f.time_opt("time");
        let count = married.iter().chain(&by_agent).max().map_or(0, |last| last + 1);
        let buyer = |place| Buyer { married: married.contains(&place), by_agent: by_agent.contains(&place) };
        let buyers = (0..count).map(buyer).collect();
        let appointment_at = day.map(|day| clock.moment(day.and_time(time.unwrap_or(USUAL_HOUR))));
        Some((deposit?, Preparing { buyers, appointment_at }))
    };
    let deposit = ask.form().value("deposit").and_then(|id| id.parse().ok()).map(DepositId).ok_or(Error::Missing)?;
    ask.submit(
        read,
        |tx, (deposit, preparing)| {
            let id = actions::prepare(tx, *deposit, preparing)?;
            Ok(urls::contracts::show(id.0))
        },
        async |ask: &Ask, typed| draw_new(ask, deposit, typed).await,
    )
    .await
}

async fn show(ask: Ask) -> Answer {
    draw(&ask, ask.fresh()).await
}

async fn draw(ask: &Ask, typed: Typed) -> Answer {
    let id = ask.id::<ContractId>("contract")?;
    let (actor, words, now, today) = (ask.actor.clone(), ask.words, ask.now, ask.today());
    let (title, page) = ask.read(move |conn| present::show(conn, &actor, words, now, today, id, typed)).await?;
    let frame = ask.frame(title, Nav::Contracts).with_back(urls::contracts::list());
    Ok(Reply::page(pages::show(&frame, &page)))
}

async fn show_paper(ask: Ask) -> Answer {
    let id = ask.id::<ContractId>("contract")?;
    let actor = ask.actor.clone();
    let (number, page) = ask.read(move |conn| present::paper(conn, &actor, id)).await?;
    let frame = ask.frame(number, Nav::Contracts).with_back(urls::contracts::show(id.0));
    let (address, name) = (urls::contracts::paper(id.0), paper::file_name(&page));
    let drawn = paper::contract(&page, ask.today());
    ask.paper(frame, &address, &name, drawn, |frame| pages::paper(frame, &page)).await
}

async fn ask_for_papers(ask: Ask) -> Answer {
    button(&ask, |_| Some(()), |tx, id, ()| actions::ask_for_papers(tx, id)).await
}

async fn receive_paper(ask: Ask) -> Answer {
    let paper = ask.id::<RowId>("paper")?;
    button(&ask, |f| Some(f.flag("here")), move |tx, id, here| actions::receive_paper(tx, id, paper, *here)).await
}

async fn reach(ask: Ask) -> Answer {
    let milestone = ask.id::<RowId>("milestone")?;
    button(&ask, |f| Some(f.flag("done")), move |tx, id, done| actions::reach(tx, id, milestone, *done)).await
}

async fn do_step(ask: Ask) -> Answer {
    let step = Step::from_code(ask.param("step")?).ok_or(Error::Missing)?;
    let id = ask.id::<ContractId>("contract")?;
    let actor = ask.actor.clone();
    let today = ask.today();
    let proposed = match step {
        Step::Plan => {
            ask.read(move |conn| {
                let contract = store::find(conn, actor.site, id)?;
                let site = sites::of(conn, actor.site)?;
                let deposit = deposits::store::find(conn, actor.site, contract.deposit)?;
                actions::propose_plan(&site, &deposit, contract.price, today)
            })
            .await?
        }
        Step::Papers | Step::Terms | Step::Price | Step::SignOff | Step::Signed | Step::Stored => Vec::new(),
    };
    let read = |f: &mut Fields| {
        let mut input = StepInput { note: f.opt_to("note", 400), ..StepInput::default() };
        match step {
            Step::Price => input.price = Some(f.money("price")?),
            Step::Signed => input.signature = read_signature(f),
            Step::Plan => {
                let typed = read_plan(f);
                match actions::written_plan(&proposed, &typed, today) {
                    Ok(plan) => input.plan = plan,
                    Err(refused) => f.refuse_with(refused),
                }
            }
            Step::Papers | Step::Terms | Step::SignOff | Step::Stored => {}
        }
        Some(input)
    };
    ask.submit(
        read,
        move |tx, input| {
            actions::do_step(tx, id, step, input)?;
            Ok(urls::contracts::show(id.0))
        },
        draw,
    )
    .await
}

/// Strokes, a line feed, and the name; nothing where neither was given.
fn read_signature(f: &mut Fields) -> Option<String> {
    let strokes = f.opt_to("signature", 20_000).unwrap_or_default();
    let name = f.opt("signature_typed").unwrap_or_default();
    // Strokes are what the pad draws; anything else is no signature.
    let drawn = strokes.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'M' | b'L' | b' ' | b','));
    let strokes = if drawn { strokes } else { String::new() };
    (!strokes.is_empty() || !name.is_empty()).then(|| format!("{strokes}\n{name}"))
}

/// Pairs of date and sum, by their places.
fn read_plan(f: &mut Fields) -> Vec<(crate::base::clock::Date, crate::base::money::Money)> {
    let dues = f.named("due_", "plan");
    let sums = f.named("sum_", "plan");
    let mut plan = Vec::new();
    for (place, due) in dues {
        let Some((_, sum)) = sums.iter().find(|(other, _)| *other == place) else { continue };
        match (due.parse(), crate::base::money::Money::parse(sum)) {
            (Ok(due), Ok(sum)) => plan.push((due, sum)),
            (Err(_), _) => f.refuse("plan", "not_a_date"),
            (_, Err(refused)) => f.refuse_with(refused.at("plan")),
        }
    }
    plan
}

async fn show_payment(ask: Ask) -> Answer {
    draw_payment(&ask, ask.fresh()).await
}

async fn draw_payment(ask: &Ask, typed: Typed) -> Answer {
    let (id, instalment) = (ask.id::<ContractId>("contract")?, ask.id::<RowId>("instalment")?);
    let (actor, words) = (ask.actor.clone(), ask.words);
    let page = ask.read(move |conn| present::payment(conn, &actor, words, id, instalment, typed)).await?;
    let frame = ask.frame(words.contracts_payment_title(), Nav::Contracts).with_back(urls::contracts::show(id.0));
    Ok(Reply::page(pages::payment(&frame, &page)))
}

async fn take_payment(ask: Ask) -> Answer {
    let (id, instalment) = (ask.id::<ContractId>("contract")?, ask.id::<RowId>("instalment")?);
    let read = |f: &mut Fields| {
        let sum = f.money("sum");
        let way = f.choice("way", MoneyWay::from_code);
        let note = f.opt("note");
        Some((sum?, way?, note))
    };
    ask.submit(
        read,
        move |tx, (sum, way, note)| {
            actions::take_instalment(tx, id, instalment, *sum, *way, note.as_deref())?;
            Ok(urls::contracts::show(id.0))
        },
        draw_payment,
    )
    .await
}

/// One tap on the page of the contract: acts and goes back there.
async fn button<I, R, A>(ask: &Ask, read: R, act: A) -> Answer
where
    I: Send + 'static,
    R: FnOnce(&mut Fields<'_>) -> Option<I>,
    A: Fn(&mut Tx<'_>, ContractId, &I) -> Answered<()> + Send + 'static,
{
    let id = ask.id::<ContractId>("contract")?;
    ask.submit(
        read,
        move |tx, input| {
            act(tx, id, input)?;
            Ok(urls::contracts::show(id.0))
        },
        draw,
    )
    .await
}
