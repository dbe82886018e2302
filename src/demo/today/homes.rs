//! The day at the site that sells homes: three consultants, a morning behind them, six parties here now.

use super::Day;
use crate::base::actor::Actor;
use crate::base::error::Answered;
use crate::base::ids::UserId;
use crate::base::stage::Stage;
use crate::business::calls::model::{Heard, Next};
use crate::business::customers;
use crate::business::customers::actions::Answer as Said;
use crate::business::privacy;
use crate::business::privacy::model::{RequestKind, Why};
use crate::business::visits::actions::{self as visits, Caller, Wish};
use crate::business::visits::intent::Signal;
use crate::business::visits::outcome::Outcome;
use crate::platform::db::Tx;
use showroom_templates::{Lang, Words};

/// Walks the day. The third consultant has calls overdue, and gets no new visitors till they are made.
pub async fn walk(day: &Day<'_>, consultants: [UserId; 3]) -> Answered<()> {
    let [li, wang, zhang] = consultants;
    day.leaves_undone(zhang, 2).await?;
    let mut kept = Vec::new();
    for customer in day.regulars(zhang, 1).await? {
        let (who, at) = (day.consultant(zhang), day.ago(186));
        let plan = crate::business::visits::appointments::Plan {
            customer,
            consultant: Some(zhang),
            at,
            party_size: 2,
            note: None,
        };
        let make = move |tx: &mut Tx| crate::business::visits::appointments::make(tx, &plan);
        kept.push((customer, day.db.write(who, day.local(-1, 17, 30), make).await?));
    }
    everybody_comes_to_work(day, consultants).await?;
    super::ownership::before(day, consultants).await?;
    day.calls(272, li, 1).await?;
    day.calls(268, wang, 4).await?;
    morning(day, li, wang).await?;
    for (customer, appointment) in kept {
        let visit = day.begins(186, day.as_agreed(customer, appointment), zhang).await?;
        day.goes_on(170, zhang, visit, Stage::Negotiation).await?;
        day.shows(160, zhang, visit, &[Signal::AskedPrice]).await?;
        day.leaves(141, zhang, visit, Outcome::NextVisit, Some(1)).await?;
        day.agrees(140, zhang, customer, day.local(1, 10, 30), 0).await?;
    }
    telephone(day, li).await?;
    privacy(day, li).await?;
    super::papers::of_homes(day, wang).await?;
    super::people::who_is_who(day, wang).await?;
    now(day, li, wang, zhang).await
}

async fn everybody_comes_to_work(day: &Day<'_>, consultants: [UserId; 3]) -> Answered<()> {
    day.clocks_in(&day.supervisor(), 306).await?;
    day.clocks_in(&day.desk(), 304).await?;
    day.clocks_in(&day.cashier(), 300).await?;
    for (who, minutes) in consultants.into_iter().zip([296, 293, 290]) {
        day.clocks_in(&day.consultant(who), minutes).await?;
    }
    Ok(())
}

/// Four phone this morning: two who do not say who they are, one who comes by tomorrow, and a regular who wants to be called back.
async fn telephone(day: &Day<'_>, li: UserId) -> Answered<()> {
    let heard =
        Heard { channel: Some("online".to_owned()), about: Some("price".to_owned()), ..Heard::of(Caller::Anonymous) };
    day.phones(262, heard.clone()).await?;
    let where_it_is = Some("where".to_owned());
    day.phones(231, Heard { channel: Some("billboard".to_owned()), about: where_it_is, ..heard.clone() }).await?;
    let tomorrow = Some(day.today + chrono::Duration::days(1));
    let coming = Heard {
        caller: day.fresh(23).caller,
        channel: Some("short_video".to_owned()),
        about: Some("visit".to_owned()),
        next: Next::Comes,
        on: tomorrow,
        at: chrono::NaiveTime::from_hms_opt(15, 0, 0),
        consultant: Some(li),
        ..heard.clone()
    };
    day.phones(204, coming).await?;
    for customer in day.regulars(li, 1).await? {
        let back = Heard {
            caller: Caller::Known(customer),
            channel: None,
            about: Some("loan".to_owned()),
            next: Next::CallBack,
            on: tomorrow,
            ..heard.clone()
        };
        day.phones(176, back).await?;
    }
    Ok(())
}

/// Visitors with cards: one asked for a correction by the code, another had everything erased.
async fn privacy(day: &Day<'_>, li: UserId) -> Answered<()> {
    let regulars = day.regulars(li, 9).await?;
    for (at, customer) in regulars.into_iter().skip(6).enumerate() {
        let (vault, today) = (day.vault.clone(), day.today);
        let give = move |tx: &mut Tx| {
            let said = ["contact", "marketing"].map(|purpose| Said { purpose: purpose.into(), given: true });
            let notice = customers::notice::on(today)?.number;
            customers::actions::answer_notice(tx, customer, notice, Lang::Zh, &said)?;
            privacy::actions::give_card(tx, &vault, customer)?;
            let Some(card) = privacy::store::card_of(tx.conn, customer)? else { return Ok(()) };
            let code = privacy::store::code_of(&vault, &card)?;
            match at {
                0 => privacy::actions::ask(
                    tx,
                    &vault,
                    &code,
                    RequestKind::Correct,
                    Some(Words::new(Lang::Zh).demo_card_request()),
                ),
                1 => {
                    tx.actor = Actor::house(tx.actor.site);
                    privacy::actions::erase(tx, &vault, customer, Why::Asked)
                }
                _ => Ok(()),
            }
        };
        day.does(&day.consultant(li), 258, give).await?;
    }
    Ok(())
}

/// Who has come and gone: a couple that thinks it over, and a party that gave no name.
async fn morning(day: &Day<'_>, li: UserId, wang: UserId) -> Answered<()> {
    let couple = day.begins(256, day.fresh(1), li).await?;
    day.tells(248, li, couple, 0).await?;
    day.ticks(246, li, couple, Stage::Introduction, 3).await?;
    let nameless = day.begins(244, day.stranger(3), wang).await?;
    day.goes_on(240, li, couple, Stage::Tour).await?;
    day.tells(238, wang, nameless, 3).await?;
    day.walks(236, 5, li, couple, 9).await?;
    day.goes_on(230, wang, nameless, Stage::Tour).await?;
    day.walks(228, 4, wang, nameless, 2).await?;
    day.goes_on(212, li, couple, Stage::Negotiation).await?;
    day.shows(208, li, couple, &[Signal::AskedPrice, Signal::NamedCompetitor]).await?;
    day.leaves(206, wang, nameless, Outcome::NotABuyer, None).await?;
    day.objects(203, li, couple, 0, false).await?;
    day.leaves(196, li, couple, Outcome::Thinking, Some(2)).await
}

/// Who is here.
async fn now(day: &Day<'_>, li: UserId, wang: UserId, zhang: UserId) -> Answered<()> {
    near_a_deposit(day, li).await?;
    let family = day.begins(48, day.fresh(2), wang).await?;
    day.tells(42, wang, family, 2).await?;
    day.ticks(40, wang, family, Stage::Introduction, 4).await?;
    for customer in day.regulars(zhang, 4).await?.into_iter().skip(1).take(1) {
        let visit = day.begins(44, day.again(customer), zhang).await?;
        day.goes_on(38, zhang, visit, Stage::Negotiation).await?;
        day.shows(33, zhang, visit, &[Signal::AskedPrice, Signal::AskedLoan]).await?;
        day.objects(30, zhang, visit, 1, false).await?;
    }
    day.goes_on(34, wang, family, Stage::Tour).await?;
    day.walks(33, 9, wang, family, 2).await?;
    let nameless = day.comes(24, day.stranger(0)).await?;
    day.given_instead(22, nameless, zhang).await?;
    day.takes(21, zhang, nameless).await?;
    day.tells(14, zhang, nameless, 1).await?;
    day.comes(8, day.fresh(3)).await?;
    let friends = day.comes(5, day.fresh(4)).await?;
    day.given(4, friends, Wish { related_to: Some(family), ..Wish::default() }).await?;
    let who = day.consultant(wang);
    day.does(&who, 2, move |tx| visits::leave_alone(tx, family)).await?;
    expected(day, li, wang).await
}

/// A customer who came before, with whom it is time to ask: a unit is kept, and more discount is wanted than the consultant may give.
async fn near_a_deposit(day: &Day<'_>, li: UserId) -> Answered<()> {
    for customer in day.regulars(li, 1).await? {
        let visit = day.begins(64, day.again(customer), li).await?;
        day.goes_on(58, li, visit, Stage::Negotiation).await?;
        day.ticks(55, li, visit, Stage::Negotiation, 3).await?;
        const SEEN: &[Signal] = &[Signal::AskedPrice, Signal::ChoseUnit, Signal::DeciderHere, Signal::AskedLoan];
        day.shows(50, li, visit, SEEN).await?;
        day.objects(46, li, visit, 0, true).await?;
        let Some(unit) = day.for_sale(17).await? else { return Ok(()) };
        day.keeps(20, li, visit, unit).await?;
        day.quotes(17, li, visit, unit, Some(200)).await?;
    }
    Ok(())
}

/// Who will come: one later today, two tomorrow (the third was made by whoever left).
async fn expected(day: &Day<'_>, li: UserId, wang: UserId) -> Answered<()> {
    for (customer, note) in day.regulars(wang, 3).await?.into_iter().skip(1).take(1).zip([1]) {
        day.agrees(110, wang, customer, day.half_hour_after(70), note).await?;
    }
    for (customer, note) in day.regulars(li, 3).await?.into_iter().skip(1).take(1).zip([2]) {
        day.agrees(105, li, customer, day.local(1, 14, 0), note).await?;
    }
    Ok(())
}
