//! Fourteen lists as showrooms have them, each with what is to become of its rows and what the house has afterwards.

use encoding_rs::GBK;
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use showroom::business::lists::model::{Kind, State};

use super::support::House;
use crate::support::database::each_engine;

struct File {
    name: &'static str,
    kind: Kind,
    bytes: Vec<u8>,
    /// What is to become of each row.
    fates: &'static str,
    /// The customers afterwards.
    customers: &'static str,
}

fn text(name: &'static str, bytes: impl AsRef<[u8]>, fates: &'static str, customers: &'static str) -> File {
    File { name, kind: Kind::Customers, bytes: bytes.as_ref().to_vec(), fates, customers }
}

fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

fn line(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    for (at, cell) in (0_u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        sheet.write_string(row, at, *cell).unwrap();
    }
}

/// The same workbook with days that count from 1904, as old Macintosh computers did.
fn from_1904(bytes: &[u8]) -> Vec<u8> {
    use std::io::{Cursor, Read as _, Write as _};
    let mut old = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let mut part = old.by_index(at).unwrap();
        let (name, mut content) = (part.name().unwrap().to_string(), String::new());
        part.read_to_string(&mut content).unwrap();
        new.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        new.write_all(content.replace("<workbookPr ", "<workbookPr date1904=\"1\" ").as_bytes()).unwrap();
    }
    new.finish().unwrap().into_inner()
}

fn files() -> Vec<File> {
    vec![
        text(
            "GBK, Chinese titles, owner by name.csv",
            GBK.encode("序号,客户姓名,联系电话,来访日期,意向等级,置业顾问,来源\r\n1,王小明先生,138 0013 8000,2024-3-5,A类,李雷,老带新\r\n2,李娜,+86 139-0013-9000,2024年3月6日,b,韩梅梅,抖音\r\n合计,2,,,,,\r\n").0,
            "2 new\n3 new\n4 skipped no_row",
            "王小明 mr 13800138000 A referral owner=李雷 since=2024-03-05 last=2024-03-05 visits=1\n李娜 13900139000 B short_video owner=韩梅梅 since=2024-03-06 last=2024-03-06 visits=1",
        ),
        text(
            "UTF-8 with mark, semicolons, English, days first.csv",
            "\u{feff}Name;Mobile;First visit;Grade;Sales consultant;Source;Remarks\nMs. Anna Smith;13800138001;25/03/2024;B;lilei;Walk-in;likes the river, has a dog\nBob Lee;86-13800138002;4/5/2024;C;;friend;\n",
            "2 new\n3 new",
            "Anna Smith ms 13800138001 B walk_in owner=李雷 since=2024-03-25 last=2024-03-25 visits=1 note=likes the river, has a dog\nBob Lee 13800138002 C friend since=2024-05-04 last=2024-05-04 visits=1",
        ),
        text(
            "UTF-16 with tabs.txt",
            "\u{feff}姓名\t性别\t手机\t备注\n张三\t男\t１３８００１３８００３\t看过两次\n李四\t女\t0086 13800138004\t\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(),
            "2 new\n3 new",
            "张三 mr 13800138003 note=看过两次\n李四 ms 13800138004",
        ),
        File {
            name: "two lines of merged titles under a heading.xlsx",
            kind: Kind::Customers,
            bytes: book(|sheet| {
                let plain = Format::new();
                sheet.merge_range(0, 0, 0, 5, "某某花园来访客户登记表", &plain).unwrap();
                line(sheet, 1, &["制表：前台", "", "日期：2024-3-31"]);
                sheet.merge_range(3, 0, 3, 1, "客户信息", &plain).unwrap();
                sheet.merge_range(3, 2, 3, 3, "跟进情况", &plain).unwrap();
                line(sheet, 3, &["", "", "", "", "归属"]);
                line(sheet, 4, &["姓名", "电话", "最近跟进", "内容", "顾问"]);
                line(sheet, 5, &["赵六", "13800138005", "2024.3.8", "想看大户型", "李雷"]);
                line(sheet, 7, &["钱七", "13800138006、13900139006", "2024/03/09 15:20", "再考虑", "韩梅梅"]);
                line(sheet, 8, &["小计", "2"]);
            }),
            fates: "6 new\n8 new\n9 skipped no_row",
            customers: "赵六 13800138005 owner=李雷 last=2024-03-08 note=想看大户型\n钱七 13800138006 13900139006 owner=韩梅梅 last=2024-03-09 note=再考虑",
        },
        File {
            name: "numbers and days as numbers.xlsx",
            kind: Kind::Customers,
            bytes: book(|sheet| {
                let date = Format::new().set_num_format("yyyy/m/d");
                line(sheet, 0, &["姓名", "手机号码", "来访日期", "登记时间", "来访次数"]);
                sheet.write_string(1, 0, "孙八").unwrap();
                sheet.write_number(1, 1, 1.380_013_800_7e10).unwrap();
                sheet.write_number_with_format(1, 2, 45_356.0, &date).unwrap();
                sheet.write_number(1, 3, 45_357.0).unwrap();
                sheet.write_formula(1, 4, rust_xlsxwriter::Formula::new("=1+2").set_result("3")).unwrap();
            }),
            fates: "2 new",
            customers: "孙八 13800138007 since=2024-03-05 last=2024-03-05 visits=3",
        },
        File {
            name: "days from 1904.xlsx",
            kind: Kind::Customers,
            bytes: from_1904(&book(|sheet| {
                let date = Format::new().set_num_format("yyyy-mm-dd");
                line(sheet, 0, &["姓名", "电话", "首访日期", "最近跟进"]);
                line(sheet, 1, &["周九", "13800138008"]);
                sheet.write_number_with_format(1, 2, 43_894.0, &date).unwrap();
                sheet.write_number(1, 3, 43_896.0).unwrap();
            })),
            fates: "2 new",
            customers: "周九 13800138008 since=2024-03-05 last=2024-03-07 visits=1",
        },
        text(
            "numbers in every dress.csv",
            "姓名,电话\n甲,\"13800138010/13900139010\"\n乙,１３８　００１３　８０１１\n丙,13800138012（太太13900139012）\n丁,\"13800138013\n13900139013\"\n戊,='13800138014\n己,\"=\"\"13800138015\"\"\"\n",
            "2 new\n3 new\n4 new\n5 new\n7 new\n8 new",
            "甲 13800138010 13900139010\n乙 13800138011\n丙 13800138012 13900139012\n丁 13800138013 13900139013\n戊 13800138014\n己 13800138015",
        ),
        text(
            "grades from H, channels of others.csv",
            "姓名,电话,级别,渠道,邮箱\n一一,13800138020,H,自然到访,a@example.com\n二二,13800138021,A级,隔壁老王介绍,nobody\n三三,13800138022,C,,\n四四,13800138023,F,-,\n",
            "2 new\n3 new (channel_unknown) (email_unreadable)\n4 new\n5 new (grade_unknown)",
            "一一 13800138020 A walk_in\n二二 13800138021 B other note=渠道: 隔壁老王介绍/nobody\n三三 13800138022 D\n四四 13800138023 note=级别: F",
        ),
        text(
            "without titles.csv",
            "王五,13800138030,2024-3-5,A\n李六,13800138031,2024-3-6,B\n赵小七,13800138032,2024-3-7,B\n",
            "1 new\n2 new\n3 new",
            "王五 13800138030 A since=2024-03-05 last=2024-03-05 visits=1\n李六 13800138031 B since=2024-03-06 last=2024-03-06 visits=1\n赵小七 13800138032 B since=2024-03-07 last=2024-03-07 visits=1",
        ),
        text(
            "what cannot be taken.csv",
            b"\xef\xbb\xbfname,phone,first visit\nA,1.38E+10,2024-1-1\nB,12345678,2024-1-1\nC,13800138041,2024-13-45\nD,13800138042,3-5\nE,13800138043,2999-1-1\n\xff\xe6,13800138044,2024-1-1\n,,2024-1-1\n13800138045,13800138045,\n\"F,13800138046,2024-1-1\nG,13800138047,2024-1-1\nH,13800138048/1390,2024-1-2\n",
            "2 refused phone_rounded\n3 refused phone_unreadable\n4 refused date_unreadable\n5 refused date_without_year\n6 refused date_unreadable\n7 refused text_unreadable\n8 refused nobody\n9 refused name_unreadable\n10 refused row_broken\n11 new\n12 new",
            "",
        ),
        text(
            "printed in pages.csv",
            "姓名,电话\n,\n一甲,13800138050\n\n姓名,电话\n二乙,13800138051\n第 1 页,\n总计：2 人,\n",
            "3 new\n5 skipped no_row\n6 new\n7 skipped no_row\n8 skipped no_row",
            "一甲 13800138050\n二乙 13800138051",
        ),
        text(
            "the same person twice.csv",
            "姓名,电话,微信\n重一,13800138060,\n重一,138-0013-8060,chong1\n别人,13800138060,\n重一,13800138061,\n,13800138062,\n",
            "2 new\n3 same row=2\n4 refused other_name_in_file row=2\n5 new\n6 new",
            "重一 13800138060\n重一 13800138061\n- 13800138062",
        ),
        text(
            "months first.csv",
            "Customer,Tel,Visit date,Next follow-up\nJim,13800138070,3/25/2024,\nKim,13800138071,4/5/24,\nTim,13800138072,\"Mar 5, 2024\",\n",
            "2 new\n3 new\n4 new",
            "Jim 13800138070 since=2024-03-25 last=2024-03-25 visits=1\nKim 13800138071 since=2024-04-05 last=2024-04-05 visits=1\nTim 13800138072 since=2024-03-05 last=2024-03-05 visits=1",
        ),
    ]
}

#[test]
fn lists_as_they_come_are_understood() {
    each_engine(async |db| {
        let mut wrong = Vec::new();
        for file in files() {
            // Each in a house of its own site would share people: customers are taken back instead.
            let house = House::build_once(&db).await;
            let boss = house.boss().await;
            let id = house.brings(&boss, file.kind, file.name, &file.bytes).await;
            let import = house.import(id).await;
            if import.state != State::Mapping {
                wrong.push(format!("{}: {:?} {:?}", file.name, import.state, import.reason));
                continue;
            }
            house.agrees(&boss, id).await;
            let fates = house.fates(id).await;
            if fates != file.fates {
                let columns: Vec<String> =
                    house.import(id).await.plan.columns.iter().map(|c| format!("{}={}", c.title, c.target)).collect();
                wrong.push(format!(
                    "{}\n{}\n--- fates are:\n{fates}\n--- not:\n{}",
                    file.name,
                    columns.join(" "),
                    file.fates
                ));
            }
            assert_eq!(house.presses(&boss, id, "start").await.status, 303, "{}", file.name);
            let customers = house.customers().await;
            if customers != file.customers && !file.customers.is_empty() {
                wrong.push(format!("{}\n--- customers are:\n{customers}\n--- not:\n{}", file.name, file.customers));
            }
            assert_eq!(house.presses(&boss, id, "undo").await.status, 303, "{}", file.name);
            let left = house.customers().await;
            if !left.is_empty() {
                wrong.push(format!("{}: after taking it back there is still\n{left}", file.name));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    });
}
