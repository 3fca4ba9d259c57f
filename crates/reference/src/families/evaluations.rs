//! TODO-HELPER evaluations

use anyhow::{Result, bail};
use serde_json::Value;

use crate::compare::Answer;
use crate::inputs::Inputs;

pub fn its(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}

pub fn did(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}

pub fn impact(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}
