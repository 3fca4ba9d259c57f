//! The months now against those before.

use web::number;

use super::{Of, Read};
use crate::explorer::table;
use crate::figures::percent;

/// The finding and the drawing.
pub fn change(of: &Of<'_>) -> Read {
    let row = of.rows.first().ok_or("The log holds no months to count.")?;
    let said = of.text(row, "finding");
    // Where one of the two is not in the log it is no nought.
    let counts = ["now", "before"].map(|it| of.at(row, it).as_u64());
    let [Some(now), Some(before)] = counts else {
        return Err(format!(
            "There is nothing to hold these months against: {said}."
        ));
    };
    let [now, before] = [now, before].map(number);
    let span = |name: &str| {
        let edge = |at: usize| {
            of.answer.parameters[name][at]
                .as_str()?
                .parse::<crate::Month>()
                .ok()
        };
        let months = edge(0).zip(edge(1));
        months.map_or_else(String::new, |(first, last)| {
            crate::imports::months(first, last)
        })
    };
    let between = of
        .float(row, "low")
        .zip(of.float(row, "high"))
        .map_or_else(String::new, |(low, high)| {
            format!("{} to {}", percent(low), percent(high))
        });
    let rows = vec![vec![
        "Events".to_owned(),
        now.clone(),
        before.clone(),
        between,
        said.clone(),
    ]];
    let (now_months, before_months) = (span("now"), span("before"));
    let body = table(
        &of.about,
        &[
            "What",
            &now_months,
            &before_months,
            "Change, likely between",
            "What may be said",
        ],
        &rows,
    );
    Ok((format!("{said}: {now} against {before}"), body))
}
