namespace Driftlock.Architecture.Tests;

/// <summary>
/// The SQL of a module names its own schema and <c>shared</c>. Scripts, statements in code, and what code says to the
/// tools of the database are only text to the compiler, so this is read from the text.
/// </summary>
public sealed class SqlTests
{
    // A type that names one of these, or holds a statement, speaks to the database: there a schema's bare name is one.
    private static readonly string[] DatabaseTools = ["Microsoft.EntityFrameworkCore.", "Npgsql.", "System.Data."];

    [Fact]
    public void A_modules_sql_names_only_its_own_schema() =>
        Product.Assemblies.SelectMany(OtherSchemas).Should().BeEmpty();

    [Fact]
    public void The_texts_of_the_product_are_read() => Product.Assemblies.SelectMany(code => code.Texts)
        .Should().Contain(text => text.Value.Contains("/demo/detect", StringComparison.Ordinal))
        .And.HaveCountGreaterThan(200);

    [Fact]
    public void Every_module_has_a_schema_that_is_looked_for() =>
        Place.Modules.Select(module => Sql.Schemas($"select * from {Sql.SchemaOf(module)}.outbox").SingleOrDefault())
            .Should().Equal(Place.Modules.Select(Sql.SchemaOf));

    [Theory]
    [InlineData("select id from keys.api_keys")]
    [InlineData("  -- finds it\n SELECT \"id\" FROM \"keys\".\"api_keys\"")]
    [InlineData("select a.id from billing.accounts a, keys.api_keys k")]
    [InlineData("select a.id from billing.accounts a join Keys . api_keys k on k.id = a.key_id")]
    [InlineData("with k as (select * from keys.api_keys) select * from k")]
    [InlineData("insert into keys.api_keys (id) values (@id)")]
    [InlineData("update only keys.api_keys set name = 'x'")]
    [InlineData("delete from billing.accounts using keys.api_keys")]
    [InlineData("create table billing.accounts (key_id uuid references keys.api_keys (id))")]
    [InlineData("create view billing.v as table keys.api_keys")]
    [InlineData("grant usage on schema keys to app")]
    [InlineData("create schema if not exists \"keys\"")]
    [InlineData("set search_path = billing, keys")]
    [InlineData("set search_path to 'keys'")]
    [InlineData("set schema 'keys'")]
    [InlineData("call shared.protect('keys.api_keys', 'select, insert')")]
    [InlineData("call shared.open_schema('keys')")]
    [InlineData("select nextval('keys.numbers')")]
    [InlineData("select 'keys.api_keys'::regclass")]
    [InlineData("do $$ begin perform keys.revoke_all(); end $$")]
    [InlineData("do $$ begin execute 'delete from keys.api_keys'; end $$")]
    [InlineData(" where exists (select 1 from keys.api_keys)")]
    public void Sql_that_names_another_schema_is_found(string sql)
    {
        var literal = Planted.Compile(
            ("Spy.cs", $"namespace Driftlock.Infrastructure.Billing; class Spy {{ string Sql => {Literal(sql)}; }}"));
        var script = Planted.Compile(
            ("src/Driftlock.Infrastructure/Billing/Migrations/0007_spy.sql", "/* keys.none */ select 1;\n" + sql));

        OtherSchemas(literal).Should().Equal("Driftlock.Infrastructure.Billing.Spy names the schema keys");
        OtherSchemas(script).Should().Equal(
            "Driftlock.Infrastructure.Billing.Migrations.0007_spy.sql names the schema keys");
    }

    [Theory]
    [InlineData("select id from billing.accounts a join shared.audit u on u.id = a.id")]
    [InlineData("select id from billing.accounts -- not keys.api_keys\n where true")]
    [InlineData("select id from billing.outbox where name = 'keys.api_key_rotated'")]
    [InlineData("insert into billing.accounts (id, keys, identity) values (@keys, @identity, 'detection')")]
    [InlineData("select a.keys, a.detection from billing.accounts a")]
    [InlineData("select nextval('billing.numbers')")]
    public void Sql_of_its_own_schema_is_accepted(string sql)
    {
        var code = Planted.Compile(
            ("Sql.cs", $"namespace Driftlock.Infrastructure.Billing; class Own {{ string Sql => {Literal(sql)}; }}"),
            ("src/Driftlock.Infrastructure/Billing/Own.sql", sql));

        OtherSchemas(code).Should().BeEmpty();
    }

    [Theory]
    [InlineData("class Words { string Code => \"keys.not_found\"; }")]
    [InlineData("class Words { string Path => \"/v1/keys\"; string Name => \"keys\"; }")]
    [InlineData("class Words { string Sentence(int i) => $\"The {i} keys. Take one of them from keys, or none.\"; }")]
    public void What_is_no_sql_is_accepted(string type) =>
        OtherSchemas(Planted.Compile(("Words.cs", $"namespace Driftlock.Domain.Billing; {type}"))).Should().BeEmpty();

    [Theory]
    [InlineData("string Sql(int id) => $\"select {id} from keys.api_keys where id = {id}\";")]
    [InlineData("string Sql(string what) => what + \" from keys.api_keys\";")]
    [InlineData("const string Schema = \"keys\"; string Sql(int id) => $\"select {id} from {Schema}.api_keys\";")]
    [InlineData("[Obsolete(\"select 1 from keys.api_keys\")] void Old() { }")]
    public void Sql_in_pieces_is_found(string member) =>
        OtherSchemas(Planted.Compile(("Spy.cs", $"namespace Driftlock.Application.Billing; class Spy {{ {member} }}")))
            .Should().Equal("Driftlock.Application.Billing.Spy names the schema keys");

    [Theory]
    [InlineData("Microsoft.EntityFrameworkCore", "new Tool().To(\"accounts\", \"keys\")")]
    [InlineData("Npgsql", "new Tool().To(\"accounts\", string.Concat(\"keys\", table))")]
    public void A_schema_that_is_handed_to_a_tool_of_the_database_is_found(string tool, string call)
    {
        var code = Planted.Compile(
            ("Tool.cs", $"namespace {tool}; public class Tool {{ public object To(string table, string name) => 1; }}"),
            ("Accounts.cs", $$"""
                namespace Driftlock.Infrastructure.Billing;
                using {{tool}};
                class Accounts { object Configure(string table) => {{call}}; }
                """));

        OtherSchemas(code).Should().Equal("Driftlock.Infrastructure.Billing.Accounts names the schema keys");
    }

    [Fact]
    public void Shared_and_the_program_have_no_module_to_speak_for()
    {
        const string Statement = "string Sql => \"select 1 from keys.api_keys\";";
        var code = Planted.Compile(
            ("Outbox.cs", $"namespace Driftlock.Infrastructure.Shared {{ class Outbox {{ {Statement} }} }}"),
            ("Program.cs", $"class Program {{ {Statement} }}"));

        OtherSchemas(code).Should().Equal(
            "Driftlock.Infrastructure.Shared.Outbox names the schema keys", "Program names the schema keys");
    }

    [Fact]
    public void Every_script_is_in_the_compiled_product() =>
        NotEmbedded(Product.Scripts, Product.Assemblies.SelectMany(code => code.Scripts)).Should().BeEmpty();

    [Fact]
    public void A_script_that_is_not_in_the_compiled_product_is_found()
    {
        var code = Planted.Compile(("src/Driftlock.Infrastructure/Keys/Own/0001_open.sql", "select 1"));

        NotEmbedded(
            ["src/Driftlock.Infrastructure/Keys/Own/0001_open.sql", "src/Driftlock.Infrastructure/Keys/More.sql"],
            code.Scripts).Should().Equal("src/Driftlock.Infrastructure/Keys/More.sql");
    }

    private static IEnumerable<string> OtherSchemas(CompiledCode code)
    {
        var statements = code.Texts.Where(text => Sql.IsStatement(text.Value)).ToList();
        var speaking = code.References.Where(pair => DatabaseTools.Any(pair.To.StartsWith))
            .Select(pair => pair.From)
            .Concat(statements.Select(text => text.From)).ToHashSet(StringComparer.Ordinal);
        var named = statements.Concat(code.Scripts)
            .SelectMany(text => Sql.Schemas(text.Value).Select(schema => (text.From, Schema: schema)));
        var handedOver = code.Texts.Where(text => speaking.Contains(text.From))
            .Select(text => (text.From, Schema: text.Value));
        return
            from name in named.Concat(handedOver).Distinct().Order()
            where Place.Modules.Select(Sql.SchemaOf).Contains(name.Schema)
            where name.Schema != Sql.SchemaOf(Place.Shared)
            where name.Schema != Sql.SchemaOf(Place.Of(name.From)?.Module ?? "")
            select $"{name.From} names the schema {name.Schema}";
    }

    private static IEnumerable<string> NotEmbedded(IEnumerable<string> files, IEnumerable<Text> scripts) =>
        files.Where(file => !scripts.Any(script => script.From == CompiledCode.ResourceOf(file)));

    private static string Literal(string text) => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, true);
}
