//! What stands behind a warning in one month, and the sentences that say it plainly.

use serde::{Deserialize, Serialize};
use statistics::{EarlyWarning, NoFarrington};

use crate::Month;
use crate::figures::tenth;

/// What one method said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// The method, in plain words.
    pub method: String,
    /// Whether it calls the month higher than usual; nothing where it could not judge.
    pub alarm: Option<bool>,
    /// What it saw, or why it could not judge.
    pub words: String,
}

/// A rise over several months.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slow {
    /// The month from which it fits best.
    pub since: Month,
    /// What was counted since.
    pub observed: u64,
    /// What was expected since.
    pub expected: f64,
}

/// Everything behind a reading. Kept as it was, so that an old warning still says what it said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The ward or the place.
    pub area: String,
    /// The type.
    pub kind: String,
    /// The month.
    pub month: Month,
    /// The count.
    pub observed: u64,
    /// From where to where it usually was.
    pub usual: Option<(u64, u64)>,
    /// In the same months of so many years; 0: in the seven months before the latest two.
    pub usual_years: usize,
    /// What was expected.
    pub expected: Option<f64>,
    /// The alarm's threshold.
    pub threshold: Option<f64>,
    /// A rise over several months.
    pub slow: Option<Slow>,
    /// The chance of a false alarm for this line alone.
    pub p: Option<f64>,
    /// The share of false alarms among warnings as strong as this one, over all lines of the run.
    pub q: Option<f64>,
    /// How many lines were judged in the run.
    pub lines: u64,
    /// Something begins where nothing was for years.
    pub new_activity: bool,
    /// What each method said.
    pub said: Vec<Said>,
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts, never below 0"
)]
fn whole(n: f64) -> u64 {
    n.round() as u64
}

const NUMBERS: [&str; 6] = ["no", "one", "two", "three", "four", "five"];

impl Evidence {
    /// What the detectors found of a line.
    pub(super) fn of(
        area: &str,
        kind: &str,
        month: Month,
        it: &EarlyWarning,
        q: Option<f64>,
        lines: u64,
    ) -> Self {
        let season = it.season.ok();
        let slow = it.slow.filter(|slow| slow.months > 1).map(|slow| Slow {
            since: month.plus(1 - i32::try_from(slow.months).unwrap_or(1)),
            observed: whole(slow.observed),
            expected: tenth(slow.expected),
        });
        Self {
            area: area.to_owned(),
            kind: kind.to_owned(),
            month,
            observed: whole(it.observed),
            usual: it.usual.map(|usual| (whole(usual.low), whole(usual.high))),
            usual_years: it.usual.map_or(0, |usual| usual.years),
            expected: season.map(|it| tenth(it.expected)),
            threshold: season
                .and_then(|it| it.upper)
                .or(it.recent.map(|it| it.upper))
                .map(tenth),
            slow,
            p: it.p,
            q,
            lines,
            new_activity: it.new_activity,
            said: said(it, month),
        }
    }

    /// "Burglary in Fairmead was 31 in October 2026. In the same months of the last five years it was usually 12 to 24."
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut words = format!(
            "{} in {} was {} in {}.",
            self.kind,
            self.area,
            web::number(self.observed),
            self.month.words()
        );
        if self.new_activity {
            words.push_str(" In the years before there was none.");
            return words;
        }
        if let Some((low, high)) = self.usual {
            let range = format!("{} to {}", web::number(low), web::number(high));
            let when = match self.usual_years {
                0 => "In the months before".to_owned(),
                1 => "In the same months of last year".to_owned(),
                n => format!(
                    "In the same months of the last {} years",
                    NUMBERS.get(n).copied().unwrap_or("few")
                ),
            };
            words.push_str(&format!(" {when} it was usually {range}."));
        }
        let inside = self.usual.is_some_and(|(_, high)| self.observed <= high);
        if let Some(slow) = self.slow.filter(|_| inside) {
            words.push_str(&format!(
                " Since {} there were {}, where about {} were expected.",
                slow.since.words(),
                web::number(slow.observed),
                web::decimal(slow.expected, 0)
            ));
        }
        words
    }

    /// The same for a panel, without a count: that of one month would say with the public sums what another month was.
    #[must_use]
    pub fn sentence_for_panel(&self) -> String {
        format!(
            "{} in {} stood above the usual in {}, by more than chance explains.",
            self.kind,
            self.area,
            self.month.words()
        )
    }

    /// How often chance alone does as much, in words and numbers.
    #[must_use]
    pub fn chance(&self) -> String {
        let Some(p) = self.p else {
            return "There is no history to work out a chance from.".into();
        };
        let alone = format!(
            "If nothing had changed, a month like this would come {} in this line alone (chance {}).",
            once_in(p),
            digits(p)
        );
        let expected = p * count(self.lines);
        let among = format!(
            " {} lines were looked at, so chance alone would give {} as striking in a run.",
            web::number(self.lines),
            if expected < 0.1 {
                "almost none".to_owned()
            } else {
                format!("about {expected:.1}")
            }
        );
        let share = self.q.map_or_else(String::new, |q| {
            format!(
                " Of warnings as strong as this one {} is a false alarm, on average over many runs (q {}); of one alone nobody can say.",
                share_words(q),
                digits(q)
            )
        });
        alone + &among + &share
    }
}

#[expect(clippy::cast_precision_loss, reason = "some thousand lines")]
fn count(n: u64) -> f64 {
    n as f64
}

/// "about once in 400 months".
fn once_in(p: f64) -> String {
    if p < 1e-5 {
        return "less than once in 100,000 months".into();
    }
    format!("about once in {} months", web::number(round(1.0 / p)))
}

fn share_words(q: f64) -> String {
    if q < 1e-3 {
        "fewer than one in 1,000".into()
    } else if q > 0.5 {
        "more than one in two".into()
    } else {
        format!("about one in {}", web::number(round(1.0 / q)))
    }
}

/// To two digits: more would claim more than is known.
pub(super) fn round(n: f64) -> u64 {
    let step = 10_f64.powf((n.max(1.0).log10().floor() - 1.0).max(0.0));
    whole((n / step).round() * step).max(1)
}

/// "0.0025", "below 0.00001".
fn digits(p: f64) -> String {
    if p < 1e-5 {
        "below 0.00001".into()
    } else if p < 0.001 {
        format!("{p:.5}")
    } else {
        format!("{p:.3}")
    }
}

fn said(it: &EarlyWarning, month: Month) -> Vec<Said> {
    let season = match it.season {
        Ok(found) => {
            let threshold = found.upper.unwrap_or(f64::NAN);
            Said {
                method: "Same time of earlier years (Farrington Flexible)".into(),
                alarm: Some(found.alarm),
                words: format!(
                    "Expected {:.1}, threshold {threshold:.0}, counted {:.0}.{}",
                    found.expected,
                    found.observed,
                    it.season_p
                        .map_or_else(String::new, |p| format!(" Chance {}.", digits(p)))
                ),
            }
        }
        Err(why) => Said {
            method: "Same time of earlier years (Farrington Flexible)".into(),
            alarm: None,
            words: match why {
                NoFarrington::NoFit => "No line fits the years before.".into(),
                _ => "Could not judge: it needs three years and a month of counts.".into(),
            },
        },
    };
    let slow = it.slow.map_or_else(
        || Said {
            method: "A level that rose and stayed (GLR CUSUM)".into(),
            alarm: None,
            words: "Could not judge: it needs five years of counts without a gap.".into(),
        },
        |slow| Said {
            method: "A level that rose and stayed (GLR CUSUM)".into(),
            alarm: Some(slow.alarm),
            words: format!(
                "Fits best since {}: {:.0} counted, {:.0} expected. Statistic {:.1}, limit 5. Chance {}.",
                month
                    .plus(1 - i32::try_from(slow.months).unwrap_or(1))
                    .words(),
                slow.observed,
                slow.expected,
                slow.statistic,
                digits(slow.p)
            ),
        },
    );
    let recent = it.recent.map_or_else(
        || Said {
            method: "The months just before (C2)".into(),
            alarm: None,
            words: "Could not judge: it needs ten months without a gap.".into(),
        },
        |found| Said {
            method: "The months just before (C2)".into(),
            alarm: Some(found.alarm),
            words: format!(
                "Threshold {:.1}, counted {:.0}. Knows no season: it only decides where there are not three years yet.",
                found.upper, found.observed
            ),
        },
    );
    vec![season, slow, recent]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(observed: u64, usual: (u64, u64)) -> Evidence {
        Evidence {
            area: "Fairmead".into(),
            kind: "Burglary".into(),
            month: "2026-10".parse().unwrap(),
            observed,
            usual: Some(usual),
            usual_years: 5,
            expected: Some(17.0),
            threshold: Some(26.0),
            slow: None,
            p: Some(0.0025),
            q: Some(0.04),
            lines: 225,
            new_activity: false,
            said: Vec::new(),
        }
    }

    #[test]
    fn the_sentence_says_what_it_was_and_what_it_usually_was() {
        assert_eq!(
            evidence(31, (12, 24)).sentence(),
            "Burglary in Fairmead was 31 in October 2026. In the same months of the last five years it was usually 12 to 24."
        );
        assert_eq!(
            evidence(31, (12, 24)).sentence_for_panel(),
            "Burglary in Fairmead stood above the usual in October 2026, by more than chance explains."
        );
    }

    #[test]
    fn the_chance_is_said_in_words_and_numbers() {
        let words = evidence(31, (12, 24)).chance();
        assert!(words.contains("about once in 400 months"), "{words}");
        assert!(
            words.contains("chance 0.003") || words.contains("chance 0.002"),
            "{words}"
        );
        assert!(words.contains("about 0.6 as striking"), "{words}");
        assert!(
            words.contains("about one in 25 is a false alarm, on average over many runs (q 0.040)"),
            "{words}"
        );
    }
}
