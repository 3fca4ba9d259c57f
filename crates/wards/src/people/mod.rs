//! Accounts and roles, for administrators. They live beside the wards because
//! a role is given for a ward.

mod add;
mod close;
mod end;
mod grant;
mod list;
mod show;

use base::{Act, Routes};

/// The pages of accounts and roles.
#[must_use]
pub fn routes() -> Routes {
    Routes::new()
        .get("/admin/people", Act::ManagePeople, list::show)
        .post("/admin/people", Act::ManagePeople, add::add)
        .get("/admin/people/{id}", Act::ManagePeople, show::show)
        .post("/admin/people/{id}/roles", Act::ManagePeople, grant::grant)
        .post(
            "/admin/people/{id}/roles/{grant}/end",
            Act::ManagePeople,
            end::end,
        )
        .post("/admin/people/{id}/close", Act::ManagePeople, close::close)
}
