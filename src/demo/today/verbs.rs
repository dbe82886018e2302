//! What the script of the day is made of: parties come, are given away and taken, walk, like and worry, and leave.

use super::Day;
use crate::base::actor::Actor;
use crate::base::error::Answered;
use crate::base::ids::{AppointmentId, CustomerId, FollowUpId, UnitId, UserId, VisitId};
use crate::base::name::Name;
use crate::base::phone::Phone;
use crate::base::stage::Stage;
use crate::business::calls::actions as calls;
use crate::business::calls::model::Heard;
use crate::business::consultants::actions::{self as consultants, Choice};
use crate::business::customers::model::Title;
use crate::business::followups::actions as followups;
use crate::business::followups::model::{How, Learned, Purpose, Record};
use crate::business::playbooks;
use crate::business::playbooks::model::Evidence;
use crate::business::units;
use crate::business::visits::actions::{self as visits, Arrival, Caller, Parting, Wish};
use crate::business::visits::appointments::{self, Plan};
use crate::business::visits::intent::Signal;
use crate::business::visits::leaving::{Leaving, leave};
use crate::business::visits::model::{Kind, Said};
use crate::business::visits::needs::{self, Answer};
use crate::business::visits::outcome::Outcome;
use crate::business::visits::tour::{self, Verdict};
use crate::business::visits::{objections, signals};
use crate::platform::db::schema::{customers, follow_ups};
use chrono::Duration;
use diesel::prelude::*;

/// Numbers of today's new faces; those of history begin otherwise.
const FRESH_PREFIX: &str = "+8617700";

impl Day<'_> {
    /// Somebody's work day begins.
    pub(super) async fn clocks_in(&self, who: &Actor, minutes: i64) -> Answered<()> {
        let Some(user) = who.user else { return Ok(()) };
        self.does(who, minutes, move |tx| consultants::clock_in(tx, user)).await.map(|_| ())
    }

    /// A new face with a number.
    pub(super) fn fresh(&self, number: usize) -> Arrival {
        let lines = &self.cast.history;
        let at = |list: &[String], index: usize| list.get(index % list.len().max(1)).cloned().unwrap_or_default();
        let name = at(&lines.surnames, number * 13 + 5) + &at(&lines.given, number * 7 + 20);
        let phone = Phone::stored(format!("{FRESH_PREFIX}{:06}", 120_137 + number * 30_713));
        let title = if number.is_multiple_of(2) { Title::Mr } else { Title::Ms };
        Arrival { caller: Caller::Number(phone, Some(Name::stored(name)), title), ..self.stranger(number) }
    }

    /// A party that gives no name and no number.
    pub(super) fn stranger(&self, number: usize) -> Arrival {
        let lines = &self.cast.history.descriptions;
        let description = lines.get(number % lines.len().max(1)).map(|both| both.zh.clone());
        let channel =
            self.cast.channels.get(number % self.cast.channels.len().max(1)).map(|channel| channel.id.clone());
        Arrival {
            caller: Caller::Anonymous,
            kind: Kind::Buyer,
            been_before: Some(Said::No),
            phoned_before: Some(Said::No),
            party_size: 2 + (number % 2) as i32,
            children: number.is_multiple_of(3).into(),
            description,
            channel,
            appointment: None,
            waited_minutes: 0,
            greeted: true,
        }
    }

    /// A customer who comes again.
    pub(super) fn again(&self, customer: CustomerId) -> Arrival {
        Arrival {
            caller: Caller::Known(customer),
            been_before: None,
            phoned_before: None,
            description: None,
            channel: None,
            ..self.stranger(0)
        }
    }

    /// A customer who keeps an appointment.
    pub(super) fn as_agreed(&self, customer: CustomerId, appointment: AppointmentId) -> Arrival {
        Arrival { appointment: Some(appointment), ..self.again(customer) }
    }

    /// The desk writes a party down.
    pub(super) async fn comes(&self, minutes: i64, arrival: Arrival) -> Answered<VisitId> {
        self.does(&self.desk(), minutes, move |tx| visits::receive(tx, &arrival)).await
    }

    /// Somebody phones, and the desk answers.
    pub(super) async fn phones(&self, minutes: i64, heard: Heard) -> Answered<()> {
        self.does(&self.desk(), minutes, move |tx| calls::take(tx, &heard)).await.map(|_| ())
    }

    /// The desk gives a party away as the rules propose.
    pub(super) async fn given(&self, minutes: i64, visit: VisitId, wish: Wish) -> Answered<()> {
        self.does(&self.desk(), minutes, move |tx| visits::assign(tx, visit, &wish, &Choice::AsProposed))
            .await
            .map(|_| ())
    }

    /// The supervisor gives a party to somebody else than the rules propose.
    pub(super) async fn given_instead(&self, minutes: i64, visit: VisitId, to: UserId) -> Answered<()> {
        let reason = self.cast.today.given_instead.zh.clone();
        let choice = Choice::Instead(to, reason);
        let wish = Wish::default();
        self.does(&self.supervisor(), minutes, move |tx| visits::assign(tx, visit, &wish, &choice)).await.map(|_| ())
    }

    /// The consultant takes the party from the desk.
    pub(super) async fn takes(&self, minutes: i64, who: UserId, visit: VisitId) -> Answered<()> {
        self.does(&self.consultant(who), minutes, move |tx| visits::take(tx, visit)).await
    }

    /// The party comes, is given away by the rules, and taken: the usual beginning.
    pub(super) async fn begins(&self, minutes: i64, arrival: Arrival, who: UserId) -> Answered<VisitId> {
        let visit = self.comes(minutes, arrival).await?;
        self.given(minutes - 1, visit, Wish::default()).await?;
        self.takes(minutes - 2, who, visit).await?;
        Ok(visit)
    }

    /// On to a stage; one that the party is at already is left as it is.
    pub(super) async fn goes_on(&self, minutes: i64, who: UserId, visit: VisitId, to: Stage) -> Answered<()> {
        let reason = self.cast.today.went_on.zh.clone();
        self.does(&self.consultant(who), minutes, move |tx| visits::advance(tx, visit, to, Some(&reason))).await
    }

    /// What the party tells about itself: the choice of that number for each of the first questions.
    pub(super) async fn tells(&self, minutes: i64, who: UserId, visit: VisitId, choice: usize) -> Answered<()> {
        self.does(&self.consultant(who), minutes, move |tx| {
            let goods = crate::business::sites::of(tx.conn, tx.actor.site)?.goods;
            let mut answers = Vec::new();
            for (place, question) in needs::questions(goods)?.iter().take(5).enumerate() {
                // One question in five they would rather not answer.
                let refused = place == 4 && choice % 2 == 1;
                let said = question.choices.get((choice + place) % question.choices.len().max(1));
                match said {
                    _ if refused => answers.push((question.id.clone(), Answer::Refused)),
                    Some(said) => answers.push((question.id.clone(), Answer::Said(said.code.clone()))),
                    None => {}
                }
            }
            needs::note(tx, visit, &answers)
        })
        .await
    }

    /// The first items of a stage are ticked off.
    pub(super) async fn ticks(
        &self,
        minutes: i64,
        who: UserId,
        visit: VisitId,
        stage: Stage,
        most: usize,
    ) -> Answered<()> {
        self.does(&self.consultant(who), minutes, move |tx| {
            let items = playbooks::sales_office()?.at(stage).flat_map(|step| &step.items);
            let tapped = items.filter(|item| item.evidence == Evidence::Tap && item.fact.is_none()).take(most);
            tapped.into_iter().try_for_each(|item| visits::tick(tx, visit, &item.id, ""))
        })
        .await
    }

    /// A route is chosen, and so many of its stops are walked, one every few minutes.
    pub(super) async fn walks(&self, from: i64, each: i64, who: UserId, visit: VisitId, stops: usize) -> Answered<()> {
        let Some(route) = self.site.routes.first() else { return Ok(()) };
        let (actor, route, all) = (self.consultant(who), route.id.clone(), route.stops.len());
        self.does(&actor, from, move |tx| tour::choose(tx, visit, &route)).await?;
        for place in 0..stops.min(all) {
            let verdict = if place % 3 == 1 { Verdict::Worry } else { Verdict::Like };
            let line = if verdict == Verdict::Worry { &self.cast.history.worries } else { &self.cast.history.likes };
            let note = line.get(place % line.len().max(1)).map(|both| both.zh.clone());
            self.does(&actor, from - each * (place as i64 + 1), move |tx| {
                let walked = tour::of_visit(tx.conn, visit)?;
                match walked.as_ref().and_then(|tour| tour.stops.get(place)) {
                    Some(stop) => tour::reach(tx, visit, stop.id, Some(verdict), note.as_deref()),
                    None => Ok(()),
                }
            })
            .await?;
        }
        Ok(())
    }

    /// Signals of intent are seen.
    pub(super) async fn shows(
        &self,
        minutes: i64,
        who: UserId,
        visit: VisitId,
        seen: &'static [Signal],
    ) -> Answered<()> {
        self.does(&self.consultant(who), minutes, move |tx| {
            seen.iter().try_for_each(|signal| signals::tap(tx, visit, *signal, true))
        })
        .await
    }

    /// The party objects; where `answered`, what the playbook says has helped.
    pub(super) async fn objects(
        &self,
        minutes: i64,
        who: UserId,
        visit: VisitId,
        which: usize,
        answered: bool,
    ) -> Answered<()> {
        let actor = self.consultant(who);
        let Some(objection) = playbooks::sales_office()?.objections.get(which) else { return Ok(()) };
        let code = objection.code.clone();
        self.does(&actor, minutes, move |tx| objections::hear(tx, visit, &code, None)).await?;
        if !answered {
            return Ok(());
        }
        let words = objection.answers.first().map(|text| text.words(showroom_templates::Lang::Zh).to_owned());
        self.does(&actor, minutes - 1, move |tx| {
            let journey = crate::business::visits::store::find(tx.conn, tx.actor.site, visit)?.journey;
            match objections::of_journey(tx.conn, journey)?.first() {
                Some(heard) => objections::answer(tx, visit, heard.id, words.as_deref()),
                None => Ok(()),
            }
        })
        .await
    }

    /// The party leaves; `next` in days from today, or never.
    pub(super) async fn leaves(
        &self,
        minutes: i64,
        who: UserId,
        visit: VisitId,
        outcome: Outcome,
        next: Option<i64>,
    ) -> Answered<()> {
        let leaving = Leaving {
            outcome: Some(outcome),
            next_on: next.map(|days| self.today + Duration::days(days)),
            no_next_reason: next.is_none().then(|| "no_number".to_owned()),
            parting: Parting {
                reason: None,
                papers_given: vec!["brochure".to_owned(), "floor_plan".to_owned()],
                contacts_exchanged: next.is_some(),
                walked_to_door: true,
            },
        };
        self.does(&self.consultant(who), minutes, move |tx| leave(tx, visit, &leaving)).await
    }

    /// An appointment is made.
    pub(super) async fn agrees(
        &self,
        minutes: i64,
        who: UserId,
        customer: CustomerId,
        at: crate::base::clock::Moment,
        note: usize,
    ) -> Answered<AppointmentId> {
        let notes = &self.cast.today.prepare;
        let note = notes.get(note % notes.len().max(1)).map(|both| both.zh.clone());
        let plan = Plan { customer, consultant: Some(who), at, party_size: 2, note };
        self.does(&self.consultant(who), minutes, move |tx| appointments::make(tx, &plan)).await
    }

    /// Contacts that should have been made on the days before and were not.
    pub(super) async fn leaves_undone(&self, who: UserId, many: i64) -> Answered<()> {
        let planned = self.planned_of(who, many).await?;
        for (days, (id, version, customer)) in (1..).zip(planned) {
            let day = self.today - Duration::days(days);
            let at = self.local(-days, 10, 30);
            self.db
                .write(self.consultant(who), at, move |tx| {
                    followups::cancel(tx, id, version, "planned_twice")?;
                    followups::plan(tx, customer, day, Purpose::Call, Some(tx.actor.user.unwrap_or(who))).map(|_| ())
                })
                .await?;
        }
        Ok(())
    }

    /// A contact of today is made and recorded.
    pub(super) async fn calls(&self, minutes: i64, who: UserId, line: usize) -> Answered<()> {
        let lines = &self.cast.history.contacts;
        let words = lines.get(line % lines.len().max(1)).map(|both| both.zh.clone());
        let next = self.today + Duration::days(2);
        for (id, version, _) in self.due_today(who).await? {
            let record = Record {
                how: How::Call,
                reached: true,
                learned: Learned { codes: vec!["will_come".to_owned()], words: words.clone() },
                next_on: Some(next),
                no_next_reason: None,
                grade: None,
                grade_reason: None,
                intent: None,
                do_not_call_until: None,
            };
            self.does(&self.consultant(who), minutes, move |tx| followups::record(tx, id, version, &record)).await?;
        }
        Ok(())
    }

    async fn planned_of(&self, who: UserId, many: i64) -> Answered<Vec<(FollowUpId, i32, CustomerId)>> {
        let today = self.today;
        self.db
            .read(move |conn| {
                let rows: Vec<(i64, i32, i64)> = follow_ups::table
                    .filter(follow_ups::consultant_id.eq(who.0))
                    .filter(follow_ups::state.eq("planned"))
                    .filter(follow_ups::due_on.ge(today))
                    .order((follow_ups::due_on.desc(), follow_ups::id))
                    .limit(many)
                    .select((follow_ups::id, follow_ups::version, follow_ups::customer_id))
                    .load(conn)?;
                Ok(rows.into_iter().map(|(id, version, whose)| (FollowUpId(id), version, CustomerId(whose))).collect())
            })
            .await
    }

    /// One contact that is due today, if there is any.
    async fn due_today(&self, who: UserId) -> Answered<Vec<(FollowUpId, i32, CustomerId)>> {
        let today = self.today;
        self.db
            .read(move |conn| {
                let row: Option<(i64, i32, i64)> = follow_ups::table
                    .filter(follow_ups::consultant_id.eq(who.0))
                    .filter(follow_ups::state.eq("planned"))
                    .filter(follow_ups::due_on.eq(today))
                    .order(follow_ups::id)
                    .select((follow_ups::id, follow_ups::version, follow_ups::customer_id))
                    .first(conn)
                    .optional()?;
                Ok(row.into_iter().map(|(id, version, whose)| (FollowUpId(id), version, CustomerId(whose))).collect())
            })
            .await
    }

    /// Customers of somebody who have come more than once and are still thinking, the latest first.
    pub(super) async fn regulars(&self, owner: UserId, many: i64) -> Answered<Vec<CustomerId>> {
        let site = self.site.id;
        self.db
            .read(move |conn| {
                let ids: Vec<i64> = customers::table
                    .filter(customers::site_id.eq(site.0))
                    .filter(customers::owner_id.eq(owner.0))
                    .filter(customers::visits_count.ge(2))
                    .filter(customers::bought_at.is_null())
                    .filter(customers::lost_at.is_null())
                    .order((customers::updated_at.desc(), customers::id))
                    .limit(many)
                    .select(customers::id)
                    .load(conn)?;
                Ok(ids.into_iter().map(CustomerId).collect())
            })
            .await
    }

    /// A unit that is for sale, the one of that number on the list.
    pub(super) async fn for_sale(&self, number: usize) -> Answered<Option<UnitId>> {
        let site = self.site.id;
        let units = self.db.read(move |conn| units::store::for_sale(conn, site, 60)).await?;
        Ok(units.get(number % units.len().max(1)).map(|unit| unit.id))
    }
}
