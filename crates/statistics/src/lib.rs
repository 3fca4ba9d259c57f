//! Every sum the project does on evidence, apart from pages, files and databases.
//!
//! One file per measure. Each says what it works out, where the method comes from, in what unit the answer is, when
//! it must not be used, and shows an example small enough to check by hand. Chance comes in as a seed, so that the same
//! evidence gives the same words on every machine.

mod chance;
mod comparison;
mod spatial_join;
mod suppression;
mod usual_range;
mod wilson;

mod aoristic;
mod concentration;
mod false_discovery;
mod forecast_check;
mod harm;
mod masking;
mod raking;
mod scan;
mod shares;
mod survey;

pub use chance::Chance;
pub use comparison::{
    Comparison, ExactComparison, Finding, Window, compare, dispersion, exact_comparison,
    minimum_likelihood_p,
};
pub use spatial_join::{Area, AreaIndex};
pub use suppression::{can_be_worked_out, mask};
pub use usual_range::{Direction, GoodDirection, UsualRange, direction, usual_range};
pub use wilson::{Interval, wilson};

pub use aoristic::{HourByWeekday, hour_by_weekday};
pub use concentration::{Concentration, concentration};
pub use false_discovery::{benjamini_hochberg, benjamini_yekutieli, bonferroni, holm};
pub use forecast_check::{ForecastCheck, forecast_check};
pub use harm::{Harm, HarmWeights, harm};
pub use masking::displaced;
pub use raking::{Margin, Raked, RakingFault, effective_answers, kish_effect, rake};
pub use scan::{Cluster, Distance, Scan, ScanInput, ScanModel, ScanSettings, scan};
pub use shares::{clopper_pearson, jeffreys, newcombe};
pub use survey::{Estimate, SurveyDesign, beta_range, logit_range, survey_mean};
