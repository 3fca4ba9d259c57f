//! Who learns who is writing: nobody, the team, or the team with word back. Each choice says who sees what.

use askama::Template;
use axum::extract::{Path, State};
use base::{Answer, Desk, House, mail};
use web::{Fields, Frame, options};

use super::{Opened, Screen, Step, Way, Wish, draw, nobody};

#[derive(Template)]
#[template(path = "reports/about_you.html")]
struct Page {
    frame: Frame,
    screen: Screen,
    form: Fields,
    wishes: Vec<(String, String, String)>,
    ways: Vec<(String, String)>,
    passes: Vec<(String, String)>,
    named_only: bool,
}

fn explained(wish: Wish) -> &'static str {
    match wish {
        Wish::Anonymous => {
            "Nobody learns who you are, and nobody can call you. You get a receipt: with it you read answers and write back, here on this site. No mail is sent, ever."
        }
        Wish::Team => {
            "Only the ward team can open your details, unless you tick more below, and each look is recorded. No mail is sent. You get a receipt too."
        }
        Wish::Updates => {
            "The same, and you get an e-mail when there is news. It says only that there is news, not what."
        }
    }
}

fn may_be_anonymous(desk: &Desk, it: &Opened) -> bool {
    let service = desk.place().service(&it.draft.service);
    service.is_none_or(|service| service.may_be_anonymous())
}

fn screen(desk: &Desk, it: &Opened, form: Fields) -> Answer {
    let (frame, screen) = Screen::of(desk, it, Step::AboutYou, &form);
    let named_only = !may_be_anonymous(desk, it);
    let wishes = Wish::ALL.iter().copied();
    let wishes = wishes
        .filter(|wish| !named_only || *wish != Wish::Anonymous)
        .map(|wish| {
            let explained = explained(wish).to_owned();
            (wish.word().to_owned(), wish.label().to_owned(), explained)
        });
    let mut ways = vec![(String::new(), "Any way".to_owned())];
    ways.extend(options!(Way));
    let page = Page {
        frame,
        screen,
        wishes: wishes.collect(),
        ways,
        passes: vec![(
            "yes".into(),
            "An agency that accepts to deal with it may reach me too".into(),
        )],
        named_only,
        form,
    };
    draw(desk, &page.form, &page)
}

/// The form.
pub(super) async fn show(mut desk: Desk, Path(token): Path<String>) -> Answer {
    let it = Opened::of(&mut desk, &token).await?;
    let draft = &it.draft;
    let form = Fields::fresh()
        .with("wish", draft.wish.map_or("", Wish::word))
        .with("name", &draft.name)
        .with("email", &draft.email)
        .with("phone", &draft.phone)
        .with("language", &draft.language)
        .with("way", draft.way.map_or("", Way::word))
        .with("safe", &draft.safe);
    let form = if draft.pass {
        form.with("pass", "yes")
    } else {
        form
    };
    screen(&desk, &it, form)
}

/// Takes the choice. Whoever stays anonymous leaves no details, also none that were typed before.
pub(super) async fn keep(
    State(house): State<House>,
    Path(token): Path<String>,
    mut form: Fields,
) -> Answer {
    let mut desk = nobody(&house).await?;
    let mut it = Opened::of(&mut desk, &token).await?;
    let wish = form.one_of("wish", Wish::of, "Choose who may learn who you are");
    if wish == Some(Wish::Anonymous) && !may_be_anonymous(&desk, &it) {
        form.error("wish", "Nobody can help with this kind of problem without knowing who to reach. Choose one of the two.");
    }
    let name = form.optional("name", 100);
    let email = form.optional("email", 254);
    let phone = form.optional("phone", 40);
    let language = form.optional("language", 60);
    let safe = form.optional("safe", 200);
    if matches!(wish, Some(Wish::Team | Wish::Updates)) {
        reachable(&mut form, wish, &email, &phone);
    }
    if form.wrong() {
        return screen(&desk, &it, form);
    }
    let draft = &mut it.draft;
    let own = wish != Some(Wish::Anonymous);
    let kept = |text: String| if own { text } else { String::new() };
    draft.wish = wish;
    draft.name = kept(name);
    draft.email = kept(email);
    draft.phone = kept(phone);
    draft.language = kept(language);
    draft.safe = kept(safe);
    draft.pass = own && form.has("pass");
    draft.way = Way::of(form.raw("way")).filter(|_| own);
    it.on(desk, Step::AboutYou).await
}

/// Whether somebody can be reached the way they chose.
fn reachable(form: &mut Fields, wish: Option<Wish>, email: &str, phone: &str) {
    let way = Way::of(form.raw("way"));
    if !email.is_empty() && !mail::is_address(email) {
        form.error("email", "Write an e-mail address, like name@example.com");
    }
    if !phone.is_empty() && phone.chars().filter(char::is_ascii_digit).count() < 7 {
        form.error("phone", "Write a phone number, like 020 7946 0100");
    }
    if wish == Some(Wish::Updates) && email.is_empty() {
        form.error("email", "Write your e-mail address: updates are sent there");
    } else if email.is_empty() && phone.is_empty() {
        form.error(
            "email",
            "Write an e-mail address or a phone number, so that the team can reach you",
        );
    }
    if matches!(way, Some(Way::Phone | Way::Text)) && phone.is_empty() {
        form.error(
            "phone",
            "Write your phone number: you chose to be reached by phone",
        );
    }
    if way == Some(Way::Email) && email.is_empty() {
        form.error(
            "email",
            "Write your e-mail address: you chose to be reached by e-mail",
        );
    }
}
