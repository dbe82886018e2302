//! Deposits and contracts of the demo's history, with every paper, payment and milestone that belongs to them.

use super::bulk::{Bulk, V};
use super::chance::Chance;
use super::house::{SiteMade, UnitMade};
use crate::base::clock::{Date, Moment};
use crate::base::ids::UserId;
use crate::base::money::Money;
use crate::business::contracts::{milestones, papers};
use crate::business::deposits::model::{Signature, Terms};
use crate::business::deposits::numbering::{self, Series};
use crate::business::quotes::discount::{Discount, Kind};
use crate::business::quotes::ways::PaymentWay;
use chrono::{Datelike, Duration, NaiveTime};
use std::collections::BTreeMap;

/// Days after which the demo's buyers sign.
pub const DAYS_TO_SIGN: i64 = 6;

/// One sale as history knows it.
pub struct Deal<'a> {
    /// Where.
    pub site: &'a SiteMade,
    /// Which of the sites.
    pub site_index: usize,
    /// Who buys.
    pub customer: i64,
    /// On which journey.
    pub journey: i64,
    /// On which visit.
    pub visit: i64,
    /// Who sells.
    pub consultant: UserId,
    /// When the deposit was drafted.
    pub at: Moment,
    /// On which business day.
    pub day: Date,
    /// The buyer's name.
    pub buyer: String,
    /// The buyer's number.
    pub phone: String,
    /// The present business day.
    pub today: Date,
}

/// Rows of deals that wait to be written.
pub struct Deals {
    sold: Vec<usize>,
    numbers: BTreeMap<(usize, Series, i32), i64>,
    claims: Bulk,
    deposits: Bulk,
    buyers: Bulk,
    payments: Bulk,
    contracts: Bulk,
    steps: Bulk,
    papers: Bulk,
    instalments: Bulk,
    milestones: Bulk,
    updates: String,
}

impl Deals {
    /// For so many sites.
    pub fn new(sites: usize) -> Self {
        Self {
            sold: vec![0; sites],
            numbers: BTreeMap::new(),
            claims: Bulk::new(
                "claims",
                "id, site_id, unit_id, customer_id, journey_id, kind, consultant_id, made_by, made_at, ended_at, end_reason",
            ),
            deposits: Bulk::new(
                "deposits",
                "id, site_id, journey_id, customer_id, visit_id, unit_id, claim_id, number, kind, list_price, price, sum, payment_way, sign_by, status, terms, seen_contract, signature, signed_at, consultant_id, drafted_by, drafted_at, paid_at, ended_at, end_reason, version",
            ),
            buyers: Bulk::new("buyers", "id, site_id, deposit_id, position, name, phone, share_bp"),
            payments: Bulk::new(
                "payments",
                "id, site_id, customer_id, deposit_id, contract_id, instalment_id, kind, sum, way, receipt_number, confirmed_by, received_at",
            ),
            contracts: Bulk::new(
                "contracts",
                "id, site_id, journey_id, customer_id, unit_id, claim_id, deposit_id, number, price, payment_way, status, terms, signature, signed_at, stored_at, consultant_id, created_by, created_at, version",
            ),
            steps: Bulk::new("contract_steps", "id, site_id, contract_id, step, done_by, done_at"),
            papers: Bulk::new(
                "contract_papers",
                "id, site_id, contract_id, code, buyer, asked_at, received_at, received_by",
            ),
            instalments: Bulk::new("instalments", "id, site_id, contract_id, position, kind, due_on, sum, paid_at"),
            milestones: Bulk::new("milestones", "id, site_id, contract_id, code, due_on, owner_id, done_at, done_by"),
            updates: String::new(),
        }
    }

    /// Sells the next unit of the site. Whoever decided a week ago has signed by now.
    pub fn close(&mut self, deal: &Deal, made: &mut i64, chance: &mut Chance, journal: &mut Bulk) {
        let sold = self.sold[deal.site_index];
        // Steps of 7 spread the sold units over the buildings.
        let Some(unit) = deal.site.units.get((sold * 7 + 3) % deal.site.units.len().max(1)) else { return };
        if sold * 7 / deal.site.units.len().max(1) >= 6 {
            return;
        }
        self.sold[deal.site_index] += 1;
        let mut id = |at: Moment| {
            *made += 1;
            crate::base::ids::at(at.and_utc().timestamp_millis(), *made)
        };
        let site = deal.site.id.0;
        let by = V::I(deal.consultant.0);
        let list = Money(unit.list_price);
        let price = list.less(list.basis_points(100));
        let earnest = if unit.list_price > 100_000_000 { Money::major(50_000) } else { Money::major(5_000) };
        let signed_on = deal.day + Duration::days(DAYS_TO_SIGN);
        let signs = signed_on < deal.today && chance.percent(85);
        let signed_at = deal.site.clock.moment(signed_on.and_time(NaiveTime::MIN) + Duration::minutes(14 * 60 + 20));
        let (claim, deposit, payment, buyer) = (id(deal.at), id(deal.at), id(deal.at), id(deal.at));
        let paid_at = deal.at + Duration::minutes(4);
        let number = self.number(deal, Series::Agreement);
        let receipt = self.number(deal, Series::Receipt);
        self.claims.add(&[
            V::I(claim),
            V::I(site),
            V::I(unit.id),
            V::I(deal.customer),
            V::I(deal.journey),
            V::S("deposit"),
            by,
            by,
            V::T(deal.at),
            if signs { V::T(signed_at) } else { V::N },
            if signs { V::S("converted") } else { V::N },
        ]);
        let (terms, signature) = (terms_of(deal, unit, price), signature_of(deal));
        let late = !signs && deal.day + Duration::days(7) < deal.today;
        self.deposits.add(&[
            V::I(deposit),
            V::I(site),
            V::I(deal.journey),
            V::I(deal.customer),
            V::I(deal.visit),
            V::I(unit.id),
            V::I(claim),
            V::S(&number),
            V::S("earnest_deposit"),
            V::I(list.0),
            V::I(price.0),
            V::I(earnest.0),
            V::S("commercial_loan"),
            V::D(deal.day + Duration::days(7)),
            V::S(if signs {
                "converted"
            } else if late {
                "overdue"
            } else {
                "paid"
            }),
            V::S(&terms),
            V::B(true),
            V::S(&signature),
            V::T(deal.at),
            by,
            by,
            V::T(deal.at),
            V::T(paid_at),
            if signs { V::T(signed_at) } else { V::N },
            if signs { V::S("converted") } else { V::N },
            V::I(2),
        ]);
        self.buyers.add(&[
            V::I(buyer),
            V::I(site),
            V::I(deposit),
            V::I(1),
            V::S(&deal.buyer),
            V::S(&deal.phone),
            V::I(10_000),
        ]);
        self.payments.add(&[
            V::I(payment),
            V::I(site),
            V::I(deal.customer),
            V::I(deposit),
            V::N,
            V::N,
            V::S("earnest_deposit"),
            V::I(earnest.0),
            V::S("card"),
            V::S(&receipt),
            V::I(deal.site.cashier.0),
            V::T(paid_at),
        ]);
        let mut note = |kind: &str, at: Moment, who: UserId, subject: i64| {
            let id = id(at);
            journal.add(&[
                V::I(id),
                V::T(at),
                V::I(site),
                V::I(who.0),
                V::S(kind),
                V::I(deal.customer),
                V::N,
                V::I(unit.id),
                V::I(subject),
                V::S("{}"),
            ]);
        };
        note("deposits.drafted", deal.at, deal.consultant, deposit);
        note("deposits.paid", paid_at, deal.site.cashier, deposit);
        if signs {
            note("contracts.signed", signed_at, deal.consultant, deposit);
            self.sign(deal, unit.id, deposit, price, earnest, signed_at, made);
        }
        let state = if signs { "contracted" } else { "deposited" };
        self.updates.push_str(&format!("UPDATE units SET state = '{state}', version = 2 WHERE id = {};\n", unit.id));
        if signs {
            self.updates.push_str(&format!(
                "UPDATE journeys SET stage = 'contract', status = 'won', closed_at = '{}', closed_reason = 'contract' WHERE id = {};\n",
                signed_at.format("%F %T%.f"),
                deal.journey
            ));
        }
    }

    /// The statements, in the order in which they refer to each other, and starts again.
    pub fn take(&mut self) -> Vec<String> {
        let mut statements = vec![
            self.claims.take(),
            self.deposits.take(),
            self.buyers.take(),
            self.contracts.take(),
            self.instalments.take(),
            self.payments.take(),
            self.steps.take(),
            self.papers.take(),
            self.milestones.take(),
            std::mem::take(&mut self.updates),
        ];
        statements.retain(|text| !text.is_empty());
        statements
    }

    /// The last number of each series, so that the next agreement follows without a gap: site, series, year, last.
    pub fn numbers(&self) -> impl Iterator<Item = (usize, Series, i32, i64)> + '_ {
        self.numbers.iter().map(|((site, series, year), last)| (*site, *series, *year, *last))
    }

    fn number(&mut self, deal: &Deal, series: Series) -> String {
        let last = self.numbers.entry((deal.site_index, series, deal.day.year())).or_insert(0);
        let number = numbering::next(series, deal.day, *last);
        *last = number.count;
        number.to_string()
    }

    #[allow(clippy::too_many_arguments, reason = "one sale, told once")]
    fn sign(
        &mut self,
        deal: &Deal,
        unit: i64,
        deposit: i64,
        price: Money,
        earnest: Money,
        signed_at: Moment,
        made: &mut i64,
    ) {
        let mut id = || {
            *made += 1;
            crate::base::ids::at(signed_at.and_utc().timestamp_millis(), *made)
        };
        let site = deal.site.id.0;
        let by = V::I(deal.consultant.0);
        let signed_on = deal.day + Duration::days(DAYS_TO_SIGN);
        let (claim, contract) = (id(), id());
        self.claims.add(&[
            V::I(claim),
            V::I(site),
            V::I(unit),
            V::I(deal.customer),
            V::I(deal.journey),
            V::S("contract"),
            by,
            by,
            V::T(signed_at),
            V::N,
            V::N,
        ]);
        let number = self.number(deal, Series::Contract);
        // As the desk keeps one: strokes, a line feed, the name.
        let signature = format!("\n{}", deal.buyer);
        self.contracts.add(&[
            V::I(contract),
            V::I(site),
            V::I(deal.journey),
            V::I(deal.customer),
            V::I(unit),
            V::I(claim),
            V::I(deposit),
            V::S(&number),
            V::I(price.0),
            V::S("commercial_loan"),
            V::S("stored"),
            V::S("{}"),
            V::S(&signature),
            V::T(signed_at),
            V::T(signed_at + Duration::minutes(30)),
            by,
            by,
            V::T(signed_at - Duration::days(2)),
            V::I(7),
        ]);
        for (place, step) in ["papers", "terms", "price", "sign_off", "signed", "plan", "stored"].iter().enumerate() {
            let who = if *step == "sign_off" { V::I(deal.site.supervisor.0) } else { by };
            let at = signed_at - Duration::minutes(40 - 10 * place as i64);
            self.steps.add(&[V::I(id()), V::I(site), V::I(contract), V::S(step), who, V::T(at)]);
        }
        for asked in papers::asked(&[papers::Buyer::default()], PaymentWay::CommercialLoan, deal.site.goods) {
            self.papers.add(&[
                V::I(id()),
                V::I(site),
                V::I(contract),
                V::S(asked.paper.code()),
                V::id(asked.buyer.map(|place| place as i64)),
                V::T(signed_at - Duration::days(1)),
                V::T(signed_at - Duration::minutes(50)),
                by,
            ]);
        }
        let down = Money(price.basis_points(3_000).0 / 1_000_000 * 1_000_000);
        let plan = [
            ("deposit", deal.day, earnest, true),
            (
                "down_payment",
                signed_on + Duration::days(7),
                down.less(earnest),
                signed_on + Duration::days(7) < deal.today,
            ),
            ("loan", signed_on + Duration::days(60), price.less(down), false),
        ];
        for (position, (kind, due, sum, paid)) in plan.into_iter().enumerate() {
            let paid_at = deal.site.clock.moment(due.and_time(NaiveTime::MIN) + Duration::hours(11));
            let instalment = id();
            self.instalments.add(&[
                V::I(instalment),
                V::I(site),
                V::I(contract),
                V::I(position as i64 + 1),
                V::S(kind),
                V::D(due),
                V::I(sum.0),
                if paid { V::T(paid_at) } else { V::N },
            ]);
            if paid && kind == "down_payment" {
                let receipt = self.number(deal, Series::Receipt);
                self.payments.add(&[
                    V::I(id()),
                    V::I(site),
                    V::I(deal.customer),
                    V::N,
                    V::I(contract),
                    V::I(instalment),
                    V::S("down_payment"),
                    V::I(sum.0),
                    V::S("transfer"),
                    V::S(&receipt),
                    V::I(deal.site.cashier.0),
                    V::T(paid_at),
                ]);
            }
        }
        let days = &deal.site.settings.milestones;
        for due in milestones::after(signed_on, PaymentWay::CommercialLoan, deal.site.goods, days) {
            let done = due.due_on < deal.today;
            let done_at = deal.site.clock.moment(due.due_on.and_time(NaiveTime::MIN) + Duration::hours(10));
            self.milestones.add(&[
                V::I(id()),
                V::I(site),
                V::I(contract),
                V::S(due.milestone.code()),
                V::D(due.due_on),
                by,
                if done { V::T(done_at) } else { V::N },
                if done { by } else { V::N },
            ]);
        }
    }
}

// A struct of texts and numbers is always written; should it ever not be, the test that reads every agreement of the demo fails.

/// What the agreement said, as the cashier's desk writes it.
fn terms_of(deal: &Deal, unit: &UnitMade, price: Money) -> String {
    let area = unit.area_centi.and_then(|area| i32::try_from(area).ok());
    let terms = Terms {
        seller: deal.site.seller.clone(),
        unit: unit.code.clone(),
        building: unit.building.clone(),
        kind: unit.kind.clone(),
        area_centi: area,
        licence: unit.licence.clone(),
        square_price: area.filter(|area| *area > 0).map(|area| Money(price.0 * 100 / i64::from(area))),
        discounts: vec![Discount { kind: Kind::Negotiated, bp: 100, sum: Money(unit.list_price).less(price) }],
        unseen_reason: None,
    };
    serde_json::to_string(&terms).unwrap_or_default()
}

fn signature_of(deal: &Deal) -> String {
    let signature = Signature { strokes: String::new(), name: deal.buyer.clone() };
    serde_json::to_string(&signature).unwrap_or_default()
}
