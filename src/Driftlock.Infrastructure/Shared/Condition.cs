using Npgsql;

namespace Driftlock.Infrastructure.Shared;

/// <summary>Conditions that the server looks at itself, so that nobody has to ask before the commit.</summary>
internal static class Condition
{
    /// <summary>The same statement, which fails, and with it the transaction, unless it comes to so many rows.</summary>
    /// <param name="statement">A question, or a change that ends with what it returns. It can go on to be used.</param>
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
