using Driftlock.Api.Detection;
using Driftlock.Api.Shared;
using Driftlock.Application.Shared;
using Driftlock.Infrastructure.Detection;
using Driftlock.Infrastructure.Shared;

// Without other configuration the server listens on the loopback address alone: that is Kestrel's own default.
var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);

builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddWireJson();
builder.Services.AddProblems();
builder.Services.AddRateLimits();
builder.Services.AddApplication();
builder.Services.AddShared();
builder.Services.AddDetection();

var app = builder.Build();

app.UseMiddleware<RequestId>();
app.UseProblems();
app.UseRateLimiter();

app.MapProblems();
app.MapCore();
app.MapGroup("/api/v1").MapDetection();

await app.RunAsync();
