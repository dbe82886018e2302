//! Lists that were brought to the demo: one taken over, three that wait for a decision, two whose columns wait to be named.

use chrono::Duration;
use diesel::prelude::*;

use super::Day;
use crate::base::actor::Actor;
use crate::base::clock::Date;
use crate::base::error::Answered;
use crate::base::ids::ImportId;
use crate::base::name::Name;
use crate::business::lists::model::{DateOrder, Import, Kind, Target};
use crate::business::lists::{actions, store, work};
use crate::platform::db::schema::{customer_phones, customers};
use showroom_templates::texts;

impl Day<'_> {
    /// Lists of earlier days come in.
    pub(super) async fn lists_come(&self) -> Answered<()> {
        let boss = self.supervisor();
        let known = self.known_people().await?;
        let [taken, doubtful, fair] =
            texts::DEMO_LISTS.map(|text| dated(&filled(text, &known), self.site.clock.business_day(self.ago(0))));
        let done = self.brings(&boss, 290, Kind::Customers, "来访登记.csv", &taken).await?;
        self.looks_at(&boss, 280, done).await?;
        self.takes_over(&boss, 270, done).await?;
        let asks = self.brings(&boss, 200, Kind::Customers, "旧系统客户.csv", &doubtful).await?;
        self.looks_at(&boss, 190, asks).await?;
        let waits = self.brings(&boss, 120, Kind::Customers, "房展会登记.csv", &fair).await?;
        self.looks_at(&boss, 110, waits).await?;
        let more = self.brings(&boss, 90, Kind::Customers, "微信群登记.csv", &doubtful).await?;
        self.looks_at(&boss, 80, more).await?;
        self.brings(&boss, 60, Kind::Customers, "渠道名单.csv", &fair).await?;
        self.brings(&boss, 30, Kind::Customers, "团购意向.csv", &taken).await?;
        Ok(())
    }

    /// Two customers of the site, each with name and number, so that the lists know some of them already.
    async fn known_people(&self) -> Answered<Vec<(String, String)>> {
        let site = self.site.id.0;
        self.db
            .read(move |conn| {
                Ok(customer_phones::table
                    .inner_join(customers::table)
                    .filter(customer_phones::site_id.eq(site))
                    .filter(customers::name.ne(""))
                    .order(customer_phones::id.asc())
                    .limit(2)
                    .select((customers::name, customer_phones::e164))
                    .load(conn)?)
            })
            .await
    }

    async fn brings(
        &self,
        who: &Actor,
        minutes: i64,
        kind: Kind,
        name: &'static str,
        text: &str,
    ) -> Answered<ImportId> {
        let text = text.to_owned();
        let id = self.does(who, minutes, move |tx| actions::bring_bytes(tx, kind, name, text.as_bytes())).await?;
        work::go_on_at(self.db, self.ago(minutes)).await?;
        Ok(id)
    }

    async fn import(&self, id: ImportId) -> Answered<Import> {
        let site = self.site.id;
        self.db.read(move |conn| store::find(conn, site, id)).await
    }

    /// The columns are right as they were guessed.
    async fn looks_at(&self, who: &Actor, minutes: i64, id: ImportId) -> Answered<()> {
        let import = self.import(id).await?;
        let targets: Vec<(usize, Target)> =
            import.plan.columns.iter().map(|column| column.target()).enumerate().collect();
        self.does(who, minutes, move |tx| actions::map(tx, id, import.version, &targets, DateOrder::Auto)).await?;
        work::go_on_at(self.db, self.ago(minutes)).await
    }

    async fn takes_over(&self, who: &Actor, minutes: i64, id: ImportId) -> Answered<()> {
        let import = self.import(id).await?;
        self.does(who, minutes, move |tx| actions::start(tx, id, import.version)).await?;
        work::go_on_at(self.db, self.ago(minutes)).await
    }
}

/// A list with the people of the house in their places: `{name_1}`, `{phone_1}`, and `{other_1}`, a name that is not theirs.
fn filled(text: &str, known: &[(String, String)]) -> String {
    let mut text = text.to_owned();
    for (at, (name, phone)) in (1..).zip(known) {
        let other = Name::stored(name.clone()).masked().replace('*', "一");
        text = text.replace(&format!("{{name_{at}}}"), name);
        text = text.replace(&format!("{{phone_{at}}}"), phone);
        text = text.replace(&format!("{{other_{at}}}"), &format!("{other}某"));
    }
    text
}

/// The same list with days of late in the places of `{dash_77}`, `{zh_77}`, `{slash_77}` and `{day_77}`: so many days ago, as lists write them.
fn dated(text: &str, today: Date) -> String {
    let mut text = text.to_owned();
    for ago in 30..120 {
        let on = today - Duration::days(ago);
        for (name, form) in
            [("dash", "%Y-%-m-%-d"), ("zh", "%Y年%-m月%-d日"), ("slash", "%Y/%-m/%-d"), ("day", "%d/%m/%Y")]
        {
            text = text.replace(&format!("{{{name}_{ago}}}"), &on.format(form).to_string());
        }
    }
    text
}
