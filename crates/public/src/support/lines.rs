//! A line to ring. National ones only: a place adds its own services on its own site.

/// A line to ring.
pub(super) struct Line {
    /// What it is called.
    pub name: &'static str,
    /// Its number, as read out.
    pub number: &'static str,
    /// For whom, and when.
    pub words: &'static str,
}

impl Line {
    /// The number as a phone dials it.
    pub(super) fn dial(&self) -> String {
        self.number.chars().filter(char::is_ascii_digit).collect()
    }
}

const fn line(name: &'static str, number: &'static str, words: &'static str) -> Line {
    Line {
        name,
        number,
        words,
    }
}

pub(super) const DOMESTIC_ABUSE: Line = line(
    "National Domestic Abuse Helpline",
    "0808 2000 247",
    "For women, day and night, free. Run by Refuge. They can find an interpreter.",
);
pub(super) const MEN: Line = line(
    "Men's Advice Line",
    "0808 801 0327",
    "For men who are hurt or controlled, on weekdays, free.",
);
pub(super) const GALOP: Line = line(
    "Galop",
    "0800 999 5428",
    "For lesbian, gay, bisexual and trans people: abuse and hate, on weekdays, free.",
);
pub(super) const STALKING: Line = line(
    "National Stalking Helpline",
    "0808 802 0300",
    "Advice for anyone who is followed, watched or messaged, on weekdays, free.",
);
pub(super) const NSPCC: Line = line(
    "NSPCC Helpline",
    "0808 800 5000",
    "For adults who are worried about a child, free.",
);
pub(super) const CHILDLINE: Line = line(
    "Childline",
    "0800 1111",
    "For children and young people up to 18, day and night, free.",
);
pub(super) const FRAUD: Line = line(
    "Report Fraud",
    "0300 123 2040",
    "The national centre for reports of fraud and cyber crime, before called Action Fraud.",
);
pub(super) const CONSUMER: Line = line(
    "Citizens Advice consumer helpline",
    "0808 223 1133",
    "About traders and what you bought, on weekdays, free. They tell Trading Standards.",
);
pub(super) const CRIMESTOPPERS: Line = line(
    "Crimestoppers",
    "0800 555 111",
    "Say what you know without saying who you are, day and night, free. A charity, not the police.",
);
pub(super) const SAMARITANS: Line = line(
    "Samaritans",
    "116 123",
    "Somebody who listens, whatever it is, day and night, free.",
);
pub(super) const POLICE: Line = line(
    "Police, not an emergency",
    "101",
    "Day and night, free. By text relay: 18001 101.",
);
