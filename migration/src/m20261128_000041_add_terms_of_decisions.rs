//! What a decision says beside its outcome.

use sea_orm_migration::prelude::*;

/// The change.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut column = ColumnDef::new("terms");
        column.text();
        let alter = Table::alter().table("decision").add_column(column).take();
        manager.alter_table(alter).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let alter = Table::alter().table("decision").drop_column("terms").take();
        manager.alter_table(alter).await
    }
}
