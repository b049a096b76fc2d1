using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text;
using Driftlock.Api.Shared;
using Driftlock.Application.Shared;
using Driftlock.Domain.Shared;

namespace Driftlock.Integration.Tests.Shared;

public sealed class ProblemTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly Assembly[] Assemblies =
        [typeof(Error).Assembly, typeof(RequestErrors).Assembly, typeof(Problems).Assembly];

    [Fact]
    public async Task An_address_that_is_none_is_a_problem()
    {
        var response = await api.NewCaller().GetAsync("/api/v1/nowhere");

        await response.Problem(HttpStatusCode.NotFound, "request.no_such_route");
    }

    [Fact]
    public async Task A_problem_is_one_whatever_the_caller_accepts()
    {
        var caller = api.NewCaller();
        caller.DefaultRequestHeaders.Add("Accept", "text/html");

        await (await caller.GetAsync("/api/v1/nowhere")).Problem(HttpStatusCode.NotFound, "request.no_such_route");
    }

    [Fact]
    public async Task A_method_that_the_route_does_not_take_is_a_problem()
    {
        var response = await api.NewCaller().GetAsync(Calls.Demo);

        await response.Problem(HttpStatusCode.MethodNotAllowed, "request.method_not_allowed");
        response.Content.Headers.Allow.Should().Equal("POST");
    }

    [Fact]
    public async Task A_body_of_another_type_is_a_problem()
    {
        using var body = new StringContent("one line", Encoding.UTF8, "text/plain");

        var response = await api.NewCaller().PostAsync(Calls.Demo, body);

        await response.Problem(HttpStatusCode.UnsupportedMediaType, "request.unsupported_media_type");
    }

    [Fact]
    public async Task A_body_over_the_limit_is_a_problem()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Calls.Demo);
        request.Content = new StringContent(new string(' ', (4 << 20) + 1), Encoding.UTF8, "application/json");
        request.Headers.ExpectContinue = true;

        var response = await api.NewCaller().SendAsync(request);

        await response.Problem(HttpStatusCode.RequestEntityTooLarge, "request.too_large");
    }

    [Fact]
    public async Task A_problem_of_an_event_says_where_it_is_and_what_is_wrong()
    {
        var response = await api.NewCaller().PostAsJsonAsync(Calls.Demo, new { events = new[] { "one", "\0" } });

        var problem = await response.Problem(HttpStatusCode.BadRequest, "request.malformed");
        problem["errors"]!["events[1]"]!.AsArray().Select(one => one!.GetValue<string>())
            .Should().Equal("An event has no U+0000.");
    }

    [Fact]
    public void Every_limit_says_when_to_come_back() =>
        Errors().Where(error => error.Kind == ErrorKind.Limited).Should().NotBeEmpty()
            .And.OnlyContain(error => error.RetryAfter.HasValue);

    [Fact]
    public async Task The_type_of_a_problem_leads_to_a_page_that_explains_it()
    {
        var page = await api.NewCaller().GetStringAsync("/problems");

        page.Should().Contain("`request.no_such_route` | 404");
    }

    [Fact]
    public async Task The_page_lists_every_code_with_its_status_and_no_other()
    {
        var page = await api.NewCaller().GetStringAsync("/problems");
        var listed = page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => $"{cells[1].Trim('`')} {cells[2]}");

        var declared = Errors().Select(error => $"{error.Code} {Problems.StatusOf(error.Kind)}")
            .Concat(Problems.OfFramework.Select(pair => $"{pair.Value.Code} {pair.Key}"))
            .Distinct().Order(StringComparer.Ordinal);

        listed.Should().Equal(declared);
    }

    // Every static member of the classes named *Errors that is an error or makes one.
    private static IEnumerable<Error> Errors() =>
        from type in Assemblies.SelectMany(assembly => assembly.GetTypes())
        where type.Name.EndsWith("Errors", StringComparison.Ordinal)
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static)
        where method.ReturnType == typeof(Error)
        select (Error)method.Invoke(null, [.. method.GetParameters().Select(_ => (object?)null)])!;
}
