using System.Globalization;
using System.Text;
using Driftlock.Domain.Keys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Driftlock.Infrastructure.Keys;

/// <summary>The section <c>Keys</c> of the configuration.</summary>
internal sealed class KeysOptions
{
    public const string Section = "Keys";

    /// <summary><c>live</c> or <c>test</c>: how this installation's keys begin. Nothing else depends on it.</summary>
    public string Environment { get; set; } = "";

    /// <summary>
    /// Secrets by version, in base64. The highest version digests new keys; keys of a lower one move up when they are used,
    /// so a version may go once no key has it any more.
    /// </summary>
    public IDictionary<int, string> Peppers { get; } = new Dictionary<int, string>();

    public string Prefix => Environment == Live ? KeySecret.LivePrefix : KeySecret.TestPrefix;

    private const string Live = "live";

    private const string Test = "test";

    /// <summary>What a developer's machine does not have to configure. Everybody can read it here.</summary>
    internal sealed class Development(IHostEnvironment environment)
        : IPostConfigureOptions<KeysOptions>, IValidateOptions<KeysOptions>
    {
        private const int LeastBytes = 32;

        private static readonly string KnownToAll =
            Convert.ToBase64String(Encoding.ASCII.GetBytes("known to all, for development only"));

        public void PostConfigure(string? name, KeysOptions options)
        {
            var here = environment.IsDevelopment();
            if (options.Environment.Length == 0) options.Environment = here ? Test : Live;
            if (here && options.Peppers.Count == 0) options.Peppers.Add(1, KnownToAll);
        }

        public ValidateOptionsResult Validate(string? name, KeysOptions options)
        {
            var faults = options.Peppers.SelectMany(pepper => FaultsOf(pepper.Key, pepper.Value)).ToList();
            if (options.Environment is not (Live or Test)) faults.Add("Keys:Environment is live or test.");
            if (options.Peppers.Count == 0)
            {
                faults.Add("Keys:Peppers:1 is missing: a secret of 32 bytes in base64. Run: openssl rand -base64 32");
            }

            return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }

        private IEnumerable<string> FaultsOf(int version, string secret)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"Keys:Peppers:{version}");
            var bytes = new byte[secret.Length];
            if (version < 1) yield return $"{name}: versions count from 1.";
            if (!Convert.TryFromBase64String(secret, bytes, out var length) || length < LeastBytes)
            {
                yield return $"{name} is not a secret of at least {LeastBytes} bytes in base64.";
            }

            if (secret == KnownToAll && !environment.IsDevelopment())
            {
                yield return $"{name} is the secret that everybody knows, for development only.";
            }
        }
    }
}
