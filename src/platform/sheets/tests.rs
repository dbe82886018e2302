//! Files as they come: encodings, separators, workbooks, and everything that only looks like a list.

use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;

use encoding_rs::GB18030;
use proptest::prelude::*;
use rust_xlsxwriter::{Format as Look, Workbook};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;
use crate::base::money::Money;

fn lines(bytes: &[u8]) -> Result<Vec<Line>, &'static str> {
    lines_within(bytes, &Limits::default())
}

fn lines_within(bytes: &[u8], limits: &Limits) -> Result<Vec<Line>, &'static str> {
    let mut lines = Vec::new();
    let read = read(bytes, limits, &mut |line| {
        lines.push(line);
        ControlFlow::Continue(())
    });
    read.map(|_| lines).map_err(|no| no.code)
}

fn said(bytes: &[u8]) -> String {
    match lines(bytes) {
        Ok(lines) => {
            lines.iter().map(|line| format!("{}: {}", line.number, line.cells.join("|"))).collect::<Vec<_>>().join("\n")
        }
        Err(code) => code.to_owned(),
    }
}

fn utf16(text: &str, little: bool, mark: bool) -> Vec<u8> {
    let text = if mark { format!("\u{feff}{text}") } else { text.to_owned() };
    text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
}

#[test]
fn one_list_in_every_encoding() {
    let text = "姓名,电话\r\n王小明,13800138000\r\n李娜,13900139000\r\n";
    let expected = "1: 姓名|电话\n2: 王小明|13800138000\n3: 李娜|13900139000";
    let files = [
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        GB18030.encode(text).0.into_owned(),
        utf16(text, true, true),
        utf16(text, false, true),
        utf16(text, true, false),
        utf16(text, false, false),
        text.replace("\r\n", "\n").into_bytes(),
        text.replace(',', ";").into_bytes(),
        text.replace(',', "\t").into_bytes(),
        text.replace(',', "|").into_bytes(),
        format!("\"sep=,\"\n{text}").into_bytes(),
    ];
    for (at, file) in files.iter().enumerate() {
        // The line that names the separator counts.
        let shift = |said: String| said.replace("2: 姓", "1: 姓").replace("3: 王", "2: 王").replace("4: 李", "3: 李");
        let said = if at == 11 { shift(said(file)) } else { said(file) };
        assert_eq!(said, expected, "file {at}");
    }
}

#[test]
fn cells_with_quotes_and_breaks_keep_their_line() {
    assert_eq!(said(b"a,b\n\"x, y\",\"1\n2\"\n\n\nc,d\n"), "1: a|b\n2: x, y|1\n2\n6: c|d");
    assert_eq!(said(b"a,b\n=\"0138\",'x\n"), "1: a|b\n2: 0138|'x");
    assert_eq!(said("a,b\n\0王\0,\u{202e}x\u{200b}\n".as_bytes()), "1: a|b\n2: 王|x");
}

#[test]
fn a_stray_quotation_mark_costs_one_row() {
    let mut text = String::from("name,phone\n");
    for row in 0..2_000 {
        text += &if row == 700 { "\"王,13800138000\n".to_owned() } else { format!("n{row},13{row:09}\n") };
    }
    let lines = lines(text.as_bytes()).unwrap();
    assert_eq!(lines.len(), 2_001);
    assert_eq!(lines.iter().filter(|line| line.broken).map(|line| line.number).collect::<Vec<_>>(), [702]);
    assert_eq!(lines[2_000].cells, ["n1999", "13000001999"]);
    assert_eq!(lines[2_000].number, 2_001);
}

#[test]
fn one_broken_letter_does_not_change_the_encoding() {
    let mut bytes = "姓名,电话\n".repeat(500).into_bytes();
    bytes.extend(b"\xe7\x8e,13800138000\n");
    let lines = lines(&bytes).unwrap();
    assert_eq!(lines[0].cells, ["姓名", "电话"]);
    assert!(lines[500].cells[0].contains('\u{fffd}'));
}

// -------------------------------------------------------------------------------------------------------------- books

fn book(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_gives_its_values_in_full() {
    let bytes = book(|sheet| {
        let date = Look::new().set_num_format("yyyy-mm-dd");
        let moment = Look::new().set_num_format("yyyy-mm-dd hh:mm");
        sheet.write_string(0, 0, "姓名").unwrap();
        sheet.write_number(2, 0, 13_800_138_000.0).unwrap();
        sheet.write_number(2, 1, 0.1 + 0.2).unwrap();
        sheet.write_number_with_format(2, 2, 45_356.0, &date).unwrap();
        sheet.write_number_with_format(2, 3, 45_356.604_166, &moment).unwrap();
        sheet.write_formula(2, 4, rust_xlsxwriter::Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write_boolean(2, 5, true).unwrap();
    });
    assert_eq!(said(&bytes), "1: 姓名\n3: 13800138000|0.30000000000000004|2024-03-05|2024-03-05 14:30|2|TRUE");
}

#[test]
fn the_first_sheet_with_something_in_it_is_the_list() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("空").unwrap();
    book.add_worksheet().set_name("藏").unwrap().set_hidden(true).write_string(0, 0, "x").unwrap();
    book.add_worksheet().set_name("客户").unwrap().write_string(0, 0, "王").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let about = read(&bytes, &Limits::default(), &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!((about.part.as_str(), about.format), ("客户", Format::Book));
    assert_eq!(said(&bytes), "1: 王");
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, content) in parts {
        zip.start_file(*name, packed).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn what_is_no_list_is_called_by_its_name() {
    let locked: Vec<u8> =
        [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600], &utf16("EncryptedPackage", true, false)]
            .concat();
    let old: Vec<u8> = [&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..], &[0; 600]].concat();
    let noise: Vec<u8> = (0..4_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for (bytes, expected) in [
        (b"".to_vec(), "file_empty"),
        (b" \r\n\0\0".to_vec(), "file_empty"),
        (archive(&[("readme.txt", b"hello")]), "file_other_archive"),
        (archive(&[("xl/workbook.bin", b"x")]), "file_old_xls"),
        (archive(&[("xl/workbook.xml", b"<no")]), "file_damaged"),
        (b"PK\x03\x04 and nothing more".to_vec(), "file_damaged"),
        (locked, "file_locked"),
        (old, "file_old_xls"),
        (b"%PDF-1.7 ...".to_vec(), "file_pdf"),
        (b"\x89PNG\r\n\x1a\n....".to_vec(), "file_no_table"),
        (b"<html><body><table><tr><td>x".to_vec(), "file_web_page"),
        ("\u{feff}  <!DOCTYPE html>".as_bytes().to_vec(), "file_web_page"),
        (b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>".to_vec(), "file_web_page"),
        (noise, "file_no_table"),
    ] {
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(12)]).into_owned();
        assert_eq!(lines(&bytes).err(), Some(expected), "{head}");
    }
}

#[test]
fn a_bomb_is_not_unpacked() {
    let zeros = vec![b' '; 40 * 1024 * 1024];
    let bomb = archive(&[("xl/workbook.xml", b"<workbook/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 100_000);
    let since = std::time::Instant::now();
    assert_eq!(lines(&bomb).err(), Some("file_bomb"));
    assert!(since.elapsed().as_secs() < 20);
    let small = Limits { unpacked_bytes: 1_000, ..Limits::default() };
    assert_eq!(
        lines_within(
            &book(|sheet| {
                sheet.write_string(0, 0, "x").unwrap();
            }),
            &small
        )
        .err(),
        Some("file_bomb")
    );
}

#[test]
fn more_than_anybody_needs_is_refused() {
    let few = Limits { rows: 100, columns: 20, cells: 150, ..Limits::default() };
    assert_eq!(lines_within("a,b\n".repeat(101).as_bytes(), &few).err(), Some("file_too_many_cells"));
    assert_eq!(lines_within("a\n".repeat(101).as_bytes(), &few).err(), Some("file_too_long"));
    assert_eq!(lines_within("a,".repeat(30).as_bytes(), &few).err(), Some("file_too_wide"));
    assert_eq!(lines("a,".repeat(10_000).as_bytes()).err(), Some("file_too_wide"));
    let wide = book(|sheet| {
        sheet.write_string(0, 9_999, "x").unwrap();
    });
    assert_eq!(lines(&wide).err(), Some("file_too_wide"));
    let long = "1,2\n".repeat(2_000_000);
    assert_eq!(lines(long.as_bytes()).err(), Some("file_too_long"));
    let large = Limits { file_bytes: 10, ..Limits::default() };
    assert_eq!(lines_within(b"a,b,c,d,e,f", &large).err(), Some("file_too_large"));
    let cell = "x".repeat(100_000);
    assert_eq!(lines(format!("a,{cell}\n").as_bytes()).unwrap()[0].cells[1].len(), 4_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_breaks_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        // Whatever it says, it says it.
        let _ = lines(&bytes);
    }

    #[test]
    fn no_damaged_workbook_breaks_the_reader(at in 0_usize..6_000, with in any::<u8>(), cut in 0_usize..6_000) {
        let mut bytes = book(|sheet| {
            for row in 0..20 {
                sheet.write_string(row, 0, format!("name {row}")).unwrap();
                sheet.write_number(row, 1, 13_800_138_000.0 + f64::from(row)).unwrap();
            }
        });
        let at = at % bytes.len();
        bytes[at] ^= with;
        bytes.truncate(bytes.len() - cut % 40);
        let _ = lines(&bytes);
    }

    #[test]
    fn no_odd_markup_breaks_the_reader(rows in "[<>a-z/ =\"0-9&;A-Z]{0,300}") {
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        let bytes = archive(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("xl/workbook.xml", b"<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ]);
        let _ = lines(&bytes);
    }
}

// ---------------------------------------------------------------------------------------------------------------- out

fn written(format: Format, columns: &[Column], rows: &[Vec<Value>]) -> Vec<u8> {
    let mut writer = Writer::begin(&std::env::temp_dir(), format, "名单 [1]", columns).unwrap();
    for row in rows {
        writer.row(row).unwrap();
    }
    let mut file = writer.finish().unwrap();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut file.file, &mut bytes).unwrap();
    assert_eq!((file.bytes, file.rows), (bytes.len() as u64, rows.len() as u64));
    bytes
}

fn sample() -> (Vec<Column>, Vec<Vec<Value>>) {
    let columns = vec![
        Column::new("姓名", Kind::Name),
        Column::new("电话", Kind::Name),
        Column::new("次数", Kind::Number),
        Column::new("金额", Kind::Money),
        Column::new("日期", Kind::Date),
        Column::new("时间", Kind::Moment),
    ];
    let day = chrono::NaiveDate::from_ymd_opt(2024, 3, 5).unwrap();
    let row = |name: &str| {
        vec![
            Value::text(name),
            Value::text("13800138000"),
            Value::Number(3),
            Value::Money(Money(128_000_050)),
            Value::Date(day),
            Value::Moment(day.and_hms_opt(14, 30, 0).unwrap()),
        ]
    };
    (columns, vec![row("王小明"), row("=HYPERLINK(\"http://x\")"), vec![Value::None; 6]])
}

#[test]
fn what_is_written_is_read_again() {
    let (columns, rows) = sample();
    let book = written(Format::Book, &columns, &rows);
    assert_eq!(
        said(&book),
        "1: 姓名|电话|次数|金额|日期|时间\n2: 王小明|13800138000|3|1280000.5|2024-03-05|2024-03-05 14:30\n\
         3: =HYPERLINK(\"http://x\")|13800138000|3|1280000.5|2024-03-05|2024-03-05 14:30"
    );
    let text = written(Format::Text, &columns, &rows);
    assert!(
        text.starts_with(
            "\u{feff}姓名,电话,次数,金额,日期,时间\r\n王小明,13800138000,3,1280000.50,2024-03-05,2024-03-05 14:30\r\n"
                .as_bytes()
        )
    );
    assert!(String::from_utf8(text).unwrap().contains("\"'=HYPERLINK("));
}

#[test]
fn no_cell_of_a_text_becomes_a_formula() {
    for evil in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "　=1", "+8613800138000"] {
        assert!(write::harmless(evil).starts_with('\''), "{evil:?}");
    }
    for good in ["王", "13800138000", "a=b", "1-2", ""] {
        assert_eq!(write::harmless(good), good);
    }
}
