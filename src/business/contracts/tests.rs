//! Contracts on both engines: from the paid deposit through the seven steps, in their order, to a stored contract.

use super::actions::{self, Preparing, StepInput};
use super::model::Status;
use super::plan::{Part, PartKind};
use super::steps::Step;
use super::store;
use crate::base::error::Error;
use crate::base::ids::{ContractId, DepositId};
use crate::base::money::Money;
use crate::base::name::Name;
use crate::business::customers::journeys;
use crate::business::deposits;
use crate::business::deposits::identity::Identity;
use crate::business::deposits::law::MoneyKind;
use crate::business::deposits::model::{BuyerDraft, Draft, MoneyWay, Received, Signature};
use crate::business::quotes::ways::PaymentWay;
use crate::business::sites;
use crate::business::units;
use crate::business::units::actions::Edit;
use crate::business::units::states::UnitState;
use crate::business::units::testing::{World, refused};
use crate::platform::db::testing::each_engine;
use crate::platform::seal::Vault;

async fn deposited(world: &World, pays: bool) -> DepositId {
    let buyer = BuyerDraft {
        name: Name::parse("王小明").unwrap(),
        identity: Some(Identity::parse("11010519491231002X").unwrap()),
        phone: None,
        address: None,
        share_bp: None,
    };
    let draft = Draft {
        visit: world.first,
        unit: world.flats[0],
        quote: None,
        kind: MoneyKind::EarnestDeposit,
        sum: Money::major(50_000),
        way: Some(PaymentWay::CommercialLoan),
        sign_by: None,
        buyers: vec![buyer],
        seen_contract: true,
        unseen_reason: None,
        signature: Some(Signature { strokes: String::new(), name: "王小明".into() }),
    };
    let vault = Vault::passing();
    let id = world.acts(world.li, move |tx| deposits::actions::draft(tx, &vault, &draft)).await.unwrap();
    if pays {
        let money = Received { sum: Money::major(50_000), way: MoneyWay::Card, note: None };
        world.acts(world.cashier, move |tx| deposits::actions::confirm(tx, id, &money)).await.unwrap();
    }
    id
}

async fn prepares(world: &World, deposit: DepositId) -> Result<ContractId, Error> {
    world.acts(world.li, move |tx| actions::prepare(tx, deposit, &Preparing::default())).await
}

fn note(text: &str) -> StepInput {
    StepInput { note: Some(text.into()), ..StepInput::default() }
}

#[test]
fn a_contract_goes_through_its_steps_to_the_shelf() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (site, flat, li, boss) = (world.site, world.flats[0], world.li, world.boss);
        let deposit = deposited(&world, true).await;
        let id = prepares(&world, deposit).await.unwrap();
        assert_eq!(refused(prepares(&world, deposit).await).code, "contract_begun");
        let step =
            async |who, step, input: StepInput| world.acts(who, move |tx| actions::do_step(tx, id, step, &input)).await;

        assert_eq!(refused(step(li, Step::Terms, StepInput::default()).await).code, "step_out_of_order");
        assert_eq!(refused(step(li, Step::Papers, StepInput::default()).await).code, "step_needs_reason");
        let papers = world.reads(move |conn| store::papers(conn, id)).await;
        assert!(papers.len() > 3);
        for paper in papers {
            world.acts(li, move |tx| actions::receive_paper(tx, id, paper.id, true)).await.unwrap();
        }
        step(li, Step::Papers, StepInput::default()).await.unwrap();
        assert_eq!(refused(step(li, Step::Papers, StepInput::default()).await).code, "step_done_already");
        step(li, Step::Terms, StepInput::default()).await.unwrap();
        let contract = world.reads(move |conn| store::find(conn, site, id)).await;
        let price = contract.price;
        let cheaper = StepInput { price: Some(price.less(Money::major(1))), ..StepInput::default() };
        assert_eq!(refused(step(li, Step::Price, cheaper).await).code, "step_needs_reason");
        step(li, Step::Price, StepInput { price: Some(price), ..StepInput::default() }).await.unwrap();
        assert!(matches!(step(li, Step::SignOff, StepInput::default()).await, Err(Error::Forbidden(_))));
        step(boss, Step::SignOff, StepInput::default()).await.unwrap();
        assert_eq!(refused(step(li, Step::Signed, StepInput::default()).await).code, "signature_missing");
        assert_eq!(world.state(flat).await, UnitState::Deposited);
        let signed = StepInput { signature: Some("\n王小明".into()), ..StepInput::default() };
        step(li, Step::Signed, signed).await.unwrap();
        assert_eq!(world.state(flat).await, UnitState::Contracted);
        let converted = world.reads(move |conn| deposits::store::find(conn, site, deposit)).await;
        assert_eq!(converted.status, deposits::agreement::Status::Converted);

        let today = "2026-11-28".parse().unwrap();
        let plan = world
            .reads(move |conn| {
                let site = sites::of(conn, site)?;
                let deposit = deposits::store::find(conn, site.id, deposit)?;
                actions::propose_plan(&site, &deposit, price, today)
            })
            .await;
        let short = StepInput { plan: plan[..plan.len() - 1].to_vec(), ..StepInput::default() };
        assert_eq!(refused(step(li, Step::Plan, short).await).code, "plan_does_not_add_up");
        step(li, Step::Plan, StepInput { plan, ..StepInput::default() }).await.unwrap();
        step(li, Step::Stored, note("原件已入柜")).await.unwrap();

        let contract = world.reads(move |conn| store::find(conn, site, id)).await;
        assert_eq!(contract.status, Status::Stored);
        let journey = world.reads(move |conn| journeys::find(conn, site, contract.journey)).await;
        assert_eq!(journey.status, journeys::Status::Won);
        assert!(!world.reads(move |conn| store::milestones(conn, id)).await.is_empty());
        let paper = world.reads(move |conn| store::papers(conn, id)).await[0].id;
        let late = world.acts(li, move |tx| actions::receive_paper(tx, id, paper, false)).await;
        assert_eq!(refused(late).code, "contract_stored");
    });
}

#[test]
fn an_instalment_is_paid_once_and_in_full() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (li, boss, cashier, site) = (world.li, world.boss, world.cashier, world.site);
        let deposit = deposited(&world, true).await;
        let id = prepares(&world, deposit).await.unwrap();
        let price = world.reads(move |conn| store::find(conn, site, id)).await.price;
        let plan = world
            .reads(move |conn| {
                let site = sites::of(conn, site)?;
                let deposit = deposits::store::find(conn, site.id, deposit)?;
                actions::propose_plan(&site, &deposit, price, "2026-11-28".parse().unwrap())
            })
            .await;
        for (who, step, input) in [
            (li, Step::Papers, note("下周补齐")),
            (li, Step::Terms, StepInput::default()),
            (li, Step::Price, StepInput { price: Some(price), ..StepInput::default() }),
            (boss, Step::SignOff, StepInput::default()),
            (li, Step::Signed, StepInput { signature: Some("\n王小明".into()), ..StepInput::default() }),
            (li, Step::Plan, StepInput { plan, ..StepInput::default() }),
        ] {
            world.acts(who, move |tx| actions::do_step(tx, id, step, &input)).await.unwrap();
        }
        let part =
            world.reads(move |conn| store::plan(conn, id)).await.into_iter().find(|p| p.paid_at.is_none()).unwrap();
        let pay = async |who, sum: Money| {
            world.acts(who, move |tx| actions::take_instalment(tx, id, part.id, sum, MoneyWay::Transfer, None)).await
        };
        assert!(matches!(pay(li, part.sum).await, Err(Error::Forbidden(_))));
        assert_eq!(refused(pay(cashier, part.sum.less(Money(1))).await).code, "instalment_sum_differs");
        pay(cashier, part.sum).await.unwrap();
        assert_eq!(refused(pay(cashier, part.sum).await).code, "instalment_paid");
        let receipts = world.reads(move |conn| store::receipts(conn, id)).await;
        assert_eq!((receipts.len(), receipts[0].2.as_str()), (1, "SJ-2026-0002"));
    });
}

#[test]
fn an_unpaid_deposit_has_no_contract() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let deposit = deposited(&world, false).await;
        assert_eq!(refused(prepares(&world, deposit).await).code, "deposit_not_paid");
        let wang = world.wang;
        let theirs = world.acts(wang, move |tx| actions::prepare(tx, deposit, &Preparing::default())).await;
        assert!(matches!(theirs, Err(Error::Forbidden(_))));
    });
}

/// A contract whose papers and terms were checked; what comes next is the price.
async fn at_its_price(world: &World) -> ContractId {
    let deposit = deposited(world, true).await;
    let id = prepares(world, deposit).await.unwrap();
    let li = world.li;
    world.acts(li, move |tx| actions::do_step(tx, id, Step::Papers, &note("下周补齐"))).await.unwrap();
    world.acts(li, move |tx| actions::do_step(tx, id, Step::Terms, &StepInput::default())).await.unwrap();
    id
}

#[test]
fn no_reason_takes_a_price_below_the_floor_the_deposit_or_the_fifth() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let id = at_its_price(&world).await;
        let price = async |sum: i64| {
            let input = StepInput { price: Some(Money::major(sum)), ..note("客户坚持") };
            world.acts(world.li, move |tx| actions::do_step(tx, id, Step::Price, &input)).await
        };
        assert_eq!(refused(price(1).await).code, "deposit_above_price");
        assert_eq!(refused(price(249_999).await).code, "earnest_above_fifth");
        assert_eq!(refused(price(939_999).await).code, "price_below_floor");
        price(940_000).await.unwrap();
    });
}

#[test]
fn what_is_written_down_as_paid_is_what_was_paid() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (li, boss, cashier, site, flat) = (world.li, world.boss, world.cashier, world.site, world.flats[0]);
        let id = at_its_price(&world).await;
        let price = world.reads(move |conn| store::find(conn, site, id)).await.price;
        for (who, step, input) in [
            (li, Step::Price, StepInput { price: Some(price), ..StepInput::default() }),
            (boss, Step::SignOff, StepInput::default()),
            (li, Step::Signed, StepInput { signature: Some("\n王小明".into()), ..StepInput::default() }),
        ] {
            world.acts(who, move |tx| actions::do_step(tx, id, step, &input)).await.unwrap();
        }
        let plans = async |sums: &[i64]| {
            let proposed: Vec<Part> = [PartKind::Deposit, PartKind::DownPayment]
                .map(|kind| Part { kind, due_on: "2026-12-01".parse().unwrap(), sum: Money::ZERO })
                .into();
            let due = "2026-12-01".parse().unwrap();
            let typed: Vec<_> = sums.iter().map(|sum| (due, Money::major(*sum))).collect();
            let plan = actions::written_plan(&proposed, &typed, due).unwrap();
            let input = StepInput { plan, ..StepInput::default() };
            world.acts(li, move |tx| actions::do_step(tx, id, Step::Plan, &input)).await
        };
        let whole = price.0 / 100;
        assert_eq!(refused(plans(&[whole]).await).code, "plan_without_deposit");
        assert_eq!(refused(plans(&[300_000, whole - 300_000]).await).code, "plan_without_deposit");
        plans(&[50_000, whole - 50_000]).await.unwrap();

        let part = world.reads(move |conn| store::plan(conn, id)).await.remove(1);
        let seize = Edit {
            version: 1,
            list_price: Money::major(1_000_000),
            floor_price: Money::major(940_000),
            reason: None,
            offered: None,
            mortgaged: false,
            seized: true,
            licence: Some("188".into()),
            note: None,
        };
        world.acts(boss, move |tx| units::actions::edit(tx, flat, &seize)).await.unwrap();
        let way = MoneyWay::Transfer;
        let paid = world.acts(cashier, move |tx| actions::take_instalment(tx, id, part.id, part.sum, way, None)).await;
        assert_eq!(refused(paid).code, "unit_seized");
    });
}
