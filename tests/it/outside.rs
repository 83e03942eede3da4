//! Accreditations of others: lists brought in, single ones recorded, answers judged with them, and a
//! second look when one ends.

mod judged;
mod lapse;
mod lists;

use entity::ids::AccreditationId;
use entity::outside_accreditation;
use fairmark::accreditation::rules::Check;
use fairmark::accreditation::store::list_checks;
use sea_orm::EntityTrait;

use crate::helpers::TestApp;

/// A list of living wage employers with these rows.
fn list(rows: &[&str]) -> String {
    let mut text =
        "Employer,Licence number,Company number,Valid from,Valid to,Postcode\n".to_owned();
    for row in rows {
        text.push_str(row);
        text.push('\n');
    }
    text
}

/// Everything that is kept, by reference.
async fn kept(app: &TestApp) -> Vec<outside_accreditation::Model> {
    let mut rows = outside_accreditation::Entity::find()
        .all(app.ctx.read())
        .await
        .unwrap();
    rows.sort_by(|a, b| a.reference.cmp(&b.reference));
    rows
}

async fn checks(app: &TestApp, of: AccreditationId) -> Vec<Check> {
    list_checks(app.ctx.read(), of).await.unwrap()
}
