//! `wardmote serve`: answers requests until it is told to stop.

use std::{
    convert::Infallible,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use axum::{ServiceExt as _, extract::Request, response::Response};
use base::{Act, Desk, House, mail};
use tokio::net::TcpListener;
use tower::Service;

use crate::open::{self, Place};

/// Serves a real place.
///
/// # Errors
/// When it cannot start: a taken port, a wrong setting, a store that does not open.
pub async fn run(place: &Place, listen: IpAddr, port: u16, public: bool) -> Result<()> {
    let listener = bind(listen, port).await?;
    if public {
        let house = open::public_house(place).await?;
        say!(
            "Ready, for what is public: http://{}",
            listener.local_addr()?
        );
        let front = web::front(&house, crate::routes().for_everyone());
        warm(&house).await?;
        return answering(&house, listener, front).await;
    }
    let house = open::house(place).await?;
    mail::Post::of(&house).context("mail")?;
    say!("Ready: http://{}", listener.local_addr()?);
    let front = web::front(&house, crate::routes());
    until_stopped(&house, listener, front).await
}

/// Takes a port, or says in one line that it is taken.
///
/// # Errors
/// When the port is taken or may not be used.
pub async fn bind(listen: IpAddr, port: u16) -> Result<TcpListener> {
    match TcpListener::bind(SocketAddr::new(listen, port)).await {
        Ok(listener) => Ok(listener),
        Err(fault) if fault.kind() == std::io::ErrorKind::AddrInUse => {
            bail!(
                "port {port} is taken by another program: stop it, or choose another port with --port"
            )
        }
        Err(fault) => Err(fault).with_context(|| format!("listening on {listen}, port {port}")),
    }
}

/// Answers requests, sends mail and reminds until SIGINT or SIGTERM; then finishes what
/// it has begun, ten seconds at the most.
///
/// # Errors
/// When the listener fails.
pub async fn until_stopped<S>(house: &House, listener: TcpListener, front: S) -> Result<()>
where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static,
{
    warm(house).await?;
    let post = mail::Post::of(house)?;
    let sending = tokio::spawn({
        let house = house.clone();
        async move {
            loop {
                match mail::deliver(&house, &post).await {
                    // Perhaps more waits: updates go to thousands at once.
                    Ok(sent) if sent > 0 => continue,
                    Ok(_) => {}
                    Err(fault) => tracing::error!("sending mail: {fault:#}"),
                }
                if let Err(fault) = concerns::reports::notify(&house, &post).await {
                    tracing::error!("telling reporters of news: {fault:#}");
                }
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        }
    });
    let tidying = tokio::spawn({
        let house = house.clone();
        async move {
            loop {
                if let Err(fault) = base::tidy::tidy(&house).await {
                    tracing::error!("tidying up: {fault:#}");
                }
                if let Err(fault) = wards::queries::forget(&house).await {
                    tracing::error!("forgetting old questions: {fault:#}");
                }
                if let Err(fault) = concerns::concerns::inherit(&house).await {
                    tracing::error!("handing on what ended agencies had: {fault:#}");
                }
                if let Err(fault) = concerns::reports::forget(&house).await {
                    tracing::error!("forgetting who reported: {fault:#}");
                }
                if let Err(fault) = evidence::logs::forget(&house).await {
                    tracing::error!("forgetting logs of incidents: {fault:#}");
                }
                if let Err(fault) = public::subscriptions::forget(&house).await {
                    tracing::error!("forgetting subscriptions: {fault:#}");
                }
                tokio::time::sleep(Duration::from_secs(6 * 3600)).await;
            }
        }
    });
    let reminding = tokio::spawn({
        let house = house.clone();
        async move {
            loop {
                if let Err(fault) = wards::queries::remind(&house).await {
                    tracing::error!("reminding of questions: {fault:#}");
                }
                if let Err(fault) = wards::abstractions::remind(&house).await {
                    tracing::error!("reminding of reviews: {fault:#}");
                }
                if let Err(fault) = concerns::referrals::remind(&house).await {
                    tracing::error!("reminding of what was passed on: {fault:#}");
                }
                if let Err(fault) = concerns::rapid_responses::remind(&house).await {
                    tracing::error!("reminding of calls: {fault:#}");
                }
                if let Err(fault) = public::themes::tell(&house).await {
                    tracing::error!("telling the results of priorities: {fault:#}");
                }
                if let Err(fault) = public::subscriptions::send(&house).await {
                    tracing::error!("writing updates: {fault:#}");
                }
                if let Err(fault) = public::reports::forget(&house).await {
                    tracing::error!("forgetting drafts of reports: {fault:#}");
                }
                tokio::time::sleep(Duration::from_secs(60)).await;
            }
        }
    });
    let passing_on = tokio::spawn({
        let house = house.clone();
        async move {
            // Most places have no agency with a system of its own.
            while !house.settings().back_office.is_empty() {
                if let Err(fault) = concerns::back_offices::run(&house).await {
                    tracing::error!("speaking with agencies' systems: {fault:#}");
                }
                tokio::time::sleep(Duration::from_secs(15)).await;
            }
        }
    });
    let outcome = answering(house, listener, front).await;
    sending.abort();
    tidying.abort();
    reminding.abort();
    passing_on.abort();
    outcome
}

/// Reads into memory what the first visitor should not wait for.
async fn warm(house: &House) -> Result<()> {
    // The atlas is read before the first visitor comes.
    let mut desk = Desk::of_the_house(house, Act::SeePublic).await?;
    wards::atlas(&mut desk).await?;
    evidence::cube(&mut desk).await?;
    drop(desk);
    // Seconds for a large place: the first question of a program waits for it, a page never does.
    tokio::spawn({
        let house = house.clone();
        async move {
            if let Err(fault) = evidence::release(&house).await {
                tracing::error!("working out what may be shown: {fault:#}");
            }
            if let Err(fault) = evidence::recorded::recorded(&house).await {
                tracing::error!("reading what was recorded: {fault:#}");
            }
        }
    });
    Ok(())
}

/// Answers requests until SIGINT or SIGTERM, and closes the stores.
async fn answering<S>(house: &House, listener: TcpListener, front: S) -> Result<()>
where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static,
{
    let (tell, mut told) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        stopped().await;
        let _ = tell.send(true);
    });
    let mut late = told.clone();
    // With the address of whoever asks: the limit of the open interfaces goes by it.
    let front = front.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, front).with_graceful_shutdown(async move {
        let _ = told.wait_for(|stop| *stop).await;
    });
    tokio::select! {
        outcome = serving => outcome.context("serving")?,
        () = async {
            let _ = late.wait_for(|stop| *stop).await;
            tokio::time::sleep(Duration::from_secs(10)).await;
        } => {}
    }
    open::close(house).await;
    Ok(())
}

async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
