//! Drafts that nobody sent within a day are forgotten.

use anyhow::{Result, bail};
use base::{Act, Desk, House, Line};

use super::store;

/// Deletes drafts whose day is over, with their photos. Says how many.
///
/// # Errors
/// When the store cannot be written.
pub async fn forget(house: &House) -> Result<u64> {
    let now = house.clock().now();
    let any = {
        let mut tx = house.db().reading().await?;
        store::any_ended(&mut tx, now).await?
    };
    if !any {
        return Ok(0);
    }
    let mut desk = Desk::of_the_house(house, Act::Report).await?;
    let Ok(permit) = desk.permit_of_the_house() else {
        bail!("forgetting is the program's own work");
    };
    let gone = store::forget(desk.tx(), &permit, now).await?;
    desk.tell(Line::of("forgot", "draft", "not sent").with(gone.to_string()))
        .await?;
    desk.keep().await?;
    Ok(gone)
}
