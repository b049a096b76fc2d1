using Npgsql;

namespace Driftlock.Infrastructure.Shared;

/// <summary>Conditions that the server looks at itself, so that a commit can be sent along with them.</summary>
internal static class Condition
{
    /// <summary>The state, of PostgreSQL's kind, of a condition that does not hold.</summary>
    public const string Fails = "DL001";

    /// <summary>The same statement, which fails, and with it the transaction, unless it comes to so many rows.</summary>
    /// <param name="statement">
    /// A question, or a change that ends with what it returns. It is copied, and can be carried out itself later.
    /// </param>
    /// <param name="rows">How many rows there have to be.</param>
    public static NpgsqlBatchCommand Requiring(this NpgsqlBatchCommand statement, int rows)
    {
        var requiring = new NpgsqlBatchCommand(
            $"with done as ({statement.CommandText}) "
            + $"select shared.require(count(*) = ${statement.Parameters.Count + 1}) from done");
        foreach (NpgsqlParameter parameter in statement.Parameters) requiring.Parameters.Add(parameter.Clone());
        requiring.Parameters.Add(new NpgsqlParameter<long> { TypedValue = rows });
        return requiring;
    }
}
