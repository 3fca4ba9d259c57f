//! Before and after, with a comparison area and displacement.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use statistics::{
    BeforeAfter, Displacement, displacement_quotient, relative_change, weighted_displacement,
};

use super::limits;
use crate::{
    answer::{Answer, Out},
    table::{Files, Table},
};

/// Areas are of unlike size from this ratio of their counts before.
const UNLIKE: f64 = 1.5;

/// Before and after (weighted displacement difference).
#[derive(clap::Args, Clone, Debug)]
pub struct Difference {
    #[command(flatten)]
    pub files: Files,
    /// The length of after divided by that of before.
    #[arg(long, default_value_t = 1.0)]
    pub longer: f64,
    /// How much more the areas' months vary than chance (1: not at all).
    #[arg(long, default_value_t = 1.0)]
    pub dispersion: f64,
    #[command(flatten)]
    pub out: Out,
}

impl Difference {
    pub fn run(&self) -> Result<()> {
        let (answer, table) = self.answer()?;
        answer.give(&[&table], &self.out)
    }

    pub fn answer(&self) -> Result<(Answer, Table)> {
        ensure!(
            self.longer > 0.0 && self.longer <= 1_000.0,
            "--longer must be above 0 and at most 1,000"
        );
        ensure!(
            self.dispersion >= 1.0 && self.dispersion.is_finite(),
            "--dispersion must be at least 1"
        );
        let mut table = self.files.open()?;
        let (area, before, after) = (
            table.column("area")?,
            table.column("before")?,
            table.column("after")?,
        );
        let names = ["treated", "control", "buffer", "buffer_control"];
        let mut found: [Option<BeforeAfter>; 4] = [None; 4];
        table.each(|row| {
            let name = row.text(area);
            let at = names
                .iter()
                .position(|it| *it == name)
                .ok_or_else(|| format!("an area is one of {}", names.join(", ")))?;
            let it = BeforeAfter {
                before: row.count(before)? as f64,
                after: row.count(after)? as f64,
            };
            if found[at].replace(it).is_some() {
                return Err(format!("{name} is there twice"));
            }
            Ok(())
        })?;
        if table.refused() > 0 {
            bail!(
                "refused: four areas at most, and each must be right ({})",
                table.reasons().join("; ")
            );
        }
        let [Some(treated), Some(control), buffer, buffer_control] = found else {
            bail!("refused: without a treated and a control area nothing can be said of an action");
        };
        ensure!(
            buffer.is_some() == buffer_control.is_some(),
            "refused: a buffer needs its own control (buffer_control), or the difference takes a change everywhere for displacement"
        );
        let areas = Displacement {
            treated,
            control,
            buffer: buffer.unwrap_or_default(),
            buffer_control: buffer_control.unwrap_or_default(),
        };
        let it = weighted_displacement(&areas, self.longer, self.dispersion)
            .context("nothing was counted")?;
        let ratio = relative_change(treated, control, self.dispersion);
        let far = |a: &BeforeAfter, b: &BeforeAfter| {
            a.before.max(b.before) > UNLIKE * a.before.min(b.before)
        };
        let pairs = [
            ("treated area", Some(treated), Some(control)),
            ("buffer", buffer, buffer_control),
        ];
        let unlike: Vec<_> = pairs
            .into_iter()
            .filter_map(|(name, own, control)| Some((name, own?, control?)))
            .filter(|(_, own, control)| far(own, control))
            .collect();
        let quotient = buffer
            .and_then(|_| displacement_quotient(&areas))
            .filter(|it| it.success < 0.0);
        let rows: Vec<Vec<Value>> = names
            .iter()
            .zip(&found)
            .filter_map(|(name, it)| {
                it.map(|it| {
                    vec![
                        json!(name),
                        json!(it.before),
                        json!(it.after),
                        json!(it.after - it.before * self.longer),
                    ]
                })
            })
            .collect();
        let mut limit = limits(&[
            "Areas chosen because they were high fall by themselves. The control must have been like the treated area before.",
            "A change of recording in one of the areas is not seen.",
            "It takes it that without the action both areas had gone the same way: look at their years before. One pair of areas is one observation, however many events.",
            "ratio is the change of the treated area beside that of its control: 1 is as the control did, below 1 fewer.",
            "Below 0 means fewer crimes. Where the range holds 0, say: no clear change.",
        ]);
        for (name, own, control) in &unlike {
            limit.push(format!("Before, the {name} had {} and its control {}: of areas so unlike in size the difference of counts can have the wrong sign, since a fall by the same share is not a fall by the same number. {}", own.before, control.before, if *name == "buffer" { "Choose a control of the buffer's size." } else { "Go by ratio." }));
        }
        limit.push(match buffer {
            Some(_) => "ratio leaves the buffers out. quotient is not tested and jumps where counts are small: above 0 the neighbours gained as well, from -1 to 0 a part of it moved there, below -1 more moved than was saved.".to_owned(),
            None => "Without a buffer nothing is said of what moved next door.".to_owned(),
        });
        if self.dispersion <= 1.0 {
            limit.push("The range believes that counts vary by chance alone, and is too narrow where months feed each other: give --dispersion (see compare).".to_owned());
        }
        let answer = Answer {
            method: "difference",
            parameters: json!({ "longer": self.longer, "dispersion": self.dispersion }),
            n: found
                .iter()
                .flatten()
                .map(|it| (it.before + it.after) as usize)
                .sum(),
            period: None,
            seed: None,
            limits: limit,
            summary: json!({
                "difference": it.total, "local": it.local, "displaced": it.displaced, "z": it.z, "p": it.p,
                "low": it.low, "high": it.high, "quotient": quotient.and_then(|it| it.quotient),
                "ratio": ratio.map(|it| it.ratio), "ratio_low": ratio.map(|it| it.low), "ratio_high": ratio.map(|it| it.high),
                "ratio_p": ratio.map(|it| it.p), "areas_of_unlike_size": !unlike.is_empty(),
            }),
            columns: ["area", "before", "after", "change"]
                .map(String::from)
                .to_vec(),
            rows: rows.into(),
        };
        Ok((answer, table))
    }
}
