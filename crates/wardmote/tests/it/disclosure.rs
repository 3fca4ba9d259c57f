//! What a reader works out of the public tables of one town, who knows that noughts are shown and fetches again on other days.

use std::collections::{BTreeMap, HashSet};

use base::{Act, Desk, args};
use chrono::{DateTime, Duration, Utc};
use concerns::measures::{Figures, OUTCOMES, Period, store};
use serde_json::Value;
use statistics::{Attack, Chance};

use crate::{sorting::file, town::Town};

const MINIMUM: u64 = 5;
const KINDS: [&str; 4] = ["off-road-bikes", "noise", "graffiti", "fly-tipping"];
const WARDS: [&str; 4] = ["Canalside", "Fairmead", "Coppice", "Hollins"];

async fn json(town: &Town, path: &str) -> Value {
    let answered = town.visitor().get(path).await.unwrap();
    assert_eq!(answered.status, 200, "{path}");
    serde_json::from_str(&answered.body).unwrap()
}

/// Concerns that lie in wards, are of kinds and ended as chance has it: most of them few together.
async fn happen(town: &Town, chance: &mut Chance, many: usize) {
    let filed = file(town, "noise", many).await;
    let mut tx = town.house.db().writing().await.unwrap();
    for it in filed {
        let ward = WARDS[chance.below(WARDS.len()).min(chance.below(WARDS.len()))];
        let ward = town.ward(ward).await;
        let kind = KINDS[chance.below(KINDS.len()).min(chance.below(KINDS.len()))];
        let (state, reason) = match chance.below(12) {
            0..=3 => ("done", None),
            4 => ("closed_not_done", Some("duplicate")),
            5 => ("closed_not_done", Some("not_ours")),
            6 => ("closed_not_done", Some("cancelled")),
            _ => ("being_worked_on", None),
        };
        // Some were sent by programs, which everybody may read one by one.
        let reach = ["none", "anonymous", "updates"][chance.below(3)];
        tx.run(
            "UPDATE concern SET ward_id = $1, service = $2, state = $3, reason = $4, contact = $5 WHERE id = $6",
            args![ward, kind, state, reason, reach, it.id],
        )
        .await
        .unwrap();
    }
    tx.commit().await.unwrap();
}

/// What is true: by ward, kind and agency.
async fn truth(town: &Town, period: Period) -> [BTreeMap<String, Figures>; 3] {
    let mut desk = Desk::looking(&town.house, Act::SeePublic).await.unwrap();
    let now = desk.now();
    let by = store::by_ward(desk.tx(), period, now).await.unwrap();
    let atlas = wards::atlas(&mut desk).await.unwrap();
    let wards = by
        .into_iter()
        .map(|(id, it)| (atlas.ward(id).unwrap().name.clone(), it));
    let wards = wards.collect();
    let by = store::by_kind(desk.tx(), period, now).await.unwrap();
    let name = |code: &str| {
        desk.place()
            .taken()
            .find(|it| it.code == code)
            .unwrap()
            .name
            .clone()
    };
    let kinds = by.into_iter().map(|(code, it)| (name(&code), it)).collect();
    let by = store::by_agency(desk.tx(), period, now).await.unwrap();
    let known = base::agencies::all(desk.tx()).await.unwrap();
    let name = |id| known.iter().find(|it| it.id == id).unwrap().name.clone();
    [
        wards,
        kinds,
        by.into_iter().map(|(id, it)| (name(id), it)).collect(),
    ]
}

/// Everything the three tables of a quarter say, as sums of unknown counts; and the small ones among them, which it hides.
#[derive(Default)]
struct Reader {
    attack: Attack,
    small: Vec<(String, u64, usize)>,
    hidden: usize,
}

/// The rows of a table with what is true of each; all together only where it was not read before.
fn rows<'a>(
    table: &'a Value,
    truth: &BTreeMap<String, Figures>,
    without_all: bool,
) -> Vec<(&'a str, &'a Value, Figures)> {
    let mut sum = Figures::default();
    truth.values().for_each(|figures| sum.add(figures));
    let rows = table["rows"].as_array().unwrap().iter();
    rows.map(|row| (row["of"].as_str().unwrap(), row))
        .filter(|(name, _)| !without_all || *name != "All together")
        .map(|(name, row)| match name {
            "All together" => (name, row, sum.clone()),
            _ => (name, row, truth.get(name).cloned().unwrap_or_default()),
        })
        .collect()
}

impl Reader {
    /// What is left of a count for a reader who has read one by one what can be read so.
    fn reads(&mut self, name: &str, told: &Value, (truth, singly): (u64, u64)) -> usize {
        let truth = truth - singly;
        if let Some(n) = told.as_u64() {
            let n = n - singly;
            assert_eq!(n, truth, "{name}");
            assert!(!(1..MINIMUM).contains(&n), "{name} shows {n}");
            return self.attack.cell(n, Some(n));
        }
        assert!(truth > 0, "{name}: a nought is shown");
        let cell = self.attack.cell(1, None);
        self.hidden += 1;
        if truth < MINIMUM {
            self.small.push((name.to_owned(), truth, cell));
        }
        cell
    }

    fn adds_up(&mut self, parts: impl Iterator<Item = usize>, sum: usize) {
        let parts = parts.map(|cell| (cell, 1)).chain([(sum, -1)]);
        self.attack.sum(parts.collect(), 0);
    }

    fn of(tables: &[Value; 3], truth: &[BTreeMap<String, Figures>; 3]) -> Self {
        let mut it = Self::default();
        let mut all: Option<Vec<usize>> = None;
        for (table, truth) in tables.iter().zip(truth) {
            let mut cells: Vec<Vec<usize>> = Vec::new();
            for (name, row, figures) in rows(table, truth, all.is_some()) {
                let mut line: Vec<usize> = OUTCOMES
                    .iter()
                    .zip(figures.outcomes.into_iter().zip(figures.singly.outcomes))
                    .map(|(outcome, n)| it.reads(&format!("{name} {outcome}"), &row[*outcome], n))
                    .collect();
                let sent = (figures.sent(), figures.singly.outcomes.iter().sum());
                let sent = it.reads(&format!("{name} sent"), &row["sent"], sent);
                it.adds_up(line.clone().into_iter(), sent);
                line.push(sent);
                cells.push(line);
            }
            let sums = all.take().unwrap_or_else(|| cells.pop().unwrap());
            for (column, sum) in sums.iter().enumerate() {
                it.adds_up(cells.iter().map(|line| line[column]), *sum);
            }
            all = Some(sums);
        }
        it.attack.combine();
        assert!(!it.attack.is_absurd());
        it
    }

    /// Small counts that are known, or nearly.
    fn finds(&self) -> Vec<String> {
        let near = self.small.iter().filter_map(|(name, n, cell)| {
            let (low, high) = self.attack.between(*cell);
            let high = high?;
            (high < low + MINIMUM).then(|| format!("{name} is {n}: {low} to {high}"))
        });
        near.collect()
    }
}

/// The concerns that programs may read one by one: as many of each kind and end as the tables take to be known.
async fn read_singly(
    town: &Town,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    truth: &[BTreeMap<String, Figures>; 3],
) -> u64 {
    let mut counted: BTreeMap<(String, String), u64> = BTreeMap::new();
    let (mut known, mut at, mut page) = (HashSet::new(), from, 1);
    while at < until {
        let end = (at + Duration::days(30)).min(until);
        let path = format!(
            "/open311/v2/requests.json?start_date={}&end_date={}&page={page}&page_size=100&extensions=true",
            w3c(at),
            w3c(end)
        );
        let some = json(town, &path).await;
        let some = some.as_array().unwrap();
        for it in some {
            if !known.insert(it["service_request_id"].to_string()) {
                continue;
            }
            let state = &it["extended_attributes"];
            let reason = state["reason"].as_str();
            let end = match state["state"].as_str().unwrap() {
                "done" => "done",
                "closed_not_done" => reason.unwrap_or("not_said"),
                _ => "open",
            };
            let kind = it["service_name"].as_str().unwrap().to_owned();
            *counted.entry((kind, end.to_owned())).or_default() += 1;
        }
        (at, page) = if some.is_empty() {
            (end, 1)
        } else {
            (at, page + 1)
        };
    }
    for (kind, figures) in &truth[1] {
        for (end, n) in OUTCOMES.iter().zip(figures.singly.outcomes) {
            let key = (kind.clone(), (*end).to_owned());
            assert_eq!(counted.get(&key).copied().unwrap_or(0), n, "{key:?}");
        }
    }
    counted.values().sum()
}

fn w3c(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Those whose report is over say how it was, as chance has it; most of them one thing.
async fn answer(town: &Town, chance: &mut Chance) {
    let mut tx = town.house.db().writing().await.unwrap();
    let over = "SELECT id FROM concern WHERE state <> 'being_worked_on' AND id NOT IN (SELECT concern_id FROM questionnaire_answer)";
    for row in tx.all(over, args![]).await.unwrap() {
        let id: concerns::ConcernId = row.get("id").unwrap();
        for question in QUESTIONS {
            let said = ["yes", "yes", "yes", "yes", "no", "partly", "", ""][chance.below(8)];
            if said.is_empty() || question == "fixed" && said == "partly" {
                continue;
            }
            tx.run(
                "INSERT INTO questionnaire_answer (concern_id, question, answer, answered_on) VALUES ($1, $2, $3, $4)",
                args![id, question, said, town.now().date_naive()],
            )
            .await
            .unwrap();
        }
    }
    tx.commit().await.unwrap();
}

const QUESTIONS: [&str; 4] = ["fixed", "informed", "in_time", "again"];

impl Reader {
    /// The same of what those who reported answered: of each row how many, how many said yes, and how many did not.
    fn of_answers(
        tables: &[Value; 3],
        truth: &[BTreeMap<String, Figures>; 3],
        question: usize,
    ) -> Self {
        let mut it = Self::default();
        let mut all: Option<[usize; 3]> = None;
        for (table, truth) in tables.iter().zip(truth) {
            let mut lines = Vec::new();
            for (name, row, figures) in rows(table, truth, all.is_some()) {
                let [yes, partly, no] = figures.said[question];
                let (rest, n) = (partly + no, yes + partly + no);
                let field = |what: &str| &row[format!("{}_{what}", QUESTIONS[question])];
                let told = field("answers").as_u64();
                let line = match (told, field("percent").as_u64()) {
                    (Some(n), Some(percent)) => {
                        let fits =
                            |yes: &u64| (100.0 * *yes as f64 / n as f64).round() as u64 == percent;
                        let low = (0..=n).find(fits).unwrap();
                        let high = (0..=n).rev().find(fits).unwrap();
                        [
                            it.attack.cell(low, Some(high)),
                            it.attack.cell(n - high, Some(n - low)),
                        ]
                    }
                    // A share of nobody would be told.
                    (Some(30..), None) => [it.attack.cell(1, None), it.attack.cell(0, None)],
                    _ => [0, 0].map(|low| it.attack.cell(low, None)),
                };
                let answers = it.reads(&format!("{name} answers"), field("answers"), (n, 0));
                for (what, count, cell) in [("yes", yes, line[0]), ("others", rest, line[1])] {
                    if (1..MINIMUM).contains(&count) {
                        it.small.push((format!("{name} {what}"), count, cell));
                    }
                }
                it.adds_up(line.into_iter(), answers);
                lines.push([line[0], line[1], answers]);
            }
            let sums = all.take().unwrap_or_else(|| lines.pop().unwrap());
            for (column, sum) in sums.iter().enumerate() {
                it.adds_up(lines.iter().map(|line| line[column]), *sum);
            }
            all = Some(sums);
        }
        it.attack.combine();
        assert!(!it.attack.is_absurd());
        it
    }
}

const BYS: [&str; 3] = ["ward", "kind", "agency"];

async fn tables(town: &Town, page: &str, quarter: &str) -> [Value; 3] {
    let mut all = Vec::new();
    for by in BYS {
        let path = format!("/results/{page}.json?by={by}&quarter={quarter}");
        all.push(json(town, &path).await);
    }
    all.try_into().unwrap()
}

#[tokio::test]
async fn nobody_works_out_a_small_count_from_the_tables_of_concerns_nor_by_coming_again() {
    let town = Town::new().await;
    let mut chance = Chance::from_seed(11);
    let (mut hidden, mut small, mut singly, mut before) = (0, 0, 0, Vec::new());
    for name in ["2026-Q4", "2027-Q1"] {
        happen(&town, &mut chance, 180).await;
        let quarter = base::quarter::Quarter::read(name).unwrap();
        town.house
            .clock()
            .set(quarter.moments().1 + Duration::hours(30));
        let (from, until) = quarter.moments();
        let truth = truth(&town, Period { from, until }).await;
        let told = tables(&town, "concerns", name).await;
        let reader = Reader::of(&told, &truth);
        assert_eq!(reader.finds(), Vec::<String>::new(), "{name}");
        hidden += reader.hidden;
        small += reader.small.len();
        singly += read_singly(&town, from, until, &truth).await;
        assert_eq!(told[0]["as_it_stood"], town.now().date_naive().to_string());
        before.push((name, told));
    }
    assert!(small > 30 && hidden > small, "{small} of {hidden}");
    assert!(singly > 50, "{singly}");
    // Day after day something ends; the quarters stay as they stood.
    for day in 1..4 {
        town.later(Duration::days(1));
        let mut tx = town.house.db().writing().await.unwrap();
        let sql = "UPDATE concern SET state = 'done' WHERE id IN (SELECT id FROM concern WHERE state = 'being_worked_on' LIMIT 7)";
        assert_eq!(tx.run(sql, args![]).await.unwrap(), 7, "day {day}");
        tx.commit().await.unwrap();
        for (name, told) in &before {
            assert_eq!(
                &tables(&town, "concerns", name).await,
                told,
                "{name}, {day} days later"
            );
        }
    }
}

#[tokio::test]
async fn nobody_works_out_a_small_count_from_what_those_who_reported_answered() {
    let town = Town::new().await;
    let mut chance = Chance::from_seed(5);
    let (mut hidden, mut small, mut shares) = (0, 0, 0);
    for name in ["2026-Q4", "2027-Q1", "2027-Q2"] {
        happen(&town, &mut chance, 240).await;
        answer(&town, &mut chance).await;
        let quarter = base::quarter::Quarter::read(name).unwrap();
        let (from, until) = quarter.moments();
        town.house.clock().set(until + Duration::hours(30));
        let truth = truth(&town, Period { from, until }).await;
        let told = tables(&town, "answers", name).await;
        for (at, question) in QUESTIONS.iter().enumerate() {
            let reader = Reader::of_answers(&told, &truth, at);
            assert_eq!(reader.finds(), Vec::<String>::new(), "{name} {question}");
            hidden += reader.hidden;
            small += reader.small.len();
            let rows = told.iter().flat_map(|it| it["rows"].as_array().unwrap());
            let share = format!("{question}_percent");
            shares += rows.filter(|it| it[&share].is_u64()).count();
        }
    }
    assert!(
        small > 25 && hidden > 5 && shares > 20,
        "{small} {hidden} {shares}"
    );
}
