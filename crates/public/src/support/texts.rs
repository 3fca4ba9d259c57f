//! What the pages of help say. Plain words; nothing that only fits one borough.

use super::lines::{
    CHILDLINE, CONSUMER, CRIMESTOPPERS, DOMESTIC_ABUSE, FRAUD, GALOP, Line, MEN, NSPCC, POLICE,
    SAMARITANS, STALKING,
};

/// One page of help.
pub(super) struct Text {
    /// In its address.
    pub slug: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// What it is about, for the list.
    pub about: &'static str,
    /// The first lines.
    pub opening: &'static str,
    /// When to ring 999.
    pub danger: &'static str,
    /// Whom to talk to.
    pub lines: &'static [Line],
    /// Heading and words of what else helps.
    pub parts: &'static [(&'static str, &'static [&'static str])],
}

/// Lines that fit anything.
pub(super) const ANYTHING: &[Line] = &[POLICE, CRIMESTOPPERS, SAMARITANS];

/// Every page.
pub(super) const ALL: &[Text] = &[
    Text {
        slug: "domestic-abuse",
        heading: "If someone hurts, controls or frightens you",
        about: "A partner, an ex, a parent, a grown-up child or a carer. It does not have to be violence.",
        opening: "It can be a partner, an ex, a parent, a grown-up child or a carer. It does not have to be violence: taking your money, following where you are, keeping you from your friends and threatening you are abuse too. You can talk to somebody without giving your name.",
        danger: "If you cannot speak on a mobile, stay on the line and press 55 when you are asked.",
        lines: &[DOMESTIC_ABUSE, MEN, GALOP, SAMARITANS],
        parts: &[
            (
                "What you can ask for",
                &[
                    "A safe place to stay, also with children.",
                    "An advocate: somebody who stands by you with the police, at court, with housing and school.",
                    "At the police: what a partner has done before, where that puts you at risk (Clare's Law).",
                    "At a court: an order that keeps somebody away from you or from your home.",
                ],
            ),
            (
                "If you are worried about somebody",
                &[
                    "Believe them, and ask what they want. They know best what is safe.",
                    "Do not speak to whoever hurts them. The helplines advise you too.",
                ],
            ),
        ],
    },
    Text {
        slug: "hate-crime",
        heading: "If you are targeted for who you are",
        about: "Because of race, religion, disability, sexual orientation or being transgender.",
        opening: "Words, damage, threats or violence because of race, religion, disability, sexual orientation or being transgender are hate crime or a hate incident. It counts as one when you, or anyone else, thinks that it was meant so. You need not prove it.",
        danger: "Say that you think you were targeted for who you are.",
        lines: &[POLICE, GALOP, CRIMESTOPPERS, SAMARITANS],
        parts: &[(
            "What helps",
            &[
                "Keep messages, pictures and the names of whoever saw it.",
                "Write down what was said, word for word, and when.",
                "Ask for help from somebody who speaks your language or knows your community.",
            ],
        )],
    },
    Text {
        slug: "scams",
        heading: "If somebody has cheated you, or tries to",
        about: "Callers at the door, false banks and builders, money sent to somebody who is not who they say.",
        opening: "It happens to careful people. Nobody will laugh at you. Put the phone down or close the door: a real bank, trader or police officer does not mind when you ring back on a number that you know.",
        danger: "Ring 999 if somebody is at your door now and does not go, or if they are taking you to a bank.",
        lines: &[FRAUD, CONSUMER, POLICE, SAMARITANS],
        parts: &[
            (
                "If money has gone",
                &[
                    "Ring your bank at once: the number is on your card, and 159 leads to most banks.",
                    "Change the passwords that they know.",
                    "Keep papers, messages and numbers. Do not go on talking to them.",
                ],
            ),
            (
                "At the door",
                &[
                    "Agree to nothing on the day. Do not pay in advance and do not go to a cash machine with anyone.",
                    "The police and the bank never send somebody to fetch a card, a number or money.",
                ],
            ),
        ],
    },
    Text {
        slug: "stalking",
        heading: "If somebody follows, watches or messages you again and again",
        about: "A stranger, an ex, a neighbour, somebody from work: contact that you do not want and that does not stop.",
        opening: "Contact that you do not want, again and again, is a crime, also when each single thing looks small. You need not wait until something happens.",
        danger: "Ring 999 if they are there now, or if they threaten you.",
        lines: &[STALKING, POLICE, DOMESTIC_ABUSE, GALOP, SAMARITANS],
        parts: &[(
            "What helps",
            &[
                "Do not answer, also not to say stop once more. Keep everything they send.",
                "Write down what happened, when and who saw it.",
                "Tell people around you. Ask them not to say where you are.",
                "Look at who can see where your phone, your car or your child's toys are.",
            ],
        )],
    },
    Text {
        slug: "children",
        heading: "If a child may be at risk",
        about: "Hurt, neglected, made to carry drugs or money, frightened, or missing.",
        opening: "You need not be sure. If a child may be hurt, neglected, made to carry drugs or money, or is missing, tell somebody today. It is their work to find out, not yours.",
        danger: "Ring 999 if a child is in danger now or is missing.",
        lines: &[NSPCC, CHILDLINE, POLICE, CRIMESTOPPERS],
        parts: &[
            (
                "Children's services of the council",
                &[
                    "Every council has a team for this, with a number for nights and weekends: it stands on the council's own site. You can ask not to be named to the family.",
                ],
            ),
            (
                "If you are under 18",
                &[
                    "Childline listens, whatever it is, and it is free. The call does not show on the phone bill.",
                    "You can tell a teacher, a nurse or a youth worker. You do not have to find the right words.",
                ],
            ),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_that_a_kind_of_concern_can_lead_to_is_there() {
        let slugs: Vec<_> = ALL.iter().map(|text| text.slug).collect();
        assert_eq!(slugs, base::place::SUPPORT.to_vec());
    }

    #[test]
    fn every_number_can_be_dialled() {
        for line in ALL.iter().flat_map(|text| text.lines).chain(ANYTHING) {
            assert!(
                matches!(line.dial().len(), 3 | 6 | 8 | 10 | 11),
                "{}",
                line.name
            );
        }
    }
}
