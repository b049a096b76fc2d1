using System.Text.Json;

namespace Driftlock.Api.Shared;

/// <summary>JSON has not the form that it must have, in words for whoever sent it.</summary>
internal sealed class FormException : JsonException
{
    public FormException(string message)
        : base(message)
    {
    }

    public FormException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
