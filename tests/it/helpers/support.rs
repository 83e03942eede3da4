//! What officers help people with, in a small world.

use entity::ids::{OutboxEmailId, PersonId, SupportRequestId};
use entity::outbox_email;
use fairmark::identity::actions::support::{Done, change_address};
use fairmark::identity::store;
use fairmark::notification::email::{Email, Recipient};
use fairmark::notification::{outbox, reminders};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{TestApp, World};

impl TestApp {
    /// The first officer proposes another address for somebody who leads or signs off.
    pub async fn propose_address(&self, world: &World, person: PersonId) -> SupportRequestId {
        let officer = self.officer(world).await;
        let to = format!("moved-{person}@elsewhere.example");
        let why = "The company has another name";
        match change_address(&self.ctx, &officer, person, &to, why).await {
            Ok(Done::Proposed(id)) => id,
            other => panic!("{other:?}"),
        }
    }

    /// An email in the name of the authority, written and sent.
    pub async fn email_in_name_of(&self, world: &World, to: &str) -> OutboxEmailId {
        let key = format!("news:{to}");
        self.write_email(world, &key, to, |email| email).await
    }

    /// A reminder of the authority, written and sent, and the proof that stops it.
    pub async fn reminder(&self, world: &World, to: &str) -> (OutboxEmailId, String) {
        let key = format!("reminder:{to}");
        let id = self.write_email(world, &key, to, Email::reminder).await;
        let path = reminders::path(&self.ctx.config.secret_key, id);
        (id, path.rsplit('/').next().unwrap().to_owned())
    }

    /// Another reminder: whether it was written.
    pub async fn remind(&self, world: &World, key: &str, to: &str) -> bool {
        self.try_email(world, key, to, Email::reminder)
            .await
            .is_some()
    }

    async fn write_email(
        &self,
        world: &World,
        key: &str,
        to: &str,
        class: impl FnOnce(Email) -> Email,
    ) -> OutboxEmailId {
        self.try_email(world, key, to, class).await.unwrap()
    }

    async fn try_email(
        &self,
        world: &World,
        key: &str,
        to: &str,
        class: impl FnOnce(Email) -> Email,
    ) -> Option<OutboxEmailId> {
        let tx = self.ctx.begin().await.unwrap();
        let authority = store::get_authority(&tx, world.authority).await.unwrap();
        let email = Email {
            kind: "test",
            dedupe_key: key.to_owned(),
            authority_id: authority.signature().authority_id,
            to: Recipient {
                email: to.to_owned(),
                name: String::new(),
            },
            subject: "News of the charter".to_owned(),
            body_text: "Something is <new> & good.\n".to_owned(),
            body_html: "<body><p>Something is &lt;new&gt; &amp; good.</p></body>".to_owned(),
            secret: false,
            class: entity::support_kinds::EmailClass::Message,
            signature: fairmark::notification::email::Signature::installation(),
        };
        outbox::write(&self.ctx, &tx, class(email)).await.unwrap();
        tx.commit().await.unwrap();
        self.drain_worker().await;
        let rows = outbox_email::Entity::find()
            .filter(outbox_email::Column::DedupeKey.eq(key))
            .all(self.ctx.read())
            .await
            .unwrap();
        rows.first().map(|row| row.id)
    }
}
