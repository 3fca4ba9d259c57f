//! The router's front: no page without a policy.

use axum::{Extension, Router, handler::Handler, routing};

use crate::{Act, House};

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
    router: Router<House>,
}

impl Routes {
    /// No routes yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A page that is read.
    #[must_use]
    pub fn get<H, T>(mut self, path: &'static str, act: Act, handler: H) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.rules.push(RouteRule {
            method: "GET",
            path,
            act,
        });
        self.router = self
            .router
            .route(path, routing::get(handler).layer(Extension(Asks(act))));
        self
    }

    /// A verb.
    #[must_use]
    pub fn post<H, T>(mut self, path: &'static str, act: Act, handler: H) -> Self
    where
        H: Handler<T, House>,
        T: 'static,
    {
        self.rules.push(RouteRule {
            method: "POST",
            path,
            act,
        });
        self.router = self
            .router
            .route(path, routing::post(handler).layer(Extension(Asks(act))));
        self
    }

    /// Another area's routes beside these.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.rules.extend(other.rules);
        self.router = self.router.merge(other.router);
        self
    }

    /// Every route with its act, in the order they were added.
    #[must_use]
    pub fn rules(&self) -> &[RouteRule] {
        &self.rules
    }

    /// The router.
    pub fn into_router(self) -> Router<House> {
        self.router
    }
}
