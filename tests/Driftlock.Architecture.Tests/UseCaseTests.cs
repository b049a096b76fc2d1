using System.Text.RegularExpressions;

namespace Driftlock.Architecture.Tests;

/// <summary>
/// One use case is one file of one module, named after its request; handler and rules are file types, which only the
/// mediator reaches. The compiler tells both: it puts the file into their name, <c>&lt;RotateApiKey&gt;F…__Handler</c>.
/// </summary>
public sealed partial class UseCaseTests
{
    private const string Request = "public sealed record RotateKey : MediatR.IRequest<int>;";
    private const string Handler = """
        file sealed class Handler : MediatR.IRequestHandler<RotateKey, int>
        {
            public Task<int> Handle(RotateKey request, System.Threading.CancellationToken cancellationToken) => null;
        }
        """;

    // What the mediator finds by itself, so that nobody else has to name it.
    private static readonly string[] FoundByMediator =
        ["MediatR.IRequestHandler`2", "MediatR.INotificationHandler`1", "FluentValidation.IValidator`1"];

    [Fact]
    public void One_use_case_is_one_file_named_after_its_request() =>
        Breaches([.. Product.Assemblies.SelectMany(code => code.Assembly.GetTypes())], FilesInProduct)
            .Should().BeEmpty();

    [Fact]
    public void There_are_use_cases() => Product.Assemblies.SelectMany(code => code.Assembly.GetTypes())
        .Should().Contain(type => HandledBy(type).Any());

    [Fact]
    public void A_use_case_in_its_file_is_accepted() => Found(("Application/Keys/RotateKey.cs", $$"""
        namespace Driftlock.Application.Keys;
        {{Request}}
        file sealed class Rules : FluentValidation.AbstractValidator<RotateKey>;
        {{Handler}}
        """)).Should().BeEmpty();

    [Fact]
    public void A_request_in_Contracts_is_handled_in_the_file_of_its_name() => Found(
        ("Application/Keys/Contracts/RotateKey.cs", $"namespace Driftlock.Application.Keys.Contracts;{Request}"),
        ("Application/Keys/RotateKey.cs", $$"""
            namespace Driftlock.Application.Keys;
            using Driftlock.Application.Keys.Contracts;
            {{Handler}}
            """)).Should().BeEmpty();

    [Fact]
    public void A_request_that_another_module_handles_is_found() => Found(
        ("Application/Keys/Contracts/RotateKey.cs", $"namespace Driftlock.Application.Keys.Contracts;{Request}"),
        ("Application/Billing/RotateKey.cs", $$"""
            namespace Driftlock.Application.Billing;
            using Driftlock.Application.Keys.Contracts;
            {{Handler}}
            """)).Should().Equal("The IRequestHandler of RotateKey lies in the module Billing");

    [Fact]
    public void A_use_case_in_a_file_of_another_name_is_found() =>
        Found(("Application/Keys/KeyCommands.cs", Request + Handler)).Should().Equal(
            "RotateKey lies in KeyCommands.cs", "The IRequestHandler of RotateKey lies in KeyCommands.cs");

    [Fact]
    public void A_handler_that_others_can_call_is_found() =>
        Found(("Application/Keys/RotateKey.cs", Request + Handler.Replace("file sealed", "public sealed")))
            .Should().Equal("Handler is no file type");

    [Fact]
    public void Rules_that_others_can_call_are_found() => Found(("Application/Keys/RotateKey.cs", $$"""
        {{Request}}
        public sealed class Rules : FluentValidation.AbstractValidator<RotateKey>;
        {{Handler}}
        """)).Should().Equal("Rules is no file type");

    [Fact]
    public void Rules_in_another_file_are_found() => Found(
        ("Application/Keys/RotateKey.cs", Request + Handler),
        ("Application/Keys/RulesOfKeys.cs", "file class Rules : FluentValidation.AbstractValidator<RotateKey>;"))
        .Should().Equal("The IValidator of RotateKey lies in RulesOfKeys.cs");

    [Fact]
    public void A_request_without_a_handler_is_found() =>
        Found(("Application/Keys/RotateKey.cs", Request)).Should().Equal("RotateKey has 0 handlers");

    [Fact]
    public void A_reaction_that_others_can_call_is_found() => Found(("Application/Keys/TellOwner.cs", """
        public sealed record Rotated : MediatR.INotification;
        public sealed class Reaction : MediatR.INotificationHandler<Rotated>
        {
            public Task Handle(Rotated rotated, System.Threading.CancellationToken cancellationToken) => null;
        }
        """)).Should().Equal("Reaction is no file type");

    private static IEnumerable<string> Found(params (string Path, string Code)[] files)
    {
        var code = Planted.Compile([.. files.Select(file => ($"src/Driftlock.{file.Path}", file.Code))]);
        return Breaches(code.Assembly.GetTypes(), code.FilesOf);
    }

    private static IReadOnlyCollection<string> FilesInProduct(Type type) =>
        Product.Assemblies.Single(code => code.Assembly == type.Assembly).FilesOf(type);

    private static IEnumerable<string> Breaches(Type[] types, Func<Type, IReadOnlyCollection<string>> filesOf)
    {
        foreach (var request in types.Where(IsRequest))
        {
            var file = Path.GetFileName(filesOf(request).Single());
            if (file != request.Name + ".cs") yield return $"{request.Name} lies in {file}";
            var handlers = types.Count(type => HandledBy(type).Contains(request));
            if (handlers != 1) yield return $"{request.Name} has {handlers} handlers";
        }

        foreach (var (type, contract, subject) in types.Where(type => !type.IsAbstract).SelectMany(Roles))
        {
            var file = FileOfFileType().Match(type.Name).Groups["file"].Value;
            if (file.Length == 0) yield return $"{type.Name} is no file type";
            if (file.Length == 0 || contract == "INotificationHandler") continue;
            if (file != subject.Name) yield return $"The {contract} of {subject.Name} lies in {file}.cs";
            var module = Place.Of(type.FullName!)?.Module;
            if (module != Place.Of(subject.FullName!)?.Module)
                yield return $"The {contract} of {subject.Name} lies in the module {module}";
        }
    }

    private static bool IsRequest(Type type) =>
        type is { IsInterface: false, IsAbstract: false } && Generic(type, "MediatR.IRequest`1").Any();

    private static IEnumerable<Type> HandledBy(Type type) =>
        Generic(type, "MediatR.IRequestHandler`2").Select(contract => contract.GenericTypeArguments[0]);

    private static IEnumerable<(Type Type, string Contract, Type Subject)> Roles(Type type) => FoundByMediator
        .SelectMany(name => Generic(type, name))
        .Select(contract => (type, contract.Name.Split('`')[0], contract.GenericTypeArguments[0]));

    private static IEnumerable<Type> Generic(Type type, string name) => type.GetInterfaces()
        .Where(contract => contract.IsGenericType && contract.GetGenericTypeDefinition().FullName == name);

    [GeneratedRegex("^<(?<file>[^>]+)>F[0-9A-F]+__")]
    private static partial Regex FileOfFileType();
}
