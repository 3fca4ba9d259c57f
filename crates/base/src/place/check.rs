//! What must be true between the settings of a profile: red after amber, a
//! template that held on its day, organisations that follow one another.

use super::{AgencyRow, Offence, Place, read::Lines, template};

type Fault = (usize, String);

/// Everything that does not go together, with its line.
pub(super) fn together(place: &Place, lines: &Lines) -> Vec<Fault> {
    let mut faults = numbers(place, lines);
    faults.extend(lists(place, lines));
    faults.extend(teams(place, lines));
    faults.extend(agencies(place, lines));
    faults.extend(services(place, lines));
    faults.extend(penalties(place, lines));
    faults.extend(centres(place, lines));
    faults
}

fn numbers(place: &Place, lines: &Lines) -> Vec<Fault> {
    let mut faults = Vec::new();
    let (amber, red) = (place.panel.update_amber_days, place.panel.update_red_days);
    if red <= amber {
        faults.push((
            lines.of("panel", 0, "update_red_days"),
            format!("panel.update_red_days is {red}: it must be more than update_amber_days, which is {amber}"),
        ));
    }
    let (cell, sensitive) = (
        place.publishing.minimum_cell,
        place.publishing.minimum_cell_sensitive,
    );
    if sensitive < cell {
        faults.push((
            lines.of("publishing", 0, "minimum_cell_sensitive"),
            format!("publishing.minimum_cell_sensitive is {sensitive}: it may not be less than minimum_cell, which is {cell}"),
        ));
    }
    let minutes: u32 = place.agenda.iter().map(|item| item.minutes).sum();
    if !place.agenda.is_empty() && !(60..=150).contains(&minutes) {
        faults.push((
            lines.of("agenda", 0, ""),
            format!("agenda.minutes come to {minutes} together, outside their central parameter of 60 to 150"),
        ));
    }
    faults
}

fn lists(place: &Place, lines: &Lines) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !place.ward_panel_seat.is_empty() && !place.ward_panel_seat.iter().any(|seat| seat.votes) {
        faults.push((
            lines.of("ward_panel_seat", 0, "votes"),
            "no [[ward_panel_seat]] votes, so no panel could ever agree".into(),
        ));
    }
    let mut twice = |section: &str, key: &str, slugs: Vec<&str>| {
        for (index, slug) in slugs.iter().enumerate() {
            if slugs[..index].contains(slug) {
                faults.push((
                    lines.of(section, index, key),
                    format!("{section}.{key} {slug} is there twice"),
                ));
            }
        }
    };
    let categories = place.category.iter().map(|it| it.slug.as_str());
    twice("category", "slug", categories.collect());
    let agencies = place.agency.iter().map(|it| it.slug.as_str());
    twice("agency", "slug", agencies.collect());
    let seats = place.ward_panel_seat.iter().map(|it| it.kind.as_str());
    twice("ward_panel_seat", "kind", seats.collect());
    faults
}

fn teams(place: &Place, lines: &Lines) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut minimums = |section: &str, index: usize, slug: &str, dedicated: u32| {
        let Some(template) = template(slug) else {
            return;
        };
        let (least, name) = (template.minimums.dedicated, &template.name);
        if dedicated < least {
            faults.push((
                lines.of(section, index, "minimum_dedicated"),
                format!("{section}.minimum_dedicated is {dedicated}, outside its central parameter of {least} and more ({name}, {})", template.source),
            ));
        }
        if template.minimums.named_contact && !place.team.named_contact {
            faults.push((
                lines.of("team", 0, "named_contact"),
                format!("team.named_contact is false, outside its central parameter of true ({name}, {})", template.source),
            ));
        }
    };
    let rules = &place.team;
    minimums("team", 0, &rules.template, rules.minimum_dedicated);
    for (index, change) in place.team_change.iter().enumerate() {
        minimums(
            "team_change",
            index,
            &change.template,
            change.minimum_dedicated,
        );
    }
    let mut before = rules.template.as_str();
    for (index, change) in place.team_change.iter().enumerate() {
        let from = change.from;
        let line = lines.of("team_change", index, "from");
        if index > 0 && place.team_change[index - 1].from >= from {
            faults.push((
                line,
                format!("team_change.from is {from}, which is not after the one before it: write them in the order of their days"),
            ));
        }
        for (slug, day, key) in [
            (before, from.pred_opt(), "from"),
            (change.template.as_str(), Some(from), "template"),
        ] {
            let (Some(template), Some(day)) = (template(slug), day) else {
                continue;
            };
            if !template.holds_on(day) {
                faults.push((
                    lines.of("team_change", index, key),
                    format!(
                        "team_change.{key}: {slug} did not hold on {day}, only from {}{} ({})",
                        template.from,
                        template
                            .until
                            .map_or(String::new(), |until| format!(" until {until}")),
                        template.source
                    ),
                ));
            }
        }
        before = &change.template;
    }
    faults.dedup();
    faults
}

fn agencies(place: &Place, lines: &Lines) -> Vec<Fault> {
    let mut faults = Vec::new();
    let find = |slug: &str| place.agency.iter().find(|it| it.slug == slug);
    for (index, agency) in place.agency.iter().enumerate() {
        let slug = &agency.slug;
        if let (Some(from), Some(until)) = (agency.from, agency.until)
            && until < from
        {
            faults.push((
                lines.of("agency", index, "until"),
                format!("agency.until of {slug} is {until}, before its first day, {from}"),
            ));
        }
        let line = lines.of("agency", index, "was");
        for was in &agency.was {
            let Some(old) = find(was) else {
                faults.push((
                    line,
                    format!("agency.was of {slug} is {was}, but no [[agency]] has that slug: keep the old one, with its last day"),
                ));
                continue;
            };
            match (old.until, agency.from) {
                (Some(until), Some(from)) if until < from => {}
                (Some(until), Some(from)) => faults.push((
                    line,
                    format!("agency.was: {was} is there until {until}, but {slug} takes over on {from}: their days overlap"),
                )),
                _ => faults.push((
                    line,
                    format!("agency.was: {slug} took over from {was}: write until for {was} and from for {slug}"),
                )),
            }
        }
        if comes_back(place, agency) {
            faults.push((line, format!("agency.was: {slug} would come after itself")));
        }
    }
    for (index, agency) in place.agency.iter().enumerate() {
        let heirs = place
            .agency
            .iter()
            .filter(|it| it.was.contains(&agency.slug));
        if heirs.count() > 1 {
            faults.push((
                lines.of("agency", index, "slug"),
                format!("agency.was: more than one took over from {}", agency.slug),
            ));
        }
    }
    faults
}

fn services(place: &Place, lines: &Lines) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, service) in place.service.iter().enumerate() {
        let code = &service.code;
        let mut wrong = |key: &str, words: String| {
            faults.push((lines.of("service", index, key), words));
        };
        if place.service[..index].iter().any(|it| it.code == *code) {
            wrong("code", format!("service.code {code} is there twice"));
        }
        let category = &service.category;
        if place.category(category).is_none() {
            wrong(
                "category",
                format!(
                    "service.category of {code} is {category}, but no [[category]] has that slug"
                ),
            );
        }
        let owner = &service.owner;
        if !place.agency.iter().any(|it| it.slug == *owner) {
            wrong(
                "owner",
                format!("service.owner of {code} is {owner}, but no [[agency]] has that slug"),
            );
        }
        if !service.hand_off.is_empty() && !service.leads_to.is_empty() {
            wrong(
                "leads_to",
                format!("service.leads_to of {code}: it has hand_off too; write one of the two"),
            );
        }
    }
    for (index, question) in place.service_question.iter().enumerate() {
        let (service, code) = (&question.service, &question.code);
        let mut wrong = |key: &str, words: String| {
            faults.push((lines.of("service_question", index, key), words));
        };
        if place.service(service).is_none() {
            wrong(
                "service",
                format!(
                    "service_question.service of {code} is {service}, but no [[service]] has that code"
                ),
            );
        }
        let before = &place.service_question[..index];
        if before
            .iter()
            .any(|it| it.service == *service && it.code == *code)
        {
            wrong(
                "code",
                format!("service_question.code {code} is there twice for {service}"),
            );
        }
        if place.service(service).is_some_and(|it| !it.is_taken()) {
            wrong(
                "service",
                format!(
                    "service_question.service of {code} is {service}, which is not reported here: nothing is asked about it"
                ),
            );
        }
        if question.is_list() == question.choices().is_empty() {
            wrong(
                "values",
                format!(
                    "service_question.values of {code}: a list needs what can be chosen, anything else has none"
                ),
            );
        }
    }
    faults
}

fn penalties(place: &Place, lines: &Lines) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, it) in place.penalty.iter().enumerate() {
        let Some(offence) = Offence::of(&it.offence) else {
            continue;
        };
        let (highest, from) = (offence.highest(it.from), it.from);
        if it.pounds > highest {
            faults.push((
                lines.of("penalty", index, "pounds"),
                format!(
                    "penalty.pounds is {}, but the law let a council set £{highest} at the most on {from}",
                    it.pounds
                ),
            ));
        }
        if place.penalty[..index]
            .iter()
            .any(|before| before.offence == it.offence && before.from == from)
        {
            faults.push((
                lines.of("penalty", index, "from"),
                format!("penalty of {} from {from} is there twice", it.offence),
            ));
        }
    }
    faults
}

fn centres(place: &Place, lines: &Lines) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, centre) in place.reporting_centre.iter().enumerate() {
        let (slug, agency) = (&centre.slug, &centre.agency);
        if place.reporting_centre[..index]
            .iter()
            .any(|it| it.slug == *slug)
        {
            faults.push((
                lines.of("reporting_centre", index, "slug"),
                format!("reporting_centre.slug {slug} is there twice"),
            ));
        }
        if !place.agency.iter().any(|it| it.slug == *agency) {
            faults.push((
                lines.of("reporting_centre", index, "agency"),
                format!(
                    "reporting_centre.agency of {slug} is {agency}, but no [[agency]] has that slug"
                ),
            ));
        }
    }
    faults
}

fn comes_back(place: &Place, agency: &AgencyRow) -> bool {
    let (mut seen, mut next) = (Vec::new(), agency.was.clone());
    while let Some(slug) = next.pop() {
        if slug == agency.slug {
            return true;
        }
        if seen.contains(&slug) {
            continue;
        }
        if let Some(older) = place.agency.iter().find(|it| it.slug == slug) {
            next.extend(older.was.iter().cloned());
        }
        seen.push(slug);
    }
    false
}
