using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Internal;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sapphire.Persistence.Documents;

namespace Sapphire.Web.Security;

/// <summary>The keys that encrypt logins, shared by all web nodes: one secret document each. A key that one node makes is known to the others at once.</summary>
internal static class SharedLoginKeys
{
    private const string Folder = "login-keys/";

    /// <summary>Puts them in the place of the keys in files.</summary>
    public static void AddSharedLoginKeys(this IServiceCollection services, IDocumentStore shared)
    {
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = new Repository(shared));
        services.Replace(ServiceDescriptor.Singleton<IKeyManager>(provider => new Manager(
            new XmlKeyManager(provider.GetRequiredService<IOptions<KeyManagementOptions>>(), provider.GetRequiredService<IActivator>(), provider.GetRequiredService<ILoggerFactory>()),
            shared)));
    }

    private sealed class Repository(IDocumentStore shared) : IXmlRepository
    {
        public IReadOnlyCollection<XElement> GetAllElements()
        {
            List<XElement> elements = [];
            foreach (string key in shared.Keys(Folder))
            {
                using IDocument document = shared.Open(key, secret: true);
                if (document.Read() is { } content)
                {
                    elements.Add(XElement.Parse(Encoding.UTF8.GetString(content.Bytes.Span)));
                }
            }

            return elements;
        }

        public void StoreElement(XElement element, string friendlyName)
        {
            using IDocument document = shared.Open(Folder + friendlyName, secret: true);
            document.Update(_ => Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)));
        }
    }

    // The ring of keys is remembered for a day; another node's new key must be in it before the first login that it encrypted comes here.
#pragma warning disable CA1001 // The sources have no timer and no handle: nothing to dispose of.
    private sealed class Manager : IKeyManager
#pragma warning restore CA1001
    {
        private readonly IKeyManager _inner;
        private CancellationTokenSource _changed = new();

        public Manager(IKeyManager inner, IDocumentStore shared)
        {
            _inner = inner;
            shared.Changed += key =>
            {
                if (key.StartsWith(Folder, StringComparison.Ordinal))
                {
                    Interlocked.Exchange(ref _changed, new()).Cancel();
                }
            };
        }

        public IKey CreateNewKey(DateTimeOffset activationDate, DateTimeOffset expirationDate) => _inner.CreateNewKey(activationDate, expirationDate);

        public IReadOnlyCollection<IKey> GetAllKeys() => _inner.GetAllKeys();

        public CancellationToken GetCacheExpirationToken()
        {
            CancellationToken changed = Volatile.Read(ref _changed).Token;
            return CancellationTokenSource.CreateLinkedTokenSource(changed, _inner.GetCacheExpirationToken()).Token;
        }

        public void RevokeAllKeys(DateTimeOffset revocationDate, string? reason = null) => _inner.RevokeAllKeys(revocationDate, reason);

        public void RevokeKey(Guid keyId, string? reason = null) => _inner.RevokeKey(keyId, reason);
    }
}
