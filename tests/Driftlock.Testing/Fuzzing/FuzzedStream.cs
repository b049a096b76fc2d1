using Driftlock.Application.Detection;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;
using Driftlock.Testing.Inputs;
using Driftlock.Testing.Shared;

namespace Driftlock.Testing.Fuzzing;

/// <summary>One stream with random options, fed with hostile events of one kind, and what must be true of it.</summary>
internal sealed class FuzzedStream : IDisposable
{
    private const int PoolSize = 48;

    private static readonly double[] ExplainLevels = [0, 0, 0, 0.001, 0.01, 0.1, 1];

    /// <summary>
    /// Time that any call to the core may take, and any byte of it: a hundred times what a busy machine needs. Processor
    /// time, so that a machine that stands still is no finding.
    /// </summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(5), LongestByte = TimeSpan.FromMicroseconds(20);

    private readonly Chance chance;
    private readonly StreamModelOptions options;
    private readonly EventMutation events;
    private readonly ScoredEvents scores = new(), twinScores = new();
    private readonly EventBatch batch = new(), single = new();
    private readonly int learnShare;
    private readonly bool isLeftAlone;
    private IStreamModel model;
    private int taught;
    private bool ready;

    public FuzzedStream(IAnomalyScorer scorer, Chance chance)
    {
        this.chance = chance;
        options = new StreamModelOptions(1 + chance.Below(chance.Of([4, 40, 400, 1600, 4000])))
        {
            Shape = (EventShape)(chance.OneIn(2) ? 0 : chance.Below(6)),
            Mode = (DetectionMode)chance.Below(3),
        };
        model = scorer.Create(options);
        events = new EventMutation(chance, EventPool.Of(chance.Of(EventPool.Kinds), PoolSize, chance));
        learnShare = chance.Of([0, 50, 90, 100, 100]);
        isLeftAlone = chance.OneIn(2);
    }

    /// <summary>Scores some events and checks every answer. Returns how many there were.</summary>
    public int Push(int most)
    {
        FillBatch(most);
        var (learn, explainAt) = ChooseHow();
        Timed(() => model.Push(batch, learn, explainAt, scores));
        CheckAll(learn, explainAt);
        return batch.Count;
    }

    /// <summary>Saves, restores, and feeds both alike: the original a batch, the copy its events one by one.</summary>
    public int PushBesideCopy(IAnomalyScorer scorer, int most)
    {
        var state = Save(model);
        var copy = Restore(scorer, state);
        if (!SaysTheSame(copy, state)) ScoreChecks.Broken("A restored stream saves other bytes.");

        FillBatch(most);
        var (learn, explainAt) = ChooseHow();
        Timed(() => model.Push(batch, learn, explainAt, scores));
        CheckAll(learn, explainAt);
        for (var index = 0; index < batch.Count; index++)
        {
            single.Clear();
            single.Add(batch[index]);
            Timed(() => copy.Push(single, learn, explainAt, twinScores));
            var equal = twinScores[0] == scores[index] && twinScores.Words(0).SequenceEqual(scores.Words(index));
            if (!equal) ScoreChecks.Broken($"A restored stream answers {twinScores[0]} instead of {scores[index]}.");
        }

        if (!SaysTheSame(copy, Save(model))) ScoreChecks.Broken("A restored stream learns otherwise.");
        model.Dispose();
        model = copy;
        return batch.Count;
    }

    /// <summary>Asks for the words of an event: the same that a push tells, which learns nothing.</summary>
    public int Explain()
    {
        FillBatch(most: 1);
        IReadOnlyList<WordCost> words = [];
        Timed(() => words = model.Explain(batch[0]));
        Timed(() => model.Push(batch, learn: false, explainAtOrBelow: 1, scores));
        CheckAll(learn: false, explainAt: 1);
        if (!scores.Words(0).SequenceEqual([.. words])) ScoreChecks.Broken("Explained alone it has other words.");
        return 1;
    }

    /// <summary>Freezes, if anything was taught and the stream is not one that comes to its end by itself.</summary>
    public void Anchor()
    {
        if (taught == 0 || isLeftAlone) return;
        Timed(model.Anchor);
        ready = true;
        var description = model.Describe();
        if (!description.Ready || description.EventsNeeded != 0 || description.Shape is EventShape.Undetermined)
            ScoreChecks.Broken($"Anchored it is {description}.");
    }

    /// <summary>Damaged states are refused, unless nothing was damaged.</summary>
    public void RestoreDamaged(IAnomalyScorer scorer)
    {
        var state = Save(model);
        var damaged = new StateMutation(chance).Damage(state);
        var restored = TryRestore(scorer, damaged);
        if (!restored.IsSuccess) return;

        restored.Value.Dispose();
        if (!damaged.AsSpan().SequenceEqual(state)) ScoreChecks.Broken("A damaged state was accepted.");
    }

    /// <summary>Forged states are refused, or are streams like any other: they save, score, learn and freeze.</summary>
    public int RestoreForged(IAnomalyScorer scorer)
    {
        var forged = new StateMutation(chance).Forge(Save(model));
        var restored = TryRestore(scorer, forged);
        if (!restored.IsSuccess) return 0;

        using var stranger = restored.Value;
        if (!SaysTheSame(stranger, forged)) ScoreChecks.Broken("A forged state is kept as another one.");
        FillBatch(most: 8);
        Timed(() => stranger.Push(batch, learn: true, explainAtOrBelow: 1, scores));
        for (var index = 0; index < batch.Count; index++)
        {
            var learning = scores[index].Flags.HasFlag(ScoreFlags.Learning);
            ScoreChecks.Check(batch[index], scores[index], scores.Words(index), learning, explainAtOrBelow: 1);
        }

        Timed(stranger.Anchor);
        Restore(scorer, Save(stranger)).Dispose();
        return batch.Count;
    }

    public void Dispose() => model.Dispose();

    private bool SaysTheSame(IStreamModel which, byte[] state) => Save(which).AsSpan().SequenceEqual(state);

    private byte[] Save(IStreamModel which)
    {
        byte[] state = [];
        Timed(() => state = which.Save());
        return state;
    }

    private Result<IStreamModel> TryRestore(IAnomalyScorer scorer, byte[] state)
    {
        Result<IStreamModel>? restored = null;
        Timed(() => restored = scorer.Restore(state));
        return restored!;
    }

    private IStreamModel Restore(IAnomalyScorer scorer, byte[] state)
    {
        var restored = TryRestore(scorer, state);
        if (!restored.IsSuccess) ScoreChecks.Broken($"A state just saved is refused: {restored.Error.Code}.");
        return restored.Value;
    }

    private void FillBatch(int most)
    {
        batch.Clear();
        var count = chance.OneIn(3) ? 1 : Math.Min(chance.Between(1, 64), most);
        for (; count > 0; count--) batch.Add(events.Next());
    }

    private (bool Learn, double ExplainAt) ChooseHow() => (chance.Below(100) < learnShare, chance.Of(ExplainLevels));

    private void CheckAll(bool learn, double explainAt)
    {
        if (scores.Count != batch.Count) ScoreChecks.Broken($"{batch.Count} events have {scores.Count} scores.");
        for (var index = 0; index < batch.Count; index++)
        {
            ScoreChecks.Check(batch[index], scores[index], scores.Words(index), learning: !ready, explainAt);
            if (!ready && learn) ready = ++taught == options.BaselineEvents;
        }
    }

    // What a state takes does not depend on the batch; the limit of one call is wide enough for it.
    private void Timed(Action call)
    {
        var before = Environment.CpuUsage.TotalTime;
        call();
        var took = Environment.CpuUsage.TotalTime - before;
        var limit = LongestCall + (LongestByte * batch.Bytes.Length);
        if (took > limit) ScoreChecks.Broken($"A call beside {batch.Count} events took {took}, the limit is {limit}.");
    }
}
