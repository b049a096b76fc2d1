using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Driftlock.Infrastructure.Shared.Edge;

/// <summary>
/// Seals the keys of data protection by AES-256-GCM under a key that is not in the database. The name of this class is
/// stored beside what it seals: it is what opens it again.
/// </summary>
internal sealed class SealedKey(IServiceProvider services) : IXmlEncryptor, IXmlDecryptor
{
    private const string Purpose = "data protection";

    private readonly IInstallationSecrets secrets = services.GetRequiredService<IInstallationSecrets>();

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var version = secrets.Newest;
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var (cipher, tag) = (new byte[plain.Length], new byte[AesGcm.TagByteSizes.MaxSize]);
        using var aes = Under(version);
        aes.Encrypt(nonce, plain, cipher, tag);
        var element = new XElement(
            "sealed",
            new XAttribute("version", version),
            new XAttribute("nonce", Convert.ToBase64String(nonce)),
            new XAttribute("tag", Convert.ToBase64String(tag)),
            Convert.ToBase64String(cipher));
        return new EncryptedXmlInfo(element, typeof(SealedKey));
    }

    public XElement Decrypt(XElement encryptedElement)
    {
        var cipher = Convert.FromBase64String(encryptedElement.Value);
        var plain = new byte[cipher.Length];
        using var aes = Under(int.Parse(Of("version"), CultureInfo.InvariantCulture));
        aes.Decrypt(Convert.FromBase64String(Of("nonce")), cipher, Convert.FromBase64String(Of("tag")), plain);
        return XElement.Parse(Encoding.UTF8.GetString(plain));

        string Of(string name) => encryptedElement.Attribute(name)?.Value
            ?? throw new CryptographicException($"The sealed key has no {name}.");
    }

    private AesGcm Under(int version) => new(
        secrets.KeyFor(Purpose, version)
            ?? throw new CryptographicException($"The secret of version {version} is configured no more."),
        AesGcm.TagByteSizes.MaxSize);
}
