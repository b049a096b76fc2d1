using System.Diagnostics.CodeAnalysis;

namespace Driftlock.Api.Console;

/// <summary>Done: the browser is to fetch that page (303), so that loading it again does nothing twice.</summary>
internal sealed class SeeOther(string address) : IResult
{
    /// <summary>Whether an address that a form brought along leads to a page of ours, and nowhere else.</summary>
    public static bool IsOurs([NotNullWhen(true)] string? address) =>
        address is ['/', not ('/' or '\\'), ..] or "/" && address.All(sign => sign is > ' ' and < '\x7F');

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = address;
        return Task.CompletedTask;
    }
}
