using Driftlock.Application.Detection;
using Driftlock.Cli.Shared;
using Driftlock.Domain.Detection;
using Driftlock.Domain.Shared;

namespace Driftlock.Cli.Detection;

/// <summary>
/// A model kept in a file: made by the first scan that names it, and the beginning of every later one. No scan changes
/// it again, so that the same log gets the same answer.
/// </summary>
internal sealed class BaselineFile : IDisposable
{
    // The core's states are below 2 MiB; whatever is larger is something else.
    private const long LargestState = 16 << 20;

    private readonly IAnomalyScorer scorer;
    private readonly string path;
    private WholeFile? unfinished;
    private byte[]? state;

    private BaselineFile(string path, IAnomalyScorer scorer) => (this.path, this.scorer) = (path, scorer);

    /// <summary>The file's name.</summary>
    public string Name => SafeText.Of(path);

    /// <summary>Whether the model is still to be taught.</summary>
    public bool IsNew => state is null;

    /// <summary>Reads the file, or begins it.</summary>
    public static Result<BaselineFile> Open(string path, IAnomalyScorer scorer)
    {
        var file = new BaselineFile(path, scorer);
        return FileKinds.Of(path) is FileKind.Regular or FileKind.Other ? file.Read() : file.Begin();
    }

    /// <summary>Reads the file, which must be there.</summary>
    public static Result<BaselineFile> OpenExisting(string path, IAnomalyScorer scorer) =>
        new BaselineFile(path, scorer).Read();

    /// <summary>A model as the file has it.</summary>
    public IStreamModel Restore() => scorer.Restore(state).Value!;

    /// <summary>Writes a model that was taught, unless the file has one.</summary>
    public void Save(IStreamModel model)
    {
        if (unfinished is null) return;
        state = model.Save();
        unfinished.Complete(state);
        unfinished = null;
    }

    public void Dispose() => unfinished?.Dispose();

    private Result<BaselineFile> Begin()
    {
        var begun = WholeFile.Begin(path, []);
        if (!begun.IsSuccess) return begun.Error;

        unfinished = begun.Value;
        return this;
    }

    private Result<BaselineFile> Read()
    {
        if (FileKinds.Of(path) == FileKind.Other) return BaselineErrors.NoFile(Name);
        try
        {
            if (new FileInfo(path).Length > LargestState)
                return BaselineErrors.Refused(Name, DetectionErrors.NotAModel);
            state = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return BaselineErrors.Unreadable(Name, e);
        }

        var model = scorer.Restore(state);
        if (!model.IsSuccess) return BaselineErrors.Refused(Name, model.Error);
        using (model.Value) return model.Value.Describe().Ready ? this : BaselineErrors.Unfinished(Name);
    }
}
