//! Deposits on both engines: the law's gates, one unit for one buyer, numbers without gaps, the cashier.

use super::agreement::Status;
use super::identity::Identity;
use super::law::MoneyKind;
use super::model::{BuyerDraft, Draft, MoneyWay, Received, Signature};
use super::{actions, numbering, store};
use crate::base::error::Error;
use crate::base::ids::{DepositId, QuoteId, UnitId, UserId, VisitId};
use crate::base::money::Money;
use crate::base::name::Name;
use crate::base::phone::Phone;
use crate::base::stage::Stage;
use crate::business::consultants::actions::Choice;
use crate::business::customers::journeys;
use crate::business::customers::model::Title;
use crate::business::quotes::model::{Decision, Draft as QuoteDraft, Status as QuoteStatus};
use crate::business::quotes::{self, discount::Kind, loan::Method, ways::PaymentWay};
use crate::business::units::actions::Edit;
use crate::business::units::states::UnitState;
use crate::business::units::testing::{World, refused};
use crate::business::units::{self, store as unit_store};
use crate::business::visits;
use crate::business::visits::actions::{Arrival, Caller, Wish};
use crate::business::visits::model::{Kind as Comes, Said};
use crate::business::visits::outcome::{Closure, Next, Outcome};
use crate::platform::db::testing::each_engine;
use crate::platform::seal::Vault;

fn draft(visit: VisitId, unit: UnitId) -> Draft {
    let buyer = BuyerDraft {
        name: Name::parse("王小明").unwrap(),
        identity: Some(Identity::parse("11010519491231002X").unwrap()),
        phone: None,
        address: None,
        share_bp: None,
    };
    Draft {
        visit,
        unit,
        quote: None,
        kind: MoneyKind::EarnestDeposit,
        sum: Money::major(50_000),
        way: Some(PaymentWay::CommercialLoan),
        sign_by: None,
        buyers: vec![buyer],
        seen_contract: true,
        unseen_reason: None,
        signature: Some(Signature { strokes: String::new(), name: "王小明".into() }),
    }
}

async fn drafts(world: &World, who: UserId, draft: Draft) -> Result<DepositId, Error> {
    let vault = Vault::passing();
    world.acts(who, move |tx| actions::draft(tx, &vault, &draft)).await
}

fn money(sum: i64) -> Received {
    Received { sum: Money::major(sum), way: MoneyWay::Card, note: None }
}

#[test]
fn a_deposit_takes_the_unit_off_the_market_and_the_cashier_closes_it() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (site, flat, first, second) = (world.site, world.flats[0], world.first, world.second);
        world.acts(world.li, move |tx| units::actions::hold(tx, flat, first, None)).await.unwrap();
        let id = drafts(&world, world.li, draft(first, flat)).await.unwrap();
        assert_eq!(world.state(flat).await, UnitState::Deposited);
        let deposit = world.reads(move |conn| store::find(conn, site, id)).await;
        assert_eq!((deposit.number.as_str(), deposit.status), ("RG-2026-0001", Status::Drafted));
        assert_eq!(deposit.sign_by.to_string(), "2026-11-28");
        let no = refused(drafts(&world, world.wang, draft(second, flat)).await);
        assert_eq!((no.code, no.offers.len()), ("unit_taken", 3));

        let buyers = world.reads(move |conn| store::buyers(conn, id)).await;
        assert_eq!((buyers[0].id_tail.as_deref(), buyers[0].share_bp), (Some("002X"), 10_000));
        let short = world.acts(world.cashier, move |tx| actions::confirm(tx, id, &money(49_999))).await;
        assert_eq!(refused(short).code, "sum_differs");
        let never = Received { note: Some("定金不退".into()), ..money(50_000) };
        world.acts(world.cashier, move |tx| actions::confirm(tx, id, &never)).await.unwrap();
        let again = world.acts(world.cashier, move |tx| actions::confirm(tx, id, &money(50_000))).await;
        assert_eq!(refused(again).code, "agreement_stands_elsewhere");
        let payments = world.reads(move |conn| store::payments_of(conn, id)).await;
        assert_eq!((payments.len(), payments[0].receipt.as_str()), (1, "SJ-2026-0001"));
        assert!(world.acts(world.li, move |tx| actions::withdraw(tx, id, "x")).await.is_err());
    });
}

#[test]
fn of_two_deposits_at_once_one_is_made_and_numbers_have_no_gaps() {
    each_engine(async |db| {
        let world = World::new(db).await;
        for flat in world.flats.clone() {
            let tries = (0..10).map(|at| {
                let (who, visit) = if at % 2 == 0 { (world.li, world.first) } else { (world.wang, world.second) };
                drafts(&world, who, draft(visit, flat))
            });
            let answers = futures_util::future::join_all(tries).await;
            assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
            for answer in answers.into_iter().filter(Result::is_err) {
                assert_eq!(refused(answer).code, "unit_taken");
            }
        }
        let boss = world.actor(world.boss);
        let made = world.reads(move |conn| store::list(conn, &boss, Status::Drafted)).await;
        let counts: Vec<i64> =
            made.iter().filter_map(|deposit| numbering::read(&deposit.number)).map(|number| number.count).collect();
        assert_eq!((counts.len(), numbering::gaps(&counts)), (4, Vec::new()));
    });
}

#[test]
fn the_law_stops_and_the_rest_asks_for_a_reason() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (flat, first, li) = (world.flats[0], world.first, world.li);
        let check = async |change: &dyn Fn(&mut Draft), code: &str| {
            let mut draft = draft(first, flat);
            change(&mut draft);
            assert_eq!(refused(drafts(&world, li, draft).await).code, code);
        };
        check(&|draft| draft.sum = Money::major(200_001), "earnest_above_fifth").await;
        check(&|draft| draft.kind = MoneyKind::Price, "not_a_deposit").await;
        check(&|draft| draft.buyers[0].identity = None, "identity_missing").await;
        check(&|draft| draft.buyers.clear(), "buyers_missing").await;
        check(&|draft| draft.buyers[0].share_bp = Some(5_000), "shares_not_whole").await;
        check(&|draft| draft.seen_contract = false, "contract_not_seen").await;
        check(&|draft| draft.signature = None, "signature_missing").await;
    });
}

#[test]
fn no_licence_no_money() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (flat, first) = (world.flats[0], world.first);
        let edit = Edit {
            version: 1,
            list_price: Money::major(1_000_000),
            floor_price: Money::major(940_000),
            reason: None,
            offered: None,
            mortgaged: false,
            seized: false,
            licence: None,
            note: None,
        };
        world.acts(world.boss, move |tx| units::actions::edit(tx, flat, &edit)).await.unwrap();
        assert_eq!(refused(drafts(&world, world.li, draft(first, flat)).await).code, "unit_without_licence");
        assert_eq!(world.state(flat).await, UnitState::ForSale);
    });
}

#[test]
fn what_is_withdrawn_is_never_free_and_sold_at_once() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (flat, first, second) = (world.flats[0], world.first, world.second);
        let id = drafts(&world, world.li, draft(first, flat)).await.unwrap();
        assert!(matches!(
            world.acts(world.wang, move |tx| actions::withdraw(tx, id, "x")).await,
            Err(Error::Forbidden(_))
        ));
        world.acts(world.li, move |tx| actions::withdraw(tx, id, "wrong unit")).await.unwrap();
        assert_eq!(world.state(flat).await, UnitState::Withheld);
        assert_eq!(refused(drafts(&world, world.wang, draft(second, flat)).await).code, "unit_not_for_sale");
        // The number stays used: the next agreement has the next one.
        let other = world.flats[1];
        let next = drafts(&world, world.wang, draft(second, other)).await.unwrap();
        let site = world.site;
        assert_eq!(world.reads(move |conn| store::find(conn, site, next)).await.number, "RG-2026-0002");
    });
}

fn quote(unit: UnitId, special: Option<(Kind, u16)>, reason: Option<&str>) -> QuoteDraft {
    QuoteDraft {
        unit,
        published: Vec::new(),
        special,
        way: PaymentWay::CommercialLoan,
        down_payment_bp: 3_000,
        years: 30,
        method: Method::EqualInstalments,
        fund_part: None,
        reason: reason.map(str::to_owned),
    }
}

#[test]
fn a_quote_above_the_limit_waits_for_a_decision() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (site, flat, first) = (world.site, world.flats[0], world.first);
        let make = |draft: QuoteDraft| world.acts(world.li, move |tx| quotes::actions::make(tx, first, &draft));
        let within = make(quote(flat, Some((Kind::Negotiated, 100)), None)).await.unwrap();
        let above = Some((Kind::Negotiated, 250));
        assert_eq!(refused(make(quote(flat, above, None)).await).code, "discount_needs_reason");
        assert_eq!(refused(make(quote(flat, Some((Kind::Leader, 700)), Some("x"))).await).code, "below_floor_price");
        let waits = make(quote(flat, above, Some("pays soon"))).await.unwrap();
        let status = async |id: QuoteId| world.reads(move |conn| quotes::store::find(conn, site, id)).await.status;
        assert_eq!((status(within).await, status(waits).await), (QuoteStatus::Replaced, QuoteStatus::Waiting));

        let on_quote = Draft { quote: Some(waits), ..draft(first, flat) };
        assert_eq!(refused(drafts(&world, world.li, on_quote.clone()).await).code, "quote_not_usable");
        let request = world.reads(move |conn| quotes::store::request_of(conn, waits)).await.unwrap().id;
        let granted = Decision::Granted;
        world.acts(world.boss, move |tx| quotes::actions::decide(tx, request, granted, "a good family")).await.unwrap();
        let twice = world.acts(world.boss, move |tx| quotes::actions::decide(tx, request, granted, "again")).await;
        assert_eq!(refused(twice).code, "request_decided");

        let id = drafts(&world, world.li, on_quote).await.unwrap();
        let deposit = world.reads(move |conn| store::find(conn, site, id)).await;
        assert_eq!((deposit.price, deposit.way), (Money::major(975_000), PaymentWay::CommercialLoan));
        let shown = world.reads(move |conn| quotes::store::find(conn, site, waits)).await;
        let financing = shown.financing().unwrap().unwrap();
        assert_eq!((financing.months.len(), financing.down_payment), (360, Money::major(292_500)));
        let claim = world.reads(move |conn| unit_store::open_claim(conn, flat)).await.unwrap();
        assert_eq!(claim.id, deposit.claim);
    });
}

#[test]
fn the_laws_gates_stand_where_the_money_comes_in_too() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (flat, first) = (world.flats[0], world.first);
        let id = drafts(&world, world.li, draft(first, flat)).await.unwrap();
        let mut version = 1;
        for (seized, mortgaged, licence, code) in [
            (true, false, Some("188"), "unit_seized"),
            (false, true, Some("188"), "unit_mortgaged"),
            (false, false, None, "unit_without_licence"),
        ] {
            let edit = edited(version, seized, mortgaged, licence);
            world.acts(world.boss, move |tx| units::actions::edit(tx, flat, &edit)).await.unwrap();
            let paid = world.acts(world.cashier, move |tx| actions::confirm(tx, id, &money(50_000))).await;
            assert_eq!(refused(paid).code, code);
            version += 1;
        }
        assert!(world.reads(move |conn| store::payments_of(conn, id)).await.is_empty());
        let edit = edited(version, false, false, Some("188"));
        world.acts(world.boss, move |tx| units::actions::edit(tx, flat, &edit)).await.unwrap();
        world.acts(world.cashier, move |tx| actions::confirm(tx, id, &money(50_000))).await.unwrap();
    });
}

fn edited(version: i32, seized: bool, mortgaged: bool, licence: Option<&str>) -> Edit {
    Edit {
        version,
        list_price: Money::major(1_000_000),
        floor_price: Money::major(940_000),
        reason: None,
        offered: None,
        mortgaged,
        seized,
        licence: licence.map(str::to_owned),
        note: None,
    }
}

#[test]
fn a_journey_with_another_deposit_stays_at_the_deposit() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (site, first) = (world.site, world.first);
        let kept = drafts(&world, world.li, draft(first, world.flats[0])).await.unwrap();
        let gone = drafts(&world, world.li, draft(first, world.flats[1])).await.unwrap();
        let journey = world.reads(move |conn| store::find(conn, site, kept)).await.journey;
        let stage = async || world.reads(move |conn| journeys::find(conn, site, journey)).await.stage;
        world.acts(world.li, move |tx| actions::withdraw(tx, gone, "wrong unit")).await.unwrap();
        assert_eq!(stage().await, Stage::Deposit);
        world.acts(world.li, move |tx| actions::withdraw(tx, kept, "changed their mind")).await.unwrap();
        assert_eq!(stage().await, Stage::Negotiation);
    });
}

#[test]
fn nothing_is_kept_shown_or_agreed_for_a_party_that_has_left() {
    each_engine(async |db| {
        let world = World::new(db).await;
        let (flat, first) = (world.flats[0], world.first);
        let outcome = Closure { outcome: Outcome::Thinking, next: Next::Never("think".into()), by_house: false };
        world
            .acts(world.li, move |tx| {
                let visit = visits::actions::own(tx, first)?;
                visits::actions::close(tx, visit, &outcome, &visits::actions::Parting::default())
            })
            .await
            .unwrap();
        assert_eq!(refused(drafts(&world, world.li, draft(first, flat)).await).code, "visit_over");
        let held = world.acts(world.li, move |tx| units::actions::hold(tx, flat, first, None)).await;
        assert_eq!(refused(held).code, "visit_over");
        let shown = world.acts(world.li, move |tx| quotes::actions::make(tx, first, &quote(flat, None, None))).await;
        assert_eq!(refused(shown).code, "visit_over");
        assert_eq!(world.state(flat).await, UnitState::ForSale);

        // They come again, and the deposit from the quote of the last time is one of today's visit.
        let arrival = Arrival {
            caller: Caller::Number(Phone::parse("13800138000", "CN").unwrap(), None, Title::None),
            kind: Comes::Buyer,
            been_before: Some(Said::Yes),
            phoned_before: Some(Said::No),
            party_size: 1,
            children: 0,
            description: None,
            channel: None,
            appointment: None,
            waited_minutes: 0,
            greeted: true,
        };
        let (boss, li, site) = (world.boss, world.li, world.site);
        let again = world.acts(boss, move |tx| visits::actions::receive(tx, &arrival)).await.unwrap();
        let to_li = Choice::Instead(li, "knows them".into());
        let given = world.acts(boss, move |tx| visits::actions::assign(tx, again, &Wish::default(), &to_li)).await;
        given.unwrap();
        let id = drafts(&world, li, draft(first, flat)).await.unwrap();
        assert_eq!(world.reads(move |conn| store::find(conn, site, id)).await.visit, Some(again));
    });
}
