namespace Driftlock.Api.Shared.Edge;

/// <summary>Puts the checks of its content around a body, behind what undoes its encoding.</summary>
internal sealed class BodyCheck(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var isEncoded = context.Items.ContainsKey(MessageForm.IsEncoded);
        var isText = context.Request.HasJsonContentType();
        if (isEncoded || isText)
        {
            var text = isText ? new Utf8Reading() : null;
            context.Request.Body = new CheckedBody(context.Request.Body, context, text, isEncoded);
        }

        return next(context);
    }
}
