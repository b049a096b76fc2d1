using Driftlock.Api.Billing;
using Driftlock.Api.Detection;
using Driftlock.Api.Keys;
using Driftlock.Api.Shared;
using Driftlock.Api.Shared.CommandLine;
using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Billing;
using Driftlock.Infrastructure.Detection;
using Driftlock.Infrastructure.Identity;
using Driftlock.Infrastructure.Keys;
using Driftlock.Infrastructure.Shared;

return await ServiceProgram.RunAsync(
    ServiceProgram.Of(
        ServeCommand.Create(Build, Route),
        MigrateCommand.Create(Build),
        CheckCommand.Create(Build)),
    args);

// Without other configuration the server listens on the loopback address alone: that is Kestrel's own default.
static WebApplication Build(string[] settings)
{
    var builder = WebApplication.CreateSlimBuilder(settings);
    builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);
    builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(8));

    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddWireJson();
    builder.Services.AddProblems();
    builder.Services.AddRateLimits();
    builder.Services.AddPolicies();
    builder.Services.AddApiKeys();
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
    app.UseMiddleware<RequestId>();
    app.UseProblems();
    app.UseRateLimiter();
    app.UseAuthentication();
    app.UseAuthorization();

    app.MapProblems();
    app.MapCore();
    var v1 = app.MapGroup("/api/v1");
    v1.MapKeys();
    v1.MapBilling();
    v1.MapDetection();
    v1.MapStreams();
    v1.MapAnomalies();
    app.MapDetectAlias();
}
