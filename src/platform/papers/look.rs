//! Can every paper be printed? Draws each with sample data, and says what is wrong with those that cannot.

use std::path::Path;

use chrono::NaiveDate;
use showroom_templates::documents;

use super::fonts::{Fonts, PACKAGE};
use super::{Paper, Trouble, drawing};

/// What was looked at, and how it is or what is wrong with it.
pub type Finding = (&'static str, Result<String, String>);

/// Looks at the fonts and at every paper, with the files of this folder.
pub fn look(fonts: &Fonts, folder: &Path) -> Vec<Finding> {
    let Some(family) = fonts.chinese() else {
        return vec![(
            "fonts",
            Err(format!("{}; until then there is no PDF (apt-get install {PACKAGE})", Trouble::NoFont)),
        )];
    };
    vec![("fonts", Ok(format!("papers are set in {family}"))), ("papers", papers(fonts, folder))]
}

fn papers(fonts: &Fonts, folder: &Path) -> Result<String, String> {
    let (mut wrong, mut lacking) = (Vec::new(), Vec::new());
    for &(document, sample) in documents::SAMPLES {
        let data = serde_json::from_str(sample).map_err(|error| format!("the sample of {document}: {error}"))?;
        let paper = Paper { document, data, today: NaiveDate::default() };
        match drawing::draw(fonts, Some(folder), &paper) {
            Ok(drawn) => lacking.extend(drawn.lacks.map(|place| place.to_string())),
            Err(Trouble::Broken(place)) => wrong.push(place.to_string()),
            Err(trouble) => wrong.push(format!("{document}.typ: {trouble}")),
        }
    }
    wrong.sort();
    wrong.dedup();
    let own = own(folder);
    if !wrong.is_empty() {
        return Err(wrong.join("; "));
    }
    let mut said = match own.as_slice() {
        [] => "all as they came with the program".to_owned(),
        files => format!("all can be printed, with {} of {}", files.join(", "), folder.display()),
    };
    if !lacking.is_empty() {
        said += &format!("; not accessible to all: {}", lacking.join("; "));
    }
    Ok(said)
}

/// The files of the folder that stand in the place of ours.
fn own(folder: &Path) -> Vec<&'static str> {
    documents::SOURCES.iter().map(|(name, _)| *name).filter(|name| folder.join(name).is_file()).collect()
}
