//! TODO-HELPER alarms

use anyhow::{Result, bail};
use serde_json::Value;

use crate::compare::Answer;
use crate::inputs::Inputs;

pub fn farrington(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}

pub fn ears(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}

pub fn glrnb(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}

pub fn cusum(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}

pub fn nbtrend(_name: &str, _golden: &Value, _inputs: &Inputs) -> Result<Answer> {
    bail!("not yet")
}
