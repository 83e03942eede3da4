//! What an organisation is, and what an application says of itself beside its answers.

use sea_orm_migration::prelude::*;

/// The change.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

/// Table and column.
const COLUMNS: &[(&str, &str)] = &[("organisation", "kind"), ("assessment", "about")];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name) in COLUMNS {
            let mut column = ColumnDef::new(*name);
            column.text();
            let alter = Table::alter().table(*table).add_column(column).to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, name) in COLUMNS.iter().rev() {
            let alter = Table::alter().table(*table).drop_column(*name).to_owned();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
