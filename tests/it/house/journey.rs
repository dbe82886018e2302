//! The moves between the eight stages, as a document that a manager can read.

use std::fmt::Write as _;

use showroom::base::stage::Stage;
use showroom::business::visits::journey::{Edge, Facts, Standing, edge, goes_on_at, lacks};

use crate::support::snapshot;

#[test]
fn the_journey_is_what_the_document_says() {
    snapshot::matches("journey.txt", &journey());
}

fn journey() -> String {
    let mut text = String::from(
        "# The eight stages and the moves between them\n\
         #\n\
         # onward: the next step · skip: past a stage, with a reason · back · leave: out of the door, not bought\n\
         # again: the customer comes again · undone: a deal is changed or given back, with a reason · -: no such move\n\n",
    );
    write!(text, "{:<14}", "from \\ to").unwrap();
    for to in Stage::ALL {
        write!(text, " {:<12}", to.code()).unwrap();
    }
    text = text.trim_end().to_owned() + "\n";
    for from in Stage::ALL {
        let mut line = format!("{:<14}", from.code());
        for to in Stage::ALL {
            write!(line, " {:<12}", edge(from, to).map_or("-", word)).unwrap();
        }
        text += line.trim_end();
        text += "\n";
    }
    text += "\n# What a move asks for. Nothing of it stops anybody: it goes on with a reason, which is kept.\n\n";
    for from in Stage::ALL {
        for to in Stage::ALL {
            let lacking: Vec<&str> = lacks(from, to, &Facts::default(), &[]).iter().map(|lack| lack.code()).collect();
            if !lacking.is_empty() {
                writeln!(text, "{:<14} {:<14} {}", from.code(), to.code(), lacking.join(", ")).unwrap();
            }
        }
    }
    text += "\n# Where a customer who comes again goes on after reception: where the journey stands, and how far it ever came on the floor.\n\n";
    for stage in Stage::ALL {
        let reached = Stage::ALL.into_iter().filter(|stage| stage.on_the_floor());
        let mut line = format!("{:<14}", stage.code());
        for furthest in reached {
            write!(line, " {}: {:<13}", furthest.code(), goes_on_at(Some(Standing { stage, furthest })).code())
                .unwrap();
        }
        text += line.trim_end();
        text += "\n";
    }
    text
}

const fn word(edge: Edge) -> &'static str {
    match edge {
        Edge::Onward => "onward",
        Edge::Skip => "skip",
        Edge::Back => "back",
        Edge::Leave => "leave",
        Edge::ComesAgain => "again",
        Edge::Undone => "undone",
    }
}
