using Sapphire.Actors.Images;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Prompts.Avatars;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Prompts;

/// <summary>The pictures of the person, the assistant and personas: <c>/api/avatars</c>.</summary>
public static class AvatarsEndpoints
{
    /// <summary>Maps the routes. Whoever may log in may use them; login and CSRF are put around them by the caller.</summary>
    public static void MapAvatars(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/avatars");
        group.On("GET", "", static context => LibraryCall.JsonAsync(context, () => View(context), PromptsJson.Default.AvatarsView));
        group.On("POST", "", static context => LibraryCall.JsonAsync(context, async () => await StoreAsync(context), PromptsJson.Default.AvatarStored));
        group.MapPut("/{who}", static (HttpContext context, string who) => LibraryCall.JsonAsync(context, () => ChooseAsync(context, who), PromptsJson.Default.AvatarsView));
        group.MapGet("/{id}", static (HttpContext context, string id) => LibraryCall.RunAsync(context, async () =>
        {
            StoredImage image = await Images(context).FindAsync(id, context.RequestAborted) ?? throw LibraryException.NotFound("picture", id);

            // The id is the content: it never changes.
            context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
            return Results.Bytes(image.Bytes, image.Info.MediaType);
        }));
    }

    private static async Task<AvatarStored> StoreAsync(HttpContext context)
    {
        byte[] bytes = await LibraryCall.BytesAsync(context, AvatarBook.MaxBytes, "picture");
        try
        {
            StoredImage image = await Images(context).SaveAsync(bytes, context.RequestAborted);
            return new(image.Id, image.Info.MediaType, image.Info.Width, image.Info.Height);
        }
        catch (ImageException e)
        {
            throw new ApiProblem(e.TooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status415UnsupportedMediaType, e.Message, e.Detail);
        }
    }

    private static async Task<AvatarsView> ChooseAsync(HttpContext context, string who)
    {
        if (who is not (AvatarBook.User or AvatarBook.Assistant))
        {
            throw new ApiProblem(StatusCodes.Status404NotFound, "There is no such picture to choose.", "Those of \"user\" and \"assistant\" are chosen here; a persona's is one of its settings.");
        }

        string? id = (await LibraryCall.BodyAsync(context, PromptsJson.Default.AvatarChoice)).Id;
        if (id is not null && await Images(context).FindAsync(id, context.RequestAborted) is null)
        {
            throw LibraryException.NotFound("picture", id);
        }

        context.RequestServices.GetRequiredService<AvatarBook>().Set(who, id);
        return View(context);
    }

    private static AvatarsView View(HttpContext context)
    {
        AvatarBook book = context.RequestServices.GetRequiredService<AvatarBook>();
        return new(book.Find(AvatarBook.User), book.Find(AvatarBook.Assistant));
    }

    private static ImageStore Images(HttpContext context) => context.RequestServices.GetRequiredService<ImageStore>();
}
