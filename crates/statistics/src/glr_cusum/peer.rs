//! How R surveillance looks for the likeliest change: Newton's steps from where the k before ended, given up where they are near
//! nothing. A step can go too far, and then the change is missed. For comparing with it, and for nothing else.

/// Where its steps for the level begin, as the logarithm of the factor.
pub(super) const LEVEL: f64 = 0.5;
/// Where its steps for the share begin.
pub(super) const SHARE: f64 = 0.5;

/// The logarithm of the likeliest factor of the level, by the negative binomial.
pub(super) fn level(y: &[f64], mu: &[f64], alpha: f64, from: f64) -> f64 {
    let step = |at: f64| {
        let grown = at.exp();
        let (mut score, mut information) = (0.0, 0.0);
        for (y, mu) in y.iter().zip(mu) {
            let base = 1.0 + alpha * grown * mu;
            score += (y - grown * mu) / base;
            information += mu * (alpha * y + 1.0) / (base * base);
        }
        score / (grown * information)
    };
    steps(0.4, from, step, |a, b| b - a)
}

/// The likeliest share that spreads, by Poisson.
pub(super) fn share(y: &[f64], mu: &[f64], before: &[f64], from: f64) -> f64 {
    let step = |at: f64| {
        let grown = at.exp();
        let (mut score, mut information) = (0.0, 0.0);
        for ((y, mu), x) in y.iter().zip(mu).zip(before) {
            let m = grown * x + mu;
            score += y * x / m - x;
            information += y * (x * x) / (m * m);
        }
        score *= grown;
        score / ((2.0 * at).exp() * information - score)
    };
    steps(2.0, from.ln(), step, |a, b| b.exp() - a.exp()).exp()
}

fn steps(
    mut last: f64,
    mut next: f64,
    step: impl Fn(f64) -> f64,
    moved: impl Fn(f64, f64) -> f64,
) -> f64 {
    for _ in 0..1000 {
        // What is no number ends it, too.
        if !(next > -18.0 && moved(last, next).abs() > 1e-6) {
            break;
        }
        last = next;
        next = last + step(last);
    }
    next
}
