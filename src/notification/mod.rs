//! An email as data, the outbox that never loses one, and the mailer that sends it; knows no email's content.
