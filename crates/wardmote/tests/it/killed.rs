//! The program is killed in the middle of its work: nothing that it said it had is lost, and it starts again.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use crate::town::Town;

const PLACE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../places/alderwick/place.toml"
);
/// People who report at the same time.
const REPORTERS: usize = 4;

/// The program itself, on the folder of a town.
struct Program {
    child: Child,
    address: String,
}

impl Program {
    fn start(folder: &std::path::Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_wardmote"))
            .args(["serve", "--port", "0", "--place", PLACE, "--data"])
            .arg(folder)
            .env_remove("WARDMOTE_DATABASE")
            .env_remove("WARDMOTE_CLOSED_DATABASE")
            .env("WARDMOTE_REQUESTS_PER_SECOND", "0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .find_map(|line| Some(line.unwrap().split_once("http://")?.1.to_owned()))
            .expect("the program says where it answers");
        // What else it says is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    /// SIGKILL: no chance to finish anything.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Where the answer leads, and what it says; nothing when the program is gone.
    fn ask(
        &self,
        method: &str,
        path: &str,
        kind: &str,
        body: &str,
    ) -> Option<(u16, String, String)> {
        let address = &self.address;
        let mut to = TcpStream::connect(address).ok()?;
        to.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
        let length = body.len();
        write!(
            to,
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .ok()?;
        let mut answer = Vec::new();
        to.read_to_end(&mut answer).ok()?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, said) = answer.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        let leads = head
            .lines()
            .find_map(|line| line.strip_prefix("location: "))
            .unwrap_or_default();
        Some((status, leads.to_owned(), said.to_owned()))
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Option<(u16, String, String)> {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", value.replace(' ', "+")))
            .collect();
        self.ask(
            "POST",
            path,
            "application/x-www-form-urlencoded",
            &body.join("&"),
        )
    }

    /// One report through every screen; its reference and receipt once the program says that it has it.
    fn report(&self, words: &str) -> Option<(String, String)> {
        let (_, leads, _) = self.post("/reports/new", &[("danger", "no"), ("ward", "fairmead")])?;
        let draft = leads
            .strip_suffix("/what")
            .expect("the second screen")
            .to_owned();
        let steps: [(&str, &[(&str, &str)]); 4] = [
            ("what", &[("what", "graffiti")]),
            ("details", &[("words", words), ("q-offensive", "no")]),
            (
                "where",
                &[("where", "Behind the library"), ("ward", "fairmead")],
            ),
            ("when", &[("last", "week")]),
        ];
        for (step, fields) in steps {
            let (status, _, said) = self.post(&format!("{draft}/{step}"), fields)?;
            assert_eq!(status, 303, "{step}: {said}");
        }
        let none = "--b\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"\"\r\n\
                    Content-Type: application/octet-stream\r\n\r\n\r\n--b--\r\n";
        self.ask(
            "POST",
            &format!("{draft}/photos"),
            "multipart/form-data; boundary=b",
            none,
        )?;
        self.post(&format!("{draft}/about-you"), &[("wish", "anonymous")])?;
        let once = base::AgencyId::fresh().0.to_string();
        let (status, _, said) = self.post(&format!("{draft}/check"), &[("once", &once)])?;
        assert_eq!(status, 200, "{said}");
        let between = |before: &str, after: &str| {
            let rest = said.split_once(before)?.1;
            Some(rest.split_once(after)?.0.to_owned())
        };
        let receipt = between("name=\"receipt\" value=\"", "\"")?;
        let reference = between("/reports/C-", "\"")?;
        Some((format!("C-{reference}"), receipt))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_kill() {
    if std::env::var_os("WARDMOTE_TEST_DATABASE").is_some() {
        eprintln!(
            "SKIPPED: the program is killed over the files of its folder, not over a database server"
        );
        return;
    }
    let town = Town::new().await;
    let folder = town.into_folder();
    let mut acknowledged: Vec<(String, String, String)> = Vec::new();
    for life in 0..3 {
        let mut program = Program::start(folder.path());
        for (reference, receipt, words) in &acknowledged {
            let (status, _, _) = program
                .ask("GET", &format!("/reports/{reference}"), "", "")
                .unwrap();
            assert_eq!(status, 200, "{reference}");
            let (_, _, said) = program
                .post("/reports/receipt", &[("receipt", receipt)])
                .unwrap();
            assert!(said.contains(words.as_str()), "{reference} opens: {said}");
        }
        if life == 2 {
            break;
        }
        let (known, gone) = (Mutex::new(Vec::new()), AtomicBool::new(false));
        let running = &program;
        std::thread::scope(|all| {
            for n in 0..REPORTERS {
                let (known, gone) = (&known, &gone);
                all.spawn(move || {
                    for at in 0.. {
                        let words = format!("zebra {life} {n} {at}");
                        match running.report(&words) {
                            Some((reference, receipt)) => {
                                known.lock().unwrap().push((reference, receipt, words));
                            }
                            None => break,
                        }
                        if gone.load(Relaxed) {
                            break;
                        }
                    }
                });
            }
            // Killed by its number while the others are in the middle of their reports.
            let until = Instant::now() + Duration::from_secs(120);
            while known.lock().unwrap().len() < 3 + 2 * life && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(2));
            }
            gone.store(true, Relaxed);
            let id = running.child.id().to_string();
            assert!(
                Command::new("kill")
                    .args(["-9", &id])
                    .status()
                    .unwrap()
                    .success()
            );
        });
        program.kill();
        acknowledged.extend(known.into_inner().unwrap());
    }
    assert!(acknowledged.len() >= 8, "{}", acknowledged.len());
}
