//! One question to an agency's system, and its answer: only there, not for long, and not more than it may be.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use base::settings::Endpoint;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{Method, Request, StatusCode, body::Bytes, header};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

/// An answer may be so long.
const BYTES: usize = 2 * 1024 * 1024;

/// Why there is no answer to use. What stands here is read by whoever passed something on.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// No such machine, or it does not answer.
    #[error("Their system could not be reached.")]
    NotReached,
    /// The name leads into a private network.
    #[error("The address in the settings leads to a machine that is not on the open internet.")]
    NotOpen,
    /// It is not who it says.
    #[error("Their system could not prove who it is.")]
    NotProved,
    /// It takes too long.
    #[error("Their system did not answer in time.")]
    TooSlow,
    /// The answer broke off, or is too long.
    #[error("Their system's answer broke off or was too long.")]
    Broken,
    /// It says no.
    #[error("Their system answered {0}. {1}")]
    Refused(u16, String),
    /// It says something else than the standard.
    #[error("Their system's answer could not be understood.")]
    Unreadable,
}

impl Failure {
    /// Whether something that was sent may have arrived all the same.
    pub fn may_have_arrived(&self) -> bool {
        match self {
            Self::TooSlow | Self::Broken | Self::Unreadable => true,
            Self::Refused(status, _) => *status >= 500,
            Self::NotReached | Self::NotOpen | Self::NotProved => false,
        }
    }
}

/// Asks once. A redirect is not followed: it is an answer that says no.
pub(super) async fn ask(
    at: &Endpoint,
    seconds: u32,
    method: Method,
    path: &str,
    form: Option<String>,
) -> Result<Bytes, Failure> {
    ask_trusting(known_roots(), at, seconds, method, path, form).await
}

/// Those that browsers know.
fn known_roots() -> RootCertStore {
    RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    }
}

async fn ask_trusting(
    roots: RootCertStore,
    at: &Endpoint,
    seconds: u32,
    method: Method,
    path: &str,
    form: Option<String>,
) -> Result<Bytes, Failure> {
    let time = Duration::from_secs(seconds.into());
    let answered = tokio::time::timeout(time, once(roots, at, method, path, form));
    let (status, body) = answered.await.map_err(|_| Failure::TooSlow)??;
    if status.is_success() {
        Ok(body)
    } else {
        Err(Failure::Refused(status.as_u16(), reason(status, &body)))
    }
}

/// What a refusal says, as far as it says anything that can be read.
fn reason(status: StatusCode, body: &[u8]) -> String {
    if status.is_redirection() {
        return "It leads to another address: whoever keeps the settings puts the right one in."
            .into();
    }
    if status.is_server_error() {
        return "Something is wrong there: whoever keeps that system has to look.".into();
    }
    let told: Option<serde_json::Value> = serde_json::from_slice(body).ok();
    let words = told
        .as_ref()
        .and_then(|it| it.get(0)?.get("description")?.as_str());
    words.unwrap_or_default().chars().take(200).collect()
}

async fn once(
    roots: RootCertStore,
    at: &Endpoint,
    method: Method,
    path: &str,
    form: Option<String>,
) -> Result<(StatusCode, Bytes), Failure> {
    let host = if at.host.contains(':') {
        format!("[{}]:{}", at.host, at.port)
    } else {
        format!("{}:{}", at.host, at.port)
    };
    let request = Request::builder()
        .method(method)
        .uri(format!("{}{path}", at.path))
        .header(header::HOST, host)
        .header(header::ACCEPT, "application/json")
        .header(header::USER_AGENT, "wardmote")
        .header(
            header::CONTENT_TYPE,
            "application/x-www-form-urlencoded; charset=utf-8",
        )
        .body(Full::new(Bytes::from(form.unwrap_or_default())))
        .map_err(|_| Failure::NotReached)?;
    let stream = connect(at).await?;
    if !at.https {
        return exchange(stream, request).await;
    }
    let name = ServerName::try_from(at.host.clone()).map_err(|_| Failure::NotProved)?;
    let config = ClientConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .map_err(|_| Failure::NotProved)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TlsConnector::from(std::sync::Arc::new(config))
        .connect(name, stream)
        .await
        .map_err(|_| Failure::NotProved)?;
    exchange(stream, request).await
}

/// The name is looked up once, and the very address that was looked at is connected to.
async fn connect(at: &Endpoint) -> Result<TcpStream, Failure> {
    let found = tokio::net::lookup_host((at.host.as_str(), at.port)).await;
    let found: Vec<SocketAddr> = found.map_err(|_| Failure::NotReached)?.collect();
    let fits = |ip: IpAddr| {
        if at.is_this_machine() {
            ip.is_loopback()
        } else {
            is_open(ip)
        }
    };
    if !found.iter().all(|it| fits(it.ip())) {
        return Err(Failure::NotOpen);
    }
    for address in found {
        if let Ok(stream) = TcpStream::connect(address).await {
            return Ok(stream);
        }
    }
    Err(Failure::NotReached)
}

async fn exchange<S>(
    stream: S,
    request: Request<Full<Bytes>>,
) -> Result<(StatusCode, Bytes), Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let io = TokioIo::new(stream);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(io)
        .await
        .map_err(|_| Failure::NotReached)?;
    // It ends with the answer; a connection that breaks shows there.
    let connection = tokio::spawn(connection);
    let answered = async {
        let answer = sender
            .send_request(request)
            .await
            .map_err(|_| Failure::Broken)?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), BYTES).collect().await;
        Ok((status, body.map_err(|_| Failure::Broken)?.to_bytes()))
    }
    .await;
    connection.abort();
    answered
}

/// Whether an address is on the open internet: not this machine, not a private network, not a way round to either.
fn is_open(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_multicast()
                || ip.is_documentation()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 198 && (18..20).contains(&b)))
        }
        // Only global unicast, without what carries an older address within (6to4, Teredo); NAT64 and mapped lie outside.
        IpAddr::V6(ip) => {
            let [a, b, ..] = ip.segments();
            (0x2000..0x4000).contains(&a)
                && a != 0x2002
                && !(a == 0x2001 && (b < 0x200 || b == 0xdb8))
        }
    }
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair};
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };
    use tokio_rustls::{
        TlsAcceptor,
        rustls::{ServerConfig, pki_types::PrivateKeyDer},
    };

    use super::*;

    /// A system behind TLS that answers everything, with a certificate for a name; and whoever trusts that certificate.
    async fn council(name: &str, until: i32) -> (u16, RootCertStore) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(2000, 1, 1);
        params.not_after = rcgen::date_time_ymd(until, 1, 1);
        let cert = params.self_signed(&key).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(cert.der().clone()).unwrap();
        let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], private)
            .unwrap();
        let acceptor = TlsAcceptor::from(std::sync::Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Whoever does not trust it breaks off here.
                let Ok(mut stream) = acceptor.accept(stream).await else {
                    continue;
                };
                let mut some = [0; 1024];
                let n = stream.read(&mut some).await.unwrap();
                assert!(some[..n].starts_with(b"POST /open311/requests.json "));
                let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]";
                stream.write_all(answer).await.unwrap();
                stream.shutdown().await.unwrap();
            }
        });
        (port, roots)
    }

    async fn answer(port: u16, roots: RootCertStore) -> Result<Bytes, Failure> {
        let at = Endpoint {
            https: true,
            host: "localhost".into(),
            port,
            path: "/open311".into(),
        };
        let form = Some("service_code=1".into());
        ask_trusting(roots, &at, 5, Method::POST, "/requests.json", form).await
    }

    #[tokio::test]
    async fn a_system_proves_who_it_is_before_a_word_is_sent() {
        let (port, trusted) = council("localhost", 2099).await;
        assert_eq!(answer(port, trusted).await.unwrap(), "[]");
        let not_proved = |it| matches!(it, Err(Failure::NotProved));
        assert!(
            not_proved(answer(port, known_roots()).await),
            "unknown to everybody"
        );
        let (port, trusted) = council("council.example", 2099).await;
        assert!(not_proved(answer(port, trusted).await), "of another name");
        let (port, trusted) = council("localhost", 2001).await;
        assert!(not_proved(answer(port, trusted).await), "run out");
    }

    #[test]
    fn private_addresses_and_ways_round_to_them_are_not_open() {
        for open in ["93.184.216.34", "2a00:1450:4009::1"] {
            assert!(is_open(open.parse().unwrap()), "{open}");
        }
        for closed in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001::1",
        ] {
            assert!(!is_open(closed.parse().unwrap()), "{closed}");
        }
    }
}
