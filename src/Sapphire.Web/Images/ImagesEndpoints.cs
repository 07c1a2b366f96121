using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Sapphire.Actors.Images;
using Sapphire.Actors.Prompts;
using Sapphire.Actors.Prompts.Avatars;
using Sapphire.Actors.Settings;
using Sapphire.Persistence.Blobs;
using Sapphire.Persistence.Journal;
using Sapphire.Persistence.Sqlite;
using Sapphire.Web.Contracts;
using Sapphire.Web.Hosting;

namespace Sapphire.Web.Images;

/// <summary>
/// Images that are attached to messages. <c>POST /api/images</c> takes the bytes as they are, or a form with one file;
/// <c>GET /api/images/{id}</c> gives them back.
/// </summary>
public static class ImagesEndpoints
{
    /// <summary>Adds what deletes images that nothing refers to any more.</summary>
    public static IServiceCollection AddImageSweep(this IServiceCollection services)
    {
        services.AddSingleton(static p => new ImageSweep(
            p.GetRequiredService<IBlobStore>(),
            p.GetRequiredService<IJournal>(),
            () => Pinned(p),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<ImageSweep>>()));
        return services.AddHostedService<ImageSweeper>();
    }

    /// <summary>Maps the routes. Whoever may log in may use them; login and CSRF are put around them by the caller.</summary>
    public static void MapImages(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/api/images");
        group.MapPost("", (RequestDelegate)UploadAsync);
        group.MapMethods("/{id}", ["GET", "HEAD"], static (HttpContext context, string id) => ReadAsync(context, id));
    }

    // What is no chat and has pictures: the home's defaults, personas, and the two avatars.
    private static IEnumerable<string?> Pinned(IServiceProvider provider)
    {
        AvatarBook avatars = provider.GetRequiredService<AvatarBook>();
        return
        [
            provider.GetRequiredService<SettingsStore>().Current.ChatDefaults.Avatar,
            avatars.Find(AvatarBook.User),
            avatars.Find(AvatarBook.Assistant),
            .. provider.GetRequiredService<PromptLibrary>().Current.Personas.Values.Select(static persona => persona.Settings.Avatar),
        ];
    }

    private static Task UploadAsync(HttpContext context) => ApiCall.RunAsync(context, async () =>
    {
        try
        {
            byte[] bytes = await BytesAsync(context);
            StoredImage image = await Store(context).SaveAsync(bytes, context.RequestAborted);
            return Results.Json(new ImageUploaded(image.Id, image.Info.MediaType, image.Info.Width, image.Info.Height, bytes.Length), ImagesJson.Default.ImageUploaded);
        }
        catch (ImageException e)
        {
            throw new ApiProblem(e.TooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status415UnsupportedMediaType, e.Message, e.Detail);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new ApiProblem(StatusCodes.Status413PayloadTooLarge, ImageStore.TooLarge().Message, ImageStore.TooLarge().Detail);
        }
        catch (Exception e) when (e is StorageException or UnauthorizedAccessException or (IOException and not BadHttpRequestException))
        {
            throw Unstored(e);
        }
    });

    private static Task ReadAsync(HttpContext context, string id) => ApiCall.RunAsync(context, async () =>
    {
        StoredImage image;
        try
        {
            image = await Store(context).FindAsync(id, context.RequestAborted)
                ?? throw new ApiProblem(StatusCodes.Status404NotFound, "There is no such image.", "It may have been attached in another home.");
        }
        catch (Exception e) when (e is StorageException or UnauthorizedAccessException or IOException)
        {
            throw Unstored(e);
        }

        // The id is the content: it never changes.
        context.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        context.Response.Headers.ContentDisposition = "inline";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        EntityTagHeaderValue tag = new($"\"{image.Id}\"");
        return HttpMethods.IsHead(context.Request.Method)
            ? Head(context, image, tag)
            : Results.Bytes(image.Bytes, image.Info.MediaType, entityTag: tag);
    });

    private static IResult Head(HttpContext context, StoredImage image, EntityTagHeaderValue tag)
    {
        context.Response.ContentType = image.Info.MediaType;
        context.Response.ContentLength = image.Bytes.Length;
        context.Response.Headers.ETag = tag.ToString();
        return Results.Empty;
    }

    private static async Task<byte[]> BytesAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type))
        {
            throw Unknown();
        }

        if (type.MediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase))
        {
            return await ReadAsync(request.Body, context.RequestAborted);
        }

        if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 200 } boundary)
        {
            throw Unknown();
        }

        try
        {
            MultipartReader reader = new(boundary, request.Body);
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } section)
            {
                if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? disposition) && disposition.IsFileDisposition())
                {
                    return await ReadAsync(section.Body, context.RequestAborted);
                }
            }
        }
        catch (InvalidDataException)
        {
            throw ApiProblem.Bad("The form cannot be read.", "Send one file as multipart/form-data.");
        }
        catch (IOException e) when (e is not BadHttpRequestException)
        {
            throw ApiProblem.Bad("The form ends too early.", "Send it again.");
        }

        throw ApiProblem.Bad("The form has no file.", "Send one image as a file.");
    }

    private static async Task<byte[]> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        using MemoryStream bytes = new();
        byte[] buffer = new byte[64 << 10];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (bytes.Length + read > ImageStore.MaxBytes)
            {
                throw ImageStore.TooLarge();
            }

            await bytes.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return bytes.ToArray();
    }

    private static ApiProblem Unknown() => new(StatusCodes.Status415UnsupportedMediaType, "The body must be an image.", "Send its bytes with Content-Type: image/png (or jpeg, gif, webp), or one file as multipart/form-data.");

    private static ApiProblem Unstored(Exception e) => new(StatusCodes.Status503ServiceUnavailable, "The image cannot be stored or read now.", $"{e.Message} Try again.");

    private static ImageStore Store(HttpContext context) => context.RequestServices.GetRequiredService<ImageStore>();
}
