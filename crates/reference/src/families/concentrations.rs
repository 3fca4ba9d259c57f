//! TODO-HELPER concentrations

use anyhow::{Result, bail};
use serde_json::Value;

use crate::compare::Answer;
use crate::inputs::Inputs;

pub fn gini(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}

pub fn pai(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}
