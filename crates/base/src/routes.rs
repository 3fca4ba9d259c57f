//! The router's front: no page without a policy.

use axum::{
    Extension, Router,
    handler::Handler,
    routing::{self, MethodRouter},
};

use crate::{
    Act, House,
    permits::{Rule, rule},
};

/// One route and the act it asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteRule {
    /// GET or POST.
    pub method: &'static str,
    /// The path, with its parameters.
    pub path: &'static str,
    /// What whoever opens it must be allowed to do somewhere.
    pub act: Act,
}

/// What a route asks for, as the desk finds it on the request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asks(pub Act);

/// The routes of an area. There is no way to add one without its act.
#[derive(Default)]
pub struct Routes {
    rules: Vec<RouteRule>,
    /// What answers each of them.
    doors: Vec<MethodRouter<House>>,
}

impl Routes {
    /// No routes yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A page that is read.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, act: Act, handler: H) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.door("GET", path, act, routing::get(handler))
    }

    /// A verb.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, act: Act, handler: H) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.door("POST", path, act, routing::post(handler))
    }

    fn door(
        mut self,
        method: &'static str,
        path: &'static str,
        act: Act,
        door: MethodRouter<House>,
    ) -> Self {
        self.rules.push(RouteRule { method, path, act });
        self.doors.push(door.layer(Extension(Asks(act))));
        self
    }

    /// Another area's routes beside these.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.rules.extend(other.rules);
        self.doors.extend(other.doors);
        self
    }

    /// Only what anyone may open, signed in or not. Everything else is not there.
    #[must_use]
    pub fn for_everyone(self) -> Self {
        let (rules, doors) = self
            .rules
            .into_iter()
            .zip(self.doors)
            .filter(|(it, _)| matches!(rule(it.act), Rule::Everyone) && it.act != Act::SignIn)
            .unzip();
        Self { rules, doors }
    }

    /// Every route with its act, in the order they were added.
    #[must_use]
    pub fn rules(&self) -> &[RouteRule] {
        &self.rules
    }

    /// The router.
    pub fn into_router(self) -> Router<House> {
        self.rules
            .iter()
            .zip(self.doors)
            .fold(Router::new(), |router, (rule, door)| {
                router.route(rule.path, door)
            })
    }
}
