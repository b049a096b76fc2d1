using Driftlock.Api.Billing;
using Driftlock.Api.Console;
using Driftlock.Api.Detection;
using Driftlock.Api.Detection.Console;
using Driftlock.Api.Identity;
using Driftlock.Api.Identity.Console;
using Driftlock.Api.Keys;
using Driftlock.Api.Keys.Console;
using Driftlock.Api.Shared;
using Driftlock.Api.Shared.CommandLine;
using Driftlock.Api.Shared.Edge;
using Driftlock.Api.Shared.Limits;
using Driftlock.Api.Shared.OpenApi;
using Driftlock.Api.Shared.Telemetry;
using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Billing;
using Driftlock.Infrastructure.Detection;
using Driftlock.Infrastructure.Detection.Native;
using Driftlock.Infrastructure.Identity;
using Driftlock.Infrastructure.Keys;
using Driftlock.Infrastructure.Shared;

NativeMemory.GiveLargeBlocksBack();
return await ServiceProgram.RunAsync(
    ServiceProgram.Of(
        ServeCommand.Create(Build, Route),
        MigrateCommand.Create(Build),
        CheckCommand.Create(Build),
        CreateOrganizationCommand.Create(Build),
        LinkMemberCommand.Create(Build),
        KeysCommand.Create(Build),
        MessagesCommand.Create(Build)),
    args);

// Without other configuration the server listens on the loopback address alone: that is Kestrel's own default. What it
// ships with lies beside the program, wherever it is started.
static WebApplication Build(string[] settings)
{
    var builder = WebApplication.CreateSlimBuilder(
        new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory });
    builder.AddLogs();
    builder.AddEdge();
    // Before it is published, the files for browsers lie where they are written. No route for those of no build: it would
    // answer for every address in development.
    builder.WebHost.UseStaticWebAssets().UseSetting("DisableStaticAssetNotFoundRuntimeFallback", "true");
    builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(8));

    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddWireJson();
    // Before the problems: who writes a refusal first is asked first.
    builder.Services.AddConsole();
    builder.Services.AddProblems();
    builder.Services.AddApiDocument();
    builder.Services.AddPolicies(ApiKeyAuthentication.SchemeName);
    builder.Services.AddApiKeys(SessionAuthentication.SchemeFor);
    builder.Services.AddSessions();
    builder.Services.AddSingleton<RateWindows>();
    builder.Services.AddScoped<CallersEntitlements>();
    builder.Services.AddScoped<IOrganizationRate, PlanRate>();
    builder.Services.AddScoped<ICallerHeaders, BillingHeaders>();
    builder.Services.AddTelemetry();
    builder.Services.AddSingleton<IReadinessCheck, CoreReadiness>();
    builder.Services.AddDetectionPages();
    builder.Services.AddKeyPages();
    builder.Services.AddAnomalies();
    builder.Services.AddApplication();
    builder.Services.AddShared();
    builder.Services.AddIdentity();
    builder.Services.AddKeys();
    builder.Services.AddBilling();
    builder.Services.AddDetection();
    return builder.Build();
}

static void Route(WebApplication app)
{
    app.UseStages();

    app.MapProblems();
    app.MapHealth();
    app.MapMetrics();
    app.MapApiDocument();
    app.MapCore();
    var v1 = app.MapGroup("/api/v1");
    v1.MapIdentity();
    v1.MapKeys();
    v1.MapBilling();
    v1.MapDetection();
    v1.MapStreams();
    v1.MapIngest();
    v1.MapAnomalies();
    v1.MapIncidents();
    app.MapDetectAlias();

    app.MapConsole();
    app.MapSessionForms();
    app.MapAnomalyForms();
    app.MapStreamForms();
    app.MapKeyForms();
}
