using System.Security.Cryptography;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;
using Microsoft.AspNetCore.DataProtection;

namespace Driftlock.Infrastructure.Shared.Edge;

/// <summary>Encrypted and signed by data protection, with organization and filter as part of what is signed.</summary>
internal sealed class Cursors(IDataProtectionProvider protection) : ICursors
{
    public string Seal(OrganizationId organization, string filter, string position) =>
        Protector(organization, filter).Protect(position);

    public Result<string> Open(OrganizationId organization, string filter, string cursor)
    {
        try
        {
            return Protector(organization, filter).Unprotect(cursor);
        }
        catch (CryptographicException)
        {
            return CursorErrors.Invalid;
        }
    }

    private IDataProtector Protector(OrganizationId organization, string filter) =>
        protection.CreateProtector("Driftlock.Cursors", organization.Value.ToString(), filter);
}
