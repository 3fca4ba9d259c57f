//! TODO-HELPER patterns

use anyhow::{Result, bail};
use serde_json::Value;

use crate::compare::Answer;
use crate::inputs::Inputs;

pub fn gistar(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}

pub fn localg(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}

pub fn moran(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}
