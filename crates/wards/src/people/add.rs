//! An administrator opens an account.

use base::{Answer, Desk, Line, On, PersonId, people};

use super::list;
use web::Fields;

/// Opens it and sends word to its owner.
pub(super) async fn add(mut desk: Desk, mut form: Fields) -> Answer {
    let permit = desk.permit(base::Act::ManagePeople, &On::default())?;
    let name = form.words("name", 120, "Write their name");
    let email = people::plain_email(&form.words("email", 200, "Write their e-mail address"));
    if !email.is_empty() && (!email.contains('@') || email.contains(char::is_whitespace)) {
        form.error("email", "Write an e-mail address, like name@example.org");
    }
    if form.wrong() {
        return list::draw(desk, form).await;
    }
    desk.once(form.press()).await?;
    let (id, now) = (PersonId::fresh(), desk.now());
    if !people::store::add(desk.tx(), &permit, id, &name, &email, now).await? {
        form.error(
            "email",
            "There is an account with this address already. Open it in the list.",
        );
        return list::draw(desk, form).await;
    }
    let body = format!(
        "You now have an account with {}.\n\nTo sign in, ask for a link here:\n{}/sign-in/link",
        desk.place().partnership,
        desk.house().settings().address
    );
    desk.mail(&email, "Your account", &body).await?;
    desk.tell(Line::of("opened an account", "person", id))
        .await?;
    desk.finish(format!("/admin/people/{id}")).await
}
