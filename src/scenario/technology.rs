//! The access technologies of the scenario language, one line each. The tag says how the rest of a radio's
//! table is read; serde would buffer the table to look for it and so lose where things were written.

use serde_json::Value as Json;

use super::assemble::Decode;
use super::complaint::{Complaint, below};
use super::diagnose::{nearest, suggest};
use super::mend::decode;
use super::tree::{Node, Value};
use crate::model::radio::RadioSpec;
use crate::model::radio::ideal::IdealSpec;
use crate::model::radio::lorawan::LorawanSpec;

/// How a technology's table is read.
pub(crate) struct Technology {
    /// The word in the file.
    name: &'static str,
    decode: Decode<RadioSpec>,
    /// The Rust type of its table, and that type's schema.
    pub type_name: &'static str,
    pub schema: fn() -> Json,
}

/// All of them.
pub(crate) static TECHNOLOGIES: [Technology; 2] = [
    Technology {
        name: "ideal",
        decode: |node, at, complaints| decode::<IdealSpec>(node, at, complaints).map(RadioSpec::Ideal),
        type_name: "IdealSpec",
        schema: || schemars::schema_for!(IdealSpec).to_value(),
    },
    Technology {
        name: "lorawan",
        decode: |node, at, complaints| decode::<LorawanSpec>(node, at, complaints).map(RadioSpec::Lorawan),
        type_name: "LorawanSpec",
        schema: || schemars::schema_for!(LorawanSpec).to_value(),
    },
];

/// Decodes a radio by its technology.
pub(crate) fn radio(node: &mut Node, at: &[String], complaints: &mut Vec<Complaint>) -> Option<RadioSpec> {
    let technology = match named(node, at) {
        Ok(technology) => technology,
        Err(complaint) => {
            complaints.push(*complaint);
            return None;
        }
    };
    let word = node.table_mut()?.shift_remove(KEY)?;
    let radio = (technology.decode)(node, at, complaints);
    if let Some(table) = node.table_mut() {
        table.insert(KEY.into(), word);
    }
    radio
}

/// The tag's key.
const KEY: &str = "technology";

/// The technology that a radio's table names, or what is wrong with how it does.
fn named(node: &Node, at: &[String]) -> Result<&'static Technology, Box<Complaint>> {
    let names = TECHNOLOGIES.each_ref().map(|technology| technology.name);
    let help = format!("technologies: {}", names.join(", "));
    let Some(table) = node.table() else {
        return Err(Box::new(Complaint::new(at.to_vec(), "this must be a table").help(help)));
    };
    let Some(written) = table.get(KEY) else {
        return Err(Box::new(match table.keys().find(|key| nearest(key, [KEY]).is_some()) {
            Some(key) => Complaint::of_key(below(at, &[key]), format!("unknown key `{key}`"))
                .help("did you mean `technology`?"),
            None => Complaint::of_key(at.to_vec(), "`technology` is missing").help(help),
        }));
    };
    let wrong =
        |message: String, help: String| Box::new(Complaint::new(below(at, &[KEY]), message).help(help));
    let Value::Text(word) = &written.value else {
        return Err(wrong("this must be text in quotes".into(), help));
    };
    let technology = TECHNOLOGIES.iter().find(|technology| technology.name == word);
    technology
        .ok_or_else(|| wrong(format!("`{word}` is not a technology"), suggest(word, &names, "technologies")))
}
