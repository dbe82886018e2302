//! From an empty house to a stored contract: a party comes, leaves without a deposit, is followed up, comes again and buys.

use showroom::platform::db::Db;

use super::person::Person;
use crate::support::database::each_engine;
use crate::support::ledger;
use crate::support::web::Server;

const PASSWORD: &str = "quiet river 8412";
const NUMBER: &str = "13800138000";

#[test]
fn a_party_comes_leaves_comes_again_and_buys() {
    each_engine(async |db| {
        let house = House::set_up(&db);
        let (mut reception, mut deniz, mut li) =
            (house.enter("He Fang"), house.enter("Deniz Kaya"), house.enter("Li Wei"));
        let (mut supervisor, mut cashier) = (house.supervisor(), house.enter("Qian Duo"));
        deniz.clocks_in().sees("On duty");
        li.clocks_in().sees("On duty");

        // Reception: a number that nobody knows yet; the first in the queue takes the party, and it costs a turn.
        reception.looks_up(NUMBER).does_not_see("Aydin");
        reception.checks_in("Mr Aydin").then().gives_them_to("Deniz Kaya", "Costs a turn");
        li.opens("/").does_not_see("A party waits for you");
        let visit = deniz.takes("Mr Aydin");
        deniz.sees("Introduction");

        // Introduction: what they need, some of it they would not say.
        deniz.opens(&visit).sends(
            "/needs",
            &[
                ("need_purpose", "upgrade"),
                ("need_budget", "200_250"),
                ("need_rooms", "3"),
                ("need_area", "100_120"),
                ("need_when", "quarter"),
                ("need_decider", "self"),
                ("need_decider", "spouse"),
                ("need_loan", "-"),
            ],
        );
        // Tour: the next stage is one tap; a stage that is passed over asks why.
        deniz.sends("/stage", &[("to", "tour")]).sees("Tour");
        deniz.opens(&format!("{visit}/stage?to=negotiation"));
        assert_eq!(deniz.tries("/stage", &[("to", "negotiation"), ("reason", "")]), 422);
        deniz.sends("/stage", &[("to", "negotiation"), ("reason", "They know the site")]);

        // Negotiation: signals add up to an intent that lists its reasons; an objection and what answered it; a quote.
        for signal in ["asked_price", "chose_unit", "decider_here"] {
            deniz.sends("/signals", &[("signal", signal)]);
        }
        deniz.sees("50%").sends("/objections", &[("code", "price_high")]).sends("/answer", &[]);
        deniz
            .follows(&format!("{visit}/quotes/new"))
            .sends("/quotes/new", &[("payment_way", "commercial_loan")])
            .sees("2,180,000");

        // Leaving: no deposit today. The card is next.
        deniz.opens(&format!("{visit}/leaving"));
        deniz
            .sends("/closure", &[("outcome", "thinking"), ("paper", "quote"), ("walked", "yes")])
            .sees("Thinking it over");
        let customer = deniz.is_at();
        assert!(customer.starts_with("/customers/"), "{customer}");
        deniz.sees("Complete the card");

        // Registration: the card, the notice, and a grade that says why it is not the one suggested.
        deniz.opens(&format!("{customer}/card")).sends("/card", &[("district", "Harbour"), ("channel", "walk_in")]);
        deniz.sees("Deniz Kaya").does_not_see("Complete the card");
        deniz
            .opens(&format!("{customer}/consent"))
            .sends("/consent", &[("consent_contact", "yes"), ("consent_marketing", "no")]);
        deniz.opens(&format!("{customer}/grade"));
        assert_eq!(deniz.tries("/grade", &[("grade", "A"), ("grade_reason", "")]), 422);
        deniz.sees("another grade").sends("/grade", &[("grade", "B"), ("grade_reason", "Funds are nearly there")]);
        // A colleague sees the number masked and may not write the card.
        li.opens(&customer).sees("138****8000").does_not_see("138 0013 8000");
        assert_eq!(li.status_of(&format!("{customer}/card")), 403);

        // Tracking: words first, then the record.
        deniz.opens("/my-day").sees("Mr Aydin").follows("/follow-ups/").sees("What to say");
        deniz.sends("/follow-ups/", &[("reached", "yes"), ("learned", "will_come"), ("words", "Wants a south window")]);
        deniz.sees("Wants a south window");

        // They come again: found by the number, and back to the same consultant without costing a turn.
        reception.looks_up(NUMBER).sees("Aydin").sees("138****8000");
        reception.opens(&format!("/visits/new?customer={}", customer.rsplit('/').next().unwrap()));
        reception.sends("/visits", &[("customer", customer.rsplit('/').next().unwrap())]);
        reception.then().gives_them_to("Deniz Kaya", "Costs no turn");
        reception.opens("/turns").sees("Turn kept").sees("Comes back to their own consultant");
        let again = deniz.takes("Mr Aydin");
        assert_ne!(again, visit);
        deniz.sees("Came again").sees("Negotiation");

        // Deposit: the law first, then the agreement; the unit is gone in the same transaction.
        deniz.opens(&again).follows("/deposits/new");
        let agreement = [
            ("buyer_id_1", "E12345678"),
            ("buyer_address_1", "12 Harbour Road"),
            ("seen_contract", "yes"),
            ("signature_typed", "Mr Aydin"),
        ];
        assert_eq!(deniz.tries("/deposits/new", &[&agreement[..], &[("sum", "500000")]].concat()), 422);
        deniz.sees("20").sends("/deposits/new", &[&agreement[..], &[("sum", "50000")]].concat());
        let deposit = deniz.is_at();
        deniz.sees("RG-").sees("-0001").sees("Waiting for the money").does_not_see("E12345678");
        li.opens("/units").sees("3-0801").sees("Deposit");
        cashier.opens("/cashier").sees("Mr Aydin").follows("/deposits/");
        assert_eq!(cashier.tries("/payment", &[("sum", "40000"), ("way", "card")]), 422);
        cashier.sends("/payment", &[("sum", "50000"), ("way", "card")]).sees("Paid").sees("SJ-");
        deniz.opens(&deposit).follows(&format!("{deposit}/agreement")).sees("RG-");
        deniz.opens(&deposit).follows("/receipts/").sees("SJ-");

        // Contract: papers, terms, price, the supervisor's word, signatures, a plan that adds up, stored.
        deniz.opens(&deposit).follows("/contracts/new").sends("/contracts", &[]);
        let contract = deniz.is_at();
        while deniz.is_offered("/papers/", "here", "yes") {
            deniz.sends("/papers/", &[("here", "yes")]);
        }
        deniz.sends("/steps/papers", &[]).sends("/steps/terms", &[]).sends("/steps/price", &[]);
        assert!(!deniz.can_send("/steps/sign_off"), "nobody signs off their own contract");
        supervisor.opens(&contract).sends("/steps/sign_off", &[]);
        deniz.opens(&contract);
        assert_eq!(deniz.tries("/steps/signed", &[("signature_typed", "")]), 422);
        deniz.sends("/steps/signed", &[("signature_typed", "Mr Aydin")]);
        assert_eq!(deniz.tries("/steps/plan", &[("sum_1", "1")]), 422);
        deniz.opens(&contract).sends("/steps/plan", &[]).sends("/steps/stored", &[]).sees("Online signing and filing");
        deniz.opens(&format!("{contract}/paper")).sees("HT-").sees("2,180,000");
        deniz.opens(&customer).sees("Bought").sees("Contract stored");
        // Nothing on the time line is left without words.
        deniz.does_not_see("_event_");

        for (what, query) in [
            ("one customer", "SELECT COUNT(*) AS count FROM customers"),
            ("one contract", "SELECT COUNT(*) AS count FROM contracts WHERE status = 'stored'"),
            ("one unit sold", "SELECT COUNT(*) AS count FROM units WHERE state = 'contracted'"),
            ("one turn", "SELECT COUNT(*) AS count FROM journal WHERE kind = 'contracts.stored'"),
        ] {
            assert_eq!(ledger::count(db.location(), query), 1, "{what}");
        }
        ledger::must_be_sound(db.location());
        ledger::must_be_whole(db.location());
    });
}

/// Somebody without a name or number is walked through every stage, and is given a name later without losing their time line.
#[test]
fn a_party_without_a_name_is_served_like_any_other() {
    each_engine(async |db| {
        let house = House::set_up(&db);
        let (mut reception, mut deniz) = (house.enter("He Fang"), house.enter("Deniz Kaya"));
        deniz.clocks_in();
        reception.opens("/visits/new");
        let grey_coat =
            [("description", "Grey coat, a child"), ("been_before", "no"), ("phoned_before", "no"), ("children", "1")];
        reception.sends("/visits", &grey_coat).then().gives_them_to("Deniz Kaya", "Costs a turn");
        let visit = deniz.takes("Grey coat, a child");
        deniz
            .opens(&format!("{visit}/stage?to=negotiation"))
            .sends("/stage", &[("to", "negotiation"), ("reason", "In a hurry")]);
        deniz
            .opens(&format!("{visit}/customer"))
            .sends("/customer", &[("phone", NUMBER), ("name", "Ms Gao")])
            .sees("Ms Gao");
        deniz.opens(&format!("{visit}/leaving")).sends("/closure", &[("outcome", "thinking")]);
        deniz.sees("Ms Gao").sees("Came in").sees("Went on: Negotiation").sees("The party said who it is");
        ledger::must_be_whole(db.location());
    });
}

/// The first question at the door must be asked: without an answer the form does not go on, and nothing typed is lost.
#[test]
fn a_party_whom_nobody_asked_is_not_let_on() {
    each_engine(async |db| {
        let house = House::set_up(&db);
        let mut reception = house.enter("He Fang");
        reception.opens("/visits/new");
        assert_eq!(
            reception.tries("/visits", &[("phone", NUMBER), ("name", "Mr Aydin"), ("phoned_before", "no")]),
            422
        );
        assert_eq!(
            (reception.shows("/visits", "phone"), reception.shows("/visits", "name")),
            (NUMBER.into(), "Mr Aydin".into())
        );
        reception.sends("/visits", &[("been_before", "no")]);
        assert_eq!(ledger::rows(db.location(), "visits"), 1);
    });
}

/// A showroom that was just set up: people, and three flats to sell.
struct House {
    server: Server,
}

const STAFF: [(&str, &str, &str); 4] = [
    ("Deniz Kaya", "deniz", "consultant"),
    ("Li Wei", "li", "consultant"),
    ("He Fang", "he", "receptionist"),
    ("Qian Duo", "qian", "cashier"),
];

impl House {
    fn set_up(db: &Db) -> Self {
        let house = Self { server: Server::start(db) };
        let mut first = Person::at_the_door(&house.server, "Sun Li");
        first.opens("/").sees("Set up your showroom");
        let wanted = [
            ("name", "Riverside"),
            ("goods", "homes"),
            ("zone", "Asia/Shanghai"),
            ("currency", "CNY"),
            ("person", "Sun Li"),
            ("login", "sun"),
            ("password", PASSWORD),
        ];
        assert_eq!(first.tries("/set-up", &[&wanted[..], &[("password_again", "another")]].concat()), 422);
        assert_eq!(first.shows("/set-up", "name"), "Riverside", "nothing typed is lost");
        first.sends("/set-up", &[&wanted[..], &[("password_again", PASSWORD)]].concat());
        let mut supervisor = house.supervisor();
        for (name, login, role) in STAFF {
            let person = [("name", name), ("login", login), ("role", role), ("lang", "en"), ("password", PASSWORD)];
            supervisor.opens("/staff/new").sends("/staff", &person).sees(name);
        }
        let kind =
            [("code", "B3"), ("name_zh", "三居"), ("name_en", "Three bedrooms"), ("rooms", "3"), ("area", "118")];
        supervisor.opens("/units/types/new").sends("/units/types/new", &kind);
        for code in ["3-0801", "3-0802", "3-0901"] {
            supervisor.opens("/units/new");
            let kind = supervisor.shows("/units/new", "type");
            supervisor.sends(
                "/units/new",
                &[
                    ("type", &kind),
                    ("building", "3"),
                    ("floor", &code[3..4]),
                    ("code", code),
                    ("list_price", "2180000"),
                    ("floor_price", "2000000"),
                    ("licence", "No. 2026-8"),
                    ("offered", "yes"),
                ],
            );
        }
        house
    }

    fn supervisor(&self) -> Person {
        Person::signs_in(&self.server, "Sun Li", "sun", PASSWORD)
    }

    fn enter(&self, name: &'static str) -> Person {
        let (_, login, _) = STAFF.into_iter().find(|(known, _, _)| *known == name).unwrap();
        Person::signs_in(&self.server, name, login, PASSWORD)
    }
}

impl Person {
    fn clocks_in(&mut self) -> &mut Self {
        self.opens("/").sends("/duties", &[])
    }

    fn looks_up(&mut self, number: &str) -> &mut Self {
        self.opens(&format!("/visits/new/found?q={number}"))
    }

    fn checks_in(&mut self, name: &str) -> &mut Self {
        self.opens("/visits/new");
        self.sends("/visits", &[("phone", NUMBER), ("name", name), ("been_before", "no"), ("phoned_before", "no")])
    }

    fn then(&mut self) -> &mut Self {
        self
    }

    /// One tap takes the proposal, which says what it costs.
    fn gives_them_to(&mut self, consultant: &str, cost: &str) -> &mut Self {
        self.sees(consultant).sees(cost);
        let proposed = self.holds("/assignment", "expected");
        self.sends("/assignment", &[("expected", &proposed)]).sees(consultant)
    }

    /// The consultant sees the party waiting, says *I have them*, and is at its page.
    fn takes(&mut self, party: &str) -> String {
        self.opens("/").sees("A party waits for you").sees(party).follows("/visits/");
        self.sends("/taking", &[]);
        self.is_at()
    }

    fn status_of(&self, path: &str) -> u16 {
        self.asks(path).status
    }
}
