//! Lists that go out: the same values wherever they are opened, numbers as on the screen, who saved what in the journal.

use showroom::base::role::Role;
use showroom::business::lists::model::Kind;
use showroom::platform::http::keys::Key;
use showroom::platform::http::present;

use super::support::House;
use crate::support::database::{Database, each_engine};
use crate::support::inside::Caller;
use crate::support::ledger;
use crate::support::world::PASSWORD;

const LIST: &str = "姓名,电话,归属顾问,等级,首访日期,备注\n王小明,13800138000,李雷,A,2024-3-5,\n\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")甲\",13900139000,韩梅梅,B,2024-3-6,\n张无号,,李雷,C,2024-3-7 14:30,\n李老板,13700137000,supervisor,D,2024-3-8,\n";

async fn saved(boss: &Caller<'_>, fields: &[(&str, &str)]) -> Result<Vec<u8>, (u16, String)> {
    let key = Key::fresh(present());
    let mut sent = vec![("_key", key.as_str())];
    sent.extend(fields);
    let page = boss.post("/exports", &sent).await;
    if page.status != 303 {
        return Err((page.status, page.body));
    }
    let address = page.location();
    assert_eq!(boss.get(&address).await.status, 200);
    Ok(boss.fetch(&format!("{address}/file")).await)
}

async fn filled(house: &House) -> Caller<'_> {
    let boss = house.boss().await;
    let id = house.brings(&boss, Kind::Customers, "list.csv", LIST.as_bytes()).await;
    house.agrees(&boss, id).await;
    house.presses(&boss, id, "start").await;
    boss
}

#[test]
fn a_list_goes_out_as_it_is_filtered_and_masked() {
    each_engine(async |db| {
        let house = House::build_once(&db).await;
        let boss = filled(&house).await;
        let all = String::from_utf8(saved(&boss, &[("list", "customers"), ("format", "csv")]).await.unwrap()).unwrap();
        assert!(all.starts_with('\u{feff}') && all.lines().count() == 5, "{all}");
        // One's own whole, others masked; what looks like a formula is none.
        assert!(all.contains("137 0013 7000") && all.contains("138****8000") && !all.contains("0013 8000"), "{all}");
        assert!(all.contains("\"'=HYPERLINK("), "{all}");
        let some = saved(&boss, &[("list", "customers"), ("format", "csv"), ("f_grade", "A")]).await.unwrap();
        let some = String::from_utf8(some).unwrap();
        assert!(some.lines().count() == 2 && some.contains("王小明"), "{some}");
        // Whole numbers are looked up, each noted.
        let reveals = || ledger::rows(db.location(), "journal WHERE kind = 'customers.number_revealed'");
        assert_eq!(reveals(), 0);
        let whole = saved(&boss, &[("list", "customers"), ("format", "csv"), ("numbers", "whole")]).await.unwrap();
        let whole = String::from_utf8(whole).unwrap();
        assert!(whole.contains("138 0013 8000") && whole.contains("139 0013 9000"), "{whole}");
        assert_eq!(reveals(), 3, "each masked customer once, numbers or not");
        // Somebody else cannot fetch what one has asked for, and who may not, asks for nothing.
        let key = Key::fresh(present());
        let sent = [("_key", key.as_str()), ("list", "customers"), ("format", "xlsx")];
        let address = boss.post("/exports", &sent).await.location();
        let admin = house.inside.signed_in("administrator", PASSWORD).await;
        assert_eq!(admin.get(&format!("{address}/file")).await.status, 404);
        let consultant = house.inside.signed_in(Role::Consultant.code(), PASSWORD).await;
        assert_eq!(consultant.post("/exports", &sent).await.status, 403);
        let wish = saved(&admin, &[("list", "customers"), ("format", "csv"), ("numbers", "whole")]).await;
        assert_eq!(wish.err().map(|(status, _)| status), Some(403));
        let fetched = || ledger::rows(db.location(), "journal WHERE kind = 'lists.fetched'");
        assert_eq!(fetched(), 3);
        for (list, columns) in [
            ("followups", 6),
            ("visits", 9),
            ("deposits", 11),
            ("contracts", 8),
            ("pool", 8),
            ("rulings", 9),
            ("protection", 8),
        ] {
            let file = String::from_utf8(saved(&boss, &[("list", list), ("format", "csv")]).await.unwrap()).unwrap();
            assert_eq!(file.lines().next().unwrap().split(',').count(), columns, "{list}: {file}");
        }
    });
}

/// The same workbook, opened by two programs that are not ours. Where one of them is not there, its half is left out, loudly; `./test` installs both.
#[test]
fn other_programs_read_the_same_values() {
    let database = Database::sqlite();
    let folder = database.folder.clone();
    actix_web::rt::System::new().block_on(async {
        let db = showroom::platform::db::Db::open(&database.location).unwrap().reacting(showroom::reactions::react);
        let house = House::build_once(&db).await;
        let boss = filled(&house).await;
        let book = saved(&boss, &[("list", "customers"), ("format", "xlsx")]).await.unwrap();
        std::fs::write(folder.join("list.xlsx"), book).unwrap();
        let text = saved(&boss, &[("list", "customers"), ("format", "csv")]).await.unwrap();
        std::fs::write(folder.join("list.csv"), text).unwrap();
    });
    let ours: Vec<Vec<String>> = rows(&std::fs::read(folder.join("list.csv")).unwrap());
    let script = "import csv, datetime, sys, openpyxl\n\
        sheet = openpyxl.load_workbook(sys.argv[1]).active\n\
        assert sheet.freeze_panes == 'A2', sheet.freeze_panes\n\
        assert sheet.column_dimensions['A'].width > 10\n\
        out = csv.writer(open(sys.argv[2], 'w', encoding='utf-8', newline=''))\n\
        for row in sheet.iter_rows(values_only=True):\n\
        \x20   assert not any(isinstance(v, float) for v in row)\n\
        \x20   out.writerow('' if v is None else v.strftime('%Y-%m-%d' if (v.hour, v.minute) == (0, 0) else '%Y-%m-%d %H:%M') if isinstance(v, datetime.datetime) else str(v) for v in row)\n";
    let python = std::process::Command::new("python3")
        .args(["-c", script])
        .arg(folder.join("list.xlsx"))
        .arg(folder.join("python.csv"))
        .output();
    match python {
        Ok(out) if out.status.success() => {
            assert_eq!(rows(&std::fs::read(folder.join("python.csv")).unwrap()), without_marks(&ours));
        }
        Ok(out) if String::from_utf8_lossy(&out.stderr).contains("No module named") => missing("openpyxl"),
        Ok(out) => panic!("{}", String::from_utf8_lossy(&out.stderr)),
        Err(_) => missing("python3"),
    }
    let office = std::process::Command::new("soffice")
        .args([
            "--headless",
            "--norestore",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
        ])
        .arg(format!("-env:UserInstallation=file://{}", folder.join("office").display()))
        .arg("--outdir")
        .arg(&folder)
        .arg(folder.join("list.xlsx"))
        .output();
    match office {
        Ok(out) => {
            let written = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
            let written = written.into_iter().find(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                name.starts_with("list-") && name.ends_with(".csv")
            });
            let written = written.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&out.stderr)));
            // It writes seconds where a sheet shows none.
            let theirs = rows(&std::fs::read(written).unwrap());
            let short =
                |cell: &String| cell.strip_suffix(":00").filter(|rest| rest.len() == 16).unwrap_or(cell).to_owned();
            let theirs: Vec<Vec<String>> = theirs.iter().map(|row| row.iter().map(short).collect()).collect();
            assert_eq!(theirs, without_marks(&ours));
        }
        Err(_) => missing("LibreOffice"),
    }
}

fn missing(program: &str) {
    assert!(std::env::var_os("CI").is_none(), "{program} is not here");
    eprintln!("\n*** {program} is not here: this run proves nothing about it ***\n");
}

fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// A text marks what looks like a formula; a workbook need not.
fn without_marks(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|cell| cell.strip_prefix('\'').unwrap_or(cell).to_owned()).collect()).collect()
}
