//! A bar in a row of a table. The number stands beside it in words.

use crate::forms::Html;

/// A bar of `value` out of `most`.
#[must_use]
pub fn bar(value: f64, most: f64, dim: bool) -> Html {
    let width = if most > 0.0 {
        (value / most * 110.0).clamp(0.0, 110.0)
    } else {
        0.0
    };
    Html(format!(
        "<svg class=\"hb\" viewBox=\"0 0 110 16\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"bar{}\" x=\"0\" y=\"1\" width=\"{width:.1}\" height=\"14\"/></svg>",
        if dim { " bar--dim" } else { "" }
    ))
}
