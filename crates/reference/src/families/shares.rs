//! TODO-HELPER shares

use anyhow::{Result, bail};
use serde_json::Value;

use crate::compare::Answer;
use crate::inputs::Inputs;

pub fn wilson(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}

pub fn survey(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}

pub fn fdr(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}

pub fn yoy(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}
