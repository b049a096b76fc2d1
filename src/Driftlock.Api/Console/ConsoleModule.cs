using Driftlock.Api.Shared;
using Driftlock.Api.Shared.Edge;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;

namespace Driftlock.Api.Console;

/// <summary>The console's ground: pages rendered here, forms that only our pages can send, files that never change.</summary>
internal static class ConsoleModule
{
    /// <summary>The start of the console, for a link.</summary>
    public const string Home = "/streams";

    public static void AddConsole(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "driftlock_form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.FormFieldName = "form";
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddSingleton<DrawnPages>();
        services.AddSingleton<IProblemDetailsWriter, RefusalWriter>();
        services.AddSingleton(new NavigationEntry("Status", "/status", 90));
    }

    public static void MapConsole(this IEndpointRouteBuilder root)
    {
        root.MapStaticAssets().OpenToAll();
        root.MapGet("/", () => TypedResults.Redirect(Home)).ForBrowsers().OpenToAll().ExcludeFromDescription();
        var pages = root.MapRazorComponents<App>().ForBrowsers();
        pages.Add(Authorize);
        pages.Finally(root.ServiceProvider.GetRequiredService<DrawnPages>().Keep);
    }

    /// <summary>A form's route: it takes posts of our own pages alone, and its refusals are pages.</summary>
    public static RouteHandlerBuilder MapForm(this IEndpointRouteBuilder root, string pattern, Delegate handler) =>
        root.MapPost(pattern, handler).ForBrowsers().WithMetadata(new FormOrigin.Required()).ExcludeFromDescription();

    // As the routes do, each page says what it asks for; one that says nothing is not there.
    private static void Authorize(EndpointBuilder page)
    {
        if (page.Metadata.OfType<ComponentTypeMetadata>().SingleOrDefault() is null)
        {
            // A redirection of the framework, to addresses that it has sealed itself.
            page.Metadata.Add(new AllowAnonymousAttribute());
        }
        else if (page.Metadata.OfType<NeedsScopeAttribute>().SingleOrDefault() is { } needs)
        {
            foreach (var part in Policies.ForScope(needs.Scope)) page.Metadata.Add(part);
        }
        else if (page.Metadata.OfType<SignedInAttribute>().Any())
        {
            page.Metadata.Add(new AuthorizeAttribute());
        }
        else if (page.Metadata.OfType<OpenPageAttribute>().Any())
        {
            page.Metadata.Add(new AllowAnonymousAttribute());
        }
        else
        {
            throw new InvalidOperationException($"{page.DisplayName} says nothing of who may see it.");
        }
    }
}
