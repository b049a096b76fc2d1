using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Shared.Service;

/// <summary>The options of every command that asks the service.</summary>
internal sealed class ServiceOptions
{
    private const string UsualAddress = "http://127.0.0.1:8080";
    private const string AddressVariable = "DRIFTLOCK_URL";
    private const string KeyVariable = "DRIFTLOCK_API_KEY";

    // Bytes of a file that has a key in it; a key has less than a hundred.
    private const int LargestKeyFile = 4096;
    private const int LongestKey = 255;

    private readonly Option<string?> url = new("--url")
    {
        HelpName = "URL",
        Description = $"Where the service answers; else {AddressVariable}, else {UsualAddress}.",
    };

    private readonly Option<string?> keyFile = new("--key-file")
    {
        HelpName = "FILE",
        Description = $"A file with the API key; else {KeyVariable} has it. No option takes it: others would see it.",
    };

    /// <summary>Adds them.</summary>
    public void AddTo(Command command)
    {
        command.Add(url);
        command.Add(keyFile);
    }

    /// <summary>What was said, or the first thing that is wrong with it.</summary>
    public Result<ServiceAccess> Read(ParseResult result)
    {
        var typed = result.GetValue(url);
        var said = typed ?? Environment.GetEnvironmentVariable(AddressVariable) ?? UsualAddress;
        if (AddressOf(said) is not { } address)
            return ServiceErrors.AddressForm(typed is null ? AddressVariable : "--url", said);

        var key = result.GetValue(keyFile) is { } file ? KeyIn(file) : KeyOfEnvironment();
        return key.IsSuccess ? new ServiceAccess(address, key.Value) : key.Error;
    }

    /// <summary>Refuses what cannot name a stream, before anybody is asked.</summary>
    public static void CheckStream(ArgumentResult result) => CheckStream(result, result.Tokens);

    /// <inheritdoc cref="CheckStream(ArgumentResult)"/>
    public static void CheckStream(OptionResult result) => CheckStream(result, result.Tokens);

    private static void CheckStream(SymbolResult result, IReadOnlyList<Token> tokens)
    {
        if (tokens is [{ Value: var name }] && !IsStream(name))
            result.AddError($"A stream is named by its slug or its id: a to z, 0 to 9, dots and hyphens, not {name}.");
    }

    // As the service has it, so that nothing else gets into an address.
    private static bool IsStream(string name) => name.Length is > 0 and <= 63 && char.IsAsciiLetterOrDigit(name[0])
        && name.All(each => char.IsAsciiLetterOrDigit(each) || each is '.' or '_' or '-');

    private static Uri? AddressOf(string text)
    {
        if (!Uri.TryCreate($"{text.TrimEnd('/')}/", UriKind.Absolute, out var address)) return null;
        var isWeb = address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps;
        var isPlain = address.UserInfo.Length == 0 && address.Query.Length == 0 && address.Fragment.Length == 0;
        return isWeb && isPlain ? address : null;
    }

    private static Result<string> KeyOfEnvironment()
    {
        var key = Environment.GetEnvironmentVariable(KeyVariable)?.Trim();
        if (string.IsNullOrEmpty(key)) return ServiceErrors.NoKey;
        return IsKey(key) ? key : ServiceErrors.KeyForm(KeyVariable);
    }

    private static Result<string> KeyIn(string file)
    {
        if (file.Length == 0) return ServiceErrors.NoKey;
        try
        {
            using var stream = File.OpenRead(file);
            var content = new byte[LargestKeyFile];
            var length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            var key = Encoding.UTF8.GetString(content, 0, length).Trim();
            return IsKey(key) ? key : ServiceErrors.KeyForm(SafeText.Of(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return ServiceErrors.KeyFileUnreadable(file, e);
        }
    }

    // Whether it can stand in a header; whether it is a good one the service says.
    private static bool IsKey(string text) =>
        text.Length is > 0 and <= LongestKey && text.All(each => char.IsAsciiLetterOrDigit(each) || each is '_' or '-');
}
