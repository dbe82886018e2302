//! The steps of a list: known and doubtful people, contacts, taking back, restarts, and files that are none.

use diesel::connection::SimpleConnection as _;
use showroom::base::actor::Actor;
use showroom::base::ids::SiteId;
use showroom::business::lists::model::{Decision, Kind, Outcome, State};
use showroom::platform::db::Conn;
use showroom::platform::http::keys::Key;
use showroom::platform::http::present;

use super::support::House;
use crate::support::database::each_engine;

const FIRST: &str = "姓名,电话,归属顾问,微信\n王小明,13800138000,李雷,\n李娜,13900139000,韩梅梅,\n张无号,,李雷,\n";

#[test]
fn who_is_known_is_completed_and_who_may_be_is_asked_about() {
    each_engine(async |db| {
        let house = House::build_once(&db).await;
        let boss = house.boss().await;
        let first = house.brings(&boss, Kind::Customers, "first.csv", FIRST.as_bytes()).await;
        house.agrees(&boss, first).await;
        house.presses(&boss, first, "start").await;
        let again = "姓名,电话,归属顾问,微信\n王小明,13800138000/13700137000,李雷,wxm\n李四,13900139000,,\n张无号,,,\n两家,13800138000/13900139000,,\n王,13800138000,,\n新来,13600136000,王二麻子,\n";
        let id = house.brings(&boss, Kind::Customers, "again.csv", again.as_bytes()).await;
        // The titles are known by now.
        assert!(house.import(id).await.plan.remembered);
        house.agrees(&boss, id).await;
        assert_eq!(
            house.fates(id).await,
            "2 same adds=phone+wechat\n3 doubtful other_name\n4 doubtful same_name\n5 doubtful two_people\n6 same\n7 refused person_unknown"
        );
        // Whoever 王二麻子 is, the customer is nobody's.
        assert_eq!(house.import(id).await.plan.unclear, [("王二麻子".to_owned(), 1)]);
        let version = house.import(id).await.version.to_string();
        let key = Key::fresh(present());
        let sent = [("_key", key.as_str()), ("version", version.as_str()), ("person_0", "0")];
        assert_eq!(boss.post(&format!("/imports/{id}/people"), &sent).await.status, 303);
        house.works().await;
        assert!(house.fates(id).await.ends_with("7 new"), "{}", house.fates(id).await);
        // 李四 is 李娜; the other 张无号 is somebody else; the two families stay out.
        for (row, decision) in [(3, Decision::Same), (4, Decision::New), (5, Decision::Out)] {
            let key = Key::fresh(present());
            let sent = [("_key", key.as_str()), ("decision", decision.code())];
            assert_eq!(boss.post(&format!("/imports/{id}/rows/{row}"), &sent).await.status, 303, "{row}");
        }
        assert_eq!(house.presses(&boss, id, "start").await.status, 303);
        assert_eq!(
            house.outcomes(id).await,
            [(Outcome::Made, 2), (Outcome::Added, 1), (Outcome::Known, 2), (Outcome::Left, 1)]
        );
        assert!(house.customers().await.contains("王小明 13800138000 13700137000"), "{}", house.customers().await);
        // What stayed out comes back as it was, with its reason, to who brought it.
        let file = String::from_utf8(boss.fetch(&format!("/imports/{id}/leftovers?format=csv")).await).unwrap();
        assert_eq!(file.lines().count(), 2, "{file}");
        // Numbers of people who are known here stay masked for whoever sees them masked elsewhere.
        assert!(file.contains("两家,138****8000/") && file.contains("You left it out"), "{file}");
        let admin = house.inside.signed_in("administrator", crate::support::world::PASSWORD).await;
        let masked = String::from_utf8(admin.fetch(&format!("/imports/{id}/leftovers?format=csv")).await).unwrap();
        assert!(!masked.contains("13800138000"), "{masked}");
        // Taking the second list back leaves the first as it was.
        assert_eq!(house.presses(&boss, id, "undo").await.status, 303);
        assert_eq!(house.import(id).await.state, State::Undone);
        assert_eq!(
            house.customers().await,
            "王小明 13800138000 owner=李雷\n李娜 13900139000 owner=韩梅梅\n张无号 owner=李雷"
        );
    });
}

#[test]
fn contacts_come_with_their_day_and_author_and_go_again() {
    each_engine(async |db| {
        let house = House::build_once(&db).await;
        let boss = house.boss().await;
        let first = house.brings(&boss, Kind::Customers, "first.csv", FIRST.as_bytes()).await;
        house.agrees(&boss, first).await;
        house.presses(&boss, first, "start").await;
        let before = house.customers().await;
        let next = (present().date() + chrono::Duration::days(9)).to_string();
        let contacts = format!(
            "客户姓名,手机,跟进日期,跟进人,跟进方式,是否接通,跟进内容,下次跟进\n王小明,13800138000,2024-3-5 14:30,李雷,电话,是,想看大户型,{next}\n李娜,13900139000,2024/3/6,hanmeimei,微信,未接通,,\n没有的人,13500135000,2024-3-6,李雷,电话,是,你好,\n王小明,13800138000,,李雷,电话,是,无日期,\n张无号,,2024-3-7,,,,凭名字找到,\n"
        );
        let id = house.brings(&boss, Kind::FollowUps, "contacts.csv", contacts.as_bytes()).await;
        house.agrees(&boss, id).await;
        assert_eq!(
            house.fates(id).await,
            "2 new\n3 new\n4 refused no_such_customer\n5 refused contact_without_day\n6 new"
        );
        house.presses(&boss, id, "start").await;
        let after = house.customers().await;
        assert!(after.contains(&format!("王小明 13800138000 owner=李雷 last=2024-03-05 next={next}")), "{after}");
        assert!(after.contains("张无号 owner=李雷 last=2024-03-07"), "{after}");
        assert!(!after.contains("李娜 13900139000 owner=韩梅梅 last"), "nobody was reached: {after}");
        // The same list once more brings nothing.
        let twice = house.brings(&boss, Kind::FollowUps, "contacts.csv", contacts.as_bytes()).await;
        house.agrees(&boss, twice).await;
        assert!(
            house.fates(twice).await.starts_with("2 same contact_known\n3 same contact_known"),
            "{}",
            house.fates(twice).await
        );
        house.presses(&boss, id, "undo").await;
        assert_eq!(house.outcomes(id).await, [(Outcome::Left, 2), (Outcome::Undone, 3)]);
        assert_eq!(house.customers().await, before);
    });
}

#[test]
fn what_was_touched_since_stays() {
    each_engine(async |db| {
        let house = House::build_once(&db).await;
        let boss = house.boss().await;
        let id = house.brings(&boss, Kind::Customers, "first.csv", FIRST.as_bytes()).await;
        house.agrees(&boss, id).await;
        house.presses(&boss, id, "start").await;
        let customer = house.rows(id).await[0].customer.unwrap();
        let key = Key::fresh(present());
        let due = (present().date() + chrono::Duration::days(3)).to_string();
        let sent = [("_key", key.as_str()), ("due_on", due.as_str()), ("purpose", "call")];
        let page = boss.post(&format!("/customers/{customer}/follow-ups"), &sent).await;
        assert_eq!(page.status, 303, "{}", page.body);
        house.presses(&boss, id, "undo").await;
        assert_eq!(house.outcomes(id).await, [(Outcome::Undone, 2), (Outcome::Stays, 1)]);
        assert!(house.customers().await.starts_with("王小明"), "{}", house.customers().await);
        let page = boss.get(&format!("/imports/{id}")).await;
        assert!(page.body.contains("Somebody has changed it since"), "{}", page.body);
    });
}

#[test]
fn one_broken_row_of_thousands_costs_one_row() {
    each_engine(async |db| {
        let house = House::build_once(&db).await;
        let boss = house.boss().await;
        let mut text = String::from("name,phone,date\n");
        for row in 0..1_500 {
            text +=
                &if row == 700 { "\"broken,1380013\n".to_owned() } else { format!("n{row},138{row:08},2024-3-5\n") };
        }
        let id = house.brings(&boss, Kind::Customers, "many.csv", text.as_bytes()).await;
        house.agrees(&boss, id).await;
        house.presses(&boss, id, "start").await;
        assert_eq!(house.outcomes(id).await, [(Outcome::Made, 1_499), (Outcome::Left, 1)]);
        let file = String::from_utf8(boss.fetch(&format!("/imports/{id}/leftovers?format=csv")).await).unwrap();
        assert!(file.lines().count() == 2 && file.contains("quotation marks"), "{file}");
    });
}

#[test]
fn a_row_that_the_database_refuses_costs_one_row_too() {
    each_engine(async |db| {
        let house = House::build_once(&db).await;
        let boss = house.boss().await;
        let refuse = |tx: &mut showroom::platform::db::Tx| {
            let sqlite = "CREATE TRIGGER refuse BEFORE INSERT ON customers WHEN NEW.name LIKE 'stop%' BEGIN SELECT RAISE(ABORT, 'stop'); END";
            let postgres = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                 IF NEW.name LIKE 'stop%' THEN RAISE check_violation USING MESSAGE = 'stop'; END IF; RETURN NEW; END $$;
                 CREATE TRIGGER refuse BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION refuse()";
            let text = if matches!(tx.conn, Conn::Sqlite(_)) { sqlite } else { postgres };
            Ok(tx.conn.batch_execute(text)?)
        };
        db.write(Actor::house(SiteId(1)), present(), refuse).await.unwrap();
        let mut text = String::from("name,phone,date\n");
        for row in 0..400 {
            let name = if row % 130 == 77 { "stop" } else { "n" };
            text += &format!("{name}{row},138{row:08},2024-3-5\n");
        }
        let id = house.brings(&boss, Kind::Customers, "many.csv", text.as_bytes()).await;
        house.agrees(&boss, id).await;
        house.presses(&boss, id, "start").await;
        assert_eq!(house.outcomes(id).await, [(Outcome::Made, 397), (Outcome::Left, 3)]);
        let file = String::from_utf8(boss.fetch(&format!("/imports/{id}/leftovers?format=csv")).await).unwrap();
        assert!(file.lines().count() == 4 && file.contains("stop77") && file.contains("stop337"), "{file}");
    });
}

#[test]
fn a_list_goes_on_where_it_was_after_the_program_stopped() {
    each_engine(async |db| {
        let house = House::build_once(&db).await;
        let boss = house.boss().await;
        let text: String = std::iter::once("name,phone\n".to_owned())
            .chain((0..900).map(|row| format!("n{row},138{row:08}\n")))
            .collect();
        let key = Key::fresh(present());
        let sent = [("_key", key.as_str()), ("kind", "customers")];
        let page = boss.post_file("/imports", &sent, "many.csv", text.as_bytes()).await;
        let id: showroom::base::ids::ImportId = page.location().rsplit('/').next().unwrap().parse().unwrap();
        // The same press once more is the same list; with another file under the same key it is refused.
        assert_eq!(boss.post_file("/imports", &sent, "many.csv", text.as_bytes()).await.location(), page.location());
        assert_eq!(boss.post_file("/imports", &sent, "many.csv", b"a,b\n").await.status, 409);
        let mut later = present();
        let mut cut_off = 0;
        for step in ["", "columns", "start"] {
            match step {
                "columns" => {
                    let version = house.import(id).await.version.to_string();
                    let key = Key::fresh(present());
                    let sent = [
                        ("_key", key.as_str()),
                        ("version", version.as_str()),
                        ("column_0", "name"),
                        ("column_1", "phone"),
                    ];
                    assert_eq!(boss.post(&format!("/imports/{id}/columns"), &sent).await.status, 303);
                }
                "start" => {
                    let version = house.import(id).await.version.to_string();
                    let key = Key::fresh(present());
                    let sent = [("_key", key.as_str()), ("version", version.as_str())];
                    assert_eq!(boss.post(&format!("/imports/{id}/start"), &sent).await.status, 303);
                }
                _ => {}
            }
            // Cut off again and again: whoever comes later finds the lease over and goes on.
            while house.import(id).await.state.at_work() {
                later += chrono::Duration::minutes(2);
                let patience = std::time::Duration::from_millis(25 + cut_off * 25);
                let ended = tokio::time::timeout(patience, showroom::business::lists::work::go_on(&db, later)).await;
                cut_off += u64::from(ended.is_err());
                assert!(cut_off < 200, "no end of it");
            }
        }
        assert!(cut_off > 0, "it was never cut off");
        assert_eq!(house.import(id).await.state, State::Done);
        assert_eq!(house.outcomes(id).await, [(Outcome::Made, 900)]);
        assert_eq!(house.customers().await.lines().count(), 900);
    });
}

#[test]
fn what_is_no_list_is_refused_in_words() {
    each_engine(async |db| {
        let house = House::build_once(&db).await;
        let boss = house.boss().await;
        for (name, bytes, words) in [
            ("list.xlsx", b"%PDF-1.4".to_vec(), "This is a PDF"),
            ("list.xls", b"<html><table><tr><td>".to_vec(), "web page"),
            ("only titles.csv", "姓名,电话\n".into(), "no rows"),
            ("wide.csv", "a,".repeat(10_000).into_bytes(), "200 at most"),
        ] {
            let id = house.brings(&boss, Kind::Customers, name, &bytes).await;
            assert_eq!(house.import(id).await.state, State::Unreadable, "{name}");
            let page = boss.get(&format!("/imports/{id}")).await;
            assert!(page.body.contains(words), "{name}: {}", page.body);
        }
        let key = Key::fresh(present());
        let sent = [("_key", key.as_str()), ("kind", "customers")];
        assert_eq!(boss.post_file("/imports", &sent, "empty.csv", b"").await.status, 422);
        assert_eq!(boss.post("/imports", &sent).await.status, 422);
        // Who may not is turned away before anything is read.
        let consultant = house.inside.signed_in("consultant", crate::support::world::PASSWORD).await;
        assert_eq!(consultant.post_file("/imports", &sent, "a.csv", FIRST.as_bytes()).await.status, 403);
        assert_eq!(house.inside.stranger().post_file("/imports", &sent, "a.csv", FIRST.as_bytes()).await.status, 401);
        let large = vec![b'x'; 32 * 1024 * 1024];
        assert_eq!(boss.post_file("/imports", &sent, "large.csv", &large).await.status, 413);
    });
}

/// Whose protection is over by the dates of the list stays with the owner until they could be warned, and the preview says so.
#[test]
fn customers_of_long_ago_do_not_lapse_in_the_first_minute() {
    use showroom::business::ownership::lapse;
    let today = present().date();
    let ago = |days| (today - chrono::Duration::days(days)).format("%y/%m/%d").to_string();
    let list = format!(
        "姓名,电话,归属顾问,等级,首次到访\n王小明,13800138000,李雷,A,{}\n李娜,13900139000,韩梅梅,B,{}\n周平,13700137000,,A,{}\n",
        ago(400),
        ago(1),
        ago(400)
    );
    each_engine(async |db| {
        let house = House::build_once(&db).await;
        let boss = house.boss().await;
        let before = house.customers().await;
        let id = house.brings(&boss, Kind::Customers, "old.csv", list.as_bytes()).await;
        house.agrees(&boss, id).await;
        let preview = boss.get(&format!("/imports/{id}")).await.body;
        assert!(preview.contains("stays with the owner for 3 more days"), "{preview}");
        house.presses(&boss, id, "start").await;
        let owned = async || house.customers().await.matches("owner=").count();
        let day = chrono::Duration::days(1);
        assert_eq!(owned().await, 2);
        for (days, left) in [(0, 2), (3, 2), (4, 1)] {
            lapse::end(&db, present() + day * days).await.unwrap();
            assert_eq!(owned().await, left, "after {days} days");
        }
        // Taking a list back takes the days with it.
        let other =
            list.replace("013", "014").replace("王小明", "赵一").replace("李娜", "钱二").replace("周平", "孙三");
        let again = house.brings(&boss, Kind::Customers, "old2.csv", other.as_bytes()).await;
        house.agrees(&boss, again).await;
        house.presses(&boss, again, "start").await;
        house.presses(&boss, again, "undo").await;
        assert_eq!(house.outcomes(again).await, [(Outcome::Undone, 3)]);
        assert!(before.is_empty());
    });
}
