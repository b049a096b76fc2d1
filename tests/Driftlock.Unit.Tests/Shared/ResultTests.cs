using Driftlock.Domain.Shared;

namespace Driftlock.Unit.Tests.Shared;

public sealed class ResultTests
{
    private static readonly Error Refusal = new(ErrorKind.Invalid, "test.refused", "Refused.");

    [Fact]
    public void A_value_is_a_success()
    {
        Result<int> result = 42;

        result.IsSuccess.Should().BeTrue();
        result.Value.Should().Be(42);
        result.Error.Should().BeNull();
    }

    [Fact]
    public void An_error_is_a_refusal_without_a_value()
    {
        Result<string> result = Refusal;

        result.IsSuccess.Should().BeFalse();
        result.Error.Should().Be(Refusal);
        result.Value.Should().BeNull();
    }

    [Fact]
    public void A_value_that_is_known_by_its_interface_alone_is_a_success_too()
    {
        IReadOnlyList<int> numbers = [1, 2];

        var result = Result.Of(numbers);

        result.IsSuccess.Should().BeTrue();
        result.Value.Should().BeSameAs(numbers);
    }

    [Fact]
    public void A_deed_without_a_value_is_done_or_refused()
    {
        Result refused = Refusal;

        Result.Success.IsSuccess.Should().BeTrue();
        refused.IsSuccess.Should().BeFalse();
        refused.Error.Should().Be(Refusal);
    }

    [Fact]
    public void Code_that_does_not_know_the_type_can_refuse()
    {
        Refuse<Result>().Error.Should().Be(Refusal);
        Refuse<Result<int>>().Error.Should().Be(Refusal);
    }

    [Fact]
    public void Errors_without_fields_are_equal_when_they_say_the_same()
    {
        var same = new Error(Refusal.Kind, Refusal.Code, Refusal.Message);

        same.Should().Be(Refusal);
        same.Fields.Should().BeEmpty();
    }

    private static T Refuse<T>()
        where T : IRefusable<T> => T.Fail(Refusal);
}
