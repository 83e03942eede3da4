//! Officers help people: emails that were sent, addresses that do not work, people who left.

mod emails;
mod leaving;
mod people;
mod wording;

use fairmark::notification::mailer::Mailer;

use crate::helpers::TestApp;
use crate::helpers::smtp::SmtpServer;

/// The application with its emails going to a server.
async fn through(app: &mut TestApp) -> SmtpServer {
    let server = SmtpServer::start().await;
    let mut config = (*app.ctx.config).clone();
    config.smtp_url = Some(server.url());
    app.mailer = Mailer::new(&config).unwrap();
    server
}
