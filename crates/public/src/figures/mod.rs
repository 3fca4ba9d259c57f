use base::Routes;
pub fn routes() -> Routes { Routes::new() }
