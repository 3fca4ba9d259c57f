//! Many invented concerns: as many as a busy borough gets in a year and a half, so that lists and counts can be tried at their
//! real size. They are planted, not played: playing ten thousand would take an hour.

use anyhow::{Context as _, Result};
use base::{Act, AgencyId, Desk, House, Line, agencies, clock, place::Service};
use chrono::{DateTime, Duration, Utc};
use concerns::{
    Concern, ConcernId, ConcernState, Source, clients,
    concerns::{CloseReason, Reach, store, store::Planted},
    questionnaires::{self, Question, Verdict},
    replies::{self, Reply, ReplyId},
};
use statistics::Chance;
use wards::{Atlas, Ward, atlas};

/// How far back they reach.
const DAYS: usize = 548;
/// How many came in at once, in one place, this afternoon.
const BURST: usize = 23;
/// How many are written in one go.
const BATCH: usize = 1_000;

/// What residents write, kind by kind; `{}` is the place.
const WORDS: &[(&str, &[&str])] = &[
    (
        "fly-tipping",
        &[
            "A mattress and four black bags have been dumped at {}.",
            "Somebody keeps leaving builders' rubble at {}. It was cleared last month and is back.",
            "Old sofa and a broken wardrobe blocking the pavement at {}.",
            "Bags of food waste at {}, foxes have torn them open.",
        ],
    ),
    (
        "graffiti",
        &[
            "New tags on the wall at {}.",
            "Somebody has sprayed the shutters at {} again.",
            "Paint all over the notice board at {}.",
        ],
    ),
    (
        "abandoned-vehicle",
        &[
            "A car with flat tyres has stood at {} since the summer.",
            "A burnt-out moped lies at {}.",
            "A van without windows at {}, children climb into it.",
        ],
    ),
    (
        "street-lighting",
        &[
            "Three lamps in a row are out at {}. It is pitch dark by five.",
            "The lamp at {} flickers all night.",
            "No light at all at {} since the storm.",
        ],
    ),
    (
        "noise",
        &[
            "Loud music from a car at {} until two in the morning, most weekends.",
            "Fireworks night after night at {}.",
            "A generator runs at {} from six in the morning.",
        ],
    ),
    (
        "street-drinking",
        &[
            "A group drinks at {} from the morning on and shouts at people who pass.",
            "Broken bottles at {} every Monday.",
            "People drink at {} and use the doorway as a toilet.",
        ],
    ),
    (
        "threatening-groups",
        &[
            "Twenty young people at {} every evening, they block the way and throw things at buses.",
            "My mother does not dare to walk past {} after dark any more.",
            "A group at {} follows people who come out of the shop.",
        ],
    ),
    (
        "off-road-bikes",
        &[
            "Off-road bikes tear across {} every Sunday.",
            "Two scooters without plates race on the pavement at {}.",
            "Quad bikes at {} again, children were playing there.",
        ],
    ),
    (
        "speeding",
        &[
            "Cars race past {} at night, you can hear them three streets away.",
            "Nobody keeps to 20 at {}, and the school is right there.",
            "Delivery drivers cut through at {} far too fast.",
        ],
    ),
    (
        "drugs",
        &[
            "Dealing at {} in plain sight, cars stop for half a minute and go.",
            "Needles and foil behind {}.",
            "Strong smell of cannabis at {} all evening, people come and go.",
        ],
    ),
    (
        "other",
        &[
            "The fence at {} is down and people walk along the railway.",
            "An empty house at {} has been broken into.",
            "The bushes at {} are so high that nobody feels safe there.",
        ],
    ),
];

const PLACES: &[&str] = &[
    "the corner of Lock Road",
    "the alley behind the chemist",
    "Mill Lane underpass",
    "the bandstand",
    "Larkfield Close garages",
    "the steps to the station",
    "the back of the parade of shops",
    "Orchard Green gate",
    "the bus stop by the library",
    "the car park of the leisure centre",
    "the towpath by the second bridge",
    "School Hill",
    "the playground in Tanner Street",
    "the bottle banks",
    "Weavers Court stairwell",
    "the allotments' lane",
    "Station underpass",
    "the market car park",
];

const WORKED: &[&str] = &[
    "Officers walk past in the evenings this fortnight and tell us what they see.",
    "It is on the list of the crew for this week.",
    "We have asked for the camera pictures and speak to the shops.",
];
const DONE: &[&str] = &[
    "It was cleared. Tell us if it comes back.",
    "Two people were spoken to, and one was banned from the place for three months.",
    "The lamps work again.",
    "The gate is mended and is locked at dusk.",
];
const CLOSED: &[(CloseReason, &str)] = &[
    (
        CloseReason::NothingMore,
        "We went there four times at different hours and saw nothing. Tell us again if it goes on.",
    ),
    (
        CloseReason::Duplicate,
        "Others have told us too. We follow it up under their report.",
    ),
    (
        CloseReason::NotOurs,
        "This is private land. We have written to the owner.",
    ),
];

/// What the office has written down to begin with.
const REPLIES: &[(&str, &str)] = &[
    (
        "We look into it",
        "Thank you. {agency} look into {reference} ({kind}, {ward}) and write here again within two weeks.",
    ),
    (
        "Patrols",
        "Officers of the {ward} team walk past at the hours you named, and write here what they saw.",
    ),
    (
        "Cleared",
        "It was cleared on {date}. Please tell us if it comes back.",
    ),
    (
        "Nothing found",
        "We went there more than once and saw nothing. That does not mean it did not happen: tell us again if it goes on.",
    ),
    (
        "Not ours",
        "This is for {agency}. We have passed it on; you do not have to send it again.",
    ),
];

/// A place of a ward that concerns come from.
struct Spot {
    name: &'static str,
    point: (i64, i64),
}

struct Maker<'a> {
    chance: Chance,
    now: DateTime<Utc>,
    services: Vec<(Service, AgencyId)>,
    wards: Vec<(&'a Ward, Vec<Spot>)>,
    website: Option<clients::ClientId>,
}

/// Plants so many.
///
/// # Errors
/// When the store cannot be written.
pub(super) async fn plant(house: &House, many: usize) -> Result<()> {
    if many == 0 {
        return Ok(());
    }
    let mut desk = Desk::of_the_house(house, Act::FileConcern).await?;
    let atlas = atlas(&mut desk).await?;
    let known = agencies::all(desk.tx()).await?;
    let today = desk.today();
    let mut services = Vec::new();
    for service in desk.place().taken().cloned().collect::<Vec<_>>() {
        let owner = known.iter().find(|it| it.slug == service.owner);
        let owner = owner.context("who deals with a kind of concern")?;
        let owner = owner.as_on(today, &known).id;
        services.push((service, owner));
    }
    let clients = clients::store::all(desk.tx()).await?;
    let mut chance = Chance::from_seed(20);
    let wards = atlas
        .wards
        .iter()
        .map(|ward| (ward, spots(&atlas, ward, &mut chance)));
    let wards: Vec<_> = wards.filter(|it| !it.1.is_empty()).collect();
    anyhow::ensure!(!wards.is_empty(), "no small areas to place concerns in");
    let mut maker = Maker {
        now: desk.now(),
        website: clients.first().map(|it| it.id),
        chance,
        services,
        wards,
    };
    let permit = match desk.permit_of_the_house() {
        Ok(permit) => permit,
        Err(_) => anyhow::bail!("planting is the program's own work"),
    };
    let mut planted: Vec<Planted> = (0..many.saturating_sub(BURST))
        .map(|_| maker.one())
        .collect();
    maker.join(&mut planted);
    if many > BURST * 4 {
        planted.extend(maker.burst());
    }
    planted.sort_by_key(|it| it.concern.requested_at);
    for some in planted.chunks(BATCH) {
        store::plant(&mut desk, &permit, some).await?;
    }
    let mut answers = Vec::new();
    for it in &planted {
        let Some(fixed) = it.concern.said_fixed else {
            continue;
        };
        let (id, on) = (it.concern.id, clock::day(it.concern.state_at));
        let verdict = if fixed { Verdict::Yes } else { Verdict::No };
        answers.push((id, Question::Fixed, verdict, on));
        for question in questionnaires::ASKED {
            answers.push((id, question, maker.answer(fixed), on));
        }
    }
    for some in answers.chunks(BATCH) {
        questionnaires::store::plant(desk.tx(), &permit, some).await?;
    }
    for (name, words) in REPLIES {
        let reply = Reply {
            id: ReplyId::fresh(),
            name: (*name).to_owned(),
            words: (*words).to_owned(),
        };
        let now = desk.now();
        replies::store::keep(desk.tx(), &permit, &reply, now).await?;
    }
    desk.tell(Line::of("planted", "concern", "all").with(planted.len().to_string()))
        .await?;
    desk.keep().await
}

/// Places in a ward: beside the middle of its small areas.
fn spots(atlas: &Atlas, ward: &Ward, chance: &mut Chance) -> Vec<Spot> {
    let mut spots = Vec::new();
    for area in atlas.inside(&ward.code) {
        let Some(ring) = area.rings.first().filter(|ring| !ring.is_empty()) else {
            continue;
        };
        let n = ring.len() as i64;
        let middle = |of: usize| ring.iter().map(|point| i64::from(point[of])).sum::<i64>() / n;
        let (east, north) = (middle(0), middle(1));
        for _ in 0..4 {
            let edge = ring[chance.below(ring.len())];
            let part = chance.below(60) as i64;
            let toward = |from: i64, to: i32| from + (i64::from(to) - from) * part / 100;
            spots.push(Spot {
                name: PLACES[chance.below(PLACES.len())],
                point: (toward(east, edge[0]), toward(north, edge[1])),
            });
        }
    }
    spots
}

impl Maker<'_> {
    fn pick<'t, T: ?Sized>(&mut self, among: &[&'t T]) -> &'t T {
        among[self.chance.below(among.len())]
    }

    /// Some things happen much more often than others.
    fn skewed(&mut self, n: usize) -> usize {
        self.chance.below(n).min(self.chance.below(n))
    }

    fn one(&mut self) -> Planted {
        let ward = self.chance.below(self.wards.len());
        let kind = self.skewed(self.services.len());
        let spot = self.skewed(self.wards[ward].1.len());
        // Half as many a year ago as now: more people know that they can report.
        let ago = self.chance.below(DAYS).min(self.chance.below(DAYS * 2));
        let at = self.now - Duration::minutes(ago as i64 * 1_440 + self.chance.below(1_440) as i64);
        let mut it = self.sent(ward, kind, spot, at);
        self.happen(&mut it);
        it
    }

    fn sent(&mut self, ward: usize, kind: usize, spot: usize, at: DateTime<Utc>) -> Planted {
        let (service, agency) = self.services[kind].clone();
        let (ward, spots) = &self.wards[ward];
        let (ward, name, point) = (ward.id, spots[spot].name, spots[spot].point);
        let own = WORDS
            .iter()
            .find(|it| it.0 == service.code)
            .or(WORDS.last());
        let words = own.map_or("", |it| self.pick(it.1)).replace("{}", name);
        // What people send themselves lies in the closed store; here it stands only once it was read and shown.
        let source =
            [Source::Program, Source::Web, Source::Web, Source::Phone][self.chance.below(4)];
        let is_program = source == Source::Program;
        let mut jitter = || self.chance.below(400) as i64 - 200;
        Planted {
            concern: Concern {
                id: ConcernId::fresh(),
                reference: format!("C-{}", wards::queries::code::fresh_reference()),
                service: service.code,
                ward,
                agency,
                place: name.to_owned(),
                lon_e6: Some(point.0 + jitter()),
                lat_e6: Some(point.1 + jitter()),
                shown_words: (!is_program).then(|| words.clone()),
                words: if is_program { words } else { String::new() },
                media_urls: String::new(),
                media_shown: false,
                state: ConcernState::Sent,
                state_at: at,
                reason: None,
                note: String::new(),
                client: self.website.filter(|_| is_program),
                requested_at: at,
                updated_at: at,
                expected_at: at + Duration::days(i64::from(service.expected_days)),
                source,
                reach: Reach::Unknown,
                happened: String::new(),
                joined: None,
                said_fixed: None,
                wrote_back_on: None,
                may_pass: false,
                version: 1,
            },
            read_at: None,
            decided_at: None,
            burst: None,
        }
    }

    /// What the team did since.
    fn happen(&mut self, it: &mut Planted) {
        let age = self.now - it.concern.requested_at;
        let slow = self.chance.below(100) < 9;
        let hours = if slow {
            72 + self.chance.below(160)
        } else {
            1 + self.chance.below(70)
        };
        let read_at = it.concern.requested_at + Duration::hours(hours as i64);
        if read_at >= self.now || (age < Duration::days(10) && self.chance.below(100) < 12) {
            it.concern.shown_words = None;
            return;
        }
        it.read_at = Some(read_at);
        let shown = it
            .concern
            .shown_words
            .take()
            .unwrap_or_else(|| it.concern.words.clone());
        it.concern =
            it.concern
                .clone()
                .read((self.chance.below(10) < 8).then_some(shown), false, read_at);
        let took = 1 + self.chance.below(6) * self.chance.below(6) + self.chance.below(4);
        let decided_at = read_at + Duration::hours(6 + self.chance.below(120) as i64);
        let ended_at = decided_at + Duration::days(took as i64);
        let dice = self.chance.below(100);
        let (state, reason, note, at) = if ended_at < self.now && dice < 66 {
            (ConcernState::Done, None, self.pick(DONE), ended_at)
        } else if ended_at < self.now && dice < 93 {
            let (reason, note) = CLOSED[self.chance.below(CLOSED.len())];
            (ConcernState::ClosedNotDone, Some(reason), note, ended_at)
        } else if decided_at < self.now && (age < Duration::days(90) || dice < 97) {
            (
                ConcernState::BeingWorkedOn,
                None,
                self.pick(WORKED),
                decided_at,
            )
        } else {
            return;
        };
        it.decided_at = Some(decided_at.min(at));
        if let Ok(moved) = it
            .concern
            .clone()
            .move_to(state, reason, note.to_owned(), at)
        {
            it.concern = moved;
        }
        // One in three says with the receipt whether it is fixed.
        if !it.concern.is_open() && self.chance.below(3) == 0 {
            let likely = if state == ConcernState::Done { 80 } else { 30 };
            it.concern.said_fixed = Some(self.chance.below(100) < likely);
        }
    }

    /// What is answered to a question; whoever says that it is fixed is kinder.
    fn answer(&mut self, fixed: bool) -> Verdict {
        match self.chance.below(100) {
            dice if dice < if fixed { 72 } else { 35 } => Verdict::Yes,
            dice if dice < 85 => Verdict::Partly,
            _ => Verdict::No,
        }
    }

    /// Some say what another said before them: of one kind, at one place, within three weeks.
    fn join(&mut self, all: &mut [Planted]) {
        all.sort_by_key(|it| it.concern.requested_at);
        let mut last: std::collections::HashMap<(String, base::WardId, String), usize> =
            std::collections::HashMap::new();
        for at in 0..all.len() {
            let it = &all[at].concern;
            let key = (it.service.clone(), it.ward, it.place.clone());
            let lead = last.get(&key).copied().filter(|lead| {
                let lead = &all[*lead].concern;
                it.requested_at - lead.requested_at < Duration::days(21)
                    && (lead.is_open() || lead.state_at > it.requested_at)
            });
            match lead {
                Some(lead) if self.chance.below(3) == 0 => {
                    let (before, after) = all.split_at_mut(at);
                    let (lead, voice) = (&before[lead], &mut after[0]);
                    voice.concern.joined = Some(lead.concern.id);
                    voice.concern = voice.concern.clone().follow(&lead.concern);
                    if voice.concern.state != ConcernState::Sent {
                        let read_at = lead.read_at.unwrap_or(lead.concern.state_at);
                        voice
                            .read_at
                            .get_or_insert(read_at.max(voice.concern.requested_at));
                    }
                }
                _ => {
                    last.insert(key, at);
                }
            }
        }
    }

    /// Many at once, an hour ago.
    fn burst(&mut self) -> Vec<Planted> {
        let kind = self
            .services
            .iter()
            .position(|it| it.0.code == "off-road-bikes")
            .unwrap_or(0);
        let burst = ConcernId::fresh();
        (0..BURST)
            .map(|n| {
                let at = self.now - Duration::minutes(90 - n as i64 * 2);
                let mut it = self.sent(0, kind, 0, at);
                it.concern.shown_words = None;
                it.burst = Some(burst);
                it
            })
            .collect()
    }
}
