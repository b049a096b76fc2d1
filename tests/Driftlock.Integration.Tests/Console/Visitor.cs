using System.Net;
using System.Text.RegularExpressions;
using Driftlock.Application.Billing.Contracts;
using Driftlock.Application.Identity;
using Driftlock.Domain.Shared;
using Driftlock.Integration.Tests.Keys;
using Driftlock.Integration.Tests.Shared;

namespace Driftlock.Integration.Tests.Console;

/// <summary>A person with a browser that keeps cookies, follows nothing by itself and runs no script.</summary>
internal sealed partial class Visitor(ApiFixture api)
{
    private readonly HttpClient client = api.NewBrowser();
    private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);

    /// <summary>Of the member that is signed in.</summary>
    public OrganizationId Organization { get; private init; }

    /// <summary>Somebody who is signed in in that role, in an organization of their own or in that one.</summary>
    public static async Task<Visitor> SignedIn(KeyedApiFixture api, string role, OrganizationId? organization = null)
    {
        var id = organization ?? await api.NewOrganization();
        if (organization is null) await api.Send(new OpenAccount(id, "orbit", "operator"));
        var visitor = new Visitor(api) { Organization = id };
        var link = (await api.Send(new CreateSignInLink(id, $"{role}@example.org", role))).Value!;
        var token = link.Token.Reveal();
        await visitor.Get($"/sign-in?token={token}");
        var answer = await visitor.Submit("/session", ("token", token));
        answer.StatusCode.Should().Be(HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        return visitor;
    }

    /// <summary>The form token of the page that was fetched last.</summary>
    public string FormToken { get; set; } = "";

    public Task<HttpResponseMessage> Open(string address) => Send(HttpMethod.Get, address, null);

    /// <summary>The text of a page that must be there.</summary>
    public async Task<string> Get(string address)
    {
        var answer = await Open(address);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.Should().Be(HttpStatusCode.OK, text);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        if (Token().Match(text) is { Success: true } found) FormToken = found.Groups["value"].Value;
        return text;
    }

    /// <summary>Sends a form of the page that was fetched last.</summary>
    public async Task<HttpResponseMessage> Submit(string address, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(
            [.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), new("form", FormToken)]);
        return await Send(HttpMethod.Post, address, form);
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string address, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.Add("Accept", "text/html");
        if (cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", cookies.Select(one => $"{one.Key}={one.Value}")));
        var answer = await client.SendAsync(request);
        if (!answer.Headers.TryGetValues("Set-Cookie", out var set)) return answer;
        foreach (var cookie in set)
        {
            var (name, value) = (cookie.Split('=')[0], cookie.Split(';')[0].Split('=', 2)[1]);
            if (value.Length == 0) cookies.Remove(name);
            else cookies[name] = value;
        }

        return answer;
    }

    [GeneratedRegex("name=\"form\" value=\"(?<value>[^\"]+)\"")]
    private static partial Regex Token();
}
