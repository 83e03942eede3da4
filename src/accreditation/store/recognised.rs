//! The accreditations of others that an authority's schemes recognise.

use chrono::NaiveDate;
use entity::ids::AuthorityId;
use sea_orm::ConnectionTrait;

use crate::identity::outside::rules::Recognised;
use crate::platform::error::Result;
use crate::scheme;

/// What the versions in force recognise, by name; what several recognise is there once, with the tiers
/// of them all.
///
/// # Errors
/// When the database refuses.
pub async fn list_recognised(
    conn: &impl ConnectionTrait,
    authority: AuthorityId,
    today: NaiveDate,
) -> Result<Vec<Recognised>> {
    let mut found: Vec<Recognised> = Vec::new();
    for version in scheme::store::list_current_versions(conn, today).await? {
        if version.authority_id != authority {
            continue;
        }
        for one in version.content.accreditations {
            let code = one.code.to_string();
            if let Some(known) = found.iter_mut().find(|known| known.code == code) {
                for tier in one.tiers {
                    if !known.tiers.contains(&tier) {
                        known.tiers.push(tier);
                    }
                }
            } else {
                found.push(Recognised {
                    code,
                    title: one.name.to_string(),
                    issuer: one.issuer,
                    tiers: one.tiers,
                });
            }
        }
    }
    found.sort_by(|a, b| (&a.title, &a.code).cmp(&(&b.title, &b.code)));
    Ok(found)
}
