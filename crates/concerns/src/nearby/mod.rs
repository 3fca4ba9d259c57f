//! What others have reported already near a place: so that one thing is one concern, with several voices.

mod store;

use anyhow::Result;
use base::{WardId, store::Tx};

use crate::{ConcernId, ConcernState};

/// How far "near" is, in metres.
pub const NEAR: f64 = 200.0;
/// More are not shown: nobody reads on.
const MOST: usize = 5;

/// An open concern near a place, as everyone may see it.
#[derive(Clone, Debug)]
pub struct Near {
    /// Its id.
    pub id: ConcernId,
    /// What everyone may read of it; none: nobody has read it yet.
    pub words: Option<String>,
    /// How it stands.
    pub state: ConcernState,
    /// How far away, in metres.
    pub metres: f64,
}

/// Open concerns of one kind within 200 metres of a point (degrees times one million, east first), the nearest first. Of
/// one that is itself a voice for another, the other stands here.
///
/// # Errors
/// When the store cannot be read.
pub async fn near(
    tx: &mut Tx,
    service: &str,
    ward: WardId,
    point: (i64, i64),
) -> Result<Vec<Near>> {
    let north = NEAR / 111_320.0 * 1e6;
    let squeeze = (point.1 as f64 / 1e6).to_radians().cos().max(0.01);
    let (wide, high) = ((north / squeeze).ceil() as i64, north.ceil() as i64);
    let mut found = store::around(tx, service, ward, point, (wide, high)).await?;
    for it in &mut found {
        let (east, up) = it.0;
        let east = (east - point.0) as f64 * squeeze / 1e6 * 111_320.0;
        it.1.metres = east.hypot((up - point.1) as f64 / 1e6 * 111_320.0);
    }
    let mut found: Vec<_> = found.into_iter().map(|it| it.1).collect();
    found.retain(|it| it.metres <= NEAR);
    found.sort_by(|a, b| a.metres.total_cmp(&b.metres));
    found.truncate(MOST);
    Ok(found)
}
