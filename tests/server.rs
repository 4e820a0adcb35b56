//! A small HTTP/1.1 server on 127.0.0.1 for tests: a function answers each request, well or badly; every request is written down.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// GET or POST.
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    /// Headers, names in lower case.
    pub(crate) headers: HashMap<String, String>,
    /// What was sent with it.
    pub(crate) body: String,
    /// How many requests for this path came before.
    pub(crate) nth: usize,
}

impl Seen {
    /// A header, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// An answer, with the ways in which it can go wrong.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    manner: Manner,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// With its length, and the connection stays open.
    Well,
    /// Closes the connection without a word.
    Hangup,
    /// Says the full length and sends half.
    Truncated,
    /// A byte now and then, for ever.
    Drip,
    /// Chunks without end.
    Endless,
    /// Not a byte, and the connection stays open.
    Silent,
}

impl Answer {
    /// 200 with a body.
    pub(crate) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Answer {
            status: 200,
            headers: Vec::new(),
            body: body.into(),
            manner: Manner::Well,
        }
    }

    /// A status without a body.
    pub(crate) fn status(status: u16) -> Self {
        Answer {
            status,
            ..Answer::ok("")
        }
    }

    /// A redirect.
    pub(crate) fn to(status: u16, location: &str) -> Self {
        Answer::status(status).header("location", location)
    }

    /// The same with a header more.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same with a body.
    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The same, never said.
    pub(crate) fn hangup() -> Self {
        Answer {
            manner: Manner::Hangup,
            ..Answer::ok("")
        }
    }

    /// The same, broken off half-way.
    pub(crate) fn truncated(self) -> Self {
        Answer {
            manner: Manner::Truncated,
            ..self
        }
    }

    /// An answer whose body comes too slowly to ever end.
    pub(crate) fn drip() -> Self {
        Answer {
            manner: Manner::Drip,
            ..Answer::ok("")
        }
    }

    /// No answer at all.
    pub(crate) fn silent() -> Self {
        Answer {
            manner: Manner::Silent,
            ..Answer::ok("")
        }
    }

    /// An answer whose body never ends.
    pub(crate) fn endless() -> Self {
        Answer {
            manner: Manner::Endless,
            ..Answer::ok("")
        }
    }
}

type Handler = dyn Fn(&Seen) -> Answer + Send + Sync;

/// A running server; it stops when dropped.
pub(crate) struct Server {
    address: std::net::SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    handler: Box<Handler>,
    seen: Mutex<Vec<Seen>>,
    connections: AtomicUsize,
    stop: AtomicBool,
}

impl Server {
    /// A server that answers with a function.
    pub(crate) fn start(handler: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            handler: Box::new(handler),
            seen: Mutex::default(),
            connections: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
        });
        let inside = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if inside.stop.load(Ordering::Relaxed) {
                    return;
                }
                inside.connections.fetch_add(1, Ordering::Relaxed);
                let inside = Arc::clone(&inside);
                // A client that goes away in the middle is part of the game.
                thread::spawn(move || inside.serve(&stream).ok());
            }
        });
        Server { address, shared }
    }

    /// Address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Host and port.
    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    /// Every request so far.
    pub(crate) fn requests(&self) -> Vec<Seen> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// Paths of the requests so far.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.requests().into_iter().map(|seen| seen.path).collect()
    }

    /// Connections opened so far.
    pub(crate) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        TcpStream::connect(self.address).ok();
    }
}

impl Shared {
    fn serve(&self, stream: &TcpStream) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream.try_clone()?);
        while let Some(seen) = self.read(&mut reader)? {
            let answer = (self.handler)(&seen);
            if !self.write(stream, &answer)? {
                return stream.shutdown(std::net::Shutdown::Both);
            }
        }
        Ok(())
    }

    fn read(&self, reader: &mut impl BufRead) -> std::io::Result<Option<Seen>> {
        let mut first = String::new();
        if reader.read_line(&mut first)? == 0 {
            return Ok(None);
        }
        let method = first.split(' ').next().unwrap_or_default().to_owned();
        let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut headers = HashMap::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            let Some((name, value)) = line.trim().split_once(':') else {
                break;
            };
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        let length = headers
            .get("content-length")
            .and_then(|length: &String| length.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut body)?;
        let body = String::from_utf8_lossy(&body).into_owned();
        let mut all = self.seen.lock().unwrap();
        let nth = all.iter().filter(|seen| seen.path == path).count();
        let seen = Seen {
            method,
            path,
            headers,
            body,
            nth,
        };
        all.push(seen.clone());
        Ok(Some(seen))
    }

    /// Whether the connection stays open.
    fn write(&self, mut stream: &TcpStream, answer: &Answer) -> std::io::Result<bool> {
        let mut head = format!("HTTP/1.1 {} x\r\n", answer.status);
        for (name, value) in &answer.headers {
            head.push_str(&[name, ": ", value, "\r\n"].concat());
        }
        match answer.manner {
            Manner::Hangup => return Ok(false),
            Manner::Silent => {
                self.until_stopped(|| {
                    thread::sleep(Duration::from_millis(20));
                    Ok(())
                })?;
                return Ok(false);
            }
            Manner::Endless => head.push_str("transfer-encoding: chunked\r\n"),
            Manner::Drip => head.push_str("content-length: 1000000\r\n"),
            Manner::Well | Manner::Truncated if answer.status == 304 => {}
            Manner::Well | Manner::Truncated => {
                let length = answer.body.len().to_string();
                head.push_str(&["content-length: ", &length, "\r\n"].concat());
            }
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes())?;
        match answer.manner {
            Manner::Well => stream.write_all(&answer.body)?,
            Manner::Truncated => stream.write_all(&answer.body[..answer.body.len() / 2])?,
            Manner::Drip => self.until_stopped(|| {
                thread::sleep(Duration::from_millis(20));
                stream.write_all(b"x")
            })?,
            Manner::Endless => self.until_stopped(|| {
                stream.write_all(format!("10000\r\n{}\r\n", "x".repeat(0x10000)).as_bytes())
            })?,
            Manner::Hangup | Manner::Silent => {}
        }
        Ok(answer.manner == Manner::Well)
    }

    fn until_stopped(&self, mut step: impl FnMut() -> std::io::Result<()>) -> std::io::Result<()> {
        while !self.stop.load(Ordering::Relaxed) {
            step()?;
        }
        Ok(())
    }
}
