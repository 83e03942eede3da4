//! A small SMTP server (RFC 5321) that keeps what it is given and fails when told to.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What goes wrong with the next message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// "Service not available", and the line is closed.
    Unavailable421,
    /// "Mailbox busy" for the recipient: try again later.
    Busy450,
    /// "No such user": never try again.
    Unknown550,
    /// The line breaks in the middle of the message.
    BreaksInData,
    /// The message is taken, but the line breaks before the server can say so.
    BreaksAfterData,
}

/// A message as it was taken.
#[derive(Clone, Debug)]
pub struct Received {
    /// Envelope sender.
    pub from: String,
    /// Envelope recipients.
    pub to: Vec<String>,
    /// Headers, a blank line, the body; dots unstuffed, lines ended by LF.
    pub content: String,
}

impl Received {
    /// A header, unfolded; empty when it is missing.
    pub fn header(&self, name: &str) -> String {
        let head = self.content.split("\n\n").next().unwrap_or_default();
        let mut value: Option<String> = None;
        for line in head.lines() {
            if let Some(found) = &mut value {
                if line.starts_with([' ', '\t']) {
                    found.push(' ');
                    found.push_str(line.trim());
                    continue;
                }
                break;
            }
            if let Some((key, rest)) = line.split_once(':')
                && key.eq_ignore_ascii_case(name)
            {
                value = Some(rest.trim().to_owned());
            }
        }
        value.unwrap_or_default()
    }
}

/// The server; it stops when it is dropped.
#[derive(Debug)]
pub struct SmtpServer {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    troubles: Arc<Mutex<VecDeque<Trouble>>>,
    task: JoinHandle<()>,
}

impl SmtpServer {
    /// Starts a server on a free port of this machine.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let received: Arc<Mutex<Vec<Received>>> = Arc::default();
        let troubles: Arc<Mutex<VecDeque<Trouble>>> = Arc::default();
        let (kept, asked) = (Arc::clone(&received), Arc::clone(&troubles));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (kept, asked) = (Arc::clone(&kept), Arc::clone(&asked));
                // A client that hangs up is no failure of the server.
                tokio::spawn(async move { converse(stream, &kept, &asked).await.ok() });
            }
        });
        Self {
            address,
            received,
            troubles,
            task,
        }
    }

    /// The address for `FAIRMARK_SMTP_URL`.
    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The next message meets this.
    pub fn fail_next(&self, trouble: Trouble) {
        self.troubles.lock().unwrap().push_back(trouble);
    }

    /// Every message taken so far.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn converse(
    stream: TcpStream,
    kept: &Mutex<Vec<Received>>,
    asked: &Mutex<VecDeque<Trouble>>,
) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 test ESMTP\r\n").await?;
    let (mut from, mut to) = (String::new(), Vec::new());
    // What goes wrong is settled when a message begins.
    let mut trouble = None;
    while let Some(line) = lines.next_line().await? {
        let upper = line.to_ascii_uppercase();
        let reply = if upper.starts_with("EHLO") || upper.starts_with("HELO") {
            "250-test\r\n250-8BITMIME\r\n250 SMTPUTF8"
        } else if upper.starts_with("MAIL FROM:") {
            trouble = asked.lock().unwrap().pop_front();
            from = path(&line);
            to.clear();
            if trouble == Some(Trouble::Unavailable421) {
                writer.write_all(b"421 test not available\r\n").await?;
                return Ok(());
            }
            "250 ok"
        } else if upper.starts_with("RCPT TO:") {
            match trouble {
                Some(Trouble::Busy450) => "450 mailbox busy",
                Some(Trouble::Unknown550) => "550 no such user",
                _ => {
                    to.push(path(&line));
                    "250 ok"
                }
            }
        } else if upper == "DATA" {
            writer.write_all(b"354 go on\r\n").await?;
            let mut content = String::new();
            loop {
                let Some(line) = lines.next_line().await? else {
                    return Ok(());
                };
                if trouble == Some(Trouble::BreaksInData) {
                    return Ok(());
                }
                if line == "." {
                    break;
                }
                content.push_str(line.strip_prefix('.').unwrap_or(&line));
                content.push('\n');
            }
            kept.lock().unwrap().push(Received {
                from: std::mem::take(&mut from),
                to: std::mem::take(&mut to),
                content,
            });
            if trouble == Some(Trouble::BreaksAfterData) {
                return Ok(());
            }
            "250 taken"
        } else if upper == "QUIT" {
            writer.write_all(b"221 bye\r\n").await?;
            return Ok(());
        } else if upper == "RSET" || upper == "NOOP" {
            "250 ok"
        } else {
            "502 not known here"
        };
        writer.write_all(reply.as_bytes()).await?;
        writer.write_all(b"\r\n").await?;
    }
    Ok(())
}

/// The address between angle brackets.
fn path(line: &str) -> String {
    line.split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'))
        .map(|(address, _)| address.to_owned())
        .unwrap_or_default()
}
