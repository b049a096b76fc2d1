using Driftlock.Infrastructure.Shared;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Driftlock.Infrastructure.Billing.Migrations;

/// <summary>Catalogue, accounts, counters, reservations and the ledger.</summary>
[DbContext(typeof(BillingDbContext))]
[Migration("0001_metering")]
internal sealed class Metering : SqlMigration;
